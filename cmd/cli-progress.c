/* SPDX-License-Identifier: MIT */
/* How far long work is: one line on a terminal, written over in place. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

/* Seconds before the first line, and between two of them. */
#define FIRST 0.5
#define AGAIN 0.1

static struct {
	bool begun, wanted, shown;
	double start, last;
} state;

double cli_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A terminal that can erase a line. */
static bool wanted(void)
{
	const char *term = cli_env("TERM");

	return !cli.quiet && isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* Longer than the terminal is wide, a line could not be written over. */
static size_t width(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1 ? (size_t)w.ws_col - 1 : 79;
}

void cli_progress(double done, const char *fmt, ...)
{
	double t = cli_seconds(), left;
	char line[512], text[400];
	va_list ap;
	size_t n;

	if (!state.begun) {
		state.begun = true;
		state.start = t;
		state.wanted = wanted();
	}
	if (!state.wanted || t - state.start < FIRST || (state.shown && t - state.last < AGAIN))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	left = done > 0 && done < 1 ? (t - state.start) / done * (1 - done) : 0;
	if (left >= 1)
		n = (size_t)snprintf(line, sizeof(line), "%s: %s, %d:%02d left", cli.command->name, text, (int)(left / 60),
				     (int)left % 60);
	else
		n = (size_t)snprintf(line, sizeof(line), "%s: %s", cli.command->name, text);
	if (n > width())
		n = width();
	dprintf(STDERR_FILENO, "\r\033[K%.*s", (int)n, line);
	state.shown = true;
	state.last = t;
}

void cli_progress_clear(void)
{
	if (state.shown)
		dprintf(STDERR_FILENO, "\r\033[K");
	state.shown = false;
}

void cli_progress_end(void)
{
	cli_progress_clear();
	state.begun = false;
}
