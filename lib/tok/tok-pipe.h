/* SPDX-License-Identifier: MIT */
/*
 * Pre-tokenisers of a tokenizer.json in any order: a list of steps, each of which cuts the pieces of
 * the one before, or changes their text.  What is common has a faster form (stages of tok-pre.h);
 * this one is complete.
 */
#ifndef BITNET_TOK_PIPE_H
#define BITNET_TOK_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#include "base/buf.h"
#include "tok/tok-pre.h"
#include "tok/tok-regex.h"

/* Text, and where its bytes come from: byte i from base + map[i], or from base + i where map is NULL. */
struct bitnet_view {
	const char *s;
	size_t n;
	const uint32_t *map;         /* n + 1 places */
	size_t base;
};

static inline size_t bitnet_view_origin(const struct bitnet_view *v, size_t i)
{
	return v->base + (v->map ? v->map[i] : i);
}

enum bitnet_step_kind {
	/* What cuts text into matches and gaps. */
	STEP_SCAN,           /* scan: every piece is a match */
	STEP_REGEX,
	STEP_TEXT,           /* `text`, not empty */
	STEP_CHAR,           /* a character for which `is` holds, or the character cp */
	STEP_WORDS,          /* \w+|[^\w\s]+ */
	STEP_SCRIPTS,        /* runs of one script */
	STEP_LENGTH,         /* n characters */
	/* What changes text. */
	STEP_SPACE,          /* a space in front, unless there is one */
	STEP_ALPHABET,       /* each byte its character of the byte-level alphabet */
	STEP_BYTES,          /* and back */
	STEP_META            /* a space is `text`; and in front, as scheme says */
};

/* What becomes of matches. */
enum bitnet_step_behavior { STEP_REMOVED, STEP_ISOLATED, STEP_MERGED_WITH_PREVIOUS, STEP_MERGED_WITH_NEXT, STEP_CONTIGUOUS };

enum bitnet_step_scheme { STEP_NEVER, STEP_FIRST, STEP_ALWAYS };

#define PIPE_STEPS 32
#define STEP_TEXT_MAX 1024

struct bitnet_pipe {
	struct bitnet_step {
		enum bitnet_step_kind kind;
		enum bitnet_step_behavior behavior;
		enum bitnet_step_scheme scheme;
		bool invert;                     /* matches are gaps, gaps are matches */
		bitnet_scan_fn *scan;
		struct bitnet_regex *regex;
		bool (*is)(uint32_t cp);
		uint32_t cp;
		char *text;
		size_t n;
	} steps[PIPE_STEPS];
	size_t n;
};

void bitnet_pipe_free(struct bitnet_pipe *p);

/* One more step, zeroed but for its kind; NULL when there are too many. */
struct bitnet_step *bitnet_pipe_add(struct bitnet_pipe *p, enum bitnet_step_kind kind);

/* A piece at the end of the pipe; 0 or an error, which ends the run. */
typedef int bitnet_pipe_fn(void *arg, const struct bitnet_view *piece, struct bitnet_error *err);

int bitnet_pipe_run(const struct bitnet_pipe *p, const struct bitnet_view *text, bitnet_pipe_fn *fn, void *arg,
		    struct bitnet_error *err);

/* Punctuation, as Hugging Face's Punctuation and BertPreTokenizer have it; White_Space. */
bool bitnet_is_punctuation(uint32_t cp);
bool bitnet_is_space(uint32_t cp);

#endif
