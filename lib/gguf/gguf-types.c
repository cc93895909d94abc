/* SPDX-License-Identifier: MIT */
/*
 * Value types and tensor types: names and sizes.  The numbers 0 to 30, 34 and 35 mean the same in
 * every program; above that forks gave one number to several formats, and where one file can be
 * either, the distance to the next tensor decides.
 */
#include <stdio.h>

#include "gguf/gguf-int.h"
#include "gguf/tl.h"

static const struct {
	const char *name;
	unsigned size;
} values[] = {
	[BITNET_VALUE_U8] = { "u8", 1 },         [BITNET_VALUE_I8] = { "i8", 1 },
	[BITNET_VALUE_U16] = { "u16", 2 },       [BITNET_VALUE_I16] = { "i16", 2 },
	[BITNET_VALUE_U32] = { "u32", 4 },       [BITNET_VALUE_I32] = { "i32", 4 },
	[BITNET_VALUE_F32] = { "f32", 4 },       [BITNET_VALUE_BOOL] = { "bool", 1 },
	[BITNET_VALUE_STRING] = { "string", 0 }, [BITNET_VALUE_ARRAY] = { "array", 0 },
	[BITNET_VALUE_U64] = { "u64", 8 },       [BITNET_VALUE_I64] = { "i64", 8 },
	[BITNET_VALUE_F64] = { "f64", 8 },
};

const char *bitnet_value_type_name(uint32_t type)
{
	return type <= BITNET_VALUE_F64 ? values[type].name : "unknown";
}

unsigned bitnet_gguf_value_size(uint32_t type)
{
	return type <= BITNET_VALUE_F64 ? values[type].size : 0;
}

/*
 * block elements are stored in bytes bytes; row more bytes stand before each row (ik_llama.cpp).
 * loose: another program gave the number to another format, so a tensor that does not fit its
 * span has an unknown size instead of being wrong.
 */
struct type {
	uint32_t id;
	const char *name;
	uint16_t block, bytes, row;
	bool loose;
};

static const struct type types[] = {
	{ 0, "F32", 1, 4, 0, false },          { 1, "F16", 1, 2, 0, false },
	{ 2, "Q4_0", 32, 18, 0, false },       { 3, "Q4_1", 32, 20, 0, false },
	{ 4, "Q4_2", 0, 0, 0, false },         { 5, "Q4_3", 0, 0, 0, false },
	{ 6, "Q5_0", 32, 22, 0, false },       { 7, "Q5_1", 32, 24, 0, false },
	{ 8, "Q8_0", 32, 34, 0, false },       { 9, "Q8_1", 32, 36, 0, false },
	{ 10, "Q2_K", 256, 84, 0, false },     { 11, "Q3_K", 256, 110, 0, false },
	{ 12, "Q4_K", 256, 144, 0, false },    { 13, "Q5_K", 256, 176, 0, false },
	{ 14, "Q6_K", 256, 210, 0, false },    { 15, "Q8_K", 256, 292, 0, false },
	{ 16, "IQ2_XXS", 256, 66, 0, false },  { 17, "IQ2_XS", 256, 74, 0, false },
	{ 18, "IQ3_XXS", 256, 98, 0, false },  { 19, "IQ1_S", 256, 50, 0, false },
	{ 20, "IQ4_NL", 32, 18, 0, false },    { 21, "IQ3_S", 256, 110, 0, false },
	{ 22, "IQ2_S", 256, 82, 0, false },    { 23, "IQ4_XS", 256, 136, 0, false },
	{ 24, "I8", 1, 1, 0, false },          { 25, "I16", 1, 2, 0, false },
	{ 26, "I32", 1, 4, 0, false },         { 27, "I64", 1, 8, 0, false },
	{ 28, "F64", 1, 8, 0, false },         { 29, "IQ1_M", 256, 56, 0, false },
	{ 30, "BF16", 1, 2, 0, false },        { 31, "Q4_0_4_4", 32, 18, 0, false },
	{ 32, "Q4_0_4_8", 32, 18, 0, false },  { 33, "Q4_0_8_8", 32, 18, 0, false },
	{ 34, "TQ1_0", 256, 54, 0, false },    { 35, "TQ2_0", 256, 66, 0, false },
	{ 36, "I2_S", 0, 0, 0, false },        { 37, "I8_S", 0, 0, 0, false },
	{ 38, "TL1", 0, 0, 0, false },         { 39, "TL2", 0, 0, 0, false },
	{ 40, "NVFP4", 64, 36, 0, true },      { 41, "Q1_0", 128, 18, 0, true },
	{ 42, "Q2_0", 64, 18, 0, true },       { 133, "Q6_0", 32, 26, 0, true },
	{ 134, "IQ1_BN", 64, 13, 2, true },    { 135, "IQ2_BN", 64, 16, 4, true },
	{ 136, "Q8_K64", 0, 0, 0, true },      { 137, "IQ2_K", 256, 76, 0, true },
	{ 142, "IQ2_TN", 0, 0, 0, true },      { 143, "IQ1_TN", 0, 0, 0, true },
	{ 335, "IQ2_BN_R4", 64, 16, 4, true },
	{ BITNET_TENSOR_IQ4_NL_4_4, "IQ4_NL_4_4", 32, 18, 0, false },
	{ BITNET_TENSOR_IQ4_NL_4_8, "IQ4_NL_4_8", 32, 18, 0, false },
	{ BITNET_TENSOR_IQ4_NL_8_8, "IQ4_NL_8_8", 32, 18, 0, false },
	{ BITNET_TENSOR_MXFP4, "MXFP4", 32, 17, 0, false },
};

static const struct type *find_type(uint32_t id)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].id == id)
			return &types[i];
	return NULL;
}

const char *bitnet_tensor_type_name(uint32_t type)
{
	const struct type *t = find_type(type);

	return t ? t->name : NULL;
}

bool bitnet_tensor_type_block(uint32_t type, uint32_t *block, uint32_t *block_bytes)
{
	const struct type *t = find_type(type);

	*block = t ? t->block : 0;
	*block_bytes = t ? t->bytes : 0;
	return t != NULL;
}

static uint64_t tl_bytes(const struct bitnet_tensor *t)
{
	uint64_t scale_at = bitnet_tl_scale_at(t->type, t->n_elements / t->ne[0], t->ne[0]);

	return scale_at ? scale_at + 32 : 0;
}

static bool fits(uint64_t bytes, uint64_t span, uint64_t alignment)
{
	return bytes && span >= bytes && span - bytes < alignment;
}

/*
 * The numbers that two programs use: 36 to 39.  `own` is the size as the format of bitnet.cpp (0:
 * not possible), `other` as that of upstream.  Its own format unless only the other one fits.
 */
static bool is_other(uint64_t own, uint64_t other, uint64_t span, uint64_t alignment)
{
	if (fits(own, span, alignment))
		return false;
	return fits(other, span, alignment) || (!own && other && span >= other);
}

static void set_conflicting(struct bitnet_tensor *t, uint64_t alignment)
{
	uint64_t n = t->n_elements, own = 0, other = t->ne[0] % 32 ? 0 : n / 32 * 18;
	uint32_t other_type = BITNET_TENSOR_IQ4_NL_4_4;

	switch (t->type) {
	case BITNET_TENSOR_I2_S:
		own = n % 128 ? 0 : n / 4 + 32;
		break;
	case 37:                              /* I8_S: activations, never in a file */
		other_type = BITNET_TENSOR_IQ4_NL_4_8;
		break;
	case BITNET_TENSOR_TL1:
		own = tl_bytes(t);
		other_type = BITNET_TENSOR_IQ4_NL_8_8;
		break;
	default:
		own = tl_bytes(t);
		other = t->ne[0] % 32 ? 0 : n / 32 * 17;
		other_type = BITNET_TENSOR_MXFP4;
		break;
	}
	/* MXFP4 is twice as large and common, TL2 is rare: a gap behind the first is likelier than behind the second. */
	if (is_other(own, other, t->span, alignment) ||
	    (other_type == BITNET_TENSOR_MXFP4 && other && t->span >= other && !fits(own, t->span, alignment))) {
		t->type = other_type;
		own = other;
	}
	t->size_known = own != 0;
	t->n_bytes = own;
}

bool bitnet_gguf_tensor_size(struct bitnet_tensor *t, uint64_t alignment, char *why, size_t cap)
{
	const struct type *type;

	t->type = t->file_type < 0x10000 ? t->file_type : BITNET_TENSOR_UNKNOWN;
	t->size_known = false;
	t->n_bytes = 0;
	if (t->type >= 36 && t->type <= 39) {
		set_conflicting(t, alignment);
		if (t->type == BITNET_TENSOR_I2_S && !t->size_known) {
			snprintf(why, cap, "has %llu elements, which is no multiple of 128 as I2_S needs",
				 (unsigned long long)t->n_elements);
			return false;
		}
		return true;
	}
	type = find_type(t->type);
	if (!type || !type->block)
		return true;
	if (t->ne[0] % type->block != 0) {
		if (type->loose)
			return true;
		snprintf(why, cap, "has rows of %llu elements, which is no multiple of %u as %s needs",
			 (unsigned long long)t->ne[0], type->block, type->name);
		return false;
	}
	t->size_known = true;
	t->n_bytes = t->n_elements / type->block * type->bytes + t->n_elements / t->ne[0] * type->row;
	/* Old files of IQ1_BN and IQ2_BN keep the scale of a row in a tensor of its own. */
	if (type->row && t->n_bytes > t->span)
		t->n_bytes -= t->n_elements / t->ne[0] * type->row;
	if (type->loose && t->n_bytes > t->span) {
		t->size_known = false;
		t->n_bytes = 0;
	}
	return true;
}
