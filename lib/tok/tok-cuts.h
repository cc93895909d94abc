/* SPDX-License-Identifier: MIT */
/*
 * Where text may be cut before it is merged.  What two neighbours make when they merge is a token, and what it stands for
 * is in the text as it is in the token.  So where no token has what stands before a place in front of what stands
 * behind it, nothing is merged across that place, and both sides are merged as if they were alone.
 *
 * What is kept is less than the tokens, so that a look is cheap: the pairs of bytes in them, and the
 * pairs of characters that are not ASCII, hashed.  A place where both are there is not cut, which is never wrong.
 */
#ifndef BITNET_TOK_CUTS_H
#define BITNET_TOK_CUTS_H

#include "tok/tok-vocab.h"

/* One block of memory without pointers. */
struct bitnet_cuts {
	uint64_t pairs[256][4];      /* [a] has bit b where a token has the bytes a b */
	uint64_t partial[256][4];    /* ... and begins or ends within the characters that a ends and b begins */
	uint64_t shift;              /* 64 less the logarithm of the number of bits in chars */
	uint64_t chars[];            /* a bit for each pair of characters, or what a token has of them, by its hash */
};

/* The logarithm of the number of bits in chars, and the size of all for it. */
#define CUTS_LOG_MIN 9u
#define CUTS_LOG_MAX 33u
static inline size_t bitnet_cuts_bytes(unsigned log)
{
	return sizeof(struct bitnet_cuts) + ((size_t)1 << (log - 3));
}

/* The pairs of all tokens that take part in merging; spaces: U+2581 stands for itself and for a space. */
int bitnet_cuts_new(struct bitnet_cuts **out, const struct bitnet_vocab *v, bool spaces, struct bitnet_error *err);

/* No cut between the bytes a and b. */
static inline void bitnet_cuts_join(struct bitnet_cuts *c, unsigned a, unsigned b)
{
	c->pairs[a][b >> 6] |= 1ull << (b & 63);
}

static inline bool bitnet_cuts_pair(const uint64_t pairs[256][4], unsigned a, unsigned b)
{
	return pairs[a][b >> 6] >> (b & 63) & 1;
}

/* The same for the place before s[i], 0 < i < n, where both bytes are a pair and not ASCII. */
bool bitnet_cuts_chars(const struct bitnet_cuts *c, const unsigned char *s, size_t n, size_t i);

/* Whether there must be no cut before s[i], 0 < i < n. */
static inline bool bitnet_cuts_joined(const struct bitnet_cuts *c, const unsigned char *s, size_t n, size_t i)
{
	unsigned a = s[i - 1], b = s[i];

	return bitnet_cuts_pair(c->pairs, a, b) && (a < 0x80 || b < 0xc0 || bitnet_cuts_chars(c, s, n, i));
}

/*
 * The places in 64 bytes before which may be cut by the pairs alone: bit k for the place before s[k]; bit 0 is not set.
 * Without branches, as what comes next is hard to foresee.
 */
static inline uint64_t bitnet_cuts_window(const struct bitnet_cuts *c, const unsigned char *s)
{
	uint64_t bits = 0;
	unsigned k;

	for (k = 1; k < 64; k++)
		bits |= (uint64_t)!bitnet_cuts_pair(c->pairs, s[k - 1], s[k]) << k;
	return bits;
}

#endif
