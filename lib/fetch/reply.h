/* SPDX-License-Identifier: MIT */
/* What the headers of an answer say. */
#ifndef BITNET_FETCH_REPLY_H
#define BITNET_FETCH_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#include "fetch/url.h"

/* Strings are as they came, without blanks at the ends; too long ones are cut, so that they match nothing. */
struct bitnet_reply {
	int status;
	int64_t length;                        /* Content-Length; -1: not said */
	int64_t from, to, total;               /* Content-Range; -1: not said, or '*' */
	char location[BITNET_URL_MAX];
	char next[BITNET_URL_MAX];             /* Link with rel="next": the rest of a list */
	char etag[160];
	char linked_etag[160];
	int64_t linked_size;                   /* -1: not said */
	char commit[80];                       /* X-Repo-Commit */
	char error_code[80], error_message[240];
	char request_id[120];
	char warning[240];                     /* X-HF-Warning */
	double wait;                           /* seconds that the server asks for; -1: it does not */
	int64_t date, retry_at;                /* seconds since 1970; -1: not said */
	size_t n_bytes;                        /* of all lines so far */
};

/* More than this is no answer of a server. */
enum { BITNET_REPLY_MAX = 100 << 10 };

void bitnet_reply_clear(struct bitnet_reply *r);

/*
 * One header line with or without its end; a status line clears what was before, and an empty line ends them.  A
 * Retry-After that is a date counts from the Date of the answer, where it has one, so that our clock may be wrong.
 * BITNET_E_PROTOCOL "bad_reply" for more than BITNET_REPLY_MAX bytes, and for numbers
 * that are none.
 */
int bitnet_reply_line(struct bitnet_reply *r, const char *line, size_t n, struct bitnet_error *err);

/* An ETag without W/ and quotes into buf; false when it is not of that form or too long. */
bool bitnet_reply_etag(char *buf, size_t cap, const char *etag);

#endif
