/* SPDX-License-Identifier: MIT */
/* Reads the input as a catalogue of tokenizer families; what it takes keeps the promises of catalogue.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "discover/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_family(const struct bitnet_catalogue *c, const struct bitnet_family *f)
{
	size_t i;

	if (!bitnet_name_key(f->key, strlen(f->key)) || !bitnet_name_repo(f->repo, strlen(f->repo)) || f->n_files == 0)
		abort();
	for (i = 0; i < f->n_files; i++)
		if (!bitnet_name_file(f->files[i].name, strlen(f->files[i].name)))
			abort();
	for (i = 0; f->models[i]; i++)
		if (!bitnet_catalogue_by_repo(c, f->models[i]))
			abort();
	if (f->architectures[0])
		bitnet_family_fits(f, f->architectures[0], 32000);
	if (bitnet_catalogue_by_key(c, f->key) != f)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_catalogue c = { NULL, 0, 0 };
	struct bitnet_error err;
	size_t i;

	if (bitnet_catalogue_add(&c, (const char *)data, size, &err) != 0 &&
	    (!err.name[0] || !err.message[0] || memchr(err.message, '\n', strlen(err.message))))
		abort();
	for (i = 0; i < c.n; i++)
		check_family(&c, &c.families[i]);
	bitnet_catalogue_release(&c);
	return 0;
}
