/* SPDX-License-Identifier: MIT */
/* Reads the input as the header lines of an answer, and follows where its Location leads. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void follow(const struct bitnet_reply *r)
{
	static struct bitnet_url base, to, again;
	struct bitnet_error err;

	if (bitnet_url_parse(&base, "https://huggingface.co/org/name/resolve/main/f?q=1", &err) != 0)
		abort();
	if (bitnet_url_join(&to, &base, r->location, &err) == 0) {
		/* What was taken is an address by itself, and the same one. */
		if (bitnet_url_parse(&again, to.text, &err) != 0 || !bitnet_url_same_origin(&to, &again) || strcmp(to.text, again.text) != 0 ||
		    memchr(to.text, '@', to.path))
			abort();
	} else if (!err.name[0] || memchr(err.message, '\n', strlen(err.message))) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bitnet_reply r;
	struct bitnet_error err;
	const char *s = (const char *)data, *end = s + size;
	char etag[80];

	bitnet_reply_clear(&r);
	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		size_t n = nl ? (size_t)(nl - s) + 1 : (size_t)(end - s);

		if (bitnet_reply_line(&r, s, n, &err) != 0)
			break;
		s += n;
	}
	if (r.length < -1 || r.linked_size < -1 || r.from > r.to || (r.total >= 0 && r.to >= r.total) || r.status > 999)
		abort();
	if (bitnet_reply_etag(etag, sizeof(etag), r.etag) && (!*etag || strchr(etag, '"')))
		abort();
	if (*r.location)
		follow(&r);
	return 0;
}
