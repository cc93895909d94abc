/* SPDX-License-Identifier: MIT */
/* Conversations as token ids: see bitnet/chat.h. */
#include <string.h>

#include <bitnet/chat.h>
#include <bitnet/text.h>

#include "base/buf.h"
#include "base/error-set.h"

static int64_t find(const struct bitnet_tok *t, const char *name)
{
	return bitnet_tok_find(t, name, strlen(name));
}

enum bitnet_chat_template bitnet_chat_guess(const struct bitnet_tok *t, const char *architecture)
{
	static const char *const needed[] = { "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>",
					      "<|eot_id|>" };
	size_t i;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (find(t, needed[i]) < 0)
			return BITNET_CHAT_RAW;
	if (!architecture)
		return BITNET_CHAT_RAW;
	if (strcmp(architecture, "bitnet-b1.58") == 0 || strcmp(architecture, "bitnet-25") == 0)
		return BITNET_CHAT_BITNET;
	return strcmp(architecture, "llama") == 0 ? BITNET_CHAT_LLAMA3 : BITNET_CHAT_RAW;
}

/* White space as the templates' own strip() sees it: White_Space and the four separators. */
static bool is_space(uint32_t cp)
{
	return (cp >= 0x09 && cp <= 0x0d) || (cp >= 0x1c && cp <= 0x20) || cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f ||
	       cp == 0x3000;
}

static struct bitnet_str strip(struct bitnet_str s)
{
	uint32_t cp;
	size_t len, at;

	while (s.n && (len = bitnet_utf8_decode(s.s, s.n, &cp)) != 0 && is_space(cp)) {
		s.s += len;
		s.n -= len;
	}
	while (s.n) {
		for (at = s.n - 1; at > 0 && s.n - at < 4 && ((unsigned char)s.s[at] & 0xc0) == 0x80; at--)
			;
		if (bitnet_utf8_decode(s.s + at, s.n - at, &cp) != s.n - at || !is_space(cp))
			break;
		s.n = at;
	}
	return s;
}

static const char *const roles[][2] = {
	{ "system", "System" }, { "user", "User" }, { "assistant", "Assistant" }
};

/* The role as the template spells it; NULL for one that is not known. */
static const char *role_name(struct bitnet_str role, enum bitnet_chat_template tmpl)
{
	size_t i;

	for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (role.n == strlen(roles[i][0]) && memcmp(role.s, roles[i][0], role.n) == 0)
			return roles[i][tmpl == BITNET_CHAT_BITNET];
	return NULL;
}

struct chat {
	const struct bitnet_tok *t;
	enum bitnet_chat_template tmpl;
	uint32_t eot, start, end;
	struct bitnet_buf text;        /* of the stretch between two special tokens */
	struct bitnet_tokens *out;
	struct bitnet_error *err;
};

static int push(struct chat *c, uint32_t id)
{
	return bitnet_tokens_push(c->out, id) ? bitnet_error_nomem(c->err, sizeof(id)) : 0;
}

/* Encode what was gathered, as plain text. */
static int flush(struct chat *c, bool add_special)
{
	const struct bitnet_encode_options o = { .add_special = add_special };

	if (c->text.failed)
		return bitnet_error_nomem(c->err, c->text.n);
	return bitnet_tok_encode(c->t, c->text.s ? c->text.s : "", c->text.n, &o, c->out, c->err);
}

/* What stands before the content of a message. */
static int header(struct chat *c, const char *role)
{
	int rc;

	bitnet_buf_reset(&c->text);
	bitnet_buf_str(&c->text, role);
	if (c->tmpl == BITNET_CHAT_BITNET) {
		bitnet_buf_str(&c->text, ": ");
		return 0;
	}
	rc = push(c, c->start);
	if (!rc)
		rc = flush(c, false);
	if (!rc)
		rc = push(c, c->end);
	bitnet_buf_reset(&c->text);
	bitnet_buf_str(&c->text, "\n\n");
	return rc;
}

static int special(struct chat *c, const char *name, uint32_t *id)
{
	int64_t found = find(c->t, name);

	if (found < 0)
		return bitnet_error_set(c->err, BITNET_E_UNSUPPORTED, "chat_no_token",
					"chat template needs the token '%s', which the vocabulary lacks", name);
	*id = (uint32_t)found;
	return 0;
}

static int encode_raw(struct chat *c, const struct bitnet_chat_message *messages, size_t n, bool begin)
{
	size_t i;

	for (i = 0; i < n; i++)
		bitnet_buf_add(&c->text, messages[i].content.s, messages[i].content.n);
	return flush(c, begin);
}

static int encode_turns(struct chat *c, const struct bitnet_chat_message *messages, size_t n, bool begin, bool generate)
{
	uint32_t bos = 0;
	size_t i;
	int rc = special(c, "<|eot_id|>", &c->eot);

	if (!rc && c->tmpl == BITNET_CHAT_LLAMA3)
		rc = special(c, "<|start_header_id|>", &c->start);
	if (!rc && c->tmpl == BITNET_CHAT_LLAMA3)
		rc = special(c, "<|end_header_id|>", &c->end);
	if (!rc && begin)
		rc = special(c, "<|begin_of_text|>", &bos);
	if (!rc && begin)
		rc = push(c, bos);
	for (i = 0; !rc && i < n; i++) {
		struct bitnet_str content = strip(messages[i].content);

		rc = header(c, role_name(messages[i].role, c->tmpl));
		bitnet_buf_add(&c->text, content.s, content.n);
		if (!rc)
			rc = flush(c, false);
		if (!rc)
			rc = push(c, c->eot);
	}
	if (!rc && generate) {
		rc = header(c, roles[2][c->tmpl == BITNET_CHAT_BITNET]);
		if (!rc)
			rc = flush(c, false);
	}
	return rc;
}

int bitnet_chat_encode(const struct bitnet_tok *t, enum bitnet_chat_template tmpl,
		       const struct bitnet_chat_message *messages, size_t n, bool begin, bool generate,
		       struct bitnet_tokens *out, struct bitnet_error *err)
{
	struct chat c = { .t = t, .tmpl = tmpl, .out = out, .err = err };
	size_t i, n_before = out->n;
	int rc;

	for (i = 0; i < n; i++) {
		char shown[64];

		if (!role_name(messages[i].role, tmpl))
			return bitnet_error_set(err, BITNET_E_INPUT, "chat_role",
						"role '%s' of message %zu is not system, user or assistant",
						bitnet_text_escape(shown, sizeof(shown), messages[i].role.s,
								   messages[i].role.n), i + 1);
	}
	rc = tmpl == BITNET_CHAT_RAW ? encode_raw(&c, messages, n, begin) : encode_turns(&c, messages, n, begin, generate);
	bitnet_buf_release(&c.text);
	if (rc)
		out->n = n_before;
	return rc;
}
