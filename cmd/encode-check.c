/* SPDX-License-Identifier: MIT */
/* bitnet-encode --check: where two tokenizers are not the same. */
#include <string.h>

#include "cli-json.h"
#include "cli.h"
#include "encode-parts.h"

struct check {
	struct json_object *list;       /* NULL: text */
	size_t n;
};

static int report(void *arg, const struct bitnet_finding *f)
{
	struct check *c = arg;
	struct json_object *o;

	c->n++;
	if (!c->list) {
		/* The library has escaped what comes from files. */
		printf("%s\t%s\t%s\n", f->name, f->subject, f->message);
		return 0;
	}
	o = json_object_new_object();
	json_object_object_add(o, "name", json_object_new_string(f->name));
	json_object_object_add(o, "subject", cli_json_bytes(f->subject, strlen(f->subject)));
	json_object_object_add(o, "message", cli_json_bytes(f->message, strlen(f->message)));
	json_object_array_add(c->list, o);
	return 0;
}

static void write_document(const struct check *c, const char *first, const char *second)
{
	struct json_object *doc = json_object_new_object();

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.encode-check/1"));
	json_object_object_add(doc, "first", cli_json_bytes(first, strlen(first)));
	json_object_object_add(doc, "second", cli_json_bytes(second, strlen(second)));
	json_object_object_add(doc, "same", json_object_new_boolean(c->n == 0));
	json_object_object_add(doc, "differences", c->list);
	cli_json_write(stdout, doc);
	json_object_put(doc);
}

/* Of the two files --pre is for the one that leaves it open how text is cut. */
static int open_one(struct bitnet_tok **out, const char *path, const struct bitnet_tok_options *o)
{
	struct bitnet_tok_options plain = *o;
	struct bitnet_error err;
	int rc = bitnet_tok_open_as(out, path, o, &err);

	plain.pre = NULL;
	if (rc && strcmp(err.name, "tok_pre_given") == 0)
		rc = bitnet_tok_open_as(out, path, &plain, &err);
	return rc ? cli_fail(&err, path) : 0;
}

int encode_check(const char *first, const char *second, const struct bitnet_tok_options *o)
{
	struct check c = { NULL, 0 };
	struct bitnet_tok *a = NULL, *b = NULL;
	struct bitnet_error err;
	int status = open_one(&a, first, o);

	if (status == 0)
		status = open_one(&b, second, o);
	if (status == 0) {
		c.list = cli.json ? json_object_new_array() : NULL;
		if (bitnet_tok_differ(a, b, report, &c, &err) != 0) {
			status = cli_fail(&err, second);
			json_object_put(c.list);
		} else {
			if (cli.json)
				write_document(&c, first, second);
			cli_info("%zu difference%s", c.n, c.n == 1 ? "" : "s");
			status = c.n ? CLI_EXIT_NO : CLI_EXIT_OK;
		}
	}
	bitnet_tok_free(a);
	bitnet_tok_free(b);
	return status;
}
