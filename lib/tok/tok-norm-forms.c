/* SPDX-License-Identifier: MIT */
/*
 * The normal forms of Unicode (UAX 15), decompositions and compositions by utf8proc.
 *
 * Text is worked on in segments: a character that nothing before it can combine with, and what
 * follows up to the next such character.  Most characters are segments of their own that no form
 * changes, and are passed over quickly.  A segment takes steps in proportion to its length.
 */
#include <utf8proc.h>

#include <bitnet/version.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tok/tok-norm-int.h"

/* A compatibility decomposition has 18 characters at most. */
#define DECOMPOSED 32

#define C 1u      /* NFC changes none of these, and none combines with what is before it */
#define K 2u      /* NFKC */
#define D 4u      /* NFD */
#define KD 8u     /* NFKD */
#define ALL (C | K | D | KD)

/* Blocks of characters that are common and stay as they are; in order. */
static const struct plain { uint32_t first, last; unsigned forms; } plain[] = {
	{ 0, 0x9f, ALL }, { 0xa0, 0xbe, C }, { 0xbf, 0x131, C | K }, { 0x132, 0x2af, C }, { 0x391, 0x3cf, C | K },
	{ 0x400, 0x482, C | K }, { 0x48a, 0x52f, C | K }, { 0x5d0, 0x5ea, ALL }, { 0x620, 0x64a, C | K },
	{ 0x904, 0x939, C | K }, { 0xe01, 0xe32, ALL }, { 0x10d0, 0x10fb, ALL }, { 0x1100, 0x1112, ALL },
	{ 0x1e00, 0x1e99, C | K }, { 0x1ea0, 0x1eff, C | K }, { 0x2012, 0x2016, ALL }, { 0x2018, 0x201f, ALL },
	{ 0x3001, 0x3029, ALL }, { 0x3041, 0x3096, C | K }, { 0x30a1, 0x30fe, C | K }, { 0x3400, 0xa48c, ALL },
	{ 0xac00, 0xd7a3, C | K }, { 0x1f300, 0x1f64f, ALL }, { 0x1f680, 0x1f6d7, ALL }, { 0x20000, 0x2a6df, ALL }
};

/* Characters of combining class 0 that compose with the one before them. */
static const struct { uint32_t first, last; } seconds[] = {
	{ 0x9be, 0x9be }, { 0x9d7, 0x9d7 }, { 0xb3e, 0xb3e }, { 0xb56, 0xb57 }, { 0xbbe, 0xbbe }, { 0xbd7, 0xbd7 },
	{ 0xcc2, 0xcc2 }, { 0xcd5, 0xcd6 }, { 0xd3e, 0xd3e }, { 0xd57, 0xd57 }, { 0xdcf, 0xdcf }, { 0xddf, 0xddf },
	{ 0x102e, 0x102e }, { 0x1161, 0x1175 }, { 0x11a8, 0x11c2 }, { 0x1b35, 0x1b35 }, { 0x11127, 0x11127 },
	{ 0x1133e, 0x1133e }, { 0x11357, 0x11357 }, { 0x113b8, 0x113b8 }, { 0x113bb, 0x113bb }, { 0x113c2, 0x113c2 },
	{ 0x113c9, 0x113c9 }, { 0x114b0, 0x114b0 }, { 0x114ba, 0x114ba }, { 0x114bd, 0x114bd }, { 0x115af, 0x115af },
	{ 0x11930, 0x11930 }, { 0x1611e, 0x16120 }, { 0x16129, 0x16129 }, { 0x16d67, 0x16d67 }
};

struct form {
	unsigned bit;
	bool compose, compat;
};

static bool is_plain(uint32_t cp, unsigned bit)
{
	size_t low = 0, high = sizeof(plain) / sizeof(plain[0]);

	/* Han, the longest of them. */
	if (cp - 0x3400 <= 0xa48c - 0x3400)
		return true;
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (cp > plain[mid].last)
			low = mid + 1;
		else if (cp < plain[mid].first)
			high = mid;
		else
			return (plain[mid].forms & bit) != 0;
	}
	return false;
}

static bool is_second(uint32_t cp)
{
	size_t i;

	for (i = 0; i < sizeof(seconds) / sizeof(seconds[0]) && cp >= seconds[i].first; i++)
		if (cp <= seconds[i].last)
			return true;
	return false;
}

static int class_of(uint32_t cp)
{
	return utf8proc_get_property((utf8proc_int32_t)cp)->combining_class;
}

static size_t decompose(uint32_t cp, const struct form *f, utf8proc_int32_t to[DECOMPOSED])
{
	int bound = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, to, DECOMPOSED,
						     UTF8PROC_DECOMPOSE | (f->compat ? UTF8PROC_COMPAT : 0), &bound);

	if (n >= 1 && n <= DECOMPOSED)
		return (size_t)n;
	to[0] = (utf8proc_int32_t)cp;
	return 1;
}

/* Whether nothing before cp can have to do with it. */
static bool begins_segment(uint32_t cp, const struct form *f)
{
	utf8proc_int32_t to[DECOMPOSED];

	if (cp == UINT32_MAX || is_plain(cp, f->bit))
		return true;
	decompose(cp, f, to);
	return class_of((uint32_t)to[0]) == 0 && !(f->compose && is_second((uint32_t)to[0]));
}

static bool push(struct norm_run *r, uint32_t cp)
{
	if (!bitnet_grow(&r->cp, &r->cap, r->n + 1, sizeof(*r->cp)))
		return false;
	r->cp[r->n++] = cp;
	return true;
}

/*
 * Order the characters of [begin, end), none of class 0, by class, equal ones as they stand: by
 * insertion when they are few, else by counting.
 */
static bool order(struct norm_run *r, size_t begin, size_t end)
{
	size_t count[257] = { 0 }, i, k;

	if (end - begin < 24) {
		for (i = begin + 1; i < end; i++) {
			uint32_t cp = r->cp[i];

			for (k = i; k > begin && class_of(r->cp[k - 1]) > class_of(cp); k--)
				r->cp[k] = r->cp[k - 1];
			r->cp[k] = cp;
		}
		return true;
	}
	if (!bitnet_grow(&r->work, &r->work_cap, end - begin, sizeof(*r->work)))
		return false;
	for (i = begin; i < end; i++)
		count[(class_of(r->cp[i]) & 255) + 1]++;
	for (i = 1; i < 257; i++)
		count[i] += count[i - 1];
	for (i = begin; i < end; i++)
		r->work[count[class_of(r->cp[i]) & 255]++] = (int32_t)r->cp[i];
	for (i = begin; i < end; i++)
		r->cp[i] = (uint32_t)r->work[i - begin];
	return true;
}

static bool order_all(struct norm_run *r)
{
	size_t i, k;

	for (i = 0; i < r->n; i = k + 1) {
		for (k = i; k < r->n && class_of(r->cp[k]); k++)
			;
		if (k - i > 1 && !order(r, i, k))
			return false;
	}
	return true;
}

/* s[begin, end) as characters, decomposed and ordered, and composed where the form asks for it. */
static bool make(struct norm_io *io, const struct form *f, size_t begin, size_t end)
{
	struct norm_run *r = io->run;
	utf8proc_int32_t to[DECOMPOSED];
	size_t i, len, k, n;

	r->n = 0;
	for (i = begin; i < end; i += len) {
		n = decompose(bitnet_norm_char(io->s, io->n, i, &len), f, to);
		for (k = 0; k < n; k++)
			if (!push(r, (uint32_t)to[k]))
				return false;
	}
	if (!order_all(r))
		return false;
	if (f->compose && r->n > 1) {
		utf8proc_ssize_t left = utf8proc_normalize_utf32((utf8proc_int32_t *)r->cp, (utf8proc_ssize_t)r->n,
								 UTF8PROC_COMPOSE | UTF8PROC_STABLE);

		if (left < 0 || (size_t)left > r->n)
			return false;
		r->n = (size_t)left;
	}
	return true;
}

/* Whether the characters of the run are s[begin, end). */
static bool unchanged(const struct norm_io *io, size_t begin, size_t end)
{
	const struct norm_run *r = io->run;
	size_t i, k, len;

	for (i = begin, k = 0; i < end && k < r->n; i += len, k++)
		if (bitnet_norm_char(io->s, io->n, i, &len) != r->cp[k])
			return false;
	return i == end && k == r->n;
}

static void segment(struct norm_io *io, const struct form *f, size_t begin, size_t end)
{
	size_t k;

	if (!make(io, f, begin, end)) {
		io->failed = true;
		return;
	}
	if (unchanged(io, begin, end)) {
		bitnet_norm_copy(io, begin, end - begin);
		return;
	}
	for (k = 0; k < io->run->n && !io->failed; k++)
		bitnet_norm_put_char(io, begin, io->run->cp[k]);
}

/* The last of the characters from `begin` on that are plain, and that the next one has nothing to do with. */
static size_t skip_plain(const struct norm_io *io, unsigned bit, size_t begin)
{
	const unsigned char *s = (const unsigned char *)io->s;
	size_t i = begin, last = begin, len;

	while (i < io->n) {
		uint32_t cp;

		if (s[i] < 0x80) {
			len = bitnet_utf8_ascii(s + i, io->n - i);
			last = i + len - 1;
		} else {
			len = bitnet_utf8_next(s + i, io->n - i, &cp);
			if (!len || !is_plain(cp, bit))
				break;
			last = i;
		}
		i += len;
	}
	return last;
}

void bitnet_norm_forms(struct norm_io *io, enum bitnet_norm_kind kind)
{
	static const struct form forms[] = {
		[BITNET_NORM_NFC] = { C, true, false }, [BITNET_NORM_NFD] = { D, false, false },
		[BITNET_NORM_NFKC] = { K, true, true }, [BITNET_NORM_NFKD] = { KD, false, true }
	};
	const struct form *f = &forms[kind];
	size_t begin = 0, done = 0, len, next;
	uint32_t cp;

	/* done: everything before is copied or put; begin: the segment that is looked at. */
	while (begin < io->n && !io->failed) {
		bool alone = true;

		begin = skip_plain(io, f->bit, begin);
		cp = bitnet_norm_char(io->s, io->n, begin, &len);
		for (next = begin + len; cp != UINT32_MAX && next < io->n; next += len) {
			if (begins_segment(bitnet_norm_char(io->s, io->n, next, &len), f))
				break;
			alone = false;
		}
		if (!alone || (cp != UINT32_MAX && !is_plain(cp, f->bit))) {
			bitnet_norm_copy(io, done, begin - done);
			segment(io, f, begin, next);
			done = next;
		}
		begin = next;
	}
	bitnet_norm_copy(io, done, io->n - done);
}

const char *bitnet_utf8proc_version(void)
{
	return utf8proc_version();
}

const char *bitnet_utf8proc_unicode_version(void)
{
	return utf8proc_unicode_version();
}
