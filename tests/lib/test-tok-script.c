/* SPDX-License-Identifier: MIT */
/* Scripts: which characters the pre-tokenizer UnicodeScripts (tokenizers 0.23.3) keeps together. */
#include "tap.h"
#include "tok/tok-script.h"

TEST(same, "Han, Hiragana and Katakana are one script, letters and marks of others are not")
{
	CHECK_INT(bitnet_script(0x65e5), bitnet_script(0x3042));
	CHECK_INT(bitnet_script(0x65e5), bitnet_script(0x30ab));
	CHECK_INT(bitnet_script(0x65e5), bitnet_script(0x30fc));
	CHECK_INT(bitnet_script('a'), bitnet_script(0xe9));
	CHECK(bitnet_script('a') != bitnet_script(0x3b1));
	CHECK(bitnet_script(0x3b1) != bitnet_script(0x430));
	CHECK(bitnet_script('a') != bitnet_script(0x301));
}

TEST(any, "a space and what is not assigned belong to what is round them; digits and marks do not")
{
	CHECK_INT(bitnet_script(' '), SCRIPT_ANY);
	CHECK_INT(bitnet_script(0x378), SCRIPT_ANY);
	CHECK_INT(bitnet_script(0x10ffff), SCRIPT_ANY);
	CHECK_INT(bitnet_script('1'), SCRIPT_COMMON);
	CHECK_INT(bitnet_script('\n'), SCRIPT_COMMON);
	CHECK_INT(bitnet_script(0), SCRIPT_COMMON);
}

int main(void)
{
	return tap_main();
}
