/* SPDX-License-Identifier: MIT */
/* Opening a tokenizer file: what it is, is seen from its first bytes. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/map.h"
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

static int open_gguf(struct bitnet_tok **out, const char *path, const struct bitnet_tok_options *o,
		     struct bitnet_error *err)
{
	struct bitnet_gguf *g;
	int rc = check_pre(o, err);

	if (!rc)
		rc = bitnet_gguf_open(&g, path, err);
	if (rc)
		return rc;
	rc = bitnet_tok_from_gguf_as(out, g, o, err);
	bitnet_gguf_close(g);
	return rc;
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

static int open_bytes(struct bitnet_tok **out, const unsigned char *s, size_t n, const struct bitnet_tok_options *o,
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

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

/*
 * vocab.json and merges.txt are one tokenizer in two files: path names either (with anything in front
 * of these words), and the other lies beside it.  1 for such a pair, 0 when it is none, or an error.
 */
static int open_pair(struct bitnet_tok **out, const char *path, const struct bitnet_map *m, const struct bitnet_tok_options *o,
		     struct bitnet_error *err)
{
	bool merges = ends_with(path, "merges.txt");
	const char *own = merges ? "merges.txt" : "vocab.json", *others = merges ? "vocab.json" : "merges.txt";
	const char *pre = o ? o->pre : NULL;
	char beside[PATH_MAX];
	struct bitnet_map other;
	int rc;

	if (!merges && !ends_with(path, own))
		return 0;
	rc = check_policy(o, err);
	if (rc)
		return rc;
	if ((size_t)snprintf(beside, sizeof(beside), "%.*s%s", (int)(strlen(path) - strlen(own)), path, others) >= sizeof(beside))
		return bitnet_error_errno(err, ENAMETOOLONG, "cannot_open", "cannot open the file beside it");
	rc = bitnet_map_open(&other, beside, err);
	if (rc == BITNET_E_NOTFOUND)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_half", "%s without %s beside it is half a tokenizer", own, others);
	if (rc)
		return rc;
	rc = merges ? bitnet_tok_from_bpe_files(out, other.data, other.size, m->data, m->size, pre, err) :
	     bitnet_tok_from_bpe_files(out, m->data, m->size, other.data, other.size, pre, err);
	bitnet_map_close(&other);
	return rc ? rc : 1;
}

int bitnet_tok_open(struct bitnet_tok **out, const char *path, struct bitnet_error *err)
{
	return bitnet_tok_open_as(out, path, NULL, err);
}

int bitnet_tok_open_as(struct bitnet_tok **out, const char *path, const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	struct bitnet_map m;
	int rc = bitnet_map_open(&m, path, err);
	bool gguf;

	if (rc)
		return rc;
	gguf = m.size >= 4 && memcmp(m.data, "GGUF", 4) == 0;
	rc = gguf ? 0 : open_pair(out, path, &m, o, err);
	if (rc == 0)
		rc = gguf ? open_gguf(out, path, o, err) : open_bytes(out, m.data, m.size, o, err);
	bitnet_map_close(&m);
	return rc < 0 ? rc : 0;
}
