/* SPDX-License-Identifier: MIT */
/* Models, against the server of tests/hub; tests/cmd/model-fetch.bats goes on. */
#include "hub-run.h"

static struct bitnet_error e;
static char *path;

static int fetch(struct bitnet_fetch *f, struct bitnet_fetch_model w)
{
	w.hub_cache = "hub";
	free(path);
	path = NULL;
	return bitnet_fetch_model(&path, f, &w, &e);
}

TEST(named, "a file that is named, into the cache of the Hub's client and into a folder")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("org/m/sub/a.gguf", "hello\n");
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/m", .file = "sub/a.gguf" }), e);
	CHECK_STR(path, "hub/models--org--m/snapshots/1111111111111111111111111111111111111111/sub/a.gguf");
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/m", .file = "sub/a.gguf", .output = "models" }), e);
	CHECK_STR(path, "models/org-m/sub/a.gguf");
	hub_forget();
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/m", .file = "sub/a.gguf", .output = "models" }), e);
	CHECK_INT(hub_asked("GET"), 0);
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/m", .file = "sub/a.gguf", .output = "models", .force = true }), e);
	CHECK(hub_asked("GET") > 0);
	bitnet_fetch_close(f);
}

TEST(chosen, "without a file: the type that is asked for, else the one that we run best, else the only one")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("org/c/ggml-model-f16.gguf", "f16");
	hub_put("org/c/ggml-model-I2_S.gguf", "i2s");
	hub_put("org/c/ggml-model-xi2_s0.gguf", "no");
	hub_put("org/c/mmproj-i2_s.gguf", "no");
	hub_put("org/c/q-tq1_0-00001-of-00002.gguf", "a");
	hub_put("org/c/q-tq1_0-00002-of-00002.gguf", "b");
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/c" }), e);
	CHECK_HAS(path, "/ggml-model-I2_S.gguf");
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/c", .type = "f16" }), e);
	CHECK_HAS(path, "/ggml-model-f16.gguf");
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/c", .type = "tq1_0", .output = "out" }), e);
	CHECK_STR(path, "out/org-c/q-tq1_0-00001-of-00002.gguf");
	CHECK_INT(access("out/org-c/q-tq1_0-00002-of-00002.gguf", R_OK), 0);
	CHECK_INT(fetch(f, (struct bitnet_fetch_model){ .repo = "org/c", .type = "q9" }), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "no_gguf");
	CHECK_HAS(e.hint, "ggml-model-f16.gguf");
	hub_put("org/d/a.gguf", "a");
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/d" }), e);
	hub_put("org/d/b.gguf", "b");
	CHECK_INT(fetch(f, (struct bitnet_fetch_model){ .repo = "org/d" }), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "which_model");
	bitnet_fetch_close(f);
}

TEST(cached, "what the cache of the Hub's client has is enough where that is said, also offline")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("org/e/a-00001-of-00002.gguf", "one");
	hub_put("org/e/a-00002-of-00002.gguf", "two");
	f->o.offline = true;
	CHECK_INT(fetch(f, (struct bitnet_fetch_model){ .repo = "org/e", .file = "a-00001-of-00002.gguf", .cached = true }), BITNET_E_NETWORK);
	CHECK_STR(e.name, "offline_not_cached");
	f->o.offline = false;
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/e", .file = "a-00001-of-00002.gguf", .cached = true }), e);
	f->o.offline = true;
	hub_forget();
	CHECK_OK(fetch(f, (struct bitnet_fetch_model){ .repo = "org/e", .file = "a-00001-of-00002.gguf", .cached = true }), e);
	CHECK_STR(hub_log(), "");
	CHECK_INT(unlink("hub/models--org--e/snapshots/1111111111111111111111111111111111111111/a-00002-of-00002.gguf"), 0);
	CHECK_INT(fetch(f, (struct bitnet_fetch_model){ .repo = "org/e", .file = "a-00001-of-00002.gguf", .cached = true }), BITNET_E_NETWORK);
	bitnet_fetch_close(f);
}

TEST(hostile, "names that lead elsewhere are refused before anything is asked (hub PR#1429)")
{
	struct bitnet_fetch *f = hub_client();

	hub_forget();
	CHECK_INT(fetch(f, (struct bitnet_fetch_model){ .repo = "org/m", .file = "../x.gguf" }), BITNET_E_INPUT);
	CHECK_INT(fetch(f, (struct bitnet_fetch_model){ .repo = "../m", .file = "x.gguf" }), BITNET_E_INPUT);
	CHECK_INT(fetch(f, (struct bitnet_fetch_model){ .repo = "org/m", .revision = "../x", .file = "x.gguf" }), BITNET_E_INPUT);
	CHECK_STR(hub_log(), "");
	bitnet_fetch_close(f);
}

int main(void)
{
	hub_begin();
	return tap_main();
}
