/* SPDX-License-Identifier: MIT */
/* A whole JSON text in memory, as json-c reads it. */
#ifndef BITNET_DISCOVER_JSON_TEXT_H
#define BITNET_DISCOVER_JSON_TEXT_H

#include <stddef.h>

#include <json-c/json.h>

#include <bitnet/error.h>

/* At most `depth` levels; n < 2^31.  *doc is NULL for the text "null"; release it with json_object_put(). */
int bitnet_discover_json(struct json_object **doc, const char *data, size_t n, int depth, struct bitnet_error *err);

#endif
