/* SPDX-License-Identifier: MIT */
/* Writing images: the same bytes for the same source, the digests, what cannot be written. */
#include "image-build.h"

static struct bitnet_error err;

static int collect(void *arg, uint64_t at, const void *data, size_t n)
{
	struct bitnet_buf *b = arg;

	while (b->n < at + n && bitnet_buf_add(b, "\0", 1))
		;
	memcpy(b->s + at, data, n);
	return b->failed ? BITNET_E_NOMEM : 0;
}

/* The image of a file, from its content. */
static int image_of(const char *path, struct bitnet_buf *out, char hex[65])
{
	struct bitnet_tok_options o = { .policy = BITNET_POLICY_DEFAULT };
	struct bitnet_tok_source s;
	struct image_header h;
	struct bitnet_tok *t;
	int rc;

	CHECK_OK(bitnet_tok_source_open(&s, path, &err), err);
	if (s.is_gguf)
		CHECK_OK(bitnet_tok_source_parse(&s, &err), err);
	CHECK_OK(bitnet_tok_source_load(&t, &s.of, &o, &err), err);
	CHECK(bitnet_image_set_key(&h, &s.of, &o));
	CHECK_OK(bitnet_image_hash(&h, &s.of, &err), err);
	rc = bitnet_image_write(t, &h, path, collect, out, &err);
	memcpy(hex, h.sha256[0], 64);
	hex[64] = '\0';
	bitnet_tok_free(t);
	bitnet_tok_source_close(&s);
	return rc;
}

TEST(same, "a source gives the same bytes each time, which have the checksum that they say")
{
	const char *const names[] = { "small.json", "small.gguf" };
	struct image_header h;
	char hex[65];
	size_t i;

	scratch_enter("same");
	ib_sources();
	for (i = 0; i < 2; i++) {
		struct bitnet_buf a = BITNET_BUF_INIT, b = BITNET_BUF_INIT;

		CHECK_OK(image_of(names[i], &a, hex), err);
		CHECK_OK(image_of(names[i], &b, hex), err);
		CHECK_INT(a.n, b.n);
		CHECK_MEM(a.s, b.s, a.n);
		memcpy(&h, a.s, sizeof(h));
		CHECK_INT(h.size, a.n);
		CHECK(h.sum == bitnet_image_sum(a.s, a.n));
		CHECK_HAS(h.library, "bitnet ");
		CHECK_HAS(h.library, "utf8proc ");
		bitnet_buf_release(&a);
		bitnet_buf_release(&b);
	}
}

TEST(file_digest, "the digest of a file is that of its bytes (sha256sum)")
{
	struct bitnet_buf a = BITNET_BUF_INIT;
	static const char json[] = "{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0},\"unk_token\":\"a\"}}";
	char hex[65];

	scratch_enter("digest");
	ib_write("t.json", json, strlen(json));
	CHECK_OK(image_of("t.json", &a, hex), err);
	CHECK_STR(hex, "047ddc2c01f7e3826ef4744bcce6d1766e7974110e93d77ba2bf50f939f3d7b4");
	bitnet_buf_release(&a);
}

TEST(gguf_digest, "of a GGUF the keys of the tokenizer count, wherever they stand, and no tensor and no other key does")
{
	static const float data[2][4] = { { 1, 2, 3, 4 }, { 4, 3, 2, 1 } };
	char hex[4][65];
	int k;

	scratch_enter("keys");
	for (k = 0; k < 4; k++) {
		struct bitnet_buf a = BITNET_BUF_INIT;
		struct gguf_build b;

		gb_spm(&b);
		if (k == 1)
			gb_str(&b, "general.author", "someone");
		gb_bool(&b, "tokenizer.ggml.add_bos_token", k != 2);
		if (k == 3)
			gb_str(&b, "general.name", "phi-3");
		gb_tensor(&b, "x", BITNET_TENSOR_F32, 4, 1, data[k == 1], sizeof(data[0]));
		CHECK_INT(gb_write(&b, "m.gguf"), 0);
		CHECK_OK(image_of("m.gguf", &a, hex[k]), err);
		bitnet_buf_release(&a);
	}
	CHECK_STR(hex[0], hex[1]);
	CHECK(strcmp(hex[0], hex[2]) != 0);
	CHECK(strcmp(hex[0], hex[3]) != 0);
}

static size_t no_scan(const unsigned char *s, size_t n, size_t i)
{
	(void)s;
	(void)i;
	return n;
}

TEST(unknown, "a part that has no number is not written as another")
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	struct image_header h;
	struct bitnet_tok *t;

	t = tok_json(json_of(BPE_ADDED, "null", BYTE_LEVEL("false", "true"), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES));
	memset(&h, 0, sizeof(h));
	CHECK_OK(bitnet_image_write(t, &h, "x", collect, &b, &err), err);
	t->stages[0] = no_scan;
	CHECK_INT(bitnet_image_write(t, &h, "x", collect, &b, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "image_unsupported");
	bitnet_tok_free(t);
	bitnet_buf_release(&b);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
