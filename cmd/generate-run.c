/* SPDX-License-Identifier: MIT */
/* One prompt in, tokens out: see generate-run.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli.h"
#include "generate-run.h"

const char *generate_end_name(enum generate_end end)
{
	static const char *const names[] = { "stop", "eos", "length", "context" };

	return names[end];
}

int generate_error(struct bitnet_error *err, enum bitnet_status status, const char *name, const char *fmt, ...)
{
	va_list ap;

	memset(err, 0, sizeof(*err));
	err->status = status;
	snprintf(err->name, sizeof(err->name), "%s", name);
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	return status;
}

void generate_answer_release(struct generate_answer *a)
{
	free(a->ids);
	free(a->ends);
	free(a->text);
	memset(a, 0, sizeof(*a));
}

static void push_text(struct generate_answer *a, const char *text, size_t n)
{
	if (n > a->cap_text - a->n_text) {
		a->cap_text = 2 * (a->n_text + n) + 256;
		a->text = cli_xrealloc(a->text, a->cap_text);
	}
	if (n)
		memcpy(a->text + a->n_text, text, n);
	a->n_text += n;
}

static void push_id(struct generate_answer *a, uint32_t id, const char *text, size_t n)
{
	if (a->n_ids == a->cap_ids) {
		a->cap_ids = a->cap_ids ? a->cap_ids * 2 : 256;
		a->ids = cli_xrealloc(a->ids, a->cap_ids * sizeof(*a->ids));
		a->ends = cli_xrealloc(a->ends, a->cap_ids * sizeof(*a->ends));
	}
	push_text(a, text, n);
	a->ids[a->n_ids] = id;
	a->ends[a->n_ids++] = a->n_text;
}

/* Where the first stop string begins in the text that ends with n_new new bytes; n_text if there is none. */
static size_t find_stop(const struct generate_answer *a, size_t n_new, const struct generate_params *p)
{
	size_t best = a->n_text, i;

	for (i = 0; i < p->n_stops; i++) {
		const struct generate_stop *s = &p->stops[i];
		size_t old = a->n_text - n_new, from = old >= s->n ? old - s->n + 1 : 0;
		const char *hit = a->n_text > from ? memmem(a->text + from, a->n_text - from, s->s, s->n) : NULL;

		if (hit && (size_t)(hit - a->text) < best)
			best = (size_t)(hit - a->text);
	}
	return best;
}

/* How many bytes at the end of the text may be the beginning of a stop string. */
static size_t may_become_stop(const struct generate_answer *a, const struct generate_params *p)
{
	size_t best = 0, i, k;

	for (i = 0; i < p->n_stops; i++) {
		const struct generate_stop *s = &p->stops[i];

		k = s->n - 1 < a->n_text ? s->n - 1 : a->n_text;
		for (; k > best; k--)
			if (memcmp(a->text + a->n_text - k, s->s, k) == 0)
				best = k;
	}
	return best;
}

/* The part of an answer that was handed to emit. */
struct released {
	size_t ids, text;
	generate_emit_fn *emit;
	void *arg;
};

/* Hand out the text up to `to` and every id whose text ends there or before. */
static void release_up_to(struct released *r, const struct generate_answer *a, size_t to)
{
	size_t ids = r->ids, text = r->text;

	while (r->ids < a->n_ids && a->ends[r->ids] <= to)
		r->ids++;
	if (to > r->text)
		r->text = to;
	if (r->emit && (r->ids > ids || r->text > text))
		r->emit(r->arg, a, ids, r->ids, text, r->text);
}

static void release_safe(struct released *r, const struct generate_answer *a, const struct generate_params *p)
{
	size_t to = a->n_text - may_become_stop(a, p);

	if (to > r->text)
		to -= bitnet_utf8_incomplete(a->text + r->text, to - r->text);
	release_up_to(r, a, to);
}

/* The answer ends with the text at `cut`. */
static void cut_answer(struct generate_answer *a, size_t cut)
{
	while (a->n_ids > 0 && a->ends[a->n_ids - 1] > cut)
		a->n_ids--;
	a->n_text = cut;
}

static bool is_end(const struct generate_engine *e, uint32_t id)
{
	size_t i;

	for (i = 0; i < e->n_ends; i++)
		if (e->ends[i] == id)
			return true;
	return e->tok && bitnet_tok_is_end(e->tok, id);
}

/* The session has the ids, or status says why not. */
static int note(struct generate_engine *e, const uint32_t *ids, size_t n, int status, struct bitnet_error *err)
{
	size_t i;

	for (i = 0; status == 0 && i < n; i++)
		if (bitnet_tokens_push(&e->held, ids[i]) != 0)
			status = generate_error(err, BITNET_E_NOMEM, "out_of_memory", "out of memory for %zu ids", e->held.n);
	if (status) {
		bitnet_session_truncate(e->session, 0);
		e->held.n = 0;
	}
	return status;
}

int generate_append(struct generate_engine *e, const uint32_t *ids, size_t n, struct bitnet_error *err)
{
	uint32_t n_vocab = bitnet_model_info(e->model)->n_vocab;
	int status = e->dump ? generate_dump_eval(e->dump, e->session, ids, n, n_vocab, err) :
			       bitnet_session_eval(e->session, ids, n, NULL, err);

	return note(e, ids, n, status, err);
}

int generate_append_each(struct generate_engine *e, const uint32_t *ids, size_t n, struct bitnet_error *err)
{
	return note(e, ids, n, bitnet_session_eval_each(e->session, ids, n, err), err);
}

/* Make the session hold the prompt and nothing else. */
static int take_prompt(struct generate_engine *e, const struct bitnet_tokens *prompt, struct generate_answer *a,
		       struct bitnet_error *err)
{
	uint32_t n_ctx = bitnet_session_n_ctx(e->session), n_vocab = bitnet_model_info(e->model)->n_vocab;
	size_t same = 0, i;

	if (prompt->n == 0)
		return generate_error(err, BITNET_E_INPUT, "empty_prompt",
				      "the prompt has no ids: a model needs one to start from");
	if (prompt->n > n_ctx)
		return generate_error(err, BITNET_E_LIMIT, "prompt_too_long", "the prompt has %zu ids, the context holds %u",
				      prompt->n, n_ctx);
	for (i = 0; i < prompt->n; i++)
		if (prompt->ids[i] >= n_vocab)
			return generate_error(err, BITNET_E_INPUT, "id_out_of_range",
					      "id %u at position %zu is not below the model's %u", prompt->ids[i], i, n_vocab);
	while (!e->dump && same + 1 < prompt->n && same < e->held.n && e->held.ids[same] == prompt->ids[same])
		same++;
	bitnet_session_truncate(e->session, (uint32_t)same);
	e->held.n = same;
	a->n_prompt = prompt->n;
	a->n_computed = prompt->n - same;
	return generate_append(e, prompt->ids + same, prompt->n - same, err);
}

/* The bytes of an id; an id that pads the embedding stands for none. */
static struct bitnet_str piece_of(struct generate_engine *e, uint32_t id)
{
	struct bitnet_str s = { "", 0 };
	struct bitnet_error err;

	if (e->decoder && bitnet_decoder_push(e->decoder, id, &s, &err) != 0) {
		s = (struct bitnet_str){ "", 0 };
		if (!e->warned_piece)
			cli_warn("the model produced id %u, which the tokenizer does not have: no text for it", id);
		e->warned_piece = true;
	}
	return s;
}

/* The loop: one id after the other until something ends it. */
static int sample(struct generate_engine *e, struct bitnet_sampler *sampler, const struct generate_params *p,
		  struct released *r, struct generate_answer *a, struct bitnet_error *err)
{
	struct bitnet_str s;
	uint32_t id = 0;
	size_t cut;
	int status;

	for (;;) {
		a->end = GENERATE_END_LENGTH;
		if (a->n_sampled >= p->max_tokens)
			break;
		if (a->n_sampled > 0) {
			a->end = GENERATE_END_CONTEXT;
			if (generate_is_full(e) && !p->shift)
				break;
			status = generate_next(e, p, id, p->max_tokens - a->n_sampled - 1, a, err);
			if (status)
				return status;
		}
		id = e->plain ? bitnet_sampler_next(sampler, bitnet_session_logits(e->session)) : bitnet_sampler_pick(sampler, e->session);
		a->end = GENERATE_END_EOS;
		if (!p->ignore_eos && is_end(e, id))
			break;
		bitnet_sampler_accept(sampler, id);
		s = piece_of(e, id);
		push_id(a, id, s.s, s.n);
		a->n_sampled++;
		cut = find_stop(a, s.n, p);
		if (cut < a->n_text) {
			a->end = GENERATE_END_STOP;
			cut_answer(a, cut);
			break;
		}
		release_safe(r, a, p);
	}
	return 0;
}

/* What the decoder kept back until it was known that no id follows: it belongs to the last id. */
static int finish_text(struct generate_engine *e, const struct generate_params *p, struct generate_answer *a,
		       struct bitnet_error *err)
{
	struct bitnet_str s = { "", 0 };
	size_t cut;
	int status;

	if (!e->decoder || !a->n_ids || a->end == GENERATE_END_STOP)
		return 0;
	status = bitnet_decoder_finish(e->decoder, &s, err);
	if (status)
		return status;
	push_text(a, s.s, s.n);
	a->ends[a->n_ids - 1] = a->n_text;
	cut = find_stop(a, s.n, p);
	if (cut < a->n_text) {
		a->end = GENERATE_END_STOP;
		cut_answer(a, cut);
	}
	return 0;
}

static int produce(struct generate_engine *e, struct bitnet_sampler *sampler, const struct generate_params *p,
		   struct released *r, struct generate_answer *a, struct bitnet_error *err)
{
	int status = sample(e, sampler, p, r, a, err);

	generate_next_end(e);
	if (status == 0)
		status = finish_text(e, p, a, err);
	if (status == 0)
		release_up_to(r, a, a->n_text);
	return status;
}

int generate_run(struct generate_engine *e, const struct bitnet_tokens *prompt, const struct generate_params *p,
		 generate_emit_fn *emit, void *arg, struct generate_answer *a, struct bitnet_error *err)
{
	struct released r = { .emit = emit, .arg = arg };
	struct bitnet_sampler *sampler = NULL;
	struct generate_dump *dump = e->dump;
	double start = cli_seconds(), middle;
	size_t i;
	int status;

	a->n_ids = a->n_text = a->n_sampled = a->n_prompt = a->n_computed = a->n_guessed = a->n_right = a->n_shifts = 0;
	a->prompt_seconds = a->generate_seconds = 0;
	status = take_prompt(e, prompt, a, err);
	if (status == 0 && e->guesses)
		status = generate_guesses_begin(e->guesses, prompt, err);
	if (status)
		return status;
	status = bitnet_sampler_new(&sampler, &p->sampler, bitnet_model_info(e->model)->n_vocab, err);
	if (status)
		return status;
	for (i = 0; i < prompt->n; i++)
		bitnet_sampler_accept(sampler, prompt->ids[i]);
	if (e->decoder)
		bitnet_decoder_reset(e->decoder);
	middle = cli_seconds();
	a->prompt_seconds = middle - start;
	e->dump = NULL;         /* rows of the prompt only */
	status = produce(e, sampler, p, &r, a, err);
	e->dump = dump;
	a->generate_seconds = cli_seconds() - middle;
	bitnet_sampler_free(sampler);
	return status;
}
