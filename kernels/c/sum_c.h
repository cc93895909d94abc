/* SPDX-License-Identifier: MIT */
/* The end of sum16 (CONTRACTS): sixteen partial sums into one. */
#ifndef BITNET_KERNELS_SUM_C_H
#define BITNET_KERNELS_SUM_C_H

static inline float sum16_tree(const float p[16])
{
	float s[8];
	int i;

	for (i = 0; i < 8; i++)
		s[i] = p[i] + p[i + 8];
	for (i = 0; i < 4; i++)
		s[i] += s[i + 4];
	s[0] += s[2];
	s[1] += s[3];
	return s[0] + s[1];
}

#endif
