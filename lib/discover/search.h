/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the search share: the state of one search, candidates, and the verdict on a
 * tokenizer that could be opened.
 */
#ifndef BITNET_DISCOVER_SEARCH_H
#define BITNET_DISCOVER_SEARCH_H

#include <bitnet/cache.h>
#include <bitnet/discover.h>

#include "base/buf.h"

/* Text for a message, cut and escaped. */
#define SHOWN_MAX 300

struct bitnet_search {
	const struct bitnet_gguf *g;
	const char *model_path;                  /* or NULL */
	const struct bitnet_discover_options *o;
	struct bitnet_discovery *d;
	bool chosen;
	uint64_t n_list;                         /* tokens in the file's own list; 0: it has none */
	struct bitnet_buf tried, warnings;
	char choices[160];                       /* keys of families that fit, where strict forbids to guess one */
};

/* How a tokenizer fits the model. */
enum bitnet_fit {
	BITNET_FIT_GOOD,       /* proven, or of the right size */
	BITNET_FIT_LOOSE,      /* the sizes differ by what padding or added tokens explain */
	BITNET_FIT_WRONG
};

struct bitnet_verdict {
	enum bitnet_fit fit;
	enum bitnet_tok_match match;
	uint64_t differing;
	char reason[400];
	char warning[200];                       /* for BITNET_FIT_LOOSE and BITNET_FIT_WRONG: the mismatch in the tutorial's words */
};

/* ---- candidate.c; all return 0 or the status of *err */

/* path and repo may be NULL.  A rejected one also becomes a line of the places tried. */
int bitnet_discover_add(struct bitnet_search *s, enum bitnet_strategy strategy, const char *path, const char *repo,
			enum bitnet_candidate_status status, struct bitnet_error *err, const char *fmt, ...)
	BITNET_PRINTF(7, 8);

/* A place where nothing was. */
int bitnet_discover_tried(struct bitnet_search *s, struct bitnet_error *err, const char *fmt, ...) BITNET_PRINTF(3, 4);
int bitnet_discover_warn(struct bitnet_search *s, struct bitnet_error *err, const char *fmt, ...) BITNET_PRINTF(3, 4);

int bitnet_discover_judge(const struct bitnet_search *s, const struct bitnet_tok *t, struct bitnet_verdict *v, struct bitnet_error *err);

/* t, opened from path, is the tokenizer; it belongs to the discovery from now on, also on failure. */
int bitnet_discover_choose(struct bitnet_search *s, enum bitnet_strategy strategy, const char *path, struct bitnet_tok *t,
			   const struct bitnet_verdict *v, struct bitnet_error *err);

/* ---- stages that have a file of their own */

int bitnet_discover_colocated(struct bitnet_search *s, struct bitnet_error *err);
/* What is in a cache, and what can be downloaded. */
int bitnet_discover_catalogued(struct bitnet_search *s, struct bitnet_error *err);

/* ---- mock.c: id N is the byte N */

int bitnet_discover_mock(struct bitnet_search *s, struct bitnet_error *err);
int bitnet_discover_mock_tok(struct bitnet_tok **out, struct bitnet_error *err);

/* ---- cached.c; c may be NULL */

struct bitnet_family;

/* The caches for the tokenizer of a family, which is looked at for the reason why. */
int bitnet_discover_cached_family(struct bitnet_search *s, struct bitnet_cache *c, const struct bitnet_family *f, const char *why,
				  struct bitnet_error *err);
/* Every key of our cache for the tokens of the model; then tells that there was none. */
int bitnet_discover_cached_any(struct bitnet_search *s, struct bitnet_cache *c, struct bitnet_error *err);

/* ---- document.c, for the fuzzer: as bitnet_discovery_read(), from memory */
int bitnet_discover_document(char **path, const char *data, size_t n, struct bitnet_error *err);

/* ---- provenance.c: the repositories that the keys of a file name */

struct bitnet_source {
	char key[80];
	char repo[200];        /* "" when the value is no repository of the Hub */
	char value[SHOWN_MAX]; /* escaped */
};
#define MAX_SOURCES 24

/* Fills at most MAX_SOURCES; returns how many. */
size_t bitnet_discover_sources(const struct bitnet_gguf *g, struct bitnet_source *v);

#endif
