/* SPDX-License-Identifier: MIT */
/* The made-up vocabulary, as a tokenizer sees it. */
#include <bitnet/tok.h>

#include "bench/make-int.h"
#include "tap.h"

static struct bitnet_error err;

/* A tokenizer of n tokens from a file in memory; the caller frees both. */
static struct bitnet_tok *vocabulary(uint32_t n, uint32_t n_special, const char *pre, char **file)
{
	struct bitnet_gguf_writer *w;
	struct bitnet_gguf *g;
	struct bitnet_tok *t;
	size_t size;
	FILE *f = open_memstream(file, &size);

	CHECK(f);
	CHECK_OK(bitnet_gguf_writer_new(&w, &err), err);
	bitnet_gguf_put_str(w, "general.architecture", (struct bitnet_str){ "llama", 5 });
	CHECK_OK(bitnet_bench_put_vocab(w, n, n_special, pre, &err), err);
	CHECK_OK(bitnet_gguf_writer_begin(w, f, &err), err);
	CHECK_OK(bitnet_gguf_writer_end(w, &err), err);
	bitnet_gguf_writer_free(w);
	fclose(f);
	CHECK_OK(bitnet_gguf_open_memory(&g, *file, size, &err), err);
	CHECK_OK(bitnet_tok_from_gguf(&t, g, &err), err);
	bitnet_gguf_close(g);
	return t;
}

static void encodes(const struct bitnet_tok *t, const char *text, size_t n_ids, uint32_t last)
{
	struct bitnet_encode_options how = { .add_special = true, .parse_special = true };
	struct bitnet_tokens ids;

	bitnet_tokens_init(&ids);
	CHECK_OK(bitnet_tok_encode(t, text, strlen(text), &how, &ids, &err), err);
	CHECK_INT(ids.n, n_ids);
	CHECK_INT(ids.ids[n_ids - 1], last);
	bitnet_tokens_release(&ids);
}

TEST(words, "words are made of the words before them: two, three and four letters")
{
	char *file;
	struct bitnet_tok *t = vocabulary(128256, 256, "llama-bpe", &file);

	CHECK_INT(bitnet_tok_info(t)->n_tokens, 128256);
	/* bos, then one id: the first words of two, three and four characters, and the last of all. */
	encodes(t, " a", 2, 256);
	encodes(t, " aa", 2, 256 + 27 * 26);
	encodes(t, " aaa", 2, 256 + 27 * 26 * 27);
	encodes(t, " abc", 2, 256 + 27 * 26 + (27 * 26 + 1) * 26 + 2);
	encodes(t, "xyz", 2, 256 + 27 * 26 + ((24 * 26) + 24) * 26 + 25);
	encodes(t, "abcd", 2, 256 + 27 * 26 + (27 * 26 + (1 * 26 + 1) * 26 + 2) * 26 + 3);
	encodes(t, "zz", 2, 256 + 27 * 26 - 1);
	encodes(t, "zzz", 2, 256 + 27 * 26 * 27 - 1);
	encodes(t, "zzzz", 3, 256 + 27 * 26 - 1);
	bitnet_tok_free(t);
	free(file);
}

TEST(one, "with one control token it ends a text, as GPT-2's does, and nothing is put in front")
{
	char *file;
	struct bitnet_tok *t = vocabulary(50257, 1, "gpt-2", &file);

	encodes(t, "<|endoftext|>", 1, 50256);
	encodes(t, "\xff", 1, 255);
	bitnet_tok_free(t);
	free(file);
}

int main(void)
{
	return tap_main();
}
