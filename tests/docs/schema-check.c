/* SPDX-License-Identifier: MIT */
/*
 * schema-check SCHEMA [--lines] < DOCUMENT
 *
 * Whether a JSON document (with --lines: each line) is what a schema says.  The schema may use the
 * keywords below and no others, so that every word in a schema is one that is checked.  Exit 0:
 * yes; 1: no, with the place and the reason on stderr; 2: the schema itself is wrong.
 */
#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#define MAX_DEPTH 100

static struct json_object *root;
static char reason[1024];

__attribute__((noreturn, format(printf, 1, 2))) static void bad_schema(const char *fmt, ...)
{
	va_list ap;

	fputs("schema-check: schema: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

__attribute__((format(printf, 2, 3))) static bool no(const char *path, const char *fmt, ...)
{
	va_list ap;
	size_t n;

	snprintf(reason, sizeof(reason), "%s: ", *path ? path : "/");
	n = strlen(reason);
	va_start(ap, fmt);
	vsnprintf(reason + n, sizeof(reason) - n, fmt, ap);
	va_end(ap);
	return false;
}

static const char *text(struct json_object *o)
{
	return json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

static bool is_number(struct json_object *o)
{
	return json_object_is_type(o, json_type_int) || json_object_is_type(o, json_type_double);
}

static bool is_of_type(struct json_object *o, const char *type)
{
	if (strcmp(type, "object") == 0)
		return json_object_is_type(o, json_type_object);
	if (strcmp(type, "array") == 0)
		return json_object_is_type(o, json_type_array);
	if (strcmp(type, "string") == 0)
		return json_object_is_type(o, json_type_string);
	if (strcmp(type, "boolean") == 0)
		return json_object_is_type(o, json_type_boolean);
	if (strcmp(type, "null") == 0)
		return o == NULL;
	if (strcmp(type, "number") == 0)
		return is_number(o);
	if (strcmp(type, "integer") == 0)
		return is_number(o) && floor(json_object_get_double(o)) == json_object_get_double(o);
	bad_schema("type \"%s\" is not a type", type);
}

/* Every member of a schema is a keyword that check() knows, and has the type that it reads. */
static void check_keywords(struct json_object *schema)
{
	static const struct { const char *name; enum json_type type, or; } known[] = {
		{ "$schema", json_type_string, json_type_string }, { "$id", json_type_string, json_type_string },
		{ "$ref", json_type_string, json_type_string }, { "title", json_type_string, json_type_string },
		{ "description", json_type_string, json_type_string }, { "definitions", json_type_object, json_type_object },
		{ "type", json_type_string, json_type_array }, { "properties", json_type_object, json_type_object },
		{ "required", json_type_array, json_type_array }, { "items", json_type_object, json_type_object },
		{ "additionalProperties", json_type_boolean, json_type_boolean },
		{ "enum", json_type_array, json_type_array }, { "minimum", json_type_int, json_type_double },
		{ "maximum", json_type_int, json_type_double }, { "minItems", json_type_int, json_type_int },
		{ "pattern", json_type_string, json_type_string }, { "oneOf", json_type_array, json_type_array },
		{ "anyOf", json_type_array, json_type_array }
	};
	const size_t n = sizeof(known) / sizeof(*known);

	if (!json_object_is_type(schema, json_type_object))
		bad_schema("'%.80s' is not an object", text(schema));
	json_object_object_foreach(schema, name, value) {
		size_t i = 0;

		while (i < n && strcmp(known[i].name, name) != 0)
			i++;
		if (i == n && strcmp(name, "const") != 0)
			bad_schema("keyword '%s' is not one that is checked", name);
		if (i < n && !json_object_is_type(value, known[i].type) && !json_object_is_type(value, known[i].or))
			bad_schema("keyword '%s' has a value of the wrong type", name);
		if (strcmp(name, "additionalProperties") == 0 && json_object_get_boolean(value))
			bad_schema("additionalProperties is not false");
	}
}

static bool check(struct json_object *schema, struct json_object *doc, const char *path, int depth);

static bool check_type(struct json_object *type, struct json_object *doc, const char *path)
{
	size_t i;

	if (json_object_is_type(type, json_type_string)) {
		if (is_of_type(doc, json_object_get_string(type)))
			return true;
		return no(path, "%.80s is not of type %s", text(doc), json_object_get_string(type));
	}
	for (i = 0; i < json_object_array_length(type); i++)
		if (is_of_type(doc, json_object_get_string(json_object_array_get_idx(type, i))))
			return true;
	return no(path, "%.80s is of none of the types %s", text(doc), text(type));
}

static bool check_enum(struct json_object *values, struct json_object *doc, const char *path)
{
	size_t i;

	for (i = 0; i < json_object_array_length(values); i++)
		if (json_object_equal(json_object_array_get_idx(values, i), doc))
			return true;
	return no(path, "%.80s is not one of %.200s", text(doc), text(values));
}

static bool check_pattern(const char *pattern, const char *s, const char *path)
{
	regex_t re;
	int status;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		bad_schema("pattern '%s' is no regular expression", pattern);
	status = regexec(&re, s, 0, NULL, 0);
	regfree(&re);
	return status == 0 || no(path, "'%.80s' does not match '%s'", s, pattern);
}

static bool check_object(struct json_object *schema, struct json_object *doc, const char *path, int depth)
{
	struct json_object *props = json_object_object_get(schema, "properties"), *required, *sub;
	char below[512];
	size_t i;

	if (json_object_object_get_ex(schema, "required", &required))
		for (i = 0; i < json_object_array_length(required); i++) {
			const char *name = json_object_get_string(json_object_array_get_idx(required, i));

			if (!json_object_object_get_ex(doc, name, NULL))
				return no(path, "'%s' is missing", name);
		}
	json_object_object_foreach(doc, name, value) {
		snprintf(below, sizeof(below), "%.400s/%.100s", path, name);
		if (props && json_object_object_get_ex(props, name, &sub)) {
			if (!check(sub, value, below, depth))
				return false;
		} else if (json_object_object_get_ex(schema, "additionalProperties", NULL)) {
			return no(below, "is not in the schema");
		}
	}
	return true;
}

static bool check_array(struct json_object *schema, struct json_object *doc, const char *path, int depth)
{
	struct json_object *items = json_object_object_get(schema, "items"), *min;
	size_t i, n = json_object_array_length(doc);
	char below[512];

	if (json_object_object_get_ex(schema, "minItems", &min) && (int64_t)n < json_object_get_int64(min))
		return no(path, "%zu items, at least %s wanted", n, text(min));
	for (i = 0; items && i < n; i++) {
		snprintf(below, sizeof(below), "%.400s/%zu", path, i);
		if (!check(items, json_object_array_get_idx(doc, i), below, depth))
			return false;
	}
	return true;
}

static bool check_range(struct json_object *schema, struct json_object *doc, const char *path)
{
	double v = json_object_get_double(doc);
	struct json_object *limit;

	if (json_object_object_get_ex(schema, "minimum", &limit) && !(v >= json_object_get_double(limit)))
		return no(path, "%s is below %s", text(doc), text(limit));
	if (json_object_object_get_ex(schema, "maximum", &limit) && !(v <= json_object_get_double(limit)))
		return no(path, "%s is above %s", text(doc), text(limit));
	return true;
}

/* How many of the schemas in list hold. */
static size_t matches(struct json_object *list, struct json_object *doc, const char *path, int depth)
{
	size_t i, n = 0;

	for (i = 0; i < json_object_array_length(list); i++)
		n += check(json_object_array_get_idx(list, i), doc, path, depth);
	return n;
}

static struct json_object *resolve(const char *ref)
{
	static const char prefix[] = "#/definitions/";
	struct json_object *defs, *def;

	if (strncmp(ref, prefix, sizeof(prefix) - 1) == 0 && json_object_object_get_ex(root, "definitions", &defs) &&
	    json_object_object_get_ex(defs, ref + sizeof(prefix) - 1, &def))
		return def;
	bad_schema("$ref '%s' leads nowhere", ref);
}

static bool check(struct json_object *schema, struct json_object *doc, const char *path, int depth)
{
	struct json_object *k;
	size_t n;

	if (++depth > MAX_DEPTH)
		bad_schema("deeper than %d", MAX_DEPTH);
	check_keywords(schema);
	if (json_object_object_get_ex(schema, "$ref", &k))
		return check(resolve(json_object_get_string(k)), doc, path, depth);
	if (json_object_object_get_ex(schema, "type", &k) && !check_type(k, doc, path))
		return false;
	if (json_object_object_get_ex(schema, "enum", &k) && !check_enum(k, doc, path))
		return false;
	if (json_object_object_get_ex(schema, "const", &k) && !json_object_equal(k, doc))
		return no(path, "%.80s is not %s", text(doc), text(k));
	if (json_object_object_get_ex(schema, "anyOf", &k) && matches(k, doc, path, depth) == 0)
		return no(path, "%.80s is none of anyOf", text(doc));
	if (json_object_object_get_ex(schema, "oneOf", &k)) {
		n = matches(k, doc, path, depth);
		if (n != 1)
			return no(path, "%.80s is %zu of oneOf, not one", text(doc), n);
	}
	if (json_object_is_type(doc, json_type_object))
		return check_object(schema, doc, path, depth);
	if (json_object_is_type(doc, json_type_array))
		return check_array(schema, doc, path, depth);
	if (is_number(doc))
		return check_range(schema, doc, path);
	if (json_object_is_type(doc, json_type_string) && json_object_object_get_ex(schema, "pattern", &k))
		return check_pattern(json_object_get_string(k), json_object_get_string(doc), path);
	return true;
}

/* All schemas inside `schema`, also those that no document reaches. */
static void check_whole_schema(struct json_object *schema, int depth)
{
	static const char *const maps[] = { "properties", "definitions" }, *const lists[] = { "oneOf", "anyOf" };
	struct json_object *k;
	size_t i, j;

	if (++depth > MAX_DEPTH)
		bad_schema("deeper than %d", MAX_DEPTH);
	check_keywords(schema);
	for (i = 0; i < 2; i++) {
		if (json_object_object_get_ex(schema, maps[i], &k)) {
			json_object_object_foreach(k, name, value) {
				(void)name;
				check_whole_schema(value, depth);
			}
		}
		if (json_object_object_get_ex(schema, lists[i], &k))
			for (j = 0; j < json_object_array_length(k); j++)
				check_whole_schema(json_object_array_get_idx(k, j), depth);
	}
	if (json_object_object_get_ex(schema, "items", &k))
		check_whole_schema(k, depth);
	if (json_object_object_get_ex(schema, "$ref", &k))
		resolve(json_object_get_string(k));
}

/* Nothing but one document and blanks after it. */
static bool parse(const char *s, size_t n, struct json_object **out)
{
	struct json_tokener *tok = json_tokener_new();
	enum json_tokener_error e;

	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	*out = json_tokener_parse_ex(tok, s, (int)n);
	e = json_tokener_get_error(tok);
	/* A number at the very end is only known to be whole when something follows it. */
	if (e == json_tokener_continue) {
		*out = json_tokener_parse_ex(tok, " ", 1);
		e = json_tokener_get_error(tok);
	}
	json_tokener_free(tok);
	return e == json_tokener_success || no("", "not JSON: %s", json_tokener_error_desc(e));
}

static bool check_text(const char *s, size_t n)
{
	struct json_object *doc;
	bool ok = parse(s, n, &doc) && check(root, doc, "", 0);

	json_object_put(doc);
	return ok;
}

static char *read_stdin(size_t *n)
{
	size_t cap = 1 << 16, got;
	char *s = malloc(cap);

	*n = 0;
	while (s && (got = fread(s + *n, 1, cap - *n, stdin)) > 0) {
		*n += got;
		if (*n == cap)
			s = realloc(s, cap *= 2);
	}
	if (!s)
		bad_schema("out of memory");
	return s;
}

int main(int argc, char **argv)
{
	bool lines = argc == 3 && strcmp(argv[2], "--lines") == 0;
	unsigned long line = 0;
	size_t n, pos = 0;
	char *s;
	int status = 0;

	if (argc != 2 && !lines)
		bad_schema("usage: schema-check SCHEMA [--lines] < DOCUMENT");
	root = json_object_from_file(argv[1]);
	if (!root)
		bad_schema("%s", json_util_get_last_err());
	check_whole_schema(root, 0);
	s = read_stdin(&n);
	if (!lines && !check_text(s, n)) {
		fprintf(stderr, "schema-check: %s\n", reason);
		status = 1;
	}
	while (lines && status == 0 && pos < n) {
		const char *end = memchr(s + pos, '\n', n - pos);
		size_t len = end ? (size_t)(end - s) - pos : n - pos;

		line++;
		if (!end || !check_text(s + pos, len)) {
			fprintf(stderr, "schema-check: line %lu: %s\n", line, end ? reason : "no newline at the end");
			status = 1;
		}
		pos += len + 1;
	}
	free(s);
	json_object_put(root);
	return status;
}
