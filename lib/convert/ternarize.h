/* SPDX-License-Identifier: MIT */
/* Floats to ternary codes: exactly where they are ternary, else by the mean of their magnitudes. */
#ifndef BITNET_CONVERT_TERNARIZE_H
#define BITNET_CONVERT_TERNARIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a tensor's values are; begins as zeros, and is fed the values in their order.  scale: the magnitude of the
 * first value other than 0; other: a value with another magnitude was there, the first of them at other_at.
 */
struct bitnet_survey {
	uint64_t n;
	double sum_abs, sum_squares;
	float scale, scale_value;       /* scale_value: with its sign */
	bool other, not_finite;
	uint64_t scale_at, other_at, not_finite_at;
	float other_value;
};
void bitnet_survey_add(struct bitnet_survey *s, const float *w, size_t n);

/* What s and then t have seen; sums are added up in the order of the calls. */
void bitnet_survey_join(struct bitnet_survey *s, const struct bitnet_survey *t);

/* Codes of values that are -scale, 0 and scale. */
void bitnet_codes_exact(int8_t *codes, const float *w, size_t n);

/*
 * As BitNet b1.58 is trained: s = 1 / max(mean |w|, 1e-5), code = w * s rounded half to even, at most 1 in
 * magnitude.  A code is worth 1 / s.
 */
float bitnet_absmean_s(const struct bitnet_survey *v);
void bitnet_codes_absmean(int8_t *codes, const float *w, size_t n, float s);

/* sum (w - code * scale)^2 */
double bitnet_codes_error(const int8_t *codes, const float *w, size_t n, float scale);

#endif
