/* SPDX-License-Identifier: MIT */
/* What the files of lib/safetensors share. */
#ifndef BITNET_SAFETENSORS_ST_INT_H
#define BITNET_SAFETENSORS_ST_INT_H

#include <json-c/json.h>

#include "base/map.h"
#include "safetensors/safetensors.h"

/* Caps of our own.  The header of a model of a thousand tensors has about 100 KB. */
#define ST_MAX_HEADER  (UINT64_C(16) << 20)
#define ST_MAX_TENSORS 65536u
#define ST_MAX_FILES   1024u
#define ST_MAX_NAME    255u

struct bitnet_st_file {
	char *name;                     /* of the index; NULL: the only file */
	struct bitnet_map map;
	struct json_object *header;     /* holds the names */
};

struct bitnet_st {
	struct bitnet_st_file *files;
	size_t n_files, files_cap;
	struct bitnet_st_tensor *tensors;
	size_t n, cap;
	uint64_t bytes;
};

/* st-header.c: the tensors of one file, appended to s; data is that of the whole file. */
int bitnet_st_header(struct bitnet_st *s, struct bitnet_st_file *f, const unsigned char *data, uint64_t size,
		     struct bitnet_error *err);

#endif
