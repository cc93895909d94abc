/* SPDX-License-Identifier: MIT */
/* Manifests of Ollama. */
#ifndef BITNET_FETCH_OLLAMA_H
#define BITNET_FETCH_OLLAMA_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

/*
 * The layer of a manifest that is the model: its digest, 64 digits, and its size.  BITNET_E_INPUT "ollama_manifest"
 * for what is no manifest, has no model, or a digest that is none.
 */
int bitnet_ollama_manifest(char digest[65], int64_t *size, const char *json, size_t n, struct bitnet_error *err);

#endif
