# SPDX-License-Identifier: MIT
"""Small choices that any sentence leaves: short forms, and words that say the same."""
import re

# (what is told, what may be told in its place); the first stands more often than all others together.
LINES = """
I am=I'm
you are=you're
it is=it's
that is=that's
do not=don't
did not=didn't
does not=doesn't
cannot=can't
could not=couldn't
was not=wasn't
is not=isn't
would not=wouldn't
we will=we'll
I will=I'll
let us=let's
began to=started to
looked for=searched for|hunted for
looked at=stared at|gazed at|glanced at
looked around=looked here and there|looked about
looked in=peeked in|peered in
looked under=peeked under|searched under
looked behind=peeked behind|searched behind
saw=noticed|spotted
found a=discovered a
ran to=hurried to|rushed to|raced to
ran home=hurried home|rushed home
went to the=walked to the|headed to the
went home=walked home|headed home
came by=walked by|passed by
came along=came by|walked up
smiled=grinned
laughed=giggled
cried with=wept with
clapped and cheered=cheered and clapped
jumped up=leaped up|hopped up
tried again=tried once more|gave it another try
a little better=a bit better|better
a little funny=a bit funny|rather funny
a little scared=a bit scared|still scared
at last,=finally,|after a long time,
suddenly,=all at once,|all of a sudden,
soon the=before long, the|a little later, the
so they=and so they
but then=and then
very happy=really happy|so happy|happy as could be
so happy=very happy|really happy|full of joy
very proud=really proud|so proud
very sad=really sad|so sad
very sorry=really sorry|terribly sorry
so sad=very sad|really sad
so tired=very tired|really tired|worn out
so much=very much|a whole lot
scared=afraid|frightened
worried=anxious|uneasy
small=tiny
pretty=lovely|beautiful
clever=smart
it was quiet=it was still|all was quiet
tasty=yummy|delicious
strange=odd|funny|weird
nobody=no one
everyone=everybody
everybody=everyone
everywhere=all over the place
all day=all day long|the whole day
every day=each day|day after day
every morning=each morning
that night,=at night,|late that night,|when night came,
in the evening,=that evening,
from then on,=from that day on,|after that,
the next day,=a day later,|the next morning,|the day after,
after a while,=a little later,|some time later,|by and by,
learned that=understood that|found out that|knew now that
shouted=yelled
put the=laid the|placed the
came back=returned
went away=walked away|left
ran away=dashed off|ran off
fell down=fell over|tumbled down
got some=took some|found some
thought about it=thought it over|gave it some thought
asked everyone=asked everybody
at once=right away
very good=really good
very brave=so brave|really brave
it was only=it was just|that was only
it was just=it was only
played with=had fun with
they laughed and laughed=they laughed until their tummies hurt
for a long time=for a long while|for quite some time
not so bad=not bad at all
liked to=loved to
loved to=liked to
sang a song=sang a tune
next to=beside
beside=next to
until=till
had a friend named=had a friend called
a good friend=a true friend|a dear friend
best friends=dear friends|the best of friends
went up to=walked up to|came up to
wanted to=hoped to|wished to|was going to
could not wait to=was eager to|was excited to
sat down=took a seat
stood still=stopped|did not move|stood quite still
came in=walked in|stepped in
walked=strolled|wandered|marched
angry=cross|mad|upset
good idea=fine idea|clever idea|great idea|wonderful idea
great idea=fine idea|clever idea|good idea|wonderful idea
big=large|huge
just then=at that moment|right then|that very moment
one morning=one bright morning|one fine morning
one afternoon=one long afternoon
all morning=the whole morning|from breakfast to lunch
all afternoon=the whole afternoon|from lunch to dinner
no one was there=there was nobody|not a soul was there
nothing happened=nothing at all happened
thank you so much=thank you very much|thanks a lot|a thousand thanks
I have an idea=I've got an idea|I know something|I have a plan
I am sorry=I'm so sorry|I am very sorry|please forgive me
I do not know=I don't know|I have no idea
too heavy=much too heavy|far too heavy
worked hard=worked and worked|did good work
heard a voice=heard someone|could hear a voice
went back to=walked back to|hurried back to|returned to
do you want to play=would you like to play|shall we play|will you play
"""
WORDS = {}
for line in LINES.strip().split("\n"):
    told, others = line.split("=")
    WORDS[told] = others.split("|")
SHORT = r"(?= [a-zA-Z])"
PATTERN = re.compile(r"\b(?:(?:" + "|".join(sorted((w for w in WORDS if "'" in WORDS[w][0]), key=len, reverse=True)) + ")" + SHORT + "|(?:"
                     + "|".join(sorted((w for w in WORDS if "'" not in WORDS[w][0]), key=len, reverse=True)) + r")(?!\w))", re.I)


def vary(text, rng):
    """text with some of its words told in another way."""
    def other(m):
        words = m.group()
        if rng.random() < 0.45:
            return words
        choices = WORDS.get(words) or WORDS.get(words[:1].lower() + words[1:])
        if not choices:
            return words
        new = choices[int(rng.random() * len(choices))]
        return new[:1].upper() + new[1:] if words[:1].isupper() else new
    return PATTERN.sub(other, text)
