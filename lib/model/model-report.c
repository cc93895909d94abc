/* SPDX-License-Identifier: MIT */
/* Findings: to the caller's function (a check) or, the first fatal one, into the error (a load). */
#include <stdarg.h>
#include <stdio.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "model/model-int.h"

static void report(struct bitnet_findings *f, bool fatal, const char *name, struct bitnet_str subject, const char *message)
{
	char shown[256];
	struct bitnet_finding found = { fatal, name, bitnet_text_escape(shown, sizeof(shown), subject.s, subject.n), message };

	if (f->report(f->arg, &found) != 0)
		f->status = bitnet_error_set(f->err, BITNET_E_CANCELLED, "cancelled", "the check was ended by its caller");
}

void bitnet_finding_fatal(struct bitnet_findings *f, enum bitnet_status status, const char *name, struct bitnet_str subject,
			  const char *fmt, ...)
{
	char message[sizeof(f->err->message)];
	va_list ap;

	if (f->status)
		return;
	f->n_fatal++;
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	if (f->report)
		report(f, true, name, subject, message);
	else
		f->status = bitnet_error_set(f->err, status, name, "%s", message);
}

void bitnet_finding_odd(struct bitnet_findings *f, const char *name, struct bitnet_str subject, const char *fmt, ...)
{
	char message[sizeof(f->err->message)];
	va_list ap;

	if (f->status || !f->report)
		return;
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	report(f, false, name, subject, message);
}
