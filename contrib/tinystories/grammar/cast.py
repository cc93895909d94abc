# SPDX-License-Identifier: MIT
"""Chooses who and what a story has, so that names differ and classes fit."""
import people as P
import places as L
import words as W
from realise import Teller
from scenes import gesture, scene, sky

MEALS = ["breakfast", "lunch", "school", "dinner", "a nap"]
DREAMS = ["stars", "the sea", "flying", "friends", "tomorrow", "sunny days", "ice cream", "birds", "a big castle", "new adventures", "flowers", "the moon",
          "a garden", "ships", "rainbows", "candy", "kind faces", "horses", "clouds", "snow"]


class Cast(Teller):
    def __init__(self, rng):
        super().__init__(rng)
        self.names, self.kinds, self.nouns = [], [], []
        games = self.two(W.GAMES)
        self.put(meal=self.pick(MEALS), game=games[0], game2=games[1], dream=self.pick(DREAMS), nick=self.pick(P.PET_NAMES_M), weather=self.pick(W.WEATHER), scene=lambda rng: scene(self), they="they")

    def put(self, **entities):
        self.bound.update(entities)

    def two(self, choices):
        first = self.pick(choices)
        second = self.pick(choices)
        while second == first:
            second = self.pick(choices)
        return first, second

    def fresh(self, choices, used):
        """one of choices that this story has not had yet"""
        one = self.pick(choices)
        for _ in range(50):
            if one not in used:
                break
            one = self.pick(choices)
        used.append(one)
        return one

    def trait(self):
        return self.pick(list(P.TRAITS))

    def child(self, sex=None):
        sex = sex or self.pick("mf")
        name = self.fresh(P.GIRLS if sex == "f" else P.BOYS, self.names)
        kind = self.pick(["girl"] if sex == "f" else ["boy"])
        return P.Being(sex, kind, name, self.pick(["little", "little", "young", "small"]), self.trait())

    def animal(self, kinds=None, sex=None, name=None, adj=None):
        kind = self.fresh(kinds or P.HEROES, self.kinds)
        sex = "f" if kind in ("cow", "hen") else "m" if kind == "rooster" else sex or self.pick("mf")
        if not name:
            name = self.chance(0.75)
        given = self.fresh(P.PET_NAMES_F if sex == "f" else P.PET_NAMES_M, self.names) if name else ""
        return P.Being(sex, kind, given, adj or self.pick(P.ANIMALS[kind][5]), self.trait(), P.ANIMALS[kind])

    def hero(self, animals=0.4, kinds=None):
        h = self.animal(kinds, name=True) if self.chance(animals) else self.child()
        self.lead(h)
        return h

    def lead(self, h):
        """h is who the story is about: {h}, with kin {p} and likings {fun}"""
        self.put(h=h, p=self.kin(h))
        self.put(kin=self.bound["p"])
        fun, fun2 = self.two(W.FUN_ANIMAL if h.animal else W.FUN)
        self.put(fun=fun, fun2=fun2, land=self.pick(L.LANDS))

    def kin(self, h):
        words = P.KIN[:6] if h.animal else P.KIN
        return P.Kin(*self.pick(words), h, self.chance(0.25))

    def friend(self, h, kinds=None, near=None):
        """a friend of h's own sort; more often than not of the other sex, which keeps pronouns clear"""
        sex = ("m" if h.sex == "f" else "f") if self.chance(0.75) else h.sex
        if not h.animal:
            return self.child(sex)
        kinds = kinds or [k for k in P.HEROES if P.ANIMALS[k][1] == h.habitat and k != h.kind]
        if len(kinds) < 2:
            kinds = P.LAND
        return self.animal(kinds, sex, name=True)

    def adult(self):
        role, sex = self.fresh(P.ROLES, self.kinds)
        adj = "" if role.startswith("old") else self.pick(["kind", "old", "friendly", "busy", "nice", "tall", "young", "cheerful"])
        if self.chance(0.7) and not role.startswith("old"):
            return P.Being(sex, role, ("Mr. " if sex == "m" else "Mrs. ") + self.fresh(P.SURNAMES, self.names), adj, "kind")
        b = P.Being(sex, role, "", adj, "kind")
        b.call = ("Sir" if sex == "m" else "Ma'am") if role.startswith("old") else b.call
        return b

    def thing(self, entries, **more):
        noun, adjs = self.fresh(entries, self.nouns)[:2]
        return W.Thing(noun, self.adj(noun, adjs), **more)

    def adj(self, noun, adjs):
        adj = self.pick(adjs)
        while adj in noun:
            adj = self.pick(adjs)
        return adj

    def toy(self, toys=W.TOYS):
        noun, adjs, verbs = self.fresh(toys, self.nouns)
        do, did = self.pick(verbs)
        return W.Thing(noun, self.adj(noun, adjs), do=do, did=did)

    def food(self, foods=W.FOODS, number=None, keep=True):
        want = number
        noun, number, adjs = self.fresh([f for f in foods if want in (None, f[1])], self.nouns)
        if not keep:
            self.nouns.pop()
        return W.Thing(noun, self.adj(noun, adjs.split()), number)

    def clothing(self):
        noun, adjs = self.pick(W.WORN)
        return W.Thing(noun, self.adj(noun, adjs), "many" if noun in W.PAIRS else "one").a

    def pause(self, told):
        """A small gesture of one who is there."""
        there = [n for n in ("h", "f", "g") if n in self.bound and str(getattr(self.bound[n], "name", "")) and str(self.bound[n]) in told[-600:]]
        return gesture(self, self.pick(there)) if there else ""

    def sky(self):
        return sky(self)

    def place(self, h=None, among=L.CHILDREN):
        if h is not None and h.animal:
            names = L.HABITAT.get(h.habitat, ["meadow", "forest", "field", "hill"])
            return L.BY[self.pick(names)]
        return self.pick(among)

    def open(self):
        """The first sentences: who the story is about."""
        h = self.bound["h"]
        deed = self.pick(P.TRAITS[h.trait])
        once = self.pick(["Once upon a time", "Once upon a time", "Once", "A long time ago", "Long ago", "Once there was a time when"][:5])
        self.put(trait=h.trait, deed=deed)
        adj = self.pick([h.adj, h.trait, h.trait, h.trait + " " + h.adj if h.adj != h.trait else h.trait])
        first = self.pick([
            once + ", [in {land}, |]there [was|lived] a " + adj + " {h.kind} [named|called] {h}.",
            once + ", there [was|lived] a " + adj + " {h.kind}. [{^h.his} name was {h}|The {h.kind} was called {h}|Everyone called {h.him} {h}].",
            "There [once was|was once|was] a " + adj + " {h.kind} [named|called] {h}[ who lived in {land}|].",
            "{h} was a " + adj + " {h.kind}[ who lived in {land}| who {deed}|].",
            "{h} the {h.kind} [lived in {land}|had a lot of friends|was " + h.trait + " and " + self.pick(["good", "full of life", "full of ideas", "well liked"]) + "].",
            "In {land} [there lived|lived] a " + adj + " {h.kind} [named|called] {h}.",
        ])
        if h.animal:
            first = first.replace("{land}", "{lair}")
            self.put(lair=self.lair(h))
        second = self.pick([
            "{h.s} [loved|liked|always wanted] to {fun}.",
            "{h.s} [loved|liked] to {fun} and {fun2}.",
            "{^h.he} {deed}.", "{h.s} {deed}[, and everyone knew it|].",
            "Every day, {h.s} [loved|liked] to {fun}.",
            "More than anything, {h.s} [loved|liked] to {fun}.", "",
        ])
        if "{deed}" in first and "{deed}" in second:
            second = ""
        return first + "\n" + second + "\n"

    def lair(self, h):
        if h.habitat == "ice":
            return "the cold, icy north"
        if h.habitat in ("sea", "jungle"):
            return "the [big blue|deep blue|wide] sea" if h.habitat == "sea" else "the [green|hot|wide] jungle"
        if h.habitat == "house":
            return "a [little|big|warm] house"
        if h.habitat in ("beach", "mountain", "farm", "lake", "river"):
            return {"beach": "a [little|cozy] hole by the sea", "mountain": "a [big|dark] cave in the mountains", "farm": "a barn on a [little|big|busy] farm",
                    "lake": "a nest by the lake", "river": "a cozy home by the river"}[h.habitat]
        nest = h.home if h.home not in ("shell", "lily pad", "flower", "leaf", "pile of leaves", "web", "tall grass", "thicket", "glade") else "home"
        return "a [cozy|little|warm] " + nest + " in the " + h.habitat if h.habitat != "pond" else "a [cozy|little|warm] home by the pond"
