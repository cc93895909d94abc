/* SPDX-License-Identifier: MIT */
/* What all measurements need: the machine's name, and the middle of several numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "bench-options.h"

static int by_value(const void *pa, const void *pb)
{
	const double *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

struct bench_spread bench_spread(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	return (struct bench_spread){ n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2, v[0], v[n - 1] };
}

void bench_processor(char *s, size_t cap)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[512];

	snprintf(s, cap, "unknown");
	while (f && fgets(line, sizeof(line), f)) {
		char *p = strchr(line, ':');

		if (strncmp(line, "model name", 10) != 0 || !p || strlen(p) < 3)
			continue;
		p[strcspn(p, "\n")] = '\0';
		bitnet_text_escape(s, cap, p + 2, strlen(p + 2));
		break;
	}
	if (f)
		fclose(f);
}
