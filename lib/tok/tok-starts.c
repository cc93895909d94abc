/* SPDX-License-Identifier: MIT */
/*
 * See tok-starts.h.  Each expression is written as: which places are the first of their piece,
 * given the classes of the bytes round them.  What a start depends on is at most two bytes behind
 * it, or the end of the run of whitespace that it is in: so all starts are certain that stand two
 * bytes before the last byte that is no whitespace.
 */
#include "tok/tok-starts.h"

#ifdef __SSE2__
#include <emmintrin.h>
#else
#include <string.h>
#endif

/* Classes in a window.  other: ASCII that is no letter, digit or whitespace; valid: before any byte that is not ASCII. */
struct window {
	uint64_t letter, digit, space, blank, newline, quote, other, valid;
};

#ifdef __SSE2__
/* Bytes b with low <= b < low + n. */
static inline uint64_t between(__m128i v, int low, int n)
{
	__m128i moved = _mm_add_epi8(v, _mm_set1_epi8((char)(128 - low)));

	return (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(moved, _mm_set1_epi8((char)(n - 128))));
}

static inline uint64_t equal(__m128i v, char c)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}

static inline struct window classify(const unsigned char *s)
{
	struct window w = { 0, 0, 0, 0, 0, 0, 0, 0 };
	uint64_t high = 0;
	int i;

	for (i = 0; i < STARTS_WINDOW; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		uint64_t blank = equal(v, ' ');

		w.letter |= between(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 26) << i;
		w.digit |= between(v, '0', 10) << i;
		w.space |= (between(v, '\t', 5) | blank) << i;
		w.blank |= blank << i;
		w.newline |= (equal(v, '\n') | equal(v, '\r')) << i;
		w.quote |= equal(v, '\'') << i;
		high |= (uint64_t)(unsigned)_mm_movemask_epi8(v) << i;
	}
	w.valid = high ? (high & -high) - 1 : ~0ull;
	w.letter &= w.valid;
	w.digit &= w.valid;
	w.space &= w.valid;
	w.other = w.valid & ~(w.letter | w.digit | w.space);
	return w;
}
#else
/* The upper bits of eight bytes as eight bits. */
static inline uint64_t gather(uint64_t x)
{
	return ((x >> 7 & 0x0101010101010101ull) * 0x0102040810204080ull) >> 56;
}

#define EACH 0x0101010101010101ull
#define HIGH (0x80 * EACH)

/* In eight bytes below 0x80: bit 7 where low <= b < low + n. */
static inline uint64_t between(uint64_t x, unsigned low, unsigned n)
{
	return (x + (0x80 - low) * EACH) & ~(x + (0x80 - low - n) * EACH) & HIGH;
}

static inline struct window classify(const unsigned char *s)
{
	struct window w = { 0, 0, 0, 0, 0, 0, 0, 0 };
	uint64_t high = 0;
	int i, k;

	for (i = 0; i < STARTS_WINDOW; i += 8) {
		uint64_t x = 0, low;

		for (k = 0; k < 8; k++)
			x |= (uint64_t)s[i + k] << 8 * k;
		low = x & ~HIGH;
		w.letter |= gather(between(low | 0x20 * EACH, 'a', 26)) << i;
		w.digit |= gather(between(low, '0', 10)) << i;
		w.blank |= gather(between(low, ' ', 1)) << i;
		w.space |= gather(between(low, '\t', 5)) << i;
		w.newline |= gather(between(low, '\n', 1) | between(low, '\r', 1)) << i;
		w.quote |= gather(between(low, '\'', 1)) << i;
		high |= gather(x & HIGH) << i;
	}
	w.valid = high ? (high & -high) - 1 : ~0ull;
	w.space = (w.space | w.blank) & w.valid;
	w.letter &= w.valid;
	w.digit &= w.valid;
	w.other = w.valid & ~(w.letter | w.digit | w.space);
	return w;
}
#endif

/* The starts that are certain. */
static inline uint64_t certain(uint64_t starts, uint64_t solid)
{
	unsigned last = solid ? 63 - (unsigned)__builtin_clzll(solid) : 0;

	return last < 2 ? 1 : (starts & ((1ull << (last - 1)) - 1)) | 1;
}

/* 's|'t|'re|'ve|'m|'ll|'d behind the quote at s: its length, 0 if it is none. */
static unsigned contraction(const unsigned char *s, unsigned fold)
{
	unsigned a = s[1], b = s[2];

	if (a >= 'A' && a <= 'Z')
		a |= fold;
	if (b >= 'A' && b <= 'Z')
		b |= fold;
	if (a == 's' || a == 't' || a == 'm' || a == 'd')
		return 2;
	return ((a == 'r' || a == 'v') && b == 'e') || (a == 'l' && b == 'l') ? 3 : 0;
}

/* Behind a contraction begins a piece; its own letters begin none. */
static uint64_t contractions(const unsigned char *s, uint64_t quotes, uint64_t starts, unsigned fold)
{
	for (quotes &= ~0ull >> 3; quotes; quotes &= quotes - 1) {
		unsigned at = (unsigned)__builtin_ctzll(quotes), n = contraction(s + at, fold);

		if (n)
			starts = (starts & ~(2ull << at)) | 1ull << (at + n);
	}
	return starts;
}

/* 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+ */
static uint64_t starts_gpt2(const unsigned char *s)
{
	struct window w = classify(s);
	uint64_t solid = w.letter | w.digit | w.other;
	uint64_t change = (w.letter & ~(w.letter << 1)) | (w.digit & ~(w.digit << 1)) | (w.other & ~(w.other << 1));
	uint64_t starts = change & ~(w.blank << 1);

	/* Of several spaces the last stands alone, or before a word. */
	starts |= w.space & (~(w.space << 1) | solid >> 1);
	if (w.quote & starts)
		starts = contractions(s, w.quote & starts, starts, 0);
	return certain(starts, solid);
}

/* The bits of runs in set that begin at the bits of first. */
static inline uint64_t runs_from(uint64_t set, uint64_t first)
{
	return set & ~(set + first);
}

/*
 * Runs of spaces without a line end that have a line end behind them: in \s*[\r\n]+ they are no
 * piece of their own.  first: their first places, ends: the places behind them.
 */
static uint64_t inner_runs(uint64_t first, uint64_t ends)
{
	uint64_t inner = 0;

	for (; ends; ends &= ends - 1) {
		uint64_t before = first & ((ends & -ends) - 1);

		inner |= 1ull << (63 - (unsigned)__builtin_clzll(before));
	}
	return inner;
}

/*
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|
 * \s*[\r\n]+|\s+(?!\S)|\s+
 */
static inline uint64_t starts_l3(const unsigned char *s, unsigned digits)
{
	struct window w = classify(s);
	uint64_t solid = w.letter | w.digit | w.other;
	/* Line ends behind a symbol belong to it. */
	uint64_t taken = runs_from(w.newline & w.valid, w.other << 1 & w.newline & w.valid);
	uint64_t space = w.space & ~taken, flat = space & ~w.newline;
	uint64_t first = flat & ~(flat << 1), ends = (flat + first) & ~flat & w.newline;
	uint64_t other = w.other & ~(w.other << 1) & ~(w.blank << 1);
	uint64_t letter = w.letter & ~(w.letter << 1) & ~(flat << 1) & ~(other << 1);
	uint64_t digit = w.digit, starts;

	if (digits > 1) {
		uint64_t four = w.digit & w.digit << 1 & w.digit << 2 & w.digit << 3, third;

		digit &= ~(w.digit << 1);
		for (third = digit << 3 & four; third; third = third << 3 & four)
			digit |= third;
	}
	if (ends)
		first &= ~inner_runs(first, ends);
	starts = letter | digit | other | (space & ~(space << 1)) | first | (flat & solid >> 1);
	if (w.quote & other)
		starts = contractions(s, w.quote & other, starts, 0x20);
	return certain(starts, solid);
}

static uint64_t starts_llama3(const unsigned char *s)
{
	return starts_l3(s, 3);
}

static uint64_t starts_qwen2(const unsigned char *s)
{
	return starts_l3(s, 1);
}

bitnet_starts_fn *bitnet_starts_of(bitnet_scan_fn *scan)
{
	return scan == bitnet_scan_gpt2 ? starts_gpt2 : scan == bitnet_scan_llama3 ? starts_llama3 :
	       scan == bitnet_scan_qwen2 ? starts_qwen2 : NULL;
}
