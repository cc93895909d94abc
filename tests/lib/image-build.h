/* SPDX-License-Identifier: MIT */
/*
 * Compiled tokenizers in a scratch folder: source files that are settled, opening with and without a
 * folder for images, and the comparison of two tokenizers by all that can be asked of them.
 */
#ifndef BITNET_TESTS_IMAGE_BUILD_H
#define BITNET_TESTS_IMAGE_BUILD_H

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "scratch.h"
#include "tok-small.h"
#include "tok/tok-open.h"

#define IB_FN __attribute__((unused)) static

/* A file whose next change is seen: see struct bitnet_map. */
IB_FN void ib_settle(void)
{
	const struct timespec t = { 0, 80000000 };

	nanosleep(&t, NULL);
}

IB_FN void ib_write(const char *path, const void *s, size_t n)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	CHECK_INT(fwrite(s, 1, n, f), n);
	CHECK_INT(fclose(f), 0);
}

/* All of a file; the caller frees it. */
IB_FN unsigned char *ib_read(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	unsigned char *s;

	if (!f)
		FAIL("cannot read %s", path);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	s = malloc(*n + 1);
	CHECK(s && fread(s, 1, *n, f) == *n);
	fclose(f);
	return s;
}

/* A small byte-level tokenizer, "small.json", and one of characters, "small.gguf". */
IB_FN void ib_sources(void)
{
	const char *json = json_of(BPE_ADDED, "null", BYTE_LEVEL("false", "true"), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES);
	struct gguf_build b;

	ib_write("small.json", json, strlen(json));
	gb_spm(&b);
	CHECK_INT(gb_write(&b, "small.gguf"), 0);
	ib_settle();
}

/* vocab.json, of all bytes and "ab", and merges.txt. */
IB_FN void ib_pair(void)
{
	static const char merges[] = "#version: 0.2\na b\n";
	FILE *f = fopen("vocab.json", "w");
	unsigned i;

	CHECK(f != NULL);
	for (i = 0; i < 256; i++) {
		char c[2];
		size_t n = bitnet_alphabet_encode((unsigned char)i, c);

		fprintf(f, "%s\"%s%.*s\":%u", i ? "," : "{", i == '"' || i == '\\' ? "\\" : "", (int)n, c, i);
	}
	fputs(",\"ab\":256}", f);
	fclose(f);
	ib_write("merges.txt", merges, strlen(merges));
	ib_settle();
}

/* The one file in the folder, or "": valid until the next call. */
IB_FN const char *ib_image(const char *folder)
{
	static char path[512];
	DIR *dir = opendir(folder);
	const struct dirent *e;
	unsigned n = 0;

	path[0] = '\0';
	while (dir && (e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
			n++;
		}
	if (dir)
		closedir(dir);
	if (n > 1)
		FAIL("%u images in %s", n, folder);
	return path;
}

/* Open; *mapped: it came from an image. */
IB_FN struct bitnet_tok *ib_open(const char *path, const char *folder, bool *mapped)
{
	struct bitnet_tok_options o = { .compiled = folder };
	struct bitnet_error err;
	struct bitnet_tok *t;

	CHECK_OK(bitnet_tok_open_as(&t, path, &o, &err), err);
	*mapped = t->image.data != NULL;
	return t;
}

static const char *const ib_texts[] = {
	"", " ", "Hello world", "hello  hello\n\n world <tool> 123 12345'll", "<s>hello</s><|end|><|endoftext|><|begin_of_text|>",
	"\xc3\xa9\xe4\xbd\xa0\xe5\xa5\xbd \xf0\x9f\x98\x80\xff\xc3 na\xc3\xafve", "\xe2\x96\x81\xe2\x96\x81hello \t x(y){return 0;}\r\n",
	"The quick brown fox doesn't jump over 1337 lazy dogs; \xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 \xed\x95\x9c\xea\xb8\x80",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
};

IB_FN int ib_difference(void *arg, const struct bitnet_finding *f)
{
	(void)arg;
	FAIL("they differ: %s: %s: %s", f->name, f->subject, f->message);
}

IB_FN void ib_same_ids(const struct bitnet_tok *a, const struct bitnet_tok *b, const char *text, unsigned flags)
{
	struct bitnet_encode_options o = { .add_special = flags & 1, .parse_special = flags & 2, .spans = flags & 4 };
	struct bitnet_decoder *da, *db;
	struct bitnet_tokens x, y;
	struct bitnet_error err;
	struct bitnet_str s, r;
	size_t i;
	int rc;

	bitnet_tokens_init(&x);
	bitnet_tokens_init(&y);
	rc = bitnet_tok_encode(a, text, strlen(text), &o, &x, &err);
	CHECK_INT(bitnet_tok_encode(b, text, strlen(text), &o, &y, &err), rc);
	CHECK_INT(x.n, y.n);
	CHECK_OK(bitnet_decoder_new(&da, a, flags & 1, &err), err);
	CHECK_OK(bitnet_decoder_new(&db, b, flags & 1, &err), err);
	for (i = 0; i <= x.n; i++) {
		if (i < x.n) {
			CHECK_INT(x.ids[i], y.ids[i]);
			if (o.spans)
				CHECK(x.begin[i] == y.begin[i] && x.end[i] == y.end[i]);
			CHECK_OK(bitnet_decoder_push(da, x.ids[i], &s, &err), err);
			CHECK_OK(bitnet_decoder_push(db, y.ids[i], &r, &err), err);
		} else {
			CHECK_OK(bitnet_decoder_finish(da, &s, &err), err);
			CHECK_OK(bitnet_decoder_finish(db, &r, &err), err);
		}
		CHECK_INT(s.n, r.n);
		if (s.n)
			CHECK_MEM(s.s, r.s, s.n);
	}
	bitnet_decoder_free(da);
	bitnet_decoder_free(db);
	bitnet_tokens_release(&x);
	bitnet_tokens_release(&y);
}

/* All that can be asked of both gives the same. */
IB_FN void ib_same(const struct bitnet_tok *a, const struct bitnet_tok *b)
{
	const struct bitnet_tok_info *i = bitnet_tok_info(a), *k = bitnet_tok_info(b);
	struct bitnet_error err;
	char x[65], y[65];
	uint32_t id;
	size_t n;

	CHECK(i->format == k->format && i->algorithm == k->algorithm && i->policy == k->policy);
	CHECK_STR(i->pre ? i->pre : "", k->pre ? k->pre : "");
	CHECK_STR(i->pre_source ? i->pre_source : "", k->pre_source ? k->pre_source : "");
	CHECK_STR(i->notes, k->notes);
	CHECK_INT(i->n_tokens, k->n_tokens);
	CHECK(i->bos == k->bos && i->eos == k->eos && i->eot == k->eot && i->eom == k->eom && i->unk == k->unk);
	CHECK(i->sep == k->sep && i->pad == k->pad && i->cls == k->cls && i->mask == k->mask);
	CHECK(i->add_bos == k->add_bos && i->add_eos == k->add_eos);
	for (id = 0; id < i->n_tokens; id++) {
		struct bitnet_str s = { "", 0 }, r = { "", 0 };
		enum bitnet_token_kind p = 0, q = 0;

		CHECK_INT(bitnet_tok_piece(a, id, &s, &p), bitnet_tok_piece(b, id, &r, &q));
		CHECK(p == q && s.n == r.n && memcmp(s.s, r.s, s.n) == 0);
		CHECK_INT(bitnet_tok_is_end(a, id), bitnet_tok_is_end(b, id));
		s = bitnet_vocab_text(&a->v, id);
		CHECK_INT(bitnet_tok_find(a, s.s, s.n), bitnet_tok_find(b, s.s, s.n));
	}
	CHECK_OK(bitnet_tok_fingerprint(a, x, &err), err);
	CHECK_OK(bitnet_tok_fingerprint(b, y, &err), err);
	CHECK_STR(x, y);
	for (n = 0; n < 8 * sizeof(ib_texts) / sizeof(ib_texts[0]); n++)
		ib_same_ids(a, b, ib_texts[n / 8], n % 8);
	CHECK_OK(bitnet_tok_differ(a, b, ib_difference, NULL, &err), err);
}

#endif
