/* SPDX-License-Identifier: MIT */
/* The compact copy of a row, 32 columns at a time: CONTRACTS "head". */
#include "kernels/head.h"
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

/* Partial sums of what is missing with 0, 1 and 2 planes. */
struct sums {
	struct sum16 ss[1 + BITNET_HEAD_PLANES];
};

struct steps {
	__m256 scale, inv, d0, d1;
};

/* Eight weights in units of the scale, rounded to integers in -63..63. */
ALWAYS_INLINE __m256i units8(const float *w, __m256 inv)
{
	__m256 v = _mm256_max_ps(_mm256_mul_ps(_mm256_loadu_ps(w), inv), _mm256_set1_ps(-63.0f));

	return _mm256_cvtps_epi32(_mm256_min_ps(v, _mm256_set1_ps(63.0f)));
}

/* Codes of 32 columns. */
ALWAYS_INLINE __m256i codes32(const float *w, __m256 inv)
{
	/* Packing works within halves of a register: dwords come out as 0 4 1 5 2 6 3 7. */
	const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
	static const uint8_t bounds[] = { HEAD_BOUNDS };
	__m256i lo = _mm256_packs_epi32(units8(w, inv), units8(w + 8, inv));
	__m256i hi = _mm256_packs_epi32(units8(w + 16, inv), units8(w + 24, inv));
	__m256i t = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(lo, hi), order), a = _mm256_abs_epi8(t);
	__m256i above = _mm256_setzero_si256(), negative = _mm256_cmpgt_epi8(above, t);
	size_t i;

	for (i = 0; i < sizeof(bounds); i++)
		above = _mm256_sub_epi8(above, _mm256_cmpgt_epi8(a, _mm256_set1_epi8((char)(bounds[i] - 1))));
	return _mm256_xor_si256(above, _mm256_blendv_epi8(_mm256_set1_epi8(8), _mm256_set1_epi8(7), negative));
}

/* What is left of e after a step of d towards it; its sign bits are added to set as clear ones. */
ALWAYS_INLINE __m256 step(__m256 e, __m256 d, uint32_t *set, unsigned int at)
{
	*set |= (uint32_t)(~_mm256_movemask_ps(e) & 255) << at;
	return _mm256_sub_ps(e, _mm256_or_ps(_mm256_and_ps(e, _mm256_set1_ps(-0.0f)), d));
}

ALWAYS_INLINE void add8(struct sums *s, __m256 e, unsigned int which, bool upper)
{
	if (upper)
		s->ss[which].hi = _mm256_fmadd_ps(e, e, s->ss[which].hi);
	else
		s->ss[which].lo = _mm256_fmadd_ps(e, e, s->ss[which].lo);
}

/* Eight columns, whose levels are the low bytes of l. */
ALWAYS_INLINE void errors8(struct sums *s, const float *w, __m128i l, const struct steps *d, uint32_t set[2], unsigned int at)
{
	__m256 e = _mm256_fnmadd_ps(d->scale, codes8(l), _mm256_loadu_ps(w));

	add8(s, e, 0, at & 8);
	e = step(e, d->d0, &set[0], at);
	add8(s, e, 1, at & 8);
	e = step(e, d->d1, &set[1], at);
	add8(s, e, 2, at & 8);
}

ALWAYS_INLINE void store32(uint8_t *p, uint32_t v)
{
	((struct any_u16 *)p)[0].v = (uint16_t)v;
	((struct any_u16 *)p)[1].v = (uint16_t)(v >> 16);
}

/* 32 columns: their codes, and four bytes of each plane. */
ALWAYS_INLINE __m256i group(struct sums *s, uint8_t *b0, uint8_t *b1, const float *w, const struct steps *d)
{
	const __m256i levels = _mm256_setr_epi8(HEAD_LEVELS, HEAD_LEVELS);
	__m256i code = codes32(w, d->inv), l = _mm256_sub_epi8(_mm256_shuffle_epi8(levels, code), _mm256_set1_epi8(HEAD_ZERO));
	__m128i lo = _mm256_castsi256_si128(l), hi = _mm256_extracti128_si256(l, 1);
	uint32_t set[2] = { 0, 0 };

	errors8(s, w, lo, d, set, 0);
	errors8(s, w + 8, _mm_srli_si128(lo, 8), d, set, 8);
	errors8(s, w + 16, hi, d, set, 16);
	errors8(s, w + 24, _mm_srli_si128(hi, 8), d, set, 24);
	store32(b0, set[0]);
	store32(b1, set[1]);
	return code;
}

/* The block that is not full: its columns one by one, in the lanes where the sums stand. */
static void last_block(struct sums *s, uint8_t *codes, uint8_t *b0, uint8_t *b1, const float *w, size_t n, float scale, float inv)
{
	float p[3][16];
	size_t i;

	for (i = 0; i < 3; i++) {
		_mm256_storeu_ps(p[i], s->ss[i].lo);
		_mm256_storeu_ps(p[i] + 8, s->ss[i].hi);
	}
	head_block(codes, b0, b1, w, n, scale, inv, p, fma1);
	for (i = 0; i < 3; i++) {
		s->ss[i].lo = _mm256_loadu_ps(p[i]);
		s->ss[i].hi = _mm256_loadu_ps(p[i] + 8);
	}
}

static struct head_sums pass(uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n, size_t n_padded, float scale)
{
	float inv = 1.0f / scale;
	struct steps d = { _mm256_set1_ps(scale), _mm256_set1_ps(inv), _mm256_set1_ps(scale * (float)BITNET_HEAD_STEP(0) / 8),
			   _mm256_set1_ps(scale * (float)BITNET_HEAD_STEP(1) / 8) };
	struct sums s = { { sum16_zero(), sum16_zero(), sum16_zero() } };
	size_t b;

	for (b = 0; b + BITNET_HEAD_BLOCK <= n; b += BITNET_HEAD_BLOCK) {
		uint8_t *b0 = bits[0] + b / 8, *b1 = bits[1] + b / 8;
		__m256i c0 = group(&s, b0, b1, w + b, &d);
		__m256i c1 = group(&s, b0 + 4, b1 + 4, w + b + 32, &d);
		__m256i c2 = group(&s, b0 + 8, b1 + 8, w + b + 64, &d);
		__m256i c3 = group(&s, b0 + 12, b1 + 12, w + b + 96, &d);

		_mm256_storeu_si256((__m256i *)(void *)(codes + b / 2), _mm256_or_si256(c0, _mm256_slli_epi16(c2, 4)));
		_mm256_storeu_si256((__m256i *)(void *)(codes + b / 2 + 32), _mm256_or_si256(c1, _mm256_slli_epi16(c3, 4)));
	}
	if (b < n_padded)
		last_block(&s, codes + b / 2, bits[0] + b / 8, bits[1] + b / 8, w + b, n - b, scale, inv);
	return (struct head_sums){ { sum16_tree(s.ss[0]), sum16_tree(s.ss[1]), sum16_tree(s.ss[2]) } };
}

void bitnet_head_pack_avx2(struct bitnet_head_row *row, uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n,
			   size_t n_padded)
{
	const __m256 abs = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
	struct sum16 ss = sum16_zero();
	__m256 m = _mm256_setzero_ps();
	__m128 m4;
	size_t i, j;

	for (i = 0; i + 16 <= n; i += 16) {
		__m256 lo = _mm256_loadu_ps(w + i), hi = _mm256_loadu_ps(w + i + 8);

		ss = sum16_fma(ss, lo, hi, lo, hi);
		m = _mm256_max_ps(_mm256_and_ps(hi, abs), _mm256_max_ps(_mm256_and_ps(lo, abs), m));
	}
	m4 = _mm_max_ps(_mm256_castps256_ps128(m), _mm256_extractf128_ps(m, 1));
	m4 = _mm_max_ps(m4, _mm_movehl_ps(m4, m4));
	m4 = _mm_max_ss(m4, _mm_movehdup_ps(m4));
	for (j = i; j < n; j++)
		m4 = _mm_max_ss(_mm_and_ps(_mm_set_ss(w[j]), _mm256_castps256_ps128(abs)), m4);
	head_row(row, codes, bits, w, n, n_padded, dot_end(ss, w, w, i, n, load1_f32), _mm_cvtss_f32(m4), sqrt1, pass);
}
