/* SPDX-License-Identifier: MIT */
/* Headers of safetensors files, right ones and wrong ones. */
#include "hf-build.h"
#include "safetensors/safetensors.h"

static struct bitnet_error err;

/* A file with this header and n bytes of data. */
static int open_raw(struct bitnet_st **s, const char *header, size_t n)
{
	static unsigned char *file;
	struct gb_bytes f = { NULL, 0, 0 };

	free(file);
	gb_int(&f, strlen(header), 8);
	gb_add(&f, header, strlen(header));
	gb_add(&f, NULL, n);
	file = malloc(f.n);
	if (!file)
		abort();
	memcpy(file, f.s, f.n);
	free(f.s);
	return bitnet_st_open_memory(s, file, 8 + strlen(header) + n, &err);
}

#define T(name, dtype, shape, from, to) \
	"\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":[" shape "],\"data_offsets\":[" from "," to "]}"

static void refused(const char *header, size_t n, const char *name, const char *message)
{
	struct bitnet_st *s;

	if (open_raw(&s, header, n) == 0)
		FAIL("accepted: %s", header);
	CHECK_STR(err.name, name);
	CHECK_HAS(err.message, message);
}

TEST(reads, "reads names, types, shapes and places, and leaves out __metadata__")
{
	const struct bitnet_st_tensor *t;
	struct bitnet_st *s;

	CHECK_OK(open_raw(&s, "{\"__metadata__\":{\"format\":\"pt\"}," T("b", "BF16", "2,3", "0", "12") "," T("a", "U8", "4", "12", "16") ","
			  T("scalar", "F32", "", "16", "20") "}  ", 20), err);
	CHECK_INT(bitnet_st_n_tensors(s), 3);
	CHECK_STR(bitnet_st_tensor_at(s, 0)->name, "a");
	t = bitnet_st_tensor(s, "b");
	CHECK(t && t->dtype == BITNET_ST_BF16 && t->n_dims == 2 && t->shape[0] == 2 && t->shape[1] == 3);
	CHECK_INT(t->n_bytes, 12);
	CHECK_INT(bitnet_st_tensor(s, "a")->data - t->data, 12);
	t = bitnet_st_tensor(s, "scalar");
	CHECK(t && t->n_dims == 0 && t->n_elements == 1);
	CHECK(!bitnet_st_tensor(s, "c"));
	bitnet_st_close(s);
}

TEST(lengths, "refuses a header that is longer than the file, too long to be read, or no object")
{
	unsigned char big[64] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, '{' };
	struct bitnet_st *s;

	CHECK_INT(bitnet_st_open_memory(&s, big, 7, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "st_truncated");
	CHECK_INT(bitnet_st_open_memory(&s, big, sizeof(big), &err), BITNET_E_INPUT);
	CHECK_HAS(err.message, "18446744073709551615 bytes");
	refused("[]", 0, "st_header", "does not begin with '{'");
	refused("{", 0, "st_header", "does not begin");
	refused("{\"a", 0, "bad_json", "ends too early");
	refused("{}", 0, "st_count", "no tensors");
	refused("{\"a\\u0000b\":1}", 0, "st_header", "U+0000");
	refused("{\"a\":[[[[[[1]]]]]]}", 0, "bad_json", "byte");
}

TEST(members, "refuses a tensor whose parts are missing, of another type, or not known")
{
	refused("{\"a\":1}", 0, "st_tensor", "'a' is no object");
	refused("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "st_tensor", "no dtype");
	refused("{" T("a", "F3", "1", "0", "1") "}", 1, "st_dtype", "'F3'");
	refused("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "st_shape", "no shape");
	refused("{" T("a", "U8", "1,1,1,1,1,1,1,1,1", "0", "1") "}", 1, "st_shape", "more than 8");
	refused("{" T("a", "U8", "-1", "0", "1") "}", 1, "st_shape", "dimension 0");
	refused("{" T("a", "U8", "1.0", "0", "1") "}", 1, "st_shape", "dimension 0");
	refused("{" T("a", "U8", "\"1\"", "0", "1") "}", 1, "st_shape", "dimension 0");
	refused("{" T("a", "F4", "3", "0", "1") "}", 1, "st_shape", "no whole number of bytes");
	refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "st_offsets", "no data_offsets");
	refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "st_offsets", "no data_offsets");
	refused("{" T("", "U8", "1", "0", "1") "}", 1, "st_name", "0 bytes");
}

TEST(places, "refuses data outside the file, of the wrong size, overlapping, or with a gap")
{
	refused("{" T("a", "U8", "4", "0", "4") "}", 3, "st_offsets", "bytes 0 to 4, the data has 3");
	refused("{" T("a", "U8", "4", "4", "0") "}", 4, "st_offsets", "bytes 4 to 0");
	refused("{" T("a", "U8", "4", "0", "3") "}", 3, "st_offsets", "has 3 bytes");
	refused("{" T("a", "U8", "4", "0", "9223372036854775807") "}", 4, "st_offsets", "the data has 4");
	refused("{" T("a", "U8", "4", "0", "4") "," T("b", "U8", "4", "3", "7") "}", 7, "st_overlap", "'b' begins at byte 3");
	refused("{" T("a", "U8", "4", "0", "4") "," T("b", "U8", "4", "5", "9") "}", 9, "st_gap", "'b' begins at byte 5");
	refused("{" T("a", "U8", "4", "0", "4") "}", 5, "st_gap", "ends at byte 4, the data has 5");
	refused("{" T("a", "U8", "1", "0", "1") "," T("a", "U8", "1", "1", "2") "}", 2, "st_gap", "'a' begins at byte 1");
}

TEST(overflow, "refuses shapes whose product does not fit, before the data is looked at")
{
	refused("{" T("a", "F32", "9223372036854775807,9223372036854775807", "0", "4") "}", 4, "st_shape", "2^64 elements");
	refused("{" T("a", "F64", "4611686018427387904", "0", "0") "}", 0, "st_shape", "no whole number");
	refused("{" T("a", "U8", "4294967296,4294967296", "0", "0") "}", 0, "st_shape", "2^64 elements");
}

int main(void)
{
	return tap_main();
}
