/* SPDX-License-Identifier: MIT */
/* What a load does to pages: those of the file, and a buffer in its place. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "model-try.h"

/* The line that begins with `name` of the map in which p lies (proc_pid_smaps(5)), or "". */
static void map_line(char line[512], const void *p, const char *name)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long begin, end;
	bool here = false, found = false;

	while (f && !found && fgets(line, 512, f))
		if (sscanf(line, "%lx-%lx ", &begin, &end) == 2)
			here = begin <= (uintptr_t)p && (uintptr_t)p < end;
		else
			found = here && !strncmp(line, name, strlen(name));
	if (!found)
		line[0] = '\0';
	if (f)
		fclose(f);
}

/* Whether the kernel was asked for large pages where p lies; -1: it does not say. */
static int is_asked(const void *p)
{
	char line[512];

	map_line(line, p, "VmFlags:");
	return *line ? strstr(line, " hg") != NULL : -1;
}

/* Bytes in memory of the map in which p lies; 0: the kernel does not say. */
static size_t resident(const void *p)
{
	char line[512];
	unsigned long kib = 0;

	map_line(line, p, "Rss:");
	return sscanf(line, "Rss: %lu", &kib) == 1 ? kib << 10 : 0;
}

/* A kernel without them refuses this; qemu-user says yes and does nothing. */
static bool has_large_pages(void)
{
	void *p = mmap(NULL, BITNET_LARGE_PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool ok = p != MAP_FAILED && madvise(p, BITNET_LARGE_PAGE, MADV_HUGEPAGE) == 0 && is_asked(p) != 0;

	if (p != MAP_FAILED)
		munmap(p, BITNET_LARGE_PAGE);
	return ok;
}

/* A file of t, whose bytes are the caller's. */
static unsigned char *write_file(char path[], struct tiny *t, size_t *size)
{
	int fd = mkstemp(path);
	unsigned char *file = tiny_build(t, size);

	CHECK(fd >= 0);
	CHECK_INT(write(fd, file, *size), *size);
	close(fd);
	return file;
}

TEST(large_pages, "a file is asked for in large pages when its model is loaded or checked, not when it is opened")
{
	char path[] = "/tmp/bitnet-test-pages.XXXXXX";
	int want = has_large_pages(), checked;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	unsigned char *file;
	const char *middle;
	struct tiny t;
	size_t size;

	tiny_init(&t, "llama");
	t.n_vocab = 12000;                      /* rows of 512 bytes: whole large pages, wherever the file is mapped */
	file = write_file(path, &t, &size);
	CHECK(size >= 2 * BITNET_LARGE_PAGE);
	for (checked = 0; checked < 2; checked++) {
		CHECK_OK(bitnet_gguf_open(&g, path, &err), err);
		middle = (const char *)bitnet_gguf_tensor_at(g, 0)->data;
		middle += (size_t)((const char *)bitnet_gguf_tensor_at(g, bitnet_gguf_n_tensors(g) - 1)->data - middle) / 2;
		if (is_asked(middle) < 0)
			want = -1;
		else
			CHECK_INT(is_asked(middle), 0);
		if (checked)
			CHECK_OK(bitnet_model_check(g, true, NULL, NULL, &err), err);
		else
			CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
		CHECK_INT(is_asked(middle), want);
		bitnet_model_free(m);
		m = NULL;
		bitnet_gguf_close(g);
	}
	free(file);
	unlink(path);
}

/* Matrices of 13 MB, more than a few large pages: the first and the last may be shared with what is read later. */
static void tiny_large(struct tiny *t, uint32_t type)
{
	tiny_init(t, "llama");
	t->embed_type = type;
	t->n_vocab = 200000;
}

/* Bytes of the embedding's pages that are in memory after a load, as far as they are one map; size: of the tensor. */
static size_t stays(uint32_t type, size_t *size)
{
	char path[] = "/tmp/bitnet-test-pages.XXXXXX";
	const struct bitnet_tensor *embd;
	struct bitnet_model *m = NULL;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct tiny t;
	size_t n;

	tiny_large(&t, type);
	free(write_file(path, &t, &n));
	CHECK_OK(bitnet_gguf_open(&g, path, &err), err);
	CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
	embd = bitnet_gguf_tensor(g, "token_embd.weight");
	*size = (size_t)embd->n_bytes;
	n = resident(embd->data + *size / 2);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	unlink(path);
	return n;
}

TEST(converted, "of a file whose weights are brought into another layout no pages stay in memory; what is used in place stays")
{
	size_t size, n = stays(BITNET_TENSOR_I2_S, &size);

	CHECK(n == 0 || n > size / 2);          /* 0: the kernel does not say */
	CHECK(stays(BITNET_TENSOR_TQ2_0, &size) < size / 2);
	CHECK(stays(BITNET_TENSOR_TQ1_0, &size) < size / 2);
}

TEST(buffer, "of a buffer whose weights are brought into another layout all bytes stay what they are")
{
	struct bitnet_model *m = NULL;
	struct bitnet_error err;
	unsigned char *file, *copy;
	struct bitnet_gguf *g;
	struct tiny t;
	size_t size;

	tiny_large(&t, BITNET_TENSOR_TQ2_0);
	file = tiny_build(&t, &size);
	copy = malloc(size);
	CHECK(copy);
	memcpy(copy, file, size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
	CHECK(!memcmp(file, copy, size));
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(copy);
	free(file);
}

int main(void)
{
	return tap_main();
}
