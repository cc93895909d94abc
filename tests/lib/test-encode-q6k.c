/* SPDX-License-Identifier: MIT */
/* Q6_K: the bytes of ggml's quantiser, and how far the values move. */
#include "convert/encode.h"
#include "floats.h"
#include "kernels/kernels.h"
#include "sha.h"
#include "tap.h"

enum { N = 256 * 512 };

static unsigned char *encode(const float *x)
{
	unsigned char *out = malloc(N / 256 * 210);
	struct bitnet_error err;

	CHECK(out);
	memset(out, 0xee, N / 256 * 210);
	CHECK_OK(bitnet_encode_dense(out, BITNET_TENSOR_Q6_K, x, N, &err), err);
	return out;
}

TEST(ggml, "the bytes are those of ggml's quantize_row_q6_K_ref, groups of zeros and of tiny values among them")
{
	static float x[N];
	unsigned char *out;

	test_floats(11, x, N);
	out = encode(x);
	CHECK_SHA(out, N / 256 * 210, "c4ac0f590faa20563cd65cebc8ec2910b6d67026b8061749b5b43aea26f1dcff");
	free(out);
}

TEST(error, "what comes back is within a 30th of the largest value of its 16, the values being from 0.5 to 1")
{
	static float x[N], y[N];
	struct bitnet_kernels k;
	unsigned char *out;
	size_t i, j;
	int e;

	test_floats(5, x, N);
	for (i = 0; i < N; i++)
		x[i] = x[i] == 0 ? 0.75f : frexpf(x[i], &e);
	out = encode(x);
	bitnet_kernels_init(&k, BITNET_LEVEL_C);
	k.dequant[BITNET_DENSE_Q6_K](y, out, N);
	for (i = 0; i < N; i += 16) {
		float top = 0;

		for (j = 0; j < 16; j++)
			top = fabsf(x[i + j]) > top ? fabsf(x[i + j]) : top;
		for (j = 0; j < 16; j++)
			if (fabsf(x[i + j] - y[i + j]) > top / 30)
				FAIL("element %zu is %g, comes back as %g", i + j, (double)x[i + j], (double)y[i + j]);
	}
	free(out);
}

TEST(zeros, "a block of zeros, or of what is below 1e-15, is all zero bytes")
{
	static const unsigned char zeros[210];
	float x[256] = { 0 };
	unsigned char out[210];
	struct bitnet_error err;

	memset(out, 0xee, sizeof(out));
	CHECK_OK(bitnet_encode_dense(out, BITNET_TENSOR_Q6_K, x, 256, &err), err);
	CHECK_MEM(out, zeros, 210);
	x[100] = -9e-16f;
	CHECK_OK(bitnet_encode_dense(out, BITNET_TENSOR_Q6_K, x, 256, &err), err);
	CHECK_MEM(out, zeros, 210);
}

TEST(huge, "a block whose scale is beyond f16 is refused")
{
	float x[256] = { 0 };
	unsigned char out[210];
	struct bitnet_error err;

	/* 32 steps of a group, and 128 of the scales, of at most 65504 each. */
	x[3] = 65504.0f * 32 * 127;
	CHECK_OK(bitnet_encode_dense(out, BITNET_TENSOR_Q6_K, x, 256, &err), err);
	x[3] = 65504.0f * 32 * 130;
	CHECK_INT(bitnet_encode_dense(out, BITNET_TENSOR_Q6_K, x, 256, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "encode_value");
}

int main(void)
{
	return tap_main();
}
