/* SPDX-License-Identifier: MIT */
/* The parts of bitnet-perplexity: what it runs with, and how its input is read. */
#ifndef BITNET_CMD_PERPLEXITY_H
#define BITNET_CMD_PERPLEXITY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <bitnet/infer.h>
#include <bitnet/tok.h>

#include "cli-model.h"

enum perplexity_format { FORMAT_TEXT, FORMAT_JSONL, FORMAT_U32 };

struct perplexity_options {
	struct cli_model_options model;
	const char *tokens, *output, *field;
	uint64_t ctx, stride;
	int format;                             /* of --tokens */
	bool ctx_given, format_given, windows, null, add_eos;
};
extern struct perplexity_options perplexity_options;
extern const char *const perplexity_formats[];

/* Everything that a run has. */
struct perplexity {
	struct bitnet_gguf *gguf;
	struct bitnet_model *model;
	struct bitnet_session *session;
	struct bitnet_tok *tok;                 /* NULL: ids of a model without one */
	struct bitnet_tokens ids;               /* of the text, or of the record that is scored */
	size_t n_spans;                         /* so many of them have begin and end */
	const char *name;                       /* of the input, in messages */
	int64_t bos;                            /* in place of the first id of a window, -1: none */
	struct bitnet_perplexity p;
	uint64_t n_ids, n_records, record, scored_bytes;
	double load_seconds, seconds;
	FILE *out;
};

/* ---- perplexity-read.c; they return 0 or the exit status after a message */

/* The text of a file, or the sequence of --tokens, into r->ids. */
int perplexity_read_text(struct perplexity *r, const char *operand);
int perplexity_read_ids(struct perplexity *r);

/* An error of the library about the record at hand; returns its exit status. */
int perplexity_fail_record(const struct perplexity *r, const struct bitnet_error *err);

/* Each record of a file into r->ids, and each() for it. */
int perplexity_records(struct perplexity *r, const char *operand, int (*each)(struct perplexity *r));

#endif
