/* SPDX-License-Identifier: MIT */
/*
 * Files of the Hub: see hub.h.  What a file is stands in the Hub's own answers; the other host that serves the
 * bytes of large files has an ETag that means something else and is not read.
 */
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/names.h"
#include "fetch/hub.h"

static int bad_name(const char *what, const char *s, struct bitnet_error *err)
{
	char shown[120];

	return bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "'%s' is no %s", bitnet_text_escape(shown, sizeof(shown), s, strlen(s)),
				what);
}

int bitnet_hub_check(const char *repo, const char *revision, const char *file, struct bitnet_error *err)
{
	if (!bitnet_name_repo(repo, strlen(repo)))
		return bad_name("repository (ORG/NAME)", repo, err);
	if (!bitnet_name_revision(revision, strlen(revision)))
		return bad_name("revision", revision, err);
	if (file && !bitnet_name_path(file, strlen(file)))
		return bad_name("file of a repository", file, err);
	return 0;
}

int bitnet_hub_url(struct bitnet_url *u, const struct bitnet_fetch *f, const char *repo, const char *revision,
		       const char *file, struct bitnet_error *err)
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	int rc = bitnet_hub_check(repo, revision, file, err);

	if (rc)
		return rc;
	bitnet_buf_printf(&b, "%s/%s/resolve/", f->endpoint.text, repo);
	bitnet_url_escape(&b, revision, false);
	bitnet_buf_str(&b, "/");
	bitnet_url_escape(&b, file, true);
	rc = b.failed ? bitnet_error_nomem(err, 0) : bitnet_url_parse(u, b.s, err);
	bitnet_buf_release(&b);
	return rc;
}

static int bad_header(const char *name, const char *value, struct bitnet_error *err)
{
	char shown[160];

	return bitnet_error_set(err, BITNET_E_PROTOCOL, "bad_reply", "the server's %s '%s' makes no sense", name,
				bitnet_text_escape(shown, sizeof(shown), value, strlen(value)));
}

/* The hash of an answer into etag, which stays when it has none. */
static int take_etag(const struct bitnet_reply *r, char etag[65], struct bitnet_error *err)
{
	const char *value = *r->linked_etag ? r->linked_etag : r->status == 200 || r->status == 206 ? r->etag : "";
	char s[80];

	if (!*value)
		return 0;
	if (!bitnet_reply_etag(s, sizeof(s), value) || !bitnet_name_etag(s, strlen(s)))
		return bad_header(*r->linked_etag ? "X-Linked-Etag" : "ETag", value, err);
	memcpy(etag, s, strlen(s) + 1);
	return 0;
}

/* The newest answer of the Hub wins: that of a new name over that of the old one. */
static int collect(void *arg, const struct bitnet_reply *r, struct bitnet_error *err)
{
	struct bitnet_fetch_file *m = arg;

	if (r->status >= 400)
		return 0;
	if (*r->commit) {
		if (!bitnet_name_commit(r->commit, strlen(r->commit)))
			return bad_header("X-Repo-Commit", r->commit, err);
		memcpy(m->commit, r->commit, sizeof(m->commit));
	}
	if (r->linked_size >= 0)
		m->size = r->linked_size;
	else if (r->status == 200)
		m->size = r->length;
	return take_etag(r, m->etag, err);
}

int bitnet_hub_stat(struct bitnet_fetch *f, const char *repo, const char *revision, const char *file,
		    struct bitnet_fetch_file *out, bool *no_file, struct bitnet_error *err)
{
	static const char *const missing[] = { "no X-Repo-Commit", "no ETag", "no size" };
	struct bitnet_request q = { .head = true, .from = -1, .to = -1, .total = -1 };
	struct bitnet_fetch_file found = { .size = -1 };
	struct bitnet_url asked, url;
	struct bitnet_reply r;
	int rc = bitnet_hub_url(&asked, f, repo, revision, file, err), lacks;

	*no_file = false;
	if (rc)
		return rc;
	url = asked;
	rc = bitnet_walk(f, &url, &q, &r, collect, &found, err);
	if (rc)
		return rc;
	*no_file = r.status == 404 && strcmp(r.error_code, "EntryNotFound") == 0;
	if (r.status >= 400 || r.status < 200)
		return bitnet_hub_fault(f, &r, &asked, repo, revision, file, err);
	lacks = !*found.commit ? 0 : !*found.etag ? 1 : found.size < 0 ? 2 : -1;
	if (lacks >= 0)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "no_metadata", "%s answers as no Hub does: %s for %s/%s", f->endpoint.host,
					missing[lacks], repo, file);
	*out = found;
	return 0;
}

int bitnet_fetch_stat(struct bitnet_fetch *f, const char *repo, const char *revision, const char *file,
		      struct bitnet_fetch_file *out, struct bitnet_error *err)
{
	bool no_file;

	return bitnet_hub_stat(f, repo, revision, file, out, &no_file, err);
}

/* ---- the bytes */

struct get {
	const struct bitnet_fetch_file *m;
	uint64_t done;                    /* of the file */
	struct bitnet_reply *r;
	bitnet_body_fn *body;
	void *arg;
};

static int on_bytes(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	struct get *g = arg;
	int rc;

	if (g->r->status == 206 && g->r->total >= 0 && g->r->total != g->m->size)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "file_changed", "the server sends a part of %lld bytes where %lld were to be",
					(long long)g->r->total, (long long)g->m->size);
	rc = g->body(g->arg, data, n, err);
	if (rc == 0)
		g->done += n;
	return rc;
}

/* What the Hub says on the way must be what it said before. */
static int same_file(void *arg, const struct bitnet_reply *r, struct bitnet_error *err)
{
	struct get *g = arg;
	struct bitnet_fetch_file now = { .size = -1 };
	int rc = collect(&now, r, err);

	if (rc)
		return rc;
	if ((*now.commit && strcmp(now.commit, g->m->commit) != 0) || (*now.etag && strcmp(now.etag, g->m->etag) != 0))
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "file_changed", "the server answers for commit %s with %s, hash %s with %s",
					g->m->commit, *now.commit ? now.commit : "none", g->m->etag, *now.etag ? now.etag : "none");
	return 0;
}

/* One walk from the Hub to the bytes, since addresses of the other host expire. */
static int get_once(struct bitnet_fetch *f, const char *repo, const char *file, struct get *g, bool *again,
		    struct bitnet_error *err)
{
	struct bitnet_request q = { .from = g->done ? (int64_t)g->done : -1, .to = -1, .limit = (uint64_t)g->m->size - g->done,
				    .body = on_bytes, .arg = g, .offset = g->done, .total = g->m->size };
	struct bitnet_url asked, url;
	struct bitnet_reply r;
	int rc = bitnet_hub_url(&asked, f, repo, g->m->commit, file, err);

	if (rc)
		return rc;
	url = asked;
	g->r = &r;
	rc = bitnet_walk(f, &url, &q, &r, same_file, g, err);
	*again = rc && q.again;
	if (rc)
		return rc;
	if (r.status == 416)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "range_ignored", "the server has no bytes from %llu of %lld",
					(unsigned long long)g->done, (long long)g->m->size);
	if (r.status != 200 && r.status != 206)
		return bitnet_hub_fault(f, &r, &url, repo, g->m->commit, file, err);
	if (g->done < (uint64_t)g->m->size)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "short_body", "the server ends after %llu of %lld bytes",
					(unsigned long long)g->done, (long long)g->m->size);
	return 0;
}

int bitnet_hub_get(struct bitnet_fetch *f, const char *repo, const struct bitnet_fetch_file *m, const char *file,
		   uint64_t from, bitnet_body_fn *body, void *arg, struct bitnet_error *err)
{
	struct get g = { .m = m, .done = from, .body = body, .arg = arg };
	struct bitnet_error own, stop;
	bool again = false;
	int rc;

	err = err ? err : &own;
	for (;;) {
		uint64_t before = g.done;

		rc = get_once(f, repo, file, &g, &again, err);
		if (rc == 0 || !again || g.done == before)
			return rc;
		stop.status = BITNET_OK;
		if (!bitnet_fetch_wait(f, 0, -1, err->message, &stop)) {
			if (stop.status == BITNET_E_CANCELLED)
				*err = stop;
			return err->status;
		}
	}
}
