/* SPDX-License-Identifier: MIT */
/* The tokenizer of a command: see cli-tok.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli-json.h"
#include "cli-tok.h"
#include "cli.h"

/* A saved document of bitnet-tok-discover is no larger. */
#define DOCUMENT_MAX (4 << 20)

/* Each line of text through print. */
static void each_line(const char *text, void (*print)(const char *fmt, ...))
{
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (n)
			print("%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static void tell(const struct bitnet_tok *t, const char *from, const char *path)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(t);

	cli_info("tokenizer: %s, %s, %s%s%s, %u ids%s%s", from, bitnet_tok_format_name(info->format),
		 bitnet_tok_algorithm_name(info->algorithm), info->pre ? ", pre " : "", info->pre ? info->pre : "",
		 (unsigned)info->n_tokens, path ? ", " : "", path ? path : "");
	each_line(info->notes, cli_info);
}

/* The path that a document of bitnet-tok-discover names; NULL when the file is no such document. */
static char *path_in_document(const char *file)
{
	struct json_object *doc = NULL, *schema, *tokenizer, *path;
	char why[160], head[1] = "", *s, *found = NULL;
	FILE *f = fopen(file, "re");
	struct stat st;
	size_t n;

	if (!f)
		return NULL;
	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > DOCUMENT_MAX)
		n = 0;
	else
		n = fread(head, 1, 1, f);
	fclose(f);
	if (n != 1 || head[0] != '{' || cli_read_file(file, DOCUMENT_MAX, &s, &n) != 0)
		return NULL;
	doc = cli_json_parse(s, n, why, sizeof(why));
	free(s);
	if (doc && json_object_object_get_ex(doc, "schema", &schema) &&
	    json_object_is_type(schema, json_type_string) &&
	    strcmp(json_object_get_string(schema), "bitnet.tok-discover/1") == 0 &&
	    json_object_object_get_ex(doc, "tokenizer", &tokenizer) && json_object_is_type(tokenizer, json_type_object) &&
	    json_object_object_get_ex(tokenizer, "path", &path) && json_object_is_type(path, json_type_string))
		found = cli_xstrdup(json_object_get_string(path));
	json_object_put(doc);
	return found;
}

/* No model to compare with: the file is used as it is. */
static int open_alone(struct bitnet_tok **out, const char *tokenizer)
{
	char *named = path_in_document(tokenizer);
	const char *path = named ? named : tokenizer;
	struct bitnet_error err;
	int status = 0;

	if (bitnet_tok_open(out, path, &err) != 0)
		status = cli_fail(&err, path);
	else
		tell(*out, "explicit", path);
	free(named);
	return status;
}

/* Message, the places tried, the command that would help. */
static int report(const struct bitnet_error *err, const struct bitnet_discovery *d)
{
	size_t i;

	if (cli.json || !d)
		return cli_fail(err, NULL);
	cli_error("%s", err->message);
	for (i = 0; i < d->n_candidates; i++) {
		const struct bitnet_candidate *c = &d->candidates[i];
		const char *place = c->path ? c->path : c->repo ? c->repo : bitnet_strategy_name(c->strategy);

		if (c->status == BITNET_CANDIDATE_REJECTED)
			cli_hint("tried %s: %s", place, c->reason ? c->reason : "rejected");
	}
	if (*err->hint)
		cli_hint("%s", err->hint);
	return cli_exit_of(err);
}

static int search(struct bitnet_tok **out, const char *model, const struct bitnet_gguf *g, const char *tokenizer)
{
	struct bitnet_discover_options o = { .tokenizer = tokenizer, .strict = cli_strict(), .offline = cli_offline() };
	struct bitnet_discovery *d = NULL;
	struct bitnet_error err;
	int status = 0;

	if (bitnet_discover(&d, g, model, &o, &err) != 0 || bitnet_discovery_open(d, g, out, &err) != 0) {
		status = report(&err, d);
	} else {
		each_line(d->warnings, cli_warn);
		tell(*out, bitnet_strategy_name(d->strategy), d->tok_path);
	}
	bitnet_discovery_free(d);
	return status;
}

int cli_tok_open(struct bitnet_tok **out, const char *model, const struct bitnet_gguf *g, const char *tokenizer)
{
	struct bitnet_gguf *opened = NULL;
	struct bitnet_error err;
	int status;

	if (!model && !g)
		return open_alone(out, tokenizer);
	if (!g) {
		if (bitnet_gguf_open(&opened, model, &err) != 0)
			return cli_fail(&err, model);
		g = opened;
	}
	status = search(out, model, g, tokenizer);
	bitnet_gguf_close(opened);
	return status;
}
