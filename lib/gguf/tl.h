/* SPDX-License-Identifier: MIT */
/*
 * TL1 and TL2 tensors: tiles that the file format leaves to the reader, and where the bytes of a
 * weight lie (formats.md 4.4, 4.5).  A matrix has n_rows outputs of n_cols inputs.
 *
 * Tiles are written ROWSxCOLS:BM,BK,bm, several with '/' between them; TL2 has bm = 32 always and may
 * leave it out.  Files of ours record them so in a string key for each of the two types.
 */
#ifndef BITNET_GGUF_TL_H
#define BITNET_GGUF_TL_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/gguf.h>

#include "base/buf.h"

/* BM and BK, a tile; bm, the rows of a part of it: 32 in TL2. */
struct bitnet_tl_tiles {
	uint32_t rows, cols, part;
};

struct bitnet_tl_entry {
	uint32_t n_rows, n_cols;
	struct bitnet_tl_tiles tiles;
};

#define BITNET_TL_MAX_ENTRIES 64

struct bitnet_tl_table {
	struct bitnet_tl_entry entries[BITNET_TL_MAX_ENTRIES];
	size_t n;
};

/* The key of the tiles, "bitnet.tl1.config" or "bitnet.tl2.config". */
const char *bitnet_tl_key(uint32_t type);

/* From text; "tl_config" when it is none, or names a shape twice. */
int bitnet_tl_table_parse(struct bitnet_tl_table *t, struct bitnet_str text, struct bitnet_error *err);

/* Add a shape that is not there yet; no more than BITNET_TL_MAX_ENTRIES ("tl_config"). */
int bitnet_tl_table_add(struct bitnet_tl_table *t, uint64_t n_rows, uint64_t n_cols, struct bitnet_tl_tiles tiles,
			struct bitnet_error *err);

/* The text of a table, which bitnet_tl_table_parse() reads. */
void bitnet_tl_table_text(const struct bitnet_tl_table *t, struct bitnet_buf *out);

/* BITNET_E_UNSUPPORTED "tl_shape": a matrix of this shape can not be cut into these tiles. */
int bitnet_tl_check(uint32_t type, uint64_t n_rows, uint64_t n_cols, struct bitnet_tl_tiles tiles, struct bitnet_error *err);

/*
 * The tiles of a shape: from `given` (may be NULL), else the presets of the kernels that wrote TL files.
 * BITNET_E_UNSUPPORTED: "tl_unknown" where there is none, "tl_ambiguous" where there are several;
 * `write` takes the first of several.  The result was checked as bitnet_tl_check() does.
 */
int bitnet_tl_find(struct bitnet_tl_tiles *out, uint32_t type, uint64_t n_rows, uint64_t n_cols,
		   const struct bitnet_tl_table *given, bool write, struct bitnet_error *err);

/* The same for a tensor of a file: `given`, then the file's key, then the presets. */
int bitnet_tl_find_in(struct bitnet_tl_tiles *out, const struct bitnet_gguf *g, const struct bitnet_tensor *t,
		      const struct bitnet_tl_table *given, struct bitnet_error *err);

/* Where the scale stands, 32 bytes before the end; 0 when the shape can not be of the type. */
uint64_t bitnet_tl_scale_at(uint32_t type, uint64_t n_rows, uint64_t n_cols);

/*
 * The bytes of a matrix that passed bitnet_tl_check().
 *
 * TL1: units of 64 bytes hold part rows of 256 / part columns.
 * TL2: the first k3 columns are in blocks of 24, eight triples, the others in blocks of 32, sixteen
 * pairs; a block of 32 rows has 128 bytes of indices, 32 bytes of signs (from signs_at), or 256 bytes
 * of pairs (from pairs_at).  From end to scale_at are zeros.
 */
struct bitnet_tl_map {
	struct bitnet_tl_tiles tiles;
	size_t n_rows, n_cols, k3, signs_at, pairs_at, end, scale_at;
};

void bitnet_tl_map_init(struct bitnet_tl_map *m, uint32_t type, size_t n_rows, size_t n_cols, struct bitnet_tl_tiles tiles);

/* TL1: the byte of four columns from col, a multiple of 4; the first pair is in the high nibble. */
static inline size_t bitnet_tl1_at(const struct bitnet_tl_map *m, size_t row, size_t col)
{
	size_t rows = m->tiles.rows, cols = m->tiles.cols, part = m->tiles.part, by = 256 / part;
	size_t unit = ((row / rows * (m->n_cols / cols) + col / cols) * (rows / part) + row % rows / part) * (cols / by) + col % cols / by;

	return unit * 64 + (row % part / 16 * (by / 4) + col % by / 4) * 16 + row % 16;
}

/* Row r of 32 stands in this lane: 8 to 15 and 16 to 23 change places. */
static inline size_t bitnet_tl2_lane(size_t r)
{
	return r ^ ((r ^ r >> 1) & 8 ? 24 : 0);
}

/* TL2: block c of the columns that are in triples (or pairs: n_blocks is 1 there), for the rows round row. */
static inline size_t bitnet_tl2_block(const struct bitnet_tl_map *m, size_t row, size_t n_tiles, size_t n_blocks, size_t c)
{
	size_t rows = m->tiles.rows;

	return ((row / rows * n_tiles + c / n_blocks) * (rows / 32) + row % rows / 32) * n_blocks + c % n_blocks;
}

/* The byte of triples 0 and 1 of block c; 2 and 3, 4 and 5, 6 and 7 are 32, 64, 96 on.  The first is in the high nibble. */
static inline size_t bitnet_tl2_triples_at(const struct bitnet_tl_map *m, size_t row, size_t c)
{
	return 128 * bitnet_tl2_block(m, row, m->k3 / m->tiles.cols, m->tiles.cols / 24, c) + bitnet_tl2_lane(row % 32);
}

/* The 16-bit word with the signs of block c; triple i has bit 15 - 2 i - (row % 32) / 16. */
static inline size_t bitnet_tl2_signs_at(const struct bitnet_tl_map *m, size_t row, size_t c)
{
	return m->signs_at + 32 * bitnet_tl2_block(m, row, m->k3 / m->tiles.cols, m->tiles.cols / 24, c) + 2 * (row % 16);
}

/* The byte of pairs 0 and 1 of block c behind k3; those after them are 32 on each. */
static inline size_t bitnet_tl2_pairs_at(const struct bitnet_tl_map *m, size_t row, size_t c)
{
	return m->pairs_at + 256 * bitnet_tl2_block(m, row, (m->n_cols - m->k3) / 32, 1, c) + bitnet_tl2_lane(row % 32);
}

#endif
