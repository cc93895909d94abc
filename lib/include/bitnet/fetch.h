/* SPDX-License-Identifier: MIT */
/*
 * Fetching from the Hugging Face Hub, or another server of its kind.
 *
 * Bytes are taken from the commit that the Hub names when it is asked first, and are compared with the
 * hash that it names (git-sha1 or SHA-256) before anything appears under its name.  The token is sent to
 * the endpoint and to no other host; https is spoken, http with the machine itself only.  What can be
 * tried again is, up to five times, as the Hub's own client does.  libcurl is opened at the first
 * request; offline, no request is made.
 *
 * Nothing is read from the environment but what libcurl reads there (https_proxy, NO_PROXY ...).
 * A bitnet_fetch is for one thread at a time.
 */
#ifndef BITNET_FETCH_H
#define BITNET_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/cache.h>
#include <bitnet/discover.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a caller is told while it waits. */
enum bitnet_fetch_what {
	BITNET_FETCH_BEGIN,        /* the download of a file begins: file, total */
	BITNET_FETCH_PROGRESS,     /* about ten times a second, also while nothing comes: done, total */
	BITNET_FETCH_WAIT,         /* about ten times a second before a request is made again: seconds, text */
	BITNET_FETCH_NOTICE,       /* the server has something to say to the user: text */
	BITNET_FETCH_END           /* a file is complete and its hash is right: file, done */
};

/* All strings are borrowed for the call, escaped, and fit for one line of a terminal. */
struct bitnet_fetch_event {
	enum bitnet_fetch_what what;
	const char *repo, *file;   /* or NULL */
	uint64_t done;             /* bytes of the file so far */
	int64_t total;             /* -1: not known */
	double seconds;            /* that are left to wait */
	const char *text;          /* or NULL */
};

/* Non-zero ends the transfer with BITNET_E_CANCELLED. */
typedef int bitnet_fetch_event_fn(void *arg, const struct bitnet_fetch_event *e);

/* Strings are copied by bitnet_fetch_open(). */
struct bitnet_fetch_options {
	const char *endpoint;      /* "https://huggingface.co"; a '/' at its end is dropped */
	const char *token;         /* sent as Authorization: Bearer; NULL: none */
	const char *token_source;  /* where the token came from, for messages: "HF_TOKEN" */
	const char *agent;         /* joined to the user agent; NULL: nothing */
	const char *ca_file, *ca_path; /* certificates to trust in place of the system's; NULL: the system's */
	double head_timeout;       /* seconds for an answer without a body */
	double read_timeout;       /* seconds in which something has to come */
	double max_wait;           /* seconds to spend on waiting for servers in all */
	bool offline;              /* every request fails with BITNET_E_NETWORK "offline" */
	bitnet_fetch_event_fn *event; /* or NULL */
	void *arg;
};
BITNET_API void bitnet_fetch_options_defaults(struct bitnet_fetch_options *o);

struct bitnet_fetch;

/* BITNET_E_INPUT "bad_url" for an endpoint that is none, "bad_token" for a token that cannot stand in a header. */
BITNET_API int bitnet_fetch_open(struct bitnet_fetch **out, const struct bitnet_fetch_options *o, struct bitnet_error *err);
BITNET_API void bitnet_fetch_close(struct bitnet_fetch *f);

/* What the Hub says of a file. */
struct bitnet_fetch_file {
	char commit[41];
	char etag[65];             /* 40 digits: the id of a git blob; 64: SHA-256 */
	int64_t size;              /* bytes */
};

/*
 * Ask what a file of a repository is at a revision: a branch, a tag, refs/pr/N or a commit.
 * BITNET_E_NOTFOUND "http_404", BITNET_E_DENIED ("gated", "repo_not_found", "bad_token" ...), BITNET_E_AGAIN
 * ("rate_limited", "net_timeout"), BITNET_E_NETWORK, BITNET_E_PROTOCOL; BITNET_E_INPUT "bad_name".
 */
BITNET_API int bitnet_fetch_stat(struct bitnet_fetch *f, const char *repo, const char *revision, const char *file,
				 struct bitnet_fetch_file *out, struct bitnet_error *err);

/* ---- tokenizers */

/* What to fetch: a key of the catalogue, a repository, or both; what is left out is NULL or -1. */
struct bitnet_fetch_want {
	const char *catalogue, *user_catalogue; /* as in struct bitnet_discover_options */
	const char *key;               /* a family, or the name in the cache for a repository */
	const char *repo, *revision;
	const char *const *files;      /* ended by NULL; NULL: those of the catalogue, or what the repository has */
	const char *license;
	const char *tokens_sha256;     /* of the model's token list, when it has one */
	int64_t vocab_size;            /* of the model */
	bool mirror;                   /* from a repository with the same bytes, where the catalogue has one */
};

struct bitnet_fetch_item {
	char *name;
	bool required;
};

/* A mirror, and what it is held to where that is known. */
struct bitnet_fetch_mirror {
	char *repo;
	char commit[41];
	char **names, **etags;         /* of files; ended by NULL */
};

/* The plan, before anything is asked of a server. */
struct bitnet_fetch_plan {
	char *key, *repo, *revision;
	char *license;                 /* or NULL */
	int gated;                     /* what the catalogue last knew: 1, 0, -1 */
	struct bitnet_fetch_item *items; /* when none is required, one has to be there */
	size_t n_items;
	char tokens_sha256[65];        /* that the tokenizer has to have; "": not known */
	int64_t *vocab_sizes;          /* that it should have */
	size_t n_vocab_sizes;
	struct bitnet_fetch_mirror *mirrors; /* that the catalogue knows */
	size_t n_mirrors;
	bool mirror;                   /* they are to be used */
};

/*
 * BITNET_E_NOTFOUND "unknown_key", or "no_mirror" where one is wanted and none known; BITNET_E_INPUT "bad_name"
 * and those of a catalogue.
 */
BITNET_API int bitnet_fetch_plan_new(struct bitnet_fetch_plan **out, const struct bitnet_fetch_want *w, struct bitnet_error *err);
BITNET_API void bitnet_fetch_plan_free(struct bitnet_fetch_plan *p);

/* How; lock_wait: seconds to wait for another process that fetches the same. */
struct bitnet_fetch_how {
	bool force;                    /* also when the cache has it */
	bool strict;                   /* a vocabulary of another size is an error, not a notice */
	double lock_wait;
	const char *const *hub_caches; /* of the Hub's client, ended by NULL: what is there is copied; NULL: none */
};

/*
 * The entry of the cache that the plan makes: the one that is there (*fetched is then false), or one that is fetched,
 * checked and published whole.  What was fetched is opened as a tokenizer and its tokens are compared with what is
 * known of them before it is published.  Files that the Hub's client has are copied; offline, at the commit that it knows
 * the revision as.  *out is for bitnet_cache_entry_free().  BITNET_E_NETWORK
 * "offline_not_cached"; BITNET_E_INPUT "hash_mismatch", "pin_mismatch", "vocab_mismatch" and those of tokenizers;
 * BITNET_E_SYSTEM "disk_full" and those of the cache; those of bitnet_fetch_stat().
 */
BITNET_API int bitnet_fetch_tokenizer(struct bitnet_cache_entry **out, bool *fetched, struct bitnet_fetch *f, struct bitnet_cache *c,
				      const struct bitnet_fetch_plan *p, const struct bitnet_fetch_how *how, struct bitnet_error *err);

/*
 * Write the files of an entry into the cache of the Hub's own client, in its layout, where that finds them: hub_cache is
 * its folder.  What is there and right stays.  BITNET_E_INPUT "no_metadata" where commit or hashes of the
 * Hub are not known, as of an entry that came in a bundle without them; BITNET_E_SYSTEM "cannot_create" and so on.
 */
BITNET_API int bitnet_fetch_share(const char *hub_cache, const struct bitnet_cache_entry *e, struct bitnet_error *err);

/* ---- models */

/* What is left out is NULL. */
struct bitnet_fetch_model {
	const char *repo, *revision;
	const char *file;              /* of the repository; of a split set, any part means all */
	const char *type;              /* without a file: the type in its name, "i2_s"; NULL: the best that we run */
	const char *output;            /* it goes to OUTPUT/ORG-NAME/FILE; NULL: into the cache of the Hub's client */
	const char *hub_cache;         /* that cache's folder */
	const char *cache;             /* our own, which remembers what was hashed; NULL: nothing is remembered */
	bool cached;                   /* what that cache has at the revision is enough: the Hub is not asked */
	bool force;                    /* also when it is there */
	double lock_wait;              /* seconds to wait for another process that fetches it */
};

/*
 * The file, and all parts of a split set, in their place: *path (free it) is that of the first.  What is there and
 * has the right hash is not fetched; what an earlier run left of it is taken up, and the whole is hashed in any case.
 * Space is asked for first.  BITNET_E_NOTFOUND "no_gguf", "which_model"; BITNET_E_NETWORK
 * "offline_not_cached"; BITNET_E_SYSTEM "disk_full",
 * "cannot_create"; BITNET_E_INPUT "hash_mismatch", "bad_name"; BITNET_E_CANCELLED "lock_timeout"; those of
 * bitnet_fetch_stat().
 */
BITNET_API int bitnet_fetch_model(char **path, struct bitnet_fetch *f, const struct bitnet_fetch_model *want, struct bitnet_error *err);

/*
 * The header of a GGUF file behind "hf://ORG/NAME[@REVISION]/FILE" or "https://...", by ranges: as little of the file is
 * read as its header takes; of a split set that is named by its first file, of each.  A server that ignores ranges is
 * refused ("range_ignored") before it sends the whole.
 */
BITNET_API int bitnet_fetch_header(struct bitnet_gguf **out, struct bitnet_fetch *f, const char *address, struct bitnet_error *err);

/* "hf://ORG/NAME[@REVISION][/FILE]" in its parts; revision is "main" and file "" where they are not said. */
struct bitnet_fetch_address {
	char repo[200], revision[260], file[1028];
};
BITNET_API int bitnet_fetch_address(struct bitnet_fetch_address *a, const char *text, struct bitnet_error *err);

/*
 * The model of "ollama://[HOST/][NAMESPACE/]NAME[:TAG]" in a local store of Ollama: *path (free it) is its blob, whose
 * size is that of the manifest.  store is the folder with manifests/ and blobs/.  BITNET_E_NOTFOUND
 * "ollama_missing"; BITNET_E_INPUT "ollama_manifest", "bad_name".
 */
BITNET_API int bitnet_fetch_ollama(char **path, const char *store, const char *text, struct bitnet_error *err);

#ifdef __cplusplus
}
#endif
#endif
