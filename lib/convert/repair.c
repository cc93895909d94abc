/* SPDX-License-Identifier: MIT */
/*
 * What official files lack or have wrong (formats.md 2.2): the name of the pre-tokeniser, the end of a turn, and the
 * chat template, in whose place the converter of that time put a text of its own.
 */
#include <stdio.h>
#include <string.h>

#include <bitnet/chat.h>
#include <bitnet/text.h>

#include "base/error-set.h"
#include "convert/convert-int.h"
#include "tok/tok-int.h"

#define KEY "tokenizer.ggml."

/* BOS; of each message its role with a capital, its content without blanks around it, and the end of the turn. */
static const char bitnet_template[] =
	"{{ bos_token }}{% for message in messages %}{{ message['role'] | capitalize }}: {{ message['content'] | trim }}<|eot_id|>"
	"{% endfor %}{% if add_generation_prompt %}Assistant: {% endif %}";

static int put_str(struct bitnet_convert *c, const struct bitnet_gguf *g, const char *key, const char *v, struct bitnet_error *err)
{
	bitnet_gguf_put_str(c->w, key, (struct bitnet_str){ v, strlen(v) });
	return bitnet_convert_note_key(c, key, bitnet_gguf_kv(g, key) ? "changed" : "added", err, "%s", v);
}

/* An id that is missing, where the tokenizer knows which it is. */
static int put_id(struct bitnet_convert *c, const struct bitnet_gguf *g, const char *key, int64_t id, struct bitnet_error *err)
{
	if (id < 0 || bitnet_gguf_kv(g, key))
		return 0;
	bitnet_gguf_put_u32(c->w, key, (uint32_t)id);
	return bitnet_convert_note_key(c, key, "added", err, "%lld", (long long)id);
}

static bool contains(struct bitnet_str s, const char *word)
{
	return memmem(s.s, s.n, word, strlen(word)) != NULL;
}

/* A template is written where there is none and over the one that is known to be wrong. */
static int repair_template(struct bitnet_convert *c, const struct bitnet_gguf *g, const struct bitnet_tok *t, struct bitnet_error *err)
{
	static const char key[] = "tokenizer.chat_template";
	struct bitnet_str old;
	int rc = bitnet_gguf_get_str(g, key, &old, err);

	if (rc && rc != BITNET_E_NOTFOUND)
		return rc;
	if (bitnet_chat_guess(t, c->renamed ? "bitnet-b1.58" : c->architecture) != BITNET_CHAT_BITNET)
		return 0;
	if (rc == BITNET_E_NOTFOUND || contains(old, "BITNETAssistant"))
		return put_str(c, g, key, bitnet_template, err);
	return 0;
}

int bitnet_convert_repair(struct bitnet_convert *c, const struct bitnet_gguf *g, struct bitnet_error *err)
{
	const struct bitnet_tok_info *info;
	struct bitnet_tok *t;
	int rc = bitnet_tok_from_gguf(&t, g, err);

	if (rc == BITNET_E_NOTFOUND) {
		bitnet_convert_note(c, "the file has no tokenizer: nothing to repair");
		return 0;
	}
	if (rc)
		return rc;
	info = bitnet_tok_info(t);
	if (info->pre_source && strcmp(info->pre_source, "vocabulary") == 0)
		rc = put_str(c, g, KEY "pre", info->pre, err);
	else if (info->pre_source && strcmp(info->pre_source, "default") == 0)
		bitnet_convert_note(c, "key '" KEY "pre' is missing, and the token list is not one that is known: it stays so");
	if (!rc)
		rc = put_id(c, g, KEY "bos_token_id", info->bos, err);
	if (!rc)
		rc = put_id(c, g, KEY "eos_token_id", info->eos, err);
	if (!rc)
		rc = put_id(c, g, KEY "eot_token_id", info->eot, err);
	if (!rc)
		rc = repair_template(c, g, t, err);
	bitnet_tok_free(t);
	return rc;
}
