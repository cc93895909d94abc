/* SPDX-License-Identifier: MIT */
/* Each index is visited once, in ranges of the asked grain, whatever the number of threads. */
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/pool.h"
#include "tap.h"

#define MAX_N 5000

struct seen {
	_Atomic unsigned char count[MAX_N];
	_Atomic int bad_range, bad_thread;
	size_t n, grain;
	uint32_t n_threads;
};

static void visit(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct seen *s = arg;
	size_t i;

	if (begin >= end || end > s->n || begin % s->grain || (end != s->n && end % s->grain))
		atomic_store(&s->bad_range, 1);
	if (thread >= s->n_threads)
		atomic_store(&s->bad_thread, 1);
	for (i = begin; i < end; i++)
		atomic_fetch_add(&s->count[i], 1);
}

static void check_loop(struct bitnet_pool *p, size_t n, size_t grain)
{
	static struct seen s;
	size_t i;

	memset(&s, 0, sizeof(s));
	s.n = n;
	s.grain = grain;
	s.n_threads = bitnet_pool_n_threads(p);
	bitnet_pool_run(p, visit, &s, n, grain);
	CHECK(!atomic_load(&s.bad_range));
	CHECK(!atomic_load(&s.bad_thread));
	for (i = 0; i < MAX_N; i++)
		if (atomic_load(&s.count[i]) != (i < n))
			FAIL("index %zu of %zu (grain %zu) was visited %d times", i, n, grain, atomic_load(&s.count[i]));
}

TEST(once, "visits every index once, for 1 to 9 threads, any length and grain")
{
	static const size_t lengths[] = { 0, 1, 2, 3, 7, 16, 17, 63, 64, 65, 1000, 4999, 5000 };
	static const size_t grains[] = { 1, 2, 3, 16, 64, 6000 };
	struct bitnet_error err;
	struct bitnet_pool *p;
	uint32_t t;
	size_t i, j;

	for (t = 1; t <= 9; t++) {
		CHECK_OK(bitnet_pool_new(&p, t, &err), err);
		CHECK_INT(bitnet_pool_n_threads(p), t);
		for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
			for (j = 0; j < sizeof(grains) / sizeof(*grains); j++)
				check_loop(p, lengths[i], grains[j]);
		bitnet_pool_free(p);
	}
}

struct sum {
	size_t *cells;
	size_t add;
};

static void add(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct sum *s = arg;
	size_t i;

	(void)thread;
	for (i = begin; i < end; i++)
		s->cells[i] += s->add;
}

TEST(barrier, "20000 loops in a row each see what the one before has written, with more threads than CPUs")
{
	struct bitnet_error err;
	struct bitnet_pool *p;
	size_t cells[64] = { 0 }, want = 0, i, round;

	CHECK_OK(bitnet_pool_new(&p, 16, &err), err);
	for (round = 0; round < 20000; round++) {
		struct sum s = { cells, round };

		bitnet_pool_run(p, add, &s, round % 64 + 1, 1);
		bitnet_pool_run(p, add, &s, 64, 1 + round % 5);
		want += round;
	}
	for (i = 0; i < 64; i++) {
		size_t sum = want;

		for (round = 0; round < 20000; round++)
			if (i < round % 64 + 1)
				sum += round;
		CHECK_INT(cells[i], sum);
	}
	bitnet_pool_free(p);
}

TEST(short_lives, "pools that are freed at once, used or not, leave no thread behind")
{
	struct bitnet_error err;
	struct bitnet_pool *p;
	int i;

	for (i = 0; i < 200; i++) {
		CHECK_OK(bitnet_pool_new(&p, (uint32_t)(1 + i % 5), &err), err);
		if (i % 2)
			check_loop(p, 100, 1);
		bitnet_pool_free(p);
	}
	bitnet_pool_free(NULL);
}

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

TEST(idle, "a pool that has nothing to do takes no CPU time")
{
	struct bitnet_error err;
	struct bitnet_pool *p;
	double start;

	CHECK_OK(bitnet_pool_new(&p, 2, &err), err);
	check_loop(p, 100, 1);
	start = cpu_seconds();
	usleep(300000);
	CHECK(cpu_seconds() - start < 0.1);
	bitnet_pool_free(p);
}

/* One index sleeps, the others are quick. */
static void doze(void *arg, size_t begin, size_t end, uint32_t thread)
{
	_Atomic int *calls = arg;

	(void)thread;
	if (begin == 0)
		usleep(100000);
	atomic_fetch_add(calls, (int)(end - begin));
}

TEST(slow_one, "threads that wait for one that sleeps in its range sleep too, and are woken when it is done")
{
	struct bitnet_error err;
	struct bitnet_pool *p;
	_Atomic int calls = 0;
	double start;
	int i;

	CHECK_OK(bitnet_pool_new(&p, 2, &err), err);
	start = cpu_seconds();
	for (i = 0; i < 5; i++) {
		bitnet_pool_run(p, doze, &calls, 16, 1);
		CHECK_INT(atomic_load(&calls), 16 * (i + 1));
	}
	CHECK(cpu_seconds() - start < 0.2);
	bitnet_pool_free(p);
}

static void nothing(void *arg, size_t begin, size_t end, uint32_t thread)
{
	(void)arg;
	(void)thread;
	(void)begin;
	(void)end;
}

TEST(gaps, "loops with pauses between them, shorter and longer than a thread spins, all end")
{
	struct bitnet_error err;
	struct bitnet_pool *p;
	useconds_t pause;
	int i;

	CHECK_OK(bitnet_pool_new(&p, 3, &err), err);
	for (pause = 1; pause <= 256; pause *= 2)
		for (i = 0; i < 50; i++) {
			bitnet_pool_run(p, nothing, NULL, 64, 1);
			usleep(pause);
		}
	bitnet_pool_free(p);
}

TEST(by_default, "the default is the CPUs that there are")
{
	CHECK_INT(bitnet_pool_default(), bitnet_cpus_available("") < 1024 ? bitnet_cpus_available("") : 1024);
}

TEST(range, "refuses no threads and more than 1024, by number")
{
	struct bitnet_error err;
	struct bitnet_pool *p = NULL;

	CHECK_INT(bitnet_pool_new(&p, 0, &err), BITNET_E_LIMIT);
	CHECK_INT(bitnet_pool_new(&p, 1025, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "threads_range");
	CHECK_STR(err.message, "1025 threads, 1 to 1024 are possible");
	CHECK(!p);
}

int main(void)
{
	return tap_main();
}
