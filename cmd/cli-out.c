/* SPDX-License-Identifier: MIT */
/* Standard output, or -o FILE that is complete or absent. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/file.h>

#include "cli.h"

/* The output, and a second file that shares its fate. */
static struct out {
	struct bitnet_file *file;
	const char *path;
	char temporary[4096];   /* for the signal handler, which may not touch `file` */
} outs[2];

/* A signal between the making of the temporary and the note of its name would leave it behind. */
static FILE *create(struct out *o, const char *path)
{
	struct bitnet_error err;
	sigset_t all, old;
	const char *tmp;
	int status;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	status = bitnet_file_create(&o->file, path, &err);
	tmp = status == 0 ? bitnet_file_temporary(o->file) : NULL;
	if (tmp && strlen(tmp) < sizeof(o->temporary))
		strcpy(o->temporary, tmp);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (status) {
		cli_out_abandon();
		exit(cli_fail(&err, NULL));
	}
	o->path = path;
	return bitnet_file_stream(o->file);
}

bool cli_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return a && b && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int cli_out_spares(const char *path, const char *model, const char *tokenizer)
{
	const char *option = cli_same_file(path, model) ? "model" : cli_same_file(path, tokenizer) ? "tokenizer" : NULL;
	struct stat st;

	/* A device is not replaced. */
	if (!option || strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	return cli_usage("'%s' is the file of --%s: it is not written over", path, option);
}

FILE *cli_out_open(const char *path)
{
	return !path || strcmp(path, "-") == 0 ? stdout : create(&outs[0], path);
}

FILE *cli_out_also(const char *path)
{
	return create(&outs[1], path);
}

int cli_out_close(void)
{
	struct bitnet_error err;
	int i;

	for (i = 1; i >= 0; i--) {
		int status = outs[i].file ? bitnet_file_commit(outs[i].file, &err) : 0;

		outs[i].file = NULL;
		outs[i].temporary[0] = '\0';
		if (status) {
			cli_out_abandon();
			return cli_fail(&err, NULL);
		}
	}
	return 0;
}

void cli_out_abandon(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		bitnet_file_abandon(outs[i].file);
		outs[i].file = NULL;
		outs[i].temporary[0] = '\0';
	}
}

static void (*also_remove)(void);

void cli_out_at_signal(void (*remove)(void))
{
	also_remove = remove;
}

void cli_out_signal(void)
{
	int i;

	if (also_remove)
		also_remove();
	for (i = 0; i < 2; i++)
		if (outs[i].temporary[0])
			unlink(outs[i].temporary);
}

int cli_out_binary(FILE *f)
{
	if (!isatty(fileno(f)))
		return 0;
	return cli_usage("the output is binary and goes to a terminal: redirect it or give --output (-o)");
}

void cli_flush(FILE *f)
{
	const char *name = NULL, *why;
	int before = errno, e, i;

	errno = 0;
	if (fflush(f) == 0 && !ferror(f))
		return;
	e = errno ? errno : before;     /* the write before this failed, and nothing is left to flush */
	for (i = 0; i < 2; i++)
		if (outs[i].file && f == bitnet_file_stream(outs[i].file))
			name = outs[i].path;
	cli_out_abandon();
	if (e == EPIPE)
		_exit(CLI_EXIT_OK);
	why = e ? strerror(e) : "error";
	_exit(name ? cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "%s: cannot write: %s", name, why) :
		     cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "cannot write to standard output: %s", why));
}
