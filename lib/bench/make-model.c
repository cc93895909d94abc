/* SPDX-License-Identifier: MIT */
/*
 * Models of known shapes with random weights.  The sizes of the weights are such that a forward pass behaves as
 * that of a trained model: activations keep their size, half of what ReLU squared sees is negative, and logits
 * have a standard deviation of about 3.  The embedding is small beside what the layers add, and a tied head
 * comes with signs in the last norm, or the model would only repeat its input.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "bench/make-int.h"
#include "kernels/kernels.h"

/* The deviation of an element of the embedding, and of the logits. */
#define EMBEDDING 0.3
#define LOGITS 3.0

enum { CHUNK = 1 << 20, N_CODES = 10000, I2S_TAIL = 32 };

struct shape {
	struct bitnet_bench_shape s;
	uint32_t n_special, file_type;
	const char *pre;
	float theta, eps;
};

static const struct shape shapes[] = {
	{ { "2b4t", "bitnet-b1.58", "BitNet b1.58 2B4T: I2_S, 1.2 GB", 30, 2560, 6912, 20, 5, 128, 128256, 4096, true },
	  256, 40, "llama-bpe", 500000, 1e-5f },
	{ { "llama-1b", "llama", "LLaMA 3.2 1B: F16, 2.5 GB", 16, 2048, 8192, 32, 8, 64, 128256, 131072, false },
	  256, 1, "llama-bpe", 500000, 1e-5f },
	{ { "gpt2", "gpt2", "GPT-2, the small one: F16, 250 MB", 12, 768, 3072, 12, 12, 64, 50257, 1024, false },
	  1, 1, "gpt-2", 0, 1e-5f },
	{ { "tiny", "bitnet-b1.58", "two layers of a BitNet, for tests: I2_S, 1 MB", 2, 256, 768, 4, 2, 64, 1024, 512, true },
	  16, 40, "llama-bpe", 500000, 1e-5f },
};

const struct bitnet_bench_shape *bitnet_bench_shape_at(size_t i)
{
	return i < sizeof(shapes) / sizeof(*shapes) ? &shapes[i].s : NULL;
}

/* How the elements of a tensor are made. */
enum fill { TERNARY, NORMAL, ONES, SIGNS };

struct tensor {
	enum fill fill;
	uint32_t type;
	uint64_t n;             /* elements */
	float size;             /* the scale, the deviation, or what ONES and SIGNS repeat */
};

struct maker {
	const struct shape *shape;
	struct bitnet_gguf_writer *w;
	struct bitnet_kernels k;
	struct tensor *tensors;
	size_t n_tensors;
	uint64_t seed, done, total;
	unsigned char codes[N_CODES];   /* bytes of four ternary codes, as often as they are to come */
	unsigned char *chunk;
	float *floats;
	bitnet_bench_progress_fn *progress;
	void *arg;
	struct bitnet_error *err;
};

/* ---- what the file has */

static void key_u32(struct maker *m, const char *name, uint32_t v)
{
	char key[96];

	snprintf(key, sizeof(key), "%s.%s", m->shape->s.architecture, name);
	bitnet_gguf_put_u32(m->w, key, v);
}

static void key_f32(struct maker *m, const char *name, float v)
{
	char key[96];

	snprintf(key, sizeof(key), "%s.%s", m->shape->s.architecture, name);
	bitnet_gguf_put_f32(m->w, key, v);
}

static void put_keys(struct maker *m)
{
	const struct bitnet_bench_shape *s = &m->shape->s;
	bool gpt2 = strcmp(s->architecture, "gpt2") == 0;
	char name[64];

	snprintf(name, sizeof(name), "random %s, seed %llu", s->name, (unsigned long long)m->seed);
	bitnet_gguf_put_str(m->w, "general.architecture", (struct bitnet_str){ s->architecture, strlen(s->architecture) });
	bitnet_gguf_put_str(m->w, "general.name", (struct bitnet_str){ name, strlen(name) });
	bitnet_gguf_put_u32(m->w, "general.file_type", m->shape->file_type);
	bitnet_gguf_put_u32(m->w, "general.quantization_version", 2);
	key_u32(m, "context_length", s->n_ctx);
	key_u32(m, "embedding_length", s->n_embd);
	key_u32(m, "block_count", s->n_layer);
	key_u32(m, "feed_forward_length", s->n_ff);
	key_u32(m, "attention.head_count", s->n_head);
	if (gpt2) {
		key_f32(m, "attention.layer_norm_epsilon", m->shape->eps);
		return;
	}
	key_u32(m, "vocab_size", s->n_vocab);
	key_u32(m, "attention.head_count_kv", s->n_head_kv);
	key_u32(m, "rope.dimension_count", s->head_dim);
	key_f32(m, "rope.freq_base", m->shape->theta);
	key_f32(m, "attention.layer_norm_rms_epsilon", m->shape->eps);
}

/* A tensor of the file and how it will be made; a failure to allocate is one of the writer's. */
static void put(struct maker *m, const char *prefix, const char *name, enum fill fill, uint32_t type, uint64_t columns, uint64_t rows,
		double size)
{
	const uint64_t ne[2] = { columns, rows };
	uint64_t n = columns * rows;
	char full[96];

	snprintf(full, sizeof(full), "%s%s", prefix, name);
	bitnet_gguf_put_tensor(m->w, full, rows > 1 ? 2 : 1, ne, type,
			       type == BITNET_TENSOR_I2_S ? n / 4 + I2S_TAIL : type == BITNET_TENSOR_F16 ? 2 * n : 4 * n);
	m->tensors[m->n_tensors++] = (struct tensor){ fill, type, n, (float)size };
	m->total += n;
}

/* A product with a vector whose elements are of size 1 gives elements of size `gain`. */
static void matrix(struct maker *m, const char *prefix, const char *name, uint64_t columns, uint64_t rows, double gain)
{
	if (m->shape->s.ternary)
		put(m, prefix, name, TERNARY, BITNET_TENSOR_I2_S, columns, rows, gain / sqrt(.6 * (double)columns));
	else
		put(m, prefix, name, NORMAL, BITNET_TENSOR_F16, columns, rows, gain / sqrt((double)columns));
}

static void vector(struct maker *m, const char *prefix, const char *name, uint64_t n, enum fill fill, double size)
{
	put(m, prefix, name, fill, BITNET_TENSOR_F32, n, 1, size);
}

static void put_bitnet_or_llama_layer(struct maker *m, const char *p)
{
	const struct bitnet_bench_shape *s = &m->shape->s;
	uint32_t q = s->n_head * s->head_dim, kv = s->n_head_kv * s->head_dim;

	vector(m, p, "attn_norm.weight", s->n_embd, ONES, 1);
	matrix(m, p, "attn_q.weight", s->n_embd, q, 1.3);
	matrix(m, p, "attn_k.weight", s->n_embd, kv, 1.3);
	matrix(m, p, "attn_v.weight", s->n_embd, kv, 1);
	if (s->ternary)
		vector(m, p, "attn_sub_norm.weight", q, ONES, 1);
	matrix(m, p, "attn_output.weight", q, s->n_embd, s->ternary ? 1 : 1.8);
	vector(m, p, "ffn_norm.weight", s->n_embd, ONES, 1);
	matrix(m, p, "ffn_gate.weight", s->n_embd, s->n_ff, 1.5);
	matrix(m, p, "ffn_up.weight", s->n_embd, s->n_ff, 1.2);
	if (s->ternary)
		vector(m, p, "ffn_sub_norm.weight", s->n_ff, ONES, 1);
	matrix(m, p, "ffn_down.weight", s->n_ff, s->n_embd, 1);
}

static void put_gpt2_layer(struct maker *m, const char *p)
{
	const struct bitnet_bench_shape *s = &m->shape->s;

	vector(m, p, "attn_norm.weight", s->n_embd, ONES, 1);
	vector(m, p, "attn_norm.bias", s->n_embd, NORMAL, .2);
	matrix(m, p, "attn_qkv.weight", s->n_embd, 3 * s->n_embd, 1.2);
	vector(m, p, "attn_qkv.bias", 3 * s->n_embd, NORMAL, .2);
	matrix(m, p, "attn_output.weight", s->n_embd, s->n_embd, 1.8);
	vector(m, p, "attn_output.bias", s->n_embd, NORMAL, .2);
	vector(m, p, "ffn_norm.weight", s->n_embd, ONES, 1);
	vector(m, p, "ffn_norm.bias", s->n_embd, NORMAL, .2);
	matrix(m, p, "ffn_up.weight", s->n_embd, s->n_ff, 1.2);
	vector(m, p, "ffn_up.bias", s->n_ff, NORMAL, .2);
	matrix(m, p, "ffn_down.weight", s->n_ff, s->n_embd, 1);
	vector(m, p, "ffn_down.bias", s->n_embd, NORMAL, .2);
}

static void put_tensors(struct maker *m)
{
	const struct bitnet_bench_shape *s = &m->shape->s;
	bool gpt2 = strcmp(s->architecture, "gpt2") == 0;
	char prefix[32];
	uint32_t i;

	put(m, "", "token_embd.weight", NORMAL, BITNET_TENSOR_F16, s->n_embd, s->n_vocab, EMBEDDING);
	if (gpt2)
		put(m, "", "position_embd.weight", NORMAL, BITNET_TENSOR_F32, s->n_embd, s->n_ctx, .2);
	for (i = 0; i < s->n_layer; i++) {
		snprintf(prefix, sizeof(prefix), "blk.%u.", (unsigned)i);
		if (gpt2)
			put_gpt2_layer(m, prefix);
		else
			put_bitnet_or_llama_layer(m, prefix);
	}
	vector(m, "", "output_norm.weight", s->n_embd, SIGNS, LOGITS / (EMBEDDING * sqrt((double)s->n_embd)));
	if (gpt2)
		vector(m, "", "output_norm.bias", s->n_embd, NORMAL, .2);
}

/* ---- the numbers */

/* Of the 10 digits of a code, 3 stand for -1, 4 for 0 and 3 for +1; four of them make a byte. */
static void fill_codes(unsigned char codes[N_CODES])
{
	static const unsigned char of_digit[10] = { 0, 0, 0, 1, 1, 1, 1, 2, 2, 2 };
	int i;

	for (i = 0; i < N_CODES; i++)
		codes[i] = (unsigned char)(of_digit[i / 1000] << 6 | of_digit[i / 100 % 10] << 4 | of_digit[i / 10 % 10] << 2 | of_digit[i % 10]);
}

static void make_codes(const struct maker *m, unsigned char *b, size_t n, uint64_t *state)
{
	size_t i;

	for (i = 0; i < n; ) {
		uint64_t r = bitnet_bench_random(state);
		int k;

		for (k = 0; k < 4 && i < n; k++, r >>= 16)
			b[i++] = m->codes[((uint32_t)r & 0xffff) * N_CODES >> 16];
	}
}

/* About normal: the sum of 12 uniform numbers, so that the bits depend on no library. */
static float normal(uint64_t *state)
{
	int32_t sum = 0;
	int i;

	for (i = 0; i < 3; i++) {
		uint64_t r = bitnet_bench_random(state);

		sum += (int32_t)((r & 0xffff) + (r >> 16 & 0xffff) + (r >> 32 & 0xffff) + (r >> 48));
	}
	return (float)(sum - 6 * 65536) / 65536;
}

static void make_floats(const struct tensor *t, float *f, size_t n, uint64_t *state)
{
	size_t i;

	for (i = 0; i < n; i++)
		f[i] = t->fill == NORMAL ? normal(state) * t->size :
		       t->fill == SIGNS && bitnet_bench_random(state) >> 63 ? -t->size : t->size;
}

static void little_endian(unsigned char *b, uint32_t v, int n)
{
	int i;

	for (i = 0; i < n; i++)
		b[i] = (unsigned char)(v >> 8 * i);
}

/* The next n elements as the file has them; returns their bytes.  n is a multiple of 4 of a ternary tensor. */
static size_t make_elements(struct maker *m, const struct tensor *t, size_t n, uint64_t *state)
{
	uint16_t *halves = (void *)(m->floats + n);     /* the buffer has room for both */
	size_t i;

	if (t->fill == TERNARY) {
		make_codes(m, m->chunk, n / 4, state);
		return n / 4;
	}
	make_floats(t, m->floats, n, state);
	if (t->type == BITNET_TENSOR_F16)
		m->k.to_f16(halves, m->floats, n);
	for (i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, m->floats + i, sizeof(bits));
		if (t->type == BITNET_TENSOR_F16)
			little_endian(m->chunk + 2 * i, halves[i], 2);
		else
			little_endian(m->chunk + 4 * i, bits, 4);
	}
	return n * (t->type == BITNET_TENSOR_F16 ? 2 : 4);
}

static int make_tensor(struct maker *m, const struct tensor *t, uint64_t *state)
{
	unsigned char tail[I2S_TAIL] = { 0 };
	uint64_t left;
	uint32_t bits;
	int rc = 0;

	for (left = t->n; !rc && left; ) {
		size_t n = left < CHUNK / 4 ? (size_t)left : CHUNK / 4;

		rc = bitnet_gguf_writer_data(m->w, m->chunk, make_elements(m, t, n, state), m->err);
		left -= n;
		m->done += n;
		if (!rc && m->progress && m->progress(m->arg, m->done, m->total))
			rc = bitnet_error_set(m->err, BITNET_E_CANCELLED, "cancelled", "cancelled");
	}
	if (rc || t->fill != TERNARY)
		return rc;
	memcpy(&bits, &t->size, sizeof(bits));
	little_endian(tail, bits, 4);
	return bitnet_gguf_writer_data(m->w, tail, sizeof(tail), m->err);
}

static int write_tensors(struct maker *m)
{
	size_t i;
	int rc = 0;

	fill_codes(m->codes);
	for (i = 0; !rc && i < m->n_tensors; i++) {
		/* A state of its own: what a tensor holds does not depend on those before it. */
		uint64_t start = m->seed + i * 0x632be59bd9b4e019u, state = bitnet_bench_random(&start);

		rc = make_tensor(m, &m->tensors[i], &state);
	}
	return rc;
}

/* ---- all of it */

static int make(struct maker *m, FILE *f)
{
	const struct bitnet_bench_shape *s = &m->shape->s;
	int rc = bitnet_gguf_writer_new(&m->w, m->err);

	m->tensors = calloc(4 + 12 * (size_t)s->n_layer, sizeof(*m->tensors));
	m->chunk = malloc(CHUNK);
	m->floats = malloc(CHUNK / 4 * (sizeof(float) + sizeof(uint16_t)));
	if (!rc && (!m->tensors || !m->chunk || !m->floats))
		rc = bitnet_error_nomem(m->err, 3 * CHUNK);
	if (!rc) {
		put_keys(m);
		rc = bitnet_bench_put_vocab(m->w, s->n_vocab, m->shape->n_special, m->shape->pre, m->err);
	}
	if (!rc) {
		put_tensors(m);
		rc = bitnet_gguf_writer_begin(m->w, f, m->err);
	}
	if (!rc)
		rc = write_tensors(m);
	return rc ? rc : bitnet_gguf_writer_end(m->w, m->err);
}

int bitnet_bench_make_model(FILE *f, const char *shape, uint64_t seed, bitnet_bench_progress_fn *progress, void *arg,
			    struct bitnet_error *err)
{
	struct maker *m;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(shapes) / sizeof(*shapes) && strcmp(shapes[i].s.name, shape) != 0; i++)
		;
	if (i == sizeof(shapes) / sizeof(*shapes))
		return bitnet_error_set(err, BITNET_E_NOTFOUND, "shape", "there is no such shape of a model");
	m = calloc(1, sizeof(*m));
	if (!m)
		return bitnet_error_nomem(err, sizeof(*m));
	m->shape = &shapes[i];
	m->seed = seed;
	m->progress = progress;
	m->arg = arg;
	m->err = err;
	bitnet_kernels_init(&m->k, bitnet_level_best());
	rc = make(m, f);
	bitnet_gguf_writer_free(m->w);
	free(m->tensors);
	free(m->chunk);
	free(m->floats);
	free(m);
	return rc;
}
