/* SPDX-License-Identifier: MIT */
#include <sys/wait.h>
#include <signal.h>

#include "cache-build.h"

static bool keep_waiting(void *arg, double seconds)
{
	int *n = arg;

	return seconds >= 0 && ++*n < 3;
}

TEST(excludes, "a lock keeps others out until it is released, and waiting ends with its time or by the caller")
{
	struct bitnet_cache_lock *a, *b;
	int n = 0;
	struct bitnet_cache_wait w = { .max_wait = 0.2 };

	cb_enter("excludes");
	CHECK_OK(bitnet_cache_lock(&a, cb, "key", NULL, &cb_err), cb_err);
	CHECK(a != NULL);
	CHECK_INT(bitnet_cache_lock(&b, cb, "key", NULL, &cb_err), BITNET_E_CANCELLED);
	CHECK_STR(cb_err.name, "lock_timeout");
	CHECK_INT(bitnet_cache_lock(&b, cb, "key", &w, &cb_err), BITNET_E_CANCELLED);
	w.max_wait = 60;
	w.waiting = keep_waiting;
	w.arg = &n;
	CHECK_INT(bitnet_cache_lock(&b, cb, "key", &w, &cb_err), BITNET_E_CANCELLED);
	CHECK_STR(cb_err.name, "cancelled");
	CHECK_INT(n, 3);
	CHECK_OK(bitnet_cache_lock(&b, cb, "other", NULL, &cb_err), cb_err);
	bitnet_cache_unlock(b);
	bitnet_cache_unlock(a);
	bitnet_cache_unlock(NULL);
	CHECK_OK(bitnet_cache_lock(&b, cb, "key", NULL, &cb_err), cb_err);
	bitnet_cache_unlock(b);
	CHECK_INT(bitnet_cache_lock(&b, cb, "../key", NULL, &cb_err), BITNET_E_INPUT);
}

TEST(killed, "the lock of a process that was killed is free")
{
	struct bitnet_cache_lock *l;
	int ready[2];
	char c;
	pid_t pid;

	cb_enter("killed");
	CHECK_INT(pipe(ready), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (bitnet_cache_lock(&l, cb, "key", NULL, &cb_err) != 0 || write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	CHECK_INT(read(ready[0], &c, 1), 1);
	CHECK_INT(bitnet_cache_lock(&l, cb, "key", NULL, &cb_err), BITNET_E_CANCELLED);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	CHECK_OK(bitnet_cache_lock(&l, cb, "key", NULL, &cb_err), cb_err);
	bitnet_cache_unlock(l);
}

TEST(unlinked, "a lock whose file was taken away does not keep out who makes it anew, and is not mistaken for one")
{
	struct bitnet_cache_lock *a, *b;

	cb_enter("unlinked");
	CHECK_OK(bitnet_cache_lock(&a, cb, "key", NULL, &cb_err), cb_err);
	CHECK_INT(unlink("c/locks/key"), 0);
	CHECK_OK(bitnet_cache_lock(&b, cb, "key", NULL, &cb_err), cb_err);
	CHECK(b != NULL);
	bitnet_cache_unlock(a);
	CHECK_INT(bitnet_cache_lock(&a, cb, "key", NULL, &cb_err), BITNET_E_CANCELLED);
	bitnet_cache_unlock(b);
}

TEST(without, "where no lock can be made the caller goes on without")
{
	struct bitnet_cache_lock *l;

	cb_enter("without");
	cb_write("c", "a file where the folder should be");
	CHECK_OK(bitnet_cache_lock(&l, cb, "key", NULL, &cb_err), cb_err);
	CHECK(l == NULL);
}

int main(void)
{
	return cb_main();
}
