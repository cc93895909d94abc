/* SPDX-License-Identifier: MIT */
/* bitnet_tok_verify_compiled(): good, stale and damaged images are told apart. */
#include "image-build.h"

static struct bitnet_error err;

/* "state message" of all, with the last part of the source. */
static char said[4096];

static int say(void *arg, const struct bitnet_compiled *c)
{
	const char *slash = strrchr(c->source, '/');

	CHECK(!arg);
	snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s %s%s%s\n", bitnet_tok_compiled_name(c->state),
		 slash ? slash + 1 : c->source, *c->message ? ": " : "", c->message);
	if (c->state == BITNET_COMPILED_GOOD && (c->bytes < 1000 || strlen(c->sha256) != 64 || c->source[0] != '/'))
		FAIL("%s: %llu bytes, sha256 '%s'", c->path, (unsigned long long)c->bytes, c->sha256);
	return 0;
}

static const char *verify(void)
{
	said[0] = '\0';
	CHECK_OK(bitnet_tok_verify_compiled("images", say, NULL, &err), err);
	return said;
}

static void compile(const char *path)
{
	bool mapped;

	bitnet_tok_free(ib_open(path, "images", &mapped));
}

TEST(states, "an image is good, or stale when its source changed or is gone, or damaged")
{
	struct image_header h;
	unsigned char *image;
	const char *path;
	size_t n;

	scratch_enter("states");
	ib_sources();
	CHECK_STR(verify(), "");
	compile("small.json");
	CHECK_STR(verify(), "good small.json\n");
	path = ib_image("images");
	image = ib_read(path, &n);
	image[n / 2] ^= 1;
	ib_write(path, image, n);
	CHECK_STR(verify(), "damaged : compiled tokenizer is damaged: its checksum is wrong\n");
	/* With a checksum that is right: only making it again tells. */
	memcpy(&h, image, sizeof(h));
	h.sum = bitnet_image_sum(image, n);
	memcpy(image, &h, sizeof(h));
	ib_write(path, image, n);
	CHECK_HAS(verify(), "damaged ");
	memcpy(&h, image, sizeof(h));
	h.library[0] = 'x';
	memcpy(image, &h, sizeof(h));
	ib_write(path, image, n);
	CHECK_HAS(verify(), "stale ");
	image[n / 2] ^= 1;
	h.library[0] = 'b';
	memcpy(image, &h, sizeof(h));
	h.sum = bitnet_image_sum(image, n);
	memcpy(image, &h, sizeof(h));
	ib_write(path, image, n);
	CHECK_STR(verify(), "good small.json\n");
	chmod("small.json", 0600);
	CHECK_STR(verify(), "stale small.json: its source has changed\n");
	unlink("small.json");
	CHECK_HAS(verify(), "stale small.json: cannot open");
	chmod(path, 0666);
	CHECK_HAS(verify(), "damaged : cannot be read, belongs to another user, or can be written by others");
	free(image);
}

TEST(pairs, "the two halves of a tokenizer and a GGUF are found again by the path that was kept")
{
	struct bitnet_tok_options o = { .pre = "gpt-2", .compiled = "images" };
	struct bitnet_tok *t;

	scratch_enter("pairs");
	ib_sources();
	ib_pair();
	CHECK_OK(bitnet_tok_open_as(&t, "merges.txt", &o, &err), err);
	bitnet_tok_free(t);
	CHECK_STR(verify(), "good vocab.json\n");
	compile("small.gguf");
	verify();
	CHECK_HAS(said, "good vocab.json\n");
	CHECK_HAS(said, "good small.gguf\n");
	ib_write("merges.txt", "#version: 0.2\nb a\n", 18);
	CHECK_HAS(verify(), "stale vocab.json");
}

static int stop(void *arg, const struct bitnet_compiled *c)
{
	(void)c;
	++*(int *)arg;
	return 1;
}

TEST(cancel, "a report that says so ends it")
{
	int n = 0;

	scratch_enter("cancel");
	ib_sources();
	compile("small.json");
	compile("small.gguf");
	CHECK_INT(bitnet_tok_verify_compiled("images", stop, &n, &err), BITNET_E_CANCELLED);
	CHECK_INT(n, 1);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}
