# SPDX-License-Identifier: MIT
"""How long the runs of words are that stories have in common with the training text.

overlap.py --train FILE... [--stories FILE] [--show N]

For each story (stories of a file, or of standard input, parted by lines of three hyphens or as in the corpus)
the longest run of words that stands, word for word, in one story of the training text; case and punctuation do
not count. Prints the median, the nine tenths and the longest, and with --show the N longest runs themselves.

Every start in the training text where a run may begin is kept; a run of n + 1 words can only begin where one of n
words does, so the starts left grow few, and each length costs less than the one before.
"""
import argparse
import pathlib
import re
import sys

import numpy as np

WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
BREAK = re.compile(r"\n---\n")
FACTOR = np.uint64(0x9E3779B97F4A7C15)


def split(text):
    """The stories of a text."""
    if "\n---\n" in text:
        parts = BREAK.split(text)
    else:
        parts = re.split(r"(?<!\n)\n(?!\n)", text)
    return [p.strip().removesuffix("\n---").strip() for p in parts if p.strip(" \n-")]


def numbers(stories, known):
    """The words of stories as one array of numbers, and where each story ends; 0 stands for an end."""
    ids, ends = [], []
    for s in stories:
        for w in WORD.findall(s.lower()):
            ids.append(known.setdefault(w, len(known) + 1))
        ids.append(0)
        ends.append(len(ids))
    return np.array(ids, np.int64), ends


def longest(train, ids, ends):
    """For each story of ids its longest run and where it begins."""
    owner = np.zeros(len(ids), np.int64)
    owner[ends[:-1]] = 1
    owner = np.cumsum(owner)
    best, where = np.zeros(len(ends), np.int64), np.zeros(len(ends), np.int64)
    rng = np.random.default_rng(1)
    value = rng.integers(1, 1 << 63, size=int(max(train.max(), ids.max())) + 1, dtype=np.uint64)
    a, b = np.flatnonzero(train), np.flatnonzero(ids)
    ha, hb = value[train[a]], value[ids[b]]
    n = 1
    while True:
        keys = np.sort(np.unique(hb))
        at = np.minimum(np.searchsorted(keys, ha), len(keys) - 1)
        a, ha = a[keys[at] == ha], ha[keys[at] == ha]
        hit = np.isin(hb, ha)
        b, hb = b[hit], hb[hit]
        if not len(b):
            return best, where
        best[owner[b]] = n
        where[owner[b]] = b
        ok = train[a + n] != 0
        a, ha = a[ok], ha[ok]
        ok = ids[b + n] != 0
        b, hb = b[ok], hb[ok]
        if not len(a) or not len(b):
            return best, where
        ha = ha * FACTOR + value[train[a + n]]
        hb = hb * FACTOR + value[ids[b + n]]
        n += 1


def main():
    p = argparse.ArgumentParser(prog="overlap.py", description="longest runs of words that stories have in common with the training text")
    p.add_argument("--train", nargs="+", required=True, help="files of training stories")
    p.add_argument("--stories", help="file of stories (default: standard input)")
    p.add_argument("--show", type=int, default=0, metavar="N", help="print the N longest runs")
    a = p.parse_args()
    known = {}
    train, _ = numbers([s for f in a.train for s in split(pathlib.Path(f).read_text(encoding="utf-8"))], known)
    told = split(pathlib.Path(a.stories).read_text(encoding="utf-8", errors="replace") if a.stories else sys.stdin.buffer.read().decode(errors="replace"))
    if not told or not len(train):
        sys.exit("overlap.py: no stories")
    ids, ends = numbers(told, known)
    best, where = longest(train, ids, ends)
    order = np.sort(best)
    print("stories %d, words %d, training words %d" % (len(told), len(ids) - len(told), np.count_nonzero(train)))
    print("longest run of words in the training text: median %g, nine tenths %d, longest %d" % (np.median(best), order[(9 * len(order) - 1) // 10], order[-1]))
    words = {n: w for w, n in known.items()}
    for k in np.argsort(-best, kind="stable")[: a.show]:
        print("%4d  story %d: %s" % (best[k], k + 1, " ".join(words[n] for n in ids[where[k] : where[k] + best[k]])))


if __name__ == "__main__":
    main()
