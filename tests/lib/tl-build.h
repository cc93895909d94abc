/* SPDX-License-Identifier: MIT */
/*
 * TL1 and TL2 weight by weight, as formats.md 4.4 and 4.5 give the index of each: slow, and sharing
 * nothing with lib/.  Codes are 0, 1, 2 for the weights -1, 0, 1.
 */
#ifndef BITNET_TESTS_TL_BUILD_H
#define BITNET_TESTS_TL_BUILD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TL_FN __attribute__((unused)) static

struct tl_tiles {
	size_t BM, BK, bm;
};

TL_FN size_t tl1_scale_at(size_t M, size_t K)
{
	return M * K / 4;
}

TL_FN size_t tl2_scale_at(size_t M, size_t K)
{
	size_t nb = (K - 256) * M / 3 * 5 / 8 + 256 * M / 2 * 4 / 8;

	return (nb + 31) / 32 * 32;
}

/* out: 32 bytes more than the place of the scale. */
TL_FN void tl1_build(const unsigned char *code, size_t M, size_t K, struct tl_tiles t, float scale, unsigned char *out)
{
	size_t BM = t.BM, BK = t.BK, bm = t.bm, by = 256 / bm, m, p;

	memset(out, 0, tl1_scale_at(M, K) + 32);
	for (m = 0; m < M; m++)
		for (p = 0; p < K / 2; p++) {
			size_t mb = m / BM, ms = m % BM / bm, mg = m % BM % bm / 16, lane = m % 16;
			size_t kb = p / (BK / 2), kc = p % (BK / 2) / (by / 2), kq = p % (by / 2) / 2;
			size_t byte = ((((((mb * (K / BK) + kb) * (BM / bm) + ms) * (BK / by) + kc) * (bm / 16) + mg) * (by / 4) + kq) * 16) + lane;
			unsigned v = 3u * code[m * K + 2 * p] + code[m * K + 2 * p + 1];

			out[byte] |= (unsigned char)(v << (p % 2 ? 0 : 4));
		}
	memcpy(out + tl1_scale_at(M, K), &scale, 4);
}

TL_FN size_t tl2_swap(size_t r)
{
	return r >= 8 && r < 16 ? r + 8 : r >= 16 && r < 24 ? r - 8 : r;
}

TL_FN void tl2_build(const unsigned char *code, size_t M, size_t K, struct tl_tiles tiles, float scale, unsigned char *out)
{
	size_t BM = tiles.BM, BK = tiles.BK, K3 = K / BK * BK, K2 = K - K3, m, T, P;

	memset(out, 0, tl2_scale_at(M, K) + 32);
	for (m = 0; m < M; m++) {
		const unsigned char *w = code + m * K;
		size_t mb = m / BM, ms = m % BM / 32, r = m % BM % 32;

		for (T = 0; T < K3 / 3; T++) {
			int t = 9 * (w[3 * T] - 1) + 3 * (w[3 * T + 1] - 1) + (w[3 * T + 2] - 1);
			size_t kb = T / (BK / 3), ki = T % (BK / 3), kc = ki / 2;
			size_t byte = ((((mb * (K3 / BK) + kb) * (BM / 32) + ms) * (BK / 6) + kc) * 32) + tl2_swap(r);
			size_t number = (((mb * (K3 / BK) + kb) * (BM / 32) + ms) * (BK / 24) + ki / 8) * 16 + r % 16;
			unsigned bit = (unsigned)(15 - (2 * (ki % 8) + r / 16));

			out[byte] |= (unsigned char)((t < 0 ? -t : t) << (ki % 2 ? 0 : 4));
			if (t < 0)
				out[M * K3 / 6 + 2 * number + bit / 8] |= (unsigned char)(1u << bit % 8);
		}
		for (P = 0; P < K2 / 2; P++) {
			size_t byte = (((mb * (K2 / 32) + P / 16) * (BM / 32) + ms) * 8 + P % 16 / 2) * 32 + tl2_swap(r);
			unsigned v = 3u * w[K3 + 2 * P] + w[K3 + 2 * P + 1];

			out[M * K3 / 6 + M * K3 / 24 + byte] |= (unsigned char)(v << (P % 2 ? 0 : 4));
		}
	}
	memcpy(out + tl2_scale_at(M, K), &scale, 4);
}

#endif
