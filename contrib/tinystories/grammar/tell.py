# SPDX-License-Identifier: MIT
"""Turns templates into sentences.

A template is plain text with these marks:

  [a|b|c]       one of the wordings, chosen by chance; they nest, and may be empty
  {x}           the entity bound to the name x; {x.attr} one of its forms
  <m>           one line of the table m of moves
  ^             a sentence ends here, though it ends in a quotation mark
  <x: text>     x says the text; <x y: text> says it to y; <x/glad: text> says it in that mood

A line of a plot is one or a few sentences. A line that begins with "? " is told every other time, lines one
after the other that begin with "& " are told in any order, and a blank line ends a paragraph.
"""
import re

from enrich import Enrich
from moves import MOVES
from vary import vary

MARK = re.compile(r"\{(\w+)(?:\.(\w+))?\}|<(\w+)(?: (\w+))?(?:/(\w+))?: ([^<>]*)>")
MOVE = re.compile(r"<(\w+)>")
WORD = re.compile(r"[A-Za-z']+")
AN = re.compile(r"(?:[aeio]|u(?!ni|se))(?!ne[- ])", re.I)
END = "\x01"  # a sentence ends here though a quotation mark is between
VERBS = {".": ["said", "said", "said", "told", "answered"], "!": ["said", "called", "shouted", "cried"], "?": ["asked", "asked", "asked", "said"]}
MOODS = {  # what follows "said X", and what X does before it says something
    "": (["", "", "at once", "after a moment"], ["", "", "turned around", "looked up", "stopped"]),
    "glad": (["happily", "with a big smile", "with a laugh", "and smiled", "with shining eyes", "and laughed", "and danced around", "cheerfully", "full of joy", "", ""],
             ["smiled", "laughed", "jumped up and down", "grinned", "clapped", "danced around", "looked up", "jumped with joy", "could not stop smiling", "", ""]),
    "sad": (["sadly", "in a small voice", "with a sniff", "and began to cry", "with wet eyes", "and sighed", "with a sob", "with a sad face", "and wiped a tear away", ""],
            ["cried", "sniffed", "looked down", "sighed", "wiped a tear away", "swallowed hard", "sobbed", "shook all over", "", ""]),
    "kind": (["softly", "with a smile", "in a kind voice", "gently", "and smiled", "kindly", "in a soft voice", "warmly", "and nodded", "", ""],
             ["smiled", "nodded", "thought for a moment", "came closer", "thought about it", "smiled warmly", "bent down", "", ""]),
    "shy": (["in a small voice", "quietly", "and looked down", "shyly", "very softly", "almost in a whisper", "with red cheeks", ""],
            ["looked down", "blushed", "waited a moment", "took a deep breath", "swallowed", "came a step closer", "", ""]),
}
SENTENCE = re.compile(r"(?:\{[^}]*\}|[^.!?])+[.!?]+")
QUESTION = re.compile(r"(?:Wh(?:o|ose|ere|y|en|ich)|What(?! a\b)|How (?:did|can|do)|Did|Do(?= you| we| I)|Does|Have you|Is|Are|May|Can|Shall|Will|Would|Have you|Maybe we)\b")
CALLS = {"glad": ["Oh,", "Wow!", "Hooray!", "Look!", "Oh my!"], "sad": ["Oh no!", "Oh dear!", "Oh,", "Oh my!"],
         "kind": ["Well,", "You know,", "Oh,", "There, there.", "Listen.", "Now, now."], "shy": ["Um,", "Well,", "Please,", "Oh,"]}
CALL = re.compile(r"(?:Oh|No|Yes|Wow|Look|Hello|Thank|Well|Ouch|Help|Wait|Stop|Here|Good|My|How|What a|Please|Do you|There)\b")
BEARING = re.compile(r"\.a\}|\.full\}|[\"!?]|<")
JOIN = re.compile(r"(?:He|She|They|The|It) \w+ [^,\"]*?\.")  # a sentence that may follow another after "and"
PRONOUNS = {"m": ("he", "him", "his", "himself"), "f": ("she", "her", "her", "herself"), "n": ("it", "it", "its", "itself")}


def capital(text):
    return text[:1].upper() + text[1:]


def mark(sentence):
    """A question has its mark, and nothing else has one."""
    if QUESTION.match(sentence):
        return sentence.rstrip(".!?") + "?"
    return sentence[:-1] + "." if sentence.endswith("?") and re.match(r"(?:I|It|There|That) ", sentence) else sentence


class Teller:
    """Expands templates with the bound entities and one source of chance, and knows whom a pronoun would mean."""

    def __init__(self, rng):
        self.rng = rng
        self.enrich = Enrich(rng)
        self.bound = {}
        self.meant = {}    # sex: the being that its pronoun means here
        self.named = {}    # being: how many words ago it was called by name
        self.told_moves = set()

    def pick(self, choices):
        return choices[int(self.rng.random() * len(choices))]

    def chance(self, share):
        return self.rng.random() < share

    def thinned(self, template):
        """The line without some of the sentences that no other one needs: those with no thing that comes in, no cry, nothing said."""
        out, at, depth, begin = [], 0, 0, 0
        for i, c in enumerate(template):
            if c == "[":
                if not depth:
                    begin = i
                depth += 1
            elif c == "]":
                depth -= 1
                group = template[begin:i + 1]
                whole = begin > 1 and template[begin - 2] in ".!?>]" and template[begin - 1] == " " and group[-2] in ".]" and template[i + 1:i + 2] in ("", " ")
                if not depth and whole and not BEARING.search(group) and self.chance(0.33):
                    out.append(template[at:begin])
                    at = i + 1
        return "".join(out) + template[at:]

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

    def move(self, match):
        """A line of a table, one that this story has not had where there is one."""
        lines = MOVES[match.group(1)]
        for _ in range(9):
            line = self.pick(lines)
            if line not in self.told_moves:
                break
        self.told_moves.add(line)
        return self.choose(line)

    def call(self, being):
        """The being by its name."""
        self.meant[being.sex] = being
        self.named[being] = 0
        return being.again(self) if being.sex == "n" else str(being)

    def refer(self, being, attr):
        """A form of a being: its pronoun where that can mean no one else."""
        clear = self.meant.get(being.sex) is being
        if attr == "s":
            if being.sex != "n" and clear and self.named.get(being, 99) < 11 and self.chance(0.6):
                return PRONOUNS[being.sex][0]
            return self.call(being)
        if attr == "own":
            return self.call(being) + "'s"
        form = ("he", "him", "his", "himself").index(attr)
        if clear or form == 3:
            return PRONOUNS[being.sex][form]
        return self.call(being) + ("'s" if attr == "his" else "")

    def value(self, name, attr):
        thing = self.bound[name]
        if hasattr(thing, "sex"):
            if attr in ("s", "own", "he", "him", "his", "himself"):
                return self.refer(thing, attr)
            if attr is None:
                return self.call(thing)
        text = getattr(thing, attr) if attr else thing.again(self) if hasattr(thing, "again") else thing
        return self.fill(self.choose(text)) if isinstance(text, str) else str(text)

    def fill(self, text):
        """text without its marks, told from left to right."""
        out, at = [], 0
        for m in MARK.finditer(text):
            self.say(out, text[at:m.start()])
            at = m.end()
            if m.group(1):
                out.append(self.value(m.group(1), m.group(2)))
            else:
                out.append(self.speech(*m.groups()[2:]))
        self.say(out, text[at:])
        return "".join(out)

    def say(self, out, text):
        out.append(text)
        words = len(WORD.findall(text))
        for being in self.named:
            self.named[being] += words

    def speech(self, who, to, mood, text):
        """The text as who says it, in one of the forms that a said thing has."""
        who, to = self.bound[who], self.bound.get(to)
        after, before = MOODS[mood or ""]
        parts = [mark(p.strip()) for p in SENTENCE.findall(text)]
        parts = self.called(who, to, mood, parts)
        form = self.rng.random()
        if form < 0.35:  # X said, "..."
            act = self.pick(before)
            verb = self.verb(parts[-1] if len(parts) == 1 else ".", to and not act)
            lead = self.refer(who, "s") + (" " + act + " and " if act else " ") + verb
            lead += self.hearer(verb, to, act)
            return '%s, "%s"%s' % (lead, self.fill(" ".join(parts)), END)
        split = len(parts) > 1 and form < 0.75
        first = parts[:1] if split else parts
        said = self.fill(" ".join(first))
        last = said[-1]
        verb = self.verb(last, to)
        name = self.refer(who, "s")
        order = "%s %s" % ((verb, name) if name[0].isupper() or name.startswith("the") and self.chance(0.7) else (name, verb))
        tail = self.pick(after) if not to or verb != "told" else ""
        hearer = self.hearer(verb, to, tail)
        if verb == "told" or hearer and verb == "asked":
            order = "%s %s" % (name, verb)
        end = '"%s" %s%s%s.' % (said[:-1] + "," if last == "." else said, order, hearer, tail and " " + tail)
        if split:
            end += ' "%s"%s' % (self.fill(" ".join(parts[1:])), END)
        return end

    def called(self, who, to, mood, parts):
        """The sentences, with a word before them or the name of the one they are said to."""
        hero = self.bound["h"]
        to = to or (hero if who is not hero else None)
        first = parts[0]
        if to and self.chance(0.4) and "{" not in first and to.call not in first and first[:-1].count(",") == 0:
            first = "%s, %s%s" % (first[:-1], to.call, first[-1])
        if mood and self.chance(0.4) and not CALL.match(first) and not first.startswith("{"):
            word = self.pick(CALLS[mood])
            if word[-1] == ",":
                first = word + " " + (first if first.startswith(("I ", "{")) else first[:1].lower() + first[1:])
            else:
                return [word, first] + parts[1:]
        return [first] + parts[1:]

    def verb(self, text, to):
        verb = self.pick(VERBS[text[-1]])
        return "said" if verb == "told" and not to else verb

    def hearer(self, verb, to, busy):
        if not to or busy:
            return ""
        if verb in ("told", "asked"):
            return " " + (self.call(to) if to.sex == "n" else self.refer(to, "him"))
        return " to " + (self.call(to) if to.sex == "n" else self.refer(to, "him")) if verb == "said" and self.chance(0.4) else ""

    def line(self, template):
        text = self.choose(self.thinned(template)).replace("^", END)
        while MOVE.search(text):
            text = MOVE.sub(self.move, text, count=1)
        return tidy(self.enrich.line(vary(tidy(self.fill(text)), self.rng))).replace(END, "")

    def shuffled(self, lines):
        """The lines with each run of "& " lines in an order of chance."""
        out, free = [], []
        for line in lines + [""]:
            if line.startswith("& "):
                free.append(line[2:])
                continue
            self.rng.shuffle(free)
            out += free
            free = []
            out.append(line)
        return out

    def story(self, template):
        paragraphs, told = [], []
        for line in self.shuffled([raw.strip() for raw in template.strip().split("\n")]):
            if not line:
                if told:
                    paragraphs.append(" ".join(told))
                told = []
                self.named = {b: 99 for b in self.named}
                continue
            if line.startswith("? "):
                if self.chance(0.5):
                    continue
                line = line[2:]
            text = self.line(line)
            if text and told and JOIN.match(text) and len(told[-1].split()) + len(text.split(".")[0].split()) < 16 and told[-1][-1] == "." and '"' not in told[-1] and " and " not in told[-1] and self.chance(0.35):
                told[-1] = "%s, and %s" % (told[-1][:-1], text[0].lower() + text[1:])
            elif text:
                told.append(text)
        return "\n\n".join(paragraphs)


def tidy(text):
    """Blanks, articles and capital letters as they must be."""
    text = re.sub(r" +", " ", text).strip()
    text = re.sub(r" ([.,!?])", r"\1", text)
    text = re.sub(r'([.!?]")\.', r"\1", text)
    text = re.sub(r"\b([Aa]) (?=(\w[\w-]*))", lambda m: m.group(1) + "n " if AN.match(m.group(2)) else m.group(0), text)
    text = re.sub(r"((?:[.!?]|" + END + r") )([a-z])", lambda m: m.group(1) + m.group(2).upper(), text)
    text = re.sub(r'(^|[ ])"([a-z])', lambda m: m.group(1) + '"' + m.group(2).upper(), text)
    return capital(text)
