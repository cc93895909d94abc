# SPDX-License-Identifier: MIT
"""Plots of the world: ways, weather, races, wishes, food, work together."""
import people as P
import places as L
import words as W


def race(w):
    """The fast one is proud, the slow one goes on."""
    fast = w.animal(["rabbit", "fox", "horse", "deer", "dog", "squirrel", "zebra", "goat", "pony", "cat"], name=True)
    slow = w.animal(["turtle", "snail", "hedgehog", "mole", "duck", "toad", "caterpillar", "hippo", "pig", "bear cub", "hen"], name=True)
    w.lead(slow)
    place = L.BY[w.pick(["meadow", "forest", "hill", "field", "lake", "river"])]
    stop = w.pick(["eat some {fd}", "take a nap {pl.spot}", "look at {pl.sight}", "talk to {x.intro}", "rest in the shade", "drink some cold water", "look at {x.intro}"])
    w.put(f=fast, pl=place, fd=w.food(W.FRUIT), x=w.animal(P.LAND, name=False), o=w.animal(["owl", "goat", "crow", "goose", "badger"], name=False), goal=w.pick(["the big oak", "the old bridge", "the mill", "the red barn", "the tall rock", "the end of the path", "the white fence", "the pond", "the top of the hill"]))
    w.put(prize=w.pick([w.food(W.BAKES), w.thing(W.CLOTHES), w.thing(W.TREASURES)]))
    return """
    [Once upon a time,|Once,|Long ago,] there [was|lived] {f.intro}. {f} was [very|so] fast. [{^f.he} told everyone about it.|{^f.he} was very proud of {f.his} legs.] "[Nobody is as fast as I am|I am the fastest of all|I can beat anyone]!" {f.he} said [every day|again and again|to everyone].
    {h.intro} lived [near {pl}|close by|there, too]. {h} was [slow|not fast], but {h.he} never gave up. {f} laughed at {h}. "[You are so slow|A stone is faster than you|You will never win a race], {h}!"
    ? [That made {h} sad.|{h} did not like that.|{h} only smiled.]
    "[Let's have a race|Then run a race with me|I will race you] to {goal}," said {h}. [All the animals laughed.|Everyone was surprised.|{f} laughed out loud.]

    <next>, [all the animals|everyone] came {pl.at} to see the race. {o.intro} [shouted|called], "One, two, three, go!" {f} [ran off like the wind|was gone in a moment|shot away]. {h} went [step by step|slowly|at {h.his} own speed], [one foot after the other|on and on|and did not stop].
    [Soon|After a minute|Before long], {f} was [far ahead|way ahead|far in front]. {^f.he} [looked back and could not see {h}|turned around, and {h} was far away|could not even see {h} anymore]. "[I have so much time|I can take a rest|{^h.he} will never catch me]," {f.he} thought. So {f} stopped to """ + stop + """. [{^f.he} forgot all about the race.|{^f.he} stayed too long.|The sun was warm, and time went by.]
    {h} [was tired, but|was hot, but] {h.he} [did not stop|went on and on]. {^h.he} [passed {pl.sight}|went past {pl.sight}|did not look left or right]. [Step by step, {h.he} came closer to {goal}.|Then {h.he} could see {goal}.]
    <sudden>, {f} heard [a cheer|loud cheers|everyone shout]. {^f.he} [jumped up and ran|ran as fast as {f.he} could]. But [it was too late|{f.he} was too late]! {h} [was already at {goal}|was the first at {goal}|had just come to {goal}|touched {goal} first].
    "{h} [wins|is the winner]!" [called|shouted] {o}. {h} got {prize.a}. <glad h>

    {f} [came to {h}|looked at the ground|was quiet]. "[You won|You are the winner]. [I should not have laughed at you|I was too proud|I am sorry I laughed]," {f.he} said.
    """ + w.pick(["\"[Let's share it|You can have some, too|Let's be friends],\" said {h}. <friends h f>" if w.bound["prize"].noun in [b[0] for b in W.BAKES] else "\"[That is all right|Let's be friends],\" said {h}. <friends h f>",
                  "{f} learned that [it is not good to be proud|slow and steady can win]. [{^f.he} never laughed at slow friends again.|]", "After that, {f} and {h} often [walked|went for a walk] together, and {f} [went slowly|waited] so that {h} could keep up."])


def lost_way(w):
    """One strays from the path and is helped home."""
    h = w.hero(0.55)
    place = L.BY[w.pick(["forest", "woods", "market", "field", "zoo", "beach"] if not h.animal else ["forest", "woods", "meadow", "field"])]
    lure = w.pick(["a blue butterfly", "a yellow butterfly", "a pretty bird", "a little frog", "a red leaf in the wind", "a trail of shiny stones", "a bright balloon", "a funny beetle", "a soft feather in the wind", "a tiny lizard"])
    g = w.adult() if place.name in ("the market", "the zoo") else w.animal(["owl", "deer", "badger", "squirrel", "rabbit", "robin", "dog", "fox", "crow", "horse"], name=w.chance(0.5))
    w.put(pl=place, lure=lure, g=g, mark=w.pick(["a tall tree", "a house with a red roof", "an old mill", "a stone bridge", "a big gray rock", "a white gate", "a well", "a brook"]), fd=w.food(W.FOODS, ))
    return w.open() + """
    <when>, {h} went to {pl} with {p}. "[Stay close to me|Don't run away|Hold my hand]," said {p}. "[It is easy to get lost here|This place is big|Everything looks the same here]."
    ? {scene}
    {h} [saw|noticed] {lure}[ {pl.spot}|]. It was so [nice|interesting|lovely]! {h.s} [followed it|went after it], [first a few steps, and then more,|farther and farther,|this way and that way,] and forgot what {p} had said.
    [When {h.he} looked around, {p}|Then {h.he} looked back, and {p}] was [not there|gone]. [Everything looked strange.|{^h.he} did not know the way.|{^h.he} saw only {pl.sight}.] "{p.call}! [Where are you?|Can you hear me?]" {h} [called|shouted]. Nobody answered.
    <afraid h> <sad h>

    <sudden>, {g.intro} came [by|along]. <ask g h> "I am lost. [I can't find my {p.kind}|I want to go home|I don't know the way]," said {h}.
    "[Don't be afraid|Don't cry]," said {g}[ kindly|]. "[I know this place well|I will help you|We will find the way]. What did you see [when you came|on the way]?"
    {h} [thought hard|thought for a moment]. "[We passed|We walked by|I saw] {mark}," {h.he} said. "[Good|Very good|I know where that is]! [Come with me|Follow me|This way]," said {g}.
    They [walked|went] [past|by] {pl.sight}[ and talked about [this and that|home|good food]|]. Soon, they came to {mark}. And there was {p}! [{^p.he} was looking for {h}, too.|{^p.he} was calling {h.own} name.|{^p.he} ran to {h}.]
    "[I was so worried|There you are|I looked for you everywhere]!" said {p}[ and held {h} tight|]. "[I am sorry I ran away|I will stay close next time|I will never run off again]," said {h}.
    <thanks h g>
    """ + w.pick(["{p} gave {g} {fd.a} to say thank you.", "{h} learned to [stay close|listen to {p}].", "<home h>", "After that, {h} always [held {p.own} hand|stayed close to {p}] {pl.at}."])


def storm(w):
    """Bad weather; a small home is opened to all."""
    h = w.hero(1.0, [k for k in P.LAND if P.ANIMALS[k][2] == "small"])
    w.put(f=w.friend(h, P.LAND), g=w.animal(P.LAND, name=False), pl=w.place(h), fd=w.food(W.FRUIT), game3=w.pick(["happy songs", "winter songs", "silly songs"]), fd2=w.food([f for f in W.FOODS if f[1] == "some" and f[0] in ("soup", "bread", "honey", "cheese", "popcorn")]))
    w.put(bad=w.pick(["It started to rain hard", "Snow began to fall", "A big storm came", "The wind blew harder and harder", "Dark clouds came, and it began to hail", "Thunder rolled, and the rain came down"]))
    w.put(lair=w.lair(h))
    return w.open() + """
    <when>, {h} was [at home|in bed|busy at home]. Outside, the sky was [gray|dark|black]. {bad}. [{h} sat by the fire and thought of {dream}.|{h} was glad to be [warm|inside].|It was a bad day to be outside.|{h} pulled a chair to the fire.|Nobody was [on the road|outside].]
    [Knock, knock!|Tap, tap!|Bang, bang!|Then there was a knock.] [Someone was at the door.|Who was at the door?|{h} went to the door and opened it.] [It was|There stood|{h} saw] {f.intro}. [{^f.he} was wet and cold.|{^f.he} shook with cold.|Water ran down {f.his} nose.] "[My home is full of water|The wind blew my home away|I can't get home]. [May I come in|Can I stay here]?" {f.he} asked.
    "My home is [small|tiny], but [come in|you are welcome|there is room for two]!" said {h}. {h.s} gave {f} [a warm blanket|a dry towel|some {fd2}].

    Soon, there was [another knock|a knock again]. It was {g.intro}. "[I am so cold|I lost my way|My feet are frozen]," said {g}. {f} [looked around|was worried] and said, "There is no room [for three|left]." But {h} said, "[If we sit close, there is room|We can make room|A small home can have a big heart]."
    So {g} [came in, too|came in and sat down|was let in, too]. [All three|They] [sat close together|sat side by side|sat around the fire]. They ate {fd.full} and {fd2.full}[ and told stories|]. [It was [warm|dry|snug] and cozy.|With three it was warmer than alone.|They sang [{game3}|old songs|funny songs], and forgot the [storm|cold|bad weather].|{f} told a story about {dream}.|{g} knew a song about {dream}.]
    ? The wind [howled|shook the door|cried in the chimney|pulled at the roof], but [no one|neither {f} nor {g}] was afraid.

    [In the morning|When {h} woke up|The next morning|At last], [the storm was over|the sun came out|the sky was blue again|all was still outside|{h} saw the sun]. "[Now we will help you|You helped us|We want to thank you|You were so good to us], {h}," said {f}. [Together|All day], they [fixed|built up] {f.own} home. {g} [brought|found] [wood|leaves and sticks|soft moss] for {h}[, and {h.own} home was better than before|].
    <glad h>
    """ + w.pick(["[A friend's home is never too small.|There is always room for a friend.]", "<friends h f>", "{h} learned that [it is warm where friends are|sharing a home makes it bigger].", "From then on, they [met every week|had dinner together every Sunday]."])


BIG_NEEDS = [("get a key out of a narrow hole", "no big paw could fit in"), ("crawl under the old door and open it", "there was only a small gap"), ("climb to the end of a thin branch", "the branch would break under the others"),
             ("walk over the thin ice to a lost ball", "the ice would crack under the others"), ("pull a thorn out of a tiny place", "it took very small hands"), ("go through the little pipe to find the lost chick", "nobody else was small enough"),
             ("slip through the fence and open the gate", "the gap was too small for the others"), ("pick up a ring between the stones", "all the other hands were too big"), ("chew through the thin rope of the net", "it took small sharp teeth"),
             ("go into the log and bring the baby bird out", "only a small one could go in")]


def small_one(w):
    """The smallest wishes to be big, until only the smallest can help."""
    h = w.animal(["mouse", "ant", "ladybug", "chick", "kitten", "mole", "frog", "caterpillar", "sparrow", "bunny", "duckling", "snail", "hedgehog", "squirrel", "piglet"], name=True)
    w.lead(h)
    h.adj = w.pick(["little", "tiny", "small", "very small"])
    big = w.animal(["bear", "horse", "elephant", "cow", "lion", "hippo", "giraffe", "tiger"], name=True)
    need, why = w.pick(BIG_NEEDS)
    w.put(f=big, f2=w.animal(P.LAND, name=False), need=need, why=why, pl=L.BY[w.pick(["meadow", "forest", "farm", "field", "river"])])
    return """
    [Once upon a time|Once|A long time ago], there [was|lived] a {h.adj} {h.kind} [named|called] {h}. {h} was the smallest of all {h.his} friends. [{^h.he} had to look up at everyone.|{^h.he} could not reach high things.|Everyone walked over {h.him} and did not see {h.him}.]
    "I wish I were [big|as big as {f}|tall and strong]," {h} [said|thought] [every night|each day|again and again]. {f} the {f.kind} was [big and strong|the biggest of all|very tall]. [{^f.he} could carry logs.|When {f} walked, the ground shook.|{f} could reach the top of the trees.]
    {h} [ate and ate|stood on {h.his} toes|hung from a branch] to get bigger. But [it did not help|{h.he} stayed small]. <sad h>

    <when>, {h} and {f} [played|met|were] {pl.at}. <sudden>, {f} heard a [cry|shout]. "[Come quick|Help|Please help us]!" Someone had to {need}! {f} [tried|wanted to help], but {why}. {f2.intro} [tried|came], too. [It was no good.|It did not work.|{^f2.intro} could not do it.]
    "[What can we do|Who can help|We are all too big]?" asked {f}. {h} [stepped forward|came out|raised {h.his} head]. "[I can do it|Let me try|I am small enough]," {h.he} said[ in a small voice|].
    [The others looked at {h.him}.|Everyone was quiet.|{f} nodded.] {h} was [a little|] afraid, but {h.he} [went|did it slowly and with care|did not turn back]. [It was hard.|It was dark and tight.|It took a long time.|{h} thought of {dream} and went on.] [Everyone|{f}] [waited|held still|watched].
    Then {h} [came back|was done]! {^h.he} had done it! "[Hurray for {h}|{h} did it|Well done, {h}]!" [they all shouted|everyone cheered|called {f}].
    <proud h>

    "[You are small, but you are brave|I am big, but I could not do that|We need you just as you are]," said {f}. {f} [lifted {h} up high|let {h} ride on {f.his} back]. [From there, {h} could see very far.|The view was wonderful.]
    """ + w.pick(["After that, {h} never wished to be big again.", "{h} learned that [small ones can do big things|it is good to be who you are].", "<friends h f>", "{h} was still small. But inside, {h.he} felt [very big|as big as {f}]."])


WARN = [  # (the warning, what was done, what happened, how it was mended, what was learned)
    ("Do not run on the wet floor", "ran on the wet floor", "slipped and fell on {h.his} back", "put some ice on the sore spot", "walked slowly on wet floors"),
    ("Do not touch the hot stove", "touched the stove with one finger", "burned {h.his} finger", "held the finger under cold water", "stayed away from the stove"),
    ("Do not eat too much candy", "ate the whole bag of candy", "got a bad tummy ache", "made some warm tea", "ate only one piece of candy a day"),
    ("Wear your coat, it is cold", "went out with no coat", "started to sneeze and got a cold", "brought a warm blanket and hot soup", "put on the coat"),
    ("Do not climb on the shelf", "climbed up to the top of the shelf", "fell down with all the books", "helped {h.him} up and looked at the bump", "asked for help with high things"),
    ("Do not tease the goose", "pulled the goose by its tail", "was chased all over the yard", "opened the door just in time", "was kind to the goose"),
    ("Look where you are going", "ran with eyes on the sky", "bumped into a tree", "put a cold cloth on the bump", "looked at the path"),
    ("Do not play in the mud with your new shoes", "jumped into the mud with both feet", "lost one shoe deep in the mud", "pulled the shoe out with a stick", "wore old boots for the mud"),
    ("Do not pick the roses, they have thorns", "grabbed a rose with the whole hand", "got a thorn in {h.his} finger", "pulled the thorn out with great care", "looked at the roses and smelled them"),
    ("Do not open the cage", "opened the cage to see the bird", "saw the bird fly out of the window", "put some seeds on the window and waited until it came back", "watched the bird through the bars"),
    ("Do not lean so far over the water", "leaned over to see the fish", "fell in with a big splash", "pulled {h.him} out with a long stick", "sat far from the edge"),
    ("Do not stay up so late", "played under the blanket all night", "fell asleep in the soup the next day", "carried {h.him} to bed", "went to bed on time"),
    ("Do not shake that bottle", "shook the bottle as hard as could be", "got juice all over the room", "got a mop and a bucket", "opened bottles with care"),
    ("Close the gate behind you", "left the gate open", "saw all the sheep run down the road", "helped to bring the sheep back one by one", "closed the gate and looked twice"),
    ("Hold on to your balloon", "let go for just a moment", "saw the balloon fly up and away", "tied a new one to {h.his} hand", "held on tight"),
    ("Do not poke the bee hive", "poked the hive with a stick", "was stung on the nose", "put cool mud on the red spot", "left the bees alone"),
]


def warned(w):
    """A warning is not heeded; it hurts a little; it is remembered."""
    h = w.child()
    w.lead(h)
    warn, did, hurt, mend, after = w.pick(WARN)
    w.put(warn=warn, did=did, hurt=hurt, mend=mend, after=after)
    h.trait = w.pick(["curious", "playful", "silly", "brave", "busy", "happy"])
    w.put(bad=w.pick(["naughty", "impatient", "careless", "stubborn"]), f=w.friend(h))
    return w.open() + """
    [But sometimes {h} was a little {bad}.|But {h} did not always listen.|Sometimes {h.he} forgot to listen.]

    <when>, {p} said, "{warn}[!|, {h}!|, please.]" "[Yes, yes|I know|All right], {p.call}," said {h}. But [{h.he} did not really listen|{h.he} thought, "{p.call} worries too much"|soon {h.he} forgot about it].
    ? {f} was there, too. "[You should listen to your {p.kind},|I would not do that,|Are you sure that is a good idea?]" {f.he} said.
    [When no one was looking|As soon as {h.he} was alone|A little later], {h} {did}. [At first, it was fun.|"See, nothing happens," {h.he} thought.|It felt good to do it.]
    Then it happened! {h} {hurt}. "[Ow|Oh no|Help|Oh dear]!" {h.he} [cried|shouted]. <sad h>

    {p} [came running|heard it and came]. {^p.he} [did not shout|was not angry|looked at {h} and shook {p.his} head]. {^p.he} {mend}. "[Are you all right now|Is it better now]?" {p.he} asked. "[A little|Yes, a bit|Yes]," said {h}.
    "[I only said it because I love you,|Do you see now why I told you?|I want you to be safe,]" said {p}. {h} [nodded|looked at {h.his} feet]. "I [should have listened|am sorry I did not listen|will listen next time]," {h.he} said.
    <hug h p>
    """ + w.pick(["From that day on, {h} {after}.", "After that, {h} always {after}. [And when {f} forgot, {h} told {f.him}, too.|]", "{h} learned to listen. The next time, {h.he} {after}."])


def sick_friend(w):
    """A friend is ill and cheered up."""
    h = w.hero(0.5)
    w.put(f=w.friend(h), g=w.food([f for f in W.FOODS if f[0] in ("soup", "pudding", "bread", "honey", "pancake", "muffin", "apple pie", "strawberries")]),
          t=w.toy(), gift=w.thing(W.TREASURES), joke=w.pick(["funny faces", "a puppet show", "a silly dance", "animal sounds", "jokes", "a funny hat trick", "a story about a pig with a hat", "a little song"]))
    return w.open() + """
    <when>, {h} wanted to play with {f}. {h.s} [went to {f.own} house|knocked on {f.own} door|called {f.own} name]. But {f} did not come out. {f.own} {k} [opened the door and said|said], "[{f} is sick in bed|{f} has a bad cold|{f} can't play today]."
    [{h} was sad for {f.his2} friend.|{h} felt sorry for {f}.|"Poor {f}," said {h}.] <idea h>

    {h} [ran|went] home and [asked {p} for help|told {p}]. Together, they made {g.a}. {h} also [drew a picture|found {gift.a}|took {t.a}] for {f}. {h.s} put everything in a basket and [walked|went] back. [{scene}|]
    {f} was [in bed|under a thick blanket]. [{^f.his} nose was red.|{^f.his} face was hot.|{^f.he} looked pale.] "[I brought you something|This is for you|Look what I have]," said {h}. {f} ate {g.the}. "[Mmm, that is good|It makes me warm inside|I feel a bit better already]," {f.he} said.
    Then {h} made {f} laugh with {joke}. {f} laughed so hard that [the bed shook|{f.he} had to hold {f.his} tummy|{f.he} forgot about {f.his} cold]. "[A laugh is the best medicine|Laughing helps]," said {f.own} {k}.
    {h} came [every day|the next day, too|back each morning]. [Each day, {f} was a bit stronger.|They looked at books and played quiet games.|They played {game} on the bed.]

    <next>, {f} was well again. <glad f> {^f.he} [ran|came] to {h.own} house. <thanks f h>
    """.replace("{f.his2}", h.his).replace("{k}", w.pick(["mom", "dad", "grandma", "mother", "father"])) + w.pick([
        "<played h f>", "Then {h} got the cold! So {f} came with {g.a} and {joke}. They both laughed.", "<friends h f>", "{h} learned that [a visit can help a lot|friends are good medicine]."])


BUILDS = [("sandcastle", "beach", "a big wave", "washed it away", "shells on the walls", "wet sand"), ("snowman", "yard", "the warm sun", "melted it", "a carrot for a nose", "soft white snow"),
          ("tower", "school", "a dog", "ran into it and it fell", "a flag on top", "colorful blocks"), ("tree house", "woods", "a strong wind", "blew it down", "a rope ladder", "old boards"),
          ("fort", "yard", "the rain", "made it fall in", "a pillow on the floor", "boxes and sheets"), ("raft", "river", "a big rock", "broke it in two", "a sail from an old shirt", "logs and rope"),
          ("bird house", "garden", "a cat", "knocked it down", "a little red roof", "wood and nails"), ("dam", "river", "the fast water", "took it away", "a tiny bridge", "stones and mud"),
          ("snow castle", "hill", "a sled", "went right through it", "two tall towers", "blocks of snow"), ("hut", "forest", "a storm", "blew it away", "a bed of leaves", "sticks and moss"),
          ("scarecrow", "field", "the wind", "threw it down", "an old hat", "straw and old clothes"), ("mud house", "garden", "the rain", "turned it to soup", "a leaf for a door", "brown mud")]


def build(w):
    """Something is built, falls, and is built better."""
    h = w.hero(0.3)
    what, where, enemy, ruin, extra, stuff = w.pick(BUILDS)
    w.put(f=w.friend(h), what=what, pl=L.BY[where], enemy=enemy, ruin=ruin, extra=extra, stuff=stuff, g=w.friend(h), big=w.pick(["big", "fine", "great", "beautiful", "strong"]))
    return w.open() + """
    <when>, {h} and {f} [met|were] {pl.at}. "[What shall we do today?|I want to make something,|Let's make something big,]" said {h}. "[Let's build a {what}|We could build a {what}|I know, a {what}]!" said {f}.
    {^they} [got|looked for|brought] {stuff}. {h} [worked on one side, and {f} on the other|did the bottom, and {f} did the top|carried, and {f} put it all together]. {^they} worked [all morning|for hours|very hard]. [At last|Then], the {what} was [done|ready]. It was so {big}! {^they} even put {extra}.
    <proud h>
    [But then|Suddenly|Just then,] {enemy} {ruin}. [All the work was gone!|The {what} was gone!|Nothing was left of it.] <sad f>
    "[It was so nice|We worked so hard]," said {f}. "I [don't want to build|will never build] [anymore|again]." {h} was sad, too. <cross h>

    [After a while|Then], {h} [stood up|dried {h.his} tears|looked at what was left]. "[Let's build it again|We did it once, and we can do it again|This time we can make it better]," {h.he} said. "[We know how to do it now|It will be faster now|I have an idea how to make it stronger]."
    {g} [came by|walked over|had seen it all]. "[Can I help|May I help you|Three are faster than two]?" {g.he} asked. "[Yes, please|Of course|Sure]!" said {h} and {f}.
    {^they} [chose a better place|made the bottom strong|thought about what went wrong]. [One carried, one held, and one built.|{^they} helped each other.|{^they} sang while they worked.] The new {what} was [bigger|stronger|even better|finer] than the [first|old one], with {extra}[ again|]. [{g} clapped.|{f} was proud of it.|]
    "[It is the best {what} in the world|This one is better than the first|Look how nice it is]!" said {f}. <glad h>
    """ + w.pick(["{h} learned that [it is good to try again|you should not give up|many hands make light work].", "<played h f>", "The three friends [sat next to it|looked at it] until [it was time to go home|the sun went down]. <end>", "<night h>"])


def tidy(w):
    """A messy room costs something dear; tidying finds it."""
    h = w.child()
    w.lead(h)
    w.put(t=w.toy(), f=w.friend(h), a=w.toy(), b=w.toy(), c=w.thing(W.CLOTHES), go=w.pick(["the park", "the fair", "the beach", "the zoo", "a party", "grandma's house", "the lake", "a picnic", "the circus", "the farm"]), u=w.pick(["under the bed", "behind the door", "under a pile of clothes", "in the toy box", "on the windowsill", "behind the curtain", "under the pillow"]))
    return w.open() + """
    But {h} had one bad habit: {h.he} never [put things away|cleaned up|picked up {h.his} toys]. [The {a} lay on the floor, and the {b} lay on the bed.|There were toys and clothes everywhere.|You could not see the floor.] "[Please clean your room|Please tidy up], {h}," said {p} [every day|again and again]. "[Later|Tomorrow|I am busy now]," said {h}.

    <when>, {f} came to the door. "We are going to {go}! [Do you want to come?|Come with us!] And bring your {t.x}!" {h} [was so happy|jumped up]. {^h.he} ran to {h.his} room to get the {t}.
    But where was it? {h} looked [under|behind] the {a}. {^h.he} looked [under|behind] the {c}. {^h.he} [stepped on the {b} and fell|fell over the {b}|threw things left and right]. "[I can't find it|It is not here|Where can it be]!" {h} cried.
    "[We have to go soon|I can't wait for long]," said {f}. <sad h>
    {p} [came in|looked into the room] and said, "[In such a mess, things hide|Let's do it the right way|A clean room helps you to find things]." So {h} put the {a} on the shelf. {^h.he} hung up the {c}. {p} [helped a bit|showed {h.him} how], and {f} [put the {b} in a box|helped, too].
    [Soon|Little by little|After a while], [they could see the floor again|the room was clean|there was a lot of room]. [And what was [there|that] {u}? It was {t.the}!|Then {f} looked {u}. There was {t.the}!|And {u}, {h} found {t.the}!] <glad h>

    "[Now we can go|Let's go]!" said {f}. They [ran|went] to {go} and [played with the {t}|took the {t} along]. [It was a lot of fun.|They had a great day.]
    """ + w.pick(["In the evening, {h} put everything [back in its place|away]. {p} smiled[ and was proud|].", "After that, {h} put [the {t}|{h.his} things] away every [day|night].", "{h} learned that [a tidy room saves time|when things have a place, you can find them]."])


def greedy(w):
    """One eats it all and it does no good."""
    h = w.hero(0.6)
    h.trait = w.pick(["happy", "funny", "silly", "busy", "playful"])
    fd = w.food([f for f in W.FOODS if f[1] != "one"])
    w.put(fd=fd, f=w.friend(h), g=w.friend(h), pl=w.place(h), o=w.pick([w.bound["p"], w.bound["p"]]), bad=w.pick(["greedy", "selfish"]), fd2=w.food(W.LUNCH))
    return w.open() + """
    There was one thing {h} loved to eat more than anything: {fd}. [{^h.he} could eat {fd} all day.|{^h.he} dreamed of {fd} at night.|{h} liked {fd.full} best.]

    <when>, {o} [made|brought home|got] a big bowl of {fd.full}. "This is for [all of us|you, {f} and {g}]," said {o}. "[Please wait for the others|Wait until they are here]." Then {o} went [out|away|to get them].
    {h} looked at the bowl. [{fd.the} smelled so good!|{^h.his} tummy made a noise.|{h} licked {h.his} lips.] "[I will only have a little|Just one bite|Nobody will see it]," {h.he} thought. {h} [took|ate] one bite, and then [another|one more]. [{^h.he} could not stop.|One more, and one more!] [Soon|Before long|In no time], [the bowl was empty|all the {fd} {fd.was} gone|there was nothing left in the bowl].
    Then {f} and {g} came. "[Where {fd.is_} the {fd}|Is there nothing left|Who ate it all]?" asked {f}. {h} [turned red|looked away|said nothing]. But [there was some on {h.his} nose|{h.his} tummy was round like a ball|{h.his} face was sticky].

    <sudden>, {h.own} tummy [began to hurt|made a loud sound]. "[Ow|Oh]! [I feel sick|My tummy hurts|I ate too much]!" {h.he} cried. {h} had to [lie down|go to bed], and {f} and {g} went to {pl} [to play|without {h.him}].
    {o} [sat by the bed|gave {h} warm tea]. "[It is not good to be {bad}|Too much is too much|If you share, everyone is happy]," said {o}. "I know. [I am sorry|I was wrong|I only thought of myself]," said {h}.
    <next>, {h} felt better. {h.s} took {h.his} own {fd2.full} and gave all of {fd2.it} to {f} and {g}. "[This is for you|I am sorry I ate it all|Please have this]," {h.he} said.
    [{f} and {g} were not angry.|{f} smiled.|{f} and {g} looked at each other and smiled.] "[Let's share it|We can all have some]," said {g}. So they [sat down|all sat down] and ate together. <glad h>
    """ + w.pick(["{h} learned that [food tastes better with friends|it is better to share].", "It tasted better than [all the {fd}|anything] {h.he} ever ate alone.", "<end>"])


def berries(w):
    """Picking, spilling, and help from many."""
    h = w.hero(0.5)
    w.put(fd=w.food([f for f in W.FRUIT if f[0] not in ("nuts", "acorns", "mushrooms")]), f=w.friend(h), pl=L.BY[w.pick(["forest", "woods", "hill", "meadow", "garden", "farm"])], b=w.thing(W.table("basket, bucket, bag, pot, box: big old red blue", "big")), g=w.animal(["bird", "squirrel", "mouse", "robin", "hedgehog", "rabbit"], name=False), bk=w.pick(["pie", "cake", "jam", "a big pot of juice", "muffins", "a tart", "pancakes", "cupcakes"]))
    w.put(bk={"pie": "a pie", "cake": "a cake", "soup": "soup"}.get(w.bound["bk"], w.bound["bk"]))
    return w.open() + """
    <when>, {p} gave {h} {b.a}. "[Please get some {fd}|Can you pick some {fd} for me|Bring me some {fd.full}]. Then I will make {bk}," said {p}. "[Yes, I will|I will be back soon|I like to help]!" said {h}.
    {h} [asked {f} to come along|took {f} along|met {f} on the way]. {^they} [walked|went] to {pl}. [{scene} |][There were so many {fd}!|The {fd} grew {pl.spot}.|{^they} saw {pl.sight}.] {h} picked [from the low branches|one after the other], and {f} [held the {b}|picked, too|sang a song]. [Now and then, {they} ate some.|One for the {b}, one for the mouth!|]
    Soon, the {b} was [full|almost full]. "[Let's go home|That is enough|{p.call} will be so happy]," said {h}. But on the way, {h} [fell over a root|slipped on a wet leaf|tripped over a stone]. The {b} [tipped over|fell down], and all the {fd} rolled [down the hill|into the grass|everywhere]. <sad h>

    {f} [helped {h} up|was not angry]. "[We can pick them up again|Don't cry, we will find them]," said {f}. But [the grass was high|they were hard to find|there were so many]. Then {g.intro} came. "[Why are you sad|What is all this|What happened here]?" {g.he} asked. {h} told {g.him} [everything|what had happened].
    "[I have good eyes|I am good at finding things|I will call my friends]," said {g}. "[I will help, and you give me a few|And all I want is one of them|We will do it in no time]." {^g} and {g.his} friends [ran|looked] here and there. [Soon|In a short time|Before the sun went down], [the {b} was full again|all the {fd} were back in the {b}|not one of the {fd} was lost]. <thanks h g>
    {h} gave {g} [a handful of|some of the best|the sweetest] {fd}.

    At home, {p} made {bk}. It [smelled|tasted] [so good|wonderful]. {h} told {p.him} about {g}.
    """ + w.pick(["<next>, {h} and {f} brought a bit of it to {g}. <end>", "{p} said, \"[You have good friends|It is good to have friends].\" {f} got the first bit.", "\"[Nothing is lost when friends help|It is good that you were not alone],\" said {p}. <night h>"])


PLOTS = [race, lost_way, storm, small_one, warned, sick_friend, build, tidy, greedy, berries]
