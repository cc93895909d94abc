/* SPDX-License-Identifier: MIT */
/*
 * Floats to ternary codes: see ternarize.h.  The formula is that of the reference's training code
 * (arXiv 2402.17764, and WeightQuant of Hugging Face transformers); the mean is summed in double.
 */
#include <math.h>

#include "convert/ternarize.h"

void bitnet_survey_add(struct bitnet_survey *s, const float *w, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		float a = fabsf(w[i]);

		if (!isfinite(a)) {
			if (!s->not_finite)
				s->not_finite_at = s->n + i;
			s->not_finite = true;
			continue;
		}
		s->sum_abs += (double)a;
		s->sum_squares += (double)a * (double)a;
		if (a == 0 || a == s->scale)
			continue;
		if (s->scale == 0) {
			s->scale = a;
			s->scale_at = s->n + i;
			s->scale_value = w[i];
		} else if (!s->other) {
			s->other = true;
			s->other_at = s->n + i;
			s->other_value = w[i];
		}
	}
	s->n += n;
}

void bitnet_survey_join(struct bitnet_survey *s, const struct bitnet_survey *t)
{
	if (t->not_finite && !s->not_finite) {
		s->not_finite = true;
		s->not_finite_at = s->n + t->not_finite_at;
	}
	s->sum_abs += t->sum_abs;
	s->sum_squares += t->sum_squares;
	if (s->scale == 0)
		s->scale = t->scale;
	if (!s->other && t->scale != 0 && t->scale != s->scale) {
		s->other = true;
		s->other_at = s->n + t->scale_at;
		s->other_value = t->scale_value;
	} else if (!s->other && t->other) {
		s->other = true;
		s->other_at = s->n + t->other_at;
		s->other_value = t->other_value;
	}
	s->n += t->n;
}

void bitnet_codes_exact(int8_t *codes, const float *w, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		codes[i] = (int8_t)((w[i] > 0) - (w[i] < 0));
}

float bitnet_absmean_s(const struct bitnet_survey *v)
{
	float mean = v->n ? (float)(v->sum_abs / (double)v->n) : 0;

	return 1.0f / (mean > 1e-5f ? mean : 1e-5f);
}

void bitnet_codes_absmean(int8_t *codes, const float *w, size_t n, float s)
{
	size_t i;

	/* Half to even: 0.5 becomes 0, more becomes 1. */
	for (i = 0; i < n; i++) {
		float x = w[i] * s;

		codes[i] = (int8_t)((x > 0.5f) - (x < -0.5f));
	}
}

double bitnet_codes_error(const int8_t *codes, const float *w, size_t n, float scale)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		double d = (double)w[i] - (double)codes[i] * (double)scale;

		sum += d * d;
	}
	return sum;
}
