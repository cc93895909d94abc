/* SPDX-License-Identifier: MIT */
/* Archives as nobody should make them, by libarchive. */
#ifndef BITNET_TESTS_ARCHIVE_BUILD_H
#define BITNET_TESTS_ARCHIVE_BUILD_H

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "tap.h"

static struct archive *ab;

/* format: 't' tar, 'z' zip; filter: 'g' gzip, 'x' xz, 's' zstd, 0 none. */
__attribute__((unused)) static void ab_begin(const char *path, int format, int filter)
{
	ab = archive_write_new();
	if (format == 'z')
		archive_write_set_format_zip(ab);
	else
		archive_write_set_format_pax_restricted(ab);
	if (filter == 'g')
		archive_write_add_filter_gzip(ab);
	else if (filter == 'x')
		archive_write_add_filter_xz(ab);
	else if (filter == 's')
		archive_write_add_filter_zstd(ab);
	if (archive_write_open_filename(ab, path) != ARCHIVE_OK)
		FAIL("%s: %s", path, archive_error_string(ab));
}

/* type: AE_IFREG and so on; link: of a link, NULL else; a hard link has type 0. */
__attribute__((unused)) static void ab_add(const char *name, unsigned type, const char *link, const void *data, size_t n)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, name);
	archive_entry_set_perm(e, 0644);
	if (type)
		archive_entry_set_filetype(e, type);
	else
		archive_entry_set_filetype(e, AE_IFREG);
	if (type == AE_IFLNK)
		archive_entry_set_symlink(e, link);
	else if (type == 0)
		archive_entry_set_hardlink(e, link);
	archive_entry_set_size(e, (la_int64_t)(type == AE_IFREG ? n : 0));
	if (archive_write_header(ab, e) < ARCHIVE_WARN || (type == AE_IFREG && archive_write_data(ab, data, n) != (la_ssize_t)n))
		FAIL("%s: %s", name, archive_error_string(ab));
	archive_entry_free(e);
}

__attribute__((unused)) static void ab_text(const char *name, const char *text)
{
	ab_add(name, AE_IFREG, NULL, text, strlen(text));
}

__attribute__((unused)) static void ab_end(void)
{
	if (archive_write_close(ab) != ARCHIVE_OK)
		FAIL("%s", archive_error_string(ab));
	archive_write_free(ab);
}

#endif
