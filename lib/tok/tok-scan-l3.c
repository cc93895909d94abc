/* SPDX-License-Identifier: MIT */
/*
 * Scanners of the expressions that came of LLaMA-3's: each differs from it in one or two places.
 * Expressions from the models' tokenizer.json, as the table of llama.cpp quotes them.
 */
#include "tok/tok-pre.h"
#include "tok/tok-scan-int.h"

struct variant {
	unsigned letters;            /* what runs as a word */
	unsigned digits;             /* so many numbers are one piece; 0: all that follow each other */
	bool contractions;           /* 's|'t|'re|'ve|'m|'ll|'d in any case */
	bool tail;                   /* symbols take the line ends behind them */
};

/*
 * contractions | [^\r\n\p{L}\p{N}]?letters+ | \p{N}digits | ?[^\s letters \p{N}]+[\r\n]* |
 * \s*[\r\n]+ | \s+(?!\S) | \s+
 */
static inline size_t scan(const unsigned char *s, size_t n, size_t i, struct variant v)
{
	size_t len, next = 0, c, end;
	unsigned class, after = UC_SPACE, digits = v.digits;

	if (v.contractions && s[i] == '\'' && (c = scan_contraction(s, n, i, true)) != 0)
		return i + c;
	class = bitnet_unicode_look(s, n, i, &len);
	if (class & v.letters)
		return scan_run_of(s, n, i + len, v.letters);
	if (class & UC_N) {
		if (!digits)
			return scan_run_of(s, n, i + len, UC_N);
		for (end = i + len; digits > 1 && end < n; digits--) {
			if (!(bitnet_unicode_look(s, n, end, &len) & UC_N))
				break;
			end += len;
		}
		return end;
	}
	if (i + len < n)
		after = bitnet_unicode_look(s, n, i + len, &next);
	if ((after & v.letters) && s[i] != '\n' && s[i] != '\r')
		return scan_run_of(s, n, i + len + next, v.letters);
	if (!(class & UC_SPACE) || (s[i] == ' ' && !(after & (UC_SPACE | UC_N | v.letters)))) {
		end = scan_run_not(s, n, i + len, v.letters | UC_N | UC_SPACE);
		while (v.tail && end < n && (s[end] == '\n' || s[end] == '\r'))
			end++;
		return end;
	}
	end = scan_run_of(s, n, i + len, UC_SPACE);
	c = scan_last_newline(s, i, end);
	return c > i ? c : scan_spaces(s, n, i, end);
}

size_t bitnet_scan_qwen35(const unsigned char *s, size_t n, size_t i)
{
	return scan(s, n, i, (struct variant){ UC_L | UC_M, 1, true, true });
}

size_t bitnet_scan_ufakzeka(const unsigned char *s, size_t n, size_t i)
{
	return scan(s, n, i, (struct variant){ UC_L, 1, false, true });
}

size_t bitnet_scan_seed_coder(const unsigned char *s, size_t n, size_t i)
{
	return scan(s, n, i, (struct variant){ UC_L, 1, true, false });
}

size_t bitnet_scan_minicpm5(const unsigned char *s, size_t n, size_t i)
{
	return scan(s, n, i, (struct variant){ UC_L, 0, true, true });
}

size_t bitnet_scan_numbers3(const unsigned char *s, size_t n, size_t i)
{
	size_t len, end = i;
	unsigned k;

	for (k = 0; k < 3 && end < n && (bitnet_unicode_look(s, n, end, &len) & UC_N); k++)
		end += len;
	return k ? end : scan_run_not(s, n, i, UC_N);
}

size_t bitnet_scan_lines(const unsigned char *s, size_t n, size_t i)
{
	bool newline = s[i] == '\n';

	while (i < n && (s[i] == '\n') == newline)
		i++;
	return i;
}
