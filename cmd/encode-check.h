/* SPDX-License-Identifier: MIT */
/* bitnet-encode --check. */
#ifndef BITNET_CMD_ENCODE_CHECK_H
#define BITNET_CMD_ENCODE_CHECK_H

#include <bitnet/tok.h>

/* Compare the tokenizers of two files; the exit status. */
int encode_check(const char *first, const char *second, const struct bitnet_tok_options *o);

#endif
