/* SPDX-License-Identifier: MIT */
/* bitnet/bundle.h: what is in the cache of one machine, for another. */
#include <stdio.h>

#include <bitnet/bundle.h>

static int put(void *arg, const void *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n ? 0 : -1;
}

int main(int argc, char **argv)
{
	const char *const keys[] = { "some-key" };
	struct bitnet_cache *c;
	struct bitnet_error err;
	FILE *f;
	int status;

	if (argc != 3 || bitnet_cache_open(&c, argv[1], &err) != 0 || (f = fopen(argv[2], "wb")) == NULL)
		return 1;
	status = bitnet_bundle_export(c, keys, 1, bitnet_bundle_format(argv[2]), put, f, &err);
	if (fclose(f) != 0 || status != 0)
		printf("%s\n", status ? err.message : "cannot write");
	else
		printf("%s written\n", argv[2]);
	bitnet_cache_close(c);
	return status != 0;
}
