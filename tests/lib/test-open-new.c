/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open-new.h"
#include "scratch.h"
#include "tap.h"

TEST(names, "each file has a name of its own, of small letters and digits, and only the suffix changes")
{
	char name[2][32] = { "a.______.tmp", "a.______.tmp" };
	int i, fd;

	scratch_enter("names");
	for (i = 0; i < 2; i++) {
		fd = bitnet_open_new(name[i], name[i] + 2, O_RDWR);
		CHECK(fd >= 0);
		CHECK_INT(write(fd, "x", 1), 1);
		close(fd);
		CHECK_INT(access(name[i], R_OK | W_OK), 0);
		CHECK_STR(name[i] + 2 + BITNET_NEW_SUFFIX, ".tmp");
		CHECK_INT(strspn(name[i] + 2, "abcdefghijklmnopqrstuvwxyz234567"), BITNET_NEW_SUFFIX);
	}
	CHECK(strcmp(name[0], name[1]) != 0);
}

TEST(mode, "the mode is what the umask leaves, and the descriptor is not for programs that are started")
{
	char name[] = "a.______";
	mode_t before = umask(027);
	struct stat st;
	int fd;

	scratch_enter("mode");
	fd = bitnet_open_new(name, name + 2, O_WRONLY);
	umask(before);
	CHECK_INT(fstat(fd, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0640);
	CHECK_INT(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	close(fd);
}

TEST(folder, "a folder that does not exist is an error with its number")
{
	char name[] = "missing/a.______";

	scratch_enter("folder");
	errno = 0;
	CHECK_INT(bitnet_open_new(name, name + 10, O_WRONLY), -1);
	CHECK_INT(errno, ENOENT);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
