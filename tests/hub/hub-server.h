/* SPDX-License-Identifier: MIT */
/* The parts of the test server: see hub-server.c. */
#ifndef BITNET_TESTS_HUB_SERVER_H
#define BITNET_TESTS_HUB_SERVER_H

#include <stdbool.h>
#include <stddef.h>

enum { HEX_MAX = 65, PATH_BYTES = 1024, TEXT_BYTES = 8192 };

struct request {
	bool cdn;                    /* asked of the second host */
	char method[8];
	char path[PATH_BYTES];       /* with the query, as it came */
	char head[TEXT_BYTES];       /* all lines, for headers */
	char range[80];              /* value of Range:, or "" */
};

/* One line of a script: "WHEN WORD VALUE". */
struct rule {
	char when[8], word[24], value[512];
};

struct script {
	struct rule rules[32];
	int n;
};

/* Where a client is; TLS when there is a certificate. */
struct peer;
bool peer_put(struct peer *p, const void *data, size_t n);
void peer_wait(double seconds);

/* ---- hub-answer.c */
void hub_answer(struct peer *p, const struct request *r);

/* ---- hub-script.c */
/* The rules for a file that apply to this request; counts it. */
void script_read(struct script *s, const char *file, const struct request *r);
/* The value of a rule, or NULL. */
const char *script_get(const struct script *s, const char *word);

/* ---- of hub-server.c */
extern int hub_port, cdn_port;
extern const char *hub_scheme;
bool request_header(const struct request *r, const char *name, char *out, size_t cap);
void log_reply(const struct request *r, int status);

#endif
