/* SPDX-License-Identifier: MIT */
/* Names of tensors: those of Hugging Face transformers, and those of GGUF. */
#ifndef BITNET_CONVERT_HF_NAMES_H
#define BITNET_CONVERT_HF_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include <bitnet/convert.h>

enum bitnet_hf_name {
	BITNET_HF_UNKNOWN,
	BITNET_HF_TENSOR,
	BITNET_HF_SCALE,        /* NAME.weight_scale: belongs to NAME.weight */
	BITNET_HF_IGNORED       /* nothing that the model needs */
};

struct bitnet_hf_place {
	char name[64];          /* in the GGUF */
	enum bitnet_convert_role role;
	int permute;            /* rows of q (1) and k (2) */
	bool vector;            /* a norm or a bias */
	uint32_t layer;         /* of a layer's */
};

/* What a tensor of a checkpoint is. */
enum bitnet_hf_name bitnet_hf_place(const char *name, struct bitnet_hf_place *p);

/* What a tensor of a GGUF is: a matrix of a layer, the embedding, the head, or another one. */
enum bitnet_convert_role bitnet_gguf_role(const struct bitnet_tensor *t);

#endif
