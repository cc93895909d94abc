/* SPDX-License-Identifier: MIT */
/* bitnet/gguf.h: the architecture of a model and its tensors. */
#include <stdio.h>

#include <bitnet/gguf.h>

int main(int argc, char **argv)
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_str arch;
	uint64_t i;

	if (argc != 2 || bitnet_gguf_open(&g, argv[1], &err) != 0) {
		fprintf(stderr, "%s: %s\n", argc == 2 ? argv[1] : "which file?", argc == 2 ? err.message : "");
		return 1;
	}
	if (bitnet_gguf_get_str(g, "general.architecture", &arch, NULL) == 0)
		printf("architecture %.*s\n", (int)arch.n, arch.s);
	for (i = 0; i < bitnet_gguf_n_tensors(g); i++) {
		const struct bitnet_tensor *t = bitnet_gguf_tensor_at(g, i);
		const char *type = bitnet_tensor_type_name(t->type);

		printf("%.*s %s %llu\n", (int)t->name.n, t->name.s, type ? type : "?", (unsigned long long)t->n_elements);
	}
	bitnet_gguf_close(g);
	return 0;
}
