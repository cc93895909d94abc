/* SPDX-License-Identifier: MIT */
/*
 * The two forms of a batch line, in and out: ours ({"id", "prompt", ...}), and the one of OpenAI's
 * batch files ({"custom_id", "body": {"prompt" or "messages", ...}}).
 */
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bitnet/text.h>

#include "cli-json.h"
#include "generate.h"

#define INPUT BITNET_E_INPUT

static struct json_object *member(struct json_object *o, const char *key)
{
	struct json_object *v;

	return json_object_object_get_ex(o, key, &v) ? v : NULL;
}

/* An integer lo..hi; absent or null leaves *out alone.  Large ones may be strings of digits. */
static int get_uint(struct json_object *o, const char *key, uint64_t lo, uint64_t hi, uint64_t *out, struct bitnet_error *err)
{
	struct json_object *v = member(o, key);
	uint64_t got;

	if (!v)
		return 0;
	if (json_object_is_type(v, json_type_string) && cli_number(json_object_get_string(v), lo, hi, &got)) {
		*out = got;
		return 0;
	}
	if (!json_object_is_type(v, json_type_int) || json_object_get_int64(v) < 0)
		return generate_error(err, INPUT, "bad_parameter", "'%s' is not an integer from %" PRIu64 " to %" PRIu64, key, lo, hi);
	got = json_object_get_uint64(v);
	/* json-c gives the largest number for what lies above. */
	if (got < lo || got > hi || got == UINT64_MAX)
		return generate_error(err, INPUT, "bad_parameter", "'%s' is not an integer from %" PRIu64 " to %" PRIu64, key, lo, hi);
	*out = got;
	return 0;
}

static int get_real(struct json_object *o, const char *key, double lo, double hi, float *out, struct bitnet_error *err)
{
	struct json_object *v = member(o, key);
	double got;

	if (!v)
		return 0;
	got = json_object_get_double(v);
	if ((!json_object_is_type(v, json_type_double) && !json_object_is_type(v, json_type_int)) || !isfinite(got) ||
	    got < lo || got > hi)
		return generate_error(err, INPUT, "bad_parameter", "'%s' is not a number from %g to %g", key, lo, hi);
	*out = (float)got;
	return 0;
}

static int get_bool(struct json_object *o, const char *key, bool *out, struct bitnet_error *err)
{
	struct json_object *v = member(o, key);

	if (!v)
		return 0;
	if (!json_object_is_type(v, json_type_boolean))
		return generate_error(err, INPUT, "bad_parameter", "'%s' is not true or false", key);
	*out = json_object_get_boolean(v);
	return 0;
}

static int add_stop(struct generate_record *r, struct json_object *s, struct bitnet_error *err)
{
	if (!json_object_is_type(s, json_type_string) || json_object_get_string_len(s) == 0)
		return generate_error(err, INPUT, "bad_parameter", "'stop' is not a text or a list of texts, none of them empty");
	if (r->params.n_stops == GENERATE_STOPS_MAX)
		return generate_error(err, INPUT, "bad_parameter", "'stop' has more than %d texts", GENERATE_STOPS_MAX);
	r->stops[r->params.n_stops++] = (struct generate_stop){ json_object_get_string(s),
								(size_t)json_object_get_string_len(s) };
	return 0;
}

static int get_stops(struct generate_record *r, struct bitnet_error *err)
{
	struct json_object *v = member(r->body, "stop");
	size_t i;
	int status = 0;

	if (!v)
		return 0;
	r->params.stops = r->stops;
	r->params.n_stops = 0;
	if (!json_object_is_type(v, json_type_array))
		return add_stop(r, v, err);
	for (i = 0; status == 0 && i < json_object_array_length(v); i++)
		status = add_stop(r, json_object_array_get_idx(v, i), err);
	return status;
}

/* FNV-1a over the id as JSON. */
static uint64_t hash_id(struct json_object *id)
{
	const char *s = json_object_to_json_string_ext(id, JSON_C_TO_STRING_PLAIN);
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h;
}

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static int get_params(struct generate_record *r, const struct generate_engine *e, struct bitnet_error *err)
{
	struct bitnet_sampler_options *s = &r->params.sampler;
	uint64_t top_k = s->top_k;
	int status;

	/* From the id, never from the place in the file: a record has the same answer in any shard. */
	s->seed = mix(e->seed ^ mix(hash_id(r->id))) >> 11;
	if ((status = get_uint(r->body, "max_tokens", 0, INT32_MAX, &r->params.max_tokens, err)) != 0 ||
	    (status = get_uint(r->body, "max_completion_tokens", 0, INT32_MAX, &r->params.max_tokens, err)) != 0 ||
	    (status = get_uint(r->body, "seed", 0, UINT64_MAX - 1, &s->seed, err)) != 0 ||
	    (status = get_uint(r->body, "top_k", 0, INT32_MAX, &top_k, err)) != 0 ||
	    (status = get_real(r->body, "temperature", 0, 100, &s->temperature, err)) != 0 ||
	    (status = get_real(r->body, "top_p", 0, 1, &s->top_p, err)) != 0 ||
	    (status = get_real(r->body, "min_p", 0, 1, &s->min_p, err)) != 0 ||
	    (status = get_real(r->body, "repeat_penalty", 0.01, 100, &s->repeat_penalty, err)) != 0 ||
	    (status = get_bool(r->body, "ignore_eos", &r->params.ignore_eos, err)) != 0)
		return status;
	s->top_k = (uint32_t)top_k;
	return get_stops(r, err);
}

static bool is_plain(struct json_object *v, const char *key)
{
	struct json_object *type;

	if (strcmp(key, "n") == 0 || strcmp(key, "best_of") == 0)
		return json_object_is_type(v, json_type_int) && json_object_get_int64(v) == 1;
	if (strcmp(key, "response_format") == 0)
		return json_object_is_type(v, json_type_object) && json_object_object_get_ex(v, "type", &type) &&
		       json_object_is_type(type, json_type_string) && strcmp(json_object_get_string(type), "text") == 0;
	switch (json_object_get_type(v)) {
	case json_type_boolean:
		return !json_object_get_boolean(v);
	case json_type_int:
	case json_type_double:
		return json_object_get_double(v) == 0;
	case json_type_array:
		return json_object_array_length(v) == 0;
	case json_type_object:
		return json_object_object_length(v) == 0;
	case json_type_string:
		return json_object_get_string_len(v) == 0;
	default:
		return true;
	}
}

/* Parameters that would change the answer and that we do not have: an error unless they say what we do anyway. */
static int refuse_unknown(struct json_object *body, struct bitnet_error *err)
{
	static const char *const keys[] = {
		"n", "best_of", "stream", "logprobs", "top_logprobs", "echo", "suffix", "tools", "functions", "logit_bias",
		"response_format", "presence_penalty", "frequency_penalty"
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct json_object *v = member(body, keys[i]);

		if (v && !is_plain(v, keys[i]))
			return generate_error(err, BITNET_E_UNSUPPORTED, "unsupported_parameter", "'%s' is not supported", keys[i]);
	}
	return 0;
}

static int push_ids(struct generate_record *r, struct json_object *ids, struct bitnet_error *err)
{
	size_t n = json_object_array_length(ids), i;

	for (i = 0; i < n; i++) {
		struct json_object *v = json_object_array_get_idx(ids, i);

		if (!json_object_is_type(v, json_type_int) || json_object_get_int64(v) < 0 || json_object_get_int64(v) > UINT32_MAX)
			return generate_error(err, INPUT, "bad_prompt", "'prompt': element %zu is not a token id", i);
		if (bitnet_tokens_push(&r->prompt, (uint32_t)json_object_get_int64(v)) != 0)
			return generate_error(err, BITNET_E_NOMEM, "out_of_memory", "out of memory for %zu ids", n);
	}
	return 0;
}

static int get_prompt(struct generate_record *r, struct generate_engine *e, struct bitnet_error *err)
{
	struct json_object *prompt = member(r->body, "prompt"), *messages = member(r->body, "messages");
	struct bitnet_encode_options o = { .add_special = true };
	struct generate_messages m;
	int status;

	if ((prompt != NULL) == (messages != NULL))
		return generate_error(err, INPUT, "bad_prompt", prompt ? "both 'prompt' and 'messages' are given" :
				      "neither 'prompt' nor 'messages' is given");
	r->chat = messages != NULL;
	if (json_object_is_type(prompt, json_type_array))
		return push_ids(r, prompt, err);
	if (prompt && !json_object_is_type(prompt, json_type_string))
		return generate_error(err, INPUT, "bad_prompt", "'prompt' is neither a text nor a list of ids");
	if (prompt)
		return bitnet_tok_encode(e->tok, json_object_get_string(prompt), (size_t)json_object_get_string_len(prompt), &o,
					 &r->prompt, err);
	status = generate_messages_parse(&m, messages, err);
	if (status)
		return status;
	status = bitnet_chat_encode(e->tok, generate_template(e), m.v, m.n, true, true, &r->prompt, err);
	generate_messages_release(&m);
	return status;
}

static int check_url(struct generate_record *r, struct bitnet_error *err)
{
	struct json_object *url = member(r->line, "url"), *method = member(r->line, "method");
	const char *want = r->chat ? "/v1/chat/completions" : "/v1/completions";

	if (method && (!json_object_is_type(method, json_type_string) || strcmp(json_object_get_string(method), "POST") != 0))
		return generate_error(err, INPUT, "bad_record", "'method' is not \"POST\"");
	if (url && (!json_object_is_type(url, json_type_string) || strcmp(json_object_get_string(url), want) != 0))
		return generate_error(err, INPUT, "bad_record", "'url' is not \"%s\", which the body asks for", want);
	return 0;
}

static int get_id(struct generate_record *r, struct bitnet_error *err)
{
	const char *key = r->openai ? "custom_id" : "id";
	struct json_object *id = member(r->line, key);

	if (!id)
		return generate_error(err, INPUT, "bad_record", "'%s' is missing", key);
	if (!json_object_is_type(id, json_type_string) && (r->openai || !json_object_is_type(id, json_type_int)))
		return generate_error(err, INPUT, "bad_record", "'%s' is not a string%s", key, r->openai ? "" : " or an integer");
	/* json-c gives the nearest number that fits. */
	if (json_object_is_type(id, json_type_int) && (json_object_get_int64(id) == INT64_MAX || json_object_get_int64(id) == INT64_MIN))
		return generate_error(err, INPUT, "bad_record", "'id' is not below 2^63: a string may have more digits");
	r->id = id;
	return 0;
}

int generate_record_parse(struct generate_record *r, struct generate_engine *e, const struct generate_params *defaults,
			  const char *s, size_t n, struct bitnet_error *err)
{
	int status;

	bitnet_tokens_init(&r->prompt);
	r->params = *defaults;
	r->line = generate_json_parse(s, n, err);
	if (!r->line)
		return err->status;
	if (!json_object_is_type(r->line, json_type_object))
		return generate_error(err, INPUT, "bad_record", "the line is not a JSON object");
	r->openai = member(r->line, "custom_id") || member(r->line, "body");
	status = get_id(r, err);
	if (status)
		return status;
	r->body = r->openai ? member(r->line, "body") : r->line;
	if (!json_object_is_type(r->body, json_type_object))
		return generate_error(err, INPUT, "bad_record", "'body' is not an object");
	if ((status = refuse_unknown(r->body, err)) != 0 || (status = get_params(r, e, err)) != 0 ||
	    (status = get_prompt(r, e, err)) != 0)
		return status;
	return r->openai ? check_url(r, err) : 0;
}

void generate_record_release(struct generate_record *r)
{
	json_object_put(r->line);
	bitnet_tokens_release(&r->prompt);
	memset(r, 0, sizeof(*r));
}

static struct json_object *usage(const struct generate_answer *a)
{
	struct json_object *u = json_object_new_object();

	json_object_object_add(u, "prompt_tokens", json_object_new_int64((int64_t)a->n_prompt));
	json_object_object_add(u, "completion_tokens", json_object_new_int64((int64_t)a->n_sampled));
	json_object_object_add(u, "total_tokens", json_object_new_int64((int64_t)(a->n_prompt + a->n_sampled)));
	return u;
}

/* A string in any case, as OpenAI's form wants it: what is no UTF-8 becomes U+FFFD. */
static struct json_object *text_string(const struct generate_answer *a)
{
	struct json_object *o;
	char *s = cli_xmalloc(3 * a->n_text + 4);
	size_t n = 0, i = 0;
	uint32_t cp;

	while (i < a->n_text) {
		size_t k = bitnet_utf8_decode(a->text + i, a->n_text - i, &cp);

		n += bitnet_utf8_encode(k ? cp : 0xfffd, s + n);
		i += k ? k : 1;
	}
	o = json_object_new_string_len(s, (int)n);
	free(s);
	return o;
}

static struct json_object *choice(const struct generate_record *r, const struct generate_answer *a)
{
	bool length = a->end == GENERATE_END_LENGTH || a->end == GENERATE_END_CONTEXT;
	struct json_object *c = json_object_new_object(), *m;

	json_object_object_add(c, "index", json_object_new_int(0));
	if (r->chat) {
		m = json_object_new_object();
		json_object_object_add(m, "role", json_object_new_string("assistant"));
		json_object_object_add(m, "content", text_string(a));
		json_object_object_add(c, "message", m);
	} else {
		json_object_object_add(c, "text", text_string(a));
	}
	json_object_object_add(c, "logprobs", NULL);
	json_object_object_add(c, "finish_reason", json_object_new_string(length ? "length" : "stop"));
	return c;
}

static struct json_object *named(const char *prefix, struct json_object *id)
{
	char s[64];

	snprintf(s, sizeof(s), "%s%016" PRIx64, prefix, id ? mix(hash_id(id)) : 0);
	return json_object_new_string(s);
}

static const char *model_name(void)
{
	const char *slash = strrchr(generate_opt.model.file, '/');

	return slash ? slash + 1 : generate_opt.model.file;
}

static struct json_object *openai_body(const struct generate_record *r, const struct generate_answer *a)
{
	struct json_object *b = json_object_new_object(), *choices = json_object_new_array(), *model = member(r->body, "model");
	const char *name = model_name();

	json_object_object_add(b, "id", named(r->chat ? "chatcmpl-" : "cmpl-", r->id));
	json_object_object_add(b, "object", json_object_new_string(r->chat ? "chat.completion" : "text_completion"));
	json_object_object_add(b, "created", json_object_new_int64(time(NULL)));
	json_object_object_add(b, "model", json_object_is_type(model, json_type_string) ? json_object_get(model) :
			       cli_json_bytes(name, strlen(name)));
	json_object_array_add(choices, choice(r, a));
	json_object_object_add(b, "choices", choices);
	json_object_object_add(b, "usage", usage(a));
	json_object_object_add(b, "seed", cli_json_uint(r->params.sampler.seed));
	return b;
}

struct json_object *generate_record_answer(const struct generate_record *r, const struct generate_engine *e,
					   const struct generate_answer *a)
{
	struct json_object *doc = json_object_new_object(), *response;

	if (!r->openai) {
		json_object_object_add(doc, "id", json_object_get(r->id));
		if (generate_opt.ids)
			json_object_object_add(doc, "ids", generate_ids_json(a));
		else
			json_object_object_add(doc, "text", generate_text_json(e, a));
		json_object_object_add(doc, "finish_reason", json_object_new_string(generate_end_name(a->end)));
		json_object_object_add(doc, "usage", usage(a));
		json_object_object_add(doc, "seed", cli_json_uint(r->params.sampler.seed));
		return doc;
	}
	json_object_object_add(doc, "id", named("batch_req_", r->id));
	json_object_object_add(doc, "custom_id", json_object_get(r->id));
	response = json_object_new_object();
	json_object_object_add(response, "status_code", json_object_new_int(200));
	json_object_object_add(response, "request_id", named("req_", r->id));
	json_object_object_add(response, "body", openai_body(r, a));
	json_object_object_add(doc, "response", response);
	json_object_object_add(doc, "error", NULL);
	return doc;
}

struct json_object *generate_record_error(const struct generate_record *r, unsigned long long line,
					  const struct bitnet_error *err)
{
	struct json_object *doc = json_object_new_object(), *what = json_object_new_object();
	struct json_object *message = cli_json_bytes(err->message, strlen(err->message));

	if (r->openai) {
		json_object_object_add(doc, "id", named("batch_req_", r->id));
		json_object_object_add(doc, "custom_id", json_object_get(r->id));
		json_object_object_add(doc, "response", NULL);
		json_object_object_add(what, "code", json_object_new_string(err->name));
	} else {
		json_object_object_add(doc, "id", json_object_get(r->id));
		json_object_object_add(what, "name", json_object_new_string(err->name));
	}
	json_object_object_add(what, "message", message);
	json_object_object_add(what, "line", json_object_new_int64((int64_t)line));
	json_object_object_add(doc, "error", what);
	return doc;
}
