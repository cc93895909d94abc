/* SPDX-License-Identifier: MIT */
/*
 * Names that come from a server, a file or a bundle and may become part of a path or an address: the one
 * place that says which are safe, asked before writing and before reading.  None takes a NUL inside.
 */
#ifndef BITNET_BASE_NAMES_H
#define BITNET_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* NAME or OWNER/NAME, of letters, digits, '_', and single '.' or '-' inside, 96 bytes a part at most. */
bool bitnet_name_repo(const char *s, size_t n);

/* The name of a tokenizer's file: a relative path of such parts, 255 bytes at most. */
bool bitnet_name_file(const char *s, size_t n);

/* A key of the cache: one such part in lower case, 64 bytes at most. */
bool bitnet_name_key(const char *s, size_t n);

/*
 * Any file of a repository: UTF-8, relative, without empty parts, parts that begin with a dot, '\\', ':',
 * or control characters; 255 bytes a part and 1024 in all at most.
 */
bool bitnet_name_path(const char *s, size_t n);

/* A branch, a tag, refs/pr/1 or a commit: a relative path of parts that may hold single dots; 255 bytes at most. */
bool bitnet_name_revision(const char *s, size_t n);

/* A commit: 40 lower-case hexadecimal digits. */
bool bitnet_name_commit(const char *s, size_t n);

/* The hash of a file as the Hub writes it, without W/ and quotes: 40 digits (git blob) or 64 (SHA-256), lower case. */
bool bitnet_name_etag(const char *s, size_t n);

/* 64 lower-case hexadecimal digits. */
bool bitnet_name_sha256(const char *s, size_t n);

#endif
