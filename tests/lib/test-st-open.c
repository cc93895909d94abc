/* SPDX-License-Identifier: MIT */
/* Safetensors files by path: one file, and sets by their index. */
#include "hf-build.h"
#include "safetensors/safetensors.h"

static struct bitnet_error err;
static struct bitnet_st *s;

static void part(const char *path, const char *name, unsigned char value)
{
	struct hf_build b = { { NULL, 0, 0 }, { NULL, 0, 0 } };

	hf_tensor(&b, name, "U8", "1", &value, 1);
	hf_write(&b, path);
}

static void refused(const char *index, const char *name, const char *message)
{
	hf_put_text("m.safetensors.index.json", index);
	if (bitnet_st_open(&s, "m.safetensors.index.json", &err) == 0)
		FAIL("accepted: %s", index);
	CHECK_STR(err.name, name);
	CHECK_HAS(err.message, message);
}

TEST(one, "opens one file, and says what is missing")
{
	scratch_enter("one");
	part("a.safetensors", "x", 7);
	CHECK_OK(bitnet_st_open(&s, "a.safetensors", &err), err);
	CHECK_INT(bitnet_st_tensor(s, "x")->data[0], 7);
	CHECK_INT(bitnet_st_file_bytes(s), 8 + 53 + 1);
	bitnet_st_close(s);
	CHECK_INT(bitnet_st_open(&s, "b.safetensors", &err), BITNET_E_NOTFOUND);
	hf_put_text("empty", "");
	CHECK_INT(bitnet_st_open(&s, "empty", &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "st_truncated");
}

TEST(set, "opens the files of an index as one set, from any folder")
{
	scratch_enter("set");
	part("a", "x", 1);
	part("b", "y", 2);
	hf_put_text("m.safetensors.index.json", "{\"metadata\":{\"total_size\":2},\"weight_map\":{\"x\":\"a\",\"y\":\"b\"}}");
	CHECK_OK(bitnet_st_open(&s, "../set/m.safetensors.index.json", &err), err);
	CHECK_INT(bitnet_st_n_tensors(s), 2);
	CHECK_INT(bitnet_st_tensor(s, "x")->data[0], 1);
	CHECK_INT(bitnet_st_tensor(s, "y")->data[0], 2);
	CHECK(bitnet_st_tensor(s, "x")->file != bitnet_st_tensor(s, "y")->file);
	bitnet_st_close(s);
}

TEST(wrong_index, "refuses an index that leads out of its folder, names what is not there, or leaves something out")
{
	scratch_enter("index");
	part("a", "x", 1);
	part("b", "x", 2);
	part("c", "z", 3);
	refused("", "bad_json", "ends too early");
	refused("[]", "st_index", "no object 'weight_map'");
	refused("{\"weight_map\":{}}", "st_index", "names no file");
	refused("{\"weight_map\":{\"x\":1}}", "st_index", "without a file name");
	refused("{\"weight_map\":{\"x\":\"../index/a\"}}", "st_index", "no name of a file beside it");
	refused("{\"weight_map\":{\"x\":\"/etc/passwd\"}}", "st_index", "no name of a file beside it");
	refused("{\"weight_map\":{\"x\":\"\"}}", "st_index", "no name of a file beside it");
	refused("{\"weight_map\":{\"x\":\"..\"}}", "st_index", "no name of a file beside it");
	refused("{\"weight_map\":{\"x\":\"a\",\"y\":\"a\"}}", "st_index", "'y' is not in the file");
	refused("{\"weight_map\":{\"x\":\"a\",\"z\":\"a\"}}", "st_index", "'z' is not in the file");
	refused("{\"weight_map\":{\"x\":\"a\",\"q\":\"b\"}}", "st_twice", "'x' stands in two files");
	refused("{\"weight_map\":{\"x\":\"c\"}}", "st_index", "'x' is not in the file");
	refused("{\"weight_map\":{\"x\":\"gone\"}}", "cannot_open", "gone: ");
	refused("{\"weight_map\":{\"x\\u0000y\":\"a\"}}", "st_index", "U+0000");
}

TEST(names, "tells an index by the end of its name")
{
	CHECK(bitnet_st_is_index("model.safetensors.index.json"));
	CHECK(bitnet_st_is_index("a/b.safetensors.index.json"));
	CHECK(!bitnet_st_is_index("index.json"));
	CHECK(!bitnet_st_is_index("model.safetensors"));
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
