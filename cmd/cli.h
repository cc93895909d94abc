/* SPDX-License-Identifier: MIT */
/*
 * What the programs share: one option table a program gives parsing, --help, completion and the
 * checks against the man page; messages and exit status are the same everywhere.
 */
#ifndef BITNET_CMD_CLI_H
#define BITNET_CMD_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

/*
 * Exit status, after sysexits(3); part of the interface of every program and listed in every man
 * page (tests/docs compares).
 */
enum cli_exit {
	CLI_EXIT_OK = 0,
	CLI_EXIT_NO = 1,            /* a negative answer */
	CLI_EXIT_USAGE = 64,
	CLI_EXIT_DATA = 65,         /* the input is wrong */
	CLI_EXIT_NOINPUT = 66,      /* input missing, no tokenizer found */
	CLI_EXIT_UNAVAILABLE = 69,  /* network, device, memory, offline and not cached */
	CLI_EXIT_BUG = 70,
	CLI_EXIT_CANTCREAT = 73,    /* cannot create output */
	CLI_EXIT_IO = 74,           /* also a failed write on stdout */
	CLI_EXIT_TEMPFAIL = 75,     /* try again; TERM in a batch */
	CLI_EXIT_PROTOCOL = 76,
	CLI_EXIT_PERMISSION = 77,
	CLI_EXIT_CONFIG = 78        /* an environment variable that cannot be read */
};

enum cli_kind {
	CLI_KIND_END, CLI_KIND_FLAG, CLI_KIND_STR, CLI_KIND_OPTSTR, CLI_KIND_LIST, CLI_KIND_UINT, CLI_KIND_REAL,
	CLI_KIND_ENUM, CLI_KIND_COUNT
};

/* Values of an option that may be repeated, in their order. */
struct cli_list {
	const char **v;
	size_t n, cap;
};

/*
 * One option.  Options with the same group exclude each other.  `given`, where set, tells whether the option
 * stood on the command line.  A flag has a --no- form, printed nowhere but accepted.
 */
struct cli_opt {
	int letter;                     /* 0: no short form */
	const char *name;
	enum cli_kind kind;
	void *value;
	bool *given;
	const char *arg;                /* "FILE", "N"; FILE and DIR are completed as such */
	const char *help;
	const char *const *words;       /* ENUM: NULL-ended; the index is stored in an int */
	uint64_t min, max;              /* UINT */
	double rmin, rmax;              /* REAL */
	const char *group;
};

#define CLI_FLAG(l, n, ptr, h) { .letter = l, .name = n, .kind = CLI_KIND_FLAG, .value = ptr, .help = h }
#define CLI_STR(l, n, ptr, a, h) { .letter = l, .name = n, .kind = CLI_KIND_STR, .value = ptr, .arg = a, .help = h }
/* --name or --name=VALUE; without a value the string is "". */
#define CLI_OPTSTR(l, n, ptr, a, h) { .letter = l, .name = n, .kind = CLI_KIND_OPTSTR, .value = ptr, .arg = a, .help = h }
#define CLI_LIST(l, n, ptr, a, h) { .letter = l, .name = n, .kind = CLI_KIND_LIST, .value = ptr, .arg = a, .help = h }
/* ptr: uint64_t */
#define CLI_UINT(l, n, ptr, giv, lo, hi, a, h) \
	{ .letter = l, .name = n, .kind = CLI_KIND_UINT, .value = ptr, .given = giv, .min = lo, .max = hi, .arg = a, .help = h }
/* ptr: double */
#define CLI_REAL(l, n, ptr, giv, lo, hi, a, h) \
	{ .letter = l, .name = n, .kind = CLI_KIND_REAL, .value = ptr, .given = giv, .rmin = lo, .rmax = hi, .arg = a, .help = h }
#define CLI_ENUM(l, n, ptr, giv, w, a, h) \
	{ .letter = l, .name = n, .kind = CLI_KIND_ENUM, .value = ptr, .given = giv, .words = w, .arg = a, .help = h }
#define CLI_JSON CLI_FLAG(0, "json", &cli.json, "write JSON; errors too, on stderr")

/* -q -v -h -V, the same everywhere; then the end of the table. */
#define CLI_COMMON \
	CLI_FLAG('q', "quiet", &cli.quiet, "no progress and no warnings"), \
	{ .letter = 'v', .name = "verbose", .kind = CLI_KIND_COUNT, .value = &cli.verbose, .help = "say more; twice for debugging" }, \
	{ .letter = 'h', .name = "help", .kind = CLI_KIND_FLAG, .help = "show this help" }, \
	{ .letter = 'V', .name = "version", .kind = CLI_KIND_FLAG, .help = "show the version" }, \
	{ .kind = CLI_KIND_END }

struct cli_command {
	const char *name;               /* "bitnet-encode" */
	const char *summary;            /* one line, as in commands.def */
	const char *const *usage;       /* lines without the name, NULL-ended, as in the man page */
	const struct cli_opt *opts;
	bool stop_at_operand;           /* options after the first operand are operands (the dispatcher) */
	void (*more_help)(void);        /* prints what --help says after the options; NULL: nothing */
	/* operands without the program's name; returns the exit status */
	int (*run)(int argc, char **argv);
};

/* Every program defines it; cli-main.c runs it. */
extern const struct cli_command cli_command;

/* What the common options say.  Programs are single: one global is theirs. */
struct cli_state {
	const struct cli_command *command;
	bool quiet;
	int verbose;
	bool json;
	bool json_ahead;                /* --json stands in a command line that is still being read: errors in it are JSON */
};
extern struct cli_state cli;

/* ---- cli-opt.c */

/* Parses by the table; operands are left in argv[0..*n).  Returns 0, or the exit status plus 1000 when
 * the program has to end now (--help). */
int cli_parse(const struct cli_command *c, int argc, char **argv, int *n_operands);

/* Whether s is a whole decimal number lo..hi. */
bool cli_number(const char *s, uint64_t lo, uint64_t hi, uint64_t *out);

/* ---- cli-msg.c: one write(2) for each message, "program: message"; control characters escaped */

void cli_error(const char *fmt, ...) BITNET_PRINTF(1, 2);
void cli_hint(const char *fmt, ...) BITNET_PRINTF(1, 2);
void cli_warn(const char *fmt, ...) BITNET_PRINTF(1, 2);     /* not with -q */
void cli_notice(const char *fmt, ...) BITNET_PRINTF(1, 2);   /* a choice that was made; not with -q */
void cli_info(const char *fmt, ...) BITNET_PRINTF(1, 2);     /* -v, BITNET_LOG=info */
void cli_debug(const char *fmt, ...) BITNET_PRINTF(1, 2);    /* -vv */
bool cli_wants_info(void);

/* Each line of text, which may be NULL, through one of these; empty lines are none. */
void cli_each_line(const char *text, void (*print)(const char *fmt, ...));

/* Wrong usage: the message and the line with --help (with --json an error named "usage"); returns CLI_EXIT_USAGE. */
int cli_usage(const char *fmt, ...) BITNET_PRINTF(1, 2);

/*
 * An error with its own word (struct bitnet_error.name), exit status and hint (NULL: none); with
 * --json one object on stderr.  Returns status.
 */
int cli_fail_named(int status, const char *name, const char *hint, const char *fmt, ...) BITNET_PRINTF(4, 5);

/* Print an error of the library, "subject: " before it when subject is not NULL; returns its exit status. */
int cli_fail(const struct bitnet_error *err, const char *subject);
int cli_exit_of(const struct bitnet_error *err);

/* Out of memory: message and exit. */
void *cli_xmalloc(size_t n) __attribute__((returns_nonnull));
void *cli_xrealloc(void *p, size_t n) __attribute__((returns_nonnull));
char *cli_xstrdup(const char *s) __attribute__((returns_nonnull));

/* ---- cli-progress.c: one line on stderr, only on a terminal, not with -q, and after half a second */

/*
 * Called as often as there is something new; the first call starts the clock.  done: the part of the work
 * that is done, 0 to 1, from which the time that is left is told; below 0 where it is not known.  The text is
 * plain: nothing from a file.
 */
void cli_progress(double done, const char *fmt, ...) BITNET_PRINTF(2, 3);
/* Take the line away, for a message; the next call writes it again. */
void cli_progress_clear(void);
/* The work is over: take the line away. */
void cli_progress_end(void);
/* Of a clock that only goes forward. */
double cli_seconds(void);

/* ---- cli-env.c: the environment, read once; what cannot be read ends the program with 78 */

/* A BITNET_ variable by the rule of bitnet(1) ENVIRONMENT; unset or empty gives `unset`. */
bool cli_env_bool(const char *name, bool unset);
/* NULL when unset or empty. */
const char *cli_env(const char *name);
bool cli_env_uint(const char *name, uint64_t lo, uint64_t hi, uint64_t *out);
bool cli_strict(void);
bool cli_offline(void);          /* BITNET_OFFLINE or HF_HUB_OFFLINE */
/* -j if given (not 0), else BITNET_NUM_THREADS, RAYON_NUM_THREADS, OMP_NUM_THREADS, else 0. */
uint32_t cli_threads(uint64_t option);
/* $BITNET_CACHE_DIR, $XDG_CACHE_HOME/bitnet, ~/.cache/bitnet; NULL where nothing says where that is. */
const char *cli_cache_dir(void);
const char *cli_compiled_dir(void);   /* of compiled tokenizers, in it */
/* A path of the Hub's client, with ~/ and $HOME at its beginning expanded; NULL when it does not fit. */
const char *cli_env_path(const char *v, char *out, size_t cap);
/* Where the Hub's client keeps its files; NULL where nothing says where that is. */
const char *cli_hub_home(void);
/* The cache of the Hub's client, as it finds it; NULL where nothing says where that is. */
const char *cli_hub_cache(void);
/* That and the cache of llama.cpp; ended by NULL. */
const char *const *cli_hub_caches(void);
void cli_env_log(void);          /* the level from BITNET_LOG or RUST_LOG where no -v was given; called by main */

/* ---- cli-out.c: stdout, or -o FILE through a temporary */

#include <stdio.h>

/* NULL path: stdout.  Exits with 73 when FILE cannot be created. */
FILE *cli_out_open(const char *path);
/* A second file beside the output: completed by cli_out_close() before it, dropped with it. */
FILE *cli_out_also(const char *path);
/*
 * An output, path (NULL or "-": stdout), must not replace the model or the tokenizer, which may be NULL:
 * CLI_EXIT_USAGE after a message when it would, else 0.
 */
int cli_out_spares(const char *path, const char *model, const char *tokenizer);
/* Whether two paths, which may be NULL, are one file that exists; links are followed. */
bool cli_same_file(const char *a, const char *b);
/* Complete: flush, rename.  Returns 0 or the exit status after a message. */
int cli_out_close(void);
/* Drop what was written to FILE. */
void cli_out_abandon(void);
/* Refuse to write binary to a terminal; returns 0 or CLI_EXIT_USAGE. */
int cli_out_binary(FILE *f);
/* Flush one record; ends the program quietly on EPIPE, with 74 on another failure. */
void cli_flush(FILE *f);

/* Unlink the temporary from a signal handler. */
void cli_out_signal(void);
/* The handler is to call this too: what a program removes that is not complete. */
void cli_out_at_signal(void (*remove)(void));

/* ---- cli-in.c */

/* A whole file ("-": stdin), at most max bytes; 0 or the exit status after a message. Free s. */
int cli_read_file(const char *path, size_t max, char **s, size_t *n);
/* stdin is a terminal and no operand was given: usage line and 64 rather than waiting in silence. */
bool cli_stdin_is_terminal(void);

#endif
