/* SPDX-License-Identifier: MIT */
/*
 * Q6_K (formats.md 4.3) as the quantiser of ggml chooses it, so that the bytes agree: for each 16 values
 * the scale with the least error, weighted by the square of the value, among nineteen; then the scales
 * themselves in eight bits.  The order of the float operations is part of it.
 */
#include <math.h>
#include <string.h>

#include "convert/encode-int.h"

#define GROUP 16
#define N_GROUPS 16
#define LEVELS 32               /* quants are -32 to 31 */
#define TINY 1e-15f             /* a group below it is 0 */

static int clamp(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

static int quant(float x)
{
	return clamp((int)rintf(x), -LEVELS, LEVELS - 1);
}

static void quantise(int8_t *q, const float *x, float inverse)
{
	int i;

	for (i = 0; i < GROUP; i++)
		q[i] = (int8_t)quant(inverse * x[i]);
}

/* Weighted sums of x q and q q, the weight of x being x x; their ratio is the best scale for these quants. */
static void sums(const int8_t *q, const float *x, float *xq, float *qq)
{
	int i;

	*xq = *qq = 0;
	for (i = 0; i < GROUP; i++) {
		float w = x[i] * x[i], l = q[i];

		*xq += w * x[i] * l;
		*qq += w * l * l;
	}
}

/* The first of the values with the largest magnitude; 0 for none. */
static float largest(const float *x, int n)
{
	float top = 0;
	int i;

	for (i = 0; i < n; i++)
		if (fabsf(x[i]) > fabsf(top))
			top = x[i];
	return top;
}

/* Quants and scale of a group. */
static float search(int8_t best_q[GROUP], const float *x)
{
	float top = largest(x, GROUP), xq, qq, scale, best;
	int step;

	memset(best_q, -LEVELS, GROUP);  /* any quants would do; these are ggml's */
	if (fabsf(top) < TINY)
		return 0;
	quantise(best_q, x, -LEVELS / top);
	sums(best_q, x, &xq, &qq);
	scale = qq != 0 ? xq / qq : 0;
	best = scale * xq;
	for (step = -9; step <= 9; step++) {
		int8_t q[GROUP];

		if (step == 0)
			continue;
		quantise(q, x, -(LEVELS + 0.1f * (float)step) / top);
		sums(q, x, &xq, &qq);
		if (qq > 0 && xq * xq > best * qq) {
			memcpy(best_q, q, GROUP);
			scale = xq / qq;
			best = scale * xq;
		}
	}
	return scale;
}

/* The quants of a block, +32, into the halves of the layout. */
static void pack(uint8_t *out, const int8_t *q)
{
	uint8_t *ql = out, *qh = out + 128;
	int i;

	for (i = 0; i < 64; i++) {
		const int8_t *v = q + i / 32 * 128 + i % 32;
		unsigned int a = (unsigned int)(v[0] + LEVELS), b = (unsigned int)(v[32] + LEVELS), c = (unsigned int)(v[64] + LEVELS),
			     d = (unsigned int)(v[96] + LEVELS);
		uint8_t *l = ql + i / 32 * 64 + i % 32;

		l[0] = (uint8_t)((a & 15) | (c & 15) << 4);
		l[32] = (uint8_t)((b & 15) | (d & 15) << 4);
		qh[i] = (uint8_t)(a >> 4 | b >> 4 << 2 | c >> 4 << 4 | d >> 4 << 6);
	}
}

bool bitnet_encode_q6_k(uint8_t *out, const float *x)
{
	float scales[N_GROUPS], top, inverse;
	int8_t q[N_GROUPS * GROUP];
	uint16_t d;
	int g, i;

	for (g = 0; g < N_GROUPS; g++) {
		scales[g] = search(q + g * GROUP, x + g * GROUP);
		if (!isfinite(scales[g]))
			return false;
	}
	top = largest(scales, N_GROUPS);
	memset(out, 0, 210);
	if (fabsf(top) < TINY)
		return true;
	inverse = -128 / top;
	d = f32_to_f16(1 / inverse);
	if ((d & 0x7c00) == 0x7c00)
		return false;
	for (g = 0; g < N_GROUPS; g++) {
		int sc = clamp((int)rintf(inverse * scales[g]), -128, 127);
		float step = f16_to_f32(d) * (float)sc;

		out[192 + g] = (uint8_t)sc;
		for (i = 0; i < GROUP && step != 0; i++)
			q[g * GROUP + i] = (int8_t)quant(x[g * GROUP + i] / step);
	}
	pack(out, q);
	put16(out + 208, d);
	return true;
}
