/* SPDX-License-Identifier: MIT */
/*
 * Scanners of the DeepSeek families, with expressions from the models' tokenizer.json, as the table of
 * llama.cpp quotes them, of BLOOM, and the scripts of AFMoE.
 */
#include "tok/tok-pre.h"
#include "tok/tok-scan-int.h"

struct range {
	uint32_t first, last;
};

/* The letters of scripts with two cases that deepseek-llm names one by one. */
static const struct range letters[] = {
	{ 0x41, 0x5a }, { 0x61, 0x7a }, { 0xb5, 0xb5 }, { 0xc0, 0xd6 }, { 0xd8, 0xf6 }, { 0xf8, 0x1ba },
	{ 0x1bc, 0x1bf }, { 0x1c4, 0x293 }, { 0x295, 0x2af }, { 0x370, 0x373 }, { 0x376, 0x376 }, { 0x377, 0x377 },
	{ 0x37b, 0x37d }, { 0x37f, 0x37f }, { 0x386, 0x386 }, { 0x388, 0x38a }, { 0x38c, 0x38c }, { 0x38e, 0x3a1 },
	{ 0x3a3, 0x3f5 }, { 0x3f7, 0x481 }, { 0x48a, 0x52f }, { 0x531, 0x556 }, { 0x10a0, 0x10c5 },
	{ 0x13a0, 0x13f5 }, { 0x13f8, 0x13fd }, { 0x1c90, 0x1cba }, { 0x1cbd, 0x1cbf }, { 0x1d00, 0x1d2b },
	{ 0x1d6b, 0x1d77 }, { 0x1d79, 0x1d9a }, { 0x1e00, 0x1f15 }, { 0x1f18, 0x1f1d }, { 0x1f20, 0x1f45 },
	{ 0x1f48, 0x1f4d }, { 0x1f50, 0x1f57 }, { 0x1f59, 0x1f59 }, { 0x1f5b, 0x1f5b }, { 0x1f5d, 0x1f5d },
	{ 0x1f5f, 0x1f7d }, { 0x1f80, 0x1fb4 }, { 0x1fb6, 0x1fbc }, { 0x1fbe, 0x1fbe }, { 0x1fc2, 0x1fc4 },
	{ 0x1fc6, 0x1fcc }, { 0x1fd0, 0x1fd3 }, { 0x1fd6, 0x1fdb }, { 0x1fe0, 0x1fec }, { 0x1ff2, 0x1ff4 },
	{ 0x1ff6, 0x1ffc }, { 0x2102, 0x2102 }, { 0x2107, 0x2107 }, { 0x210a, 0x2113 }, { 0x2115, 0x2115 },
	{ 0x2119, 0x211d }, { 0x2124, 0x2124 }, { 0x2126, 0x2126 }, { 0x2128, 0x2128 }, { 0x212a, 0x212d },
	{ 0x212f, 0x2134 }, { 0x2139, 0x2139 }, { 0x213c, 0x213f }, { 0x2145, 0x2149 }, { 0x214e, 0x214e },
	{ 0x2183, 0x2183 }, { 0x2184, 0x2184 }, { 0x2c00, 0x2c7b }, { 0x2c7e, 0x2ce4 }, { 0x2ceb, 0x2cee },
	{ 0x2cf2, 0x2cf2 }, { 0x2cf3, 0x2cf3 }, { 0xa640, 0xa66d }, { 0xa680, 0xa69b }, { 0xa722, 0xa76f },
	{ 0xa771, 0xa787 }, { 0xa78b, 0xa78e }, { 0xab70, 0xabbf }, { 0xfb00, 0xfb06 }, { 0xfb13, 0xfb17 },
	{ 0xff21, 0xff3a }, { 0xff41, 0xff5a }, { 0x10400, 0x1044f }, { 0x104b0, 0x104d3 }, { 0x104d8, 0x104fb },
	{ 0x10c80, 0x10cb2 }, { 0x10cc0, 0x10cf2 }, { 0x118a0, 0x118df }, { 0x1e900, 0x1e943 }
};
static const struct range punctuation[] = {
	{ 0x21, 0x2f }, { 0x3a, 0x7e }, { 0x2018, 0x201f }, { 0x3000, 0x3002 }, { 0xff01, 0xff0f }, { 0xff1a, 0xff5e }
};
static const struct range han[] = { { 0x800, 0x9fa5 }, { 0xac00, 0xd7ff } };
static const struct range han_kana[] = { { 0x3040, 0x30ff }, { 0x4e00, 0x9fa5 } };
/* Scripts without spaces between words, Hangul, and what lies between their blocks. */
static const struct range scripts[] = {
	{ 0xe40, 0xeff }, { 0x1000, 0x109f }, { 0x1100, 0x11ff }, { 0x1780, 0x17ff }, { 0x2f00, 0x2fdf }, { 0x3040, 0x30ff },
	{ 0x3400, 0x4dbf }, { 0x4e00, 0xfaff }, { 0xff65, 0xff9f }
};
/* What ends a word of BLOOM, with White_Space. */
static const struct range stops[] = {
	{ 0x21, 0x21 }, { 0x28, 0x29 }, { 0x2c, 0x2c }, { 0x2e, 0x2e }, { 0x3f, 0x3f }, { 0x7c, 0x7c }, { 0x60c, 0x60c },
	{ 0x6d4, 0x6d4 }, { 0x964, 0x964 }, { 0x2026, 0x2026 }, { 0x3001, 0x3002 }, { 0xff0c, 0xff0c }
};
#define RANGES(a) a, sizeof(a) / sizeof(a[0])

/* The length of the character at i when it is in one of the ranges, else 0. */
static size_t in(const unsigned char *s, size_t n, size_t i, const struct range *r, size_t n_ranges)
{
	size_t low = 0, high = n_ranges, len;
	uint32_t cp;

	if (i >= n || !(len = bitnet_utf8_decode((const char *)s + i, n - i, &cp)))
		return 0;
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (cp > r[mid].last)
			low = mid + 1;
		else if (cp < r[mid].first)
			high = mid;
		else
			return len;
	}
	return 0;
}

static size_t run_in(const unsigned char *s, size_t n, size_t i, const struct range *r, size_t n_ranges)
{
	size_t len;

	while ((len = in(s, n, i, r, n_ranges)) != 0)
		i += len;
	return i;
}

/* Where a run begins that may have one whitespace character in front. */
static size_t behind_space(const unsigned char *s, size_t n, size_t i)
{
	size_t len;

	return i < n && bitnet_unicode_look(s, n, i, &len) & UC_SPACE ? i + len : i;
}

/* The end of \s?[ranges]+ at i, or 0. */
static size_t spaced_ranges(const unsigned char *s, size_t n, size_t i, const struct range *r, size_t n_ranges)
{
	size_t from = behind_space(s, n, i), end = run_in(s, n, from, r, n_ranges);

	/* A whitespace character may itself be in the ranges: U+3000 is. */
	if (end == from && from > i)
		end = run_in(s, n, from = i, r, n_ranges);
	return end > from ? end : 0;
}

static size_t spaced_class(const unsigned char *s, size_t n, size_t i, unsigned class)
{
	size_t from = behind_space(s, n, i), end = scan_run_of(s, n, from, class);

	return end > from ? end : 0;
}

static size_t llm_letters(const unsigned char *s, size_t n, size_t i)
{
	return spaced_ranges(s, n, i, RANGES(letters));
}

static size_t llm_punctuation(const unsigned char *s, size_t n, size_t i)
{
	return spaced_ranges(s, n, i, RANGES(punctuation));
}

static size_t coder_letters(const unsigned char *s, size_t n, size_t i)
{
	return spaced_class(s, n, i, UC_L);
}

static size_t coder_punctuation(const unsigned char *s, size_t n, size_t i)
{
	return spaced_class(s, n, i, UC_P);
}

static size_t match_han(const unsigned char *s, size_t n, size_t i)
{
	size_t end = run_in(s, n, i, RANGES(han));

	return end > i ? end : 0;
}

static size_t match_han_kana(const unsigned char *s, size_t n, size_t i)
{
	size_t end = run_in(s, n, i, RANGES(han_kana));

	return end > i ? end : 0;
}

static size_t match_scripts(const unsigned char *s, size_t n, size_t i)
{
	size_t end = run_in(s, n, i, RANGES(scripts));

	return end > i ? end : 0;
}

size_t bitnet_scan_newline(const unsigned char *s, size_t n, size_t i)
{
	if (s[i] == '\n' || s[i] == '\r')
		return i + 1;
	while (i < n && s[i] != '\n' && s[i] != '\r')
		i++;
	return i;
}

SCANNER(bitnet_scan_llm_letters, llm_letters)
SCANNER(bitnet_scan_llm_punct, llm_punctuation)

/* \s+$: there is no newline in the middle, the stage of newlines has been before. */
size_t bitnet_scan_trailing(const unsigned char *s, size_t n, size_t i)
{
	size_t end = i, len, last = SIZE_MAX;

	for (; end < n; end += len)
		if (!(bitnet_unicode_look(s, n, end, &len) & UC_SPACE))
			last = SIZE_MAX;
		else if (last == SIZE_MAX)
			last = end;
	return last == SIZE_MAX || last == i ? n : last;
}

SCANNER(bitnet_scan_han, match_han)
SCANNER(bitnet_scan_han_kana, match_han_kana)
SCANNER(bitnet_scan_scripts, match_scripts)
SCANNER(bitnet_scan_coder_letters, coder_letters)
SCANNER(bitnet_scan_coder_punct, coder_punctuation)

static bool is_letter(unsigned c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* ASCII punctuation and [A-Za-z]+ | [^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+ |  ?[\p{P}\p{S}]+[\r\n]* | whitespace. */
static size_t deepseek3(const unsigned char *s, size_t n, size_t i)
{
	size_t len, next = 0, end, c;
	unsigned class = bitnet_unicode_look(s, n, i, &len), after = 0;

	if (s[i] < 0x80 && (class & (UC_P | UC_S)) && i + 1 < n && is_letter(s[i + 1])) {
		for (end = i + 1; end < n && is_letter(s[end]); end++)
			;
		return end;
	}
	if (class & (UC_L | UC_M))
		return scan_run_of(s, n, i + len, UC_L | UC_M);
	if (i + len < n)
		after = bitnet_unicode_look(s, n, i + len, &next);
	if ((after & (UC_L | UC_M)) && s[i] != '\n' && s[i] != '\r' && !(class & (UC_P | UC_S)))
		return scan_run_of(s, n, i + len + next, UC_L | UC_M);
	if ((class & (UC_P | UC_S)) || (s[i] == ' ' && (after & (UC_P | UC_S)))) {
		end = scan_run_of(s, n, i + len, UC_P | UC_S);
		while (end < n && (s[end] == '\n' || s[end] == '\r'))
			end++;
		return end;
	}
	if (!(class & UC_SPACE))
		return 0;
	end = scan_run_of(s, n, i + len, UC_SPACE);
	c = scan_last_newline(s, i, end);
	return c > i ? c : scan_spaces(s, n, i, end);
}

SCANNER(bitnet_scan_deepseek3, deepseek3)

/*  ?[^(\s|.,!?...)]+: the parentheses and the bar are members of the class. */
static size_t bloom(const unsigned char *s, size_t n, size_t i)
{
	size_t from = i + (s[i] == ' '), end = from, len;
	unsigned class;

	for (; end < n; end += len) {
		class = bitnet_unicode_look(s, n, end, &len);
		if ((class & UC_SPACE) || in(s, n, end, RANGES(stops)))
			break;
	}
	return end > from ? end : 0;
}

SCANNER(bitnet_scan_bloom, bloom)
