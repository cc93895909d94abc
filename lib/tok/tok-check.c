/* SPDX-License-Identifier: MIT */
/* What the tokenizer keys of a GGUF get wrong. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-int.h"

#define KEY "tokenizer.ggml."

struct check {
	const struct bitnet_gguf *g;
	bitnet_report_fn *report;
	void *arg;
	uint64_t n_tokens;
	bool stop;
};

static void BITNET_PRINTF(5, 6) found(struct check *c, bool fatal, const char *name, const char *subject,
				      const char *fmt, ...)
{
	char message[256];
	struct bitnet_finding f = { fatal, name, subject, message };
	va_list ap;

	if (c->stop)
		return;
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	c->stop = c->report(c->arg, &f) != 0;
}

static bool is_int(unsigned type)
{
	return type <= BITNET_VALUE_I32 || type == BITNET_VALUE_U64 || type == BITNET_VALUE_I64;
}

/* An array of one of two element types and, unless `length` is 0, of this length. */
static const struct bitnet_kv *check_array(struct check *c, const char *key, unsigned type, unsigned or_type,
					   uint64_t length)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(c->g, key);

	if (!kv)
		return NULL;
	if (kv->type != BITNET_VALUE_ARRAY) {
		found(c, true, "tok_wrong_type", key, "is of type %s, must be an array of %s",
		      bitnet_value_type_name(kv->type), bitnet_value_type_name(type));
		return NULL;
	}
	if (kv->elem_type != type && kv->elem_type != or_type) {
		found(c, true, "tok_wrong_type", key, "is an array of %s, must be of %s",
		      bitnet_value_type_name(kv->elem_type), bitnet_value_type_name(type));
		return NULL;
	}
	if (length && kv->count != length) {
		found(c, true, "tok_array_length", key, "has %llu elements for %llu tokens",
		      (unsigned long long)kv->count, (unsigned long long)length);
		return NULL;
	}
	return kv;
}

static void check_bytes(struct check *c, const struct bitnet_kv *tokens, const struct bitnet_kv *types)
{
	struct bitnet_str s;
	uint64_t pos = 0, id;

	for (id = 0; bitnet_kv_next_str(tokens, &pos, &s); id++) {
		char shown[64];

		if (bitnet_kv_elem_i64(types, id) != BITNET_TOKEN_BYTE || bitnet_byte_token(s.s, s.n) >= 0)
			continue;
		found(c, true, "tok_byte_token", KEY "tokens", "byte token %llu is '%s', must be <0xHH> with two hexadecimal digits",
		      (unsigned long long)id, bitnet_text_escape(shown, sizeof(shown), s.s, s.n));
		return;
	}
}

static void check_types(struct check *c, const struct bitnet_kv *types)
{
	uint64_t id;

	for (id = 0; id < types->count; id++) {
		int64_t type = bitnet_kv_elem_i64(types, id);

		if (type < 0 || type > BITNET_TOKEN_BYTE) {
			found(c, true, "tok_token_type", KEY "token_type", "type %lld of token %llu is not between 1 and 6",
			      (long long)type, (unsigned long long)id);
			return;
		}
	}
}

static void check_bool(struct check *c, const char *key)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(c->g, key);

	if (kv && kv->type != BITNET_VALUE_BOOL)
		found(c, true, "tok_wrong_type", key, "is of type %s, must be bool", bitnet_value_type_name(kv->type));
}

static void check_id(struct check *c, const char *key, int64_t fallback)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(c->g, key);
	int64_t id = fallback;

	if (kv) {
		if (!is_int(kv->type)) {
			found(c, true, "tok_wrong_type", key, "is of type %s, must be an integer",
			      bitnet_value_type_name(kv->type));
			return;
		}
		id = bitnet_kv_i64(kv);
		/* Converters write -1, also as u32, for a token that a model does not have. */
		if (id == -1 || (kv->type == BITNET_VALUE_U32 && id == UINT32_MAX))
			return;
		if (id < 0 || (uint64_t)id >= c->n_tokens)
			found(c, true, "tok_special_id", key, "is %lld, vocabulary has %llu tokens", (long long)id,
			      (unsigned long long)c->n_tokens);
	} else if (fallback >= 0 && (uint64_t)fallback >= c->n_tokens) {
		found(c, true, "tok_special_id", key, "is missing, its default is %lld, vocabulary has %llu tokens",
		      (long long)fallback, (unsigned long long)c->n_tokens);
	}
}

static void check_ids(struct check *c, struct bitnet_str model)
{
	static const struct {
		const char *key;
		int64_t llama, gpt2, bert, t5;
	} ids[] = {
		{ KEY "bos_token_id", 1, 11, 101, -1 }, { KEY "eos_token_id", 2, 11, -1, 1 },
		{ KEY "unknown_token_id", 0, -1, 100, 2 }, { KEY "seperator_token_id", -1, -1, 102, -1 },
		{ KEY "padding_token_id", -1, -1, 0, -1 }, { KEY "mask_token_id", -1, -1, 103, -1 },
		{ KEY "cls_token_id", -1, -1, -1, -1 }, { KEY "eot_token_id", -1, -1, -1, -1 },
		{ KEY "eom_token_id", -1, -1, -1, -1 }
	};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		int64_t id = -1;

		if (model.n == 5 && memcmp(model.s, "llama", 5) == 0)
			id = ids[i].llama;
		else if (model.n == 4 && memcmp(model.s, "gpt2", 4) == 0)
			id = ids[i].gpt2;
		else if (model.n == 4 && memcmp(model.s, "bert", 4) == 0)
			id = ids[i].bert;
		else if (model.n == 2 && memcmp(model.s, "t5", 2) == 0)
			id = ids[i].t5;
		check_id(c, ids[i].key, id);
	}
}

static void check_all(struct check *c)
{
	const struct bitnet_kv *model = bitnet_gguf_kv(c->g, KEY "model"), *tokens, *types;
	const struct bitnet_kv *pre = bitnet_gguf_kv(c->g, KEY "pre");
	const struct bitnet_tensor *embd = bitnet_gguf_tensor(c->g, "token_embd.weight");

	if (model && model->type != BITNET_VALUE_STRING) {
		found(c, true, "tok_wrong_type", KEY "model", "is of type %s, must be string",
		      bitnet_value_type_name(model->type));
		return;
	}
	if (pre && pre->type != BITNET_VALUE_STRING)
		found(c, true, "tok_wrong_type", KEY "pre", "is of type %s, must be string",
		      bitnet_value_type_name(pre->type));
	tokens = check_array(c, KEY "tokens", BITNET_VALUE_STRING, BITNET_VALUE_STRING, 0);
	if (!tokens)
		return;
	c->n_tokens = tokens->count;
	if (!tokens->count)
		found(c, true, "tok_no_tokens", KEY "tokens", "is empty");
	if (embd && embd->n_dims >= 2 && embd->ne[1] != tokens->count)
		found(c, true, "tok_rows", KEY "tokens", "has %llu elements, token_embd.weight has %llu rows",
		      (unsigned long long)tokens->count, (unsigned long long)embd->ne[1]);
	check_array(c, KEY "scores", BITNET_VALUE_F32, BITNET_VALUE_F32, tokens->count);
	check_array(c, KEY "merges", BITNET_VALUE_STRING, BITNET_VALUE_STRING, 0);
	check_array(c, KEY "precompiled_charsmap", BITNET_VALUE_U8, BITNET_VALUE_I8, 0);
	types = check_array(c, KEY "token_type", BITNET_VALUE_I32, BITNET_VALUE_U32, tokens->count);
	if (types) {
		check_types(c, types);
		check_bytes(c, tokens, types);
	}
	check_bool(c, KEY "add_bos_token");
	check_bool(c, KEY "add_eos_token");
	check_bool(c, KEY "add_space_prefix");
	check_bool(c, KEY "remove_extra_whitespaces");
	check_bool(c, KEY "add_sep_token");
	if (model && tokens->count)
		check_ids(c, model->str);
}

int bitnet_tok_check(const struct bitnet_gguf *g, bitnet_report_fn *report, void *arg, struct bitnet_error *err)
{
	struct check c = { .g = g, .report = report, .arg = arg };

	check_all(&c);
	return c.stop ? bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "the check was stopped") : 0;
}

static int first_fatal(void *arg, const struct bitnet_finding *f)
{
	struct bitnet_error *e = arg;

	if (!f->fatal)
		return 0;
	bitnet_error_set(e, BITNET_E_INPUT, f->name, "key '%s' %s", f->subject, f->message);
	return 1;
}

int bitnet_tok_validate(const struct bitnet_gguf *g, struct bitnet_error *err)
{
	struct bitnet_error first = { .status = BITNET_OK };

	bitnet_tok_check(g, first_fatal, &first, NULL);
	if (first.status == BITNET_OK)
		return 0;
	if (err)
		*err = first;
	return first.status;
}
