/* SPDX-License-Identifier: MIT */
/* Split sets read as one model, and every way in which the parts can disagree (formats.md 1.3). */
#include <fcntl.h>
#include <unistd.h>

#include <bitnet/gguf.h>

#include "gguf-build.h"
#include "tap.h"

static struct bitnet_error err;
static char dir[] = "/tmp/bitnet-split-XXXXXX";
static char path[3][128];

/* What a test wants to be wrong in one of three parts. */
struct wrong {
	uint64_t no[3], count[3], total;
	int same_tensor, other_key, no_total;
};

static const struct wrong right = { { 0, 1, 2 }, { 3, 3, 3 }, 3, 0, 0, 0 };

static void write_parts(const struct wrong *w)
{
	char name[16];
	int i;

	if (dir[strlen(dir) - 1] == 'X' && !mkdtemp(dir))
		FAIL("cannot make %s", dir);
	for (i = 0; i < 3; i++) {
		struct gguf_build b;

		gb_init(&b);
		if (i == 0) {
			gb_str(&b, "general.architecture", "llama");
			gb_u32(&b, "llama.block_count", 2);
		}
		if (i == 2 && w->other_key)
			gb_str(&b, "general.architecture", "gpt2");
		gb_number(&b, "split.no", BITNET_VALUE_U16, w->no[i]);
		gb_number(&b, "split.count", BITNET_VALUE_U16, w->count[i]);
		if (!w->no_total)
			gb_number(&b, "split.tensors.count", BITNET_VALUE_I32, w->total);
		snprintf(name, sizeof(name), "t%d", w->same_tensor ? i / 2 : i);
		gb_tensor(&b, name, BITNET_TENSOR_F32, 2, 0, (const char *const[]){ "part0000", "part1111", "part2222" }[i], 8);
		snprintf(path[i], sizeof(path[i]), "%s/m-%05d-of-00003.gguf", dir, i + 1);
		CHECK_INT(gb_write(&b, path[i]), 0);
	}
}

static void remove_parts(void)
{
	int i;

	for (i = 0; i < 3; i++)
		unlink(path[i]);
	rmdir(dir);
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
}

/* The verdict on the set, opened by its first part. */
static const char *verdict(const struct wrong *w)
{
	struct bitnet_gguf *g;

	write_parts(w);
	memset(&err, 0, sizeof(err));
	if (bitnet_gguf_open(&g, path[0], &err) == 0)
		bitnet_gguf_close(g);
	else
		CHECK_INT(err.status, BITNET_E_INPUT);
	remove_parts();
	return err.name;
}

TEST(one_model, "reads three parts as one model, with the data of each")
{
	struct bitnet_gguf *g;
	const struct bitnet_tensor *t;

	write_parts(&right);
	CHECK_OK(bitnet_gguf_open(&g, path[0], &err), err);
	CHECK_INT(bitnet_gguf_n_parts(g), 3);
	CHECK_STR(bitnet_gguf_part_path(g, 0), path[0]);
	CHECK_STR(bitnet_gguf_part_path(g, 2), path[2]);
	CHECK(bitnet_gguf_part_path(g, 3) == NULL);
	CHECK_INT(bitnet_gguf_n_tensors(g), 3);
	CHECK_INT(bitnet_gguf_n_kv(g), 5);
	t = bitnet_gguf_tensor(g, "t2");
	CHECK(t != NULL);
	CHECK_INT(t->part, 2);
	CHECK_MEM(t->data, "part2222", 8);
	CHECK_MEM(bitnet_gguf_tensor(g, "t0")->data, "part0000", 8);
	bitnet_gguf_close(g);
	remove_parts();
}

TEST(missing, "refuses a set with a missing part by the part's name")
{
	struct bitnet_gguf *g;

	write_parts(&right);
	unlink(path[1]);
	CHECK_INT(bitnet_gguf_open(&g, path[0], &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_split_missing");
	CHECK_STR(err.message, "part 2 of 3 is missing: 'm-00002-of-00003.gguf'");
	remove_parts();
}

TEST(not_first, "refuses a part that is not the first, and names the first")
{
	struct bitnet_gguf *g;

	write_parts(&right);
	CHECK_INT(bitnet_gguf_open(&g, path[1], &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_split_not_first");
	CHECK_HAS(err.hint, "m-00001-of-00003.gguf");
	remove_parts();
}

TEST(renamed, "refuses a first part whose name does not say so")
{
	struct bitnet_gguf *g;
	char other[160];

	write_parts(&right);
	snprintf(other, sizeof(other), "%s/model.gguf", dir);
	CHECK_INT(rename(path[0], other), 0);
	CHECK_INT(bitnet_gguf_open(&g, other, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_split_name");
	unlink(other);
	remove_parts();
}

TEST(broken_part, "refuses a set with a damaged part, with the part's name and its fault")
{
	struct bitnet_gguf *g;

	write_parts(&right);
	CHECK_INT(truncate(path[2], 120), 0);
	CHECK_INT(bitnet_gguf_open(&g, path[0], &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_truncated");
	CHECK_HAS(err.message, "part 'm-00003-of-00003.gguf': ");
	remove_parts();
}

TEST(disagree, "refuses parts that disagree in number, count, keys, tensors or their sum")
{
	struct wrong w = right;

	w.no[1] = 2;
	CHECK_STR(verdict(&w), "gguf_split_disagrees");
	CHECK_HAS(err.message, "'m-00002-of-00003.gguf'");
	w = right;
	w.count[2] = 4;
	CHECK_STR(verdict(&w), "gguf_split_disagrees");
	w = right;
	w.other_key = 1;
	CHECK_STR(verdict(&w), "gguf_split_disagrees");
	CHECK_HAS(err.message, "general.architecture");
	w = right;
	w.total = 4;
	CHECK_STR(verdict(&w), "gguf_split_disagrees");
	w = right;
	w.same_tensor = 1;
	CHECK_STR(verdict(&w), "gguf_dup_tensor");
	w = right;
	w.no_total = 1;
	CHECK_STR(verdict(&w), "gguf_split_key");
	CHECK_STR(verdict(&right), "");
}

TEST(one_of_one, "reads a file that says it is the only part, or that it was merged, under any name")
{
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *s;
	size_t n, count;

	for (count = 0; count < 2; count++) {
		gb_init(&b);
		gb_number(&b, "split.count", BITNET_VALUE_U16, count);
		s = gb_finish(&b, &n);
		CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
		bitnet_gguf_close(g);
		free(s);
	}
}

TEST(needs_path, "refuses one part in memory or from a stream")
{
	struct bitnet_gguf *g;
	int fd;

	write_parts(&right);
	fd = open(path[0], O_RDONLY);
	CHECK_INT(bitnet_gguf_open_stream(&g, fd, &err), BITNET_E_UNSUPPORTED);
	close(fd);
	CHECK_STR(err.name, "gguf_split_stream");
	remove_parts();
}

TEST(bad_count, "refuses a count of parts that is no count or too large")
{
	struct bitnet_gguf *g;
	struct gguf_build b;
	static const struct { uint64_t count; uint32_t no; const char *name; } cases[] = {
		{ 0, 0, "gguf_split_key" },             /* a text */
		{ UINT64_MAX, 0, "gguf_split_count" }, { 1025, 0, "gguf_split_count" }, { 1024, 0, "gguf_split_name" },
		{ 2, 2, "gguf_split_count" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gb_init(&b);
		if (i == 0)
			gb_str(&b, "split.count", "2");
		else
			gb_number(&b, "split.count", BITNET_VALUE_U64, cases[i].count);
		gb_u32(&b, "split.no", cases[i].no);
		gb_u32(&b, "split.tensors.count", 0);
		CHECK(mkdtemp(dir) != NULL);
		snprintf(path[0], sizeof(path[0]), "%s/m-00001-of-00002.gguf", dir);
		CHECK_INT(gb_write(&b, path[0]), 0);
		CHECK_INT(bitnet_gguf_open(&g, path[0], &err), BITNET_E_INPUT);
		CHECK_STR(err.name, cases[i].name);
		remove_parts();
	}
}

int main(void)
{
	return tap_main();
}
