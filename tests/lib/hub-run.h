/* SPDX-License-Identifier: MIT */
/* The test server of tests/hub for a unit test: a scratch folder that it serves, and a client for it. */
#ifndef BITNET_TESTS_HUB_RUN_H
#define BITNET_TESTS_HUB_RUN_H

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/hub.h"
#include "scratch.h"
#include "tap.h"

static const char *hub_dir = scratch_folder;
static char hub_endpoint[64];
static int hub_ports[2];
static pid_t hub_pid;

__attribute__((unused)) static void hub_stop(void)
{
	kill(hub_pid, SIGTERM);
	waitpid(hub_pid, NULL, 0);
}

/* A file below the folder that is served. */
__attribute__((unused, format(printf, 2, 3))) static void hub_put(const char *name, const char *fmt, ...)
{
	char path[512];
	va_list ap;
	FILE *f;
	char *s;

	snprintf(path, sizeof(path), "%s/%s", hub_dir, name);
	for (s = path + strlen(hub_dir) + 1; (s = strchr(s, '/')); *s++ = '/') {
		*s = '\0';
		mkdir(path, 0755);
	}
	f = fopen(path, "w");
	CHECK(f != NULL);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fclose(f);
}

/* The log of requests. */
__attribute__((unused)) static const char *hub_log(void)
{
	static char text[16384];
	char path[80];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/log", hub_dir);
	f = fopen(path, "r");
	n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	text[n] = '\0';
	if (f)
		fclose(f);
	return text;
}

__attribute__((unused)) static void hub_forget(void)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/log", hub_dir);
	unlink(path);
}

/* How often something stands in the log. */
__attribute__((unused)) static int hub_asked(const char *what)
{
	const char *s = hub_log();
	int n = 0;

	for (; (s = strstr(s, what)); s++)
		n++;
	return n;
}

/* Called once, before the tests. */
static void hub_begin(void)
{
	char program[512], path[80];
	const char *build = getenv("top_builddir"), *emulator = getenv("EMULATOR");
	FILE *f;
	int i;

	snprintf(program, sizeof(program), "%s/tests/hub/hub-server", build ? build : "/");
	scratch_begin();
	hub_pid = fork();
	if (hub_pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (emulator && *emulator)
			execlp(emulator, emulator, program, hub_dir, (char *)NULL);
		else
			execl(program, program, hub_dir, (char *)NULL);
		_exit(127);
	}
	snprintf(path, sizeof(path), "%s/ports", hub_dir);
	for (i = 0; i < 500 && access(path, R_OK) != 0; i++)
		usleep(10000);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%d %d", &hub_ports[0], &hub_ports[1]) != 2) {
		printf("Bail out! %s does not start\n", program);
		exit(1);
	}
	fclose(f);
	snprintf(hub_endpoint, sizeof(hub_endpoint), "http://127.0.0.1:%d", hub_ports[0]);
	atexit(hub_stop);
}

/* The options of a client that does not wait long. */
__attribute__((unused)) static void hub_options(struct bitnet_fetch_options *o)
{
	bitnet_fetch_options_defaults(o);
	o->endpoint = hub_endpoint;
	o->head_timeout = o->read_timeout = 2;
	o->max_wait = 3;
}

__attribute__((unused)) static struct bitnet_fetch *hub_client(void)
{
	struct bitnet_fetch_options o;
	struct bitnet_error e;
	struct bitnet_fetch *f;

	hub_options(&o);
	o.token = "hf_secret";
	o.token_source = "HF_TOKEN";
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	return f;
}

/* A body in memory. */
struct hub_body {
	char s[4096];
	size_t n;
};

__attribute__((unused)) static int hub_keep(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	struct hub_body *b = arg;

	(void)err;
	if (n > sizeof(b->s) - 1 - b->n)
		n = sizeof(b->s) - 1 - b->n;
	memcpy(b->s + b->n, data, n);
	b->n += n;
	b->s[b->n] = '\0';
	return 0;
}

#endif
