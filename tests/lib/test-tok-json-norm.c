/* SPDX-License-Identifier: MIT */
/* Normalizers of a tokenizer.json.  The ids are those of the package tokenizers 0.23.3 (Hugging Face) for the same file. */
#include "json-components.h"

static const struct component encoded[] = {
	{ characters, "{\"type\": \"NFC\"}",
	  "null", text2,
	  "1 1 112 109 1 1 103 1 106 14 20 66 13 1 9 57 100 84 85 10 1 96 97 98 2 1 104 38 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"NFD\"}",
	  "null", text2,
	  "1 1 112 109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"NFKC\"}",
	  "null", text2,
	  "1 1 112 109 1 1 103 1 106 14 20 66 13 1 9 57 100 84 85 10 1 96 97 98 2 1 104 38 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"NFKD\"}",
	  "null", text2,
	  "1 1 112 109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"Lowercase\"}",
	  "null", text2,
	  "1 1 112 73 70 105 80 1 1 103 1 106 14 20 66 13 1 9 89 70 99 84 85 10 1 96 97 98 2 1 103 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFD\"}, {\"type\": \"StripAccents\"}]}",
	  "null", text2,
	  "1 1 112 109 1 1 103 1 106 14 20 66 13 1 9 57 70 84 85 10 1 96 97 98 2 1 104 38 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"Strip\", \"strip_left\": true, \"strip_right\": true}",
	  "null", text2,
	  "112 109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38 113 1 103 112 89 113" },
	{ characters, "{\"type\": \"Prepend\", \"prepend\": \"the\"}",
	  "null", text2,
	  "103 1 1 112 103 109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38 1 60 89 62 1 103 112 103 1 89 1 60 89 62" },
	{ characters, "{\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"-\"}",
	  "null", text2,
	  "14 14 112 109 14 14 103 14 106 14 20 66 13 14 9 57 70 99 84 85 10 14 96 97 98 2 14 104 38 14 113 14 103 112 14 89 14 113" },
	{ characters, "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"\\\\s+\"}, \"content\": \"\xe2\x96\x81\"}",
	  "null", text2,
	  "101 112 109 101 103 101 106 14 20 66 13 101 9 57 70 99 84 85 10 101 96 97 98 2 101 104 38 101 113 101 103 112 101 89 101 113" },
	{ characters, "{\"type\": \"BertNormalizer\", \"clean_text\": true, \"handle_chinese_chars\": true, \"strip_accents\": null, \"lowercase\": true}",
	  "null", text2,
	  "1 1 112 73 70 105 80 1 1 103 1 106 14 20 66 13 1 9 89 70 84 85 10 1 1 96 1 97 98 2 1 103 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"Nmt\"}",
	  "null", text2,
	  "1 1 112 109 1 1 103 1 106 14 20 66 13 1 9 57 70 99 84 85 10 1 96 97 98 2 1 104 38 113 1 103 112 1 89 113" },
	{ characters, "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Prepend\", \"prepend\": \"\xe2\x96\x81\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"\xe2\x96\x81\"}]}",
	  "null", text2,
	  "101 101 101 112 101 109 101 101 103 101 106 14 20 66 13 101 9 57 70 99 84 85 10 101 96 97 98 2 101 104 38 113 101 103 112 101 101 89 113" },
	{ characters, "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"\xe2\x96\x81\"}, {\"type\": \"Lowercase\"}]}",
	  "null", text2,
	  "101 101 112 73 70 105 80 101 101 103 101 106 14 20 66 13 101 9 89 70 99 84 85 10 101 96 97 98 2 101 103 101 113 101 103 112 101 89 101 113" },
	{ bytes, "{\"type\": \"NFC\"}",
	  "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": true}", text2,
	  "32 32 266 263 32 265 32 260 45 51 97 44 32 40 88 195 169 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69 267 265 266 32 120 267" },
	{ bytes, "{\"type\": \"ByteLevel\"}",
	  "null", text2,
	  "32 32 266 263 32 265 32 260 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69 32 267 265 266 32 120 32 267" },
	{ bytes, "{\"type\": \"ByteLevel\"}",
	  "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\xc4\xa0\"}, \"behavior\": \"MergedWithNext\", \"invert\": false}", text2,
	  "32 32 266 263 32 265 32 260 45 51 97 44 32 40 88 101 204 129 115 116 41 32 228 184 173 227 130 171 206 177 33 32 258 69 32 267 265 266 32 120 32 267" },
};

TEST(encode, "encodes like Hugging Face with each normalizer, and finds added tokens in what it leaves")
{
	size_t i;

	for (i = 0; i < sizeof(encoded) / sizeof(encoded[0]); i++)
		check_component(&encoded[i]);
}

static const char *refused(const char *normalizer, enum bitnet_status status)
{
	return json_refused(document("", characters, normalizer, "null", "null"), status);
}

TEST(incomplete, "refuses a normalizer that lacks what it needs")
{
	CHECK_HAS(refused("{\"type\":\"Replace\",\"content\":\"x\"}", BITNET_E_INPUT), "no pattern or no content");
	CHECK_HAS(refused("{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"x\"}", BITNET_E_UNSUPPORTED), "of an empty text");
	CHECK_HAS(refused("{\"type\":\"Prepend\"}", BITNET_E_INPUT), "has no text");
	CHECK_HAS(refused("{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"x\"}", BITNET_E_INPUT), "in base64");
	CHECK_HAS(refused("{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"ByteLevel\"},{\"type\":\"NFC\"}]}", BITNET_E_UNSUPPORTED),
		  "before another normalizer");
}

int main(void)
{
	return tap_main();
}
