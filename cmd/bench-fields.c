/* SPDX-License-Identifier: MIT */
/* The fields of a record: see bench-fields.h. */
#include "bench-fields.h"

void bench_into_object(void *arg, const char *name, struct json_object *value)
{
	json_object_object_add(arg, name, value);
}

/* Texts stand in quotes, in which a quote is doubled. */
static void quoted(FILE *f, const char *s)
{
	putc('"', f);
	for (; *s; s++) {
		if (*s == '"')
			putc('"', f);
		putc(*s, f);
	}
	putc('"', f);
}

void bench_into_csv(void *arg, const char *name, struct json_object *value)
{
	struct bench_csv *c = arg;

	if (c->n++)
		putc(',', c->f);
	if (c->names)
		fputs(name, c->f);
	else if (json_object_is_type(value, json_type_string))
		quoted(c->f, json_object_get_string(value));
	else if (value)
		fputs(json_object_to_json_string(value), c->f);
	json_object_put(value);
}
