/* SPDX-License-Identifier: MIT */
/* Entries as one archive: see bitnet/bundle.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bitnet/bundle.h>
#include <bitnet/text.h>

#include "archive/archive-table.h"
#include "base/error-set.h"
#include "base/hash.h"
#include "cache/cache-int.h"

enum bitnet_bundle_format bitnet_bundle_format(const char *name)
{
	static const struct { const char *end; enum bitnet_bundle_format format; } ends[] = {
		{ ".tar", BITNET_BUNDLE_TAR }, { ".tar.gz", BITNET_BUNDLE_TAR_GZ }, { ".tgz", BITNET_BUNDLE_TAR_GZ },
		{ ".tar.xz", BITNET_BUNDLE_TAR_XZ }, { ".tar.zst", BITNET_BUNDLE_TAR_ZST }, { ".zip", BITNET_BUNDLE_ZIP }
	};
	size_t n = strlen(name), i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t m = strlen(ends[i].end);

		if (n > m && strcmp(name + n - m, ends[i].end) == 0)
			return ends[i].format;
	}
	return BITNET_BUNDLE_NONE;
}

struct export {
	struct bitnet_archive lib;
	struct archive *a;
	bitnet_bundle_write_fn *write;
	void *arg;
	int sys_errno;             /* of write */
};

static la_ssize_t pass_on(struct archive *a, void *arg, const void *data, size_t n)
{
	struct export *x = arg;

	(void)a;
	if (x->write(x->arg, data, n) == 0)
		return (la_ssize_t)n;
	x->sys_errno = errno ? errno : EIO;
	return -1;
}

static int failed(const struct export *x, struct bitnet_error *err)
{
	const char *why = x->lib.error_string(x->a);

	if (x->sys_errno) {
		bitnet_error_errno(err, x->sys_errno, "write_failed", "cannot write the bundle");
		if (err)
			err->status = BITNET_E_SYSTEM;
		return BITNET_E_SYSTEM;
	}
	return bitnet_error_set(err, BITNET_E_SYSTEM, "write_failed", "cannot write the bundle: %.200s", why ? why : "libarchive does not say why");
}

static int begin(struct export *x, enum bitnet_bundle_format format, struct bitnet_error *err)
{
	const struct bitnet_archive *l = &x->lib;
	int rc;

	x->a = l->write_new();
	if (!x->a)
		return bitnet_error_nomem(err, 0);
	rc = format == BITNET_BUNDLE_ZIP ? l->write_set_format_zip(x->a) : l->write_set_format_pax_restricted(x->a);
	if (rc == ARCHIVE_OK && format == BITNET_BUNDLE_TAR_GZ) {
		rc = l->write_add_filter_gzip(x->a);
		/* Its header would have the time of day. */
		if (rc == ARCHIVE_OK)
			rc = l->write_set_options(x->a, "gzip:!timestamp");
	} else if (rc == ARCHIVE_OK && format == BITNET_BUNDLE_TAR_XZ) {
		rc = l->write_add_filter_xz(x->a);
	} else if (rc == ARCHIVE_OK && format == BITNET_BUNDLE_TAR_ZST) {
		rc = l->write_add_filter_zstd(x->a);
		if (rc == ARCHIVE_OK)
			rc = l->write_set_options(x->a, "zstd:compression-level=19");
	}
	if (rc == ARCHIVE_OK)
		rc = l->write_set_bytes_in_last_block(x->a, 1);
	if (rc == ARCHIVE_OK)
		rc = l->write_open(x->a, x, NULL, pass_on, NULL);
	return rc == ARCHIVE_OK ? 0 : failed(x, err);
}

static int header(struct export *x, const struct bitnet_cache_entry *e, const char *name, uint64_t size, struct bitnet_error *err)
{
	const struct bitnet_archive *l = &x->lib;
	struct bitnet_buf path = BITNET_BUF_INIT;
	struct archive_entry *a = l->entry_new();
	int rc = 0;

	bitnet_buf_printf(&path, "%s/%s", e->key, name);
	if (!a || path.failed) {
		rc = bitnet_error_nomem(err, 0);
	} else {
		l->entry_set_pathname(a, path.s);
		l->entry_set_filetype(a, AE_IFREG);
		l->entry_set_perm(a, 0644);
		l->entry_set_size(a, (la_int64_t)size);
		l->entry_set_mtime(a, (time_t)e->time, 0);
		if (l->write_header(x->a, a) != ARCHIVE_OK)
			rc = failed(x, err);
	}
	if (a)
		l->entry_free(a);
	bitnet_buf_release(&path);
	return rc;
}

static int bytes(struct export *x, const void *data, size_t n, struct bitnet_error *err)
{
	return x->lib.write_data(x->a, data, n) == (la_ssize_t)n ? 0 : failed(x, err);
}

static int changed(const struct bitnet_cache_file *f, struct bitnet_error *err)
{
	char shown[300];

	return bitnet_error_set(err, BITNET_E_INPUT, "cache_damaged", "%s: has changed while it was read",
				bitnet_text_escape(shown, sizeof(shown), f->path, strlen(f->path)));
}

static int copy_open(struct export *x, const struct bitnet_cache_file *f, int fd, struct bitnet_hash *h, struct bitnet_error *err)
{
	char part[65536], hex[65];
	uint64_t left = f->size;
	ssize_t n;
	int rc = 0;

	while (rc == 0 && left) {
		n = read(fd, part, left < sizeof(part) ? (size_t)left : sizeof(part));
		if (n <= 0)
			return changed(f, err);
		left -= (uint64_t)n;
		rc = bitnet_hash_add(h, part, (size_t)n, err);
		if (rc == 0)
			rc = bytes(x, part, (size_t)n, err);
	}
	if (rc == 0)
		rc = bitnet_hash_hex(h, hex, err);
	return rc ? rc : strcmp(hex, f->sha256) == 0 ? 0 : changed(f, err);
}

static int copy_file(struct export *x, const struct bitnet_cache_entry *e, const struct bitnet_cache_file *f, struct bitnet_error *err)
{
	int fd = open(f->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), rc;
	struct bitnet_hash *h = NULL;

	if (fd < 0)
		return changed(f, err);
	rc = header(x, e, f->name, f->size, err);
	if (rc == 0)
		rc = bitnet_hash_new(&h, err);
	if (rc == 0)
		rc = copy_open(x, f, fd, h, err);
	bitnet_hash_free(h);
	close(fd);
	return rc;
}

static int export_entry(struct export *x, const struct bitnet_cache_entry *e, struct bitnet_error *err)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	size_t i;
	int rc = bitnet_manifest_write(&text, e, err);

	if (rc == 0)
		rc = header(x, e, BITNET_MANIFEST, text.n, err);
	if (rc == 0)
		rc = bytes(x, text.s, text.n, err);
	bitnet_buf_release(&text);
	for (i = 0; i < e->n_files && rc == 0; i++)
		rc = copy_file(x, e, &e->files[i], err);
	return rc;
}

/* All are looked at before the first byte is written. */
static int check_keys(struct bitnet_cache *c, const char *const *keys, size_t n, struct bitnet_error *err)
{
	struct bitnet_cache_entry *e;
	size_t i, k;
	int rc;

	for (i = 0; i < n; i++) {
		rc = bitnet_cache_lookup(&e, c, keys[i], err);
		if (rc)
			return rc;
		bitnet_cache_entry_free(e);
		for (k = 0; k < i; k++)
			if (strcmp(keys[i], keys[k]) == 0)
				return bitnet_error_set(err, BITNET_E_INPUT, "key_twice", "%s: is given twice", keys[i]);
	}
	return 0;
}

int bitnet_bundle_export(struct bitnet_cache *c, const char *const *keys, size_t n, enum bitnet_bundle_format format,
			 bitnet_bundle_write_fn *write, void *arg, struct bitnet_error *err)
{
	struct export x = { .write = write, .arg = arg };
	struct bitnet_cache_entry *e;
	size_t i;
	int rc = check_keys(c, keys, n, err);

	if (rc == 0)
		rc = bitnet_archive_load(&x.lib, NULL, err);
	if (rc)
		return rc;
	rc = begin(&x, format, err);
	for (i = 0; i < n && rc == 0; i++) {
		rc = bitnet_cache_lookup(&e, c, keys[i], err);
		if (rc == 0) {
			rc = export_entry(&x, e, err);
			bitnet_cache_entry_free(e);
		}
	}
	if (rc == 0 && x.lib.write_close(x.a) != ARCHIVE_OK)
		rc = failed(&x, err);
	if (x.a)
		x.lib.write_free(x.a);
	return rc;
}
