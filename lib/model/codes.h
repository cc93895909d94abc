/* SPDX-License-Identifier: MIT */
/* A ternary tensor by its weights: what converters read and write. */
#ifndef BITNET_MODEL_CODES_H
#define BITNET_MODEL_CODES_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/gguf.h>
#include <bitnet/model.h>

/*
 * Weight (r, c) is codes[r * n_cols + c], one of -1, 0, 1, times scale; or, where block_scales is not NULL,
 * times block_scales[(r * n_cols + c) / 256], n_cols being a multiple of 256.
 */
struct bitnet_codes {
	int8_t *codes;
	size_t n_rows, n_cols;
	float scale;
	float *block_scales;
};

/*
 * Read t of g, whose type is I2_S, TQ1_0, TQ2_0, TL1 or TL2, checked as bitnet_model_load() does.
 * o may be NULL.  The result is released with bitnet_codes_release(), which a zeroed struct may meet
 * as well.
 */
int bitnet_codes_read(struct bitnet_codes *out, const struct bitnet_gguf *g, const struct bitnet_tensor *t,
		      const struct bitnet_model_options *o, struct bitnet_error *err);
void bitnet_codes_release(struct bitnet_codes *c);

#endif
