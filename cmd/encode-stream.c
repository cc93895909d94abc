/* SPDX-License-Identifier: MIT */
/*
 * Inputs of any length, their ids written as they are known, by one thread or several.
 *
 * Each thread does all there is to do: it reads the next part of the inputs, up to a place where the tokenizer allows a cut,
 * encodes it, makes its ids ready, and writes what is ready and comes next.  One reads at a time and one writes, in order; while
 * one waits for input, or for the reader of the output, the others encode.  Parts wait for their turn in a ring, so
 * nobody waits for the thread that is behind, and memory is constant.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cli-in.h"
#include "cli.h"
#include "encode-parts.h"

/* A part, its ids and what is made of them stay in the cache; text without a cut that is kept. */
#define PART ((size_t)128 << 10)
#define HELD_MAX ((size_t)1 << 30)

/* A buffer that has become longer than this is not kept for the next part. */
#define KEPT_MAX (4 * PART)

/* Parts of each thread that are in work or wait. */
#define PARTS_OF_THREAD 2

struct part {
	char *s;                        /* the text, or where it stands in the input's buffer when there is one thread */
	size_t n, cap;
	bool first, last;               /* of its input */
	int input;
	int status;                     /* of reading it, after a message */
	int rc;                         /* of encoding it */
	struct bitnet_error err;
	struct bitnet_tokens ids;
	struct encode_bytes made;
	bool ready;
};

static struct {
	char **operands;
	int n_operands;
	uint32_t n_threads;
	struct bitnet_encoder *encoder;
	void (*before_read)(uint64_t done);

	/* Who reads has this. */
	pthread_mutex_t reading;
	struct cli_in in;
	bool open, begun;               /* begun: a part of this input was read */
	size_t looked;                  /* there is no cut before */
	int next;
	uint64_t done;                  /* bytes of the inputs before */

	/* The ring, and who writes. */
	pthread_mutex_t lock;
	pthread_cond_t freed;
	struct part *ring;
	size_t n_ring;
	uint64_t n_read, n_written;
	bool writing;

	/* Who writes has this. */
	bool written, failed;           /* something of this input; the rest of it is dropped */
	int64_t last;                   /* id of this sequence, or -1 */
	int status;                     /* the first that is not 0 */
} w = { .reading = PTHREAD_MUTEX_INITIALIZER, .lock = PTHREAD_MUTEX_INITIALIZER, .freed = PTHREAD_COND_INITIALIZER };

static void before_read(void)
{
	w.before_read(w.done + w.in.taken);
}

static int too_long(void)
{
	return cli_fail_named(CLI_EXIT_DATA, "tok_text_too_long", NULL,
			      "%s: text has more than 1 GiB without a place where this tokenizer allows a cut", w.in.name);
}

/* Read until there is a part; its bytes, or to the end of the input. */
static int find_part(size_t *n, bool *last)
{
	struct cli_in *in = &w.in;

	for (;;) {
		size_t have = in->end - in->begin, some = w.looked + 1 < PART ? PART : have;
		int got;

		if (have >= PART && have > w.looked + 1) {
			*n = bitnet_encoder_cut(w.encoder, in->buf + in->begin, some, w.looked);
			if (*n)
				return 0;
			w.looked = some - 1;
			continue;
		}
		if (have > HELD_MAX)
			return too_long();
		got = cli_in_more(in);
		if (got < 0)
			return -got;
		*n = in->end - in->begin;
		*last = got == 0;
		if (*last)
			return 0;
	}
}

/* One thread alone has encoded a part before it reads the next. */
static void take_text(struct part *p, size_t n)
{
	const char *s = w.in.buf + w.in.begin;

	if (w.n_threads == 1) {
		p->s = w.in.buf + w.in.begin;
	} else if (n) {
		if (p->cap < n) {
			free(p->s);
			p->s = cli_xmalloc(n);
			p->cap = n;
		}
		memcpy(p->s, s, n);
	}
	p->n = n;
	w.in.begin += n;
	w.looked = 0;
}

/* The next part of the inputs; false when there is none. */
static bool read_part(struct part *p)
{
	size_t n = 0;

	if (!w.open && w.next == w.n_operands)
		return false;
	p->status = w.open ? 0 : cli_in_open(&w.in, w.operands[w.next]);
	if (!w.open && p->status == 0) {
		w.in.before = before_read;
		w.open = true;
		w.begun = false;
		w.looked = 0;
	}
	p->input = w.next;
	p->first = !w.begun;
	p->last = false;
	p->n = 0;
	if (w.open)
		p->status = find_part(&n, &p->last);
	if (p->status)
		p->last = true;
	else
		take_text(p, n);
	w.begun = true;
	return true;
}

/* The buffer of an input goes when nothing more of it is read, or encoded where it stands. */
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
	if (w.n_threads > 1 && p->cap > KEPT_MAX) {
		free(p->s);
		p->s = NULL;
		p->cap = 0;
	}
	if (p->ids.cap > KEPT_MAX) {
		bitnet_tokens_release(&p->ids);
		free(p->made.s);
		p->made = (struct encode_bytes){ NULL, 0, 0, 0 };
	}
}

/* Write what is ready and comes next, unless another thread does: it looks again. */
static void put_ready(struct part *mine)
{
	pthread_mutex_lock(&w.lock);
	mine->ready = true;
	while (!w.writing && w.ring[w.n_written % w.n_ring].ready) {
		struct part *p = &w.ring[w.n_written % w.n_ring];

		w.writing = true;
		pthread_mutex_unlock(&w.lock);
		put_part(p);
		shrink(p);
		pthread_mutex_lock(&w.lock);
		w.writing = p->ready = false;
		w.n_written++;
		pthread_cond_signal(&w.freed);
	}
	pthread_mutex_unlock(&w.lock);
}

/* The place in the ring for the next part, which waits until it is free. */
static struct part *free_place(void)
{
	struct part *p;

	pthread_mutex_lock(&w.lock);
	while (w.n_read - w.n_written == w.n_ring)
		pthread_cond_wait(&w.freed, &w.lock);
	p = &w.ring[w.n_read % w.n_ring];
	pthread_mutex_unlock(&w.lock);
	return p;
}

static void *work(void *arg)
{
	(void)arg;
	for (;;) {
		struct part *p;
		bool more;

		pthread_mutex_lock(&w.reading);
		p = free_place();
		more = read_part(p);
		if (more) {
			pthread_mutex_lock(&w.lock);
			w.n_read++;
			pthread_mutex_unlock(&w.lock);
		}
		if (more && p->last && w.n_threads > 1)
			close_input();
		pthread_mutex_unlock(&w.reading);
		if (!more)
			return NULL;
		encode_part(p);
		if (p->last && w.n_threads == 1)
			close_input();
		put_ready(p);
	}
}

/* With a thread that cannot be started the others do its work. */
static void run(void)
{
	pthread_t *threads = cli_xmalloc(w.n_threads * sizeof(*threads));
	uint32_t n = 1, i;

	while (n < w.n_threads && pthread_create(&threads[n], NULL, work, NULL) == 0)
		n++;
	work(NULL);
	for (i = 1; i < n; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

int encode_streams(int n, char **operands, const struct bitnet_encode_options *how, void (*progress)(uint64_t done))
{
	struct bitnet_encode_options as = *how;
	struct bitnet_error err;
	size_t i;

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
	memset(w.ring, 0, w.n_ring * sizeof(*w.ring));
	run();
	for (i = 0; i < w.n_ring; i++) {
		if (w.n_threads > 1)
			free(w.ring[i].s);
		free(w.ring[i].made.s);
		bitnet_tokens_release(&w.ring[i].ids);
	}
	free(w.ring);
	bitnet_encoder_free(w.encoder);
	return w.status;
}
