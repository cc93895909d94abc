/* SPDX-License-Identifier: MIT */
/* What a tokenizer file is, is seen from its content; what is none or another kind is refused by name. */
#include <unistd.h>

#include "tok-small.h"

static struct bitnet_error err;

static int open_bytes(const void *s, size_t n, struct bitnet_tok **t)
{
	char path[] = "test-tok-open-XXXXXX";
	int fd = mkstemp(path), rc;

	CHECK(fd >= 0);
	CHECK_INT(write(fd, s, n), n);
	close(fd);
	rc = bitnet_tok_open(t, path, &err);
	unlink(path);
	return rc;
}

static const char *refused(const void *s, size_t n, enum bitnet_status status)
{
	struct bitnet_tok *t;

	CHECK_INT(open_bytes(s, n, &t), status);
	CHECK_INT(err.status, status);
	return err.message;
}

TEST(opens, "opens a GGUF and a tokenizer.json, whatever they are called, also behind a byte order mark")
{
	const char *json = json_of(BPE_ADDED, "null", BYTE_LEVEL("false", "true"), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES);
	struct gguf_build b;
	struct bitnet_tok *t;
	char marked[20000];
	unsigned char *s;
	size_t n;

	gb_spm(&b);
	s = gb_finish(&b, &n);
	CHECK_OK(open_bytes(s, n, &t), err);
	CHECK_INT(bitnet_tok_info(t)->format, BITNET_TOK_GGUF);
	bitnet_tok_free(t);
	free(s);
	CHECK_OK(open_bytes(json, strlen(json), &t), err);
	CHECK_INT(bitnet_tok_info(t)->format, BITNET_TOK_HF_JSON);
	bitnet_tok_free(t);
	snprintf(marked, sizeof(marked), "\xef\xbb\xbf \n%s\n", json);
	CHECK_OK(open_bytes(marked, strlen(marked), &t), err);
	bitnet_tok_free(t);
}

TEST(unknown_ranks, "a rank file of no known list needs the name of a pre-tokeniser; merges alone are no tokenizer")
{
	static const char tiktoken[] = "IQ== 0\nIg== 1\n", merges[] = "#version: 0.2\na b\n", vocab[] = "{\"a\":0}";
	struct bitnet_tok_options o = { .pre = "gpt-2" };
	struct bitnet_tok *t;
	FILE *f;

	CHECK_STR(refused(tiktoken, strlen(tiktoken), BITNET_E_INPUT), "ranks are of no list that is known");
	CHECK_STR(err.name, "tok_unknown_list");
	CHECK_HAS(err.hint, "--pre NAME");
	CHECK_STR(refused(merges, strlen(merges), BITNET_E_INPUT), "not a tokenizer file");
	CHECK_STR(refused(vocab, strlen(vocab), BITNET_E_UNSUPPORTED), "vocab.json without its merges.txt is not supported");
	f = fopen("test-tok-open.tiktoken", "w");
	CHECK(f && fputs(tiktoken, f) >= 0 && fclose(f) == 0);
	CHECK_OK(bitnet_tok_open_as(&t, "test-tok-open.tiktoken", &o, &err), err);
	CHECK_STR(ids(t, "\"!"), "1 0");
	bitnet_tok_free(t);
	o.pre = "no-such";
	CHECK_INT(bitnet_tok_open_as(&t, "test-tok-open.tiktoken", &o, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.message, "pre-tokeniser 'no-such' is not supported");
	unlink("test-tok-open.tiktoken");
}

TEST(half, "one of vocab.json and merges.txt without the other is said to be half")
{
	struct bitnet_tok *t;
	FILE *f = fopen("test-tok-open.merges.txt", "w");

	CHECK(f && fputs("a b\n", f) >= 0 && fclose(f) == 0);
	CHECK_INT(bitnet_tok_open(&t, "test-tok-open.merges.txt", &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "merges.txt without vocab.json beside it is half a tokenizer");
	unlink("test-tok-open.merges.txt");
}

TEST(pieces, "opens a SentencePiece model")
{
	static const char model[] = "\x0a\x0e\x0a\x05<unk>\x15\x00\x00\x00\x00\x18\x02\x0a\x03\x0a\x01" "a";
	struct bitnet_tok *t;

	CHECK_OK(open_bytes(model, sizeof(model) - 1, &t), err);
	CHECK_INT(bitnet_tok_info(t)->format, BITNET_TOK_SENTENCEPIECE);
	CHECK_STR(ids(t, "a"), "0 1");
	bitnet_tok_free(t);
}

TEST(none, "refuses what is no tokenizer file")
{
	CHECK_STR(refused("", 0, BITNET_E_INPUT), "file is empty");
	CHECK_STR(refused("hello world\n", 12, BITNET_E_INPUT), "not a tokenizer file");
	CHECK_HAS(refused("{}", 2, BITNET_E_INPUT), "not a tokenizer file");
	CHECK_INT(bitnet_tok_open(NULL, "no-such-file", &err), BITNET_E_NOTFOUND);
	refused("GGUF", 4, BITNET_E_INPUT);
}

TEST(real, "knows the files of the data folder for what they are, and refuses what is none")
{
	static const struct {
		const char *name;
		enum bitnet_tok_format format;
	} files[] = {
		{ "llama3.tiktoken", BITNET_TOK_TIKTOKEN }, { "qwen.tiktoken", BITNET_TOK_TIKTOKEN },
		{ "gpt2.vocab.json", BITNET_TOK_BPE_FILES }, { "gpt2.merges.txt", BITNET_TOK_BPE_FILES },
		{ "gpt2.tokenizer.json", BITNET_TOK_HF_JSON }
	};
	struct bitnet_tok *t;
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "tokenizers/%s", files[i].name);
		t = tok_file(path);
		CHECK_INT(bitnet_tok_info(t)->format, files[i].format);
		bitnet_tok_free(t);
	}
	CHECK_INT(bitnet_tok_open(&t, data_path("tokenizers/llama2c.tokenizer.bin"), &err), BITNET_E_INPUT);
}

int main(void)
{
	return tap_main();
}
