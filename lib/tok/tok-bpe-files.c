/* SPDX-License-Identifier: MIT */
/*
 * The two files of byte-level BPE in the form of GPT-2: vocab.json with ids, merges.txt with pairs.
 * Neither says how text is cut: the list of tokens does, where it is known.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/hash.h"
#include "base/mem.h"
#include "tok/tok-json.h"
#include "tok/tok-known.h"
#include "tok/tok-open.h"

bool bitnet_json_is_vocab(struct json_object *root)
{
	/* The value of a token "model" would be a number. */
	if (!json_object_is_type(root, json_type_object) || bitnet_json_get(root, "model", json_type_object))
		return false;
	json_object_object_foreach(root, key, value) {
		(void)key;
		return json_object_is_type(value, json_type_int);
	}
	return false;
}

static int hash_text(struct bitnet_hash *h, const char *key, struct bitnet_buf *bytes, struct bitnet_error *err)
{
	unsigned char len[4];
	size_t n = key ? strlen(key) : 0;
	long got;
	int i, rc;

	bitnet_buf_reset(bytes);
	if (!bitnet_buf_add(bytes, key ? key : "", n))
		return bitnet_error_nomem(err, n);
	got = bitnet_alphabet_decode(bytes->s, n, bytes->s);
	if (got < 0)
		memcpy(bytes->s, key, n);
	else
		n = (size_t)got;
	for (i = 0; i < 4; i++)
		len[i] = (unsigned char)(n >> 8 * i);
	rc = bitnet_hash_add(h, len, 4, err);
	return rc || !n ? rc : bitnet_hash_add(h, bytes->s, n, err);
}

/* As bitnet_tok_fingerprint(), before there is a tokenizer. */
static int fingerprint(struct json_object *vocab, char hex[65], struct bitnet_error *err)
{
	size_t n = (size_t)json_object_object_length(vocab), i;
	const char **keys = calloc(n + 1, sizeof(*keys));
	struct bitnet_buf bytes = BITNET_BUF_INIT;
	struct bitnet_hash *h = NULL;
	int rc = keys ? bitnet_hash_new(&h, err) : bitnet_error_nomem(err, n * sizeof(*keys));

	hex[0] = '\0';
	if (!rc) {
		json_object_object_foreach(vocab, key, value) {
			int64_t id = json_object_get_int64(value);

			if (id >= 0 && (uint64_t)id < n)
				keys[id] = key;
		}
	}
	for (i = 0; !rc && i < n; i++)
		rc = hash_text(h, keys[i], &bytes, err);
	if (!rc)
		rc = bitnet_hash_hex(h, hex, err);
	bitnet_hash_free(h);
	bitnet_buf_release(&bytes);
	free(keys);
	return rc;
}

/* Every byte is a token, or this is a list of another kind. */
static int check_bytes(struct json_object *vocab, struct bitnet_error *err)
{
	char key[3];
	unsigned i;

	for (i = 0; i < 256; i++) {
		key[bitnet_alphabet_encode((unsigned char)i, key)] = '\0';
		if (!json_object_object_get_ex(vocab, key, NULL))
			return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_file_unsupported",
						"vocab.json that is not byte-level (no token for byte 0x%02X) is not supported", i);
	}
	return 0;
}

/* json-c takes what it is given; a member that could not be made is no memory. */
static bool set(struct json_object *o, const char *key, struct json_object *v)
{
	return v && json_object_object_add(o, key, v) == 0;
}

static bool add_lines(struct json_object *list, const char *s, size_t n)
{
	const char *end = s + n, *next;

	for (; s < end; s = next) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		struct json_object *line;

		next = stop ? stop + 1 : end;
		stop = stop ? stop : end;
		if (stop > s && stop[-1] == '\r')
			stop--;
		if (stop == s || (stop - s >= 8 && memcmp(s, "#version", 8) == 0))
			continue;
		line = json_object_new_string_len(s, (int)(stop - s));
		if (!line || json_object_array_add(list, line) != 0)
			return false;
	}
	return true;
}

static bool add_special(struct json_object *list, const struct bitnet_known *k)
{
	char text[48];
	uint32_t i, id;

	for (i = 0; k && bitnet_known_special(k, i, &id, text); i++) {
		struct json_object *o = *text ? json_object_new_object() : NULL;

		if (*text && (!set(o, "id", json_object_new_int64(id)) || !set(o, "content", json_object_new_string(text)) ||
			      !set(o, "special", json_object_new_boolean(1)) || json_object_array_add(list, o) != 0))
			return false;
	}
	return true;
}

/* The files as the tokenizer.json that says the same; vocab stays the caller's. */
static struct json_object *document(struct json_object *vocab, const char *merges, size_t n, const struct bitnet_known *k)
{
	struct json_object *root = json_object_new_object(), *model = json_object_new_object();
	struct json_object *pre = json_object_new_object(), *decoder = json_object_new_object();
	struct json_object *lines = json_object_new_array(), *added = json_object_new_array();
	bool ok = root && model && pre && decoder && lines && added;

	ok = ok && set(root, "model", model) && set(root, "pre_tokenizer", pre) && set(root, "decoder", decoder) &&
	     set(root, "added_tokens", added) && set(model, "merges", lines) && set(model, "type", json_object_new_string("BPE")) &&
	     set(model, "vocab", json_object_get(vocab)) && set(pre, "type", json_object_new_string("ByteLevel")) &&
	     set(pre, "add_prefix_space", json_object_new_boolean(0)) && set(pre, "use_regex", json_object_new_boolean(0)) &&
	     set(decoder, "type", json_object_new_string("ByteLevel")) && add_lines(lines, merges, n) && add_special(added, k);
	if (ok)
		return root;
	json_object_put(root);
	return NULL;
}

static int load(struct bitnet_tok **out, struct json_object *vocab, const char *merges, size_t n, const char *pre,
		struct bitnet_error *err)
{
	const struct bitnet_known *k;
	const struct bitnet_pre *how;
	struct json_object *root;
	struct bitnet_tok *t;
	char hex[65];
	int rc = check_bytes(vocab, err);

	if (!rc)
		rc = fingerprint(vocab, hex, err);
	if (rc)
		return rc;
	k = bitnet_known_find(NULL, hex);
	if (!k && !pre)
		return bitnet_known_refuse(err, "tokens");
	root = document(vocab, merges, n, k);
	rc = root ? bitnet_json_tokenizer(&t, root, NULL, err) : bitnet_error_nomem(err, n);
	json_object_put(root);
	if (rc)
		return rc;
	t->info.format = BITNET_TOK_BPE_FILES;
	rc = bitnet_known_apply(t, k, pre, err);
	if (rc) {
		bitnet_tok_free(t);
		return rc;
	}
	how = bitnet_pre_find(t->info.pre, strlen(t->info.pre));
	t->ignore_merges = how->ignore_merges;
	*out = t;
	return 0;
}

int bitnet_tok_from_bpe_files(struct bitnet_tok **out, const void *vocab, size_t vocab_n, const void *merges, size_t merges_n,
			      const char *pre, struct bitnet_error *err)
{
	struct json_object *root = NULL;
	int rc;

	if (merges_n > 1u << 30)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "merges have %zu bytes, at most 1 GiB is read", merges_n);
	if (!bitnet_utf8_valid(merges, merges_n))
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_merge", "merges.txt is not UTF-8");
	rc = bitnet_json_parse(&root, vocab, vocab_n, err);
	if (!rc && !bitnet_json_is_vocab(root))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_not_a_tokenizer", "vocab.json is not an object of ids");
	if (!rc)
		rc = load(out, root, merges, merges_n, pre, err);
	json_object_put(root);
	return rc;
}
