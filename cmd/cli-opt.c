/* SPDX-License-Identifier: MIT */
/* The option parser: see cli.h.  Long options are never abbreviated; "--" ends options. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/version.h>

#include "cli.h"

#define END_NOW 1000

static bool takes_value(const struct cli_opt *o)
{
	return o->kind != CLI_KIND_FLAG && o->kind != CLI_KIND_COUNT && o->kind != CLI_KIND_OPTSTR;
}

/* "--count (-n)", as it stands in messages. */
static const char *shown(const struct cli_opt *o)
{
	static char buf[80];

	if (o->letter)
		snprintf(buf, sizeof(buf), "--%s (-%c)", o->name, o->letter);
	else
		snprintf(buf, sizeof(buf), "--%s", o->name);
	return buf;
}

bool cli_number(const char *s, uint64_t lo, uint64_t hi, uint64_t *out)
{
	unsigned long long v;
	char *end;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	v = strtoull(s, &end, 10);
	if (errno || *end || v < lo || v > hi)
		return false;
	*out = v;
	return true;
}

static void print_help(const struct cli_command *c)
{
	const struct cli_opt *o;
	int i;

	for (i = 0; c->usage[i]; i++)
		printf("%s %s%s%s\n", i ? "      " : "usage:", c->name, *c->usage[i] ? " " : "", c->usage[i]);
	printf("\n%s\n\n", c->summary);
	for (o = c->opts; o->kind != CLI_KIND_END; o++) {
		char left[64];
		const char *eq = o->kind == CLI_KIND_OPTSTR ? "[=" : " ";

		snprintf(left, sizeof(left), "  %c%c%c --%s%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
			 o->letter ? ',' : ' ', o->name, o->arg ? eq : "", o->arg ? o->arg : "",
			 o->kind == CLI_KIND_OPTSTR ? "]" : "");
		if (strlen(left) > 30)
			printf("%s\n%32s%s\n", left, "", o->help);
		else
			printf("%-30s  %s\n", left, o->help);
	}
	if (c->more_help)
		c->more_help();
	printf("\nThe whole story: man %s\n", c->name);
}

/* letter, name, argument, kind, words, group, help: one option a line, separated by TAB. */
static void print_table(const struct cli_command *c)
{
	static const char *const kinds[] = { "", "flag", "string", "optional", "list", "number", "real", "enum", "count" };
	const struct cli_opt *o;
	int i;

	for (o = c->opts; o->kind != CLI_KIND_END; o++) {
		if (o->letter)
			putchar(o->letter);
		printf("\t%s\t%s\t%s\t", o->name, o->arg ? o->arg : "", kinds[o->kind]);
		for (i = 0; o->words && o->words[i]; i++)
			printf("%s%s", i ? "," : "", o->words[i]);
		printf("\t%s\t%s\n", o->group ? o->group : "", o->help);
	}
}

static void print_usage_lines(const struct cli_command *c)
{
	int i;

	for (i = 0; c->usage[i]; i++)
		printf("%s%s%s\n", c->name, *c->usage[i] ? " " : "", c->usage[i]);
}

static int set_value(const struct cli_opt *o, const char *v)
{
	struct cli_list *list;
	char *end;
	double d;
	int i;

	if (o->given)
		*o->given = true;
	switch (o->kind) {
	case CLI_KIND_STR:
		if (!*v)
			return cli_usage("%s: the value is empty", shown(o));
		*(const char **)o->value = v;
		return 0;
	case CLI_KIND_OPTSTR:
		*(const char **)o->value = v;
		return 0;
	case CLI_KIND_LIST:
		list = o->value;
		if (list->n == list->cap) {
			list->cap = list->cap ? list->cap * 2 : 8;
			list->v = cli_xrealloc(list->v, list->cap * sizeof(*list->v));
		}
		list->v[list->n++] = v;
		return 0;
	case CLI_KIND_UINT:
		if (!cli_number(v, o->min, o->max, o->value))
			return cli_usage("%s: '%s' is not a number from %llu to %llu", shown(o), v,
					 (unsigned long long)o->min, (unsigned long long)o->max);
		return 0;
	case CLI_KIND_REAL:
		errno = 0;
		d = strtod(v, &end);
		if (end == v || *end || errno || !isfinite(d) || d < o->rmin || d > o->rmax)
			return cli_usage("%s: '%s' is not a number from %g to %g", shown(o), v, o->rmin, o->rmax);
		*(double *)o->value = d;
		return 0;
	case CLI_KIND_ENUM: {
		char words[256] = "";

		for (i = 0; o->words[i]; i++) {
			if (strcmp(o->words[i], v) == 0) {
				*(int *)o->value = i;
				return 0;
			}
			snprintf(words + strlen(words), sizeof(words) - strlen(words), "%s%s",
				 i ? ", " : "", o->words[i]);
		}
		return cli_usage("%s: '%s' is not one of %s", shown(o), v, words);
	}
	default:
		return cli_usage("%s takes no value", shown(o));
	}
}

/* Options of one group that were both given; seen[] is by index in the table. */
static int note_given(const struct cli_command *c, const struct cli_opt *o, bool *seen)
{
	const struct cli_opt *p;

	for (p = c->opts; o->group && p->kind != CLI_KIND_END; p++)
		if (p != o && p->group && strcmp(p->group, o->group) == 0 && seen[p - c->opts])
			return cli_usage("--%s and --%s exclude each other", p->name, o->name);
	seen[o - c->opts] = true;
	return 0;
}

static void print_version(const struct cli_command *c)
{
	char version[64], unicode[64];

	bitnet_pcre2_version(version, unicode);
	printf("%s %s\nunicode %s\n", c->name, bitnet_version(), bitnet_unicode_version());
	printf("pcre2 %s, unicode %s\n", version, unicode);
	printf("utf8proc %s, unicode %s\n", bitnet_utf8proc_version(), bitnet_utf8proc_unicode_version());
}

static int flag(const struct cli_command *c, const struct cli_opt *o, bool on)
{
	if (!o->value) {
		if (o->letter == 'h') {
			print_help(c);
			return END_NOW;
		}
		print_version(c);
		return END_NOW;
	}
	if (o->given)
		*o->given = true;
	if (o->kind == CLI_KIND_COUNT)
		*(int *)o->value = on ? *(int *)o->value + 1 : 0;
	else if (o->kind == CLI_KIND_OPTSTR)
		*(const char **)o->value = on ? "" : NULL;
	else
		*(bool *)o->value = on;
	return 0;
}

static const struct cli_opt *by_name(const struct cli_command *c, const char *name, size_t n)
{
	const struct cli_opt *o;

	for (o = c->opts; o->kind != CLI_KIND_END; o++)
		if (strlen(o->name) == n && memcmp(o->name, name, n) == 0)
			return o;
	return NULL;
}

static const struct cli_opt *by_letter(const struct cli_command *c, int letter)
{
	const struct cli_opt *o;

	for (o = c->opts; o->kind != CLI_KIND_END; o++)
		if (letter && o->letter == letter)
			return o;
	return NULL;
}

static int long_option(const struct cli_command *c, char **argv, int argc, int *i, bool *seen)
{
	const char *name = argv[*i] + 2, *eq = strchr(name, '=');
	size_t n = eq ? (size_t)(eq - name) : strlen(name);
	const struct cli_opt *o = by_name(c, name, n);
	int status;

	if (!o && !eq && strcmp(name, "help-options") == 0) {
		print_table(c);
		return END_NOW;
	}
	if (!o && !eq && strcmp(name, "help-usage") == 0) {
		print_usage_lines(c);
		return END_NOW;
	}
	if (!o && !eq && n > 3 && memcmp(name, "no-", 3) == 0) {
		o = by_name(c, name + 3, n - 3);
		if (o && o->value && (o->kind == CLI_KIND_FLAG || o->kind == CLI_KIND_COUNT))
			return flag(c, o, false);
		o = NULL;
	}
	if (!o)
		return cli_usage("unknown option '--%.*s'", (int)(n > 60 ? 60 : n), name);
	status = note_given(c, o, seen);
	if (status)
		return status;
	if (eq)
		return takes_value(o) || o->kind == CLI_KIND_OPTSTR ? set_value(o, eq + 1) :
		       cli_usage("%s takes no value", shown(o));
	if (!takes_value(o))
		return flag(c, o, true);
	if (*i + 1 >= argc)
		return cli_usage("%s needs a value (%s)", shown(o), o->arg);
	return set_value(o, argv[++*i]);
}

static int short_options(const struct cli_command *c, char **argv, int argc, int *i, bool *seen)
{
	const char *p;
	int status;

	for (p = argv[*i] + 1; *p; p++) {
		const struct cli_opt *o = by_letter(c, (unsigned char)*p);

		if (!o)
			return cli_usage("unknown option '-%c'", *p);
		status = note_given(c, o, seen);
		if (status)
			return status;
		if (takes_value(o)) {
			if (p[1])
				return set_value(o, p + 1);
			if (*i + 1 >= argc)
				return cli_usage("%s needs a value (%s)", shown(o), o->arg);
			return set_value(o, argv[++*i]);
		}
		status = flag(c, o, true);
		if (status)
			return status;
	}
	return 0;
}

/* Whether --json is among the options, an argument of one or not: an error may come before it is reached. */
static bool names_json(const struct cli_command *c, int argc, char **argv)
{
	const struct cli_opt *o = by_name(c, "json", 4);
	int i;

	for (i = 1; o && o->value == &cli.json && i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return true;
	return false;
}

int cli_parse(const struct cli_command *c, int argc, char **argv, int *n_operands)
{
	const struct cli_opt *o;
	bool *seen;
	size_t n_opts = 0;
	int i, n = 0, status = 0;

	for (o = c->opts; o->kind != CLI_KIND_END; o++)
		n_opts++;
	seen = cli_xmalloc((n_opts + 1) * sizeof(*seen));
	memset(seen, 0, (n_opts + 1) * sizeof(*seen));
	cli.json_ahead = names_json(c, argc, argv);
	for (i = 1; i < argc && status == 0; i++) {
		char *a = argv[i];

		if (strcmp(a, "--") == 0) {
			for (i++; i < argc; i++)
				argv[n++] = argv[i];
			break;
		}
		if (a[0] == '-' && a[1] == '-')
			status = long_option(c, argv, argc, &i, seen);
		else if (a[0] == '-' && a[1])
			status = short_options(c, argv, argc, &i, seen);
		else {
			argv[n++] = a;
			if (c->stop_at_operand) {
				for (i++; i < argc; i++)
					argv[n++] = argv[i];
				break;
			}
		}
	}
	/* What a script makes of a variable that is unset. */
	for (i = 0; i < n && status == 0 && !c->stop_at_operand; i++)
		if (!*argv[i])
			status = cli_usage("an operand is empty");
	cli.json_ahead = false;
	free(seen);
	*n_operands = n;
	return status;
}
