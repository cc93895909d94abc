/* SPDX-License-Identifier: MIT */
/* Records of a stream: see cli-rec.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli-rec.h"
#include "cli.h"

struct cli_rec {
	struct cli_in *in;
	int delimiter;
	size_t max;
	unsigned long long number;
	bool done;
};

struct cli_rec *cli_rec_open(struct cli_in *in, int delimiter, size_t max)
{
	struct cli_rec *r = cli_xmalloc(sizeof(*r));

	*r = (struct cli_rec){ .in = in, .delimiter = delimiter, .max = max };
	return r;
}

void cli_rec_close(struct cli_rec *r)
{
	free(r);
}

int cli_rec_next(struct cli_rec *r, char **s, size_t *n)
{
	struct cli_in *in = r->in;
	size_t seen = 0;
	char *end = NULL;
	int got = 1;

	if (r->done)
		return 0;
	for (;;) {
		if (in->end > in->begin + seen)
			end = memchr(in->buf + in->begin + seen, r->delimiter, in->end - in->begin - seen);
		seen = end ? (size_t)(end - in->buf) - in->begin : in->end - in->begin;
		if (seen > r->max) {
			r->done = true;
			return -cli_fail_named(CLI_EXIT_DATA, "record_too_long", NULL, "%s: %s %llu is longer than %zu bytes",
					       in->name, r->delimiter ? "line" : "record", r->number + 1, r->max);
		}
		if (end || got == 0)
			break;
		got = cli_in_more(in);
		if (got < 0) {
			r->done = true;
			return got;
		}
	}
	r->done = !end;
	if (!end && !seen)
		return 0;
	*s = in->buf + in->begin;
	*n = seen;
	(*s)[seen] = '\0';
	in->begin += seen + (end != NULL);
	r->number++;
	return 1;
}

unsigned long long cli_rec_number(const struct cli_rec *r)
{
	return r->number;
}
