/* SPDX-License-Identifier: MIT */
/* Load a tiny model, check it, run it: what a single change must lead to. */
#ifndef BITNET_TESTS_MODEL_TRY_H
#define BITNET_TESTS_MODEL_TRY_H

#include <bitnet/infer.h>

#include "data.h"
#include "model-build.h"

TINY_FN int count_fatal(void *arg, const struct bitnet_finding *f)
{
	*(int *)arg += f->fatal;
	return 0;
}

/* Load t; on success also run two ids.  What a check says must agree. */
TINY_FN int try_model(const struct tiny *t, struct bitnet_error *err)
{
	size_t size, i;
	unsigned char *file = tiny_build(t, &size);
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	struct bitnet_session *s;
	struct bitnet_error check_err;
	int status, fatal = 0;

	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, err), *err);
	status = bitnet_model_load(&m, g, NULL, err);
	CHECK_OK(bitnet_model_check(g, true, count_fatal, &fatal, &check_err), check_err);
	if ((fatal != 0) != (status != 0))
		FAIL("load gives %d (%s), check has %d fatal findings", status, status ? err->message : "", fatal);
	if (status == 0) {
		CHECK_OK(bitnet_session_new(&s, m, NULL, err), *err);
		CHECK_OK(bitnet_session_eval(s, (const uint32_t[]){ 1, 2 }, 2, NULL, err), *err);
		for (i = 0; i < t->n_vocab; i++)
			CHECK(isfinite(bitnet_session_logits(s)[i]));
		bitnet_session_free(s);
	}
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
	return status;
}

TINY_FN void accepted(const struct tiny *t)
{
	struct bitnet_error err;

	CHECK_OK(try_model(t, &err), err);
}

TINY_FN void refused(const struct tiny *t, int status, const char *name, const char *text)
{
	struct bitnet_error err;
	int s = try_model(t, &err);

	if (s != status || strcmp(err.name, name) || !strstr(err.message, text))
		FAIL("gives %d, '%s': %s; want %d, '%s': %s", s, s ? err.name : "", s ? err.message : "", status, name, text);
}

#endif
