/* SPDX-License-Identifier: MIT */
/* Cleaning up decoded text: see decode-cleanup.h. */
#include <string.h>

#include "decode-cleanup.h"

/* In their order; what is found becomes the rest of it, or "'". */
static const struct rule {
	const char *from, *to;
} rules[CLEANUP_RULES] = {
	{ " .", "." }, { " ?", "?" }, { " !", "!" }, { " ,", "," }, { " ' ", "'" },
	{ " n't", "n't" }, { " 'm", "'m" }, { " 's", "'s" }, { " 've", "'ve" }, { " 're", "'re" }
};

/* Through the rules from i on.  As deep as there are rules. */
static void push(struct cleanup *c, size_t i, char byte, void (*put)(const char *s, size_t n))
{
	struct cleanup_held *h;
	const char *p;

	if (i == CLEANUP_RULES) {
		put(&byte, 1);
		return;
	}
	h = &c->held[i];
	h->s[h->n++] = byte;
	/* What is kept is the beginning of what is looked for. */
	while (h->n && memcmp(h->s, rules[i].from, h->n) != 0) {
		push(c, i + 1, h->s[0], put);
		memmove(h->s, h->s + 1, --h->n);
	}
	if (h->n && !rules[i].from[h->n]) {
		h->n = 0;
		for (p = rules[i].to; *p; p++)
			push(c, i + 1, *p, put);
	}
}

void decode_cleanup(struct cleanup *c, const char *s, size_t n, void (*put)(const char *s, size_t n))
{
	size_t i;

	for (i = 0; i < n; i++)
		push(c, 0, s[i], put);
}

void decode_cleanup_finish(struct cleanup *c, void (*put)(const char *s, size_t n))
{
	size_t i, k;

	for (i = 0; i < CLEANUP_RULES; i++) {
		for (k = 0; k < c->held[i].n; k++)
			push(c, i + 1, c->held[i].s[k], put);
		c->held[i].n = 0;
	}
}
