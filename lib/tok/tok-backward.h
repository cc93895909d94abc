/* SPDX-License-Identifier: MIT */
/*
 * All places of a text at which words of a set begin, in time that does not depend on how the words
 * begin: the automaton of Aho and Corasick (1975) for the words read from their ends, run over the
 * text from its end.
 */
#ifndef BITNET_TOK_BACKWARD_H
#define BITNET_TOK_BACKWARD_H

#include <stdbool.h>

#include "tok/tok-trie.h"

/* A trie of words as its nodes have it: node 0 is the root, a node comes from parent by byte. */
struct bitnet_trie_node {
	uint32_t parent;
	unsigned char byte;
	bool ends;                   /* a word ends here */
};

struct bitnet_backward {
	struct bitnet_trie t;        /* of the reversed words; value: the node where the word ends */
	uint32_t *fail, *word;       /* of each unit: the longest proper suffix; the longest suffix that is a word, or 0 */
	uint32_t *len;               /* of each unit: bytes from the root */
};

/* false when there is no memory. */
bool bitnet_backward_make(struct bitnet_backward *b, const struct bitnet_trie_node *nodes, size_t n);
void bitnet_backward_release(struct bitnet_backward *b);

/*
 * For each place from the end of the n bytes at s to their start, the words that begin there, longest
 * first, until found says no.
 */
typedef bool bitnet_backward_fn(void *arg, size_t begin, size_t end, uint32_t node);
void bitnet_backward_run(const struct bitnet_backward *b, const char *s, size_t n, bitnet_backward_fn *found, void *arg);

/* Looking from the left is given up for this when more bytes than these were looked at in vain. */
#define BACKWARD_STEPS(n) (8 * (n) + 65536)

#endif
