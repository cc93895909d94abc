/* SPDX-License-Identifier: MIT */
/* Decoding as a stream. */
#include "tok-small.h"

static struct bitnet_error err;

TEST(bytes, "gives the bytes of each token, also where they are no whole character")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, NULL, NULL, 0);
	t = gb_tok(&b);
	CHECK_STR(text_of_ids(t, "259 265 195 169 255", false), "hello world\xc3\xa9\xff");
	CHECK_STR(text_of_ids(t, "260", false), " hello");
	bitnet_tok_free(t);
}

TEST(special, "control tokens are their text, or dropped; user-defined ones stay")
{
	static const char *const more[] = { "<|end|>", "<tool>" };
	static const int32_t types[] = { 3, 4 };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, more, types, 2);
	t = gb_tok(&b);
	CHECK_STR(text_of_ids(t, "268 259 269", false), "<|end|>hello<tool>");
	CHECK_STR(text_of_ids(t, "268 259 269", true), "hello<tool>");
	bitnet_tok_free(t);
}

TEST(first_space, "SPM drops the space of the first piece that is no control token, and no other")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_spm(&b);
	t = gb_tok(&b);
	CHECK_STR(text_of_ids(t, "271 271", false), "hello hello");
	CHECK_STR(text_of_ids(t, "1 271 2 271", false), "<s>hello</s> hello");
	CHECK_STR(text_of_ids(t, "1 271 2", true), "hello");
	CHECK_STR(text_of_ids(t, "272 270", false), " hello");
	/* A byte token 20 is a space of the text. */
	CHECK_STR(text_of_ids(t, "35 270", false), " hello");
	CHECK_STR(text_of_ids(t, "0 271", false), "<unk> hello");
	CHECK_STR(text_of_ids(t, "198 172 258", false), "\xc3\xa9\xff");
	bitnet_tok_free(t);
}

TEST(many, "many ids at once give the bytes that they give one by one, whatever has to be dropped before them")
{
	uint32_t list[600];
	struct bitnet_decoder *d;
	struct bitnet_str s;
	unsigned round, i, seed = 5;
	char one[8192];

	for (round = 0; round < 40; round++) {
		static const char *const more[] = { "<|end|>", "a token that is longer than sixteen bytes" };
		static const int32_t types[] = { 3, 4 };
		struct gguf_build b;
		struct bitnet_tok *t;
		size_t n = 0, split = round * 13;

		if (round & 1)
			gb_spm(&b);
		else
			gb_bpe(&b, more, types, 2);
		t = gb_tok(&b);
		for (i = 0; i < 600; i++) {
			seed = seed * 1664525 + 1013904223;
			list[i] = (seed >> 8) % bitnet_tok_info(t)->n_tokens;
		}
		CHECK_OK(bitnet_decoder_new(&d, t, round & 2, &err), err);
		for (i = 0; i < 600; i++) {
			CHECK_OK(bitnet_decoder_push(d, list[i], &s, &err), err);
			CHECK(n + s.n < sizeof(one));
			memcpy(one + n, s.s, s.n);
			n += s.n;
		}
		bitnet_decoder_reset(d);
		CHECK_OK(bitnet_decoder_push_ids(d, list, split, &s, &err), err);
		CHECK(s.n <= n);
		CHECK_MEM(s.s, one, s.n);
		i = (unsigned)s.n;
		CHECK_OK(bitnet_decoder_push_ids(d, list + split, 600 - split, &s, &err), err);
		CHECK_INT(i + s.n, n);
		CHECK_MEM(s.s, one + i, s.n);
		list[300] = bitnet_tok_info(t)->n_tokens;
		CHECK_INT(bitnet_decoder_push_ids(d, list, 600, &s, &err), BITNET_E_INPUT);
		CHECK_INT(bitnet_decoder_push_ids(d, list, 0, &s, &err), 0);
		CHECK_INT(s.n, 0);
		bitnet_decoder_free(d);
		bitnet_tok_free(t);
	}
}

TEST(reset, "after a reset a text begins again")
{
	struct gguf_build b;
	struct bitnet_tok *t;
	struct bitnet_decoder *d;
	struct bitnet_str s;

	gb_spm(&b);
	t = gb_tok(&b);
	CHECK_OK(bitnet_decoder_new(&d, t, false, &err), err);
	CHECK_OK(bitnet_decoder_push(d, 271, &s, &err), err);
	CHECK_INT(s.n, 5);
	CHECK_OK(bitnet_decoder_push(d, 271, &s, &err), err);
	CHECK_INT(s.n, 6);
	bitnet_decoder_reset(d);
	CHECK_OK(bitnet_decoder_push(d, 271, &s, &err), err);
	CHECK_INT(s.n, 5);
	bitnet_decoder_free(d);
	bitnet_decoder_free(NULL);
	bitnet_tok_free(t);
}

TEST(range, "an id that no token has is refused, and the stream goes on")
{
	struct gguf_build b;
	struct bitnet_tok *t;
	struct bitnet_decoder *d;
	struct bitnet_str s;

	gb_bpe(&b, NULL, NULL, 0);
	t = gb_tok(&b);
	CHECK_OK(bitnet_decoder_new(&d, t, false, &err), err);
	CHECK_INT(bitnet_decoder_push(d, 268, &s, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "no token has the id 268 (vocabulary has 268)");
	CHECK_INT(bitnet_decoder_push(d, UINT32_MAX, &s, &err), BITNET_E_INPUT);
	CHECK_OK(bitnet_decoder_push(d, 259, &s, &err), err);
	bitnet_decoder_free(d);
	bitnet_tok_free(t);
}

/* Encode and decode n random bytes or characters; the text comes back, less nothing. */
static void round_trip(const struct bitnet_tok *t, int unicode)
{
	struct bitnet_encode_options o = { .add_special = true };
	uint32_t seed = 11;
	int round;

	for (round = 0; round < 200; round++) {
		char text[1024];
		struct bitnet_tokens v;
		struct bitnet_decoder *d;
		size_t n = 0, at = 0, i;

		while (n < (size_t)(round * 4 + 1)) {
			seed = seed * 1664525 + 1013904223;
			if (unicode && seed >> 8 < 0x110000 && (seed >> 19) != 0xd800 >> 11)
				n += bitnet_utf8_encode(seed >> 8, text + n);
			else if (unicode)
				text[n++] = " \n\tae"[(seed >> 8) % 5];
			else
				text[n++] = (char)(seed >> 24);
		}
		bitnet_tokens_init(&v);
		CHECK_OK(bitnet_tok_encode(t, text, n, &o, &v, &err), err);
		CHECK_OK(bitnet_decoder_new(&d, t, true, &err), err);
		for (i = 0; i < v.n; i++) {
			struct bitnet_str s;

			CHECK_OK(bitnet_decoder_push(d, v.ids[i], &s, &err), err);
			CHECK(s.n <= n - at);
			CHECK_MEM(s.s, text + at, s.n);
			at += s.n;
		}
		CHECK_INT(at, n);
		bitnet_decoder_free(d);
		bitnet_tokens_release(&v);
	}
}

TEST(round_trip_small, "random bytes come back through byte-level BPE and through SPM")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, NULL, NULL, 0);
	gb_str(&b, "tokenizer.ggml.pre", "llama3");
	t = gb_tok(&b);
	round_trip(t, 0);
	bitnet_tok_free(t);
	gb_spm(&b);
	t = gb_tok(&b);
	round_trip(t, 0);
	round_trip(t, 1);
	bitnet_tok_free(t);
}

TEST(round_trip_real, "random bytes come back through GPT-2 and LLaMA-3, random characters through LLaMA-2")
{
	static const char *const files[] = { "tokenizers/ggml-vocab-gpt-2.gguf", "models/e2e-llama3.gguf",
					     "tokenizers/ggml-vocab-llama-spm.gguf",
					     "tokenizers/bitnet_b1_58-llama2.tokenizer.json" };
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct bitnet_tok *t = tok_file(files[i]);

		round_trip(t, i >= 2);
		bitnet_tok_free(t);
	}
}

int main(void)
{
	return tap_main();
}
