/* SPDX-License-Identifier: MIT */
/* A cache in a scratch folder, entries of text files, and files read back. */
#ifndef BITNET_TESTS_CACHE_BUILD_H
#define BITNET_TESTS_CACHE_BUILD_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include <bitnet/cache.h>

#include "scratch.h"

static struct bitnet_cache *cb;
static struct bitnet_error cb_err;

/* A scratch folder of this name becomes the working directory, the cache is "c" in it. */
__attribute__((unused)) static void cb_enter(const char *name)
{
	scratch_enter(name);
	bitnet_cache_close(cb);
	cb = NULL;
	CHECK_OK(bitnet_cache_open(&cb, "c", &cb_err), cb_err);
}

/* One file of a transaction, whole. */
__attribute__((unused)) static int cb_add(struct bitnet_cache_txn *t, const char *name, const char *text, const char *etag,
					  struct bitnet_error *err)
{
	int rc = bitnet_cache_file_begin(t, name, (int64_t)strlen(text), etag, err);

	if (rc == 0)
		rc = bitnet_cache_file_write(t, text, strlen(text), err);
	return rc ? rc : bitnet_cache_file_end(t, err);
}

/* Publish vocab.json with this text and merges.txt with the text and "+". */
__attribute__((unused)) static int cb_publish(const char *key, const char *text, struct bitnet_error *err)
{
	struct bitnet_cache_facts facts = { .repo = "org/name", .revision = "main", .vocab_size = 64 };
	struct bitnet_cache_txn *t;
	char plus[4200];
	int rc = bitnet_cache_begin(&t, cb, key, err);

	if (rc)
		return rc;
	snprintf(plus, sizeof(plus), "%s+", text);
	rc = cb_add(t, "vocab.json", text, NULL, err);
	if (rc == 0)
		rc = cb_add(t, "merges.txt", plus, NULL, err);
	if (rc == 0)
		return bitnet_cache_commit(t, &facts, err);
	bitnet_cache_abort(t);
	return rc;
}

__attribute__((unused)) static const char *cb_read(const char *path)
{
	static char text[8192];
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return "(none)";
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

__attribute__((unused)) static void cb_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		FAIL("cannot write %s: %s", path, strerror(errno));
}

/* Entries of a folder, without "." and ".."; -1: no such folder. */
__attribute__((unused)) static int cb_count(const char *path)
{
	DIR *d = opendir(path);
	const struct dirent *e;
	int n = 0;

	if (!d)
		return -1;
	while ((e = readdir(d)) != NULL)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

/* Give a file the times of long ago, so that its hashing is remembered. */
__attribute__((unused)) static void cb_settle(void)
{
	const struct timespec pause = { 2, 100000000 };

	nanosleep(&pause, NULL);
}

/* What a lookup of the key gives: the text of vocab.json, or the name of the error. */
__attribute__((unused)) static const char *cb_look(const char *key)
{
	static char text[64];
	struct bitnet_cache_entry *e;

	if (bitnet_cache_lookup(&e, cb, key, &cb_err) != 0) {
		snprintf(text, sizeof(text), "%s", cb_err.name);
		return text;
	}
	snprintf(text, sizeof(text), "%s", cb_read(bitnet_cache_entry_file(e, "vocab.json")->path));
	bitnet_cache_entry_free(e);
	return text;
}

__attribute__((unused)) static int cb_main(void)
{
	int status;

	scratch_begin();
	status = tap_main();
	bitnet_cache_close(cb);
	return status;
}

#endif
