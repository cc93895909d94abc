/* SPDX-License-Identifier: MIT */
/* Addresses: http:// and https:// only, without a user, without a fragment. */
#ifndef BITNET_FETCH_URL_H
#define BITNET_FETCH_URL_H

#include <stdbool.h>
#include <stddef.h>

#include <bitnet/error.h>

#include "base/buf.h"

enum { BITNET_URL_MAX = 8192 };

struct bitnet_url {
	bool tls;                     /* https */
	char host[256];               /* lower case; an IPv6 address without its brackets */
	int port;
	char text[BITNET_URL_MAX];    /* the whole, without the fragment */
	size_t path;                  /* where in text the path begins; text[path] is '/', '?' or NUL */
};

/* BITNET_E_INPUT "bad_url". */
int bitnet_url_parse(struct bitnet_url *u, const char *s, struct bitnet_error *err);

/* The value of a Location header, which may be relative to base. out may be base. */
int bitnet_url_join(struct bitnet_url *out, const struct bitnet_url *base, const char *location, struct bitnet_error *err);

/* The same scheme, host and port. */
bool bitnet_url_same_origin(const struct bitnet_url *a, const struct bitnet_url *b);

/* 127.0.0.0/8, ::1, localhost. */
bool bitnet_url_is_loopback(const struct bitnet_url *u);

/* s with %XX for all but letters, digits, "-._~", and '/' where slashes stay. */
bool bitnet_url_escape(struct bitnet_buf *b, const char *s, bool keep_slash);

/* The address without its query, which may hold a signature, fit for a message. */
const char *bitnet_url_show(char *buf, size_t cap, const struct bitnet_url *u);

#endif
