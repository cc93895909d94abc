/* SPDX-License-Identifier: MIT */
/* Files beside the model: names and their order, what is rejected, symbolic links. */
#include "discover-build.h"

static struct bitnet_error err;

TEST(order, "the model's own name comes first, then tokenizer.json; the rest is not needed")
{
	scratch_enter("order");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	db_tok("tokenizer.json", 'x', 16, 16);
	db_tok("m.tokenizer.json", 'x', 16, 16);
	db_tok("tokenizer.model", 'x', 16, 16);
	db_tok("z.tiktoken", 'x', 16, 16);
	CHECK_OK(db_search("m.gguf", NULL, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_COLOCATED);
	CHECK_STR(db_found->tok_path, "m.tokenizer.json");
	CHECK_INT(db_found->match, BITNET_MATCH_IDENTICAL);
	CHECK_STR(db_candidate(0), "colocated m.tokenizer.json chosen");
	CHECK_STR(db_candidate(1), "colocated tokenizer.json not-needed");
	CHECK_STR(db_candidate(2), "colocated tokenizer.model not-needed");
	CHECK_STR(db_candidate(3), "colocated z.tiktoken not-needed");
	CHECK_STR(db_candidate(4), "embedded m.gguf not-needed");
	CHECK_INT(db_found->n_candidates, 5);
}

TEST(wrong, "a file whose tokens differ is rejected with their number, and the search goes on")
{
	scratch_enter("wrong");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	db_tok("tokenizer.json", 'y', 16, 16);
	CHECK_OK(db_search("m.gguf", NULL, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_EMBEDDED);
	CHECK_STR(db_candidate(0), "colocated tokenizer.json rejected");
	CHECK_STR(db_found->candidates[0].reason, "8 of 16 tokens differ from those of the model");
	CHECK_STR(db_candidate(1), "embedded m.gguf chosen");
	CHECK_STR(db_found->warnings, "");
}

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
}

TEST(unusable, "files that do not load, folders and dangling links are rejected with the reason")
{
	scratch_enter("unusable");
	db_gguf("m.gguf", "llama", 'x', 0, 0, 16);
	write_text("m.tokenizer.json", "");
	CHECK_INT(mkdir("tokenizer.json", 0777), 0);
	CHECK_INT(symlink("nowhere", "tokenizer.model"), 0);
	write_text("vocab.json", "{}");
	write_text("b.tiktoken", "AAAA 0\n");
	db_tok("c.tiktoken", 'x', 16, 16);
	CHECK_OK(db_search("m.gguf", NULL, &err), err);
	CHECK_STR(db_candidate(0), "colocated m.tokenizer.json rejected");
	CHECK_HAS(db_found->candidates[0].reason, "empty");
	CHECK_STR(db_candidate(1), "colocated tokenizer.json rejected");
	CHECK_HAS(db_found->candidates[1].reason, "directory");
	CHECK_STR(db_candidate(2), "colocated tokenizer.model rejected");
	CHECK_STR(db_candidate(3), "colocated b.tiktoken rejected");
	CHECK_STR(db_candidate(4), "colocated c.tiktoken chosen");
}

TEST(pair, "vocab.json counts only together with merges.txt")
{
	scratch_enter("pair");
	db_gguf("m.gguf", "llama", 'x', 0, 0, 16);
	db_tok("vocab.json", 'x', 16, 16);
	CHECK_INT(db_search("m.gguf", NULL, &err), BITNET_E_NOTFOUND);
	CHECK_INT(db_found->n_candidates, 0);
	write_text("merges.txt", "");
	CHECK_OK(db_search("m.gguf", NULL, &err), err);
	CHECK_STR(db_found->tok_path, "vocab.json");
}

TEST(linked, "a model that is a symbolic link has the neighbours of all its names, the nearest first")
{
	scratch_enter("link");
	CHECK_INT(mkdir("snapshot", 0777) | mkdir("blobs", 0777) | mkdir("mine", 0777), 0);
	db_gguf("blobs/0123", "llama", 'x', 0, 0, 16);
	CHECK_INT(symlink("../blobs/0123", "snapshot/model.gguf"), 0);
	CHECK_INT(symlink("../snapshot/model.gguf", "mine/m.gguf"), 0);
	db_tok("snapshot/tokenizer.json", 'x', 16, 16);
	db_tok("blobs/tokenizer.json", 'x', 16, 16);
	CHECK_OK(db_search("mine/m.gguf", NULL, &err), err);
	CHECK_STR(db_found->tok_path, "mine/../snapshot/tokenizer.json");
	CHECK_STR(db_candidate(1), "colocated mine/../snapshot/../blobs/tokenizer.json not-needed");
}

TEST(loose, "a size that padding explains is used with a warning, and rejected when strict")
{
	struct bitnet_discover_options o = { .strict = true };

	scratch_enter("loose");
	db_gguf("m.gguf", "llama", 'x', 0, 0, 32);
	db_tok("tokenizer.json", 'x', 31, 31);
	CHECK_OK(db_search("m.gguf", NULL, &err), err);
	CHECK_STR(db_found->warnings, "Vocabulary size mismatch: expected 32, got 31\n");
	CHECK_INT(db_found->match, BITNET_MATCH_UNKNOWN);
	CHECK_INT(db_found->differing, -1);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NOTFOUND);
	CHECK_STR(db_candidate(0), "colocated tokenizer.json rejected");
	CHECK_HAS(db_found->candidates[0].reason, "(strict mode)");
}

TEST(right_size, "a file of the right size passes when strict, too")
{
	struct bitnet_discover_options o = { .strict = true };

	scratch_enter("right_size");
	db_gguf("m.gguf", "llama", 'x', 0, 0, 16);
	db_tok("tokenizer.json", 'x', 16, 16);
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_HAS(db_found->candidates[0].reason, "unproven");
}

TEST(nothing, "an empty neighbourhood is a place tried, with the names that were looked for")
{
	scratch_enter("nothing");
	CHECK_INT(mkdir("d", 0777), 0);
	db_gguf("d/my model.gguf", "llama", 'x', 0, 0, 16);
	CHECK_INT(db_search("d/my model.gguf", NULL, &err), BITNET_E_NOTFOUND);
	CHECK_INT(db_found->n_candidates, 0);
	CHECK_HAS(db_found->tried, "d/: no my model.tokenizer.json, tokenizer.json, tokenizer.model, vocab.json with merges.txt, *.tiktoken, tokenizer.zip, .tar, .tar.*\n");
}

TEST(long_path, "a path that is too long for names beside it is searched without them")
{
	struct bitnet_gguf *g;
	char *path = malloc(6000);

	scratch_enter("long_path");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	memset(path, '/', 5990);
	strcpy(path + 5990, "m.gguf");
	CHECK_OK(bitnet_gguf_open(&g, "m.gguf", &err), err);
	bitnet_discovery_free(db_found);
	CHECK_OK(bitnet_discover(&db_found, g, path, NULL, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_EMBEDDED);
	bitnet_gguf_close(g);
	free(path);
}

int main(void)
{
	return db_main();
}
