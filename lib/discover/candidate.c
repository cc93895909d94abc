/* SPDX-License-Identifier: MIT */
/* Candidates: the list with its reasons, and how well a tokenizer fits the model. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "discover/search.h"

/*
 * Without a token list only the sizes can be compared.  Embeddings are padded (Phi-2: 943 rows, Qwen:
 * 293, a vocab.json of LLaMA-3 lacks its 256 added tokens); more than this is another vocabulary.
 */
enum { LOOSE_TOKENS = 1024, LOOSE_SHARE = 16 };

#define FORMAT(buf, fmt) do { \
	va_list ap; \
	va_start(ap, fmt); \
	vsnprintf(buf, sizeof(buf), fmt, ap); \
	va_end(ap); \
} while (0)

static int copy_text(char **out, const char *str, struct bitnet_error *err)
{
	*out = NULL;
	if (!str)
		return 0;
	*out = bitnet_dup(str, strlen(str));
	return *out ? 0 : bitnet_error_nomem(err, strlen(str));
}

static int add_line(struct bitnet_buf *b, const char *line, struct bitnet_error *err)
{
	if (bitnet_buf_str(b, line) && bitnet_buf_str(b, "\n"))
		return 0;
	return bitnet_error_nomem(err, strlen(line));
}

int bitnet_discover_tried(struct bitnet_search *s, struct bitnet_error *err, const char *fmt, ...)
{
	char line[800];

	FORMAT(line, fmt);
	return add_line(&s->tried, line, err);
}

int bitnet_discover_warn(struct bitnet_search *s, struct bitnet_error *err, const char *fmt, ...)
{
	char line[800];

	FORMAT(line, fmt);
	return add_line(&s->warnings, line, err);
}

static int grow(struct bitnet_discovery *d, struct bitnet_error *err)
{
	/* The capacity follows from the count: 8, 16, 32 ... */
	size_t cap = d->n_candidates, n = d->n_candidates;
	struct bitnet_candidate *more;

	if (n && (n < 8 || (n & (n - 1)) != 0))
		return 0;
	cap = n ? n * 2 : 8;
	more = realloc(d->candidates, cap * sizeof(*more));
	if (!more)
		return bitnet_error_nomem(err, cap * sizeof(*more));
	d->candidates = more;
	return 0;
}

int bitnet_discover_add(struct bitnet_search *s, enum bitnet_strategy strategy, const char *path, const char *repo,
			enum bitnet_candidate_status status, struct bitnet_error *err, const char *fmt, ...)
{
	struct bitnet_candidate *c;
	char reason[800], shown[SHOWN_MAX];
	int rc = grow(s->d, err);

	if (rc)
		return rc;
	FORMAT(reason, fmt);
	c = &s->d->candidates[s->d->n_candidates];
	memset(c, 0, sizeof(*c));
	c->strategy = strategy;
	c->status = status;
	if (copy_text(&c->path, path, err) || copy_text(&c->repo, repo, err) || copy_text(&c->reason, reason, err)) {
		free(c->path);
		free(c->repo);
		return BITNET_E_NOMEM;
	}
	s->d->n_candidates++;
	if (status != BITNET_CANDIDATE_REJECTED)
		return 0;
	if (!path && !repo)
		return bitnet_discover_tried(s, err, "%s", reason);
	bitnet_text_escape(shown, sizeof(shown), path ? path : repo, strlen(path ? path : repo));
	return bitnet_discover_tried(s, err, "%s: %s", shown, reason);
}

/* The words of the tutorial. */
#define SIZE_MISMATCH "Vocabulary size mismatch: expected %llu, got %llu"

/* What is known of two sizes that are not the same; why: behind it in the reason. */
static void mismatch(struct bitnet_verdict *v, enum bitnet_fit fit, uint64_t expected, uint64_t got, const char *why)
{
	v->fit = fit;
	snprintf(v->warning, sizeof(v->warning), SIZE_MISMATCH, (unsigned long long)expected, (unsigned long long)got);
	snprintf(v->reason, sizeof(v->reason), SIZE_MISMATCH "%s", (unsigned long long)expected, (unsigned long long)got, why);
}

static void compare_lists(const struct bitnet_search *s, uint64_t n, struct bitnet_verdict *v)
{
	char size[100] = "";
	unsigned long long have = s->n_list, count = n > s->n_list ? n : s->n_list;

	switch (v->match) {
	case BITNET_MATCH_IDENTICAL:
		snprintf(v->reason, sizeof(v->reason), "has the %llu tokens of the model", have);
		break;
	case BITNET_MATCH_PADDED:
		snprintf(v->reason, sizeof(v->reason), "has the tokens of the model, whose list is padded: %llu and %llu",
			 (unsigned long long)n, have);
		break;
	default:
		v->fit = BITNET_FIT_WRONG;
		if (n != s->n_list)
			snprintf(size, sizeof(size), SIZE_MISMATCH ": ", have, (unsigned long long)n);
		snprintf(v->warning, sizeof(v->warning), "%s%llu of %llu tokens differ from those of the model", size,
			 (unsigned long long)v->differing, count);
		snprintf(v->reason, sizeof(v->reason), "%s", v->warning);
	}
}

/* Tokens past the embedding that text does not become by merging: control and user-defined ones. */
static bool only_added_from(const struct bitnet_tok *t, uint32_t from, uint32_t n)
{
	struct bitnet_str piece;
	enum bitnet_token_kind kind;
	uint32_t id;

	for (id = from; id < n; id++)
		if (bitnet_tok_piece(t, id, &piece, &kind) && (kind == BITNET_TOKEN_NORMAL || kind == BITNET_TOKEN_BYTE))
			return false;
	return true;
}

static void compare_sizes(const struct bitnet_search *s, const struct bitnet_tok *t, uint32_t n, struct bitnet_verdict *v)
{
	uint64_t rows = s->d->vocab_size > 0 ? (uint64_t)s->d->vocab_size : 0;
	uint64_t diff = n > rows ? n - rows : rows - n;
	bool near = diff < LOOSE_TOKENS && diff <= rows / LOOSE_SHARE;

	if (!rows) {
		v->fit = BITNET_FIT_LOOSE;
		snprintf(v->warning, sizeof(v->warning), "the model does not tell the size of its vocabulary");
		snprintf(v->reason, sizeof(v->reason), "cannot be compared: the model tells neither its tokens nor their number; unproven");
	} else if (n == rows) {
		snprintf(v->reason, sizeof(v->reason),
			 "has the right size, %llu; the model has no token list to compare with; unproven",
			 (unsigned long long)rows);
	} else if (near && n < rows) {
		mismatch(v, BITNET_FIT_LOOSE, rows, n, ": fewer tokens than the embedding has rows; unproven");
	} else if (near && only_added_from(t, (uint32_t)rows, n)) {
		mismatch(v, BITNET_FIT_LOOSE, rows, n, ": only added tokens are past the embedding; unproven");
	} else {
		mismatch(v, BITNET_FIT_WRONG, rows, n, "");
	}
}

int bitnet_discover_judge(const struct bitnet_search *s, const struct bitnet_tok *t, struct bitnet_verdict *v, struct bitnet_error *err)
{
	uint32_t n = bitnet_tok_info(t)->n_tokens;
	int rc;

	memset(v, 0, sizeof(*v));
	v->match = BITNET_MATCH_UNKNOWN;
	if (s->n_list) {
		rc = bitnet_tok_compare(t, s->g, &v->match, &v->differing, err);
		if (rc == BITNET_E_NOMEM)
			return rc;
		if (rc == 0 && v->match != BITNET_MATCH_UNKNOWN) {
			compare_lists(s, n, v);
			return 0;
		}
		v->match = BITNET_MATCH_UNKNOWN;
		v->differing = 0;
	}
	compare_sizes(s, t, n, v);
	return 0;
}

int bitnet_discover_choose(struct bitnet_search *s, enum bitnet_strategy strategy, const char *path, struct bitnet_tok *t,
			   const struct bitnet_verdict *v, struct bitnet_error *err)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(t);
	struct bitnet_discovery *d = s->d;

	d->opened = t;
	d->strategy = strategy;
	d->tok_format = info->format;
	d->tok_algorithm = info->algorithm;
	d->tok_vocab_size = info->n_tokens;
	d->match = v->match;
	d->differing = v->match == BITNET_MATCH_UNKNOWN ? -1 : (int64_t)v->differing;
	s->chosen = true;
	if (copy_text(&d->tok_path, path, err) || copy_text(&d->tok_pre, info->pre, err) ||
	    copy_text(&d->tok_pre_source, info->pre ? info->pre_source : NULL, err))
		return BITNET_E_NOMEM;
	return bitnet_discover_add(s, strategy, path, NULL, BITNET_CANDIDATE_CHOSEN, err, "%s", v->reason);
}
