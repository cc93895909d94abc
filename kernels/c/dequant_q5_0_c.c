/* SPDX-License-Identifier: MIT */
/* A row of Q5_0 blocks as floats: d * q.  n is a multiple of 32. */
#include "kernels/c/gemm-block_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_dequant_q5_0_c(float *y, const void *row, size_t n)
{
	dequant_block(y, row, n, 32, Q5_0_BYTES, q5_0_block);
}
