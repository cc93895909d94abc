/* SPDX-License-Identifier: MIT */
/* Header lines: see reply.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "fetch/reply.h"

void bitnet_reply_clear(struct bitnet_reply *r)
{
	memset(r, 0, sizeof(*r));
	r->length = r->from = r->to = r->total = r->linked_size = -1;
	r->wait = -1;
	r->date = r->retry_at = -1;
}

static int fault(struct bitnet_error *err, const char *what, const char *s, size_t n)
{
	char shown[120];

	bitnet_text_escape(shown, sizeof(shown), s, n);
	return bitnet_error_set(err, BITNET_E_PROTOCOL, "bad_reply", "the server's %s '%s' makes no sense", what, shown);
}

/* Decimal digits from *s on, at most 18 of them; false when there are none or more. */
static bool digits(const char **s, const char *end, int64_t *out)
{
	const char *p = *s;
	int64_t v = 0;

	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		if (p - *s >= 18)
			return false;
		v = v * 10 + (*p - '0');
	}
	if (p == *s)
		return false;
	*s = p;
	*out = v;
	return true;
}

static bool number(const char *s, size_t n, int64_t *out)
{
	const char *end = s + n;

	return digits(&s, end, out) && s == end;
}

/* "bytes FROM-TO/TOTAL", "bytes FROM-TO" with '*' for TOTAL, "bytes *" and the total of a 416. */
static bool content_range(struct bitnet_reply *r, const char *s, size_t n)
{
	const char *end = s + n;
	int64_t from = -1, to = -1, total = -1;

	if (n < 6 || strncasecmp(s, "bytes ", 6) != 0)
		return false;
	s += 6;
	if (s < end && *s == '*') {
		s++;
	} else {
		if (!digits(&s, end, &from) || s == end || *s++ != '-' || !digits(&s, end, &to) || to < from)
			return false;
	}
	if (s == end || *s++ != '/')
		return false;
	if (s < end && *s == '*')
		s++;
	else if (!digits(&s, end, &total) || (to >= 0 && to >= total))
		return false;
	if (s != end)
		return false;
	r->from = from;
	r->to = to;
	r->total = total;
	return true;
}

/* RateLimit: "resolvers";r=0;t=55 : the window is used up when r is 0, and begins again after t seconds. */
static void rate_limit(struct bitnet_reply *r, const char *s, size_t n)
{
	int64_t left = -1, seconds = -1;
	size_t i;

	for (i = 0; i + 2 < n; i++) {
		const char *at = s + i + 3;

		if (s[i] == ';' && s[i + 1] == 'r' && s[i + 2] == '=')
			digits(&at, s + n, &left);
		else if (s[i] == ';' && s[i + 1] == 't' && s[i + 2] == '=')
			digits(&at, s + n, &seconds);
	}
	if (left == 0 && seconds >= 0 && (double)seconds + 1 > r->wait)
		r->wait = (double)seconds + 1;
}

/* "Wed, 21 Oct 2026 07:28:00 GMT", the one form that servers may send; -1 for any other text. */
static int64_t http_date(const char *s, size_t n)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[30], month[4], zone[4], end;
	struct tm tm = { 0 };
	const char *at;

	if (n != 29)
		return -1;
	memcpy(text, s, n);
	text[n] = '\0';
	if (sscanf(text + 3, ", %2d %3s %4d %2d:%2d:%2d %3s%c", &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour, &tm.tm_min,
		   &tm.tm_sec, zone, &end) != 7 || strcmp(zone, "GMT") != 0 || strlen(month) != 3)
		return -1;
	at = strstr(months, month);
	if (!at || (at - months) % 3 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_year < 1970 || tm.tm_hour < 0 || tm.tm_hour > 23 ||
	    tm.tm_min < 0 || tm.tm_min > 59 || tm.tm_sec < 0 || tm.tm_sec > 60)
		return -1;
	tm.tm_mon = (int)(at - months) / 3;
	tm.tm_year -= 1900;
	return (int64_t)timegm(&tm);
}

/* How long it is from one to the other; a time that is over is no reason to wait. */
static void wait_until(struct bitnet_reply *r, int64_t now)
{
	double seconds = r->retry_at > now ? (double)(r->retry_at - now) : 0;

	if (seconds > r->wait)
		r->wait = seconds;
}

/* Link: <URL>; rel="next", <URL>; rel="last" */
static void link(struct bitnet_reply *r, const char *s, size_t n)
{
	const char *end = s + n, *from, *to;

	while (s < end) {
		const char *rel;

		from = memchr(s, '<', (size_t)(end - s));
		to = from ? memchr(from, '>', (size_t)(end - from)) : NULL;
		if (!to)
			return;
		s = to + 1;
		while (s < end && *s != ',' && *s != '<')
			s++;
		rel = memmem(to, (size_t)(s - to), "rel=\"next\"", 10);
		if (rel && to - from - 1 < (ptrdiff_t)sizeof(r->next)) {
			memcpy(r->next, from + 1, (size_t)(to - from - 1));
			r->next[to - from - 1] = '\0';
			return;
		}
	}
}

static void keep(char *to, size_t cap, const char *s, size_t n)
{
	/* What is cut is longer than anything that it is compared with. */
	if (n >= cap)
		n = cap - 1;
	memcpy(to, s, n);
	to[n] = '\0';
}

static bool is(const char *name, size_t n, const char *want)
{
	return strlen(want) == n && strncasecmp(name, want, n) == 0;
}

static int field(struct bitnet_reply *r, const char *name, size_t m, const char *s, size_t n, struct bitnet_error *err)
{
	int64_t seconds;

	if (memchr(s, '\0', n))
		return fault(err, "header", s, n);
	if (is(name, m, "Content-Length"))
		return number(s, n, &r->length) ? 0 : fault(err, "Content-Length", s, n);
	if (is(name, m, "Content-Range"))
		return content_range(r, s, n) ? 0 : fault(err, "Content-Range", s, n);
	if (is(name, m, "X-Linked-Size"))
		return number(s, n, &r->linked_size) ? 0 : fault(err, "X-Linked-Size", s, n);
	if (is(name, m, "Location")) {
		if (n >= sizeof(r->location))
			return fault(err, "Location", s, n);
		keep(r->location, sizeof(r->location), s, n);
	} else if (is(name, m, "ETag")) {
		keep(r->etag, sizeof(r->etag), s, n);
	} else if (is(name, m, "X-Linked-Etag")) {
		keep(r->linked_etag, sizeof(r->linked_etag), s, n);
	} else if (is(name, m, "X-Repo-Commit")) {
		keep(r->commit, sizeof(r->commit), s, n);
	} else if (is(name, m, "X-Error-Code")) {
		keep(r->error_code, sizeof(r->error_code), s, n);
	} else if (is(name, m, "X-Error-Message")) {
		keep(r->error_message, sizeof(r->error_message), s, n);
	} else if (is(name, m, "X-Request-Id")) {
		keep(r->request_id, sizeof(r->request_id), s, n);
	} else if (is(name, m, "X-HF-Warning")) {
		keep(r->warning, sizeof(r->warning), s, n);
	} else if (is(name, m, "Retry-After")) {
		if (!number(s, n, &seconds))
			r->retry_at = http_date(s, n);
		else if ((double)seconds > r->wait)
			r->wait = (double)seconds;
	} else if (is(name, m, "Date")) {
		r->date = http_date(s, n);
	} else if (is(name, m, "Link")) {
		link(r, s, n);
	} else if (is(name, m, "RateLimit")) {
		rate_limit(r, s, n);
	}
	return 0;
}

int bitnet_reply_line(struct bitnet_reply *r, const char *line, size_t n, struct bitnet_error *err)
{
	const char *colon, *s;
	size_t seen = r->n_bytes + n;

	while (n && (line[n - 1] == '\r' || line[n - 1] == '\n' || line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	if (seen > BITNET_REPLY_MAX)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "bad_reply", "the server sends more than %d bytes of headers",
					BITNET_REPLY_MAX);
	if (n >= 5 && strncasecmp(line, "HTTP/", 5) == 0) {
		const char *space = memchr(line, ' ', n);

		bitnet_reply_clear(r);
		r->n_bytes = seen;
		if (!space || line + n - space < 4 || space[1] < '1' || space[1] > '9' || space[2] < '0' || space[2] > '9' ||
		    space[3] < '0' || space[3] > '9')
			return fault(err, "status line", line, n);
		r->status = (space[1] - '0') * 100 + (space[2] - '0') * 10 + (space[3] - '0');
		return 0;
	}
	r->n_bytes = seen;
	if (n == 0 && r->retry_at >= 0)
		wait_until(r, r->date >= 0 ? r->date : (int64_t)time(NULL));
	colon = n ? memchr(line, ':', n) : NULL;
	if (!colon)
		return 0;
	s = colon + 1;
	while (s < line + n && (*s == ' ' || *s == '\t'))
		s++;
	return field(r, line, (size_t)(colon - line), s, (size_t)(line + n - s), err);
}

bool bitnet_reply_etag(char *buf, size_t cap, const char *etag)
{
	size_t n;

	if (strncmp(etag, "W/", 2) == 0)
		etag += 2;
	n = strlen(etag);
	if (n >= 2 && etag[0] == '"' && etag[n - 1] == '"') {
		etag++;
		n -= 2;
	}
	if (n == 0 || n >= cap || memchr(etag, '"', n))
		return false;
	memcpy(buf, etag, n);
	buf[n] = '\0';
	return true;
}
