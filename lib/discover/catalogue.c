/* SPDX-License-Identifier: MIT */
/* Reading the catalogue: see catalogue.h.  A file is refused as a whole, by the first fault in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/names.h"
#include "discover/catalogue.h"

enum { FILE_BYTES_MAX = 4 << 20, FAMILIES_MAX = 4096, LIST_MAX = 256, STRING_MAX = 255, DEPTH_MAX = 8 };

typedef bool valid_fn(const char *s, size_t n);

static bool plain(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	return n > 0;
}

static int fault(struct bitnet_error *err, const char *member, const char *what)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "bad_catalogue", "'%s' %s", member, what);
}

/* A string that valid() accepts; absent or null gives NULL when it is optional. */
static int get_string(struct json_object *o, const char *member, bool optional, valid_fn *valid, char **out,
		      struct bitnet_error *err)
{
	struct json_object *v = NULL;
	const char *s;
	size_t n;

	*out = NULL;
	json_object_object_get_ex(o, member, &v);
	if (!v && optional)
		return 0;
	if (!json_object_is_type(v, json_type_string))
		return fault(err, member, "is not a string");
	s = json_object_get_string(v);
	n = (size_t)json_object_get_string_len(v);
	if (n > STRING_MAX || memchr(s, '\0', n) || !valid(s, n)) {
		char shown[120];

		bitnet_text_escape(shown, sizeof(shown), s, n);
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_catalogue", "'%s' is '%s', which is not allowed there",
					member, shown);
	}
	*out = bitnet_dup(s, n);
	return *out ? 0 : bitnet_error_nomem(err, n);
}

/* The array of a member; *n elements, 0 when it is absent. */
static int get_array(struct json_object *o, const char *member, struct json_object **out, size_t *n,
		     struct bitnet_error *err)
{
	*n = 0;
	if (!json_object_object_get_ex(o, member, out) || !*out)
		return 0;
	if (!json_object_is_type(*out, json_type_array))
		return fault(err, member, "is not an array");
	*n = json_object_array_length(*out);
	return *n <= LIST_MAX ? 0 : fault(err, member, "has too many elements");
}

static int get_strings(struct json_object *o, const char *member, valid_fn *valid, char ***out, struct bitnet_error *err)
{
	struct json_object *a = NULL, *v;
	size_t n, i;
	int rc = get_array(o, member, &a, &n, err);

	if (rc)
		return rc;
	*out = calloc(n + 1, sizeof(**out));
	if (!*out)
		return bitnet_error_nomem(err, n * sizeof(**out));
	for (i = 0; i < n; i++) {
		const char *s;
		size_t len;

		v = json_object_array_get_idx(a, i);
		if (!json_object_is_type(v, json_type_string))
			return fault(err, member, "has an element that is not a string");
		s = json_object_get_string(v);
		len = (size_t)json_object_get_string_len(v);
		if (len > STRING_MAX || memchr(s, '\0', len) || !valid(s, len))
			return fault(err, member, "has an element that is not allowed there");
		(*out)[i] = bitnet_dup(s, len);
		if (!(*out)[i])
			return bitnet_error_nomem(err, len);
	}
	return 0;
}

static int get_sizes(struct json_object *o, struct bitnet_family *f, struct bitnet_error *err)
{
	struct json_object *a = NULL;
	size_t i;
	int rc = get_array(o, "vocab_sizes", &a, &f->n_vocab_sizes, err);

	if (rc)
		return rc;
	f->vocab_sizes = calloc(f->n_vocab_sizes + 1, sizeof(*f->vocab_sizes));
	if (!f->vocab_sizes)
		return bitnet_error_nomem(err, f->n_vocab_sizes * sizeof(*f->vocab_sizes));
	for (i = 0; i < f->n_vocab_sizes; i++) {
		struct json_object *v = json_object_array_get_idx(a, i);

		f->vocab_sizes[i] = json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : 0;
		if (f->vocab_sizes[i] < 1 || f->vocab_sizes[i] > INT32_MAX)
			return fault(err, "vocab_sizes", "has an element that is not a size");
	}
	return 0;
}

static int get_files(struct json_object *o, struct bitnet_family *f, struct bitnet_error *err)
{
	struct json_object *a = NULL, *required;
	size_t n, i;
	int rc = get_array(o, "files", &a, &n, err);
	bool any = false;

	if (rc)
		return rc;
	f->files = calloc(n + 1, sizeof(*f->files));
	if (!f->files)
		return bitnet_error_nomem(err, n * sizeof(*f->files));
	for (i = 0; i < n; i++) {
		struct json_object *v = json_object_array_get_idx(a, i);

		if (!json_object_is_type(v, json_type_object))
			return fault(err, "files", "has an element that is not an object");
		f->n_files = i + 1;
		rc = get_string(v, "name", false, bitnet_name_file, &f->files[i].name, err);
		if (rc)
			return rc;
		if (!json_object_object_get_ex(v, "required", &required) ||
		    !json_object_is_type(required, json_type_boolean))
			return fault(err, "files", "has an element whose 'required' is not true or false");
		f->files[i].required = json_object_get_boolean(required);
		any |= f->files[i].required;
	}
	return any ? 0 : fault(err, "files", "has no element that is required");
}

static int get_pins(struct json_object *o, struct bitnet_family_mirror *m, struct bitnet_error *err)
{
	struct json_object *a = NULL;
	size_t n, i;
	char *etag;
	int rc = get_array(o, "files", &a, &n, err);

	if (rc)
		return rc;
	m->pins = calloc(n + 1, sizeof(*m->pins));
	if (!m->pins)
		return bitnet_error_nomem(err, n * sizeof(*m->pins));
	for (i = 0; i < n; i++) {
		struct json_object *v = json_object_array_get_idx(a, i);

		if (!json_object_is_type(v, json_type_object))
			return fault(err, "files", "has an element that is not an object");
		m->n_pins = i + 1;
		if ((rc = get_string(v, "name", false, bitnet_name_file, &m->pins[i].name, err)) != 0 ||
		    (rc = get_string(v, "etag", false, bitnet_name_etag, &etag, err)) != 0)
			return rc;
		memcpy(m->pins[i].etag, etag, strlen(etag) + 1);
		free(etag);
	}
	return 0;
}

static int get_mirror(struct json_object *o, struct bitnet_family_mirror *m, struct bitnet_error *err)
{
	char *commit = NULL;
	int rc;

	if (!json_object_is_type(o, json_type_object))
		return fault(err, "mirrors", "has an element that is not an object");
	if ((rc = get_string(o, "repo", false, bitnet_name_repo, &m->repo, err)) != 0 ||
	    (rc = get_string(o, "commit", true, bitnet_name_commit, &commit, err)) != 0)
		return rc;
	if (commit)
		memcpy(m->commit, commit, sizeof(m->commit));
	free(commit);
	return get_pins(o, m, err);
}

static int get_mirrors(struct json_object *o, struct bitnet_family *f, struct bitnet_error *err)
{
	struct json_object *a = NULL;
	size_t n, i;
	int rc = get_array(o, "mirrors", &a, &n, err);

	if (rc)
		return rc;
	f->mirrors = calloc(n + 1, sizeof(*f->mirrors));
	if (!f->mirrors)
		return bitnet_error_nomem(err, n * sizeof(*f->mirrors));
	for (i = 0; i < n && rc == 0; i++) {
		f->n_mirrors = i + 1;
		rc = get_mirror(json_object_array_get_idx(a, i), &f->mirrors[i], err);
	}
	return rc;
}

static int get_sha256(struct json_object *o, char out[65], struct bitnet_error *err)
{
	char *s;
	int rc = get_string(o, "tokens_sha256", true, plain, &s, err);

	if (rc || !s)
		return rc;
	if (strlen(s) != 64 || strspn(s, "0123456789abcdef") != 64)
		rc = fault(err, "tokens_sha256", "is not 64 hexadecimal digits in lower case");
	else
		memcpy(out, s, 65);
	free(s);
	return rc;
}

/* true, false, or null and absent as -1. */
static int get_bool(struct json_object *o, const char *member, int *out, struct bitnet_error *err)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(o, member, &v);
	if (v && !json_object_is_type(v, json_type_boolean))
		return fault(err, member, "is not true, false or null");
	*out = v ? json_object_get_boolean(v) : -1;
	return 0;
}

static int get_family(struct json_object *o, struct bitnet_family *f, struct bitnet_error *err)
{
	int proven, rc;

	if (!json_object_is_type(o, json_type_object))
		return fault(err, "families", "has an element that is not an object");
	if ((rc = get_string(o, "key", false, bitnet_name_key, &f->key, err)) != 0 ||
	    (rc = get_string(o, "repo", false, bitnet_name_repo, &f->repo, err)) != 0 ||
	    (rc = get_string(o, "license", true, plain, &f->license, err)) != 0 ||
	    (rc = get_strings(o, "models", bitnet_name_repo, &f->models, err)) != 0 ||
	    (rc = get_mirrors(o, f, err)) != 0 ||
	    (rc = get_strings(o, "architectures", plain, &f->architectures, err)) != 0 ||
	    (rc = get_sizes(o, f, err)) != 0 ||
	    (rc = get_files(o, f, err)) != 0 ||
	    (rc = get_sha256(o, f->tokens_sha256, err)) != 0 ||
	    (rc = get_bool(o, "gated", &f->gated, err)) != 0 ||
	    (rc = get_bool(o, "proven", &proven, err)) != 0) {
		if (f->key)
			bitnet_error_prefix(err, "family '%s'", f->key);
		return rc;
	}
	f->proven = proven == 1;
	if (f->proven && !f->tokens_sha256[0]) {
		fault(err, "proven", "is true without 'tokens_sha256'");
		bitnet_error_prefix(err, "family '%s'", f->key);
		return BITNET_E_INPUT;
	}
	return 0;
}

static void free_strings(char **v)
{
	size_t i;

	for (i = 0; v && v[i]; i++)
		free(v[i]);
	free(v);
}

static void release_mirror(struct bitnet_family_mirror *m)
{
	size_t i;

	for (i = 0; i < m->n_pins; i++)
		free(m->pins[i].name);
	free(m->pins);
	free(m->repo);
}

static void release_family(struct bitnet_family *f)
{
	size_t i;

	free(f->key);
	free(f->repo);
	free(f->license);
	free_strings(f->models);
	for (i = 0; i < f->n_mirrors; i++)
		release_mirror(&f->mirrors[i]);
	free(f->mirrors);
	free_strings(f->architectures);
	free(f->vocab_sizes);
	for (i = 0; i < f->n_files; i++)
		free(f->files[i].name);
	free(f->files);
	memset(f, 0, sizeof(*f));
}

void bitnet_catalogue_release(struct bitnet_catalogue *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		release_family(&c->families[i]);
	free(c->families);
	memset(c, 0, sizeof(*c));
}

/* n_before: families of earlier files, which win over this one; the same key twice in one file is a fault. */
static int add_family(struct bitnet_catalogue *c, size_t n_before, struct json_object *o, struct bitnet_error *err)
{
	const struct bitnet_family *same;
	struct bitnet_family *f;
	int rc;

	if (!bitnet_grow(&c->families, &c->cap, c->n + 1, sizeof(*c->families)))
		return bitnet_error_nomem(err, (c->n + 1) * sizeof(*c->families));
	f = &c->families[c->n];
	memset(f, 0, sizeof(*f));
	rc = get_family(o, f, err);
	same = rc == 0 ? bitnet_catalogue_by_key(c, f->key) : NULL;
	if (same && same >= c->families + n_before)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "bad_catalogue", "family '%s' stands there twice", f->key);
	if (rc || same)
		release_family(f);
	else
		c->n++;
	return rc;
}

static int add_document(struct bitnet_catalogue *c, struct json_object *doc, struct bitnet_error *err)
{
	struct json_object *schema = NULL, *families = NULL;
	size_t i, n, before = c->n;
	int rc = 0;

	if (!json_object_is_type(doc, json_type_object))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_catalogue", "is not a JSON object");
	json_object_object_get_ex(doc, "schema", &schema);
	if (!json_object_is_type(schema, json_type_string) ||
	    strcmp(json_object_get_string(schema), "bitnet.catalogue/1") != 0)
		return fault(err, "schema", "is not 'bitnet.catalogue/1'");
	json_object_object_get_ex(doc, "families", &families);
	if (!json_object_is_type(families, json_type_array))
		return fault(err, "families", "is not an array");
	n = json_object_array_length(families);
	if (n > FAMILIES_MAX)
		return fault(err, "families", "has too many elements");
	for (i = 0; i < n && rc == 0; i++)
		rc = add_family(c, before, json_object_array_get_idx(families, i), err);
	return rc;
}

int bitnet_catalogue_add(struct bitnet_catalogue *c, const char *json, size_t n, struct bitnet_error *err)
{
	struct json_object *doc;
	int rc;

	if (n > FILE_BYTES_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "bad_catalogue", "%zu bytes are too many for a catalogue", n);
	rc = bitnet_json_text(&doc, json, n, DEPTH_MAX, err);
	if (rc)
		return rc;
	rc = add_document(c, doc, err);
	json_object_put(doc);
	return rc;
}

int bitnet_catalogue_add_file(struct bitnet_catalogue *c, const char *path, struct bitnet_error *err)
{
	struct bitnet_map m;
	int rc = bitnet_map_open(&m, path, err);

	if (rc)
		return rc;
	rc = bitnet_catalogue_add(c, m.data ? (const char *)m.data : "", m.size, err);
	bitnet_map_close(&m);
	return rc;
}

const struct bitnet_family *bitnet_catalogue_by_key(const struct bitnet_catalogue *c, const char *key)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->families[i].key, key) == 0)
			return &c->families[i];
	return NULL;
}

static bool among(char *const *v, const char *s)
{
	for (; *v; v++)
		if (strcasecmp(*v, s) == 0)
			return true;
	return false;
}

static bool is_mirror(const struct bitnet_family *f, const char *repo)
{
	size_t i;

	for (i = 0; i < f->n_mirrors; i++)
		if (strcasecmp(f->mirrors[i].repo, repo) == 0)
			return true;
	return false;
}

const struct bitnet_family *bitnet_catalogue_by_repo(const struct bitnet_catalogue *c, const char *repo)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcasecmp(c->families[i].repo, repo) == 0)
			return &c->families[i];
	for (i = 0; i < c->n; i++)
		if (among(c->families[i].models, repo) || is_mirror(&c->families[i], repo))
			return &c->families[i];
	return NULL;
}

bool bitnet_family_has_size(const struct bitnet_family *f, int64_t vocab_size)
{
	size_t i;

	for (i = 0; i < f->n_vocab_sizes; i++)
		if (f->vocab_sizes[i] == vocab_size)
			return true;
	return false;
}

bool bitnet_family_fits(const struct bitnet_family *f, const char *architecture, int64_t vocab_size)
{
	size_t i;

	for (i = 0; f->architectures[i]; i++)
		if (strcmp(f->architectures[i], architecture) == 0)
			return bitnet_family_has_size(f, vocab_size);
	return false;
}
