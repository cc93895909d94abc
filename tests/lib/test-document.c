/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "discover/search.h"
#include "tap.h"

#define HEAD "{\"schema\":\"bitnet.tok-discover/1\","

static char *path;

static int read_text(const char *s, struct bitnet_error *err)
{
	free(path);
	path = NULL;
	return bitnet_discover_document(&path, s, strlen(s), err);
}

TEST(named, "takes the path of the tokenizer, whatever else stands there")
{
	struct bitnet_error err;

	CHECK_OK(read_text(HEAD "\"strategy\":\"colocated\",\"tokenizer\":{\"path\":\"d/tokenizer.json\",\"x\":1}}\n", &err), err);
	CHECK_STR(path, "d/tokenizer.json");
}

TEST(bytes, "takes a path that is no UTF-8 as bytes")
{
	struct bitnet_error err;

	CHECK_OK(read_text(HEAD "\"tokenizer\":{\"path\":{\"bytes\":[97,255,98]}}}", &err), err);
	CHECK_STR(path, "a\xff" "b");
}

TEST(nothing, "says that a document names no file, and its strategy")
{
	struct bitnet_error err;

	CHECK_INT(read_text(HEAD "\"strategy\":\"download\",\"tokenizer\":null}", &err), BITNET_E_NOTFOUND);
	CHECK_STR(err.name, "no_tokenizer");
	CHECK_HAS(err.message, "'download'");
	CHECK_INT(read_text(HEAD "\"strategy\":7}", &err), BITNET_E_NOTFOUND);
}

TEST(wrong, "refuses a path that is none")
{
	static const char *const bad[] = {
		"\"\"", "7", "[]", "\"a\\u0000b\"", "{}", "{\"bytes\":[]}", "{\"bytes\":[0]}", "{\"bytes\":[256]}", "{\"bytes\":\"a\"}",
		"{\"bytes\":[\"a\"]}", "{\"bytes\":[97,-1]}"
	};
	struct bitnet_error err;
	char doc[200];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(doc, sizeof(doc), HEAD "\"tokenizer\":{\"path\":%s}}", bad[i]);
		if (read_text(doc, &err) != BITNET_E_INPUT)
			FAIL("takes %s", bad[i]);
		CHECK_STR(err.name, "bad_document");
	}
}

TEST(other, "leaves other files alone: they are tokenizers to be opened")
{
	static const char *const others[] = {
		"", "GGUF\3", "{}", "{\"schema\":7,\"tok-discover\":1}", "{\"schema\":\"tok-discover\"}", "[\"tok-discover\"]",
		"{\"model\":{\"vocab\":{\"tok-discover\":1}}}", HEAD
	};
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (read_text(others[i], &err) != BITNET_E_UNSUPPORTED)
			FAIL("takes '%s'", others[i]);
		CHECK_STR(err.name, "not_a_document");
	}
}

TEST(version, "refuses a document of another version by name")
{
	struct bitnet_error err;

	CHECK_INT(read_text("{\"schema\":\"bitnet.tok-discover/2\"}", &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "bad_document");
}

TEST(files, "reads from a file, and names what is no file")
{
	char name[] = "/tmp/bitnet-document-XXXXXX";
	static const char doc[] = HEAD "\"tokenizer\":{\"path\":\"t\"}}";
	struct bitnet_error err;
	int fd = mkstemp(name), rc;

	CHECK(fd >= 0);
	CHECK_INT(write(fd, doc, strlen(doc)), strlen(doc));
	close(fd);
	free(path);
	path = NULL;
	rc = bitnet_discovery_read(&path, name, &err);
	unlink(name);
	CHECK_OK(rc, err);
	CHECK_STR(path, "t");
	CHECK_INT(bitnet_discovery_read(&path, name, &err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_discovery_read(&path, "/", &err), BITNET_E_NOTFOUND);
	free(path);
	path = NULL;
}

int main(void)
{
	return tap_main();
}
