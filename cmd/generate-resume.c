/* SPDX-License-Identifier: MIT */
/*
 * --resume: what an earlier output of a batch holds.  The file is read whole before anything is
 * changed: only an output of ours is ever cut or appended to.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generate.h"

struct generate_done {
	char **keys;                            /* a hash table with open addressing */
	size_t n, cap;
	bool failed;
};

static size_t slot(const struct generate_done *d, const char *key)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	const char *s;
	size_t i;

	for (s = key; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	for (i = (h ^ h >> 32) & (d->cap - 1); d->keys[i] && strcmp(d->keys[i], key) != 0; )
		i = (i + 1) & (d->cap - 1);
	return i;
}

/* Takes over the key. */
static void add(struct generate_done *d, char *key)
{
	size_t i, old_cap = d->cap;
	char **old = d->keys;

	if (2 * (d->n + 1) > d->cap) {
		d->cap = old_cap ? old_cap * 2 : 1024;
		d->keys = cli_xmalloc(d->cap * sizeof(*d->keys));
		memset(d->keys, 0, d->cap * sizeof(*d->keys));
		for (i = 0; i < old_cap; i++)
			if (old[i])
				d->keys[slot(d, old[i])] = old[i];
		free(old);
	}
	i = slot(d, key);
	if (d->keys[i]) {
		free(key);
		return;
	}
	d->keys[i] = key;
	d->n++;
}

/*
 * The key of a record: its form and its id as JSON.  A bad line without an id is known by its
 * number.  Free it.
 */
static char *new_key(struct json_object *id, bool openai, unsigned long long line)
{
	const char *s = id ? json_object_to_json_string_ext(id, JSON_C_TO_STRING_PLAIN) : "";
	char *key = cli_xmalloc(strlen(s) + 32);

	if (id)
		sprintf(key, "%s %s", openai ? "custom_id" : "id", s);
	else
		sprintf(key, "line %llu", line);
	return key;
}

bool generate_done_has(const struct generate_done *d, struct json_object *id, bool openai, unsigned long long line)
{
	bool has = false;
	char *key;

	if (d && d->n > 0) {
		key = new_key(id, openai, line);
		has = d->keys[slot(d, key)];
		free(key);
	}
	return has;
}

bool generate_done_any_failed(const struct generate_done *d)
{
	return d && d->failed;
}

void generate_done_free(struct generate_done *d)
{
	size_t i;

	if (!d)
		return;
	for (i = 0; i < d->cap; i++)
		free(d->keys[i]);
	free(d->keys);
	free(d);
}

/* An answer, not a line of a batch: that has an id, too. */
static bool is_answer(struct json_object *o)
{
	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, "id", NULL))
		return false;
	if (json_object_object_get_ex(o, "custom_id", NULL))
		return json_object_object_get_ex(o, "response", NULL);
	return json_object_object_get_ex(o, "finish_reason", NULL) || json_object_object_get_ex(o, "error", NULL);
}

/* Take note of one line of output; false when it is none. */
static bool note(struct generate_done *d, const char *s, size_t n)
{
	struct json_object *o, *id = NULL, *error = NULL, *line = NULL;
	struct bitnet_error err;
	bool good, openai;

	o = generate_json_parse(s, n, &err);
	good = is_answer(o);
	if (good) {
		openai = json_object_object_get_ex(o, "custom_id", &id);
		if (!openai)
			json_object_object_get_ex(o, "id", &id);
		json_object_object_get_ex(o, "error", &error);
		if (error)
			d->failed = true;
		if (json_object_is_type(error, json_type_object))
			json_object_object_get_ex(error, "line", &line);
		if (id || line)
			add(d, new_key(id, openai, (unsigned long long)json_object_get_int64(line)));
	}
	json_object_put(o);
	return good;
}

/* Whether n bytes may be the beginning of a line that we write: a whole object is one of ours or none. */
static bool torn(const char *s, size_t n)
{
	static const char begin[] = "{\"id\":";
	size_t k = n < sizeof(begin) - 1 ? n : sizeof(begin) - 1;
	struct json_object *o;
	struct bitnet_error err;
	bool ours;

	if (memcmp(s, begin, k) != 0)
		return false;
	o = generate_json_parse(s, n, &err);
	ours = !o || is_answer(o);
	json_object_put(o);
	return ours;
}

static int not_ours(const char *path, unsigned long long line)
{
	return cli_fail_named(CLI_EXIT_DATA, "bad_resume", "The file was left as it is.",
			      "%s: line %llu is not an answer of a batch: this is no file to resume", path, line);
}

/* Read the file; *keep is the length of its complete lines. */
static int read_done(struct generate_done *d, const char *path, off_t size, off_t *keep)
{
	struct generate_lines l;
	unsigned long long line = 0;
	enum generate_line got;
	int status;
	size_t n;
	char *s;

	status = generate_lines_open(&l, path, false);
	if (status)
		return status;
	*keep = 0;
	while ((got = generate_lines_next(&l, &s, &n)) == GENERATE_LINE) {
		line++;
		if (*keep + (off_t)n >= size) {
			if (!torn(s, n))
				status = not_ours(path, line);
			break;
		}
		if (!note(d, s, n)) {
			status = not_ours(path, line);
			break;
		}
		*keep += (off_t)n + 1;
	}
	if (got == GENERATE_LINE_LONG)
		status = not_ours(path, line + 1);
	if (got == GENERATE_LINE_FAILED)
		status = l.status;
	generate_lines_close(&l);
	return status;
}

static int open_locked(const char *path, int *fd, off_t *size)
{
	struct stat st;

	*fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (*fd < 0)
		return cli_fail_named(CLI_EXIT_CANTCREAT, "cannot_create", NULL, "%s: cannot open for appending: %s", path,
				      strerror(errno));
	if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(*fd);
		return cli_fail_named(CLI_EXIT_CANTCREAT, "cannot_create", NULL, "%s: not a regular file", path);
	}
	if (flock(*fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		close(*fd);
		return cli_fail_named(CLI_EXIT_TEMPFAIL, "locked", NULL, "%s: another run is writing to it", path);
	}
	*size = st.st_size;
	return 0;
}

int generate_done_open(struct generate_done **out, const char *path, FILE **f)
{
	struct generate_done *d;
	off_t size = 0, keep = 0;
	int fd, status;

	status = open_locked(path, &fd, &size);
	if (status)
		return status;
	d = cli_xmalloc(sizeof(*d));
	memset(d, 0, sizeof(*d));
	status = read_done(d, path, size, &keep);
	if (status == 0 && keep < size) {
		cli_info("%s: %lld bytes of a torn last line are cut", path, (long long)(size - keep));
		if (ftruncate(fd, keep) != 0)
			status = cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "%s: cannot cut: %s", path, strerror(errno));
	}
	*f = status == 0 ? fdopen(fd, "a") : NULL;
	if (!*f) {
		close(fd);
		generate_done_free(d);
		return status ? status : CLI_EXIT_BUG;
	}
	*out = d;
	return 0;
}
