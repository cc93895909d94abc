/* SPDX-License-Identifier: MIT */
/*
 * TAP for C tests.  A test program:
 *
 *	TEST(refuses_a_cut_file, "refuses a file that ends inside the header") { ... }
 *	int main(void) { return tap_main(); }
 *
 * One TEST is one TAP point.  A failed check prints file, line and both values and ends the test.
 * A test that cannot run here calls SKIP("reason").
 */
#ifndef BITNET_TESTS_TAP_H
#define BITNET_TESTS_TAP_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tap_test {
	const char *name;
	void (*run)(void);
	struct tap_test *next;
};

static struct tap_test *tap_first, **tap_last = &tap_first;
static jmp_buf tap_out;
static const char *tap_skip;

__attribute__((unused)) static void tap_add(struct tap_test *t)
{
	*tap_last = t;
	tap_last = &t->next;
}

#define TEST(id, sentence) \
	static void id(void); \
	static struct tap_test tap_##id = { sentence, id, NULL }; \
	__attribute__((constructor)) static void tap_register_##id(void) { tap_add(&tap_##id); } \
	static void id(void)

#define SKIP(reason) do { tap_skip = (reason); longjmp(tap_out, 2); } while (0)

__attribute__((unused, noreturn, format(printf, 3, 4)))
static void tap_fail(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	printf("# %s:%d: ", file, line);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	longjmp(tap_out, 1);
}

#define CHECK(cond) do { if (!(cond)) tap_fail(__FILE__, __LINE__, "not true: %s", #cond); } while (0)
#define FAIL(...) tap_fail(__FILE__, __LINE__, __VA_ARGS__)

#define CHECK_INT(got, want) do { \
	long long tap_g = (long long)(got), tap_w = (long long)(want); \
	if (tap_g != tap_w) \
		tap_fail(__FILE__, __LINE__, "%s is %lld (0x%llx), want %lld (0x%llx)", #got, tap_g, \
			 (unsigned long long)tap_g, tap_w, (unsigned long long)tap_w); \
} while (0)

#define CHECK_STR(got, want) do { \
	const char *tap_g = (got), *tap_w = (want); \
	if (!tap_g || strcmp(tap_g, tap_w) != 0) \
		tap_fail(__FILE__, __LINE__, "%s is '%s', want '%s'", #got, tap_g ? tap_g : "(null)", tap_w); \
} while (0)

/* needle must stand somewhere in got. */
#define CHECK_HAS(got, needle) do { \
	const char *tap_g = (got); \
	if (!tap_g || !strstr(tap_g, needle)) \
		tap_fail(__FILE__, __LINE__, "%s is '%s', want '%s' in it", #got, tap_g ? tap_g : "(null)", needle); \
} while (0)

#define CHECK_NEAR(got, want, eps) do { \
	double tap_g = (got), tap_w = (want); \
	if (!(fabs(tap_g - tap_w) <= (eps))) \
		tap_fail(__FILE__, __LINE__, "%s is %.9g, want %.9g within %g", #got, tap_g, tap_w, (double)(eps)); \
} while (0)

/* Bytes: the first that differs is shown. */
#define CHECK_MEM(got, want, n) do { \
	const unsigned char *tap_g = (const void *)(got), *tap_w = (const void *)(want); \
	size_t tap_i; \
	for (tap_i = 0; tap_i < (size_t)(n); tap_i++) \
		if (tap_g[tap_i] != tap_w[tap_i]) \
			tap_fail(__FILE__, __LINE__, "%s: byte %zu of %zu is 0x%02x, want 0x%02x", #got, tap_i, \
				 (size_t)(n), tap_g[tap_i], tap_w[tap_i]); \
} while (0)

/* A call of the library that must succeed; err is the struct bitnet_error it was given. */
#define CHECK_OK(call, err) do { \
	int tap_s = (call); \
	if (tap_s != 0) \
		tap_fail(__FILE__, __LINE__, "%s gives %d (%s): %s", #call, tap_s, (err).name, (err).message); \
} while (0)

/* Runs one test: 0 passed, 1 failed, 2 skipped. */
static int tap_run(void (*run)(void))
{
	int how = setjmp(tap_out);

	if (how == 0)
		run();
	return how;
}

static int tap_main(void)
{
	const struct tap_test *t;
	int n = 0, failed = 0, i = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (t = tap_first; t; t = t->next)
		n++;
	printf("1..%d\n", n);
	for (t = tap_first; t; t = t->next) {
		int how = tap_run(t->run);

		printf("%s %d - %s", how == 1 ? "not ok" : "ok", ++i, t->name);
		if (how == 2)
			printf(" # SKIP %s", tap_skip ? tap_skip : "");
		putchar('\n');
		failed += how == 1;
	}
	return failed ? 1 : 0;
}

#endif
