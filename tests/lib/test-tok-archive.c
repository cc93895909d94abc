/* SPDX-License-Identifier: MIT */
/* Tokenizers in archives, which are made by libarchive; the same tokenizer outside of one is what they are held against. */
#include "archive-build.h"
#include "scratch.h"
#include "tok-small.h"

static struct bitnet_error err;

static const char *json(void)
{
	return json_of(BPE_ADDED, "null", BYTE_LEVEL("false", "true"), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES);
}

/* How many tokens the tokenizer in "a" has, or the name of the error. */
static const char *tokens(void)
{
	static char text[24];
	struct bitnet_tok *t;

	if (bitnet_tok_open(&t, "a", &err) != 0)
		return err.name;
	snprintf(text, sizeof(text), "%u", (unsigned)bitnet_tok_info(t)->n_tokens);
	bitnet_tok_free(t);
	return text;
}

static const char *plain(void)
{
	static char text[24];
	FILE *f = fopen("a", "w");

	fputs(json(), f);
	fclose(f);
	snprintf(text, sizeof(text), "%s", tokens());
	return text;
}

TEST(opens, "a tokenizer.json in an archive of any kind is opened, at any depth, whatever lies beside it")
{
	static const char kinds[][2] = { { 't', 0 }, { 't', 'g' }, { 't', 'x' }, { 't', 's' }, { 'z', 0 } };
	const char *want;
	size_t i;

	scratch_enter("opens");
	want = plain();
	CHECK(atoi(want) > 0);
	for (i = 0; i < 5; i++) {
		ab_begin("a", kinds[i][0], kinds[i][1]);
		ab_text("model/README.md", "words");
		ab_text("model/.gitattributes", "words");
		ab_text("model/tokenizer.json", json());
		ab_text("model/tokenizer.model", "not looked at");
		ab_end();
		CHECK_STR(tokens(), want);
	}
}

TEST(none, "an archive without one, with several, or with half of one is refused by name")
{
	scratch_enter("none");
	ab_begin("a", 't', 'g');
	ab_text("README.md", "words");
	ab_end();
	CHECK_STR(tokens(), "tok_not_a_tokenizer");
	ab_begin("a", 't', 'g');
	ab_text("one/tokenizer.json", json());
	ab_text("two/tokenizer.json", json());
	ab_end();
	CHECK_STR(tokens(), "archive_ambiguous");
	ab_begin("a", 'z', 0);
	ab_text("vocab.json", "{}");
	ab_end();
	CHECK_STR(tokens(), "tok_not_a_tokenizer");
	ab_begin("a", 'z', 0);
	ab_text("tokenizer.json", "{}");
	ab_end();
	CHECK_HAS(tokens(), "tok_");
}

TEST(hostile, "paths that climb, links and bombs are refused although the tokenizer itself is sound")
{
	const size_t n = 64 << 20;
	char *zeros = calloc(1, n);

	scratch_enter("hostile");
	ab_begin("a", 't', 's');
	ab_text("tokenizer.json", json());
	ab_text("../../evil", "x");
	ab_end();
	CHECK_STR(tokens(), "archive_path");
	ab_begin("a", 't', 's');
	ab_text("tokenizer.json", json());
	ab_add("link", AE_IFLNK, "/etc/passwd", NULL, 0);
	ab_end();
	CHECK_STR(tokens(), "archive_type");
	ab_begin("a", 't', 's');
	ab_add("tokenizer.json", AE_IFREG, NULL, zeros, n);
	ab_end();
	CHECK_STR(tokens(), "archive_bomb");
	free(zeros);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
