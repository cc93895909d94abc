/* SPDX-License-Identifier: MIT */
/* What bitnet-encode writes: ids of a sequence as they come, in each of its forms. */
#include <stdio.h>
#include <string.h>

#include "cli-json.h"
#include "cli.h"
#include "encode-parts.h"

/* Numbers are made here some thousand at a time: a call of the C library for each would cost more than finding it. */
static char buf[64 << 10];
#define NUMBER_MAX 24

static struct {
	FILE *f;
	unsigned width;                 /* of raw ids, else 0 */
	bool shards;
	uint64_t n;                     /* ids of the sequence that is written */
} out;

/* The four digits of each number below 10000. */
static char quads[10000][4];

static void make_quads(void)
{
	int i;

	for (i = 0; i < 10000; i++) {
		quads[i][0] = (char)('0' + i / 1000);
		quads[i][1] = (char)('0' + i / 100 % 10);
		quads[i][2] = (char)('0' + i / 10 % 10);
		quads[i][3] = (char)('0' + i % 10);
	}
}

/* At most 4 digits, nothing in front; 4 bytes are written. */
static inline char *put_small(char *to, uint32_t v)
{
	unsigned zeros = (v < 1000) + (v < 100) + (v < 10);
	char four[8];

	memcpy(four, quads[v], 4);
	memcpy(to, four + zeros, 4);
	return to + 4 - zeros;
}

static inline char *put_id(char *to, uint32_t v)
{
	if (v < 10000)
		return put_small(to, v);
	if (v < 100000000) {
		to = put_small(to, v / 10000);
	} else {
		to = put_small(to, v / 100000000);
		memcpy(to, quads[v / 10000 % 10000], 4);
		to += 4;
	}
	memcpy(to, quads[v % 10000], 4);
	return to + 4;
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
	out.shards = encode_opt.shard_given;
	if (out.shards)
		return encode_shards_open(encode_opt.output, width, encode_opt.shard_size);
	out.f = cli_out_open(encode_opt.output);
	if (width)
		return cli_out_binary(out.f);
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

static void put_decimal(const uint32_t *ids, size_t n, char between)
{
	char *to = buf;
	size_t i;

	for (i = 0; i < n; i++) {
		if (to - buf > (long)sizeof(buf) - NUMBER_MAX) {
			fwrite_unlocked(buf, 1, (size_t)(to - buf), out.f);
			to = buf;
		}
		if (i || out.n)
			*to++ = between;
		to = put_id(to, ids[i]);
	}
	fwrite_unlocked(buf, 1, (size_t)(to - buf), out.f);
}

/* Little-endian whatever the machine. */
static int put_raw(const uint32_t *ids, size_t n)
{
	size_t i, k, some;
	int status = 0;

	for (; n && status == 0; n -= some, ids += some) {
		some = n < sizeof(buf) / out.width ? n : sizeof(buf) / out.width;
		for (i = k = 0; i < some; i++) {
			uint32_t id = ids[i];

			buf[k++] = (char)id;
			buf[k++] = (char)(id >> 8);
			if (out.width == 2)
				continue;
			buf[k++] = (char)(id >> 16);
			buf[k++] = (char)(id >> 24);
		}
		if (out.shards)
			status = encode_shards_write(buf, some);
		else
			fwrite_unlocked(buf, 1, k, out.f);
	}
	return status;
}

int encode_out_ids(const uint32_t *ids, size_t n)
{
	int status = 0;

	if (out.width)
		status = put_raw(ids, n);
	else if (encode_opt.format == ENCODE_JSONL)
		put_decimal(ids, n, ',');
	else if (!encode_opt.count)
		put_decimal(ids, n, ' ');
	out.n += n;
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
