/* SPDX-License-Identifier: MIT */
/* Complete or absent: a temporary beside the target, synced and renamed.  See bitnet/file.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/file.h>
#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/open-new.h"

enum { SUFFIX = BITNET_NEW_SUFFIX };

struct bitnet_file {
	char *path;
	char *tmp;          /* NULL: path is no regular file and is written directly */
	FILE *stream;
};

static void release(struct bitnet_file *f)
{
	free(f->path);
	free(f->tmp);
	free(f);
}

/* A hidden name beside the target that no file has. */
static int open_temporary(struct bitnet_file *f)
{
	const char *slash = strrchr(f->path, '/'), *base = slash ? slash + 1 : f->path;
	size_t n = strlen(base), dir = (size_t)(base - f->path);
	char *end;
	int fd;

	/* Two dots and the suffix have room beside a name as long as names may be; a longer one is to fail here. */
	if (n <= NAME_MAX && n > NAME_MAX - SUFFIX - 2)
		n = NAME_MAX - SUFFIX - 2;
	f->tmp = malloc(dir + n + SUFFIX + 3);
	if (!f->tmp) {
		errno = ENOMEM;
		return -1;
	}
	memcpy(f->tmp, f->path, dir);
	end = f->tmp + dir;
	*end++ = '.';
	memcpy(end, base, n);
	end += n;
	*end++ = '.';
	end[SUFFIX] = '\0';
	fd = bitnet_open_new(f->tmp, end, O_WRONLY);
	if (fd < 0) {
		int e = errno;

		free(f->tmp);
		f->tmp = NULL;
		errno = e;
	}
	return fd;
}

/* A link to a file stays a link: what it names is replaced. */
static char *target(const char *path)
{
	struct stat st;
	char *real = lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(path, NULL) : NULL;

	return real ? real : bitnet_dup(path, strlen(path));
}

int bitnet_file_create(struct bitnet_file **out, const char *path, struct bitnet_error *err)
{
	struct bitnet_file *f = calloc(1, sizeof(*f));
	struct stat st;
	char shown[256];
	int fd;

	if (!f || !(f->path = target(path))) {
		free(f);
		return bitnet_error_nomem(err, strlen(path));
	}
	bitnet_text_escape(shown, sizeof(shown), path, strlen(path));
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		fd = open(path, O_WRONLY | O_CLOEXEC);
	else
		fd = open_temporary(f);
	f->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!f->stream) {
		int e = errno;

		if (fd >= 0)
			close(fd);
		if (f->tmp)
			unlink(f->tmp);
		release(f);
		bitnet_error_errno(err, e, "cannot_create", "%s: cannot create", shown);
		if (err)
			err->status = BITNET_E_SYSTEM;
		return BITNET_E_SYSTEM;
	}
	*out = f;
	return 0;
}

FILE *bitnet_file_stream(struct bitnet_file *f)
{
	return f->stream;
}

const char *bitnet_file_temporary(const struct bitnet_file *f)
{
	return f->tmp;
}

int bitnet_file_commit(struct bitnet_file *f, struct bitnet_error *err)
{
	char shown[256];
	int e = 0;

	bitnet_text_escape(shown, sizeof(shown), f->path, strlen(f->path));
	if (fflush(f->stream) != 0 || ferror(f->stream))
		e = errno ? errno : EIO;
	if (!e && f->tmp && fsync(fileno(f->stream)) < 0)
		e = errno;
	if (fclose(f->stream) != 0 && !e)
		e = errno;
	if (!e && f->tmp && rename(f->tmp, f->path) < 0)
		e = errno;
	if (e && f->tmp)
		unlink(f->tmp);
	release(f);
	if (e) {
		bitnet_error_errno(err, e, "write_failed", "%s: cannot write", shown);
		if (err)
			err->status = BITNET_E_SYSTEM;
		return BITNET_E_SYSTEM;
	}
	return 0;
}

void bitnet_file_abandon(struct bitnet_file *f)
{
	if (!f)
		return;
	fclose(f->stream);
	if (f->tmp)
		unlink(f->tmp);
	release(f);
}
