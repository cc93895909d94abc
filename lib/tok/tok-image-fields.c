/* SPDX-License-Identifier: MIT */
/*
 * Every member of a tokenizer, in one list that writes, reads and releases.  What is added to
 * struct bitnet_tok belongs here too, and into bitnet_image_check() where it is used as a place.
 */
#include <float.h>
#include <string.h>

#include "base/mem.h"
#include "tok/tok-image.h"

/* Where a structure has grown, its new member is to be brought in here before the number is put right. */
#define KNOWN_SIZE(type, n) _Static_assert(sizeof(void *) != 8 || sizeof(type) == (n), #type " has members that images do not know")
KNOWN_SIZE(struct bitnet_tok, 7184);
KNOWN_SIZE(struct bitnet_pipe, 2056);
KNOWN_SIZE(struct bitnet_step, 64);
KNOWN_SIZE(struct bitnet_detok_step, 560);

/* ---- values */

static uint64_t number(struct image_io *io, uint64_t v)
{
	if (io->way == IMAGE_WRITE) {
		bitnet_buf_add(&io->values, &v, sizeof(v));
	} else if (io->way == IMAGE_READ) {
		v = 0;
		if (io->left < sizeof(v)) {
			io->bad = true;
			return 0;
		}
		memcpy(&v, io->at, sizeof(v));
		io->at += sizeof(v);
		io->left -= sizeof(v);
	}
	return v;
}

/* A number from 0 to max. */
static uint64_t limited(struct image_io *io, uint64_t v, uint64_t max)
{
	v = number(io, v);
	if (io->way == IMAGE_READ && v > max) {
		io->bad = true;
		return 0;
	}
	return v;
}

static void u32(struct image_io *io, uint32_t *v)
{
	*v = (uint32_t)limited(io, *v, UINT32_MAX);
}

static void size(struct image_io *io, size_t *v, size_t max)
{
	*v = (size_t)limited(io, *v, max);
}

static void flag(struct image_io *io, bool *v)
{
	*v = limited(io, *v, 1);
}

static void id64(struct image_io *io, int64_t *v)
{
	/* One more, so that -1 is 0. */
	*v = (int64_t)limited(io, (uint64_t)(*v + 1), VOCAB_MAX) - 1;
}

static void real(struct image_io *io, double *v)
{
	uint64_t bits;

	memcpy(&bits, v, sizeof(bits));
	bits = number(io, bits);
	memcpy(v, &bits, sizeof(bits));
	if (io->way == IMAGE_READ && !(*v >= -DBL_MAX && *v <= DBL_MAX)) {
		*v = 0;
		io->bad = true;
	}
}

#define ENUM(io, v, last) ((v) = limited(io, (uint64_t)(v), (uint64_t)(last)))

/* Bytes; out has room for max. */
static void bytes(struct image_io *io, void *s, size_t n)
{
	if (io->way == IMAGE_WRITE) {
		bitnet_buf_add(&io->values, s, n);
	} else if (io->way == IMAGE_READ) {
		if (io->left < n) {
			io->bad = true;
			return;
		}
		memcpy(s, io->at, n);
		io->at += n;
		io->left -= n;
	}
}

void bitnet_image_text(struct image_io *io, struct bitnet_str *s)
{
	size(io, &s->n, UINT32_MAX / 4);
	if (io->way == IMAGE_WRITE) {
		bitnet_buf_add(&io->values, s->s, s->n);
	} else if (io->way == IMAGE_READ) {
		s->s = (const char *)io->at;
		if (io->left < s->n) {
			io->bad = true;
			s->n = 0;
		}
		io->at += s->n;
		io->left -= s->n;
	}
}

static void buf(struct image_io *io, struct bitnet_buf *b)
{
	struct bitnet_str s = { b->n ? b->s : "", b->n };

	bitnet_image_text(io, &s);
	if (io->way == IMAGE_READ && s.n && !bitnet_buf_add(b, s.s, s.n))
		io->bad = true;
}

/* One of a table of things that have no number by themselves. */
#define ONE_OF(io, v, table) do { \
	uint64_t i_ = 0, n_ = sizeof(table) / sizeof((table)[0]); \
	if ((io)->way == IMAGE_WRITE) \
		for (; i_ < n_ && (table)[i_] != (v); i_++) \
			; \
	if ((io)->way == IMAGE_WRITE && i_ == n_) \
		(io)->bad = true; \
	i_ = limited(io, i_, n_ - 1); \
	if ((io)->way == IMAGE_READ) \
		(v) = (table)[i_]; \
} while (0)

/* ---- arrays */

/* n elements of `size` bytes at *p, NULL where there are none.  They stay in the file. */
static void array(struct image_io *io, void *pp, size_t n, size_t size)
{
	void **p = pp;
	uint64_t at, length;

	if (io->way == IMAGE_DETACH) {
		*p = NULL;
		return;
	}
	if (!bitnet_mul_u64(n, size, &length) || length > IMAGE_MAX) {
		io->bad = true;
		return;
	}
	if (io->way == IMAGE_READ) {
		at = number(io, 0);
		*p = NULL;
		if (at % IMAGE_ALIGN || at > io->arrays_end || length > io->arrays_end - at)
			io->bad = true;
		else if (n)
			*p = (void *)(uintptr_t)(io->base + at);
		return;
	}
	number(io, io->end);
	if (!n)
		return;
	if (io->n_arrays == IMAGE_ARRAYS || !*p) {
		io->bad = true;
		return;
	}
	io->arrays[io->n_arrays++] = (struct image_array){ *p, (size_t)length };
	io->end += (length + IMAGE_ALIGN - 1) & ~(uint64_t)(IMAGE_ALIGN - 1);
}

static void trie(struct image_io *io, struct bitnet_trie *t)
{
	u32(io, &t->n);
	array(io, &t->units, t->n, sizeof(*t->units));
}

/* The text with a NUL behind it, as a buffer has it. */
static void texts(struct image_io *io, struct bitnet_buf *b)
{
	size(io, &b->n, UINT32_MAX - 1);
	array(io, &b->s, b->n + 1, 1);
	if (io->way == IMAGE_READ && !io->bad && b->s[b->n])
		io->bad = true;
}

static void vocab(struct image_io *io, struct bitnet_vocab *v)
{
	bool pieces = v->piece_off || io->way == IMAGE_DETACH;

	v->n = (uint32_t)limited(io, v->n, VOCAB_MAX);
	v->n_symbols = (uint32_t)limited(io, v->n_symbols, 2 * VOCAB_MAX);
	texts(io, &v->text);
	array(io, &v->text_off, (size_t)v->n_symbols + 1, sizeof(*v->text_off));
	array(io, &v->attr, v->n_symbols, 1);
	v->mask = (uint32_t)limited(io, v->mask, 8 * VOCAB_MAX);
	array(io, &v->slots, (size_t)v->mask + 1, sizeof(*v->slots));
	flag(io, &v->duplicates);
	flag(io, &pieces);
	if (!pieces)
		return;
	texts(io, &v->piece);
	array(io, &v->piece_off, (size_t)v->n + 1, sizeof(*v->piece_off));
}

static void merges(struct image_io *io, struct bitnet_merges *m)
{
	u32(io, &m->n);
	u32(io, &m->n_pairs);
	u32(io, &m->n_lefts);
	flag(io, &m->replace);
	array(io, &m->pairs, m->n_pairs, sizeof(*m->pairs));
	array(io, &m->lefts, m->n_lefts, sizeof(*m->lefts));
}

static void added(struct image_io *io, struct bitnet_added *a)
{
	size(io, &a->n, SIZE_MAX / 2);
	size(io, &a->n_nodes, 1u << 24);
	size(io, &a->edges_size, 1u << 26);
	array(io, &a->nodes, a->n_nodes, sizeof(*a->nodes));
	array(io, &a->edges, a->edges_size, sizeof(*a->edges));
	bytes(io, a->root, sizeof(a->root));
	bytes(io, a->first, sizeof(a->first));
	a->n_first = (uint32_t)limited(io, a->n_first, 256);
}

/* One block, whose size is in its shift. */
static void cuts(struct image_io *io, struct bitnet_cuts **c)
{
	uint64_t log = io->way == IMAGE_WRITE && *c ? 64 - (*c)->shift : 0;

	log = limited(io, log, CUTS_LOG_MAX);
	if (log && log < CUTS_LOG_MIN)
		io->bad = true;
	array(io, c, log >= CUTS_LOG_MIN ? bitnet_cuts_bytes((unsigned)log) : 0, 1);
	if (io->way == IMAGE_READ && *c && (*c)->shift != 64 - log)
		io->bad = true;
}

/* ---- what is made again: it is small, and what makes it checks it */

/* *regex: a struct bitnet_regex, or NULL. */
static void regex(struct image_io *io, struct bitnet_regex **r)
{
	struct bitnet_str pattern = { "", 0 };
	bool there = *r != NULL;

	flag(io, &there);
	if (!there)
		return;
	if (io->way == IMAGE_WRITE)
		pattern = bitnet_regex_pattern(*r);
	bitnet_image_text(io, &pattern);
	if (io->way == IMAGE_READ && !io->bad && bitnet_regex_new(r, pattern.s, pattern.n, NULL))
		io->bad = true;
}

static void norm_step(struct image_io *io, struct bitnet_norm *n, const struct bitnet_norm_step *step)
{
	struct bitnet_norm_step s = *step;
	struct bitnet_str from = { "", 0 }, to = { "", 0 };
	struct bitnet_regex *r = s.regex;
	int rc;

	if (io->way == IMAGE_WRITE) {
		from = (struct bitnet_str){ n->text.s + s.from, s.from_n };
		to = (struct bitnet_str){ n->text.s + s.to, s.to_n };
	}
	ENUM(io, s.kind, BITNET_NORM_SPM);
	s.flags = (unsigned)limited(io, s.flags, UINT32_MAX);
	bitnet_image_text(io, &from);
	bitnet_image_text(io, &to);
	regex(io, &r);
	if (io->way != IMAGE_READ || io->bad)
		return;
	if (r)
		rc = bitnet_norm_add_regex(n, bitnet_regex_find, r, bitnet_regex_free, to.s, to.n, NULL);
	else
		rc = bitnet_norm_add(n, s.kind, s.flags, from.s, from.n, to.s, to.n, NULL);
	if (rc || (s.kind == BITNET_NORM_REPLACE && !r && !from.n) || (s.kind != BITNET_NORM_REPLACE && r))
		io->bad = true;
}

static void norm(struct image_io *io, struct bitnet_norm *n, const struct bitnet_trie *keep)
{
	static const struct bitnet_norm_step none;
	bool keeps = n->keep != NULL;
	size_t count = n->n, i;

	size(io, &count, NORM_STEPS);
	for (i = 0; i < count && !io->bad; i++)
		norm_step(io, n, io->way == IMAGE_READ ? &none : &n->steps[i]);
	flag(io, &keeps);
	n->keep = keeps ? keep : NULL;
}

static void pipe_step(struct image_io *io, struct bitnet_step *s)
{
	static bool (*const classes[])(uint32_t) = { NULL, bitnet_is_space, bitnet_is_punctuation };
	struct bitnet_str text = { s->text ? s->text : "", s->n };
	bool is_text;

	ENUM(io, s->kind, STEP_META);
	is_text = s->kind == STEP_TEXT || s->kind == STEP_META;
	ENUM(io, s->behavior, STEP_CONTIGUOUS);
	ENUM(io, s->scheme, STEP_ALWAYS);
	flag(io, &s->invert);
	ONE_OF(io, s->scan, bitnet_pre_scans);
	regex(io, &s->regex);
	ONE_OF(io, s->is, classes);
	u32(io, &s->cp);
	size(io, &s->n, UINT32_MAX / 4);
	if (is_text) {
		bitnet_image_text(io, &text);
		if (io->way == IMAGE_READ && !io->bad) {
			s->text = bitnet_dup(text.s, text.n);
			io->bad = !s->text || !text.n || text.n != s->n || text.n > STEP_TEXT_MAX;
		}
	}
	if (io->way == IMAGE_READ && ((s->kind == STEP_SCAN) != (s->scan != NULL) || (s->kind == STEP_REGEX) != (s->regex != NULL)))
		io->bad = true;
}

static void pipe(struct image_io *io, struct bitnet_pipe **out)
{
	struct bitnet_pipe *p = *out;
	bool there = p != NULL;
	size_t n = there ? p->n : 0, i;

	flag(io, &there);
	if (!there)
		return;
	size(io, &n, PIPE_STEPS);
	if (io->way == IMAGE_READ) {
		p = *out = calloc(1, sizeof(*p));
		if (!p) {
			io->bad = true;
			return;
		}
	}
	for (i = 0; i < n && !io->bad; i++) {
		/* Counted first, so that a step that fails is released. */
		p->n = io->way == IMAGE_READ ? i + 1 : n;
		pipe_step(io, &p->steps[i]);
	}
}

static void detok_step(struct image_io *io, struct bitnet_detok_step *s)
{
	ENUM(io, s->kind, DETOK_CTC);
	size(io, &s->from_n, DETOK_TEXT_MAX);
	size(io, &s->to_n, DETOK_TEXT_MAX);
	bytes(io, s->from, s->from_n);
	bytes(io, s->to, s->to_n);
	u32(io, &s->left);
	u32(io, &s->right);
	flag(io, &s->on);
	regex(io, &s->regex);
	if (io->way == IMAGE_READ && !s->from_n && !s->regex && s->kind != DETOK_BYTE_LEVEL && s->kind != DETOK_FUSE &&
	    s->kind != DETOK_BYTES && s->kind != DETOK_WORDPIECE)
		io->bad = true;
}

static void detok(struct image_io *io, struct bitnet_detok **out)
{
	struct bitnet_detok *d = *out;
	bool there = d != NULL;
	size_t n = there ? d->n : 0, i;

	flag(io, &there);
	if (!there)
		return;
	size(io, &n, DETOK_STEPS);
	if (io->way == IMAGE_READ) {
		d = *out = calloc(1, sizeof(*d));
		if (!d) {
			io->bad = true;
			return;
		}
	}
	for (i = 0; i < n && !io->bad; i++) {
		d->n = io->way == IMAGE_READ ? i + 1 : n;
		detok_step(io, &d->steps[i]);
	}
}

/* ---- the tokenizer */

static void facts(struct image_io *io, struct bitnet_tok *t)
{
	static const char *const sources[] = { NULL, "file", "vocabulary", "default" };
	struct bitnet_tok_info *i = &t->info;
	struct bitnet_str pre = { i->pre ? i->pre : "", i->pre ? strlen(i->pre) : 0 };
	const char *source = NULL;
	size_t k;

	ENUM(io, i->format, BITNET_TOK_BPE_FILES);
	ENUM(io, i->algorithm, BITNET_TOK_WORDPIECE);
	ENUM(io, i->policy, BITNET_POLICY_SENTENCEPIECE);
	bitnet_image_text(io, &pre);
	if (io->way == IMAGE_READ && pre.n) {
		const struct bitnet_pre *known = bitnet_pre_find(pre.s, pre.n);

		i->pre = known ? known->name : NULL;
		io->bad |= !known;
	}
	/* The pointers are those of other files: compared as text. */
	for (k = 1; io->way == IMAGE_WRITE && i->pre_source && k < sizeof(sources) / sizeof(sources[0]); k++)
		if (strcmp(sources[k], i->pre_source) == 0)
			source = sources[k];
	io->bad |= io->way == IMAGE_WRITE && i->pre_source && !source;
	ONE_OF(io, source, sources);
	if (io->way == IMAGE_READ)
		i->pre_source = source;
	u32(io, &i->n_tokens);
	id64(io, &i->bos);
	id64(io, &i->eos);
	id64(io, &i->eot);
	id64(io, &i->eom);
	id64(io, &i->unk);
	id64(io, &i->sep);
	id64(io, &i->pad);
	id64(io, &i->cls);
	id64(io, &i->mask);
	flag(io, &i->add_bos);
	flag(io, &i->add_eos);
	buf(io, &t->notes);
	if (io->way == IMAGE_READ && !bitnet_buf_add(&t->notes, "", 0))
		io->bad = true;
	i->notes = t->notes.s;
	bytes(io, t->fingerprint, sizeof(t->fingerprint));
	t->fingerprint[sizeof(t->fingerprint) - 1] = '\0';
}

static void affix(struct image_io *io, struct bitnet_affix *a)
{
	size(io, &a->n, WORD_AFFIX_MAX);
	bytes(io, a->s, a->n);
}

static void how_cut(struct image_io *io, struct bitnet_tok *t)
{
	static bitnet_model_fn *const models[] = {
		NULL, bitnet_model_bpe, bitnet_model_wordlevel, bitnet_model_unigram, bitnet_model_wordpiece,
		bitnet_model_bpe_lines, bitnet_model_resegment
	};
	size_t i;

	norm(io, &t->whole, NULL);
	norm(io, &t->norm, &t->keep);
	flag(io, &t->rstrip);
	pipe(io, &t->pipe);
	ONE_OF(io, t->model, models);
	affix(io, &t->word_prefix);
	affix(io, &t->word_suffix);
	flag(io, &t->byte_level);
	for (i = 0; i < sizeof(t->stages) / sizeof(t->stages[0]); i++)
		ONE_OF(io, t->stages[i], bitnet_pre_scans);
	if (io->way == IMAGE_READ && t->stages[i - 1])
		io->bad = true;
	flag(io, &t->ignore_merges);
	flag(io, &t->prefix_space);
	ENUM(io, t->prefix, BITNET_PREFIX_FIRST);
	flag(io, &t->escape);
	flag(io, &t->split_words);
	flag(io, &t->split_spaces);
	flag(io, &t->normalizes);
	bytes(io, t->char_id, sizeof(t->char_id));
	u32(io, &t->space_id);
	flag(io, &t->fast_bytes);
	flag(io, &t->fast_chars);
	bytes(io, t->byte_id, sizeof(t->byte_id));
	flag(io, &t->byte_fallback);
	flag(io, &t->fuse_unk);
	flag(io, &t->drops);
	u32(io, &t->unk);
	flag(io, &t->templated);
}

static void how_decoded(struct image_io *io, struct bitnet_tok *t)
{
	detok(io, &t->detok);
	flag(io, &t->piece_spaces);
	buf(io, &t->unk_surface);
	flag(io, &t->piece_words);
	flag(io, &t->piece_bytes);
	ENUM(io, t->strip, BITNET_STRIP_TOKEN);
	flag(io, &t->join_space);
}

void bitnet_image_fields(struct image_io *io, struct bitnet_tok *t)
{
	if (io->way != IMAGE_DETACH) {
		facts(io, t);
		how_cut(io, t);
		how_decoded(io, t);
	}
	vocab(io, &t->v);
	merges(io, &t->m);
	added(io, &t->added[0]);
	added(io, &t->added[1]);
	trie(io, &t->specials);
	trie(io, &t->keep);
	trie(io, &t->unigram.trie);
	size(io, &t->unigram.n, VOCAB_MAX);
	array(io, &t->unigram.score, t->unigram.n, sizeof(*t->unigram.score));
	real(io, &t->unigram.unk);
	flag(io, &t->unigram.single);
	trie(io, &t->wordpiece.first);
	trie(io, &t->wordpiece.rest);
	u32(io, &t->wordpiece.max_chars);
	array(io, &t->byte_pairs, t->fast_bytes ? MERGE_BYTE_PAIRS : 0, sizeof(*t->byte_pairs));
	cuts(io, &t->cuts);
	size(io, &t->n_before, VOCAB_MAX);
	array(io, &t->before, t->n_before, sizeof(*t->before));
	size(io, &t->n_after, VOCAB_MAX);
	array(io, &t->after, t->n_after, sizeof(*t->after));
}
