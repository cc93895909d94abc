/* SPDX-License-Identifier: MIT */
/*
 * Imports the input as a bundle into a cache in memory, where there is one: what is taken is sound, what is refused
 * leaves nothing, and nothing is ever written beside the cache.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/bundle.h>

#include "cache/cache-int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];

static void remove_folder(void)
{
	bitnet_cache_remove_tree(folder);
}

static void make_folder(void)
{
	struct stat st;

	if (*folder)
		return;
	snprintf(folder, sizeof(folder), "%s/bitnet-fuzz-XXXXXX", stat("/dev/shm", &st) == 0 && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		abort();
	atexit(remove_folder);
}

/* Whether there is nothing below path, or nothing there. */
static bool is_empty(const struct bitnet_cache *c, const char *sub)
{
	char *path = bitnet_cache_path(c, "%s", sub);
	DIR *d = path ? opendir(path) : NULL;
	const struct dirent *e;
	int n = 0;

	while (d && (e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	if (d)
		closedir(d);
	free(path);
	return n == 0;
}

static void check(struct bitnet_cache *c, int rc, const struct bitnet_error *err)
{
	struct bitnet_cache_entry *e;
	char **keys;
	size_t n, i;

	if (!is_empty(c, "tmp") || bitnet_cache_keys(&keys, &n, c, NULL) != 0)
		abort();
	if (rc != 0 && (n != 0 || !err->name[0] || !err->message[0] || memchr(err->message, '\n', strlen(err->message))))
		abort();
	if (rc == 0 && n == 0)
		abort();
	for (i = 0; i < n; i++) {
		if (bitnet_cache_verify(&e, c, keys[i], NULL) != 0)
			abort();
		bitnet_cache_entry_free(e);
	}
	bitnet_cache_keys_free(keys, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("bundle", MFD_CLOEXEC), rc;
	struct bitnet_cache *c;
	struct bitnet_error err;
	char dir[80];

	make_folder();
	snprintf(dir, sizeof(dir), "%s/cache", folder);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0 || bitnet_cache_open(&c, dir, &err) != 0)
		abort();
	rc = bitnet_bundle_import(c, fd, false, NULL, NULL, &err);
	check(c, rc, &err);
	bitnet_cache_close(c);
	bitnet_cache_remove_tree(dir);
	/* The cache was all there was. */
	if (rmdir(folder) != 0 || mkdir(folder, 0700) != 0)
		abort();
	close(fd);
	return 0;
}
