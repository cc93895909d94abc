/* SPDX-License-Identifier: MIT */
/*
 * Rows of TL1 and TL2 (formats.md 4.4, 4.5) into the run-time layout.  Every value that is no weight is
 * refused, and every bit that is not 0 where it must be.  Tiles other than the writer's are noticed where
 * they take triples for pairs, or signs for indices; tiles that only change the order are not.
 */
#include "model/model-int.h"
#include "model/words.h"

/* In place of a code. */
#define NO_WEIGHT 4

/* Four codes; each nibble is 3 a + b of two. */
#define PAIRS(b) { (b) >> 4 < 9 && ((b) & 15) < 9 ? ((b) >> 4) / 3 : NO_WEIGHT, ((b) >> 4) % 3, ((b) & 15) / 3, ((b) & 15) % 3 }
static const uint8_t pairs[256][4] = { TABLE_256(PAIRS) };

/* Three codes; a magnitude and the sign in bit 4 are 9 a + 3 b + c - 13.  The fourth byte is no code. */
#define SUM(m) (((m) & 16 ? 40 - ((m) & 15) : 40 + ((m) & 15)) % 27)
#define TRIPLE(m) { SUM(m) / 9, SUM(m) / 3 % 3, SUM(m) % 3, ((m) & 15) > 13 || (m) == 16 ? NO_WEIGHT : 0 }
static const uint8_t triples[32][4] = { TABLE_16(TRIPLE, 0), TABLE_16(TRIPLE, 16) };

/* seen: codes of many columns, put together. */
static inline bool all_weights(uint32_t seen)
{
	return !(seen & FOUR_TIMES(NO_WEIGHT));
}

/* Where the codes of columns from col on stand, up to the next multiple of 32, and where in their bytes. */
static inline uint8_t *byte_of(uint8_t *dst, size_t col, unsigned int *place)
{
	*place = 6 - 2 * (unsigned int)(col % 128 / 32);
	return dst + col / 128 * 32 + col % 32;
}

/* 4 n columns from a multiple of them on, out of n bytes that are `step` apart, into bits that are 0. */
static inline uint32_t put_pairs(uint8_t *dst, size_t col, const uint8_t *src, size_t step, size_t n)
{
	unsigned int place = 0;
	uint8_t *to = dst ? byte_of(dst, col, &place) : NULL;
	uint32_t seen = 0, v;
	size_t i;

	for (i = 0; i < n; i++, src += step) {
		v = load4(pairs[*src]);
		seen |= v;
		if (to)
			store4(to + 4 * i, load4(to + 4 * i) | v << place);
	}
	return seen;
}

/*
 * Rows from `row` on which share the lines of their bytes go through a tile one after another.  seen: the codes of each.
 * Only where a tile begins do divisions have to tell.
 */
struct rows {
	const struct bitnet_tl_map *m;
	const uint8_t *src;
	size_t row;
	uint8_t *dst;                   /* of the first; NULL: look only */
	size_t row_bytes;
	uint32_t seen[BITNET_TL_ROWS];
};

static uint8_t *dst_of(const struct rows *r, size_t i)
{
	return r->dst ? r->dst + i * r->row_bytes : NULL;
}

static void tl1_tile(struct rows *r, size_t tile)
{
	const uint8_t *first = r->src + bitnet_tl1_at(r->m, r->row, tile);
	size_t by = 256 / r->m->tiles.part, i, col;

	for (i = 0; i < BITNET_TL_ROWS; i++) {
		const uint8_t *unit = first + i;

		for (col = tile; col < tile + r->m->tiles.cols; col += by, unit += 64)
			r->seen[i] |= put_pairs(dst_of(r, i), col, unit, 16, by / 4);
	}
}

/* 24 columns.  signs: of the row's triples, bit 19 - 2 i. */
static uint32_t put_triples(uint8_t *dst, size_t col, const uint8_t *index, unsigned int signs)
{
	uint8_t codes[25], *to;
	unsigned int place;
	uint32_t seen = 0, v;
	size_t i;

	for (i = 0; i < 8; i++) {
		unsigned int two = index[i / 2 * 32];

		v = load4(triples[(i % 2 ? two & 15 : two >> 4) | (signs >> (15 - 2 * i) & 16)]);
		seen |= v;
		store4(codes + 3 * i, v);
	}
	for (i = 0; dst && i < 24; i += 8) {
		to = byte_of(dst, col + i, &place);
		store8(to, load8(to) | load8(codes + i) << place);
	}
	return seen;
}

/* The triples of a tile, whose first 24 columns are block number `block`. */
static void tl2_tile(struct rows *r, size_t block)
{
	const uint8_t *first = r->src + bitnet_tl2_triples_at(r->m, r->row / 32 * 32, block);
	const uint8_t *signs = r->src + bitnet_tl2_signs_at(r->m, r->row, block);
	size_t n = r->m->tiles.cols / 24, i, b;

	for (i = 0; i < BITNET_TL_ROWS; i++) {
		const uint8_t *index = first + bitnet_tl2_lane(r->row % 32 + i), *s = signs + 2 * i;

		for (b = 0; b < n; b++, index += 128, s += 32)
			r->seen[i] |= put_triples(dst_of(r, i), 24 * (block + b), index,
						  (s[0] | (unsigned int)s[1] << 8) << (4 + r->row % 32 / 16));
	}
}

/* Block number `block` of the columns in pairs.  Eight at a time share a place: k3 is a multiple of 8. */
static void tl2_pairs(struct rows *r, size_t block)
{
	const uint8_t *first = r->src + bitnet_tl2_pairs_at(r->m, r->row / 32 * 32, block);
	size_t i, c;

	for (i = 0; i < BITNET_TL_ROWS; i++)
		for (c = 0; c < 32; c += 8)
			r->seen[i] |= put_pairs(dst_of(r, i), r->m->k3 + 32 * block + c,
						first + bitnet_tl2_lane(r->row % 32 + i) + 8 * c, 32, 2);
}

/* Columns from the last on hold the code 1. */
static void clear(const struct rows *r)
{
	unsigned int place;
	size_t i, col;
	uint8_t *to;

	for (i = 0; i < BITNET_TL_ROWS; i++) {
		memset(dst_of(r, i), 0, r->row_bytes);
		for (col = r->m->n_cols; col < r->row_bytes * 4; col++) {
			to = byte_of(dst_of(r, i), col, &place);
			*to |= (uint8_t)(1 << place);
		}
	}
}

size_t bitnet_tl_rows(uint32_t type, const struct bitnet_tl_map *m, const uint8_t *src, size_t row, uint8_t *dst, size_t row_bytes)
{
	struct rows r = { m, src, row, dst, row_bytes, { 0 } };
	size_t i;

	if (dst)
		clear(&r);
	if (type == BITNET_TENSOR_TL1) {
		for (i = 0; i < m->n_cols; i += m->tiles.cols)
			tl1_tile(&r, i);
	} else {
		for (i = 0; i < m->k3 / 24; i += m->tiles.cols / 24)
			tl2_tile(&r, i);
		for (i = 0; i < (m->n_cols - m->k3) / 32; i++)
			tl2_pairs(&r, i);
	}
	for (i = 0; i < BITNET_TL_ROWS && all_weights(r.seen[i]); i++)
		;
	return i;
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
