/* SPDX-License-Identifier: MIT */
/*
 * A folder of shards: the index up to the first NUL, behind it the offsets of the first shard, whose ids are 32 bytes.
 * Whatever they say, no more ids come than there are, in sequences that end.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli-ids.h"
#include "cli-shards.h"
#include "cli.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct cli_state cli = { .quiet = true };
const struct cli_command cli_command = { .name = "fuzz" };

static char folder[] = P_tmpdir "/fuzz-shards.XXXXXX";

static void must(bool holds)
{
	if (!holds)
		abort();
}

static char *path(const char *name)
{
	static char p[64];

	snprintf(p, sizeof(p), "%s/%s", folder, name);
	return p;
}

/* A new file each time: some file systems write one that was cut to nothing to the disk at once. */
static void put(const char *name, const void *data, size_t n)
{
	FILE *f;

	unlink(path(name));
	f = fopen(path(name), "w");
	must(f && fwrite(data, 1, n, f) == n && fclose(f) == 0);
}

static void clean(void)
{
	unlink(path("index.json"));
	unlink(path("00000.idx"));
	unlink(path("00000.bin"));
	rmdir(folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = memchr(data, 0, size);
	size_t n = nul ? (size_t)(nul - data) : size, ids = 0;
	struct cli_shards *s;
	struct bitnet_tokens seq;
	int got;

	if (!cli.command) {
		must(mkdtemp(folder) != NULL);
		atexit(clean);
		put("00000.bin", "0123456789abcdef0123456789abcdef", 32);
		/* What is wrong is told; here nobody reads it. */
		must(freopen("/dev/null", "w", stderr) != NULL);
		cli.command = &cli_command;
	}
	put("index.json", data, n);
	put("00000.idx", nul ? nul + 1 : data, nul ? size - n - 1 : 0);
	if (cli_shards_open(&s, folder, 0) != 0)
		return 0;
	bitnet_tokens_init(&seq);
	while (seq.n = 0, (got = cli_shards_part(s, &seq)) > 0)
		must((ids += seq.n) <= 16 && cli_shards_number(s) < 100000000);
	bitnet_tokens_release(&seq);
	cli_shards_close(s);
	return 0;
}
