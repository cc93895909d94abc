/* SPDX-License-Identifier: MIT */
/* How a tokenizer fits a model: bitnet_discover_judge(), and what becomes of it in the list. */
#include "discover-build.h"

static struct bitnet_verdict verdict;

/* Tokenizer `kind` of n tokens, n_normal of them text, against a model of its own list or of rows alone. */
static void judge(size_t list, size_t rows, char kind, size_t n, size_t n_normal)
{
	struct bitnet_discovery d = { .vocab_size = (int64_t)(list ? list : rows ? rows : (size_t)-1) };
	struct bitnet_discover_options o = { .strict = false };
	struct bitnet_search s = { .o = &o, .d = &d, .n_list = list };
	struct bitnet_gguf *g;
	struct bitnet_error err;
	struct bitnet_tok *t;

	db_gguf("m.gguf", "llama", 'x', list, list, list ? 0 : rows);
	db_tok("t.gguf", kind, n, n_normal);
	CHECK_OK(bitnet_gguf_open(&g, "m.gguf", &err), err);
	CHECK_OK(bitnet_tok_open(&t, "t.gguf", &err), err);
	s.g = g;
	CHECK_OK(bitnet_discover_judge(&s, t, &verdict, &err), err);
	bitnet_tok_free(t);
	bitnet_gguf_close(g);
}

TEST(same, "the same list is proven")
{
	judge(16, 0, 'x', 16, 16);
	CHECK_INT(verdict.fit, BITNET_FIT_GOOD);
	CHECK_INT(verdict.match, BITNET_MATCH_IDENTICAL);
	CHECK_INT(verdict.differing, 0);
	CHECK_STR(verdict.reason, "has the 16 tokens of the model");
}

TEST(other, "another list of the same size is wrong, with the number of tokens that differ")
{
	judge(16, 0, 'y', 16, 16);
	CHECK_INT(verdict.fit, BITNET_FIT_WRONG);
	CHECK_INT(verdict.match, BITNET_MATCH_DIFFERS);
	CHECK_INT(verdict.differing, 8);
	CHECK_STR(verdict.warning, "8 of 16 tokens differ from those of the model");
}

TEST(other_size, "another size is said in the words of the tutorial")
{
	judge(16, 0, 'x', 20, 20);
	CHECK_INT(verdict.fit, BITNET_FIT_WRONG);
	CHECK_STR(verdict.warning, "Vocabulary size mismatch: expected 16, got 20: 4 of 20 tokens differ from those of the model");
}

TEST(size, "without a list the right size passes, and is called unproven")
{
	judge(0, 16, 'x', 16, 16);
	CHECK_INT(verdict.fit, BITNET_FIT_GOOD);
	CHECK_INT(verdict.match, BITNET_MATCH_UNKNOWN);
	CHECK_HAS(verdict.reason, "unproven");
}

TEST(fewer, "without a list a few tokens fewer than rows are a mismatch that padding explains")
{
	judge(0, 32, 'x', 31, 31);
	CHECK_INT(verdict.fit, BITNET_FIT_LOOSE);
	CHECK_STR(verdict.warning, "Vocabulary size mismatch: expected 32, got 31");
	CHECK_HAS(verdict.reason, "unproven");
}

TEST(added, "without a list a few added tokens past the embedding are a mismatch that can be lived with")
{
	judge(0, 32, 'x', 34, 32);
	CHECK_INT(verdict.fit, BITNET_FIT_LOOSE);
	CHECK_STR(verdict.warning, "Vocabulary size mismatch: expected 32, got 34");
	CHECK_HAS(verdict.reason, "only added tokens");
}

TEST(beyond, "without a list tokens of text past the embedding are wrong")
{
	judge(0, 32, 'x', 34, 33);
	CHECK_INT(verdict.fit, BITNET_FIT_WRONG);
	CHECK_STR(verdict.reason, "Vocabulary size mismatch: expected 32, got 34");
}

TEST(far, "without a list a quite different size is wrong")
{
	judge(0, 32, 'x', 20, 20);
	CHECK_INT(verdict.fit, BITNET_FIT_WRONG);
	judge(0, 32, 'x', 60, 32);
	CHECK_INT(verdict.fit, BITNET_FIT_WRONG);
}

TEST(nothing, "a model that tells neither list nor size proves nothing")
{
	judge(0, 0, 'x', 16, 16);
	CHECK_INT(verdict.fit, BITNET_FIT_LOOSE);
	CHECK_HAS(verdict.reason, "unproven");
}

TEST(many, "the list of candidates grows, and rejected ones become places tried")
{
	struct bitnet_discovery *d = calloc(1, sizeof(*d));
	struct bitnet_search s = { .d = d, .tried = BITNET_BUF_INIT };
	struct bitnet_error err;
	int i;

	for (i = 0; i < 100; i++)
		CHECK_OK(bitnet_discover_add(&s, BITNET_STRATEGY_COLOCATED, "a\nb", NULL,
					     i % 2 ? BITNET_CANDIDATE_REJECTED : BITNET_CANDIDATE_NOT_NEEDED, &err, "reason %d", i), err);
	CHECK_INT(d->n_candidates, 100);
	CHECK_STR(d->candidates[99].reason, "reason 99");
	CHECK_INT(strncmp(s.tried.s, "a\\nb: reason 1\na\\nb: reason 3\n", 28), 0);
	bitnet_buf_release(&s.tried);
	bitnet_discovery_free(d);
}

int main(void)
{
	return db_main();
}
