/* SPDX-License-Identifier: MIT */
/* What bitnet-bench is asked to measure of a model: the lists of the command line. */
#include <string.h>

#include "bench-options.h"
#include "cli.h"

enum { COUNT_MAX = 1 << 24 };

static int parse(const char *option, const char *text, uint64_t least, uint64_t most, struct bench_list *l)
{
	const char *s = text, *end;

	for (l->n = 0; ; s = end + 1) {
		char number[24];
		uint64_t v;
		size_t n;

		end = s + strcspn(s, ",");
		n = (size_t)(end - s);
		if (n >= sizeof(number))
			n = 0;
		memcpy(number, s, n);
		number[n] = '\0';
		if (!cli_number(number, least, most, &v))
			return cli_usage("--%s: '%s' is no list of numbers from %llu to %llu", option, text, (unsigned long long)least,
					 (unsigned long long)most);
		if (l->n == BENCH_LIST_MAX)
			return cli_usage("--%s: more than %d numbers", option, BENCH_LIST_MAX);
		l->v[l->n++] = (uint32_t)v;
		if (!*end)
			return 0;
	}
}

int bench_plan(struct bench_plan *p, const struct bench_options *o)
{
	int status = parse("prompt", o->prompt ? o->prompt : "512", 0, COUNT_MAX, &p->prompts);

	if (status == 0)
		status = parse("count", o->count ? o->count : "128", 0, COUNT_MAX, &p->counts);
	if (status == 0)
		status = parse("depth", o->depth ? o->depth : "0", 0, COUNT_MAX, &p->depths);
	if (status == 0 && o->thread_counts)
		return parse("thread-counts", o->thread_counts, 1, 1024, &p->threads);
	p->threads.n = 1;
	p->threads.v[0] = o->model.threads ? (uint32_t)o->model.threads : bitnet_cpu_count();
	return status;
}

uint32_t bench_most(const struct bench_list *l)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < l->n; i++)
		v = l->v[i] > v ? l->v[i] : v;
	return v;
}

size_t bench_n_tests(const struct bench_list *l)
{
	size_t i, n = 0;

	for (i = 0; i < l->n; i++)
		n += l->v[i] > 0;
	return n;
}
