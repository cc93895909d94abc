/* SPDX-License-Identifier: MIT */
/* bitnet/file.h: write a file that is complete or absent. */
#include <stdio.h>

#include <bitnet/file.h>

int main(int argc, char **argv)
{
	struct bitnet_error err;
	struct bitnet_file *f;

	if (argc != 2 || bitnet_file_create(&f, argv[1], &err) != 0)
		return 1;
	fputs("all of it\n", bitnet_file_stream(f));
	if (bitnet_file_commit(f, &err) != 0) {
		fprintf(stderr, "%s: %s\n", argv[1], err.message);
		return 1;
	}
	return 0;
}
