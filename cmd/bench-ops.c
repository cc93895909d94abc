/* SPDX-License-Identifier: MIT */
/* The speed of the kernels of each level: a table in Markdown, JSON, or CSV. */
#include <stdlib.h>

#include "bench-fields.h"
#include "bench-options.h"
#include "cli.h"

struct ops {
	struct bitnet_bench_kernel *v;
	size_t n, cap;
};

static int note(void *arg, const struct bitnet_bench_kernel *k)
{
	struct ops *o = arg;

	if (o->n == o->cap) {
		o->cap = 2 * o->cap + 64;
		o->v = cli_xrealloc(o->v, o->cap * sizeof(*o->v));
	}
	o->v[o->n++] = *k;
	cli_progress(-1, "%s, %s", k->op, k->level);
	return 0;
}

static void write_table(FILE *f, const struct ops *o, const char *processor)
{
	size_t i;

	fprintf(f, "machine: %s, 1 thread\n\n", processor);
	fputs("| kernel | level | weights from | rows x columns | tokens | microseconds | GB/s | Gop/s |\n"
	      "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n", f);
	for (i = 0; i < o->n; i++) {
		const struct bitnet_bench_kernel *k = &o->v[i];

		fprintf(f, "| %s | %s | %s | %u x %u | %u | %.2f | %.2f | %.2f |\n", k->op, k->level, k->from, (unsigned)k->n_rows,
			(unsigned)k->n_cols, (unsigned)k->n_tokens, k->seconds * 1e6, k->bytes_per_second / 1e9,
			k->operations_per_second / 1e9);
	}
}

static void each_field(const struct bitnet_bench_kernel *k, bench_field_fn *fn, void *arg)
{
	fn(arg, "op", json_object_new_string(k->op));
	fn(arg, "cpu_level", json_object_new_string(k->level));
	fn(arg, "from", json_object_new_string(k->from));
	fn(arg, "n_rows", cli_json_uint(k->n_rows));
	fn(arg, "n_cols", cli_json_uint(k->n_cols));
	fn(arg, "n_tokens", cli_json_uint(k->n_tokens));
	fn(arg, "seconds", cli_json_real(k->seconds));
	fn(arg, "bytes_per_second", cli_json_real(k->bytes_per_second));
	fn(arg, "operations_per_second", cli_json_real(k->operations_per_second));
}

static void write_csv(FILE *f, const struct ops *o)
{
	size_t i;

	for (i = 0; i <= o->n && o->n; i++) {
		struct bench_csv c = { f, i == 0, 0 };

		each_field(&o->v[i ? i - 1 : 0], bench_into_csv, &c);
		putc('\n', f);
	}
}

static void write_json(FILE *f, const struct ops *o, const char *processor)
{
	struct json_object *doc = json_object_new_object(), *results = json_object_new_array();
	size_t i;

	for (i = 0; i < o->n; i++) {
		struct json_object *r = json_object_new_object();

		each_field(&o->v[i], bench_into_object, r);
		json_object_array_add(results, r);
	}
	json_object_object_add(doc, "schema", json_object_new_string("bitnet.bench-kernels/1"));
	json_object_object_add(doc, "processor", json_object_new_string(processor));
	json_object_object_add(doc, "results", results);
	cli_json_write(f, doc);
	json_object_put(doc);
}

int bench_kernels(struct bench_options *o)
{
	struct ops ops = { NULL, 0, 0 };
	struct bitnet_error err;
	char processor[256];
	const char *level;
	FILE *f;
	int status = cli_model_device(&o->model, &level);

	if (status)
		return status;
	/* What cannot be written is known before it is measured. */
	f = cli_out_open(o->output);
	if (bitnet_bench_kernels(level, note, &ops, &err) != 0)
		status = cli_fail(&err, NULL);
	cli_progress_end();
	if (status == 0) {
		bench_processor(processor, sizeof(processor));
		if (cli.json)
			write_json(f, &ops, processor);
		else if (o->csv)
			write_csv(f, &ops);
		else
			write_table(f, &ops, processor);
		cli_flush(f);
		status = cli_out_close();
	} else {
		cli_out_abandon();
	}
	free(ops.v);
	return status;
}
