/* SPDX-License-Identifier: MIT */
/*
 * Weights into the bytes of a GGUF tensor.
 *
 * The ternary types and F16 take codes (model/codes.h), the dense types floats.  A tensor that can
 * not be of a type is refused by name with BITNET_E_UNSUPPORTED, a value that the type can not hold
 * with BITNET_E_INPUT.
 */
#ifndef BITNET_CONVERT_ENCODE_H
#define BITNET_CONVERT_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gguf/tl.h"
#include "model/codes.h"

/*
 * Bytes of a tensor of this type.  Of TL1 and TL2 the tiles are checked as well (bitnet_tl_find(), with
 * `write`, gives them); of the other types tiles may be NULL.
 * "encode_type": a type that is not written here; "encode_shape": rows or the whole do not fit its
 * blocks; "tl_shape".
 */
int bitnet_encode_size(uint64_t *n_bytes, uint32_t type, uint64_t n_rows, uint64_t n_cols, const struct bitnet_tl_tiles *tiles,
		       struct bitnet_error *err);

/*
 * The scale as it is stored: in TQ1_0, TQ2_0 and F16 rounded to f16, elsewhere as it is.  `stored` other
 * than `scale` is the one loss that an encoding of codes can have.
 */
float bitnet_encode_stored_scale(uint32_t type, float scale);

/*
 * Encode all of c as I2_S, TQ1_0, TQ2_0, TL1, TL2 or F16.  out has the bytes of bitnet_encode_size().
 * "encode_scale": a scale that is below 0, not finite, or leaves what f16 can hold (infinite, or 0
 * though it is not); "encode_blocks": c has block_scales and the type has one scale.
 */
int bitnet_encode_ternary(uint8_t *out, uint32_t type, const struct bitnet_codes *c, const struct bitnet_tl_tiles *tiles,
			  struct bitnet_error *err);

/*
 * Encode n floats, whole rows, as F32, F16, BF16, Q8_0, Q4_0 or Q6_K; n is a multiple of the type's block
 * (1, 32 or 256), out has the bytes of bitnet_encode_size() for them.  A row does not depend on those
 * before it, so a matrix may be encoded in parts and by several threads.
 * "encode_value": a value that is not finite in a type of blocks, or a finite one that would become
 * infinite; the message has the index of the element.
 */
int bitnet_encode_dense(uint8_t *out, uint32_t type, const float *x, size_t n, struct bitnet_error *err);

#endif
