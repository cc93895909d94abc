/* SPDX-License-Identifier: MIT */
#include "base/json-text.h"
#include "convert/hf-config.h"
#include "tap.h"

static struct bitnet_error err;
static struct bitnet_hf_config c;
static struct json_object *doc;

#define SIZES "\"vocab_size\":40,\"hidden_size\":256,\"intermediate_size\":512,\"num_hidden_layers\":2,\"num_attention_heads\":4"
#define BITNET "\"architectures\":[\"BitNetForCausalLM\"]," SIZES
#define LLAMA "\"architectures\":[\"LlamaForCausalLM\"]," SIZES
#define QUANT(members) ",\"quantization_config\":{\"quant_method\":\"bitnet\"" members "}"

static int read_config(const char *json)
{
	json_object_put(doc);
	doc = NULL;
	CHECK_OK(bitnet_json_text(&doc, json, strlen(json), 32, &err), err);
	return bitnet_hf_config_read(&c, doc, &err);
}

#define OK(members) CHECK_OK(read_config("{" members "}"), err)
#define REFUSED(members, status, word, why) do { \
	CHECK_INT(read_config("{" members "}"), status); \
	CHECK_STR(err.name, word); \
	CHECK_HAS(err.message, why); \
} while (0)

TEST(bitnet, "reads a BitNet with the defaults of its class")
{
	OK(BITNET);
	CHECK_STR(c.architecture, "bitnet-b1.58");
	CHECK_STR(c.activation, "relu2");
	CHECK(c.bitnet && c.sub_norms && !c.permute && !c.online && !c.scales && !c.tied);
	CHECK(c.n_vocab == 40 && c.n_embd == 256 && c.n_ff == 512 && c.n_layer == 2 && c.n_head == 4 && c.n_head_kv == 4);
	CHECK(c.head_dim == 64 && c.rope_base == 500000.0f && c.eps == 1e-5f && c.rope_factor == 1);
	OK("\"model_type\":\"bitnet\"," SIZES);
	CHECK_STR(c.architecture, "bitnet-b1.58");
}

TEST(silu, "takes the class before the type, and SiLU for the first BitNets")
{
	OK("\"model_type\":\"llama\",\"hidden_act\":\"silu\",\"architectures\":[\"BitnetForCausalLM\"]," SIZES);
	CHECK_STR(c.architecture, "bitnet");
	CHECK(c.sub_norms && c.bitnet && c.rope_base == 10000.0f);
}

TEST(llama, "reads a LLaMA, ternary by its quantization_config or not")
{
	OK(LLAMA);
	CHECK_STR(c.architecture, "llama");
	CHECK(!c.bitnet && !c.sub_norms && c.permute && c.rope_base == 10000.0f);
	OK(LLAMA QUANT(""));
	CHECK(c.bitnet && c.scales && c.divide && !c.online);
}

TEST(scales, "divides by the scale of BitLinear and multiplies by that of AutoBitLinear")
{
	OK(BITNET QUANT(",\"linear_class\":\"bitlinear\""));
	CHECK(c.scales && c.divide);
	OK(BITNET QUANT(",\"linear_class\":\"autobitlinear\""));
	CHECK(c.scales && !c.divide && !c.online);
	OK(BITNET QUANT(",\"linear_class\":\"autobitlinear\",\"quantization_mode\":\"online\""));
	CHECK(!c.scales && c.online);
}

TEST(rope, "finds the base and a linear factor in old and new places")
{
	OK(LLAMA ",\"rope_theta\":1000042.0");
	CHECK(c.rope_base == 1000042.0f);
	OK(LLAMA ",\"rope_parameters\":{\"rope_type\":\"default\",\"rope_theta\":5e5}");
	CHECK(c.rope_base == 500000.0f);
	OK(LLAMA ",\"rope_scaling\":null");
	OK(LLAMA ",\"rope_scaling\":{\"type\":\"linear\",\"factor\":4}");
	CHECK(c.rope_factor == 4);
	REFUSED(LLAMA ",\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8}", BITNET_E_UNSUPPORTED, "config_unsupported", "'llama3'");
	REFUSED(LLAMA ",\"rope_theta\":-1", BITNET_E_INPUT, "config_key", "'rope_theta'");
	REFUSED(LLAMA ",\"rope_theta\":1e300", BITNET_E_INPUT, "config_key", "'rope_theta'");
}

TEST(unsupported, "refuses by name what would compute something else")
{
	REFUSED("\"architectures\":[\"MambaForCausalLM\"]," SIZES, BITNET_E_UNSUPPORTED, "config_unsupported", "'MambaForCausalLM'");
	REFUSED(SIZES, BITNET_E_UNSUPPORTED, "config_unsupported", "architecture ''");
	REFUSED(LLAMA ",\"hidden_act\":\"gelu\"", BITNET_E_UNSUPPORTED, "config_unsupported", "hidden_act 'gelu'");
	REFUSED(LLAMA ",\"quantization_config\":{\"quant_method\":\"gptq\"}", BITNET_E_UNSUPPORTED, "config_unsupported", "'gptq'");
	REFUSED(BITNET QUANT(",\"linear_class\":\"other\""), BITNET_E_UNSUPPORTED, "config_unsupported", "'other'");
	REFUSED(BITNET QUANT(",\"quantization_mode\":\"later\""), BITNET_E_UNSUPPORTED, "config_unsupported", "'later'");
	REFUSED(BITNET QUANT(",\"use_rms_norm\":true"), BITNET_E_UNSUPPORTED, "config_unsupported", "use_rms_norm");
	REFUSED(BITNET QUANT(",\"modules_to_not_convert\":[\"lm_head\",\"model.layers.0.mlp\"]"), BITNET_E_UNSUPPORTED, "config_unsupported",
		"'model.layers.0.mlp'");
	REFUSED(LLAMA ",\"partial_rotary_factor\":0.5", BITNET_E_UNSUPPORTED, "config_unsupported", "partial_rotary_factor");
}

TEST(ranges, "refuses sizes that are missing, no numbers, or out of range")
{
	CHECK_INT(read_config("[]"), BITNET_E_INPUT);
	REFUSED("\"model_type\":\"llama\"", BITNET_E_INPUT, "config_key", "'vocab_size' is missing");
	REFUSED("\"model_type\":\"llama\",\"vocab_size\":\"40\"", BITNET_E_INPUT, "config_key", "no whole number");
	REFUSED("\"model_type\":\"llama\",\"vocab_size\":0", BITNET_E_INPUT, "config_key", "'vocab_size' is 0");
	REFUSED("\"model_type\":\"llama\",\"vocab_size\":99999999999999999999", BITNET_E_INPUT, "config_key", "'vocab_size' is 9223372036854775807");
	REFUSED(LLAMA ",\"num_key_value_heads\":3", BITNET_E_INPUT, "config_key", "4 heads are no multiple of 3");
	REFUSED(LLAMA ",\"head_dim\":63", BITNET_E_INPUT, "config_key", "heads of 63");
	REFUSED(LLAMA ",\"rms_norm_eps\":0", BITNET_E_INPUT, "config_key", "'rms_norm_eps'");
	REFUSED("\"model_type\":\"llama\",\"vocab_size\":40,\"hidden_size\":255,\"intermediate_size\":512,\"num_hidden_layers\":2,"
		"\"num_attention_heads\":4", BITNET_E_INPUT, "config_key", "hidden_size 255");
}

int main(void)
{
	int rc = tap_main();

	json_object_put(doc);
	return rc;
}
