/* SPDX-License-Identifier: MIT */
/*
 * Where pieces begin, for 64 bytes at a time: the scanners of the most frequent pre-tokenisers as
 * operations on bit masks.  A mask has bit k for the byte s[k].
 */
#ifndef BITNET_TOK_STARTS_H
#define BITNET_TOK_STARTS_H

#include <stdint.h>

#include "tok/tok-pre.h"

/* The bytes that a function looks at. */
#define STARTS_WINDOW 64

/*
 * s[0] begins a piece, and STARTS_WINDOW bytes can be read.  The result has a bit for each place in the window at which a
 * piece begins whatever stands behind the window; between two of them begins no other.  Bit 0
 * is set; it is the only one where the window is not long enough to tell, or has other than ASCII.
 */
typedef uint64_t bitnet_starts_fn(const unsigned char *s);

/* The function that finds the pieces of scan; NULL when there is none. */
bitnet_starts_fn *bitnet_starts_of(bitnet_scan_fn *scan);

#endif
