/* SPDX-License-Identifier: MIT */
/* The order of the search, what the model says of itself, and the answer when there is none. */
#include "data.h"
#include "discover-build.h"

static struct bitnet_error err;

TEST(names, "strategies and states have the words of the document")
{
	CHECK_STR(bitnet_strategy_name(BITNET_STRATEGY_EXPLICIT), "explicit");
	CHECK_STR(bitnet_strategy_name(BITNET_STRATEGY_NONE), "none");
	CHECK_STR(bitnet_candidate_status_name(BITNET_CANDIDATE_NOT_NEEDED), "not-needed");
}

TEST(embedded, "takes the tokenizer in the file, and hands over the one that it opened")
{
	struct bitnet_discover_options o = { .fingerprint = true };
	struct bitnet_tok *t, *again;

	scratch_enter("embedded");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	CHECK_OK(db_search("m.gguf", NULL, &err), err);
	CHECK_STR(db_found->tokens_sha256, "");
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_EMBEDDED);
	CHECK_STR(db_found->tok_path, "m.gguf");
	CHECK_INT(db_found->tok_format, BITNET_TOK_GGUF);
	CHECK_INT(db_found->tok_algorithm, BITNET_TOK_SPM);
	CHECK_INT(db_found->match, BITNET_MATCH_IDENTICAL);
	CHECK_INT(strlen(db_found->tokens_sha256), 64);
	CHECK(db_found->opened != NULL);
	CHECK_OK(bitnet_discovery_open(db_found, NULL, &t, &err), err);
	CHECK(db_found->opened == NULL);
	db_found->strategy = BITNET_STRATEGY_EXPLICIT;
	CHECK_OK(bitnet_discovery_open(db_found, NULL, &again, &err), err);
	CHECK(again != t);
	bitnet_tok_free(t);
	bitnet_tok_free(again);
}

TEST(broken, "an embedded tokenizer that fails its checks is rejected with the reason")
{
	struct gguf_build b;

	scratch_enter("broken");
	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	gb_str(&b, "tokenizer.ggml.model", "llama");
	CHECK_INT(gb_write(&b, "m.gguf"), 0);
	CHECK_INT(db_search("m.gguf", NULL, &err), BITNET_E_NOTFOUND);
	CHECK_STR(db_candidate(0), "embedded m.gguf rejected");
	CHECK_HAS(db_found->candidates[0].reason, "the tokenizer in the file: ");
	CHECK_STR(err.message, "No compatible tokenizer found for llama model with vocab_size unknown");
}

TEST(explicit_one, "a tokenizer that is named is used; those that follow are not needed")
{
	struct bitnet_discover_options o = { .tokenizer = "other/t" };

	scratch_enter("explicit_one");
	CHECK_INT(mkdir("other", 0777), 0);
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	db_tok("other/t", 'x', 16, 16);
	db_tok("tokenizer.json", 'x', 16, 16);
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_STR(db_candidate(0), "explicit other/t chosen");
	CHECK_STR(db_candidate(1), "colocated tokenizer.json not-needed");
	CHECK_STR(db_candidate(2), "embedded m.gguf not-needed");
	CHECK_STR(db_found->warnings, "");
	o.tokenizer = "tokenizer.json";
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_STR(db_candidate(0), "explicit tokenizer.json chosen");
	CHECK_STR(db_candidate(1), "embedded m.gguf not-needed");
}

TEST(explicit_mismatch, "one that does not fit is used with a warning, and refused when strict")
{
	struct bitnet_discover_options o = { .tokenizer = "t" };

	scratch_enter("explicit_mismatch");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	db_tok("t", 'x', 20, 20);
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_EXPLICIT);
	CHECK_INT(db_found->match, BITNET_MATCH_DIFFERS);
	CHECK_INT(db_found->differing, 4);
	CHECK_HAS(db_found->warnings, "Vocabulary size mismatch: expected 16, got 20");
	o.strict = true;
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_INPUT);
	CHECK(db_found == NULL);
	CHECK_STR(err.name, "vocab_mismatch");
	CHECK_HAS(err.message, "t: Vocabulary size mismatch: expected 16, got 20");
}

TEST(explicit_unusable, "one that cannot be opened ends the search: nothing takes its place")
{
	struct bitnet_discover_options o = { .tokenizer = "gone" };

	scratch_enter("explicit_unusable");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NOTFOUND);
	CHECK(db_found == NULL);
	CHECK_HAS(err.message, "gone: ");
}

TEST(document, "a saved document stands for the file that it names")
{
	struct bitnet_discover_options o = { .tokenizer = "doc" };
	FILE *f;

	scratch_enter("document");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	db_tok("t", 'x', 16, 16);
	f = fopen("doc", "w");
	CHECK(f != NULL);
	fputs("{\"schema\":\"bitnet.tok-discover/1\",\"tokenizer\":{\"path\":\"t\"}}\n", f);
	fclose(f);
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_STR(db_found->tok_path, "t");
	CHECK_STR(db_candidate(0), "explicit t chosen");
}

static void facts(const char *folder, const char *arch, uint32_t key, size_t list, size_t rows)
{
	struct gguf_build b;
	const char *tokens[] = { "a", "b", "c" };
	char name[100];

	scratch_enter(folder);
	gb_init(&b);
	if (arch) {
		gb_str(&b, "general.architecture", arch);
		snprintf(name, sizeof(name), "%s.vocab_size", arch);
		if (key)
			gb_u32(&b, name, key);
	}
	if (list)
		gb_strs(&b, "tokenizer.ggml.tokens", tokens, list);
	if (rows)
		gb_tensor(&b, "token_embd.weight", BITNET_TENSOR_F32, 4, rows, NULL, 16 * rows);
	CHECK_INT(gb_write(&b, "m.gguf"), 0);
	CHECK_INT(db_search("m.gguf", NULL, &err), BITNET_E_NOTFOUND);
}

TEST(sizes, "the size of the vocabulary is that of the key, else of the list, else of the embedding")
{
	facts("s1", "llama", 99999, 3, 7);
	CHECK_INT(db_found->vocab_size, 99999);
	CHECK_STR(db_found->vocab_size_source, "llama.vocab_size");
	facts("s2", "llama", 0, 3, 7);
	CHECK_INT(db_found->vocab_size, 3);
	CHECK_STR(db_found->vocab_size_source, "tokens");
	facts("s3", "llama", 0, 0, 7);
	CHECK_INT(db_found->vocab_size, 7);
	CHECK_STR(db_found->vocab_size_source, "token_embd.weight");
	facts("s4", "llama", 0, 0, 0);
	CHECK_INT(db_found->vocab_size, -1);
	CHECK(db_found->vocab_size_source == NULL);
	facts("s5", "llama", 0xffffffff, 0, 7);
	CHECK_INT(db_found->vocab_size, 7);
}

TEST(types, "the type is a family: bitnet for all its names, transformer when the file names none")
{
	facts("t1", "bitnet-b1.58", 9, 0, 0);
	CHECK_STR(db_found->model_type, "bitnet");
	facts("t2", "bitnet-25", 9, 0, 0);
	CHECK_STR(db_found->model_type, "bitnet");
	facts("t3", "qwen2", 9, 0, 0);
	CHECK_STR(db_found->model_type, "qwen2");
	facts("t4", NULL, 0, 0, 99999);
	CHECK_STR(db_found->model_type, "transformer");
	CHECK(db_found->architecture == NULL);
	CHECK_STR(err.message, "No compatible tokenizer found for transformer model with vocab_size 99999");
	facts("t5", "\x1b[2J\n", 9, 0, 0);
	CHECK_STR(db_found->model_type, "\\x1b[2J\\n");
}

TEST(none, "the message of the tutorial when strict, and a hint with the command that helps")
{
	struct bitnet_discover_options o = { .strict = true };
	struct bitnet_tok *t;

	scratch_enter("none");
	db_gguf("m.gguf", "transformer", 'x', 0, 0, 99);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NOTFOUND);
	CHECK_STR(err.name, "no_tokenizer");
	CHECK_STR(err.message, "No compatible tokenizer found for transformer model with vocab_size 99 (strict mode)");
	CHECK_HAS(err.hint, "bitnet tok-discover --tokenizer FILE");
	CHECK_HAS(db_found->tried, "m.gguf: carries no tokenizer\n");
	CHECK_HAS(db_found->tried, "catalogue /nonexistent: cannot open");
	CHECK(db_found->strict);
	CHECK_INT(bitnet_discovery_open(db_found, NULL, &t, &err), BITNET_E_NOTFOUND);
	CHECK_STR(err.name, "no_tokenizer");
}

TEST(no_path, "a model without a path has no neighbours")
{
	struct bitnet_gguf *g;

	scratch_enter("no_path");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	db_tok("tokenizer.json", 'x', 16, 16);
	bitnet_discovery_free(db_found);
	db_found = NULL;
	CHECK_OK(bitnet_gguf_open(&g, "m.gguf", &err), err);
	CHECK_OK(bitnet_discover(&db_found, g, NULL, NULL, &err), err);
	CHECK_STR(db_candidate(0), "embedded - chosen");
	bitnet_gguf_close(g);
}

TEST(real, "the 2B4T-like file of the data folder has its pre-tokeniser recognised")
{
	CHECK_OK(db_search(data_path("models/e2e-llama3.gguf"), NULL, &err), err);
	CHECK_STR(db_found->tok_pre, "llama-bpe");
	CHECK_STR(db_found->tok_pre_source, "vocabulary");
	CHECK_INT(db_found->vocab_size, 128256);
}

TEST(described, "each strategy has a name and a description of its own")
{
	int s;

	for (s = 0; s <= BITNET_STRATEGY_NONE; s++) {
		CHECK(*bitnet_strategy_description((enum bitnet_strategy)s));
		CHECK(s == 0 || strcmp(bitnet_strategy_description((enum bitnet_strategy)s),
				       bitnet_strategy_description((enum bitnet_strategy)(s - 1))) != 0);
	}
	CHECK_STR(bitnet_strategy_description(BITNET_STRATEGY_COLOCATED), "a file beside the model");
	CHECK_STR(bitnet_strategy_description((enum bitnet_strategy)99), bitnet_strategy_description(BITNET_STRATEGY_NONE));
}

int main(void)
{
	return db_main();
}
