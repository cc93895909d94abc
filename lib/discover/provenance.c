/* SPDX-License-Identifier: MIT */
/*
 * The repositories that a model's own keys name (GGUF specification, "general.source" and
 * "general.base_model").  What they say is a claim: only an id of the safe form is taken from it.
 */
#include <stdio.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/names.h"
#include "discover/search.h"

enum { MAX_BASE_MODELS = 16 };

/* https://HOST/OWNER/NAME, and what may follow the name: nothing, or /tree/..., /blob/..., /resolve/... */
static size_t id_length(const char *s, size_t n)
{
	static const char *const tails[] = { "/tree/", "/blob/", "/resolve/" };
	const char *slash = memchr(s, '/', n), *end;
	size_t i, len, rest;

	if (!slash)
		return n;
	end = memchr(slash + 1, '/', n - (size_t)(slash + 1 - s));
	if (!end)
		return n;
	len = (size_t)(end - s);
	rest = n - len;
	if (rest == 1)
		return len;
	for (i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		if (rest >= strlen(tails[i]) && memcmp(end, tails[i], strlen(tails[i])) == 0)
			return len;
	return n;
}

static void set_repo(struct bitnet_source *v, const char *s, size_t n)
{
	static const char *const hosts[] = { "https://huggingface.co/", "https://hf.co/", "https://www.huggingface.co/" };
	size_t i, m;

	for (i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		m = strlen(hosts[i]);
		if (n > m && memcmp(s, hosts[i], m) == 0) {
			s += m;
			n = id_length(s, n - m);
			break;
		}
	}
	v->repo[0] = '\0';
	if (n < sizeof(v->repo) && bitnet_name_repo(s, n)) {
		memcpy(v->repo, s, n);
		v->repo[n] = '\0';
	}
}

static size_t add(const struct bitnet_gguf *g, const char *key, struct bitnet_source *v, size_t n)
{
	struct bitnet_str s;

	if (n == MAX_SOURCES || bitnet_gguf_get_str(g, key, &s, NULL) != 0 || s.n == 0)
		return n;
	snprintf(v[n].key, sizeof(v[n].key), "%s", key);
	bitnet_text_escape(v[n].value, sizeof(v[n].value), s.s, s.n);
	set_repo(&v[n], s.s, s.n);
	return n + 1;
}

size_t bitnet_discover_sources(const struct bitnet_gguf *g, struct bitnet_source *v)
{
	static const char *const before[] = {
		"general.source.huggingface.repository", "general.source.repo_url", "general.source.url"
	}, *const after[] = { "general.repo_url", "general.url" };
	char key[80];
	size_t n = 0, i;
	uint32_t count = 0;

	for (i = 0; i < sizeof(before) / sizeof(*before); i++)
		n = add(g, before[i], v, n);
	if (bitnet_gguf_get_u32(g, "general.base_model.count", &count, NULL) != 0 || count > MAX_BASE_MODELS)
		count = MAX_BASE_MODELS;
	for (i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "general.base_model.%zu.repo_url", i);
		n = add(g, key, v, n);
	}
	for (i = 0; i < sizeof(after) / sizeof(*after); i++)
		n = add(g, after[i], v, n);
	return n;
}
