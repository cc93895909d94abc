/* SPDX-License-Identifier: MIT */
/* The parts of bitnet-generate: options, ways to be asked (prompt, tokens, batch, chat), ways to answer. */
#ifndef BITNET_CMD_GENERATE_H
#define BITNET_CMD_GENERATE_H

#include <stdio.h>

#include <json-c/json.h>

#include <bitnet/chat.h>

#include "cli-model.h"
#include "cli.h"
#include "generate-run.h"

/* A prompt, a document of messages, or a line of a batch or of a conversation: no more than this many bytes. */
#define GENERATE_TEXT_MAX ((size_t)8 << 20)

struct generate_options {
	struct cli_model_options model;
	struct cli_list prompt;                 /* a list, because the text may be empty; one element */
	const char *prompt_file, *tokens, *messages, *batch;
	bool chat;
	int format;                             /* of --tokens */
	uint64_t count, top_k, seed, ctx;
	double temp, top_p, min_p, repeat_penalty;
	bool seed_given, ctx_given, chat_template_given, format_given;
	struct cli_list stop;
	bool ignore_eos, ids, speculate;
	uint64_t keep;
	bool keep_given;
	int chat_template;
	const char *shard, *resume, *dump_logits, *output;
};
extern struct generate_options generate_opt;

/* ---- generate.c */

/* The template for messages: --chat-template, else the one that fits the model. */
enum bitnet_chat_template generate_template(const struct generate_engine *e);

/* ---- generate-out.c: answers as text, ids or JSON */

struct generate_out {
	FILE *f;
	bool lines;                             /* each answer ends with a newline */
	bool open;                              /* an answer without its newline stands at the end */
	size_t n_answers;
	char last;                              /* last byte written, 0 at the start */
};

void generate_out_init(struct generate_out *o, FILE *f, bool lines);

/*
 * Ask the engine and write the answer: streamed as text or ids, or as one JSON object; id is put into
 * the object, may be NULL and is borrowed.  Facts go to stderr with -v.  The error is the caller's to report, after
 * generate_out_failed().
 */
int generate_out_answer(struct generate_out *o, struct generate_engine *e, const struct bitnet_tokens *prompt,
			const struct generate_params *p, struct json_object *id, struct generate_answer *a,
			struct bitnet_error *err);

/* A sequence that gets no answer still gets its line, so that lines correspond. */
void generate_out_failed(struct generate_out *o, struct json_object *id, const struct bitnet_error *err);

/* After the last answer: the newline that a terminal needs. */
void generate_out_end(struct generate_out *o);

/* The text of an answer for JSON: a string, or {"bytes":[...]}; NULL without a tokenizer. */
struct json_object *generate_text_json(const struct generate_engine *e, const struct generate_answer *a);
struct json_object *generate_ids_json(const struct generate_answer *a);

/* ---- generate-messages.c */

/*
 * Messages from a JSON array [{"role":...,"content":...}]; content is a string or a list of text
 * parts.  The strings are borrowed from the array, or belong to *m: release it.
 */
struct generate_messages {
	struct bitnet_chat_message *v;
	size_t n;
	char **owned;
	size_t n_owned;
};
int generate_messages_parse(struct generate_messages *m, struct json_object *array, struct bitnet_error *err);
void generate_messages_release(struct generate_messages *m);

/* cli_json_parse() with its reason as an error. */
struct json_object *generate_json_parse(const char *s, size_t n, struct bitnet_error *err);

/* ---- generate-lines.c: lines of a file or pipe, one at a time */

enum generate_line {
	GENERATE_LINE = 1, GENERATE_LINE_LONG = 2, GENERATE_LINE_END = 0, GENERATE_LINE_TERM = -1, GENERATE_LINE_FAILED = -2
};

struct generate_lines {
	int fd;
	const char *name;
	char *buf;
	size_t begin, end, cap;
	bool eof, interruptible;
	int status;                             /* the exit status after FAILED */
};

/* "-" is stdin.  0 or the exit status after a message. */
int generate_lines_open(struct generate_lines *l, const char *path, bool interruptible);
void generate_lines_close(struct generate_lines *l);

/*
 * The next line without its newline, borrowed until the next call.  LONG: a line above
 * GENERATE_TEXT_MAX was skipped.  TERM: SIGTERM came in (interruptible, after generate_term_block()).  FAILED: after a message.
 */
enum generate_line generate_lines_next(struct generate_lines *l, char **s, size_t *n);

/*
 * Keep SIGTERM for the gaps between records.  Called before threads are started, so that they
 * do not take it either.
 */
void generate_term_block(void);

/* ---- generate-batch.c, generate-resume.c, generate-chat.c */

int generate_batch(struct generate_engine *e, const struct generate_params *p);
int generate_chat(struct generate_engine *e, const struct generate_params *p, struct generate_out *o);

/* What an earlier output holds: ids that are answered, and lines that were bad. */
struct generate_done;
/* Opens PATH for appending, locks it, cuts a torn last line.  0 or the exit status after a message. */
int generate_done_open(struct generate_done **out, const char *path, FILE **f);
/* A record by its id and form, or one without an id by the number of its line. */
bool generate_done_has(const struct generate_done *d, struct json_object *id, bool openai, unsigned long long line);
bool generate_done_any_failed(const struct generate_done *d);
void generate_done_free(struct generate_done *d);

/* ---- generate-openai.c: the two forms of a batch line */

struct generate_record {
	struct json_object *line;               /* owned */
	struct json_object *id;                 /* of the line, borrowed; NULL: none that can be used */
	struct json_object *body;               /* where the parameters stand, borrowed */
	bool openai, chat;
	struct generate_params params;
	struct bitnet_tokens prompt;
	struct generate_stop stops[GENERATE_STOPS_MAX];
};

/* Read a line into r (zeroed by the caller); release it in any case. */
int generate_record_parse(struct generate_record *r, struct generate_engine *e, const struct generate_params *defaults,
			  const char *s, size_t n, struct bitnet_error *err);
void generate_record_release(struct generate_record *r);

/* The line of the answer, or of the error.  Free with json_object_put(). */
struct json_object *generate_record_answer(const struct generate_record *r, const struct generate_engine *e,
					   const struct generate_answer *a);
struct json_object *generate_record_error(const struct generate_record *r, unsigned long long line,
					  const struct bitnet_error *err);

#endif
