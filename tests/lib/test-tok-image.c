/* SPDX-License-Identifier: MIT */
/* The folder of compiled tokenizers: what is found, what is made again, what is never trusted. */
#include <sys/wait.h>

#include "image-build.h"

static struct bitnet_error err;

/* Opened with the folder: from an image or not, and right. */
static void opens(const char *path, bool want)
{
	struct bitnet_tok *fresh, *t;
	bool mapped;

	CHECK_OK(bitnet_tok_open(&fresh, path, &err), err);
	t = ib_open(path, "images", &mapped);
	if (mapped != want)
		FAIL("%s: %s an image", path, mapped ? "from" : "not from");
	ib_same(fresh, t);
	bitnet_tok_free(fresh);
	bitnet_tok_free(t);
}

TEST(second, "the second time a tokenizer is mapped; the file and the folder are the owner's alone")
{
	struct stat st;

	scratch_enter("second");
	ib_sources();
	opens("small.json", false);
	CHECK_INT(stat(ib_image("images"), &st), 0);
	CHECK_INT(st.st_mode & 07777, 0600);
	CHECK_INT(stat("images", &st), 0);
	CHECK_INT(st.st_mode & 07777, 0700);
	opens("small.json", true);
	opens("./small.json", true);
}

TEST(deep, "a folder that is not there is made with two above it; where that cannot be, opening works all the same")
{
	struct bitnet_tok *t;
	bool mapped;

	scratch_enter("deep");
	ib_sources();
	bitnet_tok_free(ib_open("small.json", "a/b/c", &mapped));
	t = ib_open("small.json", "a/b/c", &mapped);
	CHECK(mapped);
	bitnet_tok_free(t);
	bitnet_tok_free(ib_open("small.json", "d/e/f/g", &mapped));
	CHECK(access("d", F_OK) != 0);
	bitnet_tok_free(ib_open("small.json", "a//b/d/", &mapped));
	CHECK_INT(access("a/b/d", F_OK), 0);
	bitnet_tok_free(ib_open("small.json", "small.json/c", &mapped));
	t = ib_open("small.json", "small.json/c", &mapped);
	CHECK(!mapped);
	CHECK_STR(ids(t, "hello"), "25");
	bitnet_tok_free(t);
	t = ib_open("small.json", "", &mapped);
	CHECK(!mapped);
	bitnet_tok_free(t);
}

TEST(damage, "damage at any byte, and a file cut short anywhere, is seen; the image is made again")
{
	unsigned char *image, *now;
	const char *path;
	size_t n, i, m;

	scratch_enter("damage");
	ib_sources();
	opens("small.gguf", false);
	path = ib_image("images");
	image = ib_read(path, &n);
	for (i = 0; i < n; i += i < 1024 ? 1 : i < n - 2048 ? 101 : 5) {
		image[i] ^= (unsigned char)(1u << i % 8);
		ib_write(path, image, n);
		image[i] ^= (unsigned char)(1u << i % 8);
		/* Between the header's members and its end nothing is written, but summed. */
		opens("small.gguf", false);
	}
	for (i = 0; i < n; i += 1 + i / 4) {
		ib_write(path, image, i);
		opens("small.gguf", false);
	}
	opens("small.gguf", true);
	now = ib_read(path, &m);
	CHECK_INT(m, n);
	CHECK_MEM(now, image, n);
	free(image);
	free(now);
}

TEST(strangers, "an image that others may write to, one of another user, a link and a folder are not read")
{
	char path[512];

	scratch_enter("strangers");
	ib_sources();
	opens("small.json", false);
	snprintf(path, sizeof(path), "%s", ib_image("images"));
	chmod(path, 0620);
	opens("small.json", false);
	chmod(path, 0602);
	opens("small.json", false);
	opens("small.json", true);
	CHECK_INT(rename(path, "elsewhere"), 0);
	CHECK_INT(symlink("../elsewhere", path), 0);
	opens("small.json", false);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(mkdir(path, 0700), 0);
	opens("small.json", false);
	CHECK_INT(rmdir(path), 0);
	opens("small.json", false);
	if (geteuid() == 0) {
		CHECK_INT(chown(path, 12345, (gid_t)-1), 0);
		opens("small.json", false);
	}
	opens("small.json", true);
}

TEST(other_version, "an image of another version of the library is not read, and makes room for ours")
{
	struct image_header h;
	unsigned char *image;
	const char *path;
	size_t n;

	scratch_enter("other");
	ib_sources();
	opens("small.json", false);
	path = ib_image("images");
	image = ib_read(path, &n);
	memcpy(&h, image, sizeof(h));
	h.library[7]++;
	memcpy(image, &h, sizeof(h));
	h.sum = bitnet_image_sum(image, n);
	memcpy(image, &h, sizeof(h));
	ib_write(path, image, n);
	opens("small.json", false);
	opens("small.json", true);
	free(image);
}

/* The same size, and its times as they were set back as far as anyone can. */
TEST(replaced, "a source that is changed in place, or replaced within the same second, is made again")
{
	struct timespec times[2];
	struct stat st;
	unsigned char *json;
	size_t n;
	int k;

	scratch_enter("replaced");
	ib_sources();
	json = ib_read("small.json", &n);
	for (k = 0; k < 4; k++) {
		struct bitnet_tok *t;
		bool mapped;
		char *at = memmem(json, n, k % 2 ? "\"s\":9" : "\"t\":9", 5);

		opens("small.json", false);
		opens("small.json", true);
		CHECK_INT(stat("small.json", &st), 0);
		/* s and t change their ids. */
		CHECK(at != NULL);
		at[1] = k % 2 ? 't' : 's';
		at = memmem(json, n, k % 2 ? "\"t\":8" : "\"s\":8", 5);
		CHECK(at != NULL);
		at[1] = k % 2 ? 's' : 't';
		if (k < 2) {
			ib_write("small.json", json, n);
		} else {
			ib_write("new.json", json, n);
			CHECK_INT(rename("new.json", "small.json"), 0);
		}
		times[0] = st.st_atim;
		times[1] = st.st_mtim;
		CHECK_INT(utimensat(AT_FDCWD, "small.json", times, 0), 0);
		t = ib_open("small.json", "images", &mapped);
		CHECK(!mapped);
		CHECK_STR(ids(t, "s"), k % 2 ? "8" : "9");
		bitnet_tok_free(t);
		ib_settle();
	}
	free(json);
}

TEST(fresh, "what was written a moment ago is not kept: its next change might not be seen")
{
	struct bitnet_tok *t;
	bool mapped;

	scratch_enter("fresh");
	ib_sources();
	/* A change of the mode is one of the time. */
	CHECK_INT(chmod("small.json", 0600), 0);
	t = ib_open("small.json", "images", &mapped);
	bitnet_tok_free(t);
	CHECK_STR(ib_image("images"), "");
	ib_settle();
	opens("small.json", false);
	opens("small.json", true);
}

TEST(options, "each policy and pre-tokeniser has an image of its own, and both halves of a pair count")
{
	struct bitnet_tok_options o = { .pre = "gpt-2", .compiled = "images" };
	struct bitnet_tok *t;
	int k;

	scratch_enter("options");
	ib_pair();
	for (k = 0; k < 4; k++) {
		/* Either half is the name of both. */
		CHECK_OK(bitnet_tok_open_as(&t, k % 2 ? "merges.txt" : "vocab.json", &o, &err), err);
		CHECK_INT(t->image.data != NULL, k > 0);
		CHECK_STR(ids(t, "ab"), "256");
		bitnet_tok_free(t);
	}
	o.pre = "llama-bpe";
	CHECK_OK(bitnet_tok_open_as(&t, "vocab.json", &o, &err), err);
	CHECK(!t->image.data);
	CHECK_STR(bitnet_tok_info(t)->pre, "llama-bpe");
	bitnet_tok_free(t);
	ib_write("merges.txt", "#version: 0.2\nb a\n", 18);
	ib_settle();
	CHECK_INT(bitnet_tok_open_as(&t, "vocab.json", &o, &err), BITNET_E_INPUT);
}

TEST(gguf, "a model that is open has the image of its own file, not of what took its name")
{
	struct bitnet_tok_options o = { .compiled = "images" };
	struct bitnet_gguf *g;
	struct bitnet_tok *t;
	struct gguf_build b;

	scratch_enter("gguf");
	ib_sources();
	CHECK_OK(bitnet_gguf_open(&g, "small.gguf", &err), err);
	gb_bpe(&b, NULL, NULL, 0);
	CHECK_INT(gb_write(&b, "other.gguf"), 0);
	ib_settle();
	opens("small.gguf", false);
	opens("other.gguf", false);
	CHECK_INT(rename("other.gguf", "small.gguf"), 0);
	CHECK_OK(bitnet_tok_from_gguf_as(&t, g, &o, &err), err);
	CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_SPM);
	bitnet_tok_free(t);
	bitnet_gguf_close(g);
}

TEST(both, "several processes at once all get a tokenizer, and leave one good image and nothing else")
{
	int k, status, bad = 0, round;

	scratch_enter("both");
	ib_sources();
	for (round = 0; round < 20; round++) {
		unlink(ib_image("images"));
		fflush(stdout);
		for (k = 0; k < 4; k++)
			if (fork() == 0) {
				struct bitnet_tok_options o = { .compiled = "images" };
				struct bitnet_tok *t;
				int i, wrong = 0;

				for (i = 0; i < 5; i++) {
					if (bitnet_tok_open_as(&t, "small.json", &o, NULL) != 0)
						_exit(1);
					wrong |= bitnet_tok_find(t, "hello", 5) != 25;
					bitnet_tok_free(t);
				}
				_exit(wrong);
			}
		for (k = 0; k < 4; k++) {
			CHECK(wait(&status) > 0);
			bad |= status;
		}
		CHECK_INT(bad, 0);
		opens("small.json", true);
	}
	unlink(ib_image("images"));
	CHECK_INT(rmdir("images"), 0);
}

TEST(limit, "old images go when the folder is full, what others put there and what is not finished yet stays")
{
	static const char *const names[] = { "0123456789abcdef.tok", "fedcba9876543210.tok", ".new-abandoned", ".new-at-work", "letter.txt" };
	struct timespec times[2] = { { 0, 0 }, { 0, 0 } };
	char path[64];
	size_t i;

	scratch_enter("limit");
	ib_sources();
	CHECK_INT(mkdir("images", 0700), 0);
	for (i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "images/%s", names[i]);
		ib_write(path, "", 0);
		/* Sparse: they take no room. */
		if (i != 3)
			CHECK_INT(truncate(path, 300 << 20), 0);
		times[0].tv_sec = times[1].tv_sec = time(NULL) - (i == 3 ? 10 : 100000 - (time_t)i);
		CHECK_INT(utimensat(AT_FDCWD, path, times, 0), 0);
	}
	bitnet_tok_free(ib_open("small.json", "images", &(bool){ false }));
	CHECK(access("images/0123456789abcdef.tok", F_OK) != 0);
	CHECK(access("images/fedcba9876543210.tok", F_OK) == 0);
	CHECK(access("images/.new-abandoned", F_OK) != 0);
	CHECK(access("images/.new-at-work", F_OK) == 0);
	CHECK(access("images/letter.txt", F_OK) == 0);
	opens("small.json", true);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
