/* SPDX-License-Identifier: MIT */
/*
 * Attention with 256-bit registers, made for each element of the cache with its own loads: CONTRACTS
 * "attention".
 *
 * BLOCK queries share parts of a tile of keys and of one of values, which become floats once for all of them.  Few queries
 * read the cache as it is.
 */
#ifndef BITNET_KERNELS_ATTN_AVX2_H
#define BITNET_KERNELS_ATTN_AVX2_H

#include "kernels/x86/attn-panel-avx2.h"
#include "kernels/x86/attn-scores-avx2.h"
#include "kernels/x86/attn-softmax-avx2.h"
#include "kernels/x86/attn-values-avx2.h"

ALWAYS_INLINE void many_scores(struct queries *b, float *buf, const uint8_t *k, size_t stride, size_t n, size_t dim, float scale,
			       size_t row_bytes, load_fn *load)
{
	size_t at;

	for (at = 0; at < n; at += PANEL) {
		make_panel(buf, k + at * stride, stride, n - at, dim, row_bytes, load);
		panel_scores(b, buf, at, dim, scale);
	}
}

ALWAYS_INLINE void scale_all(float *out, size_t n, float r)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_loadu_ps(out + i), _mm256_set1_ps(r)));
	for (; i < n; i++)
		out[i] *= r;
}

/* The queries of a block over all tiles that one of them sees.  bytes: of 32 elements. */
ALWAYS_INLINE void attend_block(struct queries *b, const uint8_t *k, const uint8_t *v, size_t stride, size_t dim, float scale,
				const size_t bytes, load_fn *load)
{
	_Alignas(64) float buf[PANEL * WIDEST];
	const size_t row = bytes_of_row(dim, bytes), end = b->n_pos[b->n - 1];
	size_t pos, i;

	for (pos = 0; pos < end; pos += TILE, k += TILE * stride, v += TILE * stride) {
		size_t n = end - pos < TILE ? end - pos : TILE;
		struct ahead next = { v, 0, (b->n + 3) / 4 };

		see_tile(b, pos);
		if (b->n <= few_queries(bytes) || dim > WIDEST)
			few_scores(b, k, stride, n, dim, scale, next, bytes, load);
		else
			many_scores(b, buf, k, stride, n, dim, scale, row, load);
		tile_softmax(b, pos == 0);
		next.at = k + TILE * stride;
		if (b->n <= few_queries(bytes))
			all_values(b, (struct part){ v, stride, 0, 0, 0, dim, pos == 0 }, next, bytes, load);
		else
			many_values(b, buf, v, stride, n, dim, pos == 0, row, load);
	}
	for (i = 0; i < b->n; i++)
		scale_all(b->out[i], dim, 1.0f / b->l[i]);
}

ALWAYS_INLINE void attn(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens, const uint8_t *k,
			const uint8_t *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale, const size_t bytes, load_fn *load)
{
	struct queries b;
	size_t i;

	for (i = 0; i < n_heads * n_tokens; i += b.n) {
		take_queries(&b, i, out, out_stride, q, q_stride, n_heads, n_tokens, n_pos, head_dim);
		attend_block(&b, k, v, kv_stride, head_dim, scale, bytes, load);
	}
}

#endif
