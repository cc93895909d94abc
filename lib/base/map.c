/* SPDX-License-Identifier: MIT */
/* Mapping files: see map.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/map.h"

/* The steps of a clock: of the kernel's, and where a file system keeps whole seconds (or two, as FAT does). */
#define STEP_NS 50000000
#define STEP_COARSE_NS 2100000000

static struct bitnet_file_id id_of(const struct stat *st)
{
	return (struct bitnet_file_id){
		.dev = (uint64_t)st->st_dev, .ino = (uint64_t)st->st_ino, .size = (uint64_t)st->st_size,
		.mtime = (int64_t)st->st_mtim.tv_sec, .mtime_ns = (uint64_t)st->st_mtim.tv_nsec,
		.ctime = (int64_t)st->st_ctim.tv_sec, .ctime_ns = (uint64_t)st->st_ctim.tv_nsec
	};
}

static bool is_settled(const struct bitnet_file_id *id)
{
	struct timespec now;
	int64_t s;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		return false;
	s = (int64_t)now.tv_sec - id->ctime;
	if (s < 0 || s > 10)
		return s > 0;
	return s * 1000000000 + now.tv_nsec - (int64_t)id->ctime_ns > (id->ctime_ns ? STEP_NS : STEP_COARSE_NS);
}

int bitnet_map_fd(struct bitnet_map *m, int fd, struct bitnet_error *err)
{
	struct stat st;
	void *p = NULL;

	if (fstat(fd, &st) < 0)
		return bitnet_error_errno(err, errno, "cannot_open", "cannot stat");
	if (!S_ISREG(st.st_mode))
		return bitnet_error_set(err, BITNET_E_NOTFOUND, "not_a_file",
					S_ISDIR(st.st_mode) ? "is a directory" : "is not a regular file");
	if ((uintmax_t)st.st_size > SIZE_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "file_too_large", "%jd bytes do not fit into memory",
					(intmax_t)st.st_size);
	if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			return bitnet_error_errno(err, errno, "cannot_map", "cannot map %jd bytes", (intmax_t)st.st_size);
	}
	m->data = p;
	m->size = (size_t)st.st_size;
	m->id = id_of(&st);
	m->settled = is_settled(&m->id);
	return 0;
}

int bitnet_map_open(struct bitnet_map *m, const char *path, struct bitnet_error *err)
{
	/* O_NONBLOCK: a FIFO without a writer must not hang us; it is refused. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;

	if (fd < 0)
		return bitnet_error_errno(err, errno, "cannot_open", "cannot open");
	rc = bitnet_map_fd(m, fd, err);
	close(fd);
	return rc;
}

bool bitnet_map_is_current(const struct bitnet_map *m, const char *path)
{
	struct bitnet_file_id id;
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	id = id_of(&st);
	return memcmp(&id, &m->id, sizeof(id)) == 0;
}

void bitnet_map_close(struct bitnet_map *m)
{
	if (m->data)
		munmap((void *)(uintptr_t)m->data, m->size);
	m->data = NULL;
	m->size = 0;
}

void bitnet_map_forget(const void *p, size_t n)
{
#ifdef MADV_DONTNEED
	long size = sysconf(_SC_PAGESIZE);
	uintptr_t page = size > 0 ? (uintptr_t)size : 0, first = (uintptr_t)p, end = first + n;

	if (!page)
		return;
	first += (page - first % page) % page;
	end -= end % page;
	if (first < end)
		(void)madvise((void *)first, end - first, MADV_DONTNEED);
#else
	(void)p;
	(void)n;
#endif
}
