/* SPDX-License-Identifier: MIT */
/* bitnet/bench.h: the shapes, and a model of the smallest. */
#include <stdio.h>

#include <bitnet/bench.h>
#include <bitnet/file.h>

static int make(const char *path, struct bitnet_error *err)
{
	struct bitnet_file *f;
	int rc = bitnet_file_create(&f, path, err);

	if (rc)
		return rc;
	rc = bitnet_bench_make_model(bitnet_file_stream(f), "tiny", 7, NULL, NULL, err);
	if (rc) {
		bitnet_file_abandon(f);
		return rc;
	}
	return bitnet_file_commit(f, err);
}

int main(int argc, char **argv)
{
	const struct bitnet_bench_shape *s;
	struct bitnet_error err;
	size_t i;

	for (i = 0; (s = bitnet_bench_shape_at(i)); i++)
		printf("%s: %s, %u layers\n", s->name, s->architecture, (unsigned)s->n_layer);
	if (argc != 2)
		return 0;
	if (make(argv[1], &err) != 0) {
		fprintf(stderr, "%s: %s\n", argv[1], err.message);
		return 1;
	}
	return 0;
}
