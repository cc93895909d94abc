# SPDX-License-Identifier: MIT
"""Plots of things: lost, broken, wanted, shared, found, made, given."""
import re

import words as W

BITS = """an old sock;a red crayon;two marbles;a bent spoon;a dusty book;a dead fly;a broken pencil;a lost glove;a gray feather;some crumbs;a dry leaf;
a rusty key;a paper hat;three buttons;a ball of wool;a blue comb;a cookie from last week;a spider;a bit of string;a torn page;an empty box;a tiny spoon;
a birthday card;a walnut;a shoe with a hole;a wooden block;a puzzle piece;a pink ribbon;a candy wrapper;a green bead""".replace("\n", "").split(";")
PEOPLE = """the baker;the mailman;a farmer;a fisherman;the teacher;an old man on a bench;a woman with a stroller;a boy on a bike;a girl with a jump rope;
the bus driver;the doctor;a gardener;a lady in a long coat;a man with a ladder;two sisters on a swing;a painter;the shoemaker;a policeman;the milkman;
a man with a gray beard;a woman at the well;three boys with a ball;the grocer;a shepherd;the twins from next door""".replace("\n", "").split(";")


# Common words of the templates below, and what may stand in their place.
SAME = [line.rsplit("=", 1) for line in r"""at last=[at last|in the end|finally]
soon=[soon|before long|in a little while]
a bit=[a bit|a little]
ran(?= home| back| off| there| past| down| up| through)=[ran|hurried|raced|rushed]
laughed=[laughed|giggled|chuckled]
began=[began|started]
walked=[walked|went|marched]
very=[very|really]
nice(?! of)=[nice|lovely|fine]
pretty=[pretty|lovely|beautiful]
funny=[funny|silly]
looked(?= at| around| back| down| up| out)=[looked|glanced|peeked]
sat down=[sat down|sank down|took a rest]
wanted to=[wanted to|hoped to|wished to]
went out=[went out|set out|headed out]
friend(?= \{f\})=[friend|good friend|dear friend|old friend]
a moment=[a moment|a little while|a minute]
fell(?! over| apart| off| in| down| on)=[fell|dropped|tumbled]
jumped=[jumped|leaped|hopped]
I have(?! been| it| to)=[I have|I have got]
I want to=[I want to|I would like to|I wish to]
let us=[let us|we can|we could|let us]
can I=[can I|may I]
we need=[we need|we could use]
on the way=[on the way|on the road|along the way]
big=[big|great|large|big]
new=[new|new|brand new]
got stuck=[got stuck|was caught|hung]
lay(?! there)=[lay|was|rested]
it was fun=[it was fun|it was a joy|that was fun]
everything=[everything|every bit]
tried to=[tried to|wanted to]
good things=[good things|the best things]
but=[but|but|yet]""".strip().split("\n")]
WORD = re.compile(r"<[^<>:]*[:>]|\{\w+\.\w+\}(?! friend)|\b(?:" + "|".join(a for a, _ in SAME) + r")\b", re.I)


def loose(text):
    """text with some of its common words opened into choices."""
    def other(m):
        for pattern, words in SAME:
            if re.fullmatch(pattern.split("(?")[0], m.group(), re.I):
                first = m.group()[0]
                return re.sub(r"([\[|])(\w)", lambda k: k.group(1) + k.group(2).upper(), words) if first.isupper() and pattern[0] != "I" else words
        return m.group()
    return WORD.sub(other, re.sub(r"\n +\n", "\n", text))  # an empty line ends a paragraph, one of blanks does not


def extras(w):
    """Binds little things that lie about, and people of the town."""
    w.many("bit bit2", BITS)
    w.many("who who2", PEOPLE)


def lost_toy(w):
    """A toy is lost, looked for and found."""
    w.hero()
    extras(w)
    w.put(they2=w.bound["they"])
    w.put(t=w.thing(W.TOYS), a=w.met())
    return loose("""
    <intro>
    ? <likes>
    [{h.s} had a {t.full}|{h.own} favorite toy was a {t.full}|{p} once gave {h.him} a {t.full}|Of all {h.his} toys, {h.s} liked the {t.full} best|A {t.full} was {h.own} dearest toy|{g} had sent {h.him} a {t.full}|One day, with a {color} bow on it, there came a {t.full} from {g}], [and it went everywhere with {h.him}|and every night it slept {room}|and the two had tea and {food} together|and {h.he} told it all about {dream}|and {h.he} would not play {game} without it|and {h.he} even took it to the {place}].

    <when> [the {t} was gone|{h.s} could not find the {t}|the {t} was not {room} anymore|{h.s} woke up and missed the {t}|{h.s} wanted to play {game2}, but where was the {t}|the toy box held {bit}, but no {t}|{h.s} came home from the {place} without the {t}].
    ? <worried>
    & [{h.s} looked {room2}|Could it be {room2}? {h.s} peeked|{h.s} crawled around and felt {room2}|{h.s} turned on a light and looked {room2}|First {h.s} tried {room2}|Was it {room2}? {h.s} checked], but [only {bit} was there|there lay nothing but {bit}|found just {bit}|all {h.he} saw was {bit}|{bit} was not what {h.he} wanted].
    & ? [{h.s} looked {room3}, too, and found {bit2}|{room3} there was {bit2}, and that was all|Next came the place {room3}. Nothing|{p} even looked {room3}, with no luck|"Are you {room3}?" called {h}. The {t} said nothing].
    """ + w.pick(["""
    <asked_why>
    <h/sad: [I lost my {t}|My {t} is gone|I cannot find the {t} I love so much|I want my {t} back|I miss my {t}]. [|[I looked {room2} and all over|It is not even {room2}|I cannot sleep without it|Can you help me|It must be scared all alone].]>
    <p/kind: [Let us look together|We will find it|Do not give up|Two see more than one|Toys do not run away]. [|[Where did you play {game}|Where were you yesterday|Think of the last time you had it|Did you take it to the {place2}|What did you do after lunch].]>
    [{h.s} closed {h.his} eyes and saw it again: {game} {out}|Yesterday, {h.s} had played {game} {out}|{h.s} thought of sitting {out}, with {sight} close by|Now it came back to {h.him}: the picnic {out}, with {food2}|{h.s} had carried it {out} to show it {sight}|Then {h.s} remembered a nap {out}].
    [{they2} ran there|Hand in hand, {they2} went back|{p} took a lamp, and off they went|So {they2} put on boots and hurried out|They took {food} along and set off], and [{spot} lay the {t}|there, {spot}, sat the {t}, a bit wet|something shone {spot}. It was the {t}|{p} reached {spot} and pulled out the {t}|a {t.adj} thing peeked out {spot}. The {t}].
    <glad>
    ? <thank_p>
    """, """
    [{h.s} went out to the {place} and asked {a.a}|Outside, {h.s} met {a.a} {out}|{a.a} sat {out} and saw {h.his} sad face|{h.s} kept looking and bumped into {a.a} {out}|Near {sight}, {h.s} came upon {a.a}].
    <h/sad: [Have you seen my {t}|Did a {t.full} come this way|Can you help me find a {t.full}|I lost my {t}, and I looked {room2} and all over|Please, did you see my {t}].>
    <a/kind: [Yes, I think so|I know where it is|Something {t.adj} fell down this morning|Oh, so it is yours|I saw the wind play with it]. [|[Come with me|It is {spot2}|Look {spot2}|I put it {spot2}, so that it stays dry|I took it for {food3}, but then I left it {spot2}].]>
    [{h.s} ran after {a}|{a} led the way past {sight2}|Off they went, [over a log|under a fence|past the {place2}] and [around a puddle|up a hill|through the leaves]|{h.s} followed {a} along the fence|One hop, two hops, and they were there], and [there was the {t}|{spot2} lay the {t}, safe and sound|{h.s} pulled the {t} out with both arms|soon {h.s} held the {t} again|[the {t} was just a bit dusty|it lay {spot2}, not even wet]].
    ? <glad>
    <thank_a>
    """, """
    <sad>
    [In the evening, {p} began to cook {food}|After a while, {p} hung up the wash|It got late, and {p} made the bed|At dinner, {p} looked for a pot|When {sky2}, {p} came in with a basket]. [Something fell down with a soft thump|Out came {bit2}, and then something {t.adj}|{p} stopped and laughed|Something was not soft at all|Under all the {color} cloth was a lump].
    <p h/glad: [Look what I found|Guess what was in here|Somebody was hiding|Who is this|Here is a friend of yours]! [|[It must have played {game} with us|It wanted some {food}, I think|You put it there when we played {game}|It slept here all day|You left it when you ate {food2}].]>
    [It was the {t}|{p} held up the {t}|There was the {t} at last|And in {p.his} hand was the {t}], [with flour on it|not lost at all|warm and dry|and it smelled like {food}|and {h.s} kissed it twice].
    ? <glad>
    ? <thank_p>
    """]) + """
    ? [From then on, the {t} slept {room}|After that, {h.s} put the {t} away each night|Now the {t} has its own bed {room}|{h.s} tied a {color2} string to the {t}|{h.s} learned to put {h.his} things away|"Never hide again," {h.s} told the {t}|That night, {h.s} held the {t} tight and dreamed of {dream}].
    <home>
    """)


def broken(w):
    """Something breaks, and the truth is told."""
    w.hero()
    extras(w)
    w.put(t=w.thing(W.FRAGILE), toy=w.thing(W.TOYS))
    return loose("""
    <intro>
    ? <likes>
    <when> {h.s} [played {game} in the house|ran around the living room with a {toy.full}|danced around the table and thought of {dream}|jumped on the couch and sang|played with a {toy.full} near the shelf|reached for {food} on the top shelf|wanted to be {picture} and ran through the hall|threw a {color} pillow in the air].
    ? [{p} had said not to run inside|It was fun, and {h.s} went faster and faster|{h.s} did not look where {h.he} was going|{p} was {out} and did not see it|One more turn, {h.s} thought|The floor was wet and smooth].
    [Crash|Bang|Oops|Smash|Clink|Boom]! [The {t.full} fell off the shelf|{h.s} bumped into a {t.full}|Down went the {t.full}|{h.own} elbow hit the {t.full} from {g}|A {t.full} slid off the table|The {t.full} rolled, rolled, and dropped|There went the {t.full} that {p} loved], and [now it had a big crack|it broke in two|pieces flew all over the floor|a piece landed {room2}|a piece was missing|a piece lay next to {bit}|its best side was gone].

    ? <worried>
    """ + w.pick(["""
    [{h.s} wanted to hide the pieces {room}|"I can hide it {room}," {h.s} thought|{h.s} [swept the pieces up|took the pieces|picked up every piece] and put them {room}|Quick, the pieces went {room}|{h.s} pushed the pieces {room}, next to {bit2}]. [|[But {h.his} tummy hurt|But [a small voice inside said no|then {h.he} thought of {p}]|Then {h.he} could not even eat {food}|But {game2} was no fun now|Still, {h.he} could only think of the {t}|But it did not feel right to sit there and {fun}].]
    """, """
    [Just then, {p} came in and saw the pieces|{p} heard the noise and called|A door opened, and there stood {p}|Soon {p} came home with a bag of {food}|{p} ran in from the {place}]. <p: [What was that noise|Who did this|What happened here|Did the wind do this|Was it the cat].> [It would be easy to say yes|{h.s} could blame the wind|{h.s} thought of a lie, but {h.his} face got hot|{h.s} looked at {bit2} on the floor|For a moment, {h.s} thought of saying no].
    """, """
    [{h.s} tried to fix it with {bit2}|{h.s} put the pieces together with [jam|honey|dough|flour] [from the kitchen|and {bit2}]|A bit of tape might help, {h.s} thought|{h.s} took some [paper|tape|cloth] and [string|glue|{color} paint] and [got to work|sat down to work|tried]], but [it fell apart again|now it looked even worse|it would not hold|that was no good]. [|[{h.s} sat in a corner and felt bad|The clock ticked, and {h.own} heart beat fast|{h.s} could not hide this {room}|What would {p} say|{h.s} looked out at {sight} and wished for help].]
    """]) + """
    [At last|In the end|Then|After a deep breath|With wet eyes], {h.s} [went to|walked up to|came to|took the hand of|stood in front of] {p}. <h p/shy: [I broke the {t}|The {t} is broken, and it was me|I have to tell you about the {t}. I broke it|It was my fault. I played {game} near the {t}|Please do not be angry. I hit the {t}|I did it. I was too wild and broke the {t}]. [|[I am so sorry|I am very sorry|I want to make it good again|I feel bad about it|You can have all my {food2}|I will not run inside again].]>

    ? [{p} was quiet for a moment|{p} looked at the pieces and then at {h}|{p} put down a {color} cup|{p} was not angry|{p} sat down and took {h.own} hand|To {h.own} surprise, {p} smiled].
    <p/kind: [Thank you for telling me|I am glad that you told me|It was brave to tell me the truth|That was hard to say, I know|Once I broke a lamp, too, and hid it {room3}|Are you hurt? No|The truth is worth more to me]. [|[A {t} is only a thing|We can fix it with glue|Everyone makes mistakes|You matter more than a {t}|Next time, play {game} {out}|Help me clean up, and all is well|I never liked that {t} so much].]>
    [{they} got some glue and put the {t} together|Side by side, {they} swept the floor|{they} made [a flower pot|a house for a snail|a bird bath|{picture}] out of [what was left|the pieces|it]|With glue and {color} paint, {they} made the {t} whole|{they} went to the [market|shop|fair] and found [a new {t}|one with {picture} on it]|Piece by piece, {they} worked until it was time for {food}|{they} put the {color} pieces in a picture of {picture}], [and it was fun|and {p} told a story about {dream}|and it did not take long|and {h.s} did most of it|and it looked a bit funny|and {p} hummed a song].
    ? <thank_p>
    [From then on, {h.s} played {game} {out}|{h.s} learned that it is good to tell the truth|{h.s} felt as light as a feather|"Now let us play {game2} outside," said {p}|{h.s} slept well and dreamed of {dream}|That day, {h.s} learned to be careful|The truth had made {h.own} heart light|After that, they shared some {food} and laughed].
    ? <home>
    """)


def share(w):
    """One will not share, and it is no fun alone."""
    w.hero()
    w.friend()
    extras(w)
    w.put(t=w.thing(W.TOYS))
    return loose("""
    <intro>
    [{h.s} had a new {t.full}|{g} gave {h.him} a {t.full}|For {h.his} birthday, {h.s} got a {t.full}|{p} came home with a {t.full} for {h}|In a big {color} box, {h.s} found a {t.full}|[After many weeks of saving|With the coins from {g}|At the fair], {h.s} bought a {t.full}], [and it was the best toy in the world|and {h.he} loved it more than {food}|and nobody {out} had one like it|and {h.he} played with it all day|and {h.he} put it {room} each night|and {h.he} would not let go of it].
    <when> {h.s} [took the {t} to the {place}|played with the {t} {out}|sat {out} with the {t}|carried the {t} past {sight}|went out with the {t} and some {food}|ran around {out} and held the {t} high]. [Soon {h.his} friend {f} came by|There was {f}, a good friend|{f}, who lived next door, saw it, too|A friend named {f} came running|Up came {f} with {bit}|{f} from the {place2} stopped to look].
    <f/glad: [What a nice {t}|I like your {t}|A {t.full}|I never saw such a {t}|Is that a new {t}|That looks like fun]! [|[May I play, too|Can I have a turn|Can we play {game} with it|I will give you {food} for a turn|May I hold it, just once].]>
    <h: [It is mine|I do not want to share|You cannot have it|This {t} is only for me|Go and play {game} with somebody else|You will break it|Get one of your own|I want it all for myself]. [|[Go away|You may only look|Leave me alone|I had it first|Maybe next year|Please go home].]> [{f.s} looked at the ground|{f.s} walked away|{f.s} went away with wet eyes|{f.s} sat down alone {out2}|Without a word, {f} went to sit {spot}|{f.s} swallowed hard and left].

    [{h.s} played alone|So {h.s} had the {t} all day|{h.s} [turned around and went on playing|went on with the {t} {out}]|Now the {t} was all {h.his}|For an hour, {h.s} played with nobody]. [|[At first, it was fun, but soon it was boring|The {t} was nice, but it could not laugh|[It got quiet, and only {sight2} was there to see|Nobody was there to look at {sight2} with {h.him}]|There was nobody to play {game} with|{h.s} yawned and ate some {food2}|Something was missing].]
    """ + w.pick(["""
    [{f} [was drawing {picture} in the sand|drew {picture} with a stick|was making a pile of stones] {spot2}|{f.s} was sitting {spot} and did not look up|A little way off, {f} played with {bit2}|{f.s} ate {food3} alone and looked so small|{h.s} could see {f} {out2}, all alone]. [|[{h.s} felt bad|{h.s} thought of the day when {f} shared {food} with {h.him}|{h.s} remembered the {color2} shell that {f} once gave {h.him}|[{p} had once said that a toy is more fun with a friend|Was {game} ever fun alone? No]|Now {h.own} heart felt heavy|Who was it that helped {h} when {h.he} was sick? It was {f}].]
    """, """
    [Then the {t} got stuck {spot}|The {t} fell {spot}, and {h.s} could not get it out|{h.s} tripped, and the {t} flew away and landed {spot}|A gust of wind took the {t} and dropped it {spot}|{h.s} left the {t} for a moment, and then it was gone]. [{f.s} saw it and came at once|It was {f} who ran to help|Who came with a stick? It was {f}|{f.s} did not think twice and got it back|"Wait, I can get it," said {f}]. [|[{h.s} felt ashamed|{h.own} ears got hot|{h.s} looked down at {h.his} feet|{h.s} did not know what to say|That was kind of {f}, and {h.s} knew it].]
    """, """
    [{p} came {out} and saw it all|{p} looked up from {p.his} book|Then {p} came with some {food2}|{p} had watched from a bench]. <p/kind: [What do you see when you look at {f}|Does the {t} laugh when you laugh|How would you feel if {f} had the {t}|I once kept my [sled|drum|kite|wagon] to myself, and [I had no friends|nobody came to play {game}|it made me so sad]|A toy for one is half a toy].> [{h.s} thought about that|{h.s} looked at the {t} for a long time|{h.s} did not answer, but {h.his} face got red|{h.s} thought of {f} and of {game}|That was true, and {h.s} felt bad].
    """]) + """
    [{h.s} went over to {f}|{h.s} ran after {f}|So {h.s} got up and took {f.own} hand|{h.s} held out the {t} to {f}|Step by step, {h.s} came up to {f}]. <h f/shy: [I am sorry|That was not nice of me|I was not a good friend|I was wrong|Please do not be sad]. [|[Do you want to play with me|Let us share the {t}|You can have the next turn|Please play {game} with me|Take the {t} as long as you like|It is no fun without you].]>
    <f/glad: [Yes|Thank you|I am not angry|I like you, too|I missed you]! [|[You can go first|Let us play together|Let us play {game} and {game2}|And I will share my {food} with you|Let us go {out} with it].]>

    [{they} took turns with the {t}|{they} played with the {t} until it was time for {food3}|First {f} had the {t}, then {h}|{they} made up a game with the {t} and {bit}|The {t} went back and forth between them|{they} showed the {t} to {who}]. [|[It was twice the fun|{they} laughed at everything, even at {sight2}|That was the best game {out}|Nobody was sad now|{h.s} learned that it is good to share|"It is better with you," said {h}|"Sharing is fun," said {h}|{f.s} gave {h} a {color} stone].]
    <home_f>
    """)


def found_thing(w):
    """A thing is found and brought back to the one who lost it."""
    w.hero()
    extras(w)
    w.put(t=w.thing(W.CLOTHES if w.chance(0.5) else W.TREASURES), a=w.met())
    return loose("""
    <intro>
    ? <likes>
    <when> {h.s} [went for a walk {out}|went to the {place} to {fun}|played {game} {out}|walked to the {place} with some {food}|was on the way to {g} with {food}|ran an errand for {p}|stopped to look at {sight}|followed a {color} butterfly].
    [Something lay {spot}|{h.s} looked {spot} and stopped|What was that {spot}|{spot}, something caught {h.his} eye|{h.s} almost stepped on something {spot}|{h.s} bent down to look {spot}]. [It was a {t.full}|A {t.full} lay there, next to {bit}|There was a {t.full}, all alone|{h.s} picked up a {t.full}|{h.s} pulled out a {t.full} and blew off the dust].
    <h/glad: [How pretty|What a nice {t}|I never had a {t} like this|It would look good {room}|Is this for me|Whose {t} is this]! [|[I want to keep it|Who lost it|I will show it to {p}|Somebody must miss it|It smells like {food}].]>
    [{h.s} wanted to keep the {t}, but it was not {h.own} {t}|But someone must be sad without the {t}|{h.s} put the {t} in a {color} bag and went on|It would be nice {room}, but that was not right|{h.s} thought of the day when {h.he} lost {bit}|For a moment, {h.s} wanted to run home with it|[{p} always said that found things belong to somebody|{p} would not like it if {h.he} kept the {t}]].

    """ + w.pick(["""
    & [{h.s} asked {who}, but had no luck|First {h.s} showed the {t} to {who}|{h.s} went up to {who} {out2}|On the road, {h.s} met {who}]. [|[The answer was no|"Not mine," was the answer. "But try {out2}."|No luck there|Nobody there knew the {t}].]
    & ? [Next, {h.s} asked {who2}, with no luck|{who2} pointed to the {place2}|At the {place2}, {h.s} asked {who2} about it].
    [Then {h.s} saw {a.a} {spot2}|At last, {h.s} came to the {place2} and met {a.a}|After a while, {h.s} heard {a.a} cry {spot2}|{out2}, {a.a} was looking for something|Past {sight2}, {h.s} found {a.a} in tears].
    """, """
    <idea>
    [{h.s} made a big {color} sign and hung it {out2}|{h.s} wrote a note and put it {spot3}|{h.s} sat down {spot3} to wait|{h.s} rang a bell and told everyone at the {place2}|With {p}, {h.s} painted a picture of the {t} and hung it {out2}]. [|[The morning went by, and only {who} came|{who} stopped to look, and that was all|People came and went, and {h.s} ate {food2}|Nobody came but {who2}|An hour went by, and {h.s} watched {sight}].]
    [Then {a.a} came up|At last, {a.a} came from the {place2}|When {sky}, {a.a} came by, all out of breath|{a.a} stopped {out2} and looked at {h}].
    """]) + """
    <h a/kind: [What are you looking for|Why are you sad|Did you lose something|Can I help you|Do you miss something].>
    <a/sad: [I lost my {t}|I cannot find my {t}|My {t} is gone|The wind took my {t}|Somewhere {out} I dropped my {t}]. [|[My mother gave it to me|It is very dear to me|I looked {spot2} and {spot3}|I had it when I ate {food} this morning|I need it for {game2}|I cannot sleep without it].]>
    [{h.s} held out the {t}|{h.s} opened {h.his} bag|{h.s} took {a} by the arm and showed the {t}|With a smile, {h.s} put the {t} down|"Close your eyes," said {h}, and laid the {t} on the grass].
    ? <a/glad: [My {t}|There it is|That is mine|I cannot believe it]! [|[Where did you find it|Was it {spot}|You made my day|And it is not even dirty].]>

    <thanks_a>
    [{a} gave {h} some {food2}|{h.s} was glad that {h.he} did not keep the {t}|It felt better than any {t}|{a} put the {t} away and showed {h} a secret path {out2}|As a thank you, they had {food2} and {food3}|{a} knew where to see {sight2}, and they went there|{a} sang a song about {dream}|{p} heard about it and made {food3}].
    ? <home_a>
    """)


def make_gift(w):
    """A gift is made for someone, goes wrong, and is better so."""
    w.hero()
    w.friend()
    extras(w)
    w.put(t=w.thing(W.GIFTS[:15]))
    return loose("""
    <intro>
    [{h.s} had a good friend called {f}|{h.own} best friend was {f}|Next door, {out}, lived {f}, a dear friend|Every day, {h.s} played {game} with {f}|Nobody was as dear to {h} as {f}]. [Soon it was {f.own} birthday|{f.s} had been sick for a week|{f.s} was going to move to a house {out2}|Now {f} was sad and would not play {game2}|{f.s} had a new baby brother and a birthday, too|The next day, {f} would turn a year older|For days, {f} had been in bed with a cold].
    [For a present, {h.s} had no money|{h.s} wanted to make something for {h.his} friend|What would make {f} smile? {h.s} thought about it|[There were toys in the shop, but they cost too much|A {color} ball in the shop cost too much|The shop had nothing for two coins]|{h.s} looked {room} and found only {bit}|A bag of {food} was not enough, {h.s} thought|"I want to make {f} happy," {h.s} said].
    <p/kind: [You could make a {t}|What about a {t.full}|Make something yourself|I have paper and paint|[When I was small, I made a {t.full} for a friend|{g} once got a {t} like that from me]]. [|[Things you make are the best gift|I can show you how|That would be new|It only takes an afternoon|{f.s} would like that more than {food}].]>

    [{h.s} took glue and {color} paint|{h.s} got some paper, string and {bit2}|{h.s} sat down at the table with {color} paint|With a brush and {color2} paint, {h.s} began|{h.s} worked {out2}, where the light was good|{h.s} put everything on the floor|Right after breakfast, {h.s} set to work], and [{h.he} hummed a song about {dream}|soon the {t} was {color} and {color2}|it went well until lunch|{h.he} worked with great care|{h.he} only stopped to eat {food2}|bit by bit it grew into a {t}].
    [Then, oh no|But then, splash|Oops|Suddenly, bump|Then it went wrong|But look]! [The paint fell over|A big drop of {color} paint fell on it|{h.s} dropped the {t}|The cat walked over it|A cup of tea tipped over the {t}|{p} opened the door, and the wind took the {t}|{h.s} sneezed, with the brush still wet|{h.own} arm hit the glue|Some {food3} fell on the {t}], and [there was a big spot|it was not pretty anymore|one side was bent|now it had a dark mark|now a corner was gone|the best part was gone].
    ? <sad>
    """ + w.pick(["""
    [<p/kind: Look closely. The spot looks like {picture}.>|<p/kind: Wait a moment. You could turn that into {picture}.>|{p} turned it around and saw {picture} in it.|<p: I see {picture} there! Do you see it, too.>|{p} said that a mark can be the start of {picture}.|{g} [came in and laughed|took a look|put on {g.his} glasses]. It [looked like|was almost|could be] {picture}!|Upside down, [it looked like {picture}|it was {picture}|you could see {picture}].]
    [{h.s} took the brush again and painted {picture}|With a few lines, the spot was {picture}|{h.s} gave it eyes and made {picture} out of it|So {h.s} made {picture}, and next to it {picture2}|{h.s} dried {h.his} eyes and added a bit of {color2}|Soon {picture} smiled at them]. [|[Now the {t} was even better|It was funny and pretty|It took until dinner, but it was worth it|Who would guess that it had been a mistake|Nobody else had a {t} like that|{p} clapped].]
    """, """
    [{h.s} threw it away and began again, but the {t} was still not right|"I will give {f} nothing," said {h} and sat down by the window|{h.s} wanted to hide the {t} {room2}|Four times {h.s} tried, and four times it went wrong|{h.s} put the {t} {room2} and went out]. [In the night, {h.s} dreamed of {dream}, and in the morning {h.he} knew what to do|{h.s} looked at {sight} and had an idea|Then {h.s} thought of how {f} loved {dream}|{p} gave {h} some {food3} and time to think|Then {h.s} saw {bit2} and had an idea].
    [With {bit2} and some glue, it became a new {t}|{h.s} covered the bad part with {picture}|{h.s} put {color2} stars on every part of it|A {color2} ribbon went all around the {t}|{h.s} painted {picture} over it, as big as a hand|{h.s} wrote {f.own} name on it in {color}]. [|[That was much better|[It was a bit odd, but it was made with love|It was like {picture2}, only nicer]|At last it was done|There, now it shone|{h.s} could not wait for the next day].]
    """]) + """

    [The next day|After lunch|In the afternoon|Before school|When {sky}|On the big day|Early on Sunday], {h.s} [gave the {t} to {f}|went to {f} with the {t} in a box|put the {t} in front of {f}|put the {t} in {f.own} arms|rang the bell at {f.own} house|came to {f} with {food} and the {t}]. [|[{f.s} held it up to the light|{f.s} looked at it for a long time|"Is that for me?" asked {f}|{f.s} opened {f.his} eyes wide|{f.s} saw {picture} and laughed|First {f} said nothing at all|{f.s} turned it around and around].]
    <f h/glad: [I love it|It is so pretty|This is the best {t} in the world|What a funny {t}|Nobody ever made a {t} for me|You made this]! [|[I like {picture} the most|How did you know that I like {dream}|I will keep it forever|It will hang {room3}|I feel better now|Let us eat {food2} now|It is better than {food} and {food2}].]>
    ? <glad>
    [{h.s} learned that [a gift from the heart is best|what you make is worth more than {food3}]|A mistake can turn into something good, {h} thought|{f.s} put the {t} next to {f.his} bed|{f.s} showed the {t} to {who}|The {t} stood {room3} for years|"Tell me how you made it," said {f}, and {h} did|{h.s} told {f} about the mistake, and they laughed|On the way home, {h.s} sang about {dream}].
    <home_f>
    """)


def big_wish(w):
    """A thing in the shop is wished for, and earned by work."""
    w.hero(0.2)
    extras(w)
    w.put(t=w.thing(W.TOYS), x=w.thing(W.TREASURES))
    jobs = """[sweep the yard|clean the path] / [swept the yard|swept the path {out}|swept the steps of the shop] / sweeping
wash the dishes / [washed the dishes|washed the pots and pans|dried all the plates] / washing dishes
feed the hens / [fed the hens|fed the hens and ducks|looked after the hens] / feeding the hens
water the garden / [watered the garden|watered the roses {out}|gave water to the beans] / watering the garden
carry the wood / [carried the wood|carried wood for {who}|put wood next to the stove] / carrying wood
pick the apples / [picked apples {out}|picked the ripe apples|picked two baskets of apples] / picking apples
rake the leaves / [raked the leaves|raked the leaves {out}|made a big pile of leaves] / raking leaves
wash the car / [washed the car|washed a dusty car|made the car shine] / washing the car
paint the fence / [painted the fence|painted a fence {out}|gave the fence a coat of {color} paint] / painting
clean the barn / [cleaned the barn|put new straw in the barn|swept out the barn] / cleaning the barn
brush the pony / [brushed the pony|brushed a pony {out}|brushed the pony and the goat] / brushing the pony"""
    w.row("job jobbed jobbing", jobs)
    w.row("job2 jobbed2 jobbing2", jobs)
    return loose("""
    <intro>
    ? <likes>
    <when> {h.s} [saw a {t.full} in a shop|stood in front of the toy shop and saw a {t.full}|went to the market with {p}, and there was a {t.full}|looked in a shop window, and there was a {t.full}|passed the shop next to the {place} and stopped at a {t.full}|came past {sight} to a shop with a {t.full}].
    <h p/glad: [I want that {t} so much|I wish I had that {t}|Look at that {t.full}|I dream of a {t} like this|I could play {game} with it all day|That {t} is the best in town]! [|[Can you buy it for me|Can we get it|May I have it|I would never ask for {food} again|Please, {p}|I need it more than {dream}].]>
    <p/kind: [It costs a lot|We have no money for that today|It is not your birthday|Not today|We must buy {food} first|A {t} like that is not cheap]. [|[But you can work for it|You could earn it, coin by coin|You can {job} and save your coins|But {who} needs help|If you {job}, I will pay you|Good things take time|You have two strong arms].]>
    ? [<sad>|That was hard to hear, but {h} nodded.|{h.s} looked back at the {t} all the way home.|{h.s} thought about it while {h.he} ate {food}.|"Then I will work," said {h}.]

    & [On Monday|The next day|First|After breakfast|While {sky}|Early in the morning], {h.s} {jobbed}. [[It was hard, but there was a coin at the end|{h.s} got hungry for {food2}, but went on]|{h.s} got very tired, but did not stop|It took until noon|{h.s} sang about {dream} and got one coin|The pay was two coins and some {food2}|{p} saw it and gave {h} a coin].
    & ? [Then|Another day|On Friday|In the afternoon|For {who}|A day later], {h.s} [{jobbed2}|helped to make {food} and sold it {out}|carried a bag of {food} home|[found {bit} and brought it back|looked for a lost {x} {out}]|told stories about {dream} to a baby], and [that made one more coin|got two coins for it|{h.own} box got a bit heavier|a shiny coin was the thanks|did not even stop for {game}|then {h.he} looked at {sight2} to rest].
    & ? [One day it rained, but {h.s} put on a {color2} coat and worked|{h.s} wanted to play {game} with the others, but the {t} was worth it|A man sold {food3} {out2}, but {h} kept the coins|{h.s} lost a coin {spot}, but found it again|Once {h.s} gave a coin to {who2}, for a loaf of bread].
    ? [The coins went in a {color} cup {room}|{h.s} put every coin in a jar {room}|{h.s} kept it all in a little bag {room}|At night, {h.s} counted the coins {room}|The box {room} got fuller and fuller]. [|[At last, there was enough|Two weeks later, it was full|One evening, {h.s} knew that it was enough|Then came the day of the last coin, [a Monday|a Friday|in May|in June]|[When the moon was round|When {sky2}|On the last day of the month], {h.s} had it all].]

    {h.s} [ran to the shop|went to the shop with {p}|put on a {color2} coat and went to the shop|could hardly wait until the shop opened|[put the heavy bag on the table of the shop|ran past {sight2} to the shop|told {who} about it on the way to the shop]|was the first one at the shop].
    """ + w.pick(["""
    <h: [One {t}, please|I want to buy the {t}|Here is my money for the {t.full}|I worked a long time for that {t}]. [|[I earned it all|Is it enough|Please count it].]> [The man smiled and gave {h} the {t}|The woman counted the coins and put the {t} in a bag|The lady tied a {color} bow to the {t}|There was even a coin left for {food2}|The shop man shook {h.own} hand and took down the {t}].
    """, """
    [But the {t} was not in the window|Where the {t} had been, there was {bit2}|Oh no, the place of the {t} was empty|There stood only {bit2}, and no {t}]! [{h.own} heart beat fast.|{h.s} was close to tears.|<h/sad: Am I too late?>|"Is it sold?" asked {h}.] [The lady smiled and took the {t} out of a box|The man had kept the {t} under the table for {h.him}|But {p} winked, and the man brought the {t}|"It only moved to the other shelf," said the lady|The old man had kept it just for {h.him}].
    """, """
    [On the way, {h.s} met {who2} in tears|Next to the door, a little child cried|{who2} stood there and could not pay for {food2}|At the door stood {who2} with an empty bag]. [{h.s} gave two of the coins away|{h.s} [did not think long and gave half of the money away|opened the bag and gave away five coins|bought {food2} for them first]|{h.s} looked at the {t}, and then {h.he} shared the coins]. [The shop man saw it and gave {h} the {t} for the rest|"You are kind," said the lady in the shop, and the {t} was {h.own}|The man at the shop [saw this and asked for no more|liked that and took what was left|smiled and tied a {color} bow to the {t}]|The lady took what was left and put some {food3} on top|Now it was not enough, but {p} paid the rest|So {h.s} had to {job} for one more week, and then the {t} was {h.his}].
    """]) + """
    ? <glad>
    [{h.s} loved the {t} even more because {h.he} had worked for it|{h.s} learned that good things take time|And do you know what? {h.s} even missed {jobbing}|{h.s} played {game} with the {t} until dark|The {t} got a place {room2}, where {h.he} could see it|Sometimes {h.s} liked {jobbing2}, just for fun|"I did it all by myself," said {h}|With work, even a dream of {dream} comes true, {p} said].
    ? <proud_p>
    <home>
    """)


def treasure(w):
    """A map leads to a treasure."""
    w.hero()
    w.friend()
    extras(w)
    w.put(t=w.thing(W.TREASURES[:11]))
    return loose("""
    <intro>
    ? <likes>
    <when> {h.s} found [an old map|a letter|a piece of paper|a rolled up map|a drawing] {room}[|, next to {bit}|, and it smelled like {food}|, full of dust]. [|[There was a red X on it|It showed a path to the {place}|It was a treasure map|A {color} line went from the house to the {place}|In one corner was {picture}, and in the other an X|Someone had drawn the {place} on it, with an X].]
    {h.s} [ran to {h.his} friend {f}|showed it to {h.his} friend {f}|told {h.his} friend {f} about it|called {f} from next door|met {h.his} friend {f} {out}]. <h f/glad: [Look|See what I found|Come quickly|You will not believe it|Put on your shoes]! [|[It is a treasure map|This shows a treasure|There is a treasure at the {place}|Maybe there is gold|Let us be pirates for a day].]>
    <f/glad: [Let us go|I will come with you|I love {dream} and treasures|That is better than {game}|Wait for me]! [|[I will bring {food}|We need a shovel|Do we need a rope|I have {bit2} in my bag|I hope that it is gold|Are there dragons].]>

    [{they} walked over the hill|{they} took the path along the river|{they} went out by the back gate|With a big bag, {they} set off|{they} marched off like brave knights|One behind the other, {they} went {out}|{they} turned left, and then right]. [<saw>|They sang about {dream}.|{f.s} held the map.|They counted a hundred steps.|On they went, past {sight}.|They asked {who} [for the way|about the {place}|which way to go].]
    & ? [[There was a little stream to cross|They saw {sight2}, and then a stream]|[A stream ran along the {place2}|There was water all over the path]|Soon they came to cold water|A small bridge was gone]. [|[{f.s} jumped from stone to stone|{h.s} slipped, and one foot got wet|{f.s} held {h.own} hand, and it was easy|Splash! {h.s} fell in, and they both laughed|They put [a log|a board|big stones] [across it|in it] and [walked|hopped|went] over|{h.s} made a boat out of bark and let it swim ahead].]
    """ + w.pick(["""
    & ? [They went past a dark cave|There was a dark tunnel|In the woods, it got dark|Something moved {spot}]. [{f.s} was scared, but {h} went first|{h.s} took {f.own} hand|A strange noise made them stop|They stood as still as stones]. [|[It was only an owl|It was only {sight2}|It was the wind in an old can|A cow said moo, and they laughed|Only a leaf fell down, and that was all].]
    """, """
    & ? [Then the wind took the map|The map fell in the water and got wet|A goat ate a corner of the map|They got lost and came back to {sight2}|The path ended at a high wall]. [{f.s} knew the way by heart|{h.s} climbed up to look around|They asked {who2}, who showed them a short path|But {h} had seen the {place} on the map, near the {place2}|{f.s} shared {food}, and then they tried another path|{h.s} did not give up].
    """, """
    & ? [Now {they} were hungry and ate {food}|{h.s} was tired, and they rested {out2}|They stopped {out2} for {food2}|"My legs hurt," said {f}, so they sat down|A rain came down, and they hid {out2}]. [|[A bird sat down with them|Nearby was {sight2}|They talked about {dream}|{h.s} told a joke about {picture2}].]
    """]) + """
    [At last, {they} came to the {place}|There was the {place}|Then they saw the {place}, just as on the map|The {place} looked like in the drawing|"Here is the X," called {f}]. [{h.s} dug {spot}, and there was a box|{they} looked {spot2} and then {spot}. A box|{f.s} hit something hard {spot}. It was a box|[{spot} stood an old {color2} box|{h.s} pushed the leaves away, and {spot} there was a box with {picture2} on it]|[Under {bit2} and some sand, {spot}, lay a box|A corner of a {color2} box looked out {spot}]|[They pulled a heavy box out. It had been {spot}|{f.s} found an iron ring {spot}, and on it hung a box]].

    [{h.s} opened it|[The lid was stiff, but they got it open|With {bit}, they got it open|It took a stone to open the lid]|Creak, it opened|{f.s} pulled, {h} pushed, and it was open|[They counted to three and looked in|{f.s} did not dare to look, so {h} did|With red cheeks, they looked in]]. [Inside was a {t.full} and a note|[There was no gold, but a {t.full} and a letter|They saw a {t.full} on some {color2} cloth, and under it a letter]|It was full of {food2}, and there was a {t.full}, too|There lay [two {t.adj} things|{food2} for two], and a {t.full} [for each of them|on top]|There was {bit} and a {t.full}]. [|[The note said that the best treasure is a friend|Later {g} [told them who had hidden it|laughed about that box|knew a lot about it]|It was from [a child|a boy|a girl|a pirate] who once [lived|played] {out}|"Share this with a friend[| and eat some {food3}| and play {game}]," [said the writing|it said on it|they read]|A card with {picture} told them to share|{g} had hidden it there for them|Somebody had put it there many years ago].]
    [<glad>|<f/glad: This was the best trip ever.>|{f.s} held the {t} up to the sun.|{they} danced around the box.|<h/glad: Gold is nice, but this was fun.>|They had {food3} to celebrate.|"You [keep it on Sundays, and I on Mondays|can have it until we eat {food3}|hold it first]," said {f}.]
    ? [{they} hid the box again for the next child|The map went back {room}, with a new X on it|{they} put {bit2} in the box, with a new note|{they} took turns to keep the {t}|The {t} got a place {room2}|At home, everyone wanted to hear about it|{p} wanted to see the {t} at once].
    <home_f>
    """)


def collect(w):
    """Too much is carried at once."""
    w.hero()
    extras(w)
    w.put(t=w.thing(W.TREASURES[:9]), a=w.met())
    w.row("bag", "basket\nbag\nbucket\nbox\nwagon\nsack")
    return loose("""
    <intro>
    ? [{h.s} loved to eat {food}|{h.s} liked {food} more than anything|{h.s} wanted to be as strong as {p}|{h.s} always did things fast|It was a big day for {h}].
    <when> {p} gave {h} a {color} {bag}. <p h/kind: [Please get some {food} for dinner|Bring this {bag} of {food} to {g}|Can you take {food} to {who}|We need {food} from the {place}|{g} would like some {food}]. [|[Walk slowly|Do not run|Take good care|Go two times, if it is too heavy|Watch where you step {out}|Be home in time for {food2}].]>
    <h p: [Yes|I will|I can do that|Of course|Leave it to me]! [|[I am big now|It is easy|I will be back soon|I am as strong as a bear|I will be as fast as the wind|You can start with the {food2}].]>

    [{h.s} filled the {bag} to the top|{h.s} put in more, and then some more|The {bag} got so full that [nothing could be seen over it|some of it fell {spot3}|even {who2} had to laugh]|{h.s} wanted to go only once, so it was very full|Soon the {bag} was as heavy as a stone|{h.s} took it all and ran off {out}]. [|[Past {sight} {h.he} went|{h.s} thought of {dream} and {game}|It was [heavy|hard|too much], but {h.he} [ran|went on past {sight}|did not stop]|"I will be home first," {h.s} sang|Faster and faster {h.he} went].]
    """ + w.pick(["""
    [{h.s} ran down the hill|{h.s} looked at {sight2}|{h.s} tried to jump over a log|{h.s} ran from a bee|{h.s} wanted to wave at {who2}|{h.s} took a steep path] and [tripped over a stone|slipped in the mud|fell down|did not see the hole|stepped on {bit}|lost a shoe]. [All the {food} rolled {spot}|Plop, it was all {spot}|The {bag} fell {spot}, and now it was empty|There lay the {food}, from here to the fence|The {bag} flew up and came down {spot}].
    """, """
    [There was a small hole in the {bag}|Rip, went the {bag}|The {bag} was too old for that|[Nobody had seen the hole in the {bag}|In the {bag} was a hole as big as a coin]], and [[at the {place2} it was half empty|next to {sight} it felt too light]|bit by bit the {food} fell out|the {food} got lost all along the path|soon there was no more {food} in it]. [A duck ate what lay {spot}|Some of it was {spot}, some was {spot2}|{h.s} looked back and saw {food} {spot}|Only {bit} was left in it|[It made a long line from the gate to {sight2}|A line of it went all the way {spot}]].
    """, """
    [Halfway, {h.s} could not carry it anymore|At the {place2}, {h.own} arms began to hurt|After ten more steps, {h.s} had to sit down {out2}|The {bag} got heavier with each step]. [[{h.s} pulled it and pushed it, but it would not move|{h.s} dropped it, right next to {sight2}]|It fell over, and the {food} lay {spot}|{h.s} tried to roll it, but it tipped over {spot}|{h.s} put some of the {food} {spot}, but it was still too much].
    """]) + """
    ? <sad>
    [Then {a.a} came along|{a.a} heard {h} and came near|There was a voice {spot2}. It was {a.a}|{a.a} sat {out2} and had seen it all|Just then, {a.a} with {bit2} came by|{h.s} looked up and saw {a.a}]. <a/kind: [Do not cry|What happened|That was too much|I fell down, too, last week|You wanted to carry all that|Are you hurt]! [|[I can help you|Let me take half|We will do it together|I have time before lunch|Two are better than one|My friends and I will pick it up].]>
    [{h} and {a} picked everything up|They looked {spot2} and {spot3}|{a} washed the {food} in the stream|Together they put it all back|They made two small piles, and each took one|First they ate a little of the {food}|{they} worked and talked about {dream}]. [|[Soon the {bag} was full again|It did not take long|Only a little was lost|{h.s} told {a} about {game}|They even found {bit}|It was [nice to work side by side|more fun than {game}]].]
    ? <a/kind: [Now take small steps|Walk slowly now|Take half now and half later|Two small loads are better than a big one|Look at me, I am never in a hurry]. [|[I will come with you|You will get there|Then you can look at {sight2}|Sing a song about {dream}, that helps].]> [So {h.s} walked slowly|One, two, three, went the small steps|{h.s} held the {bag} with both hands|This time, {h.s} did not run|{they} each took one side|{h.s} went two times and was not even tired].
    """ + """

    [{p} was waiting at the door|The {food} got home safe and sound|When {sky}, {h.s} was home|{g} was happy to see {h}|At home, {p} looked in the {bag}|The pot was already on the stove]. [|[Everything was still good|Not much was missing|{p} [smiled and asked no questions|made tea|was glad]|{h.s} told them about {a}|"Who helped you?" asked {p}|{p} made {food2} with it].]
    <thank_a>
    ? [{h.s} learned to take {h.his} time|Slow can be better than fast, {h} learned|"Next time I will go two times," said {h}|{they} sat {out} and ate {food3}|All of them had {food} and {food2}|{a} got a {t.full} as a gift|{a} stayed for dinner and told them about {dream}].
    <home>
    """)


def torn_kite(w):
    """The wind takes something into a tree."""
    w.hero()
    w.friend()
    extras(w)
    w.put(t=w.thing([e for e in W.TOYS + W.CLOTHES if e[0] in ("kite", "balloon", "toy plane", "ball", "hat", "cap", "scarf", "ribbon", "hoop")]))
    w.row("tool did", """a long stick / [pushed the {t} with a long stick|poked at the leaves with the stick|hit the branch with the end of the stick]
a ladder / [climbed up a ladder, one step at a time|went up the ladder, step by step|stood on top of the ladder]
a rope / [threw a rope over the branch and shook it|pulled the branch down with a rope|made a loop with the rope and threw it]
a fishing net / [reached up with a fishing net|got the net around the {t}|swung the net high up]
a broom / [poked the {t} with a broom|swept through the leaves with a broom|held the broom up and pushed]
a tall box / [stood on a tall box|got up on the box, on the tips of {h.his} toes|climbed on the box and reached up]
a rake / [pulled the branch down with a rake|got hold of the {t} with a rake|shook the leaves with a rake]
a wagon / [stood on the wagon|climbed up on the wagon and reached out|got on the wagon and stretched]
some {food} / [put some {food} on a stone for the crows, and they shook the branch|called a squirrel with some {food}, and up it went|gave {food} to a bird, and it flew up to the {t}]""")
    return loose("""
    <intro>
    [{h.s} had a {t.full} from {g}|{h.s} loved {h.his} {t.full}|For being good, {h.s} got a {t.full}|{h.own} best thing was a {t.full}|With {p}, {h.s} had made a {t.full}|At the market, {h.s} bought a {t.full}].
    ? <sky>
    <when> [{h} and {h.his} friend {f} went to the {place}|{h} and {h.his} friend {f} played {out}|{h.s} met {h.his} friend {f} {out}|{h} and {f}, two good friends, had a picnic {out}|{h.s} showed the {t} to {h.his} friend {f}|{h.s} took the {t} to {h.his} friend {f}]. <f/glad: [The wind is strong today|What a windy day|I like your {t}|That is a nice {t.full}|I brought some {food}]! [|[Let us play|Let us run with it|Can I hold the {t}|Let us see how high it goes|Let us go {out2}|Throw it to me].]>
    [{they} ran with the {t}|[{they} threw the {t} to each other|{they} ran {out2} with it]|First {f} had the {t}, then {h}|{they} danced around with the {t}|{h.s} held the {t} up high|[{they} let the {t} dance in the wind|{they} played {game} with the {t}]]. [Whoosh|Then a big wind came|[Suddenly, the wind blew hard|All the {color} flowers bent down]|Woo, went the wind|Oh no|But look]! [The {t} flew [up into|to the top of|right into] a [tall|big|thin|green|dark] tree|Up and up the {t} went, and it got stuck in a tree|The {t} [landed high up|got caught|hung] [in an oak tree|in a tall tree|in the tree next to the {place}]|A high branch caught the {t}|The {t} sailed over {sight} into a tree|[Over the fence it went and into a fir tree|It went past {sight2} and up into a fir tree]].

    ? <worried>
    & {h.s} [jumped as high as {h.he} could|jumped up again and again|tried to climb the tree|pulled at a low branch|threw {bit} at it|called for help], but [the {t} was too high|it did not help|{h.he} fell in the grass|only a nut came down|{h.he} only got a bump|nobody was {out}].
    & ? [{f.s} shook the tree|{f.s} threw a stick|{f.s} called to the wind|{f.s} whistled for a bird|{f.s} sang to the tree, just to be funny]. [|[Only leaves came down|A nut fell on {f.his} head|The {t} did not move|A bird looked out and flew away|It went up one more branch].]
    """ + w.pick(["""
    [{f.s} thought for a moment|{they} sat down {out2} to think|They ate {food} and thought about it|{h.s} wanted to give up, but {f} did not|They looked at {sight2}, and that gave them an idea]. <f/kind: [I have an idea|I know|Wait|Do not be sad|I can see what to do]! [|[We need {tool}|We can use {tool}|There is {tool} {spot}|Let us get {tool} from {p}|I saw {tool} {out2}].]>
    [{they} got {tool}|They ran to get {tool}|{p} let them take {tool}|In no time, {they} were back with {tool}|From {p} they got {tool}]. {h.s} {did}, while {f} [held {h.him} tight|stood below|helped|counted to ten|told {h.him} where to go].
    """, """
    [Just then, {who2} came by|Then {who2} saw them|{f.s} ran to the {place2} and came back with {who2}|They asked {who2} for help|{p} came {out} with {food}]. [Up the tree went {f}, with a push from below|{h.s} got on top, {f} stood below, and all helped|They made a tower, and {h} was on top|There was {tool} {spot}, and {h} {did}|{f.s} was light, so they lifted {f.him} up]. [|[It was high up there|"Do not look down," said {h}|The branch was thin, but it held|{h.s} closed {h.his} eyes for a moment|Everyone held still].]
    """, """
    [{they} waited {out2} and played {game}|"Let us wait," said {f}, and they ate {food}|{f.s} said that [a wind that takes can also bring|the wind would play {game} with them|every wind gets tired]|They [could only wait, so they told stories|waited and talked|lay in the grass and sang] about {dream}|They sat down to watch {sight2}]. [After an hour, the wind turned|A {color} bird sat down on the branch|Then a squirrel ran up the tree|In the evening, a new wind came|Then the branches moved a little].
    """]) + """
    [One, two, three|A bit to the left|Now to the right|It began to move|Crack|It shook [once|a bit], it shook [twice|hard|more]|Hold on|There]! [The {t} came down|Down came the {t}, with a twig in it|The {t} fell right on {f.own} head|It worked, and {h} had the {t} back|The {t} sailed down and landed {spot2}|Soft as a leaf, the {t} fell {spot2}].

    ? <glad>
    ? [The {t} had a small hole, but {p} fixed it|There were leaves all over the {t}|The {t} was a bit wet, and that was all|{f.s} looked at it from all sides. It was fine|A {color2} patch made it like new].
    <h f/glad: [We did it|You are so clever|Two are better than one|I thought that it was gone|You are a good friend]! [|[Thank you|Now you have a turn|Let us play {game2} now|I will give you some {food2}|Come to my house for {food2}|Let us look for a place without trees].]>
    [From then on, they held the {t} tight|After that, they played far away from the trees|{h.s} learned that friends can fix almost anything|It is good to work together, {h} thought|{f.s} tied the {t} to {h.own} arm, just to be safe|They waved at the tree and went off to {fun}|"Goodbye, tree," said {f}, and they laughed].
    ? <home_f>
    """)


def new_clothes(w):
    """Something warm is given away to one who is cold."""
    w.hero()
    extras(w)
    w.put(t=w.thing(W.CLOTHES[:6] + [("blanket", "soft warm red blue".split())]), a=w.met(W.SMALL))
    return loose("""
    <intro>
    [{g} made {h} a {t.full}|{h.s} had a {t.full}|{p} bought a {t.full} for {h}|In a box with a {color} bow, {h.s} found a {t.full}|For {h.his} birthday, {h.s} got a {t.full}|{p} took {color} wool and made a {t.full} for {h}]. [|[It was warm, and {h.he} took it everywhere|It had {color2} stars on it|It felt so soft, like a cloud|{h.s} even slept with it|On one side was {picture}|It smelled a bit of {food}|{h.s} showed it to {who}].]
    [Winter came|It was a cold day|One day, the snow fell|It was snowing {out}|The wind was icy that day|The {place} was white with snow|There was ice on the window]. {h.s} [took the {t} and went out to play|walked over the white {place} with {h.his} {t}|wanted to build {picture} out of snow|went out with the {t} to {fun}|had to bring {food} to {g} and took the {t}|took the {t} along and ran {out}].
    ? [{h.s} made a snow angel|{h.s} caught a snowflake and thought of {dream}|There was {sight}, white with snow|{h.s} built a snowman with {bit}|{h.own} feet went crunch, crunch, crunch|{h.s} made snowballs until {h.his} nose was red].
    [Then {h.s} heard a thin voice {spot}|There was a sound {spot}|Something moved {spot}|{h.s} almost fell over something {spot}|"Peep," it went {spot}|{h.s} stopped {out2} and looked {spot}]. [There sat {a.a}, shaking from the cold|It was {a.a} with snow on its nose|{a.a} lay there, all wet|{a.a} looked up at {h.him}|Under the snow was {a.a}|All alone, {a.a} sat in the cold].
    """ + """
    <h a/kind: [Are you cold|What is wrong|Why do you sit here|Where is your home|Are you all alone|Can you not walk].>
    <a/sad: [I am so cold|My nest fell down|I cannot find my home|I got lost in the snow|The wind blew my house away|I fell in the water]. [|[I have no warm place to sleep|I wanted to look for {food3}|I cannot feel my toes|I do not know where my mom is|I have been here since last night|It was {out2}, and now it is gone].]>

    [{h.s} looked at {h.his} {t}|{h.s} thought of the warm house and {food}|The {t} was {h.own} best thing|It was not easy to give the {t} away|Snow began to fall again, and {h.s} thought hard|{h.s} did not think about it for long]. [But {a} needed it more|[But {h.s} could go home, and {a} could not|But there was {food} at home for {h.him}, and nothing for {a}]|But {a} was so small and so cold|[A {t} is only a {t}, {h.he} said at last|{p} would say that a {t} is only a thing]|Then {h.he} knew what to do].
    <h/kind: [Here, take my {t}|You can have my {t}|This will keep you warm|Come in under my {t}|I have something for you|Look, a bed for you]. [|[It is very soft|Now the wind cannot get you|I do not need it|It can be your house|I will run, and that keeps me warm|And here is some {food}].]> {h.s} [put the {t} around {a}|made a little bed from the {t} {spot}|laid the {t} over {a}|pulled the {t} over the wet little back|tucked the {t} in on all sides], and [soon {a} stopped shaking|{a} closed its eyes|{a} was warm at last|only a nose peeked out|there it could sleep and dream of {dream}|{a} said a soft thank you].
    ? <thanks_a>

    """ + w.pick(["""
    [{h.s} ran home through the snow|Without the {t}, {h.s} ran home|{h.s} hurried home, past {sight2}|Soon {h.s} was home, with cold ears|With red cheeks, {h.s} came home], and [{p} asked where the {t} was|{p} looked up from {p.his} book|{h.he} was cold, but happy|there was {p} at the door|the smell of {food} was in the air]. <told_all>
    <p/kind: [You have a good heart|That was very kind of you|I am so proud of you|I would have done the same|A warm heart is better than a {t}]. [|[Come, drink something hot|Here is some hot chocolate|Sit by the fire with me|Let us bring {a} some {food3}|Put on my old {color} one until spring].]>
    [{g} made a new {t}, and this time it was {color2}|In spring, {a} came to sing at {h.own} window|The next day, {a} came to visit|{h.s} sat by the fire and ate {food}|When the snow was gone, {a} brought back the {t}|For the rest of the winter, {h.s} wore a {color2} one|Every day, {h.s} brought {food3} to {a}].
    """, """
    [{h.s} did not leave {a} there|"Come home with me," said {h}|{h.s} picked {a} up, {t} and all|They looked for a warm place {out}]. [|[{p} put them both by the fire|At home, {p} made a bed {room}|They slept by the stove, side by side|{p} warmed some milk, and {h} got {food3}|It was warm there, and it smelled of {food}].] [When the snow was gone, {a} had a new home {out}|When {sky2}, {a} could go out again|After ten days, {a} was strong again|{a} stayed until the snow was gone|The next week, they found the mother of {a} {out}].
    """, """
    [On the way home, {h.s} was cold|[{h.s} began to shake, and it was far to go|The way past the {place2} was long, and {h.s} had cold ears]|A cold wind blew, and now {h.s} had no {t}|It got dark, and {h.s} lost the path at the {place2}]. [But {who} saw it and gave {h.him} a {color2} coat|[But {a} had friends, and they came to show the way|But some friends of {a} led {h.him} on past {sight2}]|[Then {p} came with a lamp and a big hug|But there came {p} with a lamp and warm {food}]|At the {place2}, {who} took {h.him} along on a sled|{p} ran up and put {p.his} coat around {h.him}]. [|[One kind thing brings another, {p} said|They had {food} by the fire|{h.s} told {p} about {a}|That night, {h.s} dreamed of {a} under the {t}|[The next day, the {t} hung at the door, clean and dry|In the morning, the {t} was back {room}]].]
    """]) + """
    <home_a>
    """)


PLOTS = [lost_toy, broken, share, found_thing, make_gift, big_wish, treasure, collect, torn_kite, new_clothes]
