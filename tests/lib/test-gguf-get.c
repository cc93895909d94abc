/* SPDX-License-Identifier: MIT */
/* Typed look-ups and walks over arrays, on files built here. */
#include <bitnet/gguf.h>

#include "gguf-build.h"
#include "tap.h"

static struct bitnet_error err;
static unsigned char *file;

static struct bitnet_gguf *open_built(struct gguf_build *b)
{
	struct bitnet_gguf *g;
	size_t n;

	file = gb_finish(b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, n, &err), err);
	return g;
}

static void done(struct bitnet_gguf *g)
{
	bitnet_gguf_close(g);
	free(file);
}

TEST(u32, "reads an unsigned number from every integer type when it fits")
{
	static const uint32_t types[] = { 0, 1, 2, 3, 4, 5, 10, 11 };
	struct bitnet_gguf *g;
	struct gguf_build b;
	uint32_t v;
	char key[8];
	size_t i;

	gb_init(&b);
	for (i = 0; i < 8; i++) {
		snprintf(key, sizeof(key), "k%zu", i);
		gb_number(&b, key, types[i], 100);
		key[0] = 'm';
		gb_number(&b, key, types[i], UINT64_MAX);
	}
	g = open_built(&b);
	for (i = 0; i < 8; i++) {
		bool fits = types[i] == 0 || types[i] == 2 || types[i] == 4;

		snprintf(key, sizeof(key), "k%zu", i);
		v = 0;
		CHECK_OK(bitnet_gguf_get_u32(g, key, &v, &err), err);
		CHECK_INT(v, 100);
		key[0] = 'm';
		CHECK_INT(bitnet_gguf_get_u32(g, key, &v, &err), fits ? 0 : BITNET_E_INPUT);
		CHECK_INT(v, fits ? UINT32_MAX >> (types[i] == 0 ? 24 : types[i] == 2 ? 16 : 0) : 100);
		if (!fits)
			CHECK_STR(err.name, "gguf_range");
	}
	done(g);
}

TEST(types, "gives a missing key and a key of another type different answers")
{
	struct bitnet_gguf *g;
	struct gguf_build b;
	const struct bitnet_kv *kv = NULL;
	struct bitnet_str s = { NULL, 0 };
	uint32_t u = 5;
	float f = 5;
	bool t = true;

	gb_init(&b);
	gb_str(&b, "s", "text");
	gb_f64(&b, "d", 1e300);
	gb_f64(&b, "almost", 3.41e38);
	gb_f64(&b, "e", 0.5);
	gb_f32(&b, "f", 0.25f);
	gb_bool(&b, "no", 0);
	gb_array(&b, "scores", BITNET_VALUE_U8, NULL, 4, 4);
	g = open_built(&b);
	CHECK_INT(bitnet_gguf_get_u32(g, "none", &u, &err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_gguf_get_f32(g, "none", &f, &err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_gguf_get_bool(g, "none", &t, &err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_gguf_get_str(g, "none", &s, &err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_gguf_get_array(g, "none", BITNET_VALUE_F32, &kv, &err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_gguf_get_u32(g, "s", &u, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_wrong_type");
	CHECK_INT(bitnet_gguf_get_u32(g, "no", &u, NULL), BITNET_E_INPUT);
	CHECK_INT(bitnet_gguf_get_f32(g, "s", &f, &err), BITNET_E_INPUT);
	CHECK_INT(bitnet_gguf_get_f32(g, "d", &f, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_range");
	CHECK_INT(bitnet_gguf_get_f32(g, "almost", &f, &err), BITNET_E_INPUT);
	CHECK_INT(bitnet_gguf_get_bool(g, "f", &t, &err), BITNET_E_INPUT);
	CHECK_INT(bitnet_gguf_get_str(g, "f", &s, &err), BITNET_E_INPUT);
	CHECK_INT(bitnet_gguf_get_array(g, "s", BITNET_VALUE_STRING, &kv, &err), BITNET_E_INPUT);
	CHECK_INT(bitnet_gguf_get_array(g, "scores", BITNET_VALUE_F32, &kv, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "key 'scores' has the type array of u8, array of f32 is expected");
	CHECK_INT(u, 5);
	CHECK_NEAR(f, 5, 0);
	CHECK(t && !s.s && !kv);
	CHECK_OK(bitnet_gguf_get_f32(g, "e", &f, &err), err);
	CHECK_NEAR(f, 0.5, 0);
	CHECK_OK(bitnet_gguf_get_bool(g, "no", &t, &err), err);
	CHECK(!t);
	CHECK_OK(bitnet_gguf_get_str(g, "s", &s, &err), err);
	CHECK_INT(s.n, 4);
	CHECK_OK(bitnet_gguf_get_array(g, "scores", BITNET_VALUE_U8, &kv, &err), err);
	CHECK_INT(kv->data_bytes, 4);
	done(g);
}

TEST(scalars, "converts scalars by their stored type")
{
	struct bitnet_gguf *g;
	struct gguf_build b;

	gb_init(&b);
	gb_number(&b, "i8", BITNET_VALUE_I8, 0x80);
	gb_number(&b, "i16", BITNET_VALUE_I16, 0xffff);
	gb_number(&b, "i32", BITNET_VALUE_I32, 0xfffffffe);
	gb_number(&b, "u32", BITNET_VALUE_U32, 0xfffffffe);
	gb_number(&b, "u64", BITNET_VALUE_U64, UINT64_MAX);
	gb_f64(&b, "f64", -0.125);
	g = open_built(&b);
	CHECK_INT(bitnet_kv_i64(bitnet_gguf_kv(g, "i8")), -128);
	CHECK_INT(bitnet_kv_i64(bitnet_gguf_kv(g, "i16")), -1);
	CHECK_INT(bitnet_kv_i64(bitnet_gguf_kv(g, "i32")), -2);
	CHECK_INT(bitnet_kv_i64(bitnet_gguf_kv(g, "u32")), 0xfffffffe);
	CHECK(bitnet_gguf_kv(g, "u64")->bits == UINT64_MAX);
	CHECK_NEAR(bitnet_kv_f64(bitnet_gguf_kv(g, "u64")), 18446744073709551615.0, 0);
	CHECK_NEAR(bitnet_kv_f64(bitnet_gguf_kv(g, "f64")), -0.125, 0);
	CHECK_NEAR(bitnet_kv_f64(bitnet_gguf_kv(g, "i8")), -128, 0);
	done(g);
}

TEST(elements, "reads elements of arrays of every width, and nothing past the end")
{
	static const int16_t i16[] = { -1, 2, -32768 };
	static const double f64[] = { 1.5, -2.5 };
	static const float f32[] = { 0.5f };
	struct bitnet_gguf *g;
	struct gguf_build b;
	const struct bitnet_kv *kv;

	gb_init(&b);
	gb_array(&b, "i16", BITNET_VALUE_I16, i16, 3, 6);
	gb_array(&b, "f64", BITNET_VALUE_F64, f64, 2, 16);
	gb_array(&b, "f32", BITNET_VALUE_F32, f32, 1, 4);
	g = open_built(&b);
	kv = bitnet_gguf_kv(g, "i16");
	CHECK_INT(bitnet_kv_elem_i64(kv, 0), -1);
	CHECK_INT(bitnet_kv_elem_i64(kv, 2), -32768);
	CHECK_INT(bitnet_kv_elem_i64(kv, 3), 0);
	CHECK_NEAR(bitnet_kv_elem_f64(bitnet_gguf_kv(g, "f64"), 1), -2.5, 0);
	CHECK_NEAR(bitnet_kv_elem_f64(bitnet_gguf_kv(g, "f32"), 0), 0.5, 0);
	done(g);
}

TEST(strings, "walks the strings of an array in order, empty ones and NUL bytes included")
{
	static const char *const words[] = { "one", "", "three" };
	struct bitnet_gguf *g;
	struct gguf_build b;
	struct bitnet_str s;
	const struct bitnet_kv *kv;
	uint64_t pos = 0;
	int i;

	gb_init(&b);
	gb_strs(&b, "words", words, 3);
	gb_array(&b, "nul", BITNET_VALUE_STRING, NULL, 1, 0);
	gb_text(&b.keys, "a\0b", 3);
	gb_array(&b, "empty", BITNET_VALUE_STRING, NULL, 0, 0);
	g = open_built(&b);
	kv = bitnet_gguf_kv(g, "words");
	for (i = 0; bitnet_kv_next_str(kv, &pos, &s); i++) {
		CHECK_INT(s.n, strlen(words[i]));
		CHECK_MEM(s.s, words[i], s.n);
	}
	CHECK_INT(i, 3);
	pos = 0;
	CHECK(bitnet_kv_next_str(bitnet_gguf_kv(g, "nul"), &pos, &s));
	CHECK_INT(s.n, 3);
	pos = 0;
	CHECK(!bitnet_kv_next_str(bitnet_gguf_kv(g, "empty"), &pos, &s));
	done(g);
}

TEST(exact_names, "compares names byte for byte")
{
	struct bitnet_gguf *g;
	struct gguf_build b;

	gb_init(&b);
	gb_u32(&b, "a.b", 1);
	gb_u32(&b, "a.bc", 2);
	gb_u32(&b, "a", 3);
	gb_u32(&b, "\xff", 4);
	g = open_built(&b);
	CHECK_INT(bitnet_gguf_kv(g, "a.b")->bits, 1);
	CHECK_INT(bitnet_gguf_kv(g, "a")->bits, 3);
	CHECK_INT(bitnet_gguf_kv(g, "\xff")->bits, 4);
	CHECK(bitnet_gguf_kv(g, "A") == NULL);
	CHECK(bitnet_gguf_kv(g, "a.") == NULL);
	CHECK(bitnet_gguf_kv(g, "") == NULL);
	done(g);
}

int main(void)
{
	return tap_main();
}
