/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "check.h"

static int8_t pick_q(enum check_kind kind)
{
	static const int8_t ends[] = { -128, 127, 0, -127 };

	switch (kind) {
	case CHECK_ZERO:
		return 0;
	case CHECK_LARGE:
		return -128;
	case CHECK_SPECIAL:
		return ends[check_random() % 4];
	case CHECK_SUBNORMAL:
		return 1;
	default:
		return (int8_t)check_random();
	}
}

/* Codes 0, 1 and 2; the extremes: all 2, or all 0. */
static void fill_codes(uint8_t *w, size_t n, enum check_kind kind)
{
	uint8_t same = kind == CHECK_ZERO ? 0x00 : 0xaa;
	size_t i;
	int g;

	memset(w, same, n);
	for (i = 0; kind != CHECK_ZERO && kind != CHECK_LARGE && i < n; i++)
		for (w[i] = 0, g = 0; g < 4; g++)
			w[i] = (uint8_t)(w[i] | check_random() % 3 << (2 * g));
}

static int32_t fill_q(int8_t *q, size_t n, enum check_kind kind)
{
	int32_t sum = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		q[i] = pick_q(kind);
		sum += q[i];
	}
	return sum;
}

/* n of them below `below`, ascending. */
static void fill_list(uint32_t *list, size_t n, size_t below)
{
	size_t i, at = 0;

	for (i = 0; i < n; i++) {
		at += below - at > n - i ? check_random() % 2 * (check_random() % (below - at - (n - i) + 1)) : 0;
		list[i] = (uint32_t)at++;
	}
}

/* Rows of a matrix of 64, all or a list, against gemm_tern's portable form. */
static void rows_of(const struct check *c, const struct bitnet_kernels *k, size_t n_rows, size_t blocks, bool all)
{
	size_t cols = 128 * blocks, row_bytes = 32 * blocks + 3, i;
	uint8_t *w;
	int8_t *q;
	uint32_t *list;
	int32_t *want, *got, sum;

	if (!check_case(c, "%zux%zu%s", n_rows, cols, all ? "" : " listed"))
		return;
	w = check_buf(c, 64 * row_bytes - 3, 1);
	q = check_buf(c, cols, 1);
	list = check_buf(c, n_rows, sizeof(*list));
	want = check_dst(c, n_rows, sizeof(*want));
	got = check_dst(c, n_rows, sizeof(*got));
	fill_codes(w, 64 * row_bytes - 3, c->kind);
	sum = fill_q(q, cols, c->kind);
	fill_list(list, n_rows, 64);
	for (i = 0; i < n_rows; i++)
		c->c->gemm_tern(want + i, 1, w + (all ? i : list[i]) * row_bytes, row_bytes, 1, cols, q, 0, &sum, 1);
	k->gemv_tern(got, w, row_bytes, all ? NULL : list, n_rows, cols, q, sum);
	check_same_i32(c, got, want, n_rows);
}

static void rows(const struct check *from)
{
	struct check c = *from;
	size_t n, b;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 0; n <= 18; n++)
			for (b = 1; b <= 5; b++) {
				rows_of(&c, c.k, n, b, true);
				rows_of(&c, c.k, n, b, false);
			}
	c.shift = 0;
	for (b = 63; b <= 66; b++)
		rows_of(&c, c.k, 9, b, false);
	rows_of(&c, c.k, 5, 129, true);
	rows_of(&c, c.k, 64, 2, true);
}

static void portable_rows(const struct check *from)
{
	struct check c = *from;
	int kind;

	for (kind = 0; kind < CHECK_KINDS; kind++) {
		c.kind = (enum check_kind)kind;
		rows_of(&c, c.k, 13, 3, true);
		rows_of(&c, c.k, 13, 3, false);
	}
}

/* Where row r of a column is, by the drawing of gemv_tern_cols_c.c. */
static unsigned int code_at(const uint8_t *column, size_t r)
{
	size_t in = r % 256, b = in / 64, g = in / 16 % 4, a = in / 4 % 4, c = in % 4;

	return column[r / 256 * 64 + 16 * a + 4 * b + c] >> (6 - 2 * g) & 3;
}

static void drawing(const struct check *from)
{
	struct check c = *from;
	size_t lines = 3, n = 21, i, r;
	int kind;

	for (kind = 0; kind < CHECK_KINDS; kind++) {
		uint8_t *w;
		uint32_t *list;
		int32_t *y;
		int8_t *q;

		c.kind = (enum check_kind)kind;
		if (!check_case(&c, "%zux%zu", 256 * lines, n))
			continue;
		w = check_buf(&c, 64 * 64 * lines, 1);
		list = check_buf(&c, n, sizeof(*list));
		q = check_buf(&c, n, 1);
		y = check_dst(&c, 256 * lines, sizeof(*y));
		fill_codes(w, 64 * 64 * lines, c.kind);
		fill_list(list, n, 64);
		fill_q(q, n, c.kind);
		for (r = 0; r < 256 * lines; r++)
			y[r] = (int32_t)r - 100;
		c.k->gemv_tern_cols(y, w, 64 * lines, list, n, q);
		for (r = 0; r < 256 * lines; r++) {
			int64_t sum = (int64_t)r - 100;

			for (i = 0; i < n; i++)
				sum += (int64_t)code_at(w + list[i] * 64 * lines, r) * q[i];
			check_near(r, y[r], (double)sum, 0);
		}
	}
}

static void cols_of(const struct check *c, size_t n, size_t lines)
{
	size_t all = n + n / 2 + 1;
	uint8_t *w;
	uint32_t *list;
	int32_t *want, *got;
	int8_t *q;

	if (!check_case(c, "%zux%zu", 256 * lines, n))
		return;
	w = check_buf(c, all * 64 * lines, 1);
	list = check_buf(c, n, sizeof(*list));
	q = check_buf(c, n, 1);
	want = check_dst(c, 256 * lines, sizeof(*want));
	got = check_dst(c, 256 * lines, sizeof(*got));
	fill_codes(w, all * 64 * lines, c->kind);
	fill_list(list, n, all);
	fill_q(q, n, c->kind);
	memset(want, 0x7f, 256 * lines * sizeof(*want));
	memset(got, 0x7f, 256 * lines * sizeof(*got));
	c->c->gemv_tern_cols(want, w, 64 * lines, list, n, q);
	c->k->gemv_tern_cols(got, w, 64 * lines, list, n, q);
	check_same_i32(c, got, want, 256 * lines);
}

static void cols(const struct check *from)
{
	struct check c = *from;
	size_t n, lines;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (lines = 1; lines <= 3; lines++)
			for (n = 0; n <= 37; n++)
				cols_of(&c, n, lines);
	c.shift = 0;
	cols_of(&c, 1000, 2);
}

void check_gemv_tern(void)
{
	check_value("gemv_tern", "gives for rows one after another and for a list of them what gemm_tern gives", portable_rows);
	check_bits("gemv_tern", rows);
	check_value("gemv_tern_cols", "adds the codes of the listed columns, each where the drawing has it", drawing);
	check_bits("gemv_tern_cols", cols);
}
