/* SPDX-License-Identifier: MIT */
/*
 * A folder of shards: see cli-shards.h for the form.  It is written beside its place and renamed as a whole, so that it is
 * complete or absent; its files are synced before.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-json.h"
#include "cli-shards.h"
#include "cli.h"
#include "encode-parts.h"

static struct {
	const char *folder;
	char temporary[PATH_MAX - 32];          /* "": there is none */
	unsigned width;
	uint64_t shard_size;
	size_t n_shards;
	FILE *ids, *offsets;                    /* of the shard that is written, or NULL */
	uint64_t n_ids, n_seqs;                 /* of it */
	uint64_t all_ids, all_seqs;
	struct json_object *list;
} sh;

/* ".NAME.XXXXXX" beside NAME. */
static int name_temporary(const char *folder)
{
	size_t n = strlen(folder), base;

	while (n > 1 && folder[n - 1] == '/')
		n--;
	for (base = n; base > 0 && folder[base - 1] != '/'; base--)
		;
	if (n + 16 > sizeof(sh.temporary))
		return cli_fail_named(CLI_EXIT_CANTCREAT, "cannot_create", NULL, "%s: cannot create: %s", folder, strerror(ENAMETOOLONG));
	snprintf(sh.temporary, sizeof(sh.temporary), "%.*s.%.*s.XXXXXX", (int)base, folder, (int)(n - base), folder + base);
	return 0;
}

static int cannot_create(const char *path, int e)
{
	return cli_fail_named(CLI_EXIT_CANTCREAT, "cannot_create", NULL, "%s: cannot create: %s", path, strerror(e));
}

static const char *file_path(const char *name, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", sh.temporary, name);
	return path;
}

/* Nothing that a signal handler may not call. */
static void remove_files(void)
{
	static const char *const ends[] = { ".bin", ".idx" };
	char path[PATH_MAX], *p;
	size_t dir = strlen(sh.temporary), i, k, v, d;

	if (!dir)
		return;
	memcpy(path, sh.temporary, dir);
	path[dir] = '/';
	for (i = 0; i < sh.n_shards; i++)
		for (k = 0; k < 2; k++) {
			for (p = path + dir + 6, v = i, d = 0; d < 5; d++, v /= 10)
				*--p = (char)('0' + v % 10);
			memcpy(path + dir + 6, ends[k], 5);
			unlink(path);
		}
	memcpy(path + dir + 1, CLI_SHARDS_INDEX, sizeof(CLI_SHARDS_INDEX));
	unlink(path);
	rmdir(sh.temporary);
}

/* Whether there is nothing at this path, or a folder with nothing in it, which is replaced. */
static bool is_free(const char *folder)
{
	DIR *d = opendir(folder);
	int entries = 0;

	if (!d)
		return errno == ENOENT;
	while (entries <= 2 && readdir(d))
		entries++;
	closedir(d);
	return entries <= 2;
}

int encode_shards_open(const char *folder, unsigned width, uint64_t shard_size)
{
	mode_t mask = umask(0);
	int status;

	umask(mask);
	if (!is_free(folder))
		return cannot_create(folder, EEXIST);
	sh.folder = folder;
	sh.width = width;
	sh.shard_size = shard_size;
	status = name_temporary(folder);
	if (status)
		return status;
	if (!mkdtemp(sh.temporary)) {
		int e = errno;

		sh.temporary[0] = '\0';
		return cannot_create(folder, e);
	}
	cli_out_at_signal(remove_files);
	if (chmod(sh.temporary, 0777 & ~mask) != 0)
		errno = 0;              /* a file system without modes */
	sh.list = json_object_new_array();
	return 0;
}

static int write_failed(int e)
{
	return cli_fail_named(CLI_EXIT_IO, "write_failed", NULL, "%s: cannot write: %s", sh.folder, e ? strerror(e) : "error");
}

static int put_offset(uint64_t v)
{
	unsigned char b[8];
	int i;

	for (i = 0; i < 8; i++)
		b[i] = (unsigned char)(v >> 8 * i);
	return fwrite(b, 1, 8, sh.offsets) == 8 ? 0 : write_failed(errno);
}

static FILE *create(const char *end)
{
	char name[32], path[PATH_MAX];

	snprintf(name, sizeof(name), "%05zu%s", sh.n_shards - 1, end);
	return fopen(file_path(name, path), "wxe");
}

static int open_shard(void)
{
	if (sh.n_shards == CLI_SHARDS_MAX)
		return cli_fail_named(CLI_EXIT_DATA, "too_many_shards", NULL, "%s: more than %d shards: --shard-size is too small",
				      sh.folder, CLI_SHARDS_MAX);
	sh.n_shards++;
	sh.ids = create(".bin");
	sh.offsets = sh.ids ? create(".idx") : NULL;
	if (!sh.offsets)
		return cannot_create(sh.folder, errno);
	sh.n_ids = sh.n_seqs = 0;
	return put_offset(0);
}

/* Closes the file; returns an errno. */
static int finish_file(FILE **f)
{
	int e = 0;

	if (!*f)
		return 0;
	if (fflush(*f) != 0 || ferror(*f) || fsync(fileno(*f)) != 0)
		e = errno ? errno : EIO;
	if (fclose(*f) != 0 && !e)
		e = errno;
	*f = NULL;
	return e;
}

static int close_shard(void)
{
	struct json_object *o;
	char name[32];
	int e, e2;

	if (!sh.ids)
		return 0;
	e = finish_file(&sh.ids);
	e2 = finish_file(&sh.offsets);
	if (e || e2)
		return write_failed(e ? e : e2);
	o = json_object_new_object();
	snprintf(name, sizeof(name), "%05zu.bin", sh.n_shards - 1);
	json_object_object_add(o, "ids", json_object_new_string(name));
	snprintf(name, sizeof(name), "%05zu.idx", sh.n_shards - 1);
	json_object_object_add(o, "offsets", json_object_new_string(name));
	json_object_object_add(o, "tokens", json_object_new_int64((int64_t)sh.n_ids));
	json_object_object_add(o, "sequences", json_object_new_int64((int64_t)sh.n_seqs));
	json_object_array_add(sh.list, o);
	return 0;
}

int encode_shards_begin(void)
{
	int status = sh.ids && sh.n_ids >= sh.shard_size ? close_shard() : 0;

	return status || sh.ids ? status : open_shard();
}

int encode_shards_write(const void *ids, size_t n_ids)
{
	if (fwrite(ids, sh.width, n_ids, sh.ids) != n_ids)
		return write_failed(errno);
	sh.n_ids += n_ids;
	sh.all_ids += n_ids;
	return 0;
}

int encode_shards_end(void)
{
	sh.n_seqs++;
	sh.all_seqs++;
	return put_offset(sh.n_ids);
}

static int write_index(void)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(encode_tok);
	struct json_object *doc = json_object_new_object();
	char path[PATH_MAX], hex[65];
	struct bitnet_error err;
	FILE *f;
	int e;

	if (bitnet_tok_fingerprint(encode_tok, hex, &err) != 0) {
		json_object_put(doc);
		return cli_fail(&err, NULL);
	}
	json_object_object_add(doc, "schema", json_object_new_string(CLI_SHARDS_SCHEMA));
	json_object_object_add(doc, "dtype", json_object_new_string(sh.width == 2 ? "<u2" : "<u4"));
	json_object_object_add(doc, "vocab_size", json_object_new_int64(info->n_tokens));
	json_object_object_add(doc, "tokens_sha256", json_object_new_string(hex));
	json_object_object_add(doc, "eos", encode_opt.add_eos ? json_object_new_int64(info->eos) : NULL);
	json_object_object_add(doc, "tokens", json_object_new_int64((int64_t)sh.all_ids));
	json_object_object_add(doc, "sequences", json_object_new_int64((int64_t)sh.all_seqs));
	json_object_object_add(doc, "shards", sh.list);
	sh.list = NULL;
	f = fopen(file_path(CLI_SHARDS_INDEX, path), "wxe");
	if (f)
		cli_json_line(f, doc);
	json_object_put(doc);
	e = f ? finish_file(&f) : errno;
	return e ? write_failed(e) : 0;
}

int encode_shards_close(void)
{
	int status = close_shard();

	if (status == 0)
		status = write_index();
	if (status == 0 && rename(sh.temporary, sh.folder) != 0)
		status = cannot_create(sh.folder, errno);
	if (status)
		encode_shards_abandon();
	sh.temporary[0] = '\0';
	return status;
}

void encode_shards_abandon(void)
{
	if (sh.ids)
		fclose(sh.ids);
	if (sh.offsets)
		fclose(sh.offsets);
	sh.ids = sh.offsets = NULL;
	remove_files();
	sh.temporary[0] = '\0';
	json_object_put(sh.list);
	sh.list = NULL;
}
