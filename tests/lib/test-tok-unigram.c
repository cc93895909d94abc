/* SPDX-License-Identifier: MIT */
/* Unigram against all ways to cut a text, and on long texts. */
#include "tap.h"
#include "tok/tok-int.h"

static struct bitnet_error err;

static const char *const pieces[] = { "a", "b", "ab", "aba", "bb", "ba", "c", "cc", "\303\251a", "bab", "aaaa" };
static const double scores[] = { -2, -2.5, -3, -5.5, -6, -4, -1.5, -3, -1, -5, -7.5 };
#define N (sizeof(pieces) / sizeof(pieces[0]))
#define UNK N

static bool all(unsigned kind)
{
	return kind != 0;
}

static struct bitnet_tok *make(bool single)
{
	struct bitnet_tok *t;
	size_t i;

	CHECK_OK(bitnet_tok_new(&t, &err), err);
	for (i = 0; i < N; i++)
		CHECK_OK(bitnet_vocab_add(&t->v, pieces[i], strlen(pieces[i]), BITNET_TOKEN_NORMAL, &err), err);
	CHECK_OK(bitnet_unigram_make(&t->unigram, &t->v, scores, all, -20, single, &err), err);
	t->unk = UNK;
	return t;
}

static struct {
	uint32_t id[4096];
	size_t end[4096], n, total;
	uint64_t hash;
} got;

static void take(void *arg, uint32_t id, size_t begin, size_t end)
{
	CHECK(arg == &got);
	CHECK_INT(begin, got.total);
	CHECK(end > begin);
	if (got.n < 4096) {
		got.id[got.n] = id;
		got.end[got.n] = end;
	}
	got.n++;
	got.total = end;
	got.hash = got.hash * 31 + id;
}

static void run(const struct bitnet_tok *t, const char *s, size_t n)
{
	static struct bitnet_symbols work;

	memset(&got, 0, sizeof(got));
	CHECK(bitnet_model_unigram(t, s, n, &work, take, &got));
	CHECK_INT(got.total, n);
	bitnet_symbols_release(&work);
}

/* The best sum over all ways to cut s[i..], by trying them. */
static double best(const char *s, size_t n)
{
	double sum = -1e9, rest;
	size_t i, len = (unsigned char)s[0] >= 0xc0 && n > 1 ? 2 : 1;

	if (!n)
		return 0;
	for (i = 0; i < N; i++) {
		size_t k = strlen(pieces[i]);

		if (k <= n && memcmp(s, pieces[i], k) == 0) {
			rest = scores[i] + best(s + k, n - k);
			sum = rest > sum ? rest : sum;
		}
	}
	rest = -20 + best(s + len, n - len);
	return rest > sum ? rest : sum;
}

TEST(exhaustive, "the sum is the best of all ways to cut a text")
{
	static const char *const letters[] = { "a", "b", "c", "\xc3\xa9", "x" };
	struct bitnet_tok *t = make(false);
	int i, k;

	for (i = 0; i < 3000; i++) {
		char s[32] = "";
		double sum = 0;
		unsigned v = (unsigned)i * 2654435761u;
		size_t j;

		for (k = 0; k < 9; k++, v = v * 5 + 7)
			strcat(s, letters[(v >> 13) % (i % 3 ? 3 : 5)]);
		t->fuse_unk = false;
		run(t, s, strlen(s));
		for (j = 0; j < got.n; j++)
			sum += got.id[j] == UNK ? -20 : scores[got.id[j]];
		if (fabs(sum - best(s, strlen(s))) > 1e-9)
			FAIL("%s: the sum is %g, the best is %g", s, sum, best(s, strlen(s)));
	}
	bitnet_tok_free(t);
}

TEST(ties, "of ways with the same sum the one that is found first wins, from the left")
{
	struct bitnet_tok *t = make(false);

	/* cc: -3 as one piece, and as two. */
	run(t, "cc", 2);
	CHECK_INT(got.n, 1);
	run(t, "ccc", 3);
	CHECK_INT(got.n, 2);
	CHECK_INT(got.id[0], 6);         /* c, cc is found from place 1, cc, c from place 2 */
	bitnet_tok_free(t);
}

TEST(unknown, "unknown characters that touch become one token, or their bytes")
{
	struct bitnet_tok *t = make(false);

	t->fuse_unk = true;
	run(t, "xy\xc3\xa9za", 6);
	CHECK_INT(got.n, 2);
	CHECK_INT(got.id[0], UNK);
	CHECK_INT(got.end[0], 5);
	t->byte_fallback = true;
	t->byte_id['x'] = 40;
	t->byte_id[0xc3] = 41;
	t->byte_id[0xa9] = 42;
	run(t, "xy\xc3\xa9x", 5);
	CHECK_INT(got.n, 5);
	CHECK_INT(got.id[0], 40);
	CHECK_INT(got.id[1], UNK);
	CHECK_INT(got.id[2], 41);
	CHECK_INT(got.id[3], 42);
	bitnet_tok_free(t);
}

TEST(windows, "a long text is cut as its parts are, also where it is decided piece by piece")
{
	static const char part[] = "abacabbx\xc3\xa9" "acccbabaaaab";
	enum { TIMES = 5000 };
	struct bitnet_tok *t = make(false);
	char *s = malloc(TIMES * sizeof(part));
	struct bitnet_symbols work = { 0 };
	uint32_t ids[64];
	size_t n = sizeof(part) - 1, i, k;

	CHECK(s != NULL);
	for (i = 0; i < TIMES; i++)
		memcpy(s + i * n, part, n);
	run(t, s, 3 * n);
	k = got.n / 3;                   /* x is unknown, so parts do not touch each other's */
	CHECK_INT(got.n, 3 * k);
	memcpy(ids, got.id, k * sizeof(*ids));
	memset(&got, 0, sizeof(got));
	CHECK(bitnet_model_unigram(t, s, TIMES * n, &work, take, &got));
	CHECK(work.way_cap < 3 * 4096);
	bitnet_symbols_release(&work);
	CHECK_INT(got.total, TIMES * n);
	CHECK_INT(got.n, TIMES * k);
	for (i = 0; i < 4096; i++)
		CHECK_INT(got.id[i], ids[i % k]);
	free(s);
	bitnet_tok_free(t);
}

TEST(one_letter, "ten million times one letter, where nothing is decided before the end, take their share of time")
{
	enum { LETTERS = 10000000 };
	struct bitnet_tok *t = make(true);
	struct bitnet_symbols work = { 0 };
	char *s = malloc(LETTERS);

	CHECK(s != NULL);
	memset(s, 'a', LETTERS);
	memset(&got, 0, sizeof(got));
	CHECK(bitnet_model_unigram(t, s, LETTERS, &work, take, &got));
	CHECK_INT(got.total, LETTERS);
	bitnet_symbols_release(&work);
	free(s);
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}
