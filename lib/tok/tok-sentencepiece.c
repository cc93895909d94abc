/* SPDX-License-Identifier: MIT */
/*
 * A SentencePiece tokenizer.model: the message ModelProto of sentencepiece_model.proto, read by a
 * reader of Protocol Buffers that knows the few fields that matter and passes over the others.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-pieces.h"

/* What is left of a message. */
struct message {
	const unsigned char *s, *end;
};

/* One field: number, and a number or the bytes of a string, message or fixed value. */
struct field {
	uint32_t number;
	unsigned wire;
	uint64_t value;
	struct message bytes;
};

enum { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_32 = 5 };

static int damaged(struct bitnet_error *err, const char *what)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "tok_proto", "not a SentencePiece model: %s", what);
}

static bool varint(struct message *m, uint64_t *v)
{
	unsigned shift;

	*v = 0;
	for (shift = 0; shift < 70 && m->s < m->end; shift += 7) {
		unsigned char c = *m->s++;

		if (shift < 64)
			*v |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

/* 1: a field; 0: the end; negative: no message. */
static int next(struct message *m, struct field *f, struct bitnet_error *err)
{
	uint64_t key;
	size_t left;

	if (m->s == m->end)
		return 0;
	if (!varint(m, &key) || key >> 3 == 0 || key >> 3 > 0x1fffffff)
		return damaged(err, "a field has no number that can be");
	f->number = (uint32_t)(key >> 3);
	f->wire = key & 7;
	f->value = 0;
	switch (f->wire) {
	case WIRE_VARINT:
		if (!varint(m, &f->value))
			return damaged(err, "a number does not end");
		return 1;
	case WIRE_64:
		f->value = 8;
		break;
	case WIRE_32:
		f->value = 4;
		break;
	case WIRE_BYTES:
		if (!varint(m, &f->value))
			return damaged(err, "a length does not end");
		break;
	default:
		return damaged(err, "a field is of a type that is none");
	}
	left = (size_t)(m->end - m->s);
	if (f->value > left)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_proto",
					"not a SentencePiece model: field %u has %llu bytes, %zu are left", f->number,
					(unsigned long long)f->value, left);
	f->bytes = (struct message){ m->s, m->s + f->value };
	m->s += f->value;
	return 1;
}

static struct bitnet_str text(const struct field *f)
{
	return (struct bitnet_str){ (const char *)f->bytes.s, (size_t)(f->bytes.end - f->bytes.s) };
}

static float to_float(const struct field *f)
{
	uint32_t u = (uint32_t)f->bytes.s[0] | (uint32_t)f->bytes.s[1] << 8 | (uint32_t)f->bytes.s[2] << 16 |
		     (uint32_t)f->bytes.s[3] << 24;
	float v;

	memcpy(&v, &u, sizeof(v));
	return v;
}

struct model {
	struct bitnet_pieces p;
	float *scores;
	size_t scores_cap;
	int64_t type;                     /* 1 unigram, 2 BPE, 3 words, 4 characters */
	int64_t unk, bos, eos, pad;
	bool denormalizer;
};

static int read_piece(struct bitnet_tok *t, struct model *m, struct message s, struct bitnet_error *err)
{
	struct bitnet_str piece = { "", 0 };
	uint64_t kind = BITNET_TOKEN_NORMAL;
	float score = 0;
	struct field f;
	int rc;

	while ((rc = next(&s, &f, err)) > 0) {
		if (f.number == 1 && f.wire == WIRE_BYTES)
			piece = text(&f);
		else if (f.number == 2 && f.wire == WIRE_32)
			score = to_float(&f);
		else if (f.number == 3 && f.wire == WIRE_VARINT)
			kind = f.value;
	}
	if (rc)
		return rc;
	if (!piece.n || kind < BITNET_TOKEN_NORMAL || kind > BITNET_TOKEN_BYTE)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_proto", "piece %u is of type %llu and has %zu bytes", t->v.n,
					(unsigned long long)kind, piece.n);
	if (t->v.n >= VOCAB_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "vocabulary has more than %u pieces", VOCAB_MAX);
	if (kind == BITNET_TOKEN_BYTE && bitnet_byte_token(piece.s, piece.n) < 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_byte_token", "byte piece %u is not <0xHH>", t->v.n);
	if (!bitnet_grow(&m->scores, &m->scores_cap, (size_t)t->v.n + 1, sizeof(*m->scores)))
		return bitnet_error_nomem(err, t->v.n);
	m->scores[t->v.n] = score;
	if (kind == BITNET_TOKEN_NORMAL || kind == BITNET_TOKEN_USER || kind == BITNET_TOKEN_UNUSED)
		kind |= TOKEN_MODEL;
	return bitnet_vocab_add(&t->v, piece.s, piece.n, (unsigned)kind, err);
}

/* An int32, of which a negative one takes all 64 bits. */
static int64_t to_int(const struct field *f)
{
	return (int32_t)(uint32_t)f->value;
}

static int read_trainer(struct model *m, struct message s, struct bitnet_error *err)
{
	struct field f;
	int rc;

	while ((rc = next(&s, &f, err)) > 0) {
		if (f.number == 44 && f.wire == WIRE_BYTES)
			m->p.unk_surface = text(&f);
		if (f.wire != WIRE_VARINT)
			continue;
		switch (f.number) {
		case 3:
			m->type = to_int(&f);
			break;
		case 24:
			m->p.suffix = f.value != 0;
			break;
		case 35:
			m->p.byte_fallback = f.value != 0;
			break;
		case 41:
			m->bos = to_int(&f);
			break;
		case 42:
			m->eos = to_int(&f);
			break;
		case 43:
			m->pad = to_int(&f);
			break;
		default:
			break;
		}
	}
	return rc;
}

static int read_normalizer(struct model *m, struct message s, struct bitnet_error *err)
{
	struct field f;
	int rc;

	while ((rc = next(&s, &f, err)) > 0) {
		if (f.number == 2 && f.wire == WIRE_BYTES)
			m->p.charsmap = text(&f);
		else if (f.number == 3 && f.wire == WIRE_VARINT)
			m->p.dummy_prefix = f.value != 0;
		else if (f.number == 4 && f.wire == WIRE_VARINT)
			m->p.collapse = f.value != 0;
		else if (f.number == 5 && f.wire == WIRE_VARINT)
			m->p.escape = f.value != 0;
	}
	return rc;
}

static int read_denormalizer(struct model *m, struct message s, struct bitnet_error *err)
{
	struct field f;
	int rc;

	while ((rc = next(&s, &f, err)) > 0)
		m->denormalizer |= f.number == 2 && f.wire == WIRE_BYTES && f.value > 0;
	return rc;
}

static int read_model(struct bitnet_tok *t, struct model *m, struct message s, struct bitnet_error *err)
{
	struct field f;
	int rc, got = 0;

	while (got == 0 && (rc = next(&s, &f, err)) > 0) {
		if (f.wire != WIRE_BYTES)
			continue;
		if (f.number == 1)
			got = read_piece(t, m, f.bytes, err);
		else if (f.number == 2)
			got = read_trainer(m, f.bytes, err);
		else if (f.number == 3)
			got = read_normalizer(m, f.bytes, err);
		else if (f.number == 5)
			got = read_denormalizer(m, f.bytes, err);
	}
	return got ? got : rc;
}

static int check(struct bitnet_tok *t, const struct model *m, struct bitnet_error *err)
{
	bool bytes[256] = { false };
	unsigned n_bytes = 0;
	uint32_t id;

	if (!t->v.n)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_no_tokens", "vocabulary is empty");
	if (m->type != 1 && m->type != 2)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_model_unsupported", "SentencePiece model of type %s is not supported",
					m->type == 3 ? "'word'" : m->type == 4 ? "'char'" : "that is not known");
	if (m->denormalizer)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_denormalizer", "a denormalizer is not supported");
	for (id = 0; id < t->v.n; id++) {
		struct bitnet_str s = bitnet_vocab_text(&t->v, id);
		unsigned kind = t->v.attr[id] & TOKEN_KIND;

		if (kind == BITNET_TOKEN_UNKNOWN && t->info.unk >= 0)
			return bitnet_error_set(err, BITNET_E_INPUT, "tok_proto", "pieces %lld and %u are both unknown pieces",
						(long long)t->info.unk, id);
		if (kind == BITNET_TOKEN_UNKNOWN)
			t->info.unk = id;
		if (kind == BITNET_TOKEN_BYTE && !bytes[bitnet_byte_token(s.s, s.n)]) {
			bytes[bitnet_byte_token(s.s, s.n)] = true;
			n_bytes++;
		}
	}
	if (t->info.unk < 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_proto", "none of %u pieces is the unknown one", t->v.n);
	if (m->p.byte_fallback ? n_bytes != 256 : n_bytes != 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_proto", "byte_fallback is %s, and there are %u byte pieces",
					m->p.byte_fallback ? "on" : "off", n_bytes);
	return 0;
}

static int64_t existing(const struct bitnet_tok *t, int64_t id)
{
	return id >= 0 && id < t->v.n && (t->v.attr[id] & TOKEN_KIND) == BITNET_TOKEN_CONTROL ? id : -1;
}

/*
 * The file does not say what is to be added to a text.  BPE with byte pieces is the family of LLaMA,
 * Mistral and Gemma, which begin each text with BOS.
 */
static int finish(struct bitnet_tok *t, struct model *m, struct bitnet_error *err)
{
	int rc = 0;

	t->info.bos = existing(t, m->bos);
	t->info.eos = existing(t, m->eos);
	t->info.pad = existing(t, m->pad);
	t->info.add_bos = m->type == 2 && m->p.byte_fallback && t->info.bos >= 0;
	if (t->info.add_bos) {
		bitnet_tok_note(t, "the file does not say what is added to a text: BOS is, as in the models of the LLaMA family");
		rc = bitnet_tok_add_before(t, (uint32_t)t->info.bos, err);
	}
	m->p.unigram = m->type == 1;
	m->p.scores = m->scores;
	if (!rc)
		rc = bitnet_tok_set_pieces(t, &m->p, err);
	return rc ? rc : bitnet_tok_finish(t, err);
}

int bitnet_tok_from_sentencepiece(struct bitnet_tok **out, const void *data, size_t size,
				  const struct bitnet_tok_options *o, struct bitnet_error *err)
{
	struct model m = { .p = { .dummy_prefix = true, .collapse = true, .escape = true, .unk_surface = { " \xe2\x81\x87 ", 5 } },
			   .type = 1, .bos = 1, .eos = 2, .pad = -1 };
	const unsigned char *s = data;
	struct bitnet_tok *t;
	int rc = bitnet_tok_new(&t, err);

	if (rc)
		return rc;
	t->info.format = BITNET_TOK_SENTENCEPIECE;
	t->info.policy = o && o->policy ? o->policy : BITNET_POLICY_SENTENCEPIECE;
	rc = read_model(t, &m, (struct message){ s, s + size }, err);
	if (!rc)
		rc = check(t, &m, err);
	if (!rc)
		rc = bitnet_vocab_index(&t->v, err);
	if (!rc && t->v.duplicates)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_proto", "a piece is there twice");
	if (!rc)
		rc = finish(t, &m, err);
	free(m.scores);
	if (rc) {
		bitnet_tok_free(t);
		return rc;
	}
	*out = t;
	return 0;
}
