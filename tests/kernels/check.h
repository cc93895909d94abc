/* SPDX-License-Identifier: MIT */
/*
 * Checks of the kernels.  The portable level is held against other evidence (formulas in double,
 * the C library); each higher level against the portable one, bit for bit, on sizes with every
 * tail, odd numbers of rows, unaligned pointers, and values of every kind.
 *
 * A point is one line of TAP: it calls a function that runs many cases.  A case has a name, for
 * --only, and random numbers that depend on the seed and its name alone.  The first difference ends
 * the point and says how to repeat it.
 */
#ifndef BITNET_TESTS_CHECK_H
#define BITNET_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/kernels.h"

/* What inputs are made of. */
enum check_kind { CHECK_RANDOM, CHECK_ZERO, CHECK_LARGE, CHECK_SPECIAL, CHECK_SUBNORMAL, CHECK_KINDS };

struct check {
	const struct bitnet_kernels *c, *k;	/* the portable level, the level under test */
	const char *op;
	enum bitnet_level level;
	enum check_kind kind;
	size_t shift;				/* elements that pointers are moved from where they were */
};

typedef void check_fn(const struct check *c);

/* One point about the portable level. */
void check_value(const char *op, const char *sentence, check_fn *fn);

/* One point for each level that has an own function for op, and each kind of input. */
void check_bits(const char *op, check_fn *fn);

/* Begins a case: false when it is not to be run.  Frees the buffers of the case before. */
__attribute__((format(printf, 2, 3))) bool check_case(const struct check *c, const char *fmt, ...);

/*
 * n elements that end c->shift elements before a page that cannot be touched.  A dst buffer is
 * filled with a pattern.  What lies round the buffers is compared by check_same() and check_whole().
 */
void *check_buf(const struct check *c, size_t n, size_t size);
void *check_dst(const struct check *c, size_t n, size_t size);

/* The same bits (floats: or both NaN), else the point fails. */
#define check_same_f32(c, got, want, n) check_same(c, got, want, n, 'f', __FILE__, __LINE__)
#define check_same_i32(c, got, want, n) check_same(c, got, want, n, 'i', __FILE__, __LINE__)
#define check_same_u16(c, got, want, n) check_same(c, got, want, n, 'h', __FILE__, __LINE__)
#define check_same_i8(c, got, want, n) check_same(c, got, want, n, 'b', __FILE__, __LINE__)
void check_same(const struct check *c, const void *got, const void *want, size_t n, int type, const char *file, int line);

/* got[i] is within tol of want. */
#define check_near(i, got, want, tol) check_near_at(i, got, want, tol, __FILE__, __LINE__)
void check_near_at(size_t i, double got, double want, double tol, const char *file, int line);

#define check_fail(...) check_fail_at(__FILE__, __LINE__, __VA_ARGS__)
__attribute__((noreturn, format(printf, 3, 4))) void check_fail_at(const char *file, int line, const char *fmt, ...);

/* A line for people. */
__attribute__((format(printf, 1, 2))) void check_note(const char *fmt, ...);

uint32_t check_random(void);				/* 32 bits */
void check_reseed(uint64_t to);				/* for numbers that are to be the same in every run */
double check_uniform(double from, double to);
/* At any address. */
void check_fill_f32(void *x, size_t n, enum check_kind kind);
void check_fill_f16(void *x, size_t n, enum check_kind kind);
void check_fill_bytes(void *x, size_t n);

/* Value of an IEEE half, by its definition. */
double check_half(uint16_t h);

/* Checks, a file each. */
void check_add(void);
void check_attn(void);
void check_bits_fixed(void);
void check_dequant(void);
void check_gemm_dense(void);
void check_gemm_tern(void);
void check_gemv_tern(void);
void check_glu(void);
void check_head(void);
void check_layernorm(void);
void check_quant_i8(void);
void check_rmsnorm(void);
void check_rope(void);
void check_scale_i32(void);
void check_table(void);
void check_to_f16(void);
void check_to_q8_0(void);

/* Blocks of the quantised formats. */
size_t check_row_bytes(enum bitnet_dense f, size_t n_cols);
size_t check_block(enum bitnet_dense f);
const char *check_dense_name(enum bitnet_dense f);
/* One row of a dense matrix; the scales of blocks are of the kind, too. */
void check_fill_row(uint8_t *row, enum bitnet_dense f, size_t n_cols, enum check_kind kind);
/* Element i of a row by the formulas of formats.md 4.3, in double. */
double check_element(const uint8_t *row, enum bitnet_dense f, size_t i);

/* Whether --only has nothing against it. */
bool check_wanted(const char *op, enum bitnet_level level);

void check_bench(void);

#endif
