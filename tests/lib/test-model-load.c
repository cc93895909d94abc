/* SPDX-License-Identifier: MIT */
/* Loading: tiny models of every architecture and type run; a check agrees with every load. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "model-try.h"

static const char *const archs[] = { "bitnet", "bitnet-25", "bitnet-b1.58", "llama", "gpt2" };

#define N_ARCHS (sizeof(archs) / sizeof(archs[0]))

TEST(types, "every architecture runs with every matrix type, tied and not")
{
	static const uint32_t types[] = {
		BITNET_TENSOR_F32, BITNET_TENSOR_F16, BITNET_TENSOR_BF16, BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0, BITNET_TENSOR_Q6_K,
		BITNET_TENSOR_Q4_1, BITNET_TENSOR_Q5_0, BITNET_TENSOR_Q5_1, BITNET_TENSOR_IQ4_NL, BITNET_TENSOR_Q4_K, BITNET_TENSOR_Q5_K,
		BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0,
	};
	size_t a, i;

	for (a = 0; a < N_ARCHS; a++)
		for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
			struct tiny t;

			tiny_init(&t, archs[a]);
			t.matrix_type = types[i];
			t.separate_head = i & 1;
			accepted(&t);
			t.embed_type = types[i];
			t.separate_head = !t.separate_head;
			accepted(&t);
		}
}

static void absurd(struct gguf_build *b)
{
	gb_u32(b, "llama.block_count", 512);
	gb_u32(b, "llama.context_length", 1u << 24);
	gb_u32(b, "llama.feed_forward_length", (1u << 24) - 256);
	gb_u32(b, "llama.attention.head_count", 4096);
	gb_u32(b, "llama.attention.key_length", 4094);
	gb_u32(b, "llama.embedding_length", 1u << 20);
}

/* Nothing is allocated for sizes that no tensor has: a small file is refused at once. */
TEST(hostile_sizes, "the largest sizes in a file of a few bytes are refused by the first tensor that does not have them")
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	struct gguf_build b;
	unsigned char *file;
	size_t size;

	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	absurd(&b);
	gb_f32(&b, "llama.attention.layer_norm_rms_epsilon", 1e-5f);
	gb_tensor(&b, "token_embd.weight", BITNET_TENSOR_F32, 8, 4, NULL, 128);
	file = gb_finish(&b, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	CHECK_INT(bitnet_model_load(&m, g, NULL, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tensor_shape");
	CHECK_STR(err.message, "tensor 'token_embd.weight' is 8 x 4 x 1 x 1, 1048576 x 4 expected");
	CHECK(!m);
	bitnet_gguf_close(g);
	free(file);
}

struct seen {
	uint64_t last, total;
	size_t n, most;
};

static int see(void *arg, uint64_t done, uint64_t total)
{
	struct seen *s = arg;

	CHECK(done > s->last && done <= total);
	CHECK(s->n == 0 || total == s->total);
	s->last = done;
	s->total = total;
	return ++s->n == s->most;
}

TEST(progress, "a load tells after each tensor how far it is, and is stopped by whom it tells")
{
	struct bitnet_model_options o;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	struct seen s = { .most = 0 };
	unsigned char *file;
	struct tiny t;
	size_t size, n;

	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_TQ1_0;
	file = tiny_build(&t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	bitnet_model_options_defaults(&o);
	o.progress = see;
	o.progress_arg = &s;
	CHECK_OK(bitnet_model_load(&m, g, &o, &err), err);
	bitnet_model_free(m);
	CHECK_INT(s.n, bitnet_gguf_n_tensors(g));
	CHECK_INT(s.last, s.total);
	for (n = 1; n <= bitnet_gguf_n_tensors(g); n++) {
		s = (struct seen){ .most = n };
		CHECK_INT(bitnet_model_load(&m, g, &o, &err), BITNET_E_CANCELLED);
		CHECK_INT(s.n, n);
	}
	bitnet_gguf_close(g);
	free(file);
}

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

TEST(large_pages, "a file is asked for in large pages when its model is loaded or checked, not when it is opened")
{
	char path[] = "/tmp/bitnet-test-load.XXXXXX";
	int fd = mkstemp(path), want = has_large_pages(), checked;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	unsigned char *file;
	const char *middle;
	struct tiny t;
	size_t size;

	CHECK(fd >= 0);
	tiny_init(&t, "llama");
	t.n_vocab = 12000;                      /* rows of 512 bytes: whole large pages, wherever the file is mapped */
	file = tiny_build(&t, &size);
	CHECK(size >= 2 * BITNET_LARGE_PAGE);
	CHECK_INT(write(fd, file, size), size);
	close(fd);
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

TEST(converted, "of a file whose weights are brought into another layout no pages stay in memory, of a buffer all bytes do")
{
	static const uint32_t types[] = { BITNET_TENSOR_TQ2_0, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_I2_S };
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		char path[] = "/tmp/bitnet-test-load.XXXXXX";
		int fd = mkstemp(path);
		unsigned char *file, *copy;
		const struct bitnet_tensor *embd;
		struct bitnet_model *m = NULL;
		struct bitnet_gguf *g;
		struct tiny t;
		size_t size, stay;

		CHECK(fd >= 0);
		tiny_init(&t, "llama");
		t.embed_type = types[i];
		t.n_vocab = 200000;               /* 13 MB: more than a few large pages, which may be shared with what is read later */
		file = tiny_build(&t, &size);
		CHECK_INT(write(fd, file, size), size);
		close(fd);
		CHECK_OK(bitnet_gguf_open(&g, path, &err), err);
		CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
		embd = bitnet_gguf_tensor(g, "token_embd.weight");
		stay = resident(embd->data + embd->n_bytes / 2);
		if (types[i] != BITNET_TENSOR_I2_S)
			CHECK(stay < embd->n_bytes / 2);
		else if (stay)
			CHECK(stay > embd->n_bytes / 2);
		bitnet_model_free(m);
		bitnet_gguf_close(g);
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
		unlink(path);
	}
}

int main(void)
{
	return tap_main();
}
