/* SPDX-License-Identifier: MIT */
/*
 * A set of texts by their bytes, each with a value: a trie in a double array.  The
 * child of a node for a byte is at base + byte, where its check is the node.
 */
#ifndef BITNET_TOK_TRIE_H
#define BITNET_TOK_TRIE_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>
#include <bitnet/gguf.h>

#define TRIE_NONE UINT32_MAX

struct bitnet_trie {
	struct bitnet_trie_unit {
		uint32_t base, check;      /* base + 255 is within the array */
		uint32_t value;            /* TRIE_NONE: no text ends here */
	} *units;
	uint32_t n;
};

struct bitnet_trie_key {
	struct bitnet_str s;
	uint32_t value;
};

/* Of n keys, which are sorted here; an empty one is left out, of equal ones the first counts. */
int bitnet_trie_build(struct bitnet_trie *t, struct bitnet_trie_key *keys, size_t n, struct bitnet_error *err);
void bitnet_trie_release(struct bitnet_trie *t);

/* The node behind byte c; the root is 0, and 0 is also where there is none. */
static inline uint32_t bitnet_trie_step(const struct bitnet_trie *t, uint32_t node, unsigned char c)
{
	uint32_t next = t->units[node].base + c;

	return t->units[next].check == node ? next : 0;
}

/* The length of the longest text that s begins with, its value in *value; 0: none. */
size_t bitnet_trie_longest(const struct bitnet_trie *t, const char *s, size_t n, uint32_t *value);

#endif
