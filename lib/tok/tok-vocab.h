/* SPDX-License-Identifier: MIT */
/*
 * The list of tokens: texts by id, ids by text.
 *
 * text is what the algorithm works on: bytes for byte-level BPE (the byte-level alphabet undone),
 * the piece with U+2581 for SPM.  piece is what a token adds to decoded text.  Symbols behind the
 * tokens (ids n to n_symbols - 1) are single characters that are no token but part of one.
 */
#ifndef BITNET_TOK_VOCAB_H
#define BITNET_TOK_VOCAB_H

#include <bitnet/tok.h>

#include <bitnet/text.h>

#include "base/buf.h"

#define NO_ID UINT32_MAX

/* No vocabulary has more ids than this; a file that says so is refused. */
#define VOCAB_MAX (1u << 22)

/* Attributes of a token. */
#define TOKEN_KIND 7u      /* enum bitnet_token_kind; 0: there is no such id */
#define TOKEN_MODEL 8u     /* takes part in merging */
#define TOKEN_END 16u      /* ends a text */

struct bitnet_vocab {
	uint32_t n, n_symbols;
	struct bitnet_buf text, piece;
	uint32_t *text_off, *piece_off;     /* n_symbols + 1, n + 1; piece_off NULL: piece is text */
	size_t off_cap;
	uint8_t *attr;                      /* n_symbols */
	size_t attr_cap;
	struct vocab_slot { uint32_t tag, id; } *slots;   /* open addressing; id + 1, 0 is empty */
	uint32_t mask;
	bool duplicates;                    /* some text is there twice with the same attributes */
};

/* The polynomial hash: of text s after what h covers.  Begins with 0. */
#define HASH_BASE 0x9E3779B97F4A7C15ull

static inline uint64_t bitnet_vocab_hash(uint64_t h, const void *s, size_t n)
{
	const unsigned char *p = s;

	while (n--)
		h = h * HASH_BASE + *p++ + 1;
	return h;
}

void bitnet_vocab_release(struct bitnet_vocab *v);

/* The next id gets this text and these attributes. */
int bitnet_vocab_add(struct bitnet_vocab *v, const void *text, size_t n, unsigned attr, struct bitnet_error *err);

/* Build the index by text over ids 0 to n - 1; before any look-up. */
int bitnet_vocab_index(struct bitnet_vocab *v, struct bitnet_error *err);

/* One more symbol for text that is no token; only after bitnet_vocab_index(). */
int bitnet_vocab_add_symbol(struct bitnet_vocab *v, const void *text, size_t n, struct bitnet_error *err);

/* The first id with this text and all bits of attr; NO_ID if there is none.  hash: of the text. */
uint32_t bitnet_vocab_lookup(const struct bitnet_vocab *v, const void *text, size_t n, uint64_t hash, unsigned attr);

/* The slot and the tag of a text: the upper half chooses the slot, the lower is the tag. */
static inline uint64_t bitnet_vocab_mix(uint64_t h, size_t n)
{
	h = (h ^ n) * 0xff51afd7ed558ccdull;
	return h ^ h >> 32;
}

/* The text with this hash is going to be looked up. */
static inline void bitnet_vocab_prefetch(const struct bitnet_vocab *v, uint64_t hash, size_t n)
{
	__builtin_prefetch(&v->slots[(uint32_t)(bitnet_vocab_mix(hash, n) >> 32) & v->mask]);
}

static inline struct bitnet_str bitnet_vocab_text(const struct bitnet_vocab *v, uint32_t id)
{
	return (struct bitnet_str){ v->text.s + v->text_off[id], v->text_off[id + 1] - v->text_off[id] };
}

static inline struct bitnet_str bitnet_vocab_piece(const struct bitnet_vocab *v, uint32_t id)
{
	if (!v->piece_off)
		return bitnet_vocab_text(v, id);
	return (struct bitnet_str){ v->piece.s + v->piece_off[id], v->piece_off[id + 1] - v->piece_off[id] };
}

/*
 * Undo the byte-level alphabet of GPT-2: dst (room for n bytes) gets the bytes that s stands for.
 * Returns their number, or -1 when a character is not of the alphabet.
 */
long bitnet_alphabet_decode(const char *s, size_t n, char *dst);

/* The character of the alphabet that stands for a byte: one or two bytes to dst; returns their number. */
size_t bitnet_alphabet_encode(unsigned char byte, char *dst);

/* The value of a byte token "<0xHH>" with exactly two hexadecimal digits; -1 for any other text. */
int bitnet_byte_token(const char *s, size_t n);

#endif
