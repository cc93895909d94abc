/* SPDX-License-Identifier: MIT */
/*
 * Reads the input as a tokenizer.json; what loads must encode and decode without a fault.  Vocabulary and merges that
 * are taken out of the text are those that json-c reads.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz-tok.h"
#include "tok/tok-json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void same_vocab(const struct bitnet_json_vocab *v, struct json_object *vocab)
{
	must(vocab && (size_t)json_object_object_length(vocab) == v->keys.n);
	json_object_object_foreach(vocab, key, id)
		must(json_object_is_type(id, json_type_int) && bitnet_json_vocab_id(v, key, strlen(key)) == json_object_get_int64(id));
}

static void same_text(struct json_object *o, const char *s, size_t n)
{
	must(json_object_is_type(o, json_type_string) && (size_t)json_object_get_string_len(o) == n &&
	     memcmp(json_object_get_string(o), s, n) == 0);
}

static void same_merges(const struct bitnet_json_merges *m, struct json_object *merges)
{
	const char *at = m->text.s;
	char *joined = malloc(m->text.n + 2);
	size_t i;

	must(joined && merges && json_object_array_length(merges) == m->n);
	for (i = 0; i < m->n; i++) {
		struct json_object *o = json_object_array_get_idx(merges, i);
		size_t left = m->pairs[i].left, right = m->pairs[i].right;

		if (json_object_is_type(o, json_type_array)) {
			must(json_object_array_length(o) == 2);
			same_text(json_object_array_get_idx(o, 0), at, left);
			same_text(json_object_array_get_idx(o, 1), at + left, right);
		} else {
			memcpy(joined, at, left);
			joined[left] = ' ';
			memcpy(joined + left + 1, at + left, right);
			same_text(o, joined, left + 1 + right);
		}
		at += left + right;
	}
	free(joined);
}

/* What is read with them taken out loads, or is refused, as the document as a whole. */
static void same_end(struct json_object *whole, const char *s, size_t n)
{
	struct bitnet_error err, why;
	struct bitnet_tok *t, *u;
	int rc = bitnet_tok_from_json(&t, s, n, &err), whole_rc = bitnet_json_tokenizer(&u, whole, NULL, &why);

	must(rc == whole_rc);
	if (rc) {
		must(strcmp(err.name, why.name) == 0 && strcmp(err.message, why.message) == 0);
		return;
	}
	must(bitnet_tok_fingerprint(t, t->fingerprint, &err) == 0 && bitnet_tok_fingerprint(u, u->fingerprint, &err) == 0);
	must(strcmp(t->fingerprint, u->fingerprint) == 0 && t->m.n == u->m.n);
	bitnet_tok_free(t);
	bitnet_tok_free(u);
}

static void check_cut(const char *s, size_t n)
{
	struct bitnet_json_cut c = { .merges = { .text = BITNET_BUF_INIT } };
	struct json_object *rest = NULL, *whole = NULL, *model;
	size_t left = 0;
	char *text = bitnet_json_cut_text(&c, s, n, &left);

	if (text && bitnet_json_parse(&rest, text, left, NULL) == 0 && bitnet_json_is_cut(&c, rest)) {
		must(bitnet_json_parse(&whole, s, n, NULL) == 0);
		model = bitnet_json_get(whole, "model", json_type_object);
		if (c.has_vocab)
			same_vocab(&c.vocab, bitnet_json_get(model, "vocab", json_type_object));
		if (c.has_merges)
			same_merges(&c.merges, bitnet_json_get(model, "merges", json_type_array));
		same_end(whole, s, n);
	}
	json_object_put(whole);
	json_object_put(rest);
	free(text);
	bitnet_json_cut_release(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_error err;
	struct bitnet_tok *t;

	check_cut((const char *)data, size);
	if (bitnet_tok_from_json(&t, data, size, &err) != 0) {
		fuzz_error(&err);
		return 0;
	}
	fuzz_use(t, data, size < 512 ? size : 512);
	bitnet_tok_free(t);
	return 0;
}
