/* SPDX-License-Identifier: MIT */
/* Between the steps of a normaliser: see tok-norm.h. */
#ifndef BITNET_TOK_NORM_INT_H
#define BITNET_TOK_NORM_INT_H

#include <string.h>

#include "tok/tok-norm.h"

/*
 * One step at work: s goes in, what it writes comes out.  As long as it only copies what comes next
 * nothing is written at all: `same` bytes are the same so far.
 */
struct norm_io {
	const char *s;
	size_t n;
	const uint32_t *map;          /* of s; NULL: the place itself */
	struct norm_half *out;
	struct norm_run *run;
	size_t same, limit;
	uint32_t end;                 /* the place in the caller's text where the result ends; UINT32_MAX: that of s */
	bool want, changed, failed, over;
};

void bitnet_norm_write(struct norm_io *io, size_t at, const char *bytes, size_t n, bool apart);

/* n bytes instead of what stands at place `at`, and all of them come from there. */
static inline void bitnet_norm_put(struct norm_io *io, size_t at, const char *bytes, size_t n)
{
	bitnet_norm_write(io, at, bytes, n, false);
}

/* s[at, at + n) as it is. */
static inline void bitnet_norm_copy(struct norm_io *io, size_t at, size_t n)
{
	if (!io->changed && at == io->same)
		io->same += n;
	else
		bitnet_norm_write(io, at, io->s + at, n, true);
}

void bitnet_norm_put_char(struct norm_io *io, size_t at, uint32_t cp);

/* The character at s[i], its length in *len; UINT32_MAX and 1 for a byte that is no UTF-8. */
uint32_t bitnet_norm_char(const char *s, size_t n, size_t i, size_t *len);

/* The steps that have a file of their own. */
void bitnet_norm_forms(struct norm_io *io, enum bitnet_norm_kind kind);
void bitnet_norm_charsmap(struct norm_io *io, const char *map, size_t map_n);
void bitnet_norm_spm(struct norm_io *io, const char *map, size_t map_n, unsigned flags, const struct bitnet_trie *keep);

/* BITNET_E_INPUT unless it is a character map whose double array and texts are where they should be. */
int bitnet_charsmap_check(const void *map, size_t n, struct bitnet_error *err);

#endif
