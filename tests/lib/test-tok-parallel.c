/* SPDX-License-Identifier: MIT */
/* Cutting text for threads: at each place that is told, both parts alone give the ids of the whole. */
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
	" ", "  ", "\n", "\n\n", "\r\n", "\t", " the", "of", " and", "ing", "Str", "0", " 12", "345", "6789", "'s", "'LL ", "'re\n", "'",
	"(", ");", "->", "//", "=", "{\n", "\xff", "\xc3", "\xc3\xa9 ", "e\xcc\x81", "\xd0\xbf\xd1\x80\xd0\xb8 ", "\xe4\xbd\xa0\xe5\xa5\xbd",
	"\xe3\x80\x82\n", "\xed\x95\x9c \xea\xb8\x80", "\xf0\x9f\x98\x80", "\xe2\x80\xa8", "\xc2\xa0", "\xe3\x80\x80", "\xe2\x96\x81", "\xc5\xbf "
};

static size_t make(char *s, size_t n)
{
	size_t at = 0;

	while (at + 16 < n)
		at += (size_t)sprintf(s + at, "%s", parts[below(sizeof(parts) / sizeof(parts[0]))]);
	return at;
}

/* The ids of a stretch between added tokens. */
static void encode(const struct bitnet_tok *t, struct bitnet_scratch *s, const char *text, size_t n, bool prefix, struct bitnet_tokens *out)
{
	CHECK(t->byte_level ? bitnet_fast_bytes(t, s, text, n, out) : bitnet_fast_chars(t, s, text, n, prefix, out));
}

static void cuts(const char *name, unsigned rounds)
{
	struct bitnet_tokens whole, cut;
	struct bitnet_scratch *s;
	struct bitnet_tok *t;
	static char text[600];
	size_t n, at, told = 0;

	CHECK_OK(bitnet_tok_open(&t, data_path(name), &err), err);
	CHECK(bitnet_parallel_can(t));
	s = bitnet_scratch_take(t->pool, 1 << 20);
	CHECK(s != NULL);
	bitnet_tokens_init(&whole);
	bitnet_tokens_init(&cut);
	while (rounds--) {
		n = make(text, 40 + below(sizeof(text) - 40));
		whole.n = 0;
		encode(t, s, text, n, true, &whole);
		for (at = 0; (at = bitnet_parallel_cut(t, text, n, at + 1)) < n; told++) {
			cut.n = 0;
			encode(t, s, text, at, true, &cut);
			encode(t, s, text + at, n - at, false, &cut);
			if (cut.n != whole.n || memcmp(cut.ids, whole.ids, whole.n * sizeof(*whole.ids)) != 0)
				FAIL("%s: '%.*s' gives %zu ids, cut at byte %zu %zu, or others", name, (int)n, text, whole.n, at, cut.n);
		}
	}
	CHECK(told > 1000);
	bitnet_scratch_give(t->pool, s);
	bitnet_tokens_release(&whole);
	bitnet_tokens_release(&cut);
	bitnet_tok_free(t);
}

TEST(bytes, "byte-level text: two parts give the ids of the whole wherever a cut is told")
{
	cuts("tokenizers/ggml-vocab-gpt-2.gguf", 2000);
	cuts("tokenizers/ggml-vocab-refact.gguf", 1000);
	cuts("models/e2e-llama3.gguf", 2000);
}

TEST(chars, "text of characters: two parts give the ids of the whole wherever a cut is told")
{
	cuts("tokenizers/ggml-vocab-llama-spm.gguf", 1000);
	cuts("tokenizers/ggml-vocab-baichuan.gguf", 500);
}

TEST(threads, "several threads give the ids that one gives, added tokens and BOS included")
{
	static const char *const names[] = { "models/e2e-llama3.gguf", "tokenizers/ggml-vocab-llama-spm.gguf",
					     "tokenizers/ggml-vocab-bert-bge.gguf", "tokenizers/ggml-vocab-mpt.gguf" };
	size_t n = 3 << 20, i, k;
	char *text = malloc(n);

	CHECK(text != NULL);
	n = make(text, n);
	memcpy(text + n / 2, "<|eot_id|></s>", 14);
	memset(text + n / 4, 'a', 300000);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bitnet_encode_options o = { .add_special = true, .parse_special = true };
		struct bitnet_tokens one, many;
		struct bitnet_tok *t;

		if (bitnet_tok_open(&t, data_path(names[i]), &err) != 0)
			continue;
		bitnet_tokens_init(&one);
		CHECK_OK(bitnet_tok_encode(t, text, n, &o, &one, &err), err);
		for (k = 2; k < 6; k += 3) {
			bitnet_tokens_init(&many);
			o.threads = (uint32_t)k;
			CHECK_OK(bitnet_tok_encode(t, text, n, &o, &many, &err), err);
			CHECK_INT(many.n, one.n);
			CHECK_MEM(many.ids, one.ids, one.n * sizeof(*one.ids));
			bitnet_tokens_release(&many);
		}
		bitnet_tokens_release(&one);
		bitnet_tok_free(t);
	}
	free(text);
}

int main(void)
{
	return tap_main();
}
