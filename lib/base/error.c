/* SPDX-License-Identifier: MIT */
/* struct bitnet_error: see error-set.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error-set.h"

int bitnet_error_set(struct bitnet_error *err, enum bitnet_status status, const char *name, const char *fmt, ...)
{
	if (err) {
		va_list ap;

		memset(err, 0, sizeof(*err));
		err->status = status;
		snprintf(err->name, sizeof(err->name), "%s", name);
		va_start(ap, fmt);
		vsnprintf(err->message, sizeof(err->message), fmt, ap);
		va_end(ap);
	}
	return status;
}

int bitnet_error_errno(struct bitnet_error *err, int sys_errno, const char *name, const char *fmt, ...)
{
	enum bitnet_status status =
		sys_errno == ENOENT || sys_errno == ENOTDIR ? BITNET_E_NOTFOUND :
		sys_errno == ENOMEM ? BITNET_E_NOMEM : BITNET_E_SYSTEM;

	if (err) {
		va_list ap;
		char what[sizeof(err->message)];

		va_start(ap, fmt);
		vsnprintf(what, sizeof(what), fmt, ap);
		va_end(ap);
		bitnet_error_set(err, status, name, "%.500s%s%s", what, *what ? ": " : "", strerror(sys_errno));
		err->sys_errno = sys_errno;
	}
	return status;
}

int bitnet_error_nomem(struct bitnet_error *err, unsigned long long bytes)
{
	return bitnet_error_set(err, BITNET_E_NOMEM, "out_of_memory", "out of memory for %llu bytes", bytes);
}

void bitnet_error_prefix(struct bitnet_error *err, const char *fmt, ...)
{
	char old[sizeof(err->message)];
	int n;
	va_list ap;

	if (!err)
		return;
	memcpy(old, err->message, sizeof(old));
	va_start(ap, fmt);
	n = vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(err->message))
		snprintf(err->message + n, sizeof(err->message) - (size_t)n, ": %s", old);
}

void bitnet_error_hint(struct bitnet_error *err, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return;
	va_start(ap, fmt);
	vsnprintf(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
}
