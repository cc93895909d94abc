# SPDX-License-Identifier: MIT
"""Plots of things: lost, broken, wanted, shared, found, made, given."""
import words as W


def lost_toy(w):
    """A toy is lost, looked for and found."""
    w.hero()
    w.put(t=w.thing(W.TOYS), a=w.met())
    return """
    <intro>
    <likes>
    [{h.s} had a {t.full}.|{h.own} favorite toy was a {t.full}.|{p} gave {h.him} a {t.full}.|Of all {h.his} toys, {h.s} liked the {t.full} best.] [{h.s} took the {t} everywhere.|{h.s} played with it every day.|It was very special to {h.him}.|The {t} made {h.him} smile.|At night, the {t} lay next to {h.his} bed.|]

    <when> [the {t} was gone.|{h.s} could not find the {t}.|{h.s} looked for the {t}, but it was not there.|{h.s} wanted to play, but where was the {t}?]
    <worried>
    & {h.s} looked {room}, but [it was not there|there was only some dust|found only an old sock|no {t} was there].
    & [Then {h.s} looked|{h.s} looked] {room2}. [No {t}!|Nothing!|There was only a spoon.|The {t} was not there.]
    & ? {h.s} [even |]looked {room3} and {spot2}.
    """ + w.pick(["""<sad>
    <asked_why>
    <h/sad: I [lost my {t}|cannot find my {t}|miss my {t}]. [I looked everywhere|It is gone|Can you help me].>
    <p/kind: [Let us look together|We will find it|Do not worry]. [Where did you play last|Where did you see it last|Where did you have it yesterday]?>
    {h.s} [thought hard|thought about it|closed {h.his} eyes and thought]. [Yesterday|The day before], {h.s} had played {game} {out}.
    {h} and {p} [ran|went|walked] [there|back there] [together|hand in hand|at once] and looked [around|{spot2}|{spot}]. [And there it was!|There lay the {t}!|Something {color} was {spot}. It was the {t}!]
    <glad>
    <thank_p>
    """, """{h.s} went [outside|out the door|to the {place}] and looked {spot}. There sat {a.a}.
    <h/sad: [Have you seen my {t}|Did you see a {t.full}|Can you help me find my {t}]?>
    <a/kind: [Yes|Oh yes|I think so]! [I saw it {spot2}|It is {spot2}|Something {t.adj} is {spot2}]. [Come with me|Follow me|I will show you].>
    {h.s} [ran after|followed|went with] {a}. [And there it was!|There was the {t}!|The {t} lay {spot2}, safe and sound.]
    <glad>
    <thank_a>
    """]) + """
    From then on, {h.s} [put the {t} away each night|kept the {t} close|always put the {t} {room}|took good care of the {t}]. <home>
    """


def broken(w):
    """Something breaks, and the truth is told."""
    w.hero()
    w.put(t=w.thing(W.FRAGILE), toy=w.thing(W.TOYS))
    return """
    <intro>
    <likes>
    <when> {h.s} [played {game} in the house|ran around in the living room|played with a {toy.full} in the kitchen|danced around the table]. [{p} had said not to run inside.|It was a lot of fun.|{h.s} went faster and faster.|{h.s} did not look where {h.he} was going.]
    [Crash|Bang|Oops|Smash]! [The {t.full} fell [down|off the shelf|off the table|on the floor]|{h.s} bumped into a {t.full}|{h.s} hit the {t.full}]. [It broke into [two|many|three|little] pieces.|Now there were pieces all over the floor.|The {t} was broken.]

    <worried>
    [{h.s} wanted to hide the pieces {room}.|"I can hide it {room}," {h.s} thought.|{h.s} put the pieces {room} and ran away.|First, {h.s} wanted to run and hide {room}.] [But that did not feel right.|But {h.his} tummy hurt.|But a small voice inside said no.|But then {h.he} could not play anymore.|But {h.he} could not eat {food} or {fun}.]
    ? {h.s} thought about it [all morning|for a long time|all through lunch].
    At last, {h.s} [went to|walked up to|ran to] {p}. <h p/shy: [I broke the {t}|The {t} is broken. It was me|I have to tell you something. I broke the {t}]. I am [so |very |]sorry.>

    {p} [was quiet for a moment|looked at the pieces|looked at {h}|put down the broom]. [Then {p} smiled.|{p} was not angry.|{p} gave {h} a hug.|Then {p} sat down next to {h}.]
    <p/kind: [Thank you for telling me the truth|I am glad you told me|It was brave to tell me]. [A {t} is only a thing|We can fix it|Everyone makes mistakes|You matter more than a {t}].>
    {they} [got some glue|took the glue from the drawer|swept the floor] and [fixed the {t} together|put the pieces together|made the {t} whole again]. [It had a few lines now, but it was still pretty.|It looked a bit funny, but it stood.|It took a long time.|Soon it stood on the shelf again.]
    <thank_p>
    [From then on, {h.s} [played {game}|ran and jumped] outside.|{h.s} learned that the truth is always best.|{h.s} learned that it is good to tell the truth.|{h.s} was glad that {h.he} had told the truth.] ["And now let us play {game} outside," said {p}.|{they} ate {food} and were happy.|<home>]
    """


def share(w):
    """One will not share, and it is no fun alone."""
    w.hero()
    w.friend()
    w.put(t=w.thing(W.TOYS))
    return """
    <intro>
    [{h.s} had a [new |]{t.full}.|{h.s} got a {t.full} from {g}.|For {h.his} birthday, {h.s} got a {t.full}.] [{h.s} loved it very much.|It was the best toy in the world.|{h.s} played with it all day.|Nobody else had one like it.|]
    <when> {h.s} [took the {t} to the {place}|played with the {t} {out}|sat {out} with the {t}]. [Soon|Then], {h.his} friend {f} came [by|along|to play].
    <f/glad: [What a nice {t}|I like your {t}|Wow, a {t.full}]! [May I play, too|Can I have a turn|Can we play together]?>
    <h: No! [It is mine|I do not want to share|You cannot have it|This {t} is only for me].> [{f.s} looked at the ground.|{f.s} felt sad and walked away.|{f.s} went away with tears in {f.his} eyes.|{f.s} sat down alone {out2}.]

    {h.s} played alone. [At first, it was fun.|But it was not so much fun.|The {t} was nice, but {h.he} had nobody to laugh with.|After a while, it was boring.]
    {h.s} [looked over at|could see|watched] {f}. [{f.s} was sitting {spot}.|{f.s} looked so sad.|{f.s} had nobody to play {game} with.|{f.s} was drawing in the sand.]
    [{h.s} felt bad.|Now {h.s} felt sad, too.|{h.s} remembered how {f} once shared {food} with {h.him}.|{h.s} thought of the time when {f} gave {h.him} a {color} [stone|flower|ribbon|shell].|{p} had once said, "A toy is more fun with a friend."]
    {h.s} [ran|went|walked] to {f}. <h f/shy: I am sorry. [Do you want to play with me|Let us share the {t}|You can have a turn now|Please come and play with my {t}].>
    {f.s} [smiled|was happy again|dried {f.his} eyes|jumped up]. <f/glad: [Yes|Oh yes|Thank you], {h}! [I would love to|Let us play together|You can go first].>

    {they} [took turns with the {t}|shared the {t}|played with the {t} together]. [It was much more fun.|{they} laughed and laughed.|That was twice the fun.|{they} played {game}, too.|{they} made up a new game.]
    [{f.s} gave {h} some {food}.|{h.s} learned that it is good to share.|{h.s} learned that sharing makes two friends happy.|<h/glad: It is better with you.>|"Sharing is fun," said {h}.]
    <home_f>
    """


def found_thing(w):
    """A thing is found and brought back to the one who lost it."""
    w.hero()
    w.put(t=w.thing(W.CLOTHES if w.chance(0.5) else W.TREASURES), a=w.met())
    return """
    <intro>
    <likes>
    <when> {h.s} [went for a walk|went to the {place}|played {game} {out}|walked to the {place} with some {food}].
    ? <saw>
    [Something [was|lay] {spot}.|Then {h.s} saw something {spot}.|{h.s} looked {spot} and stopped.] [It was a {t.full}!|A {t.full} lay there.|There was a {t.full}!]
    <h/glad: [How pretty|What a nice {t}|Look at this]! [I want to keep it|Whose {t} is this|Who lost it]?> [{h.s} looked around, but nobody was there.|The {t} felt [smooth|soft|cool|nice].|{h.s} liked it very much.|]

    [{h.s} wanted to keep the {t}.|The {t} was so pretty.] But [somebody may miss it|it was not {h.own} {t}|someone must be sad now|somebody had lost it].
    So {h.s} [went along the path|asked everyone {out2}|walked from door to door|looked for the owner].
    & {h.s} asked [a woman with some {food}|a man at the {place2}|an old man on a bench|the baker|a farmer]. ["It is not mine," was the answer.|But it was not the right one.|But the answer was no.]
    & ? {h.s} asked [two girls who played {game2}|some boys who played {game2}|the mailman|a lady in a {color} coat], but nobody knew the {t}.
    [Then|At last|After a while], {h.s} [saw|met|came to] {a.a}. {a} was looking {spot2} and [crying|sniffing|sighing].
    <h a/kind: [What are you looking for|Why are you sad|Did you lose something]?>
    <a/sad: I [lost|cannot find] my {t}. [My mother gave it to me|It is very dear to me|I looked everywhere|I had it this morning].>
    {h.s} [held out|showed|took out] the {t}. <h/kind: [Is this your {t}|Is it this one|Did you lose this {t}]?>

    <a/glad: [Yes|Oh yes|My {t}]! [Where did you find it|That is mine|I am so happy].>
    <thanks_a>
    [As a thank you, {a} gave {h} [some {food2}|a {color} flower|a ride around the {place2}].|{h.s} was glad that {h.he} did not keep the {t}.|It felt better than any {t}.|{h.s} felt proud.|{a} put the {t} away and showed {h} a secret path.]
    <home_a>
    """


def make_gift(w):
    """A gift is made for someone, goes wrong, and is better so."""
    w.hero()
    w.friend()
    w.put(t=w.thing(W.GIFTS[:15]))
    return """
    <intro>
    [{h.s} had a good friend [named|called] {f}.|{h.own} best friend was {f}.] [Soon it was {f.own} birthday.|Tomorrow was {f.own} birthday.|{f.s} had been sick for a week.|{f.s} was going to move to a new house {out2}.]
    [{h.s} wanted to make a present.|{h.s} did not have any money, so {h.he} wanted to make something.|{h.s} thought about a present for a long time.|"I want to make {f} happy," {h.s} said.]
    <p/kind: [You could make a {t}|What about a {t.full}|Make something yourself. That is the best gift].> [{h.s} liked that idea.|<h/glad: [Yes|Oh yes|Good idea]! I will make a {t.full}.>|So {h.s} began to make a {t.full}.]

    {h.s} [got|took|found] [some paper and paint|glue and {color} paint|string and buttons|a brush and {color} paint|what {h.he} needed] and [sat down at the table|began to work|worked all morning|worked until lunch].
    [First it went well.|{h.s} worked slowly and with care.|{h.s} hummed a little song.|{h.s} made it {color} and {color2}.|The {t} got better and better.]
    [Then, oh no!|But then, splash!|Oops!] [The paint fell over|A big drop of paint fell on it|{h.s} dropped the {t}|The cat walked over it|The paint cup fell on the {t}], and [there was a big {color} spot|it was not pretty anymore|one side was bent|now it had a mark].
    <sad>
    <p/kind: [Look closely|Look again|Wait a moment]. [The spot looks like {picture}|You can turn the spot into {picture}|You can paint {picture} there].>
    {h.s} [looked at the {t}|took the brush again|dried {h.his} eyes] and [painted {picture}|turned the spot into {picture}|made {picture} out of the spot]. [Now the {t} was even better.|It looked great!|That was funny and pretty.|It was better than before.]

    [The next day|After lunch|In the afternoon], {h.s} gave the {t} to {f}. [{f.s} opened the box.|{f.s} held it up to the light.|{f.s} looked at it for a long time.|"What is it?" asked {f}.]
    <f h/glad: [I love it|It is so pretty|This is the best {t} in the world]! [I love {picture}|How did you know that I like {picture}|I will keep it forever].>
    <glad>
    [{h.s} learned that a gift from the heart is the best gift.|{h.s} learned that a mistake can turn into something good.|{f.s} put the {t} next to {f.his} bed.|{f.s} showed the {t} to everyone.|The {t} hung on {f.own} wall for years.]
    <home_f>
    """


def big_wish(w):
    """A thing in the shop is wished for, and earned by work."""
    w.hero(0.2)
    w.put(t=w.thing(W.TOYS), x=w.thing(W.TREASURES))
    w.row("job jobbed jobbing", """sweep the yard / swept the yard / sweeping
wash the dishes / washed the dishes / washing dishes
feed the hens / fed the hens / feeding the hens
water the garden / watered the garden / watering the garden
carry the wood / carried the wood / carrying wood
pick the apples / picked the apples / picking apples
rake the leaves / raked the leaves / raking leaves
wash the car / washed the car / washing the car
paint the fence / painted the fence / painting
clean the barn / cleaned the barn / cleaning the barn
brush the pony / brushed the pony / brushing the pony""")
    return """
    <intro>
    <likes>
    <when> {h.s} [saw a {t.full} in a shop|stood in front of the toy shop|went to the market with {p}]. [There was a {t.full} in the window.|A {t.full} stood on the shelf.|It was the best {t} in town.|]
    <h p/glad: [I want that {t} so much|I wish I had that {t}|Look at the {t}]! [Can you buy it for me|Can we get it|May I have it]?>
    <p/kind: [It costs a lot|We do not have so much money today|It is not your birthday]. [But you can work for it|But you could earn it|You can help me and save your coins].>
    ? <sad>

    So {h.s} began to work.
    & [On Monday|The next day|First], {h.s} {jobbed}. [It was hard work|It took all morning|{h.s} got very tired], [but {h.he} did not stop|and {h.he} got one coin|but {h.he} sang a song].
    & {h.s} [helped {g} to make {food}|sold {food} {out}|carried a bag of {food} for an old lady|found an old coin {spot}], and got [a coin|two coins|three coins].
    & ? One day it rained, but {h.s} [still {jobbed}|did not stop|put on a {color} coat and worked].
    {h.s} put [the coins|every coin] in a [jar|box|{color} cup|little bag]. [The jar got|Day by day, it got] [fuller and fuller|heavy|full].
    [At last, there was enough.|After two weeks, {h.s} had enough.|"Now I have enough!" said {h}.]

    {h.s} ran to the shop. <h: [One {t}, please|I want to buy the {t}, please|Here is my money for the {t}].> [The man smiled and gave {h} the {t}.|But the {t} was not in the window! "I kept it for you," said the lady.|The woman counted the coins and gave {h} the {t}.|The shop man put the {t} in a bag.]
    <glad>
    [{h.s} loved the {t} even more because {h.he} had worked for it.|{h.s} learned that good things take time.|{h.s} learned that hard work pays.|And do you know what? {h.s} even missed {jobbing}.|"I did it all by myself," {h} said.]
    <proud_p>
    ? <home>
    """


def treasure(w):
    """A map leads to a treasure."""
    w.hero()
    w.friend()
    w.put(t=w.thing(W.TREASURES[:11]))
    return """
    <intro>
    ? <likes>
    <when> {h.s} found an old [map|letter|piece of paper] {room}. [There was a red X on it.|It showed a path to the {place}.|It was a treasure map!|On it was a drawing of the {place} with a big X.]
    {h.s} [ran|hurried|went] to {h.his} friend {f}. <h f/glad: [Look|See what I found|Come quickly]! [It is a treasure map|This shows a treasure|There is a treasure at the {place}].>
    <f/glad: [Let us go|Let us find it|I will come with you]! [I will bring {food}|We need a shovel|Do we need a rope].>

    {they} [went|walked|ran] [over the hill|along the river|past the mill|through the gate]. <saw>
    & [{they} had to cross a little stream.|{they} came to a stream.] [{f.s} jumped from stone to stone.|{h.s} slipped, and one foot got wet.|{f.s} held {h.own} hand.|Splash! {h.s} fell in, and they both laughed.]
    & [They went past a dark cave.|There was a dark tunnel.|A strange noise came from the bushes.] [{f.s} was scared, but {h} went first.|"Do not be scared," said {h}. It was only [an owl|a cow|the wind].|It was only {sight2}.]
    & ? [{they} got hungry and ate {food}.|{they} stopped to eat {food} {out2}.|"I am hungry," said {f}, so they ate {food}.]
    [At last, {they} came to the {place}.|Then {they} saw the {place}.|There was the {place}!] {they} [looked|dug] {spot}. [Thump! There was a box.|There was a small box.|{they} found an old box.|{f.s} hit something hard. It was a box!]

    {h.s} opened it. [Inside was a {t.full} and a note.|There was no gold. There was a {t.full} and a note.|It was full of {food2}, and there was a {t.full}, too.|Inside, there was a {t.full} for each of them.]
    [The note said, "The best treasure is a good friend."|"I hid this when I was small," said {g} later. "Now it is yours."|The note said, "Share this with a friend."|{g} had hidden it there for them.]
    [{they} looked at each other and smiled.|<glad>|<f/glad: This was the best trip ever.>|{f.s} held it up to the sun.]
    [{they} hid the box again for the next child.|{they} put the map back {room}, with a new X on it.|{they} wrote a new note and put it in the box.|{they} took turns to keep the {t}.] <home_f>
    """


def collect(w):
    """Too much is carried at once."""
    w.hero()
    w.put(t=w.thing(W.TREASURES[:9]), a=w.met())
    return """
    <intro>
    {h.s} [loved to eat {food}|liked {food} more than anything|wanted to make something with {food} for {p}]. <sky>
    <when> {p} gave {h} a {color} basket. <p h/kind: [Please get some {food} for dinner|Bring this basket of {food} to {g}|Can you carry the {food} to {g}]. [Walk slowly|Do not run|Take good care].>
    <h p: [Yes, {p}|I will|I can do that]! [I am big now|It is easy|I will be back soon].>

    {h.s} [filled the basket to the top|made the basket very full and heavy|took the basket and ran|put even more in the basket].
    ? <saw>
    {h.s} [wanted to be fast|ran down the hill|looked at {sight}|tried to jump over a log] and [tripped over a stone|slipped on the wet grass|fell down|did not see the hole]. [All the {food} fell out.|The basket flew in the air.|Plop! The {food} went all over the path.|The basket fell {spot}, and it was empty now.]
    <sad>
    [Then {a.a} came along.|{a.a} [heard|saw] {h} and came near.|A voice said, "Oh dear!" It was {a.a}.] <a/kind: [Do not cry|What happened|That was a big fall]! [I can help you|Let me help you|We will do it together].>
    {h} and {a} [picked everything up|looked {spot2} and {spot3}|washed the {food} in the stream|worked side by side]. [Soon|After a while], the basket was full again.
    <a/kind: [Now take small steps|Walk slowly now|Take half now and half later].> [So {h.s} walked slowly.|This time, {h.s} did not run.|{h.s} took small steps, one, two, three.|{h.s} held the basket with both hands.]

    [{p} was waiting at the door.|Soon {h.s} was at the door.|{g} was happy to see {h}.] [Everything was still good.|Not one bit was missing.|Everything was there.|The basket was full.]
    <thank_a>
    {they} [all |]sat down and ate {food} and {food2}. [{h.s} learned to take {h.his} time.|{h.s} learned that slow can be better than fast.|<h: Slow is good, too.>|"It pays to go slowly," said {h}.]
    <home>
    """


def torn_kite(w):
    """The wind takes something into a tree."""
    w.hero()
    w.friend()
    w.put(t=w.thing([e for e in W.TOYS + W.CLOTHES if e[0] in ("kite", "balloon", "toy plane", "ball", "hat", "cap", "scarf", "ribbon", "hoop")]))
    w.row("tool did", """a long stick / pushed the {t} with a long stick
a ladder / climbed up a ladder, one step at a time
a rope / threw a rope over the branch and shook it
a fishing net / reached up with a fishing net
a broom / poked the {t} with a broom
a tall box / stood on a tall box
a rake / pulled the branch down with a rake""")
    return """
    <intro>
    {h.s} had a {t.full}[ from {g}| that {h.he} loved|]. <sky>
    [{h} and {h.his} friend {f} went to the {place}.|<when> {h} and {h.his} friend {f} played {out}.|<when> {h.s} met {h.his} friend {f} {out}.] <f/glad: [The wind is strong today|What a windy day|I like your {t}]! [Let us play|Let us have fun|Can I hold the {t}].>
    {they} [ran|laughed and ran|played] with the {t}. [Whoosh!|Then a big wind came.|Suddenly, the wind blew hard.] The {t} [flew up into a tall tree|went up and up and got stuck in a tree|landed high up in an oak tree|got stuck on a high branch].

    <worried>
    & {h.s} [jumped as high as {h.he} could|jumped up again and again|tried to climb the tree], but [the {t} was too high|it did not help|{h.he} fell in the grass].
    & {f.s} [shook the tree|threw a stick|called to the wind]. [Only leaves came down.|A nut fell on {f.his} head.|The {t} did not move.|But the branch was too strong.]
    ? Just then, {sight} made them laugh, but the {t} was still up there.
    [{f.s} thought for a moment.|{h.s} wanted to give up.|{they} sat down {out2} to think.] <f/kind: [I have an idea|I know|Wait]! [We need {tool}|We can use {tool}|There is {tool} {spot}].>
    [{they} got {tool}.|{they} ran to get {tool}.|{p} let them take {tool}.] {h.s} {did}, while {f} [held {h.him} tight|stood below|helped]. [One, two, three!|Once, twice, three times.|A bit more to the left, and then it moved.|] [The {t} came down!|Down came the {t}!|The {t} fell right on {f.own} head!|It worked!]

    <glad>
    ? [The {t} had a small hole, but {p} fixed it.|There were leaves all over the {t}.|The {t} was fine.]
    <h f/glad: [We did it|You are so clever|Two are better than one]! [Thank you|Now you have a turn|Let us play again].>
    [From then on, they held the {t} tight.|Then they played far away from the trees.|{h.s} learned that friends can fix almost anything.|They learned that it is good to work together.] <home_f>
    """


def new_clothes(w):
    """Something warm is given away to one who is cold."""
    w.hero()
    w.put(t=w.thing(W.CLOTHES[:6] + [("blanket", "soft warm red blue".split()), ("mittens", "warm red blue".split())][:1]), a=w.met(W.SMALL))
    return """
    <intro>
    [{g} made {h} a {t.full}.|{h.s} had a {t.full}.|{p} bought a {t.full} for {h}.] [It was very warm.|{h.s} wore it every day.|It had {color} buttons on it.|It felt so soft.|{h.s} was very proud of it.]
    [Winter came.|It was a cold day.|One cold day, the snow fell.|It was snowing outside.|The wind was icy that day.] {h.s} [went out to play in the snow|went to the {place}|walked over the white {place}|wanted to build a snowman].
    ? {h.s} [made a snowball|made a snow angel|caught a snowflake|built a snowman {out}] and thought of {food}.
    Then {h.s} heard a [small|thin|sad] [sound|voice] {spot}. There sat {a.a}. [It was shaking.|It shook from the cold.|It was very cold.|It had snow on its nose.]

    <h a/kind: [Are you cold|What is wrong|Why do you sit here]?>
    <a/sad: I am so cold. [I cannot find my home|My nest fell down|I have no warm place to sleep|The wind blew my house away].>
    {h.s} looked at {h.his} {t}. [It was {h.his} best {t}.|It kept {h.him} so warm.|{h.s} loved it very much.|{h.s} thought for a moment.] [But {a} needed it more.|But {h.s} could go home, and {a} could not.|But {a} was so small and so cold.]
    <h/kind: [Here, take my {t}|You can have my {t}|This will keep you warm]. [It is very soft|Now you will be warm|It can be your bed].> {h.s} [put the {t} around {a}|made a little bed from the {t}|laid the {t} over {a}]. [Soon {a} stopped shaking.|{a} closed its eyes and smiled.|{a} was warm at last.]
    <thanks_a>

    {h.s} ran home [fast|without the {t}|through the snow]. [{h.own} ears were cold, but {h.his} heart was warm.|<asked_why> <told_all>|"Where is your {t}?" asked {p}. <told_all>]
    <p/kind: [You have a good heart|That was very kind of you|I am so proud of you]. [Come, drink something hot|Here is some hot chocolate|Sit by the fire with me].>
    [{g} made a new {t}, and this time it was {color2}.|In spring, {a} came to sing at {h.own} window.|The next day, {a} came to visit.|{h.s} sat by the fire and ate {food}.|When the snow was gone, {a} brought back the {t}.] <home_a>
    """


PLOTS = [lost_toy, broken, share, found_thing, make_gift, big_wish, treasure, collect, torn_kite, new_clothes]
