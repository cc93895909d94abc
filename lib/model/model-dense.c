/* SPDX-License-Identifier: MIT */
/*
 * Dense matrices are used as they lie in the file; their floats and block scales must be finite.
 * Vectors (norms, biases, scales of products) become floats of our own.
 */
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "model/model-int.h"

/* What a type has to show that is finite: the exponents of all floats of eight bytes, or the f16 scales of its blocks. */
struct finite {
	uint64_t exponent, lowest, sign;        /* the bits of each */
	size_t block, at, n_scales;             /* bytes of a block, those before its scales; 0: no blocks */
};

/* Rows of one tensor, looked at by several threads. */
struct scan {
	const unsigned char *data;
	size_t row_bytes;
	const struct finite *finite;
	_Atomic size_t first_bad;       /* the lowest row that is not ok, or SIZE_MAX */
};

/*
 * A row of floats, eight bytes at a time: adding the lowest exponent bit to the exponent alone
 * carries into the sign's place when all exponent bits are set, which is when the number is not
 * finite.
 */
static bool floats_ok(const struct finite *f, const unsigned char *p, size_t bytes)
{
	uint64_t bad = 0, v;
	size_t i;

	for (i = 0; i + 8 <= bytes; i += 8) {
		memcpy(&v, p + i, 8);
		bad |= (v & f->exponent) + f->lowest;
	}
	if (i < bytes) {
		v = 0;
		memcpy(&v, p + i, bytes - i);
		bad |= (v & f->exponent) + f->lowest;
	}
	return !(bad & f->sign);
}

static bool scales_ok(const struct finite *f, const unsigned char *p, size_t bytes)
{
	unsigned int bad = 0;
	size_t i, j;

	for (i = f->at; i + 2 * f->n_scales <= bytes; i += f->block)
		for (j = 0; j < f->n_scales; j++)
			bad |= (p[i + 2 * j + 1] & 0x7cu) == 0x7cu;
	return !bad;
}

static void scan_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct scan *s = arg;
	size_t r;

	(void)thread;
	for (r = begin; r < end; r++)
		if (!(s->finite->block ? scales_ok : floats_ok)(s->finite, s->data + r * s->row_bytes, s->row_bytes)) {
			size_t first = atomic_load(&s->first_bad);

			while (r < first && !atomic_compare_exchange_weak(&s->first_bad, &first, r))
				;
			return;
		}
}

static void check_finite(struct bitnet_loader *l, const struct bitnet_tensor *t, enum bitnet_dense type, size_t n_rows)
{
	static const struct finite finite[BITNET_DENSE_COUNT] = {
		[BITNET_DENSE_F32] = { 0x7f8000007f800000, 0x0080000000800000, 0x8000000080000000, 0, 0, 0 },
		[BITNET_DENSE_F16] = { 0x7c007c007c007c00, 0x0400040004000400, 0x8000800080008000, 0, 0, 0 },
		[BITNET_DENSE_BF16] = { 0x7f807f807f807f80, 0x0080008000800080, 0x8000800080008000, 0, 0, 0 },
		[BITNET_DENSE_Q8_0] = { .block = 34, .n_scales = 1 },
		[BITNET_DENSE_Q4_0] = { .block = 18, .n_scales = 1 },
		[BITNET_DENSE_Q6_K] = { .block = 210, .at = 208, .n_scales = 1 },
		[BITNET_DENSE_Q4_1] = { .block = 20, .n_scales = 2 },
		[BITNET_DENSE_Q5_0] = { .block = 22, .n_scales = 1 },
		[BITNET_DENSE_Q5_1] = { .block = 24, .n_scales = 2 },
		[BITNET_DENSE_IQ4_NL] = { .block = 18, .n_scales = 1 },
		[BITNET_DENSE_Q4_K] = { .block = 144, .n_scales = 2 },
		[BITNET_DENSE_Q5_K] = { .block = 176, .n_scales = 2 },
	};
	struct scan s = { .data = t->data, .row_bytes = (size_t)(t->n_bytes / n_rows), .finite = &finite[type] };
	char shown[128];

	atomic_init(&s.first_bad, SIZE_MAX);
	bitnet_pool_run(l->pool, scan_rows, &s, n_rows, 1 + 65536 / s.row_bytes);
	if (atomic_load(&s.first_bad) != SIZE_MAX)
		bitnet_finding_fatal(l->f, BITNET_E_INPUT, "tensor_not_finite", t->name,
				     "tensor '%s' holds a value or scale that is not finite, in row %zu",
				     bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n), atomic_load(&s.first_bad));
}

int bitnet_load_dense(struct bitnet_loader *l, const struct bitnet_use *u)
{
	const struct bitnet_tensor *t = u->tensor;
	struct bitnet_matrix *m = u->dest;
	enum bitnet_dense type = BITNET_DENSE_F32;

	bitnet_type_is_dense(t->type, &type);
	check_finite(l, t, type, (size_t)t->ne[1]);
	if (!l->m || l->f->status)
		return 0;
	m->data = t->data;
	m->dense = type;
	m->row_bytes = (size_t)(t->n_bytes / t->ne[1]);
	l->m->info.mapped_bytes += t->n_bytes;
	return 0;
}

/* A divisor of 0 or below makes no sense. */
static void check_positive(struct bitnet_loader *l, const struct bitnet_tensor *t, const float *v)
{
	char shown[128];
	size_t i;

	for (i = 0; i < t->ne[0]; i++)
		if (!(v[i] > 0)) {
			bitnet_finding_fatal(l->f, BITNET_E_INPUT, "tensor_range", t->name, "tensor '%s' holds %g, above 0 expected",
					     bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n), (double)v[i]);
			return;
		}
}

int bitnet_load_vector(struct bitnet_loader *l, const struct bitnet_use *u)
{
	const struct bitnet_tensor *t = u->tensor;
	enum bitnet_dense type = BITNET_DENSE_F32;
	float *v;

	bitnet_type_is_dense(t->type, &type);
	check_finite(l, t, type, 1);
	if (!l->m || l->f->status)
		return 0;
	v = bitnet_model_own(l->m, (size_t)t->ne[0], sizeof(*v), l->err);
	if (!v)
		return BITNET_E_NOMEM;
	l->k.dequant[type](v, t->data, (size_t)t->ne[0]);
	memcpy(u->dest, &v, sizeof(v));
	if (u->role == BITNET_ROLE_DIVISOR)
		check_positive(l, t, v);
	return 0;
}
