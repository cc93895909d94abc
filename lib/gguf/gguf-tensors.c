/* SPDX-License-Identifier: MIT */
/* The tensor table of a GGUF file: names and shapes, then places in the file (formats.md 1.5.7 to 1.5.11). */
#include <stdio.h>
#include <stdlib.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"

static void read_shape(struct bitnet_gguf_cursor *c, struct bitnet_tensor *t, const char *shown)
{
	uint32_t i;

	t->n_dims = (uint32_t)bitnet_gguf_number(c, 4, "number of dimensions");
	if (c->failed)
		return;
	if (t->n_dims < 1 || t->n_dims > 4) {
		bitnet_gguf_fail(c, "gguf_dims", "tensor '%s' has %u dimensions, 1 to 4 are allowed", shown, t->n_dims);
		return;
	}
	t->n_elements = 1;
	for (i = 0; i < 4; i++) {
		t->ne[i] = i < t->n_dims ? bitnet_gguf_number(c, 8, "dimension") : 1;
		if (c->failed)
			return;
		if (t->ne[i] < 1 || t->ne[i] > GGUF_MAX_DIM) {
			bitnet_gguf_fail(c, "gguf_dims", "tensor '%s' has the dimension %llu, 1 to 2147483648 are allowed",
					 shown, (unsigned long long)t->ne[i]);
			return;
		}
		if (!bitnet_mul_u64(t->n_elements, t->ne[i], &t->n_elements) || t->n_elements >= GGUF_MAX_ELEMENTS) {
			bitnet_gguf_fail(c, "gguf_dims", "tensor '%s' has 2^48 elements or more", shown);
			return;
		}
	}
}

static void read_tensor(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c)
{
	struct bitnet_tensor t = { .name = { "", 0 } };
	char shown[256];

	if (!bitnet_gguf_string(c, &t.name, 1, GGUF_MAX_NAME, "gguf_name", "tensor name"))
		return;
	bitnet_text_escape(shown, sizeof(shown), t.name.s, t.name.n);
	if (memchr(t.name.s, '\0', t.name.n)) {
		bitnet_gguf_fail(c, "gguf_name", "tensor name '%s' holds a NUL byte", shown);
		return;
	}
	read_shape(c, &t, shown);
	t.file_type = (uint32_t)bitnet_gguf_number(c, 4, "tensor type");
	t.offset = bitnet_gguf_number(c, 8, "tensor offset");
	if (c->failed)
		return;
	if (!bitnet_grow(&g->tensors, &g->tensors_cap, g->n_tensors + 1, sizeof(*g->tensors))) {
		c->failed = true;
		bitnet_error_nomem(c->err, (g->n_tensors + 1) * sizeof(*g->tensors));
		return;
	}
	g->tensors[g->n_tensors++] = t;
}

void bitnet_gguf_read_tensors(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c, uint64_t n)
{
	uint64_t i;

	for (i = 0; i < n && !c->failed; i++)
		read_tensor(g, c);
}

static int compare_offsets(const void *a, const void *b)
{
	const struct bitnet_tensor *const *x = a, *const *y = b;

	if ((*x)->offset != (*y)->offset)
		return (*x)->offset < (*y)->offset ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

static void fail_tensor(struct bitnet_gguf_cursor *c, const struct bitnet_tensor *t, const char *name, const char *what)
{
	char shown[256];

	bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n);
	bitnet_gguf_fail(c, name, "tensor '%s' %s", shown, what);
}

/* offset still counts from the start of the data here. */
static void place_tensor(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c, struct bitnet_tensor *t,
			 const struct bitnet_tensor *next, uint64_t start, uint64_t room)
{
	char why[200];

	if (t->offset % g->alignment != 0) {
		snprintf(why, sizeof(why), "begins at offset %llu, which is no multiple of the alignment %llu",
			 (unsigned long long)t->offset, (unsigned long long)g->alignment);
		fail_tensor(c, t, "gguf_offset", why);
		return;
	}
	if (t->offset > room || start > c->size) {
		snprintf(why, sizeof(why), "begins at offset %llu, but there are only %llu bytes of data",
			 (unsigned long long)t->offset, (unsigned long long)room);
		fail_tensor(c, t, "gguf_offset", why);
		return;
	}
	t->span = (next && next->offset < room ? next->offset : room) - t->offset;
	if (!bitnet_gguf_tensor_size(t, g->alignment, why, sizeof(why))) {
		fail_tensor(c, t, "gguf_row", why);
		return;
	}
	if (t->n_bytes > room - t->offset) {
		snprintf(why, sizeof(why), "ends at byte %llu, file has %llu",
			 (unsigned long long)(start + t->offset + t->n_bytes), (unsigned long long)c->size);
		fail_tensor(c, t, "gguf_offset", why);
	} else if (t->n_bytes > t->span || (next && next->offset == t->offset)) {
		char other[256];

		snprintf(why, sizeof(why), "overlaps '%.100s' by %llu bytes",
			 bitnet_text_escape(other, sizeof(other), next->name.s, next->name.n),
			 (unsigned long long)(t->n_bytes > t->span ? t->n_bytes - t->span : 0));
		fail_tensor(c, t, "gguf_overlap", why);
	}
}

void bitnet_gguf_place_tensors(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c)
{
	uint64_t start = (c->pos + g->alignment - 1) & ~(g->alignment - 1);
	uint64_t room = c->size > start ? c->size - start : 0;
	struct bitnet_tensor **order;
	size_t i;

	if (c->failed)
		return;
	order = bitnet_alloc(g->n_tensors, sizeof(*order));
	if (!order) {
		c->failed = true;
		bitnet_error_nomem(c->err, g->n_tensors * sizeof(*order));
		return;
	}
	for (i = 0; i < g->n_tensors; i++)
		order[i] = &g->tensors[i];
	qsort(order, g->n_tensors, sizeof(*order), compare_offsets);
	for (i = 0; i < g->n_tensors && !c->failed; i++)
		place_tensor(g, c, order[i], i + 1 < g->n_tensors ? order[i + 1] : NULL, start, room);
	for (i = 0; i < g->n_tensors && !c->failed; i++) {
		struct bitnet_tensor *t = &g->tensors[i];

		t->offset += start;
		if (c->avail == c->size)
			t->data = c->base + t->offset;
	}
	free(order);
}
