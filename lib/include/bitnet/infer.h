/* SPDX-License-Identifier: MIT */
/*
 * Running a model: a session holds the KV cache and the position; a sampler picks the next id.
 *
 * The logits for a sequence of ids are the same bits on every CPU level, with every number of
 * threads and for every way in which the ids are split over calls.
 */
#ifndef BITNET_INFER_H
#define BITNET_INFER_H

#include <bitnet/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Q8_0: each head's keys and values in blocks of 32 int8 with an f16 scale. */
enum bitnet_kv_type { BITNET_KV_F16, BITNET_KV_F32, BITNET_KV_Q8_0 };

struct bitnet_session_options {
	uint32_t n_ctx;             /* 0: the smaller of 4096 and the model's */
	uint32_t n_threads;         /* 0: bitnet_cpu_count(), at most 1024 */
	uint32_t n_batch;           /* prompt ids computed together, 0: default */
	enum bitnet_kv_type kv_type;
	const char *cpu_level;      /* highest level to use, NULL: the best */
	bool no_skip;               /* compute what ReLU^2 multiplies by 0, too: slower, the same bits */
};
BITNET_API void bitnet_session_options_defaults(struct bitnet_session_options *o);

struct bitnet_session;

/* m must outlive the session.  A session belongs to one thread; it starts threads of its own. */
BITNET_API int bitnet_session_new(struct bitnet_session **out, const struct bitnet_model *m,
				  const struct bitnet_session_options *o, struct bitnet_error *err);
BITNET_API void bitnet_session_free(struct bitnet_session *s);

/*
 * Append n ids.  all, if not NULL, gets the logits of every new position: n rows of n_vocab
 * floats.  Otherwise only the last row can be asked for.  BITNET_E_LIMIT when the context is full:
 * nothing was appended.  BITNET_E_INPUT for an id outside the vocabulary.
 */
BITNET_API int bitnet_session_eval(struct bitnet_session *s, const uint32_t *ids, size_t n, float *all,
				   struct bitnet_error *err);

/*
 * Append n ids, at most 1 + BITNET_DRAFT_MAX, so that the logits after each of them can be asked for: those after ids[i]
 * from bitnet_session_select(s, i) on, after the call those after ids[0].  Errors as bitnet_session_eval().
 */
BITNET_API int bitnet_session_eval_each(struct bitnet_session *s, const uint32_t *ids, size_t n, struct bitnet_error *err);
BITNET_API void bitnet_session_select(struct bitnet_session *s, size_t i);

/*
 * Append n ids and score what follows each: cost[i] = -ln p(next[i]), where p is the softmax of the logits
 * after ids[i].  Computed in binary64 with one order of all sums: the same bits everywhere, as the logits
 * are.  The logits themselves are kept for a batch of positions only.  Errors as bitnet_session_eval();
 * also BITNET_E_INPUT when logits are not finite, and BITNET_E_NOMEM.
 */
BITNET_API int bitnet_session_score(struct bitnet_session *s, const uint32_t *ids, size_t n, const uint32_t *next,
				    double *cost, struct bitnet_error *err);

/*
 * The logits after the last id, or the one that was selected: n_vocab floats, computed when first asked for; valid until
 * the next call.  NULL before any.
 */
BITNET_API const float *bitnet_session_logits(struct bitnet_session *s);

/* How many ids are in the context, and its size. */
BITNET_API uint32_t bitnet_session_position(const struct bitnet_session *s);
BITNET_API uint32_t bitnet_session_n_ctx(const struct bitnet_session *s);

/* Go back to the first n ids; n <= position.  The logits are gone until the next eval. */
BITNET_API void bitnet_session_truncate(struct bitnet_session *s, uint32_t n);

/* What the session uses: the CPU level, threads, and bytes of cache and buffers. */
struct bitnet_session_info {
	const char *cpu_level;
	uint32_t n_threads;
	uint64_t kv_bytes;
	uint64_t buffer_bytes;
	/* How often bitnet_sampler_pick() needed few logits, how many these were, and the bytes of the head that were read. */
	uint64_t n_picks, n_pick_logits, pick_bytes;
};
BITNET_API void bitnet_session_info(const struct bitnet_session *s, struct bitnet_session_info *info);

/*
 * Shares of the rows of up projections and of the columns of down projections that were computed, of those of the tokens
 * that were evaluated alone, since the session began; false, and 1, where nothing could be left out.
 */
BITNET_API bool bitnet_session_live(const struct bitnet_session *s, double *up, double *down);

/* The kernel table in use, one line "op<TAB>level" for each op; borrowed. */
BITNET_API const char *bitnet_session_kernels(const struct bitnet_session *s);

/*
 * Perplexity of a text: e to the mean of -ln p(id) over the ids that are scored.  The text is read through
 * windows, each of which starts with an empty context, by the two rules of llama.cpp's llama-perplexity:
 *
 *	stride 0    the windows lie side by side, ids at the end that fill none are left out; the ids behind
 *	            the middle are scored, window - window / 2 - 1 of them; bos stands in place of the first id
 *	stride S    a window begins S ids after the one before and its last S ids are scored, so that each
 *	            has at least window - S ids before it; the first id is left as it is
 */
struct bitnet_perplexity_options {
	uint32_t window;            /* ids in a window, at least 3; 0: the context of the session */
	uint32_t stride;            /* below window */
	int64_t bos;                /* an id; -1: none */
};
BITNET_API void bitnet_perplexity_options_defaults(struct bitnet_perplexity_options *o);

struct bitnet_perplexity {
	uint64_t n_windows, n_done; /* in the text; scored so far */
	uint64_t n_scored;          /* ids scored so far */
	double sum, sum_squares;    /* of their costs, added up in their order */
	uint64_t first, n;          /* the window scored last: ids[first..first + n) of the text were scored */
	double window_sum;          /* of their costs */
};

/* Called after each window; not 0: stop, with BITNET_E_CANCELLED. */
typedef int bitnet_perplexity_fn(void *arg, const struct bitnet_perplexity *p);

/*
 * Score the text ids[0..n), which has to fill two windows at least.  What the session held is dropped.  fn may
 * be NULL, o too.  Memory does not depend on n.
 */
BITNET_API int bitnet_perplexity_run(struct bitnet_session *s, const uint32_t *ids, size_t n,
				     const struct bitnet_perplexity_options *o, bitnet_perplexity_fn *fn, void *arg,
				     struct bitnet_perplexity *p, struct bitnet_error *err);

/*
 * Score the text ids[0..n) whole, as one of several whose costs are added up in *p, which is all 0 before the
 * first: every id but ids[0] is scored once, from as many before it as the window holds.  A text that is longer
 * than the window goes on in further ones, each of which begins with an id that is scored already: the last
 * one, or with a stride, window - stride of them.  A text of one id or none adds nothing; o->bos is not used.  Else as
 * bitnet_perplexity_run().
 */
BITNET_API int bitnet_perplexity_add(struct bitnet_session *s, const uint32_t *ids, size_t n,
				     const struct bitnet_perplexity_options *o, bitnet_perplexity_fn *fn, void *arg,
				     struct bitnet_perplexity *p, struct bitnet_error *err);

/*
 * The perplexity of what was scored, NaN when that is nothing; error, if not NULL, gets its standard error as
 * llama-perplexity gives it: sqrt(variance of the costs / (n_scored - 1)) times the perplexity.
 */
BITNET_API double bitnet_perplexity_value(const struct bitnet_perplexity *p, double *error);

/*
 * Sampling.  Order: repeat penalty over the last 64 ids, temperature, top-k, top-p, min-p, draw.
 * temperature 0 is greedy: the highest logit, the lowest id among equals.
 */
struct bitnet_sampler_options {
	float temperature;          /* 0 */
	uint32_t top_k;             /* 0: off */
	float top_p;                /* 1: off */
	float min_p;                /* 0: off */
	float repeat_penalty;       /* 1: off */
	uint64_t seed;
};
BITNET_API void bitnet_sampler_options_defaults(struct bitnet_sampler_options *o);

struct bitnet_sampler;
BITNET_API int bitnet_sampler_new(struct bitnet_sampler **out, const struct bitnet_sampler_options *o,
				  uint32_t n_vocab, struct bitnet_error *err);
BITNET_API void bitnet_sampler_free(struct bitnet_sampler *s);

/* Take note of an id (of the prompt, too) for the repeat penalty. */
BITNET_API void bitnet_sampler_accept(struct bitnet_sampler *s, uint32_t id);

/* The next id; logits are n_vocab floats and are not changed. */
BITNET_API uint32_t bitnet_sampler_next(struct bitnet_sampler *s, const float *logits);

/*
 * The same id as bitnet_sampler_next(s, bitnet_session_logits(session)), in less time where the model has a compact copy of
 * its head (struct bitnet_model_options) and the options let few ids matter: temperature 0, top_k, or min_p
 * without top_p.  The session has logits, and its model n_vocab ids.
 */
BITNET_API uint32_t bitnet_sampler_pick(struct bitnet_sampler *s, struct bitnet_session *session);

/*
 * Guesses at the ids that follow, from those that were there: text repeats itself, quotes and edits above all.
 * A pass of a model over an id and a few guesses costs little more than over the id alone; where a guess is
 * what the sampler then draws from the logits before it, the logits behind it are there already.  The
 * logits do not depend on how ids are split over calls, so what is sampled is the same with and without.
 *
 *	bitnet_draft_accept(d, id)              each id of the prompt and each one sampled
 *	n = bitnet_draft_next(d, ids + 1, 15)   after ids[0], the last one accepted
 *	bitnet_session_eval_each(s, ids, 1 + n)
 *	bitnet_draft_timing(d, n, seconds)      with the first id sampled behind it
 *	bitnet_session_select(s, i)             0, then 1 as long as what is sampled is ids[1], and so on
 *	bitnet_session_truncate()               to what was right
 */
#define BITNET_DRAFT_MAX 15

struct bitnet_draft;
BITNET_API int bitnet_draft_new(struct bitnet_draft **out, struct bitnet_error *err);
BITNET_API void bitnet_draft_free(struct bitnet_draft *d);

/* Forget the ids, not what was learnt about passes and guesses. */
BITNET_API void bitnet_draft_clear(struct bitnet_draft *d);
BITNET_API int bitnet_draft_accept(struct bitnet_draft *d, uint32_t id, struct bitnet_error *err);

/* Guess up to most ids; returns how many are expected to save time, often 0. */
BITNET_API size_t bitnet_draft_next(const struct bitnet_draft *d, uint32_t *ids, size_t most);

/* What a pass with n guesses took. */
BITNET_API void bitnet_draft_timing(struct bitnet_draft *d, size_t n, double seconds);

#ifdef __cplusplus
}
#endif
#endif
