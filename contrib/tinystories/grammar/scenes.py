# SPDX-License-Identifier: MIT
"""Small sentences that any story may have: the sky, the time of year, what is met on the way."""
import people as P
import words as W

SKY = """the sun was [warm|bright|high in the sky|just coming up|big and yellow]
the sky was [blue|clear and blue|gray, but it did not rain|full of small white clouds|pink and gold]
a [soft|cool|warm|strong|little] wind [blew|moved the leaves|came from the sea|played in the grass|shook the branches]
[white|fat white|small|two] clouds [sailed across the sky|looked like sheep|looked like ships|moved slowly over the hills]
it had [rained|snowed a little] in the night, and [the grass was wet|everything looked clean|there were puddles on the road|the air smelled fresh]
[birds|little birds|many birds] [sang|chirped|called] in the [trees|bushes|old oak|garden]
the [grass|air] [smelled sweet|was fresh|was cool and fresh]
[bees|fat bees] [hummed|buzzed] [around the flowers|in the roses|from flower to flower]
[yellow|red|brown] leaves [fell|danced|blew] [from the trees|in the wind|over the path]
there was [dew|frost] on the [grass|leaves], and it [shone|sparkled] in the sun
[butterflies|two butterflies|a white butterfly] [flew|danced] over the [flowers|path|fence]
it was [so warm|so hot|a bit cold|so nice outside], and [everyone was outside|the streets were full|nobody wanted to stay inside|all the windows were open]
the [flowers|roses|tulips|daisies|trees] [were in bloom|had new buds|smelled good|nodded in the wind]
a [rooster|dog|cow|church bell|crow] [called|could be heard] far away"""
DOING = {
    "fly": "sat on a fence and sang|carried a twig to its nest|looked for worms|washed its wings in a puddle|flew in circles|fed three hungry babies|sat on a roof",
    "walk": "slept in the sun|drank from a puddle|looked for food|ate some grass|carried a stick|rolled on its back|hid behind a stone|scratched its ear|ran after a leaf|played with its tail|dug a hole|jumped over a log|sniffed at a flower|rested in the shade",
    "crawl": "climbed up a stem|sat on a leaf|crossed the path very slowly|slept under a stone|carried a crumb|rested on a flower",
}
PEOPLE = """a woman with a basket of [eggs|apples|flowers|bread|wool]
a man who [painted a fence|pushed a cart|fixed a roof|sold balloons|swept the street|cut the grass|carried a ladder]
two [boys|girls|children] who [flew a kite|jumped rope|sold lemonade|drew on the ground with chalk|shared an orange]
an old [man|woman] who [fed the birds|sat on a bench|walked with a stick|told a story to some children|looked for a lost glove|played the violin]
a [farmer|mailman|baker|fisherman|sailor|painter] who [whistled a tune|waved to everyone|carried a heavy bag|was in a hurry|wiped his forehead]
a [red|blue|green|yellow] [truck|car|bus|tractor|bike|train] that [went by with a loud noise|was stuck in the mud|honked its horn|carried hay|was very clean]"""
FEELS = """It was a good day to {fun}
{h} [hummed|sang|whistled] a [little|happy|funny|new] [song|tune]
{h} had [slept well|had a big breakfast|eaten {ate}] and was [full of energy|ready for anything|in a good mood]
{h} [wore|had on] {worn}
{h} [skipped|hopped|jumped] over [a puddle|a log|a stone|a little stream|the cracks in the path]
{h} [counted|named|looked at] [the clouds|the trees|the birds|the flowers|all the colors {h.he} could see]
"[What a [nice|lovely|fine|beautiful] day|I feel so good today|I am so happy today|I wonder what will happen today|This will be a good day]," {h} [said|thought]"""


def sky(cast):
    """What the weather is like, as the rest of a sentence."""
    return cast.pick(SKY.split("\n")) + "."


GESTURES = """{$1} [scratched|rubbed|touched] {$1.his} [nose|ear|head|chin|neck]
{$1} [blinked|took a breath|stood still|waited a little|turned around|held still|leaned forward]
{$1} [looked|glanced] [up|down|around|at {$1.his} feet|at the sky|to the left and to the right|behind]
{$1} [whispered|said], "[Oh|Hm|Well, well|Oh my|My, my|Goodness|Wow|I see|Oh boy]!"
{$1} [thought|had to think] of {dream}
{$1} [could feel|felt] {$1.his} heart [beat|jump|go boom, boom]
{$1} [swallowed|sighed|coughed|sniffed|hummed] [softly|once|twice|a little]
{$1} [wondered|asked {$1.himself}] what would [happen|come] next
{$1} [took|made] [a|one] [small|little|big] step [forward|back|to the side]
{$1} would [never|not] forget [that|this moment|it]
{$1} [pressed|shut] {$1.his} lips [together|tight]"""


def gesture(cast, name):
    return cast.pick(GESTURES.split("\n")).replace("$1", name) + "."


def scene(cast):
    """One or two such sentences, as a template."""
    kind = cast.pick(["beast", "beast", "folk", "feel", "feel"])
    h = cast.bound["h"]
    if kind == "beast":
        name = cast.pick([k for k, v in P.ANIMALS.items() if v[1] in ("forest", "field", "farm", "garden", "house", "meadow", "pond") and k != h.kind and k not in cast.kinds])
        move = P.ANIMALS[name][3]
        verb = "fly" if move == "flew" and P.ANIMALS[name][2] != "tiny" else "crawl" if P.ANIMALS[name][2] == "tiny" and name not in ("mouse", "frog", "toad", "chick") else "walk"
        return "[On the way, |]{h} [saw|passed|met|noticed] a %s %s that %s." % (cast.pick(P.ANIMALS[name][5]), name, cast.pick(DOING[verb].split("|")))
    if kind == "folk" and not h.animal:
        return "[On the way, |]{h} [saw|passed|met|noticed] " + cast.pick(PEOPLE.split("\n")) + "."
    line = cast.pick(FEELS.split("\n"))
    if "worn" in line and h.animal:
        return "{h} was in a [good|happy|great] mood."
    cast.put(worn=cast.clothing(), ate=cast.food(W.LUNCH, keep=False).a)
    return line + "."
