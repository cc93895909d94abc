/* SPDX-License-Identifier: MIT */
/*
 * The constants of CONTRACTS "exp" and "gelu", the same at all levels.  With
 * EXP_2..6 the relative error of the polynomial is below 3.1e-9 for |r| <= 0.34658 (minimax).
 */
#ifndef BITNET_KERNELS_EXP_H
#define BITNET_KERNELS_EXP_H

#define BITNET_EXP_MIN	-87.3f
#define BITNET_EXP_MAX	88.7f
#define BITNET_LOG2_E	0x1.715476p+0f
#define BITNET_LN2_HI	0x1.62e43p-1f
#define BITNET_LN2_LO	-0x1.05c61p-29f
#define BITNET_EXP_2	0x1.fffffcp-2f
#define BITNET_EXP_3	0x1.555492p-3f
#define BITNET_EXP_4	0x1.5558f2p-5f
#define BITNET_EXP_5	0x1.1239d6p-7f
#define BITNET_EXP_6	0x1.6a2444p-10f

#define BITNET_GELU_A	0.7978845608f		/* sqrt(2 / pi) */
#define BITNET_GELU_B	0.044715f

#endif
