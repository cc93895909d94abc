# SPDX-License-Identifier: MIT
"""Plots of the heart: fear, help, shyness, quarrels, patience, work."""
import places as L
import people as P
import words as W

FEARS = [  # (what is feared, how it shows, what it turns out to be or what helps)
    ("the dark", "The room was black and still", "The dark is only the day with its eyes shut", "a small lamp"),
    ("thunder", "The thunder went boom", "Thunder is only the clouds clapping their hands", "a warm blanket"),
    ("the big slide", "The slide was as high as a house", "You go down fast and then you laugh", "a hand to hold"),
    ("deep water", "The water was cold and dark", "The water will hold you if you lie still", "a round float"),
    ("the big dog next door", "The dog barked so loud", "He barks because he wants to play", "a bone for the dog"),
    ("high places", "The ground was so far away", "Look at the sky and not at the ground", "a strong rope"),
    ("the doctor", "The room was white and smelled funny", "The doctor only wants to make you well", "a red sticker"),
    ("the new school", "All the faces were new", "Every friend was new one day", "a little note from home"),
    ("spiders", "The spider had eight long legs", "The spider is small and more afraid than you", "a glass and a card"),
    ("loud noises", "The noise came again and again", "A noise can't bite", "two soft ear muffs"),
    ("the old bridge", "The bridge moved with each step", "Hold on and take one step at a time", "a hand to hold"),
    ("the wind", "The wind howled round the house", "The wind only sings because it has no one to talk to", "a soft toy to hold"),
]
FEARS_WILD = [f for f in FEARS if f[0] in ("the dark", "thunder", "deep water", "high places", "loud noises", "the old bridge", "the wind")]


def brave(w):
    """A fear is met with help and grows small."""
    h = w.hero(0.4)
    fear, show, word, aid = w.pick(FEARS_WILD if h.animal else FEARS)
    h.trait = w.pick(["kind", "shy", "gentle", "quiet", "clever", "dreamy"])
    w.put(f=w.friend(h), fear=fear, show=show, word=word, aid=aid)
    if w.chance(0.5):
        w.put(f=w.bound["p"])
    return w.open() + """
    But [there was one thing {h.he} did not like|{h} was afraid of one thing|one thing made {h} [scared|afraid]]: {fear}. [{h.s} had never told anyone.|When {h.he} thought of it, {h.he} felt cold.|Just the thought of it made {h.him} shake.]

    <when>, {h} [had to be brave|found no way around {fear}|was face to face with {fear}]. {show}[!|.] <afraid h>
    [{f} saw it and came close.|{f} was there and saw it all.|{f} came to {h} and sat down.] <ask f h>
    "I am [afraid|scared] of {fear}," said {h}[ in a small voice| softly|, and {h.his} voice shook|].
    {f} did not laugh. "[When I was little, I was afraid, too|Everyone is afraid of something|I know how that feels|I am afraid of some things, too|That is nothing bad]," said {f}. "{word}."
    [{f} gave {h} {aid}. "[This will help you|Take this|Here]," {f.he} said.|"[Take my hand|Stay close to me|We will do it together]," said {f}.]

    {h} took a [deep|long|big] breath. {h.s} [counted to three|thought of happy things|sang a little song|thought of what {f} said]. [Then|And then] {h.he} [tried|did it|took one step, and then one more|opened {h.his} eyes].
    {h} was still a little [scared|afraid], but {h.he} [did not run away|did not stop|stayed]. [It was not so bad!|Nothing bad happened to {h}!|And do you know what? It was almost fun for {h}!|With {f} so near, it was not so bad.]
    "[I did it|Look, I did it|I am brave]!" {h} [shouted|called|said]. "[You were very brave|I knew you could do it|Now you know how brave you are]," said {f}.
    <proud h>
    """ + w.pick(["From that day on, {h} was not [so|very] afraid of {fear}[ anymore|].", "<hug h f>", "{h} learned that [a fear gets small when you look at it|it is okay to be scared|friends make us brave].",
                  "The next time, {h} did it all alone[, and {f} clapped|].", "<night h>"])


HURTS = [("a hurt wing", "could not fly", "fly", "flew"), ("a sore foot", "could not walk", "walk", "walked"), ("a cut on the leg", "could not run", "run", "ran"),
         ("a thorn in the foot", "could not walk", "walk", "walked"), ("a sore paw", "could not run", "run", "ran")]


def hurt_animal(w):
    """A hurt animal is nursed and comes back."""
    h = w.child()
    w.lead(h)
    a = w.animal(P.WILD, name=False)
    flier = a.kind in P.FLIERS
    hurt, cannot, do, did = HURTS[0] if flier else w.pick(HURTS[1:])
    if flier:
        cannot = "could not fly"
    place = w.place(None, L.WILDS + L.CHILDREN)
    w.put(a=a, hurt=hurt, cannot=cannot, do=do, did=did, pl=place, b=w.thing(W.table("box, basket, bed: soft little warm", "little")), t=w.thing(W.table("nut, berry, seed, piece of bread, crumb: little", "little")), gift=w.thing(W.TREASURES[:10]))
    return w.open() + """
    <when>, {h} was [walking|playing] {pl.at}. [{scene} |]{h} [heard|heard] a [small|soft|sad] [cry|sound] from [{pl.spot}|{pl.spot}]. [{^h.he} went closer to see.|{h} stopped and looked.|"Who is there?" asked {h}.]
    There {h.he} saw {a.a}. [It|The {a.kind}] had {hurt} and {cannot}. [It looked very sad.|It shook with fear.|It looked at {h} with big eyes.|]
    "[You poor thing|Don't be afraid|Oh, little {a.kind}]," {h} said [softly|in a soft voice|gently]. "[I will take care of you|I will help you get well]."
    {h} [picked the {a.kind} up with both hands|put the {a.kind} in {h.his} hat|wrapped the {a.kind} in {h.his} coat] and [took|carried] it home [to {p}|very carefully|].

    {p} [helped {h} to clean the {a.kind} with warm water|looked at the {a.kind} with care|knew what to do]. They made {b.a} [by the window|near the stove|from old cloth] for it. [Every day|Each morning], {h} gave it [water|milk] and [a {t}|food].
    [At first|In the beginning], the {a.kind} [was shy|was scared|did not eat]. [Day by day|Slowly|Little by little], it got [better|stronger]. [It began to trust {h}.|It sat in {h.own} hand.|When {h} came in, it {a.cried}.]
    ? {h} named it {nick}.
    One [day|morning], the {a.kind} could {do} again! It {did} around the room. <glad h>
    {p} said, "[Now it is well|It is strong now]. [It wants to go home|It is time to let it go]." {h} was [happy and sad at the same time|a bit sad]. But {h.he} [opened the door|took it back to {pl}|carried it outside] and said, "[Goodbye|Be well|Go home], little friend."

    """ + w.pick([
        "<next>, {h} heard a sound at the window. There was the {a.kind}! It had [brought|left] {gift.a} for {h}. [It was a thank you gift.|{h} kept the {gift} forever.]",
        "The {a.kind} {did} away. But it came [back every spring|to see {h} every day|back to {pl} to play with {h}]. <glad h>",
        "The {a.kind} looked back one time and {a.cried}, as if to say thank you. {h} knew that {h.he} had done a good thing.",
        "{h} learned that [even small hands can help|to love is also to let go|kindness makes the weak strong]."])


def stuck_friend(w):
    """Someone is stuck; one tool and many hands help."""
    h = w.hero(0.7)
    f = w.friend(h)
    place = w.place(h, L.WILDS)
    trap, tool, free = w.pick([
        ("fell into a deep hole", "rope", "climbed up"), ("got stuck in the mud", "branch", "came out with a big plop"), ("was stuck high up in a tree", "ladder", "climbed down"),
        ("got stuck between two rocks", "stick", "slipped out"), ("got caught in a bush full of thorns", "blanket", "crawled out"), ("could not get off a rock in the water", "log", "walked over it to the bank"),
        ("was stuck in a hollow log", "stick", "popped out"), ("fell into a ditch", "vine", "climbed out"), ("got caught in an old net", "sharp stone", "was free")])
    w.put(fd=w.food(number="many"), f=f, pl=place, trap=trap, tool=tool, free=free, g=w.animal(P.LAND, name=True) if h.animal else w.adult(), toolt=W.Thing(tool, w.pick(["long", "strong", "big", "old"]), "one"))
    return w.open() + """
    <when>, {h} and {f} [went|walked] to {pl}. {^they} [{pl.play}|looked at {pl.sight}|played {game}]. {f} [ran ahead|did not look where {f.he} was going|wanted to see everything].
    ? {scene}
    <sudden>, {f} {trap}. "Help! [Help me!|I can't get out!|Please help!]" {f.he} [cried|called|shouted].
    {h} [heard the cry and ran|ran as fast as {h.he} could|came at once]. "[Don't be afraid|Stay calm|Hold on], {f.call}!" {h.he} [called|said]. {h} [pulled|pushed] and [pulled|pushed], but it did not [work|help]. [{h.s} was too small.|{h.s} was not strong enough.]
    <idea h>

    {h} [ran|hurried] [down the path|over the hill] and [met|found] {g.intro}. "Please [come|help us]! {f} needs help!" said {h}. "[Of course|Let's go|Show me the way]," said {g}.
    [On the way|Near the path], they found {toolt.a}. [It was just what they needed.|"We can use this," said {g}.] [Together|Back at the place], they [held {toolt.the} out to {f}|pushed {toolt.the} over to {f}].
    "[Hold on|Now|One, two, three]!" [said|called|shouted] {g}. {h} and {g} [worked together|held on tight|did their best]. [At last|Slowly|And then], {f} {free}!
    [{f} was dirty, but not hurt.|{f} had only a small scratch.|{f} was safe.] "[Thank you, my friends|You saved me|Thank you both]!" said {f}.
    <glad h> {f} said, "[Next time, I will look where I go|I will be more careful|I will stay close to you]."
    """ + w.pick(["{h} learned that [it is good to ask for help|together we are strong|a clever idea can be better than big arms].", "{^they} all [had some {fd}|ate {fd}] [together|to feel better]. <end>", "<home h>", "And the three of them [became|were] friends[ from that day on|]."])


def quarrel(w):
    """Two friends quarrel over a thing and make up."""
    h = w.hero(0.35)
    w.put(t=w.toy(), f=w.friend(h), pl=w.place(h))
    w.put(helper=w.pick(["{p}", "{p}", "{k}"]), k=w.animal(["owl", "turtle", "crow", "parrot"], name=False, adj="old"))
    return w.open() + """
    {h.own} best friend was {f}. [{^they} did everything together.|{^they} played together every day.|{f} was a {f.trait} {f.kind}.]

    <when>, {h} and {f} [found|saw] {t.a} {pl.at}[. It lay {pl.spot}|]. "[I saw it first|It is mine]!" said {h}. "No, [I saw it first|it is mine|I want it]!" said {f}.
    {h} pulled on one [side], and {f} pulled on the other[ side|].  [{^they} pulled harder and harder.|Nobody wanted to let go.] [Rip!|Snap!|Crack!] [The {t} broke.|The {t} fell in the dirt.|A piece of the {t} came off.]
    "[Look what you did|It is all your fault|Now it is broken]!" [shouted|cried] {f}. <cross h>
    {f} [went|ran] home, and {h} [went|ran] home, too. [{^they} did not say goodbye.|{^they} did not [talk to|look at] each other.|Both were sad and angry.]

    [At home|All afternoon|In {h.his} room], {h} [could not play|sat alone|looked out of the window]. [It was too quiet without {f}.|{h} missed {f}.|Nothing was fun without {f}.]
    {p} [saw it and asked|came in and asked|asked], "[Why do you look so sad|Where is {f}|What happened to you]?" {h} told {p.him} [everything|what had happened]. "[What is better, a {t} or a friend|Which do you like more, the {t} or {f}]?" asked {p}.
    {h} [thought about it|did not have to think long]. "[A friend|{f}]!" {h.he} said. {^h.he} [took some glue|took the {t}|jumped up] and ran [out|to see {f}].
    On the way, {h.he} met {f}. {f} [was coming to see {h.him}|had the same idea|wanted to say sorry, too]. <sorry h f> "[I am sorry, too|Me, too|It was my fault, too]," said {f}.
    [Together|Then], {they} fixed {t.the}. [It was not perfect, but it was good.|It looked almost like new.|It looked a bit funny, and {they} laughed.]
    First {f} {t.did}, and then {h} {t.did}.
    """ + w.pick(["{^they} learned that [a friend is better than any toy|it is better to share than to fight].", "<friends h f>", "<played h f>", "{^they} never fought over [a toy|the {t}] again."])


def skill(w):
    """One wants to learn something, fails, practices, and can do it."""
    h = w.child()
    w.lead(h)
    do, doing, did, fails, advice = w.pick(W.SKILLS)
    w.put(f=w.friend(h), k=w.child(), do=do, doing=doing, did=did, fails=fails, advice=advice)
    w.put(o=w.pick([w.bound["p"], w.bound["p"], w.bound["f"]]))
    return w.open() + """
    ? {h} saw {f} {doing}. It looked [so easy|like a lot of fun].
    [More than anything, {h} wanted|{h} [really|] wanted|{h} had a [big|] wish. {^h.he} wanted] to learn to {do}.

    <when>, {h} tried [it|] for the first time. But {h.he} {fails}. [{^h.he} tried again.|{^h.he} got up and tried again.] [Again {h.he} {fails}.|It did not work.|It was no better.]
    [Some children laughed.|{h} looked around to see if anyone had seen it.|]
    <sad h> "I [will never learn it|can't do it|am no good at {doing}]," {h.he} said.
    {o} [sat down next to {h.him}|smiled at {h}|had seen it all]. "[Nobody can do it the first time|I {fails}, too, when I was learning|You can't do it yet, but you will]," said {o}. "{advice}."
    [{o} showed {h} how to do it.|{o} did it slowly, and {h} watched.|{h} listened well.]

    So {h} [practiced|tried] every day. [On Monday|The first day], {h.he} {fails}[ again|]. [On Tuesday|The next day], it was a little better. [{h} did not give up.|{^h.he} tried and tried.|Sometimes {h.he} was tired, but {h.he} went on.]
    ? {o} said, "[Good|Very good|Well done]! [Just one more time|You are getting better|Almost]!"
    [Then|At last|One day], it happened. {h} {did}! "[Look|Look at me|I did it], {o.call}!" {h.he} [cried|shouted].
    {o} [clapped and cheered|jumped up and down|gave {h.him} a big hug]. <proud h>
    """ + w.pick(["{h} learned that [practice helps|if you try and try, you can do it|hard things get easy when you practice].",
        "Soon, {h.he} {did} every day. Then {h} taught {k.intro} how to {do}.", "Now {h} was good at {doing}. [{^h.he} could not stop!|{^h.he} did it all day long.]", "<night h>"])


def seed(w):
    """A seed is planted; waiting is hard; it grows."""
    h = w.hero(0.4)
    what, grown, bears = w.pick(W.PLANTS)
    w.put(seed=what, grown=grown, bears=bears, f=w.friend(h), o=w.bound["p"])
    h.trait = w.pick(["curious", "busy", "playful", "cheerful", "happy"])
    many = bears.split()[-1].endswith("s") and not bears.startswith("a ")
    w.put(them="them" if many else "it")
    return w.open() + """
    <when>, {o} gave {h} a {seed}. "[Put it in the ground and wait|If you take care of it, you will see something nice|This is small now, but it will grow]," said {o}.
    {h} [dug|made] a [little|small] hole in the [garden|soft ground|brown earth]. {^h.he} put the {seed} in and [covered it with dirt|patted the dirt down]. Then {h.he} gave it [some|a little] water.
    {h} sat down to [watch|look]. {h.s} waited [all morning|a long time|and waited]. Nothing happened! "[Why does it not grow|When will it come up|Is it asleep]?" asked {h}.
    "[You must wait|It needs time|Be patient]," said {o}. "[It needs sun and rain|Good things take time|It can't hear you if you shout]."

    [The next day|In the morning], {h} [looked again|ran outside]. Still nothing. [{h.s} wanted to dig it up.|{h.s} felt sad.|"Maybe it is lost," {h.he} said.] But {h.he} [gave it water|took care of it|sang to it] every day.
    ? [When it was hot, {h} gave it more water.|One day, a [bug|bird|snail] wanted to eat it, but {h} [said no|sent it away].|When it was windy, {h} put [some sticks|a little fence] around it.]
    {f} came [by|over] and asked, "[What are you doing|Why do you look at the ground|What do you see there]?" "[I am waiting for|I look after|This is the bed of] my {seed}," said {h}.
    One [morning|day], {h} saw [something green|a tiny green leaf]. "[It is growing|Look, it is here|It came up]!" {h.he} [shouted|cried]. <glad h>
    It grew [bigger and bigger|taller and taller|day by day]. [By summer|After many days|Weeks later], it was a {grown} with {bears}!
    """ + w.pick(["{h} [called|asked] {f} and {o} to come and see. They [all looked at {them}|sat next to it|were all amazed]. {h} [was glad that {h.he} had waited|said, \"Good things take time\"].",
        "{h} gave the first of {them} to {o}." if many else "{h} showed it to {o}, who was very proud.", "{h} learned to be patient. [The best things need time.|Some things can't be hurried.]", "{f} wanted to plant something, too. So {h} gave {f.him} a {seed}. <friends h f>"])


def new_friend(w):
    """Someone new is shy; a kind word helps."""
    h = w.hero(0.5)
    f = w.friend(h)
    f.trait = "shy"
    w.put(f=f, pl=w.place(h), t=w.toy(), fd=w.food(W.LUNCH), fl=w.pick(["draw", "sing", "tell funny stories", "whistle", "dance", "run very fast", "make paper birds", "do tricks", "hop on one foot", "make everyone laugh"]))
    return w.open() + """
    <when>, [a new {f.kind} came to {pl}|{h} saw a new {f.kind} {pl.at}|someone new came to {pl}]. [{^f.he} sat {pl.spot} and did not talk.|{^f.he} stood {pl.spot} all alone.|Nobody played with {f.him}.]
    [The others ran and played.|The others played {game}.|Everyone was busy.] The new {f.kind} looked [at the ground|sad and lonely|very shy].
    {h} [remembered how it feels to be alone|thought, "{^f.he} needs a friend."|did not like to see that]. {h.s} [walked|went] over. "[Hello|Hi|Hello there]!" {h.he} said[ with a smile|].
    [The {f.kind} did not answer at first.|The {f.kind} [turned red|looked away].|The {f.kind} said nothing.] {h} [did not give up|sat down|waited a bit]. "[My name is|I am] {h}. What is your name?" [{h.he} asked|asked {h}].
    "{f}," said the {f.kind} [very softly|in a tiny voice|and looked up]. "[I am new here|I don't know anyone here|I have no friends here]."

    "[Now you know me|You can be my friend|Then I will be your first friend]!" said {h}. [{^h.he} gave {f} half of {h.his} {fd}.|{^h.he} showed {f} {h.his} {t.x}. They {t.did}.|"Do you want to play {game2} with me?"]
    {f} smiled [for the first time|a little|at last]. [Soon|After a while], {f.he} was not so shy. {f} could {fl}! "[Wow|That is great|You are good at that]!" said {h}. "[Can you teach me?|Show us again!|Everyone should see that!]"
    The others came [closer|to look|and watched]. [Now everyone wanted to play with {f}.|They liked {f}, too.|They asked {f} to play, too.]
    <glad f>
    """ + w.pick(["<friends h f>", "\"[Thank you for talking to me|I was so afraid this morning|You were the first to be nice to me],\" {f} said to {h}. <hug f h>", "{h} learned that [a kind word can change a day|it takes only one smile to make a friend].", "<home f>"])


PLOTS = [brave, hurt_animal, stuck_friend, quarrel, skill, seed, new_friend]
