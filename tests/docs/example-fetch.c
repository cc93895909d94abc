/* SPDX-License-Identifier: MIT */
/* What a file of the Hub is: example-fetch ENDPOINT REPO FILE. */
#include <stdio.h>

#include <bitnet/fetch.h>

static int told(void *arg, const struct bitnet_fetch_event *e)
{
	(void)arg;
	if (e->what == BITNET_FETCH_WAIT)
		fprintf(stderr, "%.0f seconds to wait: %s\n", e->seconds, e->text);
	return 0;
}

int main(int argc, char **argv)
{
	struct bitnet_fetch_options o;
	struct bitnet_fetch_file file;
	struct bitnet_fetch *f;
	struct bitnet_error err;
	int rc;

	if (argc != 4)
		return 64;
	bitnet_fetch_options_defaults(&o);
	o.endpoint = argv[1];
	o.event = told;
	rc = bitnet_fetch_open(&f, &o, &err);
	if (rc == 0) {
		rc = bitnet_fetch_stat(f, argv[2], "main", argv[3], &file, &err);
		bitnet_fetch_close(f);
	}
	if (rc) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	printf("%lld bytes, commit %s, hash %s\n", (long long)file.size, file.commit, file.etag);
	return 0;
}
