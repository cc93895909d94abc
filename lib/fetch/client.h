/* SPDX-License-Identifier: MIT */
/* What the files of lib/fetch share: the client, one exchange with a server, the walk along redirects. */
#ifndef BITNET_FETCH_CLIENT_H
#define BITNET_FETCH_CLIENT_H

#include <bitnet/fetch.h>

#include "fetch/curl-table.h"
#include "fetch/reply.h"
#include "fetch/url.h"

struct bitnet_fetch {
	struct bitnet_fetch_options o;       /* its strings are ours */
	struct bitnet_url endpoint;
	struct bitnet_curl curl;
	CURL *easy;                          /* NULL until the first request */
	double waited;                       /* seconds, of o.max_wait */
	char warned[240];                    /* the last X-HF-Warning that was told */
	const char *repo, *file;             /* of the transfer that runs, for events */
};

/* Where the bytes of a body go. */
typedef int bitnet_body_fn(void *arg, const void *data, size_t n, struct bitnet_error *err);

struct bitnet_request {
	bool head;
	int64_t from, to;                    /* of a Range; from -1: the whole, without one; to -1: to the end */
	uint64_t limit;                      /* more bytes of a body are an error */
	bitnet_body_fn *body;                /* called for 200 and 206 only */
	void *arg;
	uint64_t offset;                     /* what the file had before, for events */
	int64_t total;                       /* for events; -1: not known */
	/* out */
	uint64_t received;                   /* bytes that body got */
	bool again;                          /* after a failure: the same may succeed later */
};

/* ---- http.c */

/*
 * One request, one answer, no redirects.  The token goes along where url has the origin of the endpoint.
 * Any status is an answer; a failure is one of the network ("net_..."), of the answer ("bad_reply",
 * "too_many_bytes", "range_ignored" where a part was asked for and something else comes), or of body().
 */
int bitnet_http_once(struct bitnet_fetch *f, const struct bitnet_url *url, struct bitnet_request *q,
		     struct bitnet_reply *r, struct bitnet_error *err);

/* Tell the caller; BITNET_E_CANCELLED when it wants no more. */
int bitnet_fetch_tell(struct bitnet_fetch *f, struct bitnet_fetch_event *e, struct bitnet_error *err);

/* ---- retry.c */

/*
 * The same as often as it takes: after answers that may change (408, 429, 500, 502, 503, 504) and failures
 * of the network before the first byte of a body, at most five times and as long as there is time to wait.
 */
int bitnet_http(struct bitnet_fetch *f, const struct bitnet_url *url, struct bitnet_request *q, struct bitnet_reply *r,
		struct bitnet_error *err);

/*
 * Wait before attempt number `attempt` (from 0).  asked: the seconds that the server wants, -1: none.
 * false when the attempts or the time are used up, or the caller wants no more (err is then "cancelled").
 */
bool bitnet_fetch_wait(struct bitnet_fetch *f, int attempt, double asked, const char *why, struct bitnet_error *err);

bool bitnet_status_may_change(int status);

/* ---- walk.c */

/*
 * Follow redirects from *url, which is then the last address that was asked.  HEAD ends at the answer
 * that leads away from the endpoint, GET goes there.  hop is called for each answer of the endpoint.
 */
typedef int bitnet_hop_fn(void *arg, const struct bitnet_reply *r, struct bitnet_error *err);
int bitnet_walk(struct bitnet_fetch *f, struct bitnet_url *url, struct bitnet_request *q, struct bitnet_reply *r,
		bitnet_hop_fn *hop, void *arg, struct bitnet_error *err);

#endif
