/* SPDX-License-Identifier: MIT */
/* Reading whole files and standard input. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

bool cli_stdin_is_terminal(void)
{
	return isatty(STDIN_FILENO);
}

int cli_read_file(const char *path, size_t max, char **s, size_t *n)
{
	bool std = strcmp(path, "-") == 0;
	int fd = std ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	const char *shown = std ? "standard input" : path;
	size_t cap = 65536, have = 0;
	char *buf;
	int status = 0;

	if (fd < 0)
		return cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: cannot open: %s", shown, strerror(errno));
	buf = cli_xmalloc(cap + 1);
	for (;;) {
		ssize_t got = read(fd, buf + have, cap - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			status = cli_fail_named(errno == EISDIR ? CLI_EXIT_NOINPUT : CLI_EXIT_IO, "cannot_read", NULL,
						"%s: cannot read: %s", shown, strerror(errno));
			break;
		}
		if (got == 0)
			break;
		have += (size_t)got;
		if (have > max) {
			status = cli_fail_named(CLI_EXIT_DATA, "input_too_large", NULL,
						"%s: more than %zu bytes", shown, max);
			break;
		}
		if (have == cap) {
			cap *= 2;
			buf = cli_xrealloc(buf, cap + 1);
		}
	}
	if (!std)
		close(fd);
	if (status) {
		free(buf);
		return status;
	}
	buf[have] = '\0';
	*s = buf;
	*n = have;
	return 0;
}
