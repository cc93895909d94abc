/* SPDX-License-Identifier: MIT */
/* Texts and ids of a vocabulary are those that json-c reads; what is strange is left to it. */
#include <bitnet/text.h>

#include "tok/tok-json.h"
#include "tap.h"

/* The members behind the '{' as "text=id|", and what follows; "" when the object is left alone. */
static const char *scan(const char *s)
{
	static char out[400];
	struct bitnet_json_vocab v = { .cap = 0 };
	const char *rest = bitnet_json_scan_vocab(s + 1, s + strlen(s), &v);
	size_t used = 0;
	uint32_t i;

	out[0] = '\0';
	for (i = 0; rest && i < v.keys.n; i++) {
		struct bitnet_str key = bitnet_vocab_text(&v.keys, i);

		used += (size_t)snprintf(out + used, sizeof(out) - used, "%.*s=%u|", (int)key.n, key.s, v.ids[i]);
		CHECK_INT(bitnet_json_vocab_id(&v, key.s, key.n), v.ids[i]);
	}
	if (rest) {
		CHECK_INT(bitnet_json_vocab_id(&v, "nowhere", 7), -1);
		snprintf(out + used, sizeof(out) - used, "%s", rest);
	}
	bitnet_json_vocab_release(&v);
	return out;
}

TEST(forms, "texts and ids, with escapes and blanks")
{
	CHECK_STR(scan("{\"a\":0,\"b\":12},\"x\":1"), "a=0|b=12|},\"x\":1");
	CHECK_STR(scan("{\n\"\\u0120\" : 3 ,\n \"\\\"\":4,\"\":5 } }"), "\xc4\xa0=3|\"=4|=5|} }");
	CHECK_STR(scan("{\"last\":4194303}"), "last=4194303|}");
}

TEST(strange, "anything else is read by the other reader, which says what is wrong")
{
	static const char *const texts[] = {
		"{}", "{", "{\"a", "{\"a\":", "{\"a\":0", "{\"a\":0,}", "{\"a\":0 \"b\":1}", "{\"a\":-1}", "{\"a\":01}", "{\"a\":1.0}", "{\"a\":1e0}", "{\"a\":4194304}",
		"{\"a\":99999999999999999999}", "{\"a\":null}", "{\"a\":\"1\"}", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"\\u0000\":1}",
		"{\"\xff\":1}",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (*scan(texts[i]))
			FAIL("'%s' is read: %s", texts[i], scan(texts[i]));
}

int main(void)
{
	return tap_main();
}
