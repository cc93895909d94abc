/* SPDX-License-Identifier: MIT */
/* --batch: a JSON object a line in, one a line out, in order; a bad line is answered by an error. */
#include <stdlib.h>
#include <string.h>

#include "cli-json.h"
#include "generate.h"

struct batch {
	struct generate_engine *e;
	const struct generate_params *params;
	struct generate_answer answer;
	struct generate_done *done;
	FILE *f;
	const char *name;
	uint64_t shard, shards;
	unsigned long long answered, failed, skipped;
};

static int parse_shard(struct batch *b)
{
	const char *s = generate_opt.shard, *slash = s ? strchr(s, '/') : NULL;
	char first[24];

	b->shards = 1;
	if (!s)
		return 0;
	if (slash && (size_t)(slash - s) < sizeof(first)) {
		memcpy(first, s, (size_t)(slash - s));
		first[slash - s] = '\0';
		if (cli_number(slash + 1, 1, UINT32_MAX, &b->shards) && cli_number(first, 0, b->shards - 1, &b->shard))
			return 0;
	}
	return cli_usage("--shard: '%s' is not I/N with 0 <= I < N", s);
}

static bool is_blank(const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t' || *s == '\r')) {
		s++;
		n--;
	}
	return n == 0;
}

static void write_line(struct batch *b, struct json_object *doc)
{
	cli_json_line(b->f, doc);
	json_object_put(doc);
	cli_flush(b->f);
}

static void fail(struct batch *b, const struct generate_record *r, unsigned long long line, const struct bitnet_error *err)
{
	cli_warn("%s: line %llu: %s", b->name, line, err->message);
	write_line(b, generate_record_error(r, line, err));
	b->failed++;
}

/* Answer one line; line counts from 1. */
static void answer_line(struct batch *b, const char *s, size_t n, bool too_long, unsigned long long line)
{
	struct generate_record r;
	struct bitnet_error err;
	int status;

	memset(&r, 0, sizeof(r));
	if (too_long)
		status = generate_error(&err, BITNET_E_LIMIT, "line_too_long", "the line has more than %zu bytes", GENERATE_TEXT_MAX);
	else
		status = generate_record_parse(&r, b->e, b->params, s, n, &err);
	if (generate_done_has(b->done, r.id, r.openai, line)) {
		b->skipped++;
		generate_record_release(&r);
		return;
	}
	if (status == 0)
		status = generate_run(b->e, &r.prompt, &r.params, NULL, NULL, &b->answer, &err);
	if (status) {
		fail(b, &r, line, &err);
	} else {
		write_line(b, generate_record_answer(&r, b->e, &b->answer));
		b->answered++;
		cli_debug("line %llu: %zu + %zu tokens, %.3f s, end: %s", line, b->answer.n_prompt, b->answer.n_sampled,
			  b->answer.prompt_seconds + b->answer.generate_seconds, generate_end_name(b->answer.end));
	}
	generate_record_release(&r);
}

static int all_lines(struct batch *b, struct generate_lines *l)
{
	unsigned long long number;
	enum generate_line got;
	size_t n;
	char *s;

	for (number = 0; (got = generate_lines_next(l, &s, &n)) > GENERATE_LINE_END; number++) {
		if (number % b->shards != b->shard || (got == GENERATE_LINE && is_blank(s, n)))
			continue;
		answer_line(b, s, n, got == GENERATE_LINE_LONG, number + 1);
	}
	cli_info("batch: %llu answered, %llu failed, %llu skipped", b->answered, b->failed, b->skipped);
	if (got == GENERATE_LINE_FAILED)
		return l->status;
	if (got == GENERATE_LINE_TERM)
		return cli_fail_named(CLI_EXIT_TEMPFAIL, "terminated", NULL, "terminated after line %llu of %s", number, b->name);
	return b->failed || generate_done_any_failed(b->done) ? CLI_EXIT_NO : 0;
}

int generate_batch(struct generate_engine *e, const struct generate_params *p)
{
	struct batch b = { .e = e, .params = p };
	struct generate_lines l;
	int status = parse_shard(&b);

	if (status)
		return status;
	status = generate_lines_open(&l, generate_opt.batch, true);
	if (status)
		return status;
	b.name = l.name;
	if (generate_opt.resume)
		status = generate_done_open(&b.done, generate_opt.resume, &b.f);
	else
		b.f = cli_out_open(generate_opt.output);
	if (status == 0)
		status = all_lines(&b, &l);
	if (generate_opt.resume && b.f && fclose(b.f) != 0 && status == 0)
		status = cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "%s: cannot write", generate_opt.resume);
	generate_lines_close(&l);
	generate_done_free(b.done);
	generate_answer_release(&b.answer);
	return status;
}
