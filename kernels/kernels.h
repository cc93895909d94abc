/* SPDX-License-Identifier: MIT */
/*
 * The table of kernels: one function pointer an op, filled once, const afterwards.
 *
 * Contracts (shapes, order of the arithmetic, tails) are in CONTRACTS, in short here.  Every level
 * gives the bits of kernels/c/.  A kernel works on what it is given and nothing else: no threads,
 * no allocation, no libc, no errors.  Sizes are in elements, strides and row_bytes in bytes where
 * they say so.  No pointers alias unless said.
 */
#ifndef BITNET_KERNELS_H
#define BITNET_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Storage of a dense matrix, as in the file; rows are row_bytes apart. */
enum bitnet_dense {
	BITNET_DENSE_F32, BITNET_DENSE_F16, BITNET_DENSE_BF16, BITNET_DENSE_Q8_0, BITNET_DENSE_Q4_0, BITNET_DENSE_Q6_K,
	BITNET_DENSE_Q4_1, BITNET_DENSE_Q5_0, BITNET_DENSE_Q5_1, BITNET_DENSE_IQ4_NL, BITNET_DENSE_Q4_K, BITNET_DENSE_Q5_K,
	BITNET_DENSE_COUNT
};

/* Columns of a ternary row are padded to a multiple of this, with code 1 (the weight 0). */
#define BITNET_TERN_BLOCK 128

/*
 * y[t][r] = sum over c of w[r][c] * x[t][c], rows r of n_rows, tokens t of n_tokens.  x rows are
 * x_stride floats apart, y rows y_stride floats.  Lanes: see CONTRACTS "dense".
 */
typedef void bitnet_gemm_dense_fn(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				  const float *x, size_t x_stride, size_t n_tokens);

/* One row of n elements as floats: exact for the float types, at most one rounding for the others: CONTRACTS "dequant". */
typedef void bitnet_dequant_fn(float *y, const void *row, size_t n);

/*
 * y[t][r] = sum over c of (code[r][c] - 1) * q[t][c], exact in int32 (n_cols < 2^24).  n_cols is a
 * multiple of BITNET_TERN_BLOCK; a row is n_cols / 4 bytes: byte 32*b + p of block b holds in bits
 * 7-6, 5-4, 3-2, 1-0 the codes of columns 128*b + p, + 32, + 64, + 96 (the canonical I2_S block).
 * Codes are 0, 1, 2.  q rows are q_stride bytes apart; q_sum[t] is the sum of q[t].  y rows are
 * y_stride apart.
 */
typedef void bitnet_gemm_tern_fn(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				 const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens);

/*
 * The same for one token and a list of rows: y[i] is the product of row rows[i], or of row i where rows is NULL.
 * rows ascends.
 */
typedef void bitnet_gemv_tern_fn(int32_t *y, const uint8_t *w, size_t row_bytes, const uint32_t *rows, size_t n_rows,
				 size_t n_cols, const int8_t *q, int32_t q_sum);

/*
 * y[r] += sum over i of code[r][cols[i]] * q[i], modulo 2^32, from a matrix whose columns each lie in one piece: 256
 * rows are 64 bytes, as drawn in kernels/c/gemv_tern_cols_c.c.  col_bytes is a multiple of 64; y has 4 * col_bytes
 * elements.  cols ascends.
 */
#define BITNET_TERN_STRIPE 256
typedef void bitnet_gemv_tern_cols_fn(int32_t *y, const uint8_t *w, size_t col_bytes, const uint32_t *cols, size_t n_cols,
				      const int8_t *q);

/*
 * Per-token int8 (formats.md 5.1): a = max(1e-5, max |x|), s = (float)(127.0 / a), q = x * s rounded
 * half to even, clamped to -128..127 (a NaN product gives -128).  q is padded with zeros to n_padded.
 * Returns s; *sum gets the sum of q.
 */
typedef float bitnet_quant_i8_fn(int8_t *q, const float *x, size_t n, size_t n_padded, int32_t *sum);

/* y[i] = (float)x[i] / s * w, each operation rounded; y may be x. */
typedef void bitnet_scale_i32_fn(float *y, const int32_t *x, size_t n, float s, float w);

/* y = x * (1 / sqrt(mean(x^2) + eps)) * w; y may be x. */
typedef void bitnet_rmsnorm_fn(float *y, const float *x, const float *w, size_t n, float eps);

/* y = (x - mean) * (1 / sqrt(var + eps)) * w + b; y may be x. */
typedef void bitnet_layernorm_fn(float *y, const float *x, const float *w, const float *b, size_t n, float eps);

/*
 * Rotate pairs of one head in place; cs holds cos and sin of each of the n_rot / 2 pairs,
 * interleaved.  neox: pairs (i, i + n_rot/2); else (2i, 2i + 1).  x' = x c - y s, y' = x s + y c.
 */
typedef void bitnet_rope_fn(float *x, const float *cs, size_t n_rot);

/* y = act(g) * u, elementwise: relu2 max(0,g)^2; silu g / (1 + exp(-g)); gelu tanh form.  y may be g or u. */
typedef void bitnet_glu_fn(float *y, const float *g, const float *u, size_t n);

/* y = gelu(x), tanh form; y may be x. */
typedef void bitnet_act_fn(float *y, const float *x, size_t n);

/*
 * Attention of the query heads of one kv head: out = softmax(q.k * scale) v.  Heads are side by side,
 * head_dim elements each; tokens are q_stride and out_stride floats apart; token t sees the positions
 * 0..n_pos-1+t.  n_heads and n_tokens are 1 at least.  k and v rows (head_dim elements, f16, f32 or
 * blocks of to_q8_0) are kv_stride bytes apart.  Tiles of
 * BITNET_ATTN_TILE positions, cut at absolute positions, with a running maximum: CONTRACTS
 * "attention".
 */
#define BITNET_ATTN_TILE 64
typedef void bitnet_attn_fn(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			    const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale);

/* f32 to f16, round to nearest even; overflow gives infinity. */
typedef void bitnet_to_f16_fn(uint16_t *y, const float *x, size_t n);

/*
 * n floats as ceil(n / 32) blocks of 34 bytes, at any address: an f16 scale d and 32 int8 q, each
 * element d * q.  Past n the last block has zeros.  CONTRACTS "to_q8_0".
 */
typedef void bitnet_to_q8_0_fn(uint8_t *y, const float *x, size_t n);

/* y[i] += x[i]. */
typedef void bitnet_add_fn(float *y, const float *x, size_t n);

/*
 * A compact copy of a dense row, by which a bound of its dot product is found from few bytes: 4 bits a weight,
 * which stand for one of sixteen levels, and two planes of one bit a weight, each of which halves the
 * error.  CONTRACTS "head" has the layout.  Columns are padded to a multiple of BITNET_HEAD_BLOCK.
 *
 * scale * (level + ...) is near the weight; error[i] is no less than the norm of what is missing when i
 * planes are used, norm no less than the norm of the row.  A row of which no copy can be made has the scale 0.
 */
#define BITNET_HEAD_BLOCK 128
#define BITNET_HEAD_PLANES 2
#define BITNET_HEAD_COLS 65536          /* at most: sums of products fit into 32 bits, errors of sums into the bounds */
struct bitnet_head_row {
	float scale, norm, error[1 + BITNET_HEAD_PLANES];
};

/* What a bit of plane i moves a weight by, up or down, in eighths of the scale. */
#define BITNET_HEAD_STEP(i) (14 >> (i))

/* w: n_padded floats, zeros from n on. */
typedef void bitnet_head_pack_fn(struct bitnet_head_row *row, uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w,
				 size_t n, size_t n_padded);

/*
 * y[r] = sum over c of level[r][c] * (128 * hi[c] + lo[c]), exact.  Rows of n_cols / 2 bytes of codes follow each other.
 * hi is in -127..127, lo in -64..63; sum is the sum of 128 * hi + lo.
 */
typedef void bitnet_head_scan_fn(int64_t *y, const uint8_t *codes, size_t n_rows, size_t n_cols, const int8_t *hi, const int8_t *lo,
				 int64_t sum);

/*
 * y[i] = sum of hi[c] over the columns whose bit is set in row rows[i], exact.  Rows of n_cols / 8 bytes follow each other;
 * hi is as above.
 */
typedef void bitnet_head_bits_fn(int32_t *y, const uint8_t *bits, const uint32_t *rows, size_t n_rows, size_t n_cols, const int8_t *hi);

struct bitnet_kernels {
	bitnet_gemm_dense_fn *gemm_dense[BITNET_DENSE_COUNT];
	bitnet_dequant_fn *dequant[BITNET_DENSE_COUNT];
	bitnet_gemm_tern_fn *gemm_tern;
	bitnet_gemv_tern_fn *gemv_tern;
	bitnet_gemv_tern_cols_fn *gemv_tern_cols;
	bitnet_quant_i8_fn *quant_i8;
	bitnet_scale_i32_fn *scale_i32;
	bitnet_rmsnorm_fn *rmsnorm;
	bitnet_layernorm_fn *layernorm;
	bitnet_rope_fn *rope_neox, *rope_norm;
	bitnet_glu_fn *glu_relu2, *glu_silu, *glu_gelu;
	bitnet_act_fn *gelu;
	bitnet_attn_fn *attn_f16, *attn_f32, *attn_q8_0;
	bitnet_to_f16_fn *to_f16;
	bitnet_to_q8_0_fn *to_q8_0;
	bitnet_add_fn *add;
	bitnet_head_pack_fn *head_pack;
	bitnet_head_scan_fn *head_scan;
	bitnet_head_bits_fn *head_bits;
};

/* CPU levels, first those of x86-64, then those of aarch64; each includes those before it of its machine. */
enum bitnet_level { BITNET_LEVEL_C, BITNET_LEVEL_AVX2, BITNET_LEVEL_AVX512, BITNET_LEVEL_VNNI, BITNET_LEVEL_AMX,
		    BITNET_LEVEL_NEON, BITNET_LEVEL_DOTPROD, BITNET_LEVEL_COUNT };

/*
 * The highest level that this CPU and operating system support.  For amx the system is asked whether this process may
 * use tiles; it keeps its answer.
 */
enum bitnet_level bitnet_level_best(void);

/* "c", "avx2", "avx512", "vnni", "amx", "neon", "dotprod"; NULL past the end. */
const char *bitnet_level_name(enum bitnet_level l);

/* Fill k for a level that is at most bitnet_level_best(). */
void bitnet_kernels_init(struct bitnet_kernels *k, enum bitnet_level level);

/*
 * For people: op i of a table as its name and the level whose function it is; false past the end.
 */
bool bitnet_kernels_describe(const struct bitnet_kernels *k, size_t i, const char **op, enum bitnet_level *level);

#endif
