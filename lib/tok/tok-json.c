/* SPDX-License-Identifier: MIT */
/* A Hugging Face tokenizer.json: the file as a whole, its BPE model and its added tokens. */
#include <string.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "base/mem.h"
#include "tok/tok-json.h"

struct entry {
	const char *s;              /* NULL: no token has this id */
	size_t n;
	bool model, added, special;
};

/* The vocabulary by id, before it is a struct bitnet_vocab. */
struct list {
	struct entry *e;
	size_t n, cap;
};

int bitnet_json_unsupported(struct bitnet_error *err, const char *part, const char *name)
{
	char shown[96];

	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_unsupported", "%s '%s' is not supported", part,
				bitnet_text_escape(shown, sizeof(shown), name, strlen(name)));
}

struct json_object *bitnet_json_get(struct json_object *o, const char *key, enum json_type type)
{
	struct json_object *v;

	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, key, &v) || !v ||
	    !json_object_is_type(v, type))
		return NULL;
	return v;
}

const char *bitnet_json_str(struct json_object *o, const char *key)
{
	struct json_object *v = bitnet_json_get(o, key, json_type_string);

	return v ? json_object_get_string(v) : NULL;
}

bool bitnet_json_bool(struct json_object *o, const char *key, bool fallback)
{
	struct json_object *v = bitnet_json_get(o, key, json_type_boolean);

	return v ? json_object_get_boolean(v) : fallback;
}

static int wrong(struct bitnet_error *err, const char *fmt, const char *s, size_t n)
{
	char shown[96];

	return bitnet_error_set(err, BITNET_E_INPUT, "tok_json", fmt, bitnet_text_escape(shown, sizeof(shown), s, n));
}

/* The entry of an id, made if need be. */
static struct entry *entry(struct list *l, int64_t id)
{
	if (id < 0 || id >= VOCAB_MAX || !bitnet_grow(&l->e, &l->cap, (size_t)id + 1, sizeof(*l->e)))
		return NULL;
	if ((size_t)id >= l->n) {
		memset(l->e + l->n, 0, ((size_t)id + 1 - l->n) * sizeof(*l->e));
		l->n = (size_t)id + 1;
	}
	return &l->e[id];
}

static int read_vocab(struct list *l, struct json_object *model, struct bitnet_error *err)
{
	struct json_object *vocab = bitnet_json_get(model, "vocab", json_type_object);

	if (!vocab)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json", "model has no object 'vocab'");
	json_object_object_foreach(vocab, key, value) {
		int64_t id = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : -1;
		struct entry *e = entry(l, id);

		if (!e)
			return wrong(err, "token '%s' has no id that can be", key, strlen(key));
		if (e->s)
			return wrong(err, "token '%s' has the id of another", key, strlen(key));
		*e = (struct entry){ key, strlen(key), true, false, false };
	}
	return 0;
}

/* The same of one that was cut out of the text. */
static int read_cut_vocab(struct list *l, const struct bitnet_json_vocab *v, struct bitnet_error *err)
{
	uint32_t i;

	for (i = 0; i < v->keys.n; i++) {
		struct bitnet_str s = bitnet_vocab_text(&v->keys, i);
		struct entry *e = entry(l, v->ids[i]);

		if (!e)
			return bitnet_error_nomem(err, s.n);
		if (e->s)
			return wrong(err, "token '%s' has the id of another", s.s, s.n);
		*e = (struct entry){ s.s, s.n, true, false, false };
	}
	return 0;
}

/* The list of a Unigram model: ids are places. */
static int read_pieces(struct list *l, struct json_object *model, struct bitnet_error *err)
{
	struct json_object *vocab = bitnet_json_get(model, "vocab", json_type_array);
	size_t i, n = vocab ? json_object_array_length(vocab) : 0;

	if (!vocab)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json", "model has no list 'vocab'");
	for (i = 0; i < n; i++) {
		struct bitnet_str text;
		double score;
		struct entry *e = bitnet_json_piece(vocab, i, &text, &score) ? entry(l, (int64_t)i) : NULL;

		if (!e)
			return bitnet_error_set(err, BITNET_E_INPUT, "tok_json", "piece %zu of the model is not a text and a score", i);
		*e = (struct entry){ text.s, text.n, true, false, false };
	}
	return 0;
}

/* The id that the vocabulary gives a text, which ends with a NUL; -1: none. */
static int64_t known_id(struct json_object *model, const struct bitnet_json_cut *cut, const char *s, size_t n)
{
	struct json_object *id;

	if (cut && cut->has_vocab)
		return bitnet_json_vocab_id(&cut->vocab, s, n);
	return json_object_object_get_ex(bitnet_json_get(model, "vocab", json_type_object), s, &id) ? json_object_get_int64(id) : -1;
}

static int read_added(struct list *l, struct json_object *added, struct json_object *model, const struct bitnet_json_cut *cut,
		      struct bitnet_error *err)
{
	size_t i;

	for (i = 0; added && i < json_object_array_length(added); i++) {
		struct json_object *o = json_object_array_get_idx(added, i);
		struct json_object *content = bitnet_json_get(o, "content", json_type_string);
		struct json_object *id = bitnet_json_get(o, "id", json_type_int);
		struct entry *e = id ? entry(l, json_object_get_int64(id)) : NULL;
		const char *s = content ? json_object_get_string(content) : "";
		size_t n = content ? (size_t)json_object_get_string_len(content) : 0;
		int64_t known;

		if (!e || !n)
			return wrong(err, "added token '%s' has no content or no id that can be", s, n);
		known = known_id(model, cut, s, n);
		if (known >= 0 && known != json_object_get_int64(id))
			return wrong(err, "added token '%s' has another id in the vocabulary", s, n);
		if (e->s && (e->n != n || memcmp(e->s, s, n) != 0))
			return wrong(err, "added token '%s' has the id of another", s, n);
		*e = (struct entry){ s, n, e->model, true, bitnet_json_bool(o, "special", false) };
	}
	return 0;
}

/*
 * The text of a vocabulary key: the bytes it stands for when byte-level.  dst has room for n
 * bytes.  A key with a character outside the alphabet stands for itself.
 */
static size_t text_of(const struct bitnet_tok *t, const char *s, size_t n, char *dst)
{
	long len = t->byte_level ? bitnet_alphabet_decode(s, n, dst) : -1;

	if (len >= 0)
		return (size_t)len;
	memcpy(dst, s, n);
	return n;
}

static unsigned attr_of(const struct bitnet_tok *t, const struct entry *e, const char *unk)
{
	unsigned kind = BITNET_TOKEN_NORMAL;

	if (e->added)
		kind = e->special ? BITNET_TOKEN_CONTROL : BITNET_TOKEN_USER;
	if (unk && e->special && strlen(unk) == e->n && memcmp(unk, e->s, e->n) == 0)
		kind = BITNET_TOKEN_UNKNOWN;
	if (t->byte_fallback && !e->added && bitnet_byte_token(e->s, e->n) >= 0)
		kind = BITNET_TOKEN_BYTE;
	return kind | (e->model ? TOKEN_MODEL : 0);
}

/*
 * Whether the model finds an added token that is in its vocabulary: it looks for the characters that bytes are
 * mapped to, which are those of the token only where all of them stand for themselves.
 */
static bool model_finds(const struct bitnet_tok *t, const struct entry *e, struct bitnet_buf *work)
{
	return !t->byte_level || (bitnet_alphabet_decode(e->s, e->n, work->s) == (long)e->n && memcmp(work->s, e->s, e->n) == 0);
}

static int build_vocab(struct bitnet_tok *t, const struct list *l, const char *unk, struct bitnet_error *err)
{
	struct bitnet_buf bytes = BITNET_BUF_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < l->n; i++) {
		const struct entry *e = &l->e[i];
		unsigned attr = e->s ? attr_of(t, e, unk) : 0;

		bitnet_buf_reset(&bytes);
		if (!bitnet_buf_add(&bytes, e->s ? e->s : "", e->n))
			rc = bitnet_error_nomem(err, e->n);
		else if (e->added)
			rc = bitnet_vocab_add(&t->v, e->s, e->n, model_finds(t, e, &bytes) ? attr : attr & ~TOKEN_MODEL, err);
		else
			rc = bitnet_vocab_add(&t->v, bytes.s, text_of(t, e->s ? e->s : "", e->n, bytes.s), attr, err);
	}
	bitnet_buf_release(&bytes);
	if (!rc && !t->v.n)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_no_tokens", "vocabulary is empty");
	return rc ? rc : bitnet_vocab_index(&t->v, err);
}

/* The two sides of a merge: "left right" with one space, or ["left", "right"]. */
static bool sides(struct json_object *o, struct bitnet_str *left, struct bitnet_str *right)
{
	const char *s, *space;
	size_t n;

	if (json_object_is_type(o, json_type_array) && json_object_array_length(o) == 2) {
		struct json_object *a = json_object_array_get_idx(o, 0), *b = json_object_array_get_idx(o, 1);

		if (!json_object_is_type(a, json_type_string) || !json_object_is_type(b, json_type_string))
			return false;
		*left = (struct bitnet_str){ json_object_get_string(a), (size_t)json_object_get_string_len(a) };
		*right = (struct bitnet_str){ json_object_get_string(b), (size_t)json_object_get_string_len(b) };
		return true;
	}
	if (!json_object_is_type(o, json_type_string))
		return false;
	s = json_object_get_string(o);
	n = (size_t)json_object_get_string_len(o);
	space = memchr(s, ' ', n);
	if (!space || memchr(space + 1, ' ', (size_t)(s + n - space - 1)))
		return false;
	*left = (struct bitnet_str){ s, (size_t)(space - s) };
	*right = (struct bitnet_str){ space + 1, (size_t)(s + n - space - 1) };
	return true;
}

static uint32_t lookup(const struct bitnet_tok *t, const char *s, size_t n)
{
	return bitnet_vocab_lookup(&t->v, s, n, bitnet_vocab_hash(0, s, n), TOKEN_MODEL);
}

static int no_such_merge(struct bitnet_str a, struct bitnet_str b, uint32_t rank, struct bitnet_buf *buf, struct bitnet_error *err)
{
	char shown[96];

	bitnet_buf_reset(buf);
	if (!bitnet_buf_add(buf, a.s, a.n) || !bitnet_buf_add(buf, b.s, b.n))
		return bitnet_error_nomem(err, a.n + b.n);
	return bitnet_error_set(err, BITNET_E_INPUT, "tok_merge", "merge %u that makes '%s' names no token", rank,
				bitnet_text_escape(shown, sizeof(shown), buf->s, buf->n));
}

/* One merge; of a pair that is there twice the last rank counts, as Hugging Face reads it. */
static int add_merge(struct bitnet_tok *t, struct bitnet_str a, struct bitnet_str b, uint32_t rank, struct bitnet_buf *buf,
		     struct bitnet_error *err)
{
	uint32_t left, right, both;
	size_t n, skip;

	bitnet_buf_reset(buf);
	if (!bitnet_buf_add(buf, a.s, a.n) || !bitnet_buf_add(buf, b.s, b.n))
		return bitnet_error_nomem(err, a.n + b.n);
	n = text_of(t, a.s, a.n, buf->s);
	left = lookup(t, buf->s, n);
	n = text_of(t, b.s, b.n, buf->s);
	right = lookup(t, buf->s, n);
	/* Of what continues a word the prefix goes, whether it is there or not. */
	skip = t->word_prefix.n < b.n ? t->word_prefix.n : b.n;
	buf->n -= skip;
	memcpy(buf->s, a.s, a.n);
	memcpy(buf->s + a.n, b.s + skip, b.n - skip);
	if (t->byte_level) {
		long len = bitnet_alphabet_decode(buf->s, buf->n, buf->s);

		if (len >= 0) {
			both = lookup(t, buf->s, (size_t)len);
		} else {
			memcpy(buf->s, a.s, a.n);
			memcpy(buf->s + a.n, b.s, b.n);
			both = lookup(t, buf->s, buf->n);
		}
	} else {
		both = lookup(t, buf->s, buf->n);
	}
	if (left == NO_ID || right == NO_ID || both == NO_ID)
		return no_such_merge(a, b, rank, buf, err);
	bitnet_merges_add(&t->m, left, right, rank, both);
	return 0;
}

/* Merges that are looked up together, so that what they will touch is fetched ahead. */
enum { TOGETHER = 32 };

struct sought {
	struct bitnet_str s[3];     /* left, right, and both */
	uint64_t hash[3];
};

/* The texts of a pair, whose bytes take the place of their characters; false: it is left to add_merge(). */
static bool seek(const struct bitnet_tok *t, char *at, const struct bitnet_json_pair *p, struct sought *f)
{
	long n = p->left, m = p->right;
	size_t i;

	if (t->byte_level) {
		n = bitnet_alphabet_decode(at, p->left, at);
		m = n < 0 ? -1 : bitnet_alphabet_decode(at + p->left, p->right, at + n);
	}
	if (n < 0 || m < 0)
		return false;
	f->s[0] = (struct bitnet_str){ at, (size_t)n };
	f->s[1] = (struct bitnet_str){ at + n, (size_t)m };
	f->s[2] = (struct bitnet_str){ at, (size_t)(n + m) };
	f->hash[0] = bitnet_vocab_hash(0, at, (size_t)n);
	f->hash[1] = bitnet_vocab_hash(0, at + n, (size_t)m);
	f->hash[2] = bitnet_vocab_hash(f->hash[0], at + n, (size_t)m);
	for (i = 0; i < 3; i++)
		bitnet_vocab_prefetch(&t->v, f->hash[i], f->s[i].n);
	return true;
}

static bool add_sought(struct bitnet_tok *t, const struct sought *f, uint32_t rank)
{
	uint32_t id[3];
	size_t i;

	for (i = 0; i < 3; i++) {
		id[i] = bitnet_vocab_lookup(&t->v, f->s[i].s, f->s[i].n, f->hash[i], TOKEN_MODEL);
		if (id[i] == NO_ID)
			return false;
	}
	bitnet_merges_add(&t->m, id[0], id[1], rank, id[2]);
	return true;
}

/* The merges of a list that was cut out of the text, which they use up; what is wrong with one is said by read_merges(). */
static int read_cut_merges(struct bitnet_tok *t, const struct bitnet_json_merges *m, struct bitnet_error *err)
{
	struct sought f[TOGETHER];
	char *at = m->text.s;
	size_t i, j, n;
	int rc = m->n >= UINT32_MAX / 4 || t->word_prefix.n ? BITNET_E_INPUT : bitnet_merges_init(&t->m, m->n, err);

	t->m.replace = true;
	for (i = 0; !rc && i < m->n; i += n) {
		n = m->n - i < TOGETHER ? m->n - i : TOGETHER;
		for (j = 0; j < n; j++) {
			const struct bitnet_json_pair *p = &m->pairs[i + j];

			if (!seek(t, at, p, &f[j]))
				return BITNET_E_INPUT;
			at += p->left + p->right;
		}
		for (j = 0; j < n; j++)
			if (!add_sought(t, &f[j], (uint32_t)(i + j)))
				return BITNET_E_INPUT;
	}
	return rc ? rc : bitnet_merges_finish(&t->m, err);
}

static int read_merges(struct bitnet_tok *t, struct json_object *model, struct bitnet_error *err)
{
	struct json_object *merges = bitnet_json_get(model, "merges", json_type_array);
	struct bitnet_buf buf = BITNET_BUF_INIT;
	size_t i, n = merges ? json_object_array_length(merges) : 0;
	int rc;

	if (!merges)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_no_merges", "model has no list 'merges'");
	if (n >= UINT32_MAX / 4)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "model has %zu merges", n);
	rc = bitnet_merges_init(&t->m, n, err);
	t->m.replace = true;
	for (i = 0; !rc && i < n; i++) {
		struct json_object *o = json_object_array_get_idx(merges, i);
		struct bitnet_str a, b;

		if (json_object_is_type(o, json_type_string) && strncmp(json_object_get_string(o), "#version", 8) == 0)
			continue;
		if (!sides(o, &a, &b))
			rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_merge", "merge %zu is not two tokens", i);
		else
			rc = add_merge(t, a, b, (uint32_t)i, &buf, err);
	}
	bitnet_buf_release(&buf);
	return rc ? rc : bitnet_merges_finish(&t->m, err);
}

/* What is searched for: the text of the token, normalised where it asks for it. */
static int added_text(const struct bitnet_tok *t, struct json_object *content, bool normalized, struct bitnet_buf *out,
		      struct bitnet_error *err)
{
	const char *s = json_object_get_string(content);
	size_t n = (size_t)json_object_get_string_len(content);
	struct bitnet_norm_text made;
	int rc = 0;

	bitnet_buf_reset(out);
	if (normalized && t->norm.n) {
		memset(&made, 0, sizeof(made));
		rc = bitnet_norm_run(&t->norm, s, n, false, &made, err);
		if (!rc)
			bitnet_buf_add(out, made.s, made.n);
		bitnet_norm_text_release(&made);
	} else if (normalized && t->normalizes) {
		bitnet_tok_normalize(t, s, n, true, out, NULL);
	} else {
		bitnet_buf_add(out, s, n);
	}
	return rc ? rc : out->failed ? bitnet_error_nomem(err, n) : 0;
}

/* The added tokens that are searched for in the text; those to be normalised come second. */
static int add_added(struct bitnet_tok *t, struct json_object *added, struct bitnet_error *err)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; !rc && added && i < json_object_array_length(added); i++) {
		struct json_object *o = json_object_array_get_idx(added, i);
		struct json_object *content = bitnet_json_get(o, "content", json_type_string);
		bool special = bitnet_json_bool(o, "special", false);
		bool normalized = bitnet_json_bool(o, "normalized", !special);
		unsigned flags = (bitnet_json_bool(o, "lstrip", false) ? ADDED_LSTRIP : 0) |
				 (bitnet_json_bool(o, "rstrip", false) ? ADDED_RSTRIP : 0) |
				 (bitnet_json_bool(o, "single_word", false) ? ADDED_SINGLE_WORD : 0);

		rc = added_text(t, content, normalized, &text, err);
		if (!rc)
			rc = bitnet_added_add(&t->added[normalized], text.s, text.n,
					      (uint32_t)json_object_get_int64(bitnet_json_get(o, "id", json_type_int)), special,
					      flags, err);
	}
	bitnet_buf_release(&text);
	return rc;
}

static bool is_set(struct json_object *o, const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, key, &v) || !v)
		return false;
	if (json_object_is_type(v, json_type_string))
		return json_object_get_string_len(v) > 0;
	return json_object_get_double(v) != 0;
}

static int affix(struct json_object *model, const char *key, struct bitnet_affix *out, struct bitnet_error *err)
{
	struct json_object *v = bitnet_json_get(model, key, json_type_string);
	size_t n = v ? (size_t)json_object_get_string_len(v) : 0;

	if (n > WORD_AFFIX_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "model has a text '%s' of %zu bytes, at most %d are read",
					key, n, WORD_AFFIX_MAX);
	memcpy(out->s, v ? json_object_get_string(v) : "", n);
	out->n = n;
	return 0;
}

static int read_bpe(struct bitnet_tok *t, struct json_object *model, struct bitnet_error *err)
{
	int rc;

	if (is_set(model, "dropout"))
		return bitnet_json_unsupported(err, "model", "BPE (with dropout)");
	rc = affix(model, "continuing_subword_prefix", &t->word_prefix, err);
	if (!rc)
		rc = affix(model, "end_of_word_suffix", &t->word_suffix, err);
	if (rc)
		return rc;
	if (t->byte_level && (t->word_prefix.n || t->word_suffix.n))
		return bitnet_json_unsupported(err, "model", "BPE (with a subword prefix or suffix, and ByteLevel)");
	t->drops = true;
	t->byte_fallback = bitnet_json_bool(model, "byte_fallback", false);
	t->fuse_unk = bitnet_json_bool(model, "fuse_unk", false);
	t->ignore_merges = bitnet_json_bool(model, "ignore_merges", false);
	if (!t->byte_level && (t->ignore_merges || t->word_prefix.n || t->word_suffix.n))
		t->model = bitnet_model_bpe;
	return 0;
}

static int read_model(struct bitnet_tok *t, struct json_object *model, struct bitnet_error *err)
{
	const char *type = bitnet_json_str(model, "type");
	int rc = 0;

	/* A file may leave the type out: then only BPE has merges. */
	if (type ? strcmp(type, "BPE") == 0 : bitnet_json_get(model, "merges", json_type_array) != NULL)
		rc = read_bpe(t, model, err);
	else if (type && strcmp(type, "WordLevel") == 0)
		t->model = bitnet_model_wordlevel;
	else if (type && strcmp(type, "WordPiece") == 0)
		t->model = bitnet_model_wordpiece;
	else if (type && strcmp(type, "Unigram") == 0)
		t->model = bitnet_model_unigram;
	else
		return bitnet_json_unsupported(err, "model", type ? type : "(without a type)");
	if (rc)
		return rc;
	if (t->byte_level && (t->model == bitnet_model_wordpiece || t->model == bitnet_model_unigram))
		return bitnet_json_unsupported(err, "pre_tokenizer", "ByteLevel (with WordPiece or Unigram)");
	if (t->model == bitnet_model_unigram)
		t->byte_fallback = bitnet_json_bool(model, "byte_fallback", false);
	bitnet_json_simplify(t);
	if (!t->byte_level && (t->pipe || t->norm.n) && !t->model)
		t->model = bitnet_model_bpe;
	return 0;
}

static int64_t first_of(const struct bitnet_tok *t, const char *const *names)
{
	int64_t id = -1;

	for (; *names && id < 0; names++)
		id = bitnet_tok_find(t, *names, strlen(*names));
	return id;
}

static void set_info(struct bitnet_tok *t, struct json_object *root)
{
	static const char *const bos[] = { "<s>", "<|begin_of_text|>", "<bos>", "<|endoftext|>", NULL };
	static const char *const eos[] = { "</s>", "<|end_of_text|>", "<eos>", "<|endoftext|>", "<|im_end|>", NULL };
	static const char *const pad[] = { "<pad>", "[PAD]", "<|pad|>", "<|finetune_right_pad_id|>", NULL };
	const struct bitnet_pre *pre;

	t->info.format = BITNET_TOK_HF_JSON;
	t->info.algorithm = t->model == bitnet_model_unigram ? BITNET_TOK_UNIGRAM :
			    t->model == bitnet_model_wordpiece ? BITNET_TOK_WORDPIECE :
			    t->byte_level || !t->escape ? BITNET_TOK_BPE : BITNET_TOK_SPM;
	t->info.bos = t->n_before ? (int64_t)t->before[0] : first_of(t, bos);
	t->info.eos = t->n_after ? (int64_t)t->after[t->n_after - 1] : first_of(t, eos);
	t->info.pad = first_of(t, pad);
	t->info.add_bos = t->n_before > 0;
	t->info.add_eos = t->n_after > 0;
	if (t->unk != NO_ID)
		t->info.unk = t->unk;
	if (t->byte_level) {
		pre = bitnet_pre_by_stages(t->stages, t->ignore_merges);
		if (!pre)
			pre = bitnet_pre_by_stages(t->stages, !t->ignore_merges);
		t->info.pre = pre ? pre->name : NULL;
		t->info.pre_source = pre ? "file" : NULL;
	}
	if (bitnet_json_get(root, "truncation", json_type_object))
		bitnet_tok_note(t, "the truncation that the file asks for is not applied");
	if (bitnet_json_get(root, "padding", json_type_object))
		bitnet_tok_note(t, "the padding that the file asks for is not applied");
}

static int load(struct bitnet_tok *t, struct json_object *root, const struct bitnet_json_cut *cut, struct list *l, struct bitnet_error *err)
{
	struct json_object *model = bitnet_json_get(root, "model", json_type_object);
	struct json_object *added = bitnet_json_get(root, "added_tokens", json_type_array);
	const char *unk = bitnet_json_str(model, "unk_token");
	int rc = bitnet_json_normalizer(t, bitnet_json_get(root, "normalizer", json_type_object), err);

	if (!rc)
		rc = bitnet_json_pre_tokenizer(t, bitnet_json_get(root, "pre_tokenizer", json_type_object), err);
	if (!rc)
		rc = read_model(t, model, err);
	if (!rc)
		rc = bitnet_json_decoder(t, root, err);
	if (!rc)
		rc = t->model == bitnet_model_unigram ? read_pieces(l, model, err) :
		     cut && cut->has_vocab ? read_cut_vocab(l, &cut->vocab, err) : read_vocab(l, model, err);
	if (!rc)
		rc = read_added(l, added, model, cut, err);
	if (!rc)
		rc = build_vocab(t, l, unk, err);
	if (!rc && (!t->model || t->model == bitnet_model_bpe))
		rc = cut && cut->has_merges ? read_cut_merges(t, &cut->merges, err) : read_merges(t, model, err);
	if (!rc)
		rc = bitnet_json_make_model(t, model, err);
	if (!rc)
		rc = add_added(t, added, err);
	if (!rc)
		rc = bitnet_json_post_processor(t, bitnet_json_get(root, "post_processor", json_type_object), err);
	if (rc)
		return rc;
	if (unk) {
		t->unk = lookup(t, unk, strlen(unk));
		if (t->unk == NO_ID)
			return wrong(err, "unk_token '%s' is not in the vocabulary", unk, strlen(unk));
	}
	set_info(t, root);
	return bitnet_tok_finish(t, err);
}

static int parse_text(struct json_object **root, const char *s, size_t n, struct bitnet_error *err)
{
	struct json_tokener *p = json_tokener_new_ex(32);
	enum json_tokener_error why;

	if (!p)
		return bitnet_error_nomem(err, n);
	json_tokener_set_flags(p, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	*root = json_tokener_parse_ex(p, s, (int)n);
	why = json_tokener_get_error(p);
	if (why != json_tokener_success) {
		json_object_put(*root);
		*root = NULL;
		bitnet_error_set(err, BITNET_E_INPUT, "tok_json_syntax", "not valid JSON: %s at byte %zu",
				 why == json_tokener_continue ? "it ends too early" : json_tokener_error_desc(why),
				 (size_t)json_tokener_get_parse_end(p));
	}
	json_tokener_free(p);
	return why == json_tokener_success ? 0 : BITNET_E_INPUT;
}

/* "\ud" or "\uD". */
static bool has_surrogate(const char *s, size_t n)
{
	const char *end = s + n, *at = s;

	while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		if (end - at >= 3 && at[1] == 'u' && (at[2] == 'd' || at[2] == 'D'))
			return true;
		at++;
	}
	return false;
}

int bitnet_json_parse(struct json_object **root, const char *s, size_t n, struct bitnet_error *err)
{
	bool alone;
	char *text;
	int rc;

	if (n > 1u << 30)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "file has %zu bytes, at most 1 GiB is read", n);
	if (bitnet_json_has_nul(s, n))
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_nul", "a string with the character U+0000 is not supported");
	if (!has_surrogate(s, n))
		return parse_text(root, s, n, err);
	text = malloc(n);
	if (!text)
		return bitnet_error_nomem(err, n);
	n = bitnet_json_pairs(text, s, n, &alone);
	if (alone)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_json_syntax", "not valid JSON: a surrogate stands alone");
	else
		rc = parse_text(root, text, n, err);
	free(text);
	return rc;
}

int bitnet_json_tokenizer(struct bitnet_tok **out, struct json_object *root, const struct bitnet_json_cut *cut, struct bitnet_error *err)
{
	struct list l = { NULL, 0, 0 };
	struct bitnet_tok *t = NULL;
	int rc = 0;

	if (!bitnet_json_get(root, "model", json_type_object))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_not_a_tokenizer", "not a tokenizer file: it has no object 'model'");
	if (!rc)
		rc = bitnet_tok_new(&t, err);
	if (!rc)
		rc = load(t, root, cut, &l, err);
	if (rc)
		bitnet_tok_free(t);
	else
		*out = t;
	free(l.e);
	return rc;
}

/* true: *rc is the end of it. */
static bool from_cut(struct bitnet_tok **out, const char *s, size_t n, int *rc, struct bitnet_error *err)
{
	struct bitnet_json_cut cut = { .merges = { .text = BITNET_BUF_INIT } };
	struct json_object *root = NULL;
	size_t rest = 0;
	char *text = bitnet_json_cut_text(&cut, s, n, &rest);
	bool done = text && bitnet_json_parse(&root, text, rest, NULL) == 0 && bitnet_json_is_cut(&cut, root);

	free(text);
	if (done) {
		*rc = bitnet_json_tokenizer(out, root, &cut, err);
		/* What is wrong is said by who has read all of it. */
		done = *rc == 0 || *rc == BITNET_E_NOMEM;
	}
	json_object_put(root);
	bitnet_json_cut_release(&cut);
	return done;
}

int bitnet_tok_from_json(struct bitnet_tok **out, const void *data, size_t size, struct bitnet_error *err)
{
	struct json_object *root = NULL;
	int rc;

	/* Larger files are refused when they are read. */
	if (size <= 1u << 30 && from_cut(out, data, size, &rc, err))
		return rc;
	rc = bitnet_json_parse(&root, data, size, err);
	if (!rc && !json_object_is_type(root, json_type_object))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_not_a_tokenizer", "not a tokenizer file");
	if (!rc && bitnet_json_is_vocab(root))
		rc = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_file_unsupported", "vocab.json without its merges.txt is not supported");
	if (!rc)
		rc = bitnet_json_tokenizer(out, root, NULL, err);
	json_object_put(root);
	return rc;
}
