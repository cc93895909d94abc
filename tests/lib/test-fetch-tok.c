/* SPDX-License-Identifier: MIT */
/*
 * Tokenizers into a cache, against the server of tests/hub.  The tokenizer is a small model of tests/data, which
 * carries one; tests/cmd/tok-fetch.bats holds what a server can do wrong.
 */
#include "hub-run.h"

static struct bitnet_error e;
static struct bitnet_cache *cache;
static char model[512];

static void copy_model(const char *to)
{
	char path[600], line[4096];
	FILE *in, *out;
	size_t n;

	hub_put(to, "%s", "");
	snprintf(path, sizeof(path), "%s/%s", hub_dir, to);
	in = fopen(model, "r");
	out = fopen(path, "w");
	CHECK(in && out);
	while ((n = fread(line, 1, sizeof(line), in)) > 0)
		fwrite(line, 1, n, out);
	fclose(in);
	fclose(out);
}

static struct bitnet_fetch_plan *plan(const char *repo)
{
	struct bitnet_fetch_want w = { .catalogue = "catalogue.json", .repo = repo, .vocab_size = -1 };
	struct bitnet_fetch_plan *p;

	hub_put("catalogue.json", "{\"schema\":\"bitnet.catalogue/1\",\"families\":[]}");
	CHECK_OK(bitnet_fetch_plan_new(&p, &w, &e), e);
	return p;
}

static const struct bitnet_fetch_how how = { .lock_wait = 1 };

TEST(fetched_once, "an entry is fetched, then found; force fetches it again")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_plan *p = plan("org/tok");
	struct bitnet_fetch_how force = how;
	struct bitnet_cache_entry *entry;
	bool fetched;

	copy_model("org/tok/tokenizer.json");
	CHECK_OK(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &how, &e), e);
	CHECK(fetched);
	CHECK_STR(entry->key, "org.tok");
	CHECK_STR(entry->commit, "1111111111111111111111111111111111111111");
	CHECK_INT(entry->vocab_size, 512);
	CHECK_STR(entry->absent[0], "tokenizer.model");
	bitnet_cache_entry_free(entry);
	hub_forget();
	CHECK_OK(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &how, &e), e);
	CHECK(!fetched);
	CHECK_STR(hub_log(), "");
	bitnet_cache_entry_free(entry);
	force.force = true;
	CHECK_OK(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &force, &e), e);
	CHECK(fetched);
	bitnet_cache_entry_free(entry);
	bitnet_fetch_plan_free(p);
	bitnet_fetch_close(f);
}

TEST(none, "a repository with neither of the usual files has no tokenizer")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_plan *p = plan("org/none");
	struct bitnet_cache_entry *entry;
	bool fetched;

	hub_put("org/none/README.md", "x");
	CHECK_INT(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &how, &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "http_404");
	bitnet_fetch_plan_free(p);
	bitnet_fetch_close(f);
}

TEST(sizes, "a vocabulary of another size is an error when strict; of the same size with other tokens it always is")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_plan *p = plan("org/sizes");
	struct bitnet_fetch_how strict = how;
	struct bitnet_cache_entry *entry;
	bool fetched;

	copy_model("org/sizes/tokenizer.json");
	p->vocab_sizes = malloc(sizeof(*p->vocab_sizes));
	p->vocab_sizes[0] = 500;
	p->n_vocab_sizes = 1;
	strict.strict = true;
	CHECK_INT(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &strict, &e), BITNET_E_INPUT);
	CHECK_STR(e.message, "Vocabulary size mismatch: expected 500, got 512");
	p->vocab_sizes[0] = 512;
	memset(p->tokens_sha256, 'a', 64);
	CHECK_INT(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &how, &e), BITNET_E_INPUT);
	CHECK_STR(e.name, "vocab_mismatch");
	p->vocab_sizes[0] = 500;
	CHECK_OK(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &how, &e), e);
	bitnet_cache_entry_free(entry);
	bitnet_fetch_plan_free(p);
	bitnet_fetch_close(f);
}

static int stop(void *arg, const struct bitnet_fetch_event *ev)
{
	(void)arg;
	return ev->what == BITNET_FETCH_BEGIN;
}

TEST(cancelled, "a transfer that is cancelled leaves the entry as it was")
{
	struct bitnet_fetch_options o;
	struct bitnet_fetch *f;
	struct bitnet_fetch_plan *p = plan("org/stop");
	struct bitnet_cache_entry *entry;
	bool fetched;

	copy_model("org/stop/tokenizer.json");
	hub_options(&o);
	o.event = stop;
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	CHECK_INT(bitnet_fetch_tokenizer(&entry, &fetched, f, cache, p, &how, &e), BITNET_E_CANCELLED);
	CHECK_INT(bitnet_cache_lookup(&entry, cache, "org.stop", &e), BITNET_E_NOTFOUND);
	bitnet_fetch_plan_free(p);
	bitnet_fetch_close(f);
}

int main(void)
{
	const char *build = getenv("top_builddir");

	snprintf(model, sizeof(model), "%s/tests/data/bitnet.gguf", build ? build : ".");
	hub_begin();
	if (bitnet_cache_open(&cache, "cache", &e) != 0)
		return 1;
	return tap_main();
}
