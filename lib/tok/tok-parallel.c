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
 */
#include "base/error-set.h"
#include "base/mem.h"
#include "base/pool.h"
#include "tok/tok-int.h"
#include "tok/unicode.h"

/* A part with its ids stays in the cache until they are copied; a cut is not looked for further away than LOOK. */
#define PART ((size_t)128 << 10)
#define LOOK ((size_t)64 << 10)

/* So many parts of a thread, then the threads wait for each other. */
#define PARTS_OF_THREAD 8
#define PARTS_MAX 256

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

bool bitnet_parallel_letter(const char *text, size_t i)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t at = i - 1, len;

	while (at > 0 && i - at < 4 && (s[at] & 0xc0) == 0x80)
		at--;
	return (bitnet_unicode_look(s, i, at, &len) & UC_L) && at + len == i;
}

size_t bitnet_parallel_cut(const struct bitnet_tok *t, const char *text, size_t n, size_t from)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = from ? from : 1, end = n - i > LOOK ? i + LOOK : n;

	for (; i < end; i++)
		if (t->fast_chars ? !bitnet_cuts_joined(t->cuts, s, n, i) :
		    (s[i] == ' ' || s[i] == '\n') && bitnet_parallel_letter(text, i))
			return i;
	return n;
}

struct part {
	const char *s;
	size_t n, to;                 /* where its ids come to stand */
	bool prefix, failed;
	struct bitnet_tokens out;
};

struct parts {
	const struct bitnet_tok *t;
	uint32_t *ids;
	size_t n;
	struct part p[PARTS_MAX];
};

static void encode_parts(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct parts *parts = arg;
	const struct bitnet_tok *t = parts->t;

	(void)thread;
	for (; begin < end; begin++) {
		struct part *p = &parts->p[begin];
		struct bitnet_scratch *s = bitnet_scratch_take(t->pool, p->n);

		p->out.n = 0;
		p->failed = !s || !(t->byte_level ? bitnet_fast_bytes(t, s, p->s, p->n, &p->out) :
				    bitnet_fast_chars(t, s, p->s, p->n, p->prefix, &p->out));
		if (s)
			bitnet_scratch_give(t->pool, s);
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

/* The next parts of the text from `at` on; returns where they end. */
static size_t make_parts(struct parts *parts, const char *text, size_t n, size_t at, bool prefix, uint32_t threads)
{
	size_t most = (size_t)threads * PARTS_OF_THREAD < PARTS_MAX ? (size_t)threads * PARTS_OF_THREAD : PARTS_MAX, next;

	for (parts->n = 0; parts->n < most && at < n; at = next) {
		struct part *p = &parts->p[parts->n++];

		next = n - at > PART ? bitnet_parallel_cut(parts->t, text, n, at + PART) : n;
		p->s = text + at;
		p->n = next - at;
		p->prefix = prefix && !at;
	}
	return at;
}

/* The places of the ids of all parts, in order. */
static bool place(struct parts *parts, struct bitnet_tokens *out)
{
	size_t i, n = out->n;

	for (i = 0; i < parts->n; i++) {
		if (parts->p[i].failed)
			return false;
		parts->p[i].to = n;
		n += parts->p[i].out.n;
	}
	if (!bitnet_tokens_room(out, n - out->n))
		return false;
	parts->ids = out->ids;
	out->n = n;
	return true;
}

bool bitnet_parallel_encode(const struct bitnet_tok *t, const char *text, size_t n, bool prefix, uint32_t threads,
			    struct bitnet_tokens *out)
{
	struct parts *parts = calloc(1, sizeof(*parts));
	struct bitnet_pool *pool = NULL;
	size_t at = 0, i;
	bool done = parts && bitnet_pool_new(&pool, threads, NULL) == 0;

	if (done)
		parts->t = t;
	while (done && at < n) {
		at = make_parts(parts, text, n, at, prefix, threads);
		bitnet_pool_run(pool, encode_parts, parts, parts->n, 1);
		done = place(parts, out);
		if (done)
			bitnet_pool_run(pool, copy_parts, parts, parts->n, 1);
	}
	if (pool)
		bitnet_pool_free(pool);
	for (i = 0; parts && i < PARTS_MAX; i++)
		bitnet_tokens_release(&parts->p[i].out);
	free(parts);
	return done;
}
