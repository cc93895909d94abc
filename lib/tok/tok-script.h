/* SPDX-License-Identifier: MIT */
/* The script of a character, as a number that only tells whether two are the same. */
#ifndef BITNET_TOK_SCRIPT_H
#define BITNET_TOK_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#define SCRIPT_ANY 0             /* belongs to whatever is round it */
#define SCRIPT_COMMON 1          /* also what is no character */

int bitnet_script(uint32_t cp);

#endif
