/* SPDX-License-Identifier: MIT */
/* All words of a text from the right, against trying each of them at each place. */
#include "tap.h"
#include "tok/tok-backward.h"

#define WORDS 12

/* The nodes of a trie of words, made one by one. */
static size_t add_word(struct bitnet_trie_node *nodes, size_t n, const char *word)
{
	uint32_t node = 0, i;

	for (; *word; word++, node = i) {
		for (i = 1; i < n && !(nodes[i].parent == node && nodes[i].byte == (unsigned char)*word); i++)
			;
		if (i == n)
			nodes[n++] = (struct bitnet_trie_node){ node, (unsigned char)*word, false };
	}
	nodes[node].ends = true;
	return n;
}

struct list {
	char s[1 << 16];
	size_t n, most;
};

static bool note(void *arg, size_t begin, size_t end, uint32_t node)
{
	struct list *l = arg;

	(void)node;
	l->n += (size_t)sprintf(l->s + l->n, "%zu-%zu ", begin, end);
	return l->most == 0 || end - begin < l->most;
}

TEST(all, "each word is found at each place where it begins, the last place first, longer words before shorter ones")
{
	static struct list got, want;
	uint64_t state = 11;
	unsigned round, w, i, k;

	for (round = 0; round < 200; round++) {
		struct bitnet_trie_node nodes[WORDS * 8 + 1] = { { 0, 0, false } };
		struct bitnet_backward b;
		char words[WORDS][8], s[81];
		size_t n = 1;

		for (w = 0; w < WORDS; w++) {
			for (k = 0; k <= w % 7; k++) {
				state = state * 6364136223846793005ull + 1442695040888963407ull;
				words[w][k] = "abc"[(state >> 40) % (2 + round % 2)];
			}
			words[w][k] = '\0';
			n = add_word(nodes, n, words[w]);
		}
		for (i = 0; i < 80; i++) {
			state = state * 6364136223846793005ull + 1442695040888963407ull;
			s[i] = "abc"[(state >> 40) % 3];
		}
		s[80] = '\0';
		CHECK(bitnet_backward_make(&b, nodes, n));
		memset(&got, 0, sizeof(got));
		memset(&want, 0, sizeof(want));
		bitnet_backward_run(&b, s, 80, note, &got);
		for (i = 80; i-- > 0; )
			for (k = 8; k > 0; k--) {
				bool found = false;

				for (w = 0; w < WORDS; w++)
					found |= strlen(words[w]) == k && strncmp(s + i, words[w], k) == 0;
				if (found)
					want.n += (size_t)sprintf(want.s + want.n, "%u-%u ", i, i + k);
			}
		CHECK_STR(got.s, want.s);
		bitnet_backward_release(&b);
	}
}

TEST(stops, "no shorter word is said when the caller has what it wants, and none where there are no words")
{
	struct bitnet_trie_node nodes[8] = { { 0, 0, false } };
	static struct list got;
	struct bitnet_backward b;
	size_t n = add_word(nodes, 1, "abab");

	n = add_word(nodes, n, "ab");
	got.most = 2;
	CHECK(bitnet_backward_make(&b, nodes, n));
	bitnet_backward_run(&b, "xababab", 7, note, &got);
	CHECK_STR(got.s, "5-7 3-7 1-5 ");
	bitnet_backward_release(&b);
	memset(&got, 0, sizeof(got));
	CHECK(bitnet_backward_make(&b, nodes, 1));
	bitnet_backward_run(&b, "abab", 4, note, &got);
	CHECK_INT(got.n, 0);
	bitnet_backward_release(&b);
}

int main(void)
{
	return tap_main();
}
