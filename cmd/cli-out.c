/* SPDX-License-Identifier: MIT */
/* Standard output, or -o FILE that is complete or absent. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bitnet/file.h>

#include "cli.h"

static struct bitnet_file *file;
static const char *file_path;
static char temporary[4096];    /* for the signal handler, which may not touch `file` */

/* A signal between the making of the temporary and the note of its name would leave it behind. */
static int create(const char *path, struct bitnet_error *err)
{
	sigset_t all, old;
	const char *tmp;
	int status;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	status = bitnet_file_create(&file, path, err);
	tmp = status == 0 ? bitnet_file_temporary(file) : NULL;
	if (tmp && strlen(tmp) < sizeof(temporary))
		strcpy(temporary, tmp);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return status;
}

FILE *cli_out_open(const char *path)
{
	struct bitnet_error err;

	if (!path || strcmp(path, "-") == 0)
		return stdout;
	if (create(path, &err) != 0)
		exit(cli_fail(&err, NULL));
	file_path = path;
	return bitnet_file_stream(file);
}

int cli_out_close(void)
{
	struct bitnet_error err;
	int status;

	if (!file)
		return 0;
	status = bitnet_file_commit(file, &err);
	file = NULL;
	temporary[0] = '\0';
	return status ? cli_fail(&err, NULL) : 0;
}

void cli_out_abandon(void)
{
	bitnet_file_abandon(file);
	file = NULL;
	temporary[0] = '\0';
}

void cli_out_signal(void)
{
	if (temporary[0])
		unlink(temporary);
}

int cli_out_binary(FILE *f)
{
	if (!isatty(fileno(f)))
		return 0;
	return cli_usage("the output is binary and goes to a terminal: redirect it or give --output (-o)");
}

void cli_flush(FILE *f)
{
	const char *name = file && f == bitnet_file_stream(file) ? file_path : NULL, *why;
	int e;

	errno = 0;
	if (fflush(f) == 0 && !ferror(f))
		return;
	e = errno;
	cli_out_abandon();
	if (e == EPIPE)
		_exit(CLI_EXIT_OK);
	why = e ? strerror(e) : "error";
	_exit(name ? cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "%s: cannot write: %s", name, why) :
		     cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "cannot write to standard output: %s", why));
}
