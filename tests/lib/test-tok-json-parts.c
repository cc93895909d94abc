/* SPDX-License-Identifier: MIT */
/* Parts of a tokenizer.json: what is not supported is refused by its name. */
#include "tok-small.h"

#define NONE "null"
#define MODEL SPM_MODEL "," SPM_MERGES
#define BYTES "{\"type\":\"ByteLevel\",\"add_prefix_space\":false}"

static const char *normalizer(const char *part)
{
	return json_refused(json_of(SPM_ADDED, part, NONE, NONE, DECODER, MODEL), BITNET_E_UNSUPPORTED);
}

static const char *pre_tokenizer(const char *part)
{
	return json_refused(json_of(BPE_ADDED, NONE, part, NONE, BPE_DECODER, BPE_MODEL "," BPE_MERGES), BITNET_E_UNSUPPORTED);
}

static const char *decoder(const char *part)
{
	return json_refused(json_of(SPM_ADDED, LEGACY, NONE, NONE, part, MODEL), BITNET_E_UNSUPPORTED);
}

static const char *post_processor(const char *part, enum bitnet_status status)
{
	return json_refused(json_of(SPM_ADDED, LEGACY, NONE, part, DECODER, MODEL), status);
}

TEST(normalizers, "refuses each normalizer that it does not have by its name, in a Sequence too")
{
	static const char *const names[] = { "NFC", "NFKC", "NFD", "NFKD", "Lowercase", "StripAccents", "Strip",
					     "BertNormalizer", "Precompiled", "Nmt", "ByteLevel", "New" };
	char part[256], want[256];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(want, sizeof(want), "normalizer '%s' is not supported", names[i]);
		snprintf(part, sizeof(part), "{\"type\":\"%s\"}", names[i]);
		CHECK_STR(normalizer(part), want);
		snprintf(part, sizeof(part), "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"%s\"}]}", names[i]);
		CHECK_STR(normalizer(part), want);
	}
	CHECK_HAS(normalizer("{\"type\":\"Prepend\",\"prepend\":\"x\"}"), "normalizer 'Prepend (of another text");
	CHECK_HAS(normalizer("{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"b\"}"), "normalizer 'Replace");
	CHECK_HAS(normalizer("{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" \"},\"content\":\"" MARK "\"}"), "normalizer 'Replace");
}

TEST(pre_tokenizers, "refuses each pre_tokenizer that it does not have by its name, and a Split by its expression")
{
	static const char *const names[] = { "Whitespace", "WhitespaceSplit", "Punctuation", "BertPreTokenizer",
					     "CharDelimiterSplit", "UnicodeScripts", "FixedLength", "New" };
	char part[512], want[256];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(want, sizeof(want), "pre_tokenizer '%s' is not supported", names[i]);
		snprintf(part, sizeof(part), "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"%s\"}," BYTES "]}", names[i]);
		CHECK_STR(pre_tokenizer(part), want);
	}
	CHECK_STR(pre_tokenizer(SEQUENCE(SPLIT("[a-z]+|.", "Isolated", "false"), BYTES)),
		  "pre_tokenizer 'Split' at '[a-z]+|.' is not supported");
	CHECK_STR(pre_tokenizer(SEQUENCE("{\"type\":\"Split\",\"pattern\":{\"String\":\",\"},\"behavior\":\"Isolated\"}", BYTES)),
		  "pre_tokenizer 'Split' at ',' is not supported");
	CHECK_STR(pre_tokenizer(SEQUENCE(SPLIT("\\\\p{N}", "MergedWithNext", "false"), BYTES)),
		  "pre_tokenizer 'Split' with behavior 'MergedWithNext' is not supported");
	/* Removing what is between numbers removes text. */
	CHECK_STR(pre_tokenizer(SEQUENCE(SPLIT("\\\\p{N}", "Removed", "true"), BYTES)),
		  "pre_tokenizer 'Split' with behavior 'Removed', inverted, is not supported");
}

TEST(combinations, "refuses parts that do not go together")
{
	CHECK_STR(pre_tokenizer(SEQUENCE(BYTES, DIGITS)), "pre_tokenizer 'Digits' after 'ByteLevel' is not supported");
	CHECK_STR(pre_tokenizer(SEQUENCE(BYTES, BYTES)), "pre_tokenizer 'ByteLevel' after 'ByteLevel' is not supported");
	CHECK_HAS(pre_tokenizer(DIGITS), "without ByteLevel");
	CHECK_HAS(pre_tokenizer(SEQUENCE(METASPACE("always", "true"), BYTES)), "with U+2581 for spaces");
	CHECK_HAS(pre_tokenizer(SEQUENCE(DIGITS, BYTE_LEVEL("true", "true"))), "with add_prefix_space behind a Split");
	CHECK_HAS(json_refused(json_of(BPE_ADDED, NONE, BYTES, NONE, NONE, BPE_MODEL "," BPE_MERGES), BITNET_E_UNSUPPORTED),
		  "without a decoder");
	CHECK_HAS(json_refused(json_of(SPM_ADDED, LEGACY, NONE, NONE, DECODER, "\"ignore_merges\":true," MODEL),
			       BITNET_E_UNSUPPORTED), "ignore_merges without ByteLevel");
}

TEST(decoders, "refuses each decoder that it does not have by its name")
{
	CHECK_STR(decoder("{\"type\":\"WordPiece\"}"), "decoder 'WordPiece' is not supported");
	CHECK_STR(decoder("{\"type\":\"CTC\"}"), "decoder 'CTC' is not supported");
	CHECK_STR(decoder("{\"type\":\"BPEDecoder\"}"), "decoder 'BPEDecoder' is not supported");
	CHECK_HAS(decoder("{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}"), "decoder 'Strip");
	CHECK_HAS(decoder("{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"b\"}"), "decoder 'Replace");
	CHECK_STR(json_refused(json_of(BPE_ADDED, NONE, BYTES, NONE, "{\"type\":\"WordPiece\"}", BPE_MODEL "," BPE_MERGES),
			       BITNET_E_UNSUPPORTED), "decoder 'WordPiece' is not supported");
}

TEST(post_processors, "refuses post-processors that it does not have, and ids that the vocabulary does not have")
{
	CHECK_STR(post_processor("{\"type\":\"New\"}", BITNET_E_UNSUPPORTED), "post_processor 'New' is not supported");
	CHECK_HAS(post_processor("{\"type\":\"BertProcessing\",\"sep\":[\"x\",30],\"cls\":[\"y\",1]}", BITNET_E_INPUT),
		  "adds the id 30, vocabulary has 30 tokens");
	CHECK_HAS(post_processor("{\"type\":\"BertProcessing\"}", BITNET_E_INPUT), "post_processor adds the id");
	CHECK_HAS(post_processor("{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"z\"}}],"
				 "\"special_tokens\":{}}", BITNET_E_INPUT), "names a token without ids");
	CHECK_HAS(post_processor("{\"type\":\"TemplateProcessing\",\"single\":[]}", BITNET_E_UNSUPPORTED), "without the text");
	CHECK_HAS(post_processor("{\"type\":\"Sequence\",\"processors\":[" TEMPLATE "," TEMPLATE "]}", BITNET_E_UNSUPPORTED),
		  "several that add tokens");
}

TEST(shapes, "refuses a part without a type, a Sequence without its list, and one nested without end")
{
	char deep[1024] = "";
	int i;

	CHECK_HAS(json_refused(json_of("", "{}", NONE, NONE, DECODER, MODEL), BITNET_E_INPUT), "normalizer has no type");
	CHECK_HAS(json_refused(json_of("", "{\"type\":\"Sequence\"}", NONE, NONE, DECODER, MODEL), BITNET_E_INPUT),
		  "has no list 'normalizers'");
	for (i = 0; i < 8; i++)
		strcat(deep, "{\"type\":\"Sequence\",\"normalizers\":[");
	for (i = 0; i < 8; i++)
		strcat(deep, "]}");
	CHECK_HAS(json_refused(json_of("", deep, NONE, NONE, DECODER, MODEL), BITNET_E_INPUT), "nested too deep");
}

TEST(gemma_split, "a Split at a space is nothing where the normalizer leaves no space")
{
	struct bitnet_tok *t = tok_json(json_of(SPM_ADDED, ESCAPE, "{\"type\":\"Split\",\"pattern\":{\"String\":\" \"},"
						"\"behavior\":\"MergedWithPrevious\",\"invert\":false}", NONE, DECODER, MODEL));

	CHECK_STR(ids(t, "hello world"), "17 24");
	bitnet_tok_free(t);
}

TEST(removed_inverted, "a Split that removes what no match covers is the same as an isolating one, where all is covered")
{
	struct bitnet_tok *t = tok_json(json_of(BPE_ADDED, NONE,
						SEQUENCE(SPLIT("'(?:[sdmt]|ll|ve|re)| ?\\\\p{L}+| ?\\\\p{N}+| ?[^\\\\s\\\\p{L}"
							       "\\\\p{N}]+|\\\\s+(?!\\\\S)|\\\\s+", "Removed", "true"),
							 BYTE_LEVEL("false", "false")),
						NONE, BPE_DECODER, BPE_MODEL "," BPE_MERGES));

	CHECK_STR(bitnet_tok_info(t)->pre, "gpt-2");
	CHECK_STR(ids(t, "  hello 1212."), "20 26 20 33 33 13");
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}
