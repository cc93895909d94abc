/* SPDX-License-Identifier: MIT */
/* A character map of SentencePiece, made of pairs of texts: one block of 256 units a node. */
#ifndef BITNET_TESTS_CHARSMAP_BUILD_H
#define BITNET_TESTS_CHARSMAP_BUILD_H

#include "tap.h"

struct charsmap_build {
	unsigned char s[65536];
	size_t n;
};

static void charsmap_unit(struct charsmap_build *b, uint32_t at, uint32_t v)
{
	int i;

	for (i = 0; i < 4; i++)
		b->s[4 + 4 * at + (unsigned)i] = (unsigned char)(v >> 8 * i);
}

/* keys and their replacements, n of each. */
__attribute__((unused))
static void charsmap_make(struct charsmap_build *b, const char *const *from, const char *const *to, size_t n)
{
	static struct { uint32_t parent; unsigned char byte; int key; } nodes[64];
	uint32_t n_nodes = 1, size, i, at;
	size_t k, text;

	memset(b, 0, sizeof(*b));
	nodes[0].key = -1;
	for (k = 0; k < n; k++) {
		const char *s;
		uint32_t node = 0;

		for (s = from[k]; *s; s++) {
			for (i = 1; i < n_nodes && (nodes[i].parent != node || nodes[i].byte != (unsigned char)*s); i++)
				;
			if (i == n_nodes) {
				nodes[i].parent = node;
				nodes[i].byte = (unsigned char)*s;
				nodes[i].key = -1;
				n_nodes++;
			}
			node = i;
		}
		nodes[node].key = (int)k;
	}
	size = 4 * 256 * (n_nodes + 1);
	if (4 + size > 60000 || n_nodes > 64)
		FAIL("a map of %u nodes is too large", n_nodes);
	for (i = 0; i < 4; i++)
		b->s[i] = (unsigned char)(size >> 8 * i);
	b->n = 4 + size;
	text = b->n;
	/* The children of node i are in the block i + 1, each at its byte. */
	charsmap_unit(b, 0, 256u << 10);
	for (i = 0; i < n_nodes; i++) {
		uint32_t block = 256 * (i + 1);

		at = i ? (256 * (nodes[i].parent + 1)) ^ nodes[i].byte : 0;
		if (i)
			charsmap_unit(b, at, nodes[i].byte | (at ^ block) << 10 | (nodes[i].key >= 0 ? 0x100 : 0));
		if (nodes[i].key >= 0) {
			const char *s = to[nodes[i].key];

			charsmap_unit(b, block, 0x80000000u | (uint32_t)(b->n - text));
			memcpy(b->s + b->n, s, strlen(s) + 1);
			b->n += strlen(s) + 1;
		}
	}
}

#endif
