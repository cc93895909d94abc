/* SPDX-License-Identifier: MIT */
/*
 * gemm_tern with tiles: sixteen tokens by 64 columns times 64 columns by sixteen rows.
 *
 * 32 tokens meet 32 rows in four tiles of sums.  What is left of the tokens gets tiles of its own height: they
 * are configured anew for it.  The state is given back at the end, so that a thread that sleeps
 * has none to be saved.
 */
#include "kernels/x86/gemm-tern-avx512.h"
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-panel-avx512.h"

enum {
	TILE = 1024,			/* bytes of a full tile: 16 rows of 64 bytes */
	FEW = 7				/* from so many tokens on, a panel pays */
};

/* What ldtilecfg reads. */
struct tile_config {
	uint8_t palette, start_row, reserved[14];
	uint16_t row_bytes[16];
	uint8_t n_rows[16];
};

_Static_assert(sizeof(struct tile_config) == 64, "the size of a tile configuration is that of the architecture");

/* Sums in tiles 0 to 3, tokens in 4 and 5, weights in 6 and 7.  low and high: tokens in 0, 1, 4 and in 2, 3, 5. */
ALWAYS_INLINE void configure(unsigned int low, unsigned int high)
{
	const uint8_t n_rows[8] = { (uint8_t)low, (uint8_t)low, (uint8_t)high, (uint8_t)high, (uint8_t)low, (uint8_t)high, 16, 16 };
	struct tile_config c = { .palette = 1 };
	unsigned int i;

	for (i = 0; i < 8; i++) {
		c.row_bytes[i] = 64;
		c.n_rows[i] = n_rows[i];
	}
	_tile_loadconfig(&c);
}

/* 17 to 32 tokens, as configured. */
ALWAYS_INLINE void two_by_two(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride)
{
	const uint8_t *b = p->codes, *end = b + p->n_cols / 4 * QUAD;
	int32_t *high = y + 16 * y_stride;
	const int8_t *q_high = q + 16 * q_stride;

	_tile_loadd(0, y, y_stride * 4);
	_tile_loadd(1, y + 16, y_stride * 4);
	_tile_loadd(2, high, y_stride * 4);
	_tile_loadd(3, high + 16, y_stride * 4);
	for (; b < end; b += TILE, q += 64, q_high += 64) {
		_tile_loadd(6, b, 64);
		_tile_loadd(4, q, q_stride);
		_tile_loadd(7, b + HALF, 64);
		_tile_loadd(5, q_high, q_stride);
		_tile_dpbsud(0, 4, 6);
		_tile_dpbsud(1, 4, 7);
		_tile_dpbsud(2, 5, 6);
		_tile_dpbsud(3, 5, 7);
	}
	_tile_stored(0, y, y_stride * 4);
	_tile_stored(1, y + 16, y_stride * 4);
	_tile_stored(2, high, y_stride * 4);
	_tile_stored(3, high + 16, y_stride * 4);
}

/* 1 to 16 tokens, as configured. */
ALWAYS_INLINE void one_by_two(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride)
{
	const uint8_t *b = p->codes, *end = b + p->n_cols / 4 * QUAD;

	_tile_loadd(0, y, y_stride * 4);
	_tile_loadd(1, y + 16, y_stride * 4);
	for (; b < end; b += TILE, q += 64) {
		_tile_loadd(6, b, 64);
		_tile_loadd(4, q, q_stride);
		_tile_loadd(7, b + HALF, 64);
		_tile_dpbsud(0, 4, 6);
		_tile_dpbsud(1, 4, 7);
	}
	_tile_stored(0, y, y_stride * 4);
	_tile_stored(1, y + 16, y_stride * 4);
}

/* All tokens; y has room for all rows of the panel. */
ALWAYS_INLINE void all_tokens(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens)
{
	if (n_tokens >= 32)
		configure(16, 16);
	for (; n_tokens >= 32; n_tokens -= 32, y += 32 * y_stride, q += 32 * q_stride)
		two_by_two(y, y_stride, p, q, q_stride);
	if (n_tokens > 16) {
		configure(16, (unsigned int)n_tokens - 16);
		two_by_two(y, y_stride, p, q, q_stride);
	} else if (n_tokens) {
		configure((unsigned int)n_tokens, 16);
		one_by_two(y, y_stride, p, q, q_stride);
	}
}

/* A panel with fewer rows: sixteen tokens at a time by way of a buffer. */
static void narrow(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens)
{
	int32_t sums[16 * PANEL];
	size_t t, r;

	for (; n_tokens; y += 16 * y_stride, q += 16 * q_stride) {
		size_t now = least(n_tokens, 16);

		for (t = 0; t < now; t++)
			for (r = 0; r < PANEL; r++)
				sums[t * PANEL + r] = r < p->n_rows ? y[t * y_stride + r] : 0;
		all_tokens(sums, PANEL, p, q, q_stride, now);
		for (t = 0; t < now; t++)
			for (r = 0; r < p->n_rows; r++)
				y[t * y_stride + r] = sums[t * PANEL + r];
		n_tokens -= now;
	}
}

static void add_panel(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens)
{
	if (p->n_rows < PANEL)
		narrow(y, y_stride, p, q, q_stride, n_tokens);
	else
		all_tokens(y, y_stride, p, q, q_stride, n_tokens);
}

ALWAYS_INLINE __m512i dot_bytes(__m512i sum, __m512i codes, __m512i q)
{
	return _mm512_dpbusd_epi32(sum, codes, q);
}

void bitnet_gemm_tern_amx(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			  const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	if (n_tokens < FEW) {
		gemm_tern(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, dot_bytes);
		return;
	}
	gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, add_panel);
	_tile_release();
}
