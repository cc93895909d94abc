/* SPDX-License-Identifier: MIT */
/* bitnet/discover.h: which tokenizer belongs to a model. */
#include <stdio.h>

#include <bitnet/discover.h>

int main(int argc, char **argv)
{
	struct bitnet_discover_options how = { .strict = true, .offline = true };
	struct bitnet_discovery *d;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	int status;

	if (argc != 2 || bitnet_gguf_open(&g, argv[1], &err) != 0)
		return 1;
	status = bitnet_discover(&d, g, argv[1], &how, &err);
	if (status == 0)
		printf("%s: %s\n", bitnet_strategy_name(d->strategy), bitnet_tok_algorithm_name(d->tok_algorithm));
	else
		printf("%s\n", err.message);
	/* A search that found nothing still says where it looked. */
	if (status == 0 || status == BITNET_E_NOTFOUND)
		bitnet_discovery_free(d);
	bitnet_gguf_close(g);
	return 0;
}
