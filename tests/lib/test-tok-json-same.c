/* SPDX-License-Identifier: MIT */
/* What the shorter way through a tokenizer.json makes is, byte for byte, what its document as a whole makes. */
#include <glob.h>

#include <bitnet/text.h>

#include "base/map.h"
#include "tok/tok-image.h"
#include "tok/tok-json.h"
#include "data.h"
#include "tap.h"

static int collect(void *arg, uint64_t at, const void *data, size_t n)
{
	struct bitnet_buf *b = arg;

	while (b->n < at + n && bitnet_buf_add(b, "\0", 1))
		;
	if (b->failed)
		return BITNET_E_NOMEM;
	memcpy(b->s + at, data, n);
	return 0;
}

/* A tokenizer with all that it has; of none, what is wrong.  It is freed. */
static void write_down(struct bitnet_tok *t, int rc, const struct bitnet_error *why, struct bitnet_buf *out)
{
	struct image_header h;
	struct bitnet_error err;

	memset(&h, 0, sizeof(h));
	if (rc == 0)
		CHECK_OK(bitnet_image_write(t, &h, "x", collect, out, &err), err);
	else
		bitnet_buf_printf(out, "%d %s: %s", rc, why->name, why->message);
	if (rc == 0)
		bitnet_tok_free(t);
}

/* Whether it loads. */
static bool same(const char *name, const char *s, size_t n)
{
	struct bitnet_buf a = BITNET_BUF_INIT, b = BITNET_BUF_INIT;
	struct json_object *root = NULL;
	struct bitnet_tok *t = NULL;
	struct bitnet_error err;
	int rc = bitnet_tok_from_json(&t, s, n, &err);

	write_down(t, rc, &err, &a);
	rc = bitnet_json_parse(&root, s, n, &err);
	if (rc == 0)
		rc = bitnet_json_tokenizer(&t, root, NULL, &err);
	write_down(t, rc, &err, &b);
	json_object_put(root);
	if (a.n != b.n || memcmp(a.s, b.s, a.n) != 0)
		FAIL("%s: '%.*s', and '%.*s'", name, (int)(a.n < 200 ? a.n : 200), a.s, (int)(b.n < 200 ? b.n : 200), b.s);
	bitnet_buf_release(&a);
	bitnet_buf_release(&b);
	return rc == 0;
}

TEST(files, "all files of the test data")
{
	char pattern[1100];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/*.tokenizer.json", data_path("tokenizers"));
	CHECK_INT(glob(pattern, 0, NULL, &found), 0);
	CHECK(found.gl_pathc >= 2);
	for (i = 0; i < found.gl_pathc; i++) {
		struct bitnet_error err;
		struct bitnet_map m;

		CHECK_OK(bitnet_map_open(&m, found.gl_pathv[i], &err), err);
		CHECK(same(found.gl_pathv[i], (const char *)m.data, m.size));
		bitnet_map_close(&m);
	}
	globfree(&found);
}

#define BPE(vocab, merges) "{\"model\":{\"type\":\"BPE\",\"vocab\":" vocab ",\"merges\":" merges "}}"
#define WORDS(vocab) "{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":" vocab "}}"

TEST(good, "keys in any order or written with escapes, ids with gaps or out of order, keys that are tokens")
{
	static const char *const texts[] = {
		BPE("{\"a\":0,\"b\":1,\"ab\":2}", "[\"a b\"]"),
		BPE("{\"ab\":2,\"b\":0,\"a\":1}", "[[\"a\",\"b\"]]"),
		BPE("{\"ab\":7000,\"b\":0,\"a\":90}", "[\"#version: 0.2\",\"a b\"]"),
		"{\"model\":{\"merges\":[\"a b\"],\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"type\":\"BPE\"},\"added_tokens\":[{\"id\":3,\"content\":\"<x>\",\"special\":true}]}",
		"{\"added_tokens\":[{\"id\":0,\"content\":\"a\"}],\"model\":{\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}}",
		"{\"model\":{\"type\":\"BPE\",\"voc\\u0061b\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}}",
		"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"m\\u0065rges\":[\"a b\"]}}",
		"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"x\":0},\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[],\"merges\":[\"a b\"]}}",
		"{\"first\":1,\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}}",
		"{\"model\":{},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}}",
		WORDS("{\"a\":0,\"vocab\":1,\"merges\":2,\"\\\"vocab\\\":{\":3,\"model\":4}"),
		WORDS("{\"a\":0,\"b\":1,\"\\u0061\":2}"),
		WORDS("{\"a\":0,\"\":1,\"\\ud83d\\ude00\":2,\"\\u20ac\":3,\"\xe2\x82\xad\":4}"),
		WORDS("{\"a\":4194303}"),
		"{\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"a\",\"vocab\":{\"a\":0,\"##a\":1}}}",
		"{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\",0],[\"b\",-1.5]]}}",
	};
	char name[20];
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		snprintf(name, sizeof(name), "text %zu", i);
		if (!same(name, texts[i], strlen(texts[i])))
			FAIL("%s does not load", name);
	}
}

TEST(bad, "what is wrong is wrong in the same words")
{
	static const char *const texts[] = {
		WORDS("{\"a\":0,\"b\":0}"), WORDS("{\"a\":0,\"b\":-1}"), WORDS("{\"a\":0,\"b\":4194304}"), WORDS("{\"a\":0,\"b\":99999999999999999999}"),
		WORDS("{\"a\":0,\"b\":1.0}"), WORDS("{\"a\":0,\"b\":\"1\"}"), WORDS("{\"a\":0,\"b\":null}"), WORDS("{\"a\":0,1:2}"), WORDS("{\"a\":0,\"b\":01}"),
		WORDS("{\"a\":0,\"\\ud83d\":1}"), WORDS("{\"a\":0,\"\\ude00\\ud83d\":1}"), WORDS("{\"a\":0,\"\\u0000\":1}"), WORDS("{\"a\":0,\"\xff\":1}"),
		WORDS("{\"a\":0,\"\\x\":1}"), WORDS("{\"a\":0,}"), WORDS("{\"a\":0"), WORDS("{}"), WORDS("[]"), WORDS("{\"b\":1}"),
		BPE("{\"a\":0,\"b\":1,\"ab\":2}", "[\"a c\"]"), BPE("{\"a\":0,\"b\":1,\"ab\":2}", "[\"ab\"]"), BPE("{\"a\":0,\"b\":1,\"ab\":2}", "[\"a b\",1]"),
		BPE("{\"a\":0,\"b\":1,\"ab\":2}", "[\"a b\",]"), BPE("{\"a\":0,\"b\":1,\"ab\":2}", "[[\"a\",\"b\",\"ab\"]]"),
		BPE("{\"a\":0,\"b\":1,\"ab\":2}", "[\"a b\"]") "x",
		"{\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}", "{\"model\":{\"type\":\"BPE\"},\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}",
		"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"],\"vocab\":5}}",
	};
	char name[20];
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		snprintf(name, sizeof(name), "text %zu", i);
		if (same(name, texts[i], strlen(texts[i])))
			FAIL("%s loads", name);
	}
}

/* n times s, within before and after. */
static void repeated(const char *before, const char *s, size_t n, const char *after, bool loads)
{
	struct bitnet_buf b = BITNET_BUF_INIT;

	bitnet_buf_printf(&b, "%s", before);
	while (n--)
		bitnet_buf_add(&b, s, strlen(s));
	bitnet_buf_printf(&b, "%s", after);
	CHECK(!b.failed);
	CHECK_INT(same(before, b.s, b.n), loads);
	bitnet_buf_release(&b);
}

TEST(deep, "a hundred thousand brackets, in the vocabulary and beside it, are refused in the same words")
{
	repeated("{\"model\":{\"type\":\"BPE\",\"merges\":", "[", 100000, "", false);
	repeated("{\"model\":{\"type\":\"BPE\",\"vocab\":", "{\"vocab\":", 100000, "", false);
	repeated("{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":{\"a\":0}},\"x\":", "[", 100000, "", false);
	repeated("{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":{\"a\":0}},\"x\":\"", "\\\"vocab\\\":{", 100000, "\"}", true);
	repeated("{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":{\"a\":0}},\"x\":\"", "\"vocab\":", 100000, "\"}", false);
}

int main(void)
{
	return tap_main();
}
