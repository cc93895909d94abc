/* SPDX-License-Identifier: MIT */
/* bitnet/model.h: check a model, load it, and say what it is. */
#include <stdio.h>

#include <bitnet/model.h>

static int report(void *arg, const struct bitnet_finding *f)
{
	(void)arg;
	printf("%s %s: %s\n", f->fatal ? "fault" : "odd", f->subject, f->message);
	return 0;
}

int main(int argc, char **argv)
{
	const struct bitnet_model_info *info;
	struct bitnet_error err;
	struct bitnet_model *m;
	struct bitnet_gguf *g;

	if (argc != 2 || bitnet_gguf_open(&g, argv[1], &err) != 0)
		return 1;
	if (bitnet_model_check(g, true, report, NULL, &err) != 0 || bitnet_model_load(&m, g, NULL, &err) != 0) {
		fprintf(stderr, "%s: %s\n", argv[1], err.message);
		return 1;
	}
	info = bitnet_model_info(m);
	printf("%s: %u layers, %u wide\n", info->architecture, info->n_layer, info->n_embd);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	return 0;
}
