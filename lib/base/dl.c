/* SPDX-License-Identifier: MIT */
/* Shared libraries at run time: see dl.h. */
#include <dlfcn.h>
#include <string.h>

#include "base/dl.h"

static const char *why(void)
{
	const char *s = dlerror();

	return s ? s : "the library cannot be opened";
}

const char *bitnet_dl_load(void *table, const char *library, const struct bitnet_dl_entry *v, size_t n)
{
	void *dl = dlopen(library, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE), *symbol;
	size_t i;

	if (!dl)
		return why();
	for (i = 0; i < n; i++) {
		symbol = dlsym(dl, v[i].symbol);
		if (!symbol)
			return why();
		memcpy((char *)table + v[i].at, &symbol, sizeof(symbol));
	}
	dlclose(dl);
	return NULL;
}
