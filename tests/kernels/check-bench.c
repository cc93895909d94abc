/* SPDX-License-Identifier: MIT */
/* Speed of one thread, by its CPU time: bytes of weights a second, for one token and for several. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "check.h"

enum { MOST = 512 };

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct job {
	const struct bitnet_kernels *k;
	int format;			/* enum bitnet_dense, or -1: ternary */
	size_t rows, cols, tokens, row_bytes;
	uint8_t *w;
	float *x, *y;
	int8_t *q;
	int32_t *q_sum;
};

static void run(const struct job *j)
{
	if (j->format < 0)
		j->k->gemm_tern((int32_t *)(void *)j->y, j->rows, j->w, j->row_bytes, j->rows, j->cols, j->q, j->cols, j->q_sum,
				j->tokens);
	else
		j->k->gemm_dense[j->format](j->y, j->rows, j->w, j->row_bytes, j->rows, j->cols, j->x, j->cols, j->tokens);
}

/* The best of several runs that take 0.3 s together. */
static double best(const struct job *j)
{
	double t0, t, sum = 0, min = 1e9;

	run(j);
	do {
		t0 = cpu_s();
		run(j);
		t = cpu_s() - t0;
		min = t < min ? t : min;
		sum += t;
	} while (sum < 0.3);
	return min;
}

static void measure(const char *name, int format, size_t rows, size_t cols)
{
	static const size_t tokens[] = { 1, 4, 64, MOST };
	struct job j = { .format = format, .rows = rows, .cols = cols };
	struct bitnet_kernels k;
	size_t bytes, i;
	int level;

	j.row_bytes = format < 0 ? cols / 4 : check_row_bytes((enum bitnet_dense)format, cols);
	bytes = rows * j.row_bytes;
	j.w = malloc(bytes);
	j.x = calloc(MOST * cols, sizeof(float));
	j.y = calloc(MOST * rows, sizeof(float));
	j.q = calloc(MOST, cols);
	j.q_sum = calloc(MOST, sizeof(int32_t));
	if (!j.w || !j.x || !j.y || !j.q || !j.q_sum)
		exit(1);
	check_fill_bytes(j.w, bytes);
	for (i = 0; format >= 0 && i < rows; i++)
		check_fill_row(j.w + i * j.row_bytes, (enum bitnet_dense)format, cols, CHECK_RANDOM);
	check_fill_f32(j.x, MOST * cols, CHECK_RANDOM);
	check_fill_bytes(j.q, MOST * cols);
	for (level = 0; level <= (int)bitnet_level_best(); level++)
		for (i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
			double t;

			if (!check_wanted(name, (enum bitnet_level)level))
				continue;
			bitnet_kernels_init(&k, (enum bitnet_level)level);
			j.k = &k;
			j.tokens = tokens[i];
			t = best(&j);
			printf("%-16s %-6s %5zu x %5zu  %3zu tokens  %8.3f ms  %7.2f GB/s of weights  %7.2f G multiply-adds/s\n", name,
			       bitnet_level_name((enum bitnet_level)level), rows, cols, j.tokens, t * 1e3, (double)bytes / t * 1e-9,
			       (double)rows * (double)cols * (double)j.tokens / t * 1e-9);
		}
	free(j.w);
	free(j.x);
	free(j.y);
	free(j.q);
	free(j.q_sum);
}

void check_bench(void)
{
	measure("gemm_tern", -1, 6912, 2560);
	measure("gemm_tern", -1, 2560, 6912);
	measure("gemm_tern", -1, 131072, 2560);	/* larger than caches */
	measure("gemm_tern", -1, 49152, 6912);
	measure("gemm_dense_f16", BITNET_DENSE_F16, 8192, 2560);
	measure("gemm_dense_f32", BITNET_DENSE_F32, 4096, 2560);
	measure("gemm_dense_q8_0", BITNET_DENSE_Q8_0, 8192, 2560);
	measure("gemm_dense_q4_0", BITNET_DENSE_Q4_0, 8192, 2560);
	measure("gemm_dense_q6_k", BITNET_DENSE_Q6_K, 8192, 2560);
	measure("gemm_dense_q4_1", BITNET_DENSE_Q4_1, 8192, 2560);
	measure("gemm_dense_q5_0", BITNET_DENSE_Q5_0, 8192, 2560);
	measure("gemm_dense_q5_1", BITNET_DENSE_Q5_1, 8192, 2560);
	measure("gemm_dense_iq4_nl", BITNET_DENSE_IQ4_NL, 8192, 2560);
	measure("gemm_dense_q4_k", BITNET_DENSE_Q4_K, 8192, 2560);
	measure("gemm_dense_q5_k", BITNET_DENSE_Q5_K, 8192, 2560);
}
