/* SPDX-License-Identifier: MIT */
/* Reading images that have the right checksum and are wrong all the same: refused or harmless. */
#include "image-build.h"

static struct bitnet_error err;

/* The header is put right, the file written, mapped and read. */
static int read_back(unsigned char *image, size_t n, struct bitnet_tok **t)
{
	struct image_header h;
	struct bitnet_map m;
	int rc;

	if (n >= IMAGE_HEADER) {
		memcpy(&h, image, sizeof(h));
		h.sum = bitnet_image_sum(image, n);
		memcpy(image, &h, sizeof(h));
	}
	ib_write("image", image, n);
	CHECK_OK(bitnet_map_open(&m, "image", &err), err);
	rc = bitnet_image_read(t, &m, NULL, &err);
	if (rc)
		bitnet_map_close(&m);
	return rc;
}

static unsigned char *image_of(const char *source, size_t *n)
{
	bool mapped;

	ib_sources();
	bitnet_tok_free(ib_open(source, "images", &mapped));
	return ib_read(ib_image("images"), n);
}

TEST(header, "refuses a header with a wrong mark, order, format, library or size")
{
	struct bitnet_tok *t;
	struct image_header h, good;
	unsigned char *image;
	size_t n;
	int k;

	scratch_enter("header");
	image = image_of("small.json", &n);
	memcpy(&good, image, sizeof(good));
	CHECK_OK(read_back(image, n, &t), err);
	bitnet_tok_free(t);
	for (k = 0; k < 9; k++) {
		h = good;
		switch (k) {
		case 0: h.magic[3] = 'x'; break;
		case 1: h.order = 0x04030201; break;
		case 2: h.format++; break;
		case 3: h.library[IMAGE_LIBRARY_MAX - 1] = 'x'; break;
		case 4: h.size++; break;
		case 5: h.values = 0; break;
		case 6: h.values = h.size + 1; break;
		case 7: h.n_values++; break;
		default: h.values -= 64; h.n_values += 64;
		}
		memcpy(image, &h, sizeof(h));
		CHECK_INT(read_back(image, n, &t), BITNET_E_INPUT);
		CHECK_STR(err.name, k < 4 ? "image_other" : "image_damaged");
	}
	memcpy(image, &good, sizeof(good));
	CHECK_INT(read_back(image, IMAGE_HEADER - 1, &t), BITNET_E_INPUT);
	CHECK_INT(read_back(image, n - 8, &t), BITNET_E_INPUT);
	CHECK_OK(read_back(image, n, &t), err);
	bitnet_tok_free(t);
	free(image);
}

/* Ids may be wrong; nothing else may happen. */
static void use(const struct bitnet_tok *t)
{
	struct bitnet_encode_options o = { .add_special = true };
	struct bitnet_decoder *d;
	struct bitnet_tokens v;
	struct bitnet_str s;
	char hex[65];
	size_t i, k;

	for (i = 0; i < 4 * sizeof(ib_texts) / sizeof(ib_texts[0]); i++) {
		o.parse_special = i & 1;
		o.spans = i & 2;
		bitnet_tokens_init(&v);
		if (bitnet_tok_encode(t, ib_texts[i / 4], strlen(ib_texts[i / 4]), &o, &v, &err) == 0 &&
		    bitnet_decoder_new(&d, t, i & 1, &err) == 0) {
			for (k = 0; k < v.n; k++)
				bitnet_decoder_push(d, v.ids[k], &s, &err);
			bitnet_decoder_finish(d, &s, &err);
			bitnet_decoder_push_ids(d, v.ids, v.n, &s, &err);
			bitnet_decoder_free(d);
		}
		bitnet_tokens_release(&v);
	}
	bitnet_tok_find(t, "hello", 5);
	CHECK_OK(bitnet_tok_fingerprint(t, hex, &err), err);
}

TEST(forged, "whatever a word is changed to, with the checksum put right, nothing outside is read")
{
	static const uint64_t values[] = { 0, 1, 2, 255, 65536, INT32_MAX, UINT32_MAX, (uint64_t)UINT32_MAX << 32, INT64_MAX, UINT64_MAX };
	const char *const sources[] = { "small.json", "small.gguf" };
	struct bitnet_tok *t;
	unsigned char *image;
	unsigned refused = 0, used = 0;
	size_t n, i, k, s;

	for (s = 0; s < 2; s++) {
		scratch_enter(s ? "forged-gguf" : "forged-json");
		image = image_of(sources[s], &n);
		for (i = IMAGE_HEADER; i + 8 <= n; i += s || i > n - 6000 || i % 4096 < 64 ? 8 : 1024) {
			unsigned char was[8];
			uint64_t v;

			/* In the arrays every one takes its turn, in the values all of them. */
			for (k = i / 8 % 10; k < 10; k += i > n - 6000 ? 3 : 10) {
				memcpy(was, image + i, 8);
				v = values[k];
				memcpy(image + i, &v, 8);
				if (read_back(image, n, &t) == 0) {
					use(t);
					bitnet_tok_free(t);
					used++;
				} else {
					CHECK_INT(err.status, BITNET_E_INPUT);
					refused++;
				}
				memcpy(image + i, was, 8);
			}
		}
		free(image);
	}
	printf("# %u refused, %u used\n", refused, used);
	CHECK(refused > 100 && used > 100);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
