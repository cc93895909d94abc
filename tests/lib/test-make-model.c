/* SPDX-License-Identifier: MIT */
/* Made-up models: the same bytes each time, weights in the shares that were promised. */
#include <bitnet/bench.h>
#include <bitnet/model.h>

#include "tap.h"

static struct bitnet_error err;

static char *made(const char *shape, uint64_t seed, size_t *n)
{
	char *s;
	FILE *f = open_memstream(&s, n);

	CHECK(f);
	CHECK_OK(bitnet_bench_make_model(f, shape, seed, NULL, NULL, &err), err);
	fclose(f);
	return s;
}

TEST(same, "shape and seed decide every byte, and another seed gives other weights")
{
	size_t n, n2, n3;
	char *a = made("tiny", 3, &n), *b = made("tiny", 3, &n2), *c = made("tiny", 4, &n3);

	CHECK_INT(n, n2);
	CHECK_INT(n, n3);
	CHECK(memcmp(a, b, n) == 0);
	CHECK(memcmp(a + n / 2, c + n / 2, n - n / 2) != 0);
	free(a);
	free(b);
	free(c);
}

/* Deviations of a binomial share from what is expected; below 6 it is chance. */
static bool near(uint64_t count, uint64_t n, double share)
{
	return fabs((double)count - (double)n * share) < 6 * sqrt((double)n * share * (1 - share));
}

TEST(shares, "codes are -1, 0 and +1 in shares of 30, 40 and 30 percent, at every place of a byte")
{
	size_t n, place;
	char *s = made("tiny", 0, &n);
	const struct bitnet_tensor *t;
	struct bitnet_gguf *g;
	uint64_t i;

	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	t = bitnet_gguf_tensor(g, "blk.1.ffn_gate.weight");
	CHECK(t);
	for (place = 0; place < 8; place += 2) {
		uint64_t counts[4] = { 0 }, all = 256 * 768 / 4;

		for (i = 0; i < all; i++)
			counts[((const unsigned char *)t->data)[i] >> place & 3]++;
		CHECK(near(counts[0], all, .3) && near(counts[1], all, .4) && near(counts[2], all, .3));
	}
	bitnet_gguf_close(g);
	free(s);
}

TEST(loads, "every shape has a name, and the small one loads with the sizes that it tells")
{
	const struct bitnet_bench_shape *s = NULL;
	struct bitnet_model *m;
	struct bitnet_gguf *g;
	char *file;
	size_t n, i;

	for (i = 0; bitnet_bench_shape_at(i); i++) {
		CHECK(*bitnet_bench_shape_at(i)->summary);
		if (strcmp(bitnet_bench_shape_at(i)->name, "tiny") == 0)
			s = bitnet_bench_shape_at(i);
	}
	CHECK(s);
	file = made("tiny", 1, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, n, &err), err);
	CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
	CHECK_INT(bitnet_model_info(m)->n_vocab, s->n_vocab);
	CHECK_INT(bitnet_model_info(m)->n_layer, s->n_layer);
	CHECK_INT(bitnet_model_info(m)->n_ff, s->n_ff);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
}

static int stop(void *arg, uint64_t done, uint64_t total)
{
	(void)arg;
	return done > total / 2;
}

TEST(refusals, "a shape that is not there is refused, and a callback can stop the work")
{
	FILE *f = tmpfile();

	CHECK(f);
	CHECK_INT(bitnet_bench_make_model(f, "3b", 0, NULL, NULL, &err), BITNET_E_NOTFOUND);
	CHECK_STR(err.name, "shape");
	CHECK_INT(bitnet_bench_make_model(f, "tiny", 0, stop, NULL, &err), BITNET_E_CANCELLED);
	fclose(f);
}

int main(void)
{
	return tap_main();
}
