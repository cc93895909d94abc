/* SPDX-License-Identifier: MIT */
/* A line of JSON as it was written: where its members stand, so that what is kept keeps every byte. */
#ifndef BITNET_CMD_ENCODE_JSON_H
#define BITNET_CMD_ENCODE_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* [begin, end) in the line: a member from its key to the end of its value; key and value without what is around them. */
struct encode_member {
	size_t begin, end;
	size_t key, key_n;              /* inside the quotes */
	size_t value;
};

struct encode_line {
	const char *s;
	struct encode_member *members;
	size_t n, cap;
	size_t open;                    /* of the object's brace */
};

/*
 * Read a line: strict JSON (RFC 8259, UTF-8, at most 64 levels deep) that is an object.  s is borrowed and has a NUL behind.
 * NULL, or what is wrong and at which byte.  l is reused: zeroed before the first line, released after the last.
 */
const char *encode_line_read(struct encode_line *l, const char *s, size_t n, size_t *at);
void encode_line_release(struct encode_line *l);

/* The last member of this name, or NULL. */
const struct encode_member *encode_line_find(const struct encode_line *l, const char *key);

/*
 * The characters of a member whose value is a string, in UTF-8, a surrogate without its other half as U+FFFD; they may be NUL.
 * false when it is none.  buf, of *cap bytes, grows as needed; the caller frees it.
 */
bool encode_line_string(const struct encode_line *l, const struct encode_member *m, char **buf, size_t *cap, size_t *n);

/*
 * The object without its last brace and without the members of these names (NULL behind the last), and a comma where more is to
 * follow; in buf as above.  What stays, stays as it was written.
 */
void encode_line_open(const struct encode_line *l, const char *const *without, char **buf, size_t *cap, size_t *n);

#endif
