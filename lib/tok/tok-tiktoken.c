/* SPDX-License-Identifier: MIT */
/*
 * Rank files of openai/tiktoken: lines "base64 rank".  Of all pairs of neighbours that make a token the
 * one with the least rank is merged first; a piece that is a token is that token.
 */
#include <string.h>

#include "base/base64.h"
#include "base/error-set.h"
#include "base/hash.h"
#include "base/mem.h"
#include "tok/tok-known.h"
#include "tok/tok-open.h"

struct ranks {
	struct rank { size_t at, n; bool there; } *e;
	size_t n, cap;
	struct bitnet_buf bytes;
};

static int bad(struct bitnet_error *err, size_t line, const char *why)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "tok_tiktoken", "line %zu of the ranks %s", line, why);
}

/* One line, s to end. */
static int read_line(struct ranks *r, const char *s, const char *end, size_t line, struct bitnet_error *err)
{
	const char *space = memchr(s, ' ', (size_t)(end - s)), *p = space;
	size_t at = r->bytes.n;
	uint32_t rank = 0;

	if (!space || space == s || space + 1 == end || end - space > 8)
		return bad(err, line, "is not a token and its rank");
	while (++p < end) {
		if (*p < '0' || *p > '9')
			return bad(err, line, "is not a token and its rank");
		rank = rank * 10 + (uint32_t)(*p - '0');
	}
	if (rank >= VOCAB_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "line %zu of the ranks has the rank %u, at most %u are read",
					line, rank, VOCAB_MAX);
	if (!bitnet_base64_decode(&r->bytes, s, (size_t)(space - s)))
		return r->bytes.failed ? bitnet_error_nomem(err, r->bytes.n) : bad(err, line, "has a token that is not base64");
	if (!bitnet_grow(&r->e, &r->cap, (size_t)rank + 1, sizeof(*r->e)))
		return bitnet_error_nomem(err, rank * sizeof(*r->e));
	if (rank >= r->n) {
		memset(r->e + r->n, 0, (rank + 1 - r->n) * sizeof(*r->e));
		r->n = rank + 1;
	}
	if (r->e[rank].there)
		return bad(err, line, "has the rank of another");
	r->e[rank] = (struct rank){ at, r->bytes.n - at, true };
	return 0;
}

static int read_lines(struct ranks *r, const char *s, size_t n, struct bitnet_error *err)
{
	const char *end = s + n, *next;
	size_t line = 1;
	int rc = 0;

	for (; !rc && s < end; s = next, line++) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));

		next = stop ? stop + 1 : end;
		stop = stop ? stop : end;
		if (stop > s && stop[-1] == '\r')
			stop--;
		if (stop > s)
			rc = read_line(r, s, stop, line, err);
	}
	return rc;
}

static int add_tokens(struct bitnet_tok *t, const struct ranks *r, struct bitnet_error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < r->n; i++)
		rc = bitnet_vocab_add(&t->v, r->bytes.n ? r->bytes.s + r->e[i].at : "", r->e[i].n,
				      r->e[i].there ? BITNET_TOKEN_NORMAL | TOKEN_MODEL : 0, err);
	return rc;
}

static int file_hash(const void *s, size_t n, char hex[65], struct bitnet_error *err)
{
	struct bitnet_hash *h;
	int rc = bitnet_hash_new(&h, err);

	if (rc)
		return rc;
	rc = bitnet_hash_add(h, s, n, err);
	if (!rc)
		rc = bitnet_hash_hex(h, hex, err);
	bitnet_hash_free(h);
	return rc;
}

static int add_special(struct bitnet_tok *t, const struct bitnet_known *k, struct bitnet_error *err)
{
	char text[48];
	uint32_t i, id;
	int rc = 0;

	for (i = 0; !rc && bitnet_known_special(k, i, &id, text); i++) {
		size_t n = strlen(text);

		if (n && id < t->v.n && t->v.attr[id])
			return bitnet_error_set(err, BITNET_E_INPUT, "tok_special_id", "id %u has a rank, and is %s", id, text);
		while (!rc && t->v.n < id)
			rc = bitnet_vocab_add(&t->v, "", 0, 0, err);
		if (!rc)
			rc = bitnet_vocab_add(&t->v, text, n, n ? BITNET_TOKEN_CONTROL : 0, err);
		if (!rc && n)
			rc = bitnet_added_add(&t->added[0], text, n, id, true, 0, err);
	}
	return rc;
}

static int load(struct bitnet_tok *t, const char *s, size_t n, const struct ranks *r, const char *pre, struct bitnet_error *err)
{
	char file[65], list[65];
	const struct bitnet_known *k = NULL;
	int rc = add_tokens(t, r, err);

	t->info.format = BITNET_TOK_TIKTOKEN;
	if (!rc && !t->v.n)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_no_tokens", "vocabulary is empty");
	if (!rc)
		rc = file_hash(s, n, file, err);
	if (!rc)
		rc = bitnet_tok_fingerprint(t, list, err);
	if (rc)
		return rc;
	k = bitnet_known_find(file, list);
	if (!k && !pre)
		return bitnet_known_refuse(err, "ranks");
	if (k)
		rc = add_special(t, k, err);
	if (!rc)
		rc = bitnet_vocab_index(&t->v, err);
	if (!rc)
		rc = bitnet_merges_from_ids(&t->m, &t->v, err);
	if (!rc)
		rc = bitnet_known_apply(t, k, pre, err);
	t->ignore_merges = true;
	return rc ? rc : bitnet_tok_finish(t, err);
}

int bitnet_tok_from_tiktoken(struct bitnet_tok **out, const void *data, size_t n, const char *pre, struct bitnet_error *err)
{
	struct ranks r = { .bytes = BITNET_BUF_INIT };
	struct bitnet_tok *t = NULL;
	int rc = read_lines(&r, data, n, err);

	if (!rc)
		rc = bitnet_tok_new(&t, err);
	if (!rc)
		rc = load(t, data, n, &r, pre, err);
	if (rc)
		bitnet_tok_free(t);
	else
		*out = t;
	free(r.e);
	bitnet_buf_release(&r.bytes);
	return rc;
}
