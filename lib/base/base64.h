/* SPDX-License-Identifier: MIT */
/* Base64 with the alphabet of RFC 4648 section 4, padded. */
#ifndef BITNET_BASE_BASE64_H
#define BITNET_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The bytes that s stands for, appended to out; false when it is no base64, or there is no memory. */
bool bitnet_base64_decode(struct bitnet_buf *out, const char *s, size_t n);

#endif
