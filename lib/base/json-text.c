/* SPDX-License-Identifier: MIT */
/* JSON texts: see json-text.h. */
#include <string.h>

#include "base/error-set.h"
#include "base/json-text.h"

int bitnet_json_text(struct json_object **doc, const char *data, size_t n, int depth, struct bitnet_error *err)
{
	struct json_tokener *t = json_tokener_new_ex(depth);
	enum json_tokener_error e;
	struct json_object *o;
	size_t end;

	if (!t)
		return bitnet_error_nomem(err, n);
	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(t, data, (int)n);
	e = json_tokener_get_error(t);
	end = json_tokener_get_parse_end(t);
	json_tokener_free(t);
	while (end < n && (data[end] == ' ' || data[end] == '\t' || data[end] == '\r' || data[end] == '\n'))
		end++;
	if (e == json_tokener_success && end == n) {
		*doc = o;
		return 0;
	}
	json_object_put(o);
	return bitnet_error_set(err, BITNET_E_INPUT, "bad_json", "is not JSON: byte %zu: %s", end,
				e == json_tokener_success ? "more after the end" :
				e == json_tokener_continue ? "ends too early" : json_tokener_error_desc(e));
}

bool bitnet_json_has_nul(const char *s, size_t n)
{
	const char *p = s, *end = s + n, *back;

	while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		for (back = p; back < end && *back == '\\'; back++)
			;
		if ((back - p) % 2 && end - back >= 5 && memcmp(back, "u0000", 5) == 0)
			return true;
		p = back;
	}
	return false;
}
