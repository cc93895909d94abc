/* SPDX-License-Identifier: MIT */
/* Ids to bytes, as a stream. */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-int.h"

struct bitnet_decoder {
	const struct bitnet_tok *t;
	bool skip_special;
	bool strip;              /* a space is still to be dropped */
	bool first;
	struct bitnet_buf joined, many;
	struct bitnet_detok_run run;
};

int bitnet_decoder_new(struct bitnet_decoder **out, const struct bitnet_tok *t, bool skip_special,
		       struct bitnet_error *err)
{
	struct bitnet_decoder *d = calloc(1, sizeof(*d));

	if (!d)
		return bitnet_error_nomem(err, sizeof(*d));
	d->t = t;
	d->skip_special = skip_special;
	bitnet_decoder_reset(d);
	*out = d;
	return 0;
}

void bitnet_decoder_reset(struct bitnet_decoder *d)
{
	d->strip = d->t->strip != BITNET_STRIP_NONE;
	d->first = true;
	bitnet_detok_run_reset(&d->run);
}

void bitnet_decoder_free(struct bitnet_decoder *d)
{
	if (d) {
		bitnet_buf_release(&d->joined);
		bitnet_buf_release(&d->many);
		bitnet_detok_run_release(&d->run);
	}
	free(d);
}

/* Drop what at the start of the text stands for nothing. */
static int strip(struct bitnet_decoder *d, uint32_t id, unsigned kind, struct bitnet_str *p, struct bitnet_error *err)
{
	struct bitnet_str text = bitnet_vocab_text(&d->t->v, id);
	size_t i;

	if (d->t->strip == BITNET_STRIP_TOKEN) {
		d->strip = false;
		bitnet_buf_reset(&d->joined);
		for (i = 0; i < text.n; i++) {
			if (text.n - i >= 3 && memcmp(text.s + i, SPACE_MARK, 3) == 0)
				i += 2;
			else
				bitnet_buf_add(&d->joined, text.s + i, 1);
		}
		if (!bitnet_buf_add(&d->joined, "", 0))
			return bitnet_error_nomem(err, text.n);
		if (kind != BITNET_TOKEN_BYTE)
			*p = (struct bitnet_str){ d->joined.s, d->joined.n };
		return 0;
	}
	if (!p->n || (kind == BITNET_TOKEN_CONTROL && (d->t->strip == BITNET_STRIP_PIECE || d->t->strip == BITNET_STRIP_LEADING)))
		return 0;
	d->strip = false;
	if (p->s[0] == ' ' && (d->t->strip == BITNET_STRIP_TEXT ||
			       (text.n >= 3 && memcmp(text.s, SPACE_MARK, 3) == 0))) {
		p->s++;
		p->n--;
		d->strip = d->t->strip == BITNET_STRIP_LEADING && !p->n;
	}
	return 0;
}

/* The text of a token as the vocabulary has it: bytes in the byte-level alphabet. */
static int original(struct bitnet_decoder *d, uint32_t id, unsigned kind, struct bitnet_str *text, struct bitnet_error *err)
{
	size_t i;
	char c[2];

	*text = bitnet_vocab_text(&d->t->v, id);
	if (!d->t->byte_level || (kind != BITNET_TOKEN_NORMAL && kind != BITNET_TOKEN_UNUSED))
		return 0;
	bitnet_buf_reset(&d->joined);
	for (i = 0; i < text->n; i++)
		bitnet_buf_add(&d->joined, c, bitnet_alphabet_encode((unsigned char)text->s[i], c));
	*text = (struct bitnet_str){ d->joined.n ? d->joined.s : "", d->joined.n };
	return d->joined.failed ? bitnet_error_nomem(err, text->n) : 0;
}

/* Through the decoder of a tokenizer.json. */
static int push_detok(struct bitnet_decoder *d, uint32_t id, unsigned kind, struct bitnet_str *out, struct bitnet_error *err)
{
	struct bitnet_str text;
	int rc = original(d, id, kind, &text, err);

	bitnet_buf_reset(&d->run.out);
	if (!rc && d->t->join_space && !d->first)
		bitnet_buf_add(&d->run.out, " ", 1);
	d->first = false;
	if (!rc)
		rc = bitnet_detok_push(d->t->detok, &d->run, text.s, text.n, err);
	*out = (struct bitnet_str){ d->run.out.n ? d->run.out.s : "", d->run.out.n };
	return rc;
}

int bitnet_decoder_finish(struct bitnet_decoder *d, struct bitnet_str *out, struct bitnet_error *err)
{
	int rc = 0;

	bitnet_buf_reset(&d->run.out);
	if (d->t->detok)
		rc = bitnet_detok_finish(d->t->detok, &d->run, err);
	*out = (struct bitnet_str){ d->run.out.n ? d->run.out.s : "", d->run.out.n };
	return rc;
}

int bitnet_decoder_push(struct bitnet_decoder *d, uint32_t id, struct bitnet_str *out, struct bitnet_error *err)
{
	const struct bitnet_vocab *v = &d->t->v;
	unsigned kind = id < v->n ? v->attr[id] & TOKEN_KIND : 0;
	struct bitnet_str p;

	if (!kind)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_id_range", "no token has the id %u (vocabulary has %u)",
					id, v->n);
	if (d->skip_special && (kind == BITNET_TOKEN_CONTROL || kind == BITNET_TOKEN_UNKNOWN)) {
		*out = (struct bitnet_str){ "", 0 };
		return 0;
	}
	if (d->t->detok)
		return push_detok(d, id, kind, out, err);
	p = bitnet_vocab_piece(v, id);
	if (d->strip) {
		int rc = strip(d, id, kind, &p, err);

		if (rc)
			return rc;
	}
	if (d->t->join_space && !d->first) {
		bitnet_buf_reset(&d->joined);
		if (!bitnet_buf_add(&d->joined, " ", 1) || !bitnet_buf_add(&d->joined, p.s, p.n))
			return bitnet_error_nomem(err, p.n + 1);
		p = (struct bitnet_str){ d->joined.s, d->joined.n };
	}
	d->first = false;
	*out = p;
	return 0;
}

/* Copied at once, so that most tokens are one move. */
#define SLACK 16

/* Room for so many bytes more and SLACK; false when there is no memory. */
static bool reserve(struct bitnet_buf *b, const char *s, size_t n)
{
	size_t at = b->n;
	/* The buffer grows by adding; what was added is taken back. */
	bool grown = bitnet_buf_add(b, s, n) && bitnet_buf_add(b, "0123456789abcdef", SLACK);

	b->n = at;
	return grown;
}

/*
 * As many ids as need nothing but their piece; returns their number.  Room for the longest piece is made before it
 * is written.  What the loop needs is in variables of its own: bytes that are written might be part of any other.
 */
static size_t plain(struct bitnet_decoder *d, const uint32_t *ids, size_t n)
{
	const struct bitnet_vocab *v = &d->t->v;
	const uint32_t *off = v->piece_off ? v->piece_off : v->text_off;
	const struct bitnet_buf *all = v->piece_off ? &v->piece : &v->text;
	const char *pieces = all->s;
	const uint8_t *attr = v->attr;
	size_t n_pieces = all->n, at = d->many.n, cap = d->many.cap, i;
	uint32_t n_ids = v->n;
	bool skip = d->skip_special;
	char *to = d->many.s;

	for (i = 0; i < n; i++) {
		uint32_t id = ids[i], from, len;
		unsigned kind = id < n_ids ? attr[id] & TOKEN_KIND : 0;

		if (!kind || (skip && (kind == BITNET_TOKEN_CONTROL || kind == BITNET_TOKEN_UNKNOWN)))
			break;
		from = off[id];
		len = off[id + 1] - from;
		if (cap - at < (size_t)len + SLACK) {
			d->many.n = at;
			if (!reserve(&d->many, pieces + from, len))
				break;
			to = d->many.s;
			cap = d->many.cap;
		}
		if (len <= SLACK && from + SLACK <= n_pieces)
			memcpy(to + at, pieces + from, SLACK);
		else
			memcpy(to + at, pieces + from, len);
		at += len;
	}
	d->many.n = at;
	return i;
}

int bitnet_decoder_push_ids(struct bitnet_decoder *d, const uint32_t *ids, size_t n, struct bitnet_str *out,
			    struct bitnet_error *err)
{
	struct bitnet_str piece;
	size_t i = 0;

	bitnet_buf_reset(&d->many);
	while (i < n) {
		int rc;

		if (!d->strip && !d->t->detok && !d->t->join_space) {
			size_t done = plain(d, ids + i, n - i);

			d->first = d->first && !done;
			i += done;
			if (i == n)
				break;
		}
		rc = bitnet_decoder_push(d, ids[i++], &piece, err);
		if (rc)
			return rc;
		bitnet_buf_add(&d->many, piece.s, piece.n);
	}
	if (d->many.failed)
		return bitnet_error_nomem(err, d->many.n);
	*out = (struct bitnet_str){ d->many.n ? d->many.s : "", d->many.n };
	return 0;
}
