/* SPDX-License-Identifier: MIT */
/*
 * The speed of the kernels, one by one, on one thread.  Matrices have the shape of the feed-forward network of BitNet
 * b1.58 2B4T; "cache" is a few rows of it that are read again and again, "memory" one whole after the other.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bitnet/bench.h>
#include <bitnet/gguf.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "bench/make-int.h"
#include "kernels/kernels.h"

enum {
	COLUMNS = 2560, ROWS = 6912, FEW_ROWS = 128, TOKENS = 64, HEAD = 128, POSITIONS = 1024
};
#define WEIGHTS ((size_t)128 << 20)     /* of matrices that are read from memory */
#define SECONDS 0.03                    /* of measuring, for one figure */

/* What kernels read and write. */
struct room {
	uint8_t *codes;                 /* WEIGHTS bytes of ternary codes 0, 1, 2 */
	uint8_t *halves;                /* WEIGHTS bytes, all of which are small numbers as f16, f32 and bf16 */
	float *x, *y, *z;               /* TOKENS * ROWS */
	int8_t *q;                      /* the same */
	int32_t q_sum[TOKENS];
	uint32_t every_other[ROWS / 2];
};

/* One figure: how to run the kernel once, and what it then has done. */
struct job {
	const struct bitnet_kernels *k;
	struct room *m;
	int format;                     /* enum bitnet_dense */
	size_t rows, cols, tokens, row_bytes, offset;
};

#define FORMAT(X, name) [BITNET_DENSE_##X] = { "gemm_dense_" #name, "dequant_" #name, BITNET_TENSOR_##X }
static const struct format {
	const char *gemm, *dequant;
	uint32_t type;
} formats[BITNET_DENSE_COUNT] = {
	FORMAT(F32, f32), FORMAT(F16, f16), FORMAT(BF16, bf16), FORMAT(Q8_0, q8_0), FORMAT(Q4_0, q4_0), FORMAT(Q6_K, q6_k),
	FORMAT(Q4_1, q4_1), FORMAT(Q5_0, q5_0), FORMAT(Q5_1, q5_1), FORMAT(IQ4_NL, iq4_nl), FORMAT(Q4_K, q4_k), FORMAT(Q5_K, q5_k),
};
#undef FORMAT

static void gemm_tern(const struct job *j)
{
	j->k->gemm_tern((int32_t *)(void *)j->m->y, j->rows, j->m->codes + j->offset, j->row_bytes, j->rows, j->cols, j->m->q, j->cols,
			j->m->q_sum, j->tokens);
}

static void gemv_tern(const struct job *j)
{
	j->k->gemv_tern((int32_t *)(void *)j->m->y, j->m->codes + j->offset, j->row_bytes, NULL, j->rows, j->cols, j->m->q, j->m->q_sum[0]);
}

/* Every other of so many columns, each of which is row_bytes long. */
static void gemv_tern_cols(const struct job *j)
{
	j->k->gemv_tern_cols((int32_t *)(void *)j->m->y, j->m->codes + j->offset, j->row_bytes, j->m->every_other, j->rows / 2, j->m->q);
}

static void gemm_dense(const struct job *j)
{
	j->k->gemm_dense[j->format](j->m->y, j->rows, j->m->halves + j->offset, j->row_bytes, j->rows, j->cols, j->m->x, j->cols, j->tokens);
}

static void dequant(const struct job *j) { j->k->dequant[j->format](j->m->y, j->m->halves, j->cols); }
static void rmsnorm(const struct job *j) { j->k->rmsnorm(j->m->y, j->m->x, j->m->z, j->cols, 1e-5f); }
static void layernorm(const struct job *j) { j->k->layernorm(j->m->y, j->m->x, j->m->z, j->m->z, j->cols, 1e-5f); }
static void glu_relu2(const struct job *j) { j->k->glu_relu2(j->m->y, j->m->x, j->m->z, j->cols); }
static void glu_silu(const struct job *j) { j->k->glu_silu(j->m->y, j->m->x, j->m->z, j->cols); }
static void glu_gelu(const struct job *j) { j->k->glu_gelu(j->m->y, j->m->x, j->m->z, j->cols); }
static void gelu(const struct job *j) { j->k->gelu(j->m->y, j->m->x, j->cols); }
static void to_f16(const struct job *j) { j->k->to_f16((uint16_t *)(void *)j->m->y, j->m->x, j->cols); }
static void scale_i32(const struct job *j) { j->k->scale_i32(j->m->y, (const int32_t *)(const void *)j->m->q, j->cols, 3, .5f); }

/* These write over what they read: sums of zeros, and a rotation, stay what they are. */
static void add(const struct job *j) { j->k->add(j->m->y, j->m->y + ROWS, j->cols); }
static void rope_neox(const struct job *j) { j->k->rope_neox(j->m->y, j->m->z, j->cols); }
static void rope_norm(const struct job *j) { j->k->rope_norm(j->m->y, j->m->z, j->cols); }

static void quant_i8(const struct job *j)
{
	int32_t sum;

	j->k->quant_i8((int8_t *)(void *)j->m->y, j->m->x, j->cols, j->cols, &sum);
}

/* Tokens of one head, the last of which sees all rows.  row_bytes: of keys, and of values. */
static void attn(const struct job *j, bitnet_attn_fn *fn)
{
	const uint8_t *k = j->m->halves, *v = k + POSITIONS * j->row_bytes;

	fn(j->m->y, HEAD, j->m->x, HEAD, 1, j->tokens, k, v, j->row_bytes, j->rows - j->tokens + 1, HEAD, .125f);
}

static void attn_f16(const struct job *j) { attn(j, j->k->attn_f16); }
static void attn_f32(const struct job *j) { attn(j, j->k->attn_f32); }
static void attn_q8_0(const struct job *j) { attn(j, j->k->attn_q8_0); }
static void to_q8_0(const struct job *j) { j->k->to_q8_0((uint8_t *)(void *)j->m->y, j->m->x, j->cols); }

static void head_pack(const struct job *j)
{
	uint8_t *out = (uint8_t *)(void *)j->m->y, *const bits[BITNET_HEAD_PLANES] = { out + ROWS, out + 2 * (size_t)ROWS };
	struct bitnet_head_row row;

	j->k->head_pack(&row, out, bits, j->m->x, j->cols, j->cols);
}

static void head_scan(const struct job *j)
{
	j->k->head_scan((int64_t *)(void *)j->m->y, j->m->halves + j->offset, j->rows, j->cols, j->m->q, j->m->q + ROWS, 0);
}

static void head_bits(const struct job *j)
{
	j->k->head_bits((int32_t *)(void *)j->m->y, j->m->halves + j->offset, j->m->every_other, j->rows / 2, j->cols, j->m->q);
}

/* Ops of vectors.  bytes and operations: of an element. */
static const struct vector {
	const char *op;
	void (*run)(const struct job *j);
	size_t cols;
	double bytes, operations;
} vectors[] = {
	{ "quant_i8", quant_i8, ROWS, 5, 4 },
	{ "scale_i32", scale_i32, ROWS, 8, 3 },
	{ "rmsnorm", rmsnorm, COLUMNS, 12, 4 },
	{ "layernorm", layernorm, COLUMNS, 16, 7 },
	{ "rope_neox", rope_neox, HEAD, 12, 3 },
	{ "rope_norm", rope_norm, HEAD, 12, 3 },
	{ "glu_relu2", glu_relu2, ROWS, 12, 3 },
	{ "glu_silu", glu_silu, ROWS, 12, 20 },
	{ "glu_gelu", glu_gelu, ROWS, 12, 24 },
	{ "gelu", gelu, ROWS, 8, 24 },
	{ "to_f16", to_f16, COLUMNS, 6, 1 },
	{ "to_q8_0", to_q8_0, COLUMNS, 5.0625, 4 },
	{ "add", add, COLUMNS, 12, 1 },
	{ "head_pack", head_pack, COLUMNS, 4.75, 30 },
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds of the fastest run; step: how far the next run's weights are from this one's, 0: the same again. */
static double best(void (*run)(const struct job *j), struct job *j, size_t step, size_t end)
{
	double least = 0, sum = 0;
	size_t n, i, inner = 1;

	for (n = 0; sum < SECONDS || n < 3; n++) {
		double t = now();

		for (i = 0; i < inner; i++) {
			run(j);
			j->offset = step && j->offset + 2 * step <= end ? j->offset + step : 0;
		}
		t = now() - t;
		/* What takes less than the clock tells apart is done more often. */
		if (t < 2e-5) {
			inner *= 2;
			continue;
		}
		if (least == 0 || t / (double)inner < least)
			least = t / (double)inner;
		sum += t;
	}
	return least;
}

struct bench {
	struct room m;
	struct bitnet_kernels k;
	enum bitnet_level level;
	bitnet_bench_kernel_fn *fn;
	void *arg;
};

/* Whether the op has a function of its own on this level: else the figure is that of the level below. */
static bool has(const struct bench *b, const char *op)
{
	enum bitnet_level level;
	const char *name;
	size_t i;

	for (i = 0; bitnet_kernels_describe(&b->k, i, &name, &level); i++)
		if (strcmp(name, op) == 0)
			return level == b->level;
	return false;
}

static int tell(const struct bench *b, const char *op, const char *from, const struct job *j, double seconds, double bytes, double operations)
{
	struct bitnet_bench_kernel r = {
		.op = op, .level = bitnet_level_name(b->level), .from = from, .n_rows = (uint32_t)j->rows, .n_cols = (uint32_t)j->cols,
		.n_tokens = (uint32_t)j->tokens, .seconds = seconds, .bytes_per_second = bytes / seconds,
		.operations_per_second = operations / seconds
	};

	return b->fn(b->arg, &r);
}

/* A matrix: few rows of it for one token and for many, and all of it for one. */
static int matrix(struct bench *b, const char *op, void (*run)(const struct job *j), int format, size_t row_bytes, bool many)
{
	static const struct { const char *from; size_t rows, tokens; } ways[] = {
		{ "cache", FEW_ROWS, 1 }, { "memory", ROWS, 1 }, { "cache", FEW_ROWS, TOKENS }
	};
	size_t i;
	int stop = 0;

	for (i = 0; !stop && i < (many ? 3 : 2); i++) {
		struct job j = { &b->k, &b->m, format, ways[i].rows, COLUMNS, ways[i].tokens, row_bytes, 0 };
		size_t bytes = j.rows * row_bytes;
		double seconds = best(run, &j, i == 1 ? bytes / 64 * 64 : 0, WEIGHTS);

		stop = tell(b, op, ways[i].from, &j, seconds, (double)bytes, 2.0 * (double)j.rows * COLUMNS * (double)j.tokens);
	}
	return stop;
}

/* Columns or rows, of which each second one is used: bytes and operations are those in use. */
static int every_other(struct bench *b, const char *op, void (*run)(const struct job *j), size_t row_bytes)
{
	static const struct { const char *from; size_t rows; } ways[] = { { "cache", FEW_ROWS }, { "memory", ROWS } };
	size_t i;
	int stop = 0;

	for (i = 0; !stop && i < 2; i++) {
		struct job j = { &b->k, &b->m, 0, ways[i].rows, COLUMNS, 1, row_bytes, 0 };
		double used = (double)(j.rows / 2 * j.row_bytes);

		stop = tell(b, op, ways[i].from, &j, best(run, &j, i ? j.rows * j.row_bytes : 0, WEIGHTS), used, 8 * used);
	}
	return stop;
}

static int vector(struct bench *b, const struct vector *v)
{
	struct job j = { &b->k, &b->m, 0, 1, v->cols, 1, 0, 0 };

	memset(b->m.y, 0, 2 * (size_t)ROWS * sizeof(*b->m.y));
	return tell(b, v->op, "cache", &j, best(v->run, &j, 0, 0), v->bytes * (double)v->cols, v->operations * (double)v->cols);
}

static int attention(struct bench *b, const char *op, void (*run)(const struct job *j), size_t row_bytes)
{
	static const size_t tokens[] = { 1, TOKENS };
	size_t i;
	int stop = 0;

	for (i = 0; !stop && i < 2 && has(b, op); i++) {
		struct job j = { &b->k, &b->m, 0, POSITIONS, HEAD, tokens[i], row_bytes, 0 };
		double seen = (double)tokens[i] * (POSITIONS - (double)(tokens[i] - 1) / 2);

		stop = tell(b, op, "cache", &j, best(run, &j, 0, 0), 2.0 * POSITIONS * (double)row_bytes, 4.0 * seen * HEAD);
	}
	return stop;
}

static int dense(struct bench *b)
{
	size_t i;
	int stop = 0;

	for (i = 0; !stop && i < BITNET_DENSE_COUNT; i++) {
		const struct format *f = &formats[i];
		struct job j = { &b->k, &b->m, (int)i, 1, COLUMNS, 1, 0, 0 };
		uint32_t block, bytes;

		bitnet_tensor_type_block(f->type, &block, &bytes);
		j.row_bytes = COLUMNS / block * bytes;
		if (has(b, f->gemm))
			stop = matrix(b, f->gemm, gemm_dense, (int)i, j.row_bytes, true);
		if (!stop && has(b, f->dequant))
			stop = tell(b, f->dequant, "cache", &j, best(dequant, &j, 0, 0), (double)j.row_bytes, COLUMNS);
	}
	return stop;
}

static int measure_level(struct bench *b)
{
	size_t i;
	int stop = 0;

	bitnet_kernels_init(&b->k, b->level);
	if (has(b, "gemm_tern"))
		stop = matrix(b, "gemm_tern", gemm_tern, 0, COLUMNS / 4, true);
	if (!stop && has(b, "gemv_tern"))
		stop = matrix(b, "gemv_tern", gemv_tern, 0, COLUMNS / 4, false);
	if (!stop && has(b, "gemv_tern_cols"))
		stop = every_other(b, "gemv_tern_cols", gemv_tern_cols, COLUMNS / 4);
	if (!stop && has(b, "head_scan"))
		stop = matrix(b, "head_scan", head_scan, 0, COLUMNS / 2, false);
	if (!stop && has(b, "head_bits"))
		stop = every_other(b, "head_bits", head_bits, COLUMNS / 8);
	if (!stop)
		stop = dense(b);
	if (!stop)
		stop = attention(b, "attn_f16", attn_f16, HEAD * 2);
	if (!stop)
		stop = attention(b, "attn_f32", attn_f32, HEAD * 4);
	if (!stop)
		stop = attention(b, "attn_q8_0", attn_q8_0, HEAD / 32 * 34);
	for (i = 0; !stop && i < sizeof(vectors) / sizeof(*vectors); i++)
		if (has(b, vectors[i].op))
			stop = vector(b, &vectors[i]);
	return stop;
}

static void fill(struct room *m)
{
	static const uint8_t codes[8] = { 0x00, 0x15, 0x56, 0xa9, 0x9a, 0x64, 0x41, 0x88 };
	uint64_t state = 1, r;
	size_t i, k;

	for (i = 0; i < WEIGHTS; i += 8) {
		r = bitnet_bench_random(&state);
		for (k = 0; k < 8; k++)
			m->codes[i + k] = codes[r >> (8 * k) & 7];
		/* Words of 16 bits between 2^-4 and 2^-2 as f16, with either sign. */
		r = (r & 0x87ff87ff87ff87ffu) | 0x3000300030003000u;
		memcpy(m->halves + i, &r, 8);
	}
	for (i = 0; i < (size_t)TOKENS * ROWS; i++) {
		r = bitnet_bench_random(&state);
		m->x[i] = (float)(int32_t)(uint32_t)r / 2147483648.0f;
		m->y[i] = 0;
		m->z[i] = (float)(int32_t)(uint32_t)(r >> 32) / 2147483648.0f;
		m->q[i] = (int8_t)(r >> 8 & 63);
	}
	for (i = 0; i < ROWS / 2; i++)
		m->every_other[i] = (uint32_t)(2 * i + 1);
	for (i = 0; i < TOKENS; i++)
		for (k = 0; k < COLUMNS; k++)
			m->q_sum[i] += m->q[i * COLUMNS + k];
}

int bitnet_bench_kernels(const char *level, bitnet_bench_kernel_fn *fn, void *arg, struct bitnet_error *err)
{
	const size_t n = (size_t)TOKENS * ROWS;
	struct bench *b = calloc(1, sizeof(*b));
	bool known = !level;
	int stop = 0, l;

	if (!b)
		return bitnet_error_nomem(err, sizeof(*b));
	b->fn = fn;
	b->arg = arg;
	b->m.codes = bitnet_alloc_aligned(1, WEIGHTS);
	b->m.halves = bitnet_alloc_aligned(1, WEIGHTS);
	b->m.x = bitnet_alloc_aligned(n, sizeof(float));
	b->m.y = bitnet_alloc_aligned(n, sizeof(float));
	b->m.z = bitnet_alloc_aligned(n, sizeof(float));
	b->m.q = bitnet_alloc_aligned(n, 1);
	if (b->m.codes && b->m.halves && b->m.x && b->m.y && b->m.z && b->m.q) {
		fill(&b->m);
		for (l = 0; !stop && l <= (int)bitnet_level_best(); l++) {
			b->level = (enum bitnet_level)l;
			if (level && strcmp(bitnet_level_name(b->level), level) != 0)
				continue;
			known = true;
			stop = measure_level(b);
		}
	} else {
		stop = -1;
	}
	free(b->m.codes);
	free(b->m.halves);
	free(b->m.x);
	free(b->m.y);
	free(b->m.z);
	free(b->m.q);
	free(b);
	if (stop < 0)
		return bitnet_error_nomem(err, 2 * WEIGHTS);
	if (stop)
		return bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "cancelled");
	return known ? 0 : bitnet_error_set(err, BITNET_E_INPUT, "cpu_level", "this machine has no such CPU level");
}
