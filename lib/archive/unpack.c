/* SPDX-License-Identifier: MIT */
/* Archives of unknown origin: see unpack.h. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "archive/archive-table.h"
#include "archive/unpack.h"
#include "base/error-set.h"

struct bitnet_unpack {
	struct bitnet_archive lib;
	struct archive *a;
	uint64_t files, bytes;
};

bool bitnet_is_archive(const void *data, size_t n)
{
	const unsigned char *s = data;

	return (n >= 4 && (memcmp(s, "\x28\xb5\x2f\xfd", 4) == 0 || memcmp(s, "PK\3\4", 4) == 0)) ||
	       (n >= 3 && memcmp(s, "\x1f\x8b\x08", 3) == 0) || (n >= 6 && memcmp(s, "\xfd" "7zXZ\0", 6) == 0) ||
	       (n >= 262 && memcmp(s + 257, "ustar", 5) == 0);
}

static int bad(struct bitnet_unpack *u, struct bitnet_error *err)
{
	const char *why = u->lib.error_string(u->a);
	char shown[300];

	if (!why)
		why = "damaged";
	return bitnet_error_set(err, BITNET_E_INPUT, "bad_archive", "not an archive that can be read: %s",
				bitnet_text_escape(shown, sizeof(shown), why, strlen(why)));
}

/* With the formats and filters that we take, and no others. */
static int prepare(struct bitnet_unpack **out, struct bitnet_error *err)
{
	struct bitnet_unpack *u = calloc(1, sizeof(*u));
	int rc;

	if (!u)
		return bitnet_error_nomem(err, sizeof(*u));
	rc = bitnet_archive_load(&u->lib, NULL, err);
	if (rc == 0 && !(u->a = u->lib.read_new()))
		rc = bitnet_error_nomem(err, 0);
	/* ARCHIVE_WARN here is a library that would start a program for it: not what we asked for. */
	if (rc == 0 && (u->lib.read_support_filter_gzip(u->a) != ARCHIVE_OK || u->lib.read_support_filter_xz(u->a) != ARCHIVE_OK ||
			u->lib.read_support_filter_zstd(u->a) != ARCHIVE_OK || u->lib.read_support_format_tar(u->a) != ARCHIVE_OK ||
			u->lib.read_support_format_zip(u->a) != ARCHIVE_OK))
		rc = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "no_libarchive", "libarchive was built without gzip, xz or zstd");
	if (rc)
		bitnet_unpack_close(u);
	else
		*out = u;
	return rc;
}

static int opened(struct bitnet_unpack **out, struct bitnet_unpack *u, int how, struct bitnet_error *err)
{
	int rc = how == ARCHIVE_OK ? 0 : bad(u, err);

	if (rc)
		bitnet_unpack_close(u);
	else
		*out = u;
	return rc;
}

int bitnet_unpack_open(struct bitnet_unpack **out, int fd, struct bitnet_error *err)
{
	struct bitnet_unpack *u;
	int rc = prepare(&u, err);

	return rc ? rc : opened(out, u, u->lib.read_open_fd(u->a, fd, 65536), err);
}

int bitnet_unpack_open_memory(struct bitnet_unpack **out, const void *data, size_t n, struct bitnet_error *err)
{
	struct bitnet_unpack *u;
	int rc = prepare(&u, err);

	return rc ? rc : opened(out, u, u->lib.read_open_memory(u->a, data, n), err);
}

void bitnet_unpack_close(struct bitnet_unpack *u)
{
	if (u && u->a)
		u->lib.read_free(u->a);
	free(u);
}

/* A path that stays where it is put: relative, no part that climbs, nothing that another system reads as a root. */
static bool stays_below(const char *s)
{
	const char *p = s;

	if (*s == '/' || !*s)
		return false;
	for (;;) {
		size_t n = strcspn(p, "/"), i;

		if (n == 2 && p[0] == '.' && p[1] == '.')
			return false;
		for (i = 0; i < n; i++)
			if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f || p[i] == '\\' || p[i] == ':')
				return false;
		if (!p[n])
			return true;
		p += n + 1;
	}
}

static int check_entry(struct bitnet_unpack *u, struct archive_entry *e, const char *name, struct bitnet_error *err)
{
	char shown[260];

	bitnet_text_escape(shown, sizeof(shown), name ? name : "", name ? strlen(name) : 0);
	if (!name || !stays_below(name))
		return bitnet_error_set(err, BITNET_E_INPUT, "archive_path", "'%s' in the archive could lead out of its folder", shown);
	if (u->lib.entry_hardlink(e) || (u->lib.entry_filetype(e) != AE_IFREG && u->lib.entry_filetype(e) != AE_IFDIR))
		return bitnet_error_set(err, BITNET_E_INPUT, "archive_type", "'%s' in the archive is neither a file nor a folder", shown);
	if (++u->files > BITNET_UNPACK_FILES_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "archive_bomb", "more than %d files are in the archive", BITNET_UNPACK_FILES_MAX);
	return 0;
}

int bitnet_unpack_next(struct bitnet_unpack *u, const char **name, struct bitnet_error *err)
{
	struct archive_entry *e;
	const char *s;
	int rc;

	for (;;) {
		rc = u->lib.read_next_header(u->a, &e);
		if (rc == ARCHIVE_EOF)
			return 0;
		/* A warning is about what we do not use, as attributes; a name in another character set is NULL. */
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			return bad(u, err);
		s = u->lib.entry_pathname(e);
		rc = check_entry(u, e, s, err);
		if (rc)
			return rc;
		if (u->lib.entry_filetype(e) == AE_IFDIR)
			continue;
		while (strncmp(s, "./", 2) == 0)
			s += 2;
		*name = s;
		return 1;
	}
}

int bitnet_unpack_read(struct bitnet_unpack *u, void *data, size_t cap, size_t *n, struct bitnet_error *err)
{
	la_ssize_t m = u->lib.read_data(u->a, data, cap);
	la_int64_t in;

	if (m < 0)
		return bad(u, err);
	u->bytes += (uint64_t)m;
	in = u->lib.filter_bytes(u->a, -1);
	if (u->bytes > BITNET_UNPACK_BYTES_MAX ||
	    (u->bytes > BITNET_UNPACK_FREE && u->bytes / BITNET_UNPACK_RATIO_MAX > (in > 0 ? (uint64_t)in : 0)))
		return bitnet_error_set(err, BITNET_E_LIMIT, "archive_bomb", "%lld bytes of the archive unpack to %llu and more", (long long)in,
					(unsigned long long)u->bytes);
	*n = (size_t)m;
	return 0;
}
