/* SPDX-License-Identifier: MIT */
#include <sys/wait.h>

#include "cache-build.h"

static uint64_t hits(const char *key)
{
	struct bitnet_cache_usage u;

	bitnet_cache_usage(&u, cb, key);
	return u.hits;
}

TEST(counts, "uses are counted with the time of the last, by several processes at once")
{
	struct bitnet_cache_usage u;
	int i, k, status;

	cb_enter("counts");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK_INT(hits("key"), 0);
	fflush(stdout);
	for (i = 0; i < 8; i++)
		if (fork() == 0) {
			for (k = 0; k < 100; k++)
				bitnet_cache_hit(cb, "key");
			_exit(0);
		}
	for (i = 0; i < 8; i++)
		CHECK(wait(&status) > 0 && status == 0);
	bitnet_cache_usage(&u, cb, "key");
	CHECK_INT(u.hits, 800);
	CHECK(llabs((long long)(u.last_used - time(NULL))) < 60);
}

TEST(stays_short, "the file of a key that is used very often stays short, and its count goes on")
{
	struct stat st;
	int i;

	cb_enter("stays_short");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	for (i = 0; i < 10000; i++)
		bitnet_cache_hit(cb, "key");
	CHECK_INT(hits("key"), 10000);
	CHECK_INT(stat("c/hits/key", &st), 0);
	CHECK(st.st_size <= 4200);
}

TEST(no_trouble, "what cannot be counted is nobody's trouble")
{
	cb_enter("no_trouble");
	bitnet_cache_hit(cb, "key");
	bitnet_cache_hit(cb, "../key");
	CHECK_INT(cb_count("."), 0);
	CHECK_INT(hits("key"), 0);
	CHECK_INT(hits("../key"), 0);
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK_INT(mkdir("c/hits", 0777) + mkdir("c/hits/key", 0777), 0);
	bitnet_cache_hit(cb, "key");
	CHECK_INT(hits("key"), 0);
	CHECK_STR(cb_look("key"), "text");
	CHECK_INT(rmdir("c/hits/key"), 0);
	cb_write("c/hits/key", "99999999999999999999999999999999\n");
	hits("key");
	cb_write("c/hits/key", "12");
	CHECK_INT(hits("key"), 2);
}

int main(void)
{
	return cb_main();
}
