/* SPDX-License-Identifier: MIT */
/* What the files of bitnet-gguf-info share. */
#ifndef BITNET_CMD_GGUF_INFO_H
#define BITNET_CMD_GGUF_INFO_H

#include <stdio.h>

#include <bitnet/gguf.h>

#include "cli-json.h"

enum info_arrays { ARRAYS_NONE, ARRAYS_HEAD, ARRAYS_FULL };

/* Elements of an array that "head" shows. */
#define INFO_HEAD 8

/* A file that was opened. */
struct info_file {
	const char *shown;               /* its name for messages and records */
	const struct bitnet_gguf *g;
	bool several;                    /* each record begins with the file's name */
};

/* ---- gguf-info-value.c */

/* Text of unknown origin on stdout, escaped. */
void info_put(const char *s, size_t n);
void info_put_z(const char *s);
/* The file's name and a TAB, where records need it. */
void info_put_file(const struct info_file *f);
/* "u32", "string[128256]" */
void info_put_type(const struct bitnet_kv *kv);
/* The value, escaped; the elements of an array are fields separated by TAB. */
void info_put_value(const struct bitnet_kv *kv, enum info_arrays arrays);
/* The value as it is, each element of an array on a line. */
void info_put_raw(const struct bitnet_kv *kv, enum info_arrays arrays);
/* A number of the type, as the shortest decimal that reads back. */
void info_number(char buf[40], uint32_t type, const struct bitnet_kv *kv, uint64_t i);
struct json_object *info_json_value(const struct bitnet_kv *kv, enum info_arrays arrays);
struct json_object *info_json_elem(const struct bitnet_kv *kv, uint64_t i);
struct json_object *info_json_str(struct bitnet_str s);
/* The whole value is the same; *at is the first element that differs. */
bool info_same_value(const struct bitnet_kv *a, const struct bitnet_kv *b, uint64_t *at);
/* A key of g whose name is prefix, a dot, and suffix; NULL if absent. */
const struct bitnet_kv *info_arch_key(const struct bitnet_gguf *g, const char *suffix, char name[256]);

/* ---- gguf-info-facts.c */

#define INFO_N_SPECIAL 9
#define INFO_N_ADDED 3

/* Tensors of one type. */
struct info_row {
	uint32_t type, file_type;
	uint64_t tensors, elements, bytes;
	bool known;
};

struct info_special {
	const char *name;
	uint64_t id;
	struct bitnet_str token;
	bool present, found;
};

struct info_facts {
	uint64_t params, bytes;
	struct info_row *rows;
	size_t n_rows;
	uint64_t vocab;
	char vocab_source[256];
	struct info_special special[INFO_N_SPECIAL];
};

/* What the vocabulary puts around a text: a word for it and the key, which is a bool. */
struct info_added {
	const char *name, *key;
};
extern const struct info_added info_added[INFO_N_ADDED];

/* free() rows after use. */
void info_collect(struct info_facts *s, const struct bitnet_gguf *g);
double info_bits_per_weight(const struct info_facts *s);
/* The family of tokenizers that the file names; NULL for none or an unknown one. */
const char *info_algorithm(const struct bitnet_gguf *g);
/* An integer or an array of them. */
bool info_is_integer(const struct bitnet_kv *kv);
/* Keys that say where a model comes from, what it may be used for, and its chat templates. */
bool info_is_provenance(struct bitnet_str key);
bool info_is_license(struct bitnet_str key);
bool info_is_template(struct bitnet_str key);

/* ---- gguf-info-summary.c, gguf-info-json.c */

void info_summary(const struct info_file *f);
void info_summary_json(const struct info_file *f, struct json_object *doc);

/* ---- gguf-info-list.c: each returns the number of matches */

size_t info_keys(const struct info_file *f, const char *glob, enum info_arrays arrays);
size_t info_tensors(const struct info_file *f, const char *glob);
struct json_object *info_keys_json(const struct info_file *f, const char *glob, enum info_arrays arrays);
struct json_object *info_tensors_json(const struct info_file *f, const char *glob);
/* "F16"; a number that has no name as "unknown:200". */
const char *info_type_name(const struct bitnet_tensor *t, char buf[32]);

/* ---- gguf-info-check.c */

/* Every finding; the exit status. */
int info_check(const struct info_file *f);
/* The finding about a file that the reader refused; f->g is NULL. */
void info_check_refused(const struct info_file *f, const struct bitnet_error *err);

/* ---- gguf-info-diff.c: the exit status */

int info_diff(const struct info_file *a, const struct info_file *b, bool json);

#endif
