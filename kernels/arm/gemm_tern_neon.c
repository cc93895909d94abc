/* SPDX-License-Identifier: MIT */
/* Ternary products: CONTRACTS "ternary", kernels/kernels.h. */
#include "kernels/arm/gemm-tern-neon.h"
#include "kernels/arm/kernels-arm.h"

/* A product is at most 256, and a lane takes eight of them: far from the end of 16 bits. */
ALWAYS_INLINE int32x4_t block(int32x4_t s, struct codes128 c, const int8_t *q)
{
	int16x8_t lo = vdupq_n_s16(0), hi = lo;
	int k;

	UNROLLED
	for (k = 0; k < 8; k++) {
		int8x16_t v = vld1q_s8(q + 16 * k);

		lo = vmlal_s8(lo, vget_low_s8(c.a[k]), vget_low_s8(v));
		hi = vmlal_high_s8(hi, c.a[k], v);
	}
	return vpadalq_s16(vpadalq_s16(s, lo), hi);
}

void bitnet_gemm_tern_neon(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const int8_t *q,
			   size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	gemm_tern(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, block);
}
