/* SPDX-License-Identifier: MIT */
/* Archives of unknown origin; hostile ones are made by libarchive itself. */
#include "archive/unpack.h"
#include "archive-build.h"
#include "scratch.h"

static struct bitnet_error err;

/* All of the archive "a": names and sizes, or the name of the error. */
static const char *all(void)
{
	static char text[4096], part[65536];
	struct bitnet_unpack *u;
	const char *name;
	size_t n = 1, size;
	int fd = open("a", O_RDONLY), rc = bitnet_unpack_open(&u, fd, &err);

	*text = '\0';
	if (rc) {
		close(fd);
		return err.name;
	}
	while ((rc = bitnet_unpack_next(u, &name, &err)) > 0) {
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s", name);
		for (size = 0, n = 1; n; size += n) {
			rc = bitnet_unpack_read(u, part, sizeof(part), &n, &err);
			if (rc)
				break;
		}
		if (rc)
			break;
		snprintf(text + strlen(text), sizeof(text) - strlen(text), " %zu\n", size);
	}
	bitnet_unpack_close(u);
	close(fd);
	return rc ? err.name : text;
}

TEST(kinds, "tar, in gzip, xz and zstd too, and zip are read, and recognised by their first bytes")
{
	static const char kinds[][2] = { { 't', 0 }, { 't', 'g' }, { 't', 'x' }, { 't', 's' }, { 'z', 0 } };
	unsigned char head[512];
	size_t i;
	FILE *f;

	scratch_enter("kinds");
	for (i = 0; i < 5; i++) {
		ab_begin("a", kinds[i][0], kinds[i][1]);
		ab_add("folder/", AE_IFDIR, NULL, NULL, 0);
		ab_text("folder/one", "12345");
		ab_text("./two", "");
		ab_end();
		CHECK_STR(all(), "folder/one 5\ntwo 0\n");
		f = fopen("a", "rb");
		CHECK(bitnet_is_archive(head, fread(head, 1, sizeof(head), f)));
		fclose(f);
	}
	CHECK(!bitnet_is_archive("{\"model\":1}", 11));
	CHECK(!bitnet_is_archive("", 0));
	CHECK(!bitnet_is_archive("\x1f", 1));
}

/* Zip slip: CVE-2024-45436 and its kind. */
TEST(paths, "absolute paths, paths that climb, and those that another system reads as a root are refused")
{
	static const char *const names[] = {
		"/etc/passwd", "../x", "a/../../x", "a/..", "..", "a\\..\\x", "C:\\x", "C:x", "\\\\host\\x", "a\nb", "a/\x01", "./../x"
	};
	size_t i;

	scratch_enter("paths");
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		ab_begin("a", i % 2 ? 'z' : 't', 0);
		ab_text(names[i], "x");
		ab_end();
		if (strcmp(all(), "archive_path") != 0)
			FAIL("'%s' gives %s", names[i], all());
	}
}

TEST(types, "links, hard links, devices and pipes are refused")
{
	static const unsigned types[] = { AE_IFLNK, 0, AE_IFIFO, AE_IFCHR, AE_IFBLK };
	size_t i;

	scratch_enter("types");
	for (i = 0; i < 5; i++) {
		ab_begin("a", 't', 0);
		ab_add("x", types[i], types[i] == AE_IFLNK ? "/etc/passwd" : types[i] == 0 ? "y" : NULL, NULL, 0);
		ab_end();
		if (strcmp(all(), "archive_type") != 0)
			FAIL("type %o gives %s", types[i], all());
	}
	ab_begin("a", 'z', 0);
	ab_add("x", AE_IFLNK, "/etc/passwd", NULL, 0);
	ab_end();
	CHECK_STR(all(), "archive_type");
}

TEST(bomb, "an archive that unpacks to far more than it is, or has very many files, is refused")
{
	static const char *const kinds[] = { "tg", "tx", "ts", "z" };
	const size_t n = 64 << 20;
	char *zeros = calloc(1, n), name[20];
	size_t i;

	scratch_enter("bomb");
	for (i = 0; i < 4; i++) {
		ab_begin("a", kinds[i][0], kinds[i][1]);
		ab_add("zeros", AE_IFREG, NULL, zeros, n);
		ab_end();
		CHECK_STR(all(), "archive_bomb");
	}
	free(zeros);
	ab_begin("a", 't', 's');
	for (i = 0; i <= BITNET_UNPACK_FILES_MAX; i++) {
		snprintf(name, sizeof(name), "f%zu", i);
		ab_text(name, "");
	}
	ab_end();
	CHECK_STR(all(), "archive_bomb");
}

/* Readers in which libarchive had faults: CVE-2024-20696, 2024-26256, 2025-5914 to 5918, 2026-4111, 4424, 4426, 5121, 14164. */
TEST(formats, "formats that are not asked for are not read: RAR, 7z, cab, cpio, ar, ISO 9660")
{
	static const struct { const char *s; size_t n, at; } heads[] = {
		{ "Rar!\x1a\x07\x00", 7, 0 }, { "Rar!\x1a\x07\x01\x00", 8, 0 }, { "7z\xbc\xaf\x27\x1c\x00\x04", 8, 0 }, { "MSCF\0\0\0\0", 8, 0 },
		{ "070701", 6, 0 }, { "!<arch>\n", 8, 0 }, { "\1CD001\1", 7, 32768 },
	};
	static const char zeros[4000];
	size_t i, k;
	FILE *f;

	scratch_enter("formats");
	for (i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		f = fopen("a", "wb");
		/* Not zeros, which are an empty tar. */
		for (k = 0; k < heads[i].at; k++)
			putc('x', f);
		fwrite(heads[i].s, 1, heads[i].n, f);
		fwrite(zeros, 1, sizeof(zeros), f);
		fclose(f);
		if (strcmp(all(), "bad_archive") != 0)
			FAIL("%zu is read: '%s'", i, all());
	}
}

TEST(none, "what is no archive, other formats, and an archive that is cut or changed are refused or give other bytes")
{
	FILE *f;
	char *data;
	long n, i;

	scratch_enter("none");
	f = fopen("a", "w");
	fputs("a text that is no archive at all, whatever its name says", f);
	fclose(f);
	CHECK_STR(all(), "bad_archive");
	ab_begin("a", 't', 'g');
	ab_text("one", "some text that is not so short that nothing is left of it");
	ab_end();
	f = fopen("a", "rb");
	data = malloc(65536);
	n = (long)fread(data, 1, 65536, f);
	fclose(f);
	for (i = 1; i < n - 8; i++) {
		f = fopen("a", "wb");
		fwrite(data, 1, (size_t)i, f);
		fclose(f);
		if (strcmp(all(), "bad_archive") != 0 && i < n - 20)
			FAIL("%ld of %ld bytes give '%s'", i, n, all());
	}
	free(data);
	/* cpio is a format that libarchive knows and we do not ask for. */
	ab = archive_write_new();
	archive_write_set_format_cpio(ab);
	archive_write_open_filename(ab, "a");
	ab_text("one", "x");
	ab_end();
	CHECK_STR(all(), "bad_archive");
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
