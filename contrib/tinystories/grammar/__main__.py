# SPDX-License-Identifier: MIT
"""Tells small children's stories by a grammar: python3 grammar --seed 1 --stories 20

Stories go to stdout in the manner of the corpus: a blank line between the paragraphs of a story,
none between stories. The same seed tells the same stories everywhere. --stats tells figures instead.
"""
import argparse
import json
import random
import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

from cast import Cast
from plots import PLOTS
from stats import report
from words import BOYS, GIRLS, HE_PETS, SHE_PETS


def stories(seed, count):
    """count stories; each has its own source of chance, so that a shorter run is a prefix of a longer one"""
    for n in range(count):
        w = Cast(random.Random("%d/%d" % (seed, n)))
        yield w.story(w.pick(PLOTS)(w))


def main():
    p = argparse.ArgumentParser(prog="grammar", description="tell small children's stories")
    p.add_argument("--seed", type=int, default=1, help="which stories (default 1)")
    p.add_argument("--stories", type=int, default=10, help="how many (default 10)")
    p.add_argument("--plot", help="only this plot")
    p.add_argument("--list", action="store_true", help="list the plots and end")
    p.add_argument("--names", action="store_true", help="print the names as a JSON array and end")
    p.add_argument("--stats", action="store_true", help="print figures about the stories in place of the stories")
    a = p.parse_args()
    if a.plot:
        PLOTS[:] = [f for f in PLOTS if f.__name__ == a.plot]
        if not PLOTS:
            p.error("no plot '%s'" % a.plot)
    if a.names:
        print(json.dumps(GIRLS + BOYS + SHE_PETS + HE_PETS))
    elif a.list:
        for f in PLOTS:
            print("%-20s %s" % (f.__name__, f.__doc__))
    elif a.stats:
        report(stories(a.seed, a.stories))
    else:
        for s in stories(a.seed, a.stories):
            sys.stdout.write(s + "\n")


if __name__ == "__main__":
    main()
