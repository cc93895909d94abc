/* SPDX-License-Identifier: MIT */
/* Codes into I2_S, TQ1_0, TQ2_0 and F16 (formats.md 4.1, 4.3), and the way to TL1 and TL2. */
#include <math.h>
#include <string.h>

#include "base/error-set.h"
#include "convert/encode-int.h"

#define TQ_BLOCK 256

/* Code c of I2_S, TQ1_0 and TQ2_0 stands for the weight c - 1. */
static inline unsigned int code_of(int8_t weight)
{
	return (unsigned int)(weight + 1);
}

static void encode_i2s(uint8_t *out, const struct bitnet_codes *c)
{
	size_t n = c->n_rows * c->n_cols, b, p;

	for (b = 0; b < n / 128; b++)
		for (p = 0; p < 32; p++) {
			const int8_t *w = c->codes + 128 * b + p;

			out[32 * b + p] = (uint8_t)(code_of(w[0]) << 6 | code_of(w[32]) << 4 | code_of(w[64]) << 2 | code_of(w[96]));
		}
}

static bool all_zero(const int8_t *w)
{
	int i, other = 0;

	for (i = 0; i < TQ_BLOCK; i++)
		other |= w[i];
	return !other;
}

static void tq2_codes(uint8_t *out, const int8_t *w)
{
	int i;

	for (i = 0; i < 64; i++) {
		const int8_t *v = w + i / 32 * 128 + i % 32;

		out[i] = (uint8_t)(code_of(v[0]) | code_of(v[32]) << 2 | code_of(v[64]) << 4 | code_of(v[96]) << 6);
	}
}

/* n weights, step apart, as the first of five digits; 256/243 of the number, rounded up. */
static uint8_t tq1_byte(const int8_t *w, int step, int n)
{
	unsigned int t = 0;
	int i;

	for (i = 0; i < 5; i++)
		t = 3 * t + (i < n ? code_of(w[i * step]) : 0);
	return (uint8_t)((256 * t + 242) / 243);
}

static void tq1_codes(uint8_t *out, const int8_t *w)
{
	int m;

	for (m = 0; m < 32; m++)
		out[m] = tq1_byte(w + m, 32, 5);
	for (m = 0; m < 16; m++)
		out[32 + m] = tq1_byte(w + 160 + m, 16, 5);
	for (m = 0; m < 4; m++)
		out[48 + m] = tq1_byte(w + 240 + m, 4, 4);
}

/* The quantiser of ggml takes the largest magnitude of a block for its scale: 0 where all weights are 0. */
static void encode_tq(uint8_t *out, uint32_t type, const struct bitnet_codes *c)
{
	size_t n = c->n_rows * c->n_cols / TQ_BLOCK, b;
	size_t at = type == BITNET_TENSOR_TQ1_0 ? 52 : 64;

	for (b = 0; b < n; b++, out += at + 2) {
		const int8_t *w = c->codes + b * TQ_BLOCK;
		float scale = c->block_scales ? c->block_scales[b] : c->scale;

		if (type == BITNET_TENSOR_TQ1_0)
			tq1_codes(out, w);
		else
			tq2_codes(out, w);
		put16(out + at, all_zero(w) ? 0 : f32_to_f16(scale));
	}
}

static void encode_f16(uint8_t *out, const struct bitnet_codes *c)
{
	size_t n = c->n_rows * c->n_cols, i;

	for (i = 0; i < n; i++) {
		uint16_t h = c->codes[i] ? f32_to_f16(c->block_scales ? c->block_scales[i / TQ_BLOCK] : c->scale) : 0;

		put16(out + 2 * i, (uint16_t)(c->codes[i] < 0 ? h ^ 0x8000 : h));
	}
}

static int check_scale(uint32_t type, float scale, struct bitnet_error *err)
{
	float stored = bitnet_encode_stored_scale(type, scale);

	if (!(scale >= 0 && isfinite(scale)))
		return bitnet_error_set(err, BITNET_E_INPUT, "encode_scale", "the scale is %g, finite and at least 0 expected", (double)scale);
	if (!isfinite(stored) || (stored == 0 && scale != 0))
		return bitnet_error_set(err, BITNET_E_INPUT, "encode_scale", "the scale %g is %s for %s", (double)scale,
					stored == 0 ? "too small" : "too large", bitnet_tensor_type_name(type));
	return 0;
}

static int check_scales(uint32_t type, const struct bitnet_codes *c, struct bitnet_error *err)
{
	size_t n = c->n_rows * c->n_cols / TQ_BLOCK, b;
	int s = 0;

	if (!c->block_scales)
		return check_scale(type, c->scale, err);
	if (type != BITNET_TENSOR_TQ1_0 && type != BITNET_TENSOR_TQ2_0 && type != BITNET_TENSOR_F16)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "encode_blocks",
					"%s has one scale, and the blocks of the tensor have scales of their own",
					bitnet_tensor_type_name(type));
	for (b = 0; b < n && s == 0; b++)
		s = check_scale(type, c->block_scales[b], err);
	return s;
}

int bitnet_encode_ternary(uint8_t *out, uint32_t type, const struct bitnet_codes *c, const struct bitnet_tl_tiles *tiles,
			  struct bitnet_error *err)
{
	uint64_t size;
	int s = bitnet_encode_size(&size, type, c->n_rows, c->n_cols, tiles, err);

	if (s == 0)
		s = check_scales(type, c, err);
	if (s)
		return s;
	switch (type) {
	case BITNET_TENSOR_F16:
		encode_f16(out, c);
		return 0;
	case BITNET_TENSOR_TQ1_0:
	case BITNET_TENSOR_TQ2_0:
		encode_tq(out, type, c);
		return 0;
	case BITNET_TENSOR_I2_S:
	case BITNET_TENSOR_TL1:
	case BITNET_TENSOR_TL2:
		break;
	default:
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "encode_type", "%s is no type for ternary weights", bitnet_tensor_type_name(type));
	}
	memset(out, 0, (size_t)size);
	if (type == BITNET_TENSOR_I2_S)
		encode_i2s(out, c);
	else if (type == BITNET_TENSOR_TL1)
		bitnet_encode_tl1(out, c, *tiles);
	else
		bitnet_encode_tl2(out, c, *tiles);
	put32(out + size - 32, bits_of_float(c->scale));
	return 0;
}
