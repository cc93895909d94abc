/* SPDX-License-Identifier: MIT */
/*
 * One prompt in, tokens out: the engine of bitnet-generate with its end tokens, stop strings and what
 * must be held back of a stream.
 */
#ifndef BITNET_CMD_GENERATE_RUN_H
#define BITNET_CMD_GENERATE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <bitnet/gguf.h>
#include <bitnet/infer.h>
#include <bitnet/tok.h>

#define GENERATE_STOPS_MAX 64

struct generate_dump;
struct generate_guesses;

/* Everything that is set up once. */
struct generate_engine {
	struct bitnet_gguf *gguf;
	struct bitnet_model *model;
	struct bitnet_session *session;
	struct bitnet_tok *tok;                 /* NULL: ids only */
	struct bitnet_decoder *decoder;         /* NULL without tok */
	uint32_t ends[3];                       /* end tokens by the keys of the file */
	size_t n_ends;
	struct bitnet_tokens held;              /* the ids that the session holds */
	struct generate_dump *dump;             /* where prompt logits go, or NULL */
	struct generate_guesses *guesses;       /* --speculate, or NULL */
	bool plain;                             /* all logits are computed, whether they matter or not */
	uint64_t seed;                          /* of the run */
	double load_seconds;
	bool warned_piece;
};

struct generate_stop {
	const char *s;
	size_t n;
};

struct generate_params {
	uint64_t max_tokens;
	struct bitnet_sampler_options sampler;
	const struct generate_stop *stops;
	size_t n_stops;
	bool ignore_eos;
	bool shift;                             /* a full context is shifted: its first `keep` ids stay */
	uint32_t keep;
};

enum generate_end { GENERATE_END_STOP, GENERATE_END_EOS, GENERATE_END_LENGTH, GENERATE_END_CONTEXT };
const char *generate_end_name(enum generate_end end);

/*
 * An answer.  ends[i] is where the text of ids[i] ends.  After the run, n_ids and n_text are
 * what may be shown: a stop string and what follows it are cut off.
 */
struct generate_answer {
	uint32_t *ids;
	size_t *ends;
	size_t n_ids, cap_ids;
	char *text;
	size_t n_text, cap_text;
	size_t n_prompt, n_computed;            /* ids of the prompt; those that were not held already */
	size_t n_sampled;                       /* what the model produced, the end token left out */
	size_t n_guessed, n_right;              /* ids guessed, and those of them that were right */
	size_t n_shifts;                        /* how often the context was full and went on */
	enum generate_end end;
	double prompt_seconds, generate_seconds;
};
void generate_answer_release(struct generate_answer *a);

/*
 * Called when ids [ids_from, ids_to) and text [text_from, text_to) of the answer are final: no
 * character is cut and nothing of it can become a stop string.
 */
typedef void generate_emit_fn(void *arg, const struct generate_answer *a, size_t ids_from, size_t ids_to,
			      size_t text_from, size_t text_to);

/*
 * Run the prompt and produce the answer, which is reused: zero it before the first run.  What the
 * session holds of the same ids is kept.  emit may be NULL.
 */
int generate_run(struct generate_engine *e, const struct bitnet_tokens *prompt, const struct generate_params *p,
		 generate_emit_fn *emit, void *arg, struct generate_answer *a, struct bitnet_error *err);

/* Fill err; returns status. */
int generate_error(struct bitnet_error *err, enum bitnet_status status, const char *name, const char *fmt, ...)
	BITNET_PRINTF(4, 5);

/* Append ids to the session and to the note of what it holds; of a few, the logits after each can be asked for. */
int generate_append(struct generate_engine *e, const uint32_t *ids, size_t n, struct bitnet_error *err);
int generate_append_each(struct generate_engine *e, const uint32_t *ids, size_t n, struct bitnet_error *err);

/* ---- generate-next.c: from an id to the logits behind it, with and without guesses; a full context */

struct generate_guesses *generate_guesses_new(struct bitnet_error *err);
void generate_guesses_free(struct generate_guesses *g);

/* A new answer begins behind these ids. */
int generate_guesses_begin(struct generate_guesses *g, const struct bitnet_tokens *prompt, struct bitnet_error *err);

/* Append id, the last one of the answer: the session's logits are those behind it.  At most `most` ids are guessed. */
int generate_next(struct generate_engine *e, const struct generate_params *p, uint32_t id, uint64_t most, struct generate_answer *a,
		  struct bitnet_error *err);

/* Whether the context has no room for an id. */
bool generate_is_full(const struct generate_engine *e);

/* After the last id: the session holds no guesses. */
void generate_next_end(struct generate_engine *e);

/* ---- generate-logits.c: --dump-logits */

/* f is borrowed. */
struct generate_dump *generate_dump_open(FILE *f);
void generate_dump_close(struct generate_dump *d);

/* Append the ids to the session and the logits of each to the file; ends the program when it cannot be written. */
int generate_dump_eval(struct generate_dump *d, struct bitnet_session *s, const uint32_t *ids, size_t n, uint32_t n_vocab,
		       struct bitnet_error *err);

#endif
