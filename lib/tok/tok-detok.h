/* SPDX-License-Identifier: MIT */
/*
 * Decoders of a tokenizer.json in any order, as a stream: tokens go in, text comes out as soon as
 * no later token can change it.  What is common has a faster form in struct bitnet_tok; this one is
 * complete.
 */
#ifndef BITNET_TOK_DETOK_H
#define BITNET_TOK_DETOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#include "base/buf.h"
#include "tok/tok-regex.h"

enum bitnet_detok_kind {
	/* What works on a token as it comes. */
	DETOK_BYTE_LEVEL,    /* the byte-level alphabet undone, all tokens one text */
	DETOK_FUSE,          /* all tokens one text */
	DETOK_METASPACE,     /* `from` is a space, in the first token nothing where `on` is true */
	/* What works on a whole token. */
	DETOK_REPLACE,       /* `from`, or what regex finds, by `to` */
	DETOK_BYTES,         /* <0xHH> is a byte */
	DETOK_STRIP,         /* the character `from`, at most `left` and `right` times */
	DETOK_WORDPIECE,     /* the prefix `from` away, else a space in front; on: cleanup */
	DETOK_BPE,           /* the suffix `from` is a space, in the last token nothing */
	DETOK_CTC            /* of equal tokens one; `from` is nothing; on: cleanup, and `to` is a space */
};

#define DETOK_STEPS 16
#define DETOK_TEXT_MAX 256

struct bitnet_detok {
	struct bitnet_detok_step {
		enum bitnet_detok_kind kind;
		char from[DETOK_TEXT_MAX], to[DETOK_TEXT_MAX];
		size_t from_n, to_n;
		uint32_t left, right;
		bool on;
		struct bitnet_regex *regex;
	} steps[DETOK_STEPS];
	size_t n;
};

void bitnet_detok_free(struct bitnet_detok *d);

/* One text on its way: zeroed is the beginning. */
struct bitnet_detok_run {
	struct detok_state {
		struct bitnet_buf held, last, a, b;
		bool open;               /* a token has begun and may go on */
		bool any;                /* there was a token before this one */
	} state[DETOK_STEPS];
	struct bitnet_buf out;
};
void bitnet_detok_run_reset(struct bitnet_detok_run *r);
void bitnet_detok_run_release(struct bitnet_detok_run *r);

/* One token; what it adds is appended to r->out. */
int bitnet_detok_push(const struct bitnet_detok *d, struct bitnet_detok_run *r, const char *s, size_t n,
		      struct bitnet_error *err);

/* There are no more tokens: the rest. */
int bitnet_detok_finish(const struct bitnet_detok *d, struct bitnet_detok_run *r, struct bitnet_error *err);

#endif
