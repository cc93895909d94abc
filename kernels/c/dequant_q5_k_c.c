/* SPDX-License-Identifier: MIT */
/* A row of Q5_K blocks as floats: (d * sc) * q - dmin * m.  n is a multiple of 256. */
#include "kernels/c/gemm-block_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_dequant_q5_k_c(float *y, const void *row, size_t n)
{
	dequant_block(y, row, n, 256, Q5_K_BYTES, q5_k_block);
}
