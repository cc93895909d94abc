/* SPDX-License-Identifier: MIT */
/* Standard output, or -o FILE that is complete or absent. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bitnet/file.h>

#include "cli.h"

static struct bitnet_file *file;
static char temporary[4096];    /* for the signal handler, which may not touch `file` */

FILE *cli_out_open(const char *path)
{
	struct bitnet_error err;
	const char *tmp;

	if (!path || strcmp(path, "-") == 0)
		return stdout;
	if (bitnet_file_create(&file, path, &err) != 0)
		exit(cli_fail(&err, NULL));
	tmp = bitnet_file_temporary(file);
	if (tmp)
		snprintf(temporary, sizeof(temporary), "%s", tmp);
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
	int e;

	if (fflush(f) == 0 && !ferror(f))
		return;
	e = errno;
	cli_out_abandon();
	if (e == EPIPE)
		_exit(CLI_EXIT_OK);
	_exit(cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "cannot write: %s", e ? strerror(e) : "error"));
}
