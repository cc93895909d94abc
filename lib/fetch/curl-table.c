/* SPDX-License-Identifier: MIT */
/* libcurl at run time: see curl-table.h. */
#include <stddef.h>

#include "base/dl.h"
#include "base/error-set.h"
#include "fetch/curl-table.h"

/* The name under which the fourth interface of libcurl is installed everywhere. */
#define LIBRARY "libcurl.so.4"

/* 7.85.0, the first with CURLOPT_PROTOCOLS_STR. */
#define VERSION_LEAST 0x075500

static int fault(struct bitnet_error *err, const char *what)
{
	bitnet_error_set(err, BITNET_E_NETWORK, "no_libcurl", "nothing can be fetched: %.300s", what);
	bitnet_error_hint(err, "Install libcurl 7.85 or newer (package libcurl4 of Debian).");
	return BITNET_E_NETWORK;
}

int bitnet_curl_load(struct bitnet_curl *c, const char *library, struct bitnet_error *err)
{
#define ENTRY(member) { "curl_" #member, offsetof(struct bitnet_curl, member) }
	static const struct bitnet_dl_entry entries[] = {
		ENTRY(global_init), ENTRY(version_info), ENTRY(easy_init), ENTRY(easy_cleanup), ENTRY(easy_reset),
		ENTRY(easy_setopt), ENTRY(easy_perform), ENTRY(easy_getinfo), ENTRY(easy_strerror), ENTRY(slist_append),
		ENTRY(slist_free_all)
	};
#undef ENTRY
	const char *why = bitnet_dl_load(c, library ? library : LIBRARY, entries, sizeof(entries) / sizeof(*entries));

	if (why)
		return fault(err, why);
	if (c->version_info(CURLVERSION_NOW)->version_num < VERSION_LEAST)
		return fault(err, "libcurl is older than 7.85");
	if (c->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return fault(err, "libcurl cannot be set up");
	return 0;
}
