/* SPDX-License-Identifier: MIT */
/*
 * tokenizer.json: the ids and texts in the tables here are those of the package tokenizers 0.23.3
 * (Hugging Face) for the same file; the vectors of the data folder are outside evidence as well.
 */
#include "tok-small.h"

#define NONE "null"

static const char *spm_json(const char *normalizer, const char *pre, const char *post, const char *decoder)
{
	return json_of(SPM_ADDED, normalizer, pre, post, decoder, SPM_MODEL "," SPM_MERGES);
}

static const struct {
	const char *normalizer, *pre, *text, *ids;
} spm[] = {
	{ LEGACY, NONE, "hello world", "1 18 24 2" },
	{ LEGACY, NONE, " hello", "1 6 18 2" },
	{ LEGACY, NONE, "hello<s>hello", "1 18 1 18 2" },
	{ LEGACY, NONE, "<norm>hello <norm>", "1 26 17 26 2" },
	{ LEGACY, NONE, "hello <left> hello", "1 18 27 6 18 2" },
	{ LEGACY, NONE, "hello <right> hello", "1 18 6 28 18 2" },
	{ LEGACY, NONE, "<word>hello <word>", "1 6 0 11 20 13 0 17 6 29 2" },
	{ LEGACY, NONE, "hello<tool>world", "1 18 25 24 2" },
	{ LEGACY, NONE, "h\xc3\xa9\x0al zz\xc3\xa8", "1 6 7 4 5 3 9 6 0 2" },
	{ LEGACY, NONE, "  hello   world", "1 19 18 19 24 2" },
	{ ESCAPE, NONE, "hello world", "1 17 24 2" },
	{ ESCAPE, NONE, " hello", "1 18 2" },
	{ ESCAPE, NONE, "hello<s>hello", "1 17 1 17 2" },
	{ ESCAPE, NONE, "<norm>hello <norm>", "1 26 17 6 26 2" },
	{ ESCAPE, NONE, "hello <left> hello", "1 17 27 18 2" },
	{ ESCAPE, NONE, "hello <right> hello", "1 17 6 28 17 2" },
	{ ESCAPE, NONE, "<word>hello <word>", "1 0 11 20 13 0 17 6 29 2" },
	{ ESCAPE, NONE, "hello<tool>world", "1 17 25 11 20 23 2" },
	{ ESCAPE, NONE, "h\xc3\xa9\x0al zz\xc3\xa8", "1 7 4 5 3 9 6 0 2" },
	{ ESCAPE, NONE, "  hello   world", "1 6 18 19 24 2" },
	{ NONE, METASPACE("always", "true"), "hello world", "1 18 24 2" },
	{ NONE, METASPACE("always", "true"), " hello", "1 18 2" },
	{ NONE, METASPACE("always", "true"), "hello<s>hello", "1 18 1 18 2" },
	{ NONE, METASPACE("always", "true"), "<norm>hello <norm>", "1 26 18 6 26 2" },
	{ NONE, METASPACE("always", "true"), "hello <left> hello", "1 18 27 18 2" },
	{ NONE, METASPACE("always", "true"), "hello <right> hello", "1 18 6 28 18 2" },
	{ NONE, METASPACE("always", "true"), "<word>hello <word>", "1 6 0 11 20 13 0 17 6 29 2" },
	{ NONE, METASPACE("always", "true"), "hello<tool>world", "1 18 25 24 2" },
	{ NONE, METASPACE("always", "true"), "h\xc3\xa9\x0al zz\xc3\xa8", "1 6 7 4 5 3 9 6 0 2" },
	{ NONE, METASPACE("always", "true"), "  hello   world", "1 6 18 6 6 24 2" },
	{ NONE, METASPACE("first", "false"), "hello world", "1 18 24 2" },
	{ NONE, METASPACE("first", "false"), " hello", "1 18 2" },
	{ NONE, METASPACE("first", "false"), "hello<s>hello", "1 18 1 17 2" },
	{ NONE, METASPACE("first", "false"), "<norm>hello <norm>", "1 26 17 6 26 2" },
	{ NONE, METASPACE("first", "false"), "hello <left> hello", "1 18 27 18 2" },
	{ NONE, METASPACE("first", "false"), "hello <right> hello", "1 18 6 28 17 2" },
	{ NONE, METASPACE("first", "false"), "<word>hello <word>", "1 6 0 11 20 13 0 17 6 29 2" },
	{ NONE, METASPACE("first", "false"), "hello<tool>world", "1 18 25 11 20 23 2" },
	{ NONE, METASPACE("first", "false"), "h\xc3\xa9\x0al zz\xc3\xa8", "1 6 7 4 5 3 9 6 0 2" },
	{ NONE, METASPACE("first", "false"), "  hello   world", "1 6 18 19 24 2" },
	{ NONE, METASPACE("never", "true"), "hello world", "1 17 24 2" },
	{ NONE, METASPACE("never", "true"), " hello", "1 18 2" },
	{ NONE, METASPACE("never", "true"), "hello<s>hello", "1 17 1 17 2" },
	{ NONE, METASPACE("never", "true"), "<norm>hello <norm>", "1 26 17 6 26 2" },
	{ NONE, METASPACE("never", "true"), "hello <left> hello", "1 17 27 18 2" },
	{ NONE, METASPACE("never", "true"), "hello <right> hello", "1 17 6 28 17 2" },
	{ NONE, METASPACE("never", "true"), "<word>hello <word>", "1 0 11 20 13 0 17 6 29 2" },
	{ NONE, METASPACE("never", "true"), "hello<tool>world", "1 17 25 11 20 23 2" },
	{ NONE, METASPACE("never", "true"), "h\xc3\xa9\x0al zz\xc3\xa8", "1 7 4 5 3 9 6 0 2" },
	{ NONE, METASPACE("never", "true"), "  hello   world", "1 6 18 6 6 24 2" },
	{ NONE, NONE, "hello world", "1 17 0 11 20 23 2" },
	{ NONE, NONE, " hello", "1 0 17 2" },
	{ NONE, NONE, "hello<s>hello", "1 17 1 17 2" },
	{ NONE, NONE, "<norm>hello <norm>", "1 26 17 0 26 2" },
	{ NONE, NONE, "hello <left> hello", "1 17 27 0 17 2" },
	{ NONE, NONE, "hello <right> hello", "1 17 0 28 17 2" },
	{ NONE, NONE, "<word>hello <word>", "1 0 11 20 13 0 17 0 29 2" },
	{ NONE, NONE, "hello<tool>world", "1 17 25 11 20 23 2" },
	{ NONE, NONE, "h\xc3\xa9\x0al zz\xc3\xa8", "1 7 4 5 3 9 0 2" },
	{ NONE, NONE, "  hello   world", "1 0 17 0 11 20 23 2" },
};

TEST(spm_like, "encodes like Hugging Face with each way to put U+2581 before text, and with each kind of added token")
{
	size_t i;

	for (i = 0; i < sizeof(spm) / sizeof(spm[0]); i++) {
		struct bitnet_tok *t = tok_json(spm_json(spm[i].normalizer, spm[i].pre, TEMPLATE, DECODER));

		CHECK_STR(ids_n(t, spm[i].text, strlen(spm[i].text), true, true), spm[i].ids);
		bitnet_tok_free(t);
	}
}

static const struct {
	const char *pre;
	bool ignore;
	const char *text, *ids;
} bytes[] = {
	{ BYTE_LEVEL("false", "true"), false, "hello world", "25 32" },
	{ BYTE_LEVEL("false", "true"), false, "  hello 1212.", "20 26 20 33 33 13" },
	{ BYTE_LEVEL("false", "true"), false, "\x0ahe he's", "21 22 20 22 34" },
	{ BYTE_LEVEL("false", "true"), false, "<|end|>hello", "39 25" },
	{ BYTE_LEVEL("false", "true"), false, "!?d1\xc3\xa9", "15 16 6 10 35 36" },
	{ BYTE_LEVEL("true", "true"), false, "hello world", "26 32" },
	{ BYTE_LEVEL("true", "true"), false, "  hello 1212.", "20 26 20 33 33 13" },
	{ BYTE_LEVEL("true", "true"), false, "\x0ahe he's", "20 21 22 20 22 34" },
	{ BYTE_LEVEL("true", "true"), false, "<|end|>hello", "39 26" },
	{ BYTE_LEVEL("true", "true"), false, "!?d1\xc3\xa9", "20 15 16 6 10 35 36" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), false, "hello world", "25 32" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), false, "  hello 1212.", "20 26 20 33 10 11 13" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), false, "\x0ahe he's", "21 22 20 22 34" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), false, "<|end|>hello", "39 25" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), false, "!?d1\xc3\xa9", "15 16 6 10 35 36" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), true, "hello world", "25 32" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), true, "  hello 1212.", "20 26 20 33 10 11 13" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), true, "\x0ahe he's", "21 22 20 22 34" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), true, "<|end|>hello", "39 25" },
	{ SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), true, "!?d1\xc3\xa9", "38 6 10 35 36" },
	{ SEQUENCE(DIGITS, BYTE_LEVEL("false", "true")), false, "hello world", "25 32" },
	{ SEQUENCE(DIGITS, BYTE_LEVEL("false", "true")), false, "  hello 1212.", "20 26 20 10 11 10 11 13" },
	{ SEQUENCE(DIGITS, BYTE_LEVEL("false", "true")), false, "\x0ahe he's", "21 22 20 22 34" },
	{ SEQUENCE(DIGITS, BYTE_LEVEL("false", "true")), false, "<|end|>hello", "39 25" },
	{ SEQUENCE(DIGITS, BYTE_LEVEL("false", "true")), false, "!?d1\xc3\xa9", "15 16 6 10 35 36" },
};

TEST(byte_level, "encodes like Hugging Face with ByteLevel, Split, Digits and ignore_merges, merges as strings and as pairs")
{
	size_t i;
	int pairs;

	for (i = 0; i < 2 * sizeof(bytes) / sizeof(bytes[0]); i++) {
		char model[4096];
		struct bitnet_tok *t;

		pairs = i % 2;
		snprintf(model, sizeof(model), "\"ignore_merges\":%s," BPE_MODEL ",%s", bytes[i / 2].ignore ? "true" : "false",
			 pairs ? BPE_PAIRS : BPE_MERGES);
		t = tok_json(json_of(BPE_ADDED, NONE, bytes[i / 2].pre, NONE, BPE_DECODER, model));
		CHECK_STR(ids(t, bytes[i / 2].text), bytes[i / 2].ids);
		bitnet_tok_free(t);
	}
}

static const struct {
	const char *decoder, *ids;
	bool skip;
	const char *text;
} decoded[] = {
	{ DECODER, "18 24", false, "hello world" },
	{ DECODER, "18 24", true, "hello world" },
	{ DECODER, "1 18 24 2", false, "<s> hello world</s>" },
	{ DECODER, "1 18 24 2", true, "hello world" },
	{ DECODER, "19 18", false, "  hello" },
	{ DECODER, "19 18", true, "  hello" },
	{ DECODER, "6 6 17", false, " hello" },
	{ DECODER, "6 6 17", true, " hello" },
	{ DECODER, "17 4 5 3 25 18", false, "hello\xc3\xa9\x0a<tool> hello" },
	{ DECODER, "17 4 5 3 25 18", true, "hello\xc3\xa9\x0a<tool> hello" },
	{ DECODER, "25 18", false, "<tool> hello" },
	{ DECODER, "25 18", true, "<tool> hello" },
	{ METASPACE("always", "true"), "18 24", false, "hello world" },
	{ METASPACE("always", "true"), "18 24", true, "hello world" },
	{ METASPACE("always", "true"), "1 18 24 2", false, "<s> hello world</s>" },
	{ METASPACE("always", "true"), "1 18 24 2", true, "hello world" },
	{ METASPACE("always", "true"), "19 18", false, " hello" },
	{ METASPACE("always", "true"), "19 18", true, " hello" },
	{ METASPACE("always", "true"), "6 6 17", false, " hello" },
	{ METASPACE("always", "true"), "6 6 17", true, " hello" },
	{ METASPACE("always", "true"), "17 4 5 3 25 18", false, "hello<0xC3><0xA9><0x0A><tool> hello" },
	{ METASPACE("always", "true"), "17 4 5 3 25 18", true, "hello<0xC3><0xA9><0x0A><tool> hello" },
	{ METASPACE("always", "true"), "25 18", false, "<tool> hello" },
	{ METASPACE("always", "true"), "25 18", true, "<tool> hello" },
	{ METASPACE("never", "true"), "18 24", false, " hello world" },
	{ METASPACE("never", "true"), "18 24", true, " hello world" },
	{ METASPACE("never", "true"), "1 18 24 2", false, "<s> hello world</s>" },
	{ METASPACE("never", "true"), "1 18 24 2", true, " hello world" },
	{ METASPACE("never", "true"), "19 18", false, "   hello" },
	{ METASPACE("never", "true"), "19 18", true, "   hello" },
	{ METASPACE("never", "true"), "6 6 17", false, "  hello" },
	{ METASPACE("never", "true"), "6 6 17", true, "  hello" },
	{ METASPACE("never", "true"), "17 4 5 3 25 18", false, "hello<0xC3><0xA9><0x0A><tool> hello" },
	{ METASPACE("never", "true"), "17 4 5 3 25 18", true, "hello<0xC3><0xA9><0x0A><tool> hello" },
	{ METASPACE("never", "true"), "25 18", false, "<tool> hello" },
	{ METASPACE("never", "true"), "25 18", true, "<tool> hello" },
	{ NONE, "18 24", false, "\xe2\x96\x81hello \xe2\x96\x81world" },
	{ NONE, "18 24", true, "\xe2\x96\x81hello \xe2\x96\x81world" },
	{ NONE, "1 18 24 2", false, "<s> \xe2\x96\x81hello \xe2\x96\x81world </s>" },
	{ NONE, "1 18 24 2", true, "\xe2\x96\x81hello \xe2\x96\x81world" },
	{ NONE, "19 18", false, "\xe2\x96\x81\xe2\x96\x81 \xe2\x96\x81hello" },
	{ NONE, "19 18", true, "\xe2\x96\x81\xe2\x96\x81 \xe2\x96\x81hello" },
	{ NONE, "6 6 17", false, "\xe2\x96\x81 \xe2\x96\x81 hello" },
	{ NONE, "6 6 17", true, "\xe2\x96\x81 \xe2\x96\x81 hello" },
	{ NONE, "17 4 5 3 25 18", false, "hello <0xC3> <0xA9> <0x0A> <tool> \xe2\x96\x81hello" },
	{ NONE, "17 4 5 3 25 18", true, "hello <0xC3> <0xA9> <0x0A> <tool> \xe2\x96\x81hello" },
	{ NONE, "25 18", false, "<tool> \xe2\x96\x81hello" },
	{ NONE, "25 18", true, "<tool> \xe2\x96\x81hello" },
};

TEST(decodes, "decodes like Hugging Face with each decoder, special tokens shown or dropped")
{
	size_t i;

	for (i = 0; i < sizeof(decoded) / sizeof(decoded[0]); i++) {
		struct bitnet_tok *t = tok_json(spm_json(LEGACY, NONE, NONE, decoded[i].decoder));

		CHECK_STR(text_of_ids(t, decoded[i].ids, decoded[i].skip), decoded[i].text);
		bitnet_tok_free(t);
	}
}

TEST(facts, "knows the special ids, what is added, and the pre-tokeniser by its stages")
{
	const struct bitnet_tok_info *info;
	struct bitnet_tok *t = tok_json(spm_json(LEGACY, NONE, TEMPLATE, DECODER));

	info = bitnet_tok_info(t);
	CHECK_INT(info->format, BITNET_TOK_HF_JSON);
	CHECK_INT(info->algorithm, BITNET_TOK_SPM);
	CHECK_INT(info->bos, 1);
	CHECK_INT(info->eos, 2);
	CHECK_INT(info->unk, 0);
	CHECK_INT(info->n_tokens, 30);
	CHECK(info->add_bos && info->add_eos && !info->pre);
	CHECK_STR(info->notes, "");
	CHECK_STR(ids_n(t, "", 0, true, true), "1 2");
	bitnet_tok_free(t);

	t = tok_json(json_of(BPE_ADDED, NONE, SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), NONE, BPE_DECODER,
			     "\"ignore_merges\":true," BPE_MODEL "," BPE_MERGES));
	CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_BPE);
	CHECK_STR(bitnet_tok_info(t)->pre, "llama-bpe");
	CHECK_STR(bitnet_tok_info(t)->pre_source, "file");
	CHECK(bitnet_tok_is_end(t, 39) && !bitnet_tok_is_end(t, 25));
	bitnet_tok_free(t);
}

TEST(not_applied, "truncation and padding are not applied, which the notes say")
{
	char json[20000];
	struct bitnet_tok *t;

	snprintf(json, sizeof(json), "{\"truncation\":{\"max_length\":2},\"padding\":{\"pad_id\":0},%s",
		 json_of(BPE_ADDED, NONE, BYTE_LEVEL("false", "true"), NONE, BPE_DECODER, BPE_MODEL "," BPE_MERGES) + 1);
	t = tok_json(json);
	CHECK_STR(ids(t, "hello hello hello"), "25 26 26");
	CHECK_HAS(bitnet_tok_info(t)->notes, "the truncation that the file asks for is not applied\n");
	CHECK_HAS(bitnet_tok_info(t)->notes, "the padding that the file asks for is not applied");
	bitnet_tok_free(t);
}

TEST(roberta, "adds what a RobertaProcessing or BertProcessing adds")
{
	struct bitnet_tok *t = tok_json(spm_json(LEGACY, NONE, "{\"type\":\"RobertaProcessing\",\"sep\":[\"</s>\",2],"
						 "\"cls\":[\"<s>\",1]}", DECODER));

	CHECK_STR(ids_n(t, "hello", 5, true, true), "1 18 2");
	CHECK_STR(ids_n(t, "hello", 5, false, true), "18");
	bitnet_tok_free(t);
}

TEST(drops_unknown, "without unk_token and byte_fallback drops what no token stands for, so that its neighbours merge")
{
	struct bitnet_tok *t = tok_json(json_of("", NONE, NONE, NONE, DECODER,
						"\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]"));

	CHECK_STR(ids(t, "xaxxbx"), "2");
	CHECK_STR(ids(t, "xx"), "");
	bitnet_tok_free(t);
}

TEST(unk_fused, "unknown characters become one unk where fuse_unk is set, else one each")
{
	struct bitnet_tok *t = tok_json(json_of("", NONE, NONE, NONE, DECODER, "\"unk_token\":\"?\",\"fuse_unk\":true,"
						"\"vocab\":{\"a\":0,\"?\":1},\"merges\":[]"));

	CHECK_STR(ids(t, "xya\xc3\xa9"), "1 0 1");
	bitnet_tok_free(t);
	t = tok_json(json_of("", NONE, NONE, NONE, DECODER, "\"unk_token\":\"?\",\"vocab\":{\"a\":0,\"?\":1},\"merges\":[]"));
	CHECK_STR(ids(t, "xya\xc3\xa9"), "1 1 0 1");
	bitnet_tok_free(t);
}

TEST(last_duplicate, "of a merge that is there twice the last rank counts, as in Hugging Face")
{
	struct bitnet_tok *t = tok_json(json_of("", NONE, NONE, NONE, DECODER,
						"\"vocab\":{\"a\":0,\"b\":1,\"c\":2,\"ab\":3,\"bc\":4},"
						"\"merges\":[\"a b\",\"b c\",\"a b\"]"));

	CHECK_STR(ids(t, "abc"), "0 4");
	bitnet_tok_free(t);
}

TEST(refuses_model, "refuses models that it does not have, by their name")
{
	CHECK_STR(json_refused("{\"model\":{\"type\":\"New\",\"vocab\":[]}}", BITNET_E_UNSUPPORTED), "model 'New' is not supported");
	CHECK_HAS(json_refused(json_of("", NONE, NONE, NONE, DECODER, "\"dropout\":0.1,\"vocab\":{\"a\":0},\"merges\":[]"),
			       BITNET_E_UNSUPPORTED), "dropout");
	CHECK_HAS(json_refused(json_of("", NONE, BYTE_LEVEL("true", "true"), NONE, BPE_DECODER,
				       "\"end_of_word_suffix\":\"</w>\",\"vocab\":{\"a\":0},\"merges\":[]"),
			       BITNET_E_UNSUPPORTED), "suffix, and ByteLevel");
	CHECK_HAS(json_refused("{\"a\":1,\"b\":2}", BITNET_E_UNSUPPORTED), "vocab.json without its merges.txt");
}

TEST(refuses_broken, "refuses a vocabulary that contradicts itself")
{
#define WITH(added, model) json_of(added, NONE, NONE, NONE, DECODER, model)
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":0,\"b\":0},\"merges\":[]"), BITNET_E_INPUT), "has the id of another");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":-1},\"merges\":[]"), BITNET_E_INPUT), "no id that can be");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":4294967295},\"merges\":[]"), BITNET_E_INPUT), "no id that can be");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":\"x\"},\"merges\":[]"), BITNET_E_INPUT), "no id that can be");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{},\"merges\":[]"), BITNET_E_INPUT), "vocabulary is empty");
	CHECK_HAS(json_refused(WITH("", "\"merges\":[]"), BITNET_E_INPUT), "no object 'vocab'");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":0}"), BITNET_E_INPUT), "no list 'merges'");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":0},\"merges\":[\"a a\"]"), BITNET_E_INPUT), "names no token");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":0},\"merges\":[\"aa\"]"), BITNET_E_INPUT), "merge 0 is not two tokens");
	CHECK_HAS(json_refused(WITH("", "\"vocab\":{\"a\":0},\"merges\":[[\"a\"]]"), BITNET_E_INPUT), "merge 0 is not two tokens");
	CHECK_HAS(json_refused(WITH("", "\"unk_token\":\"u\",\"vocab\":{\"a\":0},\"merges\":[]"), BITNET_E_INPUT),
		  "unk_token 'u' is not in the vocabulary");
	CHECK_HAS(json_refused(WITH("{\"id\":0,\"content\":\"b\"}", "\"vocab\":{\"a\":0},\"merges\":[]"), BITNET_E_INPUT),
		  "added token 'b' has the id of another");
	CHECK_HAS(json_refused(WITH("{\"id\":7,\"content\":\"a\"}", "\"vocab\":{\"a\":0},\"merges\":[]"), BITNET_E_INPUT),
		  "another id in the vocabulary");
	CHECK_HAS(json_refused(WITH("{\"content\":\"b\"}", "\"vocab\":{\"a\":0},\"merges\":[]"), BITNET_E_INPUT), "added token 'b'");
	CHECK_HAS(json_refused(WITH("5", "\"vocab\":{\"a\":0},\"merges\":[]"), BITNET_E_INPUT), "added token");
}

TEST(refuses_syntax, "refuses what is no JSON, saying where, and a string that holds NUL")
{
	CHECK_HAS(json_refused("{\"model\":", BITNET_E_INPUT), "not valid JSON: it ends too early");
	CHECK_HAS(json_refused("{\"model\":\xff\"}", BITNET_E_INPUT), "not valid JSON");
	CHECK_HAS(json_refused("[1]", BITNET_E_INPUT), "not a tokenizer file");
	CHECK_HAS(json_refused("{\"x\":[]}", BITNET_E_INPUT), "no object 'model'");
	CHECK_HAS(json_refused("{\"model\":\"a\\u0000b\"}", BITNET_E_UNSUPPORTED), "U+0000");
	CHECK_HAS(json_refused("{\"model\":{\"type\":\"a\\\\u0000\"}}", BITNET_E_UNSUPPORTED), "model 'a\\\\u0000'");
}

TEST(gaps, "ids need not be dense; one that no token has is no token")
{
	struct bitnet_tok *t = tok_json(json_of("", NONE, NONE, NONE, DECODER, "\"vocab\":{\"a\":0,\"b\":5},\"merges\":[]"));
	struct bitnet_str piece;
	enum bitnet_token_kind kind;

	CHECK_INT(bitnet_tok_info(t)->n_tokens, 6);
	CHECK(bitnet_tok_piece(t, 5, &piece, &kind) && !bitnet_tok_piece(t, 3, &piece, &kind));
	CHECK_STR(ids(t, "ab"), "0 5");
	bitnet_tok_free(t);
}

TEST(gpt2_vectors, "gives the ids of all vectors through gpt2.tokenizer.json")
{
	struct bitnet_tok *t = tok_file("tokenizers/gpt2.tokenizer.json");

	CHECK_STR(bitnet_tok_info(t)->pre, "gpt-2");
	CHECK_HAS(bitnet_tok_info(t)->notes, "truncation");
	CHECK_INT(bitnet_tok_info(t)->eos, 50256);
	check_vectors(t, "gpt-2");
	bitnet_tok_free(t);
}

TEST(llama2_vectors, "gives the ids of all vectors through the LLaMA-2 tokenizer.json")
{
	struct bitnet_tok *t = tok_file("tokenizers/bitnet_b1_58-llama2.tokenizer.json");

	CHECK_INT(bitnet_tok_info(t)->n_tokens, 32002);
	CHECK_INT(bitnet_tok_info(t)->pad, 32000);
	CHECK(bitnet_tok_info(t)->add_bos && !bitnet_tok_info(t)->add_eos);
	check_vectors(t, "llama-spm");
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}
