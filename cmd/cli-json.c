/* SPDX-License-Identifier: MIT */
/* JSON documents: see cli-json.h. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json_visit.h>

#include <bitnet/text.h>

#include "cli-json.h"
#include "cli.h"

/* Levels of nesting that are read. */
#define DEPTH 64

#define PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* NaN and Infinity are words that json-c takes and JSON does not have. */
static int not_finite(struct json_object *o, int flags, struct json_object *parent, const char *key, size_t *index, void *found)
{
	(void)parent, (void)key, (void)index;
	/* A number in digits keeps its text, 1e999 too. */
	if (!(flags & JSON_C_VISIT_SECOND) && json_object_is_type(o, json_type_double) &&
	    !isfinite(json_object_get_double(o)) && !json_object_get_userdata(o)) {
		*(bool *)found = true;
		return JSON_C_VISIT_RETURN_STOP;
	}
	return JSON_C_VISIT_RETURN_CONTINUE;
}

static int inexact(struct json_object *o, int flags, struct json_object *parent, const char *key, size_t *index, void *found)
{
	(void)flags, (void)parent, (void)key, (void)index;
	if (json_object_is_type(o, json_type_int) &&
	    (json_object_get_int64(o) == INT64_MIN || json_object_get_uint64(o) == UINT64_MAX)) {
		*(bool *)found = true;
		return JSON_C_VISIT_RETURN_STOP;
	}
	return JSON_C_VISIT_RETURN_CONTINUE;
}

bool cli_json_exact(struct json_object *o)
{
	bool found = false;

	return !o || (json_c_visit(o, 0, inexact, &found) == 0 && !found);
}

static const char *after_document(const char *s, size_t n, size_t end)
{
	while (end < n && (s[end] == ' ' || s[end] == '\t' || s[end] == '\r' || s[end] == '\n'))
		end++;
	return end < n ? "more text after the end" : NULL;
}

/* What json-c lets pass and other readers do not: control characters in strings, and '1.'. */
static const char *too_lax(const char *s, size_t n, size_t *at)
{
	bool string = false;

	for (*at = 0; *at < n; ++*at) {
		unsigned char c = (unsigned char)s[*at], next = *at + 1 < n ? (unsigned char)s[*at + 1] : 0;

		if (string && c < 0x20)
			return "control character in a string";
		if (!string && c == '.' && (next < '0' || next > '9'))
			return "no digit after the point";
		if (c == '"')
			string = !string;
		else if (string && c == '\\')
			++*at;
	}
	return NULL;
}

/* One document of json-c, or NULL with the reason and its place. */
static struct json_object *read_document(struct json_tokener *t, const char *s, size_t n, const char **bad, size_t *end)
{
	struct json_object *o = json_tokener_parse_ex(t, s, (int)n);

	*end = json_tokener_get_parse_end(t);
	if (json_tokener_get_error(t) == json_tokener_continue)
		*bad = "ends too early";
	else if (json_tokener_get_error(t) != json_tokener_success)
		*bad = json_tokener_error_desc(json_tokener_get_error(t));
	else
		*bad = after_document(s, n, *end);
	if (!*bad)
		*bad = too_lax(s, n, end);
	return o;
}

/* The same text with surrogates put together, which json-c does wrong; the text is known to be good. */
static struct json_object *read_pairs(struct json_tokener *t, const char *s, size_t n)
{
	char *text = cli_xmalloc(n + 1);
	struct json_object *o;

	n = bitnet_json_pairs(text, s, n, NULL);
	json_tokener_reset(t);
	o = json_tokener_parse_ex(t, text, (int)n);
	free(text);
	return o;
}

struct json_object *cli_json_parse(const char *s, size_t n, char *why, size_t cap)
{
	struct json_tokener *t = json_tokener_new_ex(DEPTH);
	struct json_object *o = NULL;
	const char *bad = NULL;
	bool found = false;
	size_t end = 0;

	if (n > INT32_MAX - 1) {
		bad = "too long";
	} else if (!t) {
		bad = "out of memory";
	} else {
		json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
		o = read_document(t, s, n, &bad, &end);
		if (!bad && (memmem(s, n, "\\ud", 3) || memmem(s, n, "\\uD", 3))) {
			json_object_put(o);
			o = read_pairs(t, s, n);
		}
		if (!bad && !json_object_is_type(o, json_type_object) && !json_object_is_type(o, json_type_array))
			bad = "neither an object nor an array";
		if (!bad && (json_c_visit(o, 0, not_finite, &found) != 0 || found))
			bad = "NaN or Infinity";
	}
	if (bad) {
		snprintf(why, cap, "not JSON: %s at byte %zu", bad, end);
		json_object_put(o);
		o = NULL;
	}
	if (t)
		json_tokener_free(t);
	return o;
}

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

struct json_object *cli_json_seconds(double t)
{
	return cli_json_real((double)(int64_t)(t * 1e6 + 0.5) / 1e6);
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
