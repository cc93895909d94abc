/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/file.h>

#include "tap.h"

static char dir[64], path[128];

static void scratch(void)
{
	strcpy(dir, "/tmp/bitnet-test-file.XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/out", dir);
}

/* Number of files in the scratch folder. */
static int n_files(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	CHECK(d != NULL);
	while ((e = readdir(d)))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static const char *content(void)
{
	static char buf[64];
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return "(none)";
	n = fread(buf, 1, sizeof(buf) - 1, f);
	buf[n] = '\0';
	fclose(f);
	return buf;
}

static void clean(void)
{
	unlink(path);
	rmdir(dir);
}

TEST(absent_until, "the target is absent until the commit, then complete, and no temporary is left")
{
	struct bitnet_error e;
	struct bitnet_file *f;

	scratch();
	CHECK_OK(bitnet_file_create(&f, path, &e), e);
	fputs("hello", bitnet_file_stream(f));
	CHECK_STR(content(), "(none)");
	CHECK_OK(bitnet_file_commit(f, &e), e);
	CHECK_STR(content(), "hello");
	CHECK_INT(n_files(), 1);
	clean();
}

TEST(abandon, "an abandoned file leaves the old content and nothing else")
{
	struct bitnet_error e;
	struct bitnet_file *f;

	scratch();
	CHECK_OK(bitnet_file_create(&f, path, &e), e);
	fputs("old", bitnet_file_stream(f));
	CHECK_OK(bitnet_file_commit(f, &e), e);
	CHECK_OK(bitnet_file_create(&f, path, &e), e);
	fputs("new", bitnet_file_stream(f));
	bitnet_file_abandon(f);
	bitnet_file_abandon(NULL);
	CHECK_STR(content(), "old");
	CHECK_INT(n_files(), 1);
	clean();
}

TEST(mode, "the mode is what open would have given, not the owner's alone")
{
	struct bitnet_error e;
	struct bitnet_file *f;
	struct stat st;
	mode_t old = umask(027);

	scratch();
	CHECK_OK(bitnet_file_create(&f, path, &e), e);
	CHECK_OK(bitnet_file_commit(f, &e), e);
	umask(old);
	CHECK(stat(path, &st) == 0);
	CHECK_INT(st.st_mode & 0777, 0640);
	clean();
}

TEST(device, "a device is written directly")
{
	struct bitnet_error e;
	struct bitnet_file *f;

	CHECK_OK(bitnet_file_create(&f, "/dev/null", &e), e);
	CHECK(bitnet_file_temporary(f) == NULL);
	fputs("x", bitnet_file_stream(f));
	CHECK_OK(bitnet_file_commit(f, &e), e);
}

TEST(no_folder, "a folder that does not exist is an error with the path")
{
	struct bitnet_error e;
	struct bitnet_file *f;

	CHECK_INT(bitnet_file_create(&f, "/nonexistent/x", &e), BITNET_E_SYSTEM);
	CHECK_STR(e.name, "cannot_create");
	CHECK_HAS(e.message, "/nonexistent/x");
}

TEST(full, "a full disk is seen at the commit, and nothing is left")
{
	struct bitnet_error e;
	struct bitnet_file *f;

	CHECK_OK(bitnet_file_create(&f, "/dev/full", &e), e);
	fputs("x", bitnet_file_stream(f));
	CHECK_INT(bitnet_file_commit(f, &e), BITNET_E_SYSTEM);
	CHECK_INT(e.sys_errno, ENOSPC);
}

int main(void)
{
	return tap_main();
}
