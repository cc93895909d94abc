/* SPDX-License-Identifier: MIT */
/*
 * The character map of SentencePiece (precompiled_charsmap), and its normaliser.
 *
 * A map is a u32 with the size of a double array, the array, and the replacements, each ended by
 * NUL.  A unit of the array (darts-clone): bits 0 to 7 and 31 are the label, bit 8 says that a value
 * follows, bits 10 to 30 are the offset, shifted by 8 more where bit 9 is set; a value has bit 31
 * set.  Every place that is read is compared with the size of the array first.
 */
#include <utf8proc.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "tok/tok-norm-int.h"
#include "tok/tok-trie.h"

#define MARK "\xe2\x96\x81"
#define REPLACEMENT "\xef\xbf\xbd"

static uint32_t u32(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

int bitnet_charsmap_check(const void *map, size_t n, struct bitnet_error *err)
{
	const char *s = map;
	uint32_t size = n > 4 ? u32(s) : 0;

	if (n <= 4 || !size || size % 4 || size > n - 4 || (n - 4 > size && s[n - 1] != '\0'))
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_charsmap",
					"character map of %zu bytes is damaged: it says that its array has %u", n, size);
	return 0;
}

struct charsmap {
	const char *units, *text;
	size_t n_units, n_text;
};

static struct charsmap open_map(const char *map, size_t n)
{
	uint32_t size;

	if (!n)
		return (struct charsmap){ NULL, NULL, 0, 0 };
	size = u32(map);
	return (struct charsmap){ map + 4, map + 4 + size, size / 4, n - 4 - size };
}

static bool unit(const struct charsmap *m, uint32_t at, uint32_t *u)
{
	if (at >= m->n_units)
		return false;
	*u = u32(m->units + 4 * (size_t)at);
	return true;
}

static uint32_t offset_of(uint32_t u)
{
	return (u >> 10) << ((u & (1u << 9)) >> 6);
}

/*
 * A key that s begins with: the longest, or the shortest.  Its length, and its replacement; 0 when
 * there is none.
 */
static size_t look_up(const struct charsmap *m, const char *s, size_t n, bool shortest, struct bitnet_str *to)
{
	uint32_t at, u, value;
	size_t i, found = 0;

	if (!unit(m, 0, &u))
		return 0;
	at = offset_of(u);
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		at ^= c;
		if (!unit(m, at, &u) || (u & 0x800000ff) != c)
			break;
		at ^= offset_of(u);
		if (!(u & 0x100))
			continue;
		if (!unit(m, at, &u))
			break;
		value = u & 0x7fffffff;
		if (value >= m->n_text)
			break;
		to->s = m->text + value;
		to->n = strlen(to->s);            /* the texts end with NUL, which was checked */
		found = i + 1;
		if (shortest)
			break;
	}
	return found;
}

/* Where the grapheme cluster that begins at s[i] ends. */
static size_t grapheme(const char *s, size_t n, size_t i)
{
	utf8proc_int32_t state = 0;
	size_t len, next;
	uint32_t cp = bitnet_norm_char(s, n, i, &len), after;

	for (next = i + len; next < n && cp != UINT32_MAX; next += len) {
		after = bitnet_norm_char(s, n, next, &len);
		if (after == UINT32_MAX || (cp >= 0x20 && cp < 0x7f && after < 0x7f) ||
		    utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp, (utf8proc_int32_t)after, &state))
			break;
		cp = after;
	}
	return next;
}

/*
 * As Hugging Face applies a map: to grapheme clusters of less than six bytes, else to characters;
 * of the keys that these begin with it takes the shortest, for all of them.
 */
void bitnet_norm_charsmap(struct norm_io *io, const char *map, size_t map_n)
{
	struct charsmap m = open_map(map, map_n);
	struct bitnet_str to;
	size_t i, k, end, len;

	for (i = 0; i < io->n && !io->failed; i = end) {
		end = grapheme(io->s, io->n, i);
		if (end - i < 6 && look_up(&m, io->s + i, end - i, true, &to)) {
			bitnet_norm_put(io, i, to.s, to.n);
			continue;
		}
		for (k = i; k < end; k += len) {
			bitnet_norm_char(io->s, io->n, k, &len);
			if (look_up(&m, io->s + k, len, true, &to))
				bitnet_norm_put(io, k, to.s, to.n);
			else
				bitnet_norm_copy(io, k, len);
		}
	}
}

/* What stands at s[i] after normalisation, and how many bytes it takes there. */
static size_t prefix(const struct charsmap *m, const struct bitnet_trie *keep, unsigned flags, const char *s, size_t n,
		     size_t i, struct bitnet_str *to)
{
	uint32_t value;
	size_t len = keep ? bitnet_trie_longest(keep, s + i, n - i, &value) : 0;

	if (!len) {
		len = look_up(m, s + i, n - i, false, to);
		if (len)
			return len;
		if (bitnet_norm_char(s, n, i, &len) == UINT32_MAX && !(flags & NORM_BYTES)) {
			*to = (struct bitnet_str){ REPLACEMENT, 3 };
			return 1;
		}
	}
	*to = (struct bitnet_str){ s + i, len };
	return len;
}

static void put_space(struct norm_io *io, size_t at, unsigned flags)
{
	if (flags & NORM_ESCAPE)
		bitnet_norm_put(io, at, MARK, 3);
	else
		bitnet_norm_put(io, at, " ", 1);
}

/* Spaces at the end of what was written are taken back; where they began, the text ends. */
static void drop_trailing(struct norm_io *io, unsigned flags)
{
	struct bitnet_buf *b = &io->out->s;
	const char *space = flags & NORM_ESCAPE ? MARK : " ";
	size_t width = strlen(space);

	while (b->n >= width && memcmp(b->s + b->n - width, space, width) == 0) {
		b->n -= width;
		if (io->want)
			io->end = io->out->map[b->n];
	}
}

static void put_escaped(struct norm_io *io, size_t at, struct bitnet_str to, unsigned flags, bool same)
{
	size_t i;

	for (i = 0; i < to.n; i++)
		if (to.s[i] == ' ' && flags & NORM_ESCAPE)
			bitnet_norm_put(io, at, MARK, 3);
		else if (same)
			bitnet_norm_copy(io, at + i, 1);
		else
			bitnet_norm_put(io, at, to.s + i, 1);
}

void bitnet_norm_spm(struct norm_io *io, const char *map, size_t map_n, unsigned flags, const struct bitnet_trie *keep)
{
	struct charsmap m = open_map(map, map_n);
	struct bitnet_str to;
	size_t i = 0, len;
	bool after_space = flags & NORM_COLLAPSE;

	bitnet_norm_put(io, 0, "", 0);
	while (after_space && i < io->n) {
		len = prefix(&m, keep, flags, io->s, io->n, i, &to);
		if (to.n != 1 || to.s[0] != ' ')
			break;
		i += len;
	}
	if (i == io->n)
		return;
	if ((flags & (NORM_DUMMY | NORM_SUFFIX)) == NORM_DUMMY)
		put_space(io, i, flags);
	for (; i < io->n && !io->failed; i += len) {
		bool same;

		len = prefix(&m, keep, flags, io->s, io->n, i, &to);
		same = to.s == io->s + i;
		for (; after_space && to.n && to.s[0] == ' '; to.s++, to.n--)
			same = false;
		put_escaped(io, i, to, flags, same);
		if (to.n)
			after_space = flags & NORM_COLLAPSE && to.s[to.n - 1] == ' ';
	}
	if (flags & NORM_COLLAPSE)
		drop_trailing(io, flags);
	if ((flags & (NORM_DUMMY | NORM_SUFFIX)) == (NORM_DUMMY | NORM_SUFFIX)) {
		size_t from = io->out->s.n;

		put_space(io, io->n, flags);
		for (; io->want && io->end != UINT32_MAX && from < io->out->s.n; from++)
			io->out->map[from] = io->end;
	}
}
