/* SPDX-License-Identifier: MIT */
/* Keys that the caller gives, of those that tell people what a file is (docs/gguf.md of ggml). */
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "convert/convert-int.h"
#include "model/model-int.h"

static const char *const names[] = {
	"name", "author", "version", "organization", "basename", "finetune", "description", "quantized_by", "size_label", "license",
	"license.name", "license.link", "url", "doi", "uuid", "repo_url", "source.url", "source.doi", "source.uuid", "source.repo_url",
};

static const char *find(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0)
			return names[i];
	return NULL;
}

/* NAME=VALUE: the key general.NAME. */
static int set_one(struct bitnet_convert *c, const char *s, struct bitnet_error *err)
{
	const char *equal = strchr(s, '='), *name = equal ? find(s, (size_t)(equal - s)) : NULL;
	char key[64], shown[128];
	bool was;

	if (!name) {
		bitnet_error_set(err, BITNET_E_INPUT, "set_key", "'%s' is no NAME=VALUE with a NAME that can be set",
				 bitnet_text_escape(shown, sizeof(shown), s, strlen(s)));
		bitnet_error_hint(err, "Names are name, author, version, license, description, url ... (bitnet-quantize(1) has all).");
		return BITNET_E_INPUT;
	}
	if (!bitnet_utf8_valid(equal + 1, strlen(equal + 1)))
		return bitnet_error_set(err, BITNET_E_INPUT, "set_key", "the value of '%s' is not UTF-8", name);
	snprintf(key, sizeof(key), "general.%s", name);
	was = c->g && bitnet_gguf_kv(c->g, key);
	bitnet_gguf_put_str(c->w, key, bitnet_str_of(equal + 1));
	return bitnet_convert_note_key(c, key, was ? "changed" : "added", err, "%s", equal + 1);
}

int bitnet_convert_set(struct bitnet_convert *c, struct bitnet_error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < c->o.n_set && !rc; i++)
		rc = set_one(c, c->o.set[i], err);
	return rc;
}
