/* SPDX-License-Identifier: MIT */
/*
 * How the library reports failure.
 *
 * A function that can fail returns 0 or a negative enum bitnet_status; its results go through
 * out-parameters, which are untouched on failure.  Its last parameter is a struct bitnet_error
 * (NULL is allowed), filled on failure only.  The library never prints, never exits, installs no
 * handlers and has no global state.
 */
#ifndef BITNET_ERROR_H
#define BITNET_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define BITNET_API __attribute__((visibility("default")))
#define BITNET_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* What a caller can act on. */
enum bitnet_status {
	BITNET_OK = 0,
	BITNET_E_INPUT = -1,       /* the file or text is wrong */
	BITNET_E_NOTFOUND = -2,    /* no such file, key, tokenizer */
	BITNET_E_UNSUPPORTED = -3, /* valid, but not something this library does */
	BITNET_E_SYSTEM = -4,      /* sys_errno says what */
	BITNET_E_NETWORK = -5,     /* a retry may help */
	BITNET_E_NOMEM = -6,
	BITNET_E_LIMIT = -7,       /* a cap that we or the caller set */
	BITNET_E_CANCELLED = -8,   /* a callback asked to stop */
	BITNET_E_DENIED = -9,      /* a server asks for rights that the caller has not */
	BITNET_E_PROTOCOL = -10,   /* a server does what it must not */
	BITNET_E_AGAIN = -11       /* too early: the same may succeed later */
};

/*
 * name is a word that is unique for the cause ("gguf_truncated"); message is one line without
 * newline that can be printed as it is: strings that came from files are escaped in it; hint, if
 * not empty, says what to do.
 */
struct bitnet_error {
	enum bitnet_status status;
	int sys_errno;
	char name[48];
	char message[640];
	char hint[320];
};

#ifdef __cplusplus
}
#endif
#endif
