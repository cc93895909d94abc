/* SPDX-License-Identifier: MIT */
/* A SentencePiece model, as bytes of a ModelProto. */
#ifndef BITNET_TESTS_PROTO_BUILD_H
#define BITNET_TESTS_PROTO_BUILD_H

#include "tap.h"

#define PB_FN __attribute__((unused)) static

struct proto {
	unsigned char s[65536];
	size_t n;
};

PB_FN void pb_byte(struct proto *p, unsigned v)
{
	if (p->n == sizeof(p->s))
		FAIL("the message has more than %zu bytes", sizeof(p->s));
	p->s[p->n++] = (unsigned char)v;
}

PB_FN void pb_varint(struct proto *p, uint64_t v)
{
	for (; v > 127; v >>= 7)
		pb_byte(p, 0x80 | (v & 0x7f));
	pb_byte(p, (unsigned)v);
}

PB_FN void pb_int(struct proto *p, unsigned field, uint64_t v)
{
	pb_varint(p, field << 3);
	pb_varint(p, v);
}

PB_FN void pb_bytes(struct proto *p, unsigned field, const void *s, size_t n)
{
	const unsigned char *b = s;
	size_t i;

	pb_varint(p, field << 3 | 2);
	pb_varint(p, n);
	for (i = 0; i < n; i++)
		pb_byte(p, b[i]);
}

PB_FN void pb_float(struct proto *p, unsigned field, float v)
{
	uint32_t u;
	int i;

	memcpy(&u, &v, sizeof(u));
	pb_varint(p, field << 3 | 5);
	for (i = 0; i < 4; i++)
		pb_byte(p, u >> 8 * i & 0xff);
}

/* One piece; type 1 is left out, as it is the default. */
PB_FN void pb_piece(struct proto *p, const char *text, float score, unsigned type)
{
	static struct proto piece;

	piece.n = 0;
	pb_bytes(&piece, 1, text, strlen(text));
	pb_float(&piece, 2, score);
	if (type != 1)
		pb_int(&piece, 3, type);
	pb_bytes(p, 1, piece.s, piece.n);
}

/* <unk> <s> </s>, and with `bytes` the 256 byte pieces. */
PB_FN void pb_begin(struct proto *p, int bytes)
{
	char text[16];
	int i;

	p->n = 0;
	pb_piece(p, "<unk>", 0, 2);
	pb_piece(p, "<s>", 0, 3);
	pb_piece(p, "</s>", 0, 3);
	for (i = 0; bytes && i < 256; i++) {
		snprintf(text, sizeof(text), "<0x%02X>", i);
		pb_piece(p, text, 0, 6);
	}
}

/* The specs: what is not given is the default of the library. */
struct proto_spec {
	int bpe, bytes, suffix;
	int no_prefix, no_collapse, no_escape;
	const void *charsmap;
	size_t charsmap_n;
};

PB_FN void pb_end(struct proto *p, const struct proto_spec *o)
{
	static struct proto spec;

	spec.n = 0;
	pb_int(&spec, 3, o->bpe ? 2 : 1);
	if (o->suffix)
		pb_int(&spec, 24, 1);
	if (o->bytes)
		pb_int(&spec, 35, 1);
	pb_int(&spec, 43, UINT64_MAX);                 /* pad_id -1 */
	pb_bytes(p, 2, spec.s, spec.n);
	spec.n = 0;
	if (o->charsmap_n)
		pb_bytes(&spec, 2, o->charsmap, o->charsmap_n);
	if (o->no_prefix)
		pb_int(&spec, 3, 0);
	if (o->no_collapse)
		pb_int(&spec, 4, 0);
	if (o->no_escape)
		pb_int(&spec, 5, 0);
	pb_bytes(p, 3, spec.s, spec.n);
}

#endif
