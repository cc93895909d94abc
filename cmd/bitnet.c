/* SPDX-License-Identifier: MIT */
/*
 * The dispatcher: `bitnet CMD ...` is an exec of bitnet-CMD, looked for in $BITNET_EXEC_PATH, the
 * folder that we were built for, then PATH.  No aliases, no configuration.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

#define MAX_NAME 64

static bool list;

static const struct cli_opt opts[] = {
	CLI_FLAG(0, "list-commands", &list, "list the names of all commands"),
	CLI_COMMON
};

static const struct { const char *name, *group, *summary; } commands[] = {
#define COMMAND(name, group, summary) { name, group, summary },
#include "commands.def"
#undef COMMAND
};

/* The words of another toolchain's tutorial, and what does that here. */
static const struct { const char *word, *ours; } foreign[] = {
	{ "infer", "try 'bitnet generate'" },
	{ "run", "try 'bitnet generate'" },
	{ "download-model", "try 'bitnet model-fetch'" },
	{ "compat-check", "try 'bitnet gguf-info --check'" },
	{ "verify", "try 'bitnet gguf-info --check'" },
	{ "clean-cache", "try 'bitnet cache rm --all'" }
};

static const size_t n_commands = sizeof(commands) / sizeof(*commands), n_foreign = sizeof(foreign) / sizeof(*foreign);

static void more_help(void)
{
	size_t i;

	for (i = 0; i < n_commands; i++)
		printf("%s  %-14s  %s\n", i && strcmp(commands[i - 1].group, commands[i].group) == 0 ? "" : "\n",
		       commands[i].name, commands[i].summary);
}

/* Whether name can be the end of a program's name: no path, no option, nothing a shell would read. */
static bool valid_name(const char *name)
{
	size_t i;

	for (i = 0; name[i] && i <= MAX_NAME; i++)
		if (!(name[i] >= 'a' && name[i] <= 'z') && !(name[i] >= '0' && name[i] <= '9') &&
		    !(i && (name[i] == '-' || name[i] == '_')))
			return false;
	return i > 0 && i <= MAX_NAME;
}

/* Calls visit(dir) for each folder in which programs are looked for, until it returns true. */
static bool each_dir(bool (*visit)(const char *dir, void *arg), void *arg)
{
	const char *paths[3] = { cli_env("BITNET_EXEC_PATH"), BITNET_BINDIR, cli_env("PATH") };
	char dir[4096];
	size_t i;

	for (i = 0; i < 3; i++) {
		const char *p = paths[i];

		/* An empty element of PATH is the current folder to a shell; not to us. */
		while (p && *p) {
			size_t n = strcspn(p, ":");

			if (n > 0 && n < sizeof(dir)) {
				memcpy(dir, p, n);
				dir[n] = '\0';
				if (visit(dir, arg))
					return true;
			}
			p += n + (p[n] == ':');
		}
	}
	return false;
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

struct search {
	const char *name;
	char path[4096 + MAX_NAME + 16];
};

static bool find_in(const char *dir, void *arg)
{
	struct search *s = arg;

	snprintf(s->path, sizeof(s->path), "%s/bitnet-%s", dir, s->name);
	return is_program(s->path);
}

static bool known(const char *name)
{
	size_t i;

	for (i = 0; i < n_commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return true;
	return false;
}

/* The names of ours, then those of other bitnet-* programs. */
static struct cli_list names;

static void add_name(const char *name)
{
	size_t i;

	for (i = 0; i < names.n; i++)
		if (strcmp(names.v[i], name) == 0)
			return;
	if (names.n == names.cap) {
		names.cap = names.cap ? names.cap * 2 : 32;
		names.v = cli_xrealloc(names.v, names.cap * sizeof(*names.v));
	}
	names.v[names.n++] = cli_xstrdup(name);
}

static bool add_programs_of(const char *dir, void *arg)
{
	struct search s;
	struct dirent *e;
	DIR *d = opendir(dir);

	(void)arg;
	while (d && (e = readdir(d)) != NULL) {
		s.name = e->d_name + 7;
		if (strncmp(e->d_name, "bitnet-", 7) == 0 && valid_name(s.name) && find_in(dir, &s))
			add_name(s.name);
	}
	if (d)
		closedir(d);
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect_names(void)
{
	size_t i;

	for (i = 0; i < n_commands; i++)
		add_name(commands[i].name);
	each_dir(add_programs_of, NULL);
	qsort(names.v + n_commands, names.n - n_commands, sizeof(*names.v), by_name);
}

static void free_names(void)
{
	size_t i;

	for (i = 0; i < names.n; i++)
		free((char *)names.v[i]);
	free(names.v);
}

/* Insertions, deletions and replacements that make b of a. */
static unsigned edit_distance(const char *a, const char *b)
{
	unsigned row[MAX_NAME + 1], i, j, n = (unsigned)strlen(b);

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1]; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= n; j++) {
			unsigned best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

/* The nearest command, or NULL when none is near: a part of its name, or few letters off. */
static const char *nearest(const char *name)
{
	unsigned limit = 1 + (unsigned)strlen(name) / 4, best = limit + 1;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < names.n; i++) {
		unsigned d = edit_distance(name, names.v[i]);

		if (strlen(name) >= 3 && strstr(names.v[i], name) && d > 1)
			d = 1;
		if (d < best) {
			best = d;
			found = names.v[i];
		}
	}
	return found;
}

static int unknown(const char *name)
{
	const char *near;
	char hint[128];
	size_t i;

	for (i = 0; i < n_foreign; i++)
		if (strcmp(foreign[i].word, name) == 0)
			return cli_fail_named(CLI_EXIT_USAGE, "unknown_command", foreign[i].ours,
					      "'%s' is not a command", name);
	collect_names();
	near = nearest(name);
	if (near)
		snprintf(hint, sizeof(hint), "did you mean 'bitnet %s'?", near);
	else
		snprintf(hint, sizeof(hint), "Try 'bitnet --help'.");
	free_names();
	return cli_fail_named(CLI_EXIT_USAGE, "unknown_command", hint, "'%s' is not a command", name);
}

/* A name that may be looked up; 0, or 64 after a message. */
static int check_name(const char *name)
{
	size_t i;

	if (!valid_name(name))
		return cli_usage("'%.80s' cannot be the name of a command", name);
	for (i = 0; i < n_foreign; i++)
		if (strcmp(foreign[i].word, name) == 0)
			return unknown(name);
	return 0;
}

static int not_installed(const char *program)
{
	return cli_fail_named(CLI_EXIT_UNAVAILABLE, "not_installed", NULL, "%s is not installed", program);
}

static int help(int argc, char **argv)
{
	char page[MAX_NAME + 8] = "bitnet", file[sizeof(page) + sizeof(BITNET_MANDIR) + 16];
	struct search s;
	int status;

	if (argc > 1)
		return cli_usage("help takes one command, %d given", argc);
	if (argc == 1) {
		status = check_name(argv[0]);
		if (status)
			return status;
		s.name = argv[0];
		if (!known(argv[0]) && !each_dir(find_in, &s))
			return unknown(argv[0]);
		snprintf(page, sizeof(page), "bitnet-%s", argv[0]);
	}
	/* man may not know the place where our pages are. */
	snprintf(file, sizeof(file), "%s/man1/%s.1", BITNET_MANDIR, page);
	if (access(file, R_OK) == 0)
		execlp("man", "man", "-l", file, (char *)NULL);
	else
		execlp("man", "man", page, (char *)NULL);
	return not_installed("man");
}

static int dispatch(int argc, char **argv)
{
	struct search s = { .name = argv[0] };
	char program[MAX_NAME + 8];
	char **args;
	int status = check_name(argv[0]);

	if (status)
		return status;
	snprintf(program, sizeof(program), "bitnet-%s", argv[0]);
	if (!each_dir(find_in, &s))
		return known(argv[0]) ? not_installed(program) : unknown(argv[0]);
	cli_debug("running %s", s.path);
	args = cli_xmalloc(((size_t)argc + 1) * sizeof(*args));
	args[0] = program;
	memcpy(args + 1, argv + 1, ((size_t)argc - 1) * sizeof(*args));
	args[argc] = NULL;
	execv(s.path, args);
	status = cli_fail_named(CLI_EXIT_UNAVAILABLE, "cannot_run", NULL, "%s: cannot run: %s", s.path, strerror(errno));
	free(args);
	return status;
}

static int print_names(void)
{
	size_t i;

	collect_names();
	for (i = 0; i < names.n; i++)
		puts(names.v[i]);
	free_names();
	return 0;
}

static int run(int argc, char **argv)
{
	if (list)
		return argc ? cli_usage("--list-commands takes no operand") : print_names();
	if (argc == 0)
		return cli_usage("which command?");
	if (strcmp(argv[0], "help") == 0)
		return help(argc - 1, argv + 1);
	return dispatch(argc, argv);
}

const struct cli_command cli_command = {
	.name = "bitnet",
	.summary = "run a command of bitnet tools",
	.usage = (const char *const[]){ "COMMAND [ARGUMENT...]", "help [COMMAND]", "--list-commands", NULL },
	.opts = opts,
	.stop_at_operand = true,
	.more_help = more_help,
	.run = run,
};
