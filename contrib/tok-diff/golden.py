#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the golden cases: short texts of each kind with the ids that the original libraries give.

usage: golden.py DATA SCRATCH OUT        DATA and SCRATCH as for run; OUT: tests/data/tok
"""
import json
import os
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import expected  # noqa: E402
import families  # noqa: E402
import texts  # noqa: E402

# Texts that told two implementations apart once.
KNOWN = ["it'\u017fa", "don'T WE'LL", "a\u0301 e\u0301te\u0301", "  two  spaces ", "\u3000\u00a0 x", "\r\n\n\t x", "1234567 \u00bd\u0663\u2167", "\U000105e1\ufe0f\u20e3",
         "\U0001d7ce\U0001d7cf", "\u2581\u2581a \u2581", "abc\ufffd\ufffd", "---------", "\u1100\u1161\u11a8 \ud55c\uae00", "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22", "\u0915\u094d\u0937",
         "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067\U000e0062\U000e007f", "\ufb01 \u0149 \u01c5 \u0130 \u03c2", "x\u0085y\u2028z\u1680w", "\x1c\x1d\x1f", "\u180e\u200b\ufeff", "a" * 300, " " * 90, "\n" * 40]


def main():
    data, scratch, out = sys.argv[1:]
    rng = random.Random(20)
    docs = list(KNOWN)
    for make in (texts.make_emoji, texts.make_unicode, texts.make_runs, texts.make_spaces):
        found = 0
        while found < 10:
            t = make(rng)
            if len(t.encode()) < 60:
                docs.append(t)
                found += 1
    done = set()
    for f in families.families(data, scratch):
        name = f.name.split(" ")[0] if not f.name.startswith(("llama2", "unigram")) else f.name.replace(" ", "-")
        if name in done or not f.decode:
            continue
        done.add(name)
        original = f.original()
        some = [t for t in docs if not expected.reason(f.name + ":", "encode", t)]
        with open(os.path.join(out, name + ".jsonl"), "w", encoding="utf-8") as g:
            for t, ids in zip(some, original.encode(some)):
                g.write(json.dumps({"text": t, "want": ids}, separators=(",", ":")) + "\n")
        print(name, original.version, len(some))


main()
