/* SPDX-License-Identifier: MIT */
/* A whole JSON text in memory, as json-c reads it. */
#ifndef BITNET_BASE_JSON_TEXT_H
#define BITNET_BASE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include <bitnet/error.h>

/* At most `depth` levels; n < 2^31.  *doc is NULL for the text "null"; release it with json_object_put(). */
int bitnet_json_text(struct json_object **doc, const char *data, size_t n, int depth, struct bitnet_error *err);

/*
 * Whether a text has the escape of U+0000 in a string.  json-c ends a key there, so that names which are
 * not the same would be: what reads names refuses such a text.
 */
bool bitnet_json_has_nul(const char *s, size_t n);

#endif
