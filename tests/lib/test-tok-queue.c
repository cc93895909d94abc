/* SPDX-License-Identifier: MIT */
/* What comes out of the queue, against a plain list of what is in it. */
#include "tap.h"
#include "tok/tok-queue.h"

static uint32_t seed = 1;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

struct list {
	uint64_t key[20000];
	size_t n;
};

static struct list list;

static void put(struct bitnet_queue *q, uint32_t rank, uint32_t place)
{
	bitnet_queue_push(q, rank, place);
	list.key[list.n++] = (uint64_t)rank << 32 | place;
}

static void take(struct bitnet_queue *q)
{
	uint32_t rank = 0, place = 0;
	size_t i, least = 0;

	for (i = 1; i < list.n; i++)
		if (list.key[i] < list.key[least])
			least = i;
	CHECK(bitnet_queue_pop(q, &rank, &place));
	if (((uint64_t)rank << 32 | place) != list.key[least])
		FAIL("of %zu came out rank %u, place %u instead of %u, %u", list.n, rank, place, (uint32_t)(list.key[least] >> 32),
		     (uint32_t)list.key[least]);
	list.key[least] = list.key[--list.n];
}

static void check_empty(struct bitnet_queue *q)
{
	uint32_t rank, place;

	CHECK_INT(list.n, 0);
	CHECK(!bitnet_queue_pop(q, &rank, &place));
	CHECK(!q->failed);
}

TEST(mixed, "what was put in comes out by rank and place, whatever goes in and out meanwhile")
{
	struct bitnet_queue q = { 0 };
	uint32_t round, ranks, places, i;

	for (round = 0; round < 400; round++) {
		ranks = 1 + draw(round % 2 ? 4 : 200);
		places = 1 + draw(round % 3 ? 50 : UINT32_MAX);
		for (i = 0; i < 600; i++)
			/* More goes in than out at first, then more out than in. */
			if (!list.n || draw(10) < (i < 300 ? 7u : 3u))
				put(&q, draw(ranks), draw(places));
			else
				take(&q);
		while (list.n)
			take(&q);
		check_empty(&q);
	}
	bitnet_queue_release(&q);
}

TEST(many, "many places of one rank that came in no order are sorted, those of all widths")
{
	struct bitnet_queue q = { 0 };
	uint32_t bits, i;

	for (bits = 1; bits <= 32; bits++) {
		for (i = 0; i < 1500; i++)
			put(&q, 7, draw(UINT32_MAX) >> (32 - bits));
		while (list.n)
			take(&q);
		check_empty(&q);
	}
	bitnet_queue_release(&q);
}

TEST(before, "a lower rank goes before a line that is being taken out, and what comes to that line meanwhile is in order")
{
	struct bitnet_queue q = { 0 };
	uint32_t i;

	for (i = 0; i < 2000; i++)
		put(&q, 9, 3 * i);
	for (i = 0; list.n; i++) {
		take(&q);
		if (i < 2000) {
			put(&q, 9, draw(6000));
			put(&q, i % 9, draw(6000));
		}
	}
	check_empty(&q);
	bitnet_queue_release(&q);
}

TEST(memory, "chunks are used again: what came and went takes no more than what was there at once")
{
	struct bitnet_queue q = { 0 };
	uint32_t round, i;

	for (round = 0; round < 100; round++) {
		for (i = 0; i < 1300; i++)
			put(&q, round, i);
		while (list.n)
			take(&q);
	}
	CHECK(q.n_chunks <= 102);
	bitnet_queue_release(&q);
}

int main(void)
{
	return tap_main();
}
