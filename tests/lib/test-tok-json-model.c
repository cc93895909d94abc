/* SPDX-License-Identifier: MIT */
/* Unigram and WordPiece of a tokenizer.json.  The ids are those of the package tokenizers 0.23.3 for the same file. */
#include "tok-small.h"

static const struct { const char *json, *text, *ids; } cases[] = {
	{ "{\"version\":\"1.0\",\"added_tokens\":[{\"id\":1,\"content\":\"<s>\",\"special\":true,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false},{\"id\":12,\"content\":\"[t]\",\"special\":false,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false}],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"\xe2\x96\x81\",\"prepend_scheme\":\"always\",\"split\":true},\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0.0],[\"<s>\",0.0],[\"\xe2\x96\x81\",-3.0],[\"a\",-2.5],[\"b\",-2.6],[\"ab\",-3.1],[\"\xe2\x96\x81""ab\",-4.0],[\"abc\",-9.5],[\"c\",-4.5],[\"bc\",-5.0],[\"<0xC3>\",-8],[\"<0xA9>\",-8]],\"byte_fallback\":false}}",
	  "ab abc aabbcc", "6 6 8 2 3 5 9 8" },
	{ "{\"version\":\"1.0\",\"added_tokens\":[{\"id\":1,\"content\":\"<s>\",\"special\":true,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false},{\"id\":12,\"content\":\"[t]\",\"special\":false,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false}],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"\xe2\x96\x81\",\"prepend_scheme\":\"always\",\"split\":true},\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0.0],[\"<s>\",0.0],[\"\xe2\x96\x81\",-3.0],[\"a\",-2.5],[\"b\",-2.6],[\"ab\",-3.1],[\"\xe2\x96\x81""ab\",-4.0],[\"abc\",-9.5],[\"c\",-4.5],[\"bc\",-5.0],[\"<0xC3>\",-8],[\"<0xA9>\",-8]],\"byte_fallback\":false}}",
	  "a\xc3\xa9""b<s>ab [t]zz", "2 3 0 4 1 6 2 12 2 0" },
	{ "{\"version\":\"1.0\",\"added_tokens\":[{\"id\":1,\"content\":\"<s>\",\"special\":true,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false},{\"id\":12,\"content\":\"[t]\",\"special\":false,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false}],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"\xe2\x96\x81\",\"prepend_scheme\":\"always\",\"split\":true},\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0.0],[\"<s>\",0.0],[\"\xe2\x96\x81\",-3.0],[\"a\",-2.5],[\"b\",-2.6],[\"ab\",-3.1],[\"\xe2\x96\x81""ab\",-4.0],[\"abc\",-9.5],[\"c\",-4.5],[\"bc\",-5.0],[\"<0xC3>\",-8],[\"<0xA9>\",-8]],\"byte_fallback\":true}}",
	  "ab abc aabbcc", "6 6 8 2 3 5 9 8" },
	{ "{\"version\":\"1.0\",\"added_tokens\":[{\"id\":1,\"content\":\"<s>\",\"special\":true,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false},{\"id\":12,\"content\":\"[t]\",\"special\":false,\"normalized\":false,\"lstrip\":false,\"rstrip\":false,\"single_word\":false}],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"\xe2\x96\x81\",\"prepend_scheme\":\"always\",\"split\":true},\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0.0],[\"<s>\",0.0],[\"\xe2\x96\x81\",-3.0],[\"a\",-2.5],[\"b\",-2.6],[\"ab\",-3.1],[\"\xe2\x96\x81""ab\",-4.0],[\"abc\",-9.5],[\"c\",-4.5],[\"bc\",-5.0],[\"<0xC3>\",-8],[\"<0xA9>\",-8]],\"byte_fallback\":true}}",
	  "a\xc3\xa9""b<s>ab [t]zz", "2 3 10 11 4 1 6 2 12 2 0" },
	{ "{\"version\":\"1.0\",\"added_tokens\":[],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"WhitespaceSplit\"},\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":6,\"vocab\":{\"[UNK]\":0,\"ab\":1,\"##c\":2,\"a\":3,\"##bc\":4,\"abcd\":5,\"##d\":6,\"!\":7,\"##!\":8,\"x\":9}}}",
	  "abc abcd abcdd abbc x! xx abcddd abcdddd", "1 2 5 5 6 1 4 9 8 0 5 6 6 0" },
	{ "{\"version\":\"1.0\",\"added_tokens\":[],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"\",\"max_input_chars_per_word\":100,\"vocab\":{\"[UNK]\":0,\"ab\":1,\"##c\":2,\"a\":3,\"##bc\":4,\"abcd\":5,\"##d\":6,\"!\":7,\"##!\":8,\"x\":9}}}",
	  "aab!x abx", "3 1 7 9 1 9" },
};

TEST(encode, "encodes like Hugging Face: best sums of scores, bytes or fused unknowns, longest pieces first")
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bitnet_tok *t = tok_json(cases[i].json);

		CHECK_STR(ids(t, cases[i].text), cases[i].ids);
		bitnet_tok_free(t);
	}
}

#define UNIGRAM(rest) "{\"model\":{\"type\":\"Unigram\"," rest "}}"

TEST(refused, "refuses a Unigram model whose pieces are none, or that has no unknown piece")
{
	CHECK_HAS(json_refused(UNIGRAM("\"unk_id\":0,\"vocab\":{}"), BITNET_E_INPUT), "no list 'vocab'");
	CHECK_HAS(json_refused(UNIGRAM("\"unk_id\":0,\"vocab\":[[\"a\",0],[\"b\"]]"), BITNET_E_INPUT), "piece 1 of the model");
	CHECK_HAS(json_refused(UNIGRAM("\"unk_id\":0,\"vocab\":[[\"a\",\"x\"]]"), BITNET_E_INPUT), "piece 0 of the model");
	CHECK_HAS(json_refused(UNIGRAM("\"vocab\":[[\"a\",0]]"), BITNET_E_UNSUPPORTED), "without an unk_id");
	CHECK_HAS(json_refused(UNIGRAM("\"unk_id\":1,\"vocab\":[[\"a\",0]]"), BITNET_E_UNSUPPORTED), "without an unk_id");
	CHECK_HAS(json_refused("{\"pre_tokenizer\":{\"type\":\"ByteLevel\"},\"model\":{\"type\":\"Unigram\",\"unk_id\":0,"
			       "\"vocab\":[[\"a\",0]]}}", BITNET_E_UNSUPPORTED), "with WordPiece or Unigram");
}

int main(void)
{
	return tap_main();
}
