/* SPDX-License-Identifier: MIT */
/* Regular expressions.  The pieces are those of Split in the package tokenizers 0.23.3 (Oniguruma). */
#include <pthread.h>

#include <bitnet/version.h>

#include "regex-pieces.h"

static const struct { const char *pattern, *text, *pieces; } cases[] = {
	{ "'s|'t| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", text1,
	  "It@'s@ 12@,@345@ x@_@1@ ab@\x0a@\x0a@\xc3\x89""cole@ \xc2\xbd@ \xce\x93\xce\x94@ \xc5\xbfS@ aab@!" },
	{ "'s|'t| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e@ \xe3\x82\xab\xe3\x83\x8a@ @ ab@12@\x09@\xe2\x80\xa8@e@\xcc\x81@ ~$@ K@\x0d@\x0a@\xe3\x80\x8c@x@\xe3\x80\x8d@ " },
	{ "(?i:'s|k)|\\p{N}{1,3}|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+", text1,
	  "It@'s@ @12@,@345@ @x_@1@ @ab@\x0a\x0a@\xc3\x89""cole@ @\xc2\xbd@ @\xce\x93\xce\x94@ @\xc5\xbfS@ @aab!" },
	{ "(?i:'s|k)|\\p{N}{1,3}|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e@ @\xe3\x82\xab\xe3\x83\x8a@ @ @ab@12@\x09@\xe2\x80\xa8@e\xcc\x81@ @~$@ @K@\x0d\x0a@\xe3\x80\x8cx\xe3\x80\x8d@ " },
	{ "\\b", text1,
	  "It@'@s@ @12@,@345@ @x_1@ @ab@\x0a\x0a@\xc3\x89""cole@ @\xc2\xbd@ @\xce\x93\xce\x94@ @\xc5\xbfS@ @aab@!" },
	{ "\\b", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e@ @\xe3\x82\xab\xe3\x83\x8a@  @ab12@\x09\xe2\x80\xa8@e\xcc\x81@ ~$ @K@\x0d\x0a\xe3\x80\x8c@x@\xe3\x80\x8d " },
	{ "(?=(\\d{1})+(?!\\d))", text1,
	  "It's @1@2,@3@4@5 x_@1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "(?=(\\d{1})+(?!\\d))", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab@1@2\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "\\s+$", text1,
	  "It's 12,345 x_1 ab@\x0a@\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "\\s+$", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K@\x0d@\x0a\xe3\x80\x8cx\xe3\x80\x8d@ " },
	{ "^.", text1,
	  "I@t's 12,345 x_1 ab\x0a\x0a@\xc3\x89@cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "^.", text2,
	  "\xe6\x97\xa5@\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a@\xe3\x80\x8c@x\xe3\x80\x8d " },
	{ "x*", text1,
	  "I@t@'@s@ @1@2@,@3@4@5@ @x@_@1@ @a@b@\x0a@\x0a@\xc3\x89@c@o@l@e@ @\xc2\xbd@ @\xce\x93@\xce\x94@ @\xc5\xbf@S@ @a@a@b@!" },
	{ "x*", text2,
	  "\xe6\x97\xa5@\xe6\x9c\xac@\xe8\xaa\x9e@ @\xe3\x82\xab@\xe3\x83\x8a@ @ @a@b@1@2@\x09@\xe2\x80\xa8@e@\xcc\x81@ @~@$@ @K@\x0d@\x0a@\xe3\x80\x8c@x@\xe3\x80\x8d@ " },
	{ "a{2}+", text1,
	  "It's 12,345 x_1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS @aa@b!" },
	{ "a{2}+", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "(?>\\p{L}+)\\p{N}", text1,
	  "It's 12,345 x_1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "(?>\\p{L}+)\\p{N}", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  @ab1@2\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "(?<=\\p{L})\\p{N}|(?<!\\s)\\p{P}", text1,
	  "It@'@s 12@,@345 x@_@1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab@!" },
	{ "(?<=\\p{L})\\p{N}|(?<!\\s)\\p{P}", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab@1@2\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx@\xe3\x80\x8d@ " },
	{ "\\p{L}{1,3}+", text1,
	  "It@'@s@ 12,345 @x@_1 @ab@\x0a\x0a@\xc3\x89""cole@ \xc2\xbd @\xce\x93\xce\x94@ @\xc5\xbfS@ @aab@!" },
	{ "\\p{L}{1,3}+", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e@ @\xe3\x82\xab\xe3\x83\x8a@  @ab@12\x09\xe2\x80\xa8@e@\xcc\x81 ~$ @K@\x0d\x0a\xe3\x80\x8c@x@\xe3\x80\x8d " },
	{ "\\p{N}{,2}", text1,
	  "I@t@'@s@ @12@,@34@5@ @x@_@1@ @a@b@\x0a@\x0a@\xc3\x89@c@o@l@e@ @\xc2\xbd@ @\xce\x93@\xce\x94@ @\xc5\xbf@S@ @a@a@b@!" },
	{ "\\p{N}{,2}", text2,
	  "\xe6\x97\xa5@\xe6\x9c\xac@\xe8\xaa\x9e@ @\xe3\x82\xab@\xe3\x83\x8a@ @ @a@b@12@\x09@\xe2\x80\xa8@e@\xcc\x81@ @~@$@ @K@\x0d@\x0a@\xe3\x80\x8c@x@\xe3\x80\x8d@ " },
	{ "\\p{N}{2}?", text1,
	  "I@t@'@s@ @12@,@34@5@ @x@_@1@ @a@b@\x0a@\x0a@\xc3\x89@c@o@l@e@ @\xc2\xbd@ @\xce\x93@\xce\x94@ @\xc5\xbf@S@ @a@a@b@!" },
	{ "\\p{N}{2}?", text2,
	  "\xe6\x97\xa5@\xe6\x9c\xac@\xe8\xaa\x9e@ @\xe3\x82\xab@\xe3\x83\x8a@ @ @a@b@12@\x09@\xe2\x80\xa8@e@\xcc\x81@ @~@$@ @K@\x0d@\x0a@\xe3\x80\x8c@x@\xe3\x80\x8d@ " },
	{ "(?m:x.1|b.*)", text1,
	  "It's 12,345 @x_1@ a@b\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "(?m:x.1|b.*)", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  a@b12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "(\\p{L})\\1", text1,
	  "It's 12,345 x_1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS @aa@b!" },
	{ "(\\p{L})\\1", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "", text1,
	  "I@t@'@s@ @1@2@,@3@4@5@ @x@_@1@ @a@b@\x0a@\x0a@\xc3\x89@c@o@l@e@ @\xc2\xbd@ @\xce\x93@\xce\x94@ @\xc5\xbf@S@ @a@a@b@!" },
	{ "", text2,
	  "\xe6\x97\xa5@\xe6\x9c\xac@\xe8\xaa\x9e@ @\xe3\x82\xab@\xe3\x83\x8a@ @ @a@b@1@2@\x09@\xe2\x80\xa8@e@\xcc\x81@ @~@$@ @K@\x0d@\x0a@\xe3\x80\x8c@x@\xe3\x80\x8d@ " },
	{ "\\O", text1,
	  "I@t@'@s@ @1@2@,@3@4@5@ @x@_@1@ @a@b@\x0a@\x0a@\xc3\x89@c@o@l@e@ @\xc2\xbd@ @\xce\x93@\xce\x94@ @\xc5\xbf@S@ @a@a@b@!" },
	{ "\\O", text2,
	  "\xe6\x97\xa5@\xe6\x9c\xac@\xe8\xaa\x9e@ @\xe3\x82\xab@\xe3\x83\x8a@ @ @a@b@1@2@\x09@\xe2\x80\xa8@e@\xcc\x81@ @~@$@ @K@\x0d@\x0a@\xe3\x80\x8c@x@\xe3\x80\x8d@ " },
	{ "\\R", text1,
	  "It's 12,345 x_1 ab@\x0a@\x0a@\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "\\R", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09@\xe2\x80\xa8@e\xcc\x81 ~$ K@\x0d\x0a@\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "\\N+", text1,
	  "It's 12,345 x_1 ab@\x0a\x0a@\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "\\N+", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d@\x0a@\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "\\A.|.\\z", text1,
	  "I@t's 12,345 x_1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab@!" },
	{ "\\A.|.\\z", text2,
	  "\xe6\x97\xa5@\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d@ " },
	{ "\\h+", text1,
	  "It's @12@,@345@ x_@1@ @ab@\x0a\x0a\xc3\x89@c@ol@e@ \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS @aab@!" },
	{ "\\h+", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  @ab12@\x09\xe2\x80\xa8@e@\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d " },
	{ "\\v|\\t", text1,
	  "It's 12,345 x_1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!" },
	{ "\\v|\\t", text2,
	  "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12@\x09@\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d " },
};

TEST(same_as_oniguruma, "finds the matches that Oniguruma finds, empty ones and those at ends of lines too")
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_STR(pieces(cases[i].pattern, cases[i].text), cases[i].pieces);
}

TEST(bytes, "a byte that is not UTF-8 is in no match, and cuts what is round it")
{
	CHECK_STR(pieces("\\p{L}+|.", "ab\xff\xc3""c\xe6\x97"), "ab@\xff\xc3@c@\xe6\x97");
}

TEST(limit, "an expression that needs too many steps is an error with a name, and ends soon")
{
	static char text[64 << 10];
	struct bitnet_regex *r;
	struct bitnet_error err;
	size_t begin, end;

	memset(text, 'a', sizeof(text));
	CHECK_OK(bitnet_regex_new(&r, "(?:(?:a|aa)+)+[bc]", 18, &err), err);
	CHECK_INT(bitnet_regex_find(r, text, sizeof(text), 0, &begin, &end, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "tok_regex_limit");
	bitnet_regex_free(r);
}

TEST(long_run, "a run of a million characters is one match")
{
	size_t n = 1 << 20, begin, end;
	struct bitnet_regex *r;
	struct bitnet_error err;
	char *text = malloc(n);

	CHECK(text);
	memset(text, 'a', n);
	CHECK_OK(bitnet_regex_new(&r, "\\s+|(?:\\p{L}\\p{M}*)+", 20, &err), err);
	CHECK_INT(bitnet_regex_find(r, text, n, 0, &begin, &end, &err), 1);
	CHECK_INT(begin, 0);
	CHECK_INT(end, n);
	bitnet_regex_free(r);
	free(text);
}

static void *search(void *arg)
{
	size_t begin, end, n = 0, at;
	struct bitnet_error err;
	int round;

	for (round = 0; round < 200; round++)
		for (at = 0; bitnet_regex_find(arg, "ab 12 cd", 8, at, &begin, &end, &err) == 1; at = end)
			n += end - begin;
	return (void *)n;
}

TEST(threads, "several threads may search with one expression")
{
	struct bitnet_regex *r;
	struct bitnet_error err;
	pthread_t t[4];
	void *n;
	int i;

	CHECK_OK(bitnet_regex_new(&r, "\\p{L}+", 6, &err), err);
	for (i = 0; i < 4; i++)
		CHECK_INT(pthread_create(&t[i], NULL, search, r), 0);
	for (i = 0; i < 4; i++) {
		CHECK_INT(pthread_join(t[i], &n), 0);
		CHECK_INT((size_t)n, 800);
	}
	bitnet_regex_free(r);
}

TEST(versions, "the versions of PCRE2 and of its Unicode tables are numbers")
{
	char version[64], unicode[64];

	bitnet_pcre2_version(version, unicode);
	CHECK(atoi(version) == 10 && atoi(unicode) >= 13);
}

int main(void)
{
	return tap_main();
}
