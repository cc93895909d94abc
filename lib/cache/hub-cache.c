/* SPDX-License-Identifier: MIT */
/* Files in the cache of the Hub's client: see hub-cache.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/names.h"
#include "cache/cache-int.h"
#include "cache/hub-cache.h"

enum { REF_MAX = 128 };

static int not_there(struct bitnet_error *err, const char *repo)
{
	return bitnet_error_set(err, BITNET_E_NOTFOUND, "not_cached", "%s: is not in the cache of the Hub", repo);
}

static int damaged(struct bitnet_error *err, const char *path, const char *what)
{
	char shown[300];

	return bitnet_error_set(err, BITNET_E_INPUT, "cache_damaged", "%s: %s", bitnet_text_escape(shown, sizeof(shown), path, strlen(path)),
				what);
}

int bitnet_hub_cache_folder(char *out, size_t cap, const char *root, const char *repo)
{
	const char *slash = strchr(repo, '/');
	int n = slash ? snprintf(out, cap, "%s/models--%.*s--%s", root, (int)(slash - repo), repo, slash + 1) :
		snprintf(out, cap, "%s/models--%s", root, repo);

	return n > 0 && (size_t)n < cap ? 0 : -1;
}

/* The commit that a revision stands for: itself, or what refs/REVISION says; blanks at its end do not count. */
static bool resolve(char commit[41], const char *folder, const char *revision)
{
	char path[PATH_MAX], text[REF_MAX];
	ssize_t n;
	int fd;

	if (bitnet_name_commit(revision, strlen(revision))) {
		memcpy(commit, revision, 41);
		return true;
	}
	if ((size_t)snprintf(path, sizeof(path), "%s/refs/%s", folder, revision) >= sizeof(path))
		return false;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text));
	close(fd);
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r' || text[n - 1] == ' '))
		n--;
	if (n < 0 || !bitnet_name_commit(text, (size_t)n))
		return false;
	memcpy(commit, text, (size_t)n);
	commit[n] = '\0';
	return true;
}

bool bitnet_hub_cache_snapshot(char *out, size_t cap, const char *root, const char *repo, const char *revision)
{
	char folder[PATH_MAX], id[41];

	return bitnet_hub_cache_folder(folder, sizeof(folder), root, repo) == 0 && resolve(id, folder, revision) &&
	       (size_t)snprintf(out, cap, "%s/snapshots/%s", folder, id) < cap;
}

/* Where a link leads, when that is inside of the folder. */
static int follow(char **real, const char *path, const char *folder, struct bitnet_error *err)
{
	char *base = realpath(folder, NULL), *to = realpath(path, NULL);
	size_t n = base ? strlen(base) : 0;
	int rc = 0;

	if (!to || !base)
		rc = errno == ENOENT ? not_there(err, path) : damaged(err, path, strerror(errno));
	else if (strncmp(to, base, n) != 0 || to[n] != '/')
		rc = damaged(err, path, "leads out of the folder of its repository");
	free(base);
	if (rc) {
		free(to);
		return rc;
	}
	*real = to;
	return 0;
}

static int check_blob(struct bitnet_cache *c, const char *path, const char *real, struct bitnet_error *err)
{
	const char *hash = strrchr(real, '/') + 1;
	struct stat st;
	bool is_blob = bitnet_name_etag(hash, strlen(hash));
	int fd = open(real, O_RDONLY | O_NONBLOCK | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return damaged(err, path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		rc = damaged(err, path, "is no regular file, or is empty");
	else if (is_blob)
		rc = bitnet_cache_check_blob(c, hash, fd, err);
	close(fd);
	if (rc == BITNET_E_INPUT && strcmp(err ? err->name : "", "hash_mismatch") == 0)
		rc = damaged(err, path, "does not have the hash that is its name");
	return rc;
}

int bitnet_hub_cache_find(char **path, char *commit, struct bitnet_cache *c, const char *root, const char *repo, const char *revision,
			  const char *file, struct bitnet_error *err)
{
	char folder[PATH_MAX], at[PATH_MAX + 256], id[41], *real = NULL;
	struct bitnet_error why;
	int rc;

	if ((rc = bitnet_cache_check_name("the name of a repository", repo, bitnet_name_repo, err)) != 0 ||
	    (rc = bitnet_cache_check_name("a revision", revision, bitnet_name_revision, err)) != 0 ||
	    (rc = bitnet_cache_check_name("the name of a file", file, bitnet_name_path, err)) != 0)
		return rc;
	if (bitnet_hub_cache_folder(folder, sizeof(folder), root, repo) < 0 || !resolve(id, folder, revision))
		return not_there(err, repo);
	if ((size_t)snprintf(at, sizeof(at), "%s/snapshots/%s/%s", folder, id, file) >= sizeof(at))
		return not_there(err, repo);
	rc = follow(&real, at, folder, &why);
	if (rc == 0)
		rc = check_blob(c, at, real, &why);
	free(real);
	if (rc) {
		if (err)
			*err = why;
		return rc;
	}
	*path = bitnet_dup(at, strlen(at));
	if (!*path)
		return bitnet_error_nomem(err, strlen(at));
	if (commit)
		memcpy(commit, id, 41);
	return 0;
}
