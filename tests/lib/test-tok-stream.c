/* SPDX-License-Identifier: MIT */
/* Text in parts: at each place that is told, both parts give the ids of the whole, added tokens, BOS and NFC included. */
#include "data.h"
#include "tap.h"
#include "tok/tok-int.h"

static struct bitnet_error err;
static uint64_t state = 88172645463325252ull;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % n;
}

static const char *const parts[] = {
	" ", "  ", "\n", "\n\n", "\r\n", "\t", " the", "of", " and", "ing", "Str", "0", " 12", "345", "'s", "'LL ", "'re\n", "'",
	"(", ");", "->", "{\n", "\xff", "\xc3", "\xc3\xa9 ", "e\xcc\x81", "e \xcc\x81", "\xe0\xa5\x98\n", "\xd0\xbf\xd1\x80\xd0\xb8 ",
	"\xe4\xbd\xa0\xe5\xa5\xbd ", "\xe3\x80\x82\n", "\xed\x95\x9c \xea\xb8\x80", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab ",
	"\xf0\x9f\x98\x80", "\xc2\xa0", "\xe2\x96\x81", "\xc5\xbf ", "</s>", "<s>", "<|eot_id|>", "<|endoftext|>", "<mask> ",
	" dog ", "          ", "[PAD1]", "</line>\n", "a b", "<x y", "<un",
	"\xe4\xbd\xa0\xe5\xa5\xbd", "\xe3\x80\x80", "\xe3\x80\x82", "\n\n\n", " \n", "!\n", "9\n", "\n\xcc\x81", "\xe7\x9a\x84\xe4\xb8\x80\xe4\xb8\xaa"
};

static size_t make(char *s, size_t n)
{
	size_t at = 0;

	while (at + 20 < n)
		at += (size_t)sprintf(s + at, "%s", parts[below(sizeof(parts) / sizeof(parts[0]))]);
	return at;
}

static void check_cut(const struct bitnet_tok *t, const char *name, const char *text, size_t n, size_t at,
		      const struct bitnet_encode_options *o, struct bitnet_tokens *whole, struct bitnet_tokens *cut)
{
	size_t i, first;

	whole->n = cut->n = 0;
	CHECK_OK(bitnet_tok_encode(t, text, n, o, whole, &err), err);
	CHECK_OK(bitnet_tok_encode_part(t, text, at, o, true, false, cut, &err), err);
	first = cut->n;
	CHECK_OK(bitnet_tok_encode_part(t, text + at, n - at, o, false, true, cut, &err), err);
	if (cut->n != whole->n || memcmp(cut->ids, whole->ids, whole->n * sizeof(*whole->ids)) != 0)
		FAIL("%s: '%.*s' gives %zu ids, cut at byte %zu %zu, or others", name, (int)n, text, whole->n, at, cut->n);
	for (i = 0; o->spans && i < whole->n; i++) {
		size_t base = i < first ? 0 : at;

		if (whole->begin[i] != cut->begin[i] + base || whole->end[i] != cut->end[i] + base)
			FAIL("%s: '%.*s' cut at byte %zu: id %zu is [%llu, %llu], want [%llu, %llu]", name, (int)n, text, at, i,
			     (unsigned long long)(cut->begin[i] + base), (unsigned long long)(cut->end[i] + base),
			     (unsigned long long)whole->begin[i], (unsigned long long)whole->end[i]);
	}
}

static void cuts(const struct bitnet_tok *t, const char *name, unsigned rounds)
{
	struct bitnet_tokens whole, cut;
	static char text[400];
	size_t n, at, told = 0;
	unsigned can;

	CHECK_OK(bitnet_stream_can(t, &can, &err), err);
	if (!can)
		FAIL("%s cannot be cut", name);
	bitnet_tokens_init(&whole);
	bitnet_tokens_init(&cut);
	while (rounds--) {
		struct bitnet_encode_options o = { .add_special = true, .parse_special = below(2), .spans = below(2) };

		for (n = make(text, 40 + below(sizeof(text) - 40)), at = n; n && (at = bitnet_stream_cut(t, can, text, at, 0)) != 0; told++)
			check_cut(t, name, text, n, at, &o, &whole, &cut);
	}
	CHECK(told > 1000);
	bitnet_tokens_release(&whole);
	bitnet_tokens_release(&cut);
}

static void cuts_of_file(const char *name, unsigned rounds)
{
	struct bitnet_tok *t;

	CHECK_OK(bitnet_tok_open(&t, data_path(name), &err), err);
	cuts(t, name, rounds);
	bitnet_tok_free(t);
}

TEST(bytes, "byte-level text in two parts gives the ids of the whole, Qwen's NFC and runs of spaces that are tokens included")
{
	cuts_of_file("tokenizers/ggml-vocab-gpt-2.gguf", 1000);
	cuts_of_file("tokenizers/gpt2.tokenizer.json", 500);
	cuts_of_file("tokenizers/ggml-vocab-mpt.gguf", 1000);
	cuts_of_file("tokenizers/ggml-vocab-refact.gguf", 500);
	cuts_of_file("tokenizers/llama3.tiktoken", 1000);
	cuts_of_file("tokenizers/qwen.tiktoken", 1000);
}

TEST(chars, "text of characters in two parts gives the ids of the whole, U+2581 in front included")
{
	cuts_of_file("tokenizers/ggml-vocab-llama-spm.gguf", 500);
	cuts_of_file("tokenizers/bitnet_b1_58-llama2.tokenizer.json", 500);
	cuts_of_file("tokenizers/ggml-vocab-baichuan.gguf", 500);
	cuts_of_file("tokenizers/llama2.tokenizer.model", 1000);
}

/* A byte-level vocabulary of the 256 bytes and " a", with these added tokens from id 300 on. */
static unsigned can_cut(const char *added)
{
	struct bitnet_tok *t;
	char json[8000], c[3];
	unsigned byte;
	size_t n;
	unsigned can;

	n = (size_t)sprintf(json, "{\"added_tokens\":[%s],\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,"
			    "\"use_regex\":true},\"decoder\":{\"type\":\"ByteLevel\"},\"model\":{\"type\":\"BPE\",\"vocab\":{", added);
	for (byte = 0; byte < 256; byte++) {
		c[bitnet_alphabet_encode((unsigned char)byte, c)] = '\0';
		n += (size_t)sprintf(json + n, "\"%s%s\":%u,", *c == '"' || *c == '\\' ? "\\" : "", c, byte);
	}
	sprintf(json + n, "\"\\u0120a\":256},\"merges\":[\"\\u0120 a\"]}}");
	CHECK_OK(bitnet_tok_from_json(&t, json, strlen(json), &err), err);
	CHECK_OK(bitnet_stream_can(t, &can, &err), err);
	if (can)
		cuts(t, added, 300);
	bitnet_tok_free(t);
	return can;
}

TEST(added, "added tokens that a cut would change forbid it")
{
	CHECK(can_cut(""));
	CHECK(can_cut("{\"id\":300,\"content\":\"</s>\"},{\"id\":301,\"content\":\"     \"},{\"id\":302,\"content\":\"<un\"}"));
	CHECK(can_cut("{\"id\":300,\"content\":\"<mask>\",\"lstrip\":true,\"rstrip\":true,\"single_word\":true}"));
	CHECK(can_cut("{\"id\":300,\"content\":\"dog\",\"lstrip\":true,\"single_word\":true}"));
	CHECK_INT(can_cut("{\"id\":300,\"content\":\"<un\"}"), BITNET_CUT_WORDS | BITNET_CUT_LINES | BITNET_CUT_LONE_LINES);
	CHECK_INT(can_cut("{\"id\":300,\"content\":\"}\\n\"}") & BITNET_CUT_LINES, 0);
	CHECK_INT(can_cut("{\"id\":300,\"content\":\"dog\",\"lstrip\":true}") & BITNET_CUT_LINES, 0);
	CHECK(!can_cut("{\"id\":300,\"content\":\"a b\"}"));
	CHECK(!can_cut("{\"id\":300,\"content\":\"<x\\ny\"}"));
	CHECK(!can_cut("{\"id\":300,\"content\":\"\xc3\xa9 \"}"));
	CHECK(!can_cut("{\"id\":300,\"content\":\"dog\",\"rstrip\":true}"));
	CHECK(!can_cut("{\"id\":300,\"content\":\" dog\",\"single_word\":true}"));
}

TEST(refused, "a tokenizer with another normaliser or model cannot be cut, and its text is kept to the end")
{
	static const char *const names[] = { "tokenizers/ggml-vocab-bert-bge.gguf", "tokenizers/sentencepiece.test_model.model" };
	struct bitnet_encode_options o = { .add_special = true };
	struct bitnet_tokens whole, cut;
	struct bitnet_encoder *e;
	struct bitnet_tok *t;
	size_t i, k;
	unsigned can;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CHECK_OK(bitnet_tok_open(&t, data_path(names[i]), &err), err);
		CHECK_OK(bitnet_stream_can(t, &can, &err), err);
		CHECK(!can);
		bitnet_tokens_init(&whole);
		bitnet_tokens_init(&cut);
		CHECK_OK(bitnet_tok_encode(t, "Hello wor", 9, &o, &whole, &err), err);
		CHECK_OK(bitnet_encoder_new(&e, t, &o, &err), err);
		for (k = 0; k < 9; k++)
			CHECK_OK(bitnet_encoder_push(e, &"Hello wor"[k], 1, &cut, &err), err);
		CHECK_INT(cut.n, 0);
		CHECK_OK(bitnet_encoder_finish(e, &cut, &err), err);
		CHECK_INT(cut.n, whole.n);
		CHECK_MEM(cut.ids, whole.ids, whole.n * sizeof(*whole.ids));
		bitnet_encoder_free(e);
		bitnet_tokens_release(&whole);
		bitnet_tokens_release(&cut);
		bitnet_tok_free(t);
	}
}

/* Two lines of CJK that no letter stands before the end of, and one line. */
TEST(few, "text with few spaces is cut behind a line, or between two characters that no token has both of")
{
	static const char lines[] = "\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82\n\xe5\xa5\xbd\xe4\xbd\xa0\xe3\x80\x82",
			  blank[] = "\xe5\xa5\xbd\xe3\x80\x82\n\n\xe5\xa5\xbd\xe4\xbd\xa0\xe3\x80\x82",
			  line[] = "\xe4\xbd\xa0\xe9\xbe\x98\xe5\xa5\xbd\xe9\xbe\x98";
	static const struct { const char *name; size_t lines, blank, line; } of[] = {
		{ "tokenizers/gpt2.tokenizer.json", 10, 0, 0 }, { "tokenizers/llama3.tiktoken", 10, 8, 0 }, { "tokenizers/qwen.tiktoken", 10, 8, 0 },
		{ "tokenizers/ggml-vocab-llama-spm.gguf", 13, 11, 6 }
	};
	struct bitnet_tok *t;
	unsigned can;
	size_t i;

	for (i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		CHECK_OK(bitnet_tok_open(&t, data_path(of[i].name), &err), err);
		CHECK_OK(bitnet_stream_can(t, &can, &err), err);
		CHECK_INT(bitnet_stream_cut(t, can, lines, strlen(lines), 0), of[i].lines);
		CHECK_INT(bitnet_stream_cut(t, can, blank, strlen(blank), 0), of[i].blank);
		CHECK_INT(bitnet_stream_cut(t, can, line, strlen(line), 0), of[i].line);
		bitnet_tok_free(t);
	}
}

/* Longer than what is encoded at once, with a stretch that has no place for a cut. */
TEST(stream, "parts of any size give the ids and offsets of the whole, and come before the end")
{
	struct bitnet_encode_options o = { .add_special = true, .parse_special = true, .spans = true };
	struct bitnet_tokens whole, cut;
	struct bitnet_encoder *e;
	struct bitnet_tok *t;
	size_t n = 20 << 20, i, size, round, early = 0;
	char *text = malloc(n);

	CHECK(text != NULL);
	n = make(text, n);
	memset(text + (5 << 20), '7', 5 << 20);
	CHECK_OK(bitnet_tok_open(&t, data_path("tokenizers/ggml-vocab-gpt-2.gguf"), &err), err);
	bitnet_tokens_init(&whole);
	bitnet_tokens_init(&cut);
	CHECK_OK(bitnet_tok_encode(t, text, n, &o, &whole, &err), err);
	CHECK_OK(bitnet_encoder_new(&e, t, &o, &err), err);
	for (round = 0; round < 2; round++) {
		cut.n = 0;
		for (i = 0; i < n; i += size) {
			size = 1 + below(900000);
			size = size < n - i ? size : n - i;
			CHECK_OK(bitnet_encoder_push(e, text + i, size, &cut, &err), err);
		}
		early = cut.n;
		CHECK_OK(bitnet_encoder_finish(e, &cut, &err), err);
		CHECK(early > 0 && early < cut.n);
		CHECK_INT(cut.n, whole.n);
		CHECK_MEM(cut.ids, whole.ids, whole.n * sizeof(*whole.ids));
		CHECK_MEM(cut.begin, whole.begin, whole.n * sizeof(*whole.begin));
		CHECK_MEM(cut.end, whole.end, whole.n * sizeof(*whole.end));
	}
	bitnet_encoder_free(e);
	bitnet_tokens_release(&whole);
	bitnet_tokens_release(&cut);
	bitnet_tok_free(t);
	free(text);
}

TEST(caller, "parts that the caller cuts and keeps give the ids of the whole, and text that cannot be cut has no place for it")
{
	struct bitnet_encode_options o = { .add_special = true, .parse_special = true, .threads = 2 };
	struct bitnet_tokens whole, cut;
	static char text[100000];
	struct bitnet_encoder *e;
	struct bitnet_tok *t;
	size_t n = make(text, sizeof(text)), from, at, far;

	CHECK_OK(bitnet_tok_open(&t, data_path("tokenizers/llama3.tiktoken"), &err), err);
	bitnet_tokens_init(&whole);
	bitnet_tokens_init(&cut);
	CHECK_OK(bitnet_tok_encode(t, text, n, &o, &whole, &err), err);
	CHECK_OK(bitnet_encoder_new(&e, t, &o, &err), err);
	for (from = 0; from < n; from = at) {
		for (at = 0, far = 500; !at && from + far < n; far *= 2)
			at = bitnet_encoder_cut(e, text + from, far, 0);
		at = at ? from + at : n;
		CHECK_OK(bitnet_encoder_part(e, text + from, at - from, !from, at == n, &cut, &err), err);
	}
	CHECK_INT(cut.n, whole.n);
	CHECK_MEM(cut.ids, whole.ids, whole.n * sizeof(*whole.ids));
	CHECK_INT(bitnet_encoder_cut(e, text, 0, 0), 0);
	CHECK_INT(bitnet_encoder_cut(e, "aaaa", 4, 0), 0);
	bitnet_encoder_free(e);
	bitnet_tok_free(t);
	CHECK_OK(bitnet_tok_open(&t, data_path("tokenizers/ggml-vocab-bert-bge.gguf"), &err), err);
	CHECK_OK(bitnet_encoder_new(&e, t, &o, &err), err);
	CHECK_INT(bitnet_encoder_cut(e, "a fox a fox", 11, 0), 0);
	bitnet_encoder_free(e);
	bitnet_tok_free(t);
	bitnet_tokens_release(&whole);
	bitnet_tokens_release(&cut);
}

TEST(threads, "threads search for added tokens and normalise in parts of the text, and the ids are those of one")
{
	static const char *const names[] = { "tokenizers/qwen.tiktoken", "tokenizers/llama3.tiktoken", "tokenizers/llama2.tokenizer.model",
					     "tokenizers/ggml-vocab-llama-spm.gguf" };
	struct bitnet_encode_options one = { .add_special = true, .parse_special = true }, three = one;
	struct bitnet_tokens whole, cut;
	struct bitnet_tok *t;
	size_t n = 3 << 20, i;
	char *text = malloc(n);

	CHECK(text != NULL);
	n = make(text, n);
	three.threads = 3;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CHECK_OK(bitnet_tok_open(&t, data_path(names[i]), &err), err);
		bitnet_tokens_init(&whole);
		bitnet_tokens_init(&cut);
		CHECK_OK(bitnet_tok_encode(t, text, n, &one, &whole, &err), err);
		CHECK_OK(bitnet_tok_encode(t, text, n, &three, &cut, &err), err);
		CHECK_INT(cut.n, whole.n);
		CHECK_MEM(cut.ids, whole.ids, whole.n * sizeof(*whole.ids));
		bitnet_tokens_release(&whole);
		bitnet_tokens_release(&cut);
		bitnet_tok_free(t);
	}
	free(text);
}

int main(void)
{
	return tap_main();
}
