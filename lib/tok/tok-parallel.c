/* SPDX-License-Identifier: MIT */
/*
 * One text encoded by several threads: it is cut where a cut changes nothing, the parts are encoded
 * each by itself, and their ids put together in order.
 *
 * Text of characters may be cut where tok-fast.c cuts it: no token has both neighbours.
 *
 * Byte-level text is cut between a letter and a space or line feed behind it.  In the expressions of
 * GPT-2, LLaMA-3 and Qwen2 a letter is matched by a contraction or by a run of letters, and neither goes on
 * with whitespace: a piece ends there, and the next one begins, whatever stands further away.  The only look-ahead,
 * \s+(?!\S), is at the end of whitespace, which is not before the cut.  Stages that look for numbers or
 * punctuation have both sides of the cut in one gap between their matches, which the stage behind them
 * cuts there; stages behind work on single pieces.  Tokenizers with other stages are not cut.
 *
 * Where text may be cut wherever added tokens stand (tok-stream.c), the parts are of the text itself, so that the threads search
 * for added tokens and normalise, too; else what lies between two added tokens is cut.
 */
#include <stdatomic.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/pool.h"
#include "tok/tok-int.h"
#include "tok/unicode.h"

/* A part with its ids stays in the cache until they are copied; a cut is not looked for further away than LOOK. */
#define PART ((size_t)128 << 10)
#define LOOK ((size_t)64 << 10)

/* So many parts of a thread, then the threads wait for each other. */
#define PARTS_OF_THREAD 32
#define PARTS_MAX 1024

bool bitnet_parallel_can(const struct bitnet_tok *t)
{
	static bitnet_scan_fn *const known[] = {
		bitnet_scan_gpt2, bitnet_scan_llama3, bitnet_scan_qwen2, bitnet_scan_number, bitnet_scan_numbers,
		bitnet_scan_digits3, bitnet_scan_punct, bitnet_scan_punct_tick
	};
	bool words = false;
	size_t i, k;

	if (t->fast_chars)
		return true;
	for (i = 0; t->fast_bytes && t->stages[i]; i++) {
		for (k = 0; k < sizeof(known) / sizeof(known[0]) && known[k] != t->stages[i]; k++)
			;
		if (k == sizeof(known) / sizeof(known[0]))
			return false;
		words = words || k < 3;
	}
	return words;
}

size_t bitnet_parallel_cut(const struct bitnet_tok *t, const char *text, size_t n, size_t from)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = from ? from : 1, end = n - i > LOOK ? i + LOOK : n, len;

	for (; i < end; i++)
		if (t->fast_chars ? !bitnet_cuts_joined(t->cuts, s, n, i) :
		    (s[i] == ' ' || s[i] == '\n') && (bitnet_unicode_look_back(s, 0, i, &len) & UC_L))
			return i;
	return n;
}

struct part {
	const char *s;
	size_t n, to;                 /* where its ids come to stand */
	bool first, last;             /* the text begins or ends with it */
	int rc;
	struct bitnet_tokens out;
	struct bitnet_error err;
};

struct parts {
	const struct bitnet_tok *t;
	const struct bitnet_encode_options *o;   /* NULL: the text is what lies between added tokens */
	unsigned where;               /* it may be cut, else */
	uint32_t *ids;
	size_t n;
	atomic_size_t next;           /* the part that no thread has taken */
	struct part p[PARTS_MAX];
};

/* Between added tokens. */
static int encode_stretch(const struct bitnet_tok *t, struct part *p)
{
	struct bitnet_scratch *s = bitnet_scratch_take(t->pool, p->n);
	bool done = s && (t->byte_level ? bitnet_fast_bytes(t, s, p->s, p->n, &p->out) :
			  bitnet_fast_chars(t, s, p->s, p->n, p->first, &p->out));

	if (s)
		bitnet_scratch_give(t->pool, s);
	return done ? 0 : bitnet_error_nomem(&p->err, p->n);
}

/* One of the threads: it takes parts as long as there are any, so that none waits for long. */
static void encode_parts(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct parts *parts = arg;
	size_t i;

	(void)begin;
	(void)end;
	(void)thread;
	while ((i = atomic_fetch_add(&parts->next, 1)) < parts->n) {
		struct part *p = &parts->p[i];

		p->out.n = 0;
		if (parts->o)
			p->rc = bitnet_tok_encode_part(parts->t, p->s, p->n, parts->o, p->first, p->last, &p->out, &p->err);
		else
			p->rc = encode_stretch(parts->t, p);
	}
}

static void copy_parts(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct parts *parts = arg;

	(void)thread;
	for (; begin < end; begin++) {
		const struct part *p = &parts->p[begin];

		if (p->out.n)
			memcpy(parts->ids + p->to, p->out.ids, p->out.n * sizeof(*parts->ids));
	}
}

/* Where a part ends that begins at `at`. */
static size_t part_end(const struct parts *parts, const char *text, size_t n, size_t at)
{
	size_t far, cut = 0;

	if (n - at <= PART)
		return n;
	if (!parts->o)
		return bitnet_parallel_cut(parts->t, text, n, at + PART);
	for (far = at + PART; !cut && far < n; far += PART)
		cut = bitnet_stream_cut(parts->t, parts->where, text, far, far - PART);
	return cut ? cut : n;
}

/* The next parts of the text from `at` on; returns where they end. */
static size_t make_parts(struct parts *parts, const char *text, size_t n, size_t at, bool first, bool last, uint32_t threads)
{
	size_t most = (size_t)threads * PARTS_OF_THREAD < PARTS_MAX ? (size_t)threads * PARTS_OF_THREAD : PARTS_MAX, next;

	for (parts->n = 0; parts->n < most && at < n; at = next) {
		struct part *p = &parts->p[parts->n++];

		next = part_end(parts, text, n, at);
		p->s = text + at;
		p->n = next - at;
		p->first = first && !at;
		p->last = last && next == n;
	}
	atomic_store(&parts->next, 0);
	return at;
}

/* The places of the ids of all parts, in order. */
static int place(struct parts *parts, struct bitnet_tokens *out, struct bitnet_error *err)
{
	size_t i, n = out->n;

	for (i = 0; i < parts->n; i++) {
		if (parts->p[i].rc) {
			if (err)
				*err = parts->p[i].err;
			return parts->p[i].rc;
		}
		parts->p[i].to = n;
		n += parts->p[i].out.n;
	}
	if (!bitnet_tokens_room(out, n - out->n))
		return bitnet_error_nomem(err, n * sizeof(*out->ids));
	parts->ids = out->ids;
	out->n = n;
	return 0;
}

int bitnet_parallel_encode(const struct bitnet_tok *t, const char *text, size_t n, const struct bitnet_encode_options *o,
			   unsigned where, bool first, bool last, uint32_t threads, struct bitnet_tokens *out, struct bitnet_error *err)
{
	struct parts *parts = calloc(1, sizeof(*parts));
	struct bitnet_pool *pool = NULL;
	size_t at = 0, i;
	int rc = parts ? bitnet_pool_new(&pool, threads, err) : bitnet_error_nomem(err, sizeof(*parts));

	if (!rc) {
		parts->t = t;
		parts->o = o;
		parts->where = where;
	}
	while (!rc && at < n) {
		at = make_parts(parts, text, n, at, first, last, threads);
		bitnet_pool_run(pool, encode_parts, parts, threads, 1);
		rc = place(parts, out, err);
		if (!rc)
			bitnet_pool_run(pool, copy_parts, parts, parts->n, 1);
	}
	bitnet_pool_free(pool);
	for (i = 0; parts && i < PARTS_MAX; i++)
		bitnet_tokens_release(&parts->p[i].out);
	free(parts);
	return rc;
}
