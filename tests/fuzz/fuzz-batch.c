/* SPDX-License-Identifier: MIT */
/*
 * A line of bitnet-generate --batch, in both forms: whatever it holds, it becomes a record whose
 * parameters are in range, or an error; both can be answered.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct cli_state cli = { .quiet = true };
struct generate_options generate_opt = { .model.file = "dir/model.gguf" };

enum bitnet_chat_template generate_template(const struct generate_engine *e)
{
	return bitnet_chat_guess(e->tok, "llama");
}

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_record(const struct generate_record *r)
{
	const struct bitnet_sampler_options *s = &r->params.sampler;
	size_t i;

	must(isfinite(s->temperature) && s->temperature >= 0 && s->temperature <= 100);
	must(s->top_p >= 0 && s->top_p <= 1 && s->min_p >= 0 && s->min_p <= 1);
	must(s->repeat_penalty > 0 && s->repeat_penalty <= 100);
	must(r->params.max_tokens <= INT32_MAX && r->params.n_stops <= GENERATE_STOPS_MAX);
	for (i = 0; i < r->params.n_stops; i++)
		must(r->params.stops[i].n > 0);
	must(r->id != NULL);
}

/* The answer "a", an emoji that lacks a byte. */
static struct json_object *answer(const struct generate_record *r, const struct generate_engine *e)
{
	static char text[] = "a\xf0\x9f\x98";
	uint32_t ids[2] = { 0, 1 };
	size_t ends[2] = { 1, 4 };
	struct generate_answer a = { .ids = ids, .ends = ends, .n_ids = 2, .text = text, .n_text = 4, .n_prompt = 1, .n_sampled = 2 };

	return generate_record_answer(r, e, &a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char vocabulary[] =
		"{\"added_tokens\":[{\"id\":4,\"content\":\"<|eot_id|>\",\"special\":true}],"
		"\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":true},"
		"\"decoder\":{\"type\":\"ByteLevel\"},"
		"\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"\\u0120\":2,\"ab\":3},\"merges\":[\"a b\"]}}";
	static struct generate_engine e;
	struct generate_params p = { .max_tokens = 128 };
	struct generate_record r;
	struct bitnet_error err;
	struct json_object *doc;

	if (!e.tok)
		must(bitnet_tok_from_json(&e.tok, vocabulary, sizeof(vocabulary) - 1, &err) == 0);
	bitnet_sampler_options_defaults(&p.sampler);
	memset(&r, 0, sizeof(r));
	if (generate_record_parse(&r, &e, &p, (const char *)data, size, &err) == 0) {
		check_record(&r);
		doc = answer(&r, &e);
	} else {
		must(err.name[0] && err.message[0]);
		doc = generate_record_error(&r, 1, &err);
	}
	must(json_object_to_json_string(doc) != NULL);
	json_object_put(doc);
	generate_record_release(&r);
	return 0;
}
