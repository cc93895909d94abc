/* SPDX-License-Identifier: MIT */
/* Per-token int8: formats.md 5.1 and CONTRACTS "quant_i8". */
#include <math.h>

#include "kernels/c/kernels-c.h"

static int8_t round_i8(float v)
{
	if (!(v > -128.0f))
		return -128;
	if (v > 127.0f)
		return 127;
	return (int8_t)((v + 0x1.8p23f) - 0x1.8p23f);	/* half to even */
}

float bitnet_quant_i8_c(int8_t *q, const float *x, size_t n, size_t n_padded, int32_t *sum)
{
	float a = 0.0f, s;
	int32_t total = 0;
	size_t i;

	for (i = 0; i < n; i++)
		a = fabsf(x[i]) > a ? fabsf(x[i]) : a;
	s = (float)(127.0 / (a > 1e-5 ? (double)a : 1e-5));
	for (i = 0; i < n; i++) {
		q[i] = round_i8(x[i] * s);
		total += q[i];
	}
	for (; i < n_padded; i++)
		q[i] = 0;
	*sum = total;
	return s;
}
