# SPDX-License-Identifier: MIT
"""Words that a sentence may have more of: when it is, how something is done, and what a thing is like.

A thing that was called by an adjective keeps it for the story.
"""
import re

import words as W

SHARE_WHEN, SHARE_HOW, SHARE_LIKE = 0.2, 0.4, 0.4
WHEN = ["Then", "Then", "Now", "Soon", "After that,", "A moment later,", "A little later,", "And then", "Next,", "Before long,"]

HOW = {}
for line in """
went, walked, strolled, headed, marched: slowly quickly quietly happily bravely
ran, raced, rushed, hurried: quickly happily bravely
took, picked, got, grabbed, lifted, caught: carefully gently quickly gladly
put, placed, laid, hung: carefully gently quietly neatly
opened, pulled, pushed, tugged, turned: slowly carefully gently quickly
looked, gazed, peeked, peered, stared: carefully quietly slowly curiously
sat, stood: quietly slowly
climbed, crawled, crept: slowly carefully bravely quietly
ate, tasted, drank: slowly happily hungrily
gave, handed, offered, passed: gently gladly quickly shyly
smiled, nodded, grinned, laughed, giggled: softly happily kindly shyly warmly
waited, listened: quietly patiently
held, hugged, patted, kissed, stroked: gently carefully warmly softly
helped, shared: gladly kindly happily
carried, brought: carefully proudly gently slowly
washed, cleaned, swept, painted, drew, wrote, cut, baked, built, fixed, tied, sewed: carefully neatly slowly happily quickly
cried, wept, sobbed, sighed: quietly softly
sang, hummed, played: softly happily quietly
found, saw, heard, noticed, spotted: suddenly soon finally
thanked: politely warmly shyly happily
told, asked: quickly quietly shyly softly
jumped, hopped, leaped, danced, clapped: happily quickly wildly gladly
hid: quickly quietly
followed: quickly quietly slowly
dug, raked, watered: slowly carefully happily
""".strip().split("\n"):
    verbs, adverbs = line.split(":")
    for verb in verbs.split(","):
        HOW[verb.strip()] = adverbs.split()

LIKE = {}
for line in """
grass: tall soft green wet
door: old wooden big front
window: open big little
tree: tall old big
bed: soft warm little
box: old big wooden little
basket: big round old little
path: long narrow sandy little
hill: green high steep
garden: little green pretty
pond: quiet blue little
lake: wide blue quiet
river: wide blue cold
forest, woods: deep green dark quiet
sun: warm bright golden
rain: cold soft heavy
wind: cold strong cool
snow: white soft cold
moon: big round bright
ground: hard wet dry
chair: old soft wooden
table: big round old
shelf: high old wooden
bag: big old little
rope: long thick strong
stick: long big thin
hole: deep little dark
nest: little soft warm
bridge: old wooden little
boat: little old wooden
road: long dusty quiet
gate: old wooden little
fence: old wooden white
bush: thick green big
leaves: dry green yellow
flowers: pretty bright
water: cold clear blue
blanket: warm soft thick
pillow: soft big
kitchen: warm cozy
barn: old red big
wall: old high
branch: high thick long
ladder: tall old
lamp: little bright
park: big green quiet
meadow: green wide sunny
field: wide green
yard: little green
farm: old little
sand: warm soft wet
stone, rock: flat big smooth
party: big happy
story: long funny good
song: happy funny little
""".strip().split("\n"):
    nouns, adjectives = line.split(":")
    for noun in nouns.split(","):
        LIKE[noun.strip()] = adjectives.split()

WHO = "|".join(["He", "She", "They", "The two friends", "Mom", "Dad", "Grandma", "Grandpa"] + W.GIRLS + W.BOYS + W.SHE_PETS + W.HE_PETS)
DOES = re.compile(r"(^|[.!?] |, and |, but )((?:%s|he|she|they)(?: and (?:%s))?) (%s)\b(?! to | \w+ly\b| (?:at once|right away|it some thought)\b)" % (WHO, WHO, "|".join(HOW)))
THING = re.compile(r"\b(the|a|an|his|her|their) (%s)\b(?! (?:of|house|tree|box|cream))" % "|".join(LIKE))
ONCE = re.compile(r"^(?:Then|Now|Soon|So|And|But|After|Next|Before|Suddenly|At)\b")


class Enrich:
    """Enriches the lines of one story."""

    def __init__(self, rng):
        self.rng, self.like, self.last = rng, {}, "Then"

    def pick(self, choices):
        return choices[int(self.rng.random() * len(choices))]

    def does(self, m):
        before, who, verb = m.groups()
        if self.rng.random() < SHARE_HOW:
            verb = self.pick(HOW[verb]) + " " + verb
        if before[:1] not in (",",) and self.rng.random() < SHARE_WHEN and not self.last.startswith(tuple(WHEN)):
            who = self.pick(WHEN) + " " + (who[0].lower() + who[1:] if who.split()[0] in ("He", "She", "They", "The") else who)
        self.last = who
        return before + who + " " + verb

    def thing(self, m):
        article, noun = m.groups()
        if noun not in self.like:
            self.like[noun] = self.pick(LIKE[noun]) if self.rng.random() < SHARE_LIKE else ""
        adjective = self.like[noun]
        return m.group() if not adjective or self.rng.random() < 0.4 else "%s %s %s" % (article, adjective, noun)

    def line(self, text):
        """The text, a line of the story; what is said aloud only where it speaks of things."""
        parts = text.split('"')
        for i in range(0, len(parts), 2):
            if not (i and parts[i - 1][-1:] in ",?!"):
                parts[i] = DOES.sub(self.does, parts[i])
        return THING.sub(self.thing, '"'.join(parts))
