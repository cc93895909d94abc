/* SPDX-License-Identifier: MIT */
/* Conversions of tiny inputs, from memory or a folder, to an open GGUF. */
#ifndef BITNET_TESTS_CONVERT_RUN_H
#define BITNET_TESTS_CONVERT_RUN_H

#include <bitnet/convert.h>

#include "hf-build.h"
#include "model-build.h"
#include "model/codes.h"

#define RUN_FN __attribute__((unused)) static

static struct bitnet_convert_options run_o;
static struct bitnet_error run_err;
static struct bitnet_convert *run_c;
static struct bitnet_gguf *run_g;

RUN_FN void run_defaults(void)
{
	bitnet_convert_options_defaults(&run_o);
}

RUN_FN void run_done(void)
{
	bitnet_convert_free(run_c);
	bitnet_gguf_close(run_g);
	run_c = NULL;
	run_g = NULL;
}

/* Plan alone. */
RUN_FN int run_plan(const char *path)
{
	run_done();
	return bitnet_convert_open(&run_c, path, &run_o, NULL, NULL, &run_err);
}

/* Plan, write OUT, open it. */
RUN_FN void run_convert(const char *path, const char *out)
{
	FILE *f;

	CHECK_OK(run_plan(path), run_err);
	f = fopen(out, "wb");
	if (!f)
		FAIL("cannot write %s", out);
	CHECK_OK(bitnet_convert_write(run_c, f, NULL, NULL, &run_err), run_err);
	CHECK_INT(ftell(f), bitnet_convert_bytes(run_c));
	fclose(f);
	CHECK_OK(bitnet_gguf_open(&run_g, out, &run_err), run_err);
}

RUN_FN void run_refused(const char *path, enum bitnet_status status, const char *name, const char *message)
{
	if (run_plan(path) == 0)
		FAIL("accepted: %s", path);
	CHECK_STR(run_err.name, name);
	CHECK_HAS(run_err.message, message);
	CHECK_INT(run_err.status, status);
}

RUN_FN const struct bitnet_convert_tensor *run_tensor(const char *name)
{
	size_t i;

	for (i = 0; i < bitnet_convert_n_tensors(run_c); i++)
		if (strcmp(bitnet_convert_tensor_at(run_c, i)->name, name) == 0)
			return bitnet_convert_tensor_at(run_c, i);
	FAIL("no tensor %s in the plan", name);
}

RUN_FN void run_tiny(const struct tiny *t, const char *path)
{
	size_t n;
	unsigned char *s = tiny_build(t, &n);

	hf_put_file(path, s, n);
	free(s);
}

/* The codes of a ternary tensor of the output; release them. */
RUN_FN struct bitnet_codes run_codes(const char *name)
{
	const struct bitnet_tensor *t = bitnet_gguf_tensor(run_g, name);
	struct bitnet_codes codes;

	if (!t)
		FAIL("no tensor %s", name);
	CHECK_OK(bitnet_codes_read(&codes, run_g, t, NULL, &run_err), run_err);
	return codes;
}

#endif
