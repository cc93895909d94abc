/* SPDX-License-Identifier: MIT */
/* Files that come in several runs, against the server of tests/hub. */
#include <sys/file.h>

#include <fcntl.h>

#include "fetch/part.h"
#include "hub-run.h"

static struct bitnet_error e;
static struct bitnet_fetch_file m;
static struct bitnet_part p;
static char part[64], final[64];

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
}

static const char *content(const char *path)
{
	static char s[200];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(s, 1, sizeof(s) - 1, f) : 0;

	s[n] = '\0';
	if (f)
		fclose(f);
	return f ? s : "(none)";
}

/* A file of ten bytes, of which `have` are there already. */
static struct bitnet_fetch *begin(const char *name, const char *have, const char *how)
{
	struct bitnet_fetch *f = hub_client();
	static char file[80];

	snprintf(file, sizeof(file), "org/p/%s.gguf", name);
	hub_put(file, "0123456789");
	CHECK_OK(bitnet_fetch_stat(f, "org/p", "main", file + 6, &m, &e), e);
	snprintf(part, sizeof(part), "%s.incomplete", name);
	snprintf(final, sizeof(final), "%s.done", name);
	p = (struct bitnet_part){ .repo = "org/p", .file = file + 6, .m = &m, .part = part, .final = final, .lock_wait = 0.2 };
	if (have)
		put(part, have);
	if (how) {
		char script[100];

		snprintf(script, sizeof(script), "%s.how", file);
		hub_put(script, "%s", how);
	}
	hub_forget();
	return f;
}

TEST(whole, "a file comes whole, and the part becomes it")
{
	struct bitnet_fetch *f = begin("whole", NULL, NULL);

	CHECK(!bitnet_part_done(&p));
	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	CHECK_STR(content(final), "0123456789");
	CHECK_STR(content(part), "(none)");
	CHECK(bitnet_part_done(&p));
	bitnet_fetch_close(f);
}

TEST(taken_up, "what an earlier run left is taken up, and only the rest is asked for")
{
	struct bitnet_fetch *f = begin("up", "01234", NULL);

	CHECK_INT(bitnet_part_have(&p), 5);
	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	CHECK_STR(content(final), "0123456789");
	CHECK_HAS(hub_log(), "206 range=bytes=5-");
	bitnet_fetch_close(f);
}

TEST(all_there, "a part that is whole needs no request")
{
	struct bitnet_fetch *f = begin("all", "0123456789", NULL);

	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	CHECK_STR(content(final), "0123456789");
	CHECK_STR(hub_log(), "");
	bitnet_fetch_close(f);
}

TEST(wrong_bytes, "bytes that are wrong are found by the hash of the whole, and fetched again")
{
	struct bitnet_fetch *f = begin("wrong", "xx234", NULL);

	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	CHECK_STR(content(final), "0123456789");
	bitnet_fetch_close(f);
	f = begin("longer", "0123456789abc", NULL);
	CHECK_INT(bitnet_part_have(&p), 0);
	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	CHECK_STR(content(final), "0123456789");
	bitnet_fetch_close(f);
	f = begin("zeros", "xxxxxxxxxx", NULL);
	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	CHECK_STR(content(final), "0123456789");
	bitnet_fetch_close(f);
}

TEST(no_ranges, "a server that ignores ranges is asked for the whole (llama.cpp #12207)")
{
	struct bitnet_fetch *f = begin("noranges", "01234", "cdn ignore-range\n");

	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	CHECK_STR(content(final), "0123456789");
	bitnet_fetch_close(f);
}

TEST(other_bytes, "bytes of another file than the Hub said leave neither file nor part")
{
	struct bitnet_fetch *f = begin("flip", NULL, "cdn flip 3\n");

	CHECK_INT(bitnet_part_fetch(f, &p, &e), BITNET_E_INPUT);
	CHECK_STR(e.name, "hash_mismatch");
	CHECK_STR(content(final), "(none)");
	CHECK_STR(content(part), "(none)");
	bitnet_fetch_close(f);
}

TEST(kept, "a network that fails leaves the part for the next run")
{
	struct bitnet_fetch *f = begin("kept", NULL, "cdn cut 4\nhub times 3\n");

	f->o.max_wait = 0;
	CHECK_INT(bitnet_part_fetch(f, &p, &e), BITNET_E_NETWORK);
	CHECK_STR(content(part), "0123");
	CHECK_STR(content(final), "(none)");
	bitnet_fetch_close(f);
}

TEST(locked, "another process that holds the part is waited for, not joined")
{
	struct bitnet_fetch *f = begin("locked", "01", NULL);
	int fd = open(part, O_RDWR);

	CHECK_INT(flock(fd, LOCK_EX), 0);
	CHECK_INT(bitnet_part_fetch(f, &p, &e), BITNET_E_CANCELLED);
	CHECK_STR(e.name, "lock_timeout");
	CHECK_STR(content(part), "01");
	close(fd);
	CHECK_OK(bitnet_part_fetch(f, &p, &e), e);
	bitnet_fetch_close(f);
}

TEST(places, "a part that is a link, a folder or cannot be made is an error of the system")
{
	struct bitnet_fetch *f = begin("link", NULL, NULL);

	CHECK_INT(symlink("/etc/passwd", part), 0);
	CHECK_INT(bitnet_part_fetch(f, &p, &e), BITNET_E_SYSTEM);
	CHECK_STR(e.name, "cannot_create");
	p.part = "none/part";
	CHECK_INT(bitnet_part_fetch(f, &p, &e), BITNET_E_SYSTEM);
	CHECK_INT(mkdir("folder.incomplete", 0755), 0);
	p.part = "folder.incomplete";
	CHECK_INT(bitnet_part_fetch(f, &p, &e), BITNET_E_SYSTEM);
	bitnet_fetch_close(f);
}

int main(void)
{
	hub_begin();
	return tap_main();
}
