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

TEST(unknown, "refuses a component that it does not have by its name, in a Sequence too")
{
	CHECK_STR(normalizer("{\"type\":\"New\"}"), "normalizer 'New' is not supported");
	CHECK_STR(normalizer("{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"New\"}]}"), "normalizer 'New' is not supported");
	CHECK_STR(pre_tokenizer("{\"type\":\"New\"}"), "pre_tokenizer 'New' is not supported");
	CHECK_STR(pre_tokenizer(SEQUENCE("{\"type\":\"New\"}", BYTES)), "pre_tokenizer 'New' is not supported");
	CHECK_STR(decoder("{\"type\":\"New\"}"), "decoder 'New' is not supported");
}

TEST(combinations, "refuses parts that do not go together")
{
	CHECK_STR(pre_tokenizer(SEQUENCE(BYTES, BYTES)), "pre_tokenizer 'ByteLevel (twice)' is not supported");
	CHECK_STR(pre_tokenizer(SEQUENCE(BYTES, METASPACE("always", "true"))),
		  "pre_tokenizer 'Metaspace (after ByteLevel)' is not supported");
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
		  "TemplateProcessing and another that adds tokens");
}

#define BERT(cls, sep) "{\"type\":\"BertProcessing\",\"cls\":[\"x\"," cls "],\"sep\":[\"y\"," sep "]}"

TEST(nested, "a post-processor behind another puts its tokens round those of the first, as Hugging Face does")
{
	struct bitnet_tok *t = tok_json(json_of(SPM_ADDED, LEGACY, NONE, "{\"type\":\"Sequence\",\"processors\":[" BERT("5", "6") ","
						BERT("7", "8") "," TEMPLATE "]}", DECODER, MODEL));

	CHECK_STR(ids_n(t, "hello", 5, true, true), "1 7 5 18 6 8 2");
	bitnet_tok_free(t);
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
