# SPDX-License-Identifier: MIT
"""Chooses who and what a story has, so that names differ and classes fit."""
import words as W
from tell import Teller


class Being:
    """Somebody: str() is what it is called after it came in."""

    def __init__(self, sex, kind, name, adj):
        self.sex, self.kind, self.name, self.adj = sex, kind, name, adj
        self.call = name.replace("the ", "little " if adj in ("little", "tiny", "small") else "dear ")
        self.a = "a %s %s" % (adj, kind)
        self.animal = kind not in ("boy", "girl", "mom", "dad", "grandma", "grandpa")

    def __str__(self):
        return self.name

    def again(self, teller):
        """One without a name, as it is called again."""
        return "the %s %s" % (self.adj, self.kind) if teller.chance(0.3) else self.name


class Thing:
    """Something: str() is its noun, a has the article and what it is like."""

    def __init__(self, noun, adj):
        self.noun, self.adj = noun, adj
        self.full = adj + " " + noun
        self.a = "a " + self.full

    def __str__(self):
        return self.noun

    def again(self, teller):
        return self.full if teller.chance(0.3) else self.noun


class Cast(Teller):
    """What a plot asks for its people and things."""

    def __init__(self, rng):
        super().__init__(rng)
        self.had = set()
        self.many("food food2 food3", W.FOODS)
        self.many("game game2", W.GAMES)
        self.many("sight sight2", W.SIGHTS)
        self.many("picture picture2", W.PICTURES)
        self.many("sky sky2", W.SKY)
        self.many("dream", W.DREAMS)
        self.many("out out2", W.OUT)
        self.many("spot spot2 spot3", W.SPOTS)
        self.many("room room2 room3", W.HOME_SPOTS)
        self.many("place place2", W.PLACES)
        self.many("color color2", W.COLORS.split())

    def put(self, **entities):
        self.bound.update(entities)
        if "a" in entities and "f" not in self.bound:
            self.bound["they"] = Pair(self, self.bound["h"], entities["a"])

    def many(self, names, choices):
        """Binds each of the names to another of the choices."""
        got = []
        for name in names.split():
            one = self.pick(choices)
            while one in got:
                one = self.pick(choices)
            got.append(one)
            self.bound[name] = one

    def row(self, names, lines):
        """Binds the names to the fields of one line of a table."""
        fields = self.pick(lines.strip().split("\n")).split(" / ")
        self.bound.update(zip(names.split(), fields, strict=True))

    def fresh(self, choices):
        one = self.pick(choices)
        while one in self.had:
            one = self.pick(choices)
        self.had.add(one)
        return one

    def noun(self, entries):
        """An entry of a table whose noun the story has not had."""
        noun, adjs = self.pick(entries)
        while noun in self.had:
            noun, adjs = self.pick(entries)
        self.had.add(noun)
        return noun, self.pick([a for a in adjs if a not in noun.split()])

    def thing(self, entries):
        return Thing(*self.noun(entries))

    def child(self, sex=None):
        sex = sex or self.pick("mf")
        name = self.fresh(W.GIRLS if sex == "f" else W.BOYS)
        return Being(sex, "girl" if sex == "f" else "boy", name, self.pick(["little", "little", "young", "small"]))

    def animal(self, sex=None):
        sex = sex or self.pick("mf")
        kind, adj = self.noun(W.HEROES)
        return Being(sex, kind, self.fresh(W.SHE_PETS if sex == "f" else W.HE_PETS), adj)

    def met(self, among=W.MET):
        """One who is called by its kind."""
        kind, adj = self.noun(among)
        return Being("n", kind, "the " + kind, adj)

    def hero(self, animals=0.35):
        """Binds h, whom the story is about, and a parent p, more often than not of the other sex."""
        h = self.animal() if self.chance(animals) else self.child()
        sex = {"m": "f", "f": "m"}[h.sex] if self.chance(0.7) else h.sex
        p = Being(sex, "mom" if sex == "f" else "dad", "Mom" if sex == "f" else "Dad", "")
        g = Being({"m": "f", "f": "m"}[h.sex], *(("grandma", "Grandma") if h.sex == "m" else ("grandpa", "Grandpa")), "")
        traits = self.pick(W.TRAITS)
        trait = self.pick(traits)
        trait2 = self.pick([t for t in traits if t != trait])
        fun = W.FUN_ANIMAL if h.animal else W.FUN
        self.put(h=h, p=p, g=g, trait=trait, trait2=trait2)
        self.many("fun fun2 fun3", fun)
        self.put(they=Pair(self, h, p))
        return h

    def friend(self):
        """Binds f, a friend of the hero of the other sex, and they."""
        h = self.bound["h"]
        sex = {"m": "f", "f": "m"}[h.sex]
        f = self.animal(sex) if h.animal else self.child(sex)
        self.put(f=f)
        self.put(they=Pair(self, h, f))
        return f


class Pair:
    """Two friends: both names at first and now and then again."""

    def __init__(self, cast, h, f):
        self.cast, self.h, self.f = cast, h, f

    def __str__(self):
        c = self.cast
        if min(c.named.get(self.h, 99), c.named.get(self.f, 99)) < 12 and c.chance(0.4):
            return "they"
        if self.f.sex != "n" and self.f.name not in ("Mom", "Dad") and c.chance(0.15):
            return "the two friends"
        pair = [self.h, self.f]
        c.rng.shuffle(pair)
        return "%s and %s" % tuple(c.call(b) for b in pair)
