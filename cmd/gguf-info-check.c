/* SPDX-License-Identifier: MIT */
/*
 * --check: every finding about a file, from the model and from its tokenizer keys.  A file that
 * the reader refuses has one finding, the refusal.
 */
#include <string.h>

#include <bitnet/model.h>
#include <bitnet/text.h>
#include <bitnet/tok.h>

#include "cli.h"
#include "gguf-info.h"

struct check {
	const struct info_file *f;
	struct json_object *list;       /* NULL: text */
	size_t n_fatal, n;
};

static int report(void *arg, const struct bitnet_finding *found)
{
	struct check *c = arg;
	struct json_object *o;

	c->n++;
	c->n_fatal += found->fatal;
	if (!c->list) {
		info_put_file(c->f);
		/* The library has escaped subject and message. */
		printf("%s\t%s\t%s\t%s\n", found->fatal ? "fatal" : "odd", found->name, found->subject, found->message);
		return 0;
	}
	o = json_object_new_object();
	json_object_object_add(o, "fatal", json_object_new_boolean(found->fatal));
	json_object_object_add(o, "name", json_object_new_string(found->name));
	json_object_object_add(o, "subject", cli_json_bytes(found->subject, strlen(found->subject)));
	json_object_object_add(o, "message", cli_json_bytes(found->message, strlen(found->message)));
	json_object_array_add(c->list, o);
	return 0;
}

static void begin(struct check *c, const struct info_file *f)
{
	memset(c, 0, sizeof(*c));
	c->f = f;
	c->list = cli.json ? json_object_new_array() : NULL;
}

static void end(struct check *c)
{
	struct json_object *doc;

	if (!cli.json)
		return;
	doc = json_object_new_object();
	json_object_object_add(doc, "schema", json_object_new_string("bitnet.gguf-info-check/1"));
	json_object_object_add(doc, "path", cli_json_bytes(c->f->shown, strlen(c->f->shown)));
	json_object_object_add(doc, "ok", json_object_new_boolean(c->n_fatal == 0));
	json_object_object_add(doc, "findings", c->list);
	cli_json_write(stdout, doc);
	json_object_put(doc);
}

static bool has_data(const struct bitnet_gguf *g)
{
	uint64_t i;

	for (i = 0; i < bitnet_gguf_n_tensors(g); i++)
		if (!bitnet_gguf_tensor_at(g, i)->data)
			return false;
	return true;
}

int info_check(const struct info_file *f)
{
	struct bitnet_error err;
	struct check c;
	int status;

	begin(&c, f);
	status = bitnet_model_check(f->g, has_data(f->g), report, &c, &err);
	if (!status)
		status = bitnet_tok_check(f->g, report, &c, &err);
	end(&c);
	if (status)
		return cli_fail(&err, f->shown);
	cli_info("%s: %zu findings, %zu of them fatal", f->shown, c.n, c.n_fatal);
	return c.n_fatal ? CLI_EXIT_NO : CLI_EXIT_OK;
}

void info_check_refused(const struct info_file *f, const struct bitnet_error *err)
{
	struct bitnet_finding found = { .fatal = true, .name = err->name, .subject = "", .message = err->message };
	struct check c;

	begin(&c, f);
	report(&c, &found);
	end(&c);
}
