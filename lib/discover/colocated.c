/* SPDX-License-Identifier: MIT */
/*
 * Files beside the model.  A model that is a symbolic link is looked for beside each of its names:
 * in the Hub's cache the name lies beside tokenizer.json, the file itself does not.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "discover/search.h"

enum { MAX_HOPS = 16, MAX_TIKTOKEN = 16 };

/* dir ends with a slash or is empty. */
struct place {
	char dir[PATH_MAX];
	char stem[NAME_MAX + 1];
	size_t found;
};

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* The tokenizer that was found before is this very file. */
static bool is_chosen(const struct bitnet_search *s, const char *path)
{
	struct stat a, b;

	return s->chosen && s->d->tok_path && stat(path, &a) == 0 && stat(s->d->tok_path, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* One file that exists: chosen, rejected with the reason, or not needed any more. */
static int consider(struct bitnet_search *s, const char *path, struct bitnet_error *err)
{
	struct bitnet_error why;
	struct bitnet_tok *t;
	struct bitnet_verdict v;
	int rc;

	if (is_chosen(s, path))
		return 0;
	if (s->chosen)
		return bitnet_discover_add(s, BITNET_STRATEGY_COLOCATED, path, NULL, BITNET_CANDIDATE_NOT_NEEDED, err,
					   "lies beside the model; the tokenizer was found before");
	rc = bitnet_tok_open_as(&t, path, &s->o->tok, &why);
	if (rc == BITNET_E_NOMEM)
		return bitnet_error_nomem(err, 0);
	if (rc)
		return bitnet_discover_add(s, BITNET_STRATEGY_COLOCATED, path, NULL, BITNET_CANDIDATE_REJECTED, err,
					   "%s", why.message);
	rc = bitnet_discover_judge(s, t, &v, err);
	if (rc == 0 && (v.fit == BITNET_FIT_GOOD || (v.fit == BITNET_FIT_LOOSE && !s->o->strict))) {
		if (v.fit == BITNET_FIT_LOOSE)
			rc = bitnet_discover_warn(s, err, "%s", v.warning);
		if (rc == 0)
			return bitnet_discover_choose(s, BITNET_STRATEGY_COLOCATED, path, t, &v, err);
	} else if (rc == 0) {
		rc = bitnet_discover_add(s, BITNET_STRATEGY_COLOCATED, path, NULL, BITNET_CANDIDATE_REJECTED, err,
					 "%s%s", v.reason, v.fit == BITNET_FIT_LOOSE ? " (strict mode)" : "");
	}
	bitnet_tok_free(t);
	return rc;
}

static int consider_name(struct bitnet_search *s, struct place *p, const char *name, struct bitnet_error *err)
{
	char path[PATH_MAX + NAME_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s%s", p->dir, name) >= sizeof(path) || !exists(path))
		return 0;
	p->found++;
	return consider(s, path, err);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

/* In the order of their names, so that the answer does not depend on the directory's. */
static int consider_tiktoken(struct bitnet_search *s, struct place *p, struct bitnet_error *err)
{
	DIR *dir = opendir(*p->dir ? p->dir : ".");
	char *names[MAX_TIKTOKEN];
	const struct dirent *e;
	size_t n = 0, i;
	int rc = 0;

	if (!dir)
		return bitnet_discover_tried(s, err, "%s: cannot list: %s", *p->dir ? p->dir : "./", strerror(errno));
	while (n < MAX_TIKTOKEN && (e = readdir(dir)) != NULL)
		if (ends_with(e->d_name, ".tiktoken") && (names[n] = bitnet_dup(e->d_name, strlen(e->d_name))) != NULL)
			n++;
	closedir(dir);
	qsort(names, n, sizeof(*names), by_name);
	for (i = 0; i < n; i++) {
		if (rc == 0)
			rc = consider_name(s, p, names[i], err);
		free(names[i]);
	}
	return rc;
}

/* Archives are named as the tokenizer in them would be. */
static int consider_archives(struct bitnet_search *s, struct place *p, struct bitnet_error *err)
{
	static const char *const ends[] = { "tar.zst", "tar.gz", "tgz", "tar.xz", "tar", "zip" };
	char name[NAME_MAX + 32];
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(ends) / sizeof(*ends) && rc == 0; i++) {
		if (*p->stem) {
			snprintf(name, sizeof(name), "%s.tokenizer.%s", p->stem, ends[i]);
			rc = consider_name(s, p, name, err);
		}
		snprintf(name, sizeof(name), "tokenizer.%s", ends[i]);
		if (rc == 0)
			rc = consider_name(s, p, name, err);
	}
	return rc;
}

static int look_in(struct bitnet_search *s, struct place *p, struct bitnet_error *err)
{
	char name[NAME_MAX + 32], merges[PATH_MAX + NAME_MAX], shown[SHOWN_MAX];
	int rc = 0;

	if (*p->stem) {
		snprintf(name, sizeof(name), "%s.tokenizer.json", p->stem);
		rc = consider_name(s, p, name, err);
	}
	if (rc == 0)
		rc = consider_name(s, p, "tokenizer.json", err);
	if (rc == 0)
		rc = consider_name(s, p, "tokenizer.model", err);
	snprintf(merges, sizeof(merges), "%smerges.txt", p->dir);
	if (rc == 0 && exists(merges))
		rc = consider_name(s, p, "vocab.json", err);
	if (rc == 0)
		rc = consider_tiktoken(s, p, err);
	if (rc == 0)
		rc = consider_archives(s, p, err);
	if (rc || p->found)
		return rc;
	bitnet_text_escape(shown, sizeof(shown), p->dir, strlen(p->dir));
	return bitnet_discover_tried(s, err, "%s: no %.200s%stokenizer.json, tokenizer.model, vocab.json with merges.txt, *.tiktoken, "
				     "tokenizer.zip, .tar, .tar.*",
				     *shown ? shown : "./", p->stem, *p->stem ? ".tokenizer.json, " : "");
}

/* Split path into p->dir and p->stem, which is the name without .gguf; false when it is too long. */
static bool set_place(struct place *p, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t n = (size_t)(name - path), m = strlen(name);

	if (n >= sizeof(p->dir) || m >= sizeof(p->stem))
		return false;
	memcpy(p->dir, path, n);
	p->dir[n] = '\0';
	memcpy(p->stem, name, m + 1);
	if (ends_with(p->stem, ".gguf"))
		p->stem[m - 5] = '\0';
	p->found = 0;
	return true;
}

/* Replace path by what the symbolic link there points to; false when it is none. */
static bool follow(char *path, size_t cap)
{
	char target[PATH_MAX], *slash = strrchr(path, '/');
	size_t dir = slash ? (size_t)(slash - path) + 1 : 0;
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	if (n <= 0 || (size_t)n >= sizeof(target) - 1)
		return false;
	target[n] = '\0';
	if (target[0] == '/')
		dir = 0;
	if (dir + (size_t)n >= cap)
		return false;
	memcpy(path + dir, target, (size_t)n + 1);
	return true;
}

int bitnet_discover_colocated(struct bitnet_search *s, struct bitnet_error *err)
{
	struct { dev_t dev; ino_t ino; } seen[MAX_HOPS];
	char path[PATH_MAX];
	struct place p;
	struct stat st;
	int hop, i, n = 0, rc = 0;

	if (!s->model_path)
		return bitnet_discover_tried(s, err, "a model without a path has no files beside it");
	if ((size_t)snprintf(path, sizeof(path), "%s", s->model_path) >= sizeof(path))
		return 0;
	for (hop = 0; hop < MAX_HOPS && rc == 0; hop++) {
		bool known = false;

		if (!set_place(&p, path) || stat(*p.dir ? p.dir : ".", &st) < 0)
			break;
		for (i = 0; i < n; i++)
			known |= seen[i].dev == st.st_dev && seen[i].ino == st.st_ino;
		if (!known) {
			seen[n].dev = st.st_dev;
			seen[n].ino = st.st_ino;
			n++;
			rc = look_in(s, &p, err);
		}
		if (!follow(path, sizeof(path)))
			break;
	}
	return rc;
}
