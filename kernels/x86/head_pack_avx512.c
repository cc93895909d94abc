/* SPDX-License-Identifier: MIT */
/* The compact copy of a row, 64 columns at a time: CONTRACTS "head". */
#include "kernels/head.h"
#include "kernels/x86/any.h"
#include "kernels/x86/avx512.h"
#include "kernels/x86/kernels-x86.h"

struct sums {
	__m512 ss[1 + BITNET_HEAD_PLANES];
};

struct steps {
	__m512 scale, inv, d0, d1;
};

ALWAYS_INLINE float fma1(float a, float b, float c)
{
	return _mm_cvtss_f32(_mm_fmadd_ss(_mm_set_ss(a), _mm_set_ss(b), _mm_set_ss(c)));
}

ALWAYS_INLINE float sqrt1(float a)
{
	return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(a)));
}

/* Sixteen weights in units of the scale, rounded to integers in -63..63. */
ALWAYS_INLINE __m512i units16(const float *w, __m512 inv)
{
	__m512 v = _mm512_max_ps(_mm512_mul_ps(_mm512_loadu_ps(w), inv), _mm512_set1_ps(-63.0f));

	return _mm512_cvtps_epi32(_mm512_min_ps(v, _mm512_set1_ps(63.0f)));
}

/* Codes of 64 columns. */
ALWAYS_INLINE __m512i codes64(const float *w, __m512 inv)
{
	/* Packing works within quarters of a register. */
	const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
	static const uint8_t bounds[] = { HEAD_BOUNDS };
	__m512i lo = _mm512_packs_epi32(units16(w, inv), units16(w + 16, inv));
	__m512i hi = _mm512_packs_epi32(units16(w + 32, inv), units16(w + 48, inv));
	__m512i t = _mm512_permutexvar_epi32(order, _mm512_packs_epi16(lo, hi)), a = _mm512_abs_epi8(t);
	__m512i above = _mm512_setzero_si512();
	size_t i;

	UNROLLED
	for (i = 0; i < sizeof(bounds); i++)
		above = _mm512_mask_add_epi8(above, _mm512_cmpge_epi8_mask(a, _mm512_set1_epi8((char)bounds[i])), above, _mm512_set1_epi8(1));
	return _mm512_xor_si512(above, _mm512_mask_blend_epi8(_mm512_movepi8_mask(t), _mm512_set1_epi8(8), _mm512_set1_epi8(7)));
}

/* What is left of e after a step of d towards it; bits of set say where e is not negative. */
ALWAYS_INLINE __m512 step(__m512 e, __m512 d, uint64_t *set, unsigned int at)
{
	*set |= (uint64_t)(uint16_t)~_mm512_movepi32_mask(_mm512_castps_si512(e)) << at;
	return _mm512_sub_ps(e, _mm512_or_ps(_mm512_and_ps(e, _mm512_set1_ps(-0.0f)), d));
}

/* Sixteen columns, whose levels are l. */
ALWAYS_INLINE void errors16(struct sums *s, const float *w, __m128i l, const struct steps *d, uint64_t set[2], unsigned int at)
{
	__m512 e = _mm512_fnmadd_ps(d->scale, _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(l)), _mm512_loadu_ps(w));

	s->ss[0] = _mm512_fmadd_ps(e, e, s->ss[0]);
	e = step(e, d->d0, &set[0], at);
	s->ss[1] = _mm512_fmadd_ps(e, e, s->ss[1]);
	e = step(e, d->d1, &set[1], at);
	s->ss[2] = _mm512_fmadd_ps(e, e, s->ss[2]);
}

/* 64 columns: their codes, and eight bytes of each plane. */
ALWAYS_INLINE __m512i group(struct sums *s, uint8_t *b0, uint8_t *b1, const float *w, const struct steps *d)
{
	const __m512i levels = _mm512_broadcast_i32x4(_mm_setr_epi8(HEAD_LEVELS));
	__m512i code = codes64(w, d->inv), l = _mm512_sub_epi8(_mm512_shuffle_epi8(levels, code), _mm512_set1_epi8(HEAD_ZERO));
	uint64_t set[2] = { 0, 0 };

	errors16(s, w, _mm512_castsi512_si128(l), d, set, 0);
	errors16(s, w + 16, _mm512_extracti32x4_epi32(l, 1), d, set, 16);
	errors16(s, w + 32, _mm512_extracti32x4_epi32(l, 2), d, set, 32);
	errors16(s, w + 48, _mm512_extracti32x4_epi32(l, 3), d, set, 48);
	((struct any_u64 *)b0)->v = set[0];
	((struct any_u64 *)b1)->v = set[1];
	return code;
}

/* The block that is not full: its columns one by one, in the lanes where the sums stand. */
static void last_block(struct sums *s, uint8_t *codes, uint8_t *b0, uint8_t *b1, const float *w, size_t n, float scale, float inv)
{
	float p[3][16];
	size_t i;

	for (i = 0; i < 3; i++)
		_mm512_storeu_ps(p[i], s->ss[i]);
	head_block(codes, b0, b1, w, n, scale, inv, p, fma1);
	for (i = 0; i < 3; i++)
		s->ss[i] = _mm512_loadu_ps(p[i]);
}

static struct head_sums pass(uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n, size_t n_padded, float scale)
{
	float inv = 1.0f / scale;
	struct steps d = { _mm512_set1_ps(scale), _mm512_set1_ps(inv), _mm512_set1_ps(scale * (float)BITNET_HEAD_STEP(0) / 8),
			   _mm512_set1_ps(scale * (float)BITNET_HEAD_STEP(1) / 8) };
	struct sums s = { { _mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps() } };
	size_t b;

	for (b = 0; b + BITNET_HEAD_BLOCK <= n; b += BITNET_HEAD_BLOCK) {
		uint8_t *b0 = bits[0] + b / 8, *b1 = bits[1] + b / 8;
		__m512i first = group(&s, b0, b1, w + b, &d), second = group(&s, b0 + 8, b1 + 8, w + b + 64, &d);

		_mm512_storeu_si512(codes + b / 2, _mm512_or_si512(first, _mm512_slli_epi16(second, 4)));
	}
	if (b < n_padded)
		last_block(&s, codes + b / 2, bits[0] + b / 8, bits[1] + b / 8, w + b, n - b, scale, inv);
	return (struct head_sums){ { sum16_tree(s.ss[0]), sum16_tree(s.ss[1]), sum16_tree(s.ss[2]) } };
}

void bitnet_head_pack_avx512(struct bitnet_head_row *row, uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n,
			     size_t n_padded)
{
	__m512 ss = _mm512_setzero_ps(), top = ss;
	size_t i;

	for (i = 0; i + 16 <= n; i += 16) {
		__m512 v = _mm512_loadu_ps(w + i);

		ss = _mm512_fmadd_ps(v, v, ss);
		top = _mm512_max_ps(_mm512_abs_ps(v), top);
	}
	if (i < n) {
		__mmask16 m = mask16(n - i);
		__m512 v = _mm512_maskz_loadu_ps(m, w + i);

		ss = _mm512_mask3_fmadd_ps(v, v, ss, m);
		top = _mm512_max_ps(_mm512_abs_ps(v), top);
	}
	head_row(row, codes, bits, w, n, n_padded, sum16_tree(ss), _mm512_reduce_max_ps(top), sqrt1, pass);
}
