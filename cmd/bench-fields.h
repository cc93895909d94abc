/* SPDX-License-Identifier: MIT */
/* The fields of a record, which one function lists once for JSON and for CSV. */
#ifndef BITNET_CMD_BENCH_FIELDS_H
#define BITNET_CMD_BENCH_FIELDS_H

#include <stdbool.h>
#include <stdio.h>

#include "cli-json.h"

/* Called with each field in turn; value is handed over, NULL is null. */
typedef void bench_field_fn(void *arg, const char *name, struct json_object *value);

/* arg: a JSON object. */
void bench_into_object(void *arg, const char *name, struct json_object *value);

/* arg: a line of CSV on its way, of the names or of the values; the newline is the caller's. */
struct bench_csv {
	FILE *f;
	bool names;
	size_t n;                       /* fields so far */
};
void bench_into_csv(void *arg, const char *name, struct json_object *value);

#endif
