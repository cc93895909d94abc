/* SPDX-License-Identifier: MIT */
/* Shapes of tensors: n dimensions, the fastest first. */
#ifndef BITNET_CMD_CLI_SHAPE_H
#define BITNET_CMD_CLI_SHAPE_H

#include <stdint.h>

#include <json-c/json.h>

/* "2560x6912"; up to four dimensions. */
const char *cli_shape(const uint64_t *ne, uint32_t n, char buf[96]);

/* [2560,6912] */
struct json_object *cli_json_shape(const uint64_t *ne, uint32_t n);

#endif
