/* SPDX-License-Identifier: MIT */
/*
 * A saved document of bitnet-tok-discover(1), given where a tokenizer is wanted.  Only the path in
 * it is used; that the file there fits is looked at again.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "base/map.h"
#include "base/mem.h"
#include "discover/search.h"

enum { DOCUMENT_MAX = 1 << 20, DEPTH_MAX = 16, PATH_BYTES_MAX = 4096 };

static int not_a_document(struct bitnet_error *err)
{
	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "not_a_document", "is no document of bitnet-tok-discover");
}

/* A path that is not UTF-8 is written as {"bytes":[...]}. */
static char *from_bytes(struct json_object *o)
{
	struct json_object *a, *v;
	size_t n, i;
	char *s;

	if (!json_object_object_get_ex(o, "bytes", &a) || !json_object_is_type(a, json_type_array))
		return NULL;
	n = json_object_array_length(a);
	if (n == 0 || n > PATH_BYTES_MAX || !(s = malloc(n + 1)))
		return NULL;
	for (i = 0; i < n; i++) {
		int64_t b;

		v = json_object_array_get_idx(a, i);
		b = json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : 0;
		if (b < 1 || b > 255) {
			free(s);
			return NULL;
		}
		s[i] = (char)(unsigned char)b;
	}
	s[n] = '\0';
	return s;
}

static int get_path(struct json_object *doc, char **out, struct bitnet_error *err)
{
	struct json_object *strategy = NULL, *tokenizer = NULL, *path = NULL;
	char shown[64] = "none";
	char *s = NULL;

	if (json_object_object_get_ex(doc, "tokenizer", &tokenizer) && json_object_is_type(tokenizer, json_type_object))
		json_object_object_get_ex(tokenizer, "path", &path);
	if (!path) {
		if (json_object_object_get_ex(doc, "strategy", &strategy) && json_object_is_type(strategy, json_type_string))
			bitnet_text_escape(shown, sizeof(shown), json_object_get_string(strategy),
					   (size_t)json_object_get_string_len(strategy));
		return bitnet_error_set(err, BITNET_E_NOTFOUND, "no_tokenizer",
					"the document names no tokenizer file, its strategy is '%s'", shown);
	}
	if (json_object_is_type(path, json_type_string)) {
		size_t n = (size_t)json_object_get_string_len(path);
		const char *p = json_object_get_string(path);

		if (n > 0 && n <= PATH_BYTES_MAX && !memchr(p, '\0', n))
			s = bitnet_dup(p, n);
	} else if (json_object_is_type(path, json_type_object)) {
		s = from_bytes(path);
	}
	if (!s)
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_document", "the 'path' of the document's tokenizer is no path");
	*out = s;
	return 0;
}

static int read_object(struct json_object *doc, char **out, struct bitnet_error *err)
{
	static const char prefix[] = "bitnet.tok-discover/";
	struct json_object *schema = NULL;
	const char *s;

	if (!json_object_is_type(doc, json_type_object) || !json_object_object_get_ex(doc, "schema", &schema) ||
	    !json_object_is_type(schema, json_type_string))
		return not_a_document(err);
	s = json_object_get_string(schema);
	if (strncmp(s, prefix, strlen(prefix)) != 0)
		return not_a_document(err);
	if (strcmp(s + strlen(prefix), "1") != 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_document", "a document of another version than 1");
	return get_path(doc, out, err);
}

int bitnet_discover_document(char **path, const char *data, size_t n, struct bitnet_error *err)
{
	struct json_object *doc;
	size_t i = 0;
	int rc;

	/* A tokenizer.json is large and begins alike: look for the word before building a tree. */
	while (i < n && (data[i] == ' ' || data[i] == '\t' || data[i] == '\r' || data[i] == '\n'))
		i++;
	if (n > DOCUMENT_MAX || i == n || data[i] != '{' || !memmem(data, n, "tok-discover", 12))
		return not_a_document(err);
	rc = bitnet_json_text(&doc, data, n, DEPTH_MAX, err);
	if (rc)
		return rc == BITNET_E_NOMEM ? rc : not_a_document(err);
	rc = read_object(doc, path, err);
	json_object_put(doc);
	return rc;
}

int bitnet_discovery_read(char **path, const char *file, struct bitnet_error *err)
{
	struct bitnet_map m;
	int rc = bitnet_map_open(&m, file, err);

	if (rc)
		return rc;
	rc = bitnet_discover_document(path, m.data ? (const char *)m.data : "", m.size, err);
	bitnet_map_close(&m);
	return rc;
}
