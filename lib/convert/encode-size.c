/* SPDX-License-Identifier: MIT */
/* How many bytes an encoding takes, and whether a tensor can have it. */
#include "base/error-set.h"
#include "convert/encode-int.h"

static bool is_tl(uint32_t type)
{
	return type == BITNET_TENSOR_TL1 || type == BITNET_TENSOR_TL2;
}

static bool is_written(uint32_t type)
{
	switch (type) {
	case BITNET_TENSOR_F32:
	case BITNET_TENSOR_F16:
	case BITNET_TENSOR_BF16:
	case BITNET_TENSOR_Q8_0:
	case BITNET_TENSOR_Q4_0:
	case BITNET_TENSOR_Q6_K:
	case BITNET_TENSOR_TQ1_0:
	case BITNET_TENSOR_TQ2_0:
	case BITNET_TENSOR_I2_S:
		return true;
	default:
		return is_tl(type);
	}
}

static int shape_error(struct bitnet_error *err, uint32_t type, uint64_t n_rows, uint64_t n_cols, const char *what, unsigned int block)
{
	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "encode_shape", "%llu rows of %llu columns can not be %s: %s are no multiple of %u",
				(unsigned long long)n_rows, (unsigned long long)n_cols, bitnet_tensor_type_name(type), what, block);
}

int bitnet_encode_size(uint64_t *n_bytes, uint32_t type, uint64_t n_rows, uint64_t n_cols, const struct bitnet_tl_tiles *tiles,
		       struct bitnet_error *err)
{
	const char *name = bitnet_tensor_type_name(type);
	uint32_t block, bytes;
	uint64_t n, size;
	int s;

	if (!is_written(type))
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "encode_type", "tensors of type %s are not written", name ? name : "unknown");
	if (__builtin_mul_overflow(n_rows, n_cols, &n) || n > UINT64_MAX / 8 || n == 0)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "encode_shape", "%llu rows of %llu columns can not be encoded",
					(unsigned long long)n_rows, (unsigned long long)n_cols);
	if (is_tl(type)) {
		s = bitnet_tl_check(type, n_rows, n_cols, *tiles, err);
		if (s)
			return s;
		size = bitnet_tl_scale_at(type, n_rows, n_cols) + 32;
	} else if (type == BITNET_TENSOR_I2_S) {
		if (n % 128)
			return shape_error(err, type, n_rows, n_cols, "the weights", 128);
		size = n / 4 + 32;
	} else {
		bitnet_tensor_type_block(type, &block, &bytes);
		if (n_cols % block)
			return shape_error(err, type, n_rows, n_cols, "the columns", block);
		size = n / block * bytes;
	}
	*n_bytes = size;
	return 0;
}

float bitnet_encode_stored_scale(uint32_t type, float scale)
{
	if (type == BITNET_TENSOR_TQ1_0 || type == BITNET_TENSOR_TQ2_0 || type == BITNET_TENSOR_F16)
		return f16_to_f32(f32_to_f16(scale));
	return scale;
}
