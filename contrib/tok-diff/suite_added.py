# SPDX-License-Identifier: MIT
"""Random tokenizer.json with random added tokens, and texts made of pieces of these, against Hugging Face's."""
import json
import os
import random

import build
import compare
import oracles
import ours
import texts

PARTS = ["a", "b", "ab", "abc", "bc", "c", " ", "  ", "<", ">", "<a>", "<b>", "<|x|>", "<|x", "é", "e\u0301", "É", "ß", "\n", "\t", "\u00a0",
         "_", "1", "12", "中", "文", "▁", "▁a", "'s", ".", "-", "\u3000", "A", "AB", "\u0301", "ﬁ"]


def base_bpe(rng):
    """A small vocabulary of bytes, or of characters with byte pieces."""
    if rng.random() < 0.5:
        vocab = {build.ALPHABET[b]: b for b in range(256)}
        merges = [["a", "b"], ["ab", "c"], ["Ġ", "a"], ["<", "a"], ["Ġ", "Ġ"], ["Ã", "©"], ["Ġa", "b"]]
        tok = build.byte_level(vocab, merges, [rng.choice([build.GPT2, build.LLAMA3, build.QWEN2])], [],
                               ignore_merges=rng.random() < 0.3)
        if rng.random() < 0.3:
            tok["pre_tokenizer"] = {"type": "ByteLevel", "add_prefix_space": rng.random() < 0.5, "trim_offsets": True, "use_regex": True}
    else:
        vocab = {"<unk>": 0}
        for c in ["<0x%02X>" % b for b in range(256)] + list("abc<>|x.1-é▁A中"):
            vocab.setdefault(c, len(vocab))
        merges = [["a", "b"], ["▁", "a"], ["▁a", "b"], ["▁", "▁"], ["b", "c"], ["<", "a"]]
        tok = build.byte_level(vocab, merges, [], [])
        tok["model"].update(unk_token="<unk>", byte_fallback=rng.random() < 0.7, fuse_unk=rng.random() < 0.5)
        prefix = rng.choice(["always", "first", "never"])
        replace = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
        r = rng.random()
        if r < 0.4:
            tok["pre_tokenizer"] = None
            tok["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, replace]}
        elif r < 0.8:
            tok["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": prefix, "split": rng.random() < 0.5}
        else:
            tok["pre_tokenizer"] = None
            tok["normalizer"] = replace
        tok["decoder"] = {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                                                           {"type": "ByteFallback"}, {"type": "Fuse"}]}
    for m in merges:
        vocab.setdefault("".join(m), len(vocab))
    return tok


def random_tokenizer(rng):
    tok = base_bpe(rng)
    if not tok["normalizer"] and rng.random() < 0.6:
        tok["normalizer"] = rng.choice([{"type": "NFC"}, {"type": "Lowercase"}, {"type": "NFKC"}, {"type": "NFD"},
                                        {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
                                        {"type": "Replace", "pattern": {"String": "a"}, "content": "bb"},
                                        {"type": "Strip", "strip_left": True, "strip_right": rng.random() < 0.5}])
    vocab, specials, seen = tok["model"]["vocab"], [], set()
    for _ in range(rng.randint(1, 12)):
        content = "".join(rng.choice(PARTS) for _ in range(rng.randint(1, 4)))
        if content in seen:
            continue
        seen.add(content)
        if content not in vocab:
            vocab[content] = len(vocab)
        flags = {k: rng.random() < 0.35 for k in ("lstrip", "rstrip", "single_word", "normalized")}
        specials.append(build.added(content, vocab[content], rng.random() < 0.5, **flags))
    tok["added_tokens"] = sorted(specials, key=lambda s: s["id"])
    return tok


def random_text(rng, contents):
    out = []
    for _ in range(rng.randint(1, 12)):
        r = rng.random()
        c = rng.choice(contents)
        out.append(c if r < 0.35 else c[:rng.randint(1, len(c))] if r < 0.5 else rng.choice(texts.SPACES) if r < 0.65 else rng.choice(PARTS))
    return "".join(out)


def encode(original, docs, special):
    """The ids, or None where the library gives up ("bad split": an lstrip that reaches back into the match before)."""
    try:
        return [" ".join(map(str, i)).encode() for i in original.encode(docs, special)]
    except BaseException as e:  # pylint: disable=broad-except
        if type(e).__name__ != "PanicException":
            raise
        return None


def run(a):
    rng = random.Random("added %d" % a.seed)
    path = os.path.join(a.scratch, "added.json")
    tally = compare.Tally("random added tokens: encode")
    decoding = compare.Tally("random added tokens: decode")
    for _ in range(int(a.mb * 8)):
        tok = random_tokenizer(rng)
        with open(path, "w", encoding="utf-8") as f:
            json.dump(tok, f, ensure_ascii=False)
        original = oracles.HuggingFace(path)
        tally.version = decoding.version = original.version
        contents = [s["content"] for s in tok["added_tokens"]]
        docs = [random_text(rng, contents) for _ in range(60)]
        for special in (False, True):
            args = ["--tokenizer", path] + ["--parse-special"] * special
            docs = [d for d in docs if encode(original, [d], special)]
            want = encode(original, docs, special)
            try:
                got = ours.encode(args, docs)
            except RuntimeError as e:
                tally.text(0)
                tally.differs("refused", str(e), "ids", json.dumps(tok["added_tokens"], ensure_ascii=False))
                break
            for text, w, g in zip(docs, want, got):
                tally.text(len(text.encode()))
                if w != g:
                    if tally.unexplained < compare.SHOWN:
                        text, w, g = compare.shrink(text, lambda s: ((encode(original, [s], special) or [None])[0], ours.encode(args, [s])[0]))
                    slim = dict(tok, model=dict(tok["model"], vocab="", merges=""))
                    tally.differs("special" * special, text, w, "%s with %s" % (g.decode(), json.dumps(slim, ensure_ascii=False)))
            some = [w for w in want if w]
            for w, t, g in zip(some, original.decode([[int(i) for i in w.split()] for w in some]), ours.decode(["--tokenizer", path], some)):
                decoding.text(len(g))
                if "\ufffd" not in t and t != g.decode("utf-8", "replace"):
                    changed = tok["normalizer"] and any(s["normalized"] for s in tok["added_tokens"])
                    decoding.differs("decode normalized" if changed else "decode", w.decode(), repr(t), "%r with %s" % (g, json.dumps(dict(tok, model=""), ensure_ascii=False)))
    return tally.print() + decoding.print()
