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

FIELD = re.compile(r"\{(\^?)(\w+)(?:\.(\w+))?\}")
MACRO = re.compile(r"<(\w+)((?: \w+)*)>")
INNER = re.compile(r"\[([^\[\]]*)\]")
AN = re.compile(r"^(?:[aeio]|u(?!ni|se|ku)|hon|hour)(?!ne[- ])", re.I)


def article(words):
    """words with a or an before it"""
    return ("an " if AN.match(words) else "a ") + words


def capital(text):
    return text[:1].upper() + text[1:]


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

    def field(self, match):
        big, name, attr = match.groups()
        value = self.bound[name]
        if attr:
            value = getattr(value, attr)
        text = value(self.rng) if callable(value) else str(value)
        return capital(text) if big else text

    def line(self, template):
        text = self.choose(template)
        while MACRO.search(text):
            text = MACRO.sub(self.phrase, text, count=1)
        while FIELD.search(text):
            text = self.choose(FIELD.sub(self.field, text))
        return tidy(text)

    def story(self, template):
        paragraphs, lines = [], []
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
                lines.append(self.line("<when>, " + self.sky()))
                raw = raw[len("<when>, "):]
            told = self.line(raw)
            if told:
                lines.append(told)
        return "\n\n".join(paragraphs)


def tidy(text):
    """Blanks, articles and capital letters as they must be."""
    text = re.sub(r" +", " ", text).strip()
    text = re.sub(r" ([.,!?])", r"\1", text)
    text = re.sub(r"\b([Aa]) (?=(\w[\w-]*))", lambda m: m.group(1) + "n " if AN.match(m.group(2)) else m.group(0), text)
    text = re.sub(r"([.!?] |\.\" )([a-z])", lambda m: m.group(1) + m.group(2).upper(), text)
    text = re.sub(r'(^|[ ])"([a-z])', lambda m: m.group(1) + '"' + m.group(2).upper(), text)
    return capital(text)
