/* SPDX-License-Identifier: MIT */
/* Decoders as a stream: what comes out when. */
#include "tap.h"
#include "tok/tok-detok.h"

static const char *push(const struct bitnet_detok *d, struct bitnet_detok_run *r, const char *s)
{
	struct bitnet_error err;

	bitnet_buf_reset(&r->out);
	if (s)
		CHECK_OK(bitnet_detok_push(d, r, s, strlen(s), &err), err);
	else
		CHECK_OK(bitnet_detok_finish(d, r, &err), err);
	return r->out.n ? r->out.s : "";
}

TEST(at_once, "text comes with its token where no later token can change it")
{
	static const struct bitnet_detok d = { { { .kind = DETOK_WORDPIECE, .from = "##", .from_n = 2 }, { .kind = DETOK_FUSE } }, 2 };
	struct bitnet_detok_run r = { .out = BITNET_BUF_INIT };

	CHECK_STR(push(&d, &r, "ab"), "ab");
	CHECK_STR(push(&d, &r, "##c"), "c");
	CHECK_STR(push(&d, &r, "d"), " d");
	CHECK_STR(push(&d, &r, NULL), "");
	bitnet_detok_run_reset(&r);
	CHECK_STR(push(&d, &r, "##c"), "##c");
	bitnet_detok_run_release(&r);
}

TEST(late, "text waits where the last token is treated in another way, or all are one text")
{
	static const struct bitnet_detok bpe = { { { .kind = DETOK_BPE, .from = "</w>", .from_n = 4 } }, 1 };
	static const struct bitnet_detok cut = { { { .kind = DETOK_FUSE }, { .kind = DETOK_STRIP, .from = " ", .from_n = 1, .right = 2 } }, 2 };
	struct bitnet_detok_run r = { .out = BITNET_BUF_INIT };

	CHECK_STR(push(&bpe, &r, "ab</w>"), "");
	CHECK_STR(push(&bpe, &r, "c</w>"), "ab ");
	CHECK_STR(push(&bpe, &r, NULL), "c");
	bitnet_detok_run_reset(&r);
	CHECK_STR(push(&cut, &r, "a "), "");
	CHECK_STR(push(&cut, &r, "  "), "");
	CHECK_STR(push(&cut, &r, NULL), "a ");
	bitnet_detok_run_release(&r);
}

TEST(one_text, "a step behind Fuse or ByteLevel sees one token")
{
	static const struct bitnet_detok d = { { { .kind = DETOK_BYTE_LEVEL }, { .kind = DETOK_METASPACE, .from = "_", .from_n = 1, .on = true } }, 2 };
	struct bitnet_detok_run r = { .out = BITNET_BUF_INIT };

	CHECK_STR(push(&d, &r, "_a\xc4\xa0"), "a ");
	CHECK_STR(push(&d, &r, "_b"), "b");
	CHECK_STR(push(&d, &r, "\xe6\x97\xa5 _"), "\xe6\x97\xa5 ");
	bitnet_detok_run_release(&r);
}

int main(void)
{
	return tap_main();
}
