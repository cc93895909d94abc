/* SPDX-License-Identifier: MIT */
/*
 * Small models and tokenizers for the tests of the search, in a scratch folder that becomes the
 * working directory.  A tokenizer file is a GGUF with nothing but a vocabulary: what a file is, is
 * seen from its content, so it may be called tokenizer.json.
 */
#ifndef BITNET_TESTS_DISCOVER_BUILD_H
#define BITNET_TESTS_DISCOVER_BUILD_H

#include "discover/search.h"
#include "gguf-build.h"
#include "scratch.h"

#define DB_TOKENS 64

/* Token i of the vocabulary "kind": all kinds have the same first eight. */
__attribute__((unused)) static const char *db_token(char kind, size_t i, char buf[16])
{
	static const char *const first[] = { "<unk>", "<s>", "</s>", "<0x0A>", "a", "b", "ab", "c" };

	if (i < 8)
		return first[i];
	snprintf(buf, 16, "%c%zu", kind, i);
	return buf;
}

/*
 * n tokens of kind; those from n_normal on are control tokens.  rows: of the embedding, 0: none.
 * arch may be NULL; n = 0: no tokenizer keys.
 */
__attribute__((unused)) static void db_gguf(const char *path, const char *arch, char kind, size_t n, size_t n_normal, size_t rows)
{
	const char *tokens[DB_TOKENS];
	char text[DB_TOKENS][16];
	float scores[DB_TOKENS];
	int32_t types[DB_TOKENS];
	struct gguf_build b;
	size_t i;

	gb_init(&b);
	if (arch)
		gb_str(&b, "general.architecture", arch);
	for (i = 0; i < n && i < DB_TOKENS; i++) {
		tokens[i] = db_token(kind, i, text[i]);
		scores[i] = -(float)i;
		types[i] = i == 0 ? 2 : i < 3 ? 3 : i == 3 ? 6 : i < n_normal ? 1 : 3;
	}
	if (n) {
		gb_str(&b, "tokenizer.ggml.model", "llama");
		gb_strs(&b, "tokenizer.ggml.tokens", tokens, n);
		gb_array(&b, "tokenizer.ggml.scores", BITNET_VALUE_F32, scores, n, n * 4);
		gb_array(&b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, n, n * 4);
		gb_u32(&b, "tokenizer.ggml.bos_token_id", 1);
		gb_u32(&b, "tokenizer.ggml.eos_token_id", 2);
	}
	if (rows)
		gb_tensor(&b, "token_embd.weight", BITNET_TENSOR_F32, 4, rows, NULL, 16 * rows);
	if (gb_write(&b, path) != 0)
		FAIL("cannot write %s", path);
}

/* A tokenizer file. */
__attribute__((unused)) static void db_tok(const char *path, char kind, size_t n, size_t n_normal)
{
	db_gguf(path, NULL, kind, n, n_normal, 0);
}

static struct bitnet_discovery *db_found;

/* The search with a catalogue that does not exist, unless o names one. */
__attribute__((unused)) static int db_search(const char *model, const struct bitnet_discover_options *o, struct bitnet_error *err)
{
	struct bitnet_discover_options options = { .catalogue = "/nonexistent" };
	struct bitnet_gguf *g;
	int rc;

	if (o)
		options = *o;
	if (!options.catalogue)
		options.catalogue = "/nonexistent";
	bitnet_discovery_free(db_found);
	db_found = NULL;
	CHECK_OK(bitnet_gguf_open(&g, model, err), *err);
	rc = bitnet_discover(&db_found, g, model, &options, err);
	bitnet_gguf_close(g);
	return rc;
}

/* Candidate i: "strategy path-or-repo status". */
__attribute__((unused)) static const char *db_candidate(size_t i)
{
	static char text[300];
	const struct bitnet_candidate *c = &db_found->candidates[i];

	if (i >= db_found->n_candidates)
		return "none";
	snprintf(text, sizeof(text), "%s %s %s", bitnet_strategy_name(c->strategy), c->path ? c->path : c->repo ? c->repo : "-",
		 bitnet_candidate_status_name(c->status));
	return text;
}

__attribute__((unused)) static int db_main(void)
{
	int status;

	scratch_begin();
	status = tap_main();
	bitnet_discovery_free(db_found);
	return status;
}

#endif
