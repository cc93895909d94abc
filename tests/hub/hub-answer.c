/* SPDX-License-Identifier: MIT */
/*
 * What the Hub and its CDN answer, and what a script may make of it.  Words of a script:
 *
 *	status N, error CODE, message TEXT     an error with X-Error-Code and X-Error-Message
 *	header NAME: VALUE                     one more header
 *	location URL                           redirect there; %H and %C stand for the two ports
 *	etag TEXT, commit TEXT, size TEXT      in place of the true ones; "none" leaves them out
 *	lfs, git                               how the file is kept
 *	cut N, grow N, flip N, length N        the body ends after N bytes, has N more, a changed byte N,
 *	                                       another Content-Length ("none": without)
 *	chunked, endless                       a chunked body; one that does not end
 *	ignore-range, wrong-range              200 where 206 was asked for; a part that begins elsewhere
 *	hang S, slow S, reset                  wait S seconds before the answer, before each KB; no answer
 *	times N                                the rules with the same WHEN hold for N requests
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dirent.h>
#include <openssl/evp.h>

#include "hub-server.h"

struct file {
	char repo[256], commit[HEX_MAX], name[512];
	char path[PATH_BYTES];             /* where its bytes are */
	char *data;
	long size;
	bool lfs;
	char etag[HEX_MAX];
};

static char out_head[TEXT_BYTES];

static void add(const char *name, const char *value)
{
	size_t n = strlen(out_head);

	snprintf(out_head + n, sizeof(out_head) - n, "%s: %s\r\n", name, value);
}

static void hex_of(const EVP_MD *md, const char *first, size_t n_first, const char *data, size_t n, char *hex)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned len, i;

	EVP_DigestInit_ex(c, md, NULL);
	EVP_DigestUpdate(c, first, n_first);
	EVP_DigestUpdate(c, data, n);
	EVP_DigestFinal_ex(c, d, &len);
	EVP_MD_CTX_free(c);
	for (i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", d[i]);
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static bool load(struct file *f)
{
	struct stat st;
	FILE *in = stat(f->path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(f->path, "r") : NULL;
	char first[40];
	int n;

	if (!in)
		return false;
	f->size = (long)st.st_size;
	f->data = malloc((size_t)f->size + 1);
	if (!f->data || fread(f->data, 1, (size_t)f->size, in) != (size_t)f->size)
		exit(1);
	fclose(in);
	n = snprintf(first, sizeof(first), "blob %ld", f->size) + 1;
	if (f->lfs)
		hex_of(EVP_sha256(), "", 0, f->data, (size_t)f->size, f->etag);
	else
		hex_of(EVP_sha1(), first, (size_t)n, f->data, (size_t)f->size, f->etag);
	return true;
}

static void send_head(struct peer *p, const struct request *r, int status)
{
	char line[64];

	snprintf(line, sizeof(line), "HTTP/1.1 %d Said\r\n", status);
	log_reply(r, status);
	peer_put(p, line, strlen(line));
	peer_put(p, out_head, strlen(out_head));
	peer_put(p, "Connection: close\r\n\r\n", 21);
}

static void send_text(struct peer *p, const struct request *r, int status, const char *type, const char *text)
{
	char n[24];

	snprintf(n, sizeof(n), "%zu", strlen(text));
	add("Content-Type", type);
	add("Content-Length", n);
	send_head(p, r, status);
	if (strcmp(r->method, "HEAD") != 0)
		peer_put(p, text, strlen(text));
}

static void send_error(struct peer *p, const struct request *r, int status, const char *code, const char *message)
{
	if (code && *code)
		add("X-Error-Code", code);
	if (message && *message)
		add("X-Error-Message", message);
	add("X-Request-Id", "Root=1-test");
	send_text(p, r, status, "text/plain", message ? message : "error");
}

/* What a script adds to any answer, and what takes the place of all others; true when it was answered. */
static bool scripted(struct peer *p, const struct request *r, const struct script *s)
{
	const char *v = script_get(s, "hang");
	char url[700];
	int i;

	if (v)
		peer_wait(atof(v));
	if (script_get(s, "reset")) {
		log_reply(r, 0);
		return true;
	}
	for (i = 0; i < s->n; i++)
		if (strcmp(s->rules[i].word, "header") == 0)
			snprintf(out_head + strlen(out_head), sizeof(out_head) - strlen(out_head), "%s\r\n", s->rules[i].value);
	v = script_get(s, "location");
	if (v) {
		size_t n = 0;

		for (; *v && n < sizeof(url) - 8; v++) {
			if (v[0] == '%' && (v[1] == 'H' || v[1] == 'C'))
				n += (size_t)sprintf(url + n, "%d", *++v == 'H' ? hub_port : cdn_port);
			else
				url[n++] = *v;
		}
		url[n] = '\0';
		add("Location", url);
	}
	v = script_get(s, "status");
	if (!v)
		return false;
	send_error(p, r, atoi(v), script_get(s, "error"), script_get(s, "message"));
	return true;
}

/* A value that a script may change or leave out. */
static void add_or(const struct script *s, const char *word, const char *name, const char *value)
{
	const char *v = script_get(s, word);

	if (v && strcmp(v, "none") == 0)
		return;
	add(name, v ? v : value);
}

static void quoted(char *to, size_t cap, const struct script *s, const char *etag)
{
	const char *v = script_get(s, "etag");

	snprintf(to, cap, "\"%s\"", v ? v : etag);
}

/* ---- the body, all of it or a range */

static void send_chunks(struct peer *p, const char *data, long n, bool endless)
{
	char line[32];

	do {
		int m = snprintf(line, sizeof(line), "%lx\r\n", n);

		if (n && (!peer_put(p, line, (size_t)m) || !peer_put(p, data, (size_t)n) || !peer_put(p, "\r\n", 2)))
			return;
	} while (endless && n);
	peer_put(p, "0\r\n\r\n", 5);
}

static void send_bytes(struct peer *p, const char *data, long n, double slow)
{
	if (slow <= 0) {
		peer_put(p, data, (size_t)n);
		return;
	}
	for (; n > 0; data += 1024, n -= 1024) {
		if (!peer_put(p, data, (size_t)(n < 1024 ? n : 1024)))
			return;
		peer_wait(slow);
	}
}

static long number(const struct script *s, const char *word, long otherwise)
{
	const char *v = script_get(s, word);

	return v ? atol(v) : otherwise;
}

static void send_file(struct peer *p, const struct request *r, const struct script *s, struct file *f)
{
	long from = 0, to = f->size - 1, n, cut, grow = number(s, "grow", 0);
	int status = 200;
	char text[128];
	bool chunked = script_get(s, "chunked") || script_get(s, "endless");

	if (script_get(s, "flip") && f->size > number(s, "flip", 0))
		f->data[number(s, "flip", 0)] ^= 1;
	if (*r->range && !script_get(s, "ignore-range") && sscanf(r->range, "bytes=%ld-%ld", &from, &to) >= 1) {
		if (from >= f->size) {
			send_error(p, r, 416, "", "bad range");
			return;
		}
		if (to >= f->size)
			to = f->size - 1;
		status = 206;
		snprintf(text, sizeof(text), "bytes %ld-%ld/%ld", script_get(s, "wrong-range") ? from + 1 : from, to, f->size);
		add("Content-Range", text);
	}
	n = to - from + 1;
	add("Accept-Ranges", "bytes");
	add("Content-Type", "application/octet-stream");
	snprintf(text, sizeof(text), "%ld", n + grow);
	if (chunked)
		add("Transfer-Encoding", "chunked");
	else
		add_or(s, "length", "Content-Length", text);
	send_head(p, r, status);
	if (strcmp(r->method, "HEAD") == 0)
		return;
	cut = number(s, "cut", n);
	if (chunked) {
		send_chunks(p, f->data + from, cut, script_get(s, "endless"));
		return;
	}
	send_bytes(p, f->data + from, cut < n ? cut : n, script_get(s, "slow") ? atof(script_get(s, "slow")) : 0);
	for (; grow > 0; grow--)
		peer_put(p, "+", 1);
}

/* ---- the Hub */

static int from_hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void decode(char *s)
{
	char *to = s;

	for (; *s && *s != '?'; s++) {
		if (*s == '%' && from_hex(s[1]) >= 0 && from_hex(s[2]) >= 0) {
			*to++ = (char)(from_hex(s[1]) * 16 + from_hex(s[2]));
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

static void read_line(const char *path, char *to, size_t cap)
{
	FILE *f = fopen(path, "r");

	if (f) {
		if (fgets(to, (int)cap, f))
			to[strcspn(to, "\n")] = '\0';
		fclose(f);
	}
}

/*
 * The commit of a revision: "main", refs/pr/1 or a commit.  ORG/NAME.next is what main becomes after it was
 * asked for once.
 */
static bool find_commit(struct file *f, const char *rev)
{
	char first[HEX_MAX] = "1111111111111111111111111111111111111111", next[HEX_MAX] = "2222222222222222222222222222222222222222";
	char path[PATH_BYTES];
	struct script s;
	struct request any = { .method = "GET" };
	bool moved = false;

	snprintf(path, sizeof(path), "%s/.commit", f->repo);
	read_line(path, first, sizeof(first));
	snprintf(path, sizeof(path), "%s.next", f->repo);
	if (access(path, F_OK) == 0 && strcmp(rev, "main") == 0) {
		snprintf(path, sizeof(path), "%s/.moved", f->repo);
		script_read(&s, path, &any);
		moved = !script_get(&s, "still");
	}
	if (strcmp(rev, next) == 0 || moved)
		snprintf(f->commit, sizeof(f->commit), "%s", next);
	else if (strcmp(rev, "main") == 0 || strcmp(rev, first) == 0 || strcmp(rev, "refs/pr/1") == 0)
		snprintf(f->commit, sizeof(f->commit), "%s", first);
	else
		return false;
	snprintf(f->path, sizeof(f->path), "%s%s/%s", f->repo, strcmp(f->commit, next) == 0 ? ".next" : "", f->name);
	return true;
}

/* /ORG/NAME/resolve/REV/FILE */
static void resolve(struct peer *p, const struct request *r, struct file *f, char *path, char *at)
{
	struct script s;
	char *rev = at + strlen("/resolve/"), *slash = strchr(rev, '/'), url[PATH_BYTES * 2], text[120];
	struct stat st;

	*at = '\0';
	if (!slash)
		return;
	*slash = '\0';
	snprintf(f->repo, sizeof(f->repo), "%s", path + 1);
	decode(rev);
	snprintf(f->name, sizeof(f->name), "%s", slash + 1);
	decode(f->name);
	snprintf(url, sizeof(url), "%s/%s", f->repo, f->name);
	script_read(&s, url, r);
	if (scripted(p, r, &s))
		return;
	if (stat(f->repo, &st) != 0) {
		send_error(p, r, 401, "RepoNotFound", "Repository not found");
		return;
	}
	if (!find_commit(f, rev)) {
		send_error(p, r, 404, "RevisionNotFound", "Invalid rev id");
		return;
	}
	add_or(&s, "commit", "X-Repo-Commit", f->commit);
	f->lfs = !script_get(&s, "git") && (script_get(&s, "lfs") || ends_in(f->name, ".gguf") || ends_in(f->name, ".model"));
	if (!load(f)) {
		send_error(p, r, 404, "EntryNotFound", "Entry not found");
		return;
	}
	if (f->lfs) {
		quoted(text, sizeof(text), &s, f->etag);
		add_or(&s, "etag", "X-Linked-Etag", text);
		snprintf(text, sizeof(text), "%ld", f->size);
		add_or(&s, "size", "X-Linked-Size", text);
		add("X-Xet-Hash", "9999999999999999999999999999999999999999999999999999999999999999");
		add("ETag", "\"9999999999999999999999999999999999999999999999999999999999999999\"");
		snprintf(url, sizeof(url), "%s://127.0.0.1:%d/xet/%s/%s/%s?X-Amz-Signature=secret", hub_scheme, cdn_port, f->repo,
			 f->commit, f->name);
		add("Location", url);
		send_text(p, r, 302, "text/plain", "Found. Redirecting to another host");
	} else {
		snprintf(url, sizeof(url), "/api/resolve-cache/models/%s/%s/%s?etag=%%22%s%%22", f->repo, f->commit, f->name, f->etag);
		add("Location", url);
		send_text(p, r, 307, "text/plain", "Temporary Redirect. Redirecting to the cache");
	}
}

/* [/xet | /api/resolve-cache/models]/ORG/NAME/COMMIT/FILE: the bytes. */
static void content(struct peer *p, const struct request *r, struct file *f, const char *path)
{
	char whole[PATH_BYTES], text[120], *c;
	struct script s;

	snprintf(whole, sizeof(whole), "%s", path);
	decode(whole);
	for (c = whole; (c = strchr(c, '/')); c++)
		if (strspn(c + 1, "0123456789abcdef") == 40 && c[41] == '/')
			break;
	if (!c) {
		send_error(p, r, 404, "", "no such path");
		return;
	}
	*c = '\0';
	c[41] = '\0';
	snprintf(f->repo, sizeof(f->repo), "%s", whole);
	snprintf(f->name, sizeof(f->name), "%s", c + 42);
	snprintf(text, sizeof(text), "%s", c + 1);
	snprintf(whole, sizeof(whole), "%s/%s", f->repo, f->name);
	script_read(&s, whole, r);
	f->lfs = r->cdn;
	if (scripted(p, r, &s))
		return;
	if (!find_commit(f, text) || !load(f)) {
		send_error(p, r, 404, "", "gone");
		return;
	}
	if (r->cdn) {
		add("ETag", "\"9999999999999999999999999999999999999999999999999999999999999999\"");
	} else {
		add_or(&s, "commit", "X-Repo-Commit", f->commit);
		quoted(text, sizeof(text), &s, f->etag);
		add_or(&s, "etag", "ETag", text);
	}
	send_file(p, r, &s, f);
}

static size_t list(const char *folder, const char *prefix, char *to, size_t cap, size_t n)
{
	struct dirent *e;
	DIR *d = opendir(folder);

	while (d && (e = readdir(d))) {
		struct file f = { .size = 0 };
		struct stat st;

		snprintf(f.path, sizeof(f.path), "%s/%s", folder, e->d_name);
		snprintf(f.name, sizeof(f.name), "%s%s", prefix, e->d_name);
		f.lfs = ends_in(f.name, ".gguf") || ends_in(f.name, ".model");
		if (e->d_name[0] == '.' || strstr(e->d_name, ".how") || strstr(e->d_name, ".count.") || stat(f.path, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			char deeper[520];

			snprintf(deeper, sizeof(deeper), "%s/", f.name);
			n = list(f.path, deeper, to, cap, n);
		} else if (load(&f) && n + 1200 < cap) {
			n += (size_t)sprintf(to + n, "%s{\"type\":\"file\",\"oid\":\"%.40s\",\"size\":%ld,\"path\":\"%s\"", n > 1 ? "," : "",
					     f.etag, f.size, f.name);
			if (f.lfs)
				n += (size_t)sprintf(to + n, ",\"lfs\":{\"oid\":\"%s\",\"size\":%ld,\"pointerSize\":134}", f.etag, f.size);
			n += (size_t)sprintf(to + n, "}");
			free(f.data);
		}
	}
	if (d)
		closedir(d);
	return n;
}

/* /api/models/ORG/NAME/tree/REV; ORG/NAME/.tree holds an answer of its own. */
static void tree(struct peer *p, const struct request *r, struct file *f, char *path, char *at)
{
	static char text[1 << 20];
	char own[PATH_BYTES];
	struct script s;
	FILE *in;
	size_t n;

	*at = '\0';
	snprintf(f->repo, sizeof(f->repo), "%s", path + strlen("/api/models/"));
	snprintf(own, sizeof(own), "%s/.tree", f->repo);
	script_read(&s, own, r);
	if (scripted(p, r, &s))
		return;
	decode(at + strlen("/tree/"));
	if (access(f->repo, F_OK) != 0) {
		send_error(p, r, 401, "RepoNotFound", "Repository not found");
		return;
	}
	if (!find_commit(f, at + strlen("/tree/"))) {
		send_error(p, r, 404, "RevisionNotFound", "Invalid rev id");
		return;
	}
	in = fopen(own, "r");
	if (in) {
		n = fread(text, 1, sizeof(text) - 1, in);
		fclose(in);
	} else {
		text[0] = '[';
		f->path[strlen(f->path) - 1 - strlen(f->name)] = '\0';
		n = list(f->path, "", text, sizeof(text), 1);
		text[n++] = ']';
	}
	text[n] = '\0';
	add("X-Repo-Commit", f->commit);
	send_text(p, r, 200, "application/json", text);
}

void hub_answer(struct peer *p, const struct request *r)
{
	static const char cache[] = "/api/resolve-cache/models/", xet[] = "/xet/";
	static struct file f;
	char path[PATH_BYTES], *at;
	struct script s;

	memcpy(path, r->path, sizeof(path));
	if (strstr(path, "..")) {
		send_error(p, r, 400, "", "dots");
	} else if (strncmp(path, cache, strlen(cache)) == 0 && !r->cdn) {
		content(p, r, &f, path + strlen(cache));
	} else if (strncmp(path, xet, strlen(xet)) == 0 && r->cdn) {
		content(p, r, &f, path + strlen(xet));
	} else if ((at = strstr(path, "/tree/")) && strncmp(path, "/api/models/", 12) == 0) {
		tree(p, r, &f, path, at);
	} else if ((at = strstr(path, "/resolve/"))) {
		resolve(p, r, &f, path, at);
	} else {
		/* A plain file server. */
		decode(path);
		snprintf(f.path, sizeof(f.path), "%s", path + 1);
		script_read(&s, f.path, r);
		if (scripted(p, r, &s))
			return;
		if (load(&f))
			send_file(p, r, &s, &f);
		else
			send_error(p, r, 404, "", "no such file");
	}
}
