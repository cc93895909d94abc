/* SPDX-License-Identifier: MIT */
/* Asking again: see client.h.  The times are those of the Hub's own client, with jitter. */
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/error-set.h"
#include "fetch/client.h"

enum { ATTEMPTS_MAX = 5 };

bool bitnet_status_may_change(int status)
{
	return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

/* From 0.5 to 1.5: those who failed together do not come back together. */
static double jitter(void)
{
	unsigned char v = 128;

	if (getrandom(&v, 1, GRND_NONBLOCK) != 1)
		v = (unsigned char)(time(NULL) * 7);
	return 0.5 + v / 255.0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool bitnet_fetch_wait(struct bitnet_fetch *f, int attempt, double asked, const char *why, struct bitnet_error *err)
{
	static const double steps[ATTEMPTS_MAX] = { 1, 2, 4, 8, 8 };
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_WAIT, .total = -1, .text = why };
	double left, end, begin = now();

	if (attempt >= ATTEMPTS_MAX)
		return false;
	left = asked >= 0 ? asked : steps[attempt] * jitter();
	if (f->waited + left > f->o.max_wait)
		return false;
	f->waited += left;
	for (end = begin + left; left > 0; left = end - now()) {
		double part = left < 0.1 ? left : 0.1;
		struct timespec t = { .tv_sec = 0, .tv_nsec = (long)(part * 1e9) };

		e.seconds = left;
		if (bitnet_fetch_tell(f, &e, err) != 0)
			return false;
		nanosleep(&t, NULL);
	}
	return true;
}

int bitnet_http(struct bitnet_fetch *f, const struct bitnet_url *url, struct bitnet_request *q, struct bitnet_reply *r,
		struct bitnet_error *err)
{
	struct bitnet_error own, stop;
	int attempt, rc;

	err = err ? err : &own;
	for (attempt = 0; ; attempt++) {
		rc = bitnet_http_once(f, url, q, r, err);
		if (rc == 0 && !bitnet_status_may_change(r->status))
			return 0;
		if (rc && (!q->again || q->received))
			return rc;
		stop.status = BITNET_OK;
		if (!bitnet_fetch_wait(f, attempt, rc ? -1 : r->wait, rc ? err->message : "the server is busy", &stop)) {
			if (stop.status != BITNET_E_CANCELLED)
				return rc;
			*err = stop;
			return stop.status;
		}
	}
}
