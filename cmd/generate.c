/* SPDX-License-Identifier: MIT */
/* bitnet-generate: run a model on a prompt, on token ids, on a batch of JSON lines or in a conversation. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli-ids.h"
#include "cli-tok.h"
#include "generate.h"

struct generate_options generate_opt = { .count = 128, .top_p = 1, .repeat_penalty = 1 };
#define opt generate_opt

static const char *const formats[] = { "text", "jsonl", "u32", NULL };
static const char *const templates[] = { "raw", "bitnet", "llama3", NULL };

enum { FORMAT_TEXT, FORMAT_JSONL, FORMAT_U32 };

#define INPUT(l, n, k, ptr, a, h) { .letter = l, .name = n, .kind = k, .value = ptr, .arg = a, .help = h, .group = "input" }
#define COUNT(l, n, h) \
	{ .letter = l, .name = n, .kind = CLI_KIND_UINT, .value = &opt.count, .min = 0, .max = INT32_MAX, .arg = "N", \
	  .help = h, .group = "count" }

static const struct cli_opt opts[] = {
	CLI_MODEL_FILE(opt.model),
	CLI_TOK_SEARCH,
	INPUT('p', "prompt", CLI_KIND_LIST, &opt.prompt, "TEXT", "continue TEXT"),
	INPUT(0, "prompt-file", CLI_KIND_STR, &opt.prompt_file, "FILE", "continue the text in FILE, - is standard input"),
	INPUT(0, "tokens", CLI_KIND_STR, &opt.tokens, "FILE", "continue the token ids in FILE, - is standard input"),
	INPUT(0, "messages", CLI_KIND_STR, &opt.messages, "FILE", "answer the conversation in the JSON of FILE"),
	INPUT(0, "batch", CLI_KIND_STR, &opt.batch, "FILE", "answer each JSON line of FILE, - is standard input"),
	INPUT(0, "chat", CLI_KIND_FLAG, &opt.chat, NULL, "converse: a line in, an answer out"),
	CLI_ENUM(0, "format", &opt.format, &opt.format_given, formats, "FORMAT",
		 "the token ids are text, jsonl or u32 (the first two are recognised)"),
	COUNT('n', "count", "stop after N tokens, default 128"),
	COUNT(0, "max-tokens", "the same as --count"),
	COUNT(0, "max-new-tokens", "the same as --count"),
	CLI_REAL(0, "temp", &opt.temp, NULL, 0, 100, "T", "sample with temperature T; 0, the default, takes the likeliest token"),
	CLI_UINT(0, "top-k", &opt.top_k, NULL, 0, INT32_MAX, "K", "sample from the K likeliest tokens; 0: all"),
	CLI_REAL(0, "top-p", &opt.top_p, NULL, 0, 1, "P", "sample from the likeliest tokens that sum up to P"),
	CLI_REAL(0, "min-p", &opt.min_p, NULL, 0, 1, "P", "leave out tokens less likely than P times the likeliest"),
	CLI_REAL(0, "repeat-penalty", &opt.repeat_penalty, NULL, 0.01, 100, "R", "make the last 64 tokens less likely by R"),
	CLI_UINT(0, "seed", &opt.seed, &opt.seed_given, 0, UINT64_MAX - 1, "N", "seed of the sampling"),
	CLI_LIST(0, "stop", &opt.stop, "TEXT", "end before TEXT; may be repeated"),
	CLI_FLAG(0, "ignore-eos", &opt.ignore_eos, "go on after an end token"),
	CLI_ENUM(0, "chat-template", &opt.chat_template, &opt.chat_template_given, templates, "NAME",
		 "form of messages: raw, bitnet or llama3"),
	CLI_FLAG(0, "speculate", &opt.speculate,
		 "guess tokens by what the text repeats and check several at once: the same answer, sooner"),
	CLI_FLAG(0, "ids", &opt.ids, "write token ids instead of text"),
	CLI_STR('o', "output", &opt.output, "FILE", "write to FILE, which appears when it is complete"),
	CLI_JSON,
	CLI_STR(0, "shard", &opt.shard, "I/N", "of a batch, only the lines whose number modulo N is I"),
	CLI_STR(0, "resume", &opt.resume, "FILE", "append to FILE the answers of a batch that it lacks"),
	CLI_STR(0, "dump-logits", &opt.dump_logits, "FILE", "write the logits of the prompt to FILE, as float32"),
	CLI_UINT('c', "ctx", &opt.ctx, &opt.ctx_given, 0, UINT32_MAX, "N", "size of the context; 0: what the model has"),
	CLI_UINT(0, "keep", &opt.keep, &opt.keep_given, 0, UINT32_MAX, "N",
		 "when the context is full, go on with its first N tokens and the later half of the others"),
	CLI_MODEL_RUN(opt.model),
	CLI_COMMON
};

/* What the command line says together. */
static int check_options(int argc, char **argv)
{
	size_t i;

	if (argc > 0)
		return cli_usage("unexpected operand '%s'", argv[0]);
	if (!opt.prompt.n && !opt.prompt_file && !opt.tokens && !opt.messages && !opt.batch && !opt.chat)
		return cli_usage("no prompt: give --prompt, --prompt-file, --tokens, --messages, --batch or --chat");
	if (opt.prompt.n > 1)
		return cli_usage("--prompt (-p) is given more than once");
	if ((opt.shard || opt.resume) && !opt.batch)
		return cli_usage("--%s goes with --batch", opt.shard ? "shard" : "resume");
	if (opt.resume && opt.output)
		return cli_usage("--resume and --output exclude each other");
	if (opt.resume && strcmp(opt.resume, "-") == 0)
		return cli_usage("--resume wants a file: answers are read from it and appended to it");
	if (opt.resume && cli_same_file(opt.resume, opt.batch))
		return cli_usage("--resume and --batch are the same file");
	if (opt.format_given && !opt.tokens)
		return cli_usage("--format goes with --tokens");
	if (opt.dump_logits && (opt.batch || opt.chat))
		return cli_usage("--dump-logits does not go with --%s", opt.batch ? "batch" : "chat");
	if (opt.dump_logits && strcmp(opt.dump_logits, "-") == 0)
		return cli_usage("--dump-logits wants a file: standard output has the answer");
	if (opt.dump_logits && opt.output && (strcmp(opt.dump_logits, opt.output) == 0 || cli_same_file(opt.dump_logits, opt.output)))
		return cli_usage("--dump-logits and --output (-o) are the same file");
	if (opt.stop.n > GENERATE_STOPS_MAX)
		return cli_usage("--stop is given more than %d times", GENERATE_STOPS_MAX);
	for (i = 0; i < opt.stop.n; i++)
		if (!*opt.stop.v[i])
			return cli_usage("--stop: the text is empty");
	return 0;
}

static void choose_seed(struct generate_engine *e)
{
	bool deterministic = cli_env_bool("BITNET_DETERMINISTIC", false);

	if (opt.seed_given)
		e->seed = opt.seed;
	else if (cli_env_uint("BITNET_SEED", 0, UINT64_MAX - 1, &e->seed))
		return;
	else if (deterministic)
		e->seed = 42;
	else if (getrandom(&e->seed, sizeof(e->seed), 0) == sizeof(e->seed))
		e->seed >>= 11;         /* below 2^53: a number in every JSON reader */
	else
		e->seed = (uint64_t)getpid();
}

enum bitnet_chat_template generate_template(const struct generate_engine *e)
{
	static const enum bitnet_chat_template by_option[] = { BITNET_CHAT_RAW, BITNET_CHAT_BITNET, BITNET_CHAT_LLAMA3 };

	if (opt.chat_template_given)
		return by_option[opt.chat_template];
	return bitnet_chat_guess(e->tok, bitnet_model_info(e->model)->architecture);
}

/* Without --ids, and for text to encode or to compare, there must be a tokenizer; else one helps to know the end tokens. */
static int open_tokenizer(struct generate_engine *e)
{
	struct bitnet_error err;
	int status = 0;

	if (!opt.tokens || !opt.ids || opt.stop.n || opt.model.tokenizer)
		status = cli_tok_open(&e->tok, opt.model.file, e->gguf, opt.model.tokenizer);
	else if (!opt.ignore_eos)
		e->tok = cli_tok_try(opt.model.file, e->gguf);
	if (status || !e->tok)
		return status;
	if (bitnet_decoder_new(&e->decoder, e->tok, false, &err) != 0)
		return cli_fail(&err, opt.model.file);
	return 0;
}

static void find_ends(struct generate_engine *e)
{
	static const char *const keys[] = {
		"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"
	};
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (bitnet_gguf_get_u32(e->gguf, keys[i], &e->ends[e->n_ends], &err) == 0)
			e->n_ends++;
}

static int set_up(struct generate_engine *e)
{
	double start = cli_seconds();
	struct bitnet_error err;
	const char *level;
	uint32_t n_ctx;
	int status;

	bitnet_tokens_init(&e->held);
	choose_seed(e);
	if ((status = cli_model_device(&opt.model, &level)) != 0 || (status = cli_model_open(&e->gguf, &opt.model)) != 0)
		return status;
	if ((status = open_tokenizer(e)) != 0 || (status = cli_model_load(&e->model, e->gguf, &opt.model)) != 0)
		return status;
	find_ends(e);
	n_ctx = opt.ctx || !opt.ctx_given ? (uint32_t)opt.ctx : bitnet_model_info(e->model)->n_ctx;
	status = cli_model_session(&e->session, e->model, &opt.model, n_ctx, level);
	if (status == 0 && opt.keep_given && opt.keep > bitnet_session_n_ctx(e->session) - 1)
		status = cli_usage("--keep: %llu of the context's %u tokens leave no room", (unsigned long long)opt.keep,
				   bitnet_session_n_ctx(e->session));
	if (status == 0 && opt.speculate && !(e->guesses = generate_guesses_new(&err)))
		status = cli_fail(&err, NULL);
	if (status == 0)
		cli_info("seed: %llu", (unsigned long long)e->seed);
	e->load_seconds = cli_seconds() - start;
	return status;
}

static void tear_down(struct generate_engine *e)
{
	generate_dump_close(e->dump);
	generate_guesses_free(e->guesses);
	bitnet_decoder_free(e->decoder);
	bitnet_tok_free(e->tok);
	bitnet_session_free(e->session);
	bitnet_model_free(e->model);
	bitnet_gguf_close(e->gguf);
	bitnet_tokens_release(&e->held);
}

static void set_params(const struct generate_engine *e, struct generate_params *p, struct generate_stop *stops)
{
	size_t i;

	memset(p, 0, sizeof(*p));
	bitnet_sampler_options_defaults(&p->sampler);
	p->max_tokens = opt.count;
	p->sampler.temperature = (float)opt.temp;
	p->sampler.top_k = (uint32_t)opt.top_k;
	p->sampler.top_p = (float)opt.top_p;
	p->sampler.min_p = (float)opt.min_p;
	p->sampler.repeat_penalty = (float)opt.repeat_penalty;
	p->sampler.seed = e->seed;
	p->ignore_eos = opt.ignore_eos;
	p->shift = opt.keep_given;
	p->keep = (uint32_t)opt.keep;
	for (i = 0; i < opt.stop.n; i++)
		stops[i] = (struct generate_stop){ opt.stop.v[i], strlen(opt.stop.v[i]) };
	p->stops = stops;
	p->n_stops = opt.stop.n;
}

/* The ids of -p or --prompt-file: what encode writes for the same bytes. */
static int encode_prompt(const struct generate_engine *e, struct bitnet_tokens *ids)
{
	struct bitnet_encode_options o = { .add_special = true };
	const char *text = opt.prompt.n ? opt.prompt.v[0] : NULL;
	struct bitnet_error err;
	char *file = NULL;
	size_t n = text ? strlen(text) : 0;
	int status;

	if (!text) {
		status = cli_read_file(opt.prompt_file, GENERATE_TEXT_MAX, &file, &n);
		if (status)
			return status;
		text = file;
	}
	status = bitnet_tok_encode(e->tok, text, n, &o, ids, &err) ? cli_fail(&err, NULL) : 0;
	free(file);
	return status;
}

/* The ids of --messages: an array of messages, or an object that has one. */
static int encode_messages(const struct generate_engine *e, struct bitnet_tokens *ids)
{
	struct json_object *doc, *array;
	struct generate_messages m;
	struct bitnet_error err;
	char *text;
	size_t n;
	int status = cli_read_file(opt.messages, GENERATE_TEXT_MAX, &text, &n);

	if (status)
		return status;
	doc = generate_json_parse(text, n, &err);
	free(text);
	if (!doc)
		return cli_fail(&err, opt.messages);
	if (!json_object_is_type(doc, json_type_object) || !json_object_object_get_ex(doc, "messages", &array))
		array = doc;
	status = generate_messages_parse(&m, array, &err);
	if (status == 0) {
		status = bitnet_chat_encode(e->tok, generate_template(e), m.v, m.n, true, true, ids, &err);
		generate_messages_release(&m);
	}
	json_object_put(doc);
	return status ? cli_fail(&err, opt.messages) : 0;
}

/* No output may take the place of a model or tokenizer. */
static int check_outputs(void)
{
	const char *const outputs[] = { opt.output, opt.dump_logits, opt.resume };
	size_t i;
	int status = 0;

	for (i = 0; status == 0 && i < sizeof(outputs) / sizeof(*outputs); i++)
		status = cli_out_spares(outputs[i], opt.model.file, opt.model.tokenizer);
	return status;
}

static int one_prompt(struct generate_engine *e, const struct generate_params *p, struct generate_out *o)
{
	struct generate_answer a;
	struct bitnet_tokens ids;
	struct bitnet_error err;
	int status;

	memset(&a, 0, sizeof(a));
	bitnet_tokens_init(&ids);
	status = opt.messages ? encode_messages(e, &ids) : encode_prompt(e, &ids);
	if (status == 0 && generate_out_answer(o, e, &ids, p, NULL, &a, &err) != 0)
		status = cli_fail(&err, NULL);
	bitnet_tokens_release(&ids);
	generate_answer_release(&a);
	return status;
}

/* A form that was asked for and is not what came. */
static int check_form(struct json_object *record, const char *name, unsigned long long line)
{
	if (!opt.format_given || opt.format == FORMAT_U32 || (record != NULL) == (opt.format == FORMAT_JSONL))
		return 0;
	return cli_fail_named(CLI_EXIT_DATA, "bad_token_stream", NULL, "%s: line %llu: %s, and --format is %s", name, line,
			      record ? "a JSON object" : "not a JSON object", formats[opt.format]);
}

static int answer_sequence(struct generate_engine *e, const struct generate_params *p, struct generate_out *o,
			   const struct bitnet_tokens *ids, struct json_object *record, const char *name, unsigned long long line)
{
	struct json_object *id = NULL;
	struct generate_answer a;
	struct bitnet_error err;
	char where[4096];
	int status;

	memset(&a, 0, sizeof(a));
	if (record)
		json_object_object_get_ex(record, "id", &id);
	status = generate_out_answer(o, e, ids, p, id, &a, &err);
	generate_answer_release(&a);
	if (status == 0)
		return 0;
	snprintf(where, sizeof(where), "%s: line %llu", name, line);
	status = cli_fail(&err, opt.format_given && opt.format == FORMAT_U32 ? name : where);
	generate_out_failed(o, id, &err);
	return status;
}

/* An answer for each sequence, in order; the first failure's status is that of the program. */
static int tokens(struct generate_engine *e, const struct generate_params *p, struct generate_out *o)
{
	struct json_object *record;
	struct bitnet_tokens ids;
	struct cli_ids *in;
	const char *name;
	int got, failed, status = cli_ids_open(&in, opt.tokens, opt.format_given && opt.format == FORMAT_U32 ? 4 : 0);

	if (status)
		return status;
	name = cli_ids_name(in);
	bitnet_tokens_init(&ids);
	while ((got = cli_ids_next(in, &ids, &record)) > 0) {
		failed = check_form(record, name, cli_ids_line(in));
		if (failed) {
			got = -failed;
			break;
		}
		failed = answer_sequence(e, p, o, &ids, record, name, cli_ids_line(in));
		status = status ? status : failed;
	}
	cli_ids_close(in);
	bitnet_tokens_release(&ids);
	return status || got == 0 ? status : -got;
}

static int run_mode(struct generate_engine *e)
{
	struct generate_stop stops[GENERATE_STOPS_MAX];
	struct generate_params p;
	struct generate_out o;
	int status;

	set_params(e, &p, stops);
	if (opt.batch)
		return generate_batch(e, &p);
	if (opt.dump_logits) {
		e->dump = generate_dump_open(cli_out_also(opt.dump_logits));
		e->plain = true;
		signal(SIGPIPE, SIG_IGN);       /* a failed write drops the file; the signal would leave its temporary */
	}
	generate_out_init(&o, cli_out_open(opt.output), opt.chat);
	status = opt.chat ? generate_chat(e, &p, &o) : opt.tokens ? tokens(e, &p, &o) : one_prompt(e, &p, &o);
	if (status == 0)
		generate_out_end(&o);
	return status;
}

static int generate(int argc, char **argv)
{
	struct generate_engine e;
	int status = check_options(argc, argv), closed;

	if (status == 0)
		status = cli_model_choose(&opt.model);
	if (status == 0)
		status = check_outputs();
	if (status)
		return status;
	if (opt.batch)
		generate_term_block();
	memset(&e, 0, sizeof(e));
	status = set_up(&e);
	if (status == 0)
		status = run_mode(&e);
	tear_down(&e);
	/* A batch with bad lines is complete: they have been answered. */
	if (status && !(opt.batch && status == CLI_EXIT_NO)) {
		cli_out_abandon();
		return status;
	}
	closed = cli_out_close();
	return closed ? closed : status;
}

static const char *const usage[] = {
	"[-m MODEL] -p TEXT [OPTION ...]",
	"[-m MODEL] --prompt-file FILE [OPTION ...]",
	"[-m MODEL] --tokens FILE [OPTION ...]",
	"[-m MODEL] --messages FILE [OPTION ...]",
	"[-m MODEL] --batch FILE [--shard I/N] [--resume FILE] [OPTION ...]",
	"[-m MODEL] --chat [OPTION ...]",
	NULL
};

const struct cli_command cli_command = {
	.name = "bitnet-generate",
	.summary = "run a model on a prompt, a batch or a conversation",
	.usage = usage,
	.opts = opts,
	.run = generate,
};
