/* SPDX-License-Identifier: MIT */
/*
 * A line of bitnet-encode --field: what is taken, json-c takes too; the string that is asked for is UTF-8; and the object that is
 * opened for more members is one again with one more member, without those that had to go.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli-json.h"
#include "cli.h"
#include "encode-json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct cli_state cli = { .quiet = true };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_open(const struct encode_line *l)
{
	static const char *const without[] = { "ids", "text", NULL };
	static const char end[] = "\"ids\":[]}";
	struct encode_line again;
	size_t cap = 0, n, at;
	char *s = NULL;

	memset(&again, 0, sizeof(again));
	encode_line_open(l, without, &s, &cap, &n);
	s = cli_xrealloc(s, n + sizeof(end));
	memcpy(s + n, end, sizeof(end));
	must(encode_line_read(&again, s, n + sizeof(end) - 1, &at) == NULL);
	must(again.n >= 1 && again.n <= l->n + 1 && !encode_line_find(&again, "text"));
	must(encode_line_find(&again, "ids") == &again.members[again.n - 1]);
	encode_line_release(&again);
	free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct encode_line line;
	static char *text;
	static size_t cap;
	char *s = cli_xmalloc(size + 1), why[160];
	const struct encode_member *m;
	struct json_object *o;
	size_t n, at;

	memcpy(s, data, size);
	s[size] = '\0';
	if (encode_line_read(&line, s, size, &at) != NULL) {
		must(at <= size);
		free(s);
		return 0;
	}
	o = cli_json_parse(s, size, why, sizeof(why));
	must(json_object_is_type(o, json_type_object));
	json_object_put(o);
	m = encode_line_find(&line, "text");
	if (m && encode_line_string(&line, m, &text, &cap, &n))
		must(bitnet_utf8_valid(text, n));
	check_open(&line);
	free(s);
	return 0;
}
