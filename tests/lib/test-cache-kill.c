/* SPDX-License-Identifier: MIT */
/*
 * SIGKILL at every call that changes the disk, and at moments by chance.  After each, the key is what it was or
 * what it was to become, and all its files are of one version.  The calls go through wrappers: linked with
 * -Wl,--wrap for each.  BITNET_KILLS: how many of those by chance, 60 when it is not set; at least six in ten
 * fall between the first byte that is written and the last rename, however many it takes.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "cache-build.h"
#include "cache/cache-int.h"

enum { BODY = 1 << 17, PART = 1 << 12 };

/* Of the process that is killed, seen by both. */
static struct shared {
	volatile int between;       /* a byte is written and the rename that publishes has not returned */
	volatile int committed;     /* the last version whose commit returned */
	volatile int calls;
} *shared;

static int kill_at;                 /* the call at which to die; 0: none */
static bool kill_after;             /* when it has been made */
static bool no_exchange;

static void before(void)
{
	if (++shared->calls == kill_at && !kill_after)
		raise(SIGKILL);
}

static void after(void)
{
	if (shared->calls == kill_at && kill_after)
		raise(SIGKILL);
}

#define WRAP(name, params, args) \
	int __real_##name params; \
	int __wrap_##name params; \
	int __wrap_##name params \
	{ \
		int rc; \
		before(); \
		rc = __real_##name args; \
		after(); \
		return rc; \
	}

WRAP(mkdir, (const char *path, mode_t mode), (path, mode))
WRAP(mkdirat, (int dir, const char *path, mode_t mode), (dir, path, mode))
WRAP(fsync, (int fd), (fd))
WRAP(unlink, (const char *path), (path))
WRAP(unlinkat, (int dir, const char *path, int flags), (dir, path, flags))

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __real_openat64(int dir, const char *path, int flags, ...);
int __wrap_openat64(int dir, const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *data, size_t n);
ssize_t __wrap_write(int fd, const void *data, size_t n);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);
int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);

int __wrap_open64(const char *path, int flags, ...)
{
	int rc;

	before();
	rc = __real_open64(path, flags, 0666);
	after();
	return rc;
}

int __wrap_openat64(int dir, const char *path, int flags, ...)
{
	int rc;

	before();
	rc = __real_openat64(dir, path, flags, 0666);
	after();
	return rc;
}

ssize_t __wrap_write(int fd, const void *data, size_t n)
{
	ssize_t rc;

	shared->between = 1;
	before();
	rc = __real_write(fd, data, n);
	after();
	return rc;
}

static bool publishes(const char *to)
{
	return strcmp(to, "c/tokenizers/key") == 0;
}

int __wrap_rename(const char *from, const char *to)
{
	int rc;

	before();
	rc = __real_rename(from, to);
	if (rc == 0 && publishes(to))
		shared->between = 0;
	after();
	return rc;
}

int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	int rc;

	if (no_exchange) {
		errno = EINVAL;
		return -1;
	}
	before();
	rc = __real_renameat2(from_dir, from, to_dir, to, flags);
	if (rc == 0 && publishes(to))
		shared->between = 0;
	after();
	return rc;
}

/* ---- versions: every file of version n begins with "n " */

static int write_body(struct bitnet_cache_txn *t, const char *name, int version, size_t size)
{
	char part[PART];
	size_t at;
	int rc = bitnet_cache_file_begin(t, name, (int64_t)size, NULL, &cb_err);

	memset(part, 'x', sizeof(part));
	part[snprintf(part, sizeof(part), "%d", version)] = ' ';
	for (at = 0; rc == 0 && at < size; at += sizeof(part))
		rc = bitnet_cache_file_write(t, part, size - at < sizeof(part) ? size - at : sizeof(part), &cb_err);
	return rc ? rc : bitnet_cache_file_end(t, &cb_err);
}

static int write_key(struct bitnet_cache_txn **out, const char *key, int version, size_t size)
{
	int rc = bitnet_cache_begin(out, cb, key, &cb_err);

	if (rc)
		return rc;
	rc = write_body(*out, "vocab.json", version, size);
	if (rc == 0)
		rc = write_body(*out, "deep/merges.txt", version, size / 2);
	if (rc) {
		bitnet_cache_abort(*out);
		*out = NULL;
	}
	return rc;
}

static int publish(int version, size_t size)
{
	struct bitnet_cache_facts facts = { .vocab_size = version };
	struct bitnet_cache_txn *t;
	int rc = write_key(&t, "key", version, size);

	return rc ? rc : bitnet_cache_commit(t, &facts, &cb_err);
}

/* "key" and "other" together, as an import does it. */
static int publish_both(int version)
{
	struct bitnet_cache_facts facts = { .vocab_size = version };
	struct bitnet_cache_txn *v[2] = { NULL, NULL };
	int rc = write_key(&v[0], "key", version, 100);

	if (rc == 0)
		rc = write_key(&v[1], "other", version, 100);
	if (rc == 0)
		rc = bitnet_cache_txn_ready(v[0], &facts, &cb_err);
	if (rc == 0)
		rc = bitnet_cache_txn_ready(v[1], &facts, &cb_err);
	if (rc == 0)
		rc = bitnet_cache_put_all(cb, v, 2, &cb_err);
	bitnet_cache_abort(v[0]);
	bitnet_cache_abort(v[1]);
	return rc;
}

/* The version that is there, every file hashed; 0: none; -1: a fault. */
static int look_at(const char *key)
{
	struct bitnet_cache_entry *e;
	int rc = bitnet_cache_verify(&e, cb, key, &cb_err), version, other;

	if (rc)
		return rc == BITNET_E_NOTFOUND ? 0 : -1;
	version = atoi(cb_read(bitnet_cache_entry_file(e, "vocab.json")->path));
	other = atoi(cb_read(bitnet_cache_entry_file(e, "deep/merges.txt")->path));
	if (version != e->vocab_size || other != version) {
		snprintf(cb_err.message, sizeof(cb_err.message), "files of versions %d and %d, facts of %d", version, other, (int)e->vocab_size);
		version = -1;
	}
	bitnet_cache_entry_free(e);
	return version;
}

static bool both;                   /* the two keys have to be of one version */

static int version_there(void)
{
	int version = look_at("key"), other;

	if (version < 0)
		FAIL("%s", cb_err.message);
	other = both ? look_at("other") : version;
	if (other != version)
		FAIL("one key is of version %d, the other of %d", version, other);
	return version;
}

/* Do it in a child that dies at call n; whether it died. */
static bool dies_at(int n, bool late, int (*run)(void))
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		shared->calls = 0;
		kill_at = n;
		kill_after = late;
		_exit(run() == 0 ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	if (!WIFSIGNALED(status) && WEXITSTATUS(status) != 0)
		FAIL("call %d: the child ends with %d", n, WEXITSTATUS(status));
	return WIFSIGNALED(status);
}

static int both_1(void) { return publish_both(1); }
static int both_2(void) { return publish_both(2); }
static int publish_1(void) { return publish(1, 100); }
static int publish_2(void) { return publish(2, 100); }
static int publish_3(void) { return publish(3, 100); }
static int remove_key(void) { return bitnet_cache_remove(cb, "key", &cb_err); }

/* Kills `run` at each of its calls; `old` and `new` are the versions before and after it. */
static void at_every_call(int (*set_up)(void), int old, int (*run)(void), int new)
{
	int n, late, seen_old = 0, seen_new = 0, got;

	for (n = 1;; n++) {
		bool died = true;

		for (late = 0; late < 2; late++) {
			if (set_up() != 0 && cb_err.status != BITNET_E_NOTFOUND)
				FAIL("%s", cb_err.message);
			died = dies_at(n, late, run);
			got = version_there();
			if (got != old && got != new)
				FAIL("killed %s call %d: version %d, want %d or %d", late ? "after" : "at", n, got, old, new);
			seen_old += got == old;
			seen_new += got == new;
		}
		if (!died)
			break;
	}
	CHECK_INT(version_there(), new);
	printf("# %d calls, each killed before and after: %d times what it was, %d times what it was to be\n", n - 1, seen_old, seen_new);
	CHECK(n > 5 && seen_old > 1 && seen_new > 1);
}

TEST(first_time, "a kill at any call of the first publication leaves nothing or all")
{
	cb_enter("first");
	at_every_call(remove_key, 0, publish_1, 1);
}

TEST(replacing, "a kill at any call of a replacement leaves the old version or the new one")
{
	cb_enter("replacing");
	at_every_call(publish_1, 1, publish_2, 2);
}

TEST(stepping, "also where folders cannot be exchanged")
{
	cb_enter("stepping");
	no_exchange = true;
	at_every_call(publish_1, 1, publish_2, 2);
	no_exchange = false;
}

TEST(together, "a kill at any call of an import of several keys leaves all old or all new")
{
	cb_enter("together");
	both = true;
	at_every_call(both_1, 1, both_2, 2);
	no_exchange = true;
	at_every_call(both_1, 1, both_2, 2);
	no_exchange = both = false;
}

TEST(removing, "a kill at any call of a removal leaves all or nothing")
{
	cb_enter("removing");
	at_every_call(publish_1, 1, remove_key, 0);
	CHECK_OK(publish_3(), cb_err);
	CHECK_INT(version_there(), 3);
}

/* ---- by chance */

static uint32_t chance(void)
{
	static uint32_t x = 20261126;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

static void publish_for_ever(int version)
{
	for (;; version++) {
		if (publish(version, BODY) != 0)
			_exit(1);
		shared->committed = version;
	}
}

/* One child, killed within `span` microseconds: whether it was between. */
static bool kill_one(int *version, uint32_t span)
{
	uint32_t us = chance() % span;
	struct timespec pause = { us / 1000000, us % 1000000 * 1000 };
	int status, got;
	pid_t pid;

	shared->between = 0;
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		publish_for_ever(*version + 1);
	nanosleep(&pause, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	got = version_there();
	/* What was told to be published is there; at most the next one is as well. */
	if (got != shared->committed && got != shared->committed + 1)
		FAIL("version %d is there, %d was published", got, shared->committed);
	*version = got;
	shared->committed = got;
	return shared->between;
}

TEST(by_chance, "kills at moments by chance lose nothing, and what they leave behind is swept")
{
	const char *want = getenv("BITNET_KILLS");
	int kills = want ? atoi(want) : 60, n, between = 0, version;
	struct bitnet_cache_prune all = { .max_age = -1, .max_bytes = -1 };
	const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	const struct dirent *e;
	struct timespec a, b;
	uint32_t span;
	DIR *d;

	cb_enter("by_chance");
	CHECK_OK(publish(1, BODY), cb_err);
	/* Long enough for two publications. */
	clock_gettime(CLOCK_MONOTONIC, &a);
	CHECK_OK(publish(2, BODY), cb_err);
	clock_gettime(CLOCK_MONOTONIC, &b);
	span = (uint32_t)((b.tv_sec - a.tv_sec) * 2000000 + (b.tv_nsec - a.tv_nsec) / 500) + 1000;
	version = shared->committed = 2;
	for (n = 0; n < kills || between < kills * 6 / 10; n++) {
		int before = version;

		between += kill_one(&version, span);
		/* The machine is not always as fast as it was: about one process in three is to finish one. */
		span = version > before ? span - span / 8 : span + span / 16;
		CHECK(n < 100 * kills);
	}
	printf("# %d kills, %d of them between the first byte written and the last rename; %d versions published, none lost\n",
	       n, between, version);
	d = opendir("c/tmp");
	while ((e = readdir(d)) != NULL)
		utimensat(dirfd(d), e->d_name, old, 0);
	closedir(d);
	CHECK_OK(bitnet_cache_prune(cb, &all, &cb_err), cb_err);
	CHECK_INT(cb_count("c/tmp"), 0);
	CHECK_INT(version_there(), version);
}

/* ---- many at once */

TEST(many, "of 32 processes that want one key, one at a time publishes, and all find it whole")
{
	struct bitnet_cache_wait w = { .max_wait = 60 };
	struct bitnet_cache_lock *l;
	int i, status, rc;

	cb_enter("many");
	shared->committed = 0;
	fflush(stdout);
	for (i = 0; i < 32; i++) {
		if (fork() != 0)
			continue;
		rc = bitnet_cache_lock(&l, cb, "key", &w, &cb_err);
		if (rc == 0 && look_at("key") == 0) {
			shared->committed++;
			rc = publish(7, BODY);
		}
		if (rc == 0)
			bitnet_cache_unlock(l);
		_exit(rc == 0 && look_at("key") == 7 ? 0 : 1);
	}
	for (i = 0; i < 32; i++) {
		CHECK(wait(&status) > 0);
		CHECK_INT(status, 0);
	}
	CHECK_INT(shared->committed, 1);
	CHECK_INT(version_there(), 7);
	CHECK_INT(cb_count("c/tmp"), 0);
}

TEST(many_without, "and where locks do not work all of them publish at once, and all is whole")
{
	int i, status;

	cb_enter("many_without");
	fflush(stdout);
	for (i = 0; i < 32; i++)
		if (fork() == 0)
			_exit(publish(7, BODY) == 0 && look_at("key") == 7 ? 0 : 1);
	for (i = 0; i < 32; i++) {
		CHECK(wait(&status) > 0);
		CHECK_INT(status, 0);
	}
	CHECK_INT(version_there(), 7);
	CHECK_INT(cb_count("c/tmp"), 0);
}

int main(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	return cb_main();
}
