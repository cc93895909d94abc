/* SPDX-License-Identifier: MIT */
/* What was measured of a model: a table in Markdown, JSON, or CSV. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/version.h>

#include "bench-fields.h"
#include "bench-options.h"
#include "cli.h"

/* Tokens per second of each repetition, and what they come to. */
struct rates {
	double *v, average, deviation;
	struct bench_spread spread;
	double seconds;                 /* the average */
	double seconds_deviation;
};

static double deviation(const double *v, size_t n, double average)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (v[i] - average) * (v[i] - average);
	return n > 1 ? sqrt(sum / (double)(n - 1)) : 0;
}

static double mean(const double *v, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += v[i];
	return sum / (double)n;
}

static void get_rates(const struct bench_result *r, const double *seconds, struct rates *t)
{
	double *sorted = cli_xmalloc(r->n * sizeof(*sorted));
	size_t i;

	t->v = cli_xmalloc(r->n * sizeof(*t->v));
	for (i = 0; i < r->n; i++) {
		/* A clock that did not move: as if it had moved by its least step. */
		double s = seconds[i] > 1e-9 ? seconds[i] : 1e-9;

		sorted[i] = t->v[i] = (double)(r->n_prompt + r->n_gen) / s;
	}
	t->average = mean(t->v, r->n);
	t->deviation = deviation(t->v, r->n, t->average);
	t->spread = bench_spread(sorted, r->n);
	t->seconds = mean(seconds, r->n);
	t->seconds_deviation = deviation(seconds, r->n, t->seconds);
	free(sorted);
}

/* Bytes per second that the median stands for, and their part of what the memory gives. */
static double bytes_per_second(const struct bench_result *r, const struct rates *t)
{
	return (double)r->bytes_read_per_token * t->spread.median;
}

static double memory_share(const struct bench_report *r, const struct bench_result *b, const struct rates *t)
{
	size_t i;

	for (i = 0; i < r->n_memory; i++)
		if (r->memory[i].n_threads == b->n_threads && r->memory[i].m.read_bytes_per_second > 0)
			return bytes_per_second(b, t) / r->memory[i].m.read_bytes_per_second;
	return 0;
}

/* ---- the table */

static void write_machine(FILE *f, const struct bench_report *r)
{
	size_t i;

	fprintf(f, "machine: %s, %u CPU%s, level %s", r->processor, (unsigned)r->n_cpus, r->n_cpus == 1 ? "" : "s", r->level);
	for (i = 0; i < r->n_memory; i++)
		fprintf(f, "; memory, %u thread%s: read %.1f GB/s, copied %.1f", (unsigned)r->memory[i].n_threads,
			r->memory[i].n_threads == 1 ? "" : "s", r->memory[i].m.read_bytes_per_second / 1e9,
			r->memory[i].m.copy_bytes_per_second / 1e9);
	fputs("\n\n", f);
}

static void write_row(FILE *f, const struct bench_report *r, const struct bench_result *b)
{
	char test[64], depth[32] = "", live[64] = "", whole[32] = "";
	struct rates t, w;

	get_rates(b, b->seconds, &t);
	if (b->skips)
		snprintf(live, sizeof(live), "%.0f/%.0f %%", 100 * b->live_up, 100 * b->live_down);
	if (b->whole_seconds) {
		get_rates(b, b->whole_seconds, &w);
		snprintf(whole, sizeof(whole), "%.2f", w.spread.median);
		free(w.v);
	}
	if (b->n_depth)
		snprintf(depth, sizeof(depth), " @ d%u", (unsigned)b->n_depth);
	snprintf(test, sizeof(test), "%s%u%s", b->n_gen ? "tg" : "pp", (unsigned)(b->n_gen + b->n_prompt), depth);
	fprintf(f, "| %s | %.2f GB | %.2f B | %u | %s | %.2f ± %.2f | %.2f |", r->name, (double)r->model_size / 1e9,
		(double)r->model->n_params / 1e9, (unsigned)b->n_threads, test, t.average, t.deviation, t.spread.median);
	if (b->n_gen)
		fprintf(f, " %s | %s | %.0f | %.1f | %.0f %% |\n", whole, live, (double)b->bytes_read_per_token / 1e6,
			bytes_per_second(b, &t) / 1e9, 100 * memory_share(r, b, &t));
	else
		fputs(" | | | | |\n", f);
	free(t.v);
}

static void write_table(FILE *f, const struct bench_report *r)
{
	size_t i;

	write_machine(f, r);
	fputs("| model | size | parameters | threads | test | tokens/s | median | nothing skipped | live | MB/token | GB/s | of memory |\n"
	      "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n", f);
	for (i = 0; i < r->n_results; i++)
		write_row(f, r, &r->results[i]);
}

/* ---- JSON and CSV: the fields of a result, in one order */

static struct json_object *real_or_null(bool has, double v)
{
	return has ? cli_json_real(v) : NULL;
}

static struct json_object *nanoseconds(double s)
{
	return cli_json_uint(s > 0 ? (uint64_t)(s * 1e9 + .5) : 0);
}

static void each_field(const struct bench_report *r, const struct bench_result *b, const struct rates *t, bench_field_fn *fn, void *arg)
{
	const char *kv = cli_model_kv_types[r->o->model.kv_type], *file = r->o->model.file;
	bool gen = b->n_gen > 0, whole = b->whole_seconds != NULL;
	struct rates w = { .v = NULL };

	if (whole)
		get_rates(b, b->whole_seconds, &w);

	fn(arg, "cpu_info", json_object_new_string(r->processor));
	fn(arg, "cpu_level", json_object_new_string(r->level));
	fn(arg, "model_filename", cli_json_bytes(file, strlen(file)));
	fn(arg, "model_type", json_object_new_string(r->name));
	fn(arg, "model_size", cli_json_uint(r->model_size));
	fn(arg, "model_n_params", cli_json_uint(r->model->n_params));
	fn(arg, "n_threads", json_object_new_int64(b->n_threads));
	fn(arg, "type_k", json_object_new_string(kv));
	fn(arg, "type_v", json_object_new_string(kv));
	fn(arg, "n_prompt", json_object_new_int64(b->n_prompt));
	fn(arg, "n_gen", json_object_new_int64(b->n_gen));
	fn(arg, "n_depth", json_object_new_int64(b->n_depth));
	fn(arg, "avg_ns", nanoseconds(t->seconds));
	fn(arg, "stddev_ns", nanoseconds(t->seconds_deviation));
	fn(arg, "avg_ts", cli_json_real(t->average));
	fn(arg, "stddev_ts", cli_json_real(t->deviation));
	fn(arg, "median_ts", cli_json_real(t->spread.median));
	fn(arg, "bytes_per_token", gen ? cli_json_uint(b->bytes_per_token) : NULL);
	fn(arg, "bytes_read_per_token", gen ? cli_json_uint(b->bytes_read_per_token) : NULL);
	fn(arg, "bytes_per_second", real_or_null(gen, bytes_per_second(b, t)));
	fn(arg, "memory_share", real_or_null(gen, memory_share(r, b, t)));
	fn(arg, "live_up", real_or_null(gen, b->live_up));
	fn(arg, "live_down", real_or_null(gen, b->live_down));
	fn(arg, "no_skip_avg_ts", real_or_null(whole, w.average));
	fn(arg, "no_skip_median_ts", real_or_null(whole, w.spread.median));
	fn(arg, "ids_sha256", gen ? json_object_new_string(b->ids_sha256) : NULL);
	free(w.v);
}

static struct json_object *json_result(const struct bench_report *r, const struct bench_result *b)
{
	struct json_object *o = json_object_new_object(), *ns = json_object_new_array(), *ts = json_object_new_array();
	struct rates t;
	size_t i;

	get_rates(b, b->seconds, &t);
	each_field(r, b, &t, bench_into_object, o);
	for (i = 0; i < b->n; i++) {
		json_object_array_add(ns, nanoseconds(b->seconds[i]));
		json_object_array_add(ts, cli_json_real(t.v[i]));
	}
	json_object_object_add(o, "samples_ns", ns);
	json_object_object_add(o, "samples_ts", ts);
	free(t.v);
	return o;
}

static struct json_object *json_memory(const struct bench_report *r)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < r->n_memory; i++) {
		struct json_object *o = json_object_new_object();

		json_object_object_add(o, "n_threads", json_object_new_int64(r->memory[i].n_threads));
		json_object_object_add(o, "read_bytes_per_second", cli_json_real(r->memory[i].m.read_bytes_per_second));
		json_object_object_add(o, "copy_bytes_per_second", cli_json_real(r->memory[i].m.copy_bytes_per_second));
		json_object_array_add(list, o);
	}
	return list;
}

static void write_json(FILE *f, const struct bench_report *r)
{
	struct json_object *doc = json_object_new_object(), *results = json_object_new_array();
	size_t i;

	for (i = 0; i < r->n_results; i++)
		json_object_array_add(results, json_result(r, &r->results[i]));
	json_object_object_add(doc, "schema", json_object_new_string("bitnet.bench/1"));
	json_object_object_add(doc, "version", json_object_new_string(bitnet_version()));
	json_object_object_add(doc, "processor", json_object_new_string(r->processor));
	json_object_object_add(doc, "n_cpus", json_object_new_int64(r->n_cpus));
	json_object_object_add(doc, "cpu_level", json_object_new_string(r->level));
	json_object_object_add(doc, "memory", json_memory(r));
	json_object_object_add(doc, "load_seconds", cli_json_seconds(r->load_seconds));
	json_object_object_add(doc, "peak_bytes", cli_json_uint(r->peak_bytes));
	json_object_object_add(doc, "repeat", cli_json_uint(r->o->repeat));
	json_object_object_add(doc, "results", results);
	cli_json_write(f, doc);
	json_object_put(doc);
}

static void write_csv(FILE *f, const struct bench_report *r)
{
	size_t i;

	for (i = 0; i <= r->n_results && r->n_results; i++) {
		const struct bench_result *b = &r->results[i ? i - 1 : 0];
		struct bench_csv c = { f, i == 0, 0 };
		struct rates t;

		get_rates(b, b->seconds, &t);
		each_field(r, b, &t, bench_into_csv, &c);
		putc('\n', f);
		free(t.v);
	}
}

void bench_write(FILE *f, const struct bench_report *r)
{
	if (cli.json)
		write_json(f, r);
	else if (r->o->csv)
		write_csv(f, r);
	else
		write_table(f, r);
}
