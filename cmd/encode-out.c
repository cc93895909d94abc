/* SPDX-License-Identifier: MIT */
/* What bitnet-encode writes: ids of a sequence as they come, in each of its forms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli-in.h"
#include "cli-json.h"
#include "cli.h"
#include "encode-parts.h"

#define NUMBER_MAX 24

static struct {
	FILE *f;
	unsigned width;                 /* of raw ids, else 0 */
	char between;                   /* numbers; 0: they are not written */
	bool shards;
	uint64_t n;                     /* ids of the sequence that is written */
} out;

/* What is made of ids before it is written. */
static struct encode_bytes made;

/* Ids that are made ready at once. */
#define AT_ONCE ((size_t)16 << 10)

/* The four digits of each number below 10000, the first in the low byte. */
static uint32_t quads[10000];

static void make_quads(void)
{
	uint32_t i;

	for (i = 0; i < 10000; i++)
		quads[i] = i / 1000 | i / 100 % 10 << 8 | i / 10 % 10 << 16 | i % 10 << 24;
}

/* The first n of 8 bytes at least are in x, from the low one on; 8 are written. */
static inline char *put_bytes(char *to, uint64_t x, unsigned n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	memcpy(to, &x, 8);
	return to + n;
}

/*
 * A byte that separates it from the number before, and its digits: no branch for their number, which nobody could foretell;
 * 9 bytes are written, or what the longest takes.
 */
static inline char *put_id(char *to, char between, uint32_t v)
{
	const uint64_t zeros = 0x3030303030303030u;
	uint64_t x;
	unsigned skip;

	*to++ = between;
	if (__builtin_expect(v >= 100000000, 0)) {
		x = quads[v / 100000000];
		skip = (unsigned)__builtin_ctzll(x) / 8;
		to = put_bytes(to, (x | (uint32_t)zeros) >> 8 * skip, 4 - skip);
		v %= 100000000;
		return put_bytes(to, (quads[v / 10000] | (uint64_t)quads[v % 10000] << 32) | zeros, 8);
	}
	x = quads[v / 10000] | (uint64_t)quads[v % 10000] << 32;
	skip = (unsigned)__builtin_ctzll(x | 1ull << 56) / 8;
	return put_bytes(to, (x | zeros) >> 8 * skip, 8 - skip);
}

static void put_number(uint64_t v)
{
	char digits[NUMBER_MAX], *end = digits + sizeof(digits), *p = end;

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	fwrite_unlocked(p, 1, (size_t)(end - p), out.f);
}

static void put_text(const char *s)
{
	fwrite_unlocked(s, 1, strlen(s), out.f);
}

static void put_json(struct json_object *v)
{
	put_text(json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(v);
}

int encode_out_open(void)
{
	unsigned width = encode_opt.format == ENCODE_U16 ? 2 : encode_opt.format == ENCODE_U32 ? 4 : 0;

	out.width = width;
	out.between = encode_opt.format == ENCODE_JSONL ? ',' : encode_opt.count ? 0 : ' ';
	out.shards = encode_opt.shard_given;
	if (out.shards)
		return encode_shards_open(encode_opt.output, width, encode_opt.shard_size);
	out.f = cli_out_open(encode_opt.output);
	cli_wide_pipe(fileno(out.f));
	if (width) {
		/* What is written at once is long, and goes out as it is. */
		setvbuf(out.f, NULL, _IONBF, 0);
		return cli_out_binary(out.f);
	}
	make_quads();
	return 0;
}

int encode_out_begin(const struct encode_item *it, const struct encode_window *w)
{
	out.n = 0;
	if (out.shards)
		return encode_shards_begin();
	if (encode_opt.format != ENCODE_JSONL)
		return 0;
	if (it->prefix)
		fwrite_unlocked(it->prefix, 1, it->prefix_n, out.f);
	else
		putc_unlocked('{', out.f);
	if (it->file) {
		put_text("\"file\":");
		put_json(cli_json_bytes(it->file, strlen(it->file)));
		putc_unlocked(',', out.f);
	}
	if (w) {
		put_text("\"chunk\":");
		put_number(w->number);
		put_text(",\"begin\":");
		put_number(w->begin);
		put_text(",\"end\":");
		put_number(w->end);
		putc_unlocked(',', out.f);
	}
	put_text("\"ids\":[");
	return 0;
}

static bool as_in_memory(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* Little-endian whatever the machine. */
static char *raw(char *to, const uint32_t *ids, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t id = ids[i];

		*to++ = (char)id;
		*to++ = (char)(id >> 8);
		if (out.width == 2)
			continue;
		*to++ = (char)(id >> 16);
		*to++ = (char)(id >> 24);
	}
	return to;
}

void encode_out_make(struct encode_bytes *b, const uint32_t *ids, size_t n)
{
	size_t most = n * (out.width ? out.width : NUMBER_MAX / 2) + NUMBER_MAX, i;
	char *to;

	b->n = 0;
	b->n_ids = n;
	if (!out.width && !out.between)
		return;
	if (out.width == sizeof(*ids) && as_in_memory()) {
		b->at = (const char *)ids;
		b->n = n * sizeof(*ids);
		return;
	}
	if (b->cap < most) {
		free(b->s);
		b->s = cli_xmalloc(most + most / 2);
		b->cap = most + most / 2;
	}
	b->at = to = b->s;
	if (out.width)
		to = raw(to, ids, n);
	else
		for (i = 0; i < n; i++)
			to = put_id(to, out.between, ids[i]);
	b->n = (size_t)(to - b->s);
}

int encode_out_made(const struct encode_bytes *b)
{
	size_t skip = !out.width && !out.n && b->n ? 1 : 0;

	out.n += b->n_ids;
	if (out.shards)
		return encode_shards_write(b->at, b->n_ids);
	if (b->n)
		fwrite_unlocked(b->at + skip, 1, b->n - skip, out.f);
	return 0;
}

int encode_out_ids(const uint32_t *ids, size_t n)
{
	size_t some;
	int status = 0;

	for (; n && status == 0; n -= some, ids += some) {
		some = n < AT_ONCE ? n : AT_ONCE;
		encode_out_make(&made, ids, some);
		status = encode_out_made(&made);
	}
	return status;
}

static void put_pieces(const struct bitnet_tokens *seq)
{
	size_t i;

	put_text(",\"pieces\":[");
	for (i = 0; i < seq->n; i++) {
		struct bitnet_str piece = { "", 0 };
		enum bitnet_token_kind kind;

		bitnet_tok_piece(encode_tok, seq->ids[i], &piece, &kind);
		if (i)
			putc_unlocked(',', out.f);
		put_json(cli_json_bytes(piece.s, piece.n));
	}
	putc_unlocked(']', out.f);
}

static void put_offsets(const struct bitnet_tokens *seq)
{
	size_t i;

	put_text(",\"offsets\":[");
	for (i = 0; i < seq->n; i++) {
		put_text(i ? ",[" : "[");
		put_number(seq->begin[i]);
		putc_unlocked(',', out.f);
		put_number(seq->end[i]);
		putc_unlocked(']', out.f);
	}
	putc_unlocked(']', out.f);
}

int encode_out_end(const struct bitnet_tokens *seq)
{
	if (out.shards)
		return encode_shards_end();
	if (encode_opt.format == ENCODE_TEXT) {
		if (encode_opt.count)
			put_number(out.n);
		putc_unlocked('\n', out.f);
	} else if (encode_opt.format == ENCODE_JSONL) {
		putc_unlocked(']', out.f);
		if (encode_opt.pieces)
			put_pieces(seq);
		if (encode_opt.offsets)
			put_offsets(seq);
		if (encode_opt.count) {
			put_text(",\"count\":");
			put_number(out.n);
		}
		put_text("}\n");
	}
	return 0;
}

void encode_out_torn(void)
{
	if (out.f && !out.width)
		putc_unlocked('\n', out.f);
}

void encode_out_flush(void)
{
	if (out.f)
		cli_flush(out.f);
}

int encode_out_close(int status)
{
	free(made.s);
	made = (struct encode_bytes){ NULL, NULL, 0, 0, 0 };
	if (out.shards && status == 0)
		return encode_shards_close();
	if (status == 0) {
		encode_out_flush();
		return cli_out_close();
	}
	encode_shards_abandon();
	cli_out_abandon();
	return status;
}
