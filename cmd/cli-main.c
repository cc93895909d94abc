/* SPDX-License-Identifier: MIT */
/*
 * The only main(): descriptors 0 to 2 are open, SIGPIPE ends the program as a filter, signals
 * remove the temporary of -o and are raised again, stdout is checked at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

struct cli_state cli;

static void on_signal(int sig)
{
	cli_out_signal();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void catch_signal(int sig)
{
	struct sigaction sa, old;

	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	sa.sa_handler = on_signal;
	sa.sa_flags = 0;
	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

/*
 * A closed descriptor would be taken by the first file we open, and a message would land in it.
 * /dev/null opened for the other direction makes reads and writes fail as they should.
 */
static void open_standard_descriptors(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(CLI_EXIT_IO);
}

/* A file system may say only now that the data did not fit. */
static int close_stdout(int status)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (fflush(stdout) != 0 || fclose(stdout) != 0)
		failed = true;
	if (!failed || errno == EPIPE || status)
		return status;
	return cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "cannot write to standard output: %s",
			      errno ? strerror(errno) : "error");
}

int main(int argc, char **argv)
{
	int n = 0, status;

	open_standard_descriptors();
	/* A filter ends by SIGPIPE; a file over the limit is an error of write(2). */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN);
	catch_signal(SIGPIPE);
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	catch_signal(SIGHUP);
	cli.command = &cli_command;
	status = cli_parse(&cli_command, argc, argv, &n);
	if (status >= 1000) {
		status -= 1000;
	} else if (status == 0) {
		/* The program that the dispatcher runs reads it, too, and says what is wrong with it. */
		if (!cli_command.stop_at_operand)
			cli_env_log();
		status = cli_command.run(n, argv);
	}
	return close_stdout(status);
}
