/* SPDX-License-Identifier: MIT */
/*
 * Opening GGUF files: what is accepted, and that each rule of formats.md 1.5 refuses by its own
 * name.  Files are built here (gguf-build.h, written from the specification); the hostile files of
 * the data folder and their verdicts (EXPECT.tsv) are outside evidence.
 */
#include <fcntl.h>

#include <bitnet/gguf.h>

#include "data.h"
#include "gguf-build.h"
#include "tap.h"

static struct bitnet_error err;

/* Opens what b holds; the error's name, "" when it is accepted. */
static const char *verdict(struct gguf_build *b)
{
	struct bitnet_gguf *g;
	size_t n;
	unsigned char *s = gb_finish(b, &n);
	int status = bitnet_gguf_open_memory(&g, s, n, &err);

	if (status == 0) {
		bitnet_gguf_close(g);
		err.name[0] = '\0';
	} else {
		CHECK_INT(status, err.status);
	}
	free(s);
	return err.name;
}

static void begin(struct gguf_build *b)
{
	gb_init(b);
	gb_str(b, "general.architecture", "llama");
}

/* A model with all that a header can hold, valid. */
static unsigned char *sample(size_t *n)
{
	static const char *const tokens[] = { "<unk>", "", "a\xff" };
	static const float scores[] = { 0, -1, -2 };
	static const unsigned char flags[] = { 0, 1, 1 };
	struct gguf_build b;

	begin(&b);
	gb_u32(&b, "llama.block_count", 7);
	gb_number(&b, "i8", BITNET_VALUE_I8, (uint64_t)-2);
	gb_number(&b, "u64", BITNET_VALUE_U64, UINT64_MAX);
	gb_number(&b, "i64", BITNET_VALUE_I64, (uint64_t)-3);
	gb_f32(&b, "f32", 1.5f);
	gb_f64(&b, "f64", -2.25);
	gb_bool(&b, "yes", 1);
	gb_strn(&b, "nul", "a\0b", 3);
	gb_strs(&b, "tokens", tokens, 3);
	gb_array(&b, "scores", BITNET_VALUE_F32, scores, 3, 12);
	gb_array(&b, "flags", BITNET_VALUE_BOOL, flags, 3, 3);
	gb_array(&b, "none", BITNET_VALUE_STRING, NULL, 0, 0);
	gb_tensor(&b, "a", BITNET_TENSOR_F32, 3, 2, NULL, 24);
	gb_tensor(&b, "b", BITNET_TENSOR_I2_S, 128, 2, NULL, 96);
	return gb_finish(&b, n);
}

TEST(reads_back, "reads back every key and tensor that was written")
{
	struct bitnet_gguf *g;
	const struct bitnet_tensor *t;
	size_t n;
	unsigned char *s = sample(&n);

	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	CHECK_INT(bitnet_gguf_version(g), 3);
	CHECK_INT(bitnet_gguf_alignment(g), 32);
	CHECK_INT(bitnet_gguf_file_bytes(g), n);
	CHECK_INT(bitnet_gguf_header_bytes(g), n - 32 - 96);
	CHECK_INT(bitnet_gguf_n_kv(g), 13);
	CHECK_INT(bitnet_gguf_n_tensors(g), 2);
	CHECK_INT(bitnet_gguf_n_parts(g), 1);
	CHECK(bitnet_gguf_part_path(g, 0) == NULL);
	CHECK_MEM(bitnet_gguf_kv_at(g, 1)->key.s, "llama.block_count", 17);
	CHECK(bitnet_gguf_kv_at(g, 13) == NULL);
	t = bitnet_gguf_tensor(g, "b");
	CHECK(t != NULL && t == bitnet_gguf_tensor_at(g, 1));
	CHECK_INT(t->type, BITNET_TENSOR_I2_S);
	CHECK_INT(t->file_type, 36);
	CHECK_INT(t->n_dims, 2);
	CHECK_INT(t->ne[0], 128);
	CHECK_INT(t->ne[1], 2);
	CHECK_INT(t->ne[3], 1);
	CHECK_INT(t->n_elements, 256);
	CHECK_INT(t->n_bytes, 256 / 4 + 32);
	CHECK_INT(t->span, 96);
	CHECK_INT(t->offset, n - 96);
	CHECK(t->data == s + t->offset);
	CHECK_INT(bitnet_gguf_tensor(g, "a")->span, 32);
	CHECK(bitnet_gguf_tensor(g, "c") == NULL);
	bitnet_gguf_close(g);
	free(s);
}

TEST(any_alignment, "reads a file at any address")
{
	struct bitnet_gguf *g;
	size_t n, shift;
	unsigned char *s = sample(&n), *moved = malloc(n + 8);

	for (shift = 1; shift < 8; shift++) {
		memcpy(moved + shift, s, n);
		CHECK_OK(bitnet_gguf_open_memory(&g, moved + shift, n, &err), err);
		CHECK_INT(bitnet_kv_i64(bitnet_gguf_kv(g, "llama.block_count")), 7);
		bitnet_gguf_close(g);
	}
	free(moved);
	free(s);
}

TEST(cut_anywhere, "refuses a file that is cut at any byte")
{
	struct bitnet_gguf *g;
	size_t n, i;
	unsigned char *s = sample(&n);

	for (i = 0; i < n; i++) {
		unsigned char *cut = malloc(i ? i : 1);

		memcpy(cut, s, i);
		if (bitnet_gguf_open_memory(&g, cut, i, &err) == 0)
			FAIL("accepts %zu of %zu bytes", i, n);
		CHECK_INT(err.status, BITNET_E_INPUT);
		free(cut);
	}
	free(s);
}

TEST(version_two, "reads version 2 like version 3")
{
	struct gguf_build b;

	begin(&b);
	b.version = 2;
	CHECK_STR(verdict(&b), "");
}

TEST(other_versions, "refuses versions 0, 1 and 4")
{
	static const uint32_t versions[] = { 0, 1, 4 };
	struct gguf_build b;
	size_t i;

	for (i = 0; i < 3; i++) {
		begin(&b);
		b.version = versions[i];
		CHECK_STR(verdict(&b), "gguf_version");
	}
}

TEST(big_endian, "names a big-endian file")
{
	struct gguf_build b;

	begin(&b);
	b.version = 0x03000000;
	CHECK_STR(verdict(&b), "gguf_endian");
}

TEST(magic, "refuses what does not begin with the magic, and an empty file")
{
	struct bitnet_gguf *g;

	CHECK_INT(bitnet_gguf_open_memory(&g, "GGML\3\0\0\0", 8, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_magic");
	CHECK_INT(bitnet_gguf_open_memory(&g, "", 0, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_magic");
	CHECK_HAS(err.message, "empty");
	CHECK_INT(bitnet_gguf_open_memory(&g, NULL, 0, NULL), BITNET_E_INPUT);
}

TEST(counts, "refuses counts of keys or tensors that cannot fit in the file")
{
	struct gguf_build b;

	begin(&b);
	b.n_kv = UINT64_C(1) << 63;
	CHECK_STR(verdict(&b), "gguf_count");
	begin(&b);
	b.n_tensors = 4;
	CHECK_STR(verdict(&b), "gguf_count");
	begin(&b);
	b.n_tensors = UINT64_MAX / 33 + 1;
	CHECK_STR(verdict(&b), "gguf_count");
}

TEST(most, "reads 65536 keys, and refuses one more though the file has room for it")
{
	struct gguf_build b;

	/* The first key is empty, which is what is wrong where the count is not. */
	gb_init(&b);
	gb_add(&b.keys, NULL, 13 * 65537);
	b.n_kv = 65536;
	CHECK_STR(verdict(&b), "gguf_key");
	gb_add(&b.keys, NULL, 13 * 65537);
	b.n_kv = 65537;
	CHECK_STR(verdict(&b), "gguf_count");
}

TEST(no_data, "a header without tensors may end where its last key does")
{
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *s;
	size_t n, end;

	begin(&b);
	end = 24 + b.keys.n;
	s = gb_finish(&b, &n);
	CHECK(end < n);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, end, &err), err);
	CHECK_INT(bitnet_gguf_header_bytes(g), end);
	bitnet_gguf_close(g);
	free(s);
}

TEST(keys, "refuses keys that are empty, too long, hold NUL or stand twice")
{
	struct gguf_build b;
	char *big = malloc(65537);

	begin(&b);
	gb_u32(&b, "", 1);
	CHECK_STR(verdict(&b), "gguf_key");
	memset(big, 'k', 65536);
	big[65536] = '\0';
	begin(&b);
	gb_u32(&b, big, 1);
	CHECK_STR(verdict(&b), "gguf_key");
	big[65535] = '\0';
	begin(&b);
	gb_u32(&b, big, 1);
	CHECK_STR(verdict(&b), "");
	begin(&b);
	gb_text(&b.keys, "a\0b", 3);
	gb_int(&b.keys, BITNET_VALUE_U8, 4);
	gb_int(&b.keys, 1, 1);
	b.n_kv++;
	CHECK_STR(verdict(&b), "gguf_key");
	begin(&b);
	gb_u32(&b, "general.architecture", 1);
	CHECK_STR(verdict(&b), "gguf_dup_key");
	free(big);
}

TEST(strings, "refuses strings past the end and above the cap")
{
	struct gguf_build b;

	begin(&b);
	gb_key(&b, "s", BITNET_VALUE_STRING);
	gb_int(&b.keys, 100, 8);
	CHECK_STR(verdict(&b), "gguf_truncated");
	begin(&b);
	gb_key(&b, "s", BITNET_VALUE_STRING);
	gb_int(&b.keys, UINT64_MAX, 8);
	CHECK_STR(verdict(&b), "gguf_string");
	begin(&b);
	gb_array(&b, "a", BITNET_VALUE_STRING, NULL, 1, 0);
	gb_int(&b.keys, UINT64_MAX - 7, 8);
	CHECK_STR(verdict(&b), "gguf_string");
}

TEST(value_types, "refuses unknown value types and arrays of arrays")
{
	struct gguf_build b;

	begin(&b);
	gb_key(&b, "v", 13);
	gb_int(&b.keys, 0, 8);
	CHECK_STR(verdict(&b), "gguf_value_type");
	begin(&b);
	gb_key(&b, "v", 0x7fffffff);
	CHECK_STR(verdict(&b), "gguf_value_type");
	begin(&b);
	gb_array(&b, "v", 13, NULL, 1, 16);
	CHECK_STR(verdict(&b), "gguf_value_type");
	begin(&b);
	gb_array(&b, "v", BITNET_VALUE_ARRAY, NULL, 1, 16);
	CHECK_STR(verdict(&b), "gguf_nested");
}

TEST(arrays, "refuses arrays longer than the file, also when the product wraps")
{
	static const uint32_t elems[] = { 0, 2, 4, 7, 8, 10, 12 };
	struct gguf_build b;
	size_t i;

	for (i = 0; i < sizeof(elems) / sizeof(elems[0]); i++) {
		begin(&b);
		gb_array(&b, "a", elems[i], NULL, UINT64_C(1) << 61, 16);
		CHECK_STR(verdict(&b), "gguf_array");
		begin(&b);
		gb_array(&b, "a", elems[i], NULL, 200, 16);
		CHECK_STR(verdict(&b), "gguf_array");
	}
	/* Fewer than there are bytes. */
	begin(&b);
	gb_array(&b, "a", BITNET_VALUE_U64, NULL, 5, 32);
	CHECK_STR(verdict(&b), "gguf_array");
}

TEST(bools, "refuses bools other than 0 and 1, alone and in arrays")
{
	static const unsigned char two[] = { 1, 2 };
	struct gguf_build b;

	begin(&b);
	gb_number(&b, "b", BITNET_VALUE_BOOL, 2);
	CHECK_STR(verdict(&b), "gguf_bool");
	begin(&b);
	gb_array(&b, "b", BITNET_VALUE_BOOL, two, 2, 2);
	CHECK_STR(verdict(&b), "gguf_bool");
}

TEST(alignment, "takes an alignment of any unsigned type from 8 to 1 MiB that is a power of two")
{
	static const struct { uint32_t type; uint64_t v; const char *want; } cases[] = {
		{ BITNET_VALUE_U8, 8, "" }, { BITNET_VALUE_U16, 64, "" }, { BITNET_VALUE_U32, 1 << 20, "" },
		{ BITNET_VALUE_U64, 128, "" }, { BITNET_VALUE_U32, 0, "gguf_align" }, { BITNET_VALUE_U32, 4, "gguf_align" },
		{ BITNET_VALUE_U32, 48, "gguf_align" }, { BITNET_VALUE_U32, 1 << 21, "gguf_align" },
		{ BITNET_VALUE_U64, UINT64_C(1) << 63, "gguf_align" }, { BITNET_VALUE_I32, 32, "gguf_align" },
		{ BITNET_VALUE_F32, 32, "gguf_align" },
	};
	struct gguf_build b;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(&b);
		gb_number(&b, "general.alignment", cases[i].type, cases[i].v);
		CHECK_STR(verdict(&b), cases[i].want);
	}
	begin(&b);
	gb_str(&b, "general.alignment", "32");
	CHECK_STR(verdict(&b), "gguf_align");
}

TEST(own_alignment, "places the data by the alignment of the file")
{
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *s;
	size_t n;

	begin(&b);
	b.alignment = 256;
	gb_u32(&b, "general.alignment", 256);
	gb_tensor(&b, "a", BITNET_TENSOR_F32, 1, 0, "\1\2\3\4", 4);
	gb_tensor(&b, "b", BITNET_TENSOR_F32, 1, 0, "\5\6\7\10", 4);
	s = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	CHECK_INT(bitnet_gguf_tensor(g, "b")->offset % 256, 0);
	CHECK_MEM(bitnet_gguf_tensor(g, "a")->data, "\1\2\3\4", 4);
	CHECK_MEM(bitnet_gguf_tensor(g, "b")->data, "\5\6\7\10", 4);
	bitnet_gguf_close(g);
	free(s);
}

TEST(every_bad_file, "judges every file of models/bad as EXPECT.tsv says, mapped and as a stream")
{
	FILE *f = fopen(data_path("models/bad/EXPECT.tsv"), "r");
	char line[512], name[128], what[16], stage[16], word[32], want[64], path[256], *p;
	struct bitnet_gguf *g;
	int n = 0, fd;

	CHECK(f != NULL);
	while (fgets(line, sizeof(line), f)) {
		CHECK_INT(sscanf(line, "%127[^\t]\t%15[^\t]\t%15[^\t]\t%31[^\t]", name, what, stage, word), 4);
		for (p = word; *p; p++)
			*p = *p == '-' ? '_' : *p;
		want[0] = '\0';
		if (strcmp(what, "refuse") == 0 && strcmp(stage, "parse") == 0)
			snprintf(want, sizeof(want), "gguf_%s", word);
		snprintf(path, sizeof(path), "models/bad/%s", name);
		memset(&err, 0, sizeof(err));
		if (bitnet_gguf_open(&g, data_path(path), &err) == 0)
			bitnet_gguf_close(g);
		if (strcmp(err.name, want) != 0)
			FAIL("%s: '%s' (%s), want '%s'", name, err.name, err.message, want);
		memset(&err, 0, sizeof(err));
		fd = open(data_path(path), O_RDONLY);
		if (bitnet_gguf_open_stream(&g, fd, &err) == 0)
			bitnet_gguf_close(g);
		close(fd);
		if (strcmp(err.name, want) != 0)
			FAIL("stream of %s: '%s' (%s), want '%s'", name, err.name, err.message, want);
		n++;
	}
	fclose(f);
	CHECK_INT(n, 35);
}

TEST(messages, "names key or tensor and the numbers in messages, escaped")
{
	struct gguf_build b;

	begin(&b);
	gb_tensor(&b, "x\x1b[2J", BITNET_TENSOR_F32, 8, 1000, NULL, 32);
	CHECK_STR(verdict(&b), "gguf_offset");
	CHECK_HAS(err.message, "tensor 'x\\x1b[2J' ends at byte ");
	CHECK_HAS(err.message, ", file has ");
}

TEST(missing_file, "tells a file that is missing from one that is wrong")
{
	struct bitnet_gguf *g;

	CHECK_INT(bitnet_gguf_open(&g, "/nonexistent/m.gguf", &err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_gguf_open(&g, "/", &err), BITNET_E_NOTFOUND);
	CHECK_STR(err.name, "not_a_file");
}

TEST(remote, "refuses hf:// and https:// by name")
{
	struct bitnet_gguf *g;

	CHECK_INT(bitnet_gguf_open(&g, "hf://org/name", &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "remote_path");
	CHECK_INT(bitnet_gguf_open(&g, "https://host/m.gguf", &err), BITNET_E_UNSUPPORTED);
}

int main(void)
{
	return tap_main();
}
