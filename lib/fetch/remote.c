/* SPDX-License-Identifier: MIT */
/* The header of a GGUF file, or of each file of a split set, on a server: see bitnet/fetch.h. */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "fetch/hub.h"

/* The first range tells the size of a file whose server has no other way to tell it. */
#define FIRST (UINT64_C(2) << 20)
#define FIRST_OF_LATER (UINT64_C(1) << 16)

struct remote {
	struct bitnet_fetch *f;
	struct bitnet_url url;          /* where it is asked for, each time */
	bool of_hub, later;             /* than the first file of a set */
	struct bitnet_fetch_address a;  /* of the Hub */
	char commit[41];                /* that all files are of */
	int64_t size;                   /* -1 until it is known */
	char etag[160];
	unsigned char *first;           /* what came with the size; `have` bytes */
	size_t have;
};

struct target {
	unsigned char *buf;
	size_t n, cap;
	struct remote *m;
	struct bitnet_reply *r;
};

/* All ranges are of one file: its size and ETag stay. */
static int same(struct remote *m, const struct bitnet_reply *r, struct bitnet_error *err)
{
	if (r->total < 0)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "no_metadata", "%s does not say how large the file is", m->url.host);
	if (m->size >= 0 && r->total != m->size)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "file_changed", "the file had %lld bytes, and has %lld", (long long)m->size,
					(long long)r->total);
	if (*m->etag && strcmp(m->etag, r->etag) != 0)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "file_changed", "the file has changed while it was read");
	m->size = r->total;
	memcpy(m->etag, r->etag, sizeof(m->etag));
	return 0;
}

static int on_bytes(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	struct target *t = arg;
	int rc = t->n ? 0 : same(t->m, t->r, err);

	if (rc)
		return rc;
	memcpy(t->buf + t->n, data, n);
	t->n += n;
	return 0;
}

/* Bytes from `from` on, n of them or what there is; *got of them came. */
static int get_range(struct remote *m, uint64_t from, unsigned char *buf, size_t n, size_t *got, struct bitnet_error *err)
{
	struct bitnet_reply r;
	struct target t = { .buf = buf, .cap = n, .m = m, .r = &r };
	struct bitnet_request q = { .from = (int64_t)from, .to = (int64_t)(from + n - 1), .limit = n, .body = on_bytes, .arg = &t,
				    .offset = from, .total = m->size };
	struct bitnet_url at = m->url;
	int rc = bitnet_walk(m->f, &at, &q, &r, NULL, NULL, err);

	if (rc)
		return rc;
	if (r.status == 416)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_magic", "empty file, not a GGUF file");
	if (r.status != 206)
		return bitnet_hub_fault(m->f, &r, &m->url, m->of_hub ? m->a.repo : m->url.host, m->commit, m->of_hub ? m->a.file : "", err);
	*got = t.n;
	return 0;
}

static int more(void *arg, uint64_t from, void *buf, size_t n, struct bitnet_error *err)
{
	struct remote *m = arg;
	unsigned char *to = buf;
	size_t got = 0;
	int rc;

	if (from < m->have) {
		got = n < m->have - (size_t)from ? n : m->have - (size_t)from;
		memcpy(to, m->first + from, got);
		to += got;
		from += got;
		n -= got;
	}
	while (n) {
		rc = get_range(m, from, to, n, &got, err);
		if (rc)
			return rc;
		if (got == 0)
			return bitnet_error_set(err, BITNET_E_PROTOCOL, "short_body", "the server sends nothing from byte %llu on",
						(unsigned long long)from);
		to += got;
		from += got;
		n -= got;
	}
	return 0;
}

static int find_hub(struct remote *m, const char *address, struct bitnet_error *err)
{
	struct bitnet_fetch_file file;
	int rc = bitnet_fetch_address(&m->a, address, err);

	m->of_hub = true;
	if (rc == 0 && !*m->a.file)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "bad_url", "'%s' names no file", address);
	if (rc == 0)
		rc = bitnet_fetch_stat(m->f, m->a.repo, *m->commit ? m->commit : m->a.revision, m->a.file, &file, err);
	if (rc)
		return rc;
	memcpy(m->commit, file.commit, sizeof(m->commit));
	m->size = file.size;
	return bitnet_hub_url(&m->url, m->f, m->a.repo, m->commit, m->a.file, err);
}

static int next_file(void *arg, const char *address, uint64_t *size, struct bitnet_error *err)
{
	struct remote *m = arg;
	int rc;

	m->size = -1;
	m->have = 0;
	*m->etag = '\0';
	rc = strncmp(address, "hf://", 5) == 0 ? find_hub(m, address, err) : bitnet_url_parse(&m->url, address, err);
	if (rc == 0)
		rc = get_range(m, 0, m->first, m->later ? FIRST_OF_LATER : FIRST, &m->have, err);
	m->later = true;
	if (rc == 0)
		*size = (uint64_t)m->size;
	return rc;
}

int bitnet_fetch_header(struct bitnet_gguf **out, struct bitnet_fetch *f, const char *address, struct bitnet_error *err)
{
	struct remote m = { .f = f, .size = -1, .first = malloc(FIRST) };
	int rc = m.first ? bitnet_gguf_open_headers(out, address, next_file, more, &m, err) : bitnet_error_nomem(err, FIRST);

	free(m.first);
	return rc;
}
