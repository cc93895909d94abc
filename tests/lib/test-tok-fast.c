/* SPDX-License-Identifier: MIT */
/*
 * Ids without spans, which come from tok-fast.c, against ids with spans, which come from
 * tok-encode.c alone, over random texts and with vocabularies of published models.
 */
#include "tok-small.h"

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
	" ", "  ", "\n", "\r\n", "\t", "the", " of", "and", " in", "ing", "tion", " un", "pre", "Str", "0", "12", "345", "6789",
	"'s", "'LL", "'re", "'", "(", ");", "->", "//", "=", "==", "{\n", "}\n\n", "\x01", "\x7f", "\xff", "\xc3", "\xe4\xb8",
	"\xc3\xa9", "e\xcc\x81", "\xd0\xbf\xd1\x80\xd0\xb8", "\xe4\xbd\xa0\xe5\xa5\xbd", "\xe3\x81\xae", "\xed\x95\x9c", "\xf0\x9f\x98\x80",
	"\xe2\x80\x8d", "\xe2\x80\xa8", "\xc2\xa0", "\xe3\x80\x80", MARK, "<s>", "<|endoftext|>", "<0x0A>", "\xd9\xa3",
	"                                ", "================", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
};
#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

static void same(const struct bitnet_tok *t, const char *s, size_t n, bool special)
{
	struct bitnet_encode_options o = { .add_special = special, .parse_special = special };
	struct bitnet_tokens fast, plain;
	char shown[256];

	bitnet_tokens_init(&fast);
	bitnet_tokens_init(&plain);
	CHECK_OK(bitnet_tok_encode(t, s, n, &o, &fast, &err), err);
	o.spans = true;
	CHECK_OK(bitnet_tok_encode(t, s, n, &o, &plain, &err), err);
	if (fast.n != plain.n || (fast.n && memcmp(fast.ids, plain.ids, fast.n * sizeof(*fast.ids)) != 0))
		FAIL("'%s' (%zu bytes): %zu ids the fast way, %zu with spans, or others", bitnet_text_escape(shown, sizeof(shown), s, n),
		     n, fast.n, plain.n);
	bitnet_tokens_release(&fast);
	bitnet_tokens_release(&plain);
}

/* Texts of up to 400 parts; in some the same few parts come again and again. */
static void random_texts(const struct bitnet_tok *t, unsigned rounds)
{
	static char s[32768];
	unsigned i, k;

	for (i = 0; i < rounds; i++) {
		unsigned first = below(N_PARTS), width = 1 + below(N_PARTS), n = below(i % 10 ? 40 : 400);
		char *p = s;

		for (k = 0; k < n; k++) {
			unsigned which = (first + below(width)) % N_PARTS;

			if (below(20) == 0)
				*p++ = (char)below(256);
			p += sprintf(p, "%s", parts[which]);
		}
		/* In memory of its own, so that reading behind it is seen. */
		k = (unsigned)(p - s);
		p = malloc(k ? k : 1);
		CHECK(p != NULL);
		memcpy(p, s, k);
		same(t, p, k, i & 1);
		free(p);
	}
}

static void with_file(const char *name, unsigned rounds)
{
	struct bitnet_tok *t;

	CHECK_OK(bitnet_tok_open(&t, data_path(name), &err), err);
	random_texts(t, rounds);
	bitnet_tok_free(t);
}

TEST(gpt2, "GPT-2: ids are the same with and without spans")
{
	with_file("tokenizers/ggml-vocab-gpt-2.gguf", 5000);
}

TEST(llama3, "LLaMA-3: ids are the same with and without spans")
{
	with_file("models/e2e-llama3.gguf", 5000);
}

TEST(stages, "pre-tokenisers of several stages: ids are the same with and without spans")
{
	with_file("tokenizers/ggml-vocab-refact.gguf", 2000);
	with_file("tokenizers/ggml-vocab-gpt-neox.gguf", 2000);
}

TEST(spm, "LLaMA-2: ids are the same with and without spans")
{
	with_file("tokenizers/ggml-vocab-llama-spm.gguf", 5000);
	with_file("tokenizers/ggml-vocab-baichuan.gguf", 3000);
}

TEST(json, "a tokenizer.json: ids are the same with and without spans")
{
	with_file("tokenizers/bitnet_b1_58-llama2.tokenizer.json", 3000);
	with_file("tokenizers/gpt2.tokenizer.json", 2000);
}

TEST(small, "small vocabularies, where some bytes are no token: ids are the same with and without spans")
{
	struct bitnet_tok *t = tok_json(json_of(BPE_ADDED, "null", BYTE_LEVEL("true", "true"), "null", BPE_DECODER,
						BPE_MODEL "," BPE_MERGES));

	random_texts(t, 1000);
	bitnet_tok_free(t);
	t = tok_json(json_of(SPM_ADDED, LEGACY, "null", TEMPLATE, DECODER, SPM_MODEL "," SPM_MERGES));
	random_texts(t, 1000);
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}
