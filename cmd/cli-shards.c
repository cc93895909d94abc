/* SPDX-License-Identifier: MIT */
/* Reading folders of shards: see cli-shards.h.  Counts of the index are held against the files before anything is read. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli-ids.h"
#include "cli-in.h"
#include "cli-json.h"
#include "cli-shards.h"
#include "cli.h"

/* The index has a line of about 100 bytes for each shard. */
#define INDEX_MAX ((size_t)64 << 20)

struct cli_shards {
	const char *folder;
	struct json_object *index, *list;
	unsigned width;
	size_t next;                    /* the shard to open next */
	unsigned long long number;
	/* The shard that is read. */
	bool open, within;              /* within: a sequence has begun */
	char ids_path[PATH_MAX], offsets_path[PATH_MAX];
	struct cli_in ids, offsets;
	uint64_t n_ids, sequences;      /* that it has; that are still to come */
	uint64_t at, end;               /* place in ids, and the end of the sequence there */
};

static int bad(const struct cli_shards *s, const char *what)
{
	return cli_fail_named(CLI_EXIT_DATA, "bad_shards", NULL, "%s/%s: %s", s->folder, CLI_SHARDS_INDEX, what);
}

static bool is_string(struct json_object *o, const char *key, const char *value)
{
	struct json_object *v;

	return json_object_object_get_ex(o, key, &v) && json_object_is_type(v, json_type_string) &&
	       strcmp(json_object_get_string(v), value) == 0;
}

/* A count; the limit keeps bytes of files below 2^63. */
static bool get_count(struct json_object *o, const char *key, uint64_t *out)
{
	struct json_object *v;
	int64_t n;

	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, key, &v) ||
	    !json_object_is_type(v, json_type_int))
		return false;
	n = json_object_get_int64(v);
	*out = (uint64_t)n;
	return n >= 0 && n < INT64_C(1) << 58;
}

static int read_index(struct cli_shards *s, unsigned width)
{
	char path[PATH_MAX], *text, why[160];
	size_t n;
	int status;

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", s->folder, CLI_SHARDS_INDEX) >= sizeof(path))
		return cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: cannot open: %s", s->folder, strerror(ENAMETOOLONG));
	if (access(path, F_OK) != 0)
		return cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: cannot open: %s", s->folder, strerror(EISDIR));
	status = cli_read_file(path, INDEX_MAX, &text, &n);
	if (status)
		return status;
	s->index = cli_json_parse(text, n, why, sizeof(why));
	free(text);
	if (!s->index)
		return bad(s, why);
	if (!json_object_is_type(s->index, json_type_object) || !is_string(s->index, "schema", CLI_SHARDS_SCHEMA))
		return bad(s, "the schema is not '" CLI_SHARDS_SCHEMA "'");
	s->width = is_string(s->index, "dtype", "<u2") ? 2 : is_string(s->index, "dtype", "<u4") ? 4 : 0;
	if (!s->width)
		return bad(s, "the dtype is neither '<u2' nor '<u4'");
	if (width && width != s->width)
		return cli_fail_named(CLI_EXIT_DATA, "bad_token_stream", NULL, "%s: ids of %u bytes, and --format is %s", s->folder,
				      s->width, width == 2 ? "u16" : "u32");
	if (!json_object_object_get_ex(s->index, "shards", &s->list) || !json_object_is_type(s->list, json_type_array))
		return bad(s, "there is no array 'shards'");
	if (json_object_array_length(s->list) > CLI_SHARDS_MAX)
		return bad(s, "more than 100000 shards");
	return 0;
}

int cli_shards_open(struct cli_shards **out, const char *folder, unsigned width)
{
	struct cli_shards *s = cli_xmalloc(sizeof(*s));
	int status;

	memset(s, 0, sizeof(*s));
	s->folder = folder;
	status = read_index(s, width);
	if (status)
		cli_shards_close(s);
	else
		*out = s;
	return status;
}

static void close_shard(struct cli_shards *s)
{
	if (s->open) {
		cli_in_close(&s->ids);
		cli_in_close(&s->offsets);
	}
	s->open = false;
}

void cli_shards_close(struct cli_shards *s)
{
	if (!s)
		return;
	close_shard(s);
	json_object_put(s->index);
	free(s);
}

static int has_size(const struct cli_in *in, uint64_t want)
{
	if (in->size == want)
		return 0;
	return cli_fail_named(CLI_EXIT_DATA, "bad_shards", NULL, "%s: the file has %llu bytes, by the index %llu", in->name,
			      (unsigned long long)in->size, (unsigned long long)want);
}

/* The next number of the offsets. */
static int next_offset(struct cli_shards *s, uint64_t *out)
{
	struct cli_in *in = &s->offsets;
	const unsigned char *p;
	int i, got = 1;

	while (in->end - in->begin < 8 && got > 0)
		got = cli_in_more(in);
	if (got < 0)
		return -got;
	if (got == 0)
		return cli_fail_named(CLI_EXIT_DATA, "bad_shards", NULL, "%s: the file has become shorter", in->name);
	p = (const unsigned char *)in->buf + in->begin;
	for (*out = 0, i = 7; i >= 0; i--)
		*out = *out << 8 | p[i];
	in->begin += 8;
	return 0;
}

static int bad_offset(const struct cli_shards *s, uint64_t offset, const char *what)
{
	return cli_fail_named(CLI_EXIT_DATA, "bad_shards", NULL, "%s: offset %llu %s", s->offsets_path, (unsigned long long)offset, what);
}

/* Names are made, not taken from the index: nothing outside the folder is read. */
static int open_shard(struct cli_shards *s)
{
	struct json_object *o = json_object_array_get_idx(s->list, s->next);
	uint64_t first;
	int status;

	if (!get_count(o, "tokens", &s->n_ids) || !get_count(o, "sequences", &s->sequences))
		return bad(s, "a shard has no counts 'tokens' and 'sequences'");
	if ((size_t)snprintf(s->ids_path, sizeof(s->ids_path), "%s/%05zu.bin", s->folder, s->next) >= sizeof(s->ids_path) ||
	    (size_t)snprintf(s->offsets_path, sizeof(s->offsets_path), "%s/%05zu.idx", s->folder, s->next) >= sizeof(s->offsets_path))
		return cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: cannot open: %s", s->folder, strerror(ENAMETOOLONG));
	status = cli_in_open(&s->ids, s->ids_path);
	if (status)
		return status;
	status = cli_in_open(&s->offsets, s->offsets_path);
	if (status) {
		cli_in_close(&s->ids);
		return status;
	}
	s->open = true;
	s->next++;
	s->at = 0;
	if ((status = has_size(&s->ids, s->n_ids * s->width)) != 0 ||
	    (status = has_size(&s->offsets, (s->sequences + 1) * 8)) != 0 || (status = next_offset(s, &first)) != 0)
		return status;
	return first ? bad_offset(s, first, "is the first, which has to be 0") : 0;
}

/* Go to the next sequence: 1, or 0 when there is none, or minus the exit status. */
static int next_sequence(struct cli_shards *s)
{
	int status;

	while (!s->open || !s->sequences) {
		if (s->open && s->at != s->n_ids)
			return -bad_offset(s, s->at, "is the last, and there are more ids");
		close_shard(s);
		if (s->next == json_object_array_length(s->list))
			return 0;
		status = open_shard(s);
		if (status)
			return -status;
	}
	status = next_offset(s, &s->end);
	if (status)
		return -status;
	if (s->end < s->at || s->end > s->n_ids)
		return -bad_offset(s, s->end, s->end < s->at ? "is smaller than the one before" : "is behind the last id");
	s->sequences--;
	s->number++;
	s->within = true;
	return 1;
}

/* Ids of the sequence that lie in the buffer. */
static int take(struct cli_shards *s, struct bitnet_tokens *seq)
{
	struct cli_in *in = &s->ids;

	while (s->at < s->end && in->end - in->begin >= s->width) {
		const unsigned char *b = (const unsigned char *)in->buf + in->begin;
		uint32_t id = (uint32_t)b[0] | (uint32_t)b[1] << 8;

		if (s->width == 4)
			id |= (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
		if (bitnet_tokens_push(seq, id) != 0)
			return -cli_fail_named(CLI_EXIT_UNAVAILABLE, "out_of_memory", NULL, "%s: out of memory for %zu ids", in->name,
					       seq->n + 1);
		in->begin += s->width;
		s->at++;
	}
	return 0;
}

int cli_shards_part(struct cli_shards *s, struct bitnet_tokens *seq)
{
	int got = s->within ? 1 : next_sequence(s);

	if (got <= 0)
		return got;
	got = take(s, seq);
	if (got == 0 && !seq->n && s->at < s->end) {
		got = cli_in_more(&s->ids);
		if (got == 0)
			got = -cli_fail_named(CLI_EXIT_DATA, "bad_shards", NULL, "%s: the file has become shorter", s->ids_path);
		else if (got > 0)
			got = take(s, seq);
	}
	if (got < 0)
		return got;
	s->within = s->at < s->end;
	return s->within ? CLI_IDS_MORE : 1;
}

unsigned long long cli_shards_number(const struct cli_shards *s)
{
	return s->number;
}
