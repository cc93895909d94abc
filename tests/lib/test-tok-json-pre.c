/* SPDX-License-Identifier: MIT */
/* Pre-tokenizers of a tokenizer.json.  The ids are those of the package tokenizers 0.23.3 (Hugging Face) for the same file. */
#include "json-components.h"

static const struct component encoded[] = {
	{ characters, "null",
	  "{\"type\": \"Whitespace\"}", text1,
	  "109 103 106 14 20 66 13 9 57 70 99 84 85 10 96 97 98 2 104 38" },
	{ characters, "null",
	  "{\"type\": \"WhitespaceSplit\"}", text1,
	  "109 103 106 14 20 66 13 9 57 70 99 84 85 10 96 97 98 2 104 38" },
	{ characters, "null",
	  "{\"type\": \"BertPreTokenizer\"}", text1,
	  "109 103 106 14 20 66 13 9 57 70 99 84 85 10 96 97 98 2 104 38" },
	{ characters, "null",
	  "{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"-\"}", text1,
	  "109 1 1 103 1 106 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"UnicodeScripts\"}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"FixedLength\", \"length\": 3}", text1,
	  "107 77 77 80 1 1 102 70 1 18 19 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"FixedLength\"}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Digits\", \"individual_digits\": true}", text1,
	  "109 1 1 103 1 18 19 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Digits\", \"individual_digits\": false}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Punctuation\"}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Punctuation\", \"behavior\": \"MergedWithNext\"}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Punctuation\", \"behavior\": \"Contiguous\"}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\\\\s+\"}, \"behavior\": \"Removed\", \"invert\": false}", text1,
	  "109 103 106 14 20 66 13 9 57 70 99 84 85 10 96 97 98 2 104 38" },
	{ characters, "null",
	  "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\\\\s+\"}, \"behavior\": \"MergedWithNext\", \"invert\": false}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\\\\p{L}+\"}, \"behavior\": \"Removed\", \"invert\": true}", text1,
	  "109 103 66 57 70 84 85 96 97 98 104 38" },
	{ characters, "null",
	  "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\\\\p{N}\"}, \"behavior\": \"MergedWithPrevious\", \"invert\": false}", text1,
	  "109 1 1 103 1 18 19 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Split\", \"pattern\": {\"String\": \"the\"}, \"behavior\": \"Isolated\", \"invert\": false}", text1,
	  "109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38" },
	{ characters, "null",
	  "{\"type\": \"Split\", \"pattern\": {\"String\": \"\"}, \"behavior\": \"Isolated\", \"invert\": false}", text1,
	  "41 70 77 77 80 1 1 85 73 70 1 18 19 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 53 41 38" },
	{ characters, "null",
	  "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", text1,
	  "101 109 101 101 103 101 106 14 20 66 13 101 9 57 70 99 84 85 10 101 96 97 98 2 101 104 38" },
	{ characters, "null",
	  "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\"}", text1,
	  "101 109 101 101 103 101 106 14 20 66 13 101 9 57 70 99 84 85 10 101 96 97 98 2 101 104 38" },
	{ characters, "null",
	  "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": false}", text1,
	  "109 101 101 103 101 106 14 20 66 13 101 9 57 70 99 84 85 10 101 96 97 98 2 101 104 38" },
	{ characters, "null",
	  "{\"type\": \"Metaspace\", \"replacement\": \"-\", \"prepend_scheme\": \"always\", \"split\": true}", text1,
	  "14 109 14 14 103 14 106 14 20 66 13 14 9 57 70 99 84 85 10 14 96 97 98 2 14 104 38" },
	{ characters, "null",
	  "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"add_prefix_space\": true}", text1,
	  "101 109 101 101 103 101 106 14 20 66 13 101 9 57 70 99 84 85 10 101 96 97 98 2 101 104 38" },
	{ characters, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"WhitespaceSplit\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}]}", text1,
	  "101 109 101 103 101 106 14 20 66 13 101 9 57 70 99 84 85 10 101 96 97 98 2 101 104 38" },
	{ characters, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Whitespace\"}, {\"type\": \"Digits\", \"individual_digits\": true}]}", text1,
	  "109 103 18 19 14 20 66 13 9 57 70 99 84 85 10 96 97 98 2 104 38" },
	{ words, "null",
	  "{\"type\": \"Whitespace\"}", text1,
	  "2 1 3 4 11 10 6 13 7 0 8 9" },
	{ words, "null",
	  "{\"type\": \"WhitespaceSplit\"}", text1,
	  "2 1 0 0 0 9" },
	{ words, "null",
	  "{\"type\": \"BertPreTokenizer\"}", text1,
	  "2 1 3 4 11 10 6 13 7 0 8 9" },
	{ words, "null",
	  "{\"type\": \"Punctuation\"}", text1,
	  "0 4 11 10 0 6 13 7 0 8 0" },
	{ words, "null",
	  "{\"type\": \"Punctuation\", \"behavior\": \"MergedWithNext\"}", text1,
	  "0 0 0 0 0 0" },
	{ bytes, "null",
	  "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": true}", text1,
	  "263 32 265 32 260 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69" },
	{ bytes, "null",
	  "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", text1,
	  "32 263 32 265 32 260 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69" },
	{ bytes, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\\\\p{N}\"}, \"behavior\": \"Isolated\", \"invert\": false}, {\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}]}", text1,
	  "32 263 32 265 32 32 49 32 50 32 45 32 51 32 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69" },
	{ bytes, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Punctuation\", \"behavior\": \"Contiguous\"}, {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": true}, {\"type\": \"Digits\", \"individual_digits\": false}, {\"type\": \"Split\", \"pattern\": {\"Regex\": \"[0-9][0-9][0-9]\"}, \"behavior\": \"Isolated\", \"invert\": false}]}", text1,
	  "263 32 265 32 260 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69" },
	{ bytes, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Whitespace\"}, {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": false}]}", text1,
	  "263 257 260 45 51 97 44 40 88 101 204 129 115 116 41 228 184 173 227 130 171 206 177 33 258 69" },
	{ bytes, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": false}, {\"type\": \"FixedLength\", \"length\": 2}]}", text1,
	  "261 259 111 32 264 104 101 32 49 50 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 84 72 69" },
	{ bytes, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\": {\"Regex\": \"(?i:h|T)|[^\\\\p{Latin}]\"}, \"behavior\": \"Isolated\", \"invert\": false}, {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": false}]}", text1,
	  "72 101 259 111 32 32 116 104 101 32 49 50 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 84 72 69" },
	{ bytes, "null",
	  "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\": {\"String\": \" \"}, \"behavior\": \"MergedWithNext\", \"invert\": false}, {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": false}]}", text1,
	  "263 32 265 32 260 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69" },
};

TEST(encode, "encodes like Hugging Face with each pre-tokenizer and behaviour, over characters, bytes and words")
{
	size_t i;

	for (i = 0; i < sizeof(encoded) / sizeof(encoded[0]); i++)
		check_component(&encoded[i]);
}

static const struct { const char *model, *ids; } flags[] = {
	{ "\"merges\": [\"a b\", \"b c\"], \"unk_token\": \"<unk>\"", "6 10 0 0 0 13 1 0 0 2 0 1 1 0 0 2 6" },
	{ "\"merges\": [\"a b\", \"b c\"], \"unk_token\": \"<unk>\", \"fuse_unk\": true", "6 10 0 13 1 0 2 0 1 1 0 2 6" },
	{ "\"merges\": [\"a b\", \"b c\"]", "6 10 13 6 1 6 6" },
	{ "\"merges\": [\"a b\", \"b c\"], \"unk_token\": \"<unk>\", \"byte_fallback\": true", "6 10 0 0 0 13 1 0 0 2 11 12 1 1 0 0 2 6" },
	{ "\"merges\": [\"a b\", \"b c\"], \"unk_token\": \"<unk>\", \"ignore_merges\": true", "8 15 13 1 0 0 2 0 1 1 0 0 2 6" },
	{ "\"merges\": [\"##b ##c\"], \"unk_token\": \"<unk>\", \"continuing_subword_prefix\": \"##\"", "1 7 0 0 0 2 5 1 0 0 3 0 0 1 0 0 3 1 3" },
	{ "\"merges\": [\"a b\", \"a b</w>\"], \"unk_token\": \"<unk>\", \"end_of_word_suffix\": \"</w>\"", "6 4 0 0 0 2 4 1 0 0 9 0 0 1 0 0 9 14" },
	{ "\"merges\": [\"##b ##c\"], \"unk_token\": \"<unk>\", \"continuing_subword_prefix\": \"##\", \"end_of_word_suffix\": \"</w>\", \"ignore_merges\": true", "8 15 13 1 0 0 16 0 0 1 0 0 16 6" },
	{ "\"merges\": [\"##b ##c\"], \"unk_token\": \"<unk>\", \"continuing_subword_prefix\": \"##\", \"byte_fallback\": true, \"fuse_unk\": true", "1 7 0 2 5 1 0 3 11 12 0 1 0 3 1 3" },
};

TEST(bpe_flags, "BPE has unk, fuse_unk, byte_fallback, ignore_merges, a prefix of what continues and a suffix of what ends a word")
{
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		char model[2048];
		struct bitnet_tok *t;

		snprintf(model, sizeof(model), "{\"type\":\"BPE\",%s,\"vocab\":%s}", flags[i].model,
			 "{\"<unk>\": 0, \"a\": 1, \"b\": 2, \"##b\": 3, \"c</w>\": 4, \"##c\": 5, \"ab\": 6, \"##bc\": 7, \"abc\": 8, \"b</w>\": 9, \"c\": 10, \"<0xC3>\": 11, \"<0xA9>\": 12, \"bc\": 13, \"ab</w>\": 14, \"xyz\": 15, \"##b</w>\": 16, \"##c</w>\": 17}");
		t = tok_json(document("", model, "null", "{\"type\":\"WhitespaceSplit\"}", "null"));
		CHECK_STR(ids(t, "abc xyz bc axxb \xc3\xa9""a aqwb ab"), flags[i].ids);
		bitnet_tok_free(t);
	}
}

static const char *refused(const char *pre, enum bitnet_status status)
{
	return json_refused(document("", characters, "null", pre, "null"), status);
}

TEST(incomplete, "refuses a pre-tokenizer that lacks what it needs")
{
	CHECK_HAS(refused("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"x\"}}", BITNET_E_INPUT), "no pattern or no behavior");
	CHECK_HAS(refused("{\"type\":\"Split\",\"behavior\":\"Removed\"}", BITNET_E_INPUT), "no pattern or no behavior");
	CHECK_HAS(refused(SPLIT("x", "Eaten", "false"), BITNET_E_UNSUPPORTED), "with behavior 'Eaten'");
	CHECK_HAS(refused(SPLIT("(", "Removed", "false"), BITNET_E_UNSUPPORTED), "a group without an end");
	CHECK_HAS(refused("{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"ab\"}", BITNET_E_INPUT), "no delimiter of one character");
	CHECK_HAS(refused("{\"type\":\"FixedLength\",\"length\":0}", BITNET_E_INPUT), "has the length 0");
	CHECK_HAS(refused("{\"type\":\"Metaspace\",\"replacement\":\"ab\"}", BITNET_E_INPUT), "no replacement of one character");
	CHECK_HAS(refused("{\"type\":\"Punctuation\",\"behavior\":\"x\"}", BITNET_E_UNSUPPORTED), "with this behavior");
}

int main(void)
{
	return tap_main();
}
