/* SPDX-License-Identifier: MIT */
/* What the architectures differ in: sub norms, pairing of rope, activation (formats.md 6). */
#include <string.h>

#include <bitnet/text.h>

#include "model/model-int.h"

static bool is(struct bitnet_str s, const char *name)
{
	return s.n == strlen(name) && memcmp(s.s, name, s.n) == 0;
}

bool bitnet_arch_find(struct bitnet_hparams *hp, struct bitnet_str name)
{
	static const struct {
		const char *name;
		enum bitnet_arch arch;
		bool sub_norms, neox;
	} known[] = {
		{ "bitnet", BITNET_ARCH_BITNET, true, true },
		{ "bitnet-25", BITNET_ARCH_BITNET_25, true, true },
		{ "bitnet-b1.58", BITNET_ARCH_BITNET_B158, true, true },
		{ "llama", BITNET_ARCH_LLAMA, false, false },
		{ "gpt2", BITNET_ARCH_GPT2, false, false },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is(name, known[i].name)) {
			hp->arch = known[i].arch;
			hp->name = known[i].name;
			hp->sub_norms = known[i].sub_norms;
			hp->rope_neox = known[i].neox;
			return true;
		}
	return false;
}

/* Arch "bitnet" is 1bitLLM's, with SiLU, unless the shape is that of the 2B4T model. */
static enum bitnet_activation by_arch(const struct bitnet_hparams *hp)
{
	switch (hp->arch) {
	case BITNET_ARCH_BITNET_25:
	case BITNET_ARCH_BITNET_B158:
		return BITNET_ACT_RELU2;
	case BITNET_ARCH_BITNET:
		if (hp->n_layer == 30 && hp->n_embd == 2560 && hp->n_ff == 6912 && hp->n_vocab == 128256)
			return BITNET_ACT_RELU2;
		return BITNET_ACT_SILU;
	case BITNET_ARCH_LLAMA:
		return BITNET_ACT_SILU;
	case BITNET_ARCH_GPT2:
		return BITNET_ACT_GELU;
	}
	return BITNET_ACT_SILU;
}

void bitnet_arch_rules(struct bitnet_hparams *hp, const struct bitnet_gguf *g, struct bitnet_findings *f)
{
	char key[64] = "", shown[64];
	struct bitnet_error err;
	struct bitnet_str s;
	int r;

	strcat(strcat(key, hp->name), ".hidden_activation");
	r = bitnet_gguf_get_str(g, key, &s, &err);
	if (r == BITNET_E_NOTFOUND) {
		hp->act = by_arch(hp);
		return;
	}
	if (r) {
		bitnet_finding_fatal(f, err.status, err.name, bitnet_str_of(key), "%s", err.message);
		return;
	}
	if (is(s, "relu2"))
		hp->act = BITNET_ACT_RELU2;
	else if (is(s, "silu"))
		hp->act = BITNET_ACT_SILU;
	else if (is(s, "gelu") || is(s, "gelu_new") || is(s, "gelu_pytorch_tanh"))
		hp->act = BITNET_ACT_GELU;
	else
		bitnet_finding_fatal(f, BITNET_E_UNSUPPORTED, "activation_unknown", bitnet_str_of(key),
				     "key '%s' is '%s', relu2, silu and gelu are supported", key,
				     bitnet_text_escape(shown, sizeof(shown), s.s, s.n));
	if (hp->arch == BITNET_ARCH_GPT2 && hp->act != BITNET_ACT_GELU)
		bitnet_finding_fatal(f, BITNET_E_UNSUPPORTED, "activation_unknown", bitnet_str_of(key),
				     "key '%s' is not gelu, which is the only one supported for gpt2", key);
}
