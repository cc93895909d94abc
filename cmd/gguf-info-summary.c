/* SPDX-License-Identifier: MIT */
/* The summary for people: a label and what belongs to it on each line. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "gguf-info.h"

static bool pretty;

/* On a terminal in columns, else with a TAB. */
static void label(const char *name)
{
	printf(pretty ? "%-17s" : "%s\t", name);
}

static const char *gap(void)
{
	return pretty ? "  " : "\t";
}

__attribute__((format(printf, 2, 3))) static void line(const char *name, const char *fmt, ...)
{
	va_list ap;

	label(name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static const char *human(char buf[32], uint64_t v, double step, const char *const *units)
{
	double d = (double)v;

	while (d >= step && units[1]) {
		d /= step;
		units++;
	}
	snprintf(buf, 32, d >= 100 || !**units ? "%.0f%s" : "%.2f%s", d, *units);
	return buf;
}

static const char *human_count(char buf[32], uint64_t v)
{
	static const char *const units[] = { "", " K", " M", " B", " T", NULL };

	return human(buf, v, 1000, units);
}

static const char *human_bytes(char buf[32], uint64_t v)
{
	static const char *const units[] = { " B", " KiB", " MiB", " GiB", " TiB", NULL };

	return human(buf, v, 1024, units);
}

/* A key as it stands there; nothing when absent. */
static void put_kv(const char *name, const struct bitnet_kv *kv)
{
	if (!kv)
		return;
	label(name);
	info_put_value(kv, ARRAYS_HEAD);
	if (kv->type == BITNET_VALUE_ARRAY && kv->count > INFO_HEAD)
		printf("%s...", gap());
	putchar('\n');
}

static void put_arch(const struct bitnet_gguf *g, const char *name, const char *suffix)
{
	char key[256];

	put_kv(name, info_arch_key(g, suffix, key));
}

static void put_types(const struct info_facts *s, const struct bitnet_gguf *g)
{
	char count[32], bytes[32], name[32];
	size_t i;

	line("tensors", "%llu", (unsigned long long)bitnet_gguf_n_tensors(g));
	for (i = 0; i < s->n_rows; i++) {
		const struct info_row *r = &s->rows[i];
		struct bitnet_tensor t = { .type = r->type, .file_type = r->file_type };
		const char *type = info_type_name(&t, name);

		if (pretty)
			line("", "%-10s %5llu tensors %10s weights %12s%s", type, (unsigned long long)r->tensors,
			     human_count(count, r->elements), human_bytes(bytes, r->bytes), r->known ? "" : " at most");
		else
			line("type", "%s\t%llu\t%llu\t%llu", type, (unsigned long long)r->tensors,
			     (unsigned long long)r->elements, (unsigned long long)r->bytes);
	}
}

static void put_tokenizer(const struct info_facts *s, const struct bitnet_gguf *g)
{
	struct bitnet_str model, pre;
	const char *a = info_algorithm(g);
	size_t i;

	if (bitnet_gguf_get_str(g, "tokenizer.ggml.model", &model, NULL) != 0) {
		line("tokenizer", "none");
		return;
	}
	label("tokenizer");
	info_put(model.s, model.n);
	printf("%s%s", gap(), a ? a : "unknown");
	if (a && strcmp(a, "bpe") == 0) {
		printf("%spre ", gap());
		if (bitnet_gguf_get_str(g, "tokenizer.ggml.pre", &pre, NULL) == 0)
			info_put(pre.s, pre.n);
		else
			fputs("missing", stdout);
	}
	putchar('\n');
	for (i = 0; i < INFO_N_SPECIAL; i++) {
		const struct info_special *p = &s->special[i];

		if (!p->present)
			continue;
		label("special");
		printf("%s%s%llu%s", p->name, gap(), (unsigned long long)p->id, gap());
		if (p->found)
			info_put(p->token.s, p->token.n);
		else
			fputs("not in the token list", stdout);
		putchar('\n');
	}
	for (i = 0; i < INFO_N_ADDED; i++) {
		bool yes;

		if (bitnet_gguf_get_bool(g, info_added[i].key, &yes, NULL) == 0)
			line("adds", "%s%s%s", info_added[i].name, gap(), yes ? "yes" : "no");
	}
}

static void put_templates(const struct bitnet_gguf *g)
{
	uint64_t i, n = 0;

	for (i = 0; i < bitnet_gguf_n_kv(g); i++) {
		const struct bitnet_kv *kv = bitnet_gguf_kv_at(g, i);

		if (!info_is_template(kv->key) || kv->type != BITNET_VALUE_STRING)
			continue;
		n++;
		label("chat template");
		printf("yes%s%zu bytes", gap(), kv->str.n);
		if (kv->key.n > strlen("tokenizer.chat_template.")) {
			fputs(gap(), stdout);
			info_put(kv->key.s + strlen("tokenizer.chat_template."), kv->key.n - strlen("tokenizer.chat_template."));
		}
		putchar('\n');
	}
	if (n == 0)
		line("chat template", "no");
}

static void put_matching(const struct bitnet_gguf *g, const char *name, bool (*is)(struct bitnet_str key))
{
	uint64_t i;

	for (i = 0; i < bitnet_gguf_n_kv(g); i++) {
		const struct bitnet_kv *kv = bitnet_gguf_kv_at(g, i);

		if (!is(kv->key))
			continue;
		label(name);
		info_put(kv->key.s, kv->key.n);
		fputs(gap(), stdout);
		info_put_value(kv, ARRAYS_HEAD);
		putchar('\n');
	}
}

static void put_parts(const struct info_file *f)
{
	uint32_t i, n = bitnet_gguf_n_parts(f->g);

	if (n == 1)
		return;
	line("parts", "%u", n);
	for (i = 0; i < n; i++) {
		const char *path = bitnet_gguf_part_path(f->g, i);

		label("part");
		info_put_z(path ? path : f->shown);
		putchar('\n');
	}
}

void info_summary(const struct info_file *f)
{
	static bool again;
	const struct bitnet_gguf *g = f->g;
	struct info_facts s;
	char buf[32];

	pretty = isatty(STDOUT_FILENO);
	info_collect(&s, g);
	if (again)
		putchar('\n');
	again = true;
	label("file");
	info_put_z(f->shown);
	putchar('\n');
	line("format", "GGUF %u", bitnet_gguf_version(g));
	put_kv("architecture", bitnet_gguf_kv(g, "general.architecture"));
	put_kv("name", bitnet_gguf_kv(g, "general.name"));
	line("parameters", "%llu%s%s", (unsigned long long)s.params, gap(), human_count(buf, s.params));
	line("size", "%llu%s%s", (unsigned long long)bitnet_gguf_file_bytes(g), gap(),
	     human_bytes(buf, bitnet_gguf_file_bytes(g)));
	line("header", "%llu%s%s", (unsigned long long)bitnet_gguf_header_bytes(g), gap(),
	     human_bytes(buf, bitnet_gguf_header_bytes(g)));
	line("bits per weight", "%.2f", info_bits_per_weight(&s));
	put_types(&s, g);
	put_arch(g, "context", "context_length");
	put_arch(g, "layers", "block_count");
	put_arch(g, "heads", "attention.head_count");
	put_arch(g, "kv heads", "attention.head_count_kv");
	put_arch(g, "embedding", "embedding_length");
	put_arch(g, "feed forward", "feed_forward_length");
	if (s.vocab_source[0]) {
		label("vocabulary");
		printf("%llu%s", (unsigned long long)s.vocab, gap());
		info_put_z(s.vocab_source);
		putchar('\n');
	}
	put_tokenizer(&s, g);
	put_templates(g);
	put_matching(g, "provenance", info_is_provenance);
	put_matching(g, "license", info_is_license);
	put_parts(f);
	free(s.rows);
}
