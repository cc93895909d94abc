/* SPDX-License-Identifier: MIT */
/*
 * --dump-logits: the logits of every prompt position as little-endian float32, one row of n_vocab a
 * position.  The file is complete or absent.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bitnet/file.h>

#include "cli.h"
#include "generate-run.h"

#define ROWS_BYTES ((size_t)16 << 20)

struct generate_dump {
	struct bitnet_file *file;
	const char *path;
	float *rows;
	size_t n_rows;
};

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
#define N_SIGNALS (sizeof(signals) / sizeof(*signals))

static char temporary[4096];
static struct sigaction before[N_SIGNALS];

/* Remove the temporary, then let the signal do what it did before. */
static void on_signal(int sig)
{
	size_t i;

	unlink(temporary);
	for (i = 0; i < N_SIGNALS; i++)
		if (signals[i] == sig)
			sigaction(sig, &before[i], NULL);
	raise(sig);
}

static void watch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	size_t i;

	sigemptyset(&sa.sa_mask);
	for (i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &sa, NULL);
	}
}

static void unwatch_signals(void)
{
	size_t i;

	for (i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
}

int generate_dump_open(struct generate_dump **out, const char *path)
{
	struct generate_dump *d = cli_xmalloc(sizeof(*d));
	struct bitnet_error err;

	memset(d, 0, sizeof(*d));
	d->path = path;
	if (bitnet_file_create(&d->file, path, &err) != 0) {
		free(d);
		return cli_fail(&err, NULL);
	}
	if (bitnet_file_temporary(d->file)) {
		strncpy(temporary, bitnet_file_temporary(d->file), sizeof(temporary) - 1);
		watch_signals();
	}
	*out = d;
	return 0;
}

static void put_le(float *v, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	uint32_t *u = (uint32_t *)v;
	size_t i;

	for (i = 0; i < n; i++)
		u[i] = __builtin_bswap32(u[i]);
#else
	(void)v;
	(void)n;
#endif
}

int generate_dump_eval(struct generate_dump *d, struct bitnet_session *s, const uint32_t *ids, size_t n, uint32_t n_vocab,
		       struct bitnet_error *err)
{
	size_t row = (size_t)n_vocab * sizeof(float);
	FILE *f = bitnet_file_stream(d->file);
	int status;

	if (!d->rows) {
		d->n_rows = ROWS_BYTES / row ? ROWS_BYTES / row : 1;
		d->rows = cli_xmalloc(d->n_rows * row);
	}
	while (n > 0) {
		size_t k = n < d->n_rows ? n : d->n_rows;

		status = bitnet_session_eval(s, ids, k, d->rows, err);
		if (status)
			return status;
		put_le(d->rows, k * n_vocab);
		if (fwrite(d->rows, row, k, f) != k)
			return generate_error(err, BITNET_E_SYSTEM, "write_failed", "%s: cannot write: %s", d->path,
					      strerror(errno));
		ids += k;
		n -= k;
	}
	return 0;
}

static void release(struct generate_dump *d)
{
	if (temporary[0])
		unwatch_signals();
	temporary[0] = '\0';
	free(d->rows);
	free(d);
}

int generate_dump_commit(struct generate_dump *d)
{
	struct bitnet_error err;
	int status = 0;

	if (!d)
		return 0;
	if (bitnet_file_commit(d->file, &err) != 0)
		status = cli_fail(&err, NULL);
	release(d);
	return status;
}

void generate_dump_abandon(struct generate_dump *d)
{
	if (!d)
		return;
	bitnet_file_abandon(d->file);
	release(d);
}
