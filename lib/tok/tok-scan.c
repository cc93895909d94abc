/* SPDX-License-Identifier: MIT */
/*
 * The scanners of tok-pre.h.  Expressions: GPT-2 from openai/gpt-2 (encoder.py), LLaMA-3 from the
 * model's tokenizer, Qwen2 from its tokenizer.json, the others from the models' tokenizer.json and
 * the table of llama.cpp.
 */
#include "tok/tok-pre.h"
#include "tok/tok-scan-int.h"

size_t bitnet_scan_gpt2(const unsigned char *s, size_t n, size_t i)
{
	size_t len, c, at = i;
	unsigned class;

	if (s[i] == '\'' && (c = scan_contraction(s, n, i, false)) != 0)
		return i + c;
	if (s[i] == ' ' && i + 1 < n)
		at = i + 1;
	class = bitnet_unicode_look(s, n, at, &len);
	if (class & UC_L)
		return scan_run_of(s, n, at + len, UC_L);
	if (class & UC_N)
		return scan_run_of(s, n, at + len, UC_N);
	if (!(class & UC_SPACE))
		return scan_run_not(s, n, at + len, UC_L | UC_N | UC_SPACE);
	return scan_spaces(s, n, i, scan_run_of(s, n, at + len, UC_SPACE));
}

static size_t scan_l3(const unsigned char *s, size_t n, size_t i, unsigned digits)
{
	size_t len, next, c, end;
	unsigned class, after;

	if (s[i] == '\'' && (c = scan_contraction(s, n, i, true)) != 0)
		return i + c;
	class = bitnet_unicode_look(s, n, i, &len);
	if (class & UC_L)
		return scan_run_of(s, n, i + len, UC_L);
	if (class & UC_N) {
		for (end = i + len; digits > 1 && end < n; digits--) {
			if (!(bitnet_unicode_look(s, n, end, &len) & UC_N))
				break;
			end += len;
		}
		return end;
	}
	after = UC_SPACE;
	next = 0;
	if (i + len < n)
		after = bitnet_unicode_look(s, n, i + len, &next);
	if ((after & UC_L) && s[i] != '\n' && s[i] != '\r')
		return scan_run_of(s, n, i + len + next, UC_L);
	if (!(class & UC_SPACE) || (s[i] == ' ' && !(after & (UC_SPACE | UC_N | UC_L)))) {
		end = scan_run_not(s, n, i + len, UC_L | UC_N | UC_SPACE);
		while (end < n && (s[end] == '\n' || s[end] == '\r'))
			end++;
		return end;
	}
	end = scan_run_of(s, n, i + len, UC_SPACE);
	c = scan_last_newline(s, i, end);
	return c > i ? c : scan_spaces(s, n, i, end);
}

size_t bitnet_scan_llama3(const unsigned char *s, size_t n, size_t i)
{
	return scan_l3(s, n, i, 3);
}

size_t bitnet_scan_qwen2(const unsigned char *s, size_t n, size_t i)
{
	return scan_l3(s, n, i, 1);
}

size_t bitnet_scan_number(const unsigned char *s, size_t n, size_t i)
{
	size_t len;

	if (bitnet_unicode_look(s, n, i, &len) & UC_N)
		return i + len;
	return scan_run_not(s, n, i + len, UC_N);
}

size_t bitnet_scan_numbers(const unsigned char *s, size_t n, size_t i)
{
	size_t len;

	if (bitnet_unicode_look(s, n, i, &len) & UC_N)
		return scan_run_of(s, n, i + len, UC_N);
	return scan_run_not(s, n, i + len, UC_N);
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool digits3_at(const unsigned char *s, size_t n, size_t i)
{
	return n - i >= 3 && is_digit(s[i]) && is_digit(s[i + 1]) && is_digit(s[i + 2]);
}

size_t bitnet_scan_digits3(const unsigned char *s, size_t n, size_t i)
{
	if (digits3_at(s, n, i))
		return i + 3;
	for (i++; i < n && !digits3_at(s, n, i); i++)
		;
	return i;
}

/* Punctuation and $+<=>^~|, with the backquote where the expression names it. */
static bool is_punct(const unsigned char *s, size_t n, size_t i, bool tick, size_t *len)
{
	unsigned class = bitnet_unicode_look(s, n, i, len);

	return (class & UC_P) || (s[i] < 0x80 && (class & UC_S) && (tick || s[i] != '`'));
}

static size_t scan_punct(const unsigned char *s, size_t n, size_t i, bool tick)
{
	size_t len;
	bool what = is_punct(s, n, i, tick, &len);

	for (i += len; i < n && is_punct(s, n, i, tick, &len) == what; i += len)
		;
	return i;
}

size_t bitnet_scan_punct(const unsigned char *s, size_t n, size_t i)
{
	return scan_punct(s, n, i, false);
}

size_t bitnet_scan_punct_tick(const unsigned char *s, size_t n, size_t i)
{
	return scan_punct(s, n, i, true);
}
