/* SPDX-License-Identifier: MIT */
/* bitnet/convert.h: plan the conversion of a model to a smaller embedding, and write it. */
#include <stdio.h>

#include <bitnet/convert.h>
#include <bitnet/file.h>

static int convert(struct bitnet_convert *c, const char *path, struct bitnet_error *err)
{
	struct bitnet_file *f;
	int rc = bitnet_file_create(&f, path, err);

	if (rc)
		return rc;
	rc = bitnet_convert_write(c, bitnet_file_stream(f), NULL, NULL, err);
	if (rc) {
		bitnet_file_abandon(f);
		return rc;
	}
	return bitnet_file_commit(f, err);
}

int main(int argc, char **argv)
{
	struct bitnet_convert_options o;
	struct bitnet_convert *c;
	struct bitnet_error err;
	size_t i, ternary = 0;
	int rc;

	if (argc != 2 && argc != 3)
		return 1;
	bitnet_convert_options_defaults(&o);
	o.embedding_type = BITNET_TENSOR_Q8_0;
	if (bitnet_convert_open(&c, argv[1], &o, NULL, NULL, &err) != 0) {
		fprintf(stderr, "%s: %s\n", argv[1], err.message);
		return 1;
	}
	for (i = 0; i < bitnet_convert_n_tensors(c); i++)
		ternary += bitnet_convert_tensor_at(c, i)->role == BITNET_CONVERT_LAYER;
	printf("%s: %zu matrices of layers, %llu bytes\n", bitnet_convert_architecture(c), ternary,
	       (unsigned long long)bitnet_convert_bytes(c));
	rc = argc == 3 ? convert(c, argv[2], &err) : 0;
	if (rc)
		fprintf(stderr, "%s: %s\n", argv[2], err.message);
	bitnet_convert_free(c);
	return rc ? 1 : 0;
}
