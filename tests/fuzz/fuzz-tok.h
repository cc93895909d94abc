/* SPDX-License-Identifier: MIT */
/* What the fuzz targets of tokenizers share. */
#ifndef BITNET_TESTS_FUZZ_TOK_H
#define BITNET_TESTS_FUZZ_TOK_H

#include <bitnet/tok.h>

#define FUZZ_FN __attribute__((unused)) static

/* A refusal has a name and one line of text. */
FUZZ_FN void fuzz_error(const struct bitnet_error *err)
{
	if (!err->name[0] || !err->message[0] || strchr(err->message, '\n'))
		abort();
}

/*
 * Encode and decode: ids are below n_tokens, spans are in order and inside the text.  With same
 * the decoded bytes must be those of the text.
 */
FUZZ_FN void fuzz_text(const struct bitnet_tok *t, const void *text, size_t n, bool parse, bool same)
{
	struct bitnet_encode_options o = { .parse_special = parse, .spans = true };
	struct bitnet_decoder *d;
	struct bitnet_tokens v, fast;
	struct bitnet_error err;
	struct bitnet_str s;
	uint64_t at = 0;
	size_t i, out = 0;

	bitnet_tokens_init(&v);
	if (bitnet_tok_encode(t, text, n, &o, &v, &err) != 0) {
		/* A normalizer may make a text too long, an expression take too many steps. */
		if (err.status != BITNET_E_LIMIT)
			abort();
		bitnet_tokens_release(&v);
		return;
	}
	if (bitnet_decoder_new(&d, t, false, &err) != 0)
		abort();
	for (i = 0; i < v.n; i++) {
		if (v.ids[i] >= bitnet_tok_info(t)->n_tokens || v.begin[i] < at || v.end[i] < v.begin[i] || v.end[i] > n)
			abort();
		at = v.end[i];
		if (bitnet_decoder_push(d, v.ids[i], &s, &err) != 0)
			abort();
		if (same && (s.n > n - out || memcmp(s.s, (const char *)text + out, s.n) != 0))
			abort();
		out += s.n;
	}
	if (same && out != n)
		abort();
	/* The way without spans is another. */
	o.spans = false;
	bitnet_tokens_init(&fast);
	if (bitnet_tok_encode(t, text, n, &o, &fast, &err) != 0 || fast.n != v.n ||
	    (v.n && memcmp(fast.ids, v.ids, v.n * sizeof(*v.ids)) != 0))
		abort();
	bitnet_tokens_release(&fast);
	bitnet_decoder_free(d);
	bitnet_tokens_release(&v);
}

/* A tokenizer of any origin, with some texts. */
FUZZ_FN void fuzz_use(const struct bitnet_tok *t, const uint8_t *data, size_t n)
{
	static const char text[] = "hello world, hell or  \n\xc3\xa9\xff<s>hello<tool> 123 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa <left> x";
	struct bitnet_error err;
	char hex[65];

	fuzz_text(t, text, sizeof(text) - 1, true, false);
	fuzz_text(t, text, sizeof(text) - 1, false, false);
	fuzz_text(t, data, n, true, false);
	if (bitnet_tok_fingerprint(t, hex, &err) != 0 || bitnet_tok_find(t, "hello", 5) >= bitnet_tok_info(t)->n_tokens)
		abort();
}

#endif
