/* SPDX-License-Identifier: MIT */
/* The document that bitnet-tok-discover and bitnet-tok-fetch write. */
#ifndef BITNET_CMD_CLI_DOCUMENT_H
#define BITNET_CMD_CLI_DOCUMENT_H

#include <json-c/json.h>

#include <bitnet/discover.h>

/* What was found, and its tokenizer as t tells of it: d itself, or the discovery of what was fetched; NULL: there is none yet. */
struct json_object *cli_document(const struct bitnet_discovery *d, const struct bitnet_discovery *t);

#endif
