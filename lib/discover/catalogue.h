/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of tokenizer families: catalogue.json, a data file that is installed and that a
 * user may extend.  Its form is described in bitnet-tok-discover(1).
 */
#ifndef BITNET_DISCOVER_CATALOGUE_H
#define BITNET_DISCOVER_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

struct bitnet_family_file {
	char *name;
	bool required;
};

/* A repository with the same bytes; what it is pinned to was seen, or is not known. */
struct bitnet_family_pin {
	char *name;                     /* of a file */
	char etag[65];                  /* its hash: 40 digits of a git blob, or a SHA-256 */
};

struct bitnet_family_mirror {
	char *repo;
	char commit[41];                /* "": not known */
	struct bitnet_family_pin *pins;
	size_t n_pins;
};

struct bitnet_family {
	char *key;                      /* the name in the cache */
	char *repo;                     /* where its files are */
	char **models;                  /* other repositories with the same tokenizer; ended by NULL */
	struct bitnet_family_mirror *mirrors;
	size_t n_mirrors;
	char **architectures;           /* general.architecture of its models; ended by NULL */
	int64_t *vocab_sizes;           /* rows of their embeddings */
	size_t n_vocab_sizes;
	struct bitnet_family_file *files;
	size_t n_files;
	char tokens_sha256[65];         /* of the token list in a GGUF of the family; "": not known */
	char *license;                  /* or NULL */
	int gated;                      /* 1, 0, -1: not known */
	bool proven;                    /* tokens_sha256 was computed from a file of the family */
};

struct bitnet_catalogue {
	struct bitnet_family *families;
	size_t n, cap;
};

/*
 * Add the families of a file; one whose key is there already is left out, so the first file wins.
 * c is all zero before the first.
 */
int bitnet_catalogue_add_file(struct bitnet_catalogue *c, const char *path, struct bitnet_error *err);
int bitnet_catalogue_add(struct bitnet_catalogue *c, const char *json, size_t n, struct bitnet_error *err);
void bitnet_catalogue_release(struct bitnet_catalogue *c);

/* By key; by a repository's id in any case, which may be one of the models or mirrors. */
const struct bitnet_family *bitnet_catalogue_by_key(const struct bitnet_catalogue *c, const char *key);
const struct bitnet_family *bitnet_catalogue_by_repo(const struct bitnet_catalogue *c, const char *repo);
bool bitnet_family_fits(const struct bitnet_family *f, const char *architecture, int64_t vocab_size);
bool bitnet_family_has_size(const struct bitnet_family *f, int64_t vocab_size);

#endif
