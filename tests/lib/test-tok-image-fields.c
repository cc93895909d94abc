/* SPDX-License-Identifier: MIT */
/* A tokenizer that went through an image is the one that was made of the file: real vocabularies, and parts of all kinds. */
#include "image-build.h"
#include "json-components.h"

static char root[4096];

static const enum bitnet_tok_policy policies[] = {
	BITNET_POLICY_DEFAULT, BITNET_POLICY_HF, BITNET_POLICY_LLAMA_CPP, BITNET_POLICY_SENTENCEPIECE
};

/* path with o, made of the file, then written as an image, then read; whether it can be opened at all. */
static bool through(const char *path, struct bitnet_tok_options o)
{
	struct bitnet_error err;
	struct bitnet_tok *fresh, *kept, *read;

	o.compiled = NULL;
	if (bitnet_tok_open_as(&fresh, path, &o, &err) != 0)
		return false;
	o.compiled = "images";
	CHECK_OK(bitnet_tok_open_as(&kept, path, &o, &err), err);
	if (kept->image.data)
		FAIL("%s: there was an image before", path);
	CHECK_OK(bitnet_tok_open_as(&read, path, &o, &err), err);
	if (!read->image.data)
		FAIL("%s: no image was kept or read", path);
	ib_same(fresh, read);
	/* The one that was written goes on as it was. */
	ib_same(fresh, kept);
	bitnet_tok_free(fresh);
	bitnet_tok_free(kept);
	bitnet_tok_free(read);
	return true;
}

static unsigned through_all(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;
	unsigned n = 0;
	size_t i;

	if (!dir)
		SKIP("no folder of tokenizers");
	while ((e = readdir(dir)) != NULL) {
		char path[4500];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		/* A merges.txt is its vocab.json. */
		if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || strstr(e->d_name, "merges.txt"))
			continue;
		for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
			n += through(path, (struct bitnet_tok_options){ .policy = policies[i] });
	}
	closedir(dir);
	return n;
}

TEST(real, "the vocabularies of the test data are the same from an image, under every policy that they have")
{
	char folder[4096];
	unsigned n;

	if (!realpath(data_path("tokenizers"), folder))
		SKIP("no test data folder");
	scratch_enter("real");
	n = through_all(folder);
	printf("# %u tokenizers\n", n);
	CHECK(n >= 30);
}

TEST(parts, "so is every file of the fuzz corpora that can be opened: normalizers, pre-tokenizers, models, decoders of all kinds")
{
	const char *const corpora[] = { "tok-json", "tok-gguf", "tok-sentencepiece", "tok-tiktoken" };
	char folder[4200];
	unsigned n = 0;
	size_t i;

	scratch_enter("parts");
	for (i = 0; i < sizeof(corpora) / sizeof(corpora[0]); i++) {
		snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s", root, corpora[i]);
		n += through_all(folder);
	}
	printf("# %u tokenizers\n", n);
	CHECK(n >= 8);
}

#define SEQ(key, list) "{\"type\":\"Sequence\",\"" key "\":[" list "]}"
#define RX(kind, rx, rest) "{\"type\":\"" kind "\",\"pattern\":{\"Regex\":\"" rx "\"}," rest "}"
#define WORDPIECES "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"vocab\":{\"[UNK]\":0," \
	"\"the\":1,\"hell\":2,\"##o\":3,\"hello\":4,\"world\":5,\"##s\":6,\"<s>\":7,\"[x]\":8}}"
#define UNIGRAM "{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0],[\"" MARK "\",-2],[\"h\",-3],[\"e\",-3.5],[\"l\",-4]," \
	"[\"hello\",-1.25],[\"" MARK "hello\",-1.5],[\"o\",-3],[\"wor\",-5],[\"ld\",-6]]}"

TEST(components, "and tokenizer.json files of parts that have no faster form")
{
	static const struct { const char *added, *model, *normalizer, *pre, *decoder; } files[] = {
		{ ADDED("112", "113"), characters, RX("Replace", "[0-9]+", "\"content\":\"7\""), RX("Split", "\\\\w+|,", "\"behavior\":\"Removed\",\"invert\":true"),
		  "{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"}" },
		{ ADDED("112", "113"), characters, SEQ("normalizers", "{\"type\":\"NFKC\"},{\"type\":\"Lowercase\"},{\"type\":\"Strip\",\"strip_left\":true,"
		  "\"strip_right\":false},{\"type\":\"Prepend\",\"prepend\":\"x\"}"), SEQ("pretokenizers", "{\"type\":\"Whitespace\"},{\"type\":\"Punctuation\","
		  "\"behavior\":\"Contiguous\"},{\"type\":\"Digits\",\"individual_digits\":true}"), "{\"type\":\"CTC\",\"pad_token\":\"a\","
		  "\"word_delimiter_token\":\"|\",\"cleanup\":true}" },
		{ ADDED("266", "267"), bytes, "{\"type\":\"NFC\"}", SEQ("pretokenizers", "{\"type\":\"Split\",\"pattern\":{\"String\":\"l\"},\"behavior\":"
		  "\"MergedWithNext\",\"invert\":false}," BYTE_LEVEL("true", "false")), BPE_DECODER },
		{ ADDED("17", "18"), words, "{\"type\":\"BertNormalizer\",\"lowercase\":false}", "{\"type\":\"BertPreTokenizer\"}",
		  SEQ("decoders", RX("Replace", "h+", "\"content\":\"H\"") ",{\"type\":\"Fuse\"},{\"type\":\"Strip\",\"content\":\"a\",\"start\":2,\"stop\":1}") },
		{ ADDED("17", "18"), words, "null", "{\"type\":\"UnicodeScripts\"}", "null" },
		{ ADDED("7", "8"), WORDPIECES, "null", "{\"type\":\"WhitespaceSplit\"}", "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}" },
		{ ADDED("10", "11"), UNIGRAM, "null", METASPACE("always", "true"), "{\"type\":\"Metaspace\",\"replacement\":\"" MARK "\","
		  "\"prepend_scheme\":\"always\"}" }
	};
	char name[32];
	size_t i;

	scratch_enter("components");
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *json = document(files[i].added, files[i].model, files[i].normalizer, files[i].pre, files[i].decoder);

		snprintf(name, sizeof(name), "%zu.json", i);
		ib_write(name, json, strlen(json));
	}
	ib_settle();
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(name, sizeof(name), "%zu.json", i);
		if (!through(name, (struct bitnet_tok_options){ .policy = BITNET_POLICY_DEFAULT }))
			FAIL("file %zu cannot be opened", i);
	}
}

TEST(pre, "a file of ranks with a pre-tokeniser of regular expressions")
{
	static const char ranks[] = "IQ== 0\nIg== 1\nIyM= 2\nIw== 3\n";
	const char *const names[] = { "gpt-2", "jais-2", "kimi-k2", "tiny_aya", "deepseek-llm", "viking", "youtu" };
	size_t i;

	scratch_enter("pre");
	ib_write("ranks.tiktoken", ranks, strlen(ranks));
	ib_settle();
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK(through("ranks.tiktoken", (struct bitnet_tok_options){ .pre = names[i] }));
}

TEST(scans, "every stage of every pre-tokeniser has a number")
{
	const char *const names[] = { "deepseek-v3", "deepseek-coder", "bloom", "falcon", "laguna", "minicpm5", "tekken", "qwen35", "gpt-4o" };
	size_t i, k, n;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct bitnet_pre *p = bitnet_pre_find(names[i], strlen(names[i]));

		CHECK(p != NULL);
		for (k = 0; p->stages[k]; k++) {
			for (n = 0; n < PRE_SCANS && bitnet_pre_scans[n] != p->stages[k]; n++)
				;
			if (n == PRE_SCANS)
				FAIL("stage %zu of %s is not in the list", k, names[i]);
		}
	}
}

int main(void)
{
	const char *top = getenv("top_srcdir");

	if (!realpath(top ? top : ".", root))
		return 1;
	scratch_begin();
	return tap_main();
}
