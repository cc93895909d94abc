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

#endif
