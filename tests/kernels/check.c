/* SPDX-License-Identifier: MIT */
/* The harness of check.h: options, points, cases, buffers with guards, comparison. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "check.h"

enum { N_SLOTS = 16, SLOT_BYTES = 8 << 20, GUARD = 64 << 10, CANARY = 64, PATTERN = 0xa5 };

static const char *const kind_words[CHECK_KINDS] = {
	"random values", "zeros", "values that overflow", "infinities and NaN among others", "subnormal values"
};

static uint64_t seed, state;
static const char *only;
static int n_points, n_failed;
static char case_name[96];
static struct check now;
static sigjmp_buf out;

/* What lies round a buffer of the case. */
static uint8_t *slots[N_SLOTS];
static struct { uint8_t *buf, *end; } used[N_SLOTS];
static int n_used;

uint32_t check_random(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ z >> 31) >> 32);
}

void check_reseed(uint64_t to)
{
	state = to;
}

double check_uniform(double from, double to)
{
	return from + (to - from) * (check_random() * 0x1p-32);
}

static float special(uint32_t r)
{
	static const float v[] = { INFINITY, -INFINITY, NAN, 0.0f, -0.0f, 1.0f, -1.0f, 0x1p-149f };

	return v[r % (sizeof(v) / sizeof(v[0]))];
}

static float random_float(enum check_kind kind)
{
	double u = check_uniform(-4, 4);

	switch (kind) {
	case CHECK_ZERO:
		return 0.0f;
	case CHECK_LARGE:
		return (float)(u * ldexp(1, (int)(check_random() % 60) + 65));
	case CHECK_SPECIAL:
		return check_random() % 24 ? (float)u : special(check_random());
	case CHECK_SUBNORMAL:
		return (float)(u * ldexp(1, -(int)(check_random() % 30) - 120));
	default:
		return (float)u;
	}
}

void check_fill_f32(void *x, size_t n, enum check_kind kind)
{
	uint8_t *b = x;

	for (; n--; b += 4) {
		float v = random_float(kind);

		memcpy(b, &v, 4);
	}
}

static uint16_t random_half(enum check_kind kind)
{
	uint16_t r = (uint16_t)check_random(), sign = r & 0x8000;

	switch (kind) {
	case CHECK_ZERO:
		return 0;
	case CHECK_LARGE:
		return (uint16_t)(sign | 0x7000 | (r & 0xbff));
	case CHECK_SPECIAL:
		return check_random() % 24 ? (uint16_t)(sign | 0x3000 | (r & 0xfff)) : (uint16_t)(sign | 0x7c00 | (r & 1) << 9);
	case CHECK_SUBNORMAL:
		return sign | (r & 0x3ff);
	default:
		return (uint16_t)(sign | 0x2c00 | (r & 0x17ff));
	}
}

void check_fill_f16(void *x, size_t n, enum check_kind kind)
{
	uint8_t *b = x;

	for (; n--; b += 2) {
		uint16_t h = random_half(kind);

		memcpy(b, &h, 2);
	}
}

void check_fill_bytes(void *x, size_t n)
{
	uint8_t *b = x;

	while (n--)
		*b++ = (uint8_t)check_random();
}

double check_half(uint16_t h)
{
	int e = h >> 10 & 31, m = h & 1023;
	double v = e == 31 ? (m ? NAN : INFINITY) : e ? ldexp(1024 + m, e - 25) : ldexp(m, -24);

	return h & 0x8000 ? -v : v;
}

/* Memory */

static void map_slots(void)
{
	int i;

	for (i = 0; i < N_SLOTS; i++) {
		slots[i] = mmap(NULL, SLOT_BYTES + GUARD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (slots[i] == MAP_FAILED || mprotect(slots[i] + SLOT_BYTES, GUARD, PROT_NONE) != 0) {
			puts("Bail out! no memory");
			exit(1);
		}
	}
}

void *check_buf(const struct check *c, size_t n, size_t size)
{
	uint8_t *end, *buf;

	if (n_used == N_SLOTS || n * size > SLOT_BYTES - 4096)
		check_fail("the check asks for too much memory");
	end = slots[n_used] + SLOT_BYTES - c->shift * size;
	buf = end - n * size;
	memset(buf - CANARY, PATTERN, CANARY);
	memset(buf, PATTERN, n * size);
	memset(end, PATTERN, c->shift * size);
	used[n_used].buf = buf;
	used[n_used++].end = end;
	return buf;
}

void *check_dst(const struct check *c, size_t n, size_t size)
{
	return check_buf(c, n, size);
}

static void check_round(const struct check *c, const char *file, int line)
{
	int i;
	const uint8_t *b;

	(void)c;
	for (i = 0; i < n_used; i++) {
		for (b = used[i].buf - CANARY; b < used[i].buf; b++)
			if (*b != PATTERN)
				check_fail_at(file, line, "byte %td before buffer %d was written", used[i].buf - b, i);
		for (b = used[i].end; b < slots[i] + SLOT_BYTES; b++)
			if (*b != PATTERN)
				check_fail_at(file, line, "byte %td after buffer %d was written", b - used[i].end, i);
	}
}

/* Points and cases */

static const char *slash(const char *s)
{
	const char *e = s ? strchr(s, '/') : NULL;

	return e ? e + 1 : NULL;
}

/* only is OP, OP/LEVEL or OP/LEVEL/CASE. */
bool check_wanted(const char *op, enum bitnet_level level)
{
	const char *l = slash(only);
	size_t n = strlen(op), m = strlen(bitnet_level_name(level));

	if (!only)
		return true;
	if (strncmp(only, op, n) != 0 || (only[n] && only[n] != '/'))
		return false;
	return !l || (strncmp(l, bitnet_level_name(level), m) == 0 && (!l[m] || l[m] == '/'));
}

bool check_case(const struct check *c, const char *fmt, ...)
{
	const char *name = slash(slash(only)), *p;
	char text[64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	snprintf(case_name, sizeof(case_name), "%s:%d:%zu", text, (int)c->kind, c->shift);
	n_used = 0;
	state = seed;
	for (p = c->op; *p; p++)
		state = (state ^ (uint8_t)*p) * 0x100000001b3u;
	for (p = case_name; *p; p++)
		state = (state ^ (uint8_t)*p) * 0x100000001b3u;
	return !name || strcmp(name, case_name) == 0;
}

void check_fail_at(const char *file, int line, const char *fmt, ...)
{
	const char *base = strrchr(file, '/');
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("    %s:%d\n", base ? base + 1 : file, line);
	siglongjmp(out, 1);
}

static void on_signal(int sig)
{
	siglongjmp(out, sig + 1);
}

static void catch_signals(void)
{
	static const int sigs[] = { SIGSEGV, SIGILL, SIGBUS, SIGFPE };
	struct sigaction sa;
	size_t i;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;
	for (i = 0; i < sizeof(sigs) / sizeof(sigs[0]); i++)
		sigaction(sigs[i], &sa, NULL);
}

static void point(const struct check *c, const char *sentence, check_fn *fn)
{
	int how;

	now = *c;
	case_name[0] = '\0';
	how = sigsetjmp(out, 1);
	if (how == 0)
		fn(c);
	else if (how > 1)
		printf("# killed by %s\n", strsignal(how - 1));
	printf("%s %d - %s %s: %s\n", how ? "not ok" : "ok", ++n_points, now.op, bitnet_level_name(now.level), sentence);
	if (how)
		printf("# again: tests/kernels/check --seed=%llu --only=%s/%s%s%s\n", (unsigned long long)seed, now.op,
		       bitnet_level_name(now.level), case_name[0] ? "/" : "", case_name);
	n_failed += how != 0;
}

void check_value(const char *op, const char *sentence, check_fn *fn)
{
	struct bitnet_kernels k;
	struct check c = { .c = &k, .k = &k, .op = op, .level = BITNET_LEVEL_C };

	if (!check_wanted(op, BITNET_LEVEL_C))
		return;
	bitnet_kernels_init(&k, BITNET_LEVEL_C);
	point(&c, sentence, fn);
}

/* The table of the level has a function of its own for op. */
static bool has_op(enum bitnet_level level, const char *op)
{
	struct bitnet_kernels k;
	enum bitnet_level l;
	const char *name;
	size_t i;

	bitnet_kernels_init(&k, level);
	for (i = 0; bitnet_kernels_describe(&k, i, &name, &l); i++)
		if (strcmp(name, op) == 0)
			return l == level;
	return false;
}

void check_bits(const char *op, check_fn *fn)
{
	struct bitnet_kernels ref, k;
	struct check c = { .c = &ref, .k = &k, .op = op };
	char sentence[128];
	int level, kind;

	bitnet_kernels_init(&ref, BITNET_LEVEL_C);
	for (level = BITNET_LEVEL_C + 1; level < BITNET_LEVEL_COUNT; level++) {
		c.level = (enum bitnet_level)level;
		if (!check_wanted(op, c.level) || !has_op(c.level, op))
			continue;
		bitnet_kernels_init(&k, c.level);
		for (kind = 0; kind < CHECK_KINDS; kind++) {
			c.kind = (enum check_kind)kind;
			snprintf(sentence, sizeof(sentence), "gives the bits of c for %s", kind_words[kind]);
			if (c.level > bitnet_level_best())
				printf("ok %d - %s %s: %s # SKIP cpu level %s\n", ++n_points, op, bitnet_level_name(c.level),
				       sentence, bitnet_level_name(c.level));
			else
				point(&c, sentence, fn);
		}
	}
}

/* Comparison */

static int64_t element(const void *p, size_t i, int type, double *v)
{
	const uint8_t *b = p;
	uint32_t u;
	float f;

	switch (type) {
	case 'b':
		*v = ((const int8_t *)p)[i];
		return b[i];
	case 'h':
		u = (uint32_t)(b[2 * i] | b[2 * i + 1] << 8);
		*v = check_half((uint16_t)u);
		return u;
	case 'i':
		memcpy(&u, b + 4 * i, 4);
		*v = (int32_t)u;
		return u;
	default:
		memcpy(&u, b + 4 * i, 4);
		memcpy(&f, &u, 4);
		*v = (double)f;
		return u;
	}
}

void check_same(const struct check *c, const void *got, const void *want, size_t n, int type, const char *file, int line)
{
	size_t i, size = type == 'b' ? 1 : type == 'h' ? 2 : 4;
	double g, w;

	for (i = 0; memcmp(got, want, n * size) != 0 && i < n; i++) {
		int64_t a = element(got, i, type, &g), b = element(want, i, type, &w);

		if (a != b && !(type == 'f' && isnan(g) && isnan(w)))
			check_fail_at(file, line, "y[%zu] want %.9g (0x%0*llx) got %.9g (0x%0*llx)", i, w, (int)(2 * size),
				      (unsigned long long)b, g, (int)(2 * size), (unsigned long long)a);
	}
	check_round(c, file, line);
}

void check_near_at(size_t i, double got, double want, double tol, const char *file, int line)
{
	if (!(fabs(got - want) <= tol) && !(got == want) && !(isnan(got) && isnan(want)))
		check_fail_at(file, line, "y[%zu] want %.9g (%a) within %.3g got %.9g (%a)", i, want, want, tol, got, got);
}

void check_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static void run_all(void)
{
	check_table();
	check_bits_fixed();
	check_dequant();
	check_to_f16();
	check_to_q8_0();
	check_gemm_dense();
	check_gemm_tern();
	check_gemv_tern();
	check_quant_i8();
	check_scale_i32();
	check_rmsnorm();
	check_layernorm();
	check_rope();
	check_glu();
	check_head();
	check_attn();
	check_add();
}

int main(int argc, char **argv)
{
	bool bench = false;
	int i;

	seed = (uint64_t)time(NULL);
	for (i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--seed=", 7) == 0) {
			seed = strtoull(argv[i] + 7, NULL, 10);
		} else if (strncmp(argv[i], "--only=", 7) == 0) {
			only = argv[i] + 7;
		} else if (strcmp(argv[i], "--bench") == 0) {
			bench = true;
		} else {
			fprintf(stderr, "usage: check [--seed=N] [--only=OP[/LEVEL[/CASE]]] [--bench]\n");
			return 64;
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	map_slots();
	if (bench) {
		check_bench();
		return 0;
	}
	catch_signals();
	check_note("seed %llu", (unsigned long long)seed);
	run_all();
	printf("1..%d\n", n_points);
	return n_failed ? 1 : 0;
}
