/* SPDX-License-Identifier: MIT */
/* Copies of ternary matrices by columns, against the drawing in kernels/c/gemv_tern_cols_c.c. */
#include "base/mem.h"
#include "model/model-int.h"
#include "tap.h"

static uint32_t state = 1;

static unsigned int random_code(void)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 24) % 3;
}

/* A matrix whose padding has the code 1; the codes also one by one. */
static struct bitnet_matrix make(size_t n_rows, size_t n_cols, uint8_t **rows, unsigned char **codes)
{
	struct bitnet_matrix w = { .n_rows = n_rows, .n_cols = n_cols, .ternary = true };
	size_t r, c;

	w.n_padded = (n_cols + 127) / 128 * 128;
	w.row_bytes = w.n_padded / 4;
	*rows = calloc(n_rows, w.row_bytes);
	*codes = malloc(n_rows * n_cols);
	CHECK(*rows && *codes);
	for (r = 0; r < n_rows; r++)
		for (c = 0; c < w.n_padded; c++) {
			unsigned int code = c < n_cols ? random_code() : 1;
			uint8_t *at = *rows + r * w.row_bytes + c / 128 * 32 + c % 32;

			*at = (uint8_t)(*at | code << (6 - 2 * (c % 128 / 32)));
			if (c < n_cols)
				(*codes)[r * n_cols + c] = (unsigned char)code;
		}
	w.data = *rows;
	return w;
}

static void check_shape(size_t n_rows, size_t n_cols, struct bitnet_pool *pool)
{
	uint8_t *rows;
	unsigned char *codes;
	struct bitnet_matrix w = make(n_rows, n_cols, &rows, &codes);
	const uint8_t *data;
	size_t r, c;

	CHECK(bitnet_columns_allow(&w, false));
	CHECK_INT(w.col_bytes, (n_rows + 255) / 256 * 64);
	data = bitnet_columns_get(&w, pool);
	CHECK(data);
	for (c = 0; c < n_cols; c++)
		for (r = 0; r < w.col_bytes * 4; r++) {
			size_t in = r % 256, byte = 16 * (in / 4 % 4) + 4 * (in / 64) + in % 4;
			unsigned int got = data[c * w.col_bytes + r / 256 * 64 + byte] >> (6 - 2 * (in / 16 % 4)) & 3;
			unsigned int want = r < n_rows ? codes[r * n_cols + c] : 1;

			if (got != want)
				FAIL("%zu x %zu: row %zu of column %zu is %u, want %u", n_rows, n_cols, r, c, got, want);
		}
	CHECK(bitnet_columns_get(&w, pool) == data);
	bitnet_columns_release(&w);
	CHECK(!bitnet_columns_get(&w, pool));
	free(rows);
	free(codes);
}

TEST(shapes, "a copy has every code where the drawing has it, for all shapes; rows that fill up have the weight 0")
{
	static const size_t rows[] = { 1, 17, 63, 255, 256, 257, 700 }, cols[] = { 1, 8, 127, 128, 129, 256, 300, 513 };
	struct bitnet_error err;
	struct bitnet_pool *pool;
	size_t r, c;

	CHECK_OK(bitnet_pool_new(&pool, 3, &err), err);
	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
		for (c = 0; c < sizeof(cols) / sizeof(cols[0]); c++)
			check_shape(rows[r], cols[c], pool);
	bitnet_pool_free(pool);
}

TEST(none, "a matrix without a copy has none")
{
	struct bitnet_matrix w = { .n_rows = 1 };

	CHECK(!bitnet_columns_get(&w, NULL));
	bitnet_columns_release(&w);
}

int main(void)
{
	return tap_main();
}
