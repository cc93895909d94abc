/* SPDX-License-Identifier: MIT */
/*
 * --chat: a line in, an answer out, until the end of the input.  Each turn encodes the whole
 * conversation, as --messages would; the session keeps what it holds of it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "generate.h"

struct conversation {
	struct bitnet_chat_message *v;
	size_t n, cap;
};

static struct bitnet_str keep(const char *s, size_t n)
{
	char *copy = cli_xmalloc(n + 1);

	if (n)
		memcpy(copy, s, n);
	return (struct bitnet_str){ copy, n };
}

static void say(struct conversation *c, const char *role, const char *s, size_t n)
{
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 16;
		c->v = cli_xrealloc(c->v, c->cap * sizeof(*c->v));
	}
	c->v[c->n++] = (struct bitnet_chat_message){ { role, strlen(role) }, keep(s, n) };
}

static void forget(struct conversation *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		free((char *)c->v[i].content.s);
	free(c->v);
}

/* Only where a person types: a sign that a line is awaited, and not on stdout. */
static void invite(void)
{
	static const char sign[] = "> ";

	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !cli.quiet && write(STDERR_FILENO, sign, sizeof(sign) - 1) < 0)
		return;
}

static int turn(struct generate_engine *e, const struct generate_params *p, struct generate_out *o, struct conversation *c,
		struct generate_answer *a)
{
	struct bitnet_tokens prompt;
	struct bitnet_error err;
	int status;

	bitnet_tokens_init(&prompt);
	status = bitnet_chat_encode(e->tok, generate_template(e), c->v, c->n, true, true, &prompt, &err);
	if (status == 0 && prompt.n > bitnet_session_n_ctx(e->session)) {
		generate_error(&err, BITNET_E_LIMIT, "context_full", "the context is full: the conversation has %zu tokens, it holds %u",
			       prompt.n, bitnet_session_n_ctx(e->session));
		snprintf(err.hint, sizeof(err.hint), "Begin a new conversation, or give a larger --ctx (-c).");
		status = BITNET_E_LIMIT;
	}
	if (status == 0)
		status = generate_out_answer(o, e, &prompt, p, NULL, a, &err);
	bitnet_tokens_release(&prompt);
	if (status)
		return cli_fail(&err, NULL);
	say(c, "assistant", a->text, a->n_text);
	return 0;
}

int generate_chat(struct generate_engine *e, const struct generate_params *p, struct generate_out *o)
{
	struct conversation c = { NULL, 0, 0 };
	struct generate_answer a;
	struct generate_lines l;
	enum generate_line got;
	int status;
	size_t n;
	char *s;

	memset(&a, 0, sizeof(a));
	status = generate_lines_open(&l, "-", false);
	while (status == 0) {
		invite();
		got = generate_lines_next(&l, &s, &n);
		if (got == GENERATE_LINE_END)
			break;
		if (got == GENERATE_LINE_LONG)
			status = cli_fail_named(CLI_EXIT_DATA, "line_too_long", NULL, "standard input: a line has more than %zu bytes",
						GENERATE_TEXT_MAX);
		else if (got != GENERATE_LINE)
			status = l.status;
		if (status)
			break;
		say(&c, "user", s, n);
		status = turn(e, p, o, &c, &a);
	}
	generate_lines_close(&l);
	forget(&c);
	generate_answer_release(&a);
	return status;
}
