/* SPDX-License-Identifier: MIT */
/*
 * Scanners of numbers in groups of three that are counted from the right, and of what Chameleon and AFMoE cut off.  Expressions
 * from the models' tokenizer.json, as the table of llama.cpp quotes them.
 */
#include <string.h>

#include "tok/tok-pre.h"
#include "tok/tok-scan-int.h"

/* The end of the run of a class that begins at i, and its characters. */
static size_t count_run(const unsigned char *s, size_t n, size_t i, unsigned class, size_t *count)
{
	size_t len;

	for (*count = 0; i < n && (bitnet_unicode_look(s, n, i, &len) & class); ++*count)
		i += len;
	return i;
}

/* The place so many characters behind i. */
static size_t skip(const unsigned char *s, size_t n, size_t i, size_t count)
{
	size_t len;

	for (; count && i < n; count--) {
		bitnet_unicode_look(s, n, i, &len);
		i += len;
	}
	return i;
}

/* \b behind a digit: to Oniguruma the numbers of Latin-1 are \w, and join controls are not. */
static bool ends_word(const unsigned char *s, size_t n, size_t i)
{
	uint32_t cp;

	if (i == n || !bitnet_utf8_next(s + i, n - i, &cp))
		return true;
	if (cp == 0xb2 || cp == 0xb3 || cp == 0xb9 || (cp >= 0xbc && cp <= 0xbe))
		return false;
	return cp == 0x200c || cp == 0x200d || !bitnet_unicode_word(cp);
}

/*
 * class{1,3}(?=(?:class{3})*end): a run is cut so that all groups but the first have three, or not at all.  Within a run only
 * such a group begins, so that it need not be counted again.
 */
static size_t from_right(const unsigned char *s, size_t n, size_t i, unsigned class, bool word)
{
	size_t count, end, len;

	if (i && (bitnet_unicode_look(s, n, i, &len) & class) && (bitnet_unicode_look_back(s, 0, i, &len) & class))
		return skip(s, n, i, 3);
	end = count_run(s, n, i, class, &count);
	if (count && (!word || ends_word(s, n, end)))
		return skip(s, n, i, (count - 1) % 3 + 1);
	do {
		i = scan_run_not(s, n, end, class);
		end = count_run(s, n, i, class, &count);
	} while (count && word && !ends_word(s, n, end));
	return i;
}

size_t bitnet_scan_numbers_right(const unsigned char *s, size_t n, size_t i)
{
	return from_right(s, n, i, UC_N, false);
}

size_t bitnet_scan_digits_right(const unsigned char *s, size_t n, size_t i)
{
	return from_right(s, n, i, UC_DIGIT, true);
}

/* A cut before each place in a run of digits that three, six, ... of them follow to its end. */
size_t bitnet_scan_before_groups(const unsigned char *s, size_t n, size_t i)
{
	size_t count, end, first, len, at = i;

	/* A piece but the first begins at such a place. */
	if (i && (bitnet_unicode_look(s, n, i, &len) & UC_DIGIT)) {
		at = skip(s, n, i, 3);
		if (at < n && (bitnet_unicode_look(s, n, at, &len) & UC_DIGIT))
			return at;
	}
	for (; at < n; at = end) {
		at = scan_run_not(s, n, at, UC_DIGIT);
		end = count_run(s, n, at, UC_DIGIT, &count);
		first = skip(s, n, at, count % 3);
		if (count >= 3 && first > i)
			return first;
		if (count > 3)
			return skip(s, n, first, 3);
	}
	return n;
}

static size_t sentinel(const unsigned char *s, size_t n, size_t i)
{
	size_t end = i + 10;

	if (s[i] != '<' || n - i < 12 || memcmp(s + i, "<sentinel:", 10) != 0)
		return 0;
	while (end < n && s[end] >= '0' && s[end] <= '9')
		end++;
	return end > i + 10 && end < n && s[end] == '>' ? end + 1 : 0;
}

static size_t image(const unsigned char *s, size_t n, size_t i)
{
	size_t end = i + 6;

	if (s[i] != 'I' || n - i < 8 || memcmp(s + i, "IMGIMG", 6) != 0)
		return 0;
	while (end < n && end < i + 10 && s[end] >= 'A' && s[end] <= 'I')
		end++;
	return end > i + 6 && end < n && s[end] == 'Z' ? end + 1 : 0;
}

static size_t indent(const unsigned char *s, size_t n, size_t i)
{
	if (s[i] == '\t' || s[i] == '\n')
		return i + 1;
	if (n - i >= 4 && memcmp(s + i, "    ", 4) == 0)
		return i + 4;
	return n - i >= 2 && memcmp(s + i, "  ", 2) == 0 ? i + 2 : 0;
}

static size_t symbol(const unsigned char *s, size_t n, size_t i)
{
	size_t len;
	unsigned class = bitnet_unicode_look(s, n, i, &len);

	return (class & UC_P) || (s[i] < 0x80 && (class & UC_S)) ? i + len : 0;
}

SCANNER(bitnet_scan_sentinel, sentinel)
SCANNER(bitnet_scan_image, image)
SCANNER(bitnet_scan_indent, indent)
SCANNER(bitnet_scan_symbol, symbol)
