/* SPDX-License-Identifier: MIT */
/* A row of IQ4_NL blocks as floats: d * value.  n is a multiple of 32. */
#include "kernels/c/gemm-block_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_dequant_iq4_nl_c(float *y, const void *row, size_t n)
{
	dequant_block(y, row, n, 32, IQ4_NL_BYTES, iq4_nl_block);
}
