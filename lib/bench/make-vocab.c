/* SPDX-License-Identifier: MIT */
/*
 * A vocabulary for models that were never trained.
 *
 * Its words form a tree: a word is an earlier word, or one of the 27 characters that words begin with (the blank
 * and a to z), and one letter more.  They are numbered level by level, so that word j grows from word
 * (j - FIRST) / 26 once the FIRST words of two characters are through.  No two are equal, and each is what one merge makes.
 */
#include <string.h>

#include "base/buf.h"
#include "base/error-set.h"
#include "bench/make-int.h"

enum { N_BYTES = 256, N_LETTERS = 26, FIRST = 27 * N_LETTERS, MAX_WORD = 32 };

static bool printable(uint32_t b)
{
	return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
}

/* A byte as byte-level BPE writes it: itself where it can be seen, else a character from U+0100 on.  In UTF-8. */
static size_t spell(uint32_t byte, char *s)
{
	uint32_t c = byte, i;

	if (!printable(byte))
		for (c = 256, i = 0; i < byte; i++)
			c += !printable(i);
	if (c < 128) {
		s[0] = (char)c;
		return 1;
	}
	s[0] = (char)(0xc0 | c >> 6);
	s[1] = (char)(0x80 | (c & 63));
	return 2;
}

/* Word j without its last letter; returns its length. */
static size_t stem(uint32_t j, char *s)
{
	char letters[MAX_WORD];
	size_t n = 0, at;

	for (; j >= FIRST; j = (j - FIRST) / N_LETTERS)
		letters[n++] = (char)('a' + j % N_LETTERS);
	at = spell(j < N_LETTERS ? ' ' : 'a' + j / N_LETTERS - 1, s);
	if (n)          /* the letters were found from the end of the word to its beginning, and the last is left out */
		s[at++] = (char)('a' + j % N_LETTERS);
	while (n > 1)
		s[at++] = letters[--n];
	return at;
}

static void special_name(uint32_t i, uint32_t n_special, struct bitnet_buf *b)
{
	bitnet_buf_reset(b);
	if (n_special == 1)
		bitnet_buf_str(b, "<|endoftext|>");
	else if (i < 2)
		bitnet_buf_str(b, i ? "<|end_of_text|>" : "<|begin_of_text|>");
	else
		bitnet_buf_printf(b, "<|reserved_special_token_%u|>", (unsigned)i - 2);
}

int bitnet_bench_put_vocab(struct bitnet_gguf_writer *w, uint32_t n_vocab, uint32_t n_special, const char *pre,
			   struct bitnet_error *err)
{
	struct bitnet_buf tokens = BITNET_BUF_INIT, types = BITNET_BUF_INIT, merges = BITNET_BUF_INIT, name = BITNET_BUF_INIT;
	uint32_t i, n_words = n_vocab - N_BYTES - n_special, bos = n_vocab - n_special;
	char s[MAX_WORD + 2];
	bool failed;

	for (i = 0; i < N_BYTES; i++)
		bitnet_gguf_add_string(&tokens, s, spell(i, s));
	for (i = 0; i < n_words; i++) {
		size_t n = stem(i, s);

		s[n] = ' ';
		s[n + 1] = (char)('a' + i % N_LETTERS);
		bitnet_gguf_add_string(&merges, s, n + 2);
		s[n] = s[n + 1];
		bitnet_gguf_add_string(&tokens, s, n + 1);
	}
	for (i = 0; i < n_special; i++) {
		special_name(i, n_special, &name);
		bitnet_gguf_add_string(&tokens, name.s ? name.s : "", name.n);
	}
	for (i = 0; i < n_vocab; i++)
		bitnet_gguf_add_number(&types, i < bos ? 1 : 3, 4);         /* plain, control */
	bitnet_gguf_put_str(w, "tokenizer.ggml.model", (struct bitnet_str){ "gpt2", 4 });
	bitnet_gguf_put_str(w, "tokenizer.ggml.pre", (struct bitnet_str){ pre, strlen(pre) });
	bitnet_gguf_put_array(w, "tokenizer.ggml.tokens", BITNET_VALUE_STRING, n_vocab, tokens.s, tokens.n);
	bitnet_gguf_put_array(w, "tokenizer.ggml.token_type", BITNET_VALUE_I32, n_vocab, types.s, types.n);
	bitnet_gguf_put_array(w, "tokenizer.ggml.merges", BITNET_VALUE_STRING, n_words, merges.s, merges.n);
	bitnet_gguf_put_u32(w, "tokenizer.ggml.bos_token_id", bos);
	bitnet_gguf_put_u32(w, "tokenizer.ggml.eos_token_id", n_special > 1 ? bos + 1 : bos);
	bitnet_gguf_put_bool(w, "tokenizer.ggml.add_bos_token", n_special > 1);
	failed = tokens.failed || types.failed || merges.failed || name.failed;
	bitnet_buf_release(&tokens);
	bitnet_buf_release(&types);
	bitnet_buf_release(&merges);
	bitnet_buf_release(&name);
	return failed ? bitnet_error_nomem(err, n_vocab) : 0;
}
