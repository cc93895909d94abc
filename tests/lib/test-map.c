/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"

#include "tap.h"

TEST(maps, "maps a file, and an empty one as nothing")
{
	struct bitnet_error e;
	struct bitnet_map m;
	char path[] = "/tmp/bitnet-test-map.XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK_OK(bitnet_map_open(&m, path, &e), e);
	CHECK(m.data == NULL && m.size == 0);
	bitnet_map_close(&m);
	CHECK_INT(write(fd, "abc", 3), 3);
	CHECK_OK(bitnet_map_open(&m, path, &e), e);
	CHECK_INT(m.size, 3);
	CHECK_MEM(m.data, "abc", 3);
	bitnet_map_close(&m);
	close(fd);
	unlink(path);
}

TEST(forgets, "what was given back is there when it is used again")
{
	struct bitnet_error e;
	struct bitnet_map m;
	char path[] = "/tmp/bitnet-test-map.XXXXXX", block[4096];
	int fd = mkstemp(path), i;

	CHECK(fd >= 0);
	for (i = 0; i < 9; i++) {
		memset(block, 'a' + i, sizeof(block));
		CHECK_INT(write(fd, block, sizeof(block)), sizeof(block));
	}
	CHECK_OK(bitnet_map_open(&m, path, &e), e);
	CHECK_INT(m.data[5 * 4096], 'f');
	bitnet_map_forget(m.data + 100, 8 * 4096);
	bitnet_map_forget(m.data + 100, 200);
	for (i = 0; i < 9; i++) {
		memset(block, 'a' + i, sizeof(block));
		CHECK_MEM(m.data + i * 4096, block, sizeof(block));
	}
	bitnet_map_close(&m);
	close(fd);
	unlink(path);
}

TEST(refuses, "refuses a missing file, a directory, a device, and a pipe without waiting for its writer")
{
	struct bitnet_error e;
	struct bitnet_map m;
	char dir[] = "/tmp/bitnet-test-map.XXXXXX", fifo[64];

	CHECK_INT(bitnet_map_open(&m, "/nonexistent", &e), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_map_open(&m, "/tmp", &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.message, "is a directory");
	CHECK_INT(bitnet_map_open(&m, "/dev/zero", &e), BITNET_E_NOTFOUND);
	CHECK(mkdtemp(dir) != NULL);
	snprintf(fifo, sizeof(fifo), "%s/fifo", dir);
	CHECK(mkfifo(fifo, 0600) == 0);
	CHECK_INT(bitnet_map_open(&m, fifo, &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.message, "is not a regular file");
	unlink(fifo);
	rmdir(dir);
}

int main(void)
{
	return tap_main();
}
