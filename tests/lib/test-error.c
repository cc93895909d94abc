/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "base/error-set.h"

#include "tap.h"

TEST(sets, "an error has status, name and message, and the call returns the status")
{
	struct bitnet_error e;

	CHECK_INT(bitnet_error_set(&e, BITNET_E_INPUT, "gguf_version", "version %d", 1), BITNET_E_INPUT);
	CHECK_INT(e.status, BITNET_E_INPUT);
	CHECK_STR(e.name, "gguf_version");
	CHECK_STR(e.message, "version 1");
	CHECK_STR(e.hint, "");
	bitnet_error_hint(&e, "convert it with %s", "x");
	CHECK_STR(e.hint, "convert it with x");
}

TEST(null, "every function takes NULL for the error")
{
	CHECK_INT(bitnet_error_set(NULL, BITNET_E_LIMIT, "n", "m"), BITNET_E_LIMIT);
	CHECK_INT(bitnet_error_errno(NULL, EIO, "n", "m"), BITNET_E_SYSTEM);
	CHECK_INT(bitnet_error_nomem(NULL, 5), BITNET_E_NOMEM);
	bitnet_error_prefix(NULL, "p");
	bitnet_error_hint(NULL, "h");
}

TEST(from_errno, "errno decides the status and is said in words")
{
	struct bitnet_error e;

	CHECK_INT(bitnet_error_errno(&e, ENOENT, "cannot_open", "cannot open"), BITNET_E_NOTFOUND);
	CHECK_STR(e.message, "cannot open: No such file or directory");
	CHECK_INT(bitnet_error_errno(&e, ENOTDIR, "cannot_open", "cannot open"), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_error_errno(&e, EACCES, "cannot_open", "cannot open"), BITNET_E_SYSTEM);
	CHECK_INT(e.sys_errno, EACCES);
	CHECK_INT(bitnet_error_errno(&e, ENOMEM, "cannot_map", "cannot map"), BITNET_E_NOMEM);
}

TEST(prefix, "a prefix goes before the message, and an overlong one cuts instead of overflowing")
{
	struct bitnet_error e;
	char big[2000];

	bitnet_error_set(&e, BITNET_E_INPUT, "n", "what is wrong");
	bitnet_error_prefix(&e, "part %d", 2);
	CHECK_STR(e.message, "part 2: what is wrong");
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	bitnet_error_prefix(&e, "%s", big);
	CHECK_INT(strlen(e.message), sizeof(e.message) - 1);
}

int main(void)
{
	return tap_main();
}
