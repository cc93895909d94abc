/* SPDX-License-Identifier: MIT */
/* Classes of the categories, in the order of unicode-tables.py. */
#include <bitnet/version.h>

#include "tok/unicode.h"

const uint8_t bitnet_unicode_flags[] = {
	0, 0, 0, 0, 0,                                          /* Cn Cc Cf Co Cs */
	UC_L | UC_WORD, UC_L | UC_WORD, UC_L | UC_WORD, UC_L | UC_WORD, UC_L | UC_WORD, /* Ll Lm Lo Lt Lu */
	UC_M | UC_WORD, UC_M | UC_WORD, UC_M | UC_WORD,         /* Mc Me Mn */
	UC_N | UC_DIGIT | UC_WORD, UC_N | UC_WORD, UC_N,        /* Nd Nl No */
	UC_P | UC_WORD, UC_P, UC_P, UC_P, UC_P, UC_P, UC_P,     /* Pc Pd Pe Pf Pi Po Ps */
	UC_S, UC_S, UC_S, UC_S,                                 /* Sc Sk Sm So */
	UC_SPACE, UC_SPACE, UC_SPACE,                           /* Zl Zp Zs */
	UC_SPACE                                                /* TAB LF VT FF CR NEL */
};

#define D (UC_N | UC_DIGIT | UC_WORD)
#define L (UC_L | UC_WORD)
#define P UC_P
#define S UC_S
#define W UC_SPACE
const uint8_t bitnet_unicode_ascii[128] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, W, W, W, W, W, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	W, P, P, P, S, P, P, P, P, P, P, S, P, P, P, P, D, D, D, D, D, D, D, D, D, D, P, P, S, S, S, P,
	P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, P, P, S, P | UC_WORD,
	S, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, S, P, S, 0
};

int bitnet_unicode_word(uint32_t cp)
{
	/* Join controls, and symbols that are alphabetic: circled and squared letters. */
	if (cp == 0x200c || cp == 0x200d || (cp >= 0x24b6 && cp <= 0x24e9) || (cp >= 0x1f130 && cp <= 0x1f149) ||
	    (cp >= 0x1f150 && cp <= 0x1f169) || (cp >= 0x1f170 && cp <= 0x1f189))
		return 1;
	return (bitnet_unicode_class(cp) & UC_WORD) != 0;
}

const char *bitnet_unicode_version(void)
{
	return bitnet_unicode_table_version;
}
