/* SPDX-License-Identifier: MIT */
/* Answers of bitnet-generate: text or ids while they come, or one JSON object each; facts for -v. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli-json.h"
#include "generate.h"

void generate_out_init(struct generate_out *o, FILE *f, bool lines)
{
	memset(o, 0, sizeof(*o));
	o->f = f;
	o->lines = lines;
}

static void put(struct generate_out *o, const char *s, size_t n)
{
	if (n == 0)
		return;
	fwrite(s, 1, n, o->f);
	o->last = s[n - 1];
}

/* Called when ids or text are final; see generate_emit_fn. */
static void emit(void *arg, const struct generate_answer *a, size_t ids_from, size_t ids_to, size_t text_from,
		 size_t text_to)
{
	struct generate_out *o = arg;
	size_t i;

	if (generate_opt.ids) {
		for (i = ids_from; i < ids_to; i++) {
			char digits[16];
			int n = snprintf(digits, sizeof(digits), "%s%u", i ? " " : "", a->ids[i]);

			put(o, digits, (size_t)n);
		}
	} else {
		put(o, a->text + text_from, text_to - text_from);
	}
	cli_flush(o->f);
}

/* The answers of several sequences are separated by newlines; the first ends when a second one comes. */
static void begin(struct generate_out *o)
{
	if (o->n_answers++ > 0 && o->open) {
		put(o, "\n", 1);
		o->lines = true;
	}
	o->open = false;
}

static void finish(struct generate_out *o)
{
	if (o->lines || generate_opt.ids)
		put(o, "\n", 1);
	else
		o->open = true;
	cli_flush(o->f);
}

void generate_out_end(struct generate_out *o)
{
	if (o->open && o->last != '\n' && o->last != 0 && isatty(fileno(o->f)))
		put(o, "\n", 1);
	cli_flush(o->f);
}

struct json_object *generate_ids_json(const struct generate_answer *a)
{
	struct json_object *v = json_object_new_array_ext((int)a->n_ids);
	size_t i;

	for (i = 0; i < a->n_ids; i++)
		json_object_array_add(v, json_object_new_int64(a->ids[i]));
	return v;
}

struct json_object *generate_text_json(const struct generate_engine *e, const struct generate_answer *a)
{
	return e->tok ? cli_json_bytes(a->n_text ? a->text : "", a->n_text) : NULL;
}

static struct json_object *timings(const struct generate_engine *e, const struct generate_answer *a)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "load_seconds", cli_json_seconds(e->load_seconds));
	json_object_object_add(o, "prompt_seconds", cli_json_seconds(a->prompt_seconds));
	json_object_object_add(o, "generate_seconds", cli_json_seconds(a->generate_seconds));
	json_object_object_add(o, "prompt_tokens_per_second", cli_json_real(cli_rate(a->n_computed, a->prompt_seconds)));
	json_object_object_add(o, "tokens_per_second", cli_json_real(cli_rate(a->n_sampled, a->generate_seconds)));
	return o;
}

static struct json_object *speculation(const struct generate_answer *a)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "drafted", json_object_new_int64((int64_t)a->n_guessed));
	json_object_object_add(o, "accepted", json_object_new_int64((int64_t)a->n_right));
	return o;
}

static struct json_object *document(struct json_object *id)
{
	struct json_object *doc = json_object_new_object();

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.generate/1"));
	if (id)
		json_object_object_add(doc, "id", json_object_get(id));
	return doc;
}

static void write_document(struct generate_out *o, const struct generate_engine *e, const struct generate_params *p,
			   struct json_object *id, const struct generate_answer *a)
{
	struct json_object *doc = document(id);
	struct bitnet_session_info s;

	bitnet_session_info(e->session, &s);
	json_object_object_add(doc, "text", generate_text_json(e, a));
	json_object_object_add(doc, "ids", generate_ids_json(a));
	json_object_object_add(doc, "prompt_tokens", json_object_new_int64((int64_t)a->n_prompt));
	json_object_object_add(doc, "completion_tokens", json_object_new_int64((int64_t)a->n_sampled));
	json_object_object_add(doc, "finish_reason", json_object_new_string(generate_end_name(a->end)));
	json_object_object_add(doc, "seed", cli_json_uint(p->sampler.seed));
	json_object_object_add(doc, "device", json_object_new_string("cpu"));
	json_object_object_add(doc, "cpu_level", json_object_new_string(s.cpu_level));
	json_object_object_add(doc, "threads", json_object_new_int64(s.n_threads));
	if (e->guesses)
		json_object_object_add(doc, "speculation", speculation(a));
	if (p->shift)
		json_object_object_add(doc, "context_shifts", json_object_new_int64((int64_t)a->n_shifts));
	json_object_object_add(doc, "timings", timings(e, a));
	json_object_object_add(doc, "memory", cli_model_memory(e->model, e->session));
	if (generate_opt.tokens || generate_opt.chat)
		cli_json_line(o->f, doc);
	else
		cli_json_write(o->f, doc);
	json_object_put(doc);
	cli_flush(o->f);
}

static void say_facts(const struct generate_engine *e, const struct generate_answer *a)
{
	struct bitnet_session_info s;

	bitnet_session_info(e->session, &s);
	cli_info("prompt: %zu tokens, %zu computed in %.3f s, %.2f tokens/s", a->n_prompt, a->n_computed, a->prompt_seconds,
		 cli_rate(a->n_computed, a->prompt_seconds));
	cli_info("answer: %zu tokens in %.3f s, %.2f tokens/s", a->n_sampled, a->generate_seconds,
		 cli_rate(a->n_sampled, a->generate_seconds));
	if (e->guesses)
		cli_info("speculation: %zu tokens drafted, %zu accepted", a->n_guessed, a->n_right);
	if (a->n_shifts)
		cli_info("context: full %zu time%s, and shifted", a->n_shifts, a->n_shifts == 1 ? "" : "s");
	if (s.n_picks)
		cli_info("head: %llu of %u logits and %llu bytes a token, for %llu tokens", (unsigned long long)(s.n_pick_logits / s.n_picks),
			 bitnet_model_info(e->model)->n_vocab, (unsigned long long)(s.pick_bytes / s.n_picks), (unsigned long long)s.n_picks);
	cli_info("end: %s", generate_end_name(a->end));
	cli_info("memory: %llu bytes at the peak", (unsigned long long)cli_peak_bytes());
}

int generate_out_answer(struct generate_out *o, struct generate_engine *e, const struct bitnet_tokens *prompt,
			const struct generate_params *p, struct json_object *id, struct generate_answer *a,
			struct bitnet_error *err)
{
	int status;

	if (cli.json) {
		status = generate_run(e, prompt, p, NULL, NULL, a, err);
		if (status == 0)
			write_document(o, e, p, id, a);
	} else {
		begin(o);
		status = generate_run(e, prompt, p, emit, o, a, err);
		if (status == 0)
			finish(o);
	}
	if (status)
		return status;
	if (a->end == GENERATE_END_CONTEXT)
		cli_warn("the context of %u tokens is full: the answer is cut", bitnet_session_n_ctx(e->session));
	say_facts(e, a);
	return 0;
}

void generate_out_failed(struct generate_out *o, struct json_object *id, const struct bitnet_error *err)
{
	struct json_object *doc, *what;

	if (!cli.json) {
		finish(o);
		return;
	}
	doc = document(id);
	what = json_object_new_object();
	json_object_object_add(what, "name", json_object_new_string(err->name));
	json_object_object_add(what, "message", cli_json_bytes(err->message, strlen(err->message)));
	json_object_object_add(doc, "error", what);
	cli_json_line(o->f, doc);
	json_object_put(doc);
	cli_flush(o->f);
}
