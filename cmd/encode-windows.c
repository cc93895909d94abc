/* SPDX-License-Identifier: MIT */
/*
 * bitnet-encode --chunk: windows of a text, as Hugging Face tokenizers cuts what is too long: each has at most N ids, the
 * vocabulary's own included, and begins N less those less the overlap ids behind the one before; the last one is the
 * first that reaches the end.
 */
#include "cli.h"
#include "encode-parts.h"

/* What a window is put together in. */
static struct bitnet_tokens window;

static int push(uint32_t id, uint64_t begin, uint64_t end)
{
	if (bitnet_tokens_push(&window, id) != 0)
		return cli_fail_named(CLI_EXIT_UNAVAILABLE, "out_of_memory", NULL, "out of memory for a window of %zu ids", window.n + 1);
	if (window.spans_cap < window.cap) {
		window.spans_cap = window.cap;
		window.begin = cli_xrealloc(window.begin, window.cap * sizeof(*window.begin));
		window.end = cli_xrealloc(window.end, window.cap * sizeof(*window.end));
	}
	window.begin[window.n - 1] = begin;
	window.end[window.n - 1] = end;
	return 0;
}

static int push_added(const uint32_t *ids, size_t n, uint64_t at)
{
	int status = 0;
	size_t i;

	for (i = 0; status == 0 && i < n; i++)
		status = push(ids[i], at, at);
	return status;
}

static int put(const struct encode_item *it, const struct encode_window *w)
{
	int status = encode_out_begin(it, w);

	if (status == 0)
		status = encode_out_ids(window.ids, window.n);
	return status ? status : encode_out_end(&window);
}

int encode_windows(const struct encode_item *it, const struct bitnet_tokens *seq)
{
	const uint32_t *before, *after;
	size_t n_before, n_after, room, step, from = 0, to, i;
	struct encode_window w = { 0, 0, 0 };
	int status = 0;

	bitnet_tok_added_ids(encode_tok, &before, &n_before, &after, &n_after);
	if (encode_opt.no_bos)
		n_before = n_after = 0;
	if (encode_opt.chunk <= n_before + n_after)
		return cli_usage("--chunk: %llu id%s none for the text, of which the vocabulary adds %zu",
				 (unsigned long long)encode_opt.chunk, encode_opt.chunk == 1 ? " leaves" : "s leave", n_before + n_after);
	room = (size_t)encode_opt.chunk - n_before - n_after;
	if (encode_opt.overlap >= room)
		return cli_usage("--overlap: %llu is not less than the %zu ids of the text in a window",
				 (unsigned long long)encode_opt.overlap, room);
	step = room - (size_t)encode_opt.overlap;
	do {
		to = seq->n - from < room ? seq->n : from + room;
		w.begin = from < to ? seq->begin[from] : 0;
		w.end = from < to ? seq->end[to - 1] : 0;
		window.n = 0;
		status = push_added(before, n_before, w.begin);
		for (i = from; status == 0 && i < to; i++)
			status = push(seq->ids[i], seq->begin[i], seq->end[i]);
		if (status == 0)
			status = push_added(after, n_after, w.end);
		if (status == 0)
			status = put(it, &w);
		w.number++;
		from += step;
	} while (status == 0 && to < seq->n);
	return status;
}
