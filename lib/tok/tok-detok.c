/* SPDX-License-Identifier: MIT */
/*
 * Decoders as in huggingface/tokenizers.  Each step gets tokens in parts: the first part of a token says
 * that it is; a step that makes one text of all tokens gives its own tokens on as parts of one.  Bytes
 * that are not UTF-8 stay as they are.
 */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "tok/tok-detok.h"
#include "tok/tok-vocab.h"

struct stream {
	const struct bitnet_detok *d;
	struct bitnet_detok_run *r;
	struct bitnet_error *err;
};

static int give(struct stream *st, size_t step, const char *s, size_t n, bool first);

static int give_buf(struct stream *st, size_t step, const struct bitnet_buf *b, bool first)
{
	if (b->failed)
		return bitnet_error_nomem(st->err, b->n);
	return give(st, step, b->n ? b->s : "", b->n, first);
}

void bitnet_detok_free(struct bitnet_detok *d)
{
	size_t i;

	for (i = 0; d && i < d->n; i++)
		bitnet_regex_free(d->steps[i].regex);
	free(d);
}

void bitnet_detok_run_reset(struct bitnet_detok_run *r)
{
	size_t i;

	for (i = 0; i < DETOK_STEPS; i++) {
		bitnet_buf_reset(&r->state[i].held);
		bitnet_buf_reset(&r->state[i].last);
		r->state[i].open = r->state[i].any = false;
	}
	bitnet_buf_reset(&r->out);
}

void bitnet_detok_run_release(struct bitnet_detok_run *r)
{
	size_t i;

	for (i = 0; i < DETOK_STEPS; i++) {
		bitnet_buf_release(&r->state[i].held);
		bitnet_buf_release(&r->state[i].last);
		bitnet_buf_release(&r->state[i].a);
		bitnet_buf_release(&r->state[i].b);
	}
	bitnet_buf_release(&r->out);
}

/* s with every `from` replaced, appended to out. */
static void replace(struct bitnet_buf *out, const char *s, size_t n, const char *from, size_t from_n, const char *to, size_t to_n)
{
	const char *end = s + n, *p;

	while (from_n && (p = memmem(s, (size_t)(end - s), from, from_n)) != NULL) {
		bitnet_buf_add(out, s, (size_t)(p - s));
		bitnet_buf_add(out, to, to_n);
		s = p + from_n;
	}
	bitnet_buf_add(out, s, (size_t)(end - s));
}

static int replace_regex(struct bitnet_buf *out, const char *s, size_t n, const struct bitnet_detok_step *step,
			 struct bitnet_error *err)
{
	size_t from = 0, done = 0, last = SIZE_MAX, begin, end;
	int rc;

	while (from <= n && (rc = bitnet_regex_find(step->regex, s, n, from, &begin, &end, err)) != 0) {
		if (rc < 0)
			return rc;
		if (begin == end && end == last) {
			for (from++; from < n && (s[from] & 0xc0) == 0x80; from++)
				;
			continue;
		}
		bitnet_buf_add(out, s + done, begin - done);
		bitnet_buf_add(out, step->to, step->to_n);
		done = from = last = end;
	}
	bitnet_buf_add(out, s + done, n - done);
	return 0;
}

/* Hugging Face's cleanup of what a tokenizer of English words leaves, in its order; the result is in *a. */
static void cleanup(struct bitnet_buf *a, struct bitnet_buf *b)
{
	static const struct { const char *from, *to; } rules[] = {
		{ " .", "." }, { " ?", "?" }, { " !", "!" }, { " ,", "," }, { " ' ", "'" }, { " n't", "n't" }, { " 'm", "'m" },
		{ " do not", " don't" }, { " 's", "'s" }, { " 've", "'ve" }, { " 're", "'re" }
	};
	struct bitnet_buf swap;
	size_t i;
	bool failed = a->failed;

	if (!a->n)
		return;
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		bitnet_buf_reset(b);
		replace(b, a->s, a->n, rules[i].from, strlen(rules[i].from), rules[i].to, strlen(rules[i].to));
		swap = *a;
		*a = *b;
		*b = swap;
		failed |= a->failed;
	}
	a->failed = failed;
}

/* The character `from` at both ends, at most so often. */
static int strip(struct stream *st, size_t step, const char *s, size_t n)
{
	const struct bitnet_detok_step *p = &st->d->steps[step];
	size_t begin = 0, end = n;
	uint32_t k;

	for (k = 0; k < p->left && end - begin >= p->from_n && memcmp(s + begin, p->from, p->from_n) == 0; k++)
		begin += p->from_n;
	for (k = 0; k < p->right && end - begin >= p->from_n && memcmp(s + end - p->from_n, p->from, p->from_n) == 0; k++)
		end -= p->from_n;
	return give(st, step + 1, s + begin, end - begin, true);
}

static int wordpiece(struct stream *st, size_t step, const char *s, size_t n, bool first)
{
	const struct bitnet_detok_step *p = &st->d->steps[step];
	struct detok_state *state = &st->r->state[step];

	bitnet_buf_reset(&state->a);
	if (!first && n >= p->from_n && memcmp(s, p->from, p->from_n) == 0) {
		s += p->from_n;
		n -= p->from_n;
	} else if (!first) {
		bitnet_buf_add(&state->a, " ", 1);
	}
	bitnet_buf_add(&state->a, s, n);
	if (p->on)
		cleanup(&state->a, &state->b);
	return give_buf(st, step + 1, &state->a, true);
}

static int ctc(struct stream *st, size_t step, const char *s, size_t n, bool first)
{
	const struct bitnet_detok_step *p = &st->d->steps[step];
	struct detok_state *state = &st->r->state[step];
	bool same = !first && state->last.n == n && (!n || memcmp(state->last.s, s, n) == 0);

	if (same)
		return 0;
	bitnet_buf_reset(&state->last);
	bitnet_buf_add(&state->last, s, n);
	bitnet_buf_reset(&state->a);
	replace(&state->a, s, n, p->from, p->from_n, "", 0);
	if (p->on) {
		cleanup(&state->a, &state->b);
		bitnet_buf_reset(&state->b);
		replace(&state->b, state->a.n ? state->a.s : "", state->a.n, p->to, p->to_n, " ", 1);
		return state->b.n || state->b.failed ? give_buf(st, step + 1, &state->b, true) : 0;
	}
	return state->a.n || state->a.failed ? give_buf(st, step + 1, &state->a, true) : 0;
}

/* A whole token of a step that needs it whole. */
static int token(struct stream *st, size_t step, const char *s, size_t n, bool last)
{
	const struct bitnet_detok_step *p = &st->d->steps[step];
	struct detok_state *state = &st->r->state[step];
	bool first = !state->any;
	int byte, rc;
	char c;

	state->any = true;
	switch (p->kind) {
	case DETOK_REPLACE:
		bitnet_buf_reset(&state->a);
		rc = 0;
		if (p->regex)
			rc = replace_regex(&state->a, s, n, p, st->err);
		else
			replace(&state->a, s, n, p->from, p->from_n, p->to, p->to_n);
		return rc ? rc : give_buf(st, step + 1, &state->a, true);
	case DETOK_BYTES:
		byte = bitnet_byte_token(s, n);
		c = (char)byte;
		return byte < 0 ? give(st, step + 1, s, n, true) : give(st, step + 1, &c, 1, true);
	case DETOK_STRIP:
		return strip(st, step, s, n);
	case DETOK_WORDPIECE:
		return wordpiece(st, step, s, n, first);
	case DETOK_BPE:
		bitnet_buf_reset(&state->a);
		replace(&state->a, s, n, p->from, p->from_n, " ", last ? 0 : 1);
		return give_buf(st, step + 1, &state->a, true);
	default:
		return ctc(st, step, s, n, first);
	}
}

/* The token that a step holds is whole. */
static int close_token(struct stream *st, size_t step, bool last)
{
	struct detok_state *state = &st->r->state[step];
	int rc;

	if (!state->open)
		return 0;
	state->open = false;
	rc = token(st, step, state->held.s ? state->held.s : "", state->held.n, last);
	bitnet_buf_reset(&state->held);
	return rc;
}

/* A character of the token that is the space mark, or none. */
static int metaspace(struct stream *st, size_t step, const char *s, size_t n, bool first)
{
	const struct bitnet_detok_step *p = &st->d->steps[step];
	struct detok_state *state = &st->r->state[step];
	bool in_first = first ? !state->any : !state->open;

	/* open: behind the first token. */
	state->open = !in_first;
	state->any = true;
	bitnet_buf_reset(&state->a);
	replace(&state->a, s, n, p->from, p->from_n, " ", in_first && p->on ? 0 : 1);
	return give_buf(st, step + 1, &state->a, first);
}

/* A token in which every character is of the alphabet is bytes, any other is text. */
static int byte_level(struct stream *st, size_t step, const char *s, size_t n, bool first)
{
	struct detok_state *state = &st->r->state[step];
	long len;

	(void)first;
	bitnet_buf_reset(&state->a);
	if (!bitnet_buf_add(&state->a, s, n))
		return bitnet_error_nomem(st->err, n);
	len = n ? bitnet_alphabet_decode(s, n, state->a.s) : 0;
	first = !state->any;
	state->any = true;
	return len < 0 ? give(st, step + 1, s, n, first) : give(st, step + 1, state->a.s, (size_t)len, first);
}

/* Part of a token for a step; first: it begins one. */
static int give(struct stream *st, size_t step, const char *s, size_t n, bool first)
{
	struct detok_state *state = &st->r->state[step];
	int rc;

	if (step == st->d->n) {
		bitnet_buf_add(&st->r->out, s, n);
		return 0;
	}
	switch (st->d->steps[step].kind) {
	case DETOK_BYTE_LEVEL:
		return byte_level(st, step, s, n, first);
	case DETOK_FUSE:
		first = !state->any;
		state->any = true;
		return give(st, step + 1, s, n, first);
	case DETOK_METASPACE:
		return metaspace(st, step, s, n, first);
	default:
		rc = first ? close_token(st, step, false) : 0;
		state->open = true;
		bitnet_buf_add(&state->held, s, n);
		return rc;
	}
}

static int failed(struct stream *st, int rc)
{
	bool nomem = st->r->out.failed;
	size_t i;

	for (i = 0; i < st->d->n; i++)
		nomem |= st->r->state[i].held.failed || st->r->state[i].last.failed || st->r->state[i].a.failed ||
			 st->r->state[i].b.failed;
	return rc ? rc : nomem ? bitnet_error_nomem(st->err, st->r->out.n) : 0;
}

/*
 * A step that needs whole tokens knows that this one is whole only when there is another: but for the one
 * that treats the last token in its own way, nothing is gained by waiting.
 */
static int flush(struct stream *st)
{
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < st->d->n; i++) {
		enum bitnet_detok_kind kind = st->d->steps[i].kind;

		if (kind == DETOK_FUSE || kind == DETOK_BYTE_LEVEL || kind == DETOK_BPE)
			break;
		if (kind != DETOK_METASPACE)
			rc = close_token(st, i, false);
	}
	return rc;
}

int bitnet_detok_push(const struct bitnet_detok *d, struct bitnet_detok_run *r, const char *s, size_t n,
		      struct bitnet_error *err)
{
	struct stream st = { d, r, err };
	int rc = give(&st, 0, s, n, true);

	return failed(&st, rc ? rc : flush(&st));
}

int bitnet_detok_finish(const struct bitnet_detok *d, struct bitnet_detok_run *r, struct bitnet_error *err)
{
	struct stream st = { d, r, err };
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < d->n; i++)
		if (d->steps[i].kind >= DETOK_REPLACE)
			rc = close_token(&st, i, true);
	return failed(&st, rc);
}
