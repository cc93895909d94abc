/* SPDX-License-Identifier: MIT */
/* bitnet/infer.h: three ids go in, the four most likely ones come after. */
#include <stdio.h>

#include <bitnet/infer.h>

int main(int argc, char **argv)
{
	static const uint32_t prompt[] = { 1, 2, 3 };
	struct bitnet_sampler_options greedy;
	struct bitnet_sampler *pick = NULL;
	struct bitnet_session *s = NULL;
	struct bitnet_model *m = NULL;
	struct bitnet_gguf *g = NULL;
	struct bitnet_error err;
	uint32_t id;
	int i, status;

	bitnet_sampler_options_defaults(&greedy);
	if (argc != 2 || bitnet_gguf_open(&g, argv[1], &err) != 0 || bitnet_model_load(&m, g, NULL, &err) != 0 ||
	    bitnet_session_new(&s, m, NULL, &err) != 0 ||
	    bitnet_sampler_new(&pick, &greedy, bitnet_model_info(m)->n_vocab, &err) != 0)
		return 1;
	status = bitnet_session_eval(s, prompt, 3, NULL, &err);
	for (i = 0; i < 4 && status == 0; i++) {
		id = bitnet_sampler_next(pick, bitnet_session_logits(s));
		printf("%u%c", (unsigned)id, i < 3 ? ' ' : '\n');
		bitnet_sampler_accept(pick, id);
		status = bitnet_session_eval(s, &id, 1, NULL, &err);
	}
	bitnet_sampler_free(pick);
	bitnet_session_free(s);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	return status == 0 ? 0 : 1;
}
