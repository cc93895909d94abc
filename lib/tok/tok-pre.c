/* SPDX-License-Identifier: MIT */
/* The names of pre-tokenisers (values of tokenizer.ggml.pre) and regular expressions we know. */
#include <string.h>

#include "tok/tok-pre.h"

#define GPT2     { bitnet_scan_gpt2, NULL }
#define LLAMA3   { bitnet_scan_llama3, NULL }
#define QWEN2    { bitnet_scan_qwen2, NULL }
#define O200K    { bitnet_scan_o200k, NULL }
#define BLOOM    { bitnet_scan_bloom, NULL }
#define NUM_GPT2 { bitnet_scan_number, bitnet_scan_gpt2, NULL }
#define TINY_AYA { bitnet_scan_digits_right, bitnet_scan_o200k, NULL }
#define DEEPSEEK3 { bitnet_scan_numbers3, bitnet_scan_han_kana, bitnet_scan_deepseek3, NULL }

/* Expressions that have no scanner, in the syntax of Oniguruma. */
#define RX_CONTRACTION "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define RX_SPACE "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define RX_WORDS(start, rest, contraction) \
	"[^\\r\\n\\p{L}\\p{N}]?[" start "]*[" rest "]+" contraction "|[^\\r\\n\\p{L}\\p{N}]?[" start "]+[" rest "]*" contraction
#define RX_START "\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}"
#define RX_REST "\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}"
#define RX_O200K(numbers) RX_WORDS(RX_START, RX_REST, RX_CONTRACTION "?") "|" numbers "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" RX_SPACE
#define RX_DS3_WORDS "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
#define RX_HAN_KANA "[\\x{4e00}-\\x{9fa5}\\x{3040}-\\x{309f}\\x{30a0}-\\x{30ff}]+"
static const char *const jais2[] = {
	RX_CONTRACTION "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s{512}(?!\\S)|"
	"\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)|"
	"\\s{1,2}(?!\\S)|\\s{1}", NULL
};
static const char *const exaone_moe[] = {
	RX_CONTRACTION "|[^\\r\\n\\p{L}\\p{N}]?(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|"
	"\\s*[\\r\\n]|\\s+(?!\\S)|\\s+", NULL
};
static const char *const kimi[] = {
	"[\\p{Han}]+|" RX_WORDS(RX_START "&&[^\\p{Han}]", RX_REST "&&[^\\p{Han}]", RX_CONTRACTION "?") "|\\p{N}{1,3}|"
	" ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" RX_SPACE, NULL
};
static const char *const youtu[] = {
	"[\\x{ac00}-\\x{d7a3}\\x{3131}-\\x{318e}]+|[\\x{ff01}\\x{2026}\\x{201c}\\x{201d}\\x{2018}\\x{2019}\\x{2014}\\x{ff1a}"
	"\\x{ff1b}\\x{ff0c}\\x{3001}-\\x{303f}\\x{fe30}-\\x{fe4f}]+|[\\x{3105}-\\x{312f}]+|" RX_HAN_KANA, RX_O200K("\\p{N}"), NULL
};
static const char *const spark[] = {
	"\\p{N}{1,3}", RX_HAN_KANA, RX_DS3_WORDS "| ?[\\p{P}\\p{S}]+|[\\r\\n]|\\s+(?!\\S)|\\s+", "\\p{N}", NULL
};

/* The first entry of each family is the name that a tokenizer.json with the same stages gets. */
static const struct bitnet_pre table[] = {
	{ "llama-bpe", LLAMA3, true, true, NULL },
	{ "llama3", LLAMA3, true, true, NULL },
	{ "llama-v3", LLAMA3, true, true, NULL },
	{ "falcon3", LLAMA3, true, true, NULL },
	{ "falcon_e", LLAMA3, true, true, NULL },
	{ "falcon-h1", LLAMA3, true, true, NULL },
	{ "pixtral", LLAMA3, true, true, NULL },
	{ "midm-2.0", LLAMA3, true, true, NULL },
	{ "lfm2", LLAMA3, true, true, NULL },
	{ "jina-v5-nano", LLAMA3, true, true, NULL },
	{ "dbrx", LLAMA3, false, false, NULL },
	{ "smaug-bpe", LLAMA3, false, false, NULL },
	{ "chatglm-bpe", LLAMA3, false, false, NULL },
	{ "glm4", LLAMA3, true, false, NULL },
	{ "glm5", LLAMA3, true, false, NULL },
	{ "gpt-2", GPT2, false, false, NULL },
	{ "phi-2", GPT2, false, false, NULL },
	{ "jina-es", GPT2, false, false, NULL },
	{ "jina-de", GPT2, false, false, NULL },
	{ "jina-v2-es", GPT2, false, false, NULL },
	{ "jina-v2-de", GPT2, false, false, NULL },
	{ "gigachat", GPT2, false, false, NULL },
	{ "a.x-4.0", GPT2, false, false, NULL },
	{ "mellum", GPT2, false, false, NULL },
	{ "modern-bert", GPT2, false, false, NULL },
	{ "exaone4", GPT2, false, false, NULL },
	{ "roberta-bpe", GPT2, false, false, NULL },
	{ "jina-v1-en", GPT2, false, false, NULL },
	{ "jina-v2-code", GPT2, false, false, NULL },
	{ "mpt", GPT2, false, false, NULL },
	{ "olmo", GPT2, false, false, NULL },
	{ "jais", GPT2, false, false, NULL },
	{ "trillion", GPT2, false, false, NULL },
	{ "granite-docling", GPT2, false, false, NULL },
	{ "starcoder", NUM_GPT2, false, false, NULL },
	{ "refact", NUM_GPT2, false, false, NULL },
	{ "codeshell", NUM_GPT2, false, false, NULL },
	{ "exaone", NUM_GPT2, false, false, NULL },
	{ "minerva-7b", NUM_GPT2, false, false, NULL },
	{ "mellum2", NUM_GPT2, false, false, NULL },
	{ "command-r", NUM_GPT2, false, false, NULL },
	{ "smollm", NUM_GPT2, false, false, NULL },
	{ "cohere2_moe", NUM_GPT2, false, false, NULL },
	{ "qwen2", QWEN2, false, false, NULL },
	{ "deepseek-r1-qwen", QWEN2, false, false, NULL },
	{ "kormo", QWEN2, false, false, NULL },
	{ "openpangu", QWEN2, false, false, NULL },
	{ "f2llmv2", QWEN2, false, false, NULL },
	{ "hunyuan", QWEN2, false, false, NULL },
	{ "solar-open", QWEN2, false, false, NULL },
	{ "grok-2", QWEN2, false, false, NULL },
	{ "stablelm2", QWEN2, false, false, NULL },
	{ "megrez", QWEN2, false, false, NULL },
	{ "bailingmoe", QWEN2, false, false, NULL },
	{ "bailingmoe2", QWEN2, false, false, NULL },
	{ "llada-moe", QWEN2, false, false, NULL },
	{ "qwen35", { bitnet_scan_qwen35, NULL }, false, false, NULL },
	{ "ufakzeka", { bitnet_scan_ufakzeka, NULL }, false, false, NULL },
	{ "seed-coder", { bitnet_scan_seed_coder, NULL }, false, false, NULL },
	{ "laguna", { bitnet_scan_lines, bitnet_scan_qwen2, NULL }, false, false, NULL },
	{ "minicpm5", { bitnet_scan_numbers3, bitnet_scan_minicpm5, NULL }, true, false, NULL },
	{ "gpt-4o", O200K, false, false, NULL },
	{ "llama4", O200K, false, false, NULL },
	{ "kanana2", O200K, false, false, NULL },
	{ "talkie", O200K, false, false, NULL },
	{ "minimax-m2", O200K, false, false, NULL },
	{ "granite-embed-multi-97m", O200K, true, false, NULL },
	{ "tekken", { bitnet_scan_tekken, NULL }, true, true, NULL },
	{ "deepseek-v3", DEEPSEEK3, false, false, NULL },
	{ "hunyuan-dense", DEEPSEEK3, false, false, NULL },
	{ "joyai-llm", DEEPSEEK3, false, false, NULL },
	{ "hy_v4", DEEPSEEK3, false, false, NULL },
	{ "deepseek-llm", { bitnet_scan_newline, bitnet_scan_llm_letters, bitnet_scan_llm_punct, bitnet_scan_trailing, bitnet_scan_han,
	  bitnet_scan_numbers, NULL }, false, false, NULL },
	{ "deepseek-coder", { bitnet_scan_newline, bitnet_scan_coder_letters, bitnet_scan_coder_punct, bitnet_scan_han, bitnet_scan_number,
	  NULL }, false, false, NULL },
	{ "bloom", BLOOM, false, false, NULL },
	{ "poro-chat", BLOOM, false, false, NULL },
	{ "gpt3-finnish", BLOOM, false, false, NULL },
	{ "viking", { bitnet_scan_bloom, bitnet_scan_number, NULL }, false, false, NULL },
	{ "jais-2", { NULL }, false, false, jais2 },
	{ "exaone-moe", { NULL }, false, false, exaone_moe },
	{ "kimi-k2", { NULL }, false, false, kimi },
	{ "superbpe", { bitnet_scan_numbers, bitnet_scan_before_groups, NULL }, false, false, NULL },
	{ "tiny_aya", TINY_AYA, false, false, NULL },
	{ "cohere2moe", TINY_AYA, false, false, NULL },
	{ "chameleon", { bitnet_scan_sentinel, bitnet_scan_image, bitnet_scan_indent, bitnet_scan_number, bitnet_scan_symbol,
	  bitnet_scan_gpt2, NULL }, false, true, NULL },
	{ "youtu", { NULL }, true, false, youtu },
	{ "spark2_5", { NULL }, false, false, spark },
	{ "afmoe", { bitnet_scan_numbers_right, bitnet_scan_scripts, bitnet_scan_deepseek3, NULL }, false, false, NULL },
	{ "falcon", { bitnet_scan_punct_tick, bitnet_scan_gpt2, bitnet_scan_digits3, NULL }, false, false, NULL },
	{ "default", { bitnet_scan_punct, bitnet_scan_gpt2, bitnet_scan_numbers, bitnet_scan_digits3, NULL }, false, false, NULL }
};

bitnet_scan_fn *const bitnet_pre_scans[PRE_SCANS] = {
	NULL, bitnet_scan_gpt2, bitnet_scan_llama3, bitnet_scan_qwen2, bitnet_scan_number, bitnet_scan_numbers,
	bitnet_scan_digits3, bitnet_scan_punct, bitnet_scan_punct_tick, bitnet_scan_qwen35, bitnet_scan_ufakzeka,
	bitnet_scan_seed_coder, bitnet_scan_minicpm5, bitnet_scan_numbers3, bitnet_scan_lines, bitnet_scan_o200k,
	bitnet_scan_tekken, bitnet_scan_newline, bitnet_scan_llm_letters, bitnet_scan_llm_punct, bitnet_scan_trailing,
	bitnet_scan_han, bitnet_scan_han_kana, bitnet_scan_coder_letters, bitnet_scan_coder_punct,
	bitnet_scan_deepseek3, bitnet_scan_bloom, bitnet_scan_scripts, bitnet_scan_numbers_right, bitnet_scan_digits_right,
	bitnet_scan_before_groups, bitnet_scan_sentinel, bitnet_scan_image, bitnet_scan_indent, bitnet_scan_symbol
};

const struct bitnet_pre *bitnet_pre_find(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strlen(table[i].name) == n && memcmp(table[i].name, name, n) == 0)
			return &table[i];
	return NULL;
}

bool bitnet_pre_same_stages(bitnet_scan_fn *const *a, bitnet_scan_fn *const *b)
{
	for (; *a && *a == *b; a++, b++)
		;
	return *a == *b;
}

const struct bitnet_pre *bitnet_pre_by_stages(bitnet_scan_fn *const *stages, bool ignore_merges)
{
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!table[i].regexes && table[i].ignore_merges == ignore_merges && bitnet_pre_same_stages(table[i].stages, stages))
			return &table[i];
	return NULL;
}

/* Spellings seen in published files; possessive quantifiers change nothing in these. */
#define TAIL_GPT2 "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"
#define TAIL_GPT2_POSSESSIVE "| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s++$|\\s+(?!\\S)|\\s"
#define L3_HEAD "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
#define L3_HEAD2 "(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
#define L3_TAIL "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define O200K_START "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define O200K_REST "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define LEAD "[^\\r\\n\\p{L}\\p{N}]?"
#define O200K_WORDS(end) LEAD O200K_START "*" O200K_REST "+" end "|" LEAD O200K_START "+" O200K_REST "*" end
#define O200K_TAIL "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define DS3(crlf) "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^" crlf "\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|" \
	" ?[\\p{P}\\p{S}]+[" crlf "]*|\\s*[" crlf "]+|\\s+(?!\\S)|\\s+"
static const struct {
	const char *text;
	bitnet_scan_fn *scan;
	bool whole;
} regexes[] = {
	{ "'s|'t|'re|'ve|'m|'ll|'d" TAIL_GPT2, bitnet_scan_gpt2, true },
	{ "'(?:[sdmt]|ll|ve|re)" TAIL_GPT2, bitnet_scan_gpt2, true },
	{ "'(?:[sdmt]|ll|ve|re)" TAIL_GPT2_POSSESSIVE, bitnet_scan_gpt2, true },
	{ L3_HEAD "{1,3}" L3_TAIL, bitnet_scan_llama3, true },
	{ "'" L3_HEAD2 "{1,3}" L3_TAIL, bitnet_scan_llama3, true },
	{ L3_HEAD L3_TAIL, bitnet_scan_qwen2, true },
	{ "'" L3_HEAD2 L3_TAIL, bitnet_scan_qwen2, true },
	{ O200K_WORDS(RX_CONTRACTION "?") "|\\p{N}{1,3}" O200K_TAIL, bitnet_scan_o200k, true },
	{ O200K_WORDS("") "|\\p{N}" O200K_TAIL, bitnet_scan_tekken, true },
	{ RX_CONTRACTION "|" LEAD "[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
	  bitnet_scan_qwen35, true },
	{ "'" L3_HEAD2 "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+", bitnet_scan_qwen2, true },
	{ DS3("\\r\\n"), bitnet_scan_deepseek3, false },
	{ DS3("\r\n"), bitnet_scan_deepseek3, false },
	{ "[\xe4\xb8\x80-\xe9\xbe\xa5\xe3\x81\x80-\xe3\x82\x9f\xe3\x82\xa0-\xe3\x83\xbf]+", bitnet_scan_han_kana, false },
	{ "\\p{N}{1,3}", bitnet_scan_numbers3, false },
	{ "[^\\n]+|[\\n]+", bitnet_scan_lines, true },
	{ "\\p{N}", bitnet_scan_number, false },
	{ "\\p{N}+", bitnet_scan_numbers, false },
	{ "[0-9][0-9][0-9]", bitnet_scan_digits3, false },
	{ "\\p{N}{1,3}(?=(?:\\p{N}{3})*(?!\\p{N}))", bitnet_scan_numbers_right, false },
	{ "\\d{1,3}(?=(?:\\d{3})*\\b)", bitnet_scan_digits_right, false },
	{ "(?=(\\d{3})+(?!\\d))", bitnet_scan_before_groups, false },
	{ "<sentinel:[0-9]+>", bitnet_scan_sentinel, false },
	{ "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", bitnet_scan_image, false },
	{ "([\\t\\n]|    |  )", bitnet_scan_indent, false },
	{ "[\\p{P}!-/:-@\\[-`{-~]", bitnet_scan_symbol, false },
	{ "[\\p{P}\\$\\+<=>\\^~\\|]+", bitnet_scan_punct, false },
	{ "[\\p{P}\\$\\+<=>\\^~\\|`]+", bitnet_scan_punct_tick, false }
};

bitnet_scan_fn *bitnet_pre_by_regex(const char *regex, size_t n, bool *whole)
{
	size_t i;

	*whole = false;
	for (i = 0; i < sizeof(regexes) / sizeof(regexes[0]); i++)
		if (strlen(regexes[i].text) == n && memcmp(regexes[i].text, regex, n) == 0) {
			*whole = regexes[i].whole;
			return regexes[i].scan;
		}
	return NULL;
}
