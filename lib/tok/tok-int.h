/* SPDX-License-Identifier: MIT */
/* The parts of a tokenizer. */
#ifndef BITNET_TOK_INT_H
#define BITNET_TOK_INT_H

#include "base/map.h"
#include "tok/tok-cuts.h"
#include "tok/tok-detok.h"
#include "tok/tok-longest.h"
#include "tok/tok-merge.h"
#include "tok/tok-model.h"
#include "tok/tok-norm.h"
#include "tok/tok-pipe.h"
#include "tok/tok-pre.h"
#include "tok/tok-words.h"
#include "tok/tok-unigram.h"

/* How added tokens take the whitespace and letters around them. */
#define ADDED_LSTRIP 1u
#define ADDED_RSTRIP 2u
#define ADDED_SINGLE_WORD 4u

/*
 * Texts that are tokens wherever they stand: a trie, its edges in one hash table.  Of all texts that
 * begin at the leftmost place the longest is taken.  Two ids a node: one that is matched always,
 * one that is matched when special tokens are parsed, and is text that is passed over when not.
 */
#define ADDED_FIRST 4
struct bitnet_added {
	struct added_node { uint32_t id[2]; uint16_t flags[2]; } *nodes;
	size_t n_nodes, nodes_cap;
	struct added_edge { uint32_t key, node; } *edges;      /* key: parent * 256 + byte, + 1 */
	size_t edges_size;
	uint32_t root[256];                                    /* node after the first byte, 0: none */
	uint8_t first[ADDED_FIRST];                            /* these bytes, if they are not too many */
	uint32_t n_first;
	size_t n;
	size_t bytes;                                          /* of all texts, counted while they are added */
};

void bitnet_added_release(struct bitnet_added *a);
int bitnet_added_add(struct bitnet_added *a, const char *text, size_t n, uint32_t id, bool special, unsigned flags,
		     struct bitnet_error *err);

struct bitnet_added_match {
	size_t begin, end;      /* what the token takes, stripped whitespace included */
	uint32_t id;
};

/*
 * A search in the n bytes at s.  Each place is looked at from the left; where that goes over the same
 * bytes again and again, all matches are found from the right, so that time is that of the text.
 */
struct bitnet_added_search {
	const struct bitnet_added *a;
	const char *s;
	size_t n;
	bool special, failed;           /* failed: there is no memory */
	size_t from, scan;              /* the end of the match before; where the search goes on */
	size_t steps;                   /* bytes that were looked at to no end */
	bool backward;
	struct added_place { size_t begin, end; uint32_t node; } *places;      /* the last is the leftmost */
	size_t n_places, places_cap;
};
void bitnet_added_search(struct bitnet_added_search *f, const struct bitnet_added *a, const char *s, size_t n, bool special);
bool bitnet_added_next(struct bitnet_added_search *f, struct bitnet_added_match *m);
void bitnet_added_search_release(struct bitnet_added_search *f);

/* Where a character-level tokenizer puts U+2581 in front of text. */
enum bitnet_tok_prefix {
	BITNET_PREFIX_NONE,
	BITNET_PREFIX_STRETCH,         /* of every stretch between added tokens */
	BITNET_PREFIX_UNLESS_SPACE,    /* the same, unless it begins with a space already */
	BITNET_PREFIX_FIRST            /* at the start of the text only, unless it begins with a space */
};

/* What decoding drops at the start of the text. */
enum bitnet_tok_strip {
	BITNET_STRIP_NONE,
	BITNET_STRIP_PIECE,     /* the space of the first piece that is no control token */
	BITNET_STRIP_LEADING,   /* one space of each piece, as long as there is no text */
	BITNET_STRIP_TEXT,      /* one space, if the text begins with it */
	BITNET_STRIP_TOKEN      /* every U+2581 of the first token */
};

/* What the vocabulary has before characters that continue a word, or behind the last of it. */
#define WORD_AFFIX_MAX 64
struct bitnet_affix {
	char s[WORD_AFFIX_MAX];
	size_t n;
};

struct bitnet_tok {
	struct bitnet_tok_info info;
	struct bitnet_buf notes;
	char fingerprint[65];                       /* bitnet_tok_fingerprint() where it is known, else "" */
	struct bitnet_map image;                    /* arrays lie in it; tok-image.h */
	struct bitnet_vocab v;
	struct bitnet_merges m;
	struct bitnet_added added[2];               /* searched for one after the other */

	struct bitnet_norm whole;                   /* done to the text before all else */
	struct bitnet_norm norm;                    /* done before added[1] is searched */
	struct bitnet_trie specials;                /* instead of added[0], under BITNET_POLICY_LLAMA_CPP */
	bool rstrip;                                /* as bitnet_tok_add_special() has it, with specials */
	struct bitnet_trie keep;                    /* what norm passes on as it is */
	/*
	 * A tokenizer.json whose parts have no faster form: its pre-tokenisers (NULL: none) and its model.
	 * model NULL: BPE as byte_level says.
	 */
	struct bitnet_pipe *pipe;
	bitnet_model_fn *model;
	struct bitnet_unigram unigram;
	struct bitnet_wordpiece wordpiece;
	struct bitnet_affix word_prefix, word_suffix;

	bool byte_level;
	/* Byte-level. */
	bitnet_scan_fn *stages[2 * PRE_STAGES + 1];
	bool ignore_merges;
	bool prefix_space;                   /* a space before a stretch that does not begin with one */
	/* Character-level. */
	enum bitnet_tok_prefix prefix;
	bool escape;                         /* a space is U+2581 */
	bool split_words;                    /* cutting before a word changes nothing */
	bool split_spaces;                   /* cut before every U+2581 */
	bool normalizes;                     /* prefix and escape are done before added[1] is searched */
	uint32_t char_id[128], space_id;
	/* Both. */
	struct bitnet_scratch_pool *pool;
	bool fast_bytes, fast_chars;         /* bitnet_fast_bytes() or bitnet_fast_chars() may be used */
	uint64_t *byte_pairs;                /* for the one: bitnet_merges_of_bytes() */
	struct bitnet_cuts *cuts;            /* for both */
	uint32_t byte_id[256];
	bool byte_fallback, fuse_unk;
	bool drops;                          /* unknown characters are dropped before merging, where unk is NO_ID */
	uint32_t unk;                        /* what an unknown character becomes; NO_ID: nothing */

	bool templated;                      /* TemplateProcessing was seen in a tokenizer.json */
	uint32_t *before, *after;            /* what encode adds */
	size_t n_before, n_after, before_cap, after_cap;

	struct bitnet_detok *detok;          /* a decoder without a faster form; NULL: as the next four say */
	bool piece_spaces;                   /* decoding makes U+2581 a space */
	struct bitnet_buf unk_surface;       /* what decoding makes of the unknown token, where it is not empty */
	bool piece_words;                    /* decoding puts a space before tokens that do not begin with ## */
	bool piece_bytes;                    /* decoding makes <0xHH> a byte */
	enum bitnet_tok_strip strip;
	bool join_space;                     /* decoding puts a space between tokens */
};

#define SPACE_MARK "\xe2\x96\x81"

int bitnet_tok_new(struct bitnet_tok **out, struct bitnet_error *err);
void bitnet_tok_note(struct bitnet_tok *t, const char *fmt, ...) BITNET_PRINTF(2, 3);

/* Append an id to what encode puts before or after the text. */
int bitnet_tok_add_before(struct bitnet_tok *t, uint32_t id, struct bitnet_error *err);
int bitnet_tok_add_after(struct bitnet_tok *t, uint32_t id, struct bitnet_error *err);

/*
 * What all loaders do last: pieces for decoding, byte tokens, characters, ends, eot and eom by
 * name, info.  The vocabulary is indexed, pairs are there.
 */
int bitnet_tok_finish(struct bitnet_tok *t, struct bitnet_error *err);

/*
 * The text as U+2581 for spaces, and in front where first is true, leave it.  With map, map[i] is the
 * offset in s of byte i of the result, for i up to its length; the caller frees it.  Failure is
 * seen in out->failed.
 */
void bitnet_tok_normalize(const struct bitnet_tok *t, const char *s, size_t n, bool first, struct bitnet_buf *out,
			  uint32_t **map);

/*
 * Append the ids of n bytes of byte-level text between added tokens; only where t->fast_bytes.
 * false when there is no memory.
 */
bool bitnet_fast_bytes(const struct bitnet_tok *t, struct bitnet_scratch *s, const char *text, size_t n,
		       struct bitnet_tokens *out);

/* Whether a byte is there that is to be dropped before its neighbours merge: then it is not to be used. */
bool bitnet_fast_dropped(const struct bitnet_tok *t, const char *s, size_t n);

/* The same for text of characters, where t->fast_chars; prefix: U+2581 comes before it. */
bool bitnet_fast_chars(const struct bitnet_tok *t, struct bitnet_scratch *s, const char *text, size_t n, bool prefix,
		       struct bitnet_tokens *out);

/* Find out which of both may be used. */
int bitnet_fast_prepare(struct bitnet_tok *t, struct bitnet_error *err);

/* Whether a control token takes the white space behind it where t->rstrip is set. */
bool bitnet_tok_takes_space(const struct bitnet_tok *t, uint32_t id);
/* Whether the text between added tokens may be cut at all; then the next place for it behind `from`, or n. */
bool bitnet_parallel_can(const struct bitnet_tok *t);
size_t bitnet_parallel_cut(const struct bitnet_tok *t, const char *text, size_t n, size_t from);

/* Where any text may be cut into parts that are encoded one after the other, tok-stream.c has the proof; 0: nowhere. */
enum {
	BITNET_CUT_WORDS = 1,                /* between a letter and a space or line feed */
	BITNET_CUT_LINES = 2,                /* behind a line feed, */
	BITNET_CUT_LONE_LINES = 4,           /* ... that is no whitespace's neighbour */
	BITNET_CUT_CHARS = 8                 /* where no token has both neighbours, which are not ASCII */
};
int bitnet_stream_can(const struct bitnet_tok *t, unsigned *where, struct bitnet_error *err);
/* Then the last such place in (from, n), or 0 when there is none. */
size_t bitnet_stream_cut(const struct bitnet_tok *t, unsigned where, const char *text, size_t n, size_t from);

/* bitnet_tok_encode() of a part: first and last say whether the text begins and ends with it. */
int bitnet_tok_encode_part(const struct bitnet_tok *t, const char *text, size_t n, const struct bitnet_encode_options *o,
			   bool first, bool last, struct bitnet_tokens *out, struct bitnet_error *err);

/*
 * By several threads what bitnet_tok_encode_part() appends, where bitnet_stream_can() says, o without threads and spans; with
 * o NULL what bitnet_fast_bytes() or bitnet_fast_chars() append, first: U+2581 comes before it.
 */
#define PARALLEL_MIN ((size_t)256 << 10)
int bitnet_parallel_encode(const struct bitnet_tok *t, const char *text, size_t n, const struct bitnet_encode_options *o,
			   unsigned where, bool first, bool last, uint32_t threads, struct bitnet_tokens *out, struct bitnet_error *err);

/* Room for so many more ids. */
bool bitnet_tokens_room(struct bitnet_tokens *v, size_t more);

/* Whether a token of this text is known as an end of text. */
bool bitnet_tok_end_name(const char *s, size_t n);

/* The stages or expressions of a pre-tokeniser, for a byte-level tokenizer. */
int bitnet_tok_set_pre(struct bitnet_tok *t, const struct bitnet_pre *pre, struct bitnet_error *err);

/* The pre-tokeniser that a token list is known to need: "llama-bpe", "gpt-2", or NULL. */
const char *bitnet_tok_recognise(const struct bitnet_vocab *v);

/* Whether the token list is one of byte-level BPE; also seen where a converter labelled it "llama". */
bool bitnet_tok_gguf_is_bpe(const struct bitnet_gguf *g);

#endif
