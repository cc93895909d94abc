/* SPDX-License-Identifier: MIT */
/* Reading from pipes and other streams gives what reading the file gives, without the data. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bitnet/gguf.h>

#include "data.h"
#include "gguf-build.h"
#include "tap.h"

static struct bitnet_error err;

/* A child that writes s into a pipe, `step` bytes at a time; the end to read from. */
static int feed(const unsigned char *s, size_t n, size_t step, pid_t *child)
{
	int fd[2];

	CHECK_INT(pipe(fd), 0);
	fflush(stdout);
	*child = fork();
	CHECK(*child >= 0);
	if (*child == 0) {
		size_t at = 0;

		close(fd[0]);
		while (at < n) {
			ssize_t put = write(fd[1], s + at, n - at < step ? n - at : step);

			if (put <= 0)
				_exit(1);
			at += (size_t)put;
		}
		_exit(0);
	}
	close(fd[1]);
	return fd[0];
}

/* The child's exit status: 0 when everything that it wrote was taken. */
static int finish(int fd, pid_t child)
{
	int status = 0;

	close(fd);
	CHECK_INT(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static unsigned char *big(size_t *n)
{
	struct gguf_build b;
	char *text = malloc(300000);

	memset(text, 'x', 299999);
	text[299999] = '\0';
	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	gb_str(&b, "tokenizer.chat_template", text);
	gb_u32(&b, "last", 7);
	gb_tensor(&b, "t", BITNET_TENSOR_F32, 100000, 0, NULL, 400000);
	free(text);
	return gb_finish(&b, n);
}

TEST(pipe_whole, "reads a header longer than its buffer from a pipe, in small pieces, and drains the rest")
{
	struct bitnet_gguf *g;
	const struct bitnet_tensor *t;
	size_t n;
	unsigned char *s = big(&n);
	pid_t child;
	int fd = feed(s, n, 777, &child);

	CHECK_OK(bitnet_gguf_open_stream(&g, fd, &err), err);
	CHECK_INT(finish(fd, child), 0);
	CHECK_INT(bitnet_gguf_file_bytes(g), n);
	CHECK_INT(bitnet_gguf_kv(g, "last")->bits, 7);
	CHECK_INT(bitnet_gguf_kv(g, "tokenizer.chat_template")->str.n, 299999);
	t = bitnet_gguf_tensor(g, "t");
	CHECK(t != NULL && t->data == NULL);
	CHECK_INT(t->n_bytes, 400000);
	CHECK_INT(t->offset, n - 400000);
	CHECK_INT(bitnet_gguf_header_bytes(g), n - 400000);
	CHECK(bitnet_gguf_part_path(g, 0) == NULL);
	bitnet_gguf_close(g);
	free(s);
}

TEST(pipe_cut, "refuses a stream that ends inside the header or inside the data")
{
	struct bitnet_gguf *g;
	size_t n;
	unsigned char *s = big(&n);
	pid_t child;
	int fd = feed(s, 200000, 65536, &child);

	CHECK_INT(bitnet_gguf_open_stream(&g, fd, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_truncated");
	CHECK_HAS(err.message, "file ends at 200000");
	finish(fd, child);
	fd = feed(s, n - 1, 65536, &child);
	CHECK_INT(bitnet_gguf_open_stream(&g, fd, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_offset");
	finish(fd, child);
	fd = feed(s, 0, 1, &child);
	CHECK_INT(bitnet_gguf_open_stream(&g, fd, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "gguf_magic");
	finish(fd, child);
	free(s);
}

TEST(cut_anywhere, "gives the verdict of the file for a stream cut at any byte")
{
	static const char *const tokens[] = { "a", "b" };
	char name[] = "/tmp/bitnet-stream-XXXXXX";
	int fd = mkstemp(name);
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *s;
	size_t n, i;

	CHECK(fd >= 0);
	unlink(name);
	gb_init(&b);
	gb_strs(&b, "tokens", tokens, 2);
	gb_tensor(&b, "t", BITNET_TENSOR_F32, 4, 0, NULL, 16);
	s = gb_finish(&b, &n);
	for (i = 0; i <= n; i++) {
		struct bitnet_error mem = { .status = 0 };

		CHECK_INT(ftruncate(fd, 0), 0);
		CHECK_INT(pwrite(fd, s, i, 0), i);
		lseek(fd, 0, SEEK_SET);
		if (bitnet_gguf_open_memory(&g, s, i, &mem) == 0)
			bitnet_gguf_close(g);
		memset(&err, 0, sizeof(err));
		if (bitnet_gguf_open_stream(&g, fd, &err) == 0)
			bitnet_gguf_close(g);
		CHECK_STR(err.name, mem.name);
		CHECK_STR(err.message, mem.message);
	}
	close(fd);
	free(s);
}

TEST(huge_promise, "does not ask for the memory that a stream promises")
{
	struct bitnet_gguf *g;
	struct gguf_build b;
	size_t n;
	unsigned char *s;
	pid_t child;
	int fd;

	gb_init(&b);
	gb_array(&b, "a", BITNET_VALUE_U8, NULL, UINT64_C(1) << 60, 100000);
	s = gb_finish(&b, &n);
	fd = feed(s, n, 65536, &child);
	CHECK_INT(bitnet_gguf_open_stream(&g, fd, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "gguf_header_too_large");
	finish(fd, child);
	free(s);
}

TEST(seekable, "leaves a regular file at its end without reading the data")
{
	struct bitnet_gguf *g;
	const char *path = data_path("models/e2e-llama3.gguf");
	int fd = open(path, O_RDONLY);

	CHECK_OK(bitnet_gguf_open_stream(&g, fd, &err), err);
	CHECK_INT(lseek(fd, 0, SEEK_CUR), 25881152);
	CHECK_INT(bitnet_gguf_file_bytes(g), 25881152);
	CHECK_INT(bitnet_gguf_kv(g, "tokenizer.ggml.merges")->count, 280147);
	bitnet_gguf_close(g);
	close(fd);
}

TEST(bad_fd, "reports a descriptor that cannot be read")
{
	struct bitnet_gguf *g;
	int fd = open("/", O_RDONLY);

	CHECK_INT(bitnet_gguf_open_stream(&g, -1, &err), BITNET_E_SYSTEM);
	CHECK_INT(bitnet_gguf_open_stream(&g, fd, &err), BITNET_E_NOTFOUND);
	close(fd);
}

/* A file elsewhere, which counts what is asked of it. */
struct elsewhere {
	const unsigned char *s;
	size_t n, asked, times;
};

static int give(void *arg, uint64_t from, void *buf, size_t n, struct bitnet_error *e)
{
	struct elsewhere *w = arg;

	(void)e;
	CHECK(from == w->asked && from + n <= w->n);
	memcpy(buf, w->s + from, n);
	w->asked += n;
	w->times++;
	return 0;
}

TEST(elsewhere, "through a callback the header is read, forward, in parts of 2 MB and then twice as much")
{
	struct elsewhere w = { .n = 0 };
	const char *path = data_path("models/e2e-llama3.gguf");
	struct bitnet_gguf *g;
	FILE *f = fopen(path, "r");
	unsigned char *all = malloc(25881152);

	CHECK(f && all && fread(all, 1, 25881152, f) == 25881152);
	fclose(f);
	w.s = all;
	w.n = 25881152;
	CHECK_OK(bitnet_gguf_open_header(&g, w.n, give, &w, &err), err);
	CHECK_INT(bitnet_gguf_file_bytes(g), 25881152);
	CHECK_INT(bitnet_gguf_kv(g, "tokenizer.ggml.merges")->count, 280147);
	CHECK(w.asked >= bitnet_gguf_header_bytes(g) && w.asked <= 2 * bitnet_gguf_header_bytes(g) + (4 << 20));
	CHECK(w.times >= 2 && w.times <= 4);
	bitnet_gguf_close(g);
	free(all);
}

int main(void)
{
	return tap_main();
}
