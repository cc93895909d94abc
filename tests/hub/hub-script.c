/* SPDX-License-Identifier: MIT */
/* FILE.how, the script of a file: which rules apply to a request. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hub-server.h"

static bool applies(const char *when, const struct request *r)
{
	bool head = strcmp(r->method, "HEAD") == 0;

	if (strcmp(when, "any") == 0)
		return true;
	if (r->cdn)
		return strcmp(when, "cdn") == 0;
	return strcmp(when, "hub") == 0 || strcmp(when, head ? "head" : "get") == 0;
}

/* How many requests to WHEN came before; each is a byte of a file. */
static long count(const char *file, const char *when)
{
	char path[PATH_BYTES + 32];
	long n;
	int fd;

	snprintf(path, sizeof(path), "%s.count.%s", file, when);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		exit(1);
	n = lseek(fd, 0, SEEK_END);
	if (write(fd, ".", 1) != 1)
		exit(1);
	close(fd);
	return n;
}

/* "WHEN times N": the rules of WHEN hold for the first N requests. */
static void drop_spent(struct script *s, const char *file)
{
	char spent[4][8];
	int i, k, n_spent = 0, kept = 0;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->rules[i].word, "times") == 0 && n_spent < 4 &&
		    count(file, s->rules[i].when) >= atol(s->rules[i].value))
			memcpy(spent[n_spent++], s->rules[i].when, sizeof(spent[0]));
	for (i = 0; i < s->n; i++) {
		for (k = 0; k < n_spent && strcmp(spent[k], s->rules[i].when) != 0; k++)
			;
		if (k == n_spent)
			s->rules[kept++] = s->rules[i];
	}
	s->n = kept;
}

void script_read(struct script *s, const char *file, const struct request *r)
{
	char path[PATH_BYTES + 32], line[600];
	FILE *f;

	memset(s, 0, sizeof(*s));
	snprintf(path, sizeof(path), "%s.how", file);
	f = fopen(path, "r");
	while (f && s->n < 32 && fgets(line, sizeof(line), f)) {
		struct rule *u = &s->rules[s->n];

		u->value[0] = '\0';
		if (sscanf(line, "%7s %23s %511[^\n]", u->when, u->word, u->value) >= 2 && applies(u->when, r))
			s->n++;
	}
	if (f)
		fclose(f);
	drop_spent(s, file);
}

const char *script_get(const struct script *s, const char *word)
{
	int i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->rules[i].word, word) == 0)
			return s->rules[i].value;
	return NULL;
}
