/* SPDX-License-Identifier: MIT */
/* Addresses: see url.h.  What is not plainly one is refused rather than mended. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "fetch/url.h"

static int fault(struct bitnet_error *err, const char *s, const char *what)
{
	char shown[200];

	/* A query may hold a secret. */
	bitnet_text_escape(shown, sizeof(shown), s, strcspn(s, "?"));
	return bitnet_error_set(err, BITNET_E_INPUT, "bad_url", "'%s' %s", shown, what);
}

static bool is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

/* The host at s; returns its length, 0 when it is none. */
static size_t take_host(struct bitnet_url *u, const char *s)
{
	size_t n = 0, skip = 0, i;

	if (*s == '[') {
		n = strspn(s + 1, "0123456789abcdefABCDEF:.");
		if (s[n + 1] != ']')
			return 0;
		skip = 1;
	} else {
		while (is_host_char(s[n]))
			n++;
	}
	if (n == 0 || n >= sizeof(u->host))
		return 0;
	for (i = 0; i < n; i++) {
		char c = s[skip + i];

		u->host[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	u->host[n] = '\0';
	return n + 2 * skip;
}

int bitnet_url_parse(struct bitnet_url *u, const char *s, struct bitnet_error *err)
{
	struct bitnet_url v = { .port = 0 };
	size_t n = strcspn(s, "#"), at, i;

	if (n >= sizeof(v.text))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_url", "an address of %zu bytes is too long", n);
	for (i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~' || s[i] == '\\')
			return fault(err, s, "holds a character that no address has");
	if (strncasecmp(s, "https://", 8) == 0)
		v.tls = true;
	else if (strncasecmp(s, "http://", 7) != 0)
		return fault(err, s, "is no address of https");
	at = v.tls ? 8 : 7;
	i = take_host(&v, s + at);
	at += i;
	if (i == 0 || (s[at] && !strchr(":/?#", s[at])))
		return fault(err, s, "has no host that can be read");
	v.port = v.tls ? 443 : 80;
	if (s[at] == ':') {
		int port = 0, digits = 0;

		for (at++; s[at] >= '0' && s[at] <= '9' && digits < 5; at++, digits++)
			port = port * 10 + (s[at] - '0');
		if (digits == 0 || port < 1 || port > 65535 || (s[at] && !strchr("/?#", s[at])))
			return fault(err, s, "has no port that can be read");
		v.port = port;
	}
	memcpy(v.text, s, n);
	v.path = at;
	*u = v;
	return 0;
}

int bitnet_url_join(struct bitnet_url *out, const struct bitnet_url *base, const char *location, struct bitnet_error *err)
{
	char whole[BITNET_URL_MAX + 16];
	size_t keep, n = strlen(location);

	if (n >= BITNET_URL_MAX)
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_url", "an address of %zu bytes is too long", n);
	if (location[strspn(location, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-")] == ':')
		return bitnet_url_parse(out, location, err);
	if (strncmp(location, "//", 2) == 0) {
		keep = base->tls ? 6 : 5;
	} else if (*location == '/') {
		keep = base->path;
	} else {
		/* In the folder of the path, or with another query. */
		keep = base->path + strcspn(base->text + base->path, "?");
		while (*location != '?' && keep > base->path && base->text[keep - 1] != '/')
			keep--;
	}
	if (keep + n + 1 >= sizeof(whole))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_url", "an address of %zu bytes is too long", keep + n);
	snprintf(whole, sizeof(whole), "%.*s%s%s", (int)keep, base->text,
		 keep == base->path && *location != '/' && *location != '?' ? "/" : "", location);
	return bitnet_url_parse(out, whole, err);
}

bool bitnet_url_same_origin(const struct bitnet_url *a, const struct bitnet_url *b)
{
	return a->tls == b->tls && a->port == b->port && strcmp(a->host, b->host) == 0;
}

bool bitnet_url_is_loopback(const struct bitnet_url *u)
{
	unsigned a, b, c, d;
	char end;

	if (strcmp(u->host, "localhost") == 0 || strcmp(u->host, "::1") == 0)
		return true;
	return sscanf(u->host, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &end) == 4 && a == 127 && b < 256 && c < 256 && d < 256;
}

bool bitnet_url_escape(struct bitnet_buf *b, const char *s, bool keep_slash)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *s; s++) {
		if (strchr(plain, *s) || (keep_slash && *s == '/'))
			bitnet_buf_add(b, s, 1);
		else
			bitnet_buf_printf(b, "%%%02X", (unsigned char)*s);
	}
	return !b->failed;
}

const char *bitnet_url_show(char *buf, size_t cap, const struct bitnet_url *u)
{
	return bitnet_text_escape(buf, cap, u->text, strcspn(u->text, "?"));
}
