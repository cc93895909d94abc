/* SPDX-License-Identifier: MIT */
/*
 * Known token lists.  Hashes of rank files from openai/tiktoken (tiktoken_ext/openai_public.py) where they are
 * there; special tokens from the same, from the LLaMA-3 release and from the tokenizer of Qwen.
 */
#include <stdio.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-known.h"

static const char *const endoftext[] = { "<|endoftext|>", NULL };
static const char *const cl100k[] = { "<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "", "", "", "", "", "", "", "",
				      "", "", "", "", "", "", "", "<|endofprompt|>", NULL };
static const char *const o200k[] = { "<|endoftext|>", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "",
				     "<|endofprompt|>", NULL };
static const char *const llama3[] = { "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>",
				      "<|reserved_special_token_1|>", "<|reserved_special_token_2|>",
				      "<|reserved_special_token_3|>", "<|start_header_id|>", "<|end_header_id|>",
				      "<|reserved_special_token_4|>", "<|eot_id|>", NULL };
static const char *const qwen[] = { "<|endoftext|>", "<|im_start|>", "<|im_end|>", NULL };

static const struct bitnet_known lists[] = {
	/* GPT-2 as vocab.json has it, and its ranks alone (r50k_base). */
	{ .list_sha256 = "a5623714bcf19049eb0fd78df19b6daa1e61ac435b86a5deae767768e7fcdc3d", .pre = "gpt-2", .first = 50256,
	  .names = endoftext },
	{ .file_sha256 = "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
	  .list_sha256 = "7cff19521369c7f5f5ed77ed7b730e7491800afb47d01d341e12b3ca740d8543", .pre = "gpt-2", .first = 50256,
	  .names = endoftext },
	/* p50k_base */
	{ .file_sha256 = "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069", .pre = "gpt-2", .first = 50256,
	  .names = endoftext },
	/* cl100k_base, o200k_base */
	{ .file_sha256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7", .pre = "dbrx", .first = 100257,
	  .names = cl100k },
	{ .file_sha256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d", .pre = "gpt-4o", .first = 199999,
	  .names = o200k },
	{ .file_sha256 = "82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55",
	  .list_sha256 = "5861169db03f237c50ae849a13788f96c746f9636d9722ed30a45b7e0675ce30", .pre = "llama-bpe", .bos = true,
	  .first = 128000, .names = llama3, .pattern = "<|reserved_special_token_%u|>", .more = 246 },
	{ .file_sha256 = "6cf5f2a2560a7d581548aeb0c31c6a60de2d3e873152346e421affc871699be4",
	  .list_sha256 = "33bc5cb3ea15d95094254600052ea2af5a2b1f2329fe534700587ac0e40a8b2d", .pre = "qwen2", .nfc = true,
	  .first = 151643, .names = qwen, .pattern = "<|extra_%u|>", .more = 205 }
};

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

const struct bitnet_known *bitnet_known_find(const char *file_sha256, const char *list_sha256)
{
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (same(lists[i].file_sha256, file_sha256) || same(lists[i].list_sha256, list_sha256))
			return &lists[i];
	return NULL;
}

bool bitnet_known_special(const struct bitnet_known *k, uint32_t i, uint32_t *id, char text[48])
{
	uint32_t n = 0, numbered = 0;

	/* LLaMA-3's numbers go on behind those that stand among the names. */
	for (; k->names[n]; n++)
		numbered += strncmp(k->names[n], "<|reserved_", 11) == 0;
	*id = k->first + i;
	if (i >= n + k->more)
		return false;
	if (i < n)
		snprintf(text, 48, "%s", k->names[i]);
	else
		snprintf(text, 48, k->pattern, numbered + i - n);
	return true;
}

int bitnet_known_apply(struct bitnet_tok *t, const struct bitnet_known *k, const char *name, struct bitnet_error *err)
{
	const struct bitnet_pre *pre;
	char shown[64];
	int64_t eos;
	int rc;

	name = name ? name : k->pre;
	pre = bitnet_pre_find(name, strlen(name));
	if (!pre)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_pre_unsupported", "pre-tokeniser '%s' is not supported",
					bitnet_text_escape(shown, sizeof(shown), name, strlen(name)));
	t->info.algorithm = BITNET_TOK_BPE;
	t->info.pre = pre->name;
	t->info.pre_source = k ? "vocabulary" : "file";
	t->byte_level = true;
	rc = bitnet_tok_set_pre(t, pre, err);
	if (!rc && k && k->nfc)
		rc = bitnet_norm_add(&t->norm, BITNET_NORM_NFC, 0, NULL, 0, NULL, 0, err);
	if (!rc && k) {
		eos = bitnet_tok_find(t, "<|end_of_text|>", 15);
		t->info.eos = eos >= 0 ? eos : k->first;
		t->info.bos = k->bos || eos < 0 ? (int64_t)k->first : -1;
		t->info.add_bos = k->bos;
		if (k->bos)
			rc = bitnet_tok_add_before(t, k->first, err);
	}
	return rc;
}

int bitnet_known_refuse(struct bitnet_error *err, const char *what)
{
	int rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_unknown_list", "%s are of no list that is known", what);

	bitnet_error_hint(err, "--pre NAME says how the model cuts text (a value of tokenizer.ggml.pre)");
	return rc;
}
