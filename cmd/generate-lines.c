/* SPDX-License-Identifier: MIT */
/* Lines of a file or pipe: bounded, and open to SIGTERM only between two of them. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "generate.h"

#define CHUNK ((size_t)64 << 10)

static volatile sig_atomic_t terminated;
static sigset_t waiting;                /* the mask while we wait for input */

static void on_term(int sig)
{
	(void)sig;
	terminated = 1;
}

void generate_term_block(void)
{
	struct sigaction sa = { .sa_handler = on_term }, old;
	sigset_t term;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &waiting);
	sigdelset(&waiting, SIGTERM);
	sigemptyset(&sa.sa_mask);
	if (sigaction(SIGTERM, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(SIGTERM, &sa, NULL);
}

/* Let a pending SIGTERM in, without waiting. */
static bool term_is_pending(void)
{
	struct timespec now = { 0, 0 };

	ppoll(NULL, 0, &now, &waiting);
	return terminated;
}

int generate_lines_open(struct generate_lines *l, const char *path, bool interruptible)
{
	memset(l, 0, sizeof(*l));
	l->interruptible = interruptible;
	l->name = path;
	if (strcmp(path, "-") == 0) {
		l->name = "standard input";
		return 0;
	}
	l->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (l->fd >= 0)
		return 0;
	return cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: cannot open: %s", path, strerror(errno));
}

void generate_lines_close(struct generate_lines *l)
{
	if (l->fd > 0)
		close(l->fd);
	free(l->buf);
	memset(l, 0, sizeof(*l));
}

static void make_room(struct generate_lines *l)
{
	if (l->begin > 0) {
		memmove(l->buf, l->buf + l->begin, l->end - l->begin);
		l->end -= l->begin;
		l->begin = 0;
	}
	if (l->cap - l->end < CHUNK) {
		l->cap = l->cap * 2 > l->end + CHUNK ? l->cap * 2 : l->end + CHUNK;
		l->buf = cli_xrealloc(l->buf, l->cap);
	}
}

/* More bytes, or eof; LINE when something was done. */
static enum generate_line fill(struct generate_lines *l)
{
	struct pollfd p = { .fd = l->fd, .events = POLLIN };
	ssize_t got;

	make_room(l);
	if (l->interruptible) {
		if (ppoll(&p, 1, NULL, &waiting) < 0 && errno == EINTR)
			return terminated ? GENERATE_LINE_TERM : GENERATE_LINE;
	}
	got = read(l->fd, l->buf + l->end, CHUNK);
	if (got < 0 && errno == EINTR)
		return GENERATE_LINE;
	if (got < 0) {
		l->status = cli_fail_named(errno == EISDIR ? CLI_EXIT_NOINPUT : CLI_EXIT_IO, "cannot_read", NULL,
					   "%s: cannot read: %s", l->name, strerror(errno));
		return GENERATE_LINE_FAILED;
	}
	l->eof = got == 0;
	l->end += (size_t)got;
	return GENERATE_LINE;
}

enum generate_line generate_lines_next(struct generate_lines *l, char **s, size_t *n)
{
	size_t seen = 0;
	bool too_long = false;
	enum generate_line got;
	char *nl;

	if (l->interruptible && term_is_pending())
		return GENERATE_LINE_TERM;
	for (;;) {
		nl = l->end > l->begin + seen ? memchr(l->buf + l->begin + seen, '\n', l->end - l->begin - seen) : NULL;
		seen = nl ? (size_t)(nl - l->buf) - l->begin : l->end - l->begin;
		if (nl || l->eof)
			break;
		if (seen > GENERATE_TEXT_MAX) {
			too_long = true;
			l->begin = l->end = seen = 0;
		}
		got = fill(l);
		if (got != GENERATE_LINE)
			return got;
	}
	if (!nl && seen == 0 && !too_long)
		return GENERATE_LINE_END;
	*s = l->buf + l->begin;
	*n = seen;
	l->begin += seen + (nl != NULL);
	return too_long || seen > GENERATE_TEXT_MAX ? GENERATE_LINE_LONG : GENERATE_LINE;
}
