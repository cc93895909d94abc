/* SPDX-License-Identifier: MIT */
/*
 * Puts files into a cache, as a download would: mkcache DIR KEY FILE[=NAME]...
 * REPO, COMMIT, LICENSE, TOKENS_SHA256 and VOCAB_SIZE of the environment go into the manifest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/cache.h>

static int add(struct bitnet_cache_txn *t, char *arg, struct bitnet_error *err)
{
	char *equals = strchr(arg, '='), *slash = strrchr(arg, '/'), part[65536];
	const char *name = equals ? equals + 1 : slash ? slash + 1 : arg;
	size_t n;
	FILE *f;
	int rc;

	if (equals)
		*equals = '\0';
	f = fopen(arg, "rb");
	if (!f) {
		perror(arg);
		exit(1);
	}
	rc = bitnet_cache_file_begin(t, name, -1, NULL, err);
	while (rc == 0 && (n = fread(part, 1, sizeof(part), f)) > 0)
		rc = bitnet_cache_file_write(t, part, n, err);
	fclose(f);
	return rc ? rc : bitnet_cache_file_end(t, err);
}

int main(int argc, char **argv)
{
	const char *size = getenv("VOCAB_SIZE");
	struct bitnet_cache_facts facts = {
		.repo = getenv("REPO"), .revision = "main", .commit = getenv("COMMIT"), .license = getenv("LICENSE"),
		.tokens_sha256 = getenv("TOKENS_SHA256"), .vocab_size = size ? atoi(size) : -1
	};
	struct bitnet_cache_txn *t = NULL;
	struct bitnet_cache *c;
	struct bitnet_error err;
	int i, rc;

	if (argc < 4 || bitnet_cache_open(&c, argv[1], &err) != 0)
		return 64;
	rc = bitnet_cache_begin(&t, c, argv[2], &err);
	for (i = 3; rc == 0 && i < argc; i++)
		rc = add(t, argv[i], &err);
	if (rc == 0)
		rc = bitnet_cache_commit(t, &facts, &err);
	else
		bitnet_cache_abort(t);
	if (rc)
		fprintf(stderr, "mkcache: %s\n", err.message);
	bitnet_cache_close(c);
	return rc != 0;
}
