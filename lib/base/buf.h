/* SPDX-License-Identifier: MIT */
/*
 * A growing string of bytes.  Always NUL-terminated once something was added.  A failed growth
 * sets `failed` and drops what did not fit: callers add freely and look once at the end.
 */
#ifndef BITNET_BASE_BUF_H
#define BITNET_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include <bitnet/error.h>

struct bitnet_buf {
	char *s;
	size_t n, cap;
	bool failed;
};
#define BITNET_BUF_INIT { NULL, 0, 0, false }

void bitnet_buf_release(struct bitnet_buf *b);
void bitnet_buf_reset(struct bitnet_buf *b);          /* empty, memory kept */
bool bitnet_buf_add(struct bitnet_buf *b, const void *s, size_t n);
bool bitnet_buf_str(struct bitnet_buf *b, const char *s);
bool bitnet_buf_printf(struct bitnet_buf *b, const char *fmt, ...) BITNET_PRINTF(2, 3);
char *bitnet_buf_take(struct bitnet_buf *b);          /* the string, now the caller's; NULL when failed */

#endif
