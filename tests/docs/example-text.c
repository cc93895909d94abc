/* SPDX-License-Identifier: MIT */
/* bitnet/text.h: show a string from a file on a terminal; write only whole characters of a stream. */
#include <stdio.h>
#include <string.h>

#include <bitnet/text.h>

int main(void)
{
	const char *hostile = "name\033[2J", *cut = "caf\xc3\xa9 \xe2\x82";
	size_t n = strlen(cut);
	char safe[32];

	puts(bitnet_text_escape(safe, sizeof(safe), hostile, strlen(hostile)));
	fwrite(cut, 1, n - bitnet_utf8_incomplete(cut, n), stdout);
	putchar('\n');
	return 0;
}
