/* SPDX-License-Identifier: MIT */
/*
 * Pairs from scores: SPM merges two neighbours when what they make is a piece, the best score
 * first.  Which neighbours make a piece does not depend on the text, so all pairs are found when
 * the vocabulary is loaded, and merging is the same as for a merge list.
 */
#include <math.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-merge.h"

struct ranked {
	float score;
	uint32_t id;
};

static int by_score(const void *pa, const void *pb)
{
	const struct ranked *a = pa, *b = pb;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* rank[id]: the place of the score among the different scores, highest 0. */
static int rank_scores(uint32_t *rank, const float *scores, uint32_t n, struct bitnet_error *err)
{
	struct ranked *r = bitnet_alloc(n, sizeof(*r));
	uint32_t i, k;

	if (!r)
		return bitnet_error_nomem(err, n * sizeof(*r));
	for (i = 0; i < n; i++) {
		r[i].score = scores[i] == scores[i] ? scores[i] : -HUGE_VALF;
		r[i].id = i;
	}
	qsort(r, n, sizeof(*r), by_score);
	for (i = k = 0; i < n; i++) {
		if (i && r[i].score != r[i - 1].score)
			k++;
		rank[r[i].id] = k;
	}
	free(r);
	return 0;
}

static size_t char_len(const char *s, size_t n)
{
	uint32_t cp;
	size_t len = bitnet_utf8_decode(s, n, &cp);

	return len ? len : 1;
}

/* Every character of a piece of several characters is a symbol. */
static int add_characters(struct bitnet_vocab *v, struct bitnet_error *err)
{
	uint32_t id, n = v->n;

	for (id = 0; id < n; id++) {
		size_t i, len, size = bitnet_vocab_text(v, id).n;

		if (!(v->attr[id] & TOKEN_MODEL) || !size || char_len(bitnet_vocab_text(v, id).s, size) == size)
			continue;
		for (i = 0; i < size; i += len) {
			char c[4];
			int rc;

			len = char_len(bitnet_vocab_text(v, id).s + i, size - i);
			memcpy(c, bitnet_vocab_text(v, id).s + i, len);
			if (bitnet_vocab_lookup(v, c, len, bitnet_vocab_hash(0, c, len), TOKEN_MODEL) != NO_ID)
				continue;
			rc = bitnet_vocab_add_symbol(v, c, len, err);
			if (rc)
				return rc;
		}
	}
	return 0;
}

struct pairs {
	struct bitnet_merge *p;
	size_t n, cap;
};

/* The inverse of HASH_BASE modulo 2^64, by Newton's iteration. */
static uint64_t inverse(void)
{
	uint64_t x = HASH_BASE;
	int i;

	for (i = 0; i < 6; i++)
		x *= 2 - HASH_BASE * x;
	return x;
}

/*
 * The ways to cut token id in two.  The hashes of both sides are kept up to date byte by byte, so a
 * long token costs no more than its length.
 */
static bool cut(struct pairs *out, const struct bitnet_vocab *v, uint32_t id, uint32_t rank, uint64_t inv, bool bytes)
{
	struct bitnet_str t = bitnet_vocab_text(v, id);
	uint64_t left = 0, right = bitnet_vocab_hash(0, t.s, t.n), power = 1;
	size_t i, len;

	for (i = 1; i < t.n; i++)
		power *= HASH_BASE;
	for (i = 0; i < t.n; ) {
		uint32_t l, r;
		size_t end;

		len = bytes ? 1 : char_len(t.s + i, t.n - i);
		for (end = i + len; i < end; i++) {
			left = bitnet_vocab_hash(left, t.s + i, 1);
			right -= ((unsigned char)t.s[i] + 1ull) * power;
			power *= inv;
		}
		if (i >= t.n)
			break;
		l = bitnet_vocab_lookup(v, t.s, i, left, TOKEN_MODEL);
		if (l == NO_ID)
			continue;
		r = bitnet_vocab_lookup(v, t.s + i, t.n - i, right, TOKEN_MODEL);
		if (r == NO_ID)
			continue;
		if (!bitnet_grow(&out->p, &out->cap, out->n + 1, sizeof(*out->p)))
			return false;
		out->p[out->n++] = (struct bitnet_merge){ l, r, rank, id };
	}
	return true;
}

/* rank: by id. */
static int from_ranks(struct bitnet_merges *m, const struct bitnet_vocab *v, uint32_t n, const uint32_t *rank, bool bytes,
		      struct bitnet_error *err)
{
	struct pairs pairs = { NULL, 0, 0 };
	uint64_t inv = inverse();
	uint32_t id;
	size_t i;
	int rc = 0;

	for (id = 0; !rc && id < n; id++)
		if ((v->attr[id] & TOKEN_MODEL) && !cut(&pairs, v, id, rank[id], inv, bytes))
			rc = bitnet_error_nomem(err, pairs.n * sizeof(*pairs.p));
	if (!rc)
		rc = bitnet_merges_init(m, pairs.n, err);
	for (i = 0; !rc && i < pairs.n; i++)
		bitnet_merges_add(m, pairs.p[i].left, pairs.p[i].right, pairs.p[i].rank, pairs.p[i].result);
	if (!rc)
		rc = bitnet_merges_finish(m, err);
	free(pairs.p);
	return rc;
}

int bitnet_merges_from_scores(struct bitnet_merges *m, struct bitnet_vocab *v, const float *scores, struct bitnet_error *err)
{
	uint32_t *rank = bitnet_alloc(v->n, sizeof(*rank)), n = v->n;
	int rc;

	if (!rank)
		return bitnet_error_nomem(err, n * sizeof(*rank));
	rc = rank_scores(rank, scores, n, err);
	if (!rc)
		rc = add_characters(v, err);
	if (!rc)
		rc = from_ranks(m, v, n, rank, false, err);
	free(rank);
	return rc;
}

int bitnet_merges_from_ids(struct bitnet_merges *m, const struct bitnet_vocab *v, struct bitnet_error *err)
{
	uint32_t *rank = bitnet_alloc(v->n, sizeof(*rank)), id;
	int rc;

	if (!rank)
		return bitnet_error_nomem(err, v->n * sizeof(*rank));
	for (id = 0; id < v->n; id++)
		rank[id] = id;
	rc = from_ranks(m, v, v->n, rank, true, err);
	free(rank);
	return rc;
}
