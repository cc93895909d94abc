/* SPDX-License-Identifier: MIT */
/*
 * The compact copy of a dense head, by which lib/infer finds the ids whose logits can matter without reading most of
 * the head: kernels/CONTRACTS "head".
 *
 * It costs more than a token does, so the first tokens do without, and then each makes a part of it: an answer of
 * a few tokens is not delayed by a copy that it hardly uses, and no token waits for all of it.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/model-int.h"

#define DEFAULT_MIN_BYTES ((uint64_t)512 << 10)
/* So many times it is asked for in vain, then each time one part of so many is made. */
#define FIRST 3
#define PARTS 6

/* `head` may be read once `complete` is set; the rest under the lock. */
struct bitnet_head_copy {
	struct bitnet_head head;
	_Atomic bool complete;
	pthread_mutex_t lock;
	struct bitnet_kernels k;
	uint8_t *block;                 /* what head points into, or NULL */
	bool refused;                   /* there was no memory */
	unsigned int n_asked;
	size_t n_rows;                  /* that are made */
};

/* Formats of more than 8 bits a weight: what is read of the copy is 4 to 5. */
static bool pays(const struct bitnet_matrix *w, uint64_t min_bytes)
{
	static const bool wide[BITNET_DENSE_COUNT] = {
		[BITNET_DENSE_F32] = true, [BITNET_DENSE_F16] = true, [BITNET_DENSE_BF16] = true, [BITNET_DENSE_Q8_0] = true,
	};

	return !w->ternary && wide[w->dense] && !w->bias && !w->out_scale && w->n_cols <= BITNET_HEAD_COLS &&
		(uint64_t)w->n_rows * w->row_bytes >= (min_bytes ? min_bytes : DEFAULT_MIN_BYTES);
}

bool bitnet_head_allow(struct bitnet_model *m, uint64_t min_bytes)
{
	struct bitnet_head_copy *c;

	if (!pays(&m->output, min_bytes))
		return true;
	c = calloc(1, sizeof(*c));
	if (!c)
		return false;
	if (pthread_mutex_init(&c->lock, NULL)) {
		free(c);
		return false;
	}
	atomic_init(&c->complete, false);
	c->head.n_padded = (m->output.n_cols + BITNET_HEAD_BLOCK - 1) / BITNET_HEAD_BLOCK * BITNET_HEAD_BLOCK;
	bitnet_kernels_init(&c->k, bitnet_level_best());
	m->head = c;
	m->info.head_bytes = (uint64_t)m->output.n_rows * bitnet_head_row_bytes(c->head.n_padded);
	return true;
}

void bitnet_head_release(struct bitnet_model *m)
{
	if (!m->head)
		return;
	free(m->head->block);
	pthread_mutex_destroy(&m->head->lock);
	free(m->head);
	m->head = NULL;
}

size_t bitnet_head_padded(const struct bitnet_model *m)
{
	return m->head ? m->head->head.n_padded : 0;
}

/* Codes, planes, and what is known of the rows, one after the other. */
static void make_room(struct bitnet_head_copy *c, size_t n_rows)
{
	size_t n = c->head.n_padded, i;
	uint8_t *p = bitnet_alloc_aligned(n_rows, bitnet_head_row_bytes(n));

	c->block = p;
	c->refused = !p;
	if (!p)
		return;
	bitnet_large_pages(p, n_rows * bitnet_head_row_bytes(n));
	c->head.codes = p;
	p += n_rows * (n / 2);
	for (i = 0; i < BITNET_HEAD_PLANES; i++, p += n_rows * (n / 8))
		c->head.bits[i] = p;
	c->head.rows = (struct bitnet_head_row *)(void *)p;
}

struct packing {
	const struct bitnet_matrix *w;
	const struct bitnet_kernels *k;
	const struct bitnet_head *to;
	size_t first;
	float *floats;                  /* a row for each thread */
};

static void pack_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct packing *p = arg;
	size_t n = p->to->n_padded, r, i;
	float *row = p->floats + thread * n;

	for (r = p->first + begin; r < p->first + end; r++) {
		uint8_t *bits[BITNET_HEAD_PLANES];

		for (i = 0; i < BITNET_HEAD_PLANES; i++)
			bits[i] = p->to->bits[i] + r * (n / 8);
		p->k->dequant[p->w->dense](row, p->w->data + r * p->w->row_bytes, p->w->n_cols);
		p->k->head_pack(&p->to->rows[r], p->to->codes + r * (n / 2), bits, row, p->w->n_cols, n);
	}
}

/* Up to n rows more. */
static void make_rows(struct bitnet_head_copy *c, const struct bitnet_matrix *w, size_t n, struct bitnet_pool *pool)
{
	struct packing p = { w, &c->k, &c->head, c->n_rows, NULL };

	if (!c->block && !c->refused)
		make_room(c, w->n_rows);
	if (c->refused)
		return;
	p.floats = calloc(bitnet_pool_n_threads(pool), c->head.n_padded * sizeof(*p.floats));
	if (!p.floats)
		return;
	if (n > w->n_rows - c->n_rows)
		n = w->n_rows - c->n_rows;
	bitnet_pool_run(pool, pack_rows, &p, n, 16);
	free(p.floats);
	c->n_rows += n;
	atomic_store(&c->complete, c->n_rows == w->n_rows);
}

void bitnet_head_make(struct bitnet_model *m, struct bitnet_pool *pool)
{
	if (m->head)
		make_rows(m->head, &m->output, m->output.n_rows, pool);
}

const struct bitnet_head *bitnet_head_get(const struct bitnet_model *m, struct bitnet_pool *pool)
{
	struct bitnet_head_copy *c = m->head;

	if (!c)
		return NULL;
	/* Who comes while another session makes a part does without, and need not wait. */
	if (!atomic_load(&c->complete) && pthread_mutex_trylock(&c->lock) == 0) {
		if (c->n_asked < FIRST)
			c->n_asked++;
		else if (c->n_rows < m->output.n_rows)
			make_rows(c, &m->output, m->output.n_rows / PARTS + 1, pool);
		pthread_mutex_unlock(&c->lock);
	}
	return atomic_load(&c->complete) ? &c->head : NULL;
}

uint64_t bitnet_head_made_bytes(const struct bitnet_model *m)
{
	return m->head && atomic_load(&m->head->complete) ? m->info.head_bytes : 0;
}
