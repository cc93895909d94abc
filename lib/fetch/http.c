/* SPDX-License-Identifier: MIT */
/* One exchange with a server through libcurl: see client.h. */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include <bitnet/text.h>
#include <bitnet/version.h>

#include "base/error-set.h"
#include "fetch/client.h"

/* Of the body of an answer that is no file, which nobody reads. */
#define WASTE_MAX (64 << 10)

struct exchange {
	struct bitnet_fetch *f;
	struct bitnet_request *q;
	struct bitnet_reply *r;
	struct bitnet_error *err;
	bool failed;              /* *err says why */
	bool enough;              /* of a body that nobody reads */
	uint64_t wasted;
	double told;
	char why[CURL_ERROR_SIZE];
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- callbacks of libcurl; a short count or 1 ends the transfer */

static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (bitnet_reply_line(x->r, line, size * n, x->err) != 0) {
		x->failed = true;
		return 0;
	}
	return size * n;
}

static int too_many(struct exchange *x, uint64_t bytes)
{
	return bitnet_error_set(x->err, BITNET_E_PROTOCOL, "too_many_bytes", "the server sends %llu bytes or more where %llu were to come",
				(unsigned long long)bytes, (unsigned long long)x->q->limit);
}

/* A part that was not asked for would be joined to bytes that it does not follow. */
static int wrong_part(struct exchange *x)
{
	if (x->q->from < 0 || (x->r->status == 206 && x->r->from == x->q->from))
		return 0;
	return bitnet_error_set(x->err, BITNET_E_PROTOCOL, "range_ignored", "the server was asked for bytes from %lld on, and sends others",
				(long long)x->q->from);
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;
	int rc;

	n *= size;
	if (x->r->status != 200 && x->r->status != 206) {
		x->wasted += n;
		x->enough = x->wasted > WASTE_MAX;
		return x->enough ? 0 : n;
	}
	rc = wrong_part(x);
	if (rc == 0 && x->r->length >= 0 && (uint64_t)x->r->length > x->q->limit)
		rc = too_many(x, (uint64_t)x->r->length);
	if (rc == 0 && n > x->q->limit - x->q->received)
		rc = too_many(x, x->q->received + n);
	if (rc == 0)
		rc = x->q->body(x->q->arg, data, n, x->err);
	if (rc) {
		x->failed = true;
		return 0;
	}
	x->q->received += n;
	return n;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct exchange *x = arg;
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_PROGRESS, .done = x->q->offset + x->q->received, .total = x->q->total };
	double t = now();

	(void)a, (void)b, (void)c, (void)d;
	if (t - x->told < 0.1)
		return 0;
	x->told = t;
	if (bitnet_fetch_tell(x->f, &e, x->err) != 0) {
		x->failed = true;
		return 1;
	}
	return 0;
}

/* ---- what is asked for */

static int open_curl(struct bitnet_fetch *f, struct bitnet_error *err)
{
	int rc;

	if (f->easy)
		return 0;
	rc = bitnet_curl_load(&f->curl, NULL, err);
	if (rc)
		return rc;
	f->easy = f->curl.easy_init();
	return f->easy ? 0 : bitnet_error_nomem(err, 0);
}

/* Only what this program, the user's own machine and https can answer for. */
static int check_url(const struct bitnet_url *url, struct bitnet_error *err)
{
	char shown[300];

	if (url->tls || bitnet_url_is_loopback(url))
		return 0;
	bitnet_error_set(err, BITNET_E_UNSUPPORTED, "insecure_url", "'%s' is http; only https is spoken with other machines",
			 bitnet_url_show(shown, sizeof(shown), url));
	return BITNET_E_UNSUPPORTED;
}

static bool add_header(struct bitnet_fetch *f, struct curl_slist **list, const char *name, const char *value)
{
	char line[4400];
	struct curl_slist *longer;

	snprintf(line, sizeof(line), "%s: %s", name, value);
	longer = f->curl.slist_append(*list, line);
	explicit_bzero(line, sizeof(line));
	if (longer)
		*list = longer;
	return longer != NULL;
}

static bool headers(struct bitnet_fetch *f, const struct bitnet_url *url, struct curl_slist **list)
{
	char bearer[4200], id[40];
	unsigned char random[16] = { 0 };
	bool ok = true;

	/* Compressed, the size of a text would not be the size of the file. */
	ok &= add_header(f, list, "Accept-Encoding", "identity");
	if (getrandom(random, sizeof(random), GRND_NONBLOCK) == sizeof(random) && bitnet_url_same_origin(url, &f->endpoint)) {
		size_t i;

		for (i = 0; i < sizeof(random); i++)
			snprintf(id + 2 * i, 3, "%02x", random[i]);
		ok &= add_header(f, list, "X-Amzn-Trace-Id", id);
	}
	if (f->o.token && bitnet_url_same_origin(url, &f->endpoint)) {
		snprintf(bearer, sizeof(bearer), "Bearer %s", f->o.token);
		ok &= add_header(f, list, "Authorization", bearer);
		explicit_bzero(bearer, sizeof(bearer));
	}
	return ok;
}

static void set_limits(struct bitnet_fetch *f, const struct bitnet_request *q)
{
	const struct bitnet_curl *c = &f->curl;
	double t = q->head ? f->o.head_timeout : f->o.read_timeout;
	long seconds = t < 1 ? 1 : (long)(t + 0.5);

	c->easy_setopt(f->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)(t * 1000));
	c->easy_setopt(f->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	c->easy_setopt(f->easy, CURLOPT_LOW_SPEED_TIME, seconds);
	/* An answer without a body that comes byte by byte is none. */
	if (q->head)
		c->easy_setopt(f->easy, CURLOPT_TIMEOUT_MS, (long)(t * 3000));
	c->easy_setopt(f->easy, CURLOPT_NOSIGNAL, 1L);
	c->easy_setopt(f->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	c->easy_setopt(f->easy, CURLOPT_BUFFERSIZE, 262144L);
	c->easy_setopt(f->easy, CURLOPT_FOLLOWLOCATION, 0L);
	c->easy_setopt(f->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	c->easy_setopt(f->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (f->o.ca_file)
		c->easy_setopt(f->easy, CURLOPT_CAINFO, f->o.ca_file);
	if (f->o.ca_path)
		c->easy_setopt(f->easy, CURLOPT_CAPATH, f->o.ca_path);
}

static void set_up(struct exchange *x, const struct bitnet_url *url, struct curl_slist *list)
{
	struct bitnet_fetch *f = x->f;
	const struct bitnet_request *q = x->q;
	const struct bitnet_curl *c = &f->curl;
	char agent[200], range[48];

	c->easy_reset(f->easy);
	set_limits(f, q);
	c->easy_setopt(f->easy, CURLOPT_URL, url->text);
	c->easy_setopt(f->easy, CURLOPT_PROTOCOLS_STR, url->tls ? "https" : "http");
	c->easy_setopt(f->easy, CURLOPT_HTTPHEADER, list);
	snprintf(agent, sizeof(agent), "bitnet-tools/%s%s%.100s", bitnet_version(), f->o.agent ? "; " : "", f->o.agent ? f->o.agent : "");
	c->easy_setopt(f->easy, CURLOPT_USERAGENT, agent);
	if (q->head) {
		c->easy_setopt(f->easy, CURLOPT_NOBODY, 1L);
	} else if (q->from >= 0) {
		if (q->to >= 0)
			snprintf(range, sizeof(range), "%lld-%lld", (long long)q->from, (long long)q->to);
		else
			snprintf(range, sizeof(range), "%lld-", (long long)q->from);
		c->easy_setopt(f->easy, CURLOPT_RANGE, range);
	}
	c->easy_setopt(f->easy, CURLOPT_HEADERFUNCTION, on_header);
	c->easy_setopt(f->easy, CURLOPT_HEADERDATA, x);
	c->easy_setopt(f->easy, CURLOPT_WRITEFUNCTION, on_body);
	c->easy_setopt(f->easy, CURLOPT_WRITEDATA, x);
	c->easy_setopt(f->easy, CURLOPT_NOPROGRESS, 0L);
	c->easy_setopt(f->easy, CURLOPT_XFERINFOFUNCTION, on_progress);
	c->easy_setopt(f->easy, CURLOPT_XFERINFODATA, x);
	c->easy_setopt(f->easy, CURLOPT_ERRORBUFFER, x->why);
}

/* ---- what went wrong */

static int net_failed(struct exchange *x, CURLcode code, const struct bitnet_url *url)
{
	char why[CURL_ERROR_SIZE * 2];
	const char *text = *x->why ? x->why : x->f->curl.easy_strerror(code);

	bitnet_text_escape(why, sizeof(why), text, strlen(text));
	switch (code) {
	case CURLE_OUT_OF_MEMORY:
		return bitnet_error_nomem(x->err, 0);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		x->q->again = true;
		return bitnet_error_set(x->err, BITNET_E_NETWORK, "net_resolve", "%s: no such host: %.300s", url->host, why);
	case CURLE_COULDNT_CONNECT:
	case CURLE_PROXY:
		x->q->again = true;
		return bitnet_error_set(x->err, BITNET_E_NETWORK, "net_connect", "%s: cannot connect: %.300s", url->host, why);
	case CURLE_OPERATION_TIMEDOUT:
		x->q->again = true;
		return bitnet_error_set(x->err, BITNET_E_AGAIN, "net_timeout", "%s: no answer in time: %.300s", url->host, why);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
		bitnet_error_set(x->err, BITNET_E_NETWORK, "tls_failed", "%s: no secure connection: %.300s", url->host, why);
		bitnet_error_hint(x->err, "Where a proxy has a certificate of its own, name it in SSL_CERT_FILE.");
		return BITNET_E_NETWORK;
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		x->q->again = true;
		return bitnet_error_set(x->err, BITNET_E_NETWORK, "net_cut", "%s: the connection ended too early: %.300s", url->host, why);
	default:
		return bitnet_error_set(x->err, BITNET_E_PROTOCOL, "bad_reply", "%s: %.400s", url->host, why);
	}
}

/* What the Hub wants the user to know, once. */
static int tell_warning(struct exchange *x)
{
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_NOTICE, .total = -1 };
	char shown[600];

	if (!*x->r->warning || strcmp(x->r->warning, x->f->warned) == 0)
		return 0;
	memcpy(x->f->warned, x->r->warning, sizeof(x->f->warned));
	e.text = bitnet_text_escape(shown, sizeof(shown), x->r->warning, strlen(x->r->warning));
	return bitnet_fetch_tell(x->f, &e, x->err);
}

int bitnet_http_once(struct bitnet_fetch *f, const struct bitnet_url *url, struct bitnet_request *q,
		     struct bitnet_reply *r, struct bitnet_error *err)
{
	struct bitnet_error own;
	struct exchange x = { .f = f, .q = q, .r = r, .err = err ? err : &own };
	struct curl_slist *list = NULL;
	char shown[300];
	CURLcode code;
	int rc;

	q->received = 0;
	q->again = false;
	bitnet_reply_clear(r);
	if (f->o.offline)
		return bitnet_error_set(err, BITNET_E_NETWORK, "offline", "offline: '%s' is not asked for",
					bitnet_url_show(shown, sizeof(shown), url));
	rc = check_url(url, err);
	if (rc == 0)
		rc = open_curl(f, err);
	if (rc)
		return rc;
	if (!headers(f, url, &list)) {
		f->curl.slist_free_all(list);
		return bitnet_error_nomem(err, 0);
	}
	set_up(&x, url, list);
	code = f->curl.easy_perform(f->easy);
	/* The handle must not keep what is released here. */
	f->curl.easy_reset(f->easy);
	f->curl.slist_free_all(list);
	if (x.failed)
		return x.err->status;
	if (code != CURLE_OK && !x.enough)
		return net_failed(&x, code, url);
	return tell_warning(&x);
}
