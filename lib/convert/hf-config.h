/* SPDX-License-Identifier: MIT */
/* config.json of a checkpoint: what the model is. */
#ifndef BITNET_CONVERT_HF_CONFIG_H
#define BITNET_CONVERT_HF_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include <bitnet/error.h>

struct bitnet_hf_config {
	const char *architecture;       /* of the GGUF */
	const char *activation;         /* "relu2", "silu" */
	bool bitnet;                    /* layers are ternary by definition */
	bool online;                    /* made so from the weights at each step: they are never ternary themselves */
	bool scales;                    /* weights may have a weight_scale, which divides the product or multiplies it */
	bool divide;
	bool sub_norms;
	bool permute;                   /* rows of q and k go to the order of adjacent pairs */
	bool tied;
	uint32_t n_vocab, n_ctx, n_embd, n_layer, n_ff, n_head, n_head_kv, head_dim;
	float eps, rope_base;
	float rope_factor;              /* linear scaling; 1: none */
};

/*
 * Read a config.json.  "config_key": a member is missing or out of its range; "config_unsupported": a model
 * that is not one of those converted here, by the member that says so.
 */
int bitnet_hf_config_read(struct bitnet_hf_config *c, struct json_object *o, struct bitnet_error *err);

#endif
