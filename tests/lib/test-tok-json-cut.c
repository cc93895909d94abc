/* SPDX-License-Identifier: MIT */
/* Merges and vocabularies that are cut out of a file are those that json-c reads; what is strange is left to it. */
#include <bitnet/text.h>

#include "tok/tok-json.h"
#include "tap.h"

#define MARK "-7640891576956012809"

/* The keys as "key=id|", the pairs as "left right|", and the rest of the file; "" when nothing was cut. */
static const char *cut(const char *s)
{
	static char out[2000];
	struct bitnet_json_cut c = { .merges = { .text = BITNET_BUF_INIT } };
	size_t n = 0, rest = 0, i, used = 0;
	char *text = bitnet_json_cut_text(&c, s, strlen(s), &rest);

	out[0] = '\0';
	for (i = 0; text && c.has_vocab && i < c.vocab.keys.n; i++) {
		struct bitnet_str key = bitnet_vocab_text(&c.vocab.keys, (uint32_t)i);

		used += (size_t)snprintf(out + used, sizeof(out) - used, "%.*s=%u|", (int)key.n, key.s, c.vocab.ids[i]);
	}
	for (i = 0; text && c.has_merges && i < c.merges.n; i++) {
		const struct bitnet_json_pair *p = &c.merges.pairs[i];

		used += (size_t)snprintf(out + used, sizeof(out) - used, "%.*s %.*s|", (int)p->left, c.merges.text.s + n,
					 (int)p->right, c.merges.text.s + n + p->left);
		n += p->left + p->right;
	}
	if (text)
		snprintf(out + used, sizeof(out) - used, "%.*s", (int)rest, text);
	free(text);
	bitnet_json_cut_release(&c);
	return out;
}

TEST(orders, "either alone, and both in either order; keys that are tokens or parts of texts are none")
{
	CHECK_STR(cut("{\"vocab\":{\"a\":0,\"b\":12}}"), "a=0|b=12|{\"vocab\":{\"\":" MARK "}}");
	CHECK_STR(cut("{ \"merges\" :\t[ [\"a\" , \"b\"] ] }"), "a b|{ \"merges\" :\t[" MARK "] }");
	CHECK_STR(cut("{\"v\":{\"merges\":1},\"t\":\"\\\"merges\\\": [\",\"u\":[\"merges\"],\"merges\":[\"a b\"]}"),
		  "a b|{\"v\":{\"merges\":1},\"t\":\"\\\"merges\\\": [\",\"u\":[\"merges\"],\"merges\":[" MARK "]}");
	CHECK_STR(cut("{\"vocab\":{\"a\":0,\"merges\":1,\"vocab\":2},\"merges\":[\"a b\"],\"x\":1}"),
		  "a=0|merges=1|vocab=2|a b|{\"vocab\":{\"\":" MARK "},\"merges\":[" MARK "],\"x\":1}");
	CHECK_STR(cut("{\"merges\":[[\"vocab\",\"b\"]],\"vocab\":{\"a\":4194303}}"),
		  "a=4194303|vocab b|{\"merges\":[" MARK "],\"vocab\":{\"\":" MARK "}}");
}

TEST(strange, "what is there twice, or not in a form that is known, stays in the text")
{
	static const char *const texts[] = {
		"", "{}", "{\"merges\":[\"a b\"],\"merges\":[\"c d\"]}", "{\"merges\":null}", "{\"merges\"", "{\"merges\":", "{\"merges\":[", "{\"merges\":[\"ab\"]}",
		"{\"vocab\":[]}", "{\"vocab\":", "{\"vocab\":{", "{\"vocab\":{\"a\":1},\"vocab\":{\"b\":1}}", "{\"vocab\":{\"a\":1},\"x\":" MARK "}",
		"{\"vocab\":{\"a\":1},\"merges\":[\"a b\"],\"x\":{\"merges\":[]}}", "{\"x\":{\"vocab\":{\"b\":-1}},\"vocab\":{\"a\":1}}",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (*cut(texts[i]))
			FAIL("'%s' is cut: %s", texts[i], cut(texts[i]));
	CHECK_STR(cut("{\"vocab\":{\"a\":1},\"merges\":[\"ab\"]}"), "a=1|{\"vocab\":{\"\":" MARK "},\"merges\":[\"ab\"]}");
}

static void refused(const char *text, const char *name, const char *message)
{
	struct bitnet_error err;
	struct bitnet_tok *t = NULL;

	CHECK_INT(bitnet_tok_from_json(&t, text, strlen(text), &err), BITNET_E_INPUT);
	CHECK_STR(err.name, name);
	CHECK_STR(err.message, message);
}

TEST(messages, "what is wrong with a vocabulary is said in the same words, whoever has read it")
{
	refused("{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0,\"b\":0}}}", "tok_json", "token 'b' has the id of another");
	refused("{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0,\"b\":-1}}}", "tok_json", "token 'b' has no id that can be");
	refused("{\"added_tokens\":[{\"id\":1,\"content\":\"a\"}],\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0,\"b\":1}}}", "tok_json",
		"added token 'a' has another id in the vocabulary");
	refused("{\"added_tokens\":[{\"id\":1,\"content\":\"c\"}],\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0,\"b\":1}}}", "tok_json",
		"added token 'c' has the id of another");
	refused("{\"other\":{\"vocab\":{\"a\":0}},\"model\":{\"type\":\"WordLevel\",\"voc\\u0061b\":[]}}", "tok_json", "model has no object 'vocab'");
}

TEST(twice, "of a text that is there twice the last id counts")
{
	struct bitnet_error err;
	struct bitnet_tok *t;
	static const char text[] = "{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":{\"a\":0,\"b\":1,\"\\u0061\":2}}}";

	CHECK_OK(bitnet_tok_from_json(&t, text, sizeof(text) - 1, &err), err);
	CHECK_INT(bitnet_tok_find(t, "a", 1), 2);
	bitnet_tok_free(t);
}

TEST(elsewhere, "a list of merges that is not the model's is read as it is")
{
	struct bitnet_error err;
	struct bitnet_tok *t;
	static const char text[] = "{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":{\"a\":0,\"b\":1}},\"other\":{\"merges\":[\"a b\"]}}";
	static const char two[] = "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}}";
	static const char none[] = "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a c\"]}}";

	CHECK_OK(bitnet_tok_from_json(&t, text, sizeof(text) - 1, &err), err);
	bitnet_tok_free(t);
	CHECK_OK(bitnet_tok_from_json(&t, two, sizeof(two) - 1, &err), err);
	CHECK_INT(t->m.n, 1);
	bitnet_tok_free(t);
	CHECK_INT(bitnet_tok_from_json(&t, none, sizeof(none) - 1, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "merge 0 that makes 'ac' names no token");
}

int main(void)
{
	return tap_main();
}
