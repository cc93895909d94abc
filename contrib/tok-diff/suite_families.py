# SPDX-License-Identifier: MIT
"""Ids and decoded text of every vocabulary against its library."""
import random
import re

import compare
import families
import ours
import texts


def line(ids):
    return " ".join(map(str, ids)).encode()


def encode_part(f, original, tallies, part, special):
    docs = [t for k, t in part if not special or k == "special"]
    if not docs:
        return None
    want = [line(ids) for ids in original.encode(docs, special)]
    for (name, args), tally in zip(f.files, tallies):
        full = args + ["--parse-special"] * special
        got = ours.encode(full, docs)
        for text, w, g in zip(docs, want, got):
            tally.text(len(text.encode()))
            if w != g:
                both = lambda s: (line(original.encode([s], special)[0]), ours.encode(full, [s])[0])
                tally.differs("encode" + " special" * special, text, w, g, both)
    return docs, want


def bytes_apart(s):
    """Of bytes that are no UTF-8 the libraries make one U+FFFD, or one each, or as many as stand together."""
    return re.sub("\ufffd+", "\ufffd", s)


def decode_part(f, original, tally, docs, want, rng):
    """What the ids of some texts decode to, and the same ids in another order."""
    some = [w for d, w in zip(docs, want) if w and rng.random() < 0.25]
    shuffled = []
    for w in some[:400]:
        ids = w.split()
        rng.shuffle(ids)
        shuffled.append(b" ".join(ids[:200]))
    for what, lines in (("decode", some), ("decode shuffled", shuffled)):
        if not lines:
            continue
        texts_of = original.decode([[int(i) for i in w.split()] for w in lines])
        for w, t, g in zip(lines, texts_of, ours.decode(f.files[0][1], lines)):
            tally.text(len(g))
            if "\ufffd" in t and f.name.startswith(("llama2", "baichuan")):
                t, g = bytes_apart(t), bytes_apart(g.decode("utf-8", "replace")).encode()
            # Of a GGUF of BERT, ids that begin in the middle of a word decode without the mark that says so.
            if f.name.startswith("bert") and t.startswith("##"):
                t = t[2:]
            if t != g.decode("utf-8", "replace"):
                tally.differs(what, w.decode(), repr(t), repr(g))


def run(a):
    wanted = [f for f in families.families(a.data, a.scratch) if not a.only or any(o in f.name for o in a.only)]
    specials = sorted({s for f in wanted for s in f.specials[:12]}) or ["<s>"]
    state = []
    for f in wanted:
        original = f.original()
        state.append((f, original, [compare.Tally("%s: %s" % (f.name, n), original.version) for n, _ in f.files],
                      compare.Tally(f.name + ": decode", original.version)))
    rng = random.Random(a.seed)
    for part in texts.documents(a.scratch, a.seed, a.mb, specials):
        for f, original, tallies, decoding in state:
            docs, want = encode_part(f, original, tallies, part, False)
            if f.decode:
                decode_part(f, original, decoding, docs, want, rng)
            if f.specials:
                encode_part(f, original, tallies, part, True)
    return sum(t.print() for f, _, tallies, decoding in state for t in tallies + [decoding] * f.decode)
