/* SPDX-License-Identifier: MIT */
/* Floats into the dense types (formats.md 4.3), with the formulas of ggml's quantisers. */
#include <math.h>
#include <string.h>

#include "base/error-set.h"
#include "convert/encode-int.h"

/* Encode one block; false when a value of it can not be held. */
typedef bool block_fn(uint8_t *out, const float *x);

static bool f32_block(uint8_t *out, const float *x)
{
	put32(out, bits_of_float(*x));
	return true;
}

static bool f16_block(uint8_t *out, const float *x)
{
	uint16_t h = f32_to_f16(*x);

	put16(out, h);
	return (h & 0x7fff) != 0x7c00 || !isfinite(*x);
}

/* The upper half, rounded to nearest even; a NaN becomes quiet and keeps its upper payload. */
static bool bf16_block(uint8_t *out, const float *x)
{
	uint32_t u = bits_of_float(*x);

	if (isnan(*x))
		u |= 0x400000;
	else
		u += 0x7fff + (u >> 16 & 1);
	put16(out, (uint16_t)(u >> 16));
	return (u >> 16 & 0x7fff) != 0x7f80 || !isfinite(*x);
}

/* 1 / d; 0 where that is no number, and d is 0 as f16. */
static float inverse(float d)
{
	float id = 1 / d;

	return isfinite(id) ? id : 0;
}

static bool q8_0_block(uint8_t *out, const float *x)
{
	float top = 0, d, id;
	uint16_t h;
	int i;

	for (i = 0; i < 32; i++)
		if (fabsf(x[i]) > top)
			top = fabsf(x[i]);
	d = top / 127;
	id = inverse(d);
	h = f32_to_f16(d);
	put16(out, h);
	for (i = 0; i < 32; i++)
		out[2 + i] = (uint8_t)(int8_t)roundf(x[i] * id);
	return h < 0x7c00;
}

/* The value of the largest magnitude becomes -8; what is above 7 on the other side is cut off. */
static bool q4_0_block(uint8_t *out, const float *x)
{
	float top = 0, d, id;
	uint16_t h;
	int i;

	for (i = 0; i < 32; i++)
		if (fabsf(x[i]) > fabsf(top))
			top = x[i];
	d = top / -8;
	id = inverse(d);
	h = f32_to_f16(d);
	put16(out, h);
	for (i = 0; i < 16; i++) {
		unsigned int lo = (unsigned int)(x[i] * id + 8.5f), hi = (unsigned int)(x[i + 16] * id + 8.5f);

		out[2 + i] = (uint8_t)((lo > 15 ? 15 : lo) | (hi > 15 ? 15 : hi) << 4);
	}
	return (h & 0x7fff) < 0x7c00;
}

static const struct form {
	uint32_t type;
	unsigned int block, bytes;
	bool finite;                    /* of values that are not finite no block can be made */
	block_fn *encode;
} forms[] = {
	{ BITNET_TENSOR_F32, 1, 4, false, f32_block },     { BITNET_TENSOR_F16, 1, 2, false, f16_block },
	{ BITNET_TENSOR_BF16, 1, 2, false, bf16_block },   { BITNET_TENSOR_Q8_0, 32, 34, true, q8_0_block },
	{ BITNET_TENSOR_Q4_0, 32, 18, true, q4_0_block },  { BITNET_TENSOR_Q6_K, 256, 210, true, bitnet_encode_q6_k },
};

static bool all_finite(const float *x, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return false;
	return true;
}

/* The value to blame: the first that is not finite, else the largest. */
static int value_error(struct bitnet_error *err, uint32_t type, const float *x, size_t at, unsigned int n)
{
	unsigned int i, worst = 0;

	for (i = 1; i < n && isfinite(x[worst]); i++)
		if (!isfinite(x[i]) || fabsf(x[i]) > fabsf(x[worst]))
			worst = i;
	return bitnet_error_set(err, BITNET_E_INPUT, "encode_value", "element %zu is %g, which %s can not hold", at + worst, (double)x[worst],
				bitnet_tensor_type_name(type));
}

int bitnet_encode_dense(uint8_t *out, uint32_t type, const float *x, size_t n, struct bitnet_error *err)
{
	const struct form *f = NULL;
	const char *name = bitnet_tensor_type_name(type);
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (forms[i].type == type)
			f = &forms[i];
	if (!f)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "encode_type", "%s is no type for dense weights", name ? name : "unknown");
	for (i = 0; i + f->block <= n; i += f->block, out += f->bytes)
		if ((f->finite && !all_finite(x + i, f->block)) || !f->encode(out, x + i))
			return value_error(err, type, x + i, i, f->block);
	return 0;
}
