/* SPDX-License-Identifier: MIT */
/*
 * Rows of TL1 and TL2 (formats.md 4.4, 4.5) into the run-time layout.  Every value that is no weight is
 * refused, and every bit that is not 0 where it must be.  Tiles other than the writer's are noticed where
 * they take triples for pairs, or signs for indices; tiles that only change the order are not.
 */
#include <string.h>

#include "model/model-int.h"

/* In place of a code: there is no such weight. */
#define NOT_ANY 4

/* What stands in a byte, a table of all values. */
#define OF4(what, b) what(b), what((b) + 1), what((b) + 2), what((b) + 3)
#define OF16(what, b) OF4(what, b), OF4(what, (b) + 4), OF4(what, (b) + 8), OF4(what, (b) + 12)
#define OF64(what, b) OF16(what, b), OF16(what, (b) + 16), OF16(what, (b) + 32), OF16(what, (b) + 48)

/* Four codes; each nibble is 3 a + b of two. */
#define PAIRS(b) { (b) >> 4 < 9 && ((b) & 15) < 9 ? ((b) >> 4) / 3 : NOT_ANY, ((b) >> 4) % 3, ((b) & 15) / 3, ((b) & 15) % 3 }
static const uint8_t pairs[256][4] = { OF64(PAIRS, 0), OF64(PAIRS, 64), OF64(PAIRS, 128), OF64(PAIRS, 192) };

/* Three codes; a magnitude and the sign in bit 4 are 9 a + 3 b + c - 13.  The fourth byte is no code. */
#define SUM(m) (((m) & 16 ? 40 - ((m) & 15) : 40 + ((m) & 15)) % 27)
#define TRIPLE(m) { SUM(m) / 9, SUM(m) / 3 % 3, SUM(m) % 3, ((m) & 15) > 13 || (m) == 16 ? NOT_ANY : 0 }
static const uint8_t triples[32][4] = { OF16(TRIPLE, 0), OF16(TRIPLE, 16) };

static inline uint32_t load4(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static inline uint64_t load8(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return v;
}

static inline bool is_any(uint32_t seen)
{
	return !(seen & NOT_ANY * UINT32_C(0x01010101));
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
		if (!to)
			continue;
		v = load4(to + 4 * i) | v << place;
		memcpy(to + 4 * i, &v, 4);
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
	uint32_t seen = 0;
	uint64_t v;
	size_t i;

	for (i = 0; i < 8; i++) {
		unsigned int two = index[i / 2 * 32];
		const uint8_t *t = triples[(i % 2 ? two & 15 : two >> 4) | (signs >> (15 - 2 * i) & 16)];

		seen |= load4(t);
		memcpy(codes + 3 * i, t, 4);
	}
	for (i = 0; dst && i < 24; i += 8) {
		to = byte_of(dst, col + i, &place);
		v = load8(to) | load8(codes + i) << place;
		memcpy(to, &v, 8);
	}
	return seen;
}

/* From block 24-column block on. */
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

/* k3 is a multiple of 8. */
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
	size_t i, col;

	for (i = 0; i < BITNET_TL_ROWS; i++) {
		memset(dst_of(r, i), 0, r->row_bytes);
		for (col = r->m->n_cols; col < r->row_bytes * 4; col++)
			dst_of(r, i)[col / 128 * 32 + col % 32] |= (uint8_t)(1 << (6 - 2 * (col % 128 / 32)));
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
	for (i = 0; i < BITNET_TL_ROWS && is_any(r.seen[i]); i++)
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
