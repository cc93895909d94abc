/* SPDX-License-Identifier: MIT */
/*
 * Encoding: spans, appending, long inputs, and golden cases from the originals (tiktoken 0.14 with
 * the LLaMA-3 rank file, sentencepiece 0.2.3, tokenizers 0.23.3).
 */
#include "tok-small.h"

static struct bitnet_error err;

/* Spans as "begin-end begin-end". */
static const char *spans(const struct bitnet_tok *t, const char *text, bool special)
{
	static char out[1024];
	struct bitnet_encode_options o = { .add_special = special, .parse_special = true, .spans = true };
	struct bitnet_tokens v;
	char *p = out;
	size_t i;

	bitnet_tokens_init(&v);
	CHECK_OK(bitnet_tok_encode(t, text, strlen(text), &o, &v, &err), err);
	for (i = 0, *p = '\0'; i < v.n; i++)
		p += sprintf(p, i ? " %d-%d" : "%d-%d", (int)v.begin[i], (int)v.end[i]);
	bitnet_tokens_release(&v);
	return out;
}

TEST(spans_bytes, "spans of byte-level tokens are the bytes they stand for; BOS stands for none")
{
	static const char *const more[] = { "<s>" };
	static const int32_t types[] = { 3 };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, more, types, 1);
	gb_u32(&b, "tokenizer.ggml.bos_token_id", 268);
	gb_str(&b, "tokenizer.ggml.pre", "llama3");
	t = gb_tok(&b);
	CHECK_STR(spans(t, "hello world\xc3\xa9<s>", true), "0-0 0-5 5-11 11-12 12-13 13-16");
	bitnet_tok_free(t);
}

TEST(spans_spm, "spans of SPM tokens are bytes of the text, the dummy prefix and spaces included rightly")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_spm(&b);
	t = gb_tok(&b);
	CHECK_STR(spans(t, "hello world", true), "0-0 0-5 5-11");
	CHECK_STR(spans(t, " hello<s>h\xc3\xa9", false), "0-0 0-6 6-9 9-9 9-10 10-11 11-12");
	bitnet_tok_free(t);
}

TEST(spans_normalized, "spans go back through a normalised copy and through a space put in front")
{
	struct bitnet_tok *t = tok_json(json_of(SPM_ADDED, LEGACY, "null", TEMPLATE, DECODER, SPM_MODEL "," SPM_MERGES));

	CHECK_STR(spans(t, "<norm>hello <norm>  hello", true), "0-0 0-6 6-11 11-18 18-19 19-25 25-25");
	CHECK_STR(spans(t, "zz\xc3\xa8 <left> hello", false), "0-0 0-4 4-11 11-11 11-17");
	bitnet_tok_free(t);
	t = tok_json(json_of(BPE_ADDED, "null", BYTE_LEVEL("true", "true"), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES));
	CHECK_STR(spans(t, "hello<|end|>hello hello", false), "0-5 5-12 12-17 17-23");
	bitnet_tok_free(t);
}

TEST(appends, "ids are appended; spans may be asked for later than ids")
{
	struct bitnet_encode_options o = { .add_special = true };
	struct bitnet_tokens v;
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_spm(&b);
	t = gb_tok(&b);
	bitnet_tokens_init(&v);
	CHECK_INT(bitnet_tokens_push(&v, 7), 0);
	CHECK_OK(bitnet_tok_encode(t, "hello", 5, &o, &v, &err), err);
	o.spans = true;
	CHECK_OK(bitnet_tok_encode(t, "hello", 5, &o, &v, &err), err);
	CHECK_INT(v.n, 5);
	CHECK_INT(v.ids[0], 7);
	CHECK_INT(v.ids[2], 271);
	CHECK_INT(v.end[2], 0);
	CHECK_INT(v.end[4], 5);
	bitnet_tokens_release(&v);
	CHECK(!v.ids && !v.n);
	bitnet_tok_free(t);
}

/*
 * Seconds for n bytes of a pattern.  Nothing waits for a heap that grows with the square: a piece
 * of 1 MiB would take hours then.
 */
static void long_input(const struct bitnet_tok *t, const char *pattern, size_t n)
{
	struct bitnet_encode_options o = { .parse_special = true };
	struct bitnet_decoder *d;
	struct bitnet_tokens v;
	size_t len = strlen(pattern), i, at = 0;
	char *s;

	n -= n % len;
	s = malloc(n);
	CHECK(s != NULL);
	for (i = 0; i < n; i++)
		s[i] = pattern[i % len];
	bitnet_tokens_init(&v);
	CHECK_OK(bitnet_tok_encode(t, s, n, &o, &v, &err), err);
	CHECK_OK(bitnet_decoder_new(&d, t, false, &err), err);
	for (i = 0; i < v.n; i++) {
		struct bitnet_str p;

		CHECK_OK(bitnet_decoder_push(d, v.ids[i], &p, &err), err);
		CHECK(p.n <= n - at);
		CHECK_MEM(p.s, s + at, p.n);
		at += p.n;
	}
	CHECK_INT(at, n);
	bitnet_decoder_free(d);
	bitnet_tokens_release(&v);
	free(s);
}

static const char *const patterns[] = { "a", " ", "\n", "7", "\xe4\xb8\xad", "=", "\xff", "abcdefghij", "a ", " \n", "<|" };
#define N_PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

TEST(long_small, "a megabyte of one pattern is encoded without a quadratic step, and comes back")
{
	struct gguf_build b;
	struct bitnet_tok *t;
	size_t i;

	for (i = 0; i < N_PATTERNS; i++) {
		gb_bpe(&b, NULL, NULL, 0);
		gb_str(&b, "tokenizer.ggml.pre", i % 2 ? "llama3" : "default");
		t = gb_tok(&b);
		long_input(t, patterns[i], 1 << 20);
		bitnet_tok_free(t);
	}
	gb_spm(&b);
	t = gb_tok(&b);
	for (i = 0; i < N_PATTERNS; i++)
		long_input(t, patterns[i], 1 << 20);
	bitnet_tok_free(t);
}

TEST(long_real, "the same with the vocabularies of GPT-2, LLaMA-3 and LLaMA-2")
{
	static const char *const files[] = { "tokenizers/ggml-vocab-gpt-2.gguf", "models/e2e-llama3.gguf",
					     "tokenizers/ggml-vocab-llama-spm.gguf" };
	size_t i, k;

	for (k = 0; k < sizeof(files) / sizeof(files[0]); k++) {
		struct bitnet_tok *t = tok_file(files[k]);

		for (i = 0; i < N_PATTERNS; i++)
			long_input(t, patterns[i], 1 << 18);
		bitnet_tok_free(t);
	}
}

struct golden {
	const char *text, *ids;
};

static void check_golden(const struct bitnet_tok *t, const struct golden *g, size_t n, bool parse)
{
	size_t i;

	for (i = 0; i < n; i++)
		CHECK_STR(ids_n(t, g[i].text, strlen(g[i].text), false, parse), g[i].ids);
}

static const struct golden llama3[] = {
	{ "IT'S we'Re '\xc5\xbfo 'LL", "964 13575 584 50527 364 129 123 78 364 4178" },
	{ "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4""5 1234567", "27154 30556 71567 100 118075 117413 124079 20 220 4513 10961 22" },
	{ "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6 \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "9468 239 101 102470 9468 239 102 102470 9468 239 100 102470 9468 239 99 11410 229 102 9468 229 103 62904 235 9468 237 121" },
	{ "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87 \xe0\xa4\x95\xe0\xa4\xbf", "68 54939 97649 100282 88344 79468 100365 35470 48909 39951" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe6\x96\x87\xe7\xab\xa0\xe3\x80\x82\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c\xe4\xb8\x96\xe7\x95\x8c", "102433 102158 16144 83125 123035 53901 3922 102616" },
	{ "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4 \xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "112699 32179 87189 226 222 157 227 94 157 228 101" },
	{ "  \x09\x0a \x0d\x0a\x0a  x  ", "99351 220 81923 220 865 256" },
	{ "a\xc2\xa0""b\xe2\x80\xa8""c\xe3\x80\x80""d\xe1\x9a\x80", "64 115648 378 101 66 23249 67 157 248 222" },
	{ "\xcd\xb8\xee\x80\x80\xf3\xa0\x81\x81\xf4\x8f\xbf\xbd", "137 116 170 222 222 175 16050 223 176 237 123 121" },
	{ "\xe2\x96\x81\xe2\x96\x81 \xe2\x96\x81""a", "10634 223 10634 223 14860 223 64" },
	{ "\xd7\xa2\xd7\x91\xd7\xa8\xd7\x99\xd7\xaa \xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9", "87171 76625 51326 43336 103 110356" },
	{ "\xef\xbb\xbf\xef\xbf\xbd\xe2\x80\x8b\xe2\x80\x8d", "3305 5809 16067 102470" },
	{ "\xc4\xb0\xc4\xb1\xc5\x89\xc7\x84\xef\xac\x81\xc3\x9f", "48880 3862 129 231 131 226 171 71831 8156" },
	{ "def f(x):\x0a\x09return x**2  # ok\x0a\x0a\x0a", "755 282 2120 997 862 865 334 17 220 674 5509 1432" },
	{ "Vi\xe1\xbb\x87t jeho", "36644 26298 83 101503" },
	{ "=====-----_____ ....", "47825 15431 81617 22666" },
	{ "\x01\x7f", "189 221" },
	{ "x <|eot_id|>\x0a\x0ay", "87 220 128009 271 88" },
	{ "  <|begin_of_text|>  ", "256 128000 256" },
};

TEST(golden_llama3, "gives the ids of tiktoken for LLaMA-3")
{
	struct bitnet_tok *t = tok_file("models/e2e-llama3.gguf");

	check_golden(t, llama3, sizeof(llama3) / sizeof(llama3[0]), true);
	bitnet_tok_free(t);
}

static const struct golden llama2[] = {
	{ "IT'S we'Re '\xc5\xbfo 'LL", "13315 29915 29903 591 29915 1123 525 30473 29877 525 2208" },
	{ "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4""5 1234567", "29871 30226 30088 229 136 170 229 148 163 220 166 220 167 29945 29871 29896 29906 29941 29946 29945 29953 29955" },
	{ "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6 \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "29871 243 162 148 171 30722 243 162 148 172 30722 243 162 148 170 30722 243 162 148 169 29871 243 162 138 172 243 162 138 173 29871 243 162 148 144 243 162 146 192" },
	{ "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87 \xe0\xa4\x95\xe0\xa4\xbf", "321 30103 30712 29871 30424 30485 30489 30296 30475 30569 29871 30444 30436" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe6\x96\x87\xe7\xab\xa0\xe3\x80\x82\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c\xe4\xb8\x96\xe7\x95\x8c", "29871 30325 30346 30968 30199 30333 31374 30267 30919 31076 30214 30793 30967" },
	{ "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4 \xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "29871 30877 31293 31129 29871 228 135 131 228 136 164 228 137 171" },
	{ "  \x09\x0a \x0d\x0a\x0a  x  ", "1678 12 13 6756 13 13 29871 921 259" },
	{ "a\xc2\xa0""b\xe2\x80\xa8""c\xe3\x80\x80""d\xe1\x9a\x80", "263 30081 29890 31353 29883 30358 29881 228 157 131" },
	{ "\xcd\xb8\xee\x80\x80\xf3\xa0\x81\x81\xf4\x8f\xbf\xbd", "29871 208 187 241 131 131 246 163 132 132 247 146 194 192" },
	{ "\xe2\x96\x81\xe2\x96\x81 \xe2\x96\x81""a", "268 263" },
	{ "\xd7\xa2\xd7\x91\xd7\xa8\xd7\x99\xd7\xaa \xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9", "29871 30324 30276 30236 30196 30286 24508 30218 30156 30177 30163 30242" },
	{ "\xef\xbb\xbf\xef\xbf\xbd\xe2\x80\x8b\xe2\x80\x8d", "29871 30143 30140 30166 30722" },
	{ "\xc4\xb0\xc4\xb1\xc5\x89\xc7\x84\xef\xac\x81\xc3\x9f", "29871 30243 30130 200 140 202 135 31017 30034" },
	{ "def f(x):\x0a\x09return x**2  # ok\x0a\x0a\x0a", "822 285 29898 29916 1125 13 12 2457 921 1068 29906 29871 396 3431 13 13 13" },
	{ "Vi\xe1\xbb\x87t jeho", "10630 30529 29873 17002" },
	{ "=====-----_____ ....", "1275 25512 23648 7652 29918 13035" },
	{ "\x01\x7f", "29871 4 130" },
	{ "<s>", "529 29879 29958" },
	{ "<0x41>", "529 29900 29916 29946 29896 29958" },
};

TEST(golden_llama2, "gives the ids of sentencepiece for LLaMA-2")
{
	struct bitnet_tok *t = tok_file("tokenizers/ggml-vocab-llama-spm.gguf");

	check_golden(t, llama2, sizeof(llama2) / sizeof(llama2[0]), false);
	bitnet_tok_free(t);
}

static const struct golden gpt2[] = {
	{ "IT'S we'Re '\xc5\xbfo 'LL", "2043 6 50 356 6 3041 705 129 123 78 705 3069" },
	{ "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4""5 1234567", "23141 31185 158 227 100 158 239 254 149 96 149 97 20 17031 2231 3134" },
	{ "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6 \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "41840 101 447 235 41840 102 447 235 41840 100 447 235 41840 99 12520 229 102 8582 229 103 50169 235 8582 237 121" },
	{ "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87 \xe0\xa4\x95\xe0\xa4\xbf", "68 136 223 136 222 28225 101 11976 106 11976 116 24231 235 11976 97 24231 229 28225 243 11976 123" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe6\x96\x87\xe7\xab\xa0\xe3\x80\x82\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c\xe4\xb8\x96\xe7\x95\x8c", "33768 98 17312 105 45739 252 5641 23877 229 44165 254 16764 19526 254 25001 121 171 120 234 10310 244 45911 234" },
	{ "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4 \xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "47991 250 166 113 255 168 244 112 28053 226 222 157 227 94 157 228 101" },
	{ "  \x09\x0a \x0d\x0a\x0a  x  ", "220 220 197 198 220 201 628 220 2124 220 220" },
	{ "a\xc2\xa0""b\xe2\x80\xa8""c\xe3\x80\x80""d\xe1\x9a\x80", "64 1849 65 447 101 66 5099 222 67 157 248 222" },
	{ "\xcd\xb8\xee\x80\x80\xf3\xa0\x81\x81\xf4\x8f\xbf\xbd", "137 116 29773 222 175 254 223 223 176 237 4204" },
	{ "\xe2\x96\x81\xe2\x96\x81 \xe2\x96\x81""a", "5008 223 5008 223 11019 223 64" },
	{ "\xd7\xa2\xd7\x91\xd7\xa8\xd7\x99\xd7\xaa \xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9", "147 95 49603 37778 33951 103 28981 44690 26897 39848 22654 45632" },
	{ "\xef\xbb\xbf\xef\xbf\xbd\xe2\x80\x8b\xe2\x80\x8d", "171 119 123 4210 9525 447 235" },
	{ "\xc4\xb0\xc4\xb1\xc5\x89\xc7\x84\xef\xac\x81\xc3\x9f", "128 108 30102 129 231 131 226 171 105 223 39683" },
	{ "def f(x):\x0a\x09return x**2  # ok\x0a\x0a\x0a", "4299 277 7 87 2599 198 197 7783 2124 1174 17 220 1303 12876 628 198" },
	{ "Vi\xe1\xbb\x87t jeho", "38432 157 119 229 83 11223 8873" },
	{ "=====-----_____ ....", "1421 28 30934 29343 19424" },
	{ "\x01\x7f", "189 221" },
	{ "  <|endoftext|>  x", "220 220 50256 220 2124" },
};

TEST(golden_gpt2, "gives the ids of tokenizers for GPT-2")
{
	struct bitnet_tok *t = tok_file("tokenizers/gpt2.tokenizer.json");

	check_golden(t, gpt2, sizeof(gpt2) / sizeof(gpt2[0]), true);
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}
