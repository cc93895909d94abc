/* SPDX-License-Identifier: MIT */
/*
 * The bits that the portable level gives, as hashes: design.md 8 promises the same ones on every
 * CPU, so that every compiler and architecture must give these.  A change of CONTRACTS that is meant
 * changes them: the message prints the new one.
 */
#include <string.h>

#include "check.h"

enum { N = 533, ROWS = 7, TOKENS = 3, DIM = 72, POSITIONS = 150 };

static struct {
	float w[ROWS][512], x[TOKENS][512], y[TOKENS][ROWS], a[N], b[N], c[N], out[N];
	float keys[POSITIONS][DIM], values[POSITIONS][DIM];
	uint16_t keys16[POSITIONS][DIM], values16[POSITIONS][DIM], half[N];
	uint8_t rows[ROWS][512 * 4], codes[ROWS][128];
	int8_t q[TOKENS][512];
	int32_t sums[TOKENS], dots[TOKENS][ROWS];
} t;

static uint32_t hash(const void *p, size_t n)
{
	const uint8_t *b = p;
	uint32_t h = 0x811c9dc5;

	while (n--)
		h = (h ^ *b++) * 0x01000193;
	return h;
}

static void fill(void)
{
	check_reseed(1);
	check_fill_f32(t.a, N, CHECK_RANDOM);
	check_fill_f32(t.b, N, CHECK_RANDOM);
	check_fill_f32(t.c, N, CHECK_RANDOM);
	check_fill_f32(t.x[0], sizeof(t.x) / 4, CHECK_RANDOM);
	check_fill_f32(t.keys[0], sizeof(t.keys) / 4, CHECK_RANDOM);
	check_fill_f32(t.values[0], sizeof(t.values) / 4, CHECK_RANDOM);
	check_fill_f16(t.keys16[0], sizeof(t.keys16) / 2, CHECK_RANDOM);
	check_fill_f16(t.values16[0], sizeof(t.values16) / 2, CHECK_RANDOM);
}

static uint32_t dense(const struct bitnet_kernels *k, enum bitnet_dense f)
{
	size_t r;

	check_reseed(2 + (uint64_t)f);
	for (r = 0; r < ROWS; r++)
		check_fill_row(t.rows[r], f, 512, CHECK_RANDOM);
	k->gemm_dense[f](t.y[0], ROWS, t.rows, sizeof(t.rows[0]), ROWS, 512, t.x[0], 512, TOKENS);
	k->dequant[f](t.out, t.rows[0], 512);
	return hash(t.y, sizeof(t.y)) ^ hash(t.out, 512 * 4);
}

static uint32_t ternary(const struct bitnet_kernels *k)
{
	size_t i, n;

	for (i = 0; i < ROWS; i++)
		for (n = 0; n < 128; n++) {
			uint32_t r = check_random();

			/* Codes 0, 1 and 2: a low bit only where the high one is clear. */
			t.codes[i][n] = (uint8_t)((r & 0xaa) | (r & ~(r >> 1) & 0x55));
		}
	for (i = 0; i < TOKENS; i++)
		k->quant_i8(t.q[i], t.x[i], 500, 512, &t.sums[i]);
	k->gemm_tern(t.dots[0], ROWS, t.codes[0], 128, ROWS, 512, t.q[0], 512, t.sums, TOKENS);
	return hash(t.dots, sizeof(t.dots)) ^ hash(t.q, sizeof(t.q));
}

static uint32_t norms(const struct bitnet_kernels *k)
{
	uint32_t h;

	k->rmsnorm(t.out, t.a, t.b, N, 1e-5f);
	h = hash(t.out, sizeof(t.out));
	k->layernorm(t.out, t.a, t.b, t.c, N, 1e-5f);
	return h ^ hash(t.out, sizeof(t.out));
}

static uint32_t gates(const struct bitnet_kernels *k)
{
	uint32_t h;

	k->glu_relu2(t.out, t.a, t.b, N);
	h = hash(t.out, sizeof(t.out));
	k->glu_silu(t.out, t.a, t.b, N);
	h = h * 31 + hash(t.out, sizeof(t.out));
	k->glu_gelu(t.out, t.a, t.b, N);
	h = h * 31 + hash(t.out, sizeof(t.out));
	k->gelu(t.out, t.a, N);
	return h * 31 + hash(t.out, sizeof(t.out));
}

static uint32_t turns(const struct bitnet_kernels *k)
{
	memcpy(t.out, t.a, sizeof(t.out));
	k->rope_neox(t.out, t.b, 264);
	k->rope_norm(t.out, t.c, 520);
	k->add(t.out, t.b, N);
	k->to_f16(t.half, t.out, N);
	return hash(t.out, sizeof(t.out)) ^ hash(t.half, sizeof(t.half));
}

static uint32_t attention(const struct bitnet_kernels *k)
{
	uint32_t h;

	k->attn_f32(t.out, DIM, t.a, DIM, 1, 1, t.keys, t.values, sizeof(t.keys[0]), POSITIONS, DIM, 0.125f);
	h = hash(t.out, DIM * 4);
	k->attn_f16(t.out, DIM, t.a, DIM, 1, 1, t.keys16, t.values16, sizeof(t.keys16[0]), POSITIONS, DIM, 0.125f);
	return h ^ hash(t.out, DIM * 4);
}

static void expect(const char *what, uint32_t got, uint32_t want)
{
	if (got != want)
		check_fail("%s: hash is 0x%08x, want 0x%08x", what, got, want);
}

static void fixed(const struct check *c)
{
	static const uint32_t want[BITNET_DENSE_COUNT] = {
		0x22ee801b, 0x18466d62, 0x002ebf54, 0x60d58836, 0xd81ec06d, 0x06c4197b, 0x5bb878a8, 0x56cf1481, 0xfd1467cf, 0xac514193,
		0x4ad87a84, 0x803244fb
	};
	int f;

	if (!check_case(c, "all"))
		return;
	fill();
	for (f = 0; f < BITNET_DENSE_COUNT; f++)
		expect(check_dense_name((enum bitnet_dense)f), dense(c->k, (enum bitnet_dense)f), want[f]);
	check_reseed(1);
	expect("quant_i8, gemm_tern", ternary(c->k), 0x8a3053c3);
	expect("rmsnorm, layernorm", norms(c->k), 0x4f9659fc);
	expect("glu, gelu", gates(c->k), 0x538eb4ea);
	expect("rope, add, to_f16", turns(c->k), 0xf973497c);
	expect("attn", attention(c->k), 0x1473ecad);
}

void check_bits_fixed(void)
{
	check_value("bits", "are those of every compiler and architecture", fixed);
}
