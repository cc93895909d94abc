/* SPDX-License-Identifier: MIT */
/* The library's version, as in "0.1.0". */
#ifndef BITNET_VERSION_H
#define BITNET_VERSION_H

#include <bitnet/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library at run time; a constant string. */
BITNET_API const char *bitnet_version(void);

/* The Unicode version of the character tables that the pre-tokenisers use, "16.0.0". */
BITNET_API const char *bitnet_unicode_version(void);

/* The versions of PCRE2, "10.42 2022-12-11", and of its Unicode tables, "14.0.0": other regular expressions. */
BITNET_API void bitnet_pcre2_version(char version[64], char unicode[64]);

/* The version of utf8proc, which normalises text, and the Unicode version of its tables. */
BITNET_API const char *bitnet_utf8proc_version(void);
BITNET_API const char *bitnet_utf8proc_unicode_version(void);

#ifdef __cplusplus
}
#endif
#endif
