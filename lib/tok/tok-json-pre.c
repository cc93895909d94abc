/* SPDX-License-Identifier: MIT */
/*
 * Normalizer and pre-tokenizer of a tokenizer.json, with the meaning that huggingface/tokenizers
 * gives them.  What is not known is refused by its name.  Both are read as they stand; then what has
 * a faster form in struct bitnet_tok is brought into it.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-json.h"

static bool is(const char *s, const char *word)
{
	return s && strcmp(s, word) == 0;
}

/* One more step; NULL with *err filled when there are too many. */
static struct bitnet_step *add_step(struct bitnet_tok *t, enum bitnet_step_kind kind, enum bitnet_step_behavior behavior,
				    struct bitnet_error *err)
{
	/* One place is kept for the step that ends a byte-level pipe. */
	struct bitnet_step *s = t->pipe->n + 1 < PIPE_STEPS ? bitnet_pipe_add(t->pipe, kind) : NULL;

	if (s)
		s->behavior = behavior;
	else
		bitnet_json_unsupported(err, "pre_tokenizer", "Sequence (of so many steps)");
	return s;
}

/* "Isolated" and so on; false when it is none. */
static bool behavior_of(const char *name, enum bitnet_step_behavior *behavior)
{
	static const char *const names[] = { "Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is(name, names[i])) {
			*behavior = (enum bitnet_step_behavior)i;
			return true;
		}
	return false;
}

static int set_text(struct bitnet_step *s, const char *text, size_t n, struct bitnet_error *err)
{
	s->text = bitnet_dup(text, n);
	s->n = n;
	return s->text ? 0 : bitnet_error_nomem(err, n);
}

/* A scanner of ours for an expression: only where the pieces are the same with this behaviour. */
static bitnet_scan_fn *scanner(const char *regex, size_t n, enum bitnet_step_behavior behavior, bool invert)
{
	bool whole;
	bitnet_scan_fn *scan = bitnet_pre_by_regex(regex, n, &whole);

	if (!scan || (behavior == STEP_ISOLATED && !invert))
		return scan;
	/* Where matches cover all of the text there are no gaps to remove. */
	return behavior == STEP_REMOVED && invert && whole ? scan : NULL;
}

static int pre_split(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *pattern = bitnet_json_get(o, "pattern", json_type_object);
	struct json_object *regex = bitnet_json_get(pattern, "Regex", json_type_string);
	struct json_object *text = regex ? regex : bitnet_json_get(pattern, "String", json_type_string);
	bool invert = bitnet_json_bool(o, "invert", false);
	const char *name = bitnet_json_str(o, "behavior"), *s;
	enum bitnet_step_behavior behavior;
	struct bitnet_step *step;
	bitnet_scan_fn *scan;
	char shown[64];
	size_t n;

	if (!text || !name)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "pre_tokenizer 'Split' has no pattern or no behavior");
	if (!behavior_of(name, &behavior))
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_unsupported",
					"pre_tokenizer 'Split' with behavior '%s' is not supported",
					bitnet_text_escape(shown, sizeof(shown), name, strlen(name)));
	s = json_object_get_string(text);
	n = (size_t)json_object_get_string_len(text);
	scan = regex ? scanner(s, n, behavior, invert) : NULL;
	step = add_step(t, scan ? STEP_SCAN : regex || !n ? STEP_REGEX : STEP_TEXT, scan ? STEP_ISOLATED : behavior, err);
	if (!step)
		return BITNET_E_UNSUPPORTED;
	step->invert = invert && !scan;
	step->scan = scan;
	if (step->kind == STEP_REGEX)
		return bitnet_regex_new(&step->regex, s, n, err);
	return scan ? 0 : set_text(step, s, n, err);
}

static int pre_scan(struct bitnet_tok *t, bitnet_scan_fn *scan, struct bitnet_error *err)
{
	struct bitnet_step *step = add_step(t, STEP_SCAN, STEP_ISOLATED, err);

	if (!step)
		return BITNET_E_UNSUPPORTED;
	step->scan = scan;
	return 0;
}

static int pre_byte_level(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	int rc = 0;

	if (t->byte_level)
		return bitnet_json_unsupported(err, "pre_tokenizer", "ByteLevel (twice)");
	t->byte_level = true;
	if (bitnet_json_bool(o, "add_prefix_space", true) && !add_step(t, STEP_SPACE, STEP_ISOLATED, err))
		return BITNET_E_UNSUPPORTED;
	if (bitnet_json_bool(o, "use_regex", true))
		rc = pre_scan(t, bitnet_scan_gpt2, err);
	if (!rc && !add_step(t, STEP_ALPHABET, STEP_ISOLATED, err))
		return BITNET_E_UNSUPPORTED;
	return rc;
}

static int pre_metaspace(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	const char *scheme = bitnet_json_str(o, "prepend_scheme"), *mark = bitnet_json_str(o, "replacement");
	struct bitnet_step *step;
	uint32_t cp;
	int rc;

	if (!mark || !*mark || bitnet_utf8_decode(mark, strlen(mark), &cp) != strlen(mark))
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part",
					"pre_tokenizer 'Metaspace' has no replacement of one character");
	if (scheme && !is(scheme, "always") && !is(scheme, "first") && !is(scheme, "never"))
		return bitnet_json_unsupported(err, "pre_tokenizer", "Metaspace (with this prepend_scheme)");
	if (t->byte_level)
		return bitnet_json_unsupported(err, "pre_tokenizer", "Metaspace (after ByteLevel)");
	if (!bitnet_json_bool(o, "add_prefix_space", true))
		scheme = "never";
	step = add_step(t, STEP_META, STEP_ISOLATED, err);
	if (!step)
		return BITNET_E_UNSUPPORTED;
	step->scheme = is(scheme, "never") ? STEP_NEVER : is(scheme, "first") ? STEP_FIRST : STEP_ALWAYS;
	rc = set_text(step, mark, strlen(mark), err);
	if (rc || !bitnet_json_bool(o, "split", true))
		return rc;
	step = add_step(t, STEP_TEXT, STEP_MERGED_WITH_NEXT, err);
	return step ? set_text(step, mark, strlen(mark), err) : BITNET_E_UNSUPPORTED;
}

static int pre_char(struct bitnet_tok *t, bool (*test)(uint32_t cp), uint32_t cp, enum bitnet_step_behavior behavior,
		    struct bitnet_error *err)
{
	struct bitnet_step *step = add_step(t, STEP_CHAR, behavior, err);

	if (!step)
		return BITNET_E_UNSUPPORTED;
	step->is = test;
	step->cp = cp;
	return 0;
}

static int pre_punctuation(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	const char *name = bitnet_json_str(o, "behavior");
	enum bitnet_step_behavior behavior = STEP_ISOLATED;

	if (name && !behavior_of(name, &behavior))
		return bitnet_json_unsupported(err, "pre_tokenizer", "Punctuation (with this behavior)");
	return pre_char(t, bitnet_is_punctuation, 0, behavior, err);
}

static int pre_delimiter(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *v = bitnet_json_get(o, "delimiter", json_type_string);
	uint32_t cp;

	if (!v || !json_object_get_string_len(v) ||
	    bitnet_utf8_decode(json_object_get_string(v), (size_t)json_object_get_string_len(v), &cp) !=
	    (size_t)json_object_get_string_len(v))
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part",
					"pre_tokenizer 'CharDelimiterSplit' has no delimiter of one character");
	return pre_char(t, NULL, cp, STEP_REMOVED, err);
}

/* Steps that need no more than their kind. */
static int pre_plain(struct bitnet_tok *t, enum bitnet_step_kind kind, struct bitnet_error *err)
{
	struct bitnet_step *step = add_step(t, kind, STEP_REMOVED, err);

	if (!step)
		return BITNET_E_UNSUPPORTED;
	step->invert = true;         /* what is no match is removed */
	return 0;
}

static int pre_length(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *v = bitnet_json_get(o, "length", json_type_int);
	int64_t n = v ? json_object_get_int64(v) : 5;
	struct bitnet_step *step;

	if (n < 1)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "pre_tokenizer 'FixedLength' has the length %lld",
					(long long)n);
	step = add_step(t, STEP_LENGTH, STEP_ISOLATED, err);
	if (!step)
		return BITNET_E_UNSUPPORTED;
	step->n = (size_t)n;
	return 0;
}

static int pre_tokenize(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	int rc;

	if (is(type, "ByteLevel"))
		return pre_byte_level(t, o, err);
	if (is(type, "Split"))
		return pre_split(t, o, err);
	if (is(type, "Digits"))
		return pre_scan(t, bitnet_json_bool(o, "individual_digits", false) ? bitnet_scan_number : bitnet_scan_numbers, err);
	if (is(type, "Metaspace"))
		return pre_metaspace(t, o, err);
	if (is(type, "Punctuation"))
		return pre_punctuation(t, o, err);
	if (is(type, "Whitespace"))
		return pre_plain(t, STEP_WORDS, err);
	if (is(type, "WhitespaceSplit"))
		return pre_char(t, bitnet_is_space, 0, STEP_REMOVED, err);
	if (is(type, "BertPreTokenizer")) {
		rc = pre_char(t, bitnet_is_space, 0, STEP_REMOVED, err);
		return rc ? rc : pre_char(t, bitnet_is_punctuation, 0, STEP_ISOLATED, err);
	}
	if (is(type, "CharDelimiterSplit"))
		return pre_delimiter(t, o, err);
	if (is(type, "UnicodeScripts"))
		return pre_plain(t, STEP_SCRIPTS, err);
	if (is(type, "FixedLength"))
		return pre_length(t, o, err);
	return bitnet_json_unsupported(err, "pre_tokenizer", type);
}

static bool is_mark(const char *s, size_t n)
{
	return n == 3 && memcmp(s, SPACE_MARK, 3) == 0;
}

/* A normaliser that only writes U+2581 for spaces and in front is a pair of flags. */
static bool marks_only(const struct bitnet_norm *norm, bool *prepend, bool *replace)
{
	size_t i;

	*prepend = *replace = false;
	for (i = 0; i < norm->n; i++) {
		const struct bitnet_norm_step *s = &norm->steps[i];
		const char *from = norm->text.s + s->from, *to = norm->text.s + s->to;

		if (!is_mark(to, s->to_n) || s->find)
			return false;
		if (s->kind == BITNET_NORM_PREPEND && !*prepend)
			*prepend = true;
		else if (s->kind == BITNET_NORM_REPLACE && !*replace && s->from_n == 1 && *from == ' ')
			*replace = true;
		else
			return false;
	}
	return norm->n > 0;
}

static void drop_pipe(struct bitnet_tok *t)
{
	bitnet_pipe_free(t->pipe);
	t->pipe = NULL;
}

/*
 * Byte-level: all steps are scanners, and the bytes are mapped last, which then is the same as not at
 * all.
 */
static void simplify_bytes(struct bitnet_tok *t)
{
	struct bitnet_pipe *p = t->pipe;
	size_t i, k, first = p->n && p->steps[0].kind == STEP_SPACE;

	if (p->n - first > sizeof(t->stages) / sizeof(t->stages[0]))
		return;
	for (i = first; i + 1 < p->n; i++)
		if (p->steps[i].kind != STEP_SCAN)
			return;
	for (i = first, k = 0; i + 1 < p->n; i++)
		t->stages[k++] = p->steps[i].scan;
	t->prefix_space = first;
	drop_pipe(t);
}

static void simplify_characters(struct bitnet_tok *t)
{
	struct bitnet_step *s = t->pipe->steps;
	bool prepend, replace;

	if (marks_only(&t->norm, &prepend, &replace)) {
		/* A Split at spaces does nothing where the normalizer leaves none. */
		if (t->pipe->n == 1 && replace && s[0].kind == STEP_TEXT && s[0].n == 1 && s[0].text[0] == ' ')
			drop_pipe(t);
		if (t->pipe && t->pipe->n)
			return;
		t->prefix = prepend ? BITNET_PREFIX_STRETCH : BITNET_PREFIX_NONE;
		t->escape = replace;
		t->normalizes = true;
		bitnet_norm_release(&t->norm);
		memset(&t->norm, 0, sizeof(t->norm));
		drop_pipe(t);
		return;
	}
	if (t->norm.n)
		return;
	if (!t->pipe->n) {
		drop_pipe(t);
		return;
	}
	if (s[0].kind != STEP_META || !is_mark(s[0].text, s[0].n) || t->pipe->n > 2 ||
	    (t->pipe->n == 2 && (s[1].kind != STEP_TEXT || s[1].behavior != STEP_MERGED_WITH_NEXT || s[1].invert ||
				 !is_mark(s[1].text, s[1].n))))
		return;
	t->escape = true;
	t->split_spaces = t->pipe->n == 2;
	t->prefix = s[0].scheme == STEP_ALWAYS ? BITNET_PREFIX_UNLESS_SPACE :
		    s[0].scheme == STEP_FIRST ? BITNET_PREFIX_FIRST : BITNET_PREFIX_NONE;
	drop_pipe(t);
}

void bitnet_json_simplify(struct bitnet_tok *t)
{
	struct bitnet_pipe *p = t->pipe;
	size_t n = t->norm.n;
	bool mapped = n && t->norm.steps[n - 1].kind == BITNET_NORM_BYTE_LEVEL;

	if (!t->byte_level) {
		if (!t->model)
			simplify_characters(t);
		return;
	}
	if (!mapped && p->steps[p->n - 1].kind == STEP_ALPHABET) {
		if (!t->model)
			simplify_bytes(t);
		if (t->pipe)
			p->n--;
	} else {
		bitnet_pipe_add(p, STEP_BYTES);
	}
}

int bitnet_json_pre_tokenizer(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	size_t n = t->norm.n;

	t->pipe = calloc(1, sizeof(*t->pipe));
	if (!t->pipe)
		return bitnet_error_nomem(err, sizeof(*t->pipe));
	t->byte_level = n && t->norm.steps[n - 1].kind == BITNET_NORM_BYTE_LEVEL;
	return bitnet_json_each(t, o, "pre_tokenizer", "pretokenizers", pre_tokenize, err);
}
