/* SPDX-License-Identifier: MIT */
/* bitnet-encode: text to token ids; an input or record is one sequence. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli-json.h"
#include "cli-rec.h"
#include "cli-tok.h"
#include "cli.h"
#include "encode-check.h"

/* The largest input, or record with -0. */
#define TEXT_MAX ((size_t)1 << 30)

enum format { FORMAT_TEXT, FORMAT_JSONL, FORMAT_U32 };
static const char *const formats[] = { "text", "jsonl", "u32", NULL };

static struct {
	const char *model, *tokenizer, *output, *field;
	struct bitnet_tok_options how;
	bool check, null, no_bos, parse_special, pieces, offsets, count, format_given, policy_given;
	int format, policy;
	uint64_t threads;
} o;

static const char *const usage[] = {
	"-m FILE [--tokenizer FILE] [OPTION...] [TEXT-FILE...]",
	"--tokenizer FILE [OPTION...] [TEXT-FILE...]",
	"--check [--json] FILE FILE",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_STR('m', "model", &o.model, "FILE", "take the tokenizer that belongs to this model"),
	CLI_STR(0, "tokenizer", &o.tokenizer, "FILE", "a tokenizer file, a GGUF, or a saved document of bitnet-tok-discover"),
	CLI_STR(0, "pre", &o.how.pre, "NAME", "how ranks or merges of an unknown vocabulary cut text, as in tokenizer.ggml.pre"),
	CLI_FLAG(0, "check", &o.check, "compare the tokenizers of two files, and say where they differ"),
	CLI_ENUM(0, "policy", &o.policy, &o.policy_given, cli_tok_policies, "POLICY",
		 "where they differ, do as hf, llama.cpp or sentencepiece"),
	{ .letter = '0', .name = "null", .kind = CLI_KIND_FLAG, .value = &o.null, .group = "records",
	  .help = "split the input into records at NUL" },
	{ .name = "field", .kind = CLI_KIND_STR, .value = &o.field, .arg = "NAME", .group = "records",
	  .help = "read JSON lines and encode this string of each object" },
	CLI_FLAG(0, "no-bos", &o.no_bos, "add no BOS, EOS or other token that the vocabulary asks for"),
	CLI_FLAG(0, "parse-special", &o.parse_special, "control tokens written in the text become their ids"),
	CLI_ENUM(0, "format", &o.format, &o.format_given, formats, "FORMAT", "write text, jsonl or u32"),
	CLI_FLAG(0, "pieces", &o.pieces, "add the text of each token (jsonl)"),
	CLI_FLAG(0, "offsets", &o.offsets, "add where each token begins and ends in the text, in bytes (jsonl)"),
	CLI_FLAG(0, "count", &o.count, "text: write the number of ids instead of them; jsonl: add it"),
	CLI_UINT('j', "threads", &o.threads, NULL, 1, 1024, "N", "threads that work on one long text"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_COMMON
};

/* What is encoded now: where it stands, for messages, and what goes before its ids. */
struct item {
	const char *name;               /* of the input */
	unsigned long long number;      /* of the record, 0: the whole input */
	const char *text;
	size_t n;
	const char *file;               /* key "file", or NULL */
	const char *prefix;             /* a JSON object without its last brace, or NULL */
	size_t prefix_n;
};

static struct bitnet_tok *tok;
static struct bitnet_tokens seq;
static FILE *out;
static unsigned long long n_seqs;

static char *number(char *end, uint64_t v)
{
	do {
		*--end = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	return end;
}

static void put_number(uint64_t v)
{
	char digits[24], *end = digits + sizeof(digits), *p = number(end, v);

	fwrite(p, 1, (size_t)(end - p), out);
}

/* Some hundred at a time: a call of the C library for each id would cost more than finding it. */
static void put_ids(char between)
{
	char buf[4096], digits[16], *end = digits + sizeof(digits), *to = buf, *p;
	size_t i;

	for (i = 0; i < seq.n; i++) {
		if (to - buf > (long)sizeof(buf) - 16) {
			fwrite(buf, 1, (size_t)(to - buf), out);
			to = buf;
		}
		if (i)
			*to++ = between;
		p = number(end, seq.ids[i]);
		memcpy(to, p, (size_t)(end - p));
		to += end - p;
	}
	fwrite(buf, 1, (size_t)(to - buf), out);
}

static void put_text(void)
{
	if (o.count)
		put_number(seq.n);
	else
		put_ids(' ');
	putc('\n', out);
}

static void put_json(struct json_object *v)
{
	fputs(json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE), out);
	json_object_put(v);
}

static void put_pieces(void)
{
	size_t i;

	fputs(",\"pieces\":[", out);
	for (i = 0; i < seq.n; i++) {
		struct bitnet_str piece = { "", 0 };
		enum bitnet_token_kind kind;

		bitnet_tok_piece(tok, seq.ids[i], &piece, &kind);
		if (i)
			putc(',', out);
		put_json(cli_json_bytes(piece.s, piece.n));
	}
	putc(']', out);
}

static void put_offsets(void)
{
	size_t i;

	fputs(",\"offsets\":[", out);
	for (i = 0; i < seq.n; i++) {
		fputs(i ? ",[" : "[", out);
		put_number(seq.begin[i]);
		putc(',', out);
		put_number(seq.end[i]);
		putc(']', out);
	}
	putc(']', out);
}

static void put_jsonl(const struct item *it)
{
	if (it->prefix)
		fwrite(it->prefix, 1, it->prefix_n, out);
	else
		putc('{', out);
	if (it->file) {
		fputs("\"file\":", out);
		put_json(cli_json_bytes(it->file, strlen(it->file)));
		putc(',', out);
	}
	fputs("\"ids\":[", out);
	put_ids(',');
	putc(']', out);
	if (o.pieces)
		put_pieces();
	if (o.offsets)
		put_offsets();
	if (o.count) {
		fputs(",\"count\":", out);
		put_number(seq.n);
	}
	fputs("}\n", out);
}

/* Little-endian whatever the machine. */
static void put_u32(void)
{
	unsigned char buf[4096];
	size_t i, k = 0;

	for (i = 0; i < seq.n; i++) {
		uint32_t id = seq.ids[i];

		buf[k++] = (unsigned char)id;
		buf[k++] = (unsigned char)(id >> 8);
		buf[k++] = (unsigned char)(id >> 16);
		buf[k++] = (unsigned char)(id >> 24);
		if (k == sizeof(buf) || i + 1 == seq.n) {
			fwrite(buf, 1, k, out);
			k = 0;
		}
	}
}

static int encode(const struct item *it)
{
	struct bitnet_encode_options how = { .add_special = !o.no_bos, .parse_special = o.parse_special, .spans = o.offsets,
					     .threads = cli_threads(o.threads) };
	struct bitnet_error err;
	char subject[320];

	if (o.format == FORMAT_U32 && n_seqs)
		return cli_usage("%s: --format u32 holds one sequence, and there is another record", it->name);
	seq.n = 0;
	if (bitnet_tok_encode(tok, it->text, it->n, &how, &seq, &err) != 0) {
		if (!it->number)
			return cli_fail(&err, it->name);
		snprintf(subject, sizeof(subject), "%.256s: %s %llu", it->name, o.field ? "line" : "record", it->number);
		return cli_fail(&err, subject);
	}
	n_seqs++;
	if (o.format == FORMAT_U32)
		return 0;       /* written at the end, when there was no other */
	if (o.format == FORMAT_TEXT)
		put_text();
	else
		put_jsonl(it);
	cli_flush(out);
	return 0;
}

static int encode_whole(const char *operand, const char *name, const char *file)
{
	char *s;
	size_t n;
	int status = cli_read_file(operand, TEXT_MAX, &s, &n);

	if (status == 0) {
		struct item it = { .name = name, .text = s, .n = n, .file = file };

		status = encode(&it);
		free(s);
	}
	return status;
}

/* The n-th key that is written for each object, NULL after the last. */
static const char *own_key(size_t n)
{
	const char *keys[] = { "ids", o.pieces ? "pieces" : NULL, o.offsets ? "offsets" : NULL, o.count ? "count" : NULL };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i] && n-- == 0)
			return keys[i];
	return NULL;
}

static bool has_own_keys(struct json_object *record)
{
	const char *key;
	size_t i;

	for (i = 0; (key = own_key(i)); i++)
		if (json_object_object_get_ex(record, key, NULL))
			return true;
	return false;
}

/*
 * The object without its last brace, and a comma where more is to follow; free it.  What is there stays
 * as it was written, unless keys of ours have to go.
 */
static char *open_object(struct json_object *record, const char *line, size_t n, size_t *prefix_n)
{
	const char *key, *end;
	char *prefix;
	size_t i;

	if (has_own_keys(record)) {
		for (i = 0; (key = own_key(i)); i++)
			json_object_object_del(record, key);
		line = json_object_to_json_string_ext(record, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
		n = strlen(line);
	}
	end = memrchr(line, '}', n);
	n = (size_t)(end - line);
	prefix = cli_xmalloc(n + 1);
	memcpy(prefix, line, n);
	if (json_object_object_length(record))
		prefix[n++] = ',';
	*prefix_n = n;
	return prefix;
}

static int encode_object(struct item *it, struct json_object *record, const char *line, size_t n)
{
	struct json_object *text;
	char shown[128], *prefix;
	int status;

	if (!json_object_object_get_ex(record, o.field, &text) || !json_object_is_type(text, json_type_string))
		return cli_fail_named(CLI_EXIT_DATA, "no_field", NULL, "%s: line %llu: the object has no string '%s'", it->name,
				      it->number, bitnet_text_escape(shown, sizeof(shown), o.field, strlen(o.field)));
	if (has_own_keys(record) && !cli_json_exact(record))
		return cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL,
				      "%s: line %llu: a number of more than 64 bits, in an object that has to be written anew",
				      it->name, it->number);
	text = json_object_get(text);
	it->text = json_object_get_string(text);
	it->n = (size_t)json_object_get_string_len(text);
	it->prefix = prefix = open_object(record, line, n, &it->prefix_n);
	status = encode(it);
	free(prefix);
	json_object_put(text);
	return status;
}

static int encode_json_line(struct item *it, const char *line, size_t n)
{
	struct json_object *record;
	char why[160];
	int status;

	if (strspn(line, " \t\r") == n)
		return 0;
	record = cli_json_parse(line, n, why, sizeof(why));
	if (!record)
		return cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: %s", it->name, it->number, why);
	if (json_object_is_type(record, json_type_object))
		status = encode_object(it, record, line, n);
	else
		status = cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: not a JSON object", it->name,
					it->number);
	json_object_put(record);
	return status;
}

static int encode_records(const char *operand, const char *file)
{
	struct cli_rec *rec;
	const char *name;
	char *s;
	size_t n;
	FILE *f;
	int got, status = cli_rec_input(operand, &f, &name);

	if (status)
		return status;
	rec = cli_rec_open(f, name, o.field ? '\n' : 0, o.field ? CLI_JSON_LINE_MAX : TEXT_MAX);
	while (status == 0 && (got = cli_rec_next(rec, &s, &n)) != 0) {
		struct item it = { .name = name, .number = cli_rec_number(rec), .text = s, .n = n,
				   .file = o.field ? NULL : file };

		status = got < 0 ? -got : o.field ? encode_json_line(&it, s, n) : encode(&it);
	}
	cli_rec_close(rec);
	cli_rec_input_close(f);
	return status;
}

static int check_usage(int argc)
{
	bool extra = o.pieces || o.offsets;

	if (o.policy_given)
		o.how.policy = (enum bitnet_tok_policy)(BITNET_POLICY_HF + o.policy);
	if (o.check && (argc != 2 || o.model || o.tokenizer))
		return cli_usage("--check takes two files, each a tokenizer or a GGUF");
	if (o.check && (extra || o.null || o.field || o.no_bos || o.parse_special || o.count || o.format_given || o.output))
		return cli_usage("--check does not go with options for the output of ids");
	if (o.check)
		return 0;
	if (o.how.pre && (o.model || !o.tokenizer))
		return cli_usage("--pre goes with --tokenizer, and without --model");
	if (!o.model && !o.tokenizer)
		return cli_usage("--model (-m) or --tokenizer is needed");
	if (!o.format_given && (extra || o.field || cli.json))
		o.format = FORMAT_JSONL;
	if (extra && o.format != FORMAT_JSONL)
		return cli_usage("--%s needs --format jsonl", o.pieces ? "pieces" : "offsets");
	if (o.count && o.format == FORMAT_U32)
		return cli_usage("--count does not go with --format u32");
	if (o.format == FORMAT_U32 && argc > 1)
		return cli_usage("--format u32 holds one sequence, and there are %d inputs", argc);
	if (argc == 0 && cli_stdin_is_terminal())
		return cli_usage("no TEXT-FILE given, and standard input is a terminal ('-' reads it)");
	return 0;
}

static int encode_inputs(int argc, char **argv)
{
	static char *standard_input[] = { "-" };
	int i, first = 0, n = argc ? argc : 1;

	if (!argc)
		argv = standard_input;
	for (i = 0; i < n; i++) {
		const char *file = n > 1 ? argv[i] : NULL;
		const char *name = strcmp(argv[i], "-") == 0 ? "standard input" : argv[i];
		int status = o.null || o.field ? encode_records(argv[i], file) : encode_whole(argv[i], name, file);

		if (status && !first)
			first = status;
	}
	return first;
}

static int run(int argc, char **argv)
{
	int status = check_usage(argc);

	if (status == 0 && o.check)
		return encode_check(argv[0], argv[1], &o.how);
	if (status == 0)
		status = cli_out_spares(o.output, o.model, o.tokenizer);
	if (status == 0)
		status = cli_tok_open_as(&tok, o.model, NULL, o.tokenizer, &o.how);
	if (status)
		return status;
	out = cli_out_open(o.output);
	bitnet_tokens_init(&seq);
	if (o.format == FORMAT_U32)
		status = cli_out_binary(out);
	if (status == 0)
		status = encode_inputs(argc, argv);
	if (status == 0 && o.format == FORMAT_U32)
		put_u32();
	if (status == 0)
		status = cli_out_close();
	else
		cli_out_abandon();
	bitnet_tokens_release(&seq);
	bitnet_tok_free(tok);
	return status;
}

const struct cli_command cli_command = {
	.name = "bitnet-encode",
	.summary = "turn text into token ids",
	.usage = usage,
	.opts = opts,
	.run = run,
};
