/* SPDX-License-Identifier: MIT */
/*
 * --dump-logits: the logits of every prompt position as little-endian float32, one row of n_vocab a
 * position.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "generate-run.h"

#define ROWS_BYTES ((size_t)16 << 20)

struct generate_dump {
	FILE *f;
	float *rows;
	size_t n_rows;
};

struct generate_dump *generate_dump_open(FILE *f)
{
	struct generate_dump *d = cli_xmalloc(sizeof(*d));

	memset(d, 0, sizeof(*d));
	d->f = f;
	return d;
}

void generate_dump_close(struct generate_dump *d)
{
	if (!d)
		return;
	free(d->rows);
	free(d);
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
		fwrite(d->rows, row, k, d->f);
		cli_flush(d->f);
		ids += k;
		n -= k;
	}
	return 0;
}
