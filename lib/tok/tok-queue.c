/* SPDX-License-Identifier: MIT */
/*
 * Places by rank: see tok-queue.h.
 *
 * The places of a rank stand in its line in the order they came; a line whose turn comes is put in order, if it is not,
 * once: from then on it is begun, and takes only places that are not less than its last.  The others go into the heap.
 *
 * The heap holds the places that went there, and for each line one key: of a line that is begun its first place, of
 * another place 0.  So the least key is at most that of every place in the queue, and where it is that of a place, it is
 * the least one: what comes out is what would come out if each place were in the heap.  Equal keys stand for equal places,
 * so it does not matter which of them is taken for that of the line.
 *
 * Steps: a place in a line costs the same however many there are, but for the radix sort, whose passes the number of
 * bytes in a place bounds.  A line costs the logarithm of the number of lines each time it begins to be; a place in the
 * heap the logarithm of their number.  There are places in the heap only where a merge makes pairs of its own rank, which
 * come out next, or of a lower one.
 */
#include <string.h>

#include "base/mem.h"
#include "tok/tok-queue.h"

/* Up to so many places are sorted by insertion. */
#define FEW 48

void bitnet_queue_release(struct bitnet_queue *q)
{
	free(q->chunk);
	free(q->first);
	free(q->heap);
	memset(q, 0, sizeof(*q));
}

static void heap_push(struct bitnet_queue *q, uint64_t key)
{
	size_t i, up;

	if (!bitnet_grow(&q->heap, &q->heap_cap, q->heap_n + 1, sizeof(*q->heap))) {
		q->failed = true;
		return;
	}
	for (i = q->heap_n++; i > 0 && q->heap[up = (i - 1) / 4] > key; i = up)
		q->heap[i] = q->heap[up];
	q->heap[i] = key;
}

/* The least key becomes this one. */
static void heap_replace(struct bitnet_queue *q, uint64_t key)
{
	uint64_t *h = q->heap;
	size_t i = 0, n = q->heap_n;

	for (;;) {
		size_t child = 4 * i + 1, best = child, k;

		if (child >= n)
			break;
		for (k = child + 1; k < n && k < child + 4; k++)
			if (h[k] < h[best])
				best = k;
		if (h[best] >= key)
			break;
		h[i] = h[best];
		i = best;
	}
	h[i] = key;
}

static void heap_drop(struct bitnet_queue *q)
{
	uint64_t key = q->heap[--q->heap_n];

	if (q->heap_n)
		heap_replace(q, key);
}

/* An empty chunk, a line of its own; 0 when there is no memory. */
static uint32_t new_chunk(struct bitnet_queue *q)
{
	uint32_t i = q->spare;

	if (i) {
		q->spare = q->chunk[i].next;
	} else {
		i = q->n_chunks ? (uint32_t)q->n_chunks : 1;
		if (!bitnet_grow(&q->chunk, &q->chunk_cap, (size_t)i + 1, sizeof(*q->chunk))) {
			q->failed = true;
			return 0;
		}
		q->n_chunks = (size_t)i + 1;
	}
	memset(&q->chunk[i], 0, offsetof(struct queue_chunk, place));
	q->chunk[i].last = i;
	return i;
}

static void free_chunk(struct bitnet_queue *q, uint32_t i)
{
	q->chunk[i].next = q->spare;
	q->spare = i;
}

/* Put a place behind the others of the line that *first begins. */
static void append(struct bitnet_queue *q, uint32_t *first, uint32_t place)
{
	uint32_t i = *first ? q->chunk[*first].last : 0;
	/* An empty queue has no chunks. */
	struct queue_chunk *c = i ? &q->chunk[i] : NULL;

	if (!c || c->n == QUEUE_PLACES) {
		uint32_t more = new_chunk(q);

		if (!more)
			return;
		if (i) {
			q->chunk[i].next = more;
			q->chunk[*first].last = more;
		} else {
			*first = more;
		}
		c = &q->chunk[more];
	}
	c->place[c->n++] = place;
}

/* Put line b behind line a. */
static void join(struct bitnet_queue *q, uint32_t *a, uint32_t b)
{
	if (!*a) {
		*a = b;
	} else if (b) {
		q->chunk[q->chunk[*a].last].next = b;
		q->chunk[*a].last = q->chunk[b].last;
	}
}

/* By insertion, when there are few; false: there are more. */
static bool sort_few(struct bitnet_queue *q, uint32_t first)
{
	uint32_t *at[FEW], n = 0, i, k;

	for (i = first; i; i = q->chunk[i].next)
		for (k = q->chunk[i].from; k < q->chunk[i].n; k++) {
			if (n == FEW)
				return false;
			at[n++] = &q->chunk[i].place[k];
		}
	for (i = 1; i < n; i++) {
		uint32_t place = *at[i];

		for (k = i; k > 0 && *at[k - 1] > place; k--)
			*at[k] = *at[k - 1];
		*at[k] = place;
	}
	return true;
}

/* The greatest place in a line. */
static uint32_t greatest(const struct bitnet_queue *q, uint32_t first)
{
	uint32_t most = 0, i, k;

	for (i = first; i; i = q->chunk[i].next)
		for (k = q->chunk[i].from; k < q->chunk[i].n; k++)
			most = q->chunk[i].place[k] > most ? q->chunk[i].place[k] : most;
	return most;
}

/* Byte by byte of the places, the lowest first: each time one line becomes 256, and these one again. */
static uint32_t sort_many(struct bitnet_queue *q, uint32_t first)
{
	uint32_t most = greatest(q, first), i, k, next;
	unsigned shift;

	for (shift = 0; shift < 32 && most >> shift && !q->failed; shift += 8) {
		uint32_t line[256] = { 0 };

		for (i = first; i; i = next) {
			for (k = q->chunk[i].from; k < q->chunk[i].n; k++) {
				uint32_t place = q->chunk[i].place[k];

				append(q, &line[place >> shift & 255], place);
			}
			next = q->chunk[i].next;
			free_chunk(q, i);
		}
		for (first = i = 0; i < 256; i++)
			join(q, &first, line[i]);
	}
	return first;
}

/* The first chunk of a line that is in order from now on. */
static struct queue_chunk *begin(struct bitnet_queue *q, uint32_t *first)
{
	if (q->chunk[*first].falls && !sort_few(q, *first))
		*first = sort_many(q, *first);
	q->chunk[*first].falls = false;
	q->chunk[*first].begun = true;
	return &q->chunk[*first];
}

/* The first place of a line goes away; returns whether there is another. */
static bool advance(struct bitnet_queue *q, uint32_t *first)
{
	struct queue_chunk *c = &q->chunk[*first];
	uint32_t gone = *first;

	if (++c->from < c->n)
		return true;
	*first = c->next;
	if (*first) {
		q->chunk[*first].last = c->last;
		q->chunk[*first].begun = true;
	}
	free_chunk(q, gone);
	return *first != 0;
}

/* Lines for more ranks. */
static bool grow_first(struct bitnet_queue *q, uint32_t rank)
{
	size_t old = q->first_cap;

	if (!bitnet_grow(&q->first, &q->first_cap, (size_t)rank + 1, sizeof(*q->first))) {
		q->failed = true;
		return false;
	}
	memset(q->first + old, 0, (q->first_cap - old) * sizeof(*q->first));
	return true;
}

void bitnet_queue_push(struct bitnet_queue *q, uint32_t rank, uint32_t place)
{
	struct queue_chunk *c, *last;

	if (q->failed || (rank >= q->first_cap && !grow_first(q, rank)))
		return;
	if (!q->first[rank]) {
		append(q, &q->first[rank], place);
		heap_push(q, (uint64_t)rank << 32);
		return;
	}
	c = &q->chunk[q->first[rank]];
	last = &q->chunk[c->last];
	if (place < last->place[last->n - 1]) {
		if (c->begun) {
			heap_push(q, (uint64_t)rank << 32 | place);
			return;
		}
		c->falls = true;
	}
	append(q, &q->first[rank], place);
}

bool bitnet_queue_pop(struct bitnet_queue *q, uint32_t *rank, uint32_t *place)
{
	while (q->heap_n && !q->failed) {
		uint64_t key = q->heap[0];
		uint32_t *first = &q->first[key >> 32];
		struct queue_chunk *c = &q->chunk[*first];

		*rank = (uint32_t)(key >> 32);
		if (*first && !c->begun) {
			c = begin(q, first);
			if (q->failed)
				break;
			heap_replace(q, (uint64_t)*rank << 32 | c->place[c->from]);
			continue;
		}
		*place = (uint32_t)key;
		if (!*first || c->place[c->from] != *place)
			heap_drop(q);
		else if (advance(q, first))
			heap_replace(q, (uint64_t)*rank << 32 | q->chunk[*first].place[q->chunk[*first].from]);
		else
			heap_drop(q);
		return true;
	}
	return false;
}
