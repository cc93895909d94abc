/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without libFuzzer: each file of the corpus, then mutations of it made from a
 * fixed seed.  TAP, one point a file.  A crash names the file and the number of the mutation:
 *
 *	fuzz-gguf                   the corpus of the source tree
 *	fuzz-gguf FILE|DIR...       these
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
void __sanitizer_set_death_callback(void (*fn)(void)) __attribute__((weak));

static char **files;
static size_t n_files, cap_files;
static const char *current = "";
static unsigned mutation;

static void say_where(void)
{
	char line[600];
	int n = snprintf(line, sizeof(line), "# crash: %s, mutation %u\n", current, mutation);

	if (n > 0 && write(STDOUT_FILENO, line, (size_t)n) < 0)
		return;
}

static void on_signal(int sig)
{
	say_where();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void *need(void *p)
{
	if (!p) {
		printf("Bail out! out of memory\n");
		exit(1);
	}
	return p;
}

static void add_file(const char *path)
{
	if (n_files == cap_files) {
		cap_files = cap_files ? 2 * cap_files : 64;
		files = need(realloc(files, cap_files * sizeof(*files)));
	}
	files[n_files++] = need(strdup(path));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_path(const char *path)
{
	struct stat st;
	struct dirent *e;
	char name[4096];
	DIR *d;

	if (stat(path, &st) < 0) {
		printf("Bail out! %s: %s\n", path, strerror(errno));
		exit(1);
	}
	if (!S_ISDIR(st.st_mode)) {
		add_file(path);
		return;
	}
	d = need(opendir(path));
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.') {
			snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
			add_file(name);
		}
	closedir(d);
}

/* The corpus of fuzz-NAME: tests/fuzz/corpus/NAME. */
static void add_corpus(const char *program)
{
	const char *src = getenv("top_srcdir"), *name = strstr(program, "fuzz-");
	char path[4096];

	while (name && strstr(name + 1, "fuzz-"))
		name = strstr(name + 1, "fuzz-");
	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s", src ? src : ".", name ? name + 5 : "");
	add_path(path);
}

/* xorshift64*: the same mutations everywhere. */
static uint64_t state;

static uint64_t rnd(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * UINT64_C(0x2545f4914f6cdd1d);
}

static size_t below(size_t n)
{
	return n ? (size_t)(rnd() % n) : 0;
}

/* A copy of exactly n bytes, so that the sanitizer sees a read past the end. */
static void run(const uint8_t *data, size_t n)
{
	uint8_t *copy = need(malloc(n ? n : 1));

	if (n)
		memcpy(copy, data, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void put_number(uint8_t *s, size_t n)
{
	static const uint64_t odd[] = { 0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
		0x80000000, 0xffffffff, UINT64_C(0x100000000), UINT64_C(0x7fffffffffffffff), UINT64_C(0x8000000000000000),
		UINT64_MAX, UINT64_MAX - 7 };
	uint64_t v = odd[below(sizeof(odd) / sizeof(odd[0]))];
	size_t at = below(n), width = (size_t)1 << below(4), i;

	for (i = 0; i < width && at + i < n; i++)
		s[at + i] = (uint8_t)(v >> 8 * i);
}

/* s has room for 2 n + 64 bytes; returns the new length. */
static size_t mutate(uint8_t *s, size_t n)
{
	size_t times = 1 + below(4), at, len;

	while (times--) {
		switch (below(6)) {
		case 0:
			n = below(n + 1);
			break;
		case 1:
			if (n)
				s[below(n)] ^= (uint8_t)(1u << below(8));
			break;
		case 2:
			if (n)
				s[below(n)] = (uint8_t)rnd();
			break;
		case 3:
			if (n)
				put_number(s, n);
			break;
		case 4:                 /* cut a piece out */
			at = below(n);
			len = below(n - at < 32 ? n - at : 32);
			memmove(s + at, s + at + len, n - at - len);
			n -= len;
			break;
		default:                /* repeat a piece */
			at = below(n);
			len = below(n - at < 16 ? n - at : 16);
			memmove(s + at + len, s + at, n - at);
			n += len;
			break;
		}
	}
	return n;
}

static void run_file(const char *path, const uint8_t *data, size_t n)
{
	/* Some thousands, fewer for a large file: the whole corpus takes seconds. */
	size_t wanted = (size_t)40000000 / (n + 2000), i;
	uint8_t *work = need(malloc(2 * n + 128));

	wanted = wanted > 4000 ? 4000 : wanted;
	current = path;
	mutation = 0;
	run(data, n);
	state = UINT64_C(0x9e3779b97f4a7c15);
	for (i = 0; i < wanted; i++) {
		mutation = (unsigned)i + 1;
		if (n)
			memcpy(work, data, n);
		run(work, mutate(work, n));
	}
	free(work);
}

static uint8_t *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	uint8_t *s = need(malloc(1 << 20));

	if (!f) {
		printf("Bail out! %s: %s\n", path, strerror(errno));
		exit(1);
	}
	*n = fread(s, 1, 1 << 20, f);
	fclose(f);
	return s;
}

int main(int argc, char **argv)
{
	static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	size_t i;
	int k;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (k = 1; k < argc; k++)
		add_path(argv[k]);
	if (argc < 2)
		add_corpus(argv[0]);
	qsort(files, n_files, sizeof(*files), by_name);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(say_where);
	else
		for (i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
			signal(deadly[i], on_signal);
	printf("1..%zu\n", n_files);
	for (i = 0; i < n_files; i++) {
		const char *name = strrchr(files[i], '/');
		uint8_t *data;
		size_t n;

		data = read_file(files[i], &n);
		run_file(files[i], data, n);
		free(data);
		printf("ok %zu - survives %s and mutations of it\n", i + 1, name ? name + 1 : files[i]);
		free(files[i]);
	}
	free(files);
	return 0;
}
