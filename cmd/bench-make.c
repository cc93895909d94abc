/* SPDX-License-Identifier: MIT */
/* Models to measure with: a known shape, random weights. */
#include <string.h>

#include <bitnet/bench.h>

#include "bench-options.h"
#include "cli.h"

static int progress(void *arg, uint64_t done, uint64_t total)
{
	(void)arg;
	cli_progress((double)done / (double)total, "%llu of %llu million weights", (unsigned long long)(done / 1000000),
		     (unsigned long long)(total / 1000000));
	return 0;
}

static int unknown(const char *name)
{
	char names[256] = "";
	size_t i, n = 0;

	for (i = 0; bitnet_bench_shape_at(i) && n < sizeof(names); i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s", i ? ", " : "", bitnet_bench_shape_at(i)->name);
	return cli_usage("--make-model: '%s' is none of the shapes %s", name, names);
}

int bench_make(const char *shape, uint64_t seed, const char *path)
{
	struct bitnet_error err;
	size_t i;
	FILE *f;
	int status;

	for (i = 0; bitnet_bench_shape_at(i) && strcmp(bitnet_bench_shape_at(i)->name, shape) != 0; i++)
		;
	if (!bitnet_bench_shape_at(i))
		return unknown(shape);
	f = cli_out_open(path);
	status = cli_out_binary(f);
	if (status == 0 && bitnet_bench_make_model(f, shape, seed, progress, NULL, &err) != 0) {
		cli_progress_end();
		status = cli_fail(&err, strcmp(path, "-") == 0 ? "standard output" : path);
	}
	cli_progress_end();
	if (status) {
		cli_out_abandon();
		return status;
	}
	cli_flush(f);
	return cli_out_close();
}
