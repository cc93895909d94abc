/* SPDX-License-Identifier: MIT */
/*
 * From an id to the logits behind it.
 *
 * With guesses, one pass computes the id and a few that may follow; as long as the ids that are sampled
 * are those, the session has what their logits are made from.  Logits do not depend on how ids are split over passes, and the
 * sampler is asked once for each id, in order: the answer is the same as without.
 *
 * A full context that is to go on keeps its first ids and the later half of the others, computed anew: the
 * logits are those of a prompt of these ids.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "generate-run.h"

struct generate_guesses {
	struct bitnet_draft *draft;
	uint32_t ids[1 + BITNET_DRAFT_MAX];     /* of the last pass: the id, and the guesses */
	size_t n, at;                           /* how many; how many of them are of the answer */
	double start;                           /* of that pass; 0: it is measured */
};

struct generate_guesses *generate_guesses_new(struct bitnet_error *err)
{
	struct generate_guesses *g = cli_xmalloc(sizeof(*g));

	memset(g, 0, sizeof(*g));
	if (bitnet_draft_new(&g->draft, err) != 0) {
		free(g);
		return NULL;
	}
	return g;
}

void generate_guesses_free(struct generate_guesses *g)
{
	if (!g)
		return;
	bitnet_draft_free(g->draft);
	free(g);
}

int generate_guesses_begin(struct generate_guesses *g, const struct bitnet_tokens *prompt, struct bitnet_error *err)
{
	size_t i;
	int status = 0;

	bitnet_draft_clear(g->draft);
	g->n = g->at = 0;
	g->start = 0;
	for (i = 0; status == 0 && i < prompt->n; i++)
		status = bitnet_draft_accept(g->draft, prompt->ids[i], err);
	return status;
}

/* Guesses that the session holds and that are not of the answer. */
static size_t pending(const struct generate_engine *e)
{
	return e->guesses ? e->guesses->n - e->guesses->at : 0;
}

bool generate_is_full(const struct generate_engine *e)
{
	return e->held.n - pending(e) >= bitnet_session_n_ctx(e->session);
}

void generate_next_end(struct generate_engine *e)
{
	if (pending(e) == 0)
		return;
	e->held.n -= pending(e);
	bitnet_session_truncate(e->session, (uint32_t)e->held.n);
	e->guesses->n = e->guesses->at;
}

/* Make room: half of what stands behind the ids that stay is dropped. */
static int shift(struct generate_engine *e, uint32_t keep, struct bitnet_error *err)
{
	size_t n = e->held.n, dropped = (n - keep + 1) / 2, rest = n - keep - dropped;
	uint32_t *ids = cli_xmalloc(rest * sizeof(*ids) + 1);
	int status = 0;

	memcpy(ids, e->held.ids + keep + dropped, rest * sizeof(*ids));
	bitnet_session_truncate(e->session, keep);
	e->held.n = keep;
	if (rest)
		status = generate_append(e, ids, rest, err);
	free(ids);
	return status;
}

/* A pass over the id and what may follow it. */
static int pass(struct generate_engine *e, struct generate_guesses *g, uint32_t id, uint64_t most, struct generate_answer *a,
		struct bitnet_error *err)
{
	size_t room = bitnet_session_n_ctx(e->session) - e->held.n - 1, n;
	int status;

	g->ids[0] = id;
	n = bitnet_draft_next(g->draft, g->ids + 1, most < room ? (size_t)most : room);
	g->start = cli_seconds();
	status = generate_append_each(e, g->ids, 1 + n, err);
	g->n = g->at = 0;
	if (status)
		return status;
	g->n = 1 + n;
	g->at = 1;
	a->n_guessed += n;
	return 0;
}

int generate_next(struct generate_engine *e, const struct generate_params *p, uint32_t id, uint64_t most, struct generate_answer *a,
		  struct bitnet_error *err)
{
	struct generate_guesses *g = e->guesses;
	int status = g ? bitnet_draft_accept(g->draft, id, err) : 0;

	/* With the first id sampled behind it, since logits may be computed when they are asked for. */
	if (g && g->start > 0 && g->n > 0) {
		bitnet_draft_timing(g->draft, g->n - 1, cli_seconds() - g->start);
		g->start = 0;
	}
	if (status)
		return status;
	if (g && g->at < g->n && g->ids[g->at] == id) {
		bitnet_session_select(e->session, g->at++);
		a->n_right++;
		return 0;
	}
	generate_next_end(e);
	if (generate_is_full(e)) {
		status = shift(e, p->keep, err);
		if (status)
			return status;
		a->n_shifts++;
	}
	if (g)
		return pass(e, g, id, most, a, err);
	return generate_append(e, &id, 1, err);
}
