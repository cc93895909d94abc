/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
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

TEST(long_name, "a name as long as names may be is written, and a longer one refused at once")
{
	struct bitnet_error e;
	struct bitnet_file *f;
	char name[256], whole[400];

	scratch();
	memset(name, 'n', 255);
	name[255] = '\0';
	snprintf(whole, sizeof(whole), "%s/%s", dir, name);
	CHECK_OK(bitnet_file_create(&f, whole, &e), e);
	CHECK_OK(bitnet_file_commit(f, &e), e);
	CHECK_INT(access(whole, R_OK), 0);
	CHECK_INT(n_files(), 1);
	unlink(whole);
	strcat(whole, "n");
	CHECK_INT(bitnet_file_create(&f, whole, &e), BITNET_E_SYSTEM);
	CHECK_INT(e.sys_errno, ENAMETOOLONG);
	CHECK_INT(n_files(), 0);
	clean();
}

static atomic_bool enough;

static void *create_many(void *arg)
{
	struct bitnet_file *f;

	(void)arg;
	while (!atomic_load(&enough))
		if (bitnet_file_create(&f, path, NULL) == 0)
			bitnet_file_abandon(f);
	return NULL;
}

TEST(mask, "a thread that creates files leaves the umask of the others as it is")
{
	mode_t old = umask(027);
	char other[] = "/tmp/bitnet-test-mask.XXXXXX", in[64];
	struct stat st;
	pthread_t t;
	int i, wrong = 0;

	scratch();
	/* In a folder of its own, where the two do not wait for each other. */
	CHECK(mkdtemp(other) != NULL);
	snprintf(in, sizeof(in), "%s/in", other);
	CHECK_INT(pthread_create(&t, NULL, create_many, NULL), 0);
	for (i = 0; i < 1000 && !wrong; i++) {
		wrong = mkdir(in, 0777) != 0 || stat(in, &st) != 0 || (st.st_mode & 0777) != 0750;
		rmdir(in);
	}
	atomic_store(&enough, true);
	pthread_join(t, NULL);
	umask(old);
	rmdir(other);
	CHECK_INT(wrong, 0);
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

TEST(symbolic, "a link to a file stays a link, and what it names is replaced")
{
	struct bitnet_error e;
	struct bitnet_file *f;
	struct stat st;
	char name[160];

	scratch();
	snprintf(name, sizeof(name), "%s/link", dir);
	CHECK_OK(bitnet_file_create(&f, path, &e), e);
	CHECK_OK(bitnet_file_commit(f, &e), e);
	CHECK_INT(symlink("out", name), 0);
	CHECK_OK(bitnet_file_create(&f, name, &e), e);
	fputs("new", bitnet_file_stream(f));
	CHECK_OK(bitnet_file_commit(f, &e), e);
	CHECK(lstat(name, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK_STR(content(), "new");
	CHECK_INT(n_files(), 2);
	unlink(name);
	clean();
}

TEST(no_rename, "what cannot take its place is an error, and leaves nothing")
{
	struct bitnet_error e;
	struct bitnet_file *f;

	scratch();
	CHECK_OK(bitnet_file_create(&f, path, &e), e);
	CHECK_INT(mkdir(path, 0777), 0);
	CHECK_INT(bitnet_file_commit(f, &e), BITNET_E_SYSTEM);
	CHECK_STR(e.name, "write_failed");
	CHECK_INT(e.sys_errno, EISDIR);
	CHECK_INT(n_files(), 1);
	rmdir(path);
	clean();
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
