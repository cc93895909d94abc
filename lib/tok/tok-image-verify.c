/* SPDX-License-Identifier: MIT */
/* Compiled tokenizers against what they were made of: each is made again and compared byte for byte. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-image.h"
#include "tok/tok-open.h"

/* The words of JSON documents. */
const char *bitnet_tok_compiled_name(enum bitnet_compiled_state s)
{
	static const char *const names[] = { "good", "stale", "damaged" };

	return (unsigned)s < sizeof(names) / sizeof(names[0]) ? names[s] : "damaged";
}

static int same(void *arg, uint64_t at, const void *data, size_t n)
{
	const struct bitnet_map *m = arg;

	return at > m->size || n > m->size - at || memcmp(m->data + at, data, n) != 0 ? BITNET_E_INPUT : 0;
}

static int state(struct bitnet_compiled *c, enum bitnet_compiled_state s, const char *why)
{
	c->state = s;
	c->message = why;
	return 0;
}

/* The sources are there as they were: make the image again. */
static int compare(struct bitnet_compiled *c, const struct bitnet_map *m, const struct image_header *old,
		   const struct bitnet_image_sources *s, const struct bitnet_tok_options *o, struct bitnet_error *why)
{
	struct image_header h;
	struct bitnet_tok *t;
	int rc;

	if (!bitnet_image_set_key(&h, s, o) || memcmp(h.source, old->source, sizeof(h.source)) != 0 || h.n_parts != old->n_parts)
		return state(c, BITNET_COMPILED_STALE, "its source has changed");
	rc = bitnet_tok_source_load(&t, s, o, why);
	if (rc)
		return rc == BITNET_E_NOMEM ? rc : state(c, BITNET_COMPILED_STALE, why->message);
	rc = bitnet_image_hash(&h, s, why);
	if (!rc)
		rc = bitnet_image_write(t, &h, c->source, same, (void *)(uintptr_t)m, why);
	bitnet_tok_free(t);
	if (rc == BITNET_E_INPUT)
		return state(c, BITNET_COMPILED_DAMAGED, "it is not what its source compiles to");
	return rc ? rc : state(c, BITNET_COMPILED_GOOD, "");
}

/* One image whose own checks have passed. */
static int check_source(struct bitnet_compiled *c, const struct bitnet_map *m, struct bitnet_error *why)
{
	struct bitnet_tok_options o = { .policy = BITNET_POLICY_DEFAULT };
	struct bitnet_tok_source s;
	struct image_header h;
	int rc;

	memcpy(&h, m->data, sizeof(h));
	if (h.policy > BITNET_POLICY_SENTENCEPIECE || h.pre[IMAGE_PRE_MAX - 1])
		return state(c, BITNET_COMPILED_DAMAGED, "its options are none");
	o.policy = (enum bitnet_tok_policy)h.policy;
	o.pre = *h.pre ? h.pre : NULL;
	memcpy(c->sha256, h.sha256[0], 64);
	rc = bitnet_tok_source_open(&s, c->source, why);
	if (!rc && s.is_gguf)
		rc = bitnet_tok_source_parse(&s, why);
	if (!rc)
		rc = compare(c, m, &h, &s.of, &o, why);
	else if (rc != BITNET_E_NOMEM)
		rc = state(c, BITNET_COMPILED_STALE, why->message);
	bitnet_tok_source_close(&s);
	return rc;
}

static int check_one(const char *path, bitnet_compiled_fn *report, void *arg, struct bitnet_error *err)
{
	struct bitnet_compiled c = { .path = path, .source = "", .message = "" };
	struct bitnet_str source = { "", 0 };
	char copy[PATH_MAX] = "";
	struct image_header h;
	struct bitnet_error why;
	struct bitnet_tok *t;
	struct bitnet_map m;
	int rc = 0;

	if (!bitnet_image_open(&m, path)) {
		state(&c, BITNET_COMPILED_DAMAGED, "cannot be read, belongs to another user, or can be written by others");
		return report(arg, &c) ? bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "stopped") : 0;
	}
	c.bytes = m.size;
	if (!bitnet_image_header(&m, &h)) {
		state(&c, BITNET_COMPILED_STALE, "it is of another version of the library, or no compiled tokenizer");
	} else if ((rc = bitnet_image_read(&t, &m, &source, &why)) != 0) {
		if (rc != BITNET_E_NOMEM)
			rc = state(&c, BITNET_COMPILED_DAMAGED, why.message);
	} else {
		if (source.n < sizeof(copy)) {
			memcpy(copy, source.s, source.n);
			copy[source.n] = '\0';
		}
		c.source = copy;
		rc = check_source(&c, &t->image, &why);
		/* The map is its own. */
		bitnet_tok_free(t);
		memset(&m, 0, sizeof(m));
	}
	bitnet_map_close(&m);
	if (rc) {
		if (err)
			*err = why;
		return rc;
	}
	return report(arg, &c) ? bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "stopped") : 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_image(const char *name)
{
	size_t n = strlen(name), m = strlen(IMAGE_SUFFIX);

	return n > m && name[0] != '.' && strcmp(name + n - m, IMAGE_SUFFIX) == 0;
}

int bitnet_tok_verify_compiled(const char *folder, bitnet_compiled_fn *report, void *arg, struct bitnet_error *err)
{
	DIR *dir = opendir(folder);
	char **names = NULL, path[PATH_MAX];
	size_t n = 0, cap = 0, i;
	const struct dirent *e;
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0 : bitnet_error_errno(err, errno, "cannot_open", "cannot list");
	while (!rc && (e = readdir(dir)) != NULL) {
		if (!is_image(e->d_name))
			continue;
		if (!bitnet_grow(&names, &cap, n + 1, sizeof(*names)) || !(names[n] = bitnet_dup(e->d_name, strlen(e->d_name))))
			rc = bitnet_error_nomem(err, n);
		else
			n++;
	}
	closedir(dir);
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	for (i = 0; i < n; i++) {
		if (!rc && (size_t)snprintf(path, sizeof(path), "%s/%s", folder, names[i]) < sizeof(path))
			rc = check_one(path, report, arg, err);
		free(names[i]);
	}
	free(names);
	return rc;
}
