# SPDX-License-Identifier: MIT
"""Plots of days: presents, games, nights, shows, lies, rain, pets; and of things that have a heart."""
import people as P
import places as L
import words as W

LONELY = [  # (what it is, adjectives, where it stands, what it can do, its wish, who comes, what they do with it)
    ("tree", "old big tall", "on a hill", "gave shade and rustled its leaves", "someone to sit under it", "climbed its branches and ate their lunch in its shade"),
    ("boat", "little old blue", "at the end of the lake", "rocked in the water", "someone to take it out on the lake", "rowed it across the lake and sang"),
    ("bench", "old green wooden", "in the corner of the park", "waited in sun and rain", "someone to sit on it", "sat on it and told it stories"),
    ("house", "empty old yellow", "at the end of the road", "creaked in the wind", "a family to live in it", "painted its door red and put flowers in its windows"),
    ("bell", "old big golden", "in a high tower", "hung there without a sound", "someone to ring it", "pulled the rope and let it ring all over town"),
    ("car", "little red old", "in a dark garage", "dreamed of the road", "someone to drive it", "drove it to the sea"),
    ("train", "little old green", "behind the station", "stood still on its track", "children to ride in it", "rode in it through the green hills"),
    ("lamp", "little old brass", "in a dusty attic", "stood in the dark", "someone to light it", "cleaned it and put it by the bed"),
    ("piano", "old brown big", "in a quiet room", "kept all its songs inside", "someone to play it", "played a merry tune and danced"),
    ("teddy bear", "old brown soft", "on a high shelf in the shop", "looked out of the window", "a child to hug it", "took it home and hugged it every night"),
    ("swing", "old wooden yellow", "behind the school", "hung from a rusty chain", "someone to swing on it", "fixed its chain and swung up to the sky"),
    ("mill", "old white tall", "by the river", "let its wheel stand still", "some wheat to grind", "brought wheat and made the wheel turn again"),
    ("kite", "red little torn", "in a box under the stairs", "dreamed of the wind", "to fly again", "mended it and flew it high over the hill"),
    ("snowman", "round white big", "in the middle of the yard", "smiled at the road", "a friend to talk to", "put a warm scarf on it and danced around it"),
    ("book", "thick old brown", "on the last shelf of the library", "kept its stories to itself", "someone to read it", "read it out loud from the first page to the last"),
    ("lighthouse", "tall white old", "on a rock in the sea", "looked out over the waves", "someone to say good night to", "lit its lamp and waved to the ships"),
    ("bridge", "small old stone", "over the brook", "listened to the water", "feet to walk over it", "ran over it ten times and dropped leaves in the water"),
    ("scarecrow", "funny old thin", "in a wide field", "stood on one leg", "some company", "gave it a new hat and told it jokes"),
]


def lonely_thing(w):
    """A thing stands forgotten until somebody needs it."""
    noun, adjs, where, did, wish, joy = w.pick(LONELY)
    h = w.child()
    w.lead(h)
    adj, adj2 = w.two(adjs.split())
    w.put(n=P.Being("n", noun, w.fresh(P.THING_NAMES, w.names)))
    w.put(noun=noun, adj=adj, adj2=adj2, where=where, diddo=did, wish=wish, joy=joy, f=w.friend(h), x=w.animal(["bird", "mouse", "cat", "squirrel", "butterfly", "spider", "sparrow", "crow"], name=False), y=w.animal(P.LAND, name=False))
    return """
    [Once upon a time|Once|A long time ago], there was [a {adj} {noun}|a {adj}, {adj2} {noun}] {where}. [Its name was {n}.|It was called {n}.|Long ago, a child had named it {n}.] [Every day, {n}|{n}] {diddo}. But [nobody came|no one looked at it|everyone walked by]. {n} was [lonely|very lonely|sad].
    "I wish I had {wish}," [thought|said] {n} [every night|when the moon came up|again and again|with a sigh]. [Days and weeks went by.|Summer came and went.|The rain fell on {n}, and the sun shone on {n}.|{n} waited and waited.]
    [{x.intro} came now and then, but did not stay.|One day, {x.intro} sat on it. "Do not be sad," said {x}. "Someone will come."|{y.intro} came by, looked at it, and went away again.]

    <when>, a {h.adj} {h.kind} [named|called] {h} [came by|walked that way] with {h.his} friend {f}. "[Look|Oh, look|See that], [a {noun}|a {adj} {noun}|what a nice {noun}]!" said {h}. "[It is so dirty|It looks sad|It is all alone]," said {f}. "[Maybe nobody loves it|It must be very old|Does it belong to anyone]?" asked {h}.
    """.replace("\"[Maybe nobody loves it|It must be very old|Does it belong to anyone]?\" asked {h}", "\"[I like it|I think it needs a friend|We could make it nice again]!\" said {h}") + """
    {h} and {f} [came back|came again] the next day with [soap and water|a bucket and a brush|old rags] and [some paint|some tools|a lot of good ideas]. {^they} [cleaned|rubbed|washed] {n} [until it shone|from top to bottom|with care]. Then they {joy}. [{n} felt warm inside.|{n} had never been so happy.|It was the best day in the life of {n}.]
    ? "I think [it is smiling|it is happy now|it likes us]," said {f}.

    [Soon|From then on|After that], [other children came, too|{h} and {f} came every day|all the children of the town knew {n}]. """ + w.pick([
        "{n} was never [lonely|sad] again.", "And {n} had what it had wished for.", "At night, when all was quiet, {n} thought of {h} and {f} and was happy.",
        "{h} learned that [old things can be the best things|with a little love, old things can shine again].", "<end> {n} was not alone anymore."])


def kind_wish(w):
    """A wish is given, and used for another."""
    h = w.hero(0.4)
    giver = w.pick(["a tiny fairy", "a silver fish", "a shooting star", "an old wizard", "a golden bird", "a little elf", "a white unicorn", "a friendly dragon", "a talking frog", "a glowing moth"])
    w.put(giver=giver, g="the " + giver.split()[-1], f=w.friend(h), pl=w.place(h), t=w.toy(), own=w.pick(["a mountain of candy", "a new bike", "a big castle", "a golden crown", "wings to fly", "a room full of toys", "a real horse", "a cake as big as a house"]))
    trouble, wish, after = w.pick([("could not walk because of a bad leg", "make my friend's leg well again", "jumped up and ran in a circle"), ("had lost {f.his} home in the storm", "give my friend a new home", "stood in front of a cozy new house"),
        ("could not see well", "let my friend see all the colors", "looked at the flowers and the sky for the first time"), ("was very sick", "make my friend well", "got out of bed and danced"), ("had lost {f.his} voice", "give my friend the voice back", "began to sing like a bird"),
        ("was so sad and never laughed", "make my friend laugh", "laughed until {f.his} tummy hurt"), ("had no food for the winter", "fill my friend's house with good food", "found bread, cheese and apples on every shelf"), ("was lonely because {f.his} brother was far away", "bring my friend's brother home", "saw {f.his} brother at the door")])
    w.put(trouble=trouble, wish=wish, after=after)
    return w.open() + """
    <when>, {h} was {pl.at}. <sudden>, {h.he} heard a [tiny|small|thin] voice. "[Help me!|Please help!|Can you help me?]" It was {giver}, [caught under a stone|stuck between two branches|caught in a spider web|with one foot in a trap]. {h} [was surprised, but helped at once|set {g} free with great care|did not think twice and helped].
    "[You are kind|You have a good heart|Thank you for helping me]," said {g}. "[I will give you one wish|You may have one wish|You can wish for one thing]. [Think well|Think about it|Choose well]!"
    {h} [could not believe it|jumped for joy|was so excited]. [What should {h.he} wish for?|So many things came to mind.] {^h.he} [thought of|wanted] {own}. {^h.he} [thought of|wanted] {t.a}, too. [It was so hard to choose.|There was so much to want.|{^h.his} head was full of wishes.]

    On the way home, {h} [met|saw] {f}. {f} {trouble}. [{h} stopped.|{h} looked at {f} for a long time.] [Then {h.he} knew what to wish for.|{own} did not seem so important anymore.]
    {h} closed {h.his} eyes and said, "I wish [for one thing|only this]: please {wish}." [There was a bright light.|The air sparkled.|A soft wind blew.|It smelled of flowers.]
    And then {f} {after}! "[How did this happen|What happened|Is this a dream]?" [cried|asked] {f}. {h} [only smiled|told {f} about {g}|laughed and hugged {f}].
    <glad f>

    That night, {g} came to {h.own} window. "[You gave your wish away|You could have had {own}|You did not think of yourself]," said {g}. "[Are you sad|Do you want it back]?" "No," said {h}. "[My friend is happy, and so am I|I am happier than ever|A happy friend is better than {own}]."
    {g} smiled[ and left {t.a} on the bed|]. """ + w.pick(["<friends h f>", "{h} learned that [giving makes you happy|the best wishes are for others].", "<end>", "{h} [fell asleep with a smile|slept well and dreamed of {dream}]."])


def birthday(w):
    """Something is baked in secret; it goes wrong and turns out well."""
    h = w.hero(0.3)
    w.put(top=w.pick(["sugar", "red berries", "nuts", "honey", "cream", "chocolate", "cherries", "little stars"]), room2=w.pick(["table", "floor", "kitchen"]), b=w.food(W.BAKES), i=w.pick(W.INGREDIENTS), f=w.friend(h), gift=w.pick(["a song", "a dance", "a big card", "a crown of flowers", "a poem", "a little play", "a funny hat", "a paper star"]))
    slip = w.pick(["dropped the bowl, and it went all over the floor", "put in salt in place of sugar", "spilled the flour, and everything was white", "forgot it in the oven, and it got black", "dropped an egg on the cat", "put in too much milk, and it was like soup", "mixed up the sugar and the sand box pail"][:6])
    w.put(slip=slip)
    return w.open() + """
    Tomorrow was {p.own} birthday. {h} wanted to [do something special|give {p.him} a nice surprise|make {p.him} happy]. "[What can I give {p.him}|What does {p.he} like best]?" {h} asked {h.his} friend {f}. "[Bake something|You could bake something|Let's make {b.full}]," said {f}. "{^p.he} loves {b.noun}!" [That was a good idea.|{h} liked the idea.]
    {h} and {f} went to the kitchen [very early|on their toes|when {p} was out]. {^they} got [flour, milk and eggs|all they needed|a big bowl and a spoon]. {h} [stirred|mixed everything], and {f} [read what to do|counted the eggs|added the {i}]. [It looked good.|{^they} sang while they worked.|There was flour on their noses.]

    But then {h} {slip}. "[Oh no|Oh dear]! [Now it is all spoiled!|What now?|What a mess!]" {h.he} [cried|said]. <sad h>
    {f} [looked at the mess and began to laugh|put an arm around {h.him}|did not give up]. "[It's okay|That can happen|Don't cry]. [We still have time|We can try again|We have more {i}]," {f.he} said. [So they|{^they}|Then they] [cleaned up and started again|washed the bowl and tried again|got a clean bowl and began once more|cleaned the {room2} and made {b.it} again]. [This time|Now], {h} [was very careful|took more care|did not hurry|looked at everything twice]. {f} [watched the clock|looked into the oven|counted every spoon]. [Soon, the house smelled so good!|At last, {b.the} came out of the oven.|{f} opened the oven, and there {b.was} {b.the}.] [{^b.they} {b.was} not perfect, but {f} liked {b.it}.|{^b.they} looked a bit funny, but {b.they} smelled wonderful.|{h} put some {top} on top.]
    ? {h} also made {gift} for {p}.

    In the morning, {h} and {f} [called|shouted], "[Surprise|Happy birthday], {p.call}!" {^p} [could not believe {p.his} eyes|put both hands to {p.his} face|was so surprised]. "[Did you make {b.it} for me|Did you do this all by yourself]?" {p.he} asked. {h} [nodded|told {p.him} about the mess, too], and {p} [laughed|hugged {h.him}].
    {^they} all ate {b.the}. "[{^b.this} {b.is_} the best {b} I ever had|Mmm, so good|I can taste the love in {b.it}]," said {p}. <proud h>
    """.replace("\"[What can I give {p.him}|What does {p.he} like best]?\" {h} asked", "{^h.he} asked").replace("{^h.he} asked {h.his} friend {f}.", "{^h.he} asked {h.his} friend {f} for help.") + w.pick(["{h} learned that [a present made with love is the best|it is fine to make mistakes].", "It was the best birthday ever.", "<hug h p>", "<end>"])


def coin(w):
    """Money for one thing is spent for a better one."""
    h = w.child()
    w.lead(h)
    w.put(c=W.Thing("coin", w.pick(["shiny", "gold", "silver", "big"])), t=w.toy(), fd=w.food([f for f in W.LUNCH if f[1] == "one"]), o=w.adult(), shop=w.pick(["the toy shop", "the market", "the shop on the corner", "the big store", "the fair"]))
    need = w.pick(["a thin little dog with no home", "an old man with holes in his shoes", "a small girl who cried because her balloon was gone", "a boy who had dropped his ice cream", "an old woman who had lost her purse", "a hungry kitten", "a man who played the violin in the cold", "a bird in a cage that was for sale"])
    buys = {"dog": "a big bone for the dog", "man with": "a pair of warm socks for the old man", "girl": "a new balloon for the girl", "ice": "a new ice cream for the boy", "purse": "a cup of hot tea for the old woman", "kitten": "some milk for the kitten", "violin": "hot soup for the man", "cage": "the bird and let it fly away"}
    bought = [v for k, v in buys.items() if k in need][0]
    w.put(count=w.pick(["the apples", "the buttons", "the eggs", "the pencils", "the marbles", "these jars", "those hats"]), need=need, bought=bought, n=need.split()[-1])
    return w.open() + """
    {h} had {c.a}. [It was from {p}.|{^h.he} had found it under {h.his} bed.|{^h.he} had saved it for a long time.|{^h.he} got it for helping {p}.] {^h.he} wanted to buy {t.a}. [{^h.he} had seen it in the window.|{^h.he} had dreamed of it for weeks.|All {h.his} friends had one.]
    <when>, {h} [walked|went|ran] to {shop} with the {c} in {h.his} [hand|pocket|shoe]. {scene}
    In front of {shop}, {h.he} saw {need}. [People walked by and did not look.|Nobody stopped.|Nobody helped.] {h} stopped. [{^h.he} felt sorry.|It made {h.him} sad.|{^h.he} could not just walk by.]
    {h} looked at {c.the}. [It was enough for [one thing only|one thing, not two].|{^h.he} had only this one.|With it, {h.he} could buy just one thing.] {^h.he} [thought of|remembered|could almost see] {t.the} in the window. [It was so nice!|{^h.he} wanted it so much.|It was hard.]
    Then {h} [took a deep breath|knew what was right|made up {h.his} mind]. {^h.he} [went in and bought|paid with the {c} and got|gave away the {c} for] {bought}.

    {o.intro} [had seen it all|stood by the door and watched {h}|came out to {h}]. "[That was very kind of you|You have a good heart|What a kind {h.kind} you are]," said {o}. "[But what about you|Didn't you want something, too|And what did you want to buy]?" "I wanted {t.a}," said {h}. "But [this was more important|I can wait|I am happy now]."
    {o} [smiled|thought for a moment]. "[I need some help|There is work to do here|My helper is sick today], {h}. [Can you sweep the floor|Can you help me carry these boxes|Will you help me today|Can you count {count} for me]? Then [I will pay you|you can earn a new {c}|you can have the {t}]," said {o}. {h} [worked hard|helped all afternoon|did it well].
    In the evening, {o} [gave {h} {t.the}|put {t.the} in {h.own} arms]. "[You earned it|This is for you]," said {o}. <glad h> <thanks h o>
    """ + w.pick(["{h} learned that [kindness comes back|it is good to help others].", "<home h>", "<night h>", "From then on, {h} {t.did} every day and thought of that good day."])


def hide_seek(w):
    """A game of hiding goes on too long."""
    h = w.hero(0.5)
    place = w.place(h)
    spots = list(place.spots)
    w.rng.shuffle(spots)
    w.put(pl=place, s1=spots[0], s2=spots[1], s3=spots[2], s4=spots[3], f=w.friend(h), g=w.friend(h), n=w.pick(["ten", "twenty", "fifty", "one hundred"]), dog=w.animal(["dog", "puppy", "bird", "squirrel", "cat"], name=False))
    return w.open() + """
    <when>, {h}, {f} and {g} played hide and seek {pl.at}. {f} [closed {f.his} eyes|put {f.his} hands over {f.his} eyes] and counted to {n}. {g} hid {s1}. {h} [wanted to find the best place|looked all around|ran this way and that way]. [Not {s2}, that was too easy.|{s2}, it was too small for {h.him}.] Then {h.he} found a [good|great|secret] place {s3}. [It was dark and quiet there.|It was soft and warm there.|Nobody could see {h.him}.]
    "[Ready or not, here I come|I am coming]!" [called|shouted] {f}. {^f.he} looked {s4}. {^f.he} looked {s1}. "[I see you|Found you|There you are], {g}!" said {f}. {g} [laughed and came out|came out].
    Now they looked for {h}. They [looked|searched] {s2}. [Nobody was there.|No {h}.] They [called|shouted], "{h}, [come out!|where are you?|you win!]" But {h} did not answer. [It got late.|The sun went down.|They began to worry.] <sad g>

    "[Something is wrong|We must find {h}|I hope nothing happened]," said {f}. <sudden>, they saw {dog.intro}. It {dog.cried} and looked [at something|down at the ground] {s3}. {f} and {g} [ran over|came closer]. They heard a funny [sound|noise]: "[Chrrr, chrrr|Zzz, zzz|Hrrr, hrrr]." What was that?
    They [looked in|bent down|looked closer]. There was {h}, fast asleep! {^h.he} had [waited so long that {h.he} fell asleep|been so tired from the run|closed {h.his} eyes for just a moment]. {f} and {g} [laughed|were so glad that they laughed]. {h} [woke up|opened {h.his} eyes] and [asked|said], "[Did I win|Is the game over|Is it morning]?"
    "[You are the best at hiding|Yes, you won|You hid too well]!" said {g}. "[But next time, come out when we call|But we were worried]," said {f}. "[I will|I am sorry]," said {h}[ and laughed, too|].
    """.replace("{s2}, it was too small for {h.him}.", "{^s2} it was too small for {h.him}.") + w.pick(["They walked home [together|side by side|hand in hand] [in the evening light|under the first stars]. <end>", "<home h>", "After that, they called it the sleeping game.", "That night, {h} was not tired at all."])


NOISES = [("scratch, scratch", "a {k} at the door", ["kitten", "puppy", "cat", "squirrel"]), ("tap, tap, tap", "a {k} at the window", ["bird", "robin", "sparrow", "crow"]), ("crunch, crunch", "a {k} with a nut", ["squirrel", "mouse", "rabbit"]),
          ("hoo, hoo", "a {k} on the roof", ["owl"]), ("rustle, rustle", "a {k} in the paper", ["mouse", "kitten", "hedgehog"]), ("thump, thump", "a {k} under the bed", ["rabbit", "bunny", "puppy"]),
          ("drip, drop", "", []), ("bang, bang", "", []), ("tick, tock", "", []), ("whoo, whoo", "", [])]


def night_noise(w):
    """A noise in the night is looked into."""
    h = w.child()
    w.lead(h)
    noise, what, kinds = w.pick(NOISES)
    k = w.animal(kinds or ["cat"], name=False)
    thing = {"drip, drop": "the water tap that was not shut", "bang, bang": "a window that was open and swung in the wind", "tick, tock": "an old clock behind the books", "whoo, whoo": "the wind in a bottle outside"}
    w.put(noise=noise, what=what.replace("{k}", k.full) if kinds else "", k=k, b=w.toy([t for t in W.TOYS if "stuffed" in t[0] or "bear" in t[0] or t[0] in ("doll", "puppet")]), f=w.pick([w.bound["p"], w.friend(h)]),
          guess=w.pick(["a monster", "a ghost", "a thief", "a big bad wolf", "a dragon", "a giant", "a witch"]), light=w.pick(["a flashlight", "a candle", "a small lamp"]), dream2=w.pick(["the moon", "the stars"]))
    end = """
    [It was only a {k.full}!|There sat a {k.full}!|{h} saw a {k.full}!] It was {what2}. [The little thing was cold and hungry.|It was afraid of {h}.|It looked at {h} with big eyes and {k.cried}.] "[So you made that noise|It was you]!" said {h} and laughed. [{h} gave it some [water|food].|{h} opened the door and let it go home.|"You are not {guess} at all," said {h}.]
    """ if kinds else """
    [It was only {thing}!|{p} pointed at {thing}.|{h} saw {thing}.] "[So that was the noise|And I thought it was {guess}|That is all]!" said {h} and laughed. {^p} [laughed, too|made it stop|hugged {h}], and all was quiet.
    """
    w.put(what2=what.split("} ")[-1] if kinds else "", thing=thing.get(noise, ""))
    return w.open() + """
    One night, {h} lay in bed[ with {h.his} {b.x}|]. [The house was quiet and dark.|Everyone was asleep.|The moon looked in at the window.] {h} [had just closed {h.his} eyes|was almost asleep|could not sleep]. <sudden>, {h.he} heard a noise. "{noise}!" [What was that?|Who could it be?]
    {h} sat up in bed. "{noise}!" There it was again. <afraid h> "[Maybe it is|It must be|It could be] {guess}[!|]," {h.he} [thought|said to {h.his} {b}]. {^h.he} [pulled the blanket over {h.his} head|held {h.his} {b.x} tight|did not move].
    But the noise [did not stop|went on and on|came again]. [{h} thought, "I want to know what it is."|{h} was afraid, but {h.he} wanted to know, too.|"I must be brave," {h.he} told {h.his} {b}.]

    {h} [got up|put one foot on the [cold|] floor, and then the other|climbed out of bed]. {^h.he} [took {light}|went to {p}]. [{p} woke up and said, "[Let's look together|I will come with you]."|{^p} came, too, and took {h.his} hand.] [Step by step|Slowly|On their toes], they went to [look|see]. "{noise}!" It was very near now. {h} [held {h.his} breath|counted to three] and [looked|lifted the light].
    """.replace("[!|],\" {h.he} [thought", ",\" {h.he} [thought").replace("\"{noise}!\"", "{^noise}!") + end + """
    [{p} took {h} back to bed|They went back to bed|{h} climbed back into bed] [and tucked {h.him} in|and pulled up the blanket|with the {b}].
    """.replace("[{p} took {h} back to bed|They went back to bed|{h} climbed back into bed] [and tucked {h.him} in|and pulled up the blanket|with the {b}]", "{p} took {h} back to bed and [tucked {h.him} in|pulled up the blanket|kissed {h.him} good night]") + w.pick([
        "{h} was not afraid of noises in the night anymore.", "\"[You were very brave|Most scary things are small when you look at them]," + "\" said {p}.", "{h} [told|showed] {h.his} {b} how brave {h.he} was. Then {h.he} slept.", "<hug h p> Soon, {h} was fast asleep and dreamed of {dream}."])


def stage(w):
    """A show, fear before it, a friend's help."""
    h = w.hero(0.4)
    act, acting, did = w.pick([("sing a song", "sing", "sang"), ("dance", "dance", "danced"), ("play the flute", "play", "played"), ("tell a story", "tell the story", "told the story"), ("do a magic trick", "do the trick", "did the trick"), ("read a poem", "read", "read"),
                               ("play the drum", "drum", "drummed"), ("be the king in the play", "speak", "spoke"), ("juggle", "juggle", "juggled"), ("play the bell", "ring the bell", "rang the bell")])
    w.put(act=act, acting=acting, did=did, f=w.friend(h), show=w.pick(["the spring show", "the school show", "the summer party", "the talent show", "the village fair", "the winter show", "the big party"]), n=w.pick(["seven", "three", "five"]), worn=w.clothing() if not h.animal else w.thing(W.CLOTHES[:11]).a, gift=w.thing(W.TREASURES))
    return w.open() + """
    [Soon|In one week|On Friday], there was {show}. {h} wanted to {act}. [{^h.he} practiced every day.|{^h.he} practiced in the [yard|kitchen|bath|garden] and in bed.|{p} heard {h.him} practice from morning to night.] [At home, it was easy.|It went better and better.|"I am ready," said {h}.|Even {f} said it was good.]

    Then the big day came. {h} [put on|wore] {worn}. {^h.he} [looked out from behind the curtain|looked through a hole in the curtain|heard the people come in|stood behind the curtain]. [There were so many [faces|people|eyes]!|All the chairs were full.|The room was full of [friends|people].] {p} was there, too[, in the first row|]. <afraid h>
    "I can't do it," said {h}. "[I forgot everything.|Everyone will look at me.|What if I make a mistake?|They will laugh at me.]" {^h.his} friend {f} [took {h.his} hand|stood next to {h.him}|was waiting there, too]. "[I feel like that, too|Everyone feels like that|That is all right]," said {f}. "[Look only at me|Think of a friend and do it for that friend|Take {n} deep breaths|Shut your eyes and start]. [I know you can do it|I will be right here|You are good]."
    ? {f} gave {h} {gift.a} for luck.
    {h} [breathed in and out|nodded|shook a little, but nodded]. {^h.he} walked out [on the stage|into the light]. [It was very quiet.|Everyone looked at {h.him}.|All the talk stopped.] [First, no sound came.|{^h.his} voice was small at first.|{^h.he} began too soon and had to stop.] {h} looked at {f}. {f} [smiled|nodded|held up a thumb]. Then {h} {did} [with all {h.his} heart|better and better|louder and louder|as never before].
    [Once {h.he} made a mistake, but {h.he} went on[, and nobody minded|].|{^h.he} forgot [that anyone was there|all the people|the whole world].|It [was|felt] like [flying|a dream|being at home].]
    [When it was over|At the end|When {h.he} was done], everyone clapped and [cheered.|stood up.|shouted, "More!"] <proud h>

    "[You were great|You did it|That was wonderful]!" said {p}. <thanks h f>
    """ + w.pick(["Then it was {f.own} turn, and {h} held {f.his} hand, too.", "{h} learned that [it is okay to be afraid|a friend can give you courage].", "<night h>", "\"[When is the next show|Can I do it again tomorrow]?\" asked {h}, and everyone laughed."])


def false_alarm(w):
    """Who cries for help in fun is not believed."""
    h = w.hero(0.4)
    h.trait = w.pick(["silly", "funny", "playful", "clever"])
    danger, real = w.pick([("A bear is coming", "a big brown bear came out of the bushes"), ("The house is on fire", "smoke came out of the kitchen"), ("I fell into the water", "{h} slipped and fell into the cold water"), ("A snake bit me", "a long snake lay on the path"), ("I am stuck", "{h} was really stuck in the mud"),
                           ("The cow is out", "the cow really ran out of the gate"), ("My boat is sinking", "water really came into the boat"), ("There is a wolf", "a gray wolf stood by the fence"), ("The dog ran away", "the dog really ran away")])
    w.put(danger=danger, real=real, f=w.friend(h), g=w.friend(h), pl=w.place(h), n=w.pick(["two", "three"]))
    return w.open() + """
    {h} liked to play tricks on {h.his} friends. <when>, {h.he} was bored. "[I will play a trick|I have a funny idea|This will be fun]," {h.he} [said|thought]. {^h.he} [ran|went] to {pl} and [shouted|cried], "Help! {danger}! [Come quick|Help]!"
    {f} and {g} [stopped their game and ran|came as fast as they could|dropped everything and came]. But there was [nothing|no danger at all]. {h} [laughed and laughed|rolled on the ground and laughed]. "[I tricked you|It was only a joke|You should see your faces]!" {h.he} said. [{f} did not laugh.|{f} and {g} were not happy.] "That is not funny," said {g}.
    <next>, {h} did it again. "Help! {danger}!" {h.he} [shouted|cried]. Again {f} and {g} came running, and again {h} laughed. "[We will not come next time|You should not lie|If you lie, no one will believe you]," said {f} [and walked away|in an angry voice].

    <next>, {h} was [alone|playing alone] {pl.at}. <sudden>, {real}! This time, it was [true|no joke]. <afraid h> "Help! {danger}! [It is true|Please come|This time it is real]!" {h} [shouted|cried] [as loud as {h.he} could|again and again].
    {f} heard it. "[It is only {h} again|Another trick]," said {f}. [{g} nodded.|{g} went on with the game.] Nobody came. {h} [cried and called|called and called|began to cry].
    At last, {p} heard the cries. "[That sounds real|I will go and see]," said {p} and [came running|ran as fast as {p.he} could]. {^p.he} helped {h}, and [soon all was well|then all was safe].
    {h} was [still shaking|wet with tears]. "Why did nobody come?" {h.he} asked. "[You called for help when it was not true|They thought it was a trick]," said {p}[ and held {h.him} close|]. "[Who lies is not believed|A friend must be able to trust you]."
    {h} [understood|knew it was true]. {^h.he} went to {f} and {g}. "[I am sorry I lied|I am so sorry]. [I will always tell the truth|No more tricks like that]," {h.he} said. [They forgave {h.him}.|They were glad that nothing bad had happened.]
    """ + w.pick(["From that day on, {h} told [only jokes that made everyone laugh|the truth].", "{h} learned that [it is important to tell the truth|friends must trust each other].", "<played h f>", "After that, when {h} called, {h.his} friends came."])


def picnic(w):
    """Rain spoils a picnic; another place is found."""
    h = w.hero(0.35)
    w.put(f=w.friend(h), a=w.food(W.LUNCH), b=w.food(W.LUNCH), pl=w.place(h), fd=w.food(number="many"), where=w.pick(["under the big table", "in the barn", "on the living room floor", "under a bridge", "in a tent made of sheets", "in an old hollow tree", "on the porch", "in the attic"]), bad=w.pick(["rain", "a strong wind", "a big dark cloud", "ants", "a herd of goats", "bees"]))
    if w.bound["bad"] in ("ants", "a herd of goats", "bees"):
        came = {"ants": "a long row of ants marched over the blanket", "a herd of goats": "a herd of goats came and wanted to eat it all", "bees": "some bees came and wanted the sweet things"}[w.bound["bad"]]
    else:
        came = {"rain": "it began to rain, first a little and then hard", "a strong wind": "a strong wind blew the blanket away", "a big dark cloud": "a big dark cloud came, and the first drops fell"}[w.bound["bad"]]
    w.put(came=came)
    return w.open() + """
    <when>, {h} and {f} [wanted to have a picnic|planned a picnic|got ready for a picnic] {pl.at}. {h} [packed|brought|put in] {a.a}, and {f} [packed|brought] {b.a}. [{p} gave them a blanket.|{^they} took a big blanket, too.|{^they} put it all in a basket.] [{^they} had waited for this day [all week|for days|since Monday].|{^they} were so excited.|{f} could not stop talking.]
    {^they} [walked|went] to {pl}. {scene} {^they} put the blanket down {pl.spot}. Everything looked so [nice|good]. {h} [took the first bite|wanted to start].
    <sudden>, {came}! "[Oh no|Quick|Hurry]!" [cried|shouted] {f}. {^they} [took|grabbed] the basket and ran [home|back|for it]. [Their hair was wet.|{^they} were out of breath.] <sad f> "[Our picnic is over|Now the day is spoiled|It was going to be so nice]," said {f}.

    {h} [looked around|did not like to see {f} sad]. <idea h> "[Who says a picnic must be outside?|We can have it somewhere else!|We can still have our picnic!]" {h.he} said. {h} put the blanket {where}. [{^they} lit a small lamp.|{^they} made it cozy with pillows and leaves.|It was like a secret house.] {f} began to smile.
    {^they} ate {a.the} and {b.the} and [shared some {fd}|told funny stories|listened to the world outside|sang all the songs they knew]. [It was warm and cozy.|It was even better than outside.|It was an adventure.] "[This is the best picnic ever|I am glad it went wrong|I like it here]," said {f}. <glad h>
    """ + w.pick(["{h} learned that [a good idea can save a bad day|when a plan goes wrong, you can make a new one].", "After that, they had a picnic {where} [every month|once a week].", "Soon, they could go out again, but they did not want to. <end>", "<friends h f>"])


def pet(w):
    """A pet is wished for, found, cared for."""
    h = w.child()
    w.lead(h)
    a = w.animal(P.PETS)
    if not a.name:
        a.name = w.fresh(P.PET_NAMES_F if a.sex == "f" else P.PET_NAMES_M, w.names)
    mess = w.pick(["chewed on {h.own} shoe", "knocked over a cup of milk", "ate the flowers", "made a puddle on the floor", "made so much noise at night that nobody could sleep", "hid one of {p.own} socks", "stole a sandwich from the table", "ran through the house with muddy feet"])
    w.put(a=a, f=w.friend(h), mess=mess, b=w.thing(W.table("box, basket, bed: soft little warm", "little")), pl=w.place(h))
    return w.open() + """
    {h} had [a big wish|one wish]: {h.he} wanted a pet. "[A pet is a lot of work|You must feed a pet every day|A pet is not a toy]," said {p}. "[I know|I will do everything|I promise to take care of it]!" said {h}. [{^h.he} asked every day.|{^h.he} read books about animals.|{^h.he} drew pictures of animals and hung them on the wall.]
    <when>, {p} [came home with|called {h} to the door. There was] a box with [small|round|little|] holes in it. [Something|Somebody] inside [moved|made a noise|was awake]. {h} [opened it slowly|lifted the lid]. There sat {a.a}! It looked up and {a.cried}. <glad h> "[I will call you|Your name is|You look like a] {a}," {h.he} said.

    {h} [made|got] {b.a} for {a}. [In the morning, {h.he} gave {a} food and fresh water.|{^h.he} fed {a} and brushed {a.him}.] But {a} {mess}. "[Oh no, {a}!|Bad {a.kind}!|What did you do?]" said {h}. {p} looked at {h}. "[Who will clean this up|What did you promise|Do you remember your promise]?" {p.he} asked.
    {h} was tired and wanted to play with {f}. But {a} looked at {h.him} with [big|sad|round] eyes. "[I promised|You are only little|It is my job]," said {h}. {^h.he} [cleaned it all up|got a bucket and cleaned up]. Then {h.he} [took {a} outside|showed {a} what was right|talked to {a} in a soft voice].
    [Every day, {a} learned something new.|Day by day, {a} got better.|Soon, {a} knew {a.his} name.] When {h} was sad, {a} [came and sat close|licked {h.his} hand|made {h.him} laugh]. When {h} came home, {a} [waited at the door|{a.moved} to {h.him}]. {h} and {a} went to {pl} together and {pl.play}.
    """.replace("{mess}", mess).replace("came home with|called {h} to the door. There was] a box", "came home with|gave {h}] a box").replace("licked {h.his} hand", "sat on {h.his} foot").replace("[I will call you|Your name is|You look like a] {a}", "[I will call you|Your name is] {a}") + w.pick([
        "\"[You kept your promise|You take good care of {a}|I am proud of you],\" said {p}.", "{h} learned that [a pet needs love every day|a promise must be kept].", "<friends h a>", "At night, {a} slept next to {h.own} bed. [They both dreamed of {dream}.|All was well.]"])


def baby(w):
    """A new baby, jealousy, and love."""
    h = w.hero(0.3)
    b = w.animal([h.kind], sex=w.pick("mf"), name=True) if h.animal else w.child()
    w.put(b=b, sib="brother" if b.sex == "m" else "sister", t=w.toy(), f=w.friend(h), song=w.pick(["made a funny face", "sang a little song", "danced around the bed", "made the sound of a cow", "put a hat on {h.his} nose", "played peekaboo", "made {t.the} dance"]))
    w.put(p=w.kin(h), kin=w.bound["p"])
    return w.open() + """
    <when>, a baby came to the house. It was {h.own} new little {sib}, {b}. Everyone [looked at|came to see|talked about] the baby. "[How sweet|Oh, so tiny|What small hands]!" they [all|] said. [Nobody looked at {h}.|Nobody had time for {h}.|{p} had no time to play.]
    {h} [showed {p} a picture|asked for a story|wanted to play]. "[Not now|Later|Be quiet, the baby is asleep], {h}," said {p}. <sad h> "[They only love {b} now|I wish there was no baby|Nobody needs me anymore]," {h} [thought|told {f}].
    [{h} took {h.his} {t.x} and hid {under}.|{h} went away with {h.his} {t} and sat alone.|{h} went out and kicked a stone.]

    Then {b} began to cry. {p} [sang|walked up and down], but {b} cried and cried. [Everyone tried to help.|They gave {b.him} milk, but it did not help.|Nobody knew what to do.] {h} came [in|closer] and looked at {b}. [{b} was so small.|{^b.his} face was red.|{h} felt sorry for {b.him}.]
    {h} {song}. {b} stopped crying. {^b.he} looked at {h} with big eyes. {h} did it again, and {b} [smiled|laughed|smiled for the very first time]! "[Look at that|Did you see that|Only you can do that]!" said {p}. "{b} [loves you|likes you best]. [You are the best big {hs} in the world|What would we do without you]?"
    {h} felt [warm inside|proud]. {b} [held {h.his} finger tight|put a tiny hand on {h.his} nose]. {p} [hugged {h}|put an arm around {h}]. "[My heart has room for two|I love you as much as ever|You are still my {h}]," said {p}.
    """.replace("{under}", w.pick(["under the bed", "behind the couch", "under the stairs"])).replace("{hs}", "brother" if h.sex == "m" else "sister").replace("[You are the best big", "[You are a great big").replace("in the world|What would we do without you]?\"", "|It is good that we have you].\"") + w.pick([
        "After that, {p} read a story to {h} every night, and {b} slept.", "From that day on, {h} [helped with the baby|played with {b} every day].", "{h} [showed|gave] {b} {h.his} {t}. \"[When you are bigger, we will play together|This is for both of us],\" {h.he} said.", "<hug h p> <night h>"])


PLOTS = [lonely_thing, kind_wish, birthday, coin, hide_seek, night_noise, stage, false_alarm, picnic, pet, baby]
