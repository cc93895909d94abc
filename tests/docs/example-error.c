/* SPDX-License-Identifier: MIT */
/* bitnet/error.h: what a call that failed says. */
#include <stdio.h>

#include <bitnet/error.h>
#include <bitnet/gguf.h>

int main(void)
{
	struct bitnet_gguf *g;
	struct bitnet_error err;
	int status = bitnet_gguf_open_memory(&g, "GGUF", 4, &err);

	if (status == 0)
		return 1;
	printf("status %d, name %s: %s\n", status, err.name, err.message);
	return status == BITNET_E_INPUT && status == (int)err.status ? 0 : 1;
}
