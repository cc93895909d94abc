/* SPDX-License-Identifier: MIT */
/*
 * Pre-tokenisers: cutting text into the pieces that byte-level BPE works on.
 *
 * A stage cuts its piece of text into matches of one regular expression and the gaps between them;
 * the next stage cuts each of these.  A stage is a scanner: it returns the end of the piece (match
 * or gap) that begins at i, for the text s of n bytes, 0 <= i < n; ends of the text are the ends
 * that the expression sees.  Scanners are linear and work on bytes; a byte that is not UTF-8 is a
 * character of no class.
 */
#ifndef BITNET_TOK_PRE_H
#define BITNET_TOK_PRE_H

#include <stdbool.h>
#include <stddef.h>

#include <bitnet/gguf.h>

typedef size_t bitnet_scan_fn(const unsigned char *s, size_t n, size_t i);

bitnet_scan_fn bitnet_scan_gpt2;         /* 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+ */
bitnet_scan_fn bitnet_scan_llama3;       /* the expression of LLaMA-3, with \p{N}{1,3} */
bitnet_scan_fn bitnet_scan_qwen2;        /* the same with \p{N} */
bitnet_scan_fn bitnet_scan_number;       /* \p{N} */
bitnet_scan_fn bitnet_scan_numbers;      /* \p{N}+ */
bitnet_scan_fn bitnet_scan_digits3;      /* [0-9][0-9][0-9] */
bitnet_scan_fn bitnet_scan_punct;        /* [\p{P}\$\+<=>\^~\|]+ */
bitnet_scan_fn bitnet_scan_punct_tick;   /* [\p{P}\$\+<=>\^~\|`]+ */

/* tok-scan-l3.c */
bitnet_scan_fn bitnet_scan_qwen35;       /* Qwen2's, where marks are letters */
bitnet_scan_fn bitnet_scan_ufakzeka;     /* Qwen2's without contractions */
bitnet_scan_fn bitnet_scan_seed_coder;   /* Qwen2's, where symbols do not take the line ends behind them */
bitnet_scan_fn bitnet_scan_minicpm5;     /* LLaMA-3's with \p{N}+ */
bitnet_scan_fn bitnet_scan_numbers3;     /* \p{N}{1,3} */
bitnet_scan_fn bitnet_scan_lines;        /* [^\n]+|[\n]+ */
/* tok-scan-o200k.c */
bitnet_scan_fn bitnet_scan_o200k;
bitnet_scan_fn bitnet_scan_tekken;       /* \p{N}, and no contractions */
/* tok-scan-deepseek.c */
bitnet_scan_fn bitnet_scan_newline;      /* [\r\n] */
bitnet_scan_fn bitnet_scan_llm_letters, bitnet_scan_llm_punct;
bitnet_scan_fn bitnet_scan_trailing;     /* \s+$ */
bitnet_scan_fn bitnet_scan_han;          /* [U+4E00-U+9FA5 U+0800-U+4E00 U+AC00-U+D7FF]+ */
bitnet_scan_fn bitnet_scan_han_kana;     /* [U+4E00-U+9FA5 U+3040-U+309F U+30A0-U+30FF]+ */
bitnet_scan_fn bitnet_scan_coder_letters; /* \s?\p{L}+ */
bitnet_scan_fn bitnet_scan_coder_punct;  /* \s?\p{P}+ */
bitnet_scan_fn bitnet_scan_deepseek3;
bitnet_scan_fn bitnet_scan_bloom;
bitnet_scan_fn bitnet_scan_scripts;      /* the CJK, Hangul, Thai, Lao, Khmer and Myanmar of AFMoE, in runs */
/* tok-scan-groups.c */
bitnet_scan_fn bitnet_scan_numbers_right; /* \p{N}{1,3}(?=(?:\p{N}{3})*(?!\p{N})) */
bitnet_scan_fn bitnet_scan_digits_right; /* \d{1,3}(?=(?:\d{3})*\b) */
bitnet_scan_fn bitnet_scan_before_groups; /* (?=(\d{3})+(?!\d)), which takes nothing: cuts alone */
bitnet_scan_fn bitnet_scan_sentinel;     /* <sentinel:[0-9]+> */
bitnet_scan_fn bitnet_scan_image;        /* IMGIMG[A-I]{1,4}Z */
bitnet_scan_fn bitnet_scan_indent;       /* [\t\n]|    |  */
bitnet_scan_fn bitnet_scan_symbol;       /* [\p{P}!-/:-@\[-`{-~] */

/* All of these; the first is NULL. */
#define PRE_SCANS 35
extern bitnet_scan_fn *const bitnet_pre_scans[PRE_SCANS];

#define PRE_STAGES 6

/* What a value of tokenizer.ggml.pre stands for. */
struct bitnet_pre {
	const char *name;                        /* the value in the file */
	bitnet_scan_fn *stages[PRE_STAGES + 1];  /* ended by NULL */
	bool ignore_merges;
	bool add_bos;
	const char *const *regexes;              /* instead of stages: expressions for PCRE2, ended by NULL */
};

/* NULL for a name that is not known. */
const struct bitnet_pre *bitnet_pre_find(const char *name, size_t n);

/* Stages end with NULL. */
bool bitnet_pre_same_stages(bitnet_scan_fn *const *a, bitnet_scan_fn *const *b);

/* The first entry with these stages (ended by NULL) and this ignore_merges; NULL if there is none. */
const struct bitnet_pre *bitnet_pre_by_stages(bitnet_scan_fn *const *stages, bool ignore_merges);

/*
 * The stage that a regular expression of a tokenizer.json stands for; NULL when not known.  *whole: it
 * matches all of any text, so that there are no gaps.
 */
bitnet_scan_fn *bitnet_pre_by_regex(const char *regex, size_t n, bool *whole);

#endif
