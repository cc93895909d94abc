/* SPDX-License-Identifier: MIT */
/* bitnet-decode: token ids to text; a line of ids is one sequence. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "cli-ids.h"
#include "cli-in.h"
#include "cli-json.h"
#include "cli-tok.h"
#include "cli.h"
#include "decode-cleanup.h"

/* Text is written in parts of about this size, cut between characters. */
#define PART 8192

/* The longest text that goes into JSON. */
#define JSON_TEXT_MAX ((size_t)1 << 30)

enum format { FORMAT_TEXT, FORMAT_JSONL, FORMAT_U16, FORMAT_U32 };
static const char *const formats[] = { "text", "jsonl", "u16", "u32", NULL };

static struct {
	const char *model, *tokenizer, *output;
	struct bitnet_tok_options how;
	bool null, skip_special, clean_up, jsonl, pieces, format_given, policy_given;
	int format, policy;
} o;

static const char *const usage[] = {
	"-m FILE [--tokenizer FILE] [OPTION...] [ID-FILE...]",
	"--tokenizer FILE [OPTION...] [ID-FILE...]",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_STR('m', "model", &o.model, "FILE", "take the tokenizer that belongs to this model"),
	CLI_STR(0, "tokenizer", &o.tokenizer, "FILE", "a tokenizer file, a GGUF, or a saved document of bitnet-tok-discover"),
	CLI_TOK_SEARCH,
	CLI_STR(0, "pre", &o.how.pre, "NAME", "how ranks or merges of an unknown vocabulary cut text, as in tokenizer.ggml.pre"),
	CLI_ENUM(0, "policy", &o.policy, &o.policy_given, cli_tok_policies, "POLICY",
		 "where they differ, do as hf, llama.cpp or sentencepiece"),
	CLI_ENUM(0, "format", &o.format, &o.format_given, formats, "FORMAT",
		 "the input is text, jsonl, u16 or u32 (the first two are recognised)"),
	CLI_FLAG(0, "skip-special", &o.skip_special, "leave out control and unknown tokens"),
	CLI_FLAG(0, "clean-up", &o.clean_up, "no spaces before punctuation and English contractions"),
	CLI_FLAG('0', "null", &o.null, "end the texts of several sequences with NUL instead of newline"),
	CLI_FLAG(0, "jsonl", &o.jsonl, "write a JSON object for each sequence"),
	CLI_FLAG(0, "pieces", &o.pieces, "add the text of each token (jsonl)"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_COMMON
};

/* Bytes that are not written yet. */
static struct {
	char *s;
	size_t n, cap;
} text;

static struct bitnet_tok *tok;
static struct bitnet_decoder *decoder;
static struct cleanup cleanup;          /* of the text */
static FILE *out;
static char buffer[PART * 4];           /* of out: the C library has a smaller one for a terminal */
static bool terminal;
static unsigned long long n_seqs;
static bool within;                     /* a sequence whose end has not come */
static uint64_t n_ids;                  /* of it so far */

static void append(const char *s, size_t n)
{
	if (text.cap - text.n < n) {
		text.cap = text.cap * 2 > text.n + n ? text.cap * 2 : text.n + n + PART;
		text.s = cli_xrealloc(text.s, text.cap);
	}
	if (n)
		memcpy(text.s + text.n, s, n);
	text.n += n;
}

/* Text of the decoder. */
static void add_text(struct bitnet_str s)
{
	if (o.clean_up)
		decode_cleanup(&cleanup, s.s, s.n, append);
	else
		append(s.s, s.n);
}

/* All but `keep` bytes at the end; a terminal gets each part as one write. */
static void put_part(size_t keep)
{
	size_t n = text.n - keep;

	if (!n)
		return;
	fwrite(text.s, 1, n, out);
	memmove(text.s, text.s + n, keep);
	text.n = keep;
	if (terminal)
		cli_flush(out);
}

/* before: ids of the sequence that came in earlier parts. */
static int unknown_id(const struct cli_ids *in, uint64_t before, uint32_t id)
{
	char where[320];

	cli_ids_where(in, where, sizeof(where));
	return cli_fail_named(CLI_EXIT_DATA, "unknown_token_id", NULL, "%s: id %u (number %llu) is not in the vocabulary of %u ids", where,
			      (unsigned)id, (unsigned long long)before, (unsigned)bitnet_tok_info(tok)->n_tokens);
}

static void begin_text(void)
{
	bitnet_decoder_reset(decoder);
	memset(&cleanup, 0, sizeof(cleanup));
}

/* Ids that are decoded before their text is written. */
#define AT_ONCE 1024

/* The bytes of n ids; in plain form they are written as they come. */
static int decode_ids(const uint32_t *ids, size_t n, const char *name)
{
	struct bitnet_error err;
	struct bitnet_str piece;
	size_t i, some;

	for (i = 0; i < n; i += some) {
		some = n - i < AT_ONCE ? n - i : AT_ONCE;
		if (bitnet_decoder_push_ids(decoder, ids + i, some, &piece, &err) != 0)
			return cli_fail(&err, name);
		add_text(piece);
		if (!o.jsonl && text.n >= PART)
			put_part(bitnet_utf8_incomplete(text.s, text.n));
		if (text.n > JSON_TEXT_MAX)
			return cli_fail_named(CLI_EXIT_DATA, "text_too_long", NULL, "%s: a text of more than %zu bytes", name,
					      JSON_TEXT_MAX);
	}
	return 0;
}

/* What the decoder kept back until it was known that no id follows. */
static int finish_text(const char *name)
{
	struct bitnet_error err;
	struct bitnet_str piece;

	if (bitnet_decoder_finish(decoder, &piece, &err) != 0)
		return cli_fail(&err, name);
	add_text(piece);
	decode_cleanup_finish(&cleanup, append);
	return 0;
}

static struct json_object *pieces(const struct bitnet_tokens *seq)
{
	struct json_object *a = json_object_new_array();
	enum bitnet_token_kind kind;
	struct bitnet_str piece;
	size_t i;

	for (i = 0; i < seq->n; i++) {
		bitnet_tok_piece(tok, seq->ids[i], &piece, &kind);
		json_object_array_add(a, cli_json_bytes(piece.s, piece.n));
	}
	return a;
}

/* has_id: id may be null, and then it is written so. */
static void put_jsonl(const struct bitnet_tokens *seq, bool has_id, struct json_object *id)
{
	struct json_object *doc = json_object_new_object();

	if (has_id)
		json_object_object_add(doc, "id", json_object_get(id));
	json_object_object_add(doc, "text", cli_json_bytes(text.s ? text.s : "", text.n));
	if (o.pieces)
		json_object_object_add(doc, "pieces", pieces(seq));
	cli_json_line(out, doc);
	json_object_put(doc);
}

/* A sequence as an object. */
static int decode_object(const struct cli_ids *in, const struct bitnet_tokens *seq, struct json_object *record)
{
	struct json_object *id = NULL;
	bool has_id = record && json_object_object_get_ex(record, "id", &id);
	size_t known = bitnet_tok_known(tok, seq->ids, seq->n);
	int status;

	if (known < seq->n)
		return unknown_id(in, known, seq->ids[known]);
	if (has_id && !cli_json_exact(id))
		return cli_fail_named(CLI_EXIT_DATA, "bad_record_id", NULL,
				      "%s: line %llu: a number in 'id' has more than 64 bits: a string may be longer",
				      cli_ids_name(in), cli_ids_line(in));
	text.n = 0;
	begin_text();
	status = decode_ids(seq->ids, seq->n, cli_ids_name(in));
	if (status == 0)
		status = finish_text(cli_ids_name(in));
	if (status)
		return status;
	put_jsonl(seq, has_id, id);
	cli_flush(out);
	return 0;
}

/*
 * A part of a sequence as text, as far as it ends with a character.  One sequence alone is its bytes and nothing else, so
 * the end of the first is written when a second one comes.
 */
static int decode_part(const struct cli_ids *in, const struct bitnet_tokens *seq, bool last)
{
	char end = o.null ? '\0' : '\n';
	size_t known = bitnet_tok_known(tok, seq->ids, seq->n);
	int status;

	if (!within) {
		if (n_seqs == 1)
			putc(end, out);
		within = true;
		n_ids = 0;
		begin_text();
	}
	status = decode_ids(seq->ids, known, cli_ids_name(in));
	if (status == 0 && known < seq->n)
		status = unknown_id(in, n_ids + known, seq->ids[known]);
	n_ids += known;
	if (status == 0 && last)
		status = finish_text(cli_ids_name(in));
	put_part(status || last || !text.n ? 0 : bitnet_utf8_incomplete(text.s, text.n));
	if (status == 0 && last) {
		within = false;
		if (n_seqs++)
			putc(end, out);
	}
	cli_flush(out);
	return status;
}

/* A form that was asked for and is not what came. */
static int check_form(const struct cli_ids *in, struct json_object *record)
{
	if (!o.format_given || o.format == FORMAT_U16 || o.format == FORMAT_U32 || (record != NULL) == (o.format == FORMAT_JSONL))
		return 0;
	return cli_fail_named(CLI_EXIT_DATA, "bad_token_stream", NULL, "%s: line %llu: %s, and --format is %s", cli_ids_name(in),
			      cli_ids_line(in), record ? "a JSON object" : "not a JSON object", formats[o.format]);
}

static int decode_input(const char *operand)
{
	unsigned width = o.format == FORMAT_U16 ? 2 : o.format == FORMAT_U32 ? 4 : 0;
	struct json_object *record;
	struct bitnet_tokens seq;
	struct cli_ids *in;
	int got, status = cli_ids_open(&in, operand, width);

	if (status)
		return status;
	bitnet_tokens_init(&seq);
	while (status == 0 && (got = o.jsonl ? cli_ids_next(in, &seq, &record) : cli_ids_part(in, &seq, &record)) != 0) {
		status = got < 0 ? -got : check_form(in, record);
		if (status == 0)
			status = o.jsonl ? decode_object(in, &seq, record) : decode_part(in, &seq, got != CLI_IDS_MORE);
	}
	/* A sequence that broke off is one: what was known of it stands there. */
	if (within) {
		decode_cleanup_finish(&cleanup, append);
		put_part(0);
		if (n_seqs++)
			putc(o.null ? '\0' : '\n', out);
	}
	within = false;
	bitnet_tokens_release(&seq);
	cli_ids_close(in);
	return status;
}

static int decode_inputs(int argc, char **argv)
{
	static char *standard_input[] = { "-" };
	int i, first = 0, n = argc ? argc : 1;

	if (!argc)
		argv = standard_input;
	for (i = 0; i < n; i++) {
		int status = decode_input(argv[i]);

		if (status && !first)
			first = status;
	}
	return first;
}

static int check_usage(int argc)
{
	if (!o.model && !o.tokenizer)
		return cli_usage("--model (-m) or --tokenizer is needed");
	if (o.how.pre && (o.model || !o.tokenizer))
		return cli_usage("--pre goes with --tokenizer, and without --model");
	if (o.policy_given)
		o.how.policy = (enum bitnet_tok_policy)(BITNET_POLICY_HF + o.policy);
	if (cli.json || o.pieces)
		o.jsonl = true;
	if (o.jsonl && o.null)
		return cli_usage("--null (-0) does not go with JSON lines");
	if (argc == 0 && cli_stdin_is_terminal())
		return cli_usage("no ID-FILE given, and standard input is a terminal ('-' reads it)");
	return 0;
}

static int run(int argc, char **argv)
{
	struct bitnet_error err;
	int status = check_usage(argc);

	if (status == 0)
		status = cli_out_spares(o.output, o.model, o.tokenizer);
	if (status == 0)
		status = cli_tok_open_as(&tok, o.model, NULL, o.tokenizer, &o.how);
	if (status)
		return status;
	if (bitnet_decoder_new(&decoder, tok, o.skip_special, &err) != 0) {
		status = cli_fail(&err, NULL);
		bitnet_tok_free(tok);
		return status;
	}
	out = cli_out_open(o.output);
	cli_wide_pipe(fileno(out));
	terminal = isatty(fileno(out));
	setvbuf(out, buffer, _IOFBF, sizeof(buffer));
	status = decode_inputs(argc, argv);
	if (status == 0)
		status = cli_out_close();
	else
		cli_out_abandon();
	bitnet_decoder_free(decoder);
	bitnet_tok_free(tok);
	free(text.s);
	return status;
}

const struct cli_command cli_command = {
	.name = "bitnet-decode",
	.summary = "turn token ids into text",
	.usage = usage,
	.opts = opts,
	.run = run,
};
