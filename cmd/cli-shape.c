/* SPDX-License-Identifier: MIT */
/* Shapes of tensors: see cli-shape.h. */
#include <stdio.h>

#include "cli-json.h"
#include "cli-shape.h"

const char *cli_shape(const uint64_t *ne, uint32_t n, char buf[96])
{
	size_t at = 0;
	uint32_t i;

	buf[0] = '\0';
	for (i = 0; i < n && at < 96; i++)
		at += (size_t)snprintf(buf + at, 96 - at, "%s%llu", i ? "x" : "", (unsigned long long)ne[i]);
	return buf;
}

struct json_object *cli_json_shape(const uint64_t *ne, uint32_t n)
{
	struct json_object *list = json_object_new_array();
	uint32_t i;

	for (i = 0; i < n; i++)
		json_object_array_add(list, cli_json_uint(ne[i]));
	return list;
}
