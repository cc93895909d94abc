/* SPDX-License-Identifier: MIT */
/*
 * Reads stdin as it comes and prints "READS BYTES CUT": how many reads there were, and how many of them
 * began inside a character whose beginning had come with an earlier one.
 */
#include <stdio.h>
#include <unistd.h>

#include <bitnet/text.h>

int main(void)
{
	unsigned long reads = 0, bytes = 0, cut = 0;
	size_t open = 0;
	char s[65536];
	ssize_t n;

	while ((n = read(STDIN_FILENO, s, sizeof(s))) > 0) {
		cut += open > 0 && ((unsigned char)s[0] & 0xc0) == 0x80;
		open = bitnet_utf8_incomplete(s, (size_t)n);
		bytes += (unsigned long)n;
		reads++;
	}
	printf("%lu %lu %lu\n", reads, bytes, cut);
	return n < 0;
}
