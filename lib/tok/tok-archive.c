/* SPDX-License-Identifier: MIT */
/* A tokenizer in an archive: the one that is in it, whatever else is. */
#include <string.h>

#include "archive/unpack.h"
#include "base/buf.h"
#include "base/error-set.h"
#include "tok/tok-open.h"

#define FILE_MAX (UINT64_C(256) << 20)

/* In the order of preference; vocab.json goes with merges.txt. */
enum part { TOKENIZER_JSON, TOKENIZER_MODEL, VOCAB_JSON, MERGES_TXT, TIKTOKEN, N_PARTS };

struct found {
	struct bitnet_buf text[N_PARTS];
	unsigned n[N_PARTS];
};

static enum part part_of(const char *path)
{
	static const char *const names[] = { "tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt" };
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t n = strlen(name), i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum part)i;
	return n > 9 && strcmp(name + n - 9, ".tiktoken") == 0 ? TIKTOKEN : N_PARTS;
}

static int read_part(struct bitnet_unpack *u, struct bitnet_buf *b, struct bitnet_error *err)
{
	char part[65536];
	size_t n = 1;
	int rc = 0;

	while (rc == 0 && n) {
		rc = bitnet_unpack_read(u, part, sizeof(part), &n, err);
		if (rc == 0 && b->n + n > FILE_MAX)
			rc = bitnet_error_set(err, BITNET_E_LIMIT, "archive_bomb", "a tokenizer of more than %llu bytes is in the archive",
					      (unsigned long long)FILE_MAX);
		if (rc == 0 && !bitnet_buf_add(b, part, n))
			rc = bitnet_error_nomem(err, n);
	}
	return rc;
}

static int read_all(struct found *f, struct bitnet_unpack *u, struct bitnet_error *err)
{
	const char *path;
	int rc;

	while ((rc = bitnet_unpack_next(u, &path, err)) > 0) {
		enum part p = part_of(path);

		if (p == N_PARTS || ++f->n[p] > 1)
			continue;
		rc = read_part(u, &f->text[p], err);
		if (rc)
			return rc;
	}
	return rc;
}

static int load(struct bitnet_tok **out, const struct found *f, const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	const struct bitnet_buf *vocab = &f->text[VOCAB_JSON], *merges = &f->text[MERGES_TXT];
	enum part p;

	for (p = TOKENIZER_JSON; p < N_PARTS; p++) {
		if (!f->n[p] || p == MERGES_TXT || (p == VOCAB_JSON && !f->n[MERGES_TXT]))
			continue;
		if (f->n[p] > 1)
			return bitnet_error_set(err, BITNET_E_INPUT, "archive_ambiguous", "%u tokenizers of one kind are in the archive", f->n[p]);
		if (p == VOCAB_JSON)
			return bitnet_tok_load_pair(out, vocab->s, vocab->n, merges->s, merges->n, o, err);
		return bitnet_tok_load_bytes(out, (const unsigned char *)f->text[p].s, f->text[p].n, o, err);
	}
	return bitnet_error_set(err, BITNET_E_INPUT, "tok_not_a_tokenizer", "no tokenizer is in the archive");
}

int bitnet_tok_from_archive(struct bitnet_tok **out, const void *data, size_t n, const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	struct found f = { .n = { 0 } };
	struct bitnet_unpack *u;
	int rc = bitnet_unpack_open_memory(&u, data, n, err);
	size_t i;

	if (rc)
		return rc;
	rc = read_all(&f, u, err);
	if (rc == 0)
		rc = load(out, &f, o, err);
	for (i = 0; i < N_PARTS; i++)
		bitnet_buf_release(&f.text[i]);
	bitnet_unpack_close(u);
	return rc;
}
