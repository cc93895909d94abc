/* SPDX-License-Identifier: MIT */
/*
 * Token lists that are known by their content: files with nothing but ranks or merges leave out the
 * pre-tokeniser and the special tokens.
 */
#ifndef BITNET_TOK_KNOWN_H
#define BITNET_TOK_KNOWN_H

#include "tok/tok-int.h"

struct bitnet_known {
	const char *file_sha256;     /* of the rank file, or NULL */
	const char *list_sha256;     /* bitnet_tok_fingerprint() of the tokens with a rank, or NULL */
	const char *pre;
	bool nfc;                    /* text is normalised first */
	bool bos;                    /* the first special token goes before the text */
	/* The special tokens: names for ids from `first`, then `more` of the form pattern with a number from 0. */
	uint32_t first;
	const char *const *names;    /* ended by NULL; "" is an id without a token */
	const char *pattern;
	uint32_t more;
};

/* Either hash may be NULL; NULL when the list is not known. */
const struct bitnet_known *bitnet_known_find(const char *file_sha256, const char *list_sha256);

/* The i-th special token: false behind the last.  text "" is an id without a token. */
bool bitnet_known_special(const struct bitnet_known *k, uint32_t i, uint32_t *id, char text[48]);

/*
 * What follows from the list, or from the pre-tokeniser that the user names where the list is not
 * known (k is NULL): stages, normalisation, BOS, facts.  The vocabulary is indexed and has its
 * special tokens.
 */
int bitnet_known_apply(struct bitnet_tok *t, const struct bitnet_known *k, const char *pre, struct bitnet_error *err);

/* "the ranks are of no list that is known", with the hint --pre; BITNET_E_INPUT. */
int bitnet_known_refuse(struct bitnet_error *err, const char *what);

#endif
