/* SPDX-License-Identifier: MIT */
/*
 * Rows of TL1 and TL2 (formats.md 4.4, 4.5) into the run-time layout.  Every value that is no weight is
 * refused, and every bit that is not 0 where it must be.  Tiles other than the writer's are noticed where
 * they take triples for pairs, or signs for indices; tiles that only change the order are not.
 */
#include <string.h>

#include "model/model-int.h"

/* The code 0, 1 or 2 of a column, into bits that are 0. */
static inline void put(uint8_t *dst, size_t col, unsigned int code)
{
	dst[col / 128 * 32 + col % 32] |= (uint8_t)(code << (6 - 2 * (col % 128 / 32)));
}

/* Four columns from a multiple of 4 on, which share a place in their bytes; each nibble is 3 a + b of two codes. */
static bool put_pairs(uint8_t *dst, size_t col, unsigned int byte)
{
	unsigned int hi = byte >> 4, lo = byte & 15, place = 6 - 2 * (col % 128 / 32);
	uint8_t *to;

	if (hi > 8 || lo > 8)
		return false;
	if (dst) {
		to = dst + col / 128 * 32 + col % 32;
		to[0] |= (uint8_t)(hi / 3 << place);
		to[1] |= (uint8_t)(hi % 3 << place);
		to[2] |= (uint8_t)(lo / 3 << place);
		to[3] |= (uint8_t)(lo % 3 << place);
	}
	return true;
}

/* The units of a tile's row follow one another; only where a tile begins do divisions have to tell. */
static bool tl1_row(const struct bitnet_tl_map *m, const uint8_t *src, size_t row, uint8_t *dst)
{
	size_t by = 256 / m->tiles.part, tile, col, i;

	for (tile = 0; tile < m->n_cols; tile += m->tiles.cols) {
		const uint8_t *unit = src + bitnet_tl1_at(m, row, tile);

		for (col = tile; col < tile + m->tiles.cols; col += by, unit += 64)
			for (i = 0; i < by; i += 4)
				if (!put_pairs(dst, col + i, unit[4 * i]))
					return false;
	}
	return true;
}

/* Three columns from the magnitude and the sign of 9 a + 3 b + c of three weights. */
static bool put_triple(uint8_t *dst, size_t col, unsigned int magnitude, unsigned int sign)
{
	unsigned int t = sign ? 13 - magnitude : 13 + magnitude;

	if (magnitude > 13 || (sign && magnitude == 0))
		return false;
	if (dst) {
		put(dst, col, t / 9);
		put(dst, col + 1, t / 3 % 3);
		put(dst, col + 2, t % 3);
	}
	return true;
}

/* 24 columns. */
static bool tl2_triples(const struct bitnet_tl_map *m, const uint8_t *src, size_t row, size_t block, uint8_t *dst)
{
	const uint8_t *index = src + bitnet_tl2_triples_at(m, row, block), *s = src + bitnet_tl2_signs_at(m, row, block);
	unsigned int signs = s[0] | (unsigned int)s[1] << 8, i;

	for (i = 0; i < 8; i++)
		if (!put_triple(dst, 24 * block + 3 * i, index[i / 2 * 32] >> (i % 2 ? 0 : 4) & 15, signs >> (15 - 2 * i - row % 32 / 16) & 1))
			return false;
	return true;
}

static bool tl2_row(const struct bitnet_tl_map *m, const uint8_t *src, size_t row, uint8_t *dst)
{
	size_t b, i;

	for (b = 0; b < m->k3 / 24; b++)
		if (!tl2_triples(m, src, row, b, dst))
			return false;
	for (b = 0; b < (m->n_cols - m->k3) / 32; b++)
		for (i = 0; i < 8; i++)
			if (!put_pairs(dst, m->k3 + 32 * b + 4 * i, src[bitnet_tl2_pairs_at(m, row, b) + 32 * i]))
				return false;
	return true;
}

bool bitnet_tl_row(uint32_t type, const struct bitnet_tl_map *m, const uint8_t *src, size_t row, uint8_t *dst, size_t row_bytes)
{
	size_t col;

	if (dst) {
		memset(dst, 0, row_bytes);
		for (col = m->n_cols; col < row_bytes * 4; col++)
			put(dst, col, 1);
	}
	return type == BITNET_TENSOR_TL1 ? tl1_row(m, src, row, dst) : tl2_row(m, src, row, dst);
}

int bitnet_tl_given(struct bitnet_tl_table *t, const char *text, struct bitnet_error *err)
{
	t->n = 0;
	return text ? bitnet_tl_table_parse(t, bitnet_str_of(text), err) : 0;
}

int bitnet_model_check_tl_config(const char *text, struct bitnet_error *err)
{
	struct bitnet_tl_table t;

	return bitnet_tl_table_parse(&t, bitnet_str_of(text), err);
}

bool bitnet_tl_fill_ok(const struct bitnet_tl_map *m, const uint8_t *src)
{
	size_t i;

	for (i = m->end; i < m->scale_at; i++)
		if (src[i])
			return false;
	return true;
}
