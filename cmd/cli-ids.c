/* SPDX-License-Identifier: MIT */
/*
 * Reading token streams: see cli-ids.h.  The text form is read byte by byte, so that a wrong byte is
 * refused where it stands and no line is kept; JSON lines are kept one at a time.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli-ids.h"
#include "cli-json.h"
#include "cli-rec.h"
#include "cli.h"

/* The longest sequence: 1 GiB of ids. */
#define MAX_IDS ((size_t)1 << 28)

enum form { FORM_UNKNOWN, FORM_TEXT, FORM_JSON, FORM_U32 };

struct cli_ids {
	FILE *f;
	char *name;
	enum form form;
	bool done;
	unsigned long long line;
	struct cli_rec *rec;            /* FORM_JSON */
	struct json_object *record;     /* FORM_JSON: of the last line */
};

struct cli_ids *cli_ids_open(FILE *f, const char *name, bool u32)
{
	struct cli_ids *r = cli_xmalloc(sizeof(*r));

	memset(r, 0, sizeof(*r));
	r->f = f;
	r->name = cli_xstrdup(name);
	r->form = u32 ? FORM_U32 : FORM_UNKNOWN;
	return r;
}

void cli_ids_close(struct cli_ids *r)
{
	if (!r)
		return;
	json_object_put(r->record);
	cli_rec_close(r->rec);
	free(r->name);
	free(r);
}

unsigned long long cli_ids_line(const struct cli_ids *r)
{
	return r->line;
}

static int bad_id(const struct cli_ids *r, const char *where, const char *s, size_t n)
{
	char shown[80];

	return -cli_fail_named(CLI_EXIT_DATA, "bad_token_id", NULL,
			       "%s: line %llu: %s'%s' is not a token id (a number from 0 to 4294967295)", r->name, r->line,
			       where, bitnet_text_escape(shown, sizeof(shown), s, n));
}

static int push(const struct cli_ids *r, struct bitnet_tokens *seq, uint32_t id)
{
	if (seq->n >= MAX_IDS)
		return -cli_fail_named(CLI_EXIT_DATA, "sequence_too_long", NULL, "%s: line %llu has more than %zu ids", r->name,
				       r->line, MAX_IDS);
	if (bitnet_tokens_push(seq, id) != 0)
		return -cli_fail_named(CLI_EXIT_UNAVAILABLE, "out_of_memory", NULL, "%s: line %llu: out of memory for %zu ids",
				       r->name, r->line, seq->n + 1);
	return 0;
}

static bool ends_word(int c)
{
	return c == EOF || c == '\n' || c == ' ' || c == '\t' || c == '\r';
}

/* One number that begins with c; *next is the byte after it. */
static int text_id(struct cli_ids *r, int c, uint32_t *id, int *next)
{
	char word[48];
	size_t n = 0;
	uint64_t v = 0;
	bool good = true;

	do {
		if (c < '0' || c > '9')
			good = false;
		else if (v <= UINT32_MAX)
			v = v * 10 + (uint64_t)(c - '0');
		word[n++] = (char)c;
		c = getc_unlocked(r->f);
		/* Zeros in front do not count against the length of a number. */
		if (n == sizeof(word) && good && v <= UINT32_MAX)
			n--;
	} while (!ends_word(c) && n < sizeof(word));
	*next = c;
	if (!good || v > UINT32_MAX)
		return bad_id(r, "", word, n);
	*id = (uint32_t)v;
	return 0;
}

static int next_text(struct cli_ids *r, struct bitnet_tokens *seq)
{
	int status, c = getc_unlocked(r->f);
	uint32_t id = 0;

	if (c == EOF)
		return 0;
	r->line++;
	while (c != EOF && c != '\n') {
		if (ends_word(c)) {
			c = getc_unlocked(r->f);
			continue;
		}
		status = text_id(r, c, &id, &c);
		if (status == 0)
			status = push(r, seq, id);
		if (status)
			return status;
	}
	return 1;
}

static int json_ids(const struct cli_ids *r, struct json_object *ids, struct bitnet_tokens *seq)
{
	size_t i, n = json_object_array_length(ids);

	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(ids, i);
		int64_t v = json_object_is_type(o, json_type_int) ? json_object_get_int64(o) : -1;
		int status;

		if (v < 0 || v > UINT32_MAX) {
			const char *s = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN);
			char where[40];

			snprintf(where, sizeof(where), "ids[%zu]: ", i);
			return bad_id(r, where, s, strlen(s));
		}
		status = push(r, seq, (uint32_t)v);
		if (status)
			return status;
	}
	return 1;
}

static int next_json(struct cli_ids *r, struct bitnet_tokens *seq)
{
	struct json_object *ids;
	char *s, why[160];
	size_t n;
	int got;

	do {
		got = cli_rec_next(r->rec, &s, &n);
		if (got <= 0)
			return got;
		r->line++;
	} while (strspn(s, " \t\r") == n);
	r->record = cli_json_parse(s, n, why, sizeof(why));
	if (!r->record)
		return -cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: %s", r->name, r->line, why);
	if (!json_object_is_type(r->record, json_type_object))
		return -cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: not a JSON object", r->name, r->line);
	if (!json_object_object_get_ex(r->record, "ids", &ids) || !json_object_is_type(ids, json_type_array))
		return -cli_fail_named(CLI_EXIT_DATA, "no_ids", NULL, "%s: line %llu: the object has no array 'ids'", r->name,
				       r->line);
	return json_ids(r, ids, seq);
}

static int next_u32(struct cli_ids *r, struct bitnet_tokens *seq)
{
	unsigned char b[4096];
	size_t got, i;

	r->line = 1;
	r->done = true;
	/* A short count is the end or an error, so only the last chunk can be ragged. */
	while ((got = fread(b, 1, sizeof(b), r->f)) > 0) {
		for (i = 0; i + 4 <= got; i += 4) {
			int status = push(r, seq, (uint32_t)b[i] | (uint32_t)b[i + 1] << 8 | (uint32_t)b[i + 2] << 16 |
						  (uint32_t)b[i + 3] << 24);

			if (status)
				return status;
		}
		if (got % 4 && !ferror(r->f))
			return -cli_fail_named(CLI_EXIT_DATA, "bad_token_stream", NULL,
					       "%s: %zu bytes are not a whole number of 4-byte ids", r->name,
					       seq->n * 4 + got % 4);
	}
	return 1;
}

/* The first byte that is neither space nor TAB decides, a newline too; those before it are dropped. */
static void recognise(struct cli_ids *r)
{
	int c;

	while ((c = getc(r->f)) == ' ' || c == '\t')
		;
	r->form = c == '{' ? FORM_JSON : FORM_TEXT;
	if (r->form == FORM_JSON)
		r->rec = cli_rec_open(r->f, r->name, '\n', CLI_JSON_LINE_MAX);
	if (c != EOF)
		ungetc(c, r->f);
}

int cli_ids_next(struct cli_ids *r, struct bitnet_tokens *seq, struct json_object **record)
{
	int got;

	json_object_put(r->record);
	r->record = NULL;
	*record = NULL;
	seq->n = 0;
	if (r->done)
		return 0;
	errno = 0;
	if (r->form == FORM_UNKNOWN)
		recognise(r);
	got = r->form == FORM_U32 ? next_u32(r, seq) : r->form == FORM_JSON ? next_json(r, seq) : next_text(r, seq);
	if (got >= 0 && ferror(r->f))
		got = -cli_rec_broken(r->name, errno);
	if (got <= 0)
		r->done = true;
	*record = r->record;
	return got;
}
