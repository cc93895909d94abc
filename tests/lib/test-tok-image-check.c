/* SPDX-License-Identifier: MIT */
/* Numbers that are places: each kind of them, one too large. */
#include "image-build.h"

static struct bitnet_tok *bpe(void)
{
	return tok_json(json_of(BPE_ADDED, "null", BYTE_LEVEL("false", "true"), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES));
}

static struct bitnet_tok *of_gguf(bool byte_level)
{
	struct gguf_build b;
	struct bitnet_tok *t;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	unsigned char *s;
	size_t n;

	if (byte_level)
		gb_bpe(&b, NULL, NULL, 0);
	else
		gb_spm(&b);
	s = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	CHECK_OK(bitnet_tok_from_gguf(&t, g, &err), err);
	bitnet_gguf_close(g);
	free(s);
	return t;
}

/* One number of 32 bits, changed and changed back: what is checked must say no. */
#define REFUSES(t, place, value) do { \
	uint32_t was_ = (uint32_t)(place); \
	CHECK(bitnet_image_check(t)); \
	(place) = (value); \
	if (bitnet_image_check(t)) \
		FAIL("%s is %s, and it passes", #place, #value); \
	(place) = was_; \
	CHECK(bitnet_image_check(t)); \
} while (0)

/* The first pair, slot, left symbol that is in use. */
static uint32_t first_pair(const struct bitnet_tok *t)
{
	uint32_t i;

	for (i = 0; t->m.pairs[i].right == NO_ID; i++)
		;
	return i;
}

TEST(vocab, "offsets in order and inside the text, ids of slots, kinds, an empty slot")
{
	struct bitnet_tok *t = bpe();
	uint32_t i, n = t->v.n;

	CHECK(bitnet_image_check(t));
	REFUSES(t, t->v.text_off[0], 1);
	REFUSES(t, t->v.text_off[5], t->v.text_off[7] + 1);
	REFUSES(t, t->v.text_off[n], (uint32_t)t->v.text.n + 1);
	REFUSES(t, t->v.attr[3], 7);
	REFUSES(t, t->info.n_tokens, n + 1);
	for (i = 0; !t->v.slots[i].id; i++)
		;
	REFUSES(t, t->v.slots[i].id, t->v.n_symbols + 1);
	REFUSES(t, t->v.slots[i].id, NO_ID);
	REFUSES(t, t->v.mask, t->v.mask - 1);
	for (i = 0; i <= t->v.mask; i++)
		if (!t->v.slots[i].id)
			t->v.slots[i].id = 1;
	CHECK(!bitnet_image_check(t));
	bitnet_tok_free(t);
}

TEST(merges, "symbols, ranks and results of pairs, places of tables, pairs of bytes")
{
	struct bitnet_tok *t = bpe();
	uint32_t i = first_pair(t), left = t->m.pairs[i].left, n = t->v.n_symbols;

	REFUSES(t, t->m.pairs[i].left, n);
	REFUSES(t, t->m.pairs[i].right, n);
	REFUSES(t, t->m.pairs[i].result, n);
	REFUSES(t, t->m.pairs[i].rank, MERGE_MAX + 1);
	REFUSES(t, t->m.lefts[left].first, t->m.n_pairs);
	REFUSES(t, t->m.lefts[left].first, 31u << MERGE_LOG_SHIFT);
	bitnet_tok_free(t);
	t = of_gguf(true);
	CHECK(t->byte_pairs != NULL && bitnet_image_check(t));
	t->byte_pairs[77] = t->m.n_pairs;
	CHECK(!bitnet_image_check(t));
	t->byte_pairs[77] = MERGE_NONE;
	CHECK(bitnet_image_check(t));
	bitnet_tok_free(t);
}

TEST(ids_of_text, "ids that text becomes: bytes, characters, the unknown token, what is added")
{
	struct bitnet_tok *t = bpe();
	uint32_t n = t->v.n;

	REFUSES(t, t->byte_id['h'], n);
	REFUSES(t, t->char_id[7], t->v.n_symbols);
	REFUSES(t, t->space_id, t->v.n_symbols);
	REFUSES(t, t->unk, n);
	REFUSES(t, t->added[1].nodes[1].id[1], n);
	REFUSES(t, t->added[1].root['<'], (uint32_t)t->added[1].n_nodes);
	REFUSES(t, t->added[1].edges[0].node, (uint32_t)t->added[1].n_nodes);
	REFUSES(t, t->added[1].edges_size, t->added[1].edges_size - 1);
	CHECK(bitnet_tok_add_before(t, 3, NULL) == 0);
	REFUSES(t, t->before[0], n);
	bitnet_tok_free(t);
}

TEST(tries, "bases and values of tries, scores of pieces")
{
	static const char unigram[] = "{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0],[\"a\",-1],[\"ab\",-2]]}}";
	struct bitnet_tok *t = tok_json(unigram);
	uint32_t i;

	for (i = 0; t->unigram.trie.units[i].value == TRIE_NONE; i++)
		;
	REFUSES(t, t->unigram.trie.units[i].value, t->v.n);
	REFUSES(t, t->unigram.trie.units[0].base, t->unigram.trie.n - 255);
	REFUSES(t, t->unigram.trie.n, 255);
	REFUSES(t, t->unigram.n, 2);
	t->unigram.score[1] = NAN;
	CHECK(!bitnet_image_check(t));
	t->unigram.score[1] = -INFINITY;
	CHECK(!bitnet_image_check(t));
	bitnet_tok_free(t);
}

TEST(fast, "the fast ways need what they take for granted")
{
	struct bitnet_tok *t = of_gguf(false);

	CHECK(t->fast_chars);
	REFUSES(t, t->byte_id[200], NO_ID);
	REFUSES(t, t->space_id, NO_ID);
	t->fast_bytes = true;
	CHECK(!bitnet_image_check(t));
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}
