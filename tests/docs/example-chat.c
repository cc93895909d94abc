/* SPDX-License-Identifier: MIT */
/* bitnet/chat.h: a conversation as ids, ready for the model to answer. */
#include <stdio.h>

#include <bitnet/chat.h>

int main(int argc, char **argv)
{
	static const struct bitnet_chat_message messages[] = {
		{ { "system", 6 }, { "Be brief.", 9 } },
		{ { "user", 4 }, { "Hello!", 6 } }
	};
	struct bitnet_tokens ids;
	struct bitnet_error err;
	struct bitnet_tok *t;
	int status;

	if (argc != 2 || bitnet_tok_open(&t, argv[1], &err) != 0)
		return 1;
	bitnet_tokens_init(&ids);
	status = bitnet_chat_encode(t, bitnet_chat_guess(t, "llama"), messages, 2, true, true, &ids, &err);
	printf("%s\n", status == 0 && ids.n > 0 ? "encoded" : err.message);
	bitnet_tokens_release(&ids);
	bitnet_tok_free(t);
	return status == 0 ? 0 : 1;
}
