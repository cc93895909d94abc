/* SPDX-License-Identifier: MIT */
/* Reading files and standard input: see cli-in.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-in.h"
#include "cli.h"

/* What a read asks for, and a pipe is asked to hold. */
#define CHUNK ((size_t)256 << 10)

void cli_wide_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	int holds = fcntl(fd, F_GETPIPE_SZ);

	if (holds >= 0 && holds < (int)CHUNK)
		(void)fcntl(fd, F_SETPIPE_SZ, (int)CHUNK);
#else
	(void)fd;
#endif
}

bool cli_stdin_is_terminal(void)
{
	return isatty(STDIN_FILENO);
}

enum { NAME_MAX_SHOWN = 512 };

/* Returns status.  An error that is kept has the end of a long name. */
static int fail(const struct cli_in *in, int status, const char *name, const char *what, int e)
{
	size_t skip;

	if (!in->err)
		return cli_fail_named(status, name, NULL, "%s: %s: %s", in->name, what, strerror(e));
	skip = strlen(in->name) > NAME_MAX_SHOWN ? strlen(in->name) - NAME_MAX_SHOWN : 0;
	*in->err = (struct bitnet_error){ .status = BITNET_E_SYSTEM, .sys_errno = e };
	snprintf(in->err->name, sizeof(in->err->name), "%s", name);
	snprintf(in->err->message, sizeof(in->err->message), "%s%s: %s: %.64s", skip ? "..." : "", in->name + skip, what, strerror(e));
	return status;
}

int cli_in_open(struct cli_in *in, const char *operand)
{
	return cli_in_open_as(in, operand, CHUNK, NULL);
}

int cli_in_open_as(struct cli_in *in, const char *operand, size_t chunk, struct bitnet_error *err)
{
	bool std = strcmp(operand, "-") == 0;
	struct stat st;

	memset(in, 0, sizeof(*in));
	in->name = std ? "standard input" : operand;
	in->chunk = chunk;
	in->err = err;
	in->fd = std ? STDIN_FILENO : open(operand, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return fail(in, CLI_EXIT_NOINPUT, "cannot_open", "cannot open", errno);
	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode))
		in->size = (uint64_t)st.st_size;
	else
		cli_wide_pipe(in->fd);
	if (!std && in->fd >= 0 && fstat(in->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(in->fd);
		return fail(in, CLI_EXIT_NOINPUT, "cannot_open", "cannot open", EISDIR);
	}
	return 0;
}

void cli_in_close(struct cli_in *in)
{
	if (in->fd != STDIN_FILENO)
		close(in->fd);
	free(in->buf);
	in->buf = NULL;
}

/* Room for a read behind those bytes that are kept. */
static void make_room(struct cli_in *in)
{
	if (in->begin) {
		memmove(in->buf, in->buf + in->begin, in->end - in->begin);
		in->end -= in->begin;
		in->begin = 0;
	}
	if (!in->buf || in->cap - in->end < in->chunk) {
		in->cap = in->cap * 2 > in->end + in->chunk ? in->cap * 2 : in->end + in->chunk;
		in->buf = cli_xrealloc(in->buf, in->cap + 1);
	}
}

int cli_in_more(struct cli_in *in)
{
	ssize_t got;

	if (in->eof)
		return 0;
	make_room(in);
	if (in->before)
		in->before();
	do
		got = read(in->fd, in->buf + in->end, in->chunk);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -fail(in, errno == EISDIR ? CLI_EXIT_NOINPUT : CLI_EXIT_IO, "cannot_read", "cannot read", errno);
	in->eof = got == 0;
	in->end += (size_t)got;
	in->taken += (uint64_t)got;
	return got > 0;
}

int cli_read_file(const char *path, size_t max, char **s, size_t *n)
{
	struct cli_in in;
	int got = 1, status = cli_in_open(&in, path);

	if (status)
		return status;
	while (got > 0 && in.end <= max)
		got = cli_in_more(&in);
	if (got < 0)
		status = -got;
	else if (in.end > max)
		status = cli_fail_named(CLI_EXIT_DATA, "input_too_large", NULL, "%s: more than %zu bytes", in.name, max);
	if (status == 0) {
		in.buf[in.end] = '\0';
		*s = in.buf;
		*n = in.end;
		in.buf = NULL;
	}
	cli_in_close(&in);
	return status;
}
