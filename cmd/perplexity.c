/* SPDX-License-Identifier: MIT */
/* bitnet-perplexity: how well a model predicts a text, over windows as llama-perplexity takes them. */
#include <stdlib.h>
#include <string.h>

#include "cli-ids.h"
#include "cli-json.h"
#include "cli-model.h"
#include "cli-tok.h"

/* The largest text. */
#define TEXT_MAX ((size_t)1 << 30)

/* The window where the model does not have less. */
#define WINDOW 512

#define LN2 0x1.62e42fefa39efp-1

static const char *const formats[] = { "text", "jsonl", "u32", NULL };
enum { FORMAT_TEXT, FORMAT_JSONL, FORMAT_U32 };

static struct {
	struct cli_model_options model;
	const char *tokens, *output;
	uint64_t ctx, stride;
	int format;
	bool ctx_given, stride_given, format_given, windows;
} o;

static const char *const usage[] = {
	"[-m MODEL] [OPTION ...] [TEXT-FILE]",
	"[-m MODEL] --tokens FILE [OPTION ...]",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_MODEL_FILE(o.model),
	CLI_STR(0, "tokens", &o.tokens, "FILE", "score the token ids in FILE, - is standard input"),
	CLI_ENUM(0, "format", &o.format, &o.format_given, formats, "FORMAT",
		 "the token ids are text, jsonl or u32 (the first two are recognised)"),
	CLI_UINT('c', "ctx", &o.ctx, &o.ctx_given, 0, UINT32_MAX, "N", "ids in a window, default 512; 0: what the model has"),
	CLI_UINT(0, "stride", &o.stride, &o.stride_given, 1, UINT32_MAX, "N",
		 "begin a window each N ids and score its last N"),
	CLI_FLAG(0, "windows", &o.windows, "write a JSON line for each window, too"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_MODEL_RUN(o.model),
	CLI_COMMON
};

/* Everything that a run has. */
struct run {
	struct bitnet_gguf *gguf;
	struct bitnet_model *model;
	struct bitnet_session *session;
	struct bitnet_tok *tok;                 /* NULL: ids of a model without one */
	struct bitnet_tokens ids;
	bool spans;                             /* ids.begin and .end are filled */
	const char *name;                       /* of the input, in messages */
	int64_t bos;                            /* in place of the first id of a window, -1: none */
	struct bitnet_perplexity p;
	uint64_t scored_bytes;
	double load_seconds, seconds;
	FILE *out;
};

static int check_usage(int argc)
{
	if (o.windows)
		cli.json = true;
	if (argc > 1)
		return cli_usage("one TEXT-FILE is read, and there are %d", argc);
	if (argc > 0 && o.tokens)
		return cli_usage("--tokens and a TEXT-FILE exclude each other");
	if (o.ctx == 1 || o.ctx == 2)
		return cli_usage("--ctx (-c): a window has at least 3 tokens");
	if (o.format_given && !o.tokens)
		return cli_usage("--format goes with --tokens");
	if (argc == 0 && !o.tokens && cli_stdin_is_terminal())
		return cli_usage("no TEXT-FILE given, and standard input is a terminal ('-' reads it)");
	return 0;
}

/* The text is needed no longer than its encoding takes. */
static int read_text(struct run *r, const char *operand)
{
	struct bitnet_encode_options how = { .add_special = true, .spans = true };
	struct bitnet_error err;
	char *text;
	size_t n;
	int status = cli_read_file(operand, TEXT_MAX, &text, &n);

	if (status)
		return status;
	r->spans = true;
	r->name = strcmp(operand, "-") == 0 ? "standard input" : operand;
	status = bitnet_tok_encode(r->tok, text, n, &how, &r->ids, &err) ? cli_fail(&err, r->name) : 0;
	free(text);
	return status;
}

/* The one sequence of a stream. */
static int one_sequence(struct cli_ids *in, struct bitnet_tokens *ids, const char *name)
{
	struct json_object *record;
	struct bitnet_tokens more;
	int got = cli_ids_next(in, ids, &record);

	if (got > 0 && o.format_given && o.format != FORMAT_U32 && (record != NULL) != (o.format == FORMAT_JSONL))
		return cli_fail_named(CLI_EXIT_DATA, "bad_token_stream", NULL, "%s: line %llu: %s, and --format is %s", name,
				      cli_ids_line(in), record ? "a JSON object" : "not a JSON object", formats[o.format]);
	if (got < 0)
		return -got;
	bitnet_tokens_init(&more);
	got = cli_ids_next(in, &more, &record);
	bitnet_tokens_release(&more);
	if (got > 0)
		return cli_fail_named(CLI_EXIT_DATA, "bad_token_stream", NULL, "%s: line %llu: a second sequence, one is scored", name,
				      cli_ids_line(in));
	return -got;
}

static int read_ids(struct run *r)
{
	struct cli_ids *in;
	int status = cli_ids_open(&in, o.tokens, o.format_given && o.format == FORMAT_U32 ? 4 : 0);

	if (status)
		return status;
	r->name = cli_ids_name(in);
	status = one_sequence(in, &r->ids, r->name);
	cli_ids_close(in);
	return status;
}

static int open_tokenizer(struct run *r)
{
	int status = 0;

	if (!o.tokens || o.model.tokenizer)
		status = cli_tok_open(&r->tok, o.model.file, r->gguf, o.model.tokenizer);
	else
		r->tok = cli_tok_try(o.model.file, r->gguf);
	r->bos = status == 0 && r->tok && bitnet_tok_info(r->tok)->add_bos ? bitnet_tok_info(r->tok)->bos : -1;
	return status;
}

static uint32_t window(const struct run *r)
{
	uint32_t n_ctx = bitnet_model_info(r->model)->n_ctx;

	if (o.ctx)
		return (uint32_t)o.ctx;
	return o.ctx_given || n_ctx < WINDOW ? n_ctx : WINDOW;
}

static int set_up(struct run *r, const char *operand)
{
	double start = cli_seconds();
	const char *level;
	int status = cli_model_device(&o.model, &level);

	if (status == 0)
		status = cli_model_open(&r->gguf, &o.model);
	if (status == 0)
		status = open_tokenizer(r);
	if (status == 0)
		status = o.tokens ? read_ids(r) : read_text(r, operand);
	if (status == 0)
		status = cli_model_load(&r->model, r->gguf, &o.model);
	if (status == 0)
		status = cli_model_session(&r->session, r->model, &o.model, window(r), level);
	r->load_seconds = cli_seconds() - start;
	return status;
}

static void tear_down(struct run *r)
{
	bitnet_session_free(r->session);
	bitnet_model_free(r->model);
	bitnet_tok_free(r->tok);
	bitnet_gguf_close(r->gguf);
	bitnet_tokens_release(&r->ids);
}

/* Bytes of the text that the ids of the last window stand for. */
static uint64_t window_bytes(const struct run *r, const struct bitnet_perplexity *p)
{
	return r->spans ? r->ids.end[p->first + p->n - 1] - r->ids.begin[p->first] : 0;
}

static void write_window(const struct run *r, const struct bitnet_perplexity *p)
{
	struct bitnet_perplexity one = { .n_scored = p->n, .sum = p->window_sum };
	struct json_object *doc = json_object_new_object();

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.perplexity-window/1"));
	json_object_object_add(doc, "window", cli_json_uint(p->n_done));
	json_object_object_add(doc, "first", cli_json_uint(p->first));
	json_object_object_add(doc, "tokens", cli_json_uint(p->n));
	json_object_object_add(doc, "bytes", r->spans ? cli_json_uint(window_bytes(r, p)) : NULL);
	json_object_object_add(doc, "nll", cli_json_real(p->window_sum / (double)p->n));
	json_object_object_add(doc, "perplexity", cli_json_real(bitnet_perplexity_value(&one, NULL)));
	json_object_object_add(doc, "so_far", cli_json_real(bitnet_perplexity_value(p, NULL)));
	cli_progress_clear();
	cli_json_line(r->out, doc);
	json_object_put(doc);
	cli_flush(r->out);
}

static int after_window(void *arg, const struct bitnet_perplexity *p)
{
	struct run *r = arg;

	r->scored_bytes += window_bytes(r, p);
	if (o.windows)
		write_window(r, p);
	cli_progress((double)p->n_done / (double)p->n_windows, "window %llu of %llu, PPL = %.4f", (unsigned long long)p->n_done,
		     (unsigned long long)p->n_windows, bitnet_perplexity_value(p, NULL));
	return 0;
}

/* Less than 0 where no bytes are known. */
static double bits_per_byte(const struct run *r)
{
	return r->scored_bytes ? r->p.sum / LN2 / (double)r->scored_bytes : -1;
}

static struct json_object *timings(const struct run *r)
{
	struct json_object *t = json_object_new_object();

	json_object_object_add(t, "load_seconds", cli_json_seconds(r->load_seconds));
	json_object_object_add(t, "score_seconds", cli_json_seconds(r->seconds));
	json_object_object_add(t, "tokens_per_second", cli_json_real(cli_rate(r->p.n_done * bitnet_session_n_ctx(r->session), r->seconds)));
	return t;
}

static void write_document(const struct run *r)
{
	struct json_object *doc = json_object_new_object();
	struct bitnet_session_info s;
	double error, value = bitnet_perplexity_value(&r->p, &error);

	bitnet_session_info(r->session, &s);
	json_object_object_add(doc, "schema", json_object_new_string("bitnet.perplexity/1"));
	json_object_object_add(doc, "perplexity", cli_json_real(value));
	json_object_object_add(doc, "error", cli_json_real(error));
	json_object_object_add(doc, "nll", cli_json_real(r->p.sum / (double)r->p.n_scored));
	json_object_object_add(doc, "bits_per_byte", r->scored_bytes ? cli_json_real(bits_per_byte(r)) : NULL);
	json_object_object_add(doc, "tokens", cli_json_uint(r->ids.n));
	json_object_object_add(doc, "scored_tokens", cli_json_uint(r->p.n_scored));
	json_object_object_add(doc, "scored_bytes", r->spans ? cli_json_uint(r->scored_bytes) : NULL);
	json_object_object_add(doc, "ctx", json_object_new_int64(bitnet_session_n_ctx(r->session)));
	json_object_object_add(doc, "stride", o.stride ? cli_json_uint(o.stride) : NULL);
	json_object_object_add(doc, "windows", cli_json_uint(r->p.n_windows));
	json_object_object_add(doc, "device", json_object_new_string("cpu"));
	json_object_object_add(doc, "cpu_level", json_object_new_string(s.cpu_level));
	json_object_object_add(doc, "threads", json_object_new_int64(s.n_threads));
	json_object_object_add(doc, "timings", timings(r));
	json_object_object_add(doc, "memory", cli_model_memory(r->model, r->session));
	if (o.windows)
		cli_json_line(r->out, doc);
	else
		cli_json_write(r->out, doc);
	json_object_put(doc);
}

static void write_text(const struct run *r)
{
	double error, value = bitnet_perplexity_value(&r->p, &error);

	fprintf(r->out, "PPL = %.4f +/- %.5f\n", value, error);
	if (r->scored_bytes)
		fprintf(r->out, "bits per byte = %.4f\n", bits_per_byte(r));
}

/* A text that is too short for these windows may do for smaller ones. */
static void hint_size(const struct run *r, struct bitnet_error *err)
{
	if (strcmp(err->name, "text_too_short") == 0 && r->ids.n >= 6)
		snprintf(err->hint, sizeof(err->hint), "Take a longer text, or --ctx %zu at most.", r->ids.n / 2);
}

static int score(struct run *r)
{
	struct bitnet_perplexity_options how;
	double start = cli_seconds();
	struct bitnet_error err;
	int status;

	bitnet_perplexity_options_defaults(&how);
	how.stride = (uint32_t)o.stride;
	how.bos = r->bos;
	cli_info("text: %zu tokens", r->ids.n);
	status = bitnet_perplexity_run(r->session, r->ids.ids, r->ids.n, &how, after_window, r, &r->p, &err);
	r->seconds = cli_seconds() - start;
	cli_progress_end();
	if (status) {
		hint_size(r, &err);
		return cli_fail(&err, r->name);
	}
	if (cli.json)
		write_document(r);
	else
		write_text(r);
	cli_flush(r->out);
	cli_info("scored: %llu tokens in %llu windows, %.3f s, %.2f tokens/s", (unsigned long long)r->p.n_scored,
		 (unsigned long long)r->p.n_windows, r->seconds, cli_rate(r->p.n_done * bitnet_session_n_ctx(r->session), r->seconds));
	cli_info("memory: %llu bytes at the peak", (unsigned long long)cli_peak_bytes());
	return 0;
}

static int run(int argc, char **argv)
{
	struct run r;
	int status = check_usage(argc);

	if (status == 0)
		status = cli_model_choose(&o.model);
	if (status == 0)
		status = cli_out_spares(o.output, o.model.file, o.model.tokenizer);
	if (status)
		return status;
	memset(&r, 0, sizeof(r));
	bitnet_tokens_init(&r.ids);
	status = set_up(&r, argc ? argv[0] : "-");
	if (status == 0) {
		r.out = cli_out_open(o.output);
		status = score(&r);
	}
	tear_down(&r);
	if (status == 0)
		return cli_out_close();
	cli_out_abandon();
	return status;
}

const struct cli_command cli_command = {
	.name = "bitnet-perplexity",
	.summary = "measure how well a model predicts a text",
	.usage = usage,
	.opts = opts,
	.run = run,
};
