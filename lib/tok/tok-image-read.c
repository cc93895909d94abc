/* SPDX-License-Identifier: MIT */
/* An image becomes a tokenizer: see tok-image.h. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <bitnet/version.h>

#include "base/error-set.h"
#include "tok/tok-image.h"
#include "tok/unicode.h"

/*
 * The file of the library tells apart what the version does not: two builds of one, which may not mean
 * the same by the same numbers.
 */
void bitnet_image_library(char out[IMAGE_LIBRARY_MAX])
{
	char pcre2[64], unicode[64];
	struct stat st;
	Dl_info lib;

	/* A zero for each that cannot be told. */
	if (!dladdr(bitnet_unicode_ascii, &lib) || !lib.dli_fname || stat(lib.dli_fname, &st) < 0)
		memset(&st, 0, sizeof(st));
	bitnet_pcre2_version(pcre2, unicode);
	memset(out, 0, IMAGE_LIBRARY_MAX);
	snprintf(out, IMAGE_LIBRARY_MAX, "bitnet %s, unicode %s, pcre2 %s, unicode %s, utf8proc %s, unicode %s, file %jd %jd.%09ld",
		 bitnet_version(), bitnet_unicode_version(), pcre2, unicode, bitnet_utf8proc_version(),
		 bitnet_utf8proc_unicode_version(), (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

bool bitnet_image_header(const struct bitnet_map *m, struct image_header *h)
{
	char library[IMAGE_LIBRARY_MAX];

	if (m->size < IMAGE_HEADER || m->size > IMAGE_MAX)
		return false;
	memcpy(h, m->data, sizeof(*h));
	bitnet_image_library(library);
	return memcmp(h->magic, IMAGE_MAGIC, sizeof(h->magic)) == 0 && h->order == IMAGE_ORDER && h->format == IMAGE_FORMAT &&
	       memcmp(h->library, library, sizeof(library)) == 0;
}

uint64_t bitnet_image_sum(const void *image, size_t n)
{
	union { struct image_header h; unsigned char bytes[IMAGE_HEADER]; } first;
	struct bitnet_sum s;

	memcpy(first.bytes, image, IMAGE_HEADER);
	first.h.sum = 0;
	bitnet_sum_init(&s);
	bitnet_sum_add(&s, first.bytes, IMAGE_HEADER);
	bitnet_sum_add(&s, (const unsigned char *)image + IMAGE_HEADER, n - IMAGE_HEADER);
	return bitnet_sum_value(&s);
}

void bitnet_image_detach(struct bitnet_tok *t)
{
	struct image_io io = { .way = IMAGE_DETACH };

	if (t->image.data)
		bitnet_image_fields(&io, t);
}

static bool fill(struct bitnet_tok *t, const struct image_header *h, struct bitnet_str *path)
{
	const unsigned char *base = t->image.data;
	struct image_io io = {
		.way = IMAGE_READ, .base = base, .at = base + h->values, .arrays_end = h->values, .left = (size_t)h->n_values
	};

	bitnet_image_text(&io, path);
	bitnet_image_fields(&io, t);
	return !io.bad && !io.left && bitnet_image_check(t);
}

int bitnet_image_read(struct bitnet_tok **out, const struct bitnet_map *m, struct bitnet_str *path, struct bitnet_error *err)
{
	struct bitnet_str unused = { "", 0 };
	struct image_header h;
	struct bitnet_tok *t;
	int rc;

	if (!bitnet_image_header(m, &h))
		return bitnet_error_set(err, BITNET_E_INPUT, "image_other", "compiled by another version, or no compiled tokenizer");
	if (h.size != m->size || h.values < IMAGE_HEADER || h.values > h.size || h.n_values != h.size - h.values)
		return bitnet_error_set(err, BITNET_E_INPUT, "image_damaged", "compiled tokenizer has %zu bytes, should have %llu",
					m->size, (unsigned long long)h.size);
	if (h.sum != bitnet_image_sum(m->data, m->size))
		return bitnet_error_set(err, BITNET_E_INPUT, "image_damaged", "compiled tokenizer is damaged: its checksum is wrong");
	rc = bitnet_tok_new(&t, err);
	if (rc)
		return rc;
	t->image = *m;
	if (fill(t, &h, path ? path : &unused)) {
		*out = t;
		return 0;
	}
	bitnet_image_detach(t);
	memset(&t->image, 0, sizeof(t->image));
	bitnet_tok_free(t);
	return bitnet_error_set(err, BITNET_E_INPUT, "image_damaged", "compiled tokenizer has places that are outside of it");
}
