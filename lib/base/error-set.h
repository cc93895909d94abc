/* SPDX-License-Identifier: MIT */
/* Filling a struct bitnet_error.  All return the status, so that a caller can return the call. */
#ifndef BITNET_BASE_ERROR_SET_H
#define BITNET_BASE_ERROR_SET_H

#include <bitnet/error.h>

int bitnet_error_set(struct bitnet_error *err, enum bitnet_status status, const char *name, const char *fmt, ...)
	BITNET_PRINTF(4, 5);

/* From errno: ": No such file or directory" is appended; ENOENT and ENOTDIR become BITNET_E_NOTFOUND. */
int bitnet_error_errno(struct bitnet_error *err, int sys_errno, const char *name, const char *fmt, ...)
	BITNET_PRINTF(4, 5);

int bitnet_error_nomem(struct bitnet_error *err, unsigned long long bytes);

/* Put "subject: " before the message, for the layer that knows the subject. */
void bitnet_error_prefix(struct bitnet_error *err, const char *fmt, ...) BITNET_PRINTF(2, 3);

void bitnet_error_hint(struct bitnet_error *err, const char *fmt, ...) BITNET_PRINTF(2, 3);

#endif
