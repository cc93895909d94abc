/* SPDX-License-Identifier: MIT */
/*
 * Threads that run one loop together: see pool.h.
 *
 * A loop is cut into chunks: one large one a thread, then small ones, so that few tickets are drawn
 * and all threads end at about the same time.  One 64-bit ticket holds the number of the loop and
 * the next chunk; a thread takes a chunk by raising the ticket with a compare-and-swap, the caller
 * like any other.  The caller waits until all chunks are done, not until all threads came: a thread
 * that the system did not let run costs nothing.  Who has nothing to do spins for a moment, then
 * sleeps.
 *
 * Why a late thread cannot take part in the wrong loop: the caller closes the ticket (NO_CHUNK)
 * before it writes the next loop's fields, and a chunk that could be taken keeps the caller in its
 * loop.  So if the swap succeeds, the fields read before it are those of the ticket.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cpus.h"
#include "base/error-set.h"
#include "base/mem.h"
#include "base/pool.h"

#define NO_CHUNK 0xffffffffu
/* A thread's large chunk is this share of an equal part of the loop, in 16ths; the rest is cut into so many small ones. */
#define LARGE_16THS 10
#define SMALL_PER_THREAD 6
/* About what it costs to sleep and to be woken, so that a wait costs at most twice what it has to. */
#define SPIN_NS 50000
/* Looks between two looks at the clock. */
#define LOOKS 16

typedef void loop_fn(void *arg, size_t begin, size_t end, uint32_t thread);

struct worker {
	struct bitnet_pool *pool;
	uint32_t number;
	pthread_t id;
};

struct bitnet_pool {
	_Alignas(64) _Atomic uint64_t ticket;           /* loop number << 32 | next chunk */
	_Alignas(64) _Atomic uint32_t done;             /* chunks of this loop that are finished */
	_Alignas(64) _Atomic uint32_t sleepers;
	_Atomic uint32_t caller_sleeps;
	_Atomic bool stop;

	/* The loop: chunks 0..n_large-1 are `large` long, the others `small`, the last one ends at n. */
	_Alignas(64) _Atomic(loop_fn *) fn;
	_Atomic(void *) arg;
	_Atomic size_t n, large, small;
	_Atomic uint32_t n_large, n_chunks;

	uint32_t n_threads, n_started;
	bool spin;
	pthread_mutex_t lock;
	pthread_cond_t work, finished;
	struct worker *workers;
};

static inline void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Spin until `done` says so or the time is over: by the clock, since pauses differ tenfold between CPUs. */
static bool spin_until(struct bitnet_pool *p, bool (*done)(struct bitnet_pool *p, uint32_t what), uint32_t what)
{
	uint64_t end = 0;
	uint32_t i;

	if (!p->spin)
		return done(p, what);
	for (;;) {
		for (i = 0; i < LOOKS; i++) {
			if (done(p, what))
				return true;
			relax();
		}
		if (end == 0)
			end = now() + SPIN_NS;
		else if (now() >= end)
			return false;
	}
}

static bool is_done(struct bitnet_pool *p, uint32_t n_chunks)
{
	return atomic_load(&p->done) == n_chunks;
}

/* Tell the sleeper on c.  It looks and falls asleep under the lock, so it has either seen the change or hears the signal. */
static void wake(struct bitnet_pool *p, pthread_cond_t *c)
{
	pthread_mutex_lock(&p->lock);
	pthread_mutex_unlock(&p->lock);
	pthread_cond_broadcast(c);
}

/* Take chunks until none is left. */
static void take_part(struct bitnet_pool *p, uint32_t thread)
{
	for (;;) {
		uint64_t t = atomic_load(&p->ticket);
		uint32_t c = (uint32_t)t, n_large, n_chunks;
		size_t begin, end, n, large, small;
		loop_fn *fn;
		void *arg;

		if (c == NO_CHUNK)
			return;
		fn = atomic_load_explicit(&p->fn, memory_order_relaxed);
		arg = atomic_load_explicit(&p->arg, memory_order_relaxed);
		n = atomic_load_explicit(&p->n, memory_order_relaxed);
		large = atomic_load_explicit(&p->large, memory_order_relaxed);
		small = atomic_load_explicit(&p->small, memory_order_relaxed);
		n_large = atomic_load_explicit(&p->n_large, memory_order_relaxed);
		n_chunks = atomic_load_explicit(&p->n_chunks, memory_order_relaxed);
		if (c >= n_chunks)
			return;
		if (!atomic_compare_exchange_weak(&p->ticket, &t, t + 1))
			continue;
		begin = c < n_large ? c * large : n_large * large + (c - n_large) * small;
		end = c == n_chunks - 1 ? n : begin + (c < n_large ? large : small);
		fn(arg, begin, end, thread);
		if (atomic_fetch_add(&p->done, 1) == n_chunks - 1 && atomic_load(&p->caller_sleeps))
			wake(p, &p->finished);
	}
}

/* Whether a thread that last saw loop `seen` should look again. */
static bool has_news(struct bitnet_pool *p, uint32_t seen)
{
	uint64_t t = atomic_load(&p->ticket);

	return ((uint32_t)(t >> 32) != seen && (uint32_t)t != NO_CHUNK) || atomic_load(&p->stop);
}

static void wait_for_news(struct bitnet_pool *p, uint32_t seen)
{
	if (spin_until(p, has_news, seen))
		return;
	pthread_mutex_lock(&p->lock);
	atomic_fetch_add(&p->sleepers, 1);
	while (!has_news(p, seen))
		pthread_cond_wait(&p->work, &p->lock);
	atomic_fetch_sub(&p->sleepers, 1);
	pthread_mutex_unlock(&p->lock);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct bitnet_pool *p = w->pool;
	uint32_t seen = 0;

	for (;;) {
		wait_for_news(p, seen);
		if (atomic_load(&p->stop))
			return NULL;
		seen = (uint32_t)(atomic_load(&p->ticket) >> 32);
		take_part(p, w->number);
	}
}

/* Cut n indices, more than a grain, into chunks of whole grains. */
static uint32_t cut(struct bitnet_pool *p, size_t n, size_t grain)
{
	size_t threads = p->n_threads, grains = n / grain + (n % grain != 0), most = threads * SMALL_PER_THREAD;
	size_t large = grains / threads * LARGE_16THS / 16, rest = grains - threads * large, small = rest / most + (rest % most != 0);
	uint32_t n_large = large ? p->n_threads : 0, n_chunks = n_large + (uint32_t)(rest / small + (rest % small != 0));

	atomic_store_explicit(&p->n, n, memory_order_relaxed);
	atomic_store_explicit(&p->large, large * grain, memory_order_relaxed);
	atomic_store_explicit(&p->small, small * grain, memory_order_relaxed);
	atomic_store_explicit(&p->n_large, n_large, memory_order_relaxed);
	atomic_store_explicit(&p->n_chunks, n_chunks, memory_order_relaxed);
	return n_chunks;
}

void bitnet_pool_run(struct bitnet_pool *p, void (*fn)(void *arg, size_t begin, size_t end, uint32_t thread),
		     void *arg, size_t n, size_t grain)
{
	uint32_t loop = (uint32_t)(atomic_load_explicit(&p->ticket, memory_order_relaxed) >> 32) + 1, n_chunks;

	if (n == 0)
		return;
	if (grain == 0)
		grain = 1;
	if (n <= grain || p->n_threads == 1) {
		fn(arg, 0, n, 0);
		return;
	}
	atomic_store(&p->ticket, (uint64_t)(loop - 1) << 32 | NO_CHUNK);
	n_chunks = cut(p, n, grain);
	atomic_store_explicit(&p->fn, fn, memory_order_relaxed);
	atomic_store_explicit(&p->arg, arg, memory_order_relaxed);
	atomic_store(&p->done, 0);
	atomic_store(&p->ticket, (uint64_t)loop << 32);
	if (atomic_load(&p->sleepers))
		wake(p, &p->work);
	take_part(p, 0);
	if (spin_until(p, is_done, n_chunks))
		return;
	pthread_mutex_lock(&p->lock);
	atomic_store(&p->caller_sleeps, 1);
	while (!is_done(p, n_chunks))
		pthread_cond_wait(&p->finished, &p->lock);
	atomic_store(&p->caller_sleeps, 0);
	pthread_mutex_unlock(&p->lock);
}

uint32_t bitnet_pool_default(void)
{
	uint32_t n = bitnet_cpus_available("");

	return n < BITNET_POOL_MAX ? n : BITNET_POOL_MAX;
}

int bitnet_pool_new(struct bitnet_pool **out, uint32_t n_threads, struct bitnet_error *err)
{
	struct bitnet_pool *p;
	uint32_t i;

	if (n_threads < 1 || n_threads > BITNET_POOL_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "threads_range", "%u threads, 1 to %u are possible",
					n_threads, BITNET_POOL_MAX);
	p = bitnet_alloc_aligned(1, sizeof(*p));
	if (!p)
		return bitnet_error_nomem(err, sizeof(*p));
	memset(p, 0, sizeof(*p));
	p->workers = bitnet_alloc(n_threads, sizeof(*p->workers));
	if (!p->workers) {
		free(p);
		return bitnet_error_nomem(err, n_threads * sizeof(*p->workers));
	}
	atomic_init(&p->ticket, (uint64_t)NO_CHUNK);
	p->n_threads = n_threads;
	/* A thread that spins where another one has no CPU only delays it. */
	p->spin = n_threads > 1 && n_threads <= bitnet_cpus_available("");
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	pthread_cond_init(&p->finished, NULL);
	for (i = 1; i < n_threads; i++) {
		struct worker *w = &p->workers[i];
		int e;

		w->pool = p;
		w->number = i;
		e = pthread_create(&w->id, NULL, work, w);
		if (e) {
			bitnet_error_errno(err, e, "thread_start", "starting thread %u of %u", i + 1, n_threads);
			bitnet_pool_free(p);
			return e == ENOMEM ? BITNET_E_NOMEM : BITNET_E_SYSTEM;
		}
		p->n_started++;
	}
	*out = p;
	return 0;
}

void bitnet_pool_free(struct bitnet_pool *p)
{
	uint32_t i;

	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	atomic_store(&p->stop, true);
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (i = 1; i <= p->n_started; i++)
		pthread_join(p->workers[i].id, NULL);
	pthread_cond_destroy(&p->finished);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	free(p->workers);
	free(p);
}

uint32_t bitnet_pool_n_threads(const struct bitnet_pool *p)
{
	return p->n_threads;
}
