/* SPDX-License-Identifier: MIT */
/* Normalisers: the list of steps, and the steps that look at one character at a time. */
#include <string.h>

#include <utf8proc.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tok/tok-norm-int.h"
#include "tok/unicode.h"

/* A result is never longer than this for n bytes. */
#define LIMIT(n) (256 * (n) + (1u << 16))

void bitnet_norm_release(struct bitnet_norm *n)
{
	size_t i;

	for (i = 0; i < n->n; i++)
		if (n->steps[i].release)
			n->steps[i].release(n->steps[i].regex);
	bitnet_buf_release(&n->text);
	memset(n, 0, sizeof(*n));
}

static bool store(struct bitnet_norm *n, const void *s, size_t len, uint32_t *at, uint32_t *at_n)
{
	if (len > UINT32_MAX / 4 || n->text.n > UINT32_MAX / 4)
		return false;
	*at = (uint32_t)n->text.n;
	*at_n = (uint32_t)len;
	return bitnet_buf_add(&n->text, s ? s : "", len);
}

static int too_many(struct bitnet_error *err)
{
	return bitnet_error_set(err, BITNET_E_LIMIT, "tok_norm_steps", "normalizer has more than %d steps", NORM_STEPS);
}

int bitnet_norm_add(struct bitnet_norm *n, enum bitnet_norm_kind kind, unsigned flags, const void *from, size_t from_n,
		    const void *to, size_t to_n, struct bitnet_error *err)
{
	struct bitnet_norm_step step = { .kind = kind, .flags = flags };
	int rc = 0;

	if (n->n == NORM_STEPS)
		return too_many(err);
	if (kind == BITNET_NORM_CHARSMAP || (kind == BITNET_NORM_SPM && from_n))
		rc = bitnet_charsmap_check(from, from_n, err);
	if (rc)
		return rc;
	if (!store(n, from, from_n, &step.from, &step.from_n) || !store(n, to, to_n, &step.to, &step.to_n))
		return bitnet_error_nomem(err, from_n + to_n);
	n->steps[n->n++] = step;
	return 0;
}

int bitnet_norm_add_regex(struct bitnet_norm *n, bitnet_norm_find_fn *find, void *regex, void (*release)(void *regex),
			  const void *to, size_t to_n, struct bitnet_error *err)
{
	struct bitnet_norm_step step = { .kind = BITNET_NORM_REPLACE, .find = find, .regex = regex, .release = release };
	int rc = n->n == NORM_STEPS ? too_many(err) : 0;

	if (!rc && !store(n, to, to_n, &step.to, &step.to_n))
		rc = bitnet_error_nomem(err, to_n);
	if (!rc)
		n->steps[n->n++] = step;
	else if (release)
		release(regex);
	return rc;
}

void bitnet_norm_text_release(struct bitnet_norm_text *t)
{
	int i;

	for (i = 0; i < 2; i++) {
		bitnet_buf_release(&t->half[i].s);
		free(t->half[i].map);
	}
	free(t->run.cp);
	free(t->run.at);
	free(t->run.work);
	memset(t, 0, sizeof(*t));
}

/* The place in the caller's text of byte at of what the step reads. */
static uint32_t origin(const struct norm_io *io, size_t at)
{
	return io->map ? io->map[at] : (uint32_t)at;
}

static void append(struct norm_io *io, size_t at, const char *bytes, size_t n, bool apart)
{
	struct norm_half *h = io->out;
	size_t i, k = h->s.n;

	if (io->failed)
		return;
	if (n > io->limit - k) {
		io->over = io->failed = true;
		return;
	}
	if (!bitnet_buf_add(&h->s, bytes, n) ||
	    (io->want && !bitnet_grow(&h->map, &h->map_cap, k + n + 1, sizeof(*h->map)))) {
		io->failed = true;
		return;
	}
	for (i = 0; io->want && i < n; i++)
		h->map[k + i] = origin(io, apart ? at + i : at);
}

void bitnet_norm_write(struct norm_io *io, size_t at, const char *bytes, size_t n, bool apart)
{
	if (!io->changed) {
		io->changed = true;
		append(io, 0, io->s, io->same, true);
	}
	append(io, at, bytes, n, apart);
}

void bitnet_norm_put_char(struct norm_io *io, size_t at, uint32_t cp)
{
	char c[4];

	bitnet_norm_put(io, at, c, bitnet_utf8_encode(cp, c));
}

uint32_t bitnet_norm_char(const char *s, size_t n, size_t i, size_t *len)
{
	uint32_t cp;

	if (!((unsigned char)s[i] & 0x80)) {
		*len = 1;
		return (unsigned char)s[i];
	}
	*len = bitnet_utf8_next((const unsigned char *)s + i, n - i, &cp);
	if (*len)
		return cp;
	*len = 1;
	return UINT32_MAX;
}

/* What a step that maps character by character makes of cp: KEEP, DROP, or another character. */
#define DROP (UINT32_MAX - 1)
typedef uint32_t char_fn(uint32_t cp);

static void each(struct norm_io *io, char_fn *fn)
{
	size_t i, len;

	for (i = 0; i < io->n && !io->failed; i += len) {
		uint32_t cp = bitnet_norm_char(io->s, io->n, i, &len), to;

		to = cp == UINT32_MAX ? cp : fn(cp);
		if (to == cp)
			bitnet_norm_copy(io, i, len);
		else if (to == DROP)
			bitnet_norm_put(io, i, "", 0);
		else
			bitnet_norm_put_char(io, i, to);
	}
}

static uint32_t strip_mark(uint32_t cp)
{
	return cp >= 0x300 && (bitnet_unicode_class(cp) & UC_M) ? DROP : cp;
}

static uint32_t strip_nonspacing(uint32_t cp)
{
	return cp >= 0x300 && utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_MN ? DROP : cp;
}

static bool is_space(uint32_t cp)
{
	return cp != UINT32_MAX && (bitnet_unicode_class(cp) & UC_SPACE);
}

/* Control and format characters, private use; not what is unassigned. */
static uint32_t clean(uint32_t cp)
{
	if (cp == '\t' || cp == '\n' || cp == '\r')
		return ' ';
	if (cp == 0 || cp == 0xfffd)
		return DROP;
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CO:
		return DROP;
	default:
		return is_space(cp) ? ' ' : cp;
	}
}

static uint32_t nmt(uint32_t cp)
{
	if ((cp >= 1 && cp <= 8) || cp == 0xb || (cp >= 0xe && cp <= 0x1f) || cp == 0x7f || cp == 0x8f || cp == 0x9f)
		return DROP;
	if (cp == 9 || cp == 0xa || cp == 0xc || cp == 0xd || cp == 0x1680 || (cp >= 0x200b && cp <= 0x200f) ||
	    cp == 0x2028 || cp == 0x2029 || cp == 0x2581 || cp == 0xfeff || cp == 0xfffd)
		return ' ';
	return cp;
}

static void lowercase(struct norm_io *io)
{
	size_t i, len;

	for (i = 0; i < io->n && !io->failed; i += len) {
		uint32_t cp = bitnet_norm_char(io->s, io->n, i, &len), to = cp;

		if (cp < 0x80)
			to = cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
		else if (cp != UINT32_MAX)
			to = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
		if (cp == 0x130)              /* the one character that becomes two */
			bitnet_norm_put(io, i, "i\xcc\x87", 3);
		else if (to == cp)
			bitnet_norm_copy(io, i, len);
		else
			bitnet_norm_put_char(io, i, to);
	}
}

static bool is_chinese(uint32_t cp)
{
	return (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x3400 && cp <= 0x4dbf) || (cp >= 0x20000 && cp <= 0x2a6df) ||
	       (cp >= 0x2a700 && cp <= 0x2b73f) || (cp >= 0x2b740 && cp <= 0x2b81f) ||
	       (cp >= 0x2b920 && cp <= 0x2ceaf) ||      /* from 2B920, as Hugging Face has it */
	       (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0x2f800 && cp <= 0x2fa1f);
}

static void chinese(struct norm_io *io)
{
	size_t i, len;

	for (i = 0; i < io->n && !io->failed; i += len) {
		if (!is_chinese(bitnet_norm_char(io->s, io->n, i, &len))) {
			bitnet_norm_copy(io, i, len);
			continue;
		}
		bitnet_norm_put(io, i, " ", 1);
		bitnet_norm_copy(io, i, len);
		bitnet_norm_put(io, i + len, " ", 1);
	}
}

static void strip(struct norm_io *io, unsigned flags)
{
	size_t begin = 0, end = io->n, at, len;

	while (flags & NORM_LEFT && begin < end && is_space(bitnet_norm_char(io->s, io->n, begin, &len)))
		begin += len;
	while (flags & NORM_RIGHT && end > begin) {
		for (at = end - 1; at > begin && end - at < 4 && (io->s[at] & 0xc0) == 0x80; at--)
			;
		if (!is_space(bitnet_norm_char(io->s, end, at, &len)) || at + len != end)
			break;
		end = at;
	}
	if (begin)
		bitnet_norm_put(io, 0, "", 0);
	bitnet_norm_copy(io, begin, end - begin);
	if (end < io->n)
		bitnet_norm_put(io, end, "", 0);
}

/* A copy of from in s at or behind i; NULL when there is none. */
static const char *find_text(const char *s, size_t n, size_t i, const char *from, size_t from_n)
{
	const char *p = s + i, *end = s + n;

	while ((size_t)(end - p) >= from_n && (p = memchr(p, from[0], (size_t)(end - p) - from_n + 1)) != NULL) {
		if (memcmp(p, from, from_n) == 0)
			return p;
		p++;
	}
	return NULL;
}

static int replace(struct norm_io *io, const struct bitnet_norm_step *step, const char *text, struct bitnet_error *err)
{
	const char *from = text + step->from, *to = text + step->to;
	size_t done = 0, scan = 0, begin, end;

	while (scan <= io->n && !io->failed) {
		if (step->find) {
			int rc = step->find(step->regex, io->s, io->n, scan, &begin, &end, err);

			if (rc < 0)
				return rc;
			if (!rc)
				break;
		} else {
			const char *p = step->from_n ? find_text(io->s, io->n, scan, from, step->from_n) : NULL;

			if (!p)
				break;
			begin = (size_t)(p - io->s);
			end = begin + step->from_n;
		}
		bitnet_norm_copy(io, done, begin - done);
		bitnet_norm_put(io, begin, to, step->to_n);
		done = end;
		scan = end;
		if (begin == end) {                       /* nothing was found: go on behind the next character */
			size_t len = 1;

			if (end < io->n)
				bitnet_norm_char(io->s, io->n, end, &len);
			scan += len;
		}
	}
	if (done < io->n)
		bitnet_norm_copy(io, done, io->n - done);
	return 0;
}

static void valid(struct norm_io *io)
{
	size_t i, len;

	if (bitnet_utf8_valid(io->s, io->n)) {
		bitnet_norm_copy(io, 0, io->n);
		return;
	}
	for (i = 0; i < io->n && !io->failed; i += len)
		if (bitnet_norm_char(io->s, io->n, i, &len) == UINT32_MAX)
			bitnet_norm_put(io, i, "\xef\xbf\xbd", 3);
		else
			bitnet_norm_copy(io, i, len);
}

static void byte_level(struct norm_io *io)
{
	size_t i;

	for (i = 0; i < io->n && !io->failed; i++) {
		uint32_t b = (unsigned char)io->s[i];

		if (b >= 0x21 && b <= 0x7e)
			bitnet_norm_copy(io, i, 1);
		else if ((b >= 0xa1 && b <= 0xac) || b >= 0xae)
			bitnet_norm_put_char(io, i, b);
		else if (b == 0xad)
			bitnet_norm_put_char(io, i, 0x143);
		else
			bitnet_norm_put_char(io, i, b <= 0x20 ? 0x100 + b : 0x121 + b - 0x7f);
	}
}

/* The steps of BERT are steps of their own. */
#define BERT_STEPS 5
static size_t bert_steps(unsigned flags, unsigned steps[BERT_STEPS])
{
	size_t n = 0;

	if (flags & NORM_CLEAN)
		steps[n++] = NORM_CLEAN;
	if (flags & NORM_CHINESE)
		steps[n++] = NORM_CHINESE;
	if (flags & NORM_ACCENTS) {
		steps[n++] = 0;                   /* NFD */
		steps[n++] = NORM_ACCENTS;
	}
	if (flags & NORM_LOWER)
		steps[n++] = NORM_LOWER;
	return n;
}

static void bert(struct norm_io *io, unsigned part)
{
	switch (part) {
	case NORM_CLEAN:
		each(io, clean);
		break;
	case NORM_CHINESE:
		chinese(io);
		break;
	case NORM_ACCENTS:
		each(io, strip_nonspacing);
		break;
	case NORM_LOWER:
		lowercase(io);
		break;
	default:
		bitnet_norm_forms(io, BITNET_NORM_NFD);
		break;
	}
}

static int apply(struct norm_io *io, const struct bitnet_norm *n, const struct bitnet_norm_step *step,
		 struct bitnet_error *err)
{
	const char *text = n->text.s;

	switch (step->kind) {
	case BITNET_NORM_NFC:
	case BITNET_NORM_NFD:
	case BITNET_NORM_NFKC:
	case BITNET_NORM_NFKD:
		bitnet_norm_forms(io, step->kind);
		break;
	case BITNET_NORM_LOWERCASE:
		lowercase(io);
		break;
	case BITNET_NORM_STRIP_ACCENTS:
		each(io, strip_mark);
		break;
	case BITNET_NORM_STRIP:
		strip(io, step->flags);
		break;
	case BITNET_NORM_PREPEND:
		if (io->n)
			bitnet_norm_put(io, 0, text + step->to, step->to_n);
		bitnet_norm_copy(io, 0, io->n);
		break;
	case BITNET_NORM_REPLACE:
		return replace(io, step, text, err);
	case BITNET_NORM_NMT:
		each(io, nmt);
		break;
	case BITNET_NORM_BYTE_LEVEL:
		byte_level(io);
		break;
	case BITNET_NORM_UTF8:
		valid(io);
		break;
	case BITNET_NORM_CHARSMAP:
		bitnet_norm_charsmap(io, text + step->from, step->from_n);
		break;
	case BITNET_NORM_SPM:
		bitnet_norm_spm(io, text + step->from, step->from_n, step->flags, n->keep);
		break;
	case BITNET_NORM_BERT:
		break;
	}
	return 0;
}

/* A step reads what out holds and writes the other half. */
static struct norm_io begin(struct bitnet_norm_text *out, bool want_map, size_t limit)
{
	struct norm_io io = { .s = out->s, .n = out->n, .map = out->map, .want = want_map, .limit = limit,
			      .end = UINT32_MAX };

	io.run = &out->run;
	io.out = &out->half[out->last == 0];
	bitnet_buf_reset(&io.out->s);
	return io;
}

static int finish(struct norm_io *io, struct bitnet_norm_text *out, struct bitnet_error *err)
{
	if (!io->changed && io->same < io->n && !io->failed)      /* less than all was copied, nothing put */
		bitnet_norm_put(io, io->same, "", 0);
	if (io->over)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_norm_long",
					"normalised text would have more than %zu bytes", io->limit);
	if (io->failed)
		return bitnet_error_nomem(err, io->n);
	if (!io->changed)
		return 0;
	if (io->want) {
		if (!bitnet_grow(&io->out->map, &io->out->map_cap, io->out->s.n + 1, sizeof(*io->out->map)))
			return bitnet_error_nomem(err, io->n);
		io->out->map[io->out->s.n] = io->end == UINT32_MAX ? origin(io, io->n) : io->end;
	}
	out->last = io->out == &out->half[1];
	out->s = io->out->s.s ? io->out->s.s : "";
	out->n = io->out->s.n;
	out->map = io->want ? io->out->map : NULL;
	return 0;
}

int bitnet_norm_run(const struct bitnet_norm *n, const char *s, size_t len, bool want_map, struct bitnet_norm_text *out,
		    struct bitnet_error *err)
{
	size_t limit = len > (UINT32_MAX - (1u << 16)) / 256 ? UINT32_MAX - 16 : LIMIT(len), i, k;
	int rc = 0;

	out->s = s;
	out->n = len;
	out->map = NULL;
	out->last = -1;
	for (i = 0; !rc && i < n->n; i++) {
		const struct bitnet_norm_step *step = &n->steps[i];
		unsigned parts[BERT_STEPS];
		size_t n_parts = step->kind == BITNET_NORM_BERT ? bert_steps(step->flags, parts) : 1;

		for (k = 0; !rc && k < n_parts; k++) {
			struct norm_io io = begin(out, want_map, limit);

			if (step->kind == BITNET_NORM_BERT)
				bert(&io, parts[k]);
			else
				rc = apply(&io, n, step, err);
			if (!rc)
				rc = finish(&io, out, err);
		}
	}
	return rc;
}
