/* SPDX-License-Identifier: MIT */
/*
 * Regular expressions of a tokenizer.json.  Hugging Face tokenizers runs them in Oniguruma, with
 * the syntax of Ruby; here they are translated and run in PCRE2 (compiled to machine code where it
 * can be).  What has no translation with the same meaning is refused by name.  Classes are those of
 * PCRE2's Unicode version; a byte that is not UTF-8 is in no match.
 */
#ifndef BITNET_TOK_REGEX_H
#define BITNET_TOK_REGEX_H

#include <stddef.h>

#include <bitnet/gguf.h>

#include "base/buf.h"

/* The longest expression that is read, in bytes. */
#define REGEX_MAX 65536u

struct bitnet_regex;

/* BITNET_E_UNSUPPORTED for syntax without a translation, and for what PCRE2 does not compile. */
int bitnet_regex_new(struct bitnet_regex **out, const char *pattern, size_t n, struct bitnet_error *err);
void bitnet_regex_free(void *regex);

/* What it was made of; borrowed. */
struct bitnet_str bitnet_regex_pattern(const struct bitnet_regex *r);

/*
 * The first match in the n bytes at s that begins at or behind `from`: 1, with begin and end; 0 for
 * none; negative with *err filled: no memory, or a match that takes too many steps.  May be called
 * from several threads at once.
 */
int bitnet_regex_find(void *regex, const char *s, size_t n, size_t from, size_t *begin, size_t *end,
		      struct bitnet_error *err);

/* The expression in the syntax of PCRE2, appended to out. */
int bitnet_regex_translate(struct bitnet_buf *out, const char *pattern, size_t n, struct bitnet_error *err);

#endif
