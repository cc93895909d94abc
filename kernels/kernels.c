/* SPDX-License-Identifier: MIT */
/* How the table of kernels is filled: all of c/ first, then what each higher level has. */
#include <string.h>

#include "config.h"

#include "kernels/c/kernels-c.h"
#ifdef BITNET_ARCH_X86
#include "kernels/x86/kernels-x86.h"
#endif
#ifdef BITNET_ARCH_ARM
#include "kernels/arm/kernels-arm.h"
#endif

void bitnet_kernels_init(struct bitnet_kernels *k, enum bitnet_level level)
{
	kernels_fill_c(k);
#ifdef BITNET_ARCH_X86
	kernels_fill_x86(k, level);
#elif defined(BITNET_ARCH_ARM)
	kernels_fill_arm(k, level);
#else
	(void)level;
#endif
}

#define OP(op, member, level) { #op, offsetof(struct bitnet_kernels, member) },

static const struct op {
	const char *name;
	size_t off;
} ops[] = {
	KERNELS_ALL(OP, c)
};

typedef void any_fn(void);

_Static_assert(sizeof(struct bitnet_kernels) == sizeof(ops) / sizeof(ops[0]) * sizeof(any_fn *),
	       "ops names every member of the table once");

/* The bytes of a function pointer, whatever its type: enough to tell whether two are the same. */
static bool same_fn(const struct bitnet_kernels *a, const struct bitnet_kernels *b, size_t off)
{
	return memcmp((const char *)a + off, (const char *)b + off, sizeof(any_fn *)) == 0;
}

bool bitnet_kernels_describe(const struct bitnet_kernels *k, size_t i, const char **op, enum bitnet_level *level)
{
	struct bitnet_kernels t;
	int l;

	if (i >= sizeof(ops) / sizeof(ops[0]))
		return false;
	*op = ops[i].name;
	for (l = 0; l < BITNET_LEVEL_COUNT; l++) {
		*level = (enum bitnet_level)l;
		bitnet_kernels_init(&t, *level);
		if (same_fn(k, &t, ops[i].off))
			break;
	}
	return true;
}
