# SPDX-License-Identifier: MIT
"""Turns templates into sentences.

A template is plain text with four marks:

  [a|b|c]    one of the wordings, chosen by chance; they nest, and may be empty
  {x}        the entity bound to the name x; {x.attr} one of its forms
  {^x.attr}  the same with a capital letter
  <m x y>    one line of the phrase table m, in which $1, $2 stand for x, y

A line of a plot is one or two sentences; a line that begins with "? " is told
every other time, a blank line ends a paragraph.
"""
import re

from phrases import PHRASES
from vary import vary

FIELD = re.compile(r"\{(\^?)(\w+)(?:\.(\w+))?\}")
MACRO = re.compile(r"<(\w+)((?: \w+)*)>")
INNER = re.compile(r"\[([^\[\]]*)\]")
AN = re.compile(r"^(?:[aeio]|u(?!ni|se|ku)|hon|hour)(?!ne[- ])", re.I)


def article(words):
    """words with a or an before it"""
    return ("an " if AN.match(words) else "a ") + words


def capital(text):
    return text[:1].upper() + text[1:]


BY_NAME = ("he", "s", "him", "his")
WORD = re.compile(r"[A-Za-z]+")


class Teller:
    """Expands templates with the bound entities and one source of chance."""

    def __init__(self, rng):
        self.rng = rng
        self.bound = {}
        self.last = {}

    def pick(self, choices):
        return choices[self.rng.randrange(len(choices))]

    def chance(self, share):
        return self.rng.random() < share

    def choose(self, text):
        """Resolves [a|b] from the outside in, so that only what is told costs chance."""
        while True:
            start = text.find("[")
            if start < 0:
                return text
            depth, parts, begin, at = 0, [], start + 1, start
            while True:
                c = text[at]
                if c == "[":
                    depth += 1
                elif c == "]":
                    depth -= 1
                    if depth == 0:
                        parts.append(text[begin:at])
                        break
                elif c == "|" and depth == 1:
                    parts.append(text[begin:at])
                    begin = at + 1
                at += 1
            text = text[:start] + self.pick(parts) + text[at + 1:]

    def phrase(self, match):
        """One line of a phrase table, not the one told last."""
        name, args = match.group(1), match.group(2).split()
        lines = PHRASES[name]
        n = self.rng.randrange(len(lines))
        if len(lines) > 1 and self.last.get(name) == n:
            n = (n + 1) % len(lines)
        self.last[name] = n
        line = lines[n]
        for k, arg in enumerate(args, 1):
            line = line.replace("$%d" % k, arg)
        return self.choose(line)

    def field(self, match, before):
        """The form a mark stands for; before is what has been told up to it."""
        big, name, attr = match.groups()
        value = self.bound[name]
        if name == "they":
            value = self.pair(before)
        elif attr in BY_NAME and hasattr(value, "name"):
            attr = self.by_name(value, attr, before)
        elif attr is None and hasattr(value, "full_own") and self.since(before) > 3 and not self.mentioned(self.bound["h"], before):
            attr = "full_own"
        if attr:
            value = getattr(value, attr)
        text = value(self.rng) if callable(value) else str(value)
        return self.choose(capital(text) if big else text)

    def since(self, before):
        """How many words ago someone was called by name: few stories share a name, so names keep texts apart."""
        words = WORD.findall(before[-160:])
        called = [n for n in self.names]
        for n, word in enumerate(reversed(words)):
            if word in called:
                return n
        return len(words)

    def mentioned(self, being, before):
        """whether the sentence that before ends in has the being already"""
        words = WORD.findall(re.split(r"[.!?]", before)[-1].lower())
        return str(being).lower().split()[-1] in words or being.he in words or being.him in words or being.his in words

    def by_name(self, being, attr, before):
        """A pronoun that comes first in its sentence gives way to the name, most of all where no name was told of late."""
        if self.mentioned(being, before):
            return "he" if attr == "s" else attr
        if not self.chance(1 if self.since(before) > 3 else 0.35):
            return "he" if attr == "s" else attr
        return "own" if attr == "his" else None

    def pair(self, before):
        """who "they" are, by name where that was long ago"""
        h, f = self.bound["h"], self.bound["f"]
        if self.since(before) < 4 or self.mentioned(h, before) or self.mentioned(f, before):
            return "they"
        return "%s and %s" % ((h, f) if self.chance(0.5) else (f, h))

    def line(self, template, told=""):
        text = self.choose(template)
        while MACRO.search(text):
            text = MACRO.sub(self.phrase, text, count=1)
        while True:
            m = FIELD.search(text)
            if not m:
                break
            text = text[:m.start()] + self.field(m, told + " " + text[:m.start()]) + text[m.end():]
        return tidy(vary(tidy(text), self.rng))

    def story(self, template):
        paragraphs, lines, all_told = [], [], ""
        for raw in template.strip().split("\n") + [""]:
            raw = raw.strip()
            if not raw:
                if lines:
                    paragraphs.append(" ".join(lines))
                lines = []
                continue
            if raw.startswith("? "):
                if self.chance(0.5):
                    continue
                raw = raw[2:]
            if raw.startswith("<when>, ") and self.chance(0.35):
                lines.append(self.line("<when>, " + self.sky(), all_told))
                raw = raw[len("<when>, "):]
            told = self.line(raw, all_told)
            if told:
                lines.append(told)
                all_told += " " + told
            if self.since(all_told) > 5 and self.chance(0.6):
                more = self.pause(all_told)
                if more:
                    lines.append(self.line(more))
                    all_told += " " + lines[-1]
        return "\n\n".join(paragraphs)


def tidy(text):
    """Blanks, articles and capital letters as they must be."""
    text = re.sub(r" +", " ", text).strip()
    text = re.sub(r" ([.,!?])", r"\1", text)
    text = re.sub(r"\b([Aa]) (?=(\w[\w-]*))", lambda m: m.group(1) + "n " if AN.match(m.group(2)) else m.group(0), text)
    text = re.sub(r"([.!?] |\.\" )([a-z])", lambda m: m.group(1) + m.group(2).upper(), text)
    text = re.sub(r'(^|[ ])"([a-z])', lambda m: m.group(1) + '"' + m.group(2).upper(), text)
    return capital(text)
