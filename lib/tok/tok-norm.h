/* SPDX-License-Identifier: MIT */
/*
 * Normalisers: what a tokenizer does to text before it cuts it into pieces.  A normaliser is a list
 * of steps, each of which takes the text that the one before left; every byte of the result knows
 * the place in the caller's text that it came from.
 *
 * Text need not be UTF-8: a byte that is not is one character, which the steps pass on as it is.
 */
#ifndef BITNET_TOK_NORM_H
#define BITNET_TOK_NORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#include "base/buf.h"

enum bitnet_norm_kind {
	BITNET_NORM_NFC, BITNET_NORM_NFD, BITNET_NORM_NFKC, BITNET_NORM_NFKD,
	BITNET_NORM_LOWERCASE,       /* character by character, with the full mapping */
	BITNET_NORM_STRIP_ACCENTS,   /* characters of category M */
	BITNET_NORM_STRIP,           /* NORM_LEFT, NORM_RIGHT: White_Space at the ends */
	BITNET_NORM_PREPEND,         /* `to` before text that is not empty */
	BITNET_NORM_REPLACE,         /* the text `from`, or what the expression finds, by `to` */
	BITNET_NORM_NMT,             /* control characters away, odd spaces to spaces */
	BITNET_NORM_BERT,            /* NORM_CLEAN, NORM_CHINESE, NORM_ACCENTS, NORM_LOWER, in this order */
	BITNET_NORM_BYTE_LEVEL,      /* each byte its character of the alphabet of GPT-2 */
	BITNET_NORM_UTF8,            /* each byte that is no UTF-8 is U+FFFD */
	BITNET_NORM_CHARSMAP,        /* from: precompiled_charsmap, as Hugging Face looks it up */
	BITNET_NORM_SPM              /* from: charsmap or ""; NORM_*; as SentencePiece does it */
};

#define NORM_LEFT 1u
#define NORM_RIGHT 2u
#define NORM_CLEAN 4u
#define NORM_CHINESE 8u
#define NORM_ACCENTS 16u
#define NORM_LOWER 32u
/* The normalizer_spec and the trainer_spec of SentencePiece. */
#define NORM_COLLAPSE 64u      /* remove_extra_whitespaces */
#define NORM_DUMMY 128u        /* add_dummy_prefix */
#define NORM_ESCAPE 256u       /* escape_whitespaces */
#define NORM_SUFFIX 512u       /* treat_whitespace_as_suffix */
#define NORM_BYTES 1024u       /* bytes that are no UTF-8 stay, and do not become U+FFFD */

#define NORM_STEPS 24

/*
 * A match of a regular expression in s at or behind `from`.  1: found; 0: none; negative: a status,
 * with *err filled.
 */
typedef int bitnet_norm_find_fn(void *regex, const char *s, size_t n, size_t from, size_t *begin, size_t *end,
				struct bitnet_error *err);

struct bitnet_trie;

/* The steps; their texts lie in `text`.  Zeroed: no steps. */
struct bitnet_norm {
	struct bitnet_norm_step {
		enum bitnet_norm_kind kind;
		unsigned flags;
		uint32_t from, from_n, to, to_n;
		bitnet_norm_find_fn *find;          /* NULL: from is looked for as it is */
		void *regex;
		void (*release)(void *regex);
	} steps[NORM_STEPS];
	size_t n;
	struct bitnet_buf text;
	const struct bitnet_trie *keep;             /* texts that SPM passes on as they are; borrowed, may be NULL */
};

void bitnet_norm_release(struct bitnet_norm *n);

/*
 * One more step.  from and to may be NULL.  A charsmap is checked here; BITNET_E_INPUT when it is
 * none, BITNET_E_LIMIT for too many steps.
 */
int bitnet_norm_add(struct bitnet_norm *n, enum bitnet_norm_kind kind, unsigned flags, const void *from, size_t from_n,
		    const void *to, size_t to_n, struct bitnet_error *err);

/* The step REPLACE with an expression; regex goes to the normaliser, also when this fails. */
int bitnet_norm_add_regex(struct bitnet_norm *n, bitnet_norm_find_fn *find, void *regex, void (*release)(void *regex),
			  const void *to, size_t to_n, struct bitnet_error *err);

/*
 * Text that went through a normaliser: s is the caller's text where nothing changed, else in one of
 * the buffers.  map[i], i <= n, is the offset in the caller's text of byte i; NULL when it was not
 * wanted, or byte i is byte i.  Zeroed before the first use; released at the end.
 */
struct bitnet_norm_text {
	const char *s;
	size_t n;
	const uint32_t *map;
	struct norm_half { struct bitnet_buf s; uint32_t *map; size_t map_cap; } half[2];
	struct norm_run { uint32_t *cp, *at; size_t n, cap, at_cap; int32_t *work; size_t work_cap; } run;
	int last;                                   /* the half that holds s; -1: none */
};
void bitnet_norm_text_release(struct bitnet_norm_text *t);

/*
 * Normalise n bytes of s, less than 4 GiB.  BITNET_E_LIMIT when the result would be more than 256
 * times as long.
 */
int bitnet_norm_run(const struct bitnet_norm *n, const char *s, size_t len, bool want_map, struct bitnet_norm_text *out,
		    struct bitnet_error *err);

#endif
