/* SPDX-License-Identifier: MIT */
/* The two halves of the translation from Oniguruma to PCRE2: classes and escapes, and all else. */
#ifndef BITNET_TOK_ONIG_H
#define BITNET_TOK_ONIG_H

#include <stdbool.h>

#include "tok/tok-regex.h"
#include "tok/unicode.h"

/* Groups and classes may be nested so deep. */
#define ONIG_DEPTH 64

/* The members of \w where it stands alone: there, characters up to U+00FF go by the table of ISO 8859-1. */
#define ONIG_WORD_ALONE ONIG_WORD "\\x{b2}\\x{b3}\\x{b9}\\x{bc}-\\x{be}"
#define ONIG_WORD "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{24b6}-\\x{24e9}\\x{1f130}-\\x{1f149}\\x{1f150}-\\x{1f169}" \
		  "\\x{1f170}-\\x{1f189}"

struct onig_group {
	size_t at;           /* where it begins in the output */
	bool fold;           /* (?i) in it */
	bool start;          /* nothing was in it yet */
};

struct bitnet_onig {
	const char *s, *end;           /* what is still to be read */
	const char *whole;
	size_t n;
	struct bitnet_buf *out;
	struct bitnet_error *err;
	struct onig_group groups[ONIG_DEPTH];
	unsigned depth;
	size_t atom;         /* where what a quantifier applies to begins in the output */
	bool has_atom;
	char last;           /* the literal letter before, in lower case; 0: none */
	int rc;
};

/* Refuse: what says which syntax. */
void bitnet_onig_refuse(struct bitnet_onig *t, const char *what);

/* A code point, as PCRE2 takes it literally. */
void bitnet_onig_put(struct bitnet_buf *b, uint32_t cp);

/*
 * Letters without regard to case: Oniguruma takes a ligature for its letters and the reverse, so
 * what could be one is refused.
 */
void bitnet_onig_check_fold(struct bitnet_onig *t, uint32_t cp, bool in_class);

static inline bool bitnet_onig_fold(const struct bitnet_onig *t)
{
	return t->groups[t->depth].fold;
}

/*
 * An escape that stands for one character, its letter c read already: true and *cp.  Where it stands for
 * something else nothing more is read.
 */
bool bitnet_onig_char(struct bitnet_onig *t, char c, uint32_t *cp);

/* A set of characters, as members of a class of PCRE2; negated: all others. */
struct onig_set {
	char text[256];
	bool negated;
};

/* The set of an escape whose letter c was read: false when it is none. */
bool bitnet_onig_set(struct bitnet_onig *t, char c, bool in_class, struct onig_set *set);

/* A class, its "[" read: as an expression for one character, appended to the output. */
void bitnet_onig_class(struct bitnet_onig *t);

#endif
