/* SPDX-License-Identifier: MIT */
/*
 * logits-check REF.json DUMP.f32: compares the rows of bitnet-generate --dump-logits with a record of the
 * float64 reference (shape, rows, samples of rows) and prints
 *
 *	rows R vocab V compared N largest X median X overall X
 *
 * where X is the rms of the difference over the rms of the row.  Exit status 1 when a row is further away than
 * 1e-4; in a record with `positions` (a long prompt, where single int8 roundings may fall the other way) when the
 * median is, or all rows together are further away than twice what the record says of float32 arithmetic.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#define LIMIT 1e-4

static struct json_object *get(struct json_object *o, const char *key)
{
	struct json_object *v;

	return json_object_object_get_ex(o, key, &v) ? v : NULL;
}

static double at(struct json_object *array, size_t i)
{
	return json_object_get_double(json_object_array_get_idx(array, i));
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Row of the file at a position. */
static int read_row(FILE *f, size_t position, float *row, size_t n_vocab)
{
	return fseek(f, (long)(position * n_vocab * sizeof(float)), SEEK_SET) == 0 &&
	       fread(row, sizeof(float), n_vocab, f) == n_vocab;
}

struct sums {
	double diff, want;
};

/* want[i] against row[ids[i]], or row[i] without ids. */
static struct sums compare(const float *row, struct json_object *want, struct json_object *ids)
{
	struct sums s = { 0, 0 };
	size_t i, n = json_object_array_length(want);

	for (i = 0; i < n; i++) {
		double w = at(want, i), g = row[ids ? (size_t)at(ids, i) : i];

		s.diff += (g - w) * (g - w);
		s.want += w * w;
	}
	return s;
}

int main(int argc, char **argv)
{
	struct json_object *ref = argc == 3 ? json_object_from_file(argv[1]) : NULL, *rows, *ids, *positions;
	FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;
	size_t n_vocab, n_prompt, n, i;
	struct sums all = { 0, 0 };
	double *distance, overall, bound = LIMIT;
	float *row;
	long bytes;
	int bad;

	if (!ref || !f) {
		fprintf(stderr, "usage: logits-check REF.json DUMP.f32, both readable\n");
		return 64;
	}
	n_vocab = (size_t)json_object_get_int64(get(ref, "n_vocab"));
	n_prompt = json_object_array_length(get(ref, "prompt"));
	positions = get(ref, "positions");
	ids = get(ref, "logits") ? NULL : get(ref, "sample_ids");
	rows = get(ref, ids ? "sample" : "logits");
	n = json_object_array_length(rows);
	fseek(f, 0, SEEK_END);
	bytes = ftell(f);
	if ((size_t)bytes != n_prompt * n_vocab * sizeof(float)) {
		fprintf(stderr, "%ld bytes, want %zu rows of %zu floats\n", bytes, n_prompt, n_vocab);
		return 1;
	}
	row = malloc(n_vocab * sizeof(*row));
	distance = malloc((n + 1) * sizeof(*distance));
	if (!row || !distance || n == 0)
		return 70;
	for (i = 0; i < n; i++) {
		struct sums s;

		if (!read_row(f, positions ? (size_t)at(positions, i) : i, row, n_vocab))
			return 74;
		s = compare(row, json_object_array_get_idx(rows, i), ids);
		distance[i] = sqrt(s.diff / s.want);
		all.diff += s.diff;
		all.want += s.want;
	}
	qsort(distance, n, sizeof(*distance), by_value);
	overall = sqrt(all.diff / all.want);
	printf("rows %zu vocab %zu compared %zu largest %.3g median %.3g overall %.3g\n", n_prompt, n_vocab, n, distance[n - 1],
	       distance[n / 2], overall);
	if (positions) {
		double noise = 2 * json_object_get_double(get(get(get(ref, "noise"), "float32"), "rms"));

		bound = noise > bound ? noise : bound;
		bad = !(distance[n / 2] <= LIMIT && overall <= bound);
	} else {
		bad = !(distance[n - 1] <= LIMIT);
	}
	fclose(f);
	json_object_put(ref);
	free(row);
	free(distance);
	return bad;
}
