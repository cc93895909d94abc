/* SPDX-License-Identifier: MIT */
/* What bitnet-perplexity reads: a text, a sequence of ids, or records that are texts of their own. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli-ids.h"
#include "cli-rec.h"
#include "cli.h"
#include "encode-json.h"
#include "perplexity.h"

/* The largest text. */
#define TEXT_MAX ((size_t)1 << 30)

#define o perplexity_options

/* The text is needed no longer than its encoding takes. */
int perplexity_read_text(struct perplexity *r, const char *operand)
{
	struct bitnet_encode_options how = { .add_special = true, .spans = true };
	struct bitnet_error err;
	char *text;
	size_t n;
	int status = cli_read_file(operand, TEXT_MAX, &text, &n);

	if (status)
		return status;
	r->name = strcmp(operand, "-") == 0 ? "standard input" : operand;
	status = bitnet_tok_encode(r->tok, text, n, &how, &r->ids, &err) ? cli_fail(&err, r->name) : 0;
	r->n_spans = r->ids.n;
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
				      cli_ids_line(in), record ? "a JSON object" : "not a JSON object", perplexity_formats[o.format]);
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

int perplexity_read_ids(struct perplexity *r)
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

/* A line of JSON and the text in it; both are used again for the next. */
struct line {
	struct encode_line json;
	char *text;
	size_t cap;
};

int perplexity_fail_record(const struct perplexity *r, const struct bitnet_error *err)
{
	char subject[320];

	snprintf(subject, sizeof(subject), "%.256s: %s %llu", r->name, o.field ? "line" : "record", (unsigned long long)r->record);
	return cli_fail(err, subject);
}

/* One text of several, with its EOS, and each() for it. */
static int take_record(struct perplexity *r, const char *text, size_t n, int (*each)(struct perplexity *r))
{
	struct bitnet_encode_options how = { .add_special = true, .spans = true };
	int64_t eos = o.add_eos ? bitnet_tok_info(r->tok)->eos : -1;
	struct bitnet_error err;

	r->ids.n = 0;
	if (bitnet_tok_encode(r->tok, text, n, &how, &r->ids, &err) != 0)
		return perplexity_fail_record(r, &err);
	r->n_spans = r->ids.n;
	if (eos >= 0 && (!r->ids.n || r->ids.ids[r->ids.n - 1] != (uint32_t)eos) && bitnet_tokens_push(&r->ids, (uint32_t)eos) != 0)
		return cli_fail_named(CLI_EXIT_UNAVAILABLE, "out_of_memory", NULL, "%s: out of memory", r->name);
	return each(r);
}

/* An empty line is no record. */
static int take_line(struct perplexity *r, struct line *l, const char *s, size_t n, int (*each)(struct perplexity *r))
{
	unsigned long long number = r->record;
	const struct encode_member *m;
	const char *why;
	char shown[128];
	size_t at;

	if (strspn(s, " \t\r") == n)
		return 0;
	why = encode_line_read(&l->json, s, n, &at);
	if (why)
		return cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: not JSON: %s at byte %zu", r->name, number, why, at);
	m = encode_line_find(&l->json, o.field);
	if (!m || !encode_line_string(&l->json, m, &l->text, &l->cap, &n))
		return cli_fail_named(CLI_EXIT_DATA, "no_field", NULL, "%s: line %llu: the object has no string '%s'", r->name, number,
				      bitnet_text_escape(shown, sizeof(shown), o.field, strlen(o.field)));
	return take_record(r, l->text, n, each);
}

int perplexity_records(struct perplexity *r, const char *operand, int (*each)(struct perplexity *r))
{
	struct line line = { .text = NULL };
	struct cli_rec *rec;
	struct cli_in in;
	char *s;
	size_t n;
	int got, status = cli_in_open(&in, operand);

	if (status)
		return status;
	r->name = strcmp(operand, "-") == 0 ? "standard input" : operand;
	rec = cli_rec_open(&in, o.field ? '\n' : 0, o.field ? CLI_JSON_LINE_MAX : TEXT_MAX);
	while (status == 0 && (got = cli_rec_next(rec, &s, &n)) != 0) {
		r->record = cli_rec_number(rec);
		status = got < 0 ? -got : o.field ? take_line(r, &line, s, n, each) : take_record(r, s, n, each);
	}
	cli_rec_close(rec);
	cli_in_close(&in);
	encode_line_release(&line.json);
	free(line.text);
	return status;
}
