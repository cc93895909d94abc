/* SPDX-License-Identifier: MIT */
/* bitnet/tok.h: text to ids and back. */
#include <stdio.h>
#include <string.h>

#include <bitnet/tok.h>

int main(int argc, char **argv)
{
	struct bitnet_encode_options how = { .add_special = false };
	struct bitnet_decoder *d = NULL;
	struct bitnet_tok *t = NULL;
	struct bitnet_tokens ids;
	struct bitnet_error err;
	struct bitnet_str bytes;
	size_t i;

	bitnet_tokens_init(&ids);
	if (argc != 3 || bitnet_tok_open(&t, argv[1], &err) != 0 ||
	    bitnet_tok_encode(t, argv[2], strlen(argv[2]), &how, &ids, &err) != 0 ||
	    bitnet_decoder_new(&d, t, false, &err) != 0)
		return 1;
	for (i = 0; i < ids.n; i++)
		if (bitnet_decoder_push(d, ids.ids[i], &bytes, &err) == 0)
			fwrite(bytes.s, 1, bytes.n, stdout);
	putchar('\n');
	bitnet_decoder_free(d);
	bitnet_tokens_release(&ids);
	bitnet_tok_free(t);
	return 0;
}
