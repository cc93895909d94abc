/* SPDX-License-Identifier: MIT */
/* One ternary tensor through the loader, and its run-time layout into codes. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "model/codes.h"
#include "model/model-int.h"

struct unpack {
	const struct bitnet_matrix *m;
	int8_t *codes;
};

static void unpack_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct unpack *u = arg;
	size_t r, c;

	(void)thread;
	for (r = begin; r < end; r++) {
		const uint8_t *row = u->m->data + r * u->m->row_bytes;
		int8_t *out = u->codes + r * u->m->n_cols;

		for (c = 0; c < u->m->n_cols; c++)
			out[c] = (int8_t)((row[c / 128 * 32 + c % 32] >> (6 - 2 * (c % 128 / 32)) & 3) - 1);
	}
}

void bitnet_codes_release(struct bitnet_codes *c)
{
	free(c->codes);
	free(c->block_scales);
	memset(c, 0, sizeof(*c));
}

/* The loaded matrix as codes. */
static int unpack(struct bitnet_codes *out, const struct bitnet_matrix *m, struct bitnet_pool *pool, struct bitnet_error *err)
{
	struct bitnet_codes c = { .n_rows = m->n_rows, .n_cols = m->n_cols, .scale = m->scale };
	struct unpack u = { m, NULL };
	size_t n_blocks = m->n_rows * (m->n_cols / BITNET_TQ_BLOCK);

	c.codes = u.codes = bitnet_alloc(m->n_rows, m->n_cols);
	if (m->block_scales)
		c.block_scales = bitnet_alloc(n_blocks, sizeof(float));
	if (!c.codes || (m->block_scales && !c.block_scales)) {
		bitnet_codes_release(&c);
		return bitnet_error_nomem(err, (unsigned long long)m->n_rows * m->n_cols + 4 * n_blocks);
	}
	if (m->block_scales)
		memcpy(c.block_scales, m->block_scales, n_blocks * sizeof(float));
	bitnet_pool_run(pool, unpack_rows, &u, m->n_rows, 1 + 65536 / m->n_cols);
	*out = c;
	return 0;
}

static int check_tensor(const struct bitnet_tensor *t, struct bitnet_error *err)
{
	char shown[128];
	const char *type = bitnet_tensor_type_name(t->type);

	bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n);
	if (!bitnet_type_is_ternary(t->type) || !t->size_known)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tensor_type", "tensor '%s' has the type %s, and not a ternary one", shown,
					type ? type : "unknown");
	if (t->ne[2] != 1 || t->ne[3] != 1)
		return bitnet_error_set(err, BITNET_E_INPUT, "tensor_shape", "tensor '%s' has more than two dimensions", shown);
	if (!t->data)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "model_stream",
					"tensor '%s' can not be read from a stream: save it to a file", shown);
	return 0;
}

int bitnet_codes_read(struct bitnet_codes *out, const struct bitnet_gguf *g, const struct bitnet_tensor *t,
		      const struct bitnet_model_options *o, struct bitnet_error *err)
{
	struct bitnet_model_options defaults;
	struct bitnet_findings f = { NULL, NULL, err, 0, 0 };
	struct bitnet_model *m;
	struct bitnet_matrix matrix = { .n_rows = (size_t)t->ne[1], .n_cols = (size_t)t->ne[0] };
	struct bitnet_use use = { .tensor = t, .role = BITNET_ROLE_MATRIX, .dest = &matrix };
	struct bitnet_tl_table given;
	struct bitnet_loader l = { .f = &f, .err = err };
	int s = check_tensor(t, err);

	if (!o) {
		bitnet_model_options_defaults(&defaults);
		o = &defaults;
	}
	if (s == 0)
		s = bitnet_tl_given(&given, o->tl_config, err);
	if (s == 0 && bitnet_type_is_tl(t->type))
		s = bitnet_tl_find_in(&use.tiles, g, t, &given, err);
	if (s)
		return s;
	m = calloc(1, sizeof(*m));
	if (!m)
		return bitnet_error_nomem(err, sizeof(*m));
	l.m = m;
	l.i2s_layout = o->i2s_layout;
	bitnet_kernels_init(&l.k, BITNET_LEVEL_C);
	s = bitnet_pool_new(&l.pool, o->n_threads ? o->n_threads : bitnet_pool_default(), err);
	if (s == 0)
		s = bitnet_load_ternary(&l, &use);
	if (s == 0)
		s = f.status;
	if (s == 0)
		s = unpack(out, &matrix, l.pool, err);
	bitnet_pool_free(l.pool);
	bitnet_model_free(m);
	return s;
}
