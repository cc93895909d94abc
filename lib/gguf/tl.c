/* SPDX-License-Identifier: MIT */
/* TL1 and TL2: which tiles a tensor has, and whether its shape can be cut into them. */
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "gguf/tl.h"

/* An entry is at most "4294967295x4294967295:4294967295,4294967295,4294967295/". */
#define MAX_TEXT (BITNET_TL_MAX_ENTRIES * 55)

/*
 * What the kernels of bitnet.cpp were built with (formats.md 4.5).  For Llama-3-8B its generator and the
 * presets of its repository differ: both are here, the generator's first.
 */
static const struct bitnet_tl_entry tl1_presets[] = {
	{ 1536, 4096, { 256, 128, 32 } },  { 1536, 1536, { 128, 64, 64 } },  { 4096, 1536, { 256, 128, 32 } },
	{ 3200, 8640, { 160, 64, 32 } },   { 3200, 3200, { 320, 128, 64 } }, { 8640, 3200, { 320, 64, 32 } },
	{ 14336, 4096, { 256, 128, 32 } }, { 4096, 14336, { 128, 64, 64 } }, { 1024, 4096, { 256, 128, 32 } },
	{ 4096, 4096, { 128, 64, 64 } },   { 14336, 4096, { 256, 128, 64 } }, { 4096, 14336, { 256, 128, 32 } },
	{ 1024, 4096, { 128, 64, 64 } },   { 4096, 4096, { 128, 64, 32 } },
};

static const struct bitnet_tl_entry tl2_presets[] = {
	{ 1536, 4096, { 256, 96, 32 } },  { 1536, 1536, { 128, 192, 32 } }, { 4096, 1536, { 256, 96, 32 } },
	{ 3200, 8640, { 160, 96, 32 } },  { 3200, 3200, { 320, 96, 32 } },  { 8640, 3200, { 320, 96, 32 } },
	{ 14336, 4096, { 256, 96, 32 } }, { 4096, 14336, { 128, 96, 32 } }, { 1024, 4096, { 256, 96, 32 } },
	{ 4096, 4096, { 128, 96, 32 } },
};

const char *bitnet_tl_key(uint32_t type)
{
	return type == BITNET_TENSOR_TL1 ? "bitnet.tl1.config" : "bitnet.tl2.config";
}

static const struct bitnet_tl_entry *find_entry(const struct bitnet_tl_entry *e, size_t n, uint64_t n_rows, uint64_t n_cols)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (e[i].n_rows == n_rows && e[i].n_cols == n_cols)
			return &e[i];
	return NULL;
}

/* ---- text */

struct cursor {
	const char *p, *end;
};

/* A number from 1 to 2^32 - 1, without leading zeros. */
static bool take_number(struct cursor *c, uint32_t *out)
{
	uint64_t v = 0;

	if (c->p == c->end || *c->p == '0')
		return false;
	while (c->p < c->end && *c->p >= '0' && *c->p <= '9') {
		v = v * 10 + (uint64_t)(*c->p++ - '0');
		if (v > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)v;
	return v != 0;
}

static bool take_char(struct cursor *c, char want)
{
	if (c->p == c->end || *c->p != want)
		return false;
	c->p++;
	return true;
}

static bool take_entry(struct cursor *c, struct bitnet_tl_entry *e)
{
	e->tiles.part = 32;
	return take_number(c, &e->n_rows) && take_char(c, 'x') && take_number(c, &e->n_cols) && take_char(c, ':') &&
	       take_number(c, &e->tiles.rows) && take_char(c, ',') && take_number(c, &e->tiles.cols) &&
	       (!take_char(c, ',') || take_number(c, &e->tiles.part));
}

int bitnet_tl_table_parse(struct bitnet_tl_table *t, struct bitnet_str text, struct bitnet_error *err)
{
	struct cursor c = { text.s, text.s + text.n };
	struct bitnet_tl_table table = { .n = 0 };
	struct bitnet_tl_entry e;
	char shown[128];
	int s;

	if (text.n > MAX_TEXT)
		return bitnet_error_set(err, BITNET_E_INPUT, "tl_config", "tiles of %zu bytes, %d at most", text.n, MAX_TEXT);
	do {
		const char *start = c.p;

		if (!take_entry(&c, &e) || (c.p < c.end && *c.p != '/'))
			return bitnet_error_set(err, BITNET_E_INPUT, "tl_config", "'%s' does not begin with tiles, ROWSxCOLS:BM,BK,bm",
						bitnet_text_escape(shown, sizeof(shown), start, (size_t)(c.end - start)));
		s = bitnet_tl_table_add(&table, e.n_rows, e.n_cols, e.tiles, err);
		if (s)
			return s;
	} while (take_char(&c, '/'));
	*t = table;
	return 0;
}

int bitnet_tl_table_add(struct bitnet_tl_table *t, uint64_t n_rows, uint64_t n_cols, struct bitnet_tl_tiles tiles, struct bitnet_error *err)
{
	unsigned long long m = n_rows, k = n_cols;

	if (m > UINT32_MAX || k > UINT32_MAX)
		return bitnet_error_set(err, BITNET_E_INPUT, "tl_config", "tiles for %llu x %llu, each at most %u", m, k, UINT32_MAX);
	if (find_entry(t->entries, t->n, n_rows, n_cols))
		return bitnet_error_set(err, BITNET_E_INPUT, "tl_config", "tiles for %llux%llu stand there twice", m, k);
	if (t->n == BITNET_TL_MAX_ENTRIES)
		return bitnet_error_set(err, BITNET_E_INPUT, "tl_config", "tiles for more than %d shapes", BITNET_TL_MAX_ENTRIES);
	t->entries[t->n++] = (struct bitnet_tl_entry){ (uint32_t)n_rows, (uint32_t)n_cols, tiles };
	return 0;
}

void bitnet_tl_table_text(const struct bitnet_tl_table *t, struct bitnet_buf *out)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		const struct bitnet_tl_entry *e = &t->entries[i];

		bitnet_buf_printf(out, "%s%ux%u:%u,%u,%u", i ? "/" : "", e->n_rows, e->n_cols, e->tiles.rows, e->tiles.cols, e->tiles.part);
	}
}

/* ---- shapes */

/* In TL2 256 columns of every row count as pairs, 4 bits each; the others as triples of 5 bits, eight or none. */
static uint64_t tl2_scale_at(uint64_t m, uint64_t k)
{
	uint64_t triples, pairs, n;

	if (k < 256 || __builtin_mul_overflow(k - 256, m, &triples) || __builtin_mul_overflow(triples / 3, 5, &triples) ||
	    __builtin_mul_overflow(m, 256, &pairs))
		return 0;
	n = triples / 8 + pairs / 2 * 4 / 8;
	return (n + 31) / 32 * 32;
}

uint64_t bitnet_tl_scale_at(uint32_t type, uint64_t n_rows, uint64_t n_cols)
{
	uint64_t n;

	if (type == BITNET_TENSOR_TL2)
		return tl2_scale_at(n_rows, n_cols);
	return __builtin_mul_overflow(n_rows, n_cols, &n) || n % 4 ? 0 : n / 4;
}

void bitnet_tl_map_init(struct bitnet_tl_map *m, uint32_t type, size_t n_rows, size_t n_cols, struct bitnet_tl_tiles tiles)
{
	*m = (struct bitnet_tl_map){ .tiles = tiles, .n_rows = n_rows, .n_cols = n_cols };
	m->scale_at = (size_t)bitnet_tl_scale_at(type, n_rows, n_cols);
	m->end = m->scale_at;
	if (type == BITNET_TENSOR_TL2) {
		m->k3 = n_cols / tiles.cols * tiles.cols;
		m->signs_at = n_rows * (m->k3 / 24) * 4;
		m->pairs_at = n_rows * (m->k3 / 24) * 5;
		m->end = m->pairs_at + n_rows * ((n_cols - m->k3) / 4);
	}
}

/* Why a shape can not have these tiles, or NULL.  n_rows * n_cols was found to fit. */
static const char *tl1_fault(uint64_t n_rows, uint64_t n_cols, struct bitnet_tl_tiles t)
{
	if (t.part != 16 && t.part != 32 && t.part != 64)
		return "bm is none of 16, 32, 64";
	if (t.rows % t.part)
		return "BM is no multiple of bm";
	if (t.cols % (256 / t.part))
		return "BK is no multiple of 256 / bm";
	return n_rows % t.rows ? "the rows are no multiple of BM" : n_cols % t.cols ? "the columns are no multiple of BK" : NULL;
}

static const char *tl2_fault(uint64_t n_rows, uint64_t n_cols, struct bitnet_tl_tiles t)
{
	struct bitnet_tl_map m;

	if (t.part != 32)
		return "bm is not 32";
	if (t.rows % 32)
		return "BM is no multiple of 32";
	if (t.cols % 24)
		return "BK is no multiple of 24";
	if (n_rows % t.rows)
		return "the rows are no multiple of BM";
	if (n_cols % t.cols % 32)
		return "the columns behind the last whole BK are no multiple of 32";
	bitnet_tl_map_init(&m, BITNET_TENSOR_TL2, (size_t)n_rows, (size_t)n_cols, t);
	return m.end > m.scale_at ? "the columns behind the last whole BK are more than 256" : NULL;
}

int bitnet_tl_check(uint32_t type, uint64_t n_rows, uint64_t n_cols, struct bitnet_tl_tiles t, struct bitnet_error *err)
{
	const char *why;

	if (!n_rows || !n_cols || !bitnet_tl_scale_at(type, n_rows, n_cols))
		why = type == BITNET_TENSOR_TL2 ? "it needs 256 columns" : "the weights are no multiple of 4";
	else if (!t.rows || !t.cols)
		why = "BM and BK are at least 1";
	else
		why = type == BITNET_TENSOR_TL2 ? tl2_fault(n_rows, n_cols, t) : tl1_fault(n_rows, n_cols, t);
	if (!why)
		return 0;
	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tl_shape", "%llu rows of %llu columns can not be %s with tiles of %u,%u,%u: %s",
				(unsigned long long)n_rows, (unsigned long long)n_cols, bitnet_tensor_type_name(type), t.rows, t.cols, t.part,
				why);
}

/* ---- which tiles */

static int find_preset(struct bitnet_tl_tiles *out, uint32_t type, uint64_t n_rows, uint64_t n_cols, bool write, struct bitnet_error *err)
{
	bool tl1 = type == BITNET_TENSOR_TL1;
	const struct bitnet_tl_entry *p = tl1 ? tl1_presets : tl2_presets, *e, *other;
	size_t n = tl1 ? sizeof(tl1_presets) / sizeof(*p) : sizeof(tl2_presets) / sizeof(*p);
	const char *name = bitnet_tensor_type_name(type);
	int s;

	e = find_entry(p, n, n_rows, n_cols);
	if (!e) {
		s = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tl_unknown", "no tiles are known for %s of %llu rows of %llu columns", name,
				     (unsigned long long)n_rows, (unsigned long long)n_cols);
		bitnet_error_hint(err, "--tl-config %llux%llu:BM,BK,bm gives them", (unsigned long long)n_rows, (unsigned long long)n_cols);
		return s;
	}
	other = find_entry(e + 1, n - (size_t)(e + 1 - p), n_rows, n_cols);
	if (other && !write) {
		s = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tl_ambiguous",
				     "%s of %u rows of %u columns was written with tiles of %u,%u,%u and of %u,%u,%u: nothing says which",
				     name, e->n_rows, e->n_cols, e->tiles.rows, e->tiles.cols, e->tiles.part, other->tiles.rows,
				     other->tiles.cols, other->tiles.part);
		bitnet_error_hint(err, "--tl-config %ux%u:%u,%u,%u says so", e->n_rows, e->n_cols, e->tiles.rows, e->tiles.cols, e->tiles.part);
		return s;
	}
	*out = e->tiles;
	return 0;
}

int bitnet_tl_find(struct bitnet_tl_tiles *out, uint32_t type, uint64_t n_rows, uint64_t n_cols, const struct bitnet_tl_table *given,
		   bool write, struct bitnet_error *err)
{
	const struct bitnet_tl_entry *e = given ? find_entry(given->entries, given->n, n_rows, n_cols) : NULL;
	struct bitnet_tl_tiles tiles;
	int s = 0;

	if (e)
		tiles = e->tiles;
	else
		s = find_preset(&tiles, type, n_rows, n_cols, write, err);
	if (s == 0)
		s = bitnet_tl_check(type, n_rows, n_cols, tiles, err);
	if (s == 0)
		*out = tiles;
	return s;
}

int bitnet_tl_find_in(struct bitnet_tl_tiles *out, const struct bitnet_gguf *g, const struct bitnet_tensor *t,
		      const struct bitnet_tl_table *given, struct bitnet_error *err)
{
	uint64_t n_cols = t->ne[0], n_rows = t->n_elements / n_cols;
	const char *key = bitnet_tl_key(t->type);
	struct bitnet_tl_table own;
	struct bitnet_str text;
	int s;

	if (given && find_entry(given->entries, given->n, n_rows, n_cols))
		return bitnet_tl_find(out, t->type, n_rows, n_cols, given, false, err);
	s = bitnet_gguf_get_str(g, key, &text, err);
	if (s == BITNET_E_NOTFOUND)
		return bitnet_tl_find(out, t->type, n_rows, n_cols, NULL, false, err);
	if (s)
		return s;
	s = bitnet_tl_table_parse(&own, text, err);
	if (s) {
		bitnet_error_prefix(err, "key '%s'", key);
		return s;
	}
	return bitnet_tl_find(out, t->type, n_rows, n_cols, &own, false, err);
}
