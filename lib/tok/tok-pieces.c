/* SPDX-License-Identifier: MIT */
/*
 * What is done with SentencePiece pieces under each policy.  The library itself normalises a text as
 * a whole, passes on user-defined pieces as they are and puts one U+2581 before all of it; Hugging
 * Face and llama.cpp cut it at added tokens first and do the same to each stretch between them.
 */
#include <float.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-pieces.h"

/* What an unknown character costs more than the worst piece. */
#define UNK_PENALTY 10.0f

static unsigned kind_of(const struct bitnet_tok *t, uint32_t id)
{
	return t->v.attr[id] & TOKEN_KIND;
}

static bool has_kind(const struct bitnet_tok *t, unsigned kind)
{
	uint32_t id;

	for (id = 0; id < t->v.n && kind_of(t, id) != kind; id++)
		;
	return id < t->v.n;
}

#define KIND(kind) (1u << (kind))

/* A trie of the tokens of some kinds, which are bits. */
static int make_trie(struct bitnet_trie *out, const struct bitnet_tok *t, unsigned kinds, struct bitnet_error *err)
{
	struct bitnet_trie_key *keys = bitnet_alloc(t->v.n, sizeof(*keys));
	uint32_t id;
	size_t n = 0;
	int rc;

	if (!keys)
		return bitnet_error_nomem(err, t->v.n * sizeof(*keys));
	for (id = 0; id < t->v.n; id++)
		if (KIND(kind_of(t, id)) & kinds)
			keys[n++] = (struct bitnet_trie_key){ bitnet_vocab_text(&t->v, id), id };
	rc = n ? bitnet_trie_build(out, keys, n, err) : 0;
	free(keys);
	return rc;
}

/* User-defined pieces are kept from the normaliser. */
static int make_keep(struct bitnet_tok *t, struct bitnet_error *err)
{
	t->norm.keep = has_kind(t, BITNET_TOKEN_USER) ? &t->keep : NULL;
	return make_trie(&t->keep, t, KIND(BITNET_TOKEN_USER), err);
}

static bool is_str(struct bitnet_str s, const char *word)
{
	return s.n == strlen(word) && memcmp(s.s, word, s.n) == 0;
}

bool bitnet_tok_takes_space(const struct bitnet_tok *t, uint32_t id)
{
	struct bitnet_str s = bitnet_vocab_text(&t->v, id);

	return kind_of(t, id) == BITNET_TOKEN_CONTROL && !is_str(s, "<unk>") && !is_str(s, "<s>") && !is_str(s, "<|endoftext|>");
}

int bitnet_tok_add_special(struct bitnet_tok *t, bool rstrip, int user, struct bitnet_error *err)
{
	uint32_t id;
	int rc = 0;

	if (t->info.policy == BITNET_POLICY_LLAMA_CPP) {
		t->rstrip = rstrip;
		return make_trie(&t->specials, t, KIND(BITNET_TOKEN_CONTROL) | KIND(BITNET_TOKEN_UNKNOWN) | KIND(BITNET_TOKEN_USER), err);
	}
	for (id = 0; !rc && id < t->v.n; id++) {
		struct bitnet_str s = bitnet_vocab_text(&t->v, id);
		unsigned kind = kind_of(t, id);

		if (kind == BITNET_TOKEN_CONTROL || kind == BITNET_TOKEN_UNKNOWN)
			rc = bitnet_added_add(&t->added[0], s.s, s.n, id, true,
					      rstrip && bitnet_tok_takes_space(t, id) ? ADDED_RSTRIP : 0, err);
		else if (kind == BITNET_TOKEN_USER && user >= 0)
			rc = bitnet_added_add(&t->added[user], s.s, s.n, id, false, 0, err);
	}
	return rc;
}

static int set_norm(struct bitnet_tok *t, const struct bitnet_pieces *p, struct bitnet_error *err)
{
	bool library = t->info.policy == BITNET_POLICY_SENTENCEPIECE, user = library && has_kind(t, BITNET_TOKEN_USER);
	bool unused = library && !p->unigram && has_kind(t, BITNET_TOKEN_UNUSED);
	unsigned flags = (p->dummy_prefix ? NORM_DUMMY : 0) | (p->collapse ? NORM_COLLAPSE : 0) |
			 (p->escape ? NORM_ESCAPE : 0) | (p->suffix ? NORM_SUFFIX : 0) | (library ? 0 : NORM_BYTES);
	int rc = 0;

	/* Where only spaces change, they are changed while the text is read. */
	if (!p->unigram && !p->charsmap.n && !p->collapse && p->escape && !p->suffix && !user && !unused) {
		t->escape = true;
		t->prefix = p->dummy_prefix ? BITNET_PREFIX_STRETCH : BITNET_PREFIX_NONE;
		if (library)
			rc = bitnet_norm_add(&t->whole, BITNET_NORM_UTF8, 0, NULL, 0, NULL, 0, err);
	} else {
		rc = bitnet_norm_add(&t->norm, BITNET_NORM_SPM, flags, p->charsmap.s, p->charsmap.n, NULL, 0, err);
		if (!rc && user)
			rc = make_keep(t, err);
	}
	if (unused)
		t->model = bitnet_model_resegment;
	/* Of these two the way goes through user-defined pieces by itself. */
	return rc ? rc : bitnet_tok_add_special(t, p->rstrip, user && (p->unigram || unused) ? -1 : user, err);
}

/* The score of a user-defined piece, which is to win; the library's is what version 0.2.3 was measured to take. */
static double user_score(const struct bitnet_tok *t, const struct bitnet_pieces *p, uint32_t id)
{
	if (t->info.policy == BITNET_POLICY_SENTENCEPIECE)
		return (float)((double)bitnet_vocab_text(&t->v, id).n * 0.1 - 0.1);
	return t->info.policy == BITNET_POLICY_LLAMA_CPP ? 0 : (double)p->scores[id];
}

static bool is_piece(unsigned kind)
{
	return kind == BITNET_TOKEN_NORMAL || kind == BITNET_TOKEN_USER || kind == BITNET_TOKEN_UNUSED;
}

/* The library makes no piece that is unused. */
static bool is_used_piece(unsigned kind)
{
	return kind == BITNET_TOKEN_NORMAL || kind == BITNET_TOKEN_USER;
}

static int make_unigram(struct bitnet_tok *t, const struct bitnet_pieces *p, struct bitnet_error *err)
{
	bool library = t->info.policy == BITNET_POLICY_SENTENCEPIECE;
	double *score = bitnet_alloc(t->v.n, sizeof(*score));
	float least = FLT_MAX;
	uint32_t id;
	int rc;

	if (!score)
		return bitnet_error_nomem(err, t->v.n * sizeof(*score));
	for (id = 0; id < t->v.n; id++)
		if (kind_of(t, id) == BITNET_TOKEN_NORMAL && p->scores[id] < least)
			least = p->scores[id];
	for (id = 0; id < t->v.n; id++)
		score[id] = kind_of(t, id) == BITNET_TOKEN_USER ? user_score(t, p, id) : (double)p->scores[id];
	rc = bitnet_unigram_make(&t->unigram, &t->v, score, library ? is_used_piece : is_piece,
				 library ? (double)(least - UNK_PENALTY) : (double)least - (double)UNK_PENALTY, library, err);
	free(score);
	t->model = bitnet_model_unigram;
	return rc;
}

int bitnet_tok_set_pieces(struct bitnet_tok *t, const struct bitnet_pieces *p, struct bitnet_error *err)
{
	uint32_t id;
	int rc;

	for (id = 0; id < t->v.n; id++)
		if (p->scores[id] != p->scores[id] || p->scores[id] > FLT_MAX || p->scores[id] < -FLT_MAX)
			return bitnet_error_set(err, BITNET_E_INPUT, "tok_score", "score of token %u is no number", id);
	t->info.algorithm = p->unigram ? BITNET_TOK_UNIGRAM : BITNET_TOK_SPM;
	t->byte_fallback = p->byte_fallback;
	t->fuse_unk = p->unigram || t->info.policy == BITNET_POLICY_SENTENCEPIECE;
	t->piece_spaces = p->escape;
	t->piece_bytes = true;
	t->strip = p->collapse ? BITNET_STRIP_LEADING : p->dummy_prefix ? BITNET_STRIP_PIECE : BITNET_STRIP_NONE;
	if (t->info.unk >= 0)
		t->unk = (uint32_t)t->info.unk;
	if (t->info.policy == BITNET_POLICY_SENTENCEPIECE && !bitnet_buf_add(&t->unk_surface, p->unk_surface.s, p->unk_surface.n))
		return bitnet_error_nomem(err, p->unk_surface.n);
	rc = set_norm(t, p, err);
	if (!rc)
		rc = p->unigram ? make_unigram(t, p, err) : bitnet_merges_from_scores(&t->m, &t->v, p->scores, err);
	return rc;
}

bool bitnet_wordpiece_text(struct bitnet_buf *out, struct bitnet_str s, unsigned kind)
{
	bitnet_buf_reset(out);
	if (kind == BITNET_TOKEN_NORMAL && s.n >= 3 && memcmp(s.s, SPACE_MARK, 3) == 0)
		return bitnet_buf_add(out, s.s + 3, s.n - 3);
	if (kind == BITNET_TOKEN_NORMAL && !(s.n > 1 && s.s[0] == '[' && s.s[s.n - 1] == ']'))
		bitnet_buf_add(out, "##", 2);
	return bitnet_buf_add(out, s.s, s.n);
}
