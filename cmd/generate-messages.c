/* SPDX-License-Identifier: MIT */
/* JSON input of bitnet-generate: documents, and the messages of a conversation. */
#include <stdlib.h>
#include <string.h>

#include "cli-json.h"
#include "generate.h"

#define MESSAGES_MAX 10000

struct json_object *generate_json_parse(const char *s, size_t n, struct bitnet_error *err)
{
	char why[160];
	struct json_object *o = cli_json_parse(s, n, why, sizeof(why));

	if (!o)
		generate_error(err, BITNET_E_INPUT, "bad_json", "%s", why);
	return o;
}

void generate_messages_release(struct generate_messages *m)
{
	size_t i;

	for (i = 0; i < m->n_owned; i++)
		free(m->owned[i]);
	free(m->owned);
	free(m->v);
	memset(m, 0, sizeof(*m));
}

static struct bitnet_str borrow(struct json_object *s)
{
	return (struct bitnet_str){ json_object_get_string(s), (size_t)json_object_get_string_len(s) };
}

/* The texts of [{"type":"text","text":...}, ...] one after another. */
static int join_parts(struct generate_messages *m, struct json_object *parts, size_t at, struct bitnet_str *out,
		      struct bitnet_error *err)
{
	size_t n = json_object_array_length(parts), len = 0, i;
	struct json_object *type, *text;
	char *s = NULL;

	for (i = 0; i < n; i++) {
		struct json_object *part = json_object_array_get_idx(parts, i);

		if (!json_object_is_type(part, json_type_object) || !json_object_object_get_ex(part, "type", &type) ||
		    !json_object_is_type(type, json_type_string) || strcmp(json_object_get_string(type), "text") != 0 ||
		    !json_object_object_get_ex(part, "text", &text) || !json_object_is_type(text, json_type_string)) {
			free(s);
			return generate_error(err, BITNET_E_INPUT, "bad_message",
					      "message %zu: part %zu of the content is no text", at + 1, i + 1);
		}
		s = cli_xrealloc(s, len + (size_t)json_object_get_string_len(text) + 1);
		memcpy(s + len, json_object_get_string(text), (size_t)json_object_get_string_len(text));
		len += (size_t)json_object_get_string_len(text);
	}
	m->owned = cli_xrealloc(m->owned, (m->n_owned + 1) * sizeof(*m->owned));
	m->owned[m->n_owned++] = s;
	*out = (struct bitnet_str){ s ? s : "", len };
	return 0;
}

static int one_message(struct generate_messages *m, struct json_object *o, size_t at, struct bitnet_error *err)
{
	struct bitnet_chat_message *to = &m->v[at];
	struct json_object *role, *content;

	if (!json_object_is_type(o, json_type_object))
		return generate_error(err, BITNET_E_INPUT, "bad_message", "message %zu is not an object", at + 1);
	if (!json_object_object_get_ex(o, "role", &role) || !json_object_is_type(role, json_type_string))
		return generate_error(err, BITNET_E_INPUT, "bad_message", "message %zu: 'role' is not a string", at + 1);
	if (!json_object_object_get_ex(o, "content", &content))
		return generate_error(err, BITNET_E_INPUT, "bad_message", "message %zu has no 'content'", at + 1);
	to->role = borrow(role);
	if (json_object_is_type(content, json_type_array))
		return join_parts(m, content, at, &to->content, err);
	if (!json_object_is_type(content, json_type_string))
		return generate_error(err, BITNET_E_INPUT, "bad_message", "message %zu: 'content' is not a string", at + 1);
	to->content = borrow(content);
	return 0;
}

int generate_messages_parse(struct generate_messages *m, struct json_object *array, struct bitnet_error *err)
{
	size_t n, i;
	int status;

	memset(m, 0, sizeof(*m));
	if (!json_object_is_type(array, json_type_array))
		return generate_error(err, BITNET_E_INPUT, "bad_messages", "'messages' is not an array");
	n = json_object_array_length(array);
	if (n == 0 || n > MESSAGES_MAX)
		return generate_error(err, BITNET_E_INPUT, "bad_messages", "%zu messages: 1 to %d are possible", n, MESSAGES_MAX);
	m->v = cli_xmalloc(n * sizeof(*m->v));
	m->n = n;
	for (i = 0; i < n; i++) {
		status = one_message(m, json_object_array_get_idx(array, i), i, err);
		if (status) {
			generate_messages_release(m);
			return status;
		}
	}
	return 0;
}
