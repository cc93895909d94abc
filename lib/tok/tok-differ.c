/* SPDX-License-Identifier: MIT */
/* Two tokenizers against each other: tokens, kinds, merges, facts, and what they make of probes. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-int.h"

/* So many single tokens, kinds and probes are shown; all are counted. */
#define SHOWN 5

struct differ {
	const struct bitnet_tok *a, *b;
	bitnet_report_fn *report;
	void *arg;
	struct bitnet_error *err;
	uint64_t probes;             /* that have other ids */
	bool stop;
};

static void BITNET_PRINTF(4, 5) found(struct differ *d, const char *name, const char *subject, const char *fmt, ...)
{
	char message[512];
	struct bitnet_finding f = { true, name, subject, message };
	va_list ap;

	if (d->stop)
		return;
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	d->stop = d->report(d->arg, &f) != 0;
}

static unsigned kind(const struct bitnet_tok *t, uint32_t id)
{
	return id < t->v.n ? t->v.attr[id] & TOKEN_KIND : 0;
}

static const char *kind_name(unsigned k)
{
	static const char *const names[] = { "absent", "normal", "unknown", "control", "user-defined", "unused", "byte" };

	return k < sizeof(names) / sizeof(names[0]) ? names[k] : "absent";
}

static const char *text(const struct bitnet_tok *t, uint32_t id, char shown[96])
{
	struct bitnet_str s = kind(t, id) ? bitnet_vocab_text(&t->v, id) : (struct bitnet_str){ "", 0 };
	char plain[80];

	if (!kind(t, id))
		return "no token";
	snprintf(shown, 96, "'%s'", bitnet_text_escape(plain, sizeof(plain), s.s, s.n));
	return shown;
}

static bool same_text(const struct bitnet_tok *a, const struct bitnet_tok *b, uint32_t id)
{
	struct bitnet_str x, y;

	if (!kind(a, id) || !kind(b, id))
		return !kind(a, id) && !kind(b, id);
	x = bitnet_vocab_text(&a->v, id);
	y = bitnet_vocab_text(&b->v, id);
	return x.n == y.n && (!x.n || memcmp(x.s, y.s, x.n) == 0);
}

/* Returns the number of ids that stand for different texts. */
static uint64_t compare_tokens(struct differ *d)
{
	uint32_t n = d->a->v.n > d->b->v.n ? d->a->v.n : d->b->v.n, id;
	uint64_t texts = 0, kinds = 0;
	char x[96], y[96], subject[32];

	for (id = 0; id < n; id++) {
		bool same = same_text(d->a, d->b, id), alike = kind(d->a, id) == kind(d->b, id);

		snprintf(subject, sizeof(subject), "id %u", id);
		if (!same && texts++ < SHOWN)
			found(d, "tokens", subject, "is %s in the first, %s in the second", text(d->a, id, x), text(d->b, id, y));
		if (same && !alike && kinds++ < SHOWN)
			found(d, "kinds", subject, "%s is %s in the first, %s in the second", text(d->a, id, x),
			      kind_name(kind(d->a, id)), kind_name(kind(d->b, id)));
	}
	if (texts > SHOWN)
		found(d, "tokens", "all ids", "%llu of %u stand for different texts", (unsigned long long)texts, n);
	if (kinds > SHOWN)
		found(d, "kinds", "all ids", "%llu of %u are of different kinds", (unsigned long long)kinds, n);
	return texts;
}

/* Pairs of x that y does not have, or that make another token there. */
static uint64_t only_in(const struct bitnet_merges *x, const struct bitnet_merges *y, struct bitnet_merge *first)
{
	uint64_t n = 0;
	uint32_t i;

	for (i = 0; i < x->n_pairs; i++) {
		const struct bitnet_merge *p = &x->pairs[i], *q;

		if (p->left == NO_ID || p->right == NO_ID)
			continue;
		q = bitnet_merges_find(y, p->left, p->right);
		if ((!q || q->result != p->result) && n++ == 0)
			*first = *p;
	}
	return n;
}

static void compare_merges(struct differ *d)
{
	struct bitnet_merge first = { 0, 0, 0, 0 };
	char x[96], y[96];
	uint64_t n = only_in(&d->a->m, &d->b->m, &first);

	if (n)
		found(d, "merges", "only in the first", "%llu of %u, as %s with %s", (unsigned long long)n, d->a->m.n,
		      text(d->a, first.left, x), text(d->a, first.right, y));
	n = only_in(&d->b->m, &d->a->m, &first);
	if (n)
		found(d, "merges", "only in the second", "%llu of %u, as %s with %s", (unsigned long long)n, d->b->m.n,
		      text(d->b, first.left, x), text(d->b, first.right, y));
}

static const char *id_text(int64_t id, char buf[24])
{
	if (id < 0)
		return "none";
	snprintf(buf, 24, "%lld", (long long)id);
	return buf;
}

static void compare_id(struct differ *d, const char *name, int64_t x, int64_t y)
{
	char a[24], b[24];

	if (x != y)
		found(d, "facts", name, "is %s in the first, %s in the second", id_text(x, a), id_text(y, b));
}

static void compare_facts(struct differ *d)
{
	const struct bitnet_tok_info *x = &d->a->info, *y = &d->b->info;

	compare_id(d, "bos", x->bos, y->bos);
	compare_id(d, "eos", x->eos, y->eos);
	compare_id(d, "eot", x->eot, y->eot);
	compare_id(d, "unk", x->unk, y->unk);
	compare_id(d, "add_bos", x->add_bos, y->add_bos);
	compare_id(d, "add_eos", x->add_eos, y->add_eos);
	if (strcmp(x->pre ? x->pre : "", y->pre ? y->pre : "") != 0)
		found(d, "facts", "pre", "is %s in the first, %s in the second", x->pre ? x->pre : "none", y->pre ? y->pre : "none");
}

/* What tokenizers are known to disagree about, each a line of its own. */
static const char *const probes[] = {
	"Hello world", " Hello  world ", "It's o'clock, I'LL say'S '\xc5\xbf",
	"12345 1234567890 \xc2\xbd\xc2\xb2\xe2\x85\xa7\xd9\xa3", "a\tb\n\n c\r\n  d   ", "    four\n        eight",
	"x = y[0] += 1; // ~!@#$%^&*()_+", "\xc3\xa9t\xc3\xa9 e\xcc\x81t\xc3\xa9 \xc3\x85 \xef\xac\x81",
	"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88 \xe4\xb8\xad\xe6\x96\x87"
	"\xef\xbc\x8c\xe6\xa8\x99\xe9\xbb\x9e\xe3\x80\x82",
	"\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4 \xea\xb0\x81\xea\xb0\x81",
	"\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87 \xe0\xb8\xaa\xe0\xb8\xa7"
	"\xe0\xb8\xb1\xe0\xb8\xaa\xe0\xb8\x94\xe0\xb8\xb5 \xd7\xa9\xd6\xb8\xd7\x81\xd7\x9c\xd7\x95\xd6\xb9"
	"\xd7\x9d \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",
	"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 \xf0\x9f\x87\xa9\xf0\x9f"
	"\x87\xaa \xe2\x9d\xa4\xef\xb8\x8f",
	"HELLOWorld helloWORLD \xc3\x89""COLE", "vi\xe1\xbb\x87""c jeho", "\xe2\x96\x81x \xe2\x96\x81",
	"a\xffz \xc3 \xed\xa0\x80", "<s>Hello</s> <unk>", "<|begin_of_text|>a<|eot_id|> b<|endoftext|>",
	"<|im_start|>user\n<|im_end|>", "<0x0A>[PAD1]", "", " ", "\n"
};

static void show_ids(const struct bitnet_tokens *v, size_t from, char shown[96])
{
	size_t i, n = 0;

	shown[0] = '\0';
	for (i = from; i < v->n && i < from + 6 && n < 80; i++)
		n += (size_t)snprintf(shown + n, 96 - n, "%s%u", i > from ? " " : "", (unsigned)v->ids[i]);
	if (i < v->n)
		snprintf(shown + n, 96 - n, " ...");
}

/* Encode the probe with both; the texts that the ids decode to are compared where ids are the same. */
static int probe(struct differ *d, const char *s, bool special, struct bitnet_tokens *x, struct bitnet_tokens *y, bool *same)
{
	struct bitnet_encode_options o = { .add_special = special, .parse_special = special };
	char subject[128], plain[100], ids_x[96], ids_y[96];
	size_t at;
	int rc;

	x->n = y->n = 0;
	rc = bitnet_tok_encode(d->a, s, strlen(s), &o, x, d->err);
	if (!rc)
		rc = bitnet_tok_encode(d->b, s, strlen(s), &o, y, d->err);
	if (rc)
		return rc;
	for (at = 0; at < x->n && at < y->n && x->ids[at] == y->ids[at]; at++)
		;
	*same = at == x->n && at == y->n;
	if (*same || d->probes++ >= SHOWN)
		return 0;
	show_ids(x, at, ids_x);
	show_ids(y, at, ids_y);
	snprintf(subject, sizeof(subject), "'%s'%s", bitnet_text_escape(plain, sizeof(plain), s, strlen(s)),
		 special ? " (special tokens parsed)" : "");
	found(d, "probes", subject, "from token %zu on: %s in the first, %s in the second", at, *ids_x ? ids_x : "nothing",
	      *ids_y ? ids_y : "nothing");
	return 0;
}

static int compare_probes(struct differ *d)
{
	struct bitnet_tokens x, y;
	size_t i, n = sizeof(probes) / sizeof(probes[0]);
	int rc = 0, k;
	bool same = false;

	bitnet_tokens_init(&x);
	bitnet_tokens_init(&y);
	for (i = 0; !rc && i < n && !d->stop; i++)
		for (k = 0; !rc && k < 2; k++) {
			rc = probe(d, probes[i], k, &x, &y, &same);
			if (!same)
				break;
		}
	bitnet_tokens_release(&x);
	bitnet_tokens_release(&y);
	if (d->probes > SHOWN)
		found(d, "probes", "all probes", "%llu of %zu have other ids", (unsigned long long)d->probes, n);
	/* Alone it says nothing of the two. */
	if (d->probes && d->a->info.policy != d->b->info.policy)
		found(d, "facts", "policy", "is %s in the first, %s in the second", bitnet_tok_policy_name(d->a->info.policy),
		      bitnet_tok_policy_name(d->b->info.policy));
	return rc;
}

int bitnet_tok_differ(const struct bitnet_tok *a, const struct bitnet_tok *b, bitnet_report_fn *report, void *arg,
		      struct bitnet_error *err)
{
	struct differ d = { a, b, report, arg, err, 0, false };
	uint64_t texts = compare_tokens(&d);
	int rc;

	/* Pairs are ids: of lists that are not the same they say nothing. */
	if (!texts)
		compare_merges(&d);
	compare_facts(&d);
	rc = compare_probes(&d);
	if (rc)
		return rc;
	return d.stop ? bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "the comparison was stopped") : 0;
}
