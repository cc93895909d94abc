/* SPDX-License-Identifier: MIT */
/* The compact copy of a dense row: that what is unpacked is near, the bounds hold, and all levels agree. */
#include <math.h>
#include <string.h>

#include "check.h"

static const int levels[16] = { -63, -50, -39, -30, -23, -16, -9, -3, 3, 9, 16, 23, 30, 39, 50, 63 };

struct packed {
	size_t n, n_padded;
	float *w;
	uint8_t *codes, *bits[BITNET_HEAD_PLANES];
	struct bitnet_head_row *row;
};

static struct packed packed(const struct check *c, size_t n)
{
	struct packed p = { .n = n, .n_padded = (n + BITNET_HEAD_BLOCK - 1) / BITNET_HEAD_BLOCK * BITNET_HEAD_BLOCK };
	struct check at = *c;

	p.codes = check_dst(&at, p.n_padded / 2, 1);
	p.bits[0] = check_dst(&at, p.n_padded / 8, 1);
	p.bits[1] = check_dst(&at, p.n_padded / 8, 1);
	at.shift = 0;
	p.row = check_dst(&at, 1, sizeof(*p.row));
	return p;
}

static float *weights(const struct check *c, size_t n, size_t n_padded)
{
	float *w = check_buf(c, n_padded, sizeof(*w));

	check_fill_f32(w, n, c->kind);
	memset(w + n, 0, (n_padded - n) * sizeof(*w));
	return w;
}

/* What column i of a copy with so many planes says. */
static double unpacked(const struct packed *p, size_t i, int planes)
{
	const uint8_t *b = p->codes + i / 128 * 64 + i % 64;
	double v = 8 * levels[i % 128 < 64 ? *b & 15 : *b >> 4];
	int k;

	for (k = 0; k < planes; k++)
		v += p->bits[k][i / 8] >> i % 8 & 1 ? BITNET_HEAD_STEP(k) : -BITNET_HEAD_STEP(k);
	return (double)p->row->scale / 8 * v;
}

/* Rows that are alike, one with a far outlier, one of few large weights among small ones. */
static void spread(float *w, size_t n, int how)
{
	size_t i;

	for (i = 0; i < n; i++)
		w[i] = (float)(check_uniform(-1, 1) + check_uniform(-1, 1) + check_uniform(-1, 1));
	if (how == 1)
		w[n / 2] = 100;
	for (i = 0; how == 2 && i < n; i++)
		w[i] = i % 16 ? w[i] * 0.01f : w[i];
	for (i = 0; how == 3 && i < n; i++)
		w[i] = 0.25f;
}

static void bounds(const struct check *c)
{
	static const size_t sizes[] = { 1, 64, 127, 128, 129, 300, 2560 };
	size_t k, i;
	int how, planes;

	for (k = 0; k < sizeof(sizes) / sizeof(*sizes); k++)
		for (how = 0; how < 4; how++) {
			struct packed p;
			double ss = 0, missing[3] = { 0 };

			if (!check_case(c, "%zu-%d", sizes[k], how))
				continue;
			p = packed(c, sizes[k]);
			p.w = weights(c, p.n, p.n_padded);
			spread(p.w, p.n, how);
			c->k->head_pack(p.row, p.codes, p.bits, p.w, p.n, p.n_padded);
			for (i = 0; i < p.n; i++) {
				ss += (double)p.w[i] * (double)p.w[i];
				for (planes = 0; planes < 3; planes++) {
					double e = (double)p.w[i] - unpacked(&p, i, planes);

					missing[planes] += e * e;
				}
			}
			if (!((double)p.row->norm >= sqrt(ss) && (double)p.row->norm <= 1.01 * sqrt(ss)))
				check_fail("norm %g for %g", (double)p.row->norm, sqrt(ss));
			for (planes = 0; planes < 3; planes++)
				if (!((double)p.row->error[planes] >= sqrt(missing[planes]) &&
				      (double)p.row->error[planes] <= 1.01 * sqrt(missing[planes]) + 1e-5 * sqrt(ss)))
					check_fail("error %d is %g for %g", planes, (double)p.row->error[planes], sqrt(missing[planes]));
			if (how == 0 && p.n == 2560 && !(missing[0] < 0.013 * ss && missing[1] < 0.0035 * ss && missing[2] < 0.0015 * ss))
				check_fail("of the square of the norm %g, %g and %g are missing", missing[0] / ss, missing[1] / ss,
					   missing[2] / ss);
		}
}

/* Rows whose squares are lost: nothing is claimed but a bound. */
static void extremes(const struct check *from)
{
	static const float sizes[] = { 0.0f, 0x1p-140f, 0x1p-40f, 0x1p40f, 0x1p127f };
	struct check c = *from;
	size_t k, i;

	for (k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
		struct packed p;

		if (!check_case(&c, "%a", (double)sizes[k]))
			continue;
		p = packed(&c, 128);
		p.w = weights(&c, 128, 128);
		for (i = 0; i < 128; i++)
			p.w[i] = i % 2 ? -sizes[k] : sizes[k];
		c.k->head_pack(p.row, p.codes, p.bits, p.w, 128, 128);
		if (p.row->scale != 0.0f)
			check_fail("a row of %g has the scale %g", (double)sizes[k], (double)p.row->scale);
		for (i = 0; i < 3; i++)
			if (!((double)p.row->error[i] >= sqrt(128) * (double)sizes[k] && (double)p.row->norm >= sqrt(128) * (double)sizes[k]))
				check_fail("a row of %g has the bounds %g and %g", (double)sizes[k], (double)p.row->norm,
					   (double)p.row->error[i]);
		if (k == 0 && p.row->norm != 0.0f)
			check_fail("a row of zeros has the norm %g", (double)p.row->norm);
	}
}

static int64_t parts(int8_t *hi, int8_t *lo, size_t n, bool extreme)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		hi[i] = extreme ? (check_random() & 1 ? 127 : -127) : (int8_t)((int)(check_random() % 255) - 127);
		lo[i] = extreme ? (check_random() & 1 ? 63 : -64) : (int8_t)((int)(check_random() % 128) - 64);
		sum += 128 * hi[i] + lo[i];
	}
	return sum;
}

static void scan_formula(const struct check *c)
{
	size_t n, i;

	for (n = 128; n <= 512; n += 128) {
		struct packed p;
		int64_t y, want = 0, sum;
		int32_t set = 0, got;
		int8_t *hi, *lo;
		uint32_t row = 0;

		if (!check_case(c, "%zu", n))
			continue;
		p = packed(c, n);
		p.row->scale = 8;
		hi = check_buf(c, n, 1);
		lo = check_buf(c, n, 1);
		check_fill_bytes(p.codes, n / 2);
		check_fill_bytes(p.bits[0], n / 8);
		sum = parts(hi, lo, n, n > 256);
		for (i = 0; i < n; i++) {
			want += (int64_t)unpacked(&p, i, 0) / 8 * (128 * hi[i] + lo[i]);
			set += unpacked(&p, i, 1) > unpacked(&p, i, 0) ? hi[i] : 0;
		}
		c->k->head_scan(&y, p.codes, 1, n, hi, lo, sum);
		check_near(0, (double)y, (double)want, 0);
		c->k->head_bits(&got, p.bits[0], &row, 1, n, hi);
		check_near(0, got, set, 0);
	}
}

static void pack_bits(const struct check *from)
{
	struct check c = *from;
	size_t n;
	int how;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 1; n <= 400; n += n < 10 ? 1 : 43)
			for (how = 0; how < (c.kind == CHECK_RANDOM ? 5 : 1); how++) {
				struct packed want, got;

				if (!check_case(&c, "%zu-%d", n, how))
					continue;
				want = packed(&c, n);
				got = packed(&c, n);
				want.w = weights(&c, n, want.n_padded);
				if (how)
					spread(want.w, n, how - 1);
				c.c->head_pack(want.row, want.codes, want.bits, want.w, n, want.n_padded);
				c.k->head_pack(got.row, got.codes, got.bits, want.w, n, want.n_padded);
				check_same_f32(&c, got.row, want.row, 5);
				check_same_i8(&c, got.codes, want.codes, want.n_padded / 2);
				check_same_i8(&c, got.bits[0], want.bits[0], want.n_padded / 8);
				check_same_i8(&c, got.bits[1], want.bits[1], want.n_padded / 8);
			}
}

static void scan_bits(const struct check *from)
{
	struct check c = *from;
	size_t rows, n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (rows = 0; rows < 4; rows++)
			for (n = 128; n <= 2560; n += n < 512 ? 128 : 1024) {
				struct check at = c;
				int64_t *y, *want, sum;
				uint8_t *codes;
				int8_t *hi, *lo;

				if (!check_case(&c, "%zux%zu", rows, n))
					continue;
				codes = check_buf(&c, rows * n / 2, 1);
				hi = check_buf(&c, n, 1);
				lo = check_buf(&c, n, 1);
				at.shift = 0;
				want = check_dst(&at, rows, sizeof(*want));
				y = check_dst(&at, rows, sizeof(*y));
				if (c.kind == CHECK_LARGE)
					memset(codes, 255, rows * n / 2);
				else if (c.kind == CHECK_ZERO)
					memset(codes, 0, rows * n / 2);
				else
					check_fill_bytes(codes, rows * n / 2);
				sum = parts(hi, lo, n, c.kind != CHECK_RANDOM);
				c.c->head_scan(want, codes, rows, n, hi, lo, sum);
				c.k->head_scan(y, codes, rows, n, hi, lo, sum);
				check_same_i32(&at, y, want, 2 * rows);
			}
}

static void plane_bits(const struct check *from)
{
	static const uint32_t rows[] = { 4, 0, 1, 3, 3 };
	struct check c = *from;
	size_t n, n_rows;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 128; n <= 6272; n += n < 512 ? 128 : 1152)
			for (n_rows = 0; n_rows <= 5; n_rows++) {
				int32_t *want, *got;
				uint8_t *bits;
				int8_t *hi, *lo;

				if (!check_case(&c, "%zu of %zu", n_rows, n))
					continue;
				want = check_buf(&c, n_rows, 4);
				got = check_buf(&c, n_rows, 4);
				bits = check_buf(&c, 5 * n / 8, 1);
				hi = check_buf(&c, n, 1);
				lo = check_buf(&c, n, 1);
				check_fill_bytes(bits, 5 * n / 8);
				parts(hi, lo, n, c.kind != CHECK_RANDOM);
				if (c.kind == CHECK_LARGE) {
					memset(bits, 255, 5 * n / 8);
					memset(hi, n_rows % 2 ? 127 : -127, n);
				}
				c.c->head_bits(want, bits, rows, n_rows, n, hi);
				c.k->head_bits(got, bits, rows, n_rows, n, hi);
				check_same_i32(&c, got, want, n_rows);
			}
}

void check_head(void)
{
	check_value("head_pack", "bounds what is missing, closely, and misses as little as its bits allow", bounds);
	check_value("head_pack", "claims bounds only where squares are lost", extremes);
	check_value("head_scan", "is the sum of levels times x, and head_bits that of the columns set", scan_formula);
	check_bits("head_pack", pack_bits);
	check_bits("head_scan", scan_bits);
	check_bits("head_bits", plane_bits);
}
