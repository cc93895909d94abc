/* SPDX-License-Identifier: MIT */
/*
 * Steps of pre-tokenisers.  The pieces (between '@') are those of the same pre-tokenizers of the
 * package tokenizers 0.23.3.
 */
#include <bitnet/text.h>

#include "tap.h"
#include "tok/tok-pipe.h"

struct seen {
	char text[2048], places[512];
	char *t, *p;
};

static int see(void *arg, const struct bitnet_view *piece, struct bitnet_error *err)
{
	struct seen *s = arg;

	(void)err;
	s->t += sprintf(s->t, "%s%.*s", s->t == s->text ? "" : "@", (int)piece->n, piece->s);
	s->p += sprintf(s->p, "%s%zu-%zu", s->p == s->places ? "" : " ", bitnet_view_origin(piece, 0),
			bitnet_view_origin(piece, piece->n));
	return 0;
}

/* The pieces of a text that n steps leave. */
static const struct seen *run(const struct bitnet_step *steps, size_t n, const char *text, size_t len)
{
	static struct seen s;
	struct bitnet_view v = { text, len, NULL, 0 };
	struct bitnet_pipe p = { .n = n };
	struct bitnet_error err;

	memcpy(p.steps, steps, n * sizeof(*steps));
	s.text[0] = s.places[0] = '\0';
	s.t = s.text;
	s.p = s.places;
	CHECK_OK(bitnet_pipe_run(&p, &v, see, &s, &err), err);
	return &s;
}

static const struct { enum bitnet_step_behavior behavior; bool invert; const char *pieces; } behaviors[] = {
	{ STEP_REMOVED, false, "a@b@c@ " },
	{ STEP_REMOVED, true, "X@X@X@X@X@X" },
	{ STEP_ISOLATED, false, "a@X@X@b@X@c@X@X@ @X" },
	{ STEP_ISOLATED, true, "a@X@X@b@X@c@X@X@ @X" },
	{ STEP_MERGED_WITH_PREVIOUS, false, "aX@X@bX@cX@X@ X" },
	{ STEP_MERGED_WITH_PREVIOUS, true, "a@X@Xb@Xc@X@X @X" },
	{ STEP_MERGED_WITH_NEXT, false, "a@X@Xb@Xc@X@X @X" },
	{ STEP_MERGED_WITH_NEXT, true, "aX@X@bX@cX@X@ X" },
	{ STEP_CONTIGUOUS, false, "a@XX@b@X@c@XX@ @X" },
	{ STEP_CONTIGUOUS, true, "a@XX@b@X@c@XX@ @X" },
};

TEST(behavior, "matches are removed, isolated, joined or merged as Hugging Face does it, gaps too when inverted")
{
	size_t i;

	for (i = 0; i < sizeof(behaviors) / sizeof(behaviors[0]); i++) {
		char x[] = "X";
		struct bitnet_step s = { .kind = STEP_TEXT, .text = x, .n = 1, .behavior = behaviors[i].behavior,
					 .invert = behaviors[i].invert };

		CHECK_STR(run(&s, 1, "aXXbXcXX X", strlen("aXXbXcXX X"))->text, behaviors[i].pieces);
	}
}

static char mark[] = "\xe2\x96\x81";
static const char text[] = "  Hey, you! 12 ab\xe3\x80\x80\xe2\x91\xa0 \xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a \xce\xb1""b\xe2\x80\x94x__y (z) ";

static const struct { struct bitnet_step step; const char *pieces; } kinds[] = {
	{ { .kind = STEP_WORDS, .behavior = STEP_REMOVED, .invert = true }, "Hey@,@you@!@12@ab@\xe2\x91\xa0@\xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a@\xce\xb1""b@\xe2\x80\x94@x__y@(@z@)" },
	{ { .kind = STEP_CHAR, .behavior = STEP_REMOVED, .is = bitnet_is_space }, "Hey,@you!@12@ab@\xe2\x91\xa0@\xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a@\xce\xb1""b\xe2\x80\x94x__y@(z)" },
	{ { .kind = STEP_CHAR, .behavior = STEP_CONTIGUOUS, .is = bitnet_is_punctuation }, "  Hey@,@ you@!@ 12 ab\xe3\x80\x80\xe2\x91\xa0 \xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a \xce\xb1""b@\xe2\x80\x94@x@__@y @(@z@)@ " },
	{ { .kind = STEP_CHAR, .behavior = STEP_REMOVED, .cp = 'y' }, "  He@, @ou! 12 ab\xe3\x80\x80\xe2\x91\xa0 \xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a \xce\xb1""b\xe2\x80\x94x__@ (z) " },
	{ { .kind = STEP_SCRIPTS, .behavior = STEP_REMOVED, .invert = true }, "Hey@, @you@! 12 @ab@\xe3\x80\x80\xe2\x91\xa0 @\xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a @\xce\xb1@b@\xe2\x80\x94@x@__@y @(@z@) " },
	{ { .kind = STEP_LENGTH, .behavior = STEP_ISOLATED, .n = 4 }, "  He@y, y@ou! @12 a@b\xe3\x80\x80\xe2\x91\xa0 @\xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a@ \xce\xb1""b\xe2\x80\x94@x__y@ (z)@ " },
	{ { .kind = STEP_SCAN, .behavior = STEP_ISOLATED, .scan = bitnet_scan_gpt2 }, " @ Hey@,@ you@!@ 12@ ab@\xe3\x80\x80@\xe2\x91\xa0@ \xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a@ \xce\xb1""b@\xe2\x80\x94@x@__@y@ (@z@)@ " },
	{ { .kind = STEP_ALPHABET }, "\xc4\xa0\xc4\xa0Hey,\xc4\xa0you!\xc4\xa0""12\xc4\xa0""ab\xc3\xa3\xc4\xa2\xc4\xa2\xc3\xa2\xc4\xb3\xc5\x82\xc4\xa0\xc3\xa6\xc4\xb9\xc2\xa5\xc3\xa6\xc4\xbe\xc2\xac\xc3\xa3\xc4\xa4\xc2\xab\xc3\xa3\xc4\xa5\xc4\xac\xc4\xa0\xc3\x8e\xc2\xb1""b\xc3\xa2\xc4\xa2\xc4\xb6x__y\xc4\xa0(z)\xc4\xa0" },
	{ { .kind = STEP_META, .text = mark, .n = 3, .scheme = STEP_ALWAYS }, "\xe2\x96\x81\xe2\x96\x81Hey,\xe2\x96\x81you!\xe2\x96\x81""12\xe2\x96\x81""ab\xe3\x80\x80\xe2\x91\xa0\xe2\x96\x81\xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a\xe2\x96\x81\xce\xb1""b\xe2\x80\x94x__y\xe2\x96\x81(z)\xe2\x96\x81" },
	{ { .kind = STEP_META, .text = mark, .n = 3, .scheme = STEP_FIRST }, "\xe2\x96\x81\xe2\x96\x81Hey,\xe2\x96\x81you!\xe2\x96\x81""12\xe2\x96\x81""ab\xe3\x80\x80\xe2\x91\xa0\xe2\x96\x81\xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a\xe2\x96\x81\xce\xb1""b\xe2\x80\x94x__y\xe2\x96\x81(z)\xe2\x96\x81" },
	{ { .kind = STEP_META, .text = mark, .n = 3, .scheme = STEP_NEVER }, "\xe2\x96\x81\xe2\x96\x81Hey,\xe2\x96\x81you!\xe2\x96\x81""12\xe2\x96\x81""ab\xe3\x80\x80\xe2\x91\xa0\xe2\x96\x81\xe6\x97\xa5\xe6\x9c\xac\xe3\x82\xab\xe3\x83\x8a\xe2\x96\x81\xce\xb1""b\xe2\x80\x94x__y\xe2\x96\x81(z)\xe2\x96\x81" },
};

TEST(kind, "each kind of step cuts, or changes the text, as Hugging Face's pre-tokenizer does")
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		CHECK_STR(run(&kinds[i].step, 1, text, strlen(text))->text, kinds[i].pieces);
}

TEST(places, "a piece knows its place in the text, also behind steps that change the text")
{
	struct bitnet_step steps[] = {
		{ .kind = STEP_META, .text = mark, .n = 3, .scheme = STEP_ALWAYS },
		{ .kind = STEP_TEXT, .text = mark, .n = 3, .behavior = STEP_MERGED_WITH_NEXT },
		{ .kind = STEP_ALPHABET }, { .kind = STEP_BYTES },
		{ .kind = STEP_SPACE }
	};
	const struct seen *s = run(steps, 5, "ab \xc3\xa9 c", 7);

	CHECK_STR(s->text, " \xe2\x96\x81""ab@ \xe2\x96\x81\xc3\xa9@ \xe2\x96\x81""c");
	CHECK_STR(s->places, "0-2 2-5 5-7");
}

TEST(bytes, "bytes that are not UTF-8 are characters of no class")
{
	struct bitnet_step s = { .kind = STEP_WORDS, .behavior = STEP_REMOVED, .invert = true };

	CHECK_STR(run(&s, 1, "ab\xff \xc3 c\xe2\x96", 9)->text, "ab@\xff@\xc3@c@\xe2\x96");
	s = (struct bitnet_step){ .kind = STEP_LENGTH, .behavior = STEP_ISOLATED, .n = 2 };
	CHECK_STR(run(&s, 1, "a\xff\xc3\xa9\xc3", 5)->text, "a\xff@\xc3\xa9\xc3");
}

static int refuse(void *arg, const struct bitnet_view *piece, struct bitnet_error *err)
{
	(void)piece;
	(void)err;
	return ++*(int *)arg == 2 ? BITNET_E_CANCELLED : 0;
}

TEST(stops, "an error ends the run at once")
{
	struct bitnet_pipe p = { .n = 1, .steps = { { .kind = STEP_LENGTH, .behavior = STEP_ISOLATED, .n = 1 } } };
	struct bitnet_view v = { "abcdef", 6, NULL, 0 };
	struct bitnet_error err;
	int n = 0;

	CHECK_INT(bitnet_pipe_run(&p, &v, refuse, &n, &err), BITNET_E_CANCELLED);
	CHECK_INT(n, 2);
}

int main(void)
{
	return tap_main();
}
