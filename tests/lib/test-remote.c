/* SPDX-License-Identifier: MIT */
/* Headers behind addresses, against the server of tests/hub; the file is a model of tests/data. */
#include "hub-run.h"

static struct bitnet_error e;
static struct bitnet_gguf *g;
static char model[512];

/* The model with `more` bytes behind it, as the data of a large one. */
static void put_model(const char *to, long more)
{
	char path[600], buf[4096] = "";
	FILE *in = fopen(model, "r"), *out;
	size_t n;

	hub_put(to, "%s", "");
	snprintf(path, sizeof(path), "%s/%s", hub_dir, to);
	out = fopen(path, "w");
	CHECK(in && out);
	while ((n = fread(buf, 1, sizeof(buf), in)) > 0)
		fwrite(buf, 1, n, out);
	fclose(in);
	fflush(out);
	if (more)
		CHECK_INT(ftruncate(fileno(out), ftell(out) + more), 0);
	fclose(out);
}

static int open_at(struct bitnet_fetch *f, const char *name)
{
	char address[300];

	bitnet_gguf_close(g);
	g = NULL;
	snprintf(address, sizeof(address), "%s%s", strncmp(name, "hf://", 5) == 0 ? "" : hub_endpoint, name);
	hub_forget();
	return bitnet_fetch_header(&g, f, address, &e);
}

TEST(header, "the header of a large file, by its address and by its name on the Hub")
{
	struct bitnet_fetch *f = hub_client();

	put_model("org/m/m.gguf", 40 << 20);
	put_model("plain/m.gguf", 40 << 20);
	CHECK_OK(open_at(f, "hf://org/m/m.gguf"), e);
	CHECK(bitnet_gguf_file_bytes(g) > 40 << 20);
	CHECK(bitnet_gguf_n_kv(g) > 10 && bitnet_gguf_n_tensors(g) > 10);
	CHECK(bitnet_gguf_tensor_at(g, 0)->data == NULL);
	CHECK_HAS(hub_log(), "206 range=bytes=0-2097151");
	CHECK_INT(hub_asked(" 206 "), 1);
	CHECK_OK(open_at(f, "/plain/m.gguf"), e);
	CHECK_INT(hub_asked(" 206 "), 1);
	bitnet_fetch_close(f);
}

TEST(small, "a file that is smaller than the first range")
{
	struct bitnet_fetch *f = hub_client();

	put_model("plain/small.gguf", 0);
	CHECK_OK(open_at(f, "/plain/small.gguf"), e);
	hub_put("plain/text.gguf", "hello\n");
	CHECK_INT(open_at(f, "/plain/text.gguf"), BITNET_E_INPUT);
	CHECK_STR(e.name, "gguf_magic");
	hub_put("plain/empty.gguf", "%s", "");
	CHECK_INT(open_at(f, "/plain/empty.gguf"), BITNET_E_INPUT);
	CHECK_INT(open_at(f, "/plain/gone.gguf"), BITNET_E_NOTFOUND);
	bitnet_fetch_close(f);
}

TEST(no_ranges, "a server that ignores ranges is refused before it sends the whole")
{
	struct bitnet_fetch *f = hub_client();

	put_model("plain/all.gguf", 40 << 20);
	hub_put("plain/all.gguf.how", "any ignore-range\n");
	CHECK_INT(open_at(f, "/plain/all.gguf"), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "range_ignored");
	hub_put("plain/all.gguf.how", "any wrong-range\n");
	CHECK_INT(open_at(f, "/plain/all.gguf"), BITNET_E_PROTOCOL);
	bitnet_fetch_close(f);
}

TEST(hostile, "a header that promises more than the file has is refused at once, not read for")
{
	struct bitnet_fetch *f = hub_client();
	char path[300];
	FILE *out;

	hub_put("plain/liar.gguf", "%s", "");
	snprintf(path, sizeof(path), "%s/plain/liar.gguf", hub_dir);
	out = fopen(path, "w");
	CHECK(out != NULL);
	fwrite("GGUF\3\0\0\0\xff\xff\xff\xff\xff\xff\xff\x0f\xff\xff\xff\xff\xff\xff\xff\x0f", 1, 24, out);
	fflush(out);
	CHECK_INT(ftruncate(fileno(out), 90 << 20), 0);
	fclose(out);
	CHECK_INT(open_at(f, "/plain/liar.gguf"), BITNET_E_INPUT);
	CHECK_STR(e.name, "gguf_count");
	CHECK_INT(hub_asked(" 206 "), 1);
	bitnet_fetch_close(f);
}

int main(void)
{
	const char *build = getenv("top_builddir");

	snprintf(model, sizeof(model), "%s/tests/data/bitnet.gguf", build ? build : ".");
	hub_begin();
	return tap_main();
}
