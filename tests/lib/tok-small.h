/* SPDX-License-Identifier: MIT */
/*
 * Small vocabularies for tests of tokenizers, as tokenizer.json and as GGUF, and helpers to encode
 * and decode with ids written as text: "1 18 24".
 */
#ifndef BITNET_TESTS_TOK_SMALL_H
#define BITNET_TESTS_TOK_SMALL_H

#include <stdbool.h>

#include <bitnet/text.h>
#include <bitnet/tok.h>

#include "data.h"
#include "gguf-build.h"
#include "tap.h"

#define MARK "\xe2\x96\x81"

/* Parts of a tokenizer.json. */
#define LEGACY "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"" MARK "\"}," ESCAPE "]}"
#define ESCAPE "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"" MARK "\"}"
#define METASPACE(scheme, split) "{\"type\":\"Metaspace\",\"replacement\":\"" MARK "\",\"prepend_scheme\":\"" scheme \
	"\",\"split\":" split "}"
#define DECODER "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"" MARK "\"}," \
	"\"content\":\" \"},{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}," \
	"{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}"
#define TEMPLATE "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}}," \
	"{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"SpecialToken\":{\"id\":\"</s>\",\"type_id\":0}}]," \
	"\"special_tokens\":{\"<s>\":{\"ids\":[1]},\"</s>\":{\"ids\":[2]}}}"
#define BYTE_LEVEL(space, regex) "{\"type\":\"ByteLevel\",\"add_prefix_space\":" space ",\"use_regex\":" regex "}"
#define SPLIT(regex, behavior, invert) "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" regex "\"},\"behavior\":\"" \
	behavior "\",\"invert\":" invert "}"
#define LLAMA3 SPLIT("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}|" \
	" ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+", "Isolated", "false")
#define DIGITS "{\"type\":\"Digits\",\"individual_digits\":true}"
#define SEQUENCE(a, b) "{\"type\":\"Sequence\",\"pretokenizers\":[" a "," b "]}"

#define ADDED_TOKEN(id, content, special, normalized, left, right, word) \
	"{\"id\":" id ",\"content\":\"" content "\",\"special\":" special ",\"normalized\":" normalized \
	",\"lstrip\":" left ",\"rstrip\":" right ",\"single_word\":" word "}"

/* The character-level vocabulary: 25 tokens, then five added ones. */
#define SPM_ADDED \
	ADDED_TOKEN("0", "<unk>", "true", "false", "false", "false", "false") "," \
	ADDED_TOKEN("1", "<s>", "true", "false", "false", "false", "false") "," \
	ADDED_TOKEN("2", "</s>", "true", "false", "false", "false", "false") "," \
	ADDED_TOKEN("25", "<tool>", "false", "false", "false", "false", "false") "," \
	ADDED_TOKEN("26", "<norm>", "false", "true", "false", "false", "false") "," \
	ADDED_TOKEN("27", "<left>", "true", "false", "true", "false", "false") "," \
	ADDED_TOKEN("28", "<right>", "true", "false", "false", "true", "false") "," \
	ADDED_TOKEN("29", "<word>", "true", "false", "false", "false", "true")
#define SPM_MODEL "\"unk_token\":\"<unk>\",\"fuse_unk\":true,\"byte_fallback\":true,\"vocab\":{\"<unk>\":0,\"<s>\":1," \
	"\"</s>\":2,\"<0x0A>\":3,\"<0xC3>\":4,\"<0xA9>\":5,\"" MARK "\":6,\"h\":7,\"e\":8,\"l\":9,\"o\":10,\"w\":11," \
	"\"r\":12,\"d\":13,\"he\":14,\"ll\":15,\"hell\":16,\"hello\":17,\"" MARK "hello\":18,\"" MARK MARK "\":19," \
	"\"or\":20,\"" MARK "w\":21,\"" MARK "wor\":22,\"ld\":23,\"" MARK "world\":24}"
#define SPM_MERGES "\"merges\":[\"h e\",\"l l\",\"he ll\",\"hell o\",\"" MARK " hello\",\"" MARK " " MARK "\"," \
	"\"o r\",\"" MARK " w\",\"" MARK "w or\",\"l d\",\"" MARK "wor ld\"]"

/* The byte-level vocabulary: 39 tokens and <|end|>. */
#define BPE_ADDED ADDED_TOKEN("39", "<|end|>", "true", "true", "false", "false", "false")
#define G "\xc4\xa0"
#define BPE_MODEL "\"vocab\":{\"h\":0,\"e\":1,\"l\":2,\"o\":3,\"w\":4,\"r\":5,\"d\":6,\"'\":7,\"s\":8,\"t\":9,\"1\":10," \
	"\"2\":11,\"3\":12,\".\":13,\",\":14,\"!\":15,\"?\":16,\"<\":17,\">\":18,\"|\":19,\"" G "\":20,\"\xc4\x8a\":21," \
	"\"he\":22,\"ll\":23,\"hell\":24,\"hello\":25,\"" G "hello\":26,\"" G G "\":27,\"or\":28,\"" G "w\":29,\"" G \
	"wor\":30,\"ld\":31,\"" G "world\":32,\"12\":33,\"'s\":34,\"\xc3\x83\":35,\"\xc2\xa9\":36,\"\xc4\x8ahe\":37,\"!?\":38}"
#define BPE_MERGES "\"merges\":[\"h e\",\"l l\",\"he ll\",\"hell o\",\"" G " hello\",\"" G " " G "\",\"o r\",\"" G \
	" w\",\"" G "w or\",\"l d\",\"" G "wor ld\",\"1 2\",\"' s\"]"
#define BPE_PAIRS "\"merges\":[[\"h\",\"e\"],[\"l\",\"l\"],[\"he\",\"ll\"],[\"hell\",\"o\"],[\"" G "\",\"hello\"],[\"" G \
	"\",\"" G "\"],[\"o\",\"r\"],[\"" G "\",\"w\"],[\"" G "w\",\"or\"],[\"l\",\"d\"],[\"" G "wor\",\"ld\"]," \
	"[\"1\",\"2\"],[\"'\",\"s\"]]"
#define BPE_DECODER "{\"type\":\"ByteLevel\"}"

#define SMALL_FN __attribute__((unused)) static

/* A tokenizer.json of these parts; model without its braces. */
SMALL_FN const char *json_of(const char *added, const char *normalizer, const char *pre, const char *post,
			     const char *decoder, const char *model)
{
	static char buf[16384];
	int n = snprintf(buf, sizeof(buf), "{\"version\":\"1.0\",\"added_tokens\":[%s],\"normalizer\":%s,\"pre_tokenizer\":%s,"
			 "\"post_processor\":%s,\"decoder\":%s,\"model\":{\"type\":\"BPE\",%s}}", added, normalizer, pre, post,
			 decoder, model);

	if (n < 0 || (size_t)n >= sizeof(buf))
		FAIL("the tokenizer.json has %d bytes", n);
	return buf;
}

SMALL_FN struct bitnet_tok *tok_json(const char *json)
{
	struct bitnet_error err;
	struct bitnet_tok *t;

	CHECK_OK(bitnet_tok_from_json(&t, json, strlen(json), &err), err);
	return t;
}

/* The message of a tokenizer.json that must be refused. */
SMALL_FN const char *json_refused(const char *json, enum bitnet_status status)
{
	static struct bitnet_error err;
	struct bitnet_tok *t;
	int rc = bitnet_tok_from_json(&t, json, strlen(json), &err);

	if (rc == 0)
		FAIL("accepted: %s", json);
	CHECK_INT(rc, status);
	return err.message;
}

/* The ids of a text, in a buffer that lasts until the next call but three. */
SMALL_FN const char *ids_n(const struct bitnet_tok *t, const char *text, size_t n, bool special, bool parse)
{
	static char buf[4][4096];
	static unsigned turn;
	struct bitnet_encode_options o = { .add_special = special, .parse_special = parse, .spans = true };
	struct bitnet_tokens v, fast;
	struct bitnet_error err;
	char *out = buf[turn++ % 4], *p = out;
	uint64_t at = 0;
	size_t i;

	bitnet_tokens_init(&fast);

	bitnet_tokens_init(&v);
	CHECK_OK(bitnet_tok_encode(t, text, n, &o, &v, &err), err);
	*p = '\0';
	for (i = 0; i < v.n && p - out < 4000; i++) {
		/* Spans are in order and inside the text. */
		if (v.begin[i] < at || v.end[i] < v.begin[i] || v.end[i] > n)
			FAIL("token %zu stands for bytes %llu to %llu after %llu of %zu", i, (unsigned long long)v.begin[i],
			     (unsigned long long)v.end[i], (unsigned long long)at, n);
		at = v.end[i];
		p += sprintf(p, i ? " %u" : "%u", v.ids[i]);
	}
	/* Spans change nothing. */
	o.spans = false;
	CHECK_OK(bitnet_tok_encode(t, text, n, &o, &fast, &err), err);
	CHECK_INT(fast.n, v.n);
	if (v.n)
		CHECK_MEM(fast.ids, v.ids, v.n * sizeof(*v.ids));
	bitnet_tokens_release(&fast);
	bitnet_tokens_release(&v);
	return out;
}

SMALL_FN const char *ids(const struct bitnet_tok *t, const char *text)
{
	return ids_n(t, text, strlen(text), false, true);
}

/* The text of ids; in a buffer as above. */
SMALL_FN const char *text_of_ids(const struct bitnet_tok *t, const char *list, bool skip_special)
{
	static char buf[4][4096];
	static unsigned turn;
	struct bitnet_decoder *d;
	struct bitnet_error err;
	char *out = buf[turn++ % 4], *end;
	size_t n = 0;

	bool more = true;

	CHECK_OK(bitnet_decoder_new(&d, t, skip_special, &err), err);
	while (more) {
		struct bitnet_str s;
		unsigned long id = strtoul(list, &end, 10);

		more = end != list;
		list = end;
		if (more)
			CHECK_OK(bitnet_decoder_push(d, (uint32_t)id, &s, &err), err);
		else
			CHECK_OK(bitnet_decoder_finish(d, &s, &err), err);
		if (s.n >= sizeof(buf[0]) - n)
			FAIL("text is too long");
		memcpy(out + n, s.s, s.n);
		n += s.n;
	}
	out[n] = '\0';
	bitnet_decoder_free(d);
	return out;
}

/* Keys of a byte-level GGUF: the 256 bytes by value, merges, and the tokens in `more` with their types. */
static const char *const small_merges[] = {
	"h e", "l l", "he ll", "hell o", G " hello", "o r", G " w", G "w or", "l d", G "wor ld", "1 2", G " " G
};
static const char *const small_merged[] = {
	"he", "ll", "hell", "hello", G "hello", "or", G "w", G "wor", "ld", G "world", "12", G G
};
#define SMALL_MERGES 12
#define SMALL_FIRST_MORE (256 + SMALL_MERGES)

SMALL_FN void gb_bpe(struct gguf_build *b, const char *const *more, const int32_t *more_types, size_t n_more)
{
	static char alphabet[256][5];
	const char *tokens[512];
	int32_t types[512];
	unsigned i, next = 0x100;

	for (i = 0; i < 256; i++) {
		int printable = (i >= 0x21 && i <= 0x7e) || (i >= 0xa1 && i <= 0xac) || i >= 0xae;
		size_t n = bitnet_utf8_encode(printable ? i : next++, alphabet[i]);

		alphabet[i][n] = '\0';
		tokens[i] = alphabet[i];
		types[i] = BITNET_TOKEN_NORMAL;
	}
	for (i = 0; i < SMALL_MERGES; i++) {
		tokens[256 + i] = small_merged[i];
		types[256 + i] = BITNET_TOKEN_NORMAL;
	}
	for (i = 0; i < n_more; i++) {
		tokens[SMALL_FIRST_MORE + i] = more[i];
		types[SMALL_FIRST_MORE + i] = more_types[i];
	}
	gb_init(b);
	gb_str(b, "general.architecture", "gpt2");
	gb_str(b, "tokenizer.ggml.model", "gpt2");
	gb_strs(b, "tokenizer.ggml.tokens", tokens, SMALL_FIRST_MORE + n_more);
	gb_array(b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, SMALL_FIRST_MORE + n_more,
		 (SMALL_FIRST_MORE + n_more) * sizeof(*types));
	gb_strs(b, "tokenizer.ggml.merges", small_merges, SMALL_MERGES);
}

/* Keys of an SPM GGUF: <unk> <s> </s>, 256 bytes, then these with their scores. */
#define SMALL_SPM_WORDS 20
#define SMALL_SPM_FIRST 259
static const char *const small_words[SMALL_SPM_WORDS] = {
	MARK, "h", "e", "l", "o", "w", "r", "d", "he", "ll", "hell", "hello", MARK "hello", MARK MARK, "or", MARK "w",
	MARK "wor", "ld", MARK "world", "<tool>"
};
static const float small_scores[SMALL_SPM_WORDS] = {
	-20, -21, -22, -23, -24, -25, -26, -27, -1, -2, -3, -4, -5, -1e9f, -6, -7, -8, -9, -10, 0
};

SMALL_FN void gb_spm(struct gguf_build *b)
{
	static char bytes[256][8];
	const char *tokens[SMALL_SPM_FIRST + SMALL_SPM_WORDS] = { "<unk>", "<s>", "</s>" };
	int32_t types[SMALL_SPM_FIRST + SMALL_SPM_WORDS] = { 2, 3, 3 };
	float scores[SMALL_SPM_FIRST + SMALL_SPM_WORDS] = { 0 };
	unsigned i;

	for (i = 0; i < 256; i++) {
		sprintf(bytes[i], "<0x%02X>", i);
		tokens[3 + i] = bytes[i];
		types[3 + i] = BITNET_TOKEN_BYTE;
	}
	for (i = 0; i < SMALL_SPM_WORDS; i++) {
		tokens[SMALL_SPM_FIRST + i] = small_words[i];
		types[SMALL_SPM_FIRST + i] = i + 1 == SMALL_SPM_WORDS ? BITNET_TOKEN_USER : BITNET_TOKEN_NORMAL;
		scores[SMALL_SPM_FIRST + i] = small_scores[i];
	}
	gb_init(b);
	gb_str(b, "general.architecture", "llama");
	gb_str(b, "tokenizer.ggml.model", "llama");
	gb_strs(b, "tokenizer.ggml.tokens", tokens, SMALL_SPM_FIRST + SMALL_SPM_WORDS);
	gb_array(b, "tokenizer.ggml.scores", BITNET_VALUE_F32, scores, SMALL_SPM_FIRST + SMALL_SPM_WORDS, sizeof(scores));
	gb_array(b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, SMALL_SPM_FIRST + SMALL_SPM_WORDS, sizeof(types));
}

/* Finish b and load its tokenizer; the status, and on failure *err. */
SMALL_FN int gb_load(struct gguf_build *b, struct bitnet_tok **t, struct bitnet_error *err)
{
	struct bitnet_gguf *g;
	size_t n;
	unsigned char *s = gb_finish(b, &n);
	int rc = bitnet_gguf_open_memory(&g, s, n, err);

	if (!rc) {
		rc = bitnet_tok_from_gguf(t, g, err);
		bitnet_gguf_close(g);
	}
	free(s);
	return rc;
}

SMALL_FN struct bitnet_tok *gb_tok(struct gguf_build *b)
{
	struct bitnet_error err;
	struct bitnet_tok *t;

	CHECK_OK(gb_load(b, &t, &err), err);
	return t;
}

SMALL_FN struct bitnet_tok *tok_file(const char *name)
{
	struct bitnet_error err;
	struct bitnet_tok *t;

	CHECK_OK(bitnet_tok_open(&t, data_path(name), &err), err);
	return t;
}

/* A whole file; the caller frees it. */
SMALL_FN char *whole_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *s = NULL;
	long size;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET))
		FAIL("cannot read %s", path);
	s = malloc((size_t)size + 1);
	if (!s || fread(s, 1, (size_t)size, f) != (size_t)size)
		FAIL("cannot read %s", path);
	fclose(f);
	s[size] = '\0';
	*n = (size_t)size;
	return s;
}

/* Run the vectors NAME.inp and NAME.out of the data folder; fails at the first that differs. */
SMALL_FN void check_vectors(const struct bitnet_tok *t, const char *name)
{
	static const char cut[] = "\n__ggml_vocab_test__\n";
	char path[256], *inp, *out, *at, *line;
	size_t n_inp, n_out, n = 0, passed = 0;
	char first[512] = "";

	snprintf(path, sizeof(path), "tokenizers/ggml-vocab-%s.gguf.inp", name);
	inp = whole_file(data_path(path), &n_inp);
	snprintf(path, sizeof(path), "tokenizers/ggml-vocab-%s.gguf.out", name);
	out = whole_file(data_path(path), &n_out);
	line = out;
	for (at = inp; at < inp + n_inp; n++) {
		char *end = strstr(at, cut), *eol = strchr(line, '\n');
		const char *got;

		if (!end || !eol)
			FAIL("%s.inp and .out do not belong together", name);
		*eol = '\0';
		got = ids_n(t, at, (size_t)(end - at), false, false);
		if (strcmp(got, *line == ' ' ? line + 1 : line) == 0)
			passed++;
		else if (!first[0])
			snprintf(first, sizeof(first), "case %zu: got %.200s, want %.200s", n, got, line);
		line = eol + 1;
		at = end + strlen(cut);
	}
	printf("# %s: %zu/%zu vectors\n", name, passed, n);
	free(inp);
	free(out);
	if (passed != n || n != 46)
		FAIL("%s", first);
}

#endif
