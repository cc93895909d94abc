/* SPDX-License-Identifier: MIT */
/* Growing strings: see buf.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

void bitnet_buf_release(struct bitnet_buf *b)
{
	free(b->s);
	memset(b, 0, sizeof(*b));
}

void bitnet_buf_reset(struct bitnet_buf *b)
{
	b->n = 0;
	b->failed = false;
	if (b->s)
		b->s[0] = '\0';
}

bool bitnet_buf_add(struct bitnet_buf *b, const void *s, size_t n)
{
	size_t need;

	if (b->failed || __builtin_add_overflow(b->n, n, &need) || __builtin_add_overflow(need, 1, &need) ||
	    !bitnet_grow(&b->s, &b->cap, need, 1)) {
		b->failed = true;
		return false;
	}
	if (n)
		memcpy(b->s + b->n, s, n);
	b->n += n;
	b->s[b->n] = '\0';
	return true;
}

bool bitnet_buf_str(struct bitnet_buf *b, const char *s)
{
	return bitnet_buf_add(b, s, strlen(s));
}

bool bitnet_buf_printf(struct bitnet_buf *b, const char *fmt, ...)
{
	va_list ap;
	char small[256];
	char *big;
	int n;
	bool ok;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = true;
		return false;
	}
	if ((size_t)n < sizeof(small))
		return bitnet_buf_add(b, small, (size_t)n);
	big = malloc((size_t)n + 1);
	if (!big) {
		b->failed = true;
		return false;
	}
	va_start(ap, fmt);
	vsnprintf(big, (size_t)n + 1, fmt, ap);
	va_end(ap);
	ok = bitnet_buf_add(b, big, (size_t)n);
	free(big);
	return ok;
}

char *bitnet_buf_take(struct bitnet_buf *b)
{
	char *s;

	if (!b->failed && !b->s)
		bitnet_buf_add(b, "", 0);
	if (b->failed) {
		bitnet_buf_release(b);
		return NULL;
	}
	s = b->s;
	memset(b, 0, sizeof(*b));
	return s;
}
