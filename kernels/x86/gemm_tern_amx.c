/* SPDX-License-Identifier: MIT */
/*
 * gemm_tern with tiles: sixteen tokens by 64 columns times 64 columns by sixteen rows.
 *
 * 32 tokens meet 32 rows in four tiles of sums.  A piece of a panel stays in the first cache while the tokens pass, whose
 * activations come from the second and are not to push it out.  Meanwhile the sums lie in a buffer, tile by tile, as tiles
 * are loaded and stored fastest so.  What is left of the tokens gets tiles of its own height: they are configured anew for it,
 * which takes its time.  The state is given back at the end, so that a thread that sleeps has none to be saved.
 */
#define PIECE 640

#include "kernels/x86/gemm-tern-avx512.h"
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-panel-avx512.h"

enum {
	TILE = 1024,			/* bytes of a full tile: 16 rows of 64 bytes */
	FEW = 7,			/* from so many tokens on, a panel pays */
	BLOCK = 32,			/* tokens of four tiles of sums */
	TOGETHER = 256			/* tokens that a panel is unpacked for */
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

/* The sums of BLOCK tokens and a panel: tiles 0 to 3. */
struct sums {
	_Alignas(64) int32_t tile[4][TILE / 4];
};

/* What comes from memory next, a few lines for each step. */
struct ahead {
	const char *at, *end;
};

ALWAYS_INLINE void ask_some(struct ahead *a)
{
	if (a->at < a->end) {
		_mm_prefetch(a->at, _MM_HINT_T1);
		_mm_prefetch(a->at + 64, _MM_HINT_T1);
		a->at += 128;
	}
}

/* 17 to 32 tokens, as configured. */
ALWAYS_INLINE void two_by_two(struct sums *s, bool first, const struct panel *p, const int8_t *q, size_t q_stride, struct ahead *a)
{
	const uint8_t *b = p->codes, *end = b + p->n_cols / 4 * QUAD;
	const int8_t *q_high = q + 16 * q_stride;

	if (first) {
		_tile_zero(0);
		_tile_zero(1);
		_tile_zero(2);
		_tile_zero(3);
	} else {
		_tile_loadd(0, s->tile[0], 64);
		_tile_loadd(1, s->tile[1], 64);
		_tile_loadd(2, s->tile[2], 64);
		_tile_loadd(3, s->tile[3], 64);
	}
	for (; b < end; b += TILE, q += 64, q_high += 64) {
		ask_some(a);
		_tile_loadd(6, b, 64);
		_tile_stream_loadd(4, q, q_stride);
		_tile_loadd(7, b + HALF, 64);
		_tile_stream_loadd(5, q_high, q_stride);
		_tile_dpbsud(0, 4, 6);
		_tile_dpbsud(1, 4, 7);
		_tile_dpbsud(2, 5, 6);
		_tile_dpbsud(3, 5, 7);
	}
	_tile_stored(0, s->tile[0], 64);
	_tile_stored(1, s->tile[1], 64);
	_tile_stored(2, s->tile[2], 64);
	_tile_stored(3, s->tile[3], 64);
}

/* 1 to 16 tokens, as configured. */
ALWAYS_INLINE void one_by_two(struct sums *s, bool first, const struct panel *p, const int8_t *q, size_t q_stride, struct ahead *a)
{
	const uint8_t *b = p->codes, *end = b + p->n_cols / 4 * QUAD;

	if (first) {
		_tile_zero(0);
		_tile_zero(1);
	} else {
		_tile_loadd(0, s->tile[0], 64);
		_tile_loadd(1, s->tile[1], 64);
	}
	for (; b < end; b += TILE, q += 64) {
		ask_some(a);
		_tile_loadd(6, b, 64);
		_tile_stream_loadd(4, q, q_stride);
		_tile_loadd(7, b + HALF, 64);
		_tile_dpbsud(0, 4, 6);
		_tile_dpbsud(1, 4, 7);
	}
	_tile_stored(0, s->tile[0], 64);
	_tile_stored(1, s->tile[1], 64);
}

/* Where sums go in the end. */
struct out {
	int32_t *y;
	size_t y_stride;
	const int32_t *q_sum;
};

/* n_tokens, BLOCK at most, from token t on. */
ALWAYS_INLINE void finish(const struct out *o, const struct sums *s, size_t n_rows, size_t t, size_t n_tokens)
{
	const __mmask16 m0 = mask16(least(n_rows, 16)), m1 = mask16(n_rows < 16 ? 0 : n_rows - 16);
	size_t i;

	for (i = 0; i < n_tokens; i++) {
		const int32_t *from = s[t / BLOCK].tile[i / 16 * 2] + i % 16 * 16;
		__m512i q_sum = _mm512_set1_epi32(o->q_sum[t + i]);
		int32_t *y = o->y + (t + i) * o->y_stride;

		_mm512_mask_storeu_epi32(y, m0, _mm512_sub_epi32(_mm512_load_si512(from), q_sum));
		_mm512_mask_storeu_epi32(y + 16, m1, _mm512_sub_epi32(_mm512_load_si512(from + TILE / 4), q_sum));
	}
}

/* A piece of a panel and n_tokens, TOGETHER at most.  For the last piece there is `out`: nothing waits for sums while other tiles go on. */
static void add_panel(struct sums *s, bool first, const struct out *out, const struct panel *p, const int8_t *q, size_t q_stride,
		      size_t n_tokens, struct ahead *a)
{
	size_t rest = n_tokens % BLOCK, whole = n_tokens - rest, t;

	for (t = 0; t < whole; t += BLOCK) {
		two_by_two(s + t / BLOCK, first, p, q + t * q_stride, q_stride, a);
		if (out && t)
			finish(out, s, p->n_rows, t - BLOCK, BLOCK);
	}
	if (rest > 16) {
		configure(16, (unsigned int)rest - 16);
		two_by_two(s + t / BLOCK, first, p, q + t * q_stride, q_stride, a);
	} else if (rest) {
		configure((unsigned int)rest, 16);
		one_by_two(s + t / BLOCK, first, p, q + t * q_stride, q_stride, a);
	}
	if (out && whole)
		finish(out, s, p->n_rows, whole - BLOCK, BLOCK);
	if (out && rest)
		finish(out, s, p->n_rows, whole, rest);
	if (rest && whole)
		configure(16, 16);
}

/* n_tokens, TOGETHER at most. */
static void tiles(struct out out, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const int8_t *q, size_t q_stride,
		  size_t n_tokens)
{
	struct sums sums[TOGETHER / BLOCK];
	struct panel p;
	size_t c;

	configure(16, 16);
	for (; n_rows; n_rows -= p.n_rows, out.y += p.n_rows, w += p.n_rows * row_bytes) {
		const char *next = (const char *)w + least(n_rows, PANEL) * row_bytes;
		struct ahead a = { next, next + least(n_rows - least(n_rows, PANEL), PANEL) * row_bytes };

		p.n_rows = least(n_rows, PANEL);
		for (c = 0; c < n_cols; c += PIECE) {
			p.n_cols = least(n_cols - c, PIECE);
			unpack(&p, w + c / 4, row_bytes);
			add_panel(sums, c == 0, c + PIECE >= n_cols ? &out : NULL, &p, q + c, q_stride, n_tokens, &a);
		}
	}
}

ALWAYS_INLINE __m512i dot_bytes(__m512i sum, __m512i codes, __m512i q)
{
	return _mm512_dpbusd_epi32(sum, codes, q);
}

void bitnet_gemm_tern_amx(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			  const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	size_t t;

	if (n_tokens < FEW) {
		gemm_tern(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, dot_bytes);
		return;
	}
	for (t = 0; t < n_tokens; t += TOGETHER)
		tiles((struct out){ y + t * y_stride, y_stride, q_sum + t }, w, row_bytes, n_rows, n_cols, q + t * q_stride, q_stride,
		      least(n_tokens - t, TOGETHER));
	_tile_release();
}
