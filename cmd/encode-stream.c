/* SPDX-License-Identifier: MIT */
/*
 * Inputs of any length, their ids written as they are known, by one thread or several.
 *
 * Each thread does all there is to do: it reads the next part of the inputs, up to a place where the tokenizer allows a cut,
 * encodes it, makes its ids ready, and writes what is ready and comes next.  One reads at a time and one writes, in order; while
 * one waits for input, or for the reader of the output, the others encode.  Parts wait for their turn in a ring, so
 * nobody waits for the thread that is behind, and memory is constant.  Text is read to where it is encoded.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli-in.h"
#include "cli.h"
#include "encode-parts.h"

/* What is read at once.  A part, its ids and what is made of them stay in the cache; text without a cut that is kept. */
#define PART ((size_t)128 << 10)
#define HELD_MAX ((size_t)1 << 30)

/* A buffer that has become longer than this is not kept for the next part. */
#define KEPT_MAX (4 * PART)

/* Parts of each thread that are in work or wait. */
#define PARTS_OF_THREAD 3

struct part {
	char *s;                        /* n bytes of text, and what was read behind them */
	size_t n, cap;
	bool first, last;               /* of its input */
	int input;
	int status;                     /* of reading it; the message is in err */
	int rc;                         /* of encoding it */
	struct bitnet_error err;
	struct bitnet_tokens ids;
	struct encode_bytes made;
	bool ready;
	struct part **owner;            /* where it goes when it is free, */
	struct part *next;              /* ... with others */
};

static struct {
	char **operands;
	int n_operands;
	uint32_t n_threads;
	struct bitnet_encoder *encoder;
	void (*before_read)(uint64_t done);

	/* Who reads has this; the input's buffer is that of the part. */
	pthread_mutex_t reading;
	struct cli_in in;
	bool open, begun;               /* begun: a part of this input was read */
	char *rest;                     /* what was read behind the part before */
	size_t n_rest, rest_cap;
	int next;
	uint64_t done;                  /* bytes of the inputs before */

	/* The ring, and who writes. */
	pthread_mutex_t lock;
	pthread_cond_t freed;
	struct part **ring;
	size_t n_ring;
	uint64_t n_read, n_written;
	bool writing;

	/* Who writes has this, and messages; progress is shown by who reads. */
	pthread_mutex_t telling;
	bool written, failed;           /* something of this input; the rest of it is dropped */
	int64_t last;                   /* id of this sequence, or -1 */
	int status;                     /* the first that is not 0 */
} w = {
	.reading = PTHREAD_MUTEX_INITIALIZER,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.freed = PTHREAD_COND_INITIALIZER,
	.telling = PTHREAD_MUTEX_INITIALIZER
};

/* Nobody who may read waits for the reader of the output. */
static void before_read(void)
{
	if (pthread_mutex_trylock(&w.telling) != 0)
		return;
	w.before_read(w.done + w.in.taken);
	pthread_mutex_unlock(&w.telling);
}

static int too_long(struct bitnet_error *err)
{
	*err = (struct bitnet_error){ .status = BITNET_E_LIMIT, .name = "tok_text_too_long" };
	snprintf(err->message, sizeof(err->message),
		 "%.480s: text has more than 1 GiB without a place where this tokenizer allows a cut", w.in.name);
	return CLI_EXIT_DATA;
}

/* Read until there is a part; its bytes, or to the end of the input. */
static int find_part(size_t *n, bool *last, struct bitnet_error *err)
{
	struct cli_in *in = &w.in;
	size_t looked = 0;              /* there is no cut before */

	for (;;) {
		int got;

		if (in->end >= PART && in->end > looked + 1) {
			*n = bitnet_encoder_cut(w.encoder, in->buf, in->end, looked);
			if (*n)
				return 0;
			looked = in->end - 1;
		}
		if (in->end > HELD_MAX)
			return too_long(err);
		got = cli_in_more(in);
		if (got < 0)
			return -got;
		*n = in->end;
		*last = got == 0;
		if (*last)
			return 0;
	}
}

/* Fill p, which begins with what is left of the part before. */
static int fill_part(struct part *p)
{
	struct cli_in *in = &w.in;
	int status;

	if (p->cap < w.n_rest) {
		p->s = cli_xrealloc(p->s, w.n_rest + 1);
		p->cap = w.n_rest;
	}
	if (w.n_rest)
		memcpy(p->s, w.rest, w.n_rest);
	in->buf = p->s;
	in->cap = p->cap;
	in->begin = 0;
	in->end = w.n_rest;
	in->err = &p->err;
	status = find_part(&p->n, &p->last, &p->err);
	p->s = in->buf;
	p->cap = in->cap;
	in->buf = NULL;
	w.n_rest = status ? 0 : in->end - p->n;
	if (w.rest_cap < w.n_rest) {
		w.rest = cli_xrealloc(w.rest, w.n_rest);
		w.rest_cap = w.n_rest;
	}
	if (w.n_rest)
		memcpy(w.rest, p->s + p->n, w.n_rest);
	return status;
}

/* The next part of the inputs; false when there is none. */
static bool read_part(struct part *p)
{
	if (!w.open && w.next == w.n_operands)
		return false;
	p->input = w.next;
	p->last = false;
	p->n = 0;
	p->status = 0;
	if (!w.open) {
		p->status = cli_in_open_as(&w.in, w.operands[w.next], PART, &p->err);
		w.in.before = before_read;
		w.open = p->status == 0;
		w.begun = false;
		w.n_rest = 0;
	}
	p->first = !w.begun;
	if (w.open)
		p->status = fill_part(p);
	if (p->status)
		p->last = true;
	w.begun = true;
	return true;
}

static void close_input(void)
{
	if (w.open) {
		w.done += w.in.taken;
		cli_in_close(&w.in);
	}
	w.open = w.begun = false;
	w.next++;
}

static void encode_part(struct part *p)
{
	p->ids.n = 0;
	p->rc = p->status ? 0 : bitnet_encoder_part(w.encoder, p->n ? p->s : "", p->n, p->first, p->last, &p->ids, &p->err);
	if (!p->status && !p->rc)
		encode_out_make(&p->made, p->ids.ids, p->ids.n);
}

static int put_ids(const struct part *p)
{
	uint32_t eos = (uint32_t)bitnet_tok_info(encode_tok)->eos;
	int status = encode_out_made(&p->made);

	if (p->ids.n)
		w.last = p->ids.ids[p->ids.n - 1];
	if (status == 0 && p->last && encode_opt.add_eos && w.last != eos)
		status = encode_out_ids(&eos, 1);
	return status;
}

/* Nothing is written of an input that cannot be read at all. */
static void put_part(const struct part *p)
{
	const char *operand = w.operands[p->input];
	struct encode_item it = { .name = strcmp(operand, "-") == 0 ? "standard input" : operand,
				  .file = w.n_operands > 1 ? operand : NULL };
	int status = p->status;

	if (p->first) {
		w.written = w.failed = false;
		w.last = -1;
	}
	if (!w.failed && p->rc)
		status = cli_fail(&p->err, it.name);
	else if (!w.failed && p->status)
		status = cli_fail_named(p->status, p->err.name, NULL, "%s", p->err.message);
	if (!w.failed && status == 0 && p->first) {
		status = encode_out_begin(&it, NULL);
		w.written = status == 0;
	}
	if (!w.failed && status == 0)
		status = put_ids(p);
	if (!w.failed && status == 0 && p->last)
		status = encode_out_end(NULL);
	if (status && !w.status)
		w.status = status;
	w.failed |= status != 0;
	if (w.failed && w.written && p->last)
		encode_out_torn();
	encode_out_flush();
}

static void shrink(struct part *p)
{
	if (p->cap > KEPT_MAX) {
		free(p->s);
		p->s = NULL;
		p->cap = 0;
	}
	if (p->ids.cap > KEPT_MAX) {
		bitnet_tokens_release(&p->ids);
		free(p->made.s);
		p->made = (struct encode_bytes){ NULL, NULL, 0, 0, 0 };
	}
}

/* Write what is ready and comes next, unless another thread does: it looks again. */
static void put_ready(struct part *mine)
{
	pthread_mutex_lock(&w.lock);
	mine->ready = true;
	while (!w.writing && w.n_written < w.n_read && w.ring[w.n_written % w.n_ring]->ready) {
		struct part *p = w.ring[w.n_written % w.n_ring];

		w.writing = true;
		pthread_mutex_unlock(&w.lock);
		pthread_mutex_lock(&w.telling);
		put_part(p);
		pthread_mutex_unlock(&w.telling);
		shrink(p);
		pthread_mutex_lock(&w.lock);
		w.writing = p->ready = false;
		w.n_written++;
		p->next = *p->owner;
		*p->owner = p;
		pthread_cond_broadcast(&w.freed);
	}
	pthread_mutex_unlock(&w.lock);
}

/* One of a thread's own, that is in its cache: the last that came back. */
static struct part *free_part(struct part **own)
{
	struct part *p;

	pthread_mutex_lock(&w.lock);
	while (!*own)
		pthread_cond_wait(&w.freed, &w.lock);
	p = *own;
	*own = p->next;
	pthread_mutex_unlock(&w.lock);
	return p;
}

static void release(struct part *p, size_t n)
{
	while (n--) {
		free(p[n].s);
		free(p[n].made.s);
		bitnet_tokens_release(&p[n].ids);
	}
	free(p);
}

static void *work(void *arg)
{
	struct part **own = arg, *p;
	bool more;

	for (;;) {
		p = free_part(own);
		pthread_mutex_lock(&w.reading);
		more = read_part(p);
		if (more) {
			pthread_mutex_lock(&w.lock);
			w.ring[w.n_read++ % w.n_ring] = p;
			pthread_mutex_unlock(&w.lock);
		}
		if (more && p->last)
			close_input();
		pthread_mutex_unlock(&w.reading);
		if (!more)
			return NULL;
		encode_part(p);
		put_ready(p);
	}
}

/* With a thread that cannot be started the others do its work. */
static void run(void)
{
	size_t n_parts = w.n_ring / w.n_threads, k;
	pthread_t *threads = cli_xmalloc(w.n_threads * sizeof(*threads));
	struct part **own = cli_xmalloc(w.n_threads * sizeof(*own)), **all = cli_xmalloc(w.n_threads * sizeof(*all));
	uint32_t n, i;

	for (n = 0; n < w.n_threads; n++) {
		all[n] = cli_xmalloc(n_parts * sizeof(**all));
		memset(all[n], 0, n_parts * sizeof(**all));
		own[n] = all[n];
		for (k = 0; k < n_parts; k++) {
			all[n][k].owner = &own[n];
			all[n][k].next = k + 1 < n_parts ? &all[n][k + 1] : NULL;
		}
	}
	for (n = 1; n < w.n_threads && pthread_create(&threads[n], NULL, work, &own[n]) == 0; n++)
		;
	work(&own[0]);
	for (i = 1; i < n; i++)
		pthread_join(threads[i], NULL);
	for (n = 0; n < w.n_threads; n++)
		release(all[n], n_parts);
	free(all);
	free(own);
	free(threads);
}

int encode_streams(int n, char **operands, const struct bitnet_encode_options *how, void (*progress)(uint64_t done))
{
	struct bitnet_encode_options as = *how;
	struct bitnet_error err;

	w.operands = operands;
	w.n_operands = n;
	w.n_threads = as.threads ? as.threads : 1;
	w.before_read = progress;
	/* Text that cannot be cut is encoded by all threads together, if there is but one. */
	if (n > 1)
		as.threads = 1;
	if (bitnet_encoder_new(&w.encoder, encode_tok, &as, &err) != 0)
		return cli_fail(&err, NULL);
	w.n_ring = w.n_threads == 1 ? 1 : (size_t)w.n_threads * PARTS_OF_THREAD;
	w.ring = cli_xmalloc(w.n_ring * sizeof(*w.ring));
	run();
	free(w.ring);
	free(w.rest);
	bitnet_encoder_free(w.encoder);
	return w.status;
}
