/* SPDX-License-Identifier: MIT */
/*
 * Attention with 512-bit registers, made for each element of the cache with its own loads: CONTRACTS
 * "attention".
 *
 * BLOCK queries share a tile of keys and one of values, which become floats once for all of them.  Few queries read the
 * cache as it is.
 */
#ifndef BITNET_KERNELS_ATTN_AVX512_H
#define BITNET_KERNELS_ATTN_AVX512_H

#include "kernels/x86/attn-panel-avx512.h"
#include "kernels/x86/attn-scores-avx512.h"
#include "kernels/x86/attn-softmax-avx512.h"
#include "kernels/x86/attn-values-avx512.h"

ALWAYS_INLINE void tile_scores(struct queries *b, float *buf, const uint8_t *k, size_t stride, size_t n, size_t dim, float scale,
			       const uint8_t *next, const size_t bytes, load16_fn *load)
{
	const size_t most = dim <= WIDE ? TILE : TILE / 2;	/* keys that the buffer has room for */
	size_t at, now;

	if (b->n <= DIRECT || dim > 2 * WIDE) {
		some_scores(b, k, stride, n, dim, scale, next, bytes, load);
		return;
	}
	for (at = 0; at < n; at += now) {
		now = n - at < most ? n - at : most;
		make_panel(buf, most, k + at * stride, stride, now, dim, bytes_of_row(dim, bytes), load);
		panel_scores(b, buf, most, at, now, dim, scale);
	}
}

ALWAYS_INLINE void scale_all(float *out, size_t n, float r)
{
	size_t i;

	for (i = 0; i < n; i += 16) {
		__mmask16 m = lanes(i, n);

		_mm512_mask_storeu_ps(out + i, m, _mm512_mul_ps(_mm512_maskz_loadu_ps(m, out + i), _mm512_set1_ps(r)));
	}
}

/* The queries of a block over all tiles that one of them sees.  bytes: of 32 elements. */
ALWAYS_INLINE void attend_block(struct queries *b, const uint8_t *k, const uint8_t *v, size_t stride, size_t dim, float scale,
				const size_t bytes, load16_fn *load)
{
	_Alignas(64) float buf[TILE * WIDE];
	const size_t end = b->n_pos[b->n - 1];
	size_t pos, i;

	for (pos = 0; pos < end; pos += TILE, k += TILE * stride, v += TILE * stride) {
		size_t n = end - pos < TILE ? end - pos : TILE;

		see_tile(b, pos);
		tile_scores(b, buf, k, stride, n, dim, scale, v, bytes, load);
		tile_softmax(b, pos == 0);
		tile_values(b, buf, v, stride, n, dim, pos == 0, k + TILE * stride, bytes, load);
	}
	for (i = 0; i < b->n; i++)
		scale_all(b->out[i], dim, 1.0f / b->l[i]);
}

ALWAYS_INLINE void attn(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens, const uint8_t *k,
			const uint8_t *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale, const size_t bytes, load16_fn *load)
{
	struct queries b;
	size_t i;

	for (i = 0; i < n_heads * n_tokens; i += b.n) {
		take_queries(&b, i, out, out_stride, q, q_stride, n_heads, n_tokens, n_pos, head_dim);
		attend_block(&b, k, v, kv_stride, head_dim, scale, bytes, load);
	}
}

#endif
