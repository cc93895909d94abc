/* SPDX-License-Identifier: MIT */
/* Token lists against each other: by id, and by fingerprint. */
#include <string.h>

#include "base/error-set.h"
#include "base/hash.h"
#include "tok/tok-pieces.h"

const char *bitnet_tok_match_name(enum bitnet_tok_match m)
{
	static const char *const names[] = { "unknown", "identical", "padded", "differs" };

	return (unsigned)m < sizeof(names) / sizeof(names[0]) ? names[m] : "unknown";
}

/* A walk over the token list of a GGUF that gives the bytes that each id stands for. */
struct list {
	const struct bitnet_kv *tokens, *types;
	uint64_t pos, id;
	bool bpe, bert;
	struct bitnet_buf bytes;
	int64_t kind;
};

static bool list_open(struct list *l, const struct bitnet_gguf *g)
{
	struct bitnet_str model;

	memset(l, 0, sizeof(*l));
	if (bitnet_gguf_get_array(g, "tokenizer.ggml.tokens", BITNET_VALUE_STRING, &l->tokens, NULL))
		return false;
	l->types = bitnet_gguf_kv(g, "tokenizer.ggml.token_type");
	if (l->types && (l->types->type != BITNET_VALUE_ARRAY || l->types->count != l->tokens->count ||
			 (l->types->elem_type != BITNET_VALUE_I32 && l->types->elem_type != BITNET_VALUE_U32)))
		l->types = NULL;
	l->bpe = bitnet_tok_gguf_is_bpe(g);
	l->bert = bitnet_gguf_get_str(g, "tokenizer.ggml.model", &model, NULL) == 0 && model.n == 4 && memcmp(model.s, "bert", 4) == 0;
	return true;
}

static bool list_next(struct list *l, struct bitnet_str *s)
{
	long n;

	if (!bitnet_kv_next_str(l->tokens, &l->pos, s))
		return false;
	l->kind = l->types ? bitnet_kv_elem_i64(l->types, l->id) : BITNET_TOKEN_NORMAL;
	l->id++;
	if (l->bert) {
		if (!bitnet_wordpiece_text(&l->bytes, *s, (unsigned)l->kind))
			return false;
		*s = (struct bitnet_str){ l->bytes.s, l->bytes.n };
	}
	if (!l->bpe || (l->kind != BITNET_TOKEN_NORMAL && l->kind != BITNET_TOKEN_UNUSED))
		return true;
	bitnet_buf_reset(&l->bytes);
	if (!bitnet_buf_add(&l->bytes, s->s, s->n))
		return false;
	n = bitnet_alphabet_decode(s->s, s->n, l->bytes.s);
	if (n >= 0)
		*s = (struct bitnet_str){ l->bytes.s, (size_t)n };
	return true;
}

/* A row without a token of its own: typed unused, or named as converters name what they fill up with. */
static bool is_padding(const struct list *l, struct bitnet_str s)
{
	return l->kind == BITNET_TOKEN_UNUSED || s.n == 0 || (s.n > 5 && memcmp(s.s, "[PAD", 4) == 0 && s.s[s.n - 1] == ']') ||
	       (s.n > 7 && memcmp(s.s, "<dummy", 6) == 0);
}

int bitnet_tok_compare(const struct bitnet_tok *t, const struct bitnet_gguf *g, enum bitnet_tok_match *match,
		       uint64_t *differing, struct bitnet_error *err)
{
	const struct bitnet_vocab *v = &t->v;
	struct list l;
	struct bitnet_str s;
	uint64_t bad = 0, pads = 0, n = 0;
	int rc = 0;

	if (!list_open(&l, g)) {
		*match = BITNET_MATCH_UNKNOWN;
		*differing = 0;
		return 0;
	}
	for (; list_next(&l, &s); n++) {
		bool ours = n < v->n && (v->attr[n] & TOKEN_KIND);
		struct bitnet_str o = ours ? bitnet_vocab_text(v, (uint32_t)n) : (struct bitnet_str){ "", 0 };

		if (!ours && is_padding(&l, s))
			pads++;
		else if (!ours || o.n != s.n || memcmp(o.s, s.s, s.n) != 0)
			bad++;
	}
	if (l.bytes.failed)
		rc = bitnet_error_nomem(err, l.bytes.n);
	bitnet_buf_release(&l.bytes);
	if (rc)
		return rc;
	for (; n < v->n; n++)
		bad += (v->attr[n] & TOKEN_KIND) != 0;
	*match = bad ? BITNET_MATCH_DIFFERS : pads ? BITNET_MATCH_PADDED : BITNET_MATCH_IDENTICAL;
	*differing = bad + pads;
	return 0;
}

/* Tokens are short: they are hashed some thousand at a time. */
struct digest {
	struct bitnet_hash *h;
	unsigned char part[1 << 14];
	size_t n;
};

static int flush(struct digest *d, struct bitnet_error *err)
{
	size_t n = d->n;

	d->n = 0;
	return n ? bitnet_hash_add(d->h, d->part, n, err) : 0;
}

static int add_token(struct digest *d, struct bitnet_str s, struct bitnet_error *err)
{
	unsigned char len[4] = { (unsigned char)s.n, (unsigned char)(s.n >> 8), (unsigned char)(s.n >> 16),
				 (unsigned char)(s.n >> 24) };
	int rc = sizeof(len) + s.n > sizeof(d->part) - d->n ? flush(d, err) : 0;

	if (rc)
		return rc;
	memcpy(d->part + d->n, len, sizeof(len));
	d->n += sizeof(len);
	if (s.n <= sizeof(d->part) - d->n) {
		memcpy(d->part + d->n, s.s, s.n);
		d->n += s.n;
		return 0;
	}
	rc = flush(d, err);
	return rc ? rc : bitnet_hash_add(d->h, s.s, s.n, err);
}

static int finish(struct digest *d, char hex[65], struct bitnet_error *err)
{
	int rc = flush(d, err);

	return rc ? rc : bitnet_hash_hex(d->h, hex, err);
}

int bitnet_tok_fingerprint(const struct bitnet_tok *t, char hex[65], struct bitnet_error *err)
{
	struct digest d;
	uint32_t id;
	int rc;

	if (*t->fingerprint) {
		memcpy(hex, t->fingerprint, sizeof(t->fingerprint));
		return 0;
	}
	d.n = 0;
	rc = bitnet_hash_new(&d.h, err);
	if (rc)
		return rc;
	for (id = 0; !rc && id < t->v.n; id++)
		rc = add_token(&d, bitnet_vocab_text(&t->v, id), err);
	if (!rc)
		rc = finish(&d, hex, err);
	bitnet_hash_free(d.h);
	return rc;
}

int bitnet_tok_fingerprint_gguf(const struct bitnet_gguf *g, char hex[65], struct bitnet_error *err)
{
	struct digest d;
	struct bitnet_str s;
	struct list l;
	int rc;

	if (!list_open(&l, g))
		return bitnet_error_set(err, BITNET_E_NOTFOUND, "tok_none", "file has no token list");
	d.n = 0;
	rc = bitnet_hash_new(&d.h, err);
	if (rc)
		return rc;
	while (!rc && list_next(&l, &s))
		rc = add_token(&d, s, err);
	if (!rc && l.bytes.failed)
		rc = bitnet_error_nomem(err, l.bytes.n);
	if (!rc)
		rc = finish(&d, hex, err);
	bitnet_hash_free(d.h);
	bitnet_buf_release(&l.bytes);
	return rc;
}
