/* SPDX-License-Identifier: MIT */
/* Opening a tokenizer file: what it is, is seen from its first bytes. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <bitnet/text.h>

#include "archive/unpack.h"
#include "base/error-set.h"
#include "gguf/gguf-int.h"
#include "tok/tok-json.h"
#include "tok/tok-open.h"

/* The policies of other programs are for the files that they read. */
static int check_policy(const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	if (!o || o->policy == BITNET_POLICY_DEFAULT || o->policy == BITNET_POLICY_HF)
		return 0;
	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_policy", "policy '%s' does not go with a file of this kind",
				bitnet_tok_policy_name(o->policy));
}

/* Only files of ranks or merges leave it open how text is cut. */
static int check_pre(const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	char shown[64];

	if (!o || !o->pre)
		return 0;
	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_pre_given",
				"pre-tokeniser '%s' does not go with a file of this kind, which says itself how text is cut",
				bitnet_text_escape(shown, sizeof(shown), o->pre, strlen(o->pre)));
}

static bool is_base64(int c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
	       c == '=';
}

/* A line "base64 number". */
static bool is_tiktoken(const unsigned char *s, size_t n)
{
	size_t i = 0, start;

	while (i < n && is_base64(s[i]))
		i++;
	if (i < 2 || i % 4 || i >= n || s[i] != ' ')
		return false;
	for (start = ++i; i < n && s[i] >= '0' && s[i] <= '9'; i++)
		;
	return i > start && (i == n || s[i] == '\n' || s[i] == '\r');
}

/* A protobuf whose first field is a sentence piece: field 1, a message that begins with a string. */
static bool is_sentencepiece(const unsigned char *s, size_t n)
{
	return n > 4 && s[0] == 0x0a && s[1] < 0x80 && s[2] == 0x0a && s[3] < s[1];
}

int bitnet_tok_load_bytes(struct bitnet_tok **out, const unsigned char *s, size_t n, const struct bitnet_tok_options *o,
			  struct bitnet_error *err)
{
	size_t i = n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	int rc;

	while (i < n && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r'))
		i++;
	if (is_sentencepiece(s, n)) {
		rc = check_pre(o, err);
		return rc ? rc : bitnet_tok_from_sentencepiece(out, s, n, o, err);
	}
	rc = check_policy(o, err);
	if (rc)
		return rc;
	if (i < n && s[i] == '{') {
		rc = check_pre(o, err);
		return rc ? rc : bitnet_tok_from_json(out, s + i, n - i, err);
	}
	if (is_tiktoken(s, n))
		return bitnet_tok_from_tiktoken(out, s, n, o ? o->pre : NULL, err);
	return bitnet_error_set(err, BITNET_E_INPUT, "tok_not_a_tokenizer",
				n ? "not a tokenizer file" : "file is empty");
}

int bitnet_tok_load_pair(struct bitnet_tok **out, const void *vocab, size_t vocab_n, const void *merges, size_t merges_n,
			 const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	int rc = check_policy(o, err);

	return rc ? rc : bitnet_tok_from_bpe_files(out, vocab, vocab_n, merges, merges_n, o ? o->pre : NULL, err);
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

/*
 * vocab.json and merges.txt are one tokenizer in two files: path names either (with anything in front
 * of these words), and the other lies beside it.
 */
static int open_beside(struct bitnet_tok_source *s, const char *path, struct bitnet_error *err)
{
	bool merges = ends_with(path, "merges.txt");
	const char *own = merges ? "merges.txt" : "vocab.json", *others = merges ? "vocab.json" : "merges.txt";
	int rc;

	if (!merges && !ends_with(path, own))
		return 0;
	if ((size_t)snprintf(s->beside, sizeof(s->beside), "%.*s%s", (int)(strlen(path) - strlen(own)), path, others) >=
	    sizeof(s->beside))
		return bitnet_error_errno(err, ENAMETOOLONG, "cannot_open", "cannot open the file beside it");
	rc = bitnet_map_open(&s->map[1], s->beside, err);
	if (rc == BITNET_E_NOTFOUND)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_half", "%s without %s beside it is half a tokenizer", own, others);
	if (rc)
		return rc;
	s->of.map[merges] = &s->map[0];
	s->of.path[merges] = path;
	s->of.map[!merges] = &s->map[1];
	s->of.path[!merges] = s->beside;
	return 0;
}

int bitnet_tok_source_open(struct bitnet_tok_source *s, const char *path, struct bitnet_error *err)
{
	int rc;

	memset(s, 0, sizeof(*s));
	rc = bitnet_map_open(&s->map[0], path, err);
	if (rc)
		return rc;
	s->of.map[0] = &s->map[0];
	s->of.path[0] = path;
	s->is_gguf = s->map[0].size >= 4 && memcmp(s->map[0].data, "GGUF", 4) == 0;
	return s->is_gguf ? 0 : open_beside(s, path, err);
}

int bitnet_tok_source_parse(struct bitnet_tok_source *s, struct bitnet_error *err)
{
	int rc = bitnet_gguf_open(&s->parsed, s->of.path[0], err);

	if (rc)
		return rc;
	/* It was opened again, and may be another one by now. */
	s->of.map[0] = bitnet_gguf_map(s->parsed);
	s->of.gguf = s->parsed;
	return 0;
}

void bitnet_tok_source_close(struct bitnet_tok_source *s)
{
	bitnet_gguf_close(s->parsed);
	bitnet_map_close(&s->map[0]);
	bitnet_map_close(&s->map[1]);
}

int bitnet_tok_source_load(struct bitnet_tok **out, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o,
		       struct bitnet_error *err)
{
	const struct bitnet_map *vocab = s->map[0], *merges = s->map[1];

	if (s->gguf)
		return bitnet_tok_load_gguf(out, s->gguf, o, err);
	if (merges)
		return bitnet_tok_load_pair(out, vocab->data, vocab->size, merges->data, merges->size, o, err);
	if (bitnet_is_archive(vocab->data, vocab->size))
		return bitnet_tok_from_archive(out, vocab->data, vocab->size, o, err);
	return bitnet_tok_load_bytes(out, vocab->data, vocab->size, o, err);
}

int bitnet_tok_open(struct bitnet_tok **out, const char *path, struct bitnet_error *err)
{
	return bitnet_tok_open_as(out, path, NULL, err);
}

int bitnet_tok_open_as(struct bitnet_tok **out, const char *path, const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	struct bitnet_tok_source s;
	int rc = bitnet_tok_source_open(&s, path, err);

	if (!rc && s.is_gguf)
		rc = check_pre(o, err);
	if (!rc && !bitnet_image_find(out, &s.of, o, NULL)) {
		if (s.is_gguf)
			rc = bitnet_tok_source_parse(&s, err);
		if (!rc)
			rc = bitnet_tok_source_load(out, &s.of, o, err);
		if (!rc)
			bitnet_image_keep(*out, &s.of, o);
	}
	bitnet_tok_source_close(&s);
	return rc;
}
