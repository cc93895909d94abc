/* SPDX-License-Identifier: MIT */
/*
 * A model whose tokenizer was compiled before need not be opened: the image says that it is in the file
 * and sound, the file is the one that it was, and there is nothing beside it that goes first.
 */
#include <stdlib.h>

#include "discover/search.h"
#include "tok/tok-open.h"

/* Whether the search would look at any file beside the model. */
static bool alone(const char *model_path, const struct bitnet_discover_options *o)
{
	struct bitnet_search s = { .model_path = model_path, .o = o, .chosen = true };
	bool yes;

	/* As if another had been chosen: what is beside the model is listed and not opened. */
	s.d = calloc(1, sizeof(*s.d));
	if (!s.d)
		return false;
	yes = bitnet_discover_colocated(&s, NULL) == 0 && !s.d->n_candidates;
	bitnet_buf_release(&s.tried);
	bitnet_buf_release(&s.warnings);
	bitnet_discovery_free(s.d);
	return yes;
}

bool bitnet_discovery_shortcut(struct bitnet_tok **out, const char *model_path, const struct bitnet_discover_options *o)
{
	struct bitnet_tok_source s;
	struct bitnet_tok *t = NULL;
	uint64_t n_parts;
	bool found;

	if (!o->tok.compiled || o->tokenizer || !alone(model_path, o))
		return false;
	found = bitnet_tok_source_open(&s, model_path, NULL) == 0 && s.is_gguf && bitnet_image_find(&t, &s.of, &o->tok, &n_parts);
	bitnet_tok_source_close(&s);
	/* Of a set of files the others have to be there. */
	if (found && n_parts == 1)
		*out = t;
	else
		bitnet_tok_free(t);
	return found && n_parts == 1;
}
