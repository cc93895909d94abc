/* SPDX-License-Identifier: MIT */
/* Mapping files: see map.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/map.h"

int bitnet_map_open(struct bitnet_map *m, const char *path, struct bitnet_error *err)
{
	struct stat st;
	void *p = NULL;
	int fd, e;

	/* O_NONBLOCK: a FIFO without a writer must not hang us; it is refused below. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return bitnet_error_errno(err, errno, "cannot_open", "cannot open");
	if (fstat(fd, &st) < 0) {
		e = errno;
		close(fd);
		return bitnet_error_errno(err, e, "cannot_open", "cannot stat");
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return bitnet_error_set(err, BITNET_E_NOTFOUND, "not_a_file",
					S_ISDIR(st.st_mode) ? "is a directory" : "is not a regular file");
	}
	if ((uintmax_t)st.st_size > SIZE_MAX) {
		close(fd);
		return bitnet_error_set(err, BITNET_E_LIMIT, "file_too_large", "%jd bytes do not fit into memory",
					(intmax_t)st.st_size);
	}
	if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		e = errno;
		if (p == MAP_FAILED) {
			close(fd);
			return bitnet_error_errno(err, e, "cannot_map", "cannot map %jd bytes", (intmax_t)st.st_size);
		}
	}
	close(fd);
	m->data = p;
	m->size = (size_t)st.st_size;
	return 0;
}

void bitnet_map_close(struct bitnet_map *m)
{
	if (m->data)
		munmap((void *)(uintptr_t)m->data, m->size);
	m->data = NULL;
	m->size = 0;
}
