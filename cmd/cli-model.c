/* SPDX-License-Identifier: MIT */
/* The model of a program that runs one: see cli-model.h. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bitnet/tok.h>

#include "cli-json.h"
#include "cli-model.h"
#include "cli-remote.h"

const char *const cli_model_devices[] = { "auto", "cpu", "cuda", NULL };
const char *const cli_model_levels[] = { "c", "avx2", "avx512", "vnni", "amx", "neon", "dotprod", NULL };
const char *const cli_model_kv_types[] = { "f16", "f32", "q8_0", NULL };
const char *const cli_model_layouts[] = { "x86", "arm", NULL };

enum { DEVICE_AUTO, DEVICE_CPU, DEVICE_CUDA };

int cli_model_choose(struct cli_model_options *o)
{
	const char *file = cli_env("BITNET_DEFAULT_MODEL");
	struct bitnet_error err;

	if (o->tl_config && bitnet_model_check_tl_config(o->tl_config, &err))
		return cli_usage("--tl-config: %s", err.message);
	if (o->file && strcmp(o->file, "-") == 0)
		return cli_usage("a model cannot be read from standard input");
	o->threads = cli_threads(o->threads);
	if (o->file)
		return cli_local_model(&o->file);
	if (!file)
		file = BITNET_PKGDATADIR "/tinystories.gguf";
	if (access(file, R_OK) != 0)
		return cli_fail_named(CLI_EXIT_NOINPUT, "no_model", "Give --model (-m), or name a file in BITNET_DEFAULT_MODEL.",
				      "no --model (-m) is given, and the default, %s, cannot be read", file);
	cli_notice("no --model (-m) is given: running %s", file);
	o->file = file;
	return 0;
}

/* An option of words that a variable stands in for. */
static int from_environment(const char *name, const char *const *words, bool given, int *value, bool *set)
{
	const char *v = given ? NULL : cli_env(name);
	char list[128] = "";
	int i;

	*set = given || v;
	for (i = 0; v && words[i]; i++) {
		if (strcmp(words[i], v) == 0) {
			*value = i;
			return 0;
		}
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%s", i ? ", " : "", words[i]);
	}
	return v ? cli_fail_named(CLI_EXIT_CONFIG, "bad_environment", NULL, "%s='%.80s' is not one of %s", name, v, list) : 0;
}

static int choose_device(struct cli_model_options *o)
{
	bool set;
	int status = from_environment("BITNET_DEVICE", cli_model_devices, o->device_given, &o->device, &set);

	if (status)
		return status;
	if (o->device == DEVICE_CUDA)
		return cli_fail_named(CLI_EXIT_UNAVAILABLE, "no_device", "Use --device cpu or --device auto.",
				      "device 'cuda' is not available: there is no CUDA module");
	cli_info("device: cpu%s", o->device == DEVICE_AUTO ? " (auto: there is no CUDA module)" : "");
	return 0;
}

/* The level asked for, NULL for the best; a level that this machine lacks is an error. */
static int choose_cpu(struct cli_model_options *o, const char **level)
{
	const char *const *have = bitnet_cpu_levels();
	char list[128] = "";
	bool set;
	int status, i;

	status = from_environment("BITNET_CPU", cli_model_levels, o->cpu_given, &o->cpu, &set);
	*level = NULL;
	if (status || !set)
		return status;
	for (i = 0; have[i]; i++) {
		if (strcmp(have[i], cli_model_levels[o->cpu]) == 0) {
			*level = have[i];
			return 0;
		}
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%s", i ? ", " : "", have[i]);
	}
	return cli_fail_named(CLI_EXIT_UNAVAILABLE, "no_cpu_level", NULL, "CPU level '%s' is not available: this machine has %s",
			      cli_model_levels[o->cpu], list);
}

int cli_model_device(struct cli_model_options *o, const char **level)
{
	int status = choose_device(o);

	return status ? status : choose_cpu(o, level);
}

int cli_model_open(struct bitnet_gguf **g, const struct cli_model_options *o)
{
	struct bitnet_error err;

	if (bitnet_gguf_open(g, o->file, &err) != 0 || bitnet_tok_validate(*g, &err) != 0)
		return cli_fail(&err, o->file);
	return 0;
}

/* Bytes of the tensors of each type. */
static void say_types(const struct bitnet_gguf *g)
{
	uint64_t n = bitnet_gguf_n_tensors(g), i, j;

	for (i = 0; i < n; i++) {
		uint32_t type = bitnet_gguf_tensor_at(g, i)->type;
		uint64_t bytes = 0, count = 0;

		for (j = 0; j < i && bitnet_gguf_tensor_at(g, j)->type != type; j++)
			;
		if (j < i)
			continue;
		for (; j < n; j++)
			if (bitnet_gguf_tensor_at(g, j)->type == type) {
				bytes += bitnet_gguf_tensor_at(g, j)->n_bytes;
				count++;
			}
		cli_info("tensors: %llu of %s, %llu bytes", (unsigned long long)count, bitnet_tensor_type_name(type), (unsigned long long)bytes);
	}
}

static int show_load(void *arg, uint64_t done, uint64_t total)
{
	(void)arg;
	cli_progress((double)done / (double)total, "loading the model, %d %%", (int)(100 * done / total));
	return 0;
}

static void say_model(const struct bitnet_model_info *i)
{
	cli_info("weights: %llu bytes in the file's layout, %llu of our own; a compact copy of the head, once it pays: %llu",
		 (unsigned long long)i->mapped_bytes, (unsigned long long)i->owned_bytes, (unsigned long long)i->head_bytes);
}

int cli_model_load(struct bitnet_model **m, const struct bitnet_gguf *g, const struct cli_model_options *o)
{
	struct bitnet_model_options how;
	struct bitnet_error err;
	int status;

	bitnet_model_options_defaults(&how);
	how.n_threads = (uint32_t)o->threads;
	how.i2s_layout = o->i2s_layout == 1 ? BITNET_I2S_ARM : BITNET_I2S_X86;
	how.tl_config = o->tl_config;
	how.low_memory = o->low_memory;
	how.head_min_bytes = o->all_logits ? UINT64_MAX : 0;
	how.head_at_once = o->head_at_once;
	how.progress = show_load;
	status = bitnet_model_load(m, g, &how, &err);
	cli_progress_end();
	if (status)
		return cli_fail(&err, o->file);
	say_types(g);
	say_model(bitnet_model_info(*m));
	return 0;
}

static void say_session(const struct bitnet_session *session)
{
	const char *s = bitnet_session_kernels(session), *end;
	struct bitnet_session_info i;

	bitnet_session_info(session, &i);
	cli_info("cpu level: %s, threads: %u, context: %u, cache: %llu bytes", i.cpu_level, i.n_threads,
		 bitnet_session_n_ctx(session), (unsigned long long)i.kv_bytes);
	for (; s && *s; s = *end ? end + 1 : end) {
		size_t n = strcspn(s, "\t\n");

		end = s + strcspn(s, "\n");
		if (end > s)
			cli_debug("kernel %.*s: %.*s", (int)n, s, (int)(end - s - n - (s[n] == '\t')), s + n + (s[n] == '\t'));
	}
}

int cli_model_session(struct bitnet_session **s, const struct bitnet_model *m, const struct cli_model_options *o, uint32_t n_ctx,
		      const char *level)
{
	static const enum bitnet_kv_type kv_types[] = { BITNET_KV_F16, BITNET_KV_F32, BITNET_KV_Q8_0 };
	struct bitnet_session_options how;
	struct bitnet_error err;

	bitnet_session_options_defaults(&how);
	how.n_ctx = n_ctx;
	how.n_threads = (uint32_t)o->threads;
	how.kv_type = kv_types[o->kv_type];
	how.cpu_level = level;
	how.no_skip = o->no_skip;
	if (bitnet_session_new(s, m, &how, &err) != 0)
		return cli_fail(&err, o->file);
	say_session(*s);
	return 0;
}

uint64_t cli_peak_bytes(void)
{
	struct rusage u;

	return getrusage(RUSAGE_SELF, &u) == 0 ? (uint64_t)u.ru_maxrss * 1024 : 0;
}

struct json_object *cli_model_memory(const struct bitnet_model *m, const struct bitnet_session *s)
{
	const struct bitnet_model_info *model = bitnet_model_info(m);
	struct json_object *o = json_object_new_object();
	struct bitnet_session_info session;

	bitnet_session_info(s, &session);
	json_object_object_add(o, "peak_bytes", cli_json_uint(cli_peak_bytes()));
	json_object_object_add(o, "mapped_bytes", cli_json_uint(model->mapped_bytes));
	json_object_object_add(o, "owned_bytes", cli_json_uint(model->owned_bytes + bitnet_model_copy_bytes(m)));
	json_object_object_add(o, "kv_bytes", cli_json_uint(session.kv_bytes));
	json_object_object_add(o, "buffer_bytes", cli_json_uint(session.buffer_bytes));
	return o;
}

double cli_rate(size_t n, double t)
{
	return t > 0 ? (double)(int64_t)((double)n / t * 100 + 0.5) / 100 : 0;
}
