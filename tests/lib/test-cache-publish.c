/* SPDX-License-Identifier: MIT */
/*
 * Putting an entry in its place, also on file systems that cannot exchange two folders, which the wrapper
 * of renameat2 plays.  Linked with -Wl,--wrap=renameat2.
 */
#include <stdbool.h>

#include "cache/cache-int.h"
#include "cache-build.h"

static bool no_exchange;

int __real_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);
int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);

int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	if (no_exchange) {
		errno = EINVAL;
		return -1;
	}
	return __real_renameat2(from_dir, from, to_dir, to, flags);
}

TEST(replaces, "a key is replaced in one step, and what was there goes")
{
	cb_enter("replaces");
	CHECK_OK(cb_publish("key", "a", &cb_err), cb_err);
	CHECK_OK(cb_publish("key", "b", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "b");
	CHECK_INT(cb_count("c/tmp"), 0);
	CHECK_INT(cb_count("c/tokenizers"), 1);
}

TEST(aside, "where folders cannot be exchanged the old one steps aside, and is found there after a kill")
{
	cb_enter("aside");
	CHECK_OK(cb_publish("key", "a", &cb_err), cb_err);
	no_exchange = true;
	CHECK_OK(cb_publish("key", "b", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "b");
	CHECK_INT(cb_count("c/tmp"), 0);
	/* As a kill between the two renames leaves it. */
	CHECK_INT(rename("c/tokenizers/key", "c/tmp/key.aside"), 0);
	CHECK_STR(cb_look("key"), "b");
	CHECK_OK(cb_publish("key", "c", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "c");
	CHECK_INT(cb_count("c/tmp"), 0);
	/* As a kill between the second rename and the removal leaves it. */
	CHECK_INT(mkdir("c/tmp/key.aside", 0777), 0);
	cb_write("c/tmp/key.aside/vocab.json", "stale");
	CHECK_OK(cb_publish("key", "d", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "d");
	CHECK_INT(cb_count("c/tmp"), 0);
	no_exchange = false;
}

TEST(removes, "removing takes the key, what is known of it, and nothing else")
{
	cb_enter("remove");
	CHECK_OK(cb_publish("key", "a", &cb_err), cb_err);
	CHECK_OK(cb_publish("other", "b", &cb_err), cb_err);
	bitnet_cache_hit(cb, "key");
	CHECK_INT(mkdir("c/models", 0777), 0);
	cb_write("c/models/m.gguf", "model");
	CHECK_OK(bitnet_cache_remove(cb, "key", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "not_cached");
	CHECK_STR(cb_look("other"), "b");
	CHECK_INT(cb_count("c/hits"), 0);
	CHECK_INT(cb_count("c/tmp"), 0);
	CHECK_STR(cb_read("c/models/m.gguf"), "model");
	CHECK_INT(bitnet_cache_remove(cb, "key", &cb_err), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_cache_remove(cb, "../models", &cb_err), BITNET_E_INPUT);
	CHECK_INT(mkdir("elsewhere", 0777), 0);
	cb_write("elsewhere/kept", "kept");
	CHECK_INT(symlink("../../elsewhere", "c/tokenizers/link"), 0);
	CHECK_OK(bitnet_cache_remove(cb, "link", &cb_err), cb_err);
	CHECK_STR(cb_read("elsewhere/kept"), "kept");
}

int main(void)
{
	return cb_main();
}
