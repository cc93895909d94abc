/* SPDX-License-Identifier: MIT */
/* The speed of a tokenizer: loading it, text to ids in memory, and ids to text in memory. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "bench-options.h"
#include "cli-json.h"
#include "cli-tok.h"
#include "cli.h"

#define TEXT_MAX ((size_t)1 << 30)

struct result {
	const char *name;
	size_t bytes, ids, words, distinct;
	struct bench_spread encode, decode;     /* bytes per second */
};

static uint64_t word_hash(const char *s, size_t n)
{
	uint64_t h = n;

	while (n--)
		h = (h ^ (unsigned char)*s++) * 0x9E3779B97F4A7C15ull ^ h >> 29;
	return h | 1;
}

/* Words are what stands between whitespace.  Two with the same hash of 63 bits count as one. */
static void count_words(struct result *r, const char *s)
{
	size_t size = 1024, mask, i, k, start;
	uint64_t *seen;

	while (size < r->bytes / 2)
		size *= 2;
	mask = size - 1;
	seen = cli_xmalloc(size * sizeof(*seen));
	memset(seen, 0, size * sizeof(*seen));
	for (i = 0; i < r->bytes; ) {
		uint64_t h;

		if (isspace((unsigned char)s[i])) {
			i++;
			continue;
		}
		for (start = i; i < r->bytes && !isspace((unsigned char)s[i]); i++)
			;
		h = word_hash(s + start, i - start);
		r->words++;
		for (k = h >> 20 & mask; seen[k] && seen[k] != h; k = (k + 1) & mask)
			;
		r->distinct += !seen[k];
		seen[k] = h;
	}
	free(seen);
}

static int measure(const struct bench_options *o, const struct bitnet_tok *t, const char *s, struct result *r, double *seconds)
{
	struct bitnet_encode_options how = { .threads = o->model.threads ? (uint32_t)o->model.threads : 1 };
	struct bitnet_decoder *d = NULL;
	struct bitnet_tokens ids;
	struct bitnet_error err;
	struct bitnet_str text;
	size_t i, n = (size_t)o->repeat;
	int rc = 0;

	bitnet_tokens_init(&ids);
	/* The first time makes room for the ids, and does not count. */
	for (i = 0; !rc && i <= n; i++) {
		double start = cli_seconds();

		ids.n = 0;
		rc = bitnet_tok_encode(t, s, r->bytes, &how, &ids, &err);
		if (i)
			seconds[i - 1] = (double)r->bytes / (cli_seconds() - start);
	}
	r->encode = bench_spread(seconds, n);
	r->ids = ids.n;
	if (!rc)
		rc = bitnet_decoder_new(&d, t, false, &err);
	for (i = 0; !rc && i <= n; i++) {
		double start = cli_seconds();

		bitnet_decoder_reset(d);
		rc = bitnet_decoder_push_ids(d, ids.ids, ids.n, &text, &err);
		if (i && !rc)
			seconds[i - 1] = (double)text.n / (cli_seconds() - start);
	}
	r->decode = bench_spread(seconds, n);
	bitnet_decoder_free(d);
	bitnet_tokens_release(&ids);
	return rc ? cli_fail(&err, r->name) : 0;
}

static int load(const struct bench_options *o, struct bitnet_tok **t, double *seconds, double *first, struct bench_spread *again)
{
	size_t i;

	for (i = 0; i <= o->repeat; i++) {
		double start = cli_seconds();
		int status;

		bitnet_tok_free(*t);
		*t = NULL;
		status = cli_tok_open(t, NULL, NULL, o->model.tokenizer);
		if (status)
			return status;
		if (i)
			seconds[i - 1] = cli_seconds() - start;
		else
			*first = cli_seconds() - start;
	}
	*again = bench_spread(seconds, (size_t)o->repeat);
	return 0;
}

static struct json_object *json_spread(const struct bench_spread *s)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "median", cli_json_real(s->median));
	json_object_object_add(o, "least", cli_json_real(s->least));
	json_object_object_add(o, "most", cli_json_real(s->most));
	return o;
}

static struct json_object *json_result(const struct result *r)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "text", cli_json_bytes(r->name, strlen(r->name)));
	json_object_object_add(o, "bytes", cli_json_uint(r->bytes));
	json_object_object_add(o, "ids", cli_json_uint(r->ids));
	json_object_object_add(o, "words", cli_json_uint(r->words));
	json_object_object_add(o, "distinct_words", cli_json_uint(r->distinct));
	json_object_object_add(o, "encode_bytes_per_second", json_spread(&r->encode));
	json_object_object_add(o, "decode_bytes_per_second", json_spread(&r->decode));
	return o;
}

static void write_json(FILE *out, const struct bench_options *o, const struct bitnet_tok *t, double first,
		       const struct bench_spread *again, const struct result *r, int n)
{
	struct json_object *doc = json_object_new_object(), *texts = json_object_new_array();
	const struct bitnet_tok_info *info = bitnet_tok_info(t);
	char cpu[256];
	int i;

	bench_processor(cpu, sizeof(cpu));
	for (i = 0; i < n; i++)
		json_object_array_add(texts, json_result(&r[i]));
	json_object_object_add(doc, "schema", json_object_new_string("bitnet.bench-tokenizer/1"));
	json_object_object_add(doc, "tokenizer", cli_json_bytes(o->model.tokenizer, strlen(o->model.tokenizer)));
	json_object_object_add(doc, "algorithm", json_object_new_string(bitnet_tok_algorithm_name(info->algorithm)));
	json_object_object_add(doc, "pre", cli_json_str(info->pre));
	json_object_object_add(doc, "n_tokens", json_object_new_int64(info->n_tokens));
	json_object_object_add(doc, "processor", json_object_new_string(cpu));
	json_object_object_add(doc, "threads", json_object_new_int64(o->model.threads ? (int64_t)o->model.threads : 1));
	json_object_object_add(doc, "repeat", cli_json_uint(o->repeat));
	json_object_object_add(doc, "first_load_seconds", cli_json_seconds(first));
	json_object_object_add(doc, "load_seconds", json_spread(again));
	json_object_object_add(doc, "texts", texts);
	cli_json_write(out, doc);
	json_object_put(doc);
}

static void write_text(FILE *out, const struct bench_options *o, const struct bitnet_tok *t, double first,
		       const struct bench_spread *again, const struct result *r, int n)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(t);
	char cpu[256], name[64];
	int i;

	bench_processor(cpu, sizeof(cpu));
	fprintf(out, "machine: %s, %u thread%s\n", cpu, o->model.threads ? (unsigned)o->model.threads : 1, o->model.threads > 1 ? "s" : "");
	fprintf(out, "tokenizer: %s%s%s, %u ids, loaded in %.1f ms, again in %.1f (%.1f to %.1f)\n",
		bitnet_tok_algorithm_name(info->algorithm), info->pre ? ", pre " : "", info->pre ? info->pre : "",
		(unsigned)info->n_tokens, first * 1e3, again->median * 1e3, again->least * 1e3, again->most * 1e3);
	fprintf(out, "%-20s %8s %7s %9s %8s %13s %8s %13s\n", "text", "MB", "B/id", "distinct", "encode", "", "decode", "");
	for (i = 0; i < n; i++) {
		const char *base = strrchr(r[i].name, '/');

		base = base ? base + 1 : r[i].name;
		bitnet_text_escape(name, sizeof(name), base, strlen(base));
		fprintf(out, "%-20s %8.2f %7.2f %7.1f %% %8.1f %6.1f-%-6.1f %8.1f %6.1f-%-6.1f\n", name, (double)r[i].bytes / 1e6,
			r[i].ids ? (double)r[i].bytes / (double)r[i].ids : 0,
			r[i].words ? 100.0 * (double)r[i].distinct / (double)r[i].words : 0, r[i].encode.median / 1e6,
			r[i].encode.least / 1e6, r[i].encode.most / 1e6, r[i].decode.median / 1e6, r[i].decode.least / 1e6,
			r[i].decode.most / 1e6);
	}
}

static int one_text(const struct bench_options *o, const struct bitnet_tok *t, const char *path, struct result *r, double *v)
{
	char *s;
	int status = cli_read_file(path, TEXT_MAX, &s, &r->bytes);

	r->name = path;
	if (status)
		return status;
	if (!r->bytes)
		status = cli_fail_named(CLI_EXIT_DATA, "empty_text", NULL, "%s: nothing to measure: the text is empty", path);
	if (status == 0) {
		count_words(r, s);
		status = measure(o, t, s, r, v);
	}
	free(s);
	return status;
}

int bench_tokenizer(const struct bench_options *o, int n, char **texts)
{
	double *v = cli_xmalloc((size_t)o->repeat * sizeof(*v)), first = 0;
	struct result *r = cli_xmalloc((size_t)n * sizeof(*r));
	struct bench_spread again;
	struct bitnet_tok *t = NULL;
	FILE *out = cli_out_open(o->output);
	int i, status = load(o, &t, v, &first, &again);

	memset(r, 0, (size_t)n * sizeof(*r));
	for (i = 0; status == 0 && i < n; i++)
		status = one_text(o, t, texts[i], &r[i], v);
	if (status == 0) {
		if (cli.json)
			write_json(out, o, t, first, &again, r, n);
		else
			write_text(out, o, t, first, &again, r, n);
		cli_flush(out);
		status = cli_out_close();
	} else {
		cli_out_abandon();
	}
	bitnet_tok_free(t);
	free(r);
	free(v);
	return status;
}
