/* SPDX-License-Identifier: MIT */
/*
 * Scanners of the expressions of o200k_base (openai/tiktoken) and Tekken: words whose capital letters stand at
 * the start.
 *
 *	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *	\p{N}{1,3} |  ?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+
 */
#include "tok/tok-pre.h"
#include "tok/tok-scan-int.h"

/* A character may stand among the capitals at the start, among the others behind them, or both. */
#define START 1u
#define REST 2u

static unsigned sort(const unsigned char *s, size_t n, size_t i, size_t *len)
{
	unsigned class, category;
	uint32_t cp;

	if (i >= n)
		return 0;
	class = bitnet_unicode_look(s, n, i, len);
	if (!(class & (UC_L | UC_M)))
		return 0;
	if (class & UC_M)
		return START | REST;
	bitnet_utf8_decode((const char *)s + i, n - i, &cp);
	category = bitnet_unicode_category(cp);
	return category == UC_CAT_LL ? REST : category == UC_CAT_LU || category == UC_CAT_LT ? START : START | REST;
}

/* The end of START*REST+ at i; 0 when there is none.  *capitals: the end of START* at i. */
static size_t word(const unsigned char *s, size_t n, size_t i, size_t *capitals)
{
	size_t len, last = 0;
	unsigned kind;

	while ((kind = sort(s, n, i, &len)) & START) {
		i += len;
		if (kind & REST)
			last = i;
	}
	*capitals = i;
	if (!(kind & REST))
		return last;         /* the last of them that may be the rest */
	while (sort(s, n, i, &len) & REST)
		i += len;
	return i;
}

/* The first two alternatives, without the contraction; 0 when neither matches. */
static size_t any_word(const unsigned char *s, size_t n, size_t i, unsigned class, size_t len)
{
	size_t capitals, end = 0, from[2] = { i + len, i };
	bool lead = s[i] != '\n' && s[i] != '\r' && !(class & (UC_L | UC_N));
	int k;

	for (k = !lead; k < 2 && !end; k++)
		end = word(s, n, from[k], &capitals);
	for (k = !lead; k < 2 && !end; k++) {
		word(s, n, from[k], &capitals);
		end = capitals > from[k] ? capitals : 0;
	}
	return end;
}

static inline size_t scan(const unsigned char *s, size_t n, size_t i, unsigned digits, bool contractions)
{
	size_t len, end, c;
	unsigned class = bitnet_unicode_look(s, n, i, &len), after = UC_SPACE;

	end = any_word(s, n, i, class, len);
	if (end)
		return end + (contractions && end < n && s[end] == '\'' ? scan_contraction(s, n, end, true) : 0);
	if (class & UC_N) {
		for (end = i + len; digits > 1 && end < n && (bitnet_unicode_look(s, n, end, &len) & UC_N); digits--)
			end += len;
		return end;
	}
	if (i + len < n)
		after = bitnet_unicode_look(s, n, i + len, &c);
	if (!(class & UC_SPACE) || (s[i] == ' ' && !(after & (UC_SPACE | UC_N | UC_L)))) {
		end = scan_run_not(s, n, i + len, UC_L | UC_N | UC_SPACE);
		while (end < n && (s[end] == '\n' || s[end] == '\r' || s[end] == '/'))
			end++;
		return end;
	}
	end = scan_run_of(s, n, i + len, UC_SPACE);
	c = scan_last_newline(s, i, end);
	return c > i ? c : scan_spaces(s, n, i, end);
}

size_t bitnet_scan_o200k(const unsigned char *s, size_t n, size_t i)
{
	return scan(s, n, i, 3, true);
}

size_t bitnet_scan_tekken(const unsigned char *s, size_t n, size_t i)
{
	return scan(s, n, i, 1, false);
}
