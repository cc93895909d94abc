/* SPDX-License-Identifier: MIT */
/*
 * Places in a text, each with a rank: the least rank comes out first, of one rank the least place.  What merging long
 * pieces needs: places of one rank are mostly put in from left to right, and mostly while none of that rank is taken out.
 */
#ifndef BITNET_TOK_QUEUE_H
#define BITNET_TOK_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Places of one rank stand in a line of chunks, each of a line of the cache. */
#define QUEUE_PLACES 13
struct bitnet_queue {
	struct queue_chunk {
		uint32_t next;               /* 0: none */
		uint32_t last;               /* of the first chunk of a line: its last chunk */
		uint8_t from, n;             /* places [from, n) are there */
		bool falls, begun;           /* of the first chunk: places are not in order; some may have been taken out */
		uint32_t place[QUEUE_PLACES];
	} *chunk;                            /* chunk 0 is not used */
	size_t n_chunks, chunk_cap;
	uint32_t spare;                      /* chunks that are free, linked by next */
	uint32_t *first;                     /* by rank: the first chunk of its line, 0 when the line is empty */
	size_t first_cap;
	uint64_t *heap;                      /* rank in the upper half, place in the lower, least first */
	size_t heap_n, heap_cap;
	bool failed;                         /* there was no memory */
};

/* All zero is an empty queue.  Releasing makes it empty again, also after it has failed. */
void bitnet_queue_release(struct bitnet_queue *q);

/* Ranks are small numbers: an array has an element for each up to the greatest. */
void bitnet_queue_push(struct bitnet_queue *q, uint32_t rank, uint32_t place);

/* The least, which is taken out.  false when the queue is empty or has failed. */
bool bitnet_queue_pop(struct bitnet_queue *q, uint32_t *rank, uint32_t *place);

#endif
