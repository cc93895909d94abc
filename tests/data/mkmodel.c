/* SPDX-License-Identifier: MIT */
/*
 * mkmodel KIND FILE [SEED]: a tiny model with random weights and a small real vocabulary, for the tests.
 *
 *	bitnet        bitnet-b1.58: I2_S layers, F16 tied embedding, byte-level BPE
 *	bitnet-notok  the same without any tokenizer key
 *	llama         llama: F16, separate head, SentencePiece-like vocabulary
 *	gpt2          gpt2: F16, tied, byte-level BPE
 *	ARCH:ROWS     nothing but the architecture, if any, and an embedding of so many rows, for discovery
 *
 * The vocabulary is trained here, by byte-pair merging on the text below.  Everything is
 * reproducible: an own generator, weights that are exact in f16.  Layouts: GGUF specification; I2_S
 * blocks as in kernels/CONTRACTS.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char corpus[] =
	"Once upon a time there was a little fox who lived at the edge of the forest. Every morning the little fox "
	"went down to the river to drink, and every morning the river told the fox a story. One day the river was "
	"quiet. The fox waited and waited, but there was no story. So the fox said to the river, I will tell you a "
	"story of my own. There was a little river who had lost her voice, and a friend who came to help her find it. "
	"The river listened, and when the story was over she laughed, and the water danced over the stones. From that "
	"day on they told each other stories, the fox in the morning and the river at night, and nobody in the forest "
	"was ever lonely again. The old owl heard them and smiled. She had seen many winters come and go, and she knew "
	"that a good friend is better than all the berries in the wood. When the snow came, the fox made a warm bed "
	"under the roots of the oldest tree, and the river slept under the ice, and both of them dreamed of the spring. "
	"In the spring the children came to the forest with their baskets. They were looking for mushrooms and for the "
	"first flowers. A girl with a red hat sat down on a stone, and she heard the river tell her story to the fox. "
	"She did not understand the words, but she liked the sound of them, and she came back on the next day, and on "
	"the day after that. At last she could understand a few of the words, and then all of them. What do you want to "
	"hear, asked the river. Tell me, said the girl, what is behind the hills. And the river told her of the sea. "
	"The sea is wide and blue, said the river, and every river in the world goes there in the end. There are ships with white "
	"sails, and fish with silver scales, and birds that never sleep on land. The girl listened with her mouth open. Is it far, she "
	"asked. It is as far as you can walk in seven days, said the river, but for me it is only one long dream. The girl went home "
	"and told her mother and her father and her brother. Her brother laughed, but her father took his big brown hat and his "
	"walking stick, and in the summer they walked along the river for seven days. They slept under the stars, they ate bread and "
	"cheese and apples, and the fox came with them the whole way, though nobody saw him. On the seventh day the girl climbed the "
	"last hill. There was the sea, wide and blue, just as the river had said. Thank you, said the girl to the river. Thank you, "
	"said the river to the girl, for I have never had anyone to show it to. And the little fox, who had never seen so much "
	"water in his life, put one paw into it, and found that it was salt, and laughed until the evening came.\n";

/* WORDS_END: the merges of the text end there, 220 of them. */
enum { VOCAB = 512, WORDS_END = 256 + 220, MAX_MERGES = 256, EMBD = 128, FF = 256, HEADS = 4, KV_HEADS = 2, LAYERS = 2, CTX = 512 };

/* ---- output: one growing buffer */

struct out {
	unsigned char *s;
	size_t n, cap;
};

static void put(struct out *o, const void *s, size_t n)
{
	if (o->n + n > o->cap) {
		o->cap = (o->n + n) * 2;
		o->s = realloc(o->s, o->cap);
		if (!o->s)
			exit(1);
	}
	if (n)
		memcpy(o->s + o->n, s, n);
	o->n += n;
}

static void put_u32(struct out *o, uint32_t v)
{
	unsigned char b[4] = { (unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16), (unsigned char)(v >> 24) };

	put(o, b, 4);
}

static void put_u64(struct out *o, uint64_t v)
{
	put_u32(o, (uint32_t)v);
	put_u32(o, (uint32_t)(v >> 32));
}

static void put_f32(struct out *o, float v)
{
	uint32_t u;

	memcpy(&u, &v, 4);
	put_u32(o, u);
}

static void put_str(struct out *o, const char *s)
{
	put_u64(o, strlen(s));
	put(o, s, strlen(s));
}

static void pad32(struct out *o)
{
	static const unsigned char zero[32];

	put(o, zero, (32 - o->n % 32) % 32);
}

/* ---- keys */

static struct out keys, infos, data;
static uint64_t n_keys, n_tensors;

static void key(const char *name, uint32_t type)
{
	n_keys++;
	put_str(&keys, name);
	put_u32(&keys, type);
}

static void key_u32(const char *name, uint32_t v) { key(name, 4); put_u32(&keys, v); }
static void key_f32(const char *name, float v) { key(name, 6); put_f32(&keys, v); }
static void key_str(const char *name, const char *v) { key(name, 8); put_str(&keys, v); }

static void key_bool(const char *name, bool v)
{
	unsigned char b = v;

	key(name, 7);
	put(&keys, &b, 1);
}

static void key_array(const char *name, uint32_t elem, uint64_t n)
{
	key(name, 9);
	put_u32(&keys, elem);
	put_u64(&keys, n);
}

static void arch_u32(const char *arch, const char *name, uint32_t v)
{
	char buf[96];

	snprintf(buf, sizeof(buf), "%s.%s", arch, name);
	key_u32(buf, v);
}

static void arch_f32(const char *arch, const char *name, float v)
{
	char buf[96];

	snprintf(buf, sizeof(buf), "%s.%s", arch, name);
	key_f32(buf, v);
}

/* ---- random weights: splitmix64 (Steele, Lea, Flood 2014) */

static uint64_t state;

static uint64_t next(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* About normal: a sum of uniform numbers, so that no function of the C library is needed. */
static double normal(void)
{
	double s = 0;
	int i;

	for (i = 0; i < 12; i++)
		s += (double)(next() >> 11) / 9007199254740992.0;
	return s - 6;
}

/* The nearest f16 (normal range or zero), as bits; *back gets its value. */
static uint16_t half(double v, float *back)
{
	double a = v < 0 ? -v : v, step;
	uint16_t sign = v < 0 ? 0x8000 : 0;
	int e = 15;
	unsigned m;

	while (e > 1 && a < ldexp(1, e - 15))
		e--;
	while (e < 30 && a >= ldexp(1, e - 14))
		e++;
	step = ldexp(1, e - 25);
	m = (unsigned)(a / step + 0.5);
	if (back)
		*back = (float)((v < 0 ? -step : step) * m);
	return m < 1024 ? (uint16_t)(sign | m) : (uint16_t)(sign | (((unsigned)e - 1) * 1024 + m));
}

static void tensor(const char *name, uint32_t type, unsigned n_dims, uint64_t ne0, uint64_t ne1)
{
	n_tensors++;
	put_str(&infos, name);
	put_u32(&infos, n_dims);
	put_u64(&infos, ne0);
	if (n_dims > 1)
		put_u64(&infos, ne1);
	put_u32(&infos, type);
	pad32(&data);
	put_u64(&infos, data.n);
}

static void vector(const char *name, uint64_t n, double mean, double spread, bool signs)
{
	uint64_t i;
	float v;

	tensor(name, 0, 1, n, 1);
	for (i = 0; i < n; i++) {
		half((mean + spread * normal()) * (signs && next() & 1 ? -1 : 1), &v);
		put_f32(&data, v);
	}
}

/*
 * Rows before `first` and from `end` on are an eighth as large.  In a tied embedding those are the
 * bytes, fillers and control tokens: the model then speaks in words.
 */
static void matrix_f16_rows(const char *name, uint64_t k, uint64_t m, double spread, uint64_t first, uint64_t end)
{
	uint64_t i;

	tensor(name, 1, 2, k, m);
	for (i = 0; i < k * m; i++) {
		uint64_t row = i / k;
		uint16_t h = half(normal() * (row < first || row >= end ? spread / 8 : spread), NULL);
		unsigned char b[2] = { (unsigned char)h, (unsigned char)(h >> 8) };

		put(&data, b, 2);
	}
}

static void matrix_f16(const char *name, uint64_t k, uint64_t m, double spread)
{
	matrix_f16_rows(name, k, m, spread, 0, m);
}

/* Ternary, 40 % zeros; n is a multiple of 128. */
static void matrix_i2s(const char *name, uint64_t k, uint64_t m, double gain)
{
	static const unsigned char tail[28];
	uint64_t block;
	float scale;
	int j, g;

	tensor(name, 36, 2, k, m);
	for (block = 0; block < k * m / 128; block++) {
		unsigned char b[32] = { 0 };

		for (g = 0; g < 4; g++)
			for (j = 0; j < 32; j++) {
				unsigned r = (unsigned)(next() % 10);
				unsigned code = r < 3 ? 0 : r < 7 ? 1 : 2;

				b[j] |= (unsigned char)(code << (6 - 2 * g));
			}
		put(&data, b, 32);
	}
	half(gain / sqrt(.6 * (double)k), &scale);
	put_f32(&data, scale);
	put(&data, tail, sizeof(tail));
}

static void matrix(bool ternary, const char *prefix, const char *name, uint64_t k, uint64_t m, double gain)
{
	char buf[96];

	snprintf(buf, sizeof(buf), "%s%s.weight", prefix, name);
	if (ternary)
		matrix_i2s(buf, k, m, gain);
	else
		matrix_f16(buf, k, m, gain / sqrt((double)k));
}

static void named_vector(const char *prefix, const char *name, uint64_t n, double mean, double spread)
{
	char buf[96];

	snprintf(buf, sizeof(buf), "%s%s", prefix, name);
	vector(buf, n, mean, spread, false);
}

/* ---- vocabulary */

/* A symbol of the training text: a string of at most 32 bytes; words never share one. */
struct symbol {
	char s[33];
	bool word_start;
};
static struct symbol text[sizeof(corpus)];
static size_t n_text;
static struct { char left[33], right[33]; } merges[MAX_MERGES];
static int n_merges;

static void load_text(void)
{
	const char *p;

	n_text = 0;
	for (p = corpus; *p; p++) {
		text[n_text].s[0] = *p;
		text[n_text].s[1] = '\0';
		/* A word begins at a blank, a punctuation mark, a newline, and what follows the last two. */
		text[n_text].word_start = p == corpus || strchr(" ,.\n", *p) || (strchr(",.\n", p[-1]) && *p != ' ');
		n_text++;
	}
}

static bool mergeable(size_t i)
{
	return i + 1 < n_text && !text[i + 1].word_start && strlen(text[i].s) + strlen(text[i + 1].s) <= 32;
}

/* The most frequent pair becomes a merge, the first in the text among equals. */
static void train(int n)
{
	load_text();
	for (n_merges = 0; n_merges < n; n_merges++) {
		size_t i, j, best = 0;
		int best_count = 0;

		for (i = 0; i + 1 < n_text; i++) {
			int count = 0;

			if (!mergeable(i))
				continue;
			for (j = i; j + 1 < n_text; j++)
				count += mergeable(j) && strcmp(text[j].s, text[i].s) == 0 &&
					 strcmp(text[j + 1].s, text[i + 1].s) == 0;
			if (count > best_count) {
				best_count = count;
				best = i;
			}
		}
		if (best_count < 2)
			break;
		strcpy(merges[n_merges].left, text[best].s);
		strcpy(merges[n_merges].right, text[best + 1].s);
		for (i = j = 0; i < n_text; i++, j++) {
			text[j] = text[i];
			if (mergeable(i) && strcmp(text[i].s, merges[n_merges].left) == 0 &&
			    strcmp(text[i + 1].s, merges[n_merges].right) == 0) {
				strcat(text[j].s, text[i + 1].s);
				i++;
			}
		}
		n_text = j;
	}
}

/* The byte as a character of GPT-2's alphabet, in UTF-8. */
static size_t byte_char(unsigned b, char *dst)
{
	unsigned cp = b, i, k = 0;

	if (!((b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174)) {
		for (i = 0; i < b; i++)
			k += !((i >= 33 && i <= 126) || (i >= 161 && i <= 172) || i >= 174);
		cp = 256 + k;
	}
	if (cp < 128) {
		dst[0] = (char)cp;
		return 1;
	}
	dst[0] = (char)(0xc0 | cp >> 6);
	dst[1] = (char)(0x80 | (cp & 63));
	return 2;
}

static const char *spelled(const char *s)
{
	static char buf[2][80];
	static int turn;
	char *d = buf[turn++ % 2];
	size_t n = 0;

	for (; *s; s++)
		n += byte_char((unsigned char)*s, d + n);
	d[n] = '\0';
	return d;
}

static void bpe_vocabulary(void)
{
	static const char *const special[] = {
		"<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"
	};
	enum { N_SPECIAL = sizeof(special) / sizeof(*special) };
	char c[4];
	uint32_t i, n_unused;
	char joined[80];

	train(VOCAB - 256 - N_SPECIAL);
	n_unused = VOCAB - 256 - N_SPECIAL - (uint32_t)n_merges;
	key_str("tokenizer.ggml.model", "gpt2");
	key_str("tokenizer.ggml.pre", "gpt-2");
	key_array("tokenizer.ggml.tokens", 8, VOCAB);
	for (i = 0; i < 256; i++) {
		size_t n = byte_char(i, c);

		put_u64(&keys, n);
		put(&keys, c, n);
	}
	for (i = 0; i < (uint32_t)n_merges; i++) {
		snprintf(joined, sizeof(joined), "%.32s%.32s", merges[i].left, merges[i].right);
		put_str(&keys, spelled(joined));
	}
	for (i = 0; i < n_unused; i++) {
		snprintf(joined, sizeof(joined), "[PAD%u]", i);
		put_str(&keys, joined);
	}
	for (i = 0; i < N_SPECIAL; i++)
		put_str(&keys, special[i]);
	key_array("tokenizer.ggml.token_type", 5, VOCAB);
	for (i = 0; i < VOCAB; i++)
		put_u32(&keys, i < 256 + (uint32_t)n_merges ? 1 : i < VOCAB - N_SPECIAL ? 5 : 3);
	key_array("tokenizer.ggml.merges", 8, (uint64_t)n_merges);
	for (i = 0; i < (uint32_t)n_merges; i++) {
		snprintf(joined, sizeof(joined), "%s %s", spelled(merges[i].left), spelled(merges[i].right));
		put_str(&keys, joined);
	}
	key_u32("tokenizer.ggml.bos_token_id", VOCAB - N_SPECIAL);
	key_u32("tokenizer.ggml.eos_token_id", VOCAB - N_SPECIAL + 1);
	key_u32("tokenizer.ggml.eot_token_id", VOCAB - 1);
	key_bool("tokenizer.ggml.add_bos_token", true);
}

/* Blanks as U+2581. */
static void put_piece(const char *s)
{
	char buf[128];
	size_t n = 0;

	for (; *s; s++) {
		if (*s == ' ') {
			memcpy(buf + n, "\xe2\x96\x81", 3);
			n += 3;
		} else {
			buf[n++] = *s;
		}
	}
	put_u64(&keys, n);
	put(&keys, buf, n);
}

static void spm_vocabulary(void)
{
	static const char letters[] = " etaoinshrdlcumwfgypbvkjxqzETAOINSHRDLCUMWFGYPBVKJXQZ0123456789.,;:!?'\"()-\n";
	enum { N_LETTERS = sizeof(letters) - 1, N_PIECES = VOCAB - 259 };
	char joined[80];
	uint32_t i;

	train(N_PIECES - N_LETTERS);
	key_str("tokenizer.ggml.model", "llama");
	key_array("tokenizer.ggml.tokens", 8, VOCAB);
	put_str(&keys, "<unk>");
	put_str(&keys, "<s>");
	put_str(&keys, "</s>");
	for (i = 0; i < 256; i++) {
		snprintf(joined, sizeof(joined), "<0x%02X>", i);
		put_str(&keys, joined);
	}
	for (i = 0; i < N_PIECES; i++) {
		if (i < (uint32_t)n_merges)
			snprintf(joined, sizeof(joined), "%.32s%.32s", merges[i].left, merges[i].right);
		else if (i - (uint32_t)n_merges < N_LETTERS)
			snprintf(joined, sizeof(joined), "%c", letters[i - (uint32_t)n_merges]);
		else
			snprintf(joined, sizeof(joined), "[PAD%u]", i);
		put_piece(joined);
	}
	key_array("tokenizer.ggml.scores", 6, VOCAB);
	for (i = 0; i < VOCAB; i++)
		put_f32(&keys, i < 259 ? 0 : -(float)(i - 259));
	key_array("tokenizer.ggml.token_type", 5, VOCAB);
	for (i = 0; i < VOCAB; i++)
		put_u32(&keys, i == 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : i - 259 < (uint32_t)n_merges + N_LETTERS ? 1 : 5);
	key_u32("tokenizer.ggml.bos_token_id", 1);
	key_u32("tokenizer.ggml.eos_token_id", 2);
	key_u32("tokenizer.ggml.unknown_token_id", 0);
	key_bool("tokenizer.ggml.add_bos_token", true);
}

/* ---- models */

static void hyper_parameters(const char *arch, const char *name, bool gpt2)
{
	key_str("general.architecture", arch);
	key_str("general.name", name);
	key_str("general.license", "mit");
	arch_u32(arch, "context_length", CTX);
	arch_u32(arch, "embedding_length", EMBD);
	arch_u32(arch, "block_count", LAYERS);
	arch_u32(arch, "feed_forward_length", FF);
	arch_u32(arch, "attention.head_count", HEADS);
	if (gpt2) {
		arch_f32(arch, "attention.layer_norm_epsilon", 1e-5f);
		return;
	}
	arch_u32(arch, "vocab_size", VOCAB);
	arch_u32(arch, "attention.head_count_kv", KV_HEADS);
	arch_u32(arch, "rope.dimension_count", EMBD / HEADS);
	arch_f32(arch, "attention.layer_norm_rms_epsilon", 1e-5f);
	arch_f32(arch, "rope.freq_base", 10000.0f);
}

static void rms_layer(int l, bool ternary)
{
	const uint64_t kv = EMBD / HEADS * KV_HEADS;
	char p[16];

	snprintf(p, sizeof(p), "blk.%d.", l);
	named_vector(p, "attn_norm.weight", EMBD, 1, .2);
	matrix(ternary, p, "attn_q", EMBD, EMBD, 1.3);
	matrix(ternary, p, "attn_k", EMBD, kv, 1.3);
	matrix(ternary, p, "attn_v", EMBD, kv, 1);
	if (ternary)
		named_vector(p, "attn_sub_norm.weight", EMBD, 1, .2);
	matrix(ternary, p, "attn_output", EMBD, EMBD, ternary ? 1 : 1.8);
	named_vector(p, "ffn_norm.weight", EMBD, 1, .2);
	matrix(ternary, p, "ffn_gate", EMBD, FF, 1.5);
	matrix(ternary, p, "ffn_up", EMBD, FF, 1.2);
	if (ternary)
		named_vector(p, "ffn_sub_norm.weight", FF, 1, .2);
	matrix(ternary, p, "ffn_down", FF, EMBD, 1);
}

static void gpt2_layer(int l)
{
	char p[16];

	snprintf(p, sizeof(p), "blk.%d.", l);
	named_vector(p, "attn_norm.weight", EMBD, 1, .2);
	named_vector(p, "attn_norm.bias", EMBD, 0, .2);
	matrix(false, p, "attn_qkv", EMBD, 3 * EMBD, 1.2);
	named_vector(p, "attn_qkv.bias", 3 * EMBD, 0, .2);
	matrix(false, p, "attn_output", EMBD, EMBD, 1.8);
	named_vector(p, "attn_output.bias", EMBD, 0, .2);
	named_vector(p, "ffn_norm.weight", EMBD, 1, .2);
	named_vector(p, "ffn_norm.bias", EMBD, 0, .2);
	matrix(false, p, "ffn_up", EMBD, FF, 1.2);
	named_vector(p, "ffn_up.bias", FF, 0, .2);
	matrix(false, p, "ffn_down", FF, EMBD, 1);
	named_vector(p, "ffn_down.bias", EMBD, 0, .2);
}

/* The default seeds give greedy texts that are varied and win by a margin at every step. */
static int make(const char *kind, const char *seed)
{
	bool gpt2 = strcmp(kind, "gpt2") == 0, llama = strcmp(kind, "llama") == 0;
	bool notok = strcmp(kind, "bitnet-notok") == 0, bitnet = notok || strcmp(kind, "bitnet") == 0;
	double last = 3 / (.3 * sqrt((double)EMBD));
	int l;

	if (!gpt2 && !llama && !bitnet)
		return 0;
	state = seed ? strtoull(seed, NULL, 10) : gpt2 ? 14 : llama ? 2 : 7;
	hyper_parameters(bitnet ? "bitnet-b1.58" : kind, gpt2 ? "tiny random GPT-2" : llama ? "tiny random LLaMA" : "tiny random BitNet",
			 gpt2);
	if (llama)
		spm_vocabulary();
	else if (!notok)
		bpe_vocabulary();
	if (bitnet)
		matrix_f16_rows("token_embd.weight", EMBD, VOCAB, .3, 256, WORDS_END);
	else
		matrix_f16("token_embd.weight", EMBD, VOCAB, .3);
	if (gpt2) {
		tensor("position_embd.weight", 0, 2, EMBD, CTX);
		for (l = 0; l < EMBD * CTX; l++) {
			float v;

			half(.2 * normal(), &v);
			put_f32(&data, v);
		}
	}
	for (l = 0; l < LAYERS; l++) {
		if (gpt2)
			gpt2_layer(l);
		else
			rms_layer(l, bitnet);
	}
	if (llama)
		matrix_f16("output.weight", EMBD, VOCAB, .3);
	/* A tied random model would only repeat its input: the last norm gets weights of both signs. */
	vector("output_norm.weight", EMBD, last, last * .2, !llama);
	if (gpt2)
		vector("output_norm.bias", EMBD, 0, .2, false);
	return 1;
}

/* ARCH:ROWS: what discovery sees of a model whose file carries no tokenizer. */
static int make_embedding(const char *kind)
{
	const char *colon = strchr(kind, ':');
	char arch[32];

	if (!colon || (size_t)(colon - kind) >= sizeof(arch))
		return 0;
	snprintf(arch, sizeof(arch), "%.*s", (int)(colon - kind), kind);
	if (*arch)
		key_str("general.architecture", arch);
	matrix_f16("token_embd.weight", 4, strtoull(colon + 1, NULL, 10), .3);
	return 1;
}

int main(int argc, char **argv)
{
	struct out head = { NULL, 0, 0 };
	FILE *f;

	if (argc < 3 || argc > 4 || (!make(argv[1], argv[3]) && !make_embedding(argv[1]))) {
		fprintf(stderr, "usage: mkmodel bitnet|bitnet-notok|llama|gpt2|ARCH:ROWS FILE [SEED]\n");
		return 64;
	}
	put(&head, "GGUF", 4);
	put_u32(&head, 3);
	put_u64(&head, n_tensors);
	put_u64(&head, n_keys);
	put(&head, keys.s, keys.n);
	put(&head, infos.s, infos.n);
	pad32(&head);
	pad32(&data);
	f = fopen(argv[2], "wb");
	if (!f || fwrite(head.s, 1, head.n, f) != head.n || fwrite(data.s, 1, data.n, f) != data.n || fclose(f) != 0) {
		perror(argv[2]);
		return 74;
	}
	free(head.s);
	free(keys.s);
	free(infos.s);
	free(data.s);
	return 0;
}
