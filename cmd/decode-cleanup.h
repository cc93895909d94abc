/* SPDX-License-Identifier: MIT */
/*
 * bitnet-decode --clean-up: spaces before punctuation and English contractions away, as the function
 * clean_up_tokenization of Hugging Face transformers does it, for a text that comes in parts.
 */
#ifndef BITNET_CMD_DECODE_CLEANUP_H
#define BITNET_CMD_DECODE_CLEANUP_H

#include <stddef.h>

#define CLEANUP_RULES 10

/* Zeroed before each text.  Each rule works on what the one before leaves. */
struct cleanup {
	struct cleanup_held { char s[8]; size_t n; } held[CLEANUP_RULES];
};

/* n bytes more; put is called with what is certain. */
void decode_cleanup(struct cleanup *c, const char *s, size_t n, void (*put)(const char *s, size_t n));
/* There are no more: the rest. */
void decode_cleanup_finish(struct cleanup *c, void (*put)(const char *s, size_t n));

#endif
