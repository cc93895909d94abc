/* SPDX-License-Identifier: MIT */
/* Loading: tiny models of every architecture and type run; a check agrees with every load. */
#include "model-try.h"

static const char *const archs[] = { "bitnet", "bitnet-25", "bitnet-b1.58", "llama", "gpt2" };

#define N_ARCHS (sizeof(archs) / sizeof(archs[0]))

TEST(types, "every architecture runs with every matrix type, tied and not")
{
	static const uint32_t types[] = {
		BITNET_TENSOR_F32, BITNET_TENSOR_F16, BITNET_TENSOR_BF16, BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0, BITNET_TENSOR_Q6_K,
		BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0,
	};
	size_t a, i;

	for (a = 0; a < N_ARCHS; a++)
		for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
			struct tiny t;

			tiny_init(&t, archs[a]);
			t.matrix_type = types[i];
			t.separate_head = i & 1;
			accepted(&t);
			t.embed_type = types[i];
			t.separate_head = !t.separate_head;
			accepted(&t);
		}
}

int main(void)
{
	return tap_main();
}
