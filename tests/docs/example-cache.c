/* SPDX-License-Identifier: MIT */
/* bitnet/cache.h: put a tokenizer into the cache, and find it there again. */
#include <stdio.h>
#include <string.h>

#include <bitnet/cache.h>

static int put(struct bitnet_cache *c, const char *text, struct bitnet_error *err)
{
	struct bitnet_cache_facts facts = { .repo = "org/name", .revision = "main", .vocab_size = -1 };
	struct bitnet_cache_txn *t;
	int status = bitnet_cache_begin(&t, c, "some-key", err);

	if (status)
		return status;
	status = bitnet_cache_file_begin(t, "tokenizer.json", (int64_t)strlen(text), NULL, err);
	if (status == 0)
		status = bitnet_cache_file_write(t, text, strlen(text), err);
	if (status == 0)
		status = bitnet_cache_file_end(t, err);
	if (status == 0)
		return bitnet_cache_commit(t, &facts, err);
	bitnet_cache_abort(t);
	return status;
}

int main(int argc, char **argv)
{
	struct bitnet_cache_entry *e;
	struct bitnet_cache *c;
	struct bitnet_error err;
	int status;

	if (argc != 2 || bitnet_cache_open(&c, argv[1], &err) != 0)
		return 1;
	status = put(c, "{}", &err);
	if (status == 0)
		status = bitnet_cache_lookup(&e, c, "some-key", &err);
	if (status == 0) {
		printf("%s: %s\n", e->repo, bitnet_cache_entry_file(e, "tokenizer.json")->path);
		bitnet_cache_entry_free(e);
	} else {
		printf("%s\n", err.message);
	}
	bitnet_cache_close(c);
	return status != 0;
}
