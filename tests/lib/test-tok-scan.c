/* SPDX-License-Identifier: MIT */
/*
 * Scanners.  The pieces in the table (between '@') are those of the package regex 2026.11.15 for the
 * published expressions, gaps between matches included.
 */
#include "tap.h"
#include "tok/tok-pre.h"

static const char *pieces(bitnet_scan_fn *scan, const char *s, size_t n)
{
	static char out[1024];
	char *p = out;
	size_t i, end;

	for (i = 0; i < n; i = end) {
		end = scan((const unsigned char *)s, n, i);
		if (end <= i || end > n)
			FAIL("piece at %zu of %zu ends at %zu", i, n, end);
		if (i)
			*p++ = '@';
		memcpy(p, s + i, end - i);
		p += end - i;
	}
	*p = '\0';
	return out;
}

static const struct {
	bitnet_scan_fn *scan;
	const char *text, *pieces;
} cases[] = {
	{ bitnet_scan_gpt2, "It's 12345 o'clock, I'LL say'S!", "It@'s@ 12345@ o@'@clock@,@ I@'@LL@ say@'@S@!" },
	{ bitnet_scan_gpt2, "a  b\x09 c \x0a\x0a  d  ", "a@ @ b@\x09@ c@ \x0a\x0a @ d@  " },
	{ bitnet_scan_gpt2, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a@ x" },
	{ bitnet_scan_gpt2, "'\xc5\xbf""a 'RE'd", "'@\xc5\xbf""a@ '@RE@'d" },
	{ bitnet_scan_gpt2, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4@ 7" },
	{ bitnet_scan_gpt2, "price$=`x`+~y|^<>", "price@$=`@x@`+~@y@|^<>" },
	{ bitnet_scan_gpt2, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a@\xc2\xa0@b@\xe3\x80\x80@\xe3\x80\x80@c@\xe2\x80\xa8@d" },
	{ bitnet_scan_gpt2, "x!\x0a\x0a!?\x0d\x0ay", "x@!@\x0a@\x0a@!?@\x0d@\x0a@y" },
	{ bitnet_scan_gpt2, " 's'tx ''s", " '@s@'t@x@ ''@s" },
	{ bitnet_scan_gpt2, "1234567890ab12", "1234567890@ab@12" },
	{ bitnet_scan_gpt2, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e@\xcc\x81\xcc\x80@ \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8@\xe0\xa5\x8d@\xe0\xa4\xa4@\xe0\xa5\x87" },
	{ bitnet_scan_gpt2, "  \x09", "  \x09" },
	{ bitnet_scan_llama3, "It's 12345 o'clock, I'LL say'S!", "It@'s@ @123@45@ o@'clock@,@ I@'LL@ say@'S@!" },
	{ bitnet_scan_llama3, "a  b\x09 c \x0a\x0a  d  ", "a@ @ b@\x09@ c@ \x0a\x0a@ @ d@  " },
	{ bitnet_scan_llama3, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a@ x" },
	{ bitnet_scan_llama3, "'\xc5\xbf""a 'RE'd", "'\xc5\xbf@a@ '@RE@'d" },
	{ bitnet_scan_llama3, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd\xc2\xb2\xe2\x85\xa7@\xe2\x91\xa0\xd9\xa3\xd9\xa4@ @7" },
	{ bitnet_scan_llama3, "price$=`x`+~y|^<>", "price@$=`@x@`+~@y@|^<>" },
	{ bitnet_scan_llama3, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a@\xc2\xa0""b@\xe3\x80\x80@\xe3\x80\x80""c@\xe2\x80\xa8""d" },
	{ bitnet_scan_llama3, "x!\x0a\x0a!?\x0d\x0ay", "x@!\x0a\x0a@!?\x0d\x0a@y" },
	{ bitnet_scan_llama3, " 's'tx ''s", " '@s@'t@x@ ''@s" },
	{ bitnet_scan_llama3, "1234567890ab12", "123@456@789@0@ab@12" },
	{ bitnet_scan_llama3, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e@\xcc\x81\xcc\x80@ \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8@\xe0\xa5\x8d\xe0\xa4\xa4@\xe0\xa5\x87" },
	{ bitnet_scan_llama3, "  \x09", "  \x09" },
	{ bitnet_scan_qwen2, "It's 12345 o'clock, I'LL say'S!", "It@'s@ @1@2@3@4@5@ o@'clock@,@ I@'LL@ say@'S@!" },
	{ bitnet_scan_qwen2, "a  b\x09 c \x0a\x0a  d  ", "a@ @ b@\x09@ c@ \x0a\x0a@ @ d@  " },
	{ bitnet_scan_qwen2, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a@ x" },
	{ bitnet_scan_qwen2, "'\xc5\xbf""a 'RE'd", "'\xc5\xbf@a@ '@RE@'d" },
	{ bitnet_scan_qwen2, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd@\xc2\xb2@\xe2\x85\xa7@\xe2\x91\xa0@\xd9\xa3@\xd9\xa4@ @7" },
	{ bitnet_scan_qwen2, "price$=`x`+~y|^<>", "price@$=`@x@`+~@y@|^<>" },
	{ bitnet_scan_qwen2, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a@\xc2\xa0""b@\xe3\x80\x80@\xe3\x80\x80""c@\xe2\x80\xa8""d" },
	{ bitnet_scan_qwen2, "x!\x0a\x0a!?\x0d\x0ay", "x@!\x0a\x0a@!?\x0d\x0a@y" },
	{ bitnet_scan_qwen2, " 's'tx ''s", " '@s@'t@x@ ''@s" },
	{ bitnet_scan_qwen2, "1234567890ab12", "1@2@3@4@5@6@7@8@9@0@ab@1@2" },
	{ bitnet_scan_qwen2, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e@\xcc\x81\xcc\x80@ \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8@\xe0\xa5\x8d\xe0\xa4\xa4@\xe0\xa5\x87" },
	{ bitnet_scan_qwen2, "  \x09", "  \x09" },
	{ bitnet_scan_number, "It's 12345 o'clock, I'LL say'S!", "It's @1@2@3@4@5@ o'clock, I'LL say'S!" },
	{ bitnet_scan_number, "a  b\x09 c \x0a\x0a  d  ", "a  b\x09 c \x0a\x0a  d  " },
	{ bitnet_scan_number, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a x" },
	{ bitnet_scan_number, "'\xc5\xbf""a 'RE'd", "'\xc5\xbf""a 'RE'd" },
	{ bitnet_scan_number, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd@\xc2\xb2@\xe2\x85\xa7@\xe2\x91\xa0@\xd9\xa3@\xd9\xa4@ @7" },
	{ bitnet_scan_number, "price$=`x`+~y|^<>", "price$=`x`+~y|^<>" },
	{ bitnet_scan_number, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d" },
	{ bitnet_scan_number, "x!\x0a\x0a!?\x0d\x0ay", "x!\x0a\x0a!?\x0d\x0ay" },
	{ bitnet_scan_number, " 's'tx ''s", " 's'tx ''s" },
	{ bitnet_scan_number, "1234567890ab12", "1@2@3@4@5@6@7@8@9@0@ab@1@2" },
	{ bitnet_scan_number, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87" },
	{ bitnet_scan_number, "  \x09", "  \x09" },
	{ bitnet_scan_numbers, "It's 12345 o'clock, I'LL say'S!", "It's @12345@ o'clock, I'LL say'S!" },
	{ bitnet_scan_numbers, "a  b\x09 c \x0a\x0a  d  ", "a  b\x09 c \x0a\x0a  d  " },
	{ bitnet_scan_numbers, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a x" },
	{ bitnet_scan_numbers, "'\xc5\xbf""a 'RE'd", "'\xc5\xbf""a 'RE'd" },
	{ bitnet_scan_numbers, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4@ @7" },
	{ bitnet_scan_numbers, "price$=`x`+~y|^<>", "price$=`x`+~y|^<>" },
	{ bitnet_scan_numbers, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d" },
	{ bitnet_scan_numbers, "x!\x0a\x0a!?\x0d\x0ay", "x!\x0a\x0a!?\x0d\x0ay" },
	{ bitnet_scan_numbers, " 's'tx ''s", " 's'tx ''s" },
	{ bitnet_scan_numbers, "1234567890ab12", "1234567890@ab@12" },
	{ bitnet_scan_numbers, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87" },
	{ bitnet_scan_numbers, "  \x09", "  \x09" },
	{ bitnet_scan_digits3, "It's 12345 o'clock, I'LL say'S!", "It's @123@45 o'clock, I'LL say'S!" },
	{ bitnet_scan_digits3, "a  b\x09 c \x0a\x0a  d  ", "a  b\x09 c \x0a\x0a  d  " },
	{ bitnet_scan_digits3, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a x" },
	{ bitnet_scan_digits3, "'\xc5\xbf""a 'RE'd", "'\xc5\xbf""a 'RE'd" },
	{ bitnet_scan_digits3, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7" },
	{ bitnet_scan_digits3, "price$=`x`+~y|^<>", "price$=`x`+~y|^<>" },
	{ bitnet_scan_digits3, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d" },
	{ bitnet_scan_digits3, "x!\x0a\x0a!?\x0d\x0ay", "x!\x0a\x0a!?\x0d\x0ay" },
	{ bitnet_scan_digits3, " 's'tx ''s", " 's'tx ''s" },
	{ bitnet_scan_digits3, "1234567890ab12", "123@456@789@0ab12" },
	{ bitnet_scan_digits3, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87" },
	{ bitnet_scan_digits3, "  \x09", "  \x09" },
	{ bitnet_scan_punct, "It's 12345 o'clock, I'LL say'S!", "It@'@s 12345 o@'@clock@,@ I@'@LL say@'@S@!" },
	{ bitnet_scan_punct, "a  b\x09 c \x0a\x0a  d  ", "a  b\x09 c \x0a\x0a  d  " },
	{ bitnet_scan_punct, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a x" },
	{ bitnet_scan_punct, "'\xc5\xbf""a 'RE'd", "'@\xc5\xbf""a @'@RE@'@d" },
	{ bitnet_scan_punct, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7" },
	{ bitnet_scan_punct, "price$=`x`+~y|^<>", "price@$=@`x`@+~@y@|^<>" },
	{ bitnet_scan_punct, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d" },
	{ bitnet_scan_punct, "x!\x0a\x0a!?\x0d\x0ay", "x@!@\x0a\x0a@!?@\x0d\x0ay" },
	{ bitnet_scan_punct, " 's'tx ''s", " @'@s@'@tx @''@s" },
	{ bitnet_scan_punct, "1234567890ab12", "1234567890ab12" },
	{ bitnet_scan_punct, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87" },
	{ bitnet_scan_punct, "  \x09", "  \x09" },
	{ bitnet_scan_punct_tick, "It's 12345 o'clock, I'LL say'S!", "It@'@s 12345 o@'@clock@,@ I@'@LL say@'@S@!" },
	{ bitnet_scan_punct_tick, "a  b\x09 c \x0a\x0a  d  ", "a  b\x09 c \x0a\x0a  d  " },
	{ bitnet_scan_punct_tick, "  \x0d\x0a \x0a x", "  \x0d\x0a \x0a x" },
	{ bitnet_scan_punct_tick, "'\xc5\xbf""a 'RE'd", "'@\xc5\xbf""a @'@RE@'@d" },
	{ bitnet_scan_punct_tick, "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7", "\xc2\xbd\xc2\xb2\xe2\x85\xa7\xe2\x91\xa0\xd9\xa3\xd9\xa4 7" },
	{ bitnet_scan_punct_tick, "price$=`x`+~y|^<>", "price@$=`@x@`+~@y@|^<>" },
	{ bitnet_scan_punct_tick, "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d", "a\xc2\xa0""b\xe3\x80\x80\xe3\x80\x80""c\xe2\x80\xa8""d" },
	{ bitnet_scan_punct_tick, "x!\x0a\x0a!?\x0d\x0ay", "x@!@\x0a\x0a@!?@\x0d\x0ay" },
	{ bitnet_scan_punct_tick, " 's'tx ''s", " @'@s@'@tx @''@s" },
	{ bitnet_scan_punct_tick, "1234567890ab12", "1234567890ab12" },
	{ bitnet_scan_punct_tick, "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "e\xcc\x81\xcc\x80 \xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87" },
	{ bitnet_scan_punct_tick, "  \x09", "  \x09" },
};

TEST(matches, "cuts text where the published expressions do")
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_STR(pieces(cases[i].scan, cases[i].text, strlen(cases[i].text)), cases[i].pieces);
}

TEST(ends, "the end of the text is the end that the expressions see")
{
	CHECK_STR(pieces(bitnet_scan_gpt2, "a   b", 4), "a@   ");
	CHECK_STR(pieces(bitnet_scan_llama3, "a   b", 4), "a@   ");
	CHECK_STR(pieces(bitnet_scan_gpt2, "a   b", 5), "a@  @ b");
	CHECK_STR(pieces(bitnet_scan_llama3, "'re", 2), "'r");
}

TEST(not_utf8, "a byte that is not UTF-8 is a symbol of its own")
{
	CHECK_STR(pieces(bitnet_scan_gpt2, "a\xff\xc3 b\xe2\x82", 7), "a@\xff\xc3@ b@\xe2\x82");
	CHECK_STR(pieces(bitnet_scan_llama3, "\xff" "a\xc3", 3), "\xff" "a@\xc3");
	CHECK_STR(pieces(bitnet_scan_number, "\xff" "1\xc3", 3), "\xff@1@\xc3");
}

/* Each of the scanners, over texts of all kinds of bytes: pieces cover the text, and a run is one look. */
TEST(covers, "covers any bytes without a gap, in one pass over long runs")
{
	static bitnet_scan_fn *const all[] = {
		bitnet_scan_gpt2, bitnet_scan_llama3, bitnet_scan_qwen2, bitnet_scan_number, bitnet_scan_numbers,
		bitnet_scan_digits3, bitnet_scan_punct, bitnet_scan_punct_tick
	};
	static const char runs[] = "a 1\n=\xff'.";
	size_t n = 1 << 20, i, k, at;
	unsigned char *s = malloc(n);
	uint32_t r = 1;

	CHECK(s != NULL);
	for (k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
		for (i = 0; i < sizeof(runs) - 1; i++) {
			memset(s, runs[i], n);
			for (at = 0; at < n; ) {
				size_t end = all[k](s, n, at);

				CHECK(end > at && end <= n);
				at = end;
			}
		}
		for (i = 0; i < n; i++) {
			r = r * 1664525 + 1013904223;
			s[i] = (unsigned char)(r >> 24);
		}
		for (at = 0; at < n; ) {
			size_t end = all[k](s, n, at);

			CHECK(end > at && end <= n);
			at = end;
		}
	}
	free(s);
}

int main(void)
{
	return tap_main();
}
