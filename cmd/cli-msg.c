/* SPDX-License-Identifier: MIT */
/* Messages on stderr: one write for each, control characters escaped, JSON where asked for. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include <bitnet/text.h>

#include "cli.h"

/*
 * What a terminal would obey or cannot show becomes '?': names of files and arguments may hold
 * anything.  Messages of the library are escaped already and pass unchanged.
 */
static void make_safe(char *s)
{
	size_t left = strlen(s), len;
	uint32_t cp;

	for (; left; s += len, left -= len) {
		char shown[16];

		len = bitnet_utf8_decode(s, left, &cp);
		if (!len)
			len = 1;
		else if (cp == '\\' || bitnet_text_escape(shown, sizeof(shown), s, len)[0] != '\\')
			continue;
		memset(s, '?', len);
	}
}

/* Where both streams are one, what was written before stands before.  That a write failed stdout remembers. */
static void before_message(void)
{
	cli_progress_clear();
	fflush(stdout);
}

static void put_line(const char *prefix, const char *text)
{
	char line[2048];
	size_t n;

	snprintf(line, sizeof(line) - 1, "%s: %s%s", cli.command ? cli.command->name : "bitnet", prefix, text);
	make_safe(line);
	n = strlen(line);
	line[n++] = '\n';
	before_message();
	if (write(STDERR_FILENO, line, n) < 0)
		return;
}

/* What is too long loses its middle: the reason stands at the end. */
static void cut_middle(char *dst, size_t cap, const char *s, size_t n)
{
	size_t half = (cap - 4) / 2;

	memcpy(dst, s, half);
	memcpy(dst + half, "...", 3);
	memcpy(dst + half + 3, s + n - half, half + 1);
}

static void format(char *dst, size_t cap, const char *fmt, va_list ap)
{
	va_list again;
	char *whole;
	int n;

	va_copy(again, ap);
	n = vsnprintf(dst, cap, fmt, ap);
	whole = n >= (int)cap ? malloc((size_t)n + 1) : NULL;
	if (whole) {
		vsnprintf(whole, (size_t)n + 1, fmt, again);
		cut_middle(dst, cap, whole, (size_t)n);
		free(whole);
	}
	va_end(again);
}

#define FORMAT(buf, fmt) do { \
	va_list ap; \
	va_start(ap, fmt); \
	format(buf, sizeof(buf), fmt, ap); \
	va_end(ap); \
} while (0)

void cli_error(const char *fmt, ...)
{
	char text[1600];

	FORMAT(text, fmt);
	put_line("", text);
}

void cli_hint(const char *fmt, ...)
{
	char text[1600];

	FORMAT(text, fmt);
	put_line("", text);
}

void cli_warn(const char *fmt, ...)
{
	char text[1600];

	if (cli.quiet || cli.verbose < -1)
		return;
	FORMAT(text, fmt);
	put_line("warning: ", text);
}

void cli_notice(const char *fmt, ...)
{
	char text[1600];

	if (cli.quiet || cli.verbose < -1)
		return;
	FORMAT(text, fmt);
	put_line("", text);
}

bool cli_wants_info(void)
{
	return !cli.quiet && cli.verbose >= 1;
}

void cli_info(const char *fmt, ...)
{
	char text[1600];

	if (!cli_wants_info())
		return;
	FORMAT(text, fmt);
	put_line("info: ", text);
}

void cli_debug(const char *fmt, ...)
{
	char text[1600];

	if (cli.quiet || cli.verbose < 2)
		return;
	FORMAT(text, fmt);
	put_line("debug: ", text);
}

void cli_each_line(const char *text, void (*print)(const char *fmt, ...))
{
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (n)
			print("%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* no_libcurl and others: a library that is opened when it is needed is not there. */
static bool is_missing_library(const char *name)
{
	return strncmp(name, "no_lib", 6) == 0;
}

/* Whether the same command may succeed later: not where this machine or the command line has to change first. */
static bool is_retryable(int status, const char *name)
{
	static const char *const lasting[] = { "no_device", "no_cpu_level", "cpu_level", "not_installed", "remote_path" };
	size_t i;

	if (is_missing_library(name))
		return false;
	for (i = 0; i < sizeof(lasting) / sizeof(*lasting); i++)
		if (strcmp(name, lasting[i]) == 0)
			return false;
	return status == CLI_EXIT_TEMPFAIL || status == CLI_EXIT_UNAVAILABLE;
}

static void put_json(int status, const char *name, const char *hint, const char *text)
{
	struct json_object *doc = json_object_new_object(), *e = json_object_new_object();
	const char *s;
	char *line;
	size_t n;

	json_object_object_add(e, "name", json_object_new_string(name));
	json_object_object_add(e, "code", json_object_new_int(status));
	json_object_object_add(e, "message", json_object_new_string(text));
	json_object_object_add(e, "hint", hint && *hint ? json_object_new_string(hint) : NULL);
	json_object_object_add(e, "retryable", json_object_new_boolean(is_retryable(status, name)));
	json_object_object_add(doc, "error", e);
	s = json_object_to_json_string_ext(doc, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	n = strlen(s);
	line = cli_xmalloc(n + 1);
	memcpy(line, s, n);
	line[n] = '\n';
	before_message();
	if (write(STDERR_FILENO, line, n + 1) < 0)
		errno = 0;
	free(line);
	json_object_put(doc);
}

int cli_fail_named(int status, const char *name, const char *hint, const char *fmt, ...)
{
	char text[1600], valid[1600];

	FORMAT(text, fmt);
	if (cli.json || cli.json_ahead) {
		if (!bitnet_utf8_valid(text, strlen(text)))
			bitnet_text_escape(valid, sizeof(valid), text, strlen(text));
		else
			snprintf(valid, sizeof(valid), "%s", text);
		put_json(status, name, hint, valid);
		return status;
	}
	put_line("", text);
	if (hint && *hint)
		put_line("", hint);
	return status;
}

int cli_usage(const char *fmt, ...)
{
	char text[1600], hint[80];

	FORMAT(text, fmt);
	snprintf(hint, sizeof(hint), "Try '%s --help'.", cli.command->name);
	return cli_fail_named(CLI_EXIT_USAGE, "usage", hint, "%s", text);
}

int cli_exit_of(const struct bitnet_error *err)
{
	if (strcmp(err->name, "cannot_create") == 0)
		return CLI_EXIT_CANTCREAT;
	if (strcmp(err->name, "remote_path") == 0 || is_missing_library(err->name))
		return CLI_EXIT_UNAVAILABLE;
	switch (err->status) {
	case BITNET_OK:
		return CLI_EXIT_OK;
	case BITNET_E_INPUT:
	case BITNET_E_UNSUPPORTED:
	case BITNET_E_LIMIT:
		return CLI_EXIT_DATA;
	case BITNET_E_NOTFOUND:
		return CLI_EXIT_NOINPUT;
	case BITNET_E_NETWORK:
	case BITNET_E_NOMEM:
		return CLI_EXIT_UNAVAILABLE;
	case BITNET_E_CANCELLED:
	case BITNET_E_AGAIN:
		return CLI_EXIT_TEMPFAIL;
	case BITNET_E_DENIED:
		return CLI_EXIT_PERMISSION;
	case BITNET_E_PROTOCOL:
		return CLI_EXIT_PROTOCOL;
	case BITNET_E_SYSTEM:
		return strcmp(err->name, "cannot_open") == 0 ? CLI_EXIT_NOINPUT : CLI_EXIT_IO;
	}
	return CLI_EXIT_BUG;
}

int cli_fail(const struct bitnet_error *err, const char *subject)
{
	int status = cli_exit_of(err);

	return subject ? cli_fail_named(status, err->name, err->hint, "%s: %s", subject, err->message) :
			 cli_fail_named(status, err->name, err->hint, "%s", err->message);
}

void *cli_xmalloc(size_t n)
{
	return cli_xrealloc(NULL, n);
}

void *cli_xrealloc(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		exit(cli_fail_named(CLI_EXIT_UNAVAILABLE, "out_of_memory", NULL, "out of memory for %zu bytes", n));
	return p;
}

char *cli_xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(cli_xmalloc(n), s, n);
}
