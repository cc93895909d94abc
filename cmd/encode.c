/* SPDX-License-Identifier: MIT */
/* bitnet-encode: text to token ids; an input or record is one sequence. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <bitnet/text.h>

#include "cli-in.h"
#include "cli-rec.h"
#include "cli-tok.h"
#include "cli.h"
#include "encode-json.h"
#include "encode-parts.h"

/* The largest input that has to be kept, or record with -0. */
#define TEXT_MAX ((size_t)1 << 30)

/* The most ids that 16 bits tell apart. */
#define U16_IDS 65536

static const char *const formats[] = { "text", "jsonl", "u16", "u32", NULL };

struct encode_options encode_opt;
struct bitnet_tok *encode_tok;
#define o encode_opt

static const char *const usage[] = {
	"-m FILE [--tokenizer FILE] [OPTION...] [TEXT-FILE...]",
	"--tokenizer FILE [OPTION...] [TEXT-FILE...]",
	"--check [--json] FILE FILE",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_STR('m', "model", &o.model, "FILE", "take the tokenizer that belongs to this model"),
	CLI_STR(0, "tokenizer", &o.tokenizer, "FILE", "a tokenizer file, a GGUF, or a saved document of bitnet-tok-discover"),
	CLI_TOK_SEARCH,
	CLI_STR(0, "pre", &o.how.pre, "NAME", "how ranks or merges of an unknown vocabulary cut text, as in tokenizer.ggml.pre"),
	CLI_FLAG(0, "check", &o.check, "compare the tokenizers of two files, and say where they differ"),
	CLI_ENUM(0, "policy", &o.policy, &o.policy_given, cli_tok_policies, "POLICY",
		 "where they differ, do as hf, llama.cpp or sentencepiece"),
	{ .letter = '0', .name = "null", .kind = CLI_KIND_FLAG, .value = &o.null, .group = "records",
	  .help = "split the input into records at NUL" },
	{ .name = "field", .kind = CLI_KIND_STR, .value = &o.field, .arg = "NAME", .group = "records",
	  .help = "read JSON lines and encode this string of each object" },
	CLI_FLAG(0, "no-bos", &o.no_bos, "add no BOS, EOS or other token that the vocabulary asks for"),
	CLI_FLAG(0, "add-eos", &o.add_eos, "end each sequence with EOS, once"),
	CLI_FLAG(0, "parse-special", &o.parse_special, "control tokens written in the text become their ids"),
	CLI_UINT(0, "chunk", &o.chunk, &o.chunk_given, 1, UINT32_MAX, "N", "cut each text into windows of at most N ids"),
	CLI_UINT(0, "overlap", &o.overlap, &o.overlap_given, 0, UINT32_MAX, "N", "ids of the text that a window has of the one before"),
	CLI_ENUM(0, "format", &o.format, &o.format_given, formats, "FORMAT", "write text, jsonl, u16 or u32"),
	CLI_UINT(0, "shard-size", &o.shard_size, &o.shard_given, 1, UINT64_C(1) << 48, "N",
		 "u16, u32: write shards with an index into a folder, a new one after N ids"),
	CLI_FLAG(0, "pieces", &o.pieces, "add the text of each token (jsonl)"),
	CLI_FLAG(0, "offsets", &o.offsets, "add where each token begins and ends in the text, in bytes (jsonl)"),
	CLI_FLAG(0, "count", &o.count, "text: write the number of ids instead of them; jsonl: add it"),
	CLI_UINT('j', "threads", &o.threads, NULL, 1, 1024, "N", "threads that work on long texts, or on many"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_COMMON
};

static struct bitnet_tokens seq;
static bool held;                       /* seq is the one sequence of raw ids, which is written when there was no other */
static struct encode_line line;
static struct { char *s; size_t cap; } text, prefix;

/* The input that is read, and bytes of all inputs: in those before it, and together where all are files. */
static const struct cli_in *reading;
static uint64_t before, total;

/* A person sees how far we are. */
static void show_progress(uint64_t at)
{
	if (total)
		cli_progress((double)at / (double)total, "%llu of %llu MB", (unsigned long long)(at / 1000000),
			     (unsigned long long)(total / 1000000));
	else
		cli_progress(-1, "%llu MB", (unsigned long long)(at / 1000000));
}

/* Output that is ready goes out before we wait. */
static void before_read(void)
{
	encode_out_flush();
	show_progress(before + reading->taken);
}

static int input_open(struct cli_in *in, const char *operand)
{
	int status = cli_in_open(in, operand);

	in->before = before_read;
	reading = in;
	return status;
}

static void input_close(struct cli_in *in)
{
	before += in->taken;
	cli_in_close(in);
	reading = NULL;
}

static bool is_raw(void)
{
	return o.format == ENCODE_U16 || o.format == ENCODE_U32;
}

/* Whether all ids and where they stand have to be there before the first is written. */
static bool needs_whole(void)
{
	return o.pieces || o.offsets || o.chunk_given;
}

static struct bitnet_encode_options how(void)
{
	return (struct bitnet_encode_options){ .add_special = !o.no_bos && !o.chunk_given, .parse_special = o.parse_special,
					       .spans = o.offsets || o.chunk_given, .threads = cli_threads(o.threads) };
}

static int out_of_memory(void)
{
	return cli_fail_named(CLI_EXIT_UNAVAILABLE, "out_of_memory", NULL, "out of memory for %zu ids", seq.n + 1);
}

/* EOS at the end of a sequence of n_text bytes, where it is not there already; last: the id before, or -1. */
static int add_eos(size_t n_text, int64_t last)
{
	int64_t eos = bitnet_tok_info(encode_tok)->eos;

	if (!o.add_eos || last == eos)
		return 0;
	if (bitnet_tokens_push(&seq, (uint32_t)eos) != 0)
		return out_of_memory();
	if (o.offsets) {
		if (seq.spans_cap < seq.n) {
			seq.spans_cap = seq.cap;
			seq.begin = cli_xrealloc(seq.begin, seq.cap * sizeof(*seq.begin));
			seq.end = cli_xrealloc(seq.end, seq.cap * sizeof(*seq.end));
		}
		seq.begin[seq.n - 1] = seq.end[seq.n - 1] = n_text;
	}
	return 0;
}

/* A text that is there as a whole. */
static int encode(const struct encode_item *it, const char *s, size_t n)
{
	struct bitnet_encode_options as = how();
	struct bitnet_error err;
	char subject[320];
	int status;

	if (held)
		return cli_usage("%s: --format %s holds one sequence, and there is another record (--shard-size writes many)", it->name,
				 formats[o.format]);
	seq.n = 0;
	if (bitnet_tok_encode(encode_tok, s, n, &as, &seq, &err) != 0) {
		if (!it->number)
			return cli_fail(&err, it->name);
		snprintf(subject, sizeof(subject), "%.256s: %s %llu", it->name, o.field ? "line" : "record", it->number);
		return cli_fail(&err, subject);
	}
	if (o.chunk_given)
		return encode_windows(it, &seq);
	status = add_eos(n, seq.n ? (int64_t)seq.ids[seq.n - 1] : -1);
	held = is_raw() && !o.shard_given;
	if (held)
		return status;
	if (status == 0)
		status = encode_out_begin(it, NULL);
	if (status == 0)
		status = encode_out_ids(seq.ids, seq.n);
	return status ? status : encode_out_end(&seq);
}

static int encode_file(const char *operand, const char *file)
{
	struct encode_item it = { .file = file };
	struct cli_in in;
	int got = 1, status = input_open(&in, operand);

	if (status)
		return status;
	it.name = in.name;
	while (got > 0 && in.end <= TEXT_MAX)
		got = cli_in_more(&in);
	if (got < 0)
		status = -got;
	else if (in.end > TEXT_MAX)
		status = cli_fail_named(CLI_EXIT_DATA, "input_too_large", NULL, "%s: more than %zu bytes", in.name, TEXT_MAX);
	else
		status = encode(&it, in.buf, in.end);
	input_close(&in);
	return status;
}

/* The names of the members that are written for each object. */
static const char *const *own_keys(void)
{
	static const char *keys[8];
	size_t n = 0;

	if (!keys[0]) {
		keys[n++] = "ids";
		if (o.pieces)
			keys[n++] = "pieces";
		if (o.offsets)
			keys[n++] = "offsets";
		if (o.count)
			keys[n++] = "count";
		if (o.chunk_given) {
			keys[n++] = "chunk";
			keys[n++] = "begin";
			keys[n++] = "end";
		}
	}
	return keys;
}

static int encode_json_line(struct encode_item *it, const char *s, size_t n)
{
	const struct encode_member *m;
	char shown[128];
	const char *why;
	size_t at, n_text;

	if (strspn(s, " \t\r") == n)
		return 0;
	why = encode_line_read(&line, s, n, &at);
	if (why)
		return cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: not JSON: %s at byte %zu", it->name, it->number,
				      why, at);
	m = encode_line_find(&line, o.field);
	if (!m || !encode_line_string(&line, m, &text.s, &text.cap, &n_text))
		return cli_fail_named(CLI_EXIT_DATA, "no_field", NULL, "%s: line %llu: the object has no string '%s'", it->name,
				      it->number, bitnet_text_escape(shown, sizeof(shown), o.field, strlen(o.field)));
	if (o.format == ENCODE_JSONL) {
		encode_line_open(&line, own_keys(), &prefix.s, &prefix.cap, &it->prefix_n);
		it->prefix = prefix.s;
	}
	return encode(it, text.s, n_text);
}

static int encode_records(const char *operand, const char *file)
{
	struct cli_rec *rec;
	struct cli_in in;
	char *s;
	size_t n;
	int got, status = input_open(&in, operand);

	if (status)
		return status;
	rec = cli_rec_open(&in, o.field ? '\n' : 0, o.field ? CLI_JSON_LINE_MAX : TEXT_MAX);
	while (status == 0 && (got = cli_rec_next(rec, &s, &n)) != 0) {
		struct encode_item it = { .name = in.name, .number = cli_rec_number(rec), .file = o.field ? NULL : file };

		status = got < 0 ? -got : o.field ? encode_json_line(&it, s, n) : encode(&it, s, n);
	}
	cli_rec_close(rec);
	input_close(&in);
	return status;
}

/* What goes together, but for --check. */
static int check_output(int argc)
{
	bool raw = is_raw();

	if ((o.pieces || o.offsets) && o.format != ENCODE_JSONL)
		return cli_usage("--%s needs --format jsonl", o.pieces ? "pieces" : "offsets");
	if (o.count && raw)
		return cli_usage("--count does not go with --format %s", formats[o.format]);
	if (o.overlap_given && !o.chunk_given)
		return cli_usage("--overlap goes with --chunk");
	if (o.chunk_given && o.add_eos)
		return cli_usage("--add-eos does not go with --chunk: a window is no end");
	if (o.chunk_given && raw && !o.shard_given)
		return cli_usage("--format %s holds one sequence, and --chunk makes many (--shard-size writes them)", formats[o.format]);
	if (o.shard_given && (!raw || !o.output || strcmp(o.output, "-") == 0))
		return cli_usage("--shard-size needs --format u16 or u32, and the name of a folder in --output (-o)");
	if (raw && !o.shard_given && argc > 1)
		return cli_usage("--format %s holds one sequence, and there are %d inputs (--shard-size writes many)", formats[o.format], argc);
	return 0;
}

static int check_usage(int argc)
{
	bool others = o.pieces || o.offsets || o.null || o.field || o.no_bos || o.add_eos || o.parse_special || o.count ||
		      o.format_given || o.output || o.chunk_given || o.overlap_given || o.shard_given;

	if (o.policy_given)
		o.how.policy = (enum bitnet_tok_policy)(BITNET_POLICY_HF + o.policy);
	if (o.check && (argc != 2 || o.model || o.tokenizer))
		return cli_usage("--check takes two files, each a tokenizer or a GGUF");
	if (o.check && others)
		return cli_usage("--check does not go with options for the output of ids");
	if (o.check)
		return 0;
	if (o.how.pre && (o.model || !o.tokenizer))
		return cli_usage("--pre goes with --tokenizer, and without --model");
	if (!o.model && !o.tokenizer)
		return cli_usage("--model (-m) or --tokenizer is needed");
	if (!o.format_given && (o.pieces || o.offsets || o.field || cli.json))
		o.format = ENCODE_JSONL;
	if (argc == 0 && cli_stdin_is_terminal())
		return cli_usage("no TEXT-FILE given, and standard input is a terminal ('-' reads it)");
	return check_output(argc);
}

/* What the vocabulary has to have for what was asked. */
static int check_vocabulary(void)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(encode_tok);

	if (o.format == ENCODE_U16 && info->n_tokens > U16_IDS)
		return cli_fail_named(CLI_EXIT_DATA, "ids_too_wide", "u32 holds them", "the vocabulary has %u ids, and --format u16 holds %d",
				      (unsigned)info->n_tokens, U16_IDS);
	if (o.add_eos && info->eos < 0)
		return cli_fail_named(CLI_EXIT_DATA, "no_eos", NULL, "the vocabulary has no EOS for --add-eos");
	return 0;
}

/* Bytes of all inputs, 0 where one of them is no file. */
static uint64_t size_of_inputs(int n, char **argv)
{
	uint64_t sum = 0;
	struct stat st;
	int i;

	for (i = 0; i < n; i++) {
		if (strcmp(argv[i], "-") == 0 ? fstat(0, &st) != 0 : stat(argv[i], &st) != 0)
			continue;
		if (!S_ISREG(st.st_mode))
			return 0;
		sum += (uint64_t)st.st_size;
	}
	return sum;
}

static int encode_inputs(int argc, char **argv)
{
	static char *standard_input[] = { "-" };
	int i, first = 0, n = argc ? argc : 1;

	if (!argc)
		argv = standard_input;
	total = size_of_inputs(n, argv);
	if (!o.null && !o.field && !needs_whole()) {
		struct bitnet_encode_options as = how();

		first = encode_streams(n, argv, &as, show_progress);
		n = 0;
	}
	for (i = 0; i < n; i++) {
		const char *file = n > 1 ? argv[i] : NULL;
		int status = o.null || o.field ? encode_records(argv[i], file) : encode_file(argv[i], file);

		if (status && !first)
			first = status;
	}
	cli_progress_end();
	return first;
}

static int run_with_tokenizer(int argc, char **argv)
{
	int status = check_vocabulary();

	if (status)
		return status;
	bitnet_tokens_init(&seq);
	status = encode_out_open();
	if (status == 0)
		status = encode_inputs(argc, argv);
	if (status == 0 && held)
		status = encode_out_ids(seq.ids, seq.n);
	status = encode_out_close(status);
	bitnet_tokens_release(&seq);
	encode_line_release(&line);
	free(text.s);
	free(prefix.s);
	return status;
}

static int run(int argc, char **argv)
{
	int status = check_usage(argc);

	o.how.compiled = cli_compiled_dir();
	if (status == 0 && o.check)
		return encode_check(argv[0], argv[1], &o.how);
	if (status == 0)
		status = cli_out_spares(o.output, o.model, o.tokenizer);
	if (status == 0)
		status = cli_tok_open_as(&encode_tok, o.model, NULL, o.tokenizer, &o.how);
	if (status)
		return status;
	status = run_with_tokenizer(argc, argv);
	bitnet_tok_free(encode_tok);
	return status;
}

const struct cli_command cli_command = {
	.name = "bitnet-encode",
	.summary = "turn text into token ids",
	.usage = usage,
	.opts = opts,
	.run = run,
};
