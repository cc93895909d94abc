/* SPDX-License-Identifier: MIT */
/* Files that are written are read back by the reader. */
#include <unistd.h>

#include "gguf/gguf-write.h"
#include "gguf-build.h"
#include "tap.h"

static struct bitnet_error err;
static const uint64_t ne8[4] = { 8, 1, 1, 1 };

static struct bitnet_str str(const char *s)
{
	return (struct bitnet_str){ s, strlen(s) };
}

static struct bitnet_gguf_writer *writer(void)
{
	struct bitnet_gguf_writer *w;

	CHECK_OK(bitnet_gguf_writer_new(&w, &err), err);
	return w;
}

/* What the writer wrote so far; the caller closes g and frees *data. */
static struct bitnet_gguf *reread(FILE *f, unsigned char **data)
{
	struct bitnet_gguf *g;
	long n = ftell(f);

	rewind(f);
	*data = malloc((size_t)n);
	if (!*data || fread(*data, 1, (size_t)n, f) != (size_t)n)
		FAIL("cannot read %ld bytes back", n);
	CHECK_OK(bitnet_gguf_open_memory(&g, *data, (size_t)n, &err), err);
	return g;
}

TEST(back, "writes keys of every kind and tensors in parts, and the reader gives them back")
{
	static const char strings[] = "\1\0\0\0\0\0\0\0a\2\0\0\0\0\0\0\0bc";
	static const float norm[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	unsigned char codes[64] = { 0 }, *data;
	const uint64_t ne[2] = { 128, 1 };
	struct bitnet_gguf_writer *w = writer();
	const struct bitnet_kv *kv;
	struct bitnet_gguf *g;
	struct bitnet_str s;
	uint64_t size, pos = 0;
	FILE *f = tmpfile();
	uint32_t u;
	float x;

	CHECK(f);
	bitnet_gguf_put_str(w, "general.architecture", str("llama"));
	bitnet_gguf_put_u32(w, "n", 7);
	bitnet_gguf_put_f32(w, "x", 0.5f);
	bitnet_gguf_put_bool(w, "b", true);
	bitnet_gguf_put_array(w, "list", BITNET_VALUE_STRING, 2, strings, sizeof(strings) - 1);
	bitnet_gguf_put_u32(w, "n", 9);
	bitnet_gguf_put_tensor(w, "a", 1, ne8, BITNET_TENSOR_F32, 32);
	bitnet_gguf_put_tensor(w, "t", 2, ne, BITNET_TENSOR_I2_S, 64);
	CHECK_OK(bitnet_gguf_writer_begin(w, f, &err), err);
	CHECK_OK(bitnet_gguf_writer_data(w, norm, 20, &err), err);
	CHECK_OK(bitnet_gguf_writer_data(w, norm + 5, 12, &err), err);
	CHECK_OK(bitnet_gguf_writer_data(w, codes, 64, &err), err);
	CHECK_OK(bitnet_gguf_writer_end(w, &err), err);
	CHECK_OK(bitnet_gguf_writer_size(w, &size, &err), err);
	CHECK_INT(ftell(f), size);
	g = reread(f, &data);
	CHECK_INT(bitnet_gguf_n_kv(g), 5);
	CHECK_OK(bitnet_gguf_get_u32(g, "n", &u, &err), err);
	CHECK_INT(u, 9);
	CHECK_OK(bitnet_gguf_get_f32(g, "x", &x, &err), err);
	CHECK(x == 0.5f);
	CHECK_OK(bitnet_gguf_get_array(g, "list", BITNET_VALUE_STRING, &kv, &err), err);
	CHECK(bitnet_kv_next_str(kv, &pos, &s) && bitnet_kv_next_str(kv, &pos, &s) && s.n == 2);
	CHECK_MEM(bitnet_gguf_tensor(g, "a")->data, norm, 32);
	CHECK_INT(bitnet_gguf_tensor(g, "t")->n_bytes, 64);
	bitnet_gguf_close(g);
	bitnet_gguf_writer_free(w);
	free(data);
	fclose(f);
}

TEST(copies, "copies keys of a file, all value types, under another name as well")
{
	static const uint32_t types[] = { 0, 1, 2, 3, 4, 5, 6, 10, 11, 12 };
	struct bitnet_gguf_writer *w = writer();
	unsigned char *in, *data;
	struct bitnet_gguf *g, *h;
	struct gguf_build b;
	FILE *f = tmpfile();
	char key[8];
	uint64_t i;
	size_t n;

	CHECK(f);
	gb_init(&b);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		snprintf(key, sizeof(key), "k%u", types[i]);
		gb_number(&b, key, types[i], UINT64_C(0x3f8091a2b3c4d5e6));
	}
	gb_bool(&b, "bool", 1);
	gb_strn(&b, "str", "a\0b", 3);
	gb_array(&b, "array", BITNET_VALUE_I16, "\1\2\3\4", 2, 4);
	in = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, in, n, &err), err);
	for (i = 0; i < bitnet_gguf_n_kv(g); i++)
		bitnet_gguf_put_kv(w, bitnet_gguf_kv_at(g, i)->key, bitnet_gguf_kv_at(g, i));
	bitnet_gguf_put_kv(w, str("other"), bitnet_gguf_kv(g, "str"));
	CHECK_OK(bitnet_gguf_writer_begin(w, f, &err), err);
	CHECK_OK(bitnet_gguf_writer_end(w, &err), err);
	h = reread(f, &data);
	CHECK_INT(bitnet_gguf_n_kv(h), bitnet_gguf_n_kv(g) + 1);
	for (i = 0; i < bitnet_gguf_n_kv(g); i++) {
		const struct bitnet_kv *x = bitnet_gguf_kv_at(g, i), *y = bitnet_gguf_kv_at(h, i);

		CHECK(x->type == y->type && x->elem_type == y->elem_type && x->bits == y->bits && x->count == y->count);
		CHECK(x->str.n == y->str.n && x->data_bytes == y->data_bytes);
		CHECK_MEM(y->str.s, x->str.s, x->str.n);
		CHECK_MEM(y->data, x->data, x->data_bytes);
	}
	CHECK_INT(bitnet_gguf_kv(h, "other")->str.n, 3);
	bitnet_gguf_close(g);
	bitnet_gguf_close(h);
	bitnet_gguf_writer_free(w);
	free(in);
	free(data);
	fclose(f);
}

TEST(refuses, "refuses what the reader would refuse, before a byte is written")
{
	struct bitnet_gguf_writer *w = writer();
	FILE *f = tmpfile();

	CHECK(f);
	bitnet_gguf_put_tensor(w, "a", 1, ne8, BITNET_TENSOR_F32, 32);
	bitnet_gguf_put_tensor(w, "a", 1, ne8, BITNET_TENSOR_F32, 32);
	CHECK_INT(bitnet_gguf_writer_begin(w, f, &err), BITNET_E_INPUT);
	CHECK_HAS(err.message, "'a'");
	bitnet_gguf_writer_free(w);
	w = writer();
	bitnet_gguf_put_tensor(w, "a", 1, ne8, BITNET_TENSOR_F32, 64);
	CHECK_INT(bitnet_gguf_writer_begin(w, f, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_write_size");
	bitnet_gguf_writer_free(w);
	w = writer();
	bitnet_gguf_put_u32(w, "", 1);
	CHECK_INT(bitnet_gguf_writer_begin(w, f, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_key");
	CHECK_INT(ftell(f), 0);
	bitnet_gguf_writer_free(w);
	fclose(f);
}

TEST(amount, "refuses more data than a tensor has, and an end before all data is there")
{
	static const unsigned char zeros[64];
	struct bitnet_gguf_writer *w = writer();
	FILE *f = tmpfile();

	CHECK(f);
	bitnet_gguf_put_tensor(w, "a", 1, ne8, BITNET_TENSOR_F32, 32);
	CHECK_INT(bitnet_gguf_writer_data(w, zeros, 1, &err), BITNET_E_INPUT);
	CHECK_OK(bitnet_gguf_writer_begin(w, f, &err), err);
	CHECK_INT(bitnet_gguf_writer_data(w, zeros, 33, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_write_data");
	CHECK_OK(bitnet_gguf_writer_data(w, zeros, 31, &err), err);
	CHECK_INT(bitnet_gguf_writer_end(w, &err), BITNET_E_INPUT);
	CHECK_OK(bitnet_gguf_writer_data(w, zeros, 1, &err), err);
	CHECK_INT(bitnet_gguf_writer_data(w, zeros, 1, &err), BITNET_E_INPUT);
	CHECK_OK(bitnet_gguf_writer_end(w, &err), err);
	bitnet_gguf_writer_free(w);
	fclose(f);
}

TEST(full, "says when the disk is full")
{
	struct bitnet_gguf_writer *w = writer();
	FILE *f = fopen("/dev/full", "wb");

	if (!f)
		SKIP("no /dev/full");
	setvbuf(f, NULL, _IONBF, 0);
	bitnet_gguf_put_u32(w, "n", 1);
	CHECK_INT(bitnet_gguf_writer_begin(w, f, &err), BITNET_E_SYSTEM);
	CHECK_STR(err.name, "write_failed");
	fclose(f);
	bitnet_gguf_writer_free(w);
}

int main(void)
{
	return tap_main();
}
