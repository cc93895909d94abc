/* SPDX-License-Identifier: MIT */
/* The cache as a folder: see bitnet/cache.h. */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/names.h"
#include "cache/cache-int.h"

int bitnet_cache_open(struct bitnet_cache **out, const char *dir, struct bitnet_error *err)
{
	size_t n = strlen(dir);
	struct bitnet_cache *c;

	if (n == 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "the folder of the cache has no name");
	while (n > 1 && dir[n - 1] == '/')
		n--;
	c = malloc(sizeof(*c));
	if (!c || !(c->dir = bitnet_dup(dir, n))) {
		free(c);
		return bitnet_error_nomem(err, n);
	}
	*out = c;
	return 0;
}

void bitnet_cache_close(struct bitnet_cache *c)
{
	if (c)
		free(c->dir);
	free(c);
}

const char *bitnet_cache_dir(const struct bitnet_cache *c)
{
	return c->dir;
}

char *bitnet_cache_path(const struct bitnet_cache *c, const char *fmt, ...)
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	char rest[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(rest, sizeof(rest), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(rest))
		return NULL;
	bitnet_buf_printf(&b, "%s%s%s", c->dir, *rest ? "/" : "", rest);
	return bitnet_buf_take(&b);
}

int bitnet_cache_check_name(const char *what, const char *name, bool (*valid)(const char *s, size_t n), struct bitnet_error *err)
{
	char shown[200];

	if (valid(name, strlen(name)))
		return 0;
	return bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "'%s' cannot be %s",
				bitnet_text_escape(shown, sizeof(shown), name, strlen(name)), what);
}

/* ---- keys */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int bitnet_cache_keys(char ***keys, size_t *n, struct bitnet_cache *c, struct bitnet_error *err)
{
	char *path = bitnet_cache_path(c, "tokenizers");
	const struct dirent *e;
	size_t cap = 0, count = 0;
	char **v = NULL;
	DIR *d;
	int rc = 0;

	if (!path)
		return bitnet_error_nomem(err, strlen(c->dir));
	bitnet_cache_recover(c);
	d = opendir(path);
	if (!d && errno != ENOENT && errno != ENOTDIR)
		rc = bitnet_cache_errno(err, errno, "cannot_list", "cannot list", path);
	while (rc == 0 && d && (e = readdir(d)) != NULL) {
		size_t m = strlen(e->d_name);

		if (!bitnet_name_key(e->d_name, m))
			continue;
		if (!bitnet_grow(&v, &cap, count + 1, sizeof(*v)) || !(v[count] = bitnet_dup(e->d_name, m)))
			rc = bitnet_error_nomem(err, m);
		else
			count++;
	}
	if (d)
		closedir(d);
	free(path);
	if (rc) {
		bitnet_cache_keys_free(v, count);
		return rc;
	}
	if (count)
		qsort(v, count, sizeof(*v), by_name);
	*keys = v;
	*n = count;
	return 0;
}

void bitnet_cache_keys_free(char **keys, size_t n)
{
	while (n)
		free(keys[--n]);
	free(keys);
}
