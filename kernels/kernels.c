/* SPDX-License-Identifier: MIT */
/* How the table of kernels is filled: all of c/ first, then what each higher level has. */
#include <string.h>

#include "config.h"

#include "kernels/c/kernels-c.h"
#ifdef BITNET_ARCH_X86
#include "kernels/x86/kernels-x86.h"
#endif
#ifdef BITNET_ARCH_ARM
#include "kernels/arm/kernels-arm.h"
#endif

void bitnet_kernels_init(struct bitnet_kernels *k, enum bitnet_level level)
{
	kernels_fill_c(k);
#ifdef BITNET_ARCH_X86
	kernels_fill_x86(k, level);
#elif defined(BITNET_ARCH_ARM)
	kernels_fill_arm(k, level);
#else
	(void)level;
#endif
}

#define OP(name, member) { name, offsetof(struct bitnet_kernels, member) }

static const struct op {
	const char *name;
	size_t off;
} ops[] = {
	OP("gemm_dense_f32", gemm_dense[BITNET_DENSE_F32]),
	OP("gemm_dense_f16", gemm_dense[BITNET_DENSE_F16]),
	OP("gemm_dense_bf16", gemm_dense[BITNET_DENSE_BF16]),
	OP("gemm_dense_q8_0", gemm_dense[BITNET_DENSE_Q8_0]),
	OP("gemm_dense_q4_0", gemm_dense[BITNET_DENSE_Q4_0]),
	OP("gemm_dense_q6_k", gemm_dense[BITNET_DENSE_Q6_K]),
	OP("gemm_dense_q4_1", gemm_dense[BITNET_DENSE_Q4_1]),
	OP("gemm_dense_q5_0", gemm_dense[BITNET_DENSE_Q5_0]),
	OP("gemm_dense_q5_1", gemm_dense[BITNET_DENSE_Q5_1]),
	OP("gemm_dense_iq4_nl", gemm_dense[BITNET_DENSE_IQ4_NL]),
	OP("gemm_dense_q4_k", gemm_dense[BITNET_DENSE_Q4_K]),
	OP("gemm_dense_q5_k", gemm_dense[BITNET_DENSE_Q5_K]),
	OP("dequant_f32", dequant[BITNET_DENSE_F32]),
	OP("dequant_f16", dequant[BITNET_DENSE_F16]),
	OP("dequant_bf16", dequant[BITNET_DENSE_BF16]),
	OP("dequant_q8_0", dequant[BITNET_DENSE_Q8_0]),
	OP("dequant_q4_0", dequant[BITNET_DENSE_Q4_0]),
	OP("dequant_q6_k", dequant[BITNET_DENSE_Q6_K]),
	OP("dequant_q4_1", dequant[BITNET_DENSE_Q4_1]),
	OP("dequant_q5_0", dequant[BITNET_DENSE_Q5_0]),
	OP("dequant_q5_1", dequant[BITNET_DENSE_Q5_1]),
	OP("dequant_iq4_nl", dequant[BITNET_DENSE_IQ4_NL]),
	OP("dequant_q4_k", dequant[BITNET_DENSE_Q4_K]),
	OP("dequant_q5_k", dequant[BITNET_DENSE_Q5_K]),
	OP("gemm_tern", gemm_tern),
	OP("gemv_tern", gemv_tern),
	OP("gemv_tern_cols", gemv_tern_cols),
	OP("quant_i8", quant_i8),
	OP("scale_i32", scale_i32),
	OP("rmsnorm", rmsnorm),
	OP("layernorm", layernorm),
	OP("rope_neox", rope_neox),
	OP("rope_norm", rope_norm),
	OP("glu_relu2", glu_relu2),
	OP("glu_silu", glu_silu),
	OP("glu_gelu", glu_gelu),
	OP("gelu", gelu),
	OP("attn_f16", attn_f16),
	OP("attn_f32", attn_f32),
	OP("attn_q8_0", attn_q8_0),
	OP("to_f16", to_f16),
	OP("to_q8_0", to_q8_0),
	OP("add", add),
	OP("head_pack", head_pack),
	OP("head_scan", head_scan),
	OP("head_bits", head_bits),
};

typedef void any_fn(void);

_Static_assert(sizeof(struct bitnet_kernels) == sizeof(ops) / sizeof(ops[0]) * sizeof(any_fn *),
	       "ops names every member of the table once");

/* The bytes of a function pointer, whatever its type: enough to tell whether two are the same. */
static bool same_fn(const struct bitnet_kernels *a, const struct bitnet_kernels *b, size_t off)
{
	return memcmp((const char *)a + off, (const char *)b + off, sizeof(any_fn *)) == 0;
}

bool bitnet_kernels_describe(const struct bitnet_kernels *k, size_t i, const char **op, enum bitnet_level *level)
{
	struct bitnet_kernels t;
	int l;

	if (i >= sizeof(ops) / sizeof(ops[0]))
		return false;
	*op = ops[i].name;
	for (l = 0; l < BITNET_LEVEL_COUNT; l++) {
		*level = (enum bitnet_level)l;
		bitnet_kernels_init(&t, *level);
		if (same_fn(k, &t, ops[i].off))
			break;
	}
	return true;
}
