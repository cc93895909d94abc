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

/* Parts are not shorter, and a cut is not looked for further away. */
#define PART_MIN ((size_t)128 << 10)
#define LOOK ((size_t)64 << 10)
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
	const struct bitnet_tok *t;
	const char *s;
	size_t n;
	bool prefix, failed;
	struct bitnet_tokens out;
};

static void encode_parts(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct part *p = arg;

	(void)thread;
	for (p += begin; begin < end; begin++, p++) {
		struct bitnet_scratch *s = bitnet_scratch_take(p->t->pool, p->n);

		p->failed = !s || !(p->t->byte_level ? bitnet_fast_bytes(p->t, s, p->s, p->n, &p->out) :
				    bitnet_fast_chars(p->t, s, p->s, p->n, p->prefix, &p->out));
		if (s)
			bitnet_scratch_give(p->t->pool, s);
	}
}

static size_t make_parts(struct part *parts, const struct bitnet_tok *t, const char *text, size_t n, bool prefix, uint32_t threads)
{
	size_t want = (size_t)threads * 4, at = 0, count = 0, next;

	if (want > PARTS_MAX)
		want = PARTS_MAX;
	if (n / want < PART_MIN)
		want = n / PART_MIN ? n / PART_MIN : 1;
	for (; at < n; at = next) {
		next = count + 1 < want && n - at > n / want ? bitnet_parallel_cut(t, text, n, at + n / want) : n;
		parts[count++] = (struct part){ .t = t, .s = text + at, .n = next - at, .prefix = prefix && !at };
	}
	return count;
}

/* The ids of all parts, in order. */
static bool gather(struct part *parts, size_t count, struct bitnet_tokens *out)
{
	size_t i, n = 0;

	for (i = 0; i < count; i++) {
		if (parts[i].failed)
			return false;
		n += parts[i].out.n;
	}
	if (!bitnet_grow(&out->ids, &out->cap, out->n + n, sizeof(*out->ids)))
		return false;
	for (i = 0; i < count; i++) {
		memcpy(out->ids + out->n, parts[i].out.ids, parts[i].out.n * sizeof(*out->ids));
		out->n += parts[i].out.n;
	}
	return true;
}

bool bitnet_parallel_encode(const struct bitnet_tok *t, const char *text, size_t n, bool prefix, uint32_t threads,
			    struct bitnet_tokens *out)
{
	struct part parts[PARTS_MAX + 1];
	size_t count = make_parts(parts, t, text, n, prefix, threads), i;
	struct bitnet_pool *pool;
	bool done;

	if (bitnet_pool_new(&pool, threads, NULL) != 0)
		return false;
	bitnet_pool_run(pool, encode_parts, parts, count, 1);
	bitnet_pool_free(pool);
	done = gather(parts, count, out);
	for (i = 0; i < count; i++)
		bitnet_tokens_release(&parts[i].out);
	return done;
}
