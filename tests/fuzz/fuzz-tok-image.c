/* SPDX-License-Identifier: MIT */
/*
 * A compiled tokenizer that is damaged or forged: the input says which of three small tokenizers, where
 * it is cut, and which bytes are changed to what; the checksum is put right.  It is refused, or its ids are
 * wrong; nothing else may happen.  An image belongs to one build, so the corpus has no images but changes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tok/tok-image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ADDED "\"added_tokens\":[{\"id\":5,\"content\":\"<s>\",\"special\":true,\"normalized\":false}]"
static const char *const sources[] = {
	"{" ADDED ",\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[a-z]+|x\"},\"behavior\":\"Isolated\",\"invert\":false},"
	"\"normalizer\":{\"type\":\"Lowercase\"},\"decoder\":{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"},\"model\":{\"type\":\"BPE\","
	"\"vocab\":{\"a\":0,\"b\":1,\"ab\":2,\" \":3,\"aab\":4,\"<s>\":5},\"merges\":[\"a b\",\"a ab\"]}}",
	"{" ADDED ",\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},\"decoder\":{\"type\":\"ByteLevel\"},\"model\":"
	"{\"type\":\"BPE\",\"ignore_merges\":true,\"vocab\":{\"a\":0,\"b\":1,\"ab\":2,\"\\u0120\":3,\"aab\":4,\"<s>\":5},\"merges\":[\"a b\",\"a ab\"]}}",
	"{" ADDED ",\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0],[\"a\",-1],[\"ab\",-1.5],[\"b\",-2],[\" \",-3],[\"<s>\",-9]]}}"
};
#define SOURCES (sizeof(sources) / sizeof(sources[0]))

struct image {
	unsigned char *s;
	size_t n, cap;
};

static int collect(void *arg, uint64_t at, const void *data, size_t n)
{
	struct image *m = arg;

	if (at + n > m->cap) {
		m->cap = 2 * (at + n);
		m->s = realloc(m->s, m->cap);
		if (!m->s)
			abort();
	}
	if (at + n > m->n) {
		memset(m->s + m->n, 0, at + n - m->n);
		m->n = at + n;
	}
	memcpy(m->s + at, data, n);
	return 0;
}

static struct image make(const char *json)
{
	struct image m = { NULL, 0, 0 };
	struct image_header h;
	struct bitnet_tok *t;

	memset(&h, 0, sizeof(h));
	if (bitnet_tok_from_json(&t, json, strlen(json), NULL) != 0 || bitnet_image_write(t, &h, "/x", collect, &m, NULL) != 0)
		abort();
	bitnet_tok_free(t);
	return m;
}

static void use(const struct bitnet_tok *t)
{
	static const char text[] = "aab ab<s> AB\n\xc3\xa9\xff aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
	struct bitnet_encode_options o = { .add_special = true };
	struct bitnet_decoder *d;
	struct bitnet_tokens v;
	struct bitnet_error err;
	struct bitnet_str s;
	unsigned k;
	size_t i;

	for (k = 0; k < 4; k++) {
		o.parse_special = k & 1;
		o.spans = k & 2;
		bitnet_tokens_init(&v);
		if (bitnet_tok_encode(t, text, sizeof(text) - 1, &o, &v, &err) == 0 && bitnet_decoder_new(&d, t, k & 1, &err) == 0) {
			for (i = 0; i < v.n; i++)
				bitnet_decoder_push(d, v.ids[i], &s, &err);
			bitnet_decoder_finish(d, &s, &err);
			bitnet_decoder_free(d);
		}
		bitnet_tokens_release(&v);
	}
}

/* As a file, since an image is mapped. */
static void try(const unsigned char *s, size_t n)
{
	char path[] = "/tmp/fuzz-tok-image-XXXXXX";
	int fd = mkstemp(path);
	struct bitnet_error err;
	struct bitnet_tok *t;
	struct bitnet_map m;

	if (fd < 0)
		return;
	unlink(path);
	if (write(fd, s, n) == (ssize_t)n && bitnet_map_fd(&m, fd, NULL) == 0) {
		if (bitnet_image_read(&t, &m, NULL, &err) == 0) {
			use(t);
			bitnet_tok_free(t);
		} else {
			if (!err.name[0] || !err.message[0])
				abort();
			bitnet_map_close(&m);
		}
	}
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct image images[SOURCES];
	struct image *from;
	struct image_header h;
	unsigned char *s;
	size_t n, i, at;

	if (size < 3)
		return 0;
	from = &images[data[0] % SOURCES];
	if (!from->n)
		*from = make(sources[data[0] % SOURCES]);
	/* 0: whole; else cut by so many bytes. */
	n = from->n - (data[1] | (size_t)data[2] << 8) % from->n;
	s = malloc(n);
	if (!s)
		return 0;
	memcpy(s, from->s, n);
	/* A place in three bytes, from the end where the values are, and what is written there. */
	for (i = 3; i + 4 <= size; i += 4) {
		at = (data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16) % n;
		s[n - 1 - at] = data[i + 3];
	}
	if (n >= IMAGE_HEADER) {
		memcpy(&h, s, sizeof(h));
		h.sum = bitnet_image_sum(s, n);
		memcpy(s, &h, sizeof(h));
	}
	try(s, n);
	free(s);
	return 0;
}
