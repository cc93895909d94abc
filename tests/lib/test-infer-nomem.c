/* SPDX-License-Identifier: MIT */
/*
 * Out of memory: the first, second, third ... allocation of loading, checking, starting a session and
 * scoring fails until all succeed.  Each time the status is BITNET_E_NOMEM, if it is not done without, and nothing leaks (the address
 * sanitizer sees it).  The linker sends the library's allocations through the functions here.
 */
#include <bitnet/infer.h>

#include "model-build.h"
#include "tap.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t align, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t align, size_t n);

static long countdown;          /* the allocation that brings it to 0 fails; 0 or below: none does */

static int fails(void)
{
	return countdown > 0 && --countdown == 0;
}

void *__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}

void *__wrap_aligned_alloc(size_t align, size_t n)
{
	return fails() ? NULL : __real_aligned_alloc(align, n);
}

static int ignore(void *arg, const struct bitnet_finding *f)
{
	(void)arg;
	(void)f;
	return 0;
}

/* Everything that allocates, with one thread, so that the count is the same each time. */
static int all_of_it(const struct bitnet_gguf *g, bool copies, struct bitnet_error *err)
{
	struct bitnet_model_options mo;
	struct bitnet_perplexity_options po = { .window = 3, .bos = -1 };
	struct bitnet_session_options so;
	struct bitnet_perplexity pp;
	struct bitnet_model *m = NULL;
	struct bitnet_session *s = NULL;
	struct bitnet_sampler *p = NULL;
	int r, i;

	bitnet_model_options_defaults(&mo);
	mo.n_threads = 1;
	mo.low_memory = !copies;
	mo.head_min_bytes = 1;
	bitnet_session_options_defaults(&so);
	so.n_threads = 1;
	r = bitnet_model_check(g, true, ignore, NULL, err);
	if (r == 0)
		r = bitnet_model_load(&m, g, &mo, err);
	if (r == 0)
		r = bitnet_session_new(&s, m, &so, err);
	if (r == 0)
		r = bitnet_session_eval(s, (const uint32_t[]){ 1, 2, 3 }, 3, NULL, err);
	if (r == 0)
		r = bitnet_perplexity_run(s, (const uint32_t[]){ 1, 2, 3, 4, 5, 6 }, 6, &po, NULL, NULL, &pp, err);
	if (r == 0)
		r = bitnet_sampler_new(&p, NULL, 40, err);
	/* The copy of the head is made meanwhile. */
	for (i = 0; r == 0 && i < 24; i++) {
		bitnet_session_truncate(s, 0);
		r = bitnet_session_eval(s, (const uint32_t[]){ 1 }, 1, NULL, err);
		if (r == 0)
			bitnet_sampler_pick(p, s);
	}
	bitnet_sampler_free(p);
	bitnet_session_free(s);
	bitnet_model_free(m);
	return r;
}

/* copies: of weights by columns and of the head, without which it goes on. */
static void fail_each(uint32_t type, bool copies)
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct tiny t;
	unsigned char *file;
	size_t size;
	long n;
	int r, n_without = 0;

	tiny_init(&t, "bitnet-b1.58");
	t.n_layer = 1;
	t.matrix_type = type;
	file = tiny_build(&t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	for (n = 1;; n++) {
		CHECK(n < 1000);
		countdown = n;
		r = all_of_it(g, copies, &err);
		if (r == 0 && countdown > 0)
			break;
		if (r == 0 && copies)
			n_without++;
		else if (r != BITNET_E_NOMEM)
			FAIL("allocation %ld fails and the status is %d: %s", n, r, r ? err.message : "done");
		else
			CHECK_STR(err.name, "out_of_memory");
	}
	countdown = 0;
	/* The columns, the copy of the head, and each of 6 times that a part of it is made. */
	CHECK_INT(n_without, copies ? 8 : 0);
	CHECK(n > 10);
	bitnet_gguf_close(g);
	free(file);
}

TEST(in_place, "each allocation may fail: weights used in place")
{
	fail_each(BITNET_TENSOR_I2_S, false);
}

TEST(repacked, "each allocation may fail: weights that are repacked")
{
	fail_each(BITNET_TENSOR_TQ1_0, false);
}

TEST(copies, "each allocation may fail, and copies of weights by columns and of the head are done without")
{
	fail_each(BITNET_TENSOR_I2_S, true);
}

int main(void)
{
	return tap_main();
}
