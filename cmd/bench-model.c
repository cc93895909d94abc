/* SPDX-License-Identifier: MIT */
/* The speed of a model: prompts, and tokens one after the other, at several depths, by several numbers of threads. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "bench-options.h"
#include "cli-json.h"
#include "cli.h"

/* More than caches hold. */
#define MEMORY_BYTES ((size_t)512 << 20)
#define MEMORY_ROUNDS 5

struct run {
	struct bench_options *o;
	const char *level;
	struct bitnet_gguf *gguf;
	struct bitnet_model *model;
	struct bitnet_session *session;
	struct bitnet_sampler *sampler;
	uint32_t *ids;                  /* to start from, as many as the longest context */
	uint32_t *made;
	size_t n_ctx, step, n_steps;
	uint32_t held;                  /* so many of ids[] the context begins with */
	struct bench_report report;
};

static void name_model(struct run *r)
{
	struct bench_report *b = &r->report;
	struct bitnet_error err;
	struct bitnet_str name;

	b->model_size = bench_file_bytes(r->gguf);
	if (bitnet_gguf_get_str(r->gguf, "general.name", &name, &err) != 0)
		name = (struct bitnet_str){ b->model->architecture, strlen(b->model->architecture) };
	bitnet_text_escape(b->name, sizeof(b->name), name.s, name.n);
}

static int eval(struct run *r, const uint32_t *ids, size_t n)
{
	struct bitnet_error err;

	return n && bitnet_session_eval(r->session, ids, n, NULL, &err) ? cli_fail(&err, r->o->model.file) : 0;
}

/* n tokens, each from the one before; the first input is the one behind the context. */
static int generate(struct run *r, size_t depth, size_t n)
{
	uint32_t id = r->ids[depth];
	size_t i;
	int status = 0;

	for (i = 0; status == 0 && i < n; i++) {
		status = eval(r, &id, 1);
		if (status == 0)
			r->made[i] = id = bitnet_sampler_pick(r->sampler, r->session);
	}
	return status;
}

/* n ids of a prompt, and the token behind them. */
static int prompt(struct run *r, size_t depth, size_t n)
{
	int status = eval(r, r->ids + depth, n);

	if (status == 0 && n)
		bitnet_sampler_pick(r->sampler, r->session);
	return status;
}

/* What was made has to be what was made before. */
static int note_ids(struct run *r, struct bench_result *b)
{
	struct bitnet_error err;
	char hash[65];

	if (bitnet_bench_hash_ids(r->made, b->n_gen, hash, &err) != 0)
		return cli_fail(&err, NULL);
	if (*b->ids_sha256 && strcmp(hash, b->ids_sha256) != 0)
		return cli_fail_named(CLI_EXIT_BUG, "results_differ", NULL, "%s: the same start gave other tokens the second time",
				      r->o->model.file);
	memcpy(b->ids_sha256, hash, sizeof(hash));
	return 0;
}

static void say_progress(struct run *r, const struct bench_result *b, size_t i)
{
	cli_progress((double)r->step++ / (double)r->n_steps, "%u thread%s, %u %s at %u, %s", (unsigned)b->n_threads,
		     b->n_threads == 1 ? "" : "s", (unsigned)(b->n_gen ? b->n_gen : b->n_prompt), b->n_gen ? "tokens" : "ids of a prompt",
		     (unsigned)b->n_depth, i ? "measuring" : "warming up");
}

/* The context becomes the first `depth` ids to start from. */
static int go_to(struct run *r, uint32_t depth)
{
	uint32_t keep = r->held < depth ? r->held : depth;
	int status;

	bitnet_session_truncate(r->session, keep);
	status = eval(r, r->ids + keep, depth - keep);
	r->held = depth;
	return status;
}

/* What the session has left out up to now, of all tokens that it evaluated alone. */
static void note_skipped(struct run *r, struct bench_result *b)
{
	double up = (double)bench_matrix_bytes(r->gguf, ".ffn_up.weight"), down = (double)bench_matrix_bytes(r->gguf, ".ffn_down.weight");

	b->skips = bitnet_session_live(r->session, &b->live_up, &b->live_down);
	b->bytes_read_per_token = b->bytes_per_token - bench_head_spared(r->gguf, r->session);
	if (b->skips)
		b->bytes_read_per_token -= (uint64_t)((1 - b->live_up) * up + (1 - b->live_down) * down);
}

/* The first time warms up and is not counted; of generation one token does. */
static int measure(struct run *r, struct bench_result *b, double *seconds)
{
	size_t i;
	int status = 0;

	for (i = 0; status == 0 && i <= b->n; i++) {
		double start;

		say_progress(r, b, i);
		status = go_to(r, b->n_depth);
		start = cli_seconds();
		if (status == 0)
			status = b->n_gen ? generate(r, b->n_depth, i ? b->n_gen : 1) : prompt(r, b->n_depth, b->n_prompt);
		if (i)
			seconds[i - 1] = cli_seconds() - start;
		if (status == 0 && i && b->n_gen)
			status = note_ids(r, b);
	}
	return status;
}

/* The next result, with what is known before it is measured. */
static struct bench_result *add_result(struct run *r, uint32_t depth, uint32_t n_prompt, uint32_t n_gen)
{
	struct bench_report *b = &r->report;
	struct bench_result *t = &b->results[b->n_results++];
	struct bitnet_session_info info;

	bitnet_session_info(r->session, &info);
	memset(t, 0, sizeof(*t));
	t->n_prompt = n_prompt;
	t->n_gen = n_gen;
	t->n_depth = depth;
	t->n_threads = info.n_threads;
	t->n = (size_t)r->o->repeat;
	t->seconds = cli_xmalloc(t->n * sizeof(*t->seconds));
	t->live_up = t->live_down = 1;
	if (n_gen)      /* of the cache what stands there on average */
		t->bytes_per_token = bench_weight_bytes(r->gguf) + info.kv_bytes / bitnet_session_n_ctx(r->session) * (depth + (uint64_t)n_gen / 2);
	return t;
}

static int measure_new(struct run *r, struct bench_result *b)
{
	int status = measure(r, b, b->seconds);

	if (status == 0 && b->n_gen)
		note_skipped(r, b);
	return status;
}

static int measure_depth(struct run *r, const struct bench_plan *p, uint32_t depth)
{
	size_t i;
	int status = 0;

	for (i = 0; status == 0 && i < p->prompts.n; i++)
		if (p->prompts.v[i])
			status = measure_new(r, add_result(r, depth, p->prompts.v[i], 0));
	for (i = 0; status == 0 && i < p->counts.n; i++)
		if (p->counts.v[i])
			status = measure_new(r, add_result(r, depth, 0, p->counts.v[i]));
	return status;
}

/* Again what could skip something, with nothing skipped: the tokens have to be the same. */
static int measure_whole(struct run *r, struct bench_result *b)
{
	int status;

	r->n_steps += (size_t)r->o->repeat + 1;
	bitnet_session_free(r->session);
	r->session = NULL;
	r->held = 0;
	r->o->model.no_skip = true;
	status = cli_model_session(&r->session, r->model, &r->o->model, (uint32_t)r->n_ctx, r->level);
	r->o->model.no_skip = false;
	if (status)
		return status;
	b->whole_seconds = cli_xmalloc(b->n * sizeof(*b->whole_seconds));
	return measure(r, b, b->whole_seconds);
}

static int measure_threads(struct run *r, const struct bench_plan *p, uint32_t n_threads)
{
	struct bench_report *b = &r->report;
	struct bitnet_session_info info;
	size_t i, first = b->n_results;
	int status;

	r->o->model.threads = n_threads;
	status = cli_model_session(&r->session, r->model, &r->o->model, (uint32_t)r->n_ctx, r->level);
	if (status)
		return status;
	r->held = 0;
	bitnet_session_info(r->session, &info);
	b->level = info.cpu_level;
	for (i = 0; status == 0 && i < p->depths.n; i++)
		status = measure_depth(r, p, p->depths.v[i]);
	for (i = first; status == 0 && i < b->n_results; i++)
		if (b->results[i].skips)
			status = measure_whole(r, &b->results[i]);
	bitnet_session_free(r->session);
	r->session = NULL;
	return status;
}

static int set_up(struct run *r, const struct bench_plan *p)
{
	uint32_t n_prompt = bench_most(&p->prompts), n_gen = bench_most(&p->counts);
	double start = cli_seconds();
	struct bitnet_sampler_options how;
	struct bitnet_error err;
	size_t n = bench_n_tests(&p->prompts) + bench_n_tests(&p->counts);
	int status = cli_model_device(&r->o->model, &r->level);

	r->o->model.threads = bench_most(&p->threads);
	r->o->model.head_at_once = true;
	if (status || (status = cli_model_open(&r->gguf, &r->o->model)) != 0 ||
	    (status = cli_model_load(&r->model, r->gguf, &r->o->model)) != 0)
		return status;
	r->report.load_seconds = cli_seconds() - start;
	r->report.model = bitnet_model_info(r->model);
	name_model(r);
	bitnet_sampler_options_defaults(&how);
	if (bitnet_sampler_new(&r->sampler, &how, r->report.model->n_vocab, &err) != 0)
		return cli_fail(&err, NULL);
	n *= p->depths.n * p->threads.n;
	r->n_steps = n * ((size_t)r->o->repeat + 1);
	r->report.results = cli_xmalloc(n * sizeof(*r->report.results));
	r->n_ctx = (size_t)bench_most(&p->depths) + (n_prompt > n_gen ? n_prompt : n_gen);
	r->ids = cli_xmalloc((r->n_ctx + 1) * sizeof(*r->ids));
	r->made = cli_xmalloc((n_gen + 1) * sizeof(*r->made));
	bitnet_bench_start_ids(r->ids, r->n_ctx + 1, r->report.model->n_vocab, bench_first_id(r->gguf, r->report.model->n_vocab));
	return 0;
}

static void tear_down(struct run *r)
{
	size_t i;

	for (i = 0; i < r->report.n_results; i++) {
		free(r->report.results[i].seconds);
		free(r->report.results[i].whole_seconds);
	}
	free(r->report.results);
	free(r->ids);
	free(r->made);
	bitnet_sampler_free(r->sampler);
	bitnet_session_free(r->session);
	bitnet_model_free(r->model);
	bitnet_gguf_close(r->gguf);
}

/* After the model, whose greatest size would else be that of what is read here. */
static int measure_memory(struct run *r, const struct bench_plan *p)
{
	struct bench_report *b = &r->report;
	uint32_t n_rounds = r->o->repeat < MEMORY_ROUNDS ? (uint32_t)r->o->repeat : MEMORY_ROUNDS;
	struct bitnet_error err;
	size_t i;

	b->peak_bytes = cli_peak_bytes();
	cli_progress(-1, "measuring the memory");
	for (i = 0; i < p->threads.n; i++) {
		b->memory[i].n_threads = p->threads.v[i];
		if (bitnet_bench_memory(p->threads.v[i], MEMORY_BYTES, n_rounds, &b->memory[i].m, &err) != 0)
			return cli_fail(&err, NULL);
	}
	b->n_memory = p->threads.n;
	return 0;
}

static int measure_all(struct run *r, const struct bench_plan *p)
{
	size_t i;
	int status = set_up(r, p);

	for (i = 0; status == 0 && i < p->threads.n; i++)
		status = measure_threads(r, p, p->threads.v[i]);
	if (status == 0)
		status = measure_memory(r, p);
	cli_progress_end();
	return status;
}

int bench_model(struct bench_options *o)
{
	struct run *r;
	struct bench_plan p;
	FILE *f;
	int status = cli_model_choose(&o->model);

	if (status == 0)
		status = bench_plan(&p, o);
	if (status == 0 && !bench_n_tests(&p.prompts) && !bench_n_tests(&p.counts))
		status = cli_usage("nothing to measure: --prompt and --count are 0");
	if (status == 0)
		status = cli_out_spares(o->output, o->model.file, NULL);
	if (status)
		return status;
	r = cli_xmalloc(sizeof(*r));
	memset(r, 0, sizeof(*r));
	r->o = o;
	r->report.o = o;
	bench_processor(r->report.processor, sizeof(r->report.processor));
	r->report.n_cpus = bitnet_cpu_count();
	/* What cannot be written is known before it is measured. */
	f = cli_out_open(o->output);
	status = measure_all(r, &p);
	if (status == 0) {
		bench_write(f, &r->report);
		cli_flush(f);
		status = cli_out_close();
	} else {
		cli_out_abandon();
	}
	tear_down(r);
	free(r);
	return status;
}
