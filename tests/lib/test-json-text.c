/* SPDX-License-Identifier: MIT */
#include "base/json-text.h"
#include "tap.h"

static int parse(const char *s, size_t n, struct bitnet_error *err)
{
	struct json_object *o = NULL;
	int rc = bitnet_json_text(&o, s, n, 4, err);

	json_object_put(o);
	return rc;
}

#define OK(s) CHECK_OK(parse(s, strlen(s), &err), err)
#define BAD(s, why) do { \
	CHECK_INT(parse(s, sizeof(s) - 1, &err), BITNET_E_INPUT); \
	CHECK_STR(err.name, "bad_json"); \
	CHECK_HAS(err.message, why); \
} while (0)

TEST(takes, "takes one JSON text with blanks around it")
{
	struct bitnet_error err;

	OK("{}");
	OK(" \r\n\t{\"a\":[1,{\"b\":null}]} \n\n");
}

TEST(refuses, "refuses what is cut, doubled, deep, or no UTF-8")
{
	struct bitnet_error err;

	BAD("", "ends too early");
	BAD("{\"a\":", "ends too early");
	BAD("{} {}", "more after the end");
	BAD("{}\0", "more after the end");
	BAD("[[[[[1]]]]]", "byte 4");
	BAD("[1,]", "byte 3");
	BAD("{\"a\":\"\xff\"}", "byte 6");
}

TEST(borrowed, "needs no NUL behind the text")
{
	struct bitnet_error err;
	char *exact = malloc(2);

	memcpy(exact, "{}", 2);
	CHECK_OK(parse(exact, 2, &err), err);
	free(exact);
}

TEST(nul, "sees the escape of U+0000 and not a backslash before u0000")
{
	CHECK(bitnet_json_has_nul("{\"a\\u0000b\":1}", 14));
	CHECK(bitnet_json_has_nul("\"\\\\\\u0000\"", 10));
	CHECK(!bitnet_json_has_nul("\"\\\\u0000\"", 9));
	CHECK(!bitnet_json_has_nul("\"\\u0001\"", 8));
	CHECK(!bitnet_json_has_nul("\"\\u000", 6));
}

int main(void)
{
	return tap_main();
}
