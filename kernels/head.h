/* SPDX-License-Identifier: MIT */
/*
 * CONTRACTS "head" as far as it is the same code at all levels: the sixteen levels, the scale of a row, its bounds,
 * and a block of columns one by one.  A level brings its own fma, square root and pass over a row.
 */
#ifndef BITNET_KERNELS_HEAD_H
#define BITNET_KERNELS_HEAD_H

#include "kernels/kernels.h"

#define HEAD_INLINE static inline __attribute__((always_inline))

/*
 * Levels in units of the scale, plus HEAD_ZERO.  They lie as the optimal quantiser of a normal distribution has
 * them, stretched a little towards large weights, of which the planes can take off least.
 */
#define HEAD_ZERO 63
#define HEAD_LEVELS 0, 13, 24, 33, 40, 47, 54, 60, 66, 72, 79, 86, 93, 102, 113, 126
/* A weight whose size is at least the i-th of these belongs to the level i + 1 above the lowest of its sign. */
#define HEAD_BOUNDS 6, 13, 20, 27, 35, 45, 57
#define HEAD_SCALE 0.0468f              /* of the root of the mean square: the last level is 2.95 times that */
#define HEAD_FAR 90.0f                  /* the largest weight in units of the scale, from which a larger scale is tried */
#define HEAD_WIDE 67.0f                 /* what the largest weight is then */

#define HEAD_UP 0x1.004p0f              /* sums of squares are this exact, and more */
#define HEAD_SS_MIN 0x1p-60f
#define HEAD_SS_MAX 0x1p60f

typedef float head_fma_fn(float a, float b, float c);
typedef float head_sqrt_fn(float a);

/* Sums of squares of what is missing with 0, 1 and 2 planes. */
struct head_sums {
	float ss[1 + BITNET_HEAD_PLANES];
};

typedef struct head_sums head_pass_fn(uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n, size_t n_padded,
				      float scale);

HEAD_INLINE float head_bits_to_float(uint32_t u)
{
	union {
		uint32_t u;
		float f;
	} v = { .u = u };

	return v.f;
}

HEAD_INLINE uint32_t head_float_to_bits(float f)
{
	union {
		float f;
		uint32_t u;
	} v = { .f = f };

	return v.u;
}

/* Sixteen significant bits: a product with a level or a step is exact. */
HEAD_INLINE float head_trim(float f)
{
	return head_bits_to_float(head_float_to_bits(f) & 0xffffff00);
}

/* d with the sign of e. */
HEAD_INLINE float head_towards(float d, float e)
{
	return head_bits_to_float(head_float_to_bits(d) | (head_float_to_bits(e) & 0x80000000));
}

HEAD_INLINE unsigned int head_code(float v)
{
	static const uint8_t bounds[] = { HEAD_BOUNDS };
	unsigned int above = 0;
	size_t i;
	int t;

	v = v > -63.0f ? v : -63.0f;
	v = v < 63.0f ? v : 63.0f;
	t = (int)((v + 0x1.8p23f) - 0x1.8p23f);         /* half to even */
	for (i = 0; i < sizeof(bounds); i++)
		above += (t < 0 ? -t : t) >= bounds[i];
	return above ^ (t < 0 ? 7 : 8);
}

/*
 * 128 columns from a multiple of 128 on, of which n count for the sums p.  b0 and b1: 16 bytes of the planes.
 */
HEAD_INLINE void head_block(uint8_t *codes, uint8_t *b0, uint8_t *b1, const float *w, size_t n, float scale, float inv, float p[3][16],
			    head_fma_fn *fma1)
{
	static const uint8_t levels[16] = { HEAD_LEVELS };
	uint8_t code[BITNET_HEAD_BLOCK], set0[BITNET_HEAD_BLOCK], set1[BITNET_HEAD_BLOCK];
	float d0 = scale * (float)BITNET_HEAD_STEP(0) / 8, d1 = scale * (float)BITNET_HEAD_STEP(1) / 8;
	size_t i, j;

	for (i = 0; i < BITNET_HEAD_BLOCK; i++) {
		float e0, e1, e2;

		code[i] = (uint8_t)head_code(w[i] * inv);
		e0 = fma1(-scale, (float)(levels[code[i]] - HEAD_ZERO), w[i]);
		e1 = e0 - head_towards(d0, e0);
		e2 = e1 - head_towards(d1, e1);
		set0[i] = !(head_float_to_bits(e0) >> 31);
		set1[i] = !(head_float_to_bits(e1) >> 31);
		if (i < n) {
			p[0][i % 16] = fma1(e0, e0, p[0][i % 16]);
			p[1][i % 16] = fma1(e1, e1, p[1][i % 16]);
			p[2][i % 16] = fma1(e2, e2, p[2][i % 16]);
		}
	}
	for (i = 0; i < 64; i++)
		codes[i] = (uint8_t)(code[i] | code[i + 64] << 4);
	for (i = 0; i < 16; i++) {
		unsigned int m0 = 0, m1 = 0;

		for (j = 0; j < 8; j++) {
			m0 |= (unsigned int)set0[8 * i + j] << j;
			m1 |= (unsigned int)set1[8 * i + j] << j;
		}
		b0[i] = (uint8_t)m0;
		b1[i] = (uint8_t)m1;
	}
}

/* Volatile: a plain loop becomes a call of memset. */
HEAD_INLINE void head_clear(uint8_t *p, size_t n)
{
	while (n--)
		*(volatile uint8_t *)p++ = 0;
}

/* No copy: the bounds say all that is known. */
HEAD_INLINE void head_no_copy(struct bitnet_head_row *row, uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], size_t n_padded,
			      float ss, float top)
{
	float norm = ss < HEAD_SS_MIN ? (top > 0 ? 0x1p-29f : 0.0f) : __builtin_inff();
	size_t i;

	row->scale = 0;
	row->norm = norm;
	for (i = 0; i <= BITNET_HEAD_PLANES; i++)
		row->error[i] = norm;
	head_clear(codes, n_padded / 2);
	for (i = 0; i < BITNET_HEAD_PLANES; i++)
		head_clear(bits[i], n_padded / 8);
}

/* What bitnet_head_pack_fn does, once ss, the sum of squares, and top, the largest size, are known. */
HEAD_INLINE void head_row(struct bitnet_head_row *row, uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n,
			  size_t n_padded, float ss, float top, head_sqrt_fn *root, head_pass_fn *pass)
{
	struct head_sums s;
	float scale, first;
	size_t i;

	if (!(ss >= HEAD_SS_MIN && ss <= HEAD_SS_MAX)) {
		head_no_copy(row, codes, bits, n_padded, ss, top);
		return;
	}
	scale = head_trim(root(ss / (float)n) * HEAD_SCALE);
	s = pass(codes, bits, w, n, n_padded, scale);
	if (top > HEAD_FAR * scale) {
		float wide = head_trim(top / HEAD_WIDE);
		struct head_sums other = pass(codes, bits, w, n, n_padded, wide);

		if (other.ss[BITNET_HEAD_PLANES] < s.ss[BITNET_HEAD_PLANES]) {
			s = other;
			scale = wide;
		} else {
			s = pass(codes, bits, w, n, n_padded, scale);
		}
	}
	row->scale = scale;
	row->norm = root(ss) * HEAD_UP;
	first = root(s.ss[0]);
	for (i = 0; i <= BITNET_HEAD_PLANES; i++)
		row->error[i] = root(s.ss[i]) * HEAD_UP + (first + scale) * 0x1p-20f;
}

#endif
