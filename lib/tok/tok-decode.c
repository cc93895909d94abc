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
	struct bitnet_buf joined;
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
}

void bitnet_decoder_free(struct bitnet_decoder *d)
{
	if (d)
		bitnet_buf_release(&d->joined);
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
	if (!p->n || (kind == BITNET_TOKEN_CONTROL && d->t->strip == BITNET_STRIP_PIECE))
		return 0;
	d->strip = false;
	if (p->s[0] == ' ' && (d->t->strip == BITNET_STRIP_TEXT ||
			       (text.n >= 3 && memcmp(text.s, SPACE_MARK, 3) == 0))) {
		p->s++;
		p->n--;
	}
	return 0;
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
