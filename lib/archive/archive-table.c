/* SPDX-License-Identifier: MIT */
/* libarchive at run time: see archive-table.h. */
#include <stddef.h>

#include "archive/archive-table.h"
#include "base/dl.h"
#include "base/error-set.h"

/* The name of the interface of libarchive 3. */
#define LIBRARY "libarchive.so.13"

static int fault(struct bitnet_error *err, const char *what)
{
	bitnet_error_set(err, BITNET_E_UNSUPPORTED, "no_libarchive", "no archive can be read or written: %.300s", what);
	bitnet_error_hint(err, "Install libarchive 3 (package libarchive13 of Debian).");
	return BITNET_E_UNSUPPORTED;
}

int bitnet_archive_load(struct bitnet_archive *a, const char *library, struct bitnet_error *err)
{
#define ENTRY(member) { "archive_" #member, offsetof(struct bitnet_archive, member) }
	static const struct bitnet_dl_entry entries[] = {
		ENTRY(read_new), ENTRY(read_free), ENTRY(read_support_filter_gzip), ENTRY(read_support_filter_xz),
		ENTRY(read_support_filter_zstd), ENTRY(read_support_format_tar), ENTRY(read_support_format_zip), ENTRY(read_open_fd),
		ENTRY(read_open_memory), ENTRY(read_next_header), ENTRY(read_data), ENTRY(filter_bytes), ENTRY(error_string), ENTRY(entry_pathname),
		ENTRY(entry_filetype), ENTRY(entry_hardlink), ENTRY(write_new), ENTRY(write_free),
		ENTRY(write_set_format_pax_restricted), ENTRY(write_set_format_zip), ENTRY(write_add_filter_gzip),
		ENTRY(write_add_filter_xz), ENTRY(write_add_filter_zstd), ENTRY(write_set_options),
		ENTRY(write_set_bytes_in_last_block), ENTRY(write_open), ENTRY(write_header), ENTRY(write_data), ENTRY(write_close),
		ENTRY(entry_new), ENTRY(entry_free), ENTRY(entry_set_pathname), ENTRY(entry_set_size), ENTRY(entry_set_filetype),
		ENTRY(entry_set_perm), ENTRY(entry_set_mtime)
	};
#undef ENTRY
	const char *why = bitnet_dl_load(a, library ? library : LIBRARY, entries, sizeof(entries) / sizeof(*entries));

	return why ? fault(err, why) : 0;
}
