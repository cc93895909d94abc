/* SPDX-License-Identifier: MIT */
/* The list of tokens: see tok-vocab.h. */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-vocab.h"

void bitnet_vocab_release(struct bitnet_vocab *v)
{
	bitnet_buf_release(&v->text);
	bitnet_buf_release(&v->piece);
	free(v->text_off);
	free(v->piece_off);
	free(v->attr);
	free(v->slots);
	memset(v, 0, sizeof(*v));
}

static int add(struct bitnet_vocab *v, const void *text, size_t n, unsigned attr, struct bitnet_error *err)
{
	uint32_t i = v->n_symbols;

	if (i >= 2 * VOCAB_MAX || n > UINT32_MAX - 1 - v->text.n)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large",
					"vocabulary has more than %u tokens or 4 GiB of text", VOCAB_MAX);
	if (!bitnet_grow(&v->text_off, &v->off_cap, (size_t)i + 2, sizeof(*v->text_off)) ||
	    !bitnet_grow(&v->attr, &v->attr_cap, (size_t)i + 1, 1) || !bitnet_buf_add(&v->text, text, n))
		return bitnet_error_nomem(err, n);
	if (i == 0)
		v->text_off[0] = 0;
	v->text_off[i + 1] = (uint32_t)v->text.n;
	v->attr[i] = (uint8_t)attr;
	v->n_symbols++;
	return 0;
}

int bitnet_vocab_add(struct bitnet_vocab *v, const void *text, size_t n, unsigned attr, struct bitnet_error *err)
{
	int rc;

	if (v->n >= VOCAB_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "vocabulary has more than %u tokens",
					VOCAB_MAX);
	rc = add(v, text, n, attr, err);
	v->n = v->n_symbols;
	return rc;
}

static bool same(const struct bitnet_vocab *v, uint32_t id, const void *text, size_t n)
{
	struct bitnet_str t = bitnet_vocab_text(v, id);

	return t.n == n && memcmp(t.s, text, n) == 0;
}

/* Put id in the index unless a token with the same text and attributes is there. */
static void insert(struct bitnet_vocab *v, uint32_t id)
{
	struct bitnet_str t = bitnet_vocab_text(v, id);
	uint64_t h = bitnet_vocab_mix(bitnet_vocab_hash(0, t.s, t.n), t.n);
	uint32_t i = (uint32_t)(h >> 32) & v->mask, tag = (uint32_t)h;

	for (; v->slots[i].id; i = (i + 1) & v->mask) {
		uint32_t other = v->slots[i].id - 1;

		if (v->slots[i].tag == tag && v->attr[other] == v->attr[id] && same(v, other, t.s, t.n)) {
			v->duplicates = true;
			return;
		}
	}
	v->slots[i].tag = tag;
	v->slots[i].id = id + 1;
}

static int resize(struct bitnet_vocab *v, size_t n, struct bitnet_error *err)
{
	size_t size = 64;
	struct vocab_slot *slots;

	/* Fuller than half: what is looked up is mostly not in the cache, and a smaller table is more often. */
	while (size * 5 < n * 8)
		size *= 2;
	if (v->slots && size <= (size_t)v->mask + 1)
		return 0;
	slots = calloc(size, sizeof(*slots));
	if (!slots)
		return bitnet_error_nomem(err, size * sizeof(*slots));
	free(v->slots);
	v->slots = slots;
	v->mask = (uint32_t)(size - 1);
	return 1;
}

static void insert_all(struct bitnet_vocab *v)
{
	uint32_t id;

	/* Normal tokens first: where another kind has the same text, merging means the normal one. */
	for (id = 0; id < v->n_symbols; id++)
		if ((v->attr[id] & TOKEN_KIND) == BITNET_TOKEN_NORMAL)
			insert(v, id);
	for (id = 0; id < v->n_symbols; id++)
		if ((v->attr[id] & TOKEN_KIND) != BITNET_TOKEN_NORMAL && (id >= v->n || v->attr[id] & TOKEN_KIND))
			insert(v, id);
}

int bitnet_vocab_index(struct bitnet_vocab *v, struct bitnet_error *err)
{
	int rc = resize(v, v->n, err);

	if (rc < 0)
		return rc;
	insert_all(v);
	return 0;
}

int bitnet_vocab_add_symbol(struct bitnet_vocab *v, const void *text, size_t n, struct bitnet_error *err)
{
	int rc = add(v, text, n, TOKEN_MODEL, err);

	if (rc)
		return rc;
	rc = resize(v, v->n_symbols, err);
	if (rc < 0)
		return rc;
	if (rc)
		insert_all(v);
	else
		insert(v, v->n_symbols - 1);
	return 0;
}

uint32_t bitnet_vocab_lookup(const struct bitnet_vocab *v, const void *text, size_t n, uint64_t hash, unsigned attr)
{
	uint64_t h = bitnet_vocab_mix(hash, n);
	uint32_t i = (uint32_t)(h >> 32) & v->mask, tag = (uint32_t)h;

	for (; v->slots[i].id; i = (i + 1) & v->mask) {
		uint32_t id = v->slots[i].id - 1;

		if (v->slots[i].tag == tag && (v->attr[id] & attr) == attr && same(v, id, text, n))
			return id;
	}
	return NO_ID;
}

/* The byte of a code point of the alphabet; -1 for any other. */
static int alphabet_byte(uint32_t cp)
{
	if ((cp >= 0x21 && cp <= 0x7e) || (cp >= 0xa1 && cp <= 0xac) || (cp >= 0xae && cp <= 0xff))
		return (int)cp;
	if (cp < 0x100 || cp > 0x143)
		return -1;
	cp -= 0x100;       /* the 68 other bytes in ascending order: 00-20, 7F-A0, AD */
	return cp <= 0x20 ? (int)cp : cp <= 0x42 ? (int)(cp - 0x21 + 0x7f) : 0xad;
}

long bitnet_alphabet_decode(const char *str, size_t n, char *dst)
{
	const unsigned char *s = (const unsigned char *)str, *end = s + n;
	char *d = dst;

	while (s < end) {
		int b;

		if (*s >= '!' && *s <= '~') {
			*d++ = (char)*s++;
			continue;
		}
		/* All others are between U+00A1 and U+0143: two bytes in UTF-8. */
		if (*s < 0xc2 || *s > 0xc5 || end - s < 2 || (s[1] & 0xc0) != 0x80)
			return -1;
		b = alphabet_byte((uint32_t)(*s & 0x1f) << 6 | (s[1] & 0x3f));
		if (b < 0)
			return -1;
		*d++ = (char)b;
		s += 2;
	}
	return d - dst;
}

size_t bitnet_alphabet_encode(unsigned char byte, char *dst)
{
	unsigned cp = byte;

	if (byte <= 0x20)
		cp = 0x100u + byte;
	else if (byte >= 0x7f && byte <= 0xa0)
		cp = 0x121u + byte - 0x7f;
	else if (byte == 0xad)
		cp = 0x143;
	return bitnet_utf8_encode(cp, dst);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int bitnet_byte_token(const char *s, size_t n)
{
	int high, low;

	if (n != 6 || memcmp(s, "<0x", 3) != 0 || s[5] != '>')
		return -1;
	high = hex_digit(s[3]);
	low = hex_digit(s[4]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}
