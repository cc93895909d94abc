/* SPDX-License-Identifier: MIT */
/* The vocabulary of a tokenizer.json, without objects of a document: texts, and the id of each. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tok/tok-json.h"

/* Digits, as short as they can be. */
static const char *scan_id(const char *s, const char *end, uint32_t *id)
{
	const char *from = s;

	for (*id = 0; s < end && *s >= '0' && *s <= '9' && *id < VOCAB_MAX; s++)
		*id = *id * 10 + (uint32_t)(*s - '0');
	return s == from || (*from == '0' && s - from > 1) || *id >= VOCAB_MAX ? NULL : s;
}

/* "text": id */
static const char *scan_member(const char *s, const char *end, struct bitnet_buf *text, uint32_t *id)
{
	bitnet_buf_reset(text);
	s = bitnet_json_skip_blanks(s, end);
	if (s == end || *s != '"' || !(s = bitnet_json_scan_string(s + 1, end, text)))
		return NULL;
	s = bitnet_json_skip_blanks(s, end);
	if (s == end || *s != ':')
		return NULL;
	return scan_id(bitnet_json_skip_blanks(s + 1, end), end, id);
}

static bool add(struct bitnet_json_vocab *v, const struct bitnet_buf *text, uint32_t id)
{
	if (v->keys.n == VOCAB_MAX || !bitnet_grow(&v->ids, &v->cap, (size_t)v->keys.n + 1, sizeof(*v->ids)))
		return false;
	v->ids[v->keys.n] = id;
	return bitnet_vocab_add(&v->keys, text->n ? text->s : "", text->n, BITNET_TOKEN_NORMAL, NULL) == 0;
}

const char *bitnet_json_scan_vocab(const char *s, const char *end, struct bitnet_json_vocab *v)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	uint32_t id;

	while ((s = scan_member(s, end, &text, &id)) != NULL) {
		s = bitnet_json_skip_blanks(s, end);
		if (s == end || (*s != ',' && *s != '}') || !add(v, &text, id)) {
			s = NULL;
			break;
		}
		if (*s == '}')
			break;
		s++;
	}
	bitnet_buf_release(&text);
	/* Of a text that is there twice the other reader takes the last. */
	return s && bitnet_vocab_index(&v->keys, NULL) == 0 && !v->keys.duplicates ? s : NULL;
}

int64_t bitnet_json_vocab_id(const struct bitnet_json_vocab *v, const char *s, size_t n)
{
	uint32_t i = bitnet_vocab_lookup(&v->keys, s, n, bitnet_vocab_hash(0, s, n), 0);

	return i == NO_ID ? -1 : (int64_t)v->ids[i];
}

void bitnet_json_vocab_release(struct bitnet_json_vocab *v)
{
	bitnet_vocab_release(&v->keys);
	free(v->ids);
}
