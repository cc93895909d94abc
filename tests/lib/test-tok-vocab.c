/* SPDX-License-Identifier: MIT */
#include "tap.h"
#include "tok/tok-vocab.h"

static struct bitnet_error err;

static uint32_t look(const struct bitnet_vocab *v, const char *s, unsigned attr)
{
	return bitnet_vocab_lookup(v, s, strlen(s), bitnet_vocab_hash(0, s, strlen(s)), attr);
}

TEST(alphabet, "undoes the byte-level alphabet of GPT-2 for every byte")
{
	/* encoder.py: printable bytes stand for themselves, the others for U+0100 and up, in order. */
	unsigned b, next = 0x100;
	char s[4], back[4];

	for (b = 0; b < 256; b++) {
		int printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || (b >= 0xae && b <= 0xff);
		size_t n = bitnet_utf8_encode(printable ? b : next++, s);

		CHECK_INT(bitnet_alphabet_decode(s, n, back), 1);
		CHECK_INT((unsigned char)back[0], b);
	}
	CHECK_INT(next, 0x100 + 68);
	CHECK_INT(bitnet_alphabet_decode("a b", 3, back), -1);
	CHECK_INT(bitnet_alphabet_decode("\xc5\x84", 2, back), -1);      /* U+0144 */
	CHECK_INT(bitnet_alphabet_decode("\xff", 1, back), -1);
	CHECK_INT(bitnet_alphabet_decode("", 0, back), 0);
}

TEST(byte_tokens, "a byte token has exactly two hexadecimal digits")
{
	CHECK_INT(bitnet_byte_token("<0x0A>", 6), 10);
	CHECK_INT(bitnet_byte_token("<0xff>", 6), 255);
	CHECK_INT(bitnet_byte_token("<0x-1>", 6), -1);
	CHECK_INT(bitnet_byte_token("<0x+1>", 6), -1);
	CHECK_INT(bitnet_byte_token("<0x 1>", 6), -1);
	CHECK_INT(bitnet_byte_token("<0x123>", 7), -1);
	CHECK_INT(bitnet_byte_token("<0x1>", 5), -1);
	CHECK_INT(bitnet_byte_token("<0X0A>", 6), -1);
}

TEST(lookup, "finds tokens by text and kind, the normal one first, also with NUL and empty texts")
{
	struct bitnet_vocab v = { 0 };

	CHECK_OK(bitnet_vocab_add(&v, "  ", 2, BITNET_TOKEN_USER | TOKEN_MODEL, &err), err);
	CHECK_OK(bitnet_vocab_add(&v, "  ", 2, BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
	CHECK_OK(bitnet_vocab_add(&v, "  ", 2, BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
	CHECK_OK(bitnet_vocab_add(&v, "a\0b", 3, BITNET_TOKEN_NORMAL, &err), err);
	CHECK_OK(bitnet_vocab_add(&v, "", 0, 0, &err), err);
	CHECK_OK(bitnet_vocab_add(&v, "x", 1, BITNET_TOKEN_CONTROL, &err), err);
	CHECK_OK(bitnet_vocab_index(&v, &err), err);
	CHECK_INT(look(&v, "  ", TOKEN_MODEL), 1);
	CHECK_INT(look(&v, "  ", BITNET_TOKEN_USER), 0);
	CHECK_INT(look(&v, "x", BITNET_TOKEN_CONTROL), 5);
	CHECK_INT(look(&v, "x", TOKEN_MODEL), NO_ID);
	CHECK_INT(look(&v, "", 0), NO_ID);
	CHECK_INT(bitnet_vocab_lookup(&v, "a\0b", 3, bitnet_vocab_hash(0, "a\0b", 3), 0), 3);
	CHECK_INT(look(&v, "a", 0), NO_ID);
	bitnet_vocab_release(&v);
}

TEST(symbols, "symbols come behind the tokens and are found by merging only")
{
	struct bitnet_vocab v = { 0 };
	unsigned i;

	CHECK_OK(bitnet_vocab_add(&v, "ab", 2, BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
	CHECK_OK(bitnet_vocab_index(&v, &err), err);
	for (i = 0; i < 200; i++) {
		char c = (char)i;

		CHECK_OK(bitnet_vocab_add_symbol(&v, &c, 1, &err), err);
	}
	CHECK_INT(v.n, 1);
	CHECK_INT(v.n_symbols, 201);
	CHECK_INT(look(&v, "a", TOKEN_MODEL), 1 + 'a');
	CHECK_INT(look(&v, "ab", TOKEN_MODEL), 0);
	CHECK_INT(look(&v, "a", BITNET_TOKEN_NORMAL), NO_ID);
	bitnet_vocab_release(&v);
}

TEST(same_text, "a hundred thousand tokens of the same text are indexed in no time")
{
	struct bitnet_vocab v = { 0 };
	unsigned i;

	for (i = 0; i < 100000; i++)
		CHECK_OK(bitnet_vocab_add(&v, "same", 4, BITNET_TOKEN_NORMAL, &err), err);
	CHECK_OK(bitnet_vocab_index(&v, &err), err);
	CHECK_INT(look(&v, "same", 0), 0);
	bitnet_vocab_release(&v);
}

TEST(hash, "the hash of a text goes on from that of its beginning")
{
	CHECK(bitnet_vocab_hash(bitnet_vocab_hash(0, "hel", 3), "lo", 2) == bitnet_vocab_hash(0, "hello", 5));
	CHECK(bitnet_vocab_hash(0, "\0", 1) != bitnet_vocab_hash(0, "\0\0", 2));
}

int main(void)
{
	return tap_main();
}
