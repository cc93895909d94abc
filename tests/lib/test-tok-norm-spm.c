/* SPDX-License-Identifier: MIT */
/*
 * The normaliser of SentencePiece and the character map as Hugging Face applies it.  With the map
 * of sentencepiece.test_model.model both agree with sentencepiece 0.2.3 and tokenizers 0.23.3 on
 * every code point, and the first on any bytes.
 */
#include "charsmap-build.h"
#include "tok/tok-norm.h"
#include "tok/tok-trie.h"

static struct bitnet_error err;

#define MARK "\xe2\x96\x81"
#define LLAMA (NORM_DUMMY | NORM_ESCAPE)
#define UNIGRAM (LLAMA | NORM_COLLAPSE)

static const char *const from[] = { "A", "AB", "\t", "e\xcc\x81", "\xc2\xa0", "\xe3\x8d\xbf", "X" };
static const char *const to[] = { "a", "z", " ", "\xc3\xa9", " ", "kabu siki", "" };
static struct charsmap_build map;
static struct bitnet_trie keep;

static const char *run_n(enum bitnet_norm_kind kind, unsigned flags, bool with_map, const char *s, size_t n, uint32_t *places)
{
	static char out[512];
	struct bitnet_norm norm = { .keep = keep.n ? &keep : NULL };
	struct bitnet_norm_text t = { 0 };
	size_t i;

	charsmap_make(&map, from, to, sizeof(from) / sizeof(from[0]));
	CHECK_OK(bitnet_norm_add(&norm, kind, flags, map.s, with_map ? map.n : 0, NULL, 0, &err), err);
	CHECK_OK(bitnet_norm_run(&norm, s, n, true, &t, &err), err);
	CHECK(t.n < sizeof(out));
	memcpy(out, t.s, t.n);
	out[t.n] = '\0';
	for (i = 0; places && i <= t.n; i++)
		places[i] = t.map ? t.map[i] : (uint32_t)i;
	bitnet_norm_text_release(&t);
	bitnet_norm_release(&norm);
	return out;
}

static const char *spm(unsigned flags, const char *s)
{
	return run_n(BITNET_NORM_SPM, flags, true, s, strlen(s), NULL);
}

TEST(longest, "of the keys that the text begins with, the longest is replaced")
{
	CHECK_STR(spm(0, "AABBA\tX!"), "azBa !");
	CHECK_STR(spm(0, "e\xcc\x81" "e\xcc\x80"), "\xc3\xa9" "e\xcc\x80");
}

TEST(spaces, "the dummy prefix comes once, runs of spaces stay or become one")
{
	CHECK_STR(spm(LLAMA, "a  b "), MARK "a" MARK MARK "b" MARK);
	CHECK_STR(spm(LLAMA, " a"), MARK MARK "a");
	CHECK_STR(spm(UNIGRAM, " \t\xc2\xa0" "a  \t b \t"), MARK "a" MARK "b");
	CHECK_STR(spm(UNIGRAM, "\xe3\x8d\xbf  \xe3\x8d\xbf"), MARK "kabu" MARK "siki" MARK "kabu" MARK "siki");
	CHECK_STR(spm(UNIGRAM, "a" MARK), MARK "a");          /* U+2581 in the text is a space by then */
	CHECK_STR(spm(UNIGRAM, MARK "a"), MARK MARK "a");     /* but not at the start */
	CHECK_STR(spm(UNIGRAM | NORM_SUFFIX, " a b "), "a" MARK "b" MARK);
	CHECK_STR(spm(NORM_DUMMY | NORM_COLLAPSE, " a  b "), " a b");
	CHECK_STR(spm(NORM_DUMMY, "a  b "), " a  b ");
}

TEST(nothing, "text that is empty, or nothing but spaces that go, stays empty")
{
	CHECK_STR(spm(LLAMA, ""), "");
	CHECK_STR(spm(UNIGRAM, " \t "), "");
	CHECK_STR(spm(UNIGRAM | NORM_SUFFIX, "  "), "");
	CHECK_STR(spm(LLAMA, "X"), MARK);
	CHECK_STR(spm(UNIGRAM, "X"), "");
}

TEST(bytes, "each byte that is no UTF-8 becomes U+FFFD, or stays where it is asked for")
{
	CHECK_STR(spm(0, "a\xff\xe4\xb8" "b\xed\xa0\x80"), "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	CHECK_STR(spm(NORM_BYTES, "a\xff\xe4\xb8" "b"), "a\xff\xe4\xb8" "b");
}

TEST(kept, "texts that are kept are passed on, whatever the map says")
{
	struct bitnet_trie_key keys[] = { { { "AB<", 3 }, 0 }, { { " ", 1 }, 1 } };

	CHECK_OK(bitnet_trie_build(&keep, keys, 2, &err), err);
	CHECK_STR(spm(UNIGRAM, "AAB<AB "), MARK "aAB<z");
	bitnet_trie_release(&keep);
}

TEST(places, "the places are those of sentencepiece: spaces that are dropped belong to no piece")
{
	static const uint32_t want[] = { 2, 2, 2, 2, 3, 3, 3, 5, 6 };
	uint32_t got[32];
	size_t i;

	CHECK_STR(run_n(BITNET_NORM_SPM, UNIGRAM, true, "  a  b  ", 8, got), MARK "a" MARK "b");
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		CHECK_INT(got[i], want[i]);
}

TEST(hugging_face, "Hugging Face looks up clusters of less than six bytes, and takes the shortest key in them")
{
	const char *s = "AB\t" "e\xcc\x81" "A\xcc\x81!";

	CHECK_STR(run_n(BITNET_NORM_CHARSMAP, 0, true, s, strlen(s), NULL), "aB \xc3\xa9" "a!");
	/* Of a cluster of six bytes or more, each character. */
	s = "A\xcc\x81\xcc\x81\xcc\x81";
	CHECK_STR(run_n(BITNET_NORM_CHARSMAP, 0, true, s, strlen(s), NULL), "a\xcc\x81\xcc\x81\xcc\x81");
}

TEST(no_map, "without a map only the spaces change")
{
	CHECK_STR(run_n(BITNET_NORM_SPM, UNIGRAM, false, "A\t B ", 5, NULL), MARK "A\t" MARK "B");
}

static const char *refused(const void *s, size_t n)
{
	struct bitnet_norm norm = { 0 };

	CHECK_INT(bitnet_norm_add(&norm, BITNET_NORM_CHARSMAP, 0, s, n, NULL, 0, &err), BITNET_E_INPUT);
	bitnet_norm_release(&norm);
	return err.name;
}

TEST(damaged, "a map whose sizes cannot be is refused")
{
	charsmap_make(&map, from, to, 2);
	CHECK_STR(refused(map.s, 0), "tok_charsmap");
	CHECK_STR(refused(map.s, 4), "tok_charsmap");
	CHECK_STR(refused(map.s, map.n - 1), "tok_charsmap");          /* the last replacement has no end */
	CHECK_STR(refused(map.s, 100), "tok_charsmap");
	map.s[0] = 3;
	CHECK_STR(refused(map.s, map.n), "tok_charsmap");
}

TEST(hostile, "a map with wild places in it reads nothing outside")
{
	unsigned seed = 1;
	int i, k;

	for (i = 0; i < 200; i++) {
		struct bitnet_norm norm = { 0 };
		struct bitnet_norm_text t = { 0 };

		charsmap_make(&map, from, to, 3);
		for (k = 0; k < 40; k++) {
			seed = seed * 1103515245 + 12345;
			map.s[4 + (seed >> 8) % (map.n - 5)] = (unsigned char)(seed >> 3);
		}
		CHECK_OK(bitnet_norm_add(&norm, i & 1 ? BITNET_NORM_SPM : BITNET_NORM_CHARSMAP, UNIGRAM, map.s, map.n, NULL, 0, &err), err);
		CHECK_OK(bitnet_norm_run(&norm, "AB\tABAB A", 9, true, &t, &err), err);
		bitnet_norm_text_release(&t);
		bitnet_norm_release(&norm);
	}
}

int main(void)
{
	return tap_main();
}
