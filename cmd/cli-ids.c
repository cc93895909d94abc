/* SPDX-License-Identifier: MIT */
/*
 * Reading token streams: see cli-ids.h.  Of the text form and of raw ids no line is kept, and a wrong byte is
 * refused where it stands; JSON lines are kept one at a time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <bitnet/text.h>

#include "cli-ids.h"
#include "cli-in.h"
#include "cli-json.h"
#include "cli-rec.h"
#include "cli-shards.h"
#include "cli.h"

/* The longest sequence that is kept: 1 GiB of ids. */
#define MAX_IDS ((size_t)1 << 28)

enum form { FORM_UNKNOWN, FORM_TEXT, FORM_JSON, FORM_RAW, FORM_SHARDS };

/* A number that is being read; the buffer may end inside. */
struct word {
	char s[48];
	size_t n;
	uint64_t v;
	bool bad;
};

struct cli_ids {
	struct cli_in in;
	enum form form;
	bool done, open;                /* open: a sequence has begun */
	unsigned width;                 /* FORM_RAW */
	unsigned long long line;
	struct word word;               /* FORM_TEXT */
	struct cli_rec *rec;            /* FORM_JSON */
	struct json_object *record;     /* FORM_JSON: of the last line */
	struct cli_shards *shards;      /* FORM_SHARDS */
};

int cli_ids_open(struct cli_ids **out, const char *operand, unsigned width)
{
	struct cli_ids *r = cli_xmalloc(sizeof(*r));
	struct stat st;
	int status;

	memset(r, 0, sizeof(*r));
	r->width = width;
	r->form = width ? FORM_RAW : FORM_UNKNOWN;
	if (strcmp(operand, "-") != 0 && stat(operand, &st) == 0 && S_ISDIR(st.st_mode)) {
		r->form = FORM_SHARDS;
		r->in.name = operand;
		status = cli_shards_open(&r->shards, operand, width);
	} else {
		status = cli_in_open(&r->in, operand);
	}
	if (status)
		free(r);
	else
		*out = r;
	return status;
}

void cli_ids_close(struct cli_ids *r)
{
	if (!r)
		return;
	json_object_put(r->record);
	cli_rec_close(r->rec);
	cli_shards_close(r->shards);
	if (r->form != FORM_SHARDS)
		cli_in_close(&r->in);
	free(r);
}

const char *cli_ids_name(const struct cli_ids *r)
{
	return r->in.name;
}

unsigned long long cli_ids_line(const struct cli_ids *r)
{
	return r->line;
}

char *cli_ids_where(const struct cli_ids *r, char *s, size_t cap)
{
	if (r->form == FORM_RAW)
		snprintf(s, cap, "%.256s", r->in.name);
	else
		snprintf(s, cap, "%.256s: %s %llu", r->in.name, r->form == FORM_SHARDS ? "sequence" : "line", r->line);
	return s;
}

static int bad_id(const struct cli_ids *r, const char *where, const char *s, size_t n)
{
	char shown[80];

	return -cli_fail_named(CLI_EXIT_DATA, "bad_token_id", NULL,
			       "%s: line %llu: %s'%s' is not a token id (a number from 0 to 4294967295)", r->in.name, r->line,
			       where, bitnet_text_escape(shown, sizeof(shown), s, n));
}

static inline int push(const struct cli_ids *r, struct bitnet_tokens *seq, uint32_t id)
{
	if (seq->n < seq->cap) {
		seq->ids[seq->n++] = id;
		return 0;
	}
	if (bitnet_tokens_push(seq, id) != 0)
		return -cli_fail_named(CLI_EXIT_UNAVAILABLE, "out_of_memory", NULL, "%s: line %llu: out of memory for %zu ids",
				       r->in.name, r->line, seq->n + 1);
	return 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Take the bytes of a number, up to the end of the buffer; those of one that is wrong as far as they are shown. */
static void read_word(struct word *w, struct cli_in *in)
{
	const char *p = in->buf + in->begin, *end = in->buf + in->end;

	for (; p < end && !is_blank(*p) && *p != '\n' && w->n < sizeof(w->s); p++) {
		if (*p < '0' || *p > '9')
			w->bad = true;
		else if (w->v <= UINT32_MAX)
			w->v = w->v * 10 + (uint64_t)(*p - '0');
		w->s[w->n++] = *p;
		/* Zeros in front do not count against the length of a number. */
		if (w->n == sizeof(w->s) && !w->bad && w->v <= UINT32_MAX)
			w->n--;
	}
	in->begin = (size_t)(p - in->buf);
}

/*
 * The number at p, from where 8 bytes can be read, and how many digits it has: 0 when there is none, 8 when there may be more.
 * All digits at once: a loop would mostly end where the processor does not expect it.
 */
static inline unsigned short_number(const char *p, uint64_t *v)
{
	uint64_t x, other;
	unsigned n;

	memcpy(&x, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	x ^= 0x3030303030303030u;
	/* The lowest bit is that of the first byte that is no digit. */
	other = (x | (x + 0x7676767676767676u)) & 0x8080808080808080u;
	n = other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
	if (!n)
		return 0;
	/* Zeros in front, then pairs of digits, then all of them. */
	x <<= 8 * (8 - n);
	x = x * 10 + (x >> 8);
	*v = ((x & 0xff000000ffu) * 0xf424000000064u + (x >> 16 & 0xff000000ffu) * 0x271000000001u) >> 32;
	return n;
}

/* The numbers that lie whole in the buffer, but for the last one: most of all input goes through here. */
static int whole_words(struct cli_ids *r, struct bitnet_tokens *seq)
{
	const char *p = r->in.buf + r->in.begin, *end = r->in.buf + r->in.end;
	int status = 0;

	while (status == 0 && end - p > 16) {
		uint64_t v;
		unsigned n;

		while (is_blank(*p) && end - p > 16)
			p++;
		n = short_number(p, &v);
		if (n == 8)
			for (v = n = 0; n < 11 && p[n] >= '0' && p[n] <= '9'; n++)
				v = v * 10 + (uint64_t)(p[n] - '0');
		if (!n || v > UINT32_MAX || (!is_blank(p[n]) && p[n] != '\n'))
			break;
		status = push(r, seq, (uint32_t)v);
		p += n;
	}
	r->in.begin = (size_t)(p - r->in.buf);
	return status;
}

/* Returns 0 when the buffer is used up. */
static int buffered_text(struct cli_ids *r, struct bitnet_tokens *seq)
{
	struct cli_in *in = &r->in;
	struct word *w = &r->word;
	int status;

	while (in->begin < in->end) {
		char c = in->buf[in->begin];

		if (!r->open) {
			r->open = true;
			r->line++;
		}
		if (!w->n && c == '\n') {
			in->begin++;
			r->open = false;
			return 1;
		}
		if (!w->n && is_blank(c)) {
			in->begin++;
			continue;
		}
		if (!w->n && (status = whole_words(r, seq)) != 0)
			return status;
		c = in->buf[in->begin];
		if (!w->n && (is_blank(c) || c == '\n'))
			continue;
		read_word(w, in);
		if (in->begin == in->end && w->n < sizeof(w->s))
			break;
		if (w->bad || w->v > UINT32_MAX)
			return seq->n ? CLI_IDS_MORE : bad_id(r, "", w->s, w->n);
		status = push(r, seq, (uint32_t)w->v);
		if (status)
			return status;
		*w = (struct word){ .n = 0 };
	}
	return 0;
}

/* The end of the input ends a number and a line. */
static int last_text(struct cli_ids *r, struct bitnet_tokens *seq)
{
	struct word *w = &r->word;
	int status;

	r->done = true;
	if (!w->n)
		return r->open;
	if (w->bad || w->v > UINT32_MAX)
		return bad_id(r, "", w->s, w->n);
	status = push(r, seq, (uint32_t)w->v);
	return status ? status : 1;
}

static int part_text(struct cli_ids *r, struct bitnet_tokens *seq)
{
	int got;

	for (;;) {
		/* A wrong number that had ids before it. */
		if (r->word.n && (r->word.bad || r->word.v > UINT32_MAX) && r->word.n == sizeof(r->word.s))
			return bad_id(r, "", r->word.s, r->word.n);
		got = buffered_text(r, seq);
		if (got)
			return got;
		if (seq->n)
			return CLI_IDS_MORE;
		got = cli_in_more(&r->in);
		if (got < 0)
			return got;
		if (got == 0)
			return last_text(r, seq);
	}
}

static int json_ids(const struct cli_ids *r, struct json_object *ids, struct bitnet_tokens *seq)
{
	size_t i, n = json_object_array_length(ids);

	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(ids, i);
		int64_t v = json_object_is_type(o, json_type_int) ? json_object_get_int64(o) : -1;
		int status;

		if (v < 0 || v > UINT32_MAX) {
			const char *s = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN);
			char where[40];

			snprintf(where, sizeof(where), "ids[%zu]: ", i);
			return bad_id(r, where, s, strlen(s));
		}
		status = push(r, seq, (uint32_t)v);
		if (status)
			return status;
	}
	return 1;
}

static int next_json(struct cli_ids *r, struct bitnet_tokens *seq)
{
	struct json_object *ids;
	char *s, why[160];
	size_t n;
	int got;

	do {
		got = cli_rec_next(r->rec, &s, &n);
		if (got <= 0)
			return got;
		r->line++;
	} while (strspn(s, " \t\r") == n);
	r->record = cli_json_parse(s, n, why, sizeof(why));
	if (!r->record)
		return -cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: %s", r->in.name, r->line, why);
	if (!json_object_is_type(r->record, json_type_object))
		return -cli_fail_named(CLI_EXIT_DATA, "bad_json", NULL, "%s: line %llu: not a JSON object", r->in.name, r->line);
	if (!json_object_object_get_ex(r->record, "ids", &ids) || !json_object_is_type(ids, json_type_array))
		return -cli_fail_named(CLI_EXIT_DATA, "no_ids", NULL, "%s: line %llu: the object has no array 'ids'", r->in.name,
				       r->line);
	return json_ids(r, ids, seq);
}

/* Bytes of the buffer as ids; what is left is less than one. */
static int take_raw(struct cli_ids *r, struct bitnet_tokens *seq)
{
	const unsigned char *b = (const unsigned char *)r->in.buf + r->in.begin;
	size_t n = (r->in.end - r->in.begin) / r->width, i;
	int status = 0;

	for (i = 0; status == 0 && i < n; i++, b += r->width)
		status = push(r, seq, r->width == 4 ? (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24 :
						      (uint32_t)b[0] | (uint32_t)b[1] << 8);
	r->in.begin += i * r->width;
	return status;
}

static int part_raw(struct cli_ids *r, struct bitnet_tokens *seq)
{
	int got = 1, status = 0;

	r->line = 1;
	while (got > 0 && !seq->n && status == 0) {
		got = cli_in_more(&r->in);
		if (got > 0)
			status = take_raw(r, seq);
	}
	if (got < 0 || status)
		return got < 0 ? got : status;
	if (got > 0)
		return CLI_IDS_MORE;
	r->done = true;
	if (r->in.end > r->in.begin)
		return -cli_fail_named(CLI_EXIT_DATA, "bad_token_stream", NULL, "%s: %llu byte%s not a whole number of %u-byte ids",
				       r->in.name, (unsigned long long)r->in.taken, r->in.taken == 1 ? " is" : "s are", r->width);
	return 1;
}

/* The first byte that is neither space nor TAB decides, a newline too; those before it are dropped. */
static int recognise(struct cli_ids *r)
{
	struct cli_in *in = &r->in;
	int got = 1;

	for (;;) {
		while (in->begin < in->end && (in->buf[in->begin] == ' ' || in->buf[in->begin] == '\t'))
			in->begin++;
		if (in->begin < in->end || got == 0)
			break;
		got = cli_in_more(in);
		if (got < 0)
			return got;
	}
	r->form = in->begin < in->end && in->buf[in->begin] == '{' ? FORM_JSON : FORM_TEXT;
	if (r->form == FORM_JSON)
		r->rec = cli_rec_open(in, '\n', CLI_JSON_LINE_MAX);
	return 1;
}

int cli_ids_part(struct cli_ids *r, struct bitnet_tokens *seq, struct json_object **record)
{
	int got = 1;

	json_object_put(r->record);
	r->record = NULL;
	*record = NULL;
	seq->n = 0;
	if (r->done)
		return 0;
	if (r->form == FORM_UNKNOWN)
		got = recognise(r);
	if (got > 0 && r->form == FORM_SHARDS) {
		got = cli_shards_part(r->shards, seq);
		r->line = cli_shards_number(r->shards);
	} else if (got > 0) {
		got = r->form == FORM_RAW ? part_raw(r, seq) : r->form == FORM_JSON ? next_json(r, seq) : part_text(r, seq);
	}
	if (got <= 0)
		r->done = true;
	*record = r->record;
	return got;
}

int cli_ids_next(struct cli_ids *r, struct bitnet_tokens *seq, struct json_object **record)
{
	struct bitnet_tokens part;
	size_t i;
	int got = cli_ids_part(r, seq, record), status;

	bitnet_tokens_init(&part);
	while (got == CLI_IDS_MORE) {
		got = cli_ids_part(r, &part, record);
		for (i = 0; got > 0 && i < part.n; i++) {
			status = push(r, seq, part.ids[i]);
			if (status)
				got = status;
		}
		if (got > 0 && seq->n > MAX_IDS)
			got = -cli_fail_named(CLI_EXIT_DATA, "sequence_too_long", NULL, "%s: line %llu has more than %zu ids",
					      r->in.name, r->line, MAX_IDS);
	}
	bitnet_tokens_release(&part);
	return got;
}
