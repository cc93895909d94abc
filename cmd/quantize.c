/* SPDX-License-Identifier: MIT */
/* bitnet-quantize: checkpoints and GGUF files to GGUF, with ternary weights as they are asked for. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/convert.h>
#include <bitnet/model.h>

#include "cli-remote.h"
#include "cli.h"
#include "quantize.h"

static const char *const types[] = { "i2_s", "tq1_0", "tq2_0", "tl1", "tl2", "f16", NULL };
static const int type_numbers[] = {
	BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0, BITNET_TENSOR_TL1, BITNET_TENSOR_TL2, BITNET_TENSOR_F16
};
static const char *const dense_types[] = { "f32", "f16", "bf16", "q8_0", "q6_k", "q4_0", NULL };
static const int dense_numbers[] = {
	BITNET_TENSOR_F32, BITNET_TENSOR_F16, BITNET_TENSOR_BF16, BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q6_K, BITNET_TENSOR_Q4_0
};
static const char *const programs[] = { "bitnet", "llama.cpp", NULL };
static const char *const layouts[] = { "x86", "arm", NULL };

static struct {
	int type, embedding_type, head_type, program, layout;
	bool type_given, embedding_given, head_given, force_ternary, repair, dry_run, force;
	const char *tl_config;
	struct cli_list set;
	uint64_t threads;
} opt;

static const char *const usage[] = {
	"[OPTION...] INPUT OUTPUT",
	"--dry-run [OPTION...] INPUT",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_ENUM(0, "type", &opt.type, &opt.type_given, types, "TYPE", "type of the layers' weights: i2_s, tq1_0, tq2_0, tl1, tl2 or f16"),
	CLI_ENUM(0, "embedding-type", &opt.embedding_type, &opt.embedding_given, dense_types, "TYPE",
		 "type of the embedding, and of a head that is tied to it: f32, f16, bf16, q8_0, q6_k or q4_0"),
	CLI_ENUM(0, "head-type", &opt.head_type, &opt.head_given, dense_types, "TYPE",
		 "type of a head of its own; else that of --embedding-type"),
	CLI_FLAG(0, "force-ternary", &opt.force_ternary, "round weights that are not ternary, and say what is lost"),
	CLI_FLAG(0, "repair", &opt.repair, "put right the tokenizer keys that official files lack"),
	CLI_ENUM(0, "for", &opt.program, NULL, programs, "PROGRAM", "write for bitnet or for llama.cpp"),
	CLI_STR(0, "tl-config", &opt.tl_config, "CONFIG", "tiles of TL1 and TL2 tensors: ROWSxCOLS:BM,BK,bm, several with '/' between"),
	CLI_ENUM(0, "i2s-layout", &opt.layout, NULL, layouts, "NAME", "layout of I2_S tensors in the input: x86 or arm"),
	CLI_LIST(0, "set", &opt.set, "NAME=VALUE", "set the key general.NAME, such as license=mit; may be repeated"),
	CLI_UINT('j', "threads", &opt.threads, NULL, 1, 1024, "N", "use N threads"),
	CLI_FLAG(0, "dry-run", &opt.dry_run, "show what would be written, and write nothing"),
	CLI_FLAG(0, "force", &opt.force, "write over an OUTPUT that exists"),
	CLI_JSON,
	CLI_COMMON
};

static int progress(void *arg, uint64_t done, uint64_t total)
{
	cli_progress(total ? (double)done / (double)total : -1, "%s: %llu of %llu MiB", (const char *)arg,
		     (unsigned long long)(done >> 20), (unsigned long long)(total >> 20));
	return 0;
}

static void show_plan(const struct bitnet_convert *c, const char *input, const char *output)
{
	if (cli.json) {
		struct json_object *o = quantize_json(c, input, output);

		cli_json_write(stdout, o);
		json_object_put(o);
	} else {
		quantize_table(stdout, c, isatty(STDOUT_FILENO));
	}
	cli_flush(stdout);
}

/* An input is never written over; another file only when asked to. */
static int check_output(const struct bitnet_convert *c, const char *output)
{
	struct stat st;

	if (strcmp(output, "-") == 0 || stat(output, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	if (bitnet_convert_reads(c, output))
		return cli_usage("'%s' is read for this: it is not written over", output);
	if (!opt.force)
		return cli_fail_named(CLI_EXIT_CANTCREAT, "output_exists", "Give --force to write over it.", "%s: exists already", output);
	return 0;
}

static int write_output(struct bitnet_convert *c, const char *input, const char *output)
{
	struct bitnet_error err;
	FILE *f = cli_out_open(output);
	const char *shown = strcmp(output, "-") == 0 ? "standard output" : output;
	int status = cli_out_binary(f);

	if (status == 0 && bitnet_convert_write(c, f, progress, (void *)"writing", &err) != 0) {
		cli_progress_end();
		status = cli_fail(&err, err.status == BITNET_E_SYSTEM ? shown : input);
	}
	cli_progress_end();
	if (status == 0)
		cli_flush(f);
	if (status)
		cli_out_abandon();
	else
		status = cli_out_close();
	return status;
}

static int convert(const char *input, const char *output)
{
	struct bitnet_convert_options o;
	struct bitnet_convert *c;
	struct bitnet_error err;
	int status;

	if (opt.tl_config && bitnet_model_check_tl_config(opt.tl_config, &err) != 0)
		return cli_usage("--tl-config: %s", err.message);
	status = cli_local_model(&input);
	if (status)
		return status;
	bitnet_convert_options_defaults(&o);
	if (opt.type_given)
		o.ternary_type = type_numbers[opt.type];
	if (opt.embedding_given)
		o.embedding_type = dense_numbers[opt.embedding_type];
	if (opt.head_given)
		o.head_type = dense_numbers[opt.head_type];
	o.force_ternary = opt.force_ternary;
	o.repair = opt.repair;
	o.for_llama_cpp = opt.program == 1;
	o.i2s_layout = opt.layout == 1 ? BITNET_I2S_ARM : BITNET_I2S_X86;
	o.tl_config = opt.tl_config;
	o.set = opt.set.v;
	o.n_set = opt.set.n;
	o.n_threads = cli_threads(opt.threads);
	status = bitnet_convert_open(&c, input, &o, progress, (void *)"reading", &err);
	cli_progress_end();
	if (status && strcmp(err.name, "set_key") == 0)
		return cli_fail_named(CLI_EXIT_USAGE, err.name, err.hint, "--set: %s", err.message);
	if (status && strcmp(err.name, "llama_cpp_type") == 0)
		return cli_fail_named(CLI_EXIT_USAGE, err.name, err.hint, "--type: %s", err.message);
	if (status)
		return cli_fail(&err, input);
	cli_each_line(bitnet_convert_notes(c), cli_warn);
	if (!cli.quiet && (!output || cli_wants_info()))
		quantize_say(c);
	quantize_say_losses(c, !cli.quiet && (!output || cli_wants_info()));
	status = output ? check_output(c, output) : 0;
	if (status == 0 && output)
		status = write_output(c, input, output);
	if (status == 0 && (!output || cli.json))
		show_plan(c, input, output);
	bitnet_convert_free(c);
	return status;
}

static int run(int argc, char **argv)
{
	if (argc < 1)
		return cli_usage("no INPUT given");
	if (argc > 2)
		return cli_usage("more than an INPUT and an OUTPUT: '%s'", argv[2]);
	if (argc == 1 && !opt.dry_run)
		return cli_usage("no OUTPUT given");
	if (argc == 2 && cli.json && strcmp(argv[1], "-") == 0 && !opt.dry_run)
		return cli_usage("the output and --json both go to standard output");
	return convert(argv[0], opt.dry_run ? NULL : argv[1]);
}

const struct cli_command cli_command = {
	.name = "bitnet-quantize",
	.summary = "turn a checkpoint or a GGUF into a GGUF with ternary weights",
	.usage = usage,
	.opts = opts,
	.run = run,
};
