/* SPDX-License-Identifier: MIT */
/* Two tokenizers against each other. */
#include "tok-small.h"

static char log_text[8192];

static int note(void *arg, const struct bitnet_finding *f)
{
	size_t n = strlen(log_text);

	snprintf(log_text + n, sizeof(log_text) - n, "%s %s: %s\n", f->name, f->subject, f->message);
	return arg && --*(int *)arg == 0;
}

static const char *differ(struct bitnet_tok *a, struct bitnet_tok *b)
{
	struct bitnet_error err;

	log_text[0] = '\0';
	CHECK_OK(bitnet_tok_differ(a, b, note, NULL, &err), err);
	return log_text;
}

static struct bitnet_tok *small(const char *added, const char *pre, const char *merges)
{
	char model[8192];

	snprintf(model, sizeof(model), BPE_MODEL ",%s", merges);
	return tok_json(json_of(added, "null", pre, "null", BPE_DECODER, model));
}

TEST(same, "the same tokenizer has no differences, whatever the file")
{
	struct bitnet_tok *a = small(BPE_ADDED, BYTE_LEVEL("false", "true"), BPE_MERGES);
	struct bitnet_tok *b = small(BPE_ADDED, BYTE_LEVEL("false", "true"), BPE_PAIRS);

	CHECK_STR(differ(a, b), "");
	bitnet_tok_free(a);
	bitnet_tok_free(b);
}

TEST(each, "tokens, kinds, merges, facts and probes are each found")
{
	static const char other[] = ADDED_TOKEN("39", "<|end|>", "false", "true", "false", "false", "false");
	static const char new_name[] = ADDED_TOKEN("39", "<|over|>", "true", "true", "false", "false", "false");
	struct bitnet_tok *a = small(BPE_ADDED, BYTE_LEVEL("false", "true"), BPE_MERGES);
	struct bitnet_tok *b = small(other, BYTE_LEVEL("true", "true"), "\"merges\":[\"h e\",\"l l\"]");

	differ(a, b);
	CHECK_HAS(log_text, "kinds id 39: '<|end|>' is control in the first, user-defined in the second\n");
	CHECK_HAS(log_text, "merges only in the first: 11 of 13, as ");
	CHECK(!strstr(log_text, "only in the second") && !strstr(log_text, "tokens "));
	CHECK_HAS(log_text, "probes 'Hello world': from token ");
	bitnet_tok_free(b);
	b = small(new_name, BYTE_LEVEL("false", "true"), BPE_MERGES);
	CHECK_HAS(differ(a, b), "tokens id 39: is '<|end|>' in the first, '<|over|>' in the second\n");
	CHECK(!strstr(log_text, "merges"));
	bitnet_tok_free(b);
	bitnet_tok_free(a);
}

TEST(none, "an id that one of them does not have is none")
{
	static const char text[] = SPM_ADDED;
	struct bitnet_tok *a = small(BPE_ADDED, BYTE_LEVEL("false", "true"), BPE_MERGES);
	struct bitnet_tok *b = tok_json(json_of(text, LEGACY, "null", "null", DECODER, SPM_MODEL "," SPM_MERGES));

	CHECK_HAS(differ(a, b), "none in the first");
	CHECK(!strstr(log_text, "-1 in the "));
	bitnet_tok_free(b);
	bitnet_tok_free(a);
}

TEST(stops, "the report may stop the comparison")
{
	struct bitnet_tok *a = small(BPE_ADDED, BYTE_LEVEL("false", "true"), BPE_MERGES);
	struct bitnet_tok *b = tok_json(json_of(SPM_ADDED, LEGACY, "null", "null", DECODER, SPM_MODEL "," SPM_MERGES));
	struct bitnet_error err;
	int left = 2;

	log_text[0] = '\0';
	CHECK_INT(bitnet_tok_differ(a, b, note, &left, &err), BITNET_E_CANCELLED);
	bitnet_tok_free(a);
	bitnet_tok_free(b);
}

TEST(real, "GPT-2 is the same from GGUF, tokenizer.json, and vocab.json with merges.txt")
{
	struct bitnet_tok *a = tok_file("tokenizers/ggml-vocab-gpt-2.gguf"), *b = tok_file("tokenizers/gpt2.tokenizer.json");
	struct bitnet_tok *c = tok_file("tokenizers/gpt2.merges.txt");

	CHECK_STR(differ(a, b), "");
	CHECK_STR(differ(b, c), "");
	bitnet_tok_free(a);
	bitnet_tok_free(b);
	bitnet_tok_free(c);
}

int main(void)
{
	return tap_main();
}
