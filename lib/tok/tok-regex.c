/* SPDX-License-Identifier: MIT */
/* PCRE2 behind tok-regex.h. */
#include <stdatomic.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <bitnet/text.h>
#include <bitnet/version.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-regex.h"

/* Machine code gets a stack of its own that may grow so far. */
#define STACK_MIN (32u << 10)
#define STACK_MAX (64u << 20)

/* What one search works with; not shared. */
struct work {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

struct bitnet_regex {
	pcre2_code *code;
	char *pattern;                       /* in the syntax of Oniguruma */
	size_t n;
	_Atomic(struct work *) spare;        /* one that nobody uses now */
};

static void work_free(struct work *w)
{
	if (!w)
		return;
	pcre2_match_data_free(w->data);
	pcre2_match_context_free(w->context);
	pcre2_jit_stack_free(w->stack);
	free(w);
}

static struct work *work_new(const pcre2_code *code)
{
	struct work *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->data = pcre2_match_data_create_from_pattern(code, NULL);
	w->context = pcre2_match_context_create(NULL);
	w->stack = pcre2_jit_stack_create(STACK_MIN, STACK_MAX, NULL);
	if (!w->data || !w->context) {
		work_free(w);
		return NULL;
	}
	if (w->stack)
		pcre2_jit_stack_assign(w->context, NULL, w->stack);
	return w;
}

static int compile(struct bitnet_regex *r, const struct bitnet_buf *text, const char *pattern, size_t n,
		   struct bitnet_error *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR why[120];
	PCRE2_SIZE at;
	int code;
	char shown[96];

	if (!context)
		return bitnet_error_nomem(err, n);
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	r->code = pcre2_compile((PCRE2_SPTR)text->s, text->n,
				PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
				&code, &at, context);
	pcre2_compile_context_free(context);
	if (r->code) {
		pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);      /* without it, it is interpreted */
		return 0;
	}
	pcre2_get_error_message(code, why, sizeof(why));
	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_regex", "regular expression '%s' is not supported: %s",
				bitnet_text_escape(shown, sizeof(shown), pattern, n), (const char *)why);
}

int bitnet_regex_new(struct bitnet_regex **out, const char *pattern, size_t n, struct bitnet_error *err)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	struct bitnet_regex *r = calloc(1, sizeof(*r));
	int rc = r ? bitnet_regex_translate(&text, pattern, n, err) : bitnet_error_nomem(err, sizeof(*r));

	if (!rc)
		rc = compile(r, &text, pattern, n, err);
	bitnet_buf_release(&text);
	if (!rc)
		r->n = n;
	if (!rc && !(r->pattern = bitnet_dup(pattern, n)))
		rc = bitnet_error_nomem(err, n);
	if (rc)
		bitnet_regex_free(r);
	else
		*out = r;
	return rc;
}

struct bitnet_str bitnet_regex_pattern(const struct bitnet_regex *r)
{
	return (struct bitnet_str){ r->pattern, r->n };
}

void bitnet_regex_free(void *regex)
{
	struct bitnet_regex *r = regex;

	if (!r)
		return;
	pcre2_code_free(r->code);
	free(r->pattern);
	work_free(atomic_load(&r->spare));
	free(r);
}

static int failed(int rc, size_t from, struct bitnet_error *err)
{
	PCRE2_UCHAR why[120];

	if (rc == PCRE2_ERROR_NOMEMORY)
		return bitnet_error_nomem(err, STACK_MAX);
	pcre2_get_error_message(rc, why, sizeof(why));
	return bitnet_error_set(err, BITNET_E_LIMIT, "tok_regex_limit",
				"regular expression of the tokenizer gives up behind byte %zu: %s", from, (const char *)why);
}

int bitnet_regex_find(void *regex, const char *s, size_t n, size_t from, size_t *begin, size_t *end,
		      struct bitnet_error *err)
{
	struct bitnet_regex *r = regex;
	struct work *w = atomic_exchange(&r->spare, NULL);
	int rc;

	if (!w)
		w = work_new(r->code);
	if (!w)
		return bitnet_error_nomem(err, sizeof(*w));
	rc = pcre2_match(r->code, (PCRE2_SPTR)s, n, from, 0, w->data, w->context);
	if (rc >= 0) {
		const PCRE2_SIZE *at = pcre2_get_ovector_pointer(w->data);

		/* \K in a look-ahead could put the start behind the end. */
		*begin = at[0] < at[1] ? at[0] : at[1];
		*end = at[1];
		rc = 1;
	} else if (rc == PCRE2_ERROR_NOMATCH) {
		rc = 0;
	} else {
		rc = failed(rc, from, err);
	}
	work_free(atomic_exchange(&r->spare, w));
	return rc;
}

void bitnet_pcre2_version(char version[64], char unicode[64])
{
	/* Neither is longer than 24 bytes in any release. */
	pcre2_config(PCRE2_CONFIG_VERSION, version);
	pcre2_config(PCRE2_CONFIG_UNICODE_VERSION, unicode);
}
