/* SPDX-License-Identifier: MIT */
#include <sys/file.h>
#include <sys/time.h>

#include "cache-build.h"

static char told[1024];
static uint64_t told_bytes;

static void tell(void *arg, const char *kind, const char *name, uint64_t bytes)
{
	(void)arg;
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s %s\n", kind, strchr(name, '.') ? "(temporary)" : name);
	told_bytes += bytes;
}

static const char *prune(int64_t max_age, int64_t max_bytes, bool dry_run)
{
	struct bitnet_cache_prune o = { .max_age = max_age, .max_bytes = max_bytes, .dry_run = dry_run, .removed = tell };

	*told = '\0';
	told_bytes = 0;
	CHECK_OK(bitnet_cache_prune(cb, &o, &cb_err), cb_err);
	return told;
}

static void age_of(const char *path, long seconds)
{
	const struct timeval t[2] = { { time(NULL) - seconds, 0 }, { time(NULL) - seconds, 0 } };

	CHECK_INT(utimes(path, t), 0);
}

TEST(temporaries, "temporaries of processes that ended go; young ones and those that are written to stay")
{
	struct bitnet_cache_txn *t;
	char live[300];
	int fd;

	cb_enter("temporaries");
	CHECK_STR(prune(-1, -1, false), "");
	CHECK_OK(bitnet_cache_begin(&t, cb, "key", &cb_err), cb_err);
	CHECK_OK(cb_add(t, "f", "x", NULL, &cb_err), cb_err);
	snprintf(live, sizeof(live), "%s", bitnet_cache_file_path(t, "f"));
	*strrchr(live, '/') = '\0';
	age_of(live, 3600);
	CHECK_INT(mkdir("c/tmp/key.1.dead", 0777) + mkdir("c/tmp/key.2.young", 0777) + mkdir("c/tmp/key.3.future", 0777), 0);
	cb_write("c/tmp/key.1.dead/f", "12345");
	age_of("c/tmp/key.1.dead", 3600);
	age_of("c/tmp/key.3.future", -3600);
	CHECK_STR(prune(-1, -1, true), "temporary (temporary)\ntemporary (temporary)\n");
	CHECK_INT(cb_count("c/tmp"), 4);
	CHECK_STR(prune(-1, -1, false), "temporary (temporary)\ntemporary (temporary)\n");
	CHECK_INT(told_bytes, 5);
	CHECK_INT(cb_count("c/tmp"), 2);
	bitnet_cache_abort(t);
	/* Beginning anew sweeps what is a day old. */
	age_of("c/tmp/key.2.young", 25 * 3600);
	fd = open("c/tmp", O_RDONLY);
	CHECK_OK(cb_publish("key", "x", &cb_err), cb_err);
	CHECK_INT(cb_count("c/tmp"), 0);
	close(fd);
}

TEST(aside, "an entry that stepped aside goes back into its place, or goes when it was replaced")
{
	cb_enter("prune_aside");
	CHECK_OK(cb_publish("key", "x", &cb_err), cb_err);
	CHECK_INT(rename("c/tokenizers/key", "c/tmp/key.aside"), 0);
	age_of("c/tmp/key.aside", 3600);
	CHECK_STR(prune(-1, -1, true), "");
	CHECK_STR(prune(-1, -1, false), "");
	CHECK_STR(cb_read("c/tokenizers/key/vocab.json"), "x");
	CHECK_INT(mkdir("c/tmp/key.aside", 0777), 0);
	age_of("c/tmp/key.aside", 3600);
	CHECK_STR(prune(-1, -1, false), "temporary (temporary)\n");
	CHECK_STR(cb_look("key"), "x");
}

TEST(leftovers, "locks that nobody holds and what belongs to keys that are gone go; all else in the folder stays")
{
	struct bitnet_cache_lock *l, *free_one;

	cb_enter("leftovers");
	CHECK_OK(cb_publish("key", "x", &cb_err), cb_err);
	bitnet_cache_hit(cb, "key");
	bitnet_cache_hit(cb, "gone");
	CHECK_OK(bitnet_cache_lock(&l, cb, "held", NULL, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_lock(&free_one, cb, "free", NULL, &cb_err), cb_err);
	bitnet_cache_unlock(free_one);
	CHECK_INT(mkdir("c/models", 0777), 0);
	cb_write("c/models/m.gguf", "x");
	cb_write("c/hits/.x.1.tmp", "x");
	age_of("c/hits/.x.1.tmp", 3600);
	prune(-1, -1, false);
	CHECK_INT(cb_count("c/locks"), 1);
	CHECK_INT(access("c/locks/held", F_OK), 0);
	CHECK_INT(cb_count("c/hits"), 1);
	CHECK_STR(cb_read("c/models/m.gguf"), "x");
	CHECK_STR(cb_look("key"), "x");
	bitnet_cache_unlock(l);
}

TEST(by_age, "entries that were not used for the time go; a use is what counts, and a time to come is no age")
{
	cb_enter("by_age");
	CHECK_OK(cb_publish("old", "x", &cb_err), cb_err);
	CHECK_OK(cb_publish("used", "x", &cb_err), cb_err);
	CHECK_OK(cb_publish("future", "x", &cb_err), cb_err);
	bitnet_cache_hit(cb, "used");
	age_of("c/tokenizers/old", 1000);
	age_of("c/tokenizers/used", 1000);
	age_of("c/tokenizers/future", -1000);
	CHECK_STR(prune(2000, -1, false), "");
	CHECK_STR(prune(500, -1, true), "entry old\n");
	CHECK_STR(cb_look("old"), "x");
	CHECK_STR(prune(500, -1, false), "entry old\n");
	CHECK_STR(cb_look("old"), "not_cached");
	CHECK_STR(cb_look("used"), "x");
	CHECK_STR(cb_look("future"), "x");
}

TEST(by_size, "entries go until the others fit, the one that was used least recently first")
{
	struct bitnet_cache_usage u;

	cb_enter("by_size");
	CHECK_OK(cb_publish("a", "x", &cb_err), cb_err);
	CHECK_OK(cb_publish("b", "x", &cb_err), cb_err);
	CHECK_OK(cb_publish("c", "x", &cb_err), cb_err);
	age_of("c/tokenizers/b", 300);
	age_of("c/tokenizers/c", 200);
	age_of("c/tokenizers/a", 100);
	bitnet_cache_usage(&u, cb, "a");
	CHECK_STR(prune(-1, (int64_t)(3 * u.bytes), false), "");
	CHECK_STR(prune(-1, (int64_t)(2 * u.bytes), false), "entry b\n");
	CHECK_STR(prune(-1, 0, false), "entry c\nentry a\n");
	CHECK_INT(cb_count("c/tokenizers"), 0);
}

int main(void)
{
	return cb_main();
}
