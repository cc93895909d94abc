/* SPDX-License-Identifier: MIT */
/*
 * A tokenizer that belongs to no model: id N is the byte N.  It lets a model be run and a pipe be tried where no
 * tokenizer can be had; what comes out means nothing.
 */
#include <string.h>

#include "base/error-set.h"
#include "discover/search.h"
#include "tok/tok-vocab.h"

enum { BYTES = 256 };

int bitnet_discover_mock_tok(struct bitnet_tok **out, struct bitnet_error *err)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	char c[4];
	int i, rc;

	bitnet_buf_str(&text, "{\"model\":{\"type\":\"BPE\",\"vocab\":{");
	for (i = 0; i < BYTES; i++) {
		size_t n = bitnet_alphabet_encode((unsigned char)i, c);

		bitnet_buf_printf(&text, "%s\"%s%.*s\":%d", i ? "," : "", *c == '"' || *c == '\\' ? "\\" : "", (int)n, c, i);
	}
	bitnet_buf_str(&text, "},\"merges\":[]},\"added_tokens\":[],\"normalizer\":null,\"post_processor\":null,"
		       "\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":false,\"use_regex\":false},"
		       "\"decoder\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":false,\"use_regex\":false}}");
	rc = text.failed ? bitnet_error_nomem(err, text.n) : bitnet_tok_from_json(out, text.s, text.n, err);
	bitnet_buf_release(&text);
	return rc;
}

static int reject(struct bitnet_search *s, const char *why, struct bitnet_error *err)
{
	return bitnet_discover_add(s, BITNET_STRATEGY_MOCK, NULL, NULL, BITNET_CANDIDATE_REJECTED, err, "a mock tokenizer: %s", why);
}

int bitnet_discover_mock(struct bitnet_search *s, struct bitnet_error *err)
{
	struct bitnet_verdict v = { .match = BITNET_MATCH_UNKNOWN, .reason = "a mock tokenizer, as was allowed: ids are bytes" };
	struct bitnet_tok *t;
	int rc;

	if (s->chosen || !s->o->mock)
		return 0;
	if (s->o->strict)
		return reject(s, "not used (strict mode)", err);
	if (s->d->vocab_size >= 0 && s->d->vocab_size < BYTES)
		return reject(s, "it needs 256 ids, and the model has fewer", err);
	rc = bitnet_discover_mock_tok(&t, err);
	if (rc)
		return rc;
	rc = bitnet_discover_warn(s, err, "mock tokenizer: ids are bytes, and mean nothing to the model");
	if (rc) {
		bitnet_tok_free(t);
		return rc;
	}
	return bitnet_discover_choose(s, BITNET_STRATEGY_MOCK, NULL, t, &v, err);
}
