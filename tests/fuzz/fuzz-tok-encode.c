/* SPDX-License-Identifier: MIT */
/*
 * Encodes the input with small vocabularies that are lossless, and demands it back: byte-level BPE
 * with the pre-tokeniser that the first byte chooses, and SPM.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz-tok.h"
#include "tests/lib/gguf-build.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const pre_names[] = { "gpt-2", "llama-bpe", "qwen2", "default", "falcon", "starcoder", "smaug-bpe" };
#define N_PRE_NAMES (sizeof(pre_names) / sizeof(pre_names[0]))

static struct bitnet_tok *load(struct gguf_build *b)
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_tok *t;
	size_t n;
	unsigned char *s = gb_finish(b, &n);

	if (bitnet_gguf_open_memory(&g, s, n, &err) != 0 || bitnet_tok_from_gguf(&t, g, &err) != 0)
		abort();
	bitnet_gguf_close(g);
	free(s);
	return t;
}

/* Encodes b, a byte, in the byte-level alphabet. */
static char *alphabet(unsigned b, char *s)
{
	unsigned cp = b, i;

	if (b < 0x21 || (b > 0x7e && b < 0xa1) || b == 0xad)
		for (cp = 0x100, i = 0; i < b; i++)
			cp += i < 0x21 || (i > 0x7e && i < 0xa1) || i == 0xad;
	if (cp < 0x80) {
		*s++ = (char)cp;
	} else {
		*s++ = (char)(0xc0 | cp >> 6);
		*s++ = (char)(0x80 | (cp & 0x3f));
	}
	*s = '\0';
	return s;
}

/* Bytes by value, then merges of every byte with itself, of pairs of those, and of some letters. */
static struct bitnet_tok *make_bpe(const char *pre)
{
	static char text[1024][20], merge[1024][24];
	static const char *tokens[1024], *merges[1024];
	struct gguf_build b;
	int32_t types[1024];
	unsigned i, n = 0, m = 0;

	for (i = 0; i < 256; i++)
		alphabet(i, text[n++]);
	for (i = 0; i < 512; i++) {
		snprintf(merge[m], sizeof(merge[m]), "%s %s", text[i], text[i]);
		snprintf(text[n++], sizeof(text[0]), "%.9s%.9s", text[i], text[i]);
		m++;
	}
	for (i = 0; i < 100; i++) {
		snprintf(merge[m], sizeof(merge[m]), "%s %s", text[20 + i], text[(i * 7 + 3) % 256]);
		snprintf(text[n++], sizeof(text[0]), "%.9s%.9s", text[20 + i], text[(i * 7 + 3) % 256]);
		m++;
	}
	strcpy(text[n++], "<|end|>");
	strcpy(text[n++], "<tool>");
	for (i = 0; i < n; i++) {
		tokens[i] = text[i];
		types[i] = i + 2 == n ? BITNET_TOKEN_CONTROL : i + 1 == n ? BITNET_TOKEN_USER : BITNET_TOKEN_NORMAL;
	}
	for (i = 0; i < m; i++)
		merges[i] = merge[i];
	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "gpt2");
	gb_str(&b, "tokenizer.ggml.pre", pre);
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, n);
	gb_array(&b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, n, n * sizeof(*types));
	gb_strs(&b, "tokenizer.ggml.merges", merges, m);
	return load(&b);
}

static struct bitnet_tok *make_spm(void)
{
	static const char *const words[] = { "\xe2\x96\x81", "a", "b", "aa", "ab", ("\xe2\x96\x81" "a"), "\xe2\x96\x81\xe2\x96\x81",
					     "b\xc3\xa9", "aab", "1", "11", "1111" };
	static const float word_scores[] = { -9, -8, -8, -1, -2, -3, -1e9f, -4, -2, -7, -5, -4 };
	static char bytes[256][8];
	const char *tokens[300] = { "<unk>", "<s>", "</s>" };
	int32_t types[300] = { 2, 3, 3 };
	float scores[300] = { 0 };
	struct gguf_build b;
	unsigned i, n = 3;

	for (i = 0; i < 256; i++, n++) {
		snprintf(bytes[i], sizeof(bytes[i]), "<0x%02X>", i);
		tokens[n] = bytes[i];
		types[n] = BITNET_TOKEN_BYTE;
	}
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++, n++) {
		tokens[n] = words[i];
		types[n] = BITNET_TOKEN_NORMAL;
		scores[n] = word_scores[i];
	}
	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "llama");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, n);
	gb_array(&b, "tokenizer.ggml.scores", BITNET_VALUE_F32, scores, n, n * sizeof(*scores));
	gb_array(&b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, n, n * sizeof(*types));
	return load(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bitnet_tok *bpe[N_PRE_NAMES], *spm;
	size_t i, j;
	bool same;

	if (!spm) {
		for (i = 0; i < N_PRE_NAMES; i++)
			bpe[i] = make_bpe(pre_names[i]);
		spm = make_spm();
	}
	if (!size)
		return 0;
	i = data[0] % N_PRE_NAMES;
	/* Qwen's text is normalised to NFC, which changes nothing in ASCII. */
	for (same = true, j = 1; j < size && strcmp(pre_names[i], "qwen2") == 0; j++)
		same = same && data[j] < 0x80;
	fuzz_text(bpe[i], data + 1, size - 1, true, same);
	fuzz_text(bpe[i], data + 1, size - 1, false, same);
	/* U+2581 in the text cannot be told from a space. */
	fuzz_text(spm, data + 1, size - 1, false, !memmem(data, size, "\xe2\x96\x81", 3));
	return 0;
}
