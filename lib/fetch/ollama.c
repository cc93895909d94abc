/* SPDX-License-Identifier: MIT */
/*
 * Models in a local store of Ollama: manifests/HOST/NAMESPACE/NAME/TAG names the layers, of which one is a GGUF
 * file, blobs/sha256-DIGEST.  See bitnet/fetch.h and ollama.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <json-c/json.h>

#include <bitnet/fetch.h>
#include <bitnet/text.h>

#include "base/buf.h"
#include "base/error-set.h"
#include "base/json-text.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/names.h"
#include "fetch/ollama.h"

enum { MANIFEST_MAX = 1 << 20, DEPTH_MAX = 16 };

static int fault(struct bitnet_error *err, const char *what)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "ollama_manifest", "the manifest %s", what);
}

static const char *text(struct json_object *o, const char *member)
{
	struct json_object *v = NULL;

	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, member, &v) &&
	       json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;
}

static int read_layer(char digest[65], int64_t *size, struct json_object *layer, struct bitnet_error *err)
{
	const char *s = text(layer, "digest");
	struct json_object *n = NULL;

	if (!s || strncmp(s, "sha256:", 7) != 0 || !bitnet_name_sha256(s + 7, strlen(s + 7)))
		return fault(err, "names a model by a digest that is none");
	json_object_object_get_ex(layer, "size", &n);
	if (!json_object_is_type(n, json_type_int) || json_object_get_int64(n) < 0)
		return fault(err, "names a model without a size");
	memcpy(digest, s + 7, 65);
	*size = json_object_get_int64(n);
	return 0;
}

static int find_layer(char digest[65], int64_t *size, struct json_object *doc, struct bitnet_error *err)
{
	struct json_object *layers = NULL;
	size_t i, n;

	if (!json_object_is_type(doc, json_type_object) || !json_object_object_get_ex(doc, "layers", &layers) ||
	    !json_object_is_type(layers, json_type_array))
		return fault(err, "has no layers");
	n = json_object_array_length(layers);
	for (i = 0; i < n; i++) {
		struct json_object *layer = json_object_array_get_idx(layers, i);
		const char *type = text(layer, "mediaType");

		if (type && strcmp(type, "application/vnd.ollama.image.model") == 0)
			return read_layer(digest, size, layer, err);
	}
	return fault(err, "names no model");
}

int bitnet_ollama_manifest(char digest[65], int64_t *size, const char *json, size_t n, struct bitnet_error *err)
{
	struct json_object *doc;
	int rc = n > MANIFEST_MAX ? BITNET_E_LIMIT : bitnet_json_text(&doc, json, n, DEPTH_MAX, err);

	if (rc)
		return rc == BITNET_E_NOMEM ? rc : fault(err, "is not JSON that can be read");
	rc = bitnet_json_has_nul(json, n) ? fault(err, "holds a NUL") : find_layer(digest, size, doc, err);
	json_object_put(doc);
	return rc;
}

/* A part of a name: no path, and nothing hidden. */
static bool part_valid(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= '0' && s[i] <= '9') || (i && strchr("._-", s[i]))))
			return false;
	return n > 0 && n <= 80;
}

/* HOST/NAMESPACE/NAME/TAG of "[HOST/][NAMESPACE/]NAME[:TAG]"; false when a part is none. */
static bool manifest_name(char *out, size_t cap, const char *name)
{
	const char *parts[3] = { "registry.ollama.ai", "library", NULL }, *s[3], *colon, *tag = "latest";
	size_t n[3] = { strlen(parts[0]), strlen(parts[1]), 0 }, len[3], count = 0, i, n_tag = strlen(tag);

	colon = strrchr(name, ':');
	if (colon && !strchr(colon, '/')) {
		tag = colon + 1;
		n_tag = strlen(tag);
	} else {
		colon = name + strlen(name);
	}
	while (name <= colon) {
		const char *slash = memchr(name, '/', (size_t)(colon - name));

		if (count == 3)
			return false;
		s[count] = name;
		len[count] = (size_t)((slash ? slash : colon) - name);
		if (!part_valid(s[count], len[count]))
			return false;
		count++;
		name = slash ? slash + 1 : colon + 1;
	}
	for (i = 0; i < count; i++) {
		parts[3 - count + i] = s[i];
		n[3 - count + i] = len[i];
	}
	return part_valid(tag, n_tag) && (size_t)snprintf(out, cap, "%.*s/%.*s/%.*s/%.*s", (int)n[0], parts[0], (int)n[1], parts[1], (int)n[2],
							     parts[2], (int)n_tag, tag) < cap;
}

static int missing(struct bitnet_error *err, const char *name, const char *why)
{
	char shown[200];

	bitnet_error_set(err, BITNET_E_NOTFOUND, "ollama_missing", "%s: %s", bitnet_text_escape(shown, sizeof(shown), name, strlen(name)), why);
	bitnet_error_hint(err, "Where the store of Ollama is elsewhere, name it in OLLAMA_MODELS.");
	return BITNET_E_NOTFOUND;
}

static int blob(char **path, const char *store, const char *digest, int64_t size, const char *name, struct bitnet_error *err)
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	struct stat st;
	char *at;

	bitnet_buf_printf(&b, "%s/blobs/sha256-%s", store, digest);
	at = bitnet_buf_take(&b);
	if (!at)
		return bitnet_error_nomem(err, 0);
	if (stat(at, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size != size) {
		free(at);
		return missing(err, name, "the store has not all of the model");
	}
	*path = at;
	return 0;
}

int bitnet_fetch_ollama(char **path, const char *store, const char *address, struct bitnet_error *err)
{
	char name[400], digest[65], shown[120], at[4096];
	struct bitnet_map m;
	int64_t size;
	int rc;

	if (strncmp(address, "ollama://", 9) != 0 || !manifest_name(name, sizeof(name), address + 9))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "'%s' is no ollama://NAME:TAG",
					bitnet_text_escape(shown, sizeof(shown), address, strlen(address)));
	if ((size_t)snprintf(at, sizeof(at), "%s/manifests/%s", store, name) >= sizeof(at) || bitnet_map_open(&m, at, err) != 0)
		return missing(err, address, "no such model in the store of Ollama");
	rc = bitnet_ollama_manifest(digest, &size, m.data ? (const char *)m.data : "", m.size, err);
	bitnet_map_close(&m);
	if (rc) {
		bitnet_error_prefix(err, "%s", bitnet_text_escape(shown, sizeof(shown), address, strlen(address)));
		return rc;
	}
	return blob(path, store, digest, size, address, err);
}
