/* SPDX-License-Identifier: MIT */
/*
 * Added tokens in text as llama.cpp finds them: the longest token first, in all of the text from the
 * left, then the next longest in what is left, and so on.
 */
#ifndef BITNET_TOK_LONGEST_H
#define BITNET_TOK_LONGEST_H

#include "tok/tok-trie.h"

/* Matches in order; they do not overlap. */
struct bitnet_longest {
	struct longest_match { size_t begin, end; uint32_t id; } *m;
	size_t n, cap;
};

/*
 * All that are taken of the n bytes at s.  take says whether an id may be matched at all.  false when
 * there is no memory; the caller frees m->m.
 */
bool bitnet_longest_find(const struct bitnet_trie *t, const char *s, size_t n, bool (*take)(const void *arg, uint32_t id),
			 const void *arg, struct bitnet_longest *m);

#endif
