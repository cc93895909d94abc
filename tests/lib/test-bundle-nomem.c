/* SPDX-License-Identifier: MIT */
/*
 * One after the other, each calloc() of libarchive fails while a bundle is written: its writer once used what it had
 * not got (CVE-2022-36227).  Each time a process of its own ends with a bundle or with an error.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bitnet/bundle.h>

#include "cache-build.h"

void *__interceptor_calloc(size_t n, size_t size) __attribute__((weak));      /* with a sanitizer */
void *__libc_calloc(size_t n, size_t size);

static long countdown;          /* the call that brings it to 0 fails; 0: none does */

static bool is_of_libarchive(const void *code)
{
	Dl_info of;

	return dladdr(code, &of) && of.dli_fname && strstr(of.dli_fname, "libarchive");
}

/* In the place of the system's, for all libraries. */
__attribute__((visibility("default"))) void *calloc(size_t n, size_t size)
{
	if (countdown > 0 && is_of_libarchive(__builtin_return_address(0)) && --countdown == 0)
		return NULL;
	return __interceptor_calloc ? __interceptor_calloc(n, size) : __libc_calloc(n, size);
}

static int put(void *arg, const void *data, size_t n)
{
	(void)arg;
	(void)data;
	(void)n;
	return 0;
}

enum { GOOD, REFUSED, SILENT, ALL };

/* What becomes of a tar where the nth call fails; ALL: there are fewer. */
static int with_failing(long nth)
{
	static const char *const keys[] = { "one" };
	int status, rc;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		memset(&cb_err, 0, sizeof(cb_err));
		countdown = nth;
		rc = bitnet_bundle_export(cb, keys, 1, BITNET_BUNDLE_TAR, put, NULL, &cb_err);
		_exit(countdown ? ALL : rc == 0 ? GOOD : cb_err.status == rc && *cb_err.message ? REFUSED : SILENT);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	if (!WIFEXITED(status))
		FAIL("call %ld: signal %d", nth, WTERMSIG(status));
	return WEXITSTATUS(status);
}

TEST(nomem, "a tar that is written while libarchive has no memory is an error (CVE-2022-36227)")
{
	long n, refused = 0;
	int end = GOOD;

	cb_enter("nomem");
	CHECK_OK(cb_publish("one", "x", &cb_err), cb_err);
	for (n = 1; end != ALL; n++) {
		end = with_failing(n);
		CHECK(end == GOOD || end == REFUSED || end == ALL);
		refused += end == REFUSED;
	}
	printf("# %ld calls, %ld of them an error\n", n - 2, refused);
	CHECK(refused > 0);
}

int main(void)
{
	return cb_main();
}
