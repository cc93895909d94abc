/* SPDX-License-Identifier: MIT */
/*
 * libcurl, opened when the first request is made: it brings some thirty libraries with it, which cost a
 * program that fetches nothing more time than all else it does at its start.
 */
#ifndef BITNET_FETCH_CURL_TABLE_H
#define BITNET_FETCH_CURL_TABLE_H

#include <curl/curl.h>

#include <bitnet/error.h>

struct bitnet_curl {
	__typeof__(curl_global_init) *global_init;
	__typeof__(curl_version_info) *version_info;
	__typeof__(curl_easy_init) *easy_init;
	__typeof__(curl_easy_cleanup) *easy_cleanup;
	__typeof__(curl_easy_reset) *easy_reset;
	__typeof__(curl_easy_setopt) *easy_setopt;
	__typeof__(curl_easy_perform) *easy_perform;
	__typeof__(curl_easy_getinfo) *easy_getinfo;
	__typeof__(curl_easy_strerror) *easy_strerror;
	__typeof__(curl_slist_append) *slist_append;
	__typeof__(curl_slist_free_all) *slist_free_all;
};

/* library: its file name; NULL: that of the version we were built with.  The library stays open. */
int bitnet_curl_load(struct bitnet_curl *c, const char *library, struct bitnet_error *err);

#endif
