/* SPDX-License-Identifier: MIT */
/*
 * Tokenizers: text to ids and back.
 *
 * A tokenizer is immutable after it was opened and may be shared by threads.  Text is bytes: it
 * need not be UTF-8 and may hold NUL.  Ids are 32-bit.  Algorithms and their sources are named in
 * lib/tok.
 */
#ifndef BITNET_TOK_H
#define BITNET_TOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>
#include <bitnet/gguf.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bitnet_tok_format {
	BITNET_TOK_GGUF, BITNET_TOK_HF_JSON, BITNET_TOK_SENTENCEPIECE, BITNET_TOK_TIKTOKEN,
	BITNET_TOK_BPE_FILES
};

enum bitnet_tok_algorithm {
	BITNET_TOK_BPE, BITNET_TOK_SPM, BITNET_TOK_UNIGRAM, BITNET_TOK_WORDPIECE
};

/* The words of the JSON documents: "gguf", "hf-json" ...; "bpe", "spm" ... */
BITNET_API const char *bitnet_tok_format_name(enum bitnet_tok_format f);
BITNET_API const char *bitnet_tok_algorithm_name(enum bitnet_tok_algorithm a);

/*
 * Whose tokenizer it is to be where programs do not agree: added tokens and what stands between
 * them, bytes that are no UTF-8, sums of scores.  bitnet-encode(1) says what each does.  DEFAULT is
 * SENTENCEPIECE for a SentencePiece model, HF for all others.
 */
enum bitnet_tok_policy {
	BITNET_POLICY_DEFAULT, BITNET_POLICY_HF, BITNET_POLICY_LLAMA_CPP, BITNET_POLICY_SENTENCEPIECE
};

/* "default", "hf", "llama.cpp", "sentencepiece". */
BITNET_API const char *bitnet_tok_policy_name(enum bitnet_tok_policy p);

/* How a tokenizer is to be opened; zeroed: as the file wants it. */
struct bitnet_tok_options {
	enum bitnet_tok_policy policy;
	/* How text is cut (a value of tokenizer.ggml.pre), where a file of ranks or merges is of no known list; or NULL. */
	const char *pre;
	/*
	 * A folder, made when needed, where a tokenizer that was opened by a path is kept as it is in memory: opening
	 * the same file again maps it.  What is there is checked, and made again where it is damaged or its source has
	 * changed; where nothing can be kept, opening takes longer and that is all.  NULL: nothing is kept.
	 */
	const char *compiled;
};

struct bitnet_tok;

/*
 * Open a tokenizer file; what it is, is seen from its content: a GGUF with tokenizer keys, a
 * Hugging Face tokenizer.json, a SentencePiece model, a rank file of tiktoken, or a vocab.json with
 * its merges.txt beside it (either is named).  Files of ranks or merges are recognised by their
 * tokens; BITNET_E_INPUT tok_unknown_list where they are not and o->pre is not given; for other files
 * o->pre is BITNET_E_UNSUPPORTED tok_pre_given.  Anything else is BITNET_E_UNSUPPORTED or
 * BITNET_E_INPUT by name.
 */
BITNET_API int bitnet_tok_open(struct bitnet_tok **out, const char *path, struct bitnet_error *err);
BITNET_API int bitnet_tok_open_as(struct bitnet_tok **out, const char *path, const struct bitnet_tok_options *o,
				  struct bitnet_error *err);

/*
 * The tokenizer that a GGUF carries: tokenizer.ggml.model gpt2 (byte-level BPE), llama (SPM by
 * score, unknown characters as bytes), t5 (Unigram) or bert (WordPiece).  BITNET_E_NOTFOUND when it has no tokenizer.ggml.model or no
 * token list, BITNET_E_INPUT when bitnet_tok_validate() refuses its keys, BITNET_E_UNSUPPORTED for
 * other models and for a tokenizer.ggml.pre that is not known.  Nothing of g is kept.
 *
 * Where a file leaves something open the model's own tokenizer decides, not another program: added
 * tokens are found leftmost-longest, and SPM puts U+2581 before the text and before the text behind
 * each added token (add_space_prefix false: nowhere).
 */
BITNET_API int bitnet_tok_from_gguf(struct bitnet_tok **out, const struct bitnet_gguf *g, struct bitnet_error *err);
BITNET_API int bitnet_tok_from_gguf_as(struct bitnet_tok **out, const struct bitnet_gguf *g,
				       const struct bitnet_tok_options *o, struct bitnet_error *err);

/*
 * A tokenizer.json in memory, not kept: the models BPE, Unigram, WordPiece and WordLevel with every normalizer,
 * pre-tokenizer, post-processor and decoder of Hugging Face tokenizers 0.23.  Dropout, a part that is not known, and a regular
 * expression without a translation to PCRE2 are BITNET_E_UNSUPPORTED by name.  truncation and padding
 * are not applied; the notes say so.
 */
BITNET_API int bitnet_tok_from_json(struct bitnet_tok **out, const void *data, size_t size, struct bitnet_error *err);

/*
 * A SentencePiece model in memory, not kept: BPE or Unigram.  BITNET_E_INPUT tok_proto where it is
 * damaged or the library would not load it either; word and character models are refused.
 */
BITNET_API int bitnet_tok_from_sentencepiece(struct bitnet_tok **out, const void *data, size_t size,
					     const struct bitnet_tok_options *o, struct bitnet_error *err);

BITNET_API void bitnet_tok_free(struct bitnet_tok *t);

/*
 * Facts.  An id that the vocabulary does not have is -1; eot and eom are found by the names of
 * control tokens where no key has them.  algorithm is BITNET_TOK_SPM also for a tokenizer.json of
 * that kind, which merges by a list.  pre is the name of the pre-tokeniser
 * ("llama-bpe", "gpt-2", ...; NULL where the algorithm has none) and pre_source where the name comes from:
 * "file" (key or pre_tokenizer), "vocabulary" (missing or wrong in the file, recognised from the
 * token list), "default" (missing, and the list is not known).  n_tokens is one more than the highest id.  notes is a text of several lines, each
 * something that a user may want to know (a truncation block that is not applied, ...), or "".
 */
struct bitnet_tok_info {
	enum bitnet_tok_format format;
	enum bitnet_tok_algorithm algorithm;
	enum bitnet_tok_policy policy;       /* never DEFAULT */
	const char *pre;
	const char *pre_source;
	uint32_t n_tokens;
	int64_t bos, eos, eot, eom, unk, sep, pad, cls, mask;
	bool add_bos, add_eos;
	const char *notes;
};
BITNET_API const struct bitnet_tok_info *bitnet_tok_info(const struct bitnet_tok *t);

/* Kinds of tokens, with the numbers of tokenizer.ggml.token_type. */
enum bitnet_token_kind {
	BITNET_TOKEN_NORMAL = 1, BITNET_TOKEN_UNKNOWN, BITNET_TOKEN_CONTROL, BITNET_TOKEN_USER,
	BITNET_TOKEN_UNUSED, BITNET_TOKEN_BYTE
};

/*
 * The bytes that id stands for in decoded text (a control token: its own text), and its kind where that is not NULL.
 * Borrowed until bitnet_tok_free().  false for an id that does not exist.
 */
BITNET_API bool bitnet_tok_piece(const struct bitnet_tok *t, uint32_t id, struct bitnet_str *piece,
				 enum bitnet_token_kind *kind);

/* How many ids stand before the first that does not exist. */
BITNET_API size_t bitnet_tok_known(const struct bitnet_tok *t, const uint32_t *ids, size_t n);

/*
 * The id of the token with this text; -1 if there is none.  Control tokens come first.  The text of
 * a byte-level token is its bytes, of an SPM token the piece with U+2581 ("<0x0A>" for a byte).
 */
BITNET_API int64_t bitnet_tok_find(const struct bitnet_tok *t, const char *text, size_t n);

/* Whether id ends a text: eos, eot, eom, and every control token known as an end by its name. */
BITNET_API bool bitnet_tok_is_end(const struct bitnet_tok *t, uint32_t id);

/*
 * The result of encoding.  The arrays belong to the struct: bitnet_tokens_init() before, then
 * bitnet_tokens_release().  begin and end are byte offsets into the text, filled when wanted; a
 * token that stands for nothing in the text (BOS, a dummy prefix) has begin == end.
 */
struct bitnet_tokens {
	uint32_t *ids;
	size_t n, cap;
	uint64_t *begin, *end;
	size_t spans_cap;
};
BITNET_API void bitnet_tokens_init(struct bitnet_tokens *v);
BITNET_API void bitnet_tokens_release(struct bitnet_tokens *v);
BITNET_API int bitnet_tokens_push(struct bitnet_tokens *v, uint32_t id);

/*
 * add_special: what the vocabulary or its post-processor adds (BOS, EOS); parse_special: control
 * tokens in the text become their ids (user-defined tokens always do); spans: fill begin and end;
 * threads: so many may work on one long text (0: one), the ids are the same.
 */
struct bitnet_encode_options {
	bool add_special;
	bool parse_special;
	bool spans;
	uint32_t threads;
};

/*
 * Encode n bytes of text; ids are appended to out.  Bytes that are not UTF-8 are encoded as they
 * are: byte-level as any byte, SPM as byte tokens.  BITNET_E_LIMIT for 4 GiB or more at once.
 */
BITNET_API int bitnet_tok_encode(const struct bitnet_tok *t, const char *text, size_t n,
				 const struct bitnet_encode_options *o, struct bitnet_tokens *out,
				 struct bitnet_error *err);

/*
 * Encoding as a stream: one encoder for one text, which comes in parts; their ids are those of
 * bitnet_tok_encode() on the whole.  They are appended to out when no later part can change
 * them: memory is constant where the tokenizer allows text to be cut, else the text is kept until the end.
 * BITNET_E_LIMIT for more than 1 GiB that cannot be cut.  After bitnet_encoder_finish() the next text may begin.
 */
struct bitnet_encoder;
BITNET_API int bitnet_encoder_new(struct bitnet_encoder **out, const struct bitnet_tok *t, const struct bitnet_encode_options *o,
				  struct bitnet_error *err);
BITNET_API int bitnet_encoder_push(struct bitnet_encoder *e, const char *text, size_t n, struct bitnet_tokens *out,
				   struct bitnet_error *err);
BITNET_API int bitnet_encoder_finish(struct bitnet_encoder *e, struct bitnet_tokens *out, struct bitnet_error *err);
BITNET_API void bitnet_encoder_free(struct bitnet_encoder *e);

/*
 * The same by several threads, which keep the parts themselves: bitnet_encoder_cut() tells the last place in (from, n) where
 * the text may be cut, 0 when there is none.  bitnet_encoder_part() encodes what is between two such places, or
 * the ends of the text (first and last), and appends its ids; spans count from the begin of the part.
 * Neither sees what was pushed, and any number of threads may call both at once.
 */
BITNET_API size_t bitnet_encoder_cut(const struct bitnet_encoder *e, const char *text, size_t n, size_t from);
BITNET_API int bitnet_encoder_part(const struct bitnet_encoder *e, const char *text, size_t n, bool first, bool last,
				   struct bitnet_tokens *out, struct bitnet_error *err);

/* The ids that add_special puts before and behind a text; borrowed. */
BITNET_API void bitnet_tok_added_ids(const struct bitnet_tok *t, const uint32_t **before, size_t *n_before,
				     const uint32_t **after, size_t *n_after);

/*
 * Decoding as a stream: one decoder for one text, ids in order.  skip_special drops
 * control and unknown tokens.  The bytes are those of the tokens: hold back an incomplete
 * character with bitnet_utf8_incomplete() where a person reads along.  What encode puts in front
 * is taken away again: SPM drops the space of the first piece that is no control token, a
 * tokenizer.json what its decoder strips.  So to continue a text, push its ids first.
 */
struct bitnet_decoder;
BITNET_API int bitnet_decoder_new(struct bitnet_decoder **out, const struct bitnet_tok *t, bool skip_special,
				  struct bitnet_error *err);
BITNET_API void bitnet_decoder_reset(struct bitnet_decoder *d);
BITNET_API void bitnet_decoder_free(struct bitnet_decoder *d);

/*
 * The bytes that id adds; borrowed until the next call or free.  BITNET_E_INPUT for an id that the
 * vocabulary does not have.  Some decoders of a tokenizer.json know what a token adds only when
 * they have seen the next one, or all: bitnet_decoder_finish() gives what is left at the end.
 */
BITNET_API int bitnet_decoder_push(struct bitnet_decoder *d, uint32_t id, struct bitnet_str *out, struct bitnet_error *err);

/* The bytes that n ids add, as n calls would give them; borrowed until the next call or free. */
BITNET_API int bitnet_decoder_push_ids(struct bitnet_decoder *d, const uint32_t *ids, size_t n, struct bitnet_str *out,
				       struct bitnet_error *err);
BITNET_API int bitnet_decoder_finish(struct bitnet_decoder *d, struct bitnet_str *out, struct bitnet_error *err);

/*
 * What a file's tokenizer keys get wrong, without building a tokenizer: array types and lengths
 * against each other and against the rows of token_embd.weight, special ids (defaults included)
 * below the vocabulary size, byte tokens with exactly two hex digits (formats.md 1.5.6, 1.5.12).
 * A file without tokenizer keys has no findings.
 */
BITNET_API int bitnet_tok_check(const struct bitnet_gguf *g, bitnet_report_fn *report, void *arg, struct bitnet_error *err);

/* The first fatal finding of bitnet_tok_check() as an error; 0 when there is none. */
BITNET_API int bitnet_tok_validate(const struct bitnet_gguf *g, struct bitnet_error *err);

/*
 * Where two tokenizers are not the same: tokens and their kinds by id, merges (where the tokens are the same), BOS and other
 * facts, and the ids of built-in probes.  A finding has the name tokens, kinds, merges, facts or probes; its subject is what
 * differs, its message how.  No finding: no difference was seen.
 */
BITNET_API int bitnet_tok_differ(const struct bitnet_tok *a, const struct bitnet_tok *b, bitnet_report_fn *report, void *arg,
				 struct bitnet_error *err);

/* How a candidate's token list compares with the one that a GGUF carries. */
enum bitnet_tok_match {
	BITNET_MATCH_UNKNOWN,    /* the GGUF has no token list */
	BITNET_MATCH_IDENTICAL,  /* the same bytes for every id */
	BITNET_MATCH_PADDED,     /* the same, but for rows that only pad the embedding */
	BITNET_MATCH_DIFFERS
};
BITNET_API const char *bitnet_tok_match_name(enum bitnet_tok_match m);

/* Compare by id; *differing counts the ids whose bytes are not the same or that one of them lacks. */
BITNET_API int bitnet_tok_compare(const struct bitnet_tok *t, const struct bitnet_gguf *g, enum bitnet_tok_match *match,
				  uint64_t *differing, struct bitnet_error *err);

/*
 * Fingerprint of an ordered token list: sha256 over, for each id, the length (u32, little-endian)
 * and the bytes that the token stands for (the byte-level alphabet undone; U+2581 kept; a byte
 * token is its "<0xHH>" text; WordPiece as in a vocab.txt), as 64 hexadecimal digits and NUL.  Equal for the same vocabulary in
 * any format.  BITNET_E_NOTFOUND when g has no token list.
 */
BITNET_API int bitnet_tok_fingerprint(const struct bitnet_tok *t, char hex[65], struct bitnet_error *err);
BITNET_API int bitnet_tok_fingerprint_gguf(const struct bitnet_gguf *g, char hex[65], struct bitnet_error *err);

/*
 * What bitnet_tok_options.compiled names, looked at: every file in it against the tokenizer that its
 * source gives now.  STALE: never used again, since the source is gone or has changed, or another
 * version of the library made it.  DAMAGED: not used either, or it would be one and is not what its source
 * compiles to.  sha256 is that of the source: of a file, of a GGUF that of its tokenizer's keys, "" where it is
 * not known.  message says what is wrong, or "".  All strings are borrowed for the duration of the call; paths
 * are as they are, the message can be printed.  A report that is not 0 ends it with BITNET_E_CANCELLED.  A folder
 * that is not there has no files.
 */
enum bitnet_compiled_state { BITNET_COMPILED_GOOD, BITNET_COMPILED_STALE, BITNET_COMPILED_DAMAGED };
struct bitnet_compiled {
	const char *path, *source;
	enum bitnet_compiled_state state;
	const char *message;
	uint64_t bytes;
	char sha256[65];
};
typedef int bitnet_compiled_fn(void *arg, const struct bitnet_compiled *c);
BITNET_API int bitnet_tok_verify_compiled(const char *folder, bitnet_compiled_fn *report, void *arg, struct bitnet_error *err);

/* "good", "stale", "damaged". */
BITNET_API const char *bitnet_tok_compiled_name(enum bitnet_compiled_state s);

#ifdef __cplusplus
}
#endif
#endif
