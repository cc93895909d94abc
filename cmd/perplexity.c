/* SPDX-License-Identifier: MIT */
/* bitnet-perplexity: how well a model predicts a text, over windows as llama-perplexity takes them. */
#include <string.h>

#include "cli-json.h"
#include "cli-tok.h"
#include "perplexity.h"

/* The window where the model does not have less. */
#define WINDOW 512

#define LN2 0x1.62e42fefa39efp-1

const char *const perplexity_formats[] = { "text", "jsonl", "u32", NULL };
struct perplexity_options perplexity_options;
#define o perplexity_options

static const char *const usage[] = {
	"[-m MODEL] [OPTION ...] [TEXT-FILE]",
	"[-m MODEL] -0 | --field NAME [--add-eos] [OPTION ...] [TEXT-FILE]",
	"[-m MODEL] --tokens FILE [OPTION ...]",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_MODEL_FILE(o.model),
	CLI_TOK_SEARCH,
	CLI_STR(0, "tokens", &o.tokens, "FILE", "score the token ids in FILE, - is standard input"),
	CLI_ENUM(0, "format", &o.format, &o.format_given, perplexity_formats, "FORMAT",
		 "the token ids are text, jsonl or u32 (the first two are recognised)"),
	{ .letter = '0', .name = "null", .kind = CLI_KIND_FLAG, .value = &o.null, .group = "records",
	  .help = "split the input into records at NUL, each a text of its own" },
	{ .name = "field", .kind = CLI_KIND_STR, .value = &o.field, .arg = "NAME", .group = "records",
	  .help = "read JSON lines; this string of each object is a text of its own" },
	CLI_FLAG(0, "add-eos", &o.add_eos, "end each record with EOS, once, and score it"),
	CLI_UINT('c', "ctx", &o.ctx, &o.ctx_given, 0, UINT32_MAX, "N", "ids in a window, default 512; 0: what the model has"),
	CLI_UINT(0, "stride", &o.stride, NULL, 1, UINT32_MAX, "N",
		 "begin a window each N ids and score its last N"),
	CLI_FLAG(0, "windows", &o.windows, "write a JSON line for each window, too"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_MODEL_RUN(o.model),
	CLI_COMMON
};

static int check_usage(int argc)
{
	if (o.windows)
		cli.json = true;
	if (argc > 1)
		return cli_usage("one TEXT-FILE is read, and there are %d", argc);
	if (argc > 0 && o.tokens)
		return cli_usage("--tokens and a TEXT-FILE exclude each other");
	if (o.tokens && (o.null || o.field))
		return cli_usage("--tokens and --%s exclude each other", o.null ? "null" : "field");
	if (o.add_eos && !o.null && !o.field)
		return cli_usage("--add-eos goes with -0 or --field");
	if (o.ctx == 1 || o.ctx == 2)
		return cli_usage("--ctx (-c): a window has at least 3 tokens");
	/* Without --ctx, the window is the model's at most, which is not known yet. */
	if (o.ctx && o.stride >= o.ctx)
		return cli_usage("--stride: %llu is not below the window of %llu", (unsigned long long)o.stride, (unsigned long long)o.ctx);
	if (o.format_given && !o.tokens)
		return cli_usage("--format goes with --tokens");
	if (argc == 0 && !o.tokens && cli_stdin_is_terminal())
		return cli_usage("no TEXT-FILE given, and standard input is a terminal ('-' reads it)");
	return 0;
}

static bool is_records(void)
{
	return o.null || o.field;
}

static int open_tokenizer(struct perplexity *r)
{
	int status = 0;

	if (!o.tokens || o.model.tokenizer)
		status = cli_tok_open(&r->tok, o.model.file, r->gguf, o.model.tokenizer);
	else
		r->tok = cli_tok_try(o.model.file, r->gguf);
	if (status == 0 && o.add_eos && bitnet_tok_info(r->tok)->eos < 0)
		return cli_fail_named(CLI_EXIT_DATA, "no_eos", NULL, "%s: the vocabulary has no EOS for --add-eos", o.model.file);
	r->bos = status == 0 && r->tok && bitnet_tok_info(r->tok)->add_bos ? bitnet_tok_info(r->tok)->bos : -1;
	return status;
}

static uint32_t window(const struct perplexity *r)
{
	uint32_t n_ctx = bitnet_model_info(r->model)->n_ctx;

	if (o.ctx)
		return (uint32_t)o.ctx;
	return o.ctx_given || n_ctx < WINDOW ? n_ctx : WINDOW;
}

static int set_up(struct perplexity *r, const char *operand)
{
	double start = cli_seconds();
	const char *level;
	int status = cli_model_device(&o.model, &level);

	if (status == 0)
		status = cli_model_open(&r->gguf, &o.model);
	if (status == 0)
		status = open_tokenizer(r);
	if (status == 0)
		status = is_records() ? 0 : o.tokens ? perplexity_read_ids(r) : perplexity_read_text(r, operand);
	if (status == 0)
		status = cli_model_load(&r->model, r->gguf, &o.model);
	if (status == 0)
		status = cli_model_session(&r->session, r->model, &o.model, window(r), level);
	r->load_seconds = cli_seconds() - start;
	return status;
}

static void tear_down(struct perplexity *r)
{
	bitnet_session_free(r->session);
	bitnet_model_free(r->model);
	bitnet_tok_free(r->tok);
	bitnet_gguf_close(r->gguf);
	bitnet_tokens_release(&r->ids);
}

/* Bytes of the text that the ids of the last window stand for; an EOS that was added has none. */
static uint64_t window_bytes(const struct perplexity *r, const struct bitnet_perplexity *p)
{
	uint64_t end = p->first + p->n < r->n_spans ? p->first + p->n : r->n_spans;

	return end > p->first ? r->ids.end[end - 1] - r->ids.begin[p->first] : 0;
}

static void write_window(const struct perplexity *r, const struct bitnet_perplexity *p)
{
	struct bitnet_perplexity one = { .n_scored = p->n, .sum = p->window_sum };
	struct json_object *doc = json_object_new_object();

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.perplexity-window/1"));
	json_object_object_add(doc, "record", is_records() ? cli_json_uint(r->record) : NULL);
	json_object_object_add(doc, "window", cli_json_uint(p->n_done));
	json_object_object_add(doc, "first", cli_json_uint(p->first));
	json_object_object_add(doc, "tokens", cli_json_uint(p->n));
	json_object_object_add(doc, "bytes", o.tokens ? NULL : cli_json_uint(window_bytes(r, p)));
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
	struct perplexity *r = arg;

	r->scored_bytes += window_bytes(r, p);
	if (o.windows)
		write_window(r, p);
	if (is_records())
		cli_progress(-1, "record %llu, PPL = %.4f", (unsigned long long)r->record, bitnet_perplexity_value(p, NULL));
	else
		cli_progress((double)p->n_done / (double)p->n_windows, "window %llu of %llu, PPL = %.4f", (unsigned long long)p->n_done,
		     (unsigned long long)p->n_windows, bitnet_perplexity_value(p, NULL));
	return 0;
}

/* Less than 0 where no bytes are known. */
static double bits_per_byte(const struct perplexity *r)
{
	return r->scored_bytes ? r->p.sum / LN2 / (double)r->scored_bytes : -1;
}

/* Tokens that went through the model, for its speed. */
static uint64_t evaluated(const struct perplexity *r)
{
	return is_records() ? r->n_ids : r->p.n_done * bitnet_session_n_ctx(r->session);
}

static struct json_object *timings(const struct perplexity *r)
{
	struct json_object *t = json_object_new_object();

	json_object_object_add(t, "load_seconds", cli_json_seconds(r->load_seconds));
	json_object_object_add(t, "score_seconds", cli_json_seconds(r->seconds));
	json_object_object_add(t, "tokens_per_second", cli_json_real(cli_rate(evaluated(r), r->seconds)));
	return t;
}

static void write_document(const struct perplexity *r)
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
	json_object_object_add(doc, "records", is_records() ? cli_json_uint(r->n_records) : NULL);
	json_object_object_add(doc, "tokens", cli_json_uint(r->n_ids));
	json_object_object_add(doc, "scored_tokens", cli_json_uint(r->p.n_scored));
	json_object_object_add(doc, "scored_bytes", o.tokens ? NULL : cli_json_uint(r->scored_bytes));
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

static void write_text(const struct perplexity *r)
{
	double error, value = bitnet_perplexity_value(&r->p, &error);

	fprintf(r->out, "PPL = %.4f +/- %.5f\n", value, error);
	if (r->scored_bytes)
		fprintf(r->out, "bits per byte = %.4f\n", bits_per_byte(r));
}

/* A text that is too short for these windows may do for smaller ones. */
static void hint_size(const struct perplexity *r, struct bitnet_error *err)
{
	if (strcmp(err->name, "text_too_short") == 0 && r->ids.n >= 6)
		snprintf(err->hint, sizeof(err->hint), "Take a longer text, or --ctx %zu at most.", r->ids.n / 2);
}

static void set_windows(const struct perplexity *r, struct bitnet_perplexity_options *how)
{
	bitnet_perplexity_options_defaults(how);
	how->stride = (uint32_t)o.stride;
	how->bos = r->bos;
}

static int score_text(struct perplexity *r)
{
	struct bitnet_perplexity_options how;
	struct bitnet_error err;
	int status;

	set_windows(r, &how);
	r->n_ids = r->ids.n;
	cli_info("text: %zu tokens", r->ids.n);
	status = bitnet_perplexity_run(r->session, r->ids.ids, r->ids.n, &how, after_window, r, &r->p, &err);
	if (status == 0)
		return 0;
	cli_progress_end();
	hint_size(r, &err);
	return cli_fail(&err, r->name);
}

static int score_record(struct perplexity *r)
{
	struct bitnet_perplexity_options how;
	struct bitnet_error err;

	set_windows(r, &how);
	r->n_records++;
	r->n_ids += r->ids.n;
	if (bitnet_perplexity_add(r->session, r->ids.ids, r->ids.n, &how, after_window, r, &r->p, &err) == 0)
		return 0;
	cli_progress_end();
	return perplexity_fail_record(r, &err);
}

static int score_records(struct perplexity *r, const char *operand)
{
	int status = perplexity_records(r, operand, score_record);

	cli_progress_end();
	if (status == 0 && !r->p.n_scored)
		status = cli_fail_named(CLI_EXIT_DATA, "text_too_short", NULL, "%s: of %llu records, none has a second token to score",
					r->name, (unsigned long long)r->n_records);
	return status;
}

static int score(struct perplexity *r, const char *operand)
{
	double start = cli_seconds();
	int status = is_records() ? score_records(r, operand) : score_text(r);

	r->seconds = cli_seconds() - start;
	cli_progress_end();
	if (status)
		return status;
	if (cli.json)
		write_document(r);
	else
		write_text(r);
	cli_flush(r->out);
	cli_info("scored: %llu tokens in %llu windows, %.3f s, %.2f tokens/s", (unsigned long long)r->p.n_scored,
		 (unsigned long long)r->p.n_windows, r->seconds, cli_rate(evaluated(r), r->seconds));
	cli_info("memory: %llu bytes at the peak", (unsigned long long)cli_peak_bytes());
	return 0;
}

static int run(int argc, char **argv)
{
	const char *operand = argc ? argv[0] : "-";
	struct perplexity r;
	int status = check_usage(argc);

	if (status == 0)
		status = cli_model_choose(&o.model);
	if (status == 0)
		status = cli_out_spares(o.output, o.model.file, o.model.tokenizer);
	if (status)
		return status;
	memset(&r, 0, sizeof(r));
	bitnet_tokens_init(&r.ids);
	o.model.all_logits = true;
	status = set_up(&r, operand);
	if (status == 0) {
		r.out = cli_out_open(o.output);
		status = score(&r, operand);
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
