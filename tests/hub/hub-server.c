/* SPDX-License-Identifier: MIT */
/*
 * A server that answers as the Hub does, for the tests: hub-server FOLDER [CERT KEY].
 *
 * Two ports of 127.0.0.1 are opened, the Hub and its CDN; FOLDER/ports gets their numbers when both
 * listen, FOLDER/log a line for each request: "hub GET /path 307 auth range=bytes=0-9".  A repository
 * is FOLDER/ORG/NAME/, its files are served with the hashes that they have, *.gguf, *.model and what
 * a script calls lfs through the CDN.  FILE.how is a script: lines "WHEN WORD VALUE", where WHEN is
 * head, get (of the Hub), hub (both), cdn or any; hub-answer.c lists the words.  With CERT and KEY it
 * speaks TLS.  One process a connection, one request a connection.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "hub-server.h"

struct peer {
	int fd;
	SSL *tls;
};

int hub_port, cdn_port;
const char *hub_scheme = "http";
static SSL_CTX *tls;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int listen_on(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 64) < 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		die("listen");
	*port = ntohs(a.sin_port);
	return fd;
}

static ssize_t peer_get(struct peer *p, void *to, size_t n)
{
	return p->tls ? SSL_read(p->tls, to, (int)n) : read(p->fd, to, n);
}

bool peer_put(struct peer *p, const void *data, size_t n)
{
	const char *s = data;

	while (n) {
		ssize_t done = p->tls ? SSL_write(p->tls, s, (int)(n < 16384 ? n : 16384)) : write(p->fd, s, n);

		if (done <= 0)
			return false;
		s += done;
		n -= (size_t)done;
	}
	return true;
}

void peer_wait(double seconds)
{
	struct timespec t = { .tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9) };

	nanosleep(&t, NULL);
}

bool request_header(const struct request *r, const char *name, char *out, size_t cap)
{
	size_t n = strlen(name);
	const char *s = r->head;

	out[0] = '\0';
	while ((s = strchr(s, '\n'))) {
		s++;
		if (strncasecmp(s, name, n) == 0 && s[n] == ':') {
			s += n + 1;
			s += strspn(s, " \t");
			snprintf(out, cap, "%.*s", (int)strcspn(s, "\r\n"), s);
			return true;
		}
	}
	return false;
}

/* One write, so that lines of several processes do not mix. */
void log_reply(const struct request *r, int status)
{
	char line[PATH_BYTES + 400], auth[256];
	int fd = open("log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), n;

	request_header(r, "Authorization", auth, sizeof(auth));
	n = snprintf(line, sizeof(line), "%s %s %s %d%s%s%s%s\n", r->cdn ? "cdn" : "hub", r->method, r->path, status,
		     *auth ? " auth=" : "", auth, *r->range ? " range=" : "", r->range);
	if (fd < 0 || write(fd, line, (size_t)n) != n)
		die("log");
	close(fd);
}

static bool read_request(struct peer *p, struct request *r)
{
	size_t n = 0;

	while (n < sizeof(r->head) - 1) {
		ssize_t got = peer_get(p, r->head + n, sizeof(r->head) - 1 - n);

		if (got <= 0)
			return false;
		n += (size_t)got;
		r->head[n] = '\0';
		if (strstr(r->head, "\r\n\r\n"))
			break;
	}
	if (sscanf(r->head, "%7s %1023s", r->method, r->path) != 2)
		return false;
	request_header(r, "Range", r->range, sizeof(r->range));
	return true;
}

static void serve(int fd, bool cdn)
{
	struct peer p = { .fd = fd };
	static struct request r;

	/* A test that goes wrong must not leave processes behind. */
	alarm(120);
	if (tls) {
		p.tls = SSL_new(tls);
		if (!p.tls || SSL_set_fd(p.tls, fd) != 1 || SSL_accept(p.tls) != 1)
			_exit(0);
	}
	r.cdn = cdn;
	if (read_request(&p, &r))
		hub_answer(&p, &r);
	if (p.tls)
		SSL_shutdown(p.tls);
	shutdown(fd, SHUT_WR);
	_exit(0);
}

static void accept_one(int fd, bool cdn)
{
	int c = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	pid_t pid;

	if (c < 0)
		return;
	pid = fork();
	if (pid == 0)
		serve(c, cdn);
	close(c);
}

static void use_tls(const char *cert, const char *key)
{
	tls = SSL_CTX_new(TLS_server_method());
	if (!tls || SSL_CTX_use_certificate_file(tls, cert, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1)
		die("certificate");
	hub_scheme = "https";
}

static void write_ports(void)
{
	FILE *f = fopen("ports.new", "w");

	if (!f || fprintf(f, "%d %d\n", hub_port, cdn_port) < 0 || fclose(f) != 0 || rename("ports.new", "ports") < 0)
		die("ports");
}

int main(int argc, char **argv)
{
	int hub, cdn;

	if (argc == 4)
		use_tls(argv[2], argv[3]);
	if ((argc != 2 && argc != 4) || chdir(argv[1]) < 0)
		die("usage: hub-server FOLDER [CERT KEY]");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	hub = listen_on(&hub_port);
	cdn = listen_on(&cdn_port);
	write_ports();
	for (;;) {
		fd_set set;

		FD_ZERO(&set);
		FD_SET(hub, &set);
		FD_SET(cdn, &set);
		if (select((hub > cdn ? hub : cdn) + 1, &set, NULL, NULL, NULL) < 0)
			continue;
		if (FD_ISSET(hub, &set))
			accept_one(hub, false);
		if (FD_ISSET(cdn, &set))
			accept_one(cdn, true);
	}
}
