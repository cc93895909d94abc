/* SPDX-License-Identifier: MIT */
/* The names of pre-tokenisers (values of tokenizer.ggml.pre) and regular expressions we know. */
#include <string.h>

#include "tok/tok-pre.h"

#define GPT2     { bitnet_scan_gpt2, NULL }
#define LLAMA3   { bitnet_scan_llama3, NULL }
#define QWEN2    { bitnet_scan_qwen2, NULL }
#define NUM_GPT2 { bitnet_scan_number, bitnet_scan_gpt2, NULL }

/* The first entry of each family is the name that a tokenizer.json with the same stages gets. */
static const struct bitnet_pre table[] = {
	{ "llama-bpe", LLAMA3, true, true },
	{ "llama3", LLAMA3, true, true },
	{ "llama-v3", LLAMA3, true, true },
	{ "falcon3", LLAMA3, true, true },
	{ "falcon_e", LLAMA3, true, true },
	{ "falcon-h1", LLAMA3, true, true },
	{ "pixtral", LLAMA3, true, true },
	{ "midm-2.0", LLAMA3, true, true },
	{ "lfm2", LLAMA3, true, true },
	{ "jina-v5-nano", LLAMA3, true, true },
	{ "laguna", LLAMA3, true, true },
	{ "dbrx", LLAMA3, false, false },
	{ "smaug-bpe", LLAMA3, false, false },
	{ "chatglm-bpe", LLAMA3, false, false },
	{ "glm4", LLAMA3, false, false },
	{ "gpt-2", GPT2, false, false },
	{ "phi-2", GPT2, false, false },
	{ "jina-es", GPT2, false, false },
	{ "jina-de", GPT2, false, false },
	{ "jina-v2-es", GPT2, false, false },
	{ "jina-v2-de", GPT2, false, false },
	{ "gigachat", GPT2, false, false },
	{ "a.x-4.0", GPT2, false, false },
	{ "mellum", GPT2, false, false },
	{ "modern-bert", GPT2, false, false },
	{ "exaone4", GPT2, false, false },
	{ "roberta-bpe", GPT2, false, false },
	{ "jina-v1-en", GPT2, false, false },
	{ "jina-v2-code", GPT2, false, false },
	{ "mpt", GPT2, false, false },
	{ "olmo", GPT2, false, false },
	{ "jais", GPT2, false, false },
	{ "trillion", GPT2, false, false },
	{ "granite-docling", GPT2, false, false },
	{ "starcoder", NUM_GPT2, false, false },
	{ "refact", NUM_GPT2, false, false },
	{ "codeshell", NUM_GPT2, false, false },
	{ "exaone", NUM_GPT2, false, false },
	{ "minerva-7b", NUM_GPT2, false, false },
	{ "mellum2", NUM_GPT2, false, false },
	{ "command-r", NUM_GPT2, false, false },
	{ "smollm", NUM_GPT2, false, false },
	{ "cohere2_moe", NUM_GPT2, false, false },
	{ "qwen2", QWEN2, false, false },
	{ "deepseek-r1-qwen", QWEN2, false, false },
	{ "kormo", QWEN2, false, false },
	{ "openpangu", QWEN2, false, false },
	{ "f2llmv2", QWEN2, false, false },
	{ "hunyuan", QWEN2, false, false },
	{ "solar-open", QWEN2, false, false },
	{ "grok-2", QWEN2, false, false },
	{ "stablelm2", QWEN2, false, false },
	{ "megrez", QWEN2, false, false },
	{ "falcon", { bitnet_scan_punct_tick, bitnet_scan_gpt2, bitnet_scan_digits3, NULL }, false, false },
	{ "default", { bitnet_scan_punct, bitnet_scan_gpt2, bitnet_scan_numbers, bitnet_scan_digits3, NULL },
	  false, false }
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
		if (table[i].ignore_merges == ignore_merges && bitnet_pre_same_stages(table[i].stages, stages))
			return &table[i];
	return NULL;
}

/* Spellings seen in published files; possessive quantifiers change nothing in these. */
#define TAIL_GPT2 "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"
#define TAIL_GPT2_POSSESSIVE "| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s++$|\\s+(?!\\S)|\\s"
#define L3_HEAD "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
#define L3_HEAD2 "(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
#define L3_TAIL "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
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
	{ "\\p{N}", bitnet_scan_number, false },
	{ "\\p{N}+", bitnet_scan_numbers, false },
	{ "[0-9][0-9][0-9]", bitnet_scan_digits3, false },
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
