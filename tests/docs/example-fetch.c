/* SPDX-License-Identifier: MIT */
/*
 * bitnet/fetch.h: the flow of the tutorial in C.  Open a model, say what it is, find its tokenizer, download it when
 * there is none on this machine, encode a text and go on with it: example-fetch ENDPOINT CATALOGUE CACHE MODEL TEXT.
 */
#include <stdio.h>
#include <string.h>

#include <bitnet/fetch.h>
#include <bitnet/infer.h>

static int show(void *arg, const struct bitnet_fetch_event *e)
{
	(void)arg;
	if (e->what == BITNET_FETCH_END)
		printf("%s of %s: %llu bytes\n", e->file, e->repo, (unsigned long long)e->done);
	return 0;   /* anything else would cancel */
}

/* The tokenizer that the discovery would have downloaded. */
static int download(struct bitnet_tok **tok, const struct bitnet_discovery *d, char **argv, struct bitnet_error *err)
{
	struct bitnet_fetch_want want = { .catalogue = argv[2], .key = d->cache_key, .repo = d->repo, .vocab_size = d->vocab_size };
	struct bitnet_fetch_how how = { .lock_wait = 10 };
	struct bitnet_cache_entry *entry = NULL;
	struct bitnet_fetch_plan *plan = NULL;
	struct bitnet_cache *cache = NULL;
	struct bitnet_fetch_options o;
	struct bitnet_fetch *f = NULL;
	bool fetched;
	int rc;

	bitnet_fetch_options_defaults(&o);
	o.endpoint = argv[1];
	o.event = show;
	rc = bitnet_fetch_open(&f, &o, err);
	rc = rc ? rc : bitnet_cache_open(&cache, argv[3], err);
	rc = rc ? rc : bitnet_fetch_plan_new(&plan, &want, err);
	rc = rc ? rc : bitnet_fetch_tokenizer(&entry, &fetched, f, cache, plan, &how, err);
	if (rc == 0)
		printf("%s\n", fetched ? "downloaded" : "cached");
	rc = rc ? rc : bitnet_tok_open(tok, bitnet_cache_entry_tokenizer(entry)->path, err);
	bitnet_cache_entry_free(entry);
	bitnet_fetch_plan_free(plan);
	bitnet_cache_close(cache);
	bitnet_fetch_close(f);
	return rc;
}

/* The likeliest token after the ids. */
static int next(const struct bitnet_gguf *g, const struct bitnet_tokens *ids, struct bitnet_error *err)
{
	struct bitnet_session *s = NULL;
	struct bitnet_model *m = NULL;
	const float *logits;
	uint32_t i, best = 0;
	int rc = bitnet_model_load(&m, g, NULL, err);

	rc = rc ? rc : bitnet_session_new(&s, m, NULL, err);
	rc = rc ? rc : bitnet_session_eval(s, ids->ids, ids->n, NULL, err);
	if (rc == 0) {
		logits = bitnet_session_logits(s);
		for (i = 1; i < bitnet_model_info(m)->n_vocab; i++)
			best = logits[i] > logits[best] ? i : best;
		printf("next: %u\n", best);
	}
	bitnet_session_free(s);
	bitnet_model_free(m);
	return rc;
}

int main(int argc, char **argv)
{
	struct bitnet_discover_options how = { .catalogue = argc == 6 ? argv[2] : NULL };
	struct bitnet_encode_options add = { .add_special = true };
	struct bitnet_discovery *d = NULL;
	struct bitnet_tok *tok = NULL;
	struct bitnet_tokens ids;
	struct bitnet_gguf *g = NULL;
	struct bitnet_error err;
	int rc;

	if (argc != 6)
		return 64;
	rc = bitnet_gguf_open(&g, argv[4], &err);
	rc = rc ? rc : bitnet_discover(&d, g, argv[4], &how, &err);
	if (rc == 0) {
		printf("model type: %s, vocabulary: %lld\n", d->model_type, (long long)d->vocab_size);
		printf("strategy: %s, %s\n", bitnet_strategy_name(d->strategy), bitnet_strategy_description(d->strategy));
		rc = d->strategy == BITNET_STRATEGY_DOWNLOAD ? download(&tok, d, argv, &err) : bitnet_discovery_open(d, g, &tok, &err);
	}
	bitnet_tokens_init(&ids);
	rc = rc ? rc : bitnet_tok_encode(tok, argv[5], strlen(argv[5]), &add, &ids, &err);
	if (rc == 0) {
		printf("ids: %zu\n", ids.n);
		rc = next(g, &ids, &err);
	}
	bitnet_tokens_release(&ids);
	if (rc)
		fprintf(stderr, "%s\n", err.message);
	bitnet_tok_free(tok);
	bitnet_discovery_free(d);
	bitnet_gguf_close(g);
	return rc ? 1 : 0;
}
