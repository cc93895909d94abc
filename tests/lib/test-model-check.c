/* SPDX-License-Identifier: MIT */
/* bitnet_model_check(): every finding, in the order of the graph; and the hostile files of data/models/bad. */
#include <unistd.h>

#include <bitnet/model.h>

#include "data.h"
#include "model-build.h"

struct list {
	char text[8192];
	int n, n_fatal, stop_after;
};

static int note(void *arg, const struct bitnet_finding *f)
{
	struct list *l = arg;
	size_t n = strlen(l->text);

	snprintf(l->text + n, sizeof(l->text) - n, "%s %s %s: %s\n", f->fatal ? "fatal" : "odd", f->name, f->subject, f->message);
	l->n++;
	l->n_fatal += f->fatal;
	return l->stop_after && l->n >= l->stop_after;
}

static int check_tiny(const struct tiny *t, bool with_data, struct list *l, struct bitnet_error *err)
{
	size_t size;
	unsigned char *file = tiny_build(t, &size);
	struct bitnet_gguf *g;
	int s;

	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, err), *err);
	s = bitnet_model_check(g, with_data, note, l, err);
	bitnet_gguf_close(g);
	free(file);
	return s;
}

TEST(sound, "a sound model has no findings")
{
	static const char *const archs[] = { "bitnet", "bitnet-25", "bitnet-b1.58", "llama", "gpt2" };
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < 5; i++) {
		struct list l = { .n = 0 };
		struct tiny t;

		tiny_init(&t, archs[i]);
		CHECK_OK(check_tiny(&t, true, &l, &err), err);
		CHECK_STR(l.text, "");
	}
}

static void three_faults(struct gguf_build *b)
{
	gb_f32(b, "llama.rope.freq_base", -1);
	gb_u32(b, "llama.vocab_size", 39);
	gb_str(b, "llama.hidden_activation", "tanh");
}

TEST(all_keys, "all faults of the keys are reported, not only the first")
{
	struct bitnet_error err;
	struct list l = { .n = 0 };
	struct tiny t;

	tiny_init(&t, "llama");
	t.keys = three_faults;
	t.skip = "context_length";
	CHECK_OK(check_tiny(&t, true, &l, &err), err);
	CHECK_INT(l.n_fatal, 4);
	CHECK_STR(l.text,
		  "fatal key_missing llama.context_length: key 'llama.context_length' is missing\n"
		  "fatal key_range llama.rope.freq_base: key 'llama.rope.freq_base' is -1, 0.001 to 1e+12 allowed\n"
		  "fatal vocab_size llama.vocab_size: key 'llama.vocab_size' is 39, 'token_embd.weight' has 40 rows\n"
		  "fatal activation_unknown llama.hidden_activation: key 'llama.hidden_activation' is 'tanh', relu2, silu and gelu are supported\n");
}

static void extra(struct gguf_build *b)
{
	gb_tensor(b, "v.patch\n", BITNET_TENSOR_F32, 4, 0, NULL, 16);
}

TEST(tensors, "faults of several tensors, of shape and data, and a tensor that nothing uses")
{
	static const unsigned char nan32[4] = { 0, 0, 0xc0, 0x7f };
	struct bitnet_error err;
	struct list l = { .n = 0 }, header = { .n = 0 };
	struct tiny t;

	tiny_init(&t, "llama");
	t.skip = "blk.0.attn_v.weight";
	t.reshape = "blk.1.ffn_norm.weight";
	t.new_ne[0] = 255;
	t.poke = "output_norm.weight";
	t.poke_with = nan32;
	t.poke_n = 4;
	t.tensors = extra;
	CHECK_OK(check_tiny(&t, true, &l, &err), err);
	CHECK_STR(l.text,
		  "fatal tensor_missing blk.0.attn_v.weight: tensor 'blk.0.attn_v.weight' is missing\n"
		  "fatal tensor_shape blk.1.ffn_norm.weight: tensor 'blk.1.ffn_norm.weight' is 255 x 1 x 1 x 1, 256 x 1 expected\n"
		  "odd tensor_unused v.patch\\n: tensor 'v.patch\\n' is not used by the architecture llama\n"
		  "fatal tensor_not_finite output_norm.weight: tensor 'output_norm.weight' holds a value or scale that is not finite, in row 0\n");
	CHECK_OK(check_tiny(&t, false, &header, &err), err);
	CHECK_INT(header.n_fatal, 2);
}

TEST(cancel, "the caller can end a check")
{
	struct bitnet_error err;
	struct list l = { .stop_after = 2 };
	struct tiny t;

	tiny_init(&t, "llama");
	t.keys = three_faults;
	t.skip = "context_length";
	CHECK_INT(check_tiny(&t, true, &l, &err), BITNET_E_CANCELLED);
	CHECK_INT(l.n, 2);
}

TEST(stream, "a file read from a stream is checked without its data, and not loaded")
{
	struct bitnet_error err;
	struct list l = { .n = 0 };
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	struct tiny t;
	unsigned char *file;
	size_t size;
	FILE *f = tmpfile();

	tiny_init(&t, "gpt2");
	file = tiny_build(&t, &size);
	CHECK(f && fwrite(file, 1, size, f) == size && fflush(f) == 0);
	rewind(f);
	CHECK_OK(bitnet_gguf_open_stream(&g, fileno(f), &err), err);
	CHECK_OK(bitnet_model_check(g, true, note, &l, &err), err);
	CHECK_STR(l.text, "");
	CHECK_INT(bitnet_model_load(&m, g, NULL, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "model_stream");
	CHECK(!m);
	bitnet_gguf_close(g);
	free(file);
	fclose(f);
}

/* One file of data/models/bad that can be opened: what check and load say. */
static void judge(const char *name, struct list *l, int *status, struct bitnet_error *err)
{
	char path[128];
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;

	memset(l, 0, sizeof(*l));
	snprintf(path, sizeof(path), "models/bad/%s", name);
	CHECK_OK(bitnet_gguf_open(&g, data_path(path), err), *err);
	CHECK_OK(bitnet_model_check(g, true, note, l, err), *err);
	*status = bitnet_model_load(&m, g, NULL, err);
	if ((*status != 0) != (l->n_fatal != 0))
		FAIL("%s: load gives %d, check found %d fatal: %s", name, *status, l->n_fatal, l->text);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
}

TEST(bad_models, "data/models/bad: faults of the model are refused by name, by check and load alike")
{
	static const struct {
		const char *file, *name, *text;
	} cases[] = {
		{ "eps-nan.gguf", "key_range", "key 'bitnet-b1.58.attention.layer_norm_rms_epsilon' is nan" },
		{ "heads-0.gguf", "key_range", "key 'bitnet-b1.58.attention.head_count' is 0" },
		{ "i2s-code-3.gguf", "tensor_code_3", "holds the code 3" },
	};
	struct bitnet_error err;
	struct list l;
	size_t i;
	int s;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		judge(cases[i].file, &l, &s, &err);
		CHECK_INT(s, BITNET_E_INPUT);
		CHECK_STR(err.name, cases[i].name);
		CHECK_HAS(err.message, cases[i].text);
		CHECK_INT(l.n_fatal, 1);
	}
}

TEST(good_models, "data/models/bad: the odd but valid files load")
{
	static const char *const files[] = { "ok-base.gguf", "ok-shuffled-gap.gguf", "ok-unpadded-end.gguf", "ok-int-types.gguf",
					     "ok-unknown-extra.gguf", "scores-u8.gguf", "bos-out-of-range.gguf" };
	struct bitnet_error err;
	struct list l;
	size_t i;
	int s;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		judge(files[i], &l, &s, &err);
		CHECK_OK(s, err);
	}
}

int main(void)
{
	return tap_main();
}
