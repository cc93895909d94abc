/* SPDX-License-Identifier: MIT */
#include <bitnet/fetch.h>

#include "scratch.h"
#include "tap.h"

static struct bitnet_fetch_want w;
static struct bitnet_fetch_plan *p;
static struct bitnet_error e;

#define FILES "\"files\":[{\"name\":\"tokenizer.json\",\"required\":true},{\"name\":\"tokenizer.model\",\"required\":false}]"
#define TOKENS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void catalogue(void)
{
	FILE *f = fopen("catalogue.json", "w");

	CHECK(f != NULL);
	fputs("{\"schema\":\"bitnet.catalogue/1\",\"families\":[{\"key\":\"a-1\",\"repo\":\"Org/a\",\"vocab_sizes\":[7,9],\"gated\":true,"
	      "\"license\":\"mit\",\"tokens_sha256\":\"" TOKENS "\",\"mirrors\":[{\"repo\":\"m/m\",\"commit\":null,\"files\":[{\"name\":"
	      "\"tokenizer.json\",\"etag\":\"" TOKENS "\"}]}]," FILES "},{\"key\":\"b-2\",\"repo\":\"org/b\"," FILES "}]}", f);
	fclose(f);
}

static int make(void)
{
	w.catalogue = "catalogue.json";
	bitnet_fetch_plan_free(p);
	p = NULL;
	return bitnet_fetch_plan_new(&p, &w, &e);
}

static void fresh(void)
{
	memset(&w, 0, sizeof(w));
	w.vocab_size = -1;
	catalogue();
}

TEST(by_key, "a family by its key, with all that the catalogue knows of it")
{
	fresh();
	w.key = "a-1";
	CHECK_OK(make(), e);
	CHECK_STR(p->repo, "Org/a");
	CHECK_STR(p->revision, "main");
	CHECK_STR(p->license, "mit");
	CHECK_INT(p->gated, 1);
	CHECK_INT(p->n_items, 2);
	CHECK(p->items[0].required && !p->items[1].required);
	CHECK_STR(p->tokens_sha256, TOKENS);
	CHECK_INT(p->n_vocab_sizes, 2);
	CHECK_INT(p->n_mirrors, 1);
	CHECK_STR(p->mirrors[0].etags[0], TOKENS);
	CHECK(!p->mirror);
}

TEST(of_a_model, "what the model says of its tokens goes before what the catalogue says")
{
	char other[65];

	fresh();
	memset(other, 'e', 64);
	other[64] = '\0';
	w.key = "a-1";
	w.tokens_sha256 = other;
	w.vocab_size = 8;
	CHECK_OK(make(), e);
	CHECK_STR(p->tokens_sha256, other);
	CHECK_INT(p->n_vocab_sizes, 1);
	CHECK_INT(p->vocab_sizes[0], 8);
}

TEST(by_repo, "a repository is its family, unless a revision, files or another key are named")
{
	static const char *const one[] = { "x/y.tiktoken", NULL };

	fresh();
	w.repo = "ORG/A";
	CHECK_OK(make(), e);
	CHECK_STR(p->key, "a-1");
	w.revision = "v1.0";
	CHECK_OK(make(), e);
	CHECK_STR(p->key, "org.a.v1.0");
	CHECK_INT(p->gated, -1);
	w.revision = NULL;
	w.files = one;
	CHECK_OK(make(), e);
	CHECK_STR(p->key, "org.a");
	CHECK_INT(p->n_items, 1);
	CHECK(p->items[0].required);
	w.key = "mine";
	CHECK_OK(make(), e);
	CHECK_STR(p->key, "mine");
	fresh();
	w.repo = "some/thing";
	CHECK_OK(make(), e);
	CHECK_INT(p->n_items, 2);
	CHECK(!p->items[0].required && !p->items[1].required);
}

TEST(refused, "unknown keys, names that lead elsewhere and mirrors that are not there")
{
	static const char *const climbing[] = { "../x", NULL };

	fresh();
	w.key = "none";
	CHECK_INT(make(), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "unknown_key");
	CHECK_STR(e.hint, "It has a-1, b-2.");
	w.key = "../x";
	CHECK_INT(make(), BITNET_E_INPUT);
	CHECK_STR(e.name, "bad_name");
	w.key = NULL;
	w.repo = "a/../b";
	CHECK_INT(make(), BITNET_E_INPUT);
	w.repo = "a/b";
	w.revision = "../main";
	CHECK_INT(make(), BITNET_E_INPUT);
	w.revision = NULL;
	w.files = climbing;
	CHECK_INT(make(), BITNET_E_INPUT);
	CHECK_STR(e.name, "bad_name");
	fresh();
	w.key = "b-2";
	w.mirror = true;
	CHECK_INT(make(), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "no_mirror");
	w.key = "a-1";
	CHECK_OK(make(), e);
	CHECK(p->mirror);
	w.catalogue = "gone";
	bitnet_fetch_plan_free(p);
	p = NULL;
	CHECK_INT(bitnet_fetch_plan_new(&p, &w, &e), BITNET_E_NOTFOUND);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
