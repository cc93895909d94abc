/* SPDX-License-Identifier: MIT */
/* The model of a program that runs one: its options, the default model, loading, and the session. */
#ifndef BITNET_CMD_CLI_MODEL_H
#define BITNET_CMD_CLI_MODEL_H

#include <json-c/json.h>

#include <bitnet/infer.h>

#include "cli.h"

/* Zeroed by the program; filled by the options of CLI_MODEL_FILE and CLI_MODEL_RUN. */
struct cli_model_options {
	const char *file, *tokenizer;
	uint64_t threads;
	int device, cpu, kv_type, i2s_layout;
	const char *tl_config;
	bool device_given, cpu_given, low_memory;
	bool no_skip;                   /* set by the program: bitnet_session_options has it */
	/* Set by the program: it reads all logits, a compact head is of no use; or it wants the head at once. */
	bool all_logits, head_at_once;
};

extern const char *const cli_model_devices[], *const cli_model_levels[], *const cli_model_kv_types[], *const cli_model_layouts[];

#define CLI_MODEL_FILE(o) \
	CLI_STR('m', "model", &(o).file, "FILE", "the model, a GGUF file; without it, the one that comes with the tools"), \
	CLI_STR(0, "tokenizer", &(o).tokenizer, "FILE", "the tokenizer to use, instead of a search")

#define CLI_MODEL_RUN(o) \
	CLI_UINT('j', "threads", &(o).threads, NULL, 1, 1024, "N", "use N threads"), \
	CLI_ENUM(0, "device", &(o).device, &(o).device_given, cli_model_devices, "NAME", "auto, cpu or cuda"), \
	CLI_ENUM(0, "cpu", &(o).cpu, &(o).cpu_given, cli_model_levels, "LEVEL", "the highest level of CPU instructions to use"), \
	CLI_ENUM(0, "kv-type", &(o).kv_type, NULL, cli_model_kv_types, "TYPE", "type of the key and value cache: f16, f32 or q8_0"), \
	CLI_ENUM(0, "i2s-layout", &(o).i2s_layout, NULL, cli_model_layouts, "NAME", "layout of I2_S tensors: x86 or arm"), \
	CLI_STR(0, "tl-config", &(o).tl_config, "TILES", "tiles of TL1 and TL2 tensors: ROWSxCOLS:BM,BK,bm, more after a '/'"), \
	CLI_FLAG(0, "low-memory", &(o).low_memory, "do without copies of weights that are made for speed")

/*
 * The file of --model, else the model that comes with the tools, which is said on stderr: o->file is set, and
 * o->threads by option and environment.  Called first.  All of these return 0, or the exit status after a message.
 */
int cli_model_choose(struct cli_model_options *o);

/* The device and the CPU level by options and environment; NULL: the best level. */
int cli_model_device(struct cli_model_options *o, const char **level);

/* Open and check the keys; *g is the caller's to close, after an error too. */
int cli_model_open(struct bitnet_gguf **g, const struct cli_model_options *o);
int cli_model_load(struct bitnet_model **m, const struct bitnet_gguf *g, const struct cli_model_options *o);

/* n_ctx and level as in struct bitnet_session_options.  With -v, what was chosen is said. */
int cli_model_session(struct bitnet_session **s, const struct bitnet_model *m, const struct cli_model_options *o, uint32_t n_ctx,
		      const char *level);

/* For the JSON documents: where the bytes are. */
struct json_object *cli_model_memory(const struct bitnet_model *m, const struct bitnet_session *s);
uint64_t cli_peak_bytes(void);

/* n in t seconds, to the hundredth; 0 when no time went by. */
double cli_rate(size_t n, double t);

#endif
