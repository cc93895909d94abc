/* SPDX-License-Identifier: MIT */
/* Records of a stream: see cli-rec.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-rec.h"
#include "cli.h"

struct cli_rec {
	FILE *f;
	char *name;
	int delimiter;
	size_t max;
	char *buf;
	size_t cap;
	unsigned long long number;
	bool done;
};

struct cli_rec *cli_rec_open(FILE *f, const char *name, int delimiter, size_t max)
{
	struct cli_rec *r = cli_xmalloc(sizeof(*r));

	memset(r, 0, sizeof(*r));
	r->f = f;
	r->name = cli_xstrdup(name);
	r->delimiter = delimiter;
	r->max = max;
	r->cap = 4096;
	r->buf = cli_xmalloc(r->cap);
	return r;
}

void cli_rec_close(struct cli_rec *r)
{
	if (!r)
		return;
	free(r->name);
	free(r->buf);
	free(r);
}

int cli_rec_broken(const char *name, int e)
{
	return cli_fail_named(e == EISDIR ? CLI_EXIT_NOINPUT : CLI_EXIT_IO, "cannot_read", NULL, "%s: cannot read: %s",
			      name, e ? strerror(e) : "error");
}

int cli_rec_next(struct cli_rec *r, char **s, size_t *n)
{
	size_t have = 0;
	int c;

	if (r->done)
		return 0;
	errno = 0;
	while ((c = getc_unlocked(r->f)) != EOF && c != r->delimiter) {
		if (have == r->max) {
			r->done = true;
			return -cli_fail_named(CLI_EXIT_DATA, "record_too_long", NULL, "%s: %s %llu is longer than %zu bytes",
					       r->name, r->delimiter ? "line" : "record", r->number + 1, r->max);
		}
		if (have + 1 == r->cap) {
			r->cap *= 2;
			r->buf = cli_xrealloc(r->buf, r->cap);
		}
		r->buf[have++] = (char)c;
	}
	if (c == EOF) {
		r->done = true;
		if (ferror(r->f))
			return -cli_rec_broken(r->name, errno);
		if (!have)
			return 0;
	}
	r->buf[have] = '\0';
	r->number++;
	*s = r->buf;
	*n = have;
	return 1;
}

unsigned long long cli_rec_number(const struct cli_rec *r)
{
	return r->number;
}

int cli_rec_input(const char *operand, FILE **f, const char **name)
{
	struct stat st;
	int e;

	if (strcmp(operand, "-") == 0) {
		*f = stdin;
		*name = "standard input";
		return 0;
	}
	*name = operand;
	*f = fopen(operand, "re");
	if (*f && fstat(fileno(*f), &st) == 0 && S_ISDIR(st.st_mode)) {
		fclose(*f);
		*f = NULL;
		errno = EISDIR;
	}
	if (*f)
		return 0;
	e = errno;
	return cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: cannot open: %s", operand, strerror(e));
}

void cli_rec_input_close(FILE *f)
{
	if (f && f != stdin)
		fclose(f);
}
