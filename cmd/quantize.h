/* SPDX-License-Identifier: MIT */
/* bitnet-quantize: how a plan is shown. */
#ifndef BITNET_CMD_QUANTIZE_H
#define BITNET_CMD_QUANTIZE_H

#include <stdbool.h>
#include <stdio.h>

#include <bitnet/convert.h>

#include "cli-json.h"

/* One tensor a line; for people with a header, in columns. */
void quantize_table(FILE *f, const struct bitnet_convert *c, bool for_people);
/* Keys that change and sizes, as messages. */
void quantize_say(const struct bitnet_convert *c);
/* What is lost, as messages: scales that are rounded (where `rounding`), and weights that were not ternary. */
void quantize_say_losses(const struct bitnet_convert *c, bool rounding);
/* The whole plan; input and output as they were given, output NULL where nothing is written. */
struct json_object *quantize_json(const struct bitnet_convert *c, const char *input, const char *output);

#endif
