/* SPDX-License-Identifier: MIT */
/* hf://ORG/NAME@REVISION/FILE: see bitnet/fetch.h. */
#include <stdio.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "fetch/hub.h"

static int fault(const char *text, struct bitnet_error *err)
{
	char shown[200];

	bitnet_text_escape(shown, sizeof(shown), text, strlen(text));
	return bitnet_error_set(err, BITNET_E_INPUT, "bad_url", "'%s' is no hf://ORG/NAME/FILE", shown);
}

static bool copy(char *to, size_t cap, const char *s, size_t n)
{
	if (n >= cap)
		return false;
	memcpy(to, s, n);
	to[n] = '\0';
	return true;
}

/* The end of what stands behind "@": one word, or as the Hub's client reads it, the three of refs/pr/N and refs/convert/X. */
static const char *revision_end(const char *s)
{
	size_t n = strncmp(s, "refs/pr/", 8) == 0 ? 8 : strncmp(s, "refs/convert/", 13) == 0 ? 13 : 0;

	return s + n + strcspn(s + n, "/");
}

int bitnet_fetch_address(struct bitnet_fetch_address *a, const char *text, struct bitnet_error *err)
{
	struct bitnet_fetch_address v = { .revision = "main" };
	const char *s = text + 5, *slash, *end, *at;
	int rc;

	if (strncmp(text, "hf://", 5) != 0)
		return fault(text, err);
	slash = strchr(s, '/');
	if (!slash)
		return fault(text, err);
	end = slash + 1 + strcspn(slash + 1, "/");
	at = memchr(slash, '@', (size_t)(end - slash));
	end = at ? revision_end(at + 1) : end;
	if (!copy(v.repo, sizeof(v.repo), s, (size_t)((at ? at : end) - s)) ||
	    (at && !copy(v.revision, sizeof(v.revision), at + 1, (size_t)(end - at - 1))) ||
	    (*end && !copy(v.file, sizeof(v.file), end + 1, strlen(end + 1))) || (*end && !end[1]))
		return fault(text, err);
	rc = bitnet_hub_check(v.repo, v.revision, *v.file ? v.file : NULL, err);
	if (rc)
		return rc;
	*a = v;
	return 0;
}
