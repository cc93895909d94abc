/* SPDX-License-Identifier: MIT */
/* The reporter behind load and check: the first fatal finding is an error, all go to a function. */
#include "model/model-int.h"
#include "tap.h"

static char seen[512];
static int answer;

static int note(void *arg, const struct bitnet_finding *f)
{
	size_t n = strlen(seen);

	CHECK(arg == seen);
	snprintf(seen + n, sizeof(seen) - n, "%d %s %s %s;", f->fatal, f->name, f->subject, f->message);
	return answer;
}

TEST(load, "a load keeps the first fatal finding as its error and drops what is only odd")
{
	struct bitnet_error err;
	struct bitnet_findings f = { NULL, NULL, &err, 0, 0 };

	bitnet_finding_odd(&f, "odd", bitnet_str_of("a"), "nothing");
	CHECK_INT(f.status, 0);
	bitnet_finding_fatal(&f, BITNET_E_UNSUPPORTED, "first", bitnet_str_of("b"), "number %d", 1);
	bitnet_finding_fatal(&f, BITNET_E_INPUT, "second", bitnet_str_of("c"), "number %d", 2);
	CHECK_INT(f.status, BITNET_E_UNSUPPORTED);
	CHECK_INT(f.n_fatal, 1);
	CHECK_INT(err.status, BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "first");
	CHECK_STR(err.message, "number 1");
}

TEST(check, "a check hands on every finding, its subject escaped, and counts the fatal ones")
{
	struct bitnet_error err;
	struct bitnet_findings f = { note, seen, &err, 0, 0 };

	seen[0] = '\0';
	answer = 0;
	bitnet_finding_fatal(&f, BITNET_E_INPUT, "one", (struct bitnet_str){ "a\x1b", 2 }, "first");
	bitnet_finding_odd(&f, "two", bitnet_str_of("b"), "second");
	bitnet_finding_fatal(&f, BITNET_E_INPUT, "three", bitnet_str_of("c"), "third");
	CHECK_STR(seen, "1 one a\\x1b first;0 two b second;1 three c third;");
	CHECK_INT(f.status, 0);
	CHECK_INT(f.n_fatal, 2);
}

TEST(cancelled, "a function that does not return 0 is not called again")
{
	struct bitnet_error err;
	struct bitnet_findings f = { note, seen, &err, 0, 0 };

	seen[0] = '\0';
	answer = 1;
	bitnet_finding_odd(&f, "one", bitnet_str_of("a"), "first");
	bitnet_finding_fatal(&f, BITNET_E_INPUT, "two", bitnet_str_of("b"), "second");
	CHECK_STR(seen, "0 one a first;");
	CHECK_INT(f.status, BITNET_E_CANCELLED);
	CHECK_STR(err.name, "cancelled");
}

int main(void)
{
	return tap_main();
}
