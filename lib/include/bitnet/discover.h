/* SPDX-License-Identifier: MIT */
/*
 * Which tokenizer belongs to a model, and by which evidence.
 *
 * Order: an explicit file, files beside the model, the one in the GGUF, the caches, a download (named,
 * never made here), a mock where it is allowed.  Candidates are compared with the token list in the GGUF; one that differs is
 * rejected with the reason.  No socket is opened.
 */
#ifndef BITNET_DISCOVER_H
#define BITNET_DISCOVER_H

#include <bitnet/tok.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bitnet_strategy {
	BITNET_STRATEGY_EXPLICIT, BITNET_STRATEGY_COLOCATED, BITNET_STRATEGY_EMBEDDED,
	BITNET_STRATEGY_CACHED, BITNET_STRATEGY_DOWNLOAD, BITNET_STRATEGY_MOCK, BITNET_STRATEGY_NONE
};
BITNET_API const char *bitnet_strategy_name(enum bitnet_strategy s);
/* The same in words for people: "a file beside the model". */
BITNET_API const char *bitnet_strategy_description(enum bitnet_strategy s);

enum bitnet_candidate_status { BITNET_CANDIDATE_CHOSEN, BITNET_CANDIDATE_REJECTED, BITNET_CANDIDATE_NOT_NEEDED };
BITNET_API const char *bitnet_candidate_status_name(enum bitnet_candidate_status s);

/*
 * strict: a vocabulary mismatch is an error, and a family that is only one of several with the same
 * (architecture, vocabulary size) is refused.  offline: a plan that needs a download is none.
 */
struct bitnet_discover_options {
	const char *tokenizer;       /* a tokenizer file, a GGUF, or a saved document; NULL: none named */
	const char *catalogue;       /* the families that can be downloaded; NULL: the installed file */
	const char *user_catalogue;  /* families of the user, before the others; may be missing; NULL: none */
	const char *cache;           /* the folder of our cache (bitnet/cache.h); NULL: none */
	const char *const *hub_caches; /* caches of the Hub's client and of llama.cpp, ended by NULL; NULL: none */
	bool strict;
	bool offline;
	bool local;                  /* a tokenizer that has to be downloaded is named, and none */
	bool mock;                   /* where none is found: ids are bytes, with a warning; not under strict */
	struct bitnet_tok_options tok;   /* how tokenizers are to be opened; its texts are borrowed as long as the discovery lives */
	bool plan;                   /* name the download also where another tokenizer was found */
	bool fingerprint;            /* compute tokens_sha256 also when the search can do without it */
};

struct bitnet_candidate {
	enum bitnet_strategy strategy;
	char *path;                /* or NULL */
	char *repo;                /* or NULL */
	enum bitnet_candidate_status status;
	char *reason;
};

/* The document of bitnet-tok-discover(1) as a struct; a part that does not apply is NULL or -1. */
struct bitnet_discovery {
	char *model_path;
	char *architecture;        /* NULL when the file names none */
	char *model_type;          /* the family: "llama", "gpt2", "bitnet"; "transformer" when unknown */
	int64_t vocab_size;
	char *vocab_size_source;   /* a key, "tokens" or "token_embd.weight" */
	char tokens_sha256[65];    /* "" without a token list, or when it was not needed */

	enum bitnet_strategy strategy;

	char *tok_path;            /* of the tokenizer; the model itself when embedded; NULL: none, or a mock */
	enum bitnet_tok_format tok_format; /* of no meaning for a mock */
	enum bitnet_tok_algorithm tok_algorithm;
	char *tok_pre, *tok_pre_source;
	int64_t tok_vocab_size;
	enum bitnet_tok_match match;
	int64_t differing;

	char *repo;                /* of the download; NULL: none known */
	char *revision;
	char **files;              /* ended by NULL */
	char *cache_key;
	char *license;
	int gated;                 /* 1, 0, -1: not known */
	char *reason;

	struct bitnet_candidate *candidates;
	size_t n_candidates;
	char *tried;               /* lines: each place that was looked at and why it gave nothing, or "" */
	char *warnings;            /* lines, or "" */
	bool strict, offline;

	struct bitnet_tok_options how;
	struct bitnet_tok *opened; /* what the search opened, kept for bitnet_discovery_open() */
};

/*
 * Look for the tokenizer of the model g, which was opened from model_path (NULL: a model without a
 * path has no neighbours).  When the strategy would be none, *out is filled all the same, and err
 * has the words of the message: BITNET_E_NOTFOUND, or BITNET_E_NETWORK when being offline is the
 * reason.  Other errors leave *out alone: a tokenizer that was named and cannot be used, a
 * catalogue that cannot be read.  Nothing of g is kept.
 */
BITNET_API int bitnet_discover(struct bitnet_discovery **out, const struct bitnet_gguf *g, const char *model_path,
			       const struct bitnet_discover_options *o, struct bitnet_error *err);
/*
 * The tokenizer of a model without opening the model: where the search would end with the one in the
 * file, and that one was compiled before (o->tok.compiled).  false: search.
 */
BITNET_API bool bitnet_discovery_shortcut(struct bitnet_tok **out, const char *model_path, const struct bitnet_discover_options *o);

BITNET_API void bitnet_discovery_free(struct bitnet_discovery *d);

/*
 * Open the tokenizer that was found.  The first call hands over the one that the search opened.
 * BITNET_E_NOTFOUND, with the message of a search that found nothing, when it must be downloaded first.
 */
BITNET_API int bitnet_discovery_open(struct bitnet_discovery *d, const struct bitnet_gguf *g,
				     struct bitnet_tok **out, struct bitnet_error *err);

/*
 * The tokenizer that a saved document of bitnet-tok-discover(1) names: *path (free it) is its file.
 * BITNET_E_UNSUPPORTED "not_a_document" when the file is something else, BITNET_E_NOTFOUND when
 * the document names no file.
 */
BITNET_API int bitnet_discovery_read(char **path, const char *file, struct bitnet_error *err);

#ifdef __cplusplus
}
#endif
#endif
