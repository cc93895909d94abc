/* SPDX-License-Identifier: MIT */
/* The plan of a conversion: as a table, as lines for people, as JSON. */
#include <math.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli-shape.h"
#include "cli.h"
#include "quantize.h"

static const char *type_of(const struct bitnet_convert_tensor *t)
{
	const char *name = bitnet_tensor_type_name(t->type);

	return name ? name : t->source_type;
}

static bool is_rounded(const struct bitnet_convert_tensor *t)
{
	return t->has_scale && t->scale != t->stored_scale;
}

/* "-", "0.0123" or "0.0123~0.0122986" where it is rounded. */
static const char *scale_of(const struct bitnet_convert_tensor *t, char buf[64])
{
	if (!t->has_scale)
		return "-";
	if (is_rounded(t))
		snprintf(buf, 64, "%.9g~%.9g", (double)t->scale, (double)t->stored_scale);
	else
		snprintf(buf, 64, "%.9g", (double)t->scale);
	return buf;
}

void quantize_table(FILE *f, const struct bitnet_convert *c, bool for_people)
{
	const char *form = for_people ? "%-30s %-12s %-8s %-6s %-8s %12llu %s\n" : "%s\t%s\t%s\t%s\t%s\t%llu\t%s\n";
	char name[256], shape[96], scale[64];
	size_t i;

	if (for_people)
		fprintf(f, "%-30s %-12s %-8s %-6s %-8s %12s %s\n", "TENSOR", "SHAPE", "FROM", "TO", "HOW", "BYTES", "SCALE");
	for (i = 0; i < bitnet_convert_n_tensors(c); i++) {
		const struct bitnet_convert_tensor *t = bitnet_convert_tensor_at(c, i);

		bitnet_text_escape(name, sizeof(name), t->name, strlen(t->name));
		fprintf(f, form, name, cli_shape(t->ne, t->n_dims, shape), t->source_type, type_of(t), bitnet_convert_how_name(t->how),
			(unsigned long long)t->bytes, scale_of(t, scale));
	}
}

/* Worst cases over all tensors. */
struct losses {
	size_t rounded, forced;
	double worst_rounding, worst_loss;
	const char *worst_forced;
};

static struct losses losses_of(const struct bitnet_convert *c)
{
	struct losses l = { 0, 0, 0, 0, "" };
	size_t i;

	for (i = 0; i < bitnet_convert_n_tensors(c); i++) {
		const struct bitnet_convert_tensor *t = bitnet_convert_tensor_at(c, i);

		if (is_rounded(t)) {
			double d = fabs(((double)t->stored_scale - (double)t->scale) / (double)t->scale);

			l.rounded++;
			l.worst_rounding = d > l.worst_rounding ? d : l.worst_rounding;
		}
		if (!t->has_loss)
			continue;
		l.forced++;
		if (t->loss >= l.worst_loss) {
			l.worst_loss = t->loss;
			l.worst_forced = t->name;
		}
	}
	return l;
}

void quantize_say(const struct bitnet_convert *c)
{
	size_t i;

	for (i = 0; i < bitnet_convert_n_keys(c); i++) {
		const struct bitnet_convert_key *k = bitnet_convert_key_at(c, i);
		char value[160];

		cli_hint("%s %s: %s", k->what, k->key, bitnet_text_escape(value, sizeof(value), k->value, strlen(k->value)));
	}
	cli_hint("%s, %zu tensors, %llu bytes in, %llu bytes out", bitnet_convert_architecture(c), bitnet_convert_n_tensors(c),
		 (unsigned long long)bitnet_convert_source_bytes(c), (unsigned long long)bitnet_convert_bytes(c));
}

void quantize_say_losses(const struct bitnet_convert *c, bool rounding)
{
	struct losses l = losses_of(c);
	char name[256];

	if (l.rounded && rounding)
		cli_hint("%zu scales are rounded to f16, by %.2g of their value at most", l.rounded, l.worst_rounding);
	if (l.forced)
		cli_warn("%zu tensors were not ternary: relative error up to %.3f ('%s')", l.forced, l.worst_loss,
			 bitnet_text_escape(name, sizeof(name), l.worst_forced, strlen(l.worst_forced)));
}

static struct json_object *tensor_json(const struct bitnet_convert_tensor *t)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "name", cli_json_bytes(t->name, strlen(t->name)));
	json_object_object_add(o, "source", cli_json_bytes(t->source, strlen(t->source)));
	json_object_object_add(o, "role", json_object_new_string(bitnet_convert_role_name(t->role)));
	json_object_object_add(o, "shape", cli_json_shape(t->ne, t->n_dims));
	json_object_object_add(o, "source_type", json_object_new_string(t->source_type));
	json_object_object_add(o, "type", json_object_new_string(type_of(t)));
	json_object_object_add(o, "how", json_object_new_string(bitnet_convert_how_name(t->how)));
	json_object_object_add(o, "source_bytes", cli_json_uint(t->source_bytes));
	json_object_object_add(o, "bytes", cli_json_uint(t->bytes));
	json_object_object_add(o, "scale", t->has_scale ? cli_json_real((double)t->scale) : NULL);
	json_object_object_add(o, "stored_scale", t->has_scale ? cli_json_real((double)t->stored_scale) : NULL);
	json_object_object_add(o, "loss", t->has_loss ? cli_json_real(t->loss) : NULL);
	return o;
}

static struct json_object *lines_json(const char *s)
{
	struct json_object *a = json_object_new_array();

	while (*s) {
		size_t n = strcspn(s, "\n");

		json_object_array_add(a, cli_json_bytes(s, n));
		s += n + (s[n] == '\n');
	}
	return a;
}

struct json_object *quantize_json(const struct bitnet_convert *c, const char *input, const char *output)
{
	struct json_object *o = json_object_new_object(), *keys = json_object_new_array(), *tensors = json_object_new_array();
	size_t i;

	for (i = 0; i < bitnet_convert_n_keys(c); i++) {
		const struct bitnet_convert_key *k = bitnet_convert_key_at(c, i);
		struct json_object *key = json_object_new_object();

		json_object_object_add(key, "key", cli_json_bytes(k->key, strlen(k->key)));
		json_object_object_add(key, "what", json_object_new_string(k->what));
		json_object_object_add(key, "value", cli_json_bytes(k->value, strlen(k->value)));
		json_object_array_add(keys, key);
	}
	for (i = 0; i < bitnet_convert_n_tensors(c); i++)
		json_object_array_add(tensors, tensor_json(bitnet_convert_tensor_at(c, i)));
	json_object_object_add(o, "schema", json_object_new_string("bitnet.quantize/1"));
	json_object_object_add(o, "input", cli_json_bytes(input, strlen(input)));
	json_object_object_add(o, "output", output ? cli_json_bytes(output, strlen(output)) : NULL);
	json_object_object_add(o, "architecture", json_object_new_string(bitnet_convert_architecture(c)));
	json_object_object_add(o, "source_bytes", cli_json_uint(bitnet_convert_source_bytes(c)));
	json_object_object_add(o, "bytes", cli_json_uint(bitnet_convert_bytes(c)));
	json_object_object_add(o, "keys", keys);
	json_object_object_add(o, "notes", lines_json(bitnet_convert_notes(c)));
	json_object_object_add(o, "tensors", tensors);
	return o;
}
