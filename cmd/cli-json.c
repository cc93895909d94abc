/* SPDX-License-Identifier: MIT */
/* JSON documents: see cli-json.h. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "cli-json.h"

#define PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

struct json_object *cli_json_bytes(const char *s, size_t n)
{
	struct json_object *o, *a;
	size_t i;

	if (bitnet_utf8_valid(s, n))
		return json_object_new_string_len(s, (int)n);
	o = json_object_new_object();
	a = json_object_new_array_ext((int)n);
	for (i = 0; i < n; i++)
		json_object_array_add(a, json_object_new_int((unsigned char)s[i]));
	json_object_object_add(o, "bytes", a);
	return o;
}

struct json_object *cli_json_str(const char *s)
{
	return s ? json_object_new_string(s) : NULL;
}

struct json_object *cli_json_uint(uint64_t v)
{
	char digits[24];

	if (v < (UINT64_C(1) << 53))
		return json_object_new_int64((int64_t)v);
	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)v);
	return json_object_new_string(digits);
}

struct json_object *cli_json_real(double v)
{
	char digits[40];
	int p;

	if (!isfinite(v))
		return NULL;
	for (p = 1; p <= 17; p++) {
		snprintf(digits, sizeof(digits), "%.*g", p, v);
		if (strtod(digits, NULL) == v)
			break;
	}
	return json_object_new_double_s(v, digits);
}

void cli_json_write(FILE *f, struct json_object *o)
{
	int flags = isatty(fileno(f)) ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE : PLAIN;

	fputs(json_object_to_json_string_ext(o, flags), f);
	putc('\n', f);
}

void cli_json_line(FILE *f, struct json_object *o)
{
	fputs(json_object_to_json_string_ext(o, PLAIN), f);
	putc('\n', f);
}
