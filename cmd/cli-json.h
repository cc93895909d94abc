/* SPDX-License-Identifier: MIT */
/* JSON documents of the programs, by json-c. */
#ifndef BITNET_CMD_CLI_JSON_H
#define BITNET_CMD_CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <json-c/json.h>

/*
 * Strict JSON (RFC 8259, UTF-8, at most 64 levels deep) whose top is an object or an array; NULL, with
 * the reason in why, for anything else.
 */
struct json_object *cli_json_parse(const char *s, size_t n, char *why, size_t cap);

/*
 * Whether every integer in o is the one that was read: json-c gives the nearest that it can hold, so
 * the ends of its range are in doubt.
 */
bool cli_json_exact(struct json_object *o);

/* A string when s is UTF-8, else {"bytes":[...]}. */
struct json_object *cli_json_bytes(const char *s, size_t n);

/* A string when s is not NULL, else null. */
struct json_object *cli_json_str(const char *s);

/* A number; above 2^53 - 1 a string, so that every reader sees the digits. */
struct json_object *cli_json_uint(uint64_t v);

/* The shortest decimal that reads back as v; null when v is not finite. */
struct json_object *cli_json_real(double v);

/* Seconds to the microsecond. */
struct json_object *cli_json_seconds(double t);

/* One document: indented when f is a terminal, else one line; newline at the end. Does not flush. */
void cli_json_write(FILE *f, struct json_object *o);

/* One object of a stream: always one line. */
void cli_json_line(FILE *f, struct json_object *o);

#endif
