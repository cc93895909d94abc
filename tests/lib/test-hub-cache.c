/* SPDX-License-Identifier: MIT */
/* The layout is that of docs/hub/local-cache.md of the Hub; hashes are those of git hash-object. */
#include "cache/hub-cache.h"
#include "cache-build.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"
#define BLOB "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"

static const char folder[] = "hub/models--org--name";

static char *in(const char *rest)
{
	static char path[500];

	snprintf(path, sizeof(path), "%s/%s", folder, rest);
	return path;
}

static void build(const char *name)
{
	cb_enter(name);
	CHECK_INT(mkdir("hub", 0777) + mkdir(folder, 0777), 0);
	CHECK_INT(mkdir(in("refs"), 0777) + mkdir(in("blobs"), 0777) + mkdir(in("snapshots"), 0777), 0);
	CHECK_INT(mkdir(in("snapshots/" COMMIT), 0777), 0);
	cb_write(in("refs/main"), COMMIT);
	cb_write(in("blobs/" BLOB), "abc");
	CHECK_INT(symlink("../../blobs/" BLOB, in("snapshots/" COMMIT "/tokenizer.json")), 0);
}

/* The path found, or the name of the error. */
static const char *find(const char *repo, const char *revision, const char *file)
{
	static char text[600], commit[41];
	char *path;

	if (bitnet_hub_cache_find(&path, commit, NULL, "hub", repo, revision, file, &cb_err) != 0)
		return cb_err.name;
	if (strcmp(commit, COMMIT) != 0)
		return "another commit";
	snprintf(text, sizeof(text), "%s", path);
	free(path);
	return text;
}

#define FOUND "hub/models--org--name/snapshots/" COMMIT "/tokenizer.json"

TEST(finds, "a file is found by branch and by commit, with or without a newline in the reference")
{
	build("finds");
	CHECK_STR(find("org/name", "main", "tokenizer.json"), FOUND);
	CHECK_STR(find("org/name", COMMIT, "tokenizer.json"), FOUND);
	cb_write(in("refs/main"), COMMIT "\n");
	CHECK_STR(find("org/name", "main", "tokenizer.json"), FOUND);
	CHECK_STR(find("org/name", "other", "tokenizer.json"), "not_cached");
	CHECK_STR(find("org/name", "main", "tokenizer.model"), "not_cached");
	CHECK_STR(find("org/none", "main", "tokenizer.json"), "not_cached");
	CHECK_STR(find("name", "main", "tokenizer.json"), "not_cached");
}

TEST(plain, "a file that is no link, as where links cannot be made, is found")
{
	build("plain");
	CHECK_INT(unlink(in("snapshots/" COMMIT "/tokenizer.json")), 0);
	cb_write(in("snapshots/" COMMIT "/tokenizer.json"), "{}");
	CHECK_STR(find("org/name", "main", "tokenizer.json"), FOUND);
}

/* hub #3643 and aprender#3971: the right size, other bytes. */
TEST(written_through, "a blob that does not have the hash that is its name is damaged")
{
	build("written_through");
	cb_write(in("snapshots/" COMMIT "/tokenizer.json"), "abd");
	CHECK_STR(find("org/name", "main", "tokenizer.json"), "cache_damaged");
	CHECK_HAS(cb_err.message, "does not have the hash");
	cb_write(in("blobs/" BLOB), "");
	CHECK_STR(find("org/name", "main", "tokenizer.json"), "cache_damaged");
}

TEST(links, "a link that dangles is a miss; one that loops, or leads out of the repository, is damage")
{
	char *file = strdup(in("snapshots/" COMMIT "/tokenizer.json"));

	build("links");
	CHECK_INT(unlink(in("blobs/" BLOB)), 0);
	CHECK_STR(find("org/name", "main", "tokenizer.json"), "not_cached");
	CHECK_INT(unlink(file) + symlink("tokenizer.json", file), 0);
	CHECK_STR(find("org/name", "main", "tokenizer.json"), "cache_damaged");
	cb_write("hub/outside", "abc");
	CHECK_INT(unlink(file) + symlink("../../../outside", file), 0);
	CHECK_STR(find("org/name", "main", "tokenizer.json"), "cache_damaged");
	CHECK_HAS(cb_err.message, "leads out");
	CHECK_INT(unlink(file) + symlink("/etc/passwd", file), 0);
	CHECK_STR(find("org/name", "main", "tokenizer.json"), "cache_damaged");
	CHECK_INT(unlink(file) + mkfifo(file, 0666), 0);
	CHECK_STR(find("org/name", "main", "tokenizer.json"), "cache_damaged");
	free(file);
}

TEST(names, "names that could lead elsewhere are refused, and a reference that is no commit is none")
{
	build("hub_names");
	CHECK_STR(find("../name", "main", "tokenizer.json"), "bad_name");
	CHECK_STR(find("org/name", "../../main", "tokenizer.json"), "bad_name");
	CHECK_STR(find("org/name", "main", "../../../../../etc/passwd"), "bad_name");
	CHECK_STR(find("org/name", "main", "/etc/passwd"), "bad_name");
	cb_write(in("refs/main"), "../../blobs");
	CHECK_STR(find("org/name", "main", BLOB), "not_cached");
}

int main(void)
{
	return cb_main();
}
