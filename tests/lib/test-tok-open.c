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

TEST(kinds, "names the kinds of files that it does not read")
{
	static const char tiktoken[] = "IQ== 0\nIg== 1\n", merges[] = "#version: 0.2\na b\n", vocab[] = "{\"a\":0}";

	CHECK_STR(refused(tiktoken, strlen(tiktoken), BITNET_E_UNSUPPORTED), "tiktoken files are not supported");
	CHECK_STR(refused(merges, strlen(merges), BITNET_E_UNSUPPORTED), "merges.txt files are not supported");
	CHECK_STR(refused(vocab, strlen(vocab), BITNET_E_UNSUPPORTED), "vocab.json files are not supported");
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

TEST(real, "knows the files of the data folder for what they are")
{
	static const struct {
		const char *name;
		enum bitnet_status status;
		const char *message;
	} files[] = {
		{ "llama3.tiktoken", BITNET_E_UNSUPPORTED, "tiktoken files" },
		{ "qwen.tiktoken", BITNET_E_UNSUPPORTED, "tiktoken files" },
		{ "gpt2.vocab.json", BITNET_E_UNSUPPORTED, "vocab.json files" },
		{ "gpt2.merges.txt", BITNET_E_UNSUPPORTED, "merges.txt files" },
		{ "llama2c.tokenizer.bin", BITNET_E_INPUT, "not a tokenizer file" }
	};
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct bitnet_tok *t;
		char path[128];

		snprintf(path, sizeof(path), "tokenizers/%s", files[i].name);
		CHECK_INT(bitnet_tok_open(&t, data_path(path), &err), files[i].status);
		CHECK_HAS(err.message, files[i].message);
	}
}

int main(void)
{
	return tap_main();
}
