/* SPDX-License-Identifier: MIT */
/* A store of Ollama in a scratch folder; its layout is that of ollama's own documentation. */
#include <bitnet/fetch.h>

#include "fetch/ollama.h"
#include "scratch.h"
#include "tap.h"

#define DIGEST "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
#define MODEL "\"mediaType\":\"application/vnd.ollama.image.model\""

static struct bitnet_error e;
static char *path;

static void put(const char *name, const char *text)
{
	char s[300], *slash;
	FILE *f;

	snprintf(s, sizeof(s), "%s", name);
	for (slash = s; (slash = strchr(slash, '/')); *slash++ = '/') {
		*slash = '\0';
		mkdir(s, 0755);
	}
	f = fopen(s, "w");
	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
}

static int find(const char *address)
{
	free(path);
	path = NULL;
	return bitnet_fetch_ollama(&path, "store", address, &e);
}

TEST(found, "a name is a blob, by its manifest: host, namespace and tag have defaults")
{
	static const char text[] = "{\"layers\":[{\"mediaType\":\"x\"},{" MODEL ",\"digest\":\"sha256:" DIGEST "\",\"size\":6}]}";

	put("store/blobs/sha256-" DIGEST, "hello\n");
	put("store/manifests/registry.ollama.ai/library/small/latest", text);
	put("store/manifests/registry.ollama.ai/me/small/q4", text);
	put("store/manifests/hub.example.org/me/small/1b-q4_0", text);
	CHECK_OK(find("ollama://small"), e);
	CHECK_STR(path, "store/blobs/sha256-" DIGEST);
	CHECK_OK(find("ollama://me/small:q4"), e);
	CHECK_OK(find("ollama://hub.example.org/me/small:1b-q4_0"), e);
	CHECK_INT(find("ollama://none"), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "ollama_missing");
	CHECK_INT(find("ollama://small:none"), BITNET_E_NOTFOUND);
}

TEST(not_all, "a blob that is missing or of another size is not the model")
{
	put("store/manifests/registry.ollama.ai/library/cut/latest", "{\"layers\":[{" MODEL ",\"digest\":\"sha256:" DIGEST "\",\"size\":7}]}");
	CHECK_INT(find("ollama://cut"), BITNET_E_NOTFOUND);
	CHECK_HAS(e.message, "has not all of the model");
}

TEST(hostile, "a digest is 64 digits before it is a path (CVE-2024-37032), and so is a name none")
{
	static const char *const digests[] = { "sha256:../../../etc/passwd", "../" DIGEST, "sha256:" DIGEST "0", "sha256:", "sha1:" DIGEST,
					       "sha256:5891B5B522D5DF086D0FF0B110FBD9D21BB4FC7163AF34D08286A2E846F6BE03" };
	static const char *const names[] = { "ollama://../x", "ollama://a/../b", "ollama:///x", "ollama://", "ollama://a:../b", "ollama://a:",
					     "ollama://a/b/c/d", "ollama://.x", "small", "ollama://a b" };
	char text[300];
	size_t i;

	for (i = 0; i < sizeof(digests) / sizeof(*digests); i++) {
		snprintf(text, sizeof(text), "{\"layers\":[{" MODEL ",\"digest\":\"%s\",\"size\":6}]}", digests[i]);
		put("store/manifests/registry.ollama.ai/library/bad/latest", text);
		CHECK_INT(find("ollama://bad"), BITNET_E_INPUT);
		CHECK_STR(e.name, "ollama_manifest");
	}
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (find(names[i]) != BITNET_E_INPUT)
			FAIL("taken: %s", names[i]);
		CHECK_STR(e.name, "bad_name");
	}
}

TEST(no_manifest, "what is no manifest, or names no model, is refused")
{
	static const char *const bad[] = { "", "[]", "{", "{\"layers\":7}", "{\"layers\":[]}", "{\"layers\":[7]}", "{\"layers\":[{" MODEL "}]}",
					   "{\"layers\":[{" MODEL ",\"digest\":\"sha256:" DIGEST "\"}]}",
					   "{\"layers\":[{" MODEL ",\"digest\":\"sha256:" DIGEST "\",\"size\":-1}]}" };
	char digest[65];
	int64_t size;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (bitnet_ollama_manifest(digest, &size, bad[i], strlen(bad[i]), &e) != BITNET_E_INPUT)
			FAIL("taken: %s", bad[i]);
		CHECK_STR(e.name, "ollama_manifest");
	}
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
