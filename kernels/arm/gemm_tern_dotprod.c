/* SPDX-License-Identifier: MIT */
/* Ternary products by SDOT: CONTRACTS "ternary", kernels/kernels.h. */
#include "kernels/arm/gemm-tern-neon.h"
#include "kernels/arm/kernels-arm.h"

/* Two sums: an sdot waits for the one before. */
ALWAYS_INLINE int32x4_t block(int32x4_t s, struct codes128 c, const int8_t *q)
{
	int32x4_t other = vdupq_n_s32(0);
	int k;

	UNROLLED
	for (k = 0; k < 8; k += 2) {
		s = vdotq_s32(s, c.a[k], vld1q_s8(q + 16 * k));
		other = vdotq_s32(other, c.a[k + 1], vld1q_s8(q + 16 * k + 16));
	}
	return vaddq_s32(s, other);
}

void bitnet_gemm_tern_dotprod(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			      const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	gemm_tern(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, block);
}
