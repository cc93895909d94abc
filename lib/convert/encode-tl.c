/* SPDX-License-Identifier: MIT */
/* Codes into TL1 and TL2 (formats.md 4.4, 4.5); where a byte stands is in gguf/tl.h. */
#include "convert/encode-int.h"

/* Two weights as 0 to 8. */
static inline unsigned int pair_of(const int8_t *w)
{
	return (unsigned int)(3 * w[0] + w[1] + 4);
}

/* Two pairs in a byte, the first in the high nibble. */
static inline uint8_t two_pairs(const int8_t *w)
{
	return (uint8_t)(pair_of(w) << 4 | pair_of(w + 2));
}

void bitnet_encode_tl1(uint8_t *out, const struct bitnet_codes *c, struct bitnet_tl_tiles tiles)
{
	struct bitnet_tl_map m;
	size_t row, col;

	bitnet_tl_map_init(&m, BITNET_TENSOR_TL1, c->n_rows, c->n_cols, tiles);
	for (row = 0; row < c->n_rows; row++)
		for (col = 0; col < c->n_cols; col += 4)
			out[bitnet_tl1_at(&m, row, col)] = two_pairs(c->codes + row * c->n_cols + col);
}

/* Eight triples: the magnitude 0 to 13 of each in a nibble, the signs apart. */
static void encode_triples(uint8_t *out, const struct bitnet_tl_map *m, size_t row, size_t block, const int8_t *w)
{
	uint8_t *p = out + bitnet_tl2_triples_at(m, row, block);
	unsigned int signs = 0, i;

	for (i = 0; i < 8; i++, w += 3) {
		int t = 9 * w[0] + 3 * w[1] + w[2];

		p[i / 2 * 32] |= (uint8_t)((t < 0 ? -t : t) << (i % 2 ? 0 : 4));
		signs |= (t < 0 ? 1u : 0u) << (15 - 2 * i - row % 32 / 16);
	}
	p = out + bitnet_tl2_signs_at(m, row, block);
	p[0] |= (uint8_t)signs;
	p[1] |= (uint8_t)(signs >> 8);
}

void bitnet_encode_tl2(uint8_t *out, const struct bitnet_codes *c, struct bitnet_tl_tiles tiles)
{
	struct bitnet_tl_map m;
	size_t row, b, i;

	bitnet_tl_map_init(&m, BITNET_TENSOR_TL2, c->n_rows, c->n_cols, tiles);
	for (row = 0; row < c->n_rows; row++) {
		const int8_t *w = c->codes + row * c->n_cols;

		for (b = 0; b < m.k3 / 24; b++)
			encode_triples(out, &m, row, b, w + 24 * b);
		for (b = 0; b < (m.n_cols - m.k3) / 32; b++)
			for (i = 0; i < 8; i++)
				out[bitnet_tl2_pairs_at(&m, row, b) + 32 * i] = two_pairs(w + m.k3 + 32 * b + 4 * i);
	}
}
