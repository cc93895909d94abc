/* SPDX-License-Identifier: MIT */
/*
 * Scanners of groups of three and of Chameleon.  The pieces in the table (between '@') are those of Split in the package tokenizers
 * 0.23.3 (Oniguruma) for the published expressions, gaps between matches included.
 */
#include "scan-pieces.h"

static const struct scan_case cases[] = {
	{ bitnet_scan_numbers_right, "1", "1" },
	{ bitnet_scan_numbers_right, "12", "12" },
	{ bitnet_scan_numbers_right, "123", "123" },
	{ bitnet_scan_numbers_right, "1234567 89", "1@234@567@ @89" },
	{ bitnet_scan_numbers_right, "x12345y", "x@12@345@y" },
	{ bitnet_scan_numbers_right, "\xc2\xbd""12345", "\xc2\xbd""12@345" },
	{ bitnet_scan_numbers_right, "1234 \xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6.5", "1@234@ @\xd9\xa3@\xd9\xa4\xd9\xa5\xd9\xa6@.@5" },
	{ bitnet_scan_numbers_right, "no", "no" },
	{ bitnet_scan_numbers_right, "12345\xc2\xb2", "123@45\xc2\xb2" },
	{ bitnet_scan_numbers_right, "a1b22c333d4444", "a@1@b@22@c@333@d@4@444" },
	{ bitnet_scan_digits_right, "1", "1" },
	{ bitnet_scan_digits_right, "1234567", "1@234@567" },
	{ bitnet_scan_digits_right, "1234567 89012", "1@234@567@ @89@012" },
	{ bitnet_scan_digits_right, "x12345y 12345_ 12345.", "x12345y 12345_ @12@345@." },
	{ bitnet_scan_digits_right, "1234\xc2\xb2 1234\xe2\x91\xa0 1234\xe2\x92\xb6 1234\xe2\x80\x8d", "1234\xc2\xb2 @1@234@\xe2\x91\xa0 1234\xe2\x92\xb6 @1@234@\xe2\x80\x8d" },
	{ bitnet_scan_digits_right, "12345\xc3\xa9", "12345\xc3\xa9" },
	{ bitnet_scan_digits_right, "\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6 1234\xe4\xb8\xad""5678", "\xd9\xa3@\xd9\xa4\xd9\xa5\xd9\xa6@ 1234\xe4\xb8\xad@5@678" },
	{ bitnet_scan_digits_right, "no", "no" },
	{ bitnet_scan_digits_right, "1234\xcc\x81 1234\xd7\xb3", "1234\xcc\x81 @1@234@\xd7\xb3" },
	{ bitnet_scan_before_groups, "12", "12" },
	{ bitnet_scan_before_groups, "123", "123" },
	{ bitnet_scan_before_groups, "1234", "1@234" },
	{ bitnet_scan_before_groups, "123456", "123@456" },
	{ bitnet_scan_before_groups, "1234567", "1@234@567" },
	{ bitnet_scan_before_groups, "12\xc2\xbd""345678", "12\xc2\xbd@345@678" },
	{ bitnet_scan_before_groups, "\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4", "\xd9\xa1@\xd9\xa2\xd9\xa3\xd9\xa4" },
	{ bitnet_scan_before_groups, "a1234b123456c12d123", "a1@234b@123@456c12d@123" },
	{ bitnet_scan_scripts, "ab\xe4\xb8\x80\xe4\xb8\x81""c \xe3\x81\x82\xe3\x82\xab\xef\xbd\xb6x\xef\xbc\x81", "ab@\xe4\xb8\x80\xe4\xb8\x81@c @\xe3\x81\x82\xe3\x82\xab\xef\xbd\xb6@x\xef\xbc\x81" },
	{ bitnet_scan_scripts, "\xe0\xb8\x81\xe0\xb9\x8f\xe0\xba\x80\xe0\xb8\xbfz", "\xe0\xb8\x81@\xe0\xb9\x8f\xe0\xba\x80@\xe0\xb8\xbfz" },
	{ bitnet_scan_scripts, "\xed\x95\x9c\xea\xb8\x80 \xe1\x84\x80\xe1\x85\xa0-\xe1\x9e\x80\xe1\x9f\xbf\xe1\xa0\x80", "\xed\x95\x9c\xea\xb8\x80@ @\xe1\x84\x80\xe1\x85\xa0@-@\xe1\x9e\x80\xe1\x9f\xbf@\xe1\xa0\x80" },
	{ bitnet_scan_scripts, "\xe1\x80\x80\xe1\x82\x9f\xe1\x82\xa0\xe4\xb6\xbf\xe4\xb7\x80\xe4\xb8\x80 \xef\xa4\x80\xef\xab\xbf\xef\xac\x80", "\xe1\x80\x80\xe1\x82\x9f@\xe1\x82\xa0@\xe4\xb6\xbf@\xe4\xb7\x80@\xe4\xb8\x80@ @\xef\xa4\x80\xef\xab\xbf@\xef\xac\x80" },
	{ bitnet_scan_sentinel, "a<sentinel:12>b<sentinel:>", "a@<sentinel:12>@b<sentinel:>" },
	{ bitnet_scan_sentinel, "<sentinel:1<sentinel:23>>", "<sentinel:1@<sentinel:23>@>" },
	{ bitnet_scan_sentinel, "<sentinel:7", "<sentinel:7" },
	{ bitnet_scan_image, "xIMGIMGABCDZy", "x@IMGIMGABCDZ@y" },
	{ bitnet_scan_image, "IMGIMGIMGAZ", "IMG@IMGIMGAZ" },
	{ bitnet_scan_image, "IMGIMGABCDEZ IMGIMGZ", "IMGIMGABCDEZ IMGIMGZ" },
	{ bitnet_scan_image, "IMGIMGJZIMGIMGIZ", "IMGIMGJZ@IMGIMGIZ" },
	{ bitnet_scan_indent, "a  b    c     d\x0a\x09""e       ", "a@  @b@    @c@    @ d@\x0a@\x09@e@    @  @ " },
	{ bitnet_scan_indent, " a\x0a\x0a", " a@\x0a@\x0a" },
	{ bitnet_scan_symbol, "a.b,,c $x^`|~ \xe3\x80\x82\xe2\x82\xac\xc2\xab", "a@.@b@,@,@c @$@x@^@`@|@~@ @\xe3\x80\x82@\xe2\x82\xac@\xc2\xab" },
	{ bitnet_scan_symbol, "_-_ \xc2\xa7+", "_@-@_@ @\xc2\xa7@+" }
};

TEST(pieces, "pieces are those of Oniguruma for the published expressions")
{
	check_scan(cases, sizeof(cases) / sizeof(cases[0]));
}

TEST(linear, "ten million digits in a row are looked at a few times each")
{
	static bitnet_scan_fn *const scans[] = { bitnet_scan_numbers_right, bitnet_scan_digits_right, bitnet_scan_before_groups };
	size_t n = 10000000, i, k, pieces;
	unsigned char *s = malloc(n);

	CHECK(s != NULL);
	memset(s, '7', n);
	for (k = 0; k < sizeof(scans) / sizeof(scans[0]); k++) {
		for (i = pieces = 0; i < n; pieces++)
			i = scans[k](s, n, i);
		CHECK_INT(pieces, n / 3 + 1);
	}
	s[n - 1] = 'x';
	CHECK_INT(bitnet_scan_digits_right(s, n, 0), n);
	free(s);
}

int main(void)
{
	return tap_main();
}
