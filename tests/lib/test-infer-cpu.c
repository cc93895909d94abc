/* SPDX-License-Identifier: MIT */
/*
 * Matrix products and embedding rows of every type against sums in binary64 over weights that the
 * test decodes itself (formats.md 4 and 5.1), for several tokens and threads.
 */
#include <bitnet/infer.h>

#include "infer/infer-int.h"
#include "model-build.h"
#include "tap.h"

#define K 512
#define ROWS 40         /* the vocabulary of the tiny models: the embedding is the matrix */
#define TOKENS 5

static uint16_t (*block_scale)(size_t block);

static double half_value(const unsigned char *p)
{
	uint16_t h;
	int e;
	double m;

	memcpy(&h, p, 2);
	e = h >> 10 & 31;
	m = h & 1023;
	return (h & 0x8000 ? -1 : 1) * (e ? ldexp(1024 + m, e - 25) : ldexp(m, -24));
}

static double q6_value(const unsigned char *b, size_t e)
{
	size_t h = e / 128, t = e % 128 / 32, l = e % 32;
	const unsigned char *ql = b + 64 * h, *qh = b + 128 + 32 * h;
	int low = t & 1 ? ql[l + 32] : ql[l], sc = (signed char)b[192 + 8 * h + l / 16 + 2 * t];

	return half_value(b + 208) * sc * (((t < 2 ? low & 15 : low >> 4) | (qh[l] >> 2 * t & 3) << 4) - 32);
}

/* Nibble e of a block of 32, and its fifth bit. */
static int code(const unsigned char *qs, const unsigned char *qh, size_t e)
{
	return (e < 16 ? qs[e] & 15 : qs[e - 16] >> 4) | (qh ? (qh[e / 8] >> e % 8 & 1) << 4 : 0);
}

static double k_value(const unsigned char *b, size_t e, const unsigned char *qs, const unsigned char *qh)
{
	const unsigned char *s = b + 4;
	size_t g = e / 32;
	int sc = g < 4 ? s[g] & 63 : (s[g + 4] & 15) | (s[g - 4] >> 6) << 4, m = g < 4 ? s[g + 4] & 63 : s[g + 4] >> 4 | (s[g] >> 6) << 4;
	int q = (qs[g / 2 * 32 + e % 32] >> 4 * (g & 1) & 15) | (qh ? (qh[e % 32] >> g & 1) << 4 : 0);

	return half_value(b) * sc * q - half_value(b + 2) * m;
}

static double list_value(int place)
{
	static const double list[] = { -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113 };

	return list[place];
}

static double tq_value(uint32_t type, const unsigned char *b, size_t e)
{
	if (type == BITNET_TENSOR_TQ2_0)
		return half_value(b + 64) * ((b[e / 128 * 32 + e % 32] >> 2 * (e % 128 / 32) & 3) - 1);
	else {
		static const int pow3[5] = { 1, 3, 9, 27, 81 };
		size_t at = e < 160 ? e % 32 : e < 240 ? 32 + (e - 160) % 16 : 48 + (e - 240) % 4;
		size_t n = e < 160 ? e / 32 : e < 240 ? (e - 160) / 16 : (e - 240) / 4;

		return half_value(b + 52) * ((b[at] * pow3[n] % 256 * 3 >> 8) - 1);
	}
}

/* Element c of row r, straight from the file's bytes. */
static double weight(const struct bitnet_tensor *t, size_t r, size_t c)
{
	size_t i = r * K + c;
	float f;
	uint32_t u;
	const unsigned char *b;

	switch (t->type) {
	case BITNET_TENSOR_F32:
		memcpy(&f, t->data + 4 * i, 4);
		return (double)f;
	case BITNET_TENSOR_F16:
		return half_value(t->data + 2 * i);
	case BITNET_TENSOR_BF16:
		u = (uint32_t)t->data[2 * i] << 16 | (uint32_t)t->data[2 * i + 1] << 24;
		memcpy(&f, &u, 4);
		return (double)f;
	case BITNET_TENSOR_Q8_0:
		return half_value(t->data + i / 32 * 34) * (signed char)t->data[i / 32 * 34 + 2 + i % 32];
	case BITNET_TENSOR_Q4_0:
		u = t->data[i / 32 * 18 + 2 + i % 16];
		return half_value(t->data + i / 32 * 18) * ((int)(i % 32 < 16 ? u & 15 : u >> 4) - 8);
	case BITNET_TENSOR_Q4_1:
		b = t->data + i / 32 * 20;
		return half_value(b) * code(b + 4, NULL, i % 32) + half_value(b + 2);
	case BITNET_TENSOR_Q5_0:
		b = t->data + i / 32 * 22;
		return half_value(b) * (code(b + 6, b + 2, i % 32) - 16);
	case BITNET_TENSOR_Q5_1:
		b = t->data + i / 32 * 24;
		return half_value(b) * code(b + 8, b + 4, i % 32) + half_value(b + 2);
	case BITNET_TENSOR_IQ4_NL:
		b = t->data + i / 32 * 18;
		return half_value(b) * list_value(code(b + 2, NULL, i % 32));
	case BITNET_TENSOR_Q4_K:
		b = t->data + i / 256 * 144;
		return k_value(b, i % 256, b + 16, NULL);
	case BITNET_TENSOR_Q5_K:
		b = t->data + i / 256 * 176;
		return k_value(b, i % 256, b + 48, b + 16);
	case BITNET_TENSOR_Q6_K:
		return q6_value(t->data + i / 256 * 210, i % 256);
	case BITNET_TENSOR_I2_S:
		memcpy(&f, t->data + t->n_elements / 4, 4);
		return (double)f * ((t->data[i / 128 * 32 + i % 32] >> (6 - 2 * (i % 128 / 32)) & 3) - 1);
	default:
		return tq_value(t->type, t->data + i / 256 * (t->n_bytes / (ROWS * K / 256)), i % 256);
	}
}

/* What the matrix sees of x: x itself, or int8 steps for a ternary one. */
static void seen(const float *x, bool ternary, double *out)
{
	double a = 1e-5;
	float s;
	size_t c;

	for (c = 0; c < K; c++)
		a = fabs((double)x[c]) > a ? fabs((double)x[c]) : a;
	s = (float)(127 / a);
	for (c = 0; c < K; c++)
		out[c] = ternary ? nearbyint((double)(x[c] * s)) / (double)s : (double)x[c];
}

static void check_type(uint32_t type, uint32_t n_threads)
{
	struct bitnet_session_options o;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m;
	struct bitnet_session *s;
	struct bitnet_product p;
	const struct bitnet_tensor *w;
	static float x[TOKENS * K], y[TOKENS * ROWS], row[K];
	double in[K];
	struct tiny tiny;
	size_t size, t, r, c;
	unsigned char *file;
	uint64_t seed = type + 100;
	bool ternary = bitnet_type_is_ternary(type);

	tiny_init(&tiny, "llama");
	tiny.n_embd = K;
	tiny.embed_type = type;
	tiny.tq_scale = block_scale;
	file = tiny_build(&tiny, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
	bitnet_session_options_defaults(&o);
	o.n_threads = n_threads;
	CHECK_OK(bitnet_session_new(&s, m, &o, &err), err);
	w = bitnet_gguf_tensor(g, "token_embd.weight");
	CHECK_INT(w->type, type);
	for (c = 0; c < TOKENS * K; c++)
		x[c] = ((float)tiny_random(&seed, 20001) - 10000) / 3000;
	p = (struct bitnet_product){ &m->token_embd, y, ROWS };
	bitnet_cpu_products(s, &p, 1, &(struct bitnet_input){ .x = x, .stride = K }, TOKENS);
	for (t = 0; t < TOKENS; t++) {
		seen(x + t * K, ternary, in);
		for (r = 0; r < ROWS; r++) {
			double want = 0, size_of_terms = 0, got = (double)y[t * ROWS + r];

			for (c = 0; c < K; c++) {
				want += weight(w, r, c) * in[c];
				size_of_terms += fabs(weight(w, r, c) * in[c]);
			}
			if (!(fabs(got - want) <= 1e-6 * size_of_terms))
				FAIL("%s: token %zu, row %zu is %.9g, want %.9g", bitnet_tensor_type_name(type), t, r, got, want);
		}
	}
	for (r = 0; r < ROWS; r++) {
		bitnet_cpu_row(&s->k, &m->token_embd, r, row);
		for (c = 0; c < K; c++)
			CHECK_NEAR((double)row[c], weight(w, r, c), 1e-7 * fabs(weight(w, r, c)));
	}
	bitnet_session_free(s);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
}

TEST(dense, "products and rows of every dense type are right to float32")
{
	static const uint32_t types[] = { BITNET_TENSOR_F32, BITNET_TENSOR_F16, BITNET_TENSOR_BF16, BITNET_TENSOR_Q8_0,
					  BITNET_TENSOR_Q4_0, BITNET_TENSOR_Q6_K, BITNET_TENSOR_Q4_1, BITNET_TENSOR_Q5_0,
					  BITNET_TENSOR_Q5_1, BITNET_TENSOR_IQ4_NL, BITNET_TENSOR_Q4_K, BITNET_TENSOR_Q5_K };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		check_type(types[i], 1);
		check_type(types[i], 3);
	}
}

static const uint32_t ternary_types[] = { BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0 };

TEST(ternary, "products of every ternary type see x in int8 steps, and are right to float32")
{
	size_t i;

	for (i = 0; i < 3; i++) {
		check_type(ternary_types[i], 1);
		check_type(ternary_types[i], 3);
	}
}

static uint16_t by_block(size_t block)
{
	return (uint16_t)(0x2c00 + block * 101 % 2000);
}

TEST(block_scales, "with a scale for each block of TQ1_0 and TQ2_0, too")
{
	size_t i;

	block_scale = by_block;
	for (i = 1; i < 3; i++) {
		check_type(ternary_types[i], 1);
		check_type(ternary_types[i], 3);
	}
	block_scale = NULL;
}

#define LONG 500

static struct bitnet_session *session(const struct bitnet_model *m, uint32_t n_batch)
{
	struct bitnet_session_options o;
	struct bitnet_session *s;
	struct bitnet_error err;

	bitnet_session_options_defaults(&o);
	o.n_ctx = LONG;
	o.n_batch = n_batch;
	o.n_threads = 2;
	CHECK_OK(bitnet_session_new(&s, m, &o, &err), err);
	return s;
}

TEST(shares, "a prompt whose inputs are taken in shares gives the logits that its ids give one by one")
{
	struct bitnet_error err;
	struct bitnet_session *whole, *single;
	struct bitnet_gguf *g;
	struct bitnet_model *m;
	struct tiny tiny;
	unsigned char *file;
	uint32_t ids[LONG];
	size_t size, i;

	tiny_init(&tiny, "bitnet-b1.58");
	tiny.n_layer = 1;
	tiny.n_embd = tiny.n_ff = 2048;
	tiny.n_head = 16;
	tiny.n_ctx = LONG;
	tiny.matrix_type = BITNET_TENSOR_I2_S;
	file = tiny_build(&tiny, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
	whole = session(m, LONG);
	single = session(m, 1);
	for (i = 0; i < LONG; i++)
		ids[i] = (uint32_t)(i * 7 % tiny.n_vocab);
	CHECK_OK(bitnet_session_eval(whole, ids, LONG, NULL, &err), err);
	CHECK_OK(bitnet_session_eval(single, ids, LONG, NULL, &err), err);
	CHECK(memcmp(bitnet_session_logits(whole), bitnet_session_logits(single), tiny.n_vocab * sizeof(float)) == 0);
	bitnet_session_free(whole);
	bitnet_session_free(single);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
}

int main(void)
{
	return tap_main();
}
