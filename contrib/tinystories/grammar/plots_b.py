# SPDX-License-Identifier: MIT
"""Plots of the heart: fear, new friends, a quarrel, a lie, learning, waiting, being small, being sick."""
import words as W


def fear(w):
    """A fear is met with help."""
    w.hero()
    w.row("it why look help tool", """the dark / Something moved in the corner / It was only a coat on a chair / The dark is just the day asleep / a little lamp
thunder / Boom went the sky / It was only two clouds that bumped / Count with me until the boom comes / a warm blanket
deep water / The water was dark and cold / It only came up to the knees / Hold my hand and kick your legs / a {color} swim ring
high places / Everything looked so small down there / It was only as high as a table / Look up and take one step at a time / a strong rope
the big dog next door / It had a very loud bark / It only wanted to play / Hold out your hand and stay still / a bone
the doctor / The room smelled funny / It was only a small tickle / Squeeze my hand and think of {dream} / a {color} sticker
loud noises / Bang went something in the yard / It was only a bucket that fell / A noise cannot bite you / soft ear muffs
the old barn / Something went creak in there / It was only a cat with three kittens / Old wood likes to talk / a bright lantern
spiders / Eight long legs ran over the wall / It was only going home to its web / It is more afraid than you are / a glass
the tall slide / It went down so steep / It was over in one happy swoosh / Sit down and hold the sides / a hand to hold
the first day at school / So many new faces were there / One face smiled back / Everyone is new on the first day / a {color} button for the pocket
the wind at night / Whoo, it went around the house / It was only a branch at the window / The wind sings to the trees / a soft toy""")
    return """
    <intro>
    <likes>
    But [there was one thing {h} did not like. It was|{h.s} was [so |very |]afraid of|{h.own} legs shook at the thought of|only one thing scared {h}:|nobody knew that {h.s} feared|{h.s} always ran away from] {it}.

    <when> {h.s} [had to face {it}|could not run from {it}|came too close to {it}|met with {it} again]. {why}. {h.s} [wanted to run {room}|closed {h.his} eyes|shook all over|held {h.his} breath|called for {p}]. <h/sad: [I am scared|I want to go home|Please help me].>
    [{p} came at once.|{p} took {h.own} hand.|{p} sat down beside {h}.] [{p} did not laugh.|<p: [Are you afraid of {it}|Is it {it}|Did that scare you]? [That is all right|I see|Come here to me|Let me tell you something].>|<p/kind: [I was afraid once, too|Everyone is afraid of something|It is okay to be scared].>]
    <p/kind: {help}. [We will do it together|I am right here|You are braver than you think].>
    {p} gave {h} {tool}. [{h.s} held it tight.|"[This will help|Keep this with you|It helped me, too|Take it with you]," said {p}.|{h.s} looked at it and nodded.|It felt good to have it.]

    [{h.s} took a deep breath|{h.s} thought of {dream}|{h.s} counted to [three|ten|five]|{h.s} sang a little song] and [took one step|opened one eye|tried again|went a bit closer].
    {h.own} [heart beat fast|legs shook a little|tummy felt funny]. [Then {h.s} took one more step.|But {h.s} did not run away.|But {p} was there.|One more time, {h.s} took a breath.]
    {look}. [That was all!|It was not so bad!|{h.s} had to laugh.|{h.s} smiled.|"Oh," {h.s} said.]
    <h p/glad: [I did it|Look, I am not scared|It is not so bad]! [I was brave|I can do it|Did you see me].>
    <proud_p>
    [[After that|From then on|Now|Since that day], {h.s} was [not so afraid|no longer afraid|only a bit afraid] of {it}.|The next time, {h.s} [was only a little scared|even laughed|did not need {p}|smiled and thought of {dream}].|{h.s} learned that [being brave means to try|you can be scared and brave|fear gets small when you look at it|it helps to hold a hand|most scary things are small].|When {h.s} was scared [again|of something else], {h.he} [thought of {tool}|remembered {dream}|looked for {p}|counted to five].]
    <home>
    """


def learn(w):
    """Something is hard, is tried again and again, and works."""
    w.hero(0.2)
    w.row("do wrong tip did", """ride a bike / fell in the grass / Look ahead and not at your feet / rode all the way around the yard
swim / swallowed some water / Kick your legs like a frog / swam across the pool
whistle / blew only air / Make your lips round like an O / whistled a whole song
tie a bow / made a big knot / Make two loops like bunny ears / tied a pretty bow
jump rope / got the rope around one foot / Jump when the rope hits the ground / jumped ten times
skate / slipped and sat down hard / Bend your knees and go slowly / went all around the ice
draw a horse / drew a horse like a potato / Start with two circles / drew a fine horse
catch a ball / dropped the ball / Watch the ball and hold out both hands / caught the ball
play the piano / hit all the wrong keys / Start with one finger / played a whole tune
read / mixed up the letters / Say each letter slowly / read a whole page
fly a kite / let the kite fall down / Run into the wind / made the kite go up to the clouds
bake bread / made bread as hard as a rock / Give the dough time to rest / baked a soft loaf
do a cartwheel / landed on one side / Put both hands down first / turned like a wheel
count to one hundred / got lost after twenty / Take ten steps at a time / counted to one hundred
build a tall tower / saw the tower fall down / Put the big blocks at the bottom / built a tower up to the window
row a boat / went around in circles / Pull on both sides / rowed across the lake
dance / stepped on the wrong foot / Listen to the music first / danced the whole dance
climb the rope / slid down again / Use your feet, too / climbed up to the top
sew a button / lost the thread / Go up one hole and down the next / sewed on a {color} button""")
    w.friend()
    w.put(t=w.bound["p"] if w.chance(0.5) else w.bound["g"])
    return """
    <intro>
    <likes>
    [But {h.s} could not {do}[| yet].|There was one thing {h} could not do: {do}.|{h.s} [wanted|wished|hoped] to learn to {do}.|{h.s} had a big wish: to {do}.|All the others could {do}, but not {h}.] [{h.own} friend {f} [could do it well|could do it already|was very good at it|did it every day].|{h.s} [saw|watched] how {h.his} friend {f} did it[.|, and it looked easy.|, and it looked like fun.]|{f} was a friend of {h} and could do it [in a blink|with closed eyes|without any help].]

    <when> {h.s} [tried to {do}|tried it for the first time|went to the {place} to try]. But {h.he} {wrong}. [{h.s} tried again|{h.s} tried once more], and [it went wrong again|it was no better|the same thing happened].
    <sad>
    <h/sad: [I cannot do it|I will never learn it|It is too hard]. [I give up|I do not like it|I will just go and eat {food}].>
    [{t} came|{t} saw it and came] [over|closer|and sat down {out}]. <t h/kind: [Nobody can do it the first time|Do not give up|I had to learn it, too|Try it with me|It is not magic|You are doing better than I did|Let me show you]. {tip}.>
    [{h.s} listened well.|{h.s} nodded.|<h/shy: Will you help me? ... >|"I will try," {h.s} said.]

    & [The next day|On Monday|After breakfast|Before school|When {sky2}|After a glass of milk], {h.s} tried[| again| once more| in the {place}], and it [was a little better|almost worked|went well for a moment|only went wrong twice|was not so bad].
    & ? [When it [rained|was cold|got dark], {h.s} tried it [in the barn|in the kitchen|in the hall]|When {sky}, {h.s} went out to try|{h.s} even [dreamed of it at night|talked about it at dinner|forgot to eat {h.his} {food}]].
    & [{f.s} [came to help|came by] and brought {food2}.|{f.s} clapped and said, "[You can do it|Almost|One more time|That was better]!"|{f.s} said, "[I fell a lot, too|It took me a whole summer|I was not good at first, too]."|{f.s} sat {out2} and [watched|waved|ate {food2}|cheered].]
    [[Day after day|Every day|Morning after morning|For a whole week], {h.s} tried.|{h.s} did not [give up|stop|lose heart].|{h.s} [thought of|remembered] what {t} had said.|{h.s} got [a bruise|two bruises|dirty knees] but [went on|did not stop].] [And then it happened!|[Then, one day|One {color} evening|On a quiet Sunday|Just before dinner|When nobody looked], it worked!|What was that?|Nobody could believe it.] {h.s} {did}!
    <h/glad: [Look at me|I did it|I can do it|It is not hard at all]! [Did you see that|It really works|I can do it all by myself|I want to do it again|Watch me one more time].>
    [{t} clapped.|{f} cheered.|{t} and {f} clapped and cheered.] <glad>
    [{h.s} learned [that you must try and try again|not to give up|that big things take time|that it is okay to fall].|Now {h.s} could {do}, and {h.he} did it [every day|all week|with {f} each Sunday|whenever {h.he} could].|{h.s} slept with a smile that night.|Soon {h.s} taught a small [boy|girl] to {do}, too.|"It just takes time," {h.s} said.]
    <home>
    """.replace("|<h/shy: Will you help me? ... >", "").replace("|{wrong} only once", "|it only went wrong twice")


def new_friend(w):
    """Someone new is shy, and a game makes friends."""
    w.hero()
    w.friend()
    w.put(t=w.thing(W.TOYS))
    return """
    <intro>
    <likes>
    [But {h.s} had [nobody|no friend] to [play|laugh|run] with.|{h.s} wished for a friend[| so much| every night].|{h.s} [played|sat|ate {h.his} {food}] alone most days.|{h.s} often played {game} alone, and that was [no fun|boring|not the same].|All {h.his} friends lived far away.]
    <when> [a new family|somebody new] moved [in next door|to a {color2} house|to a house {out}|into the old house by the {place}]. [The family had a {f.kind} [named|called] {f}.|There was a {f.adj} {f.kind}, too, [named|called] {f}.|With them came a {f.adj} {f.kind} [called|named] {f}.|A {f.kind} named {f} jumped out of the [car|truck|wagon].|{h.s} saw a {f.adj} {f.kind}. It was {f}.] [{f.s} had a {t.full}.|{f.s} carried a {t.full}.|{f.s} hugged a {t.full} and looked shy.]

    {h.s} wanted to say hello, but {h.he} [was too shy|did not know how|did not dare|was afraid to go over|could not say a word|only hid behind {p}]. [{f.s} was shy, too.|{f.s} [only looked at the ground|looked away|hid behind the {t}].|{f.s} stood [at the gate|by the door|next to a big box] and said nothing.|{f.s} kicked a little stone around.]
    <p h/kind: [Just say hello|A smile is a good start|You could bring some {food}]. [Maybe {f} is shy, too|New friends are good to have|It only takes one word].>
    So {h.s} [took some {food}|picked a {color} flower|took a deep breath|drew {picture} on a card] and [went over|walked to the gate|walked up to {f}].
    <h f/shy: Hello. [I am {h}|My name is {h}]. [Do you like {food}|Do you want to play {game}|Do you like to {fun}]?>
    [For a moment, {f} said nothing.|{f.s} looked up.|{f.s} waited a moment.|] Then {f.he} smiled. <f h/shy: [Yes|Oh yes], I do. [You can play with my {t}|Shall we play with my {t}|Nobody asked me before].>

    {they} [played {game}|played with the {t}|ate the {food} and talked]. [Then {they} found out that they both loved to {fun2}.|They both liked {food2} best.|{they} laughed at {sight}.|{they} built a house from an old box.]
    & [{h.s} showed {f} the {place2}.|{h.s} showed {f} a secret place {out2}.]
    & ? [{f.s} told {h} about {dream}.|{f.s} taught {h} a new game.|{f.s} drew {picture2} for {h}.]
    <f/glad: I was [so sad|afraid|lonely|homesick] [when we came here|at first|this morning|all week]. [Now I have a friend|Now I am happy|I am glad that you came over|I think I will like it here|This is a good place after all|You are nice].>
    [{h.s} was not alone anymore.|{h.s} learned that [a friend can start with one word|a smile can open a door|shy ones can be friends, too|a hello costs nothing].|<glad>|<h: [I am glad, too|Me, too|Come again tomorrow|I hope you stay for ever].>|{p} [smiled and brought {food}|watched them and smiled|said that {f} could stay for dinner].]
    <home_f>
    """


def quarrel(w):
    """Two friends quarrel and make up."""
    w.hero()
    w.friend()
    w.put(t=w.thing(W.TOYS))
    return """
    <intro>
    {h.own} best friend was {f}. [{they} played together every day.|{they} liked to play {game}.|They shared everything, even their {food}.|{they} lived side by side {out}.]
    <when> {they} [built a castle|found a {t.full} {spot}|played with a {t.full}|wanted to play with a {t.full}]. [Both wanted the {t}|Both wanted to be first|{h.s} wanted to play {game}, but {f} wanted to play {game2}|{h.s} wanted to start, but so did {f}].
    <h: [I am first|It is mine|I saw it first]!> <f: No, [I am|it is mine|I did]!>
    [{they} pulled and pulled.|{h.s} pushed {f}, and {f} pushed back.|{they} shouted at each other.|{f.s} stamped one foot.] [Snap! The {t} broke.|{f.s} fell in the mud.|"I do not like you anymore," said {f}.|Then {f} began to cry.|Rip! The {t} was in two pieces.]
    {f.s} [went home.|ran away.|left without a word.|turned around and left.|walked off with a red face.|said, "I go home now," and left.|cried all the way home.]

    [At home|Back home|In the afternoon|Later], {h.s} [did not want to eat {food2}|looked out of the window|sat {room}|could not {fun}|lay on the bed and looked up|did not even look at the {food2}]. [It was so quiet.|It was [no fun|not the same|boring] without {f}.|There was nobody to laugh with.|{h.s} thought of {f} all the time.]
    <asked_why>
    <told_all>
    <p/kind: [Which is better, a {t} or a friend|What would you like {f} to do|Do you miss {f}]?> [{h.s} thought about it.|{h.s} did not have to think long.|<h: [I want my friend back|I miss {f}|A friend is better].>]
    {h.s} [took the {t}|took some {food2}|drew {picture} on a card|put on {h.his} shoes] and went to [see {f}|{f.own} house]. [On the way, {h.s} met {f}!|{f.s} was sitting {out2}.|{f.s} opened the door before {h} could knock.|{f.s} was coming down the road, too!]

    <h f/shy: I am sorry. [I was mean|I should not have pushed you|I did not want to hurt you|You can have the {t}].>
    <f/kind: I am sorry, too. [Let us not fight again|You are my best friend|I missed you|You can be first next time].>
    {they} [hugged|shook hands|laughed]. [Then {they} fixed the {t}.|Then {they} took turns.|First they played {game}, and then they played {game2}.|{they} cut the {food} in two and ate it.]
    [A friend is worth more than any {t}.|{h.s} learned that [it is good to say sorry|two can share one {t}|a quarrel can end with a smile|sorry is a small word that helps].|They never [fought|shouted] over a {t} again.|It was easy to say sorry after all.|The {t} was [not so important|only a thing|just a {t}] after all.]
    <home_f>
    """


def lie(w):
    """Something sweet is eaten in secret."""
    w.hero()
    w.put(t=w.thing(W.SWEETS), a=w.met([e for e in W.MET if e[0] in ("dog", "cat", "goat", "crow", "mouse")]))
    return """
    <intro>
    <likes>
    [{p} baked a {t.full} for {g}.|There was a {t.full} on the kitchen table.|{p} put a {t.full} by the window to cool.|A {t.full} lay on a {color} plate. It was for {g}.] [It smelled so good.|It looked so good.|The whole house smelled of it.] <p h: [Do not eat it|Please wait|This is not for now]. [It is for later|We will share it after dinner|It is for {g}].>

    But {h} [was hungry|could not stop looking|wanted just one bite|looked at the {t} again and again]. [When {p} was in the garden|When nobody was there|When {p} went out], {h.s} took [a small bite|one bite|a tiny bit]. [Then {h.s} took [one more|another|a bigger one].|And then [one more|another] bite.|It was so [good|sweet|soft]!|It [tasted like {dream}|was still warm|was so sweet]. {h.s} wanted more.] [Soon the plate was empty.|Soon the {t} was gone.|Then all of it was gone!]
    {p} came back. <p: [Where is the {t}|Who ate the {t}|What happened to the {t}]?>
    <h/shy: [It was {a.a}|I did not do it|I do not know. Maybe {a.a} ate it]. [It came in by the window|It ran away|It was very fast].>
    [{p} looked at {h}.|{p} said nothing.|{p} looked surprised.] [There were crumbs on {h.own} {h.nose}.|But {h.own} face was red.]

    {h.s} [went to {h.his} bed|sat {out}|tried to play {game}|looked at {picture} on the wall|hid {room}], but [{h.his} tummy hurt|{h.he} felt bad|it was no fun|{h.he} could not smile|{h.his} heart was heavy]. [The lie felt like a [stone|thorn|big rock].|{h.s} thought of {g}, who would have no {t}.|The truth wanted to come out.|A lie is not a good friend.]
    {h.s} [went|ran|walked slowly] back to {p}. <h p/sad: [I told a lie|I did not tell the truth|It was not {a}|I have to tell you something|What I said was not true]. [I ate the {t}|I was the one who ate it|It was me|I took it from the plate]. [I am sorry|I am so sorry|I feel so bad|I wish I had waited].>
    <p/kind: [I knew it|I thought so|It is good that you told me|Thank you for the truth|I saw the crumbs]. [The truth is always better|Next time, ask me|It takes courage to tell the truth|I am not angry|We will make a new one|Do you feel better now].>

    [{p} and {h} made a new {t}.|Then {they} baked a new {t} for {g}.|{h.s} helped to make a new one.] {h.s} [stirred|broke the eggs|mixed the milk and the flour|washed all the bowls]. [This time, {h.s} did not [take one bite|lick the spoon|even taste it].|It was [even better|even bigger|a bit smaller|not as round] [than the first one|than the old one].|It was a little [crooked|flat|dark], but [it was sweet|it smelled good|nobody minded].]
    [{g} came and gave {h} [the biggest piece|a piece of it|a big hug].|{g} [ate it|took a bite] and [smiled|laughed]. "[Did you make it|Who made this|Is it from you], {h}?"|[In the evening|At dinner|Later], they all ate it with {food}.|{g} said, "[It is the best|I will have more|So sweet]!"]
    [{h.s} learned that a lie makes your heart heavy.|{h.s} never told a lie like that again.|{h.s} felt light again.|From then on, {h.s} told the truth.]
    ? <home>
    """.replace("{h.nose}", "[nose|chin|face]")


def sick(w):
    """Somebody is ill, and is cheered up."""
    w.hero()
    w.friend()
    w.put(t=w.thing(W.GIFTS))
    return """
    <intro>
    <likes>
    <when> {h.s} [went to see|wanted to play with|waited for] {h.his} friend {f}. [But {f} [was sick in bed|had to stay in bed|lay in bed with a red nose|was not well].|But {f} did not come.|But {f} could not come out.] <f h/sad: [My head hurts|I have a cold|My tummy hurts]. [I cannot play today|I have to stay in bed|I cannot even eat {food}].>
    [{h.s} was sad for {f}.|{h.s} felt sorry for {f}.|Poor {f}!] [{they} had wanted to play {game}.|{they} wanted to go to the {place} that day.|It was no fun to play {game} alone.]

    [{h.s} wanted to [help|do something|make {f} smile].|"[How can I help|What would make {f} smile|What can I bring]?" {h.s} thought.|<h p: {f} is [sick|not well|in bed]. What can I do?>|{h.s} could not stop thinking of {f}.] <idea>
    & {h.s} [made a {t.full}|worked on a {t.full} all morning].
    & {h.s} [asked {p} to cook some {food2}|cooked {food2} with {p}|put {food2} in a {color} bag].
    & ? {h.s} [picked some {color} flowers {out}|found a {color2} leaf {spot}|drew {picture}].
    [Then {h.s} ran back to {f}.|With all that, {h.s} went to {f}.|Soon {h.s} stood at {f.own} bed.] ?
    <h f/kind: [This is for you|I have something for you|Look what I brought]. [It will make you feel better|Eat this and rest|Now you are not alone].>

    {f.s} [sat up|opened {f.his} eyes|smiled a little]. <f/glad: [A {t}|A {t.full}]! [How nice|Did you make it for me|That is so kind of you].>
    {h.s} [told a story about {picture2}|sang a funny song|read a book about {dream}|made funny faces] until {f} [laughed|had to laugh|fell asleep]. [Outside, {sky}.|{they} ate the {food2} together.|Through the window, they saw {sight}.]
    [The next day|Two days later|After three days], {f} [was well again|felt better|could play again]. [The first thing {f} did was to [run to {h}|eat {food}|jump around].|"You [made me well|are better than a doctor|helped me so much]," said {f}.|{they} played {game} [all day|in the {place}|until noon].|{f.s} came to {h} with some {food}.]
    [A good friend is [the best medicine|better than a doctor|worth a lot].|{h.s} learned that [a little love can help a lot|a visit can make you well|laughing is good for you].|{h.s} was so glad to have {f} back.|It was good to [play|laugh|run] with {f} again.|<glad>]
    <home_f>
    """.replace("] ? \n", "]\n")


def too_small(w):
    """The smallest one can do what the big ones cannot."""
    w.hero()
    w.friend()
    w.row("lost hole use", """a key / a crack in the floor / to open the gate
a ring / a hole in the wall / for the party
a coin / the drain / to buy some {food}
a bell / a gap under the porch / for the old goat
a golden button / a hole in the tree / for the best coat
a ball / a thorn bush / for the big game
a letter / a gap in the fence / to {g}
a red marble / a mouse hole / for the game
a silver spoon / a narrow pipe / for the soup""")
    return """
    <intro>
    [{h.s} was [the smallest of all|very small|smaller than all the others|as small as a mouse].|Everyone was bigger than {h}.|There was nobody as small as {h} {out}.] [When the others played {game}, {h.s} was too slow.|{h.s} could not reach the high shelf.|{h.s} could not jump as far as {f}.|{h.s} always had to look up.|"You are too small," the others often said.]
    {h.own} friend {f} was [big and strong|tall|fast]. <h/sad: [I wish I was big|I want to be big like you|Being small is no fun].> [{f.s} did not know what to say.|<f/kind: [Small is good, too|You will grow|I like you as you are].>]

    <when> [there was a loud cry|everybody ran to the {place}|something bad happened]. [{f.s} had dropped {lost} in {hole}.|Oh no! {f.s} was very upset. {lost} was stuck in {hole}.|{f.s} called for help, because {lost} had gone down {hole}.]
    <f/sad: [I need it {use}|We must get it out|What can I do|It was so pretty|I only looked away for a moment]! [My arm does not fit in there|I am too big|I cannot get in].>
    & [{p} tried [with a stick|with a spoon|with a hook|with {p.his} hand], but [it was too short|it was too big|that did not help|it did not work|only dust came out].]
    & [{g} tried with a [long spoon|bent fork|magnet|fishing rod].|{g} looked in, but [it was too dark|saw nothing|could not reach it].|{g} came with a [rope|rake|broom|lamp], but it did not help.]
    & ? {f.s} [tried over and over|pushed and pulled|jumped around and cried].
    <h/shy: [Let me try|I can do it|Maybe I can do it]. [I am small|I will fit|I can get in there].>

    {h.s} [crept in|put one arm in|made {h.himself} very thin|crawled in on {h.his} tummy]. [It was [dark|cold|wet|narrow] in there.|It was full of [dust|webs|leaves|mud].|A bit more, and one more bit.|It was very tight.|Only {h.own} feet could be seen.|{h.s} thought of {dream} and was brave.] [Then {h.s} felt something.|Something touched {h.his} hand.|There it was!]
    {h.s} came out [again |]with [dust on {h.his} nose|a big smile|leaves in {h.his} hair|mud on {h.his} ears]. "[I have got it|Here it is|I did it]!"
    <thanks_f>
    [Everyone clapped and cheered.|{p} lifted {h} up high.|They all shouted, "Hooray for {h}!"|There was {food2} for everyone.]
    [[From then on|After that], nobody [said that {h} was too small|laughed at {h}|called {h} too small].|{h.s} learned that [small can be just right|everyone is good at something|size is not everything].|Now {h.s} liked to be small.|"[Being small is great|Small is good|I do not need to be big]," {h.s} said.]
    <home_f>
    """.replace(" {lost} was stuck", " {they} could see {lost}, but it was stuck")


def waiting(w):
    """A seed is planted and waited for."""
    w.hero()
    w.row("seed plant has", """sunflower seed / sunflower / big yellow petals
bean / bean plant / long green beans
apple seed / little apple tree / white flowers
pumpkin seed / pumpkin plant / a round orange pumpkin
tomato seed / tomato plant / shiny red tomatoes
carrot seed / row of carrots / crunchy orange carrots
tulip bulb / tulip / soft pink petals
pea / pea plant / fat green peas
rose seed / rose bush / sweet red roses
daisy seed / patch of daisies / white petals
corn seed / tall corn plant / golden corn
melon seed / melon plant / a big green melon
strawberry seed / strawberry plant / sweet red strawberries
lemon seed / lemon tree / bright yellow lemons""")
    w.put(a=w.met(W.SMALL))
    return """
    <intro>
    <likes>
    <when> [{g} gave {h} a {seed}.|{h.s} found a {seed} {spot}.|{g} put a {seed} in {h.own} hand.] <h: What [is it|is this|can I do with it]?> <g/kind: [It is a {seed}|It looks like nothing, but wait|Something big sleeps in it]. [Plant it|Put it in the ground|Give it water and sun].>
    {h.s} [made a hole {out}|took a {color} pot|dug a small hole in the garden|found a sunny place {out2}|filled an old boot with earth] and [put the seed in|laid the seed in it|dropped the seed in]. [Then {h.s} gave it some water.|{h.s} put a {color2} stick next to it.|{h.s} covered it with soft earth.|"Good night, little seed," {h.s} said.]

    & [[The next morning|On Monday|After three days|A week later], {h.s} looked, but [there was nothing|saw only earth|nothing was there].|[On the first day|All week|For many days], nothing happened.|[Every morning|Before breakfast|After school], {h.s} ran to look. [Nothing|Only earth|Still nothing]!]
    & ? [It [rained|snowed|was windy] one day, and {h.s} put a [cup|pot|box|hat] over it.|The sun was hot, so {h.s} brought [water in a cup|a full can of water|it some shade].|One day, {sky}, but no leaf was there.]
    & ? [{h.s} sang a song for the seed.|{h.s} told the seed a story about {dream}.|{h.s} sat next to it and ate {food}.]
    [Then {a.a} came and [scratched in the earth|walked over it|looked for food there].|[One day|One morning|After the rain], {a.a} sat right on that place.|{a.a} wanted to [dig|dance|rest|sleep] there.] <h a: [Please stop|Oh no, wait|Please do not do that]! [My seed sleeps there|Something is growing here|You can have my {food2}].> [{a} was sorry and [sat down to watch with {h}|stayed to help|said, "I will be careful."|hopped aside].|So {a} [took the {food2} and helped to guard the seed|ate {food2} and kept watch|promised to watch the seed].]
    <h g/sad: [Why does it not grow|It takes so long|Nothing happens|It sleeps and sleeps]. [Is it dead|I cannot wait anymore|I want to dig it up|Maybe it does not like me|I gave it so much water].> <g/kind: [Good things take time|You have to wait a little more|Roots grow first, and you cannot see them|A seed has its own clock|It works under the ground where nobody looks|Do not dig it up].>

    So {h.s} waited [some more|and waited|for ten more days|until the moon was round]. [[Then, one morning|When {sky}|After a warm rain|On a Sunday], there was a [tiny|small|little] green [leaf|tip|dot].|[And then|One day], [a small green tip came out|something green was there|the earth had a crack]!] [It grew [and grew|in sun and rain|a bit each night].|[Day by day|Week after week|All summer], it got [taller|bigger|stronger].|Soon it was as tall as [{h}|a chair|a fence|{p}].|In [summer|June|fall], it was big.]
    [It was a {plant} with {has}!|Now it was a real {plant}, with {has}.|At last, the {plant} had {has}.]
    <h/glad: [Look, {g}|It worked|I did it]! [It is so pretty|I grew it myself|I waited, and it came].>
    [{h.s} gave some seeds to a friend.|{h.s} learned that it is good to wait.|{h.s} sat under it with {a}.|They all ate {food} next to the {plant}.|{g} was very proud of {h}.]
    <home>
    """


def night(w):
    """Someone cannot sleep."""
    w.hero()
    w.put(t=w.thing([e for e in W.TOYS if e[0] in ("doll", "teddy bear", "puppet", "stuffed bunny", "stuffed lion", "toy horse", "toy tiger", "toy dragon")]))
    w.row("noise cause", """Tap, tap, tap / a branch at the window
Whoo, whoo / an owl in the oak tree
Drip, drip, drip / water in the sink
Creak, creak / the old stairs
Scratch, scratch / the cat at the door
Boom, boom / the shutter in the wind
Chirp, chirp / a cricket under the floor
Purr, purr / a kitten in the laundry basket
Rustle, rustle / a hedgehog in the dry leaves
Tick, tock / the clock in the hall""")
    w.put(low=w.bound["noise"].lower())
    return """
    <intro>
    ? <likes>
    [One night|Late in the evening|When the moon was up|One windy night|After a long day|On a cold night], {h.s} [lay in bed|was in bed with a {t.full}|could not sleep]. [{h.s} turned [to the left and to the right|around and around|the pillow over].|{h.s} looked at [the moon|the dark window|the shadows on the wall].|{h.s} counted [sheep|stars|ducks|to fifty], but it did not help.|{h.s} thought about {dream}[| and {food}| and {game}].]
    [Then there was a noise.|Suddenly, there was a strange sound.|What was that?] "{noise}!"^ [{h.s} held the {t} tight.|{h.s} pulled the blanket over {h.his} head.|{h.s} sat up.|{h.own} heart beat fast.]
    <h/sad: {p}! [I cannot sleep|There is something in the house|I am scared|Something is out there|Come quickly|Did you hear that|I need you].>

    {p} came in with a [candle|lamp|flashlight] in {p.his} hand. <p/kind: [What is it, {h}|What did you hear|Why are you not asleep]?> <h: [There is a monster|Someone is here|I heard a noise|Something is coming]. [It goes|It went|Listen, it goes] {low}.>
    <p/kind: [Let us find out|Let us look together|Take my hand]. [We will take the {t} with us|The {t} can help us|I am not afraid].>
    & {they} looked {room}, and [found only a sock|there was only dust|found an old {color} shoe].
    & [Then {they} looked|{they} looked] {room2}. [Nothing!|There was only a button.|There was nobody there.]
    & ? {they} even looked in the [hall|kitchen|bathroom], but it was [quiet|empty|dark] there.
    [[Then|Suddenly|In the hall], {they} heard it [again|once more].|There it was again!|{they} [stood still and listened|held their breath|stopped at the door].] "{noise}!"^ {p} [lifted the light|pointed at it|opened the curtain|smiled|bent down|laughed softly|went closer]. [It was only {cause}!|[And what was it|Who made that noise|What did they see]? It was {cause}[.|!]|There was no [monster|ghost|thief]. It was just {cause}.|"Look," said {p}. It was {cause}!]

    [{h.s} laughed.|{h.s} had to smile.|{h.s} felt silly and laughed.] <h: [It is not a monster|That is all|I am not scared now|How funny|So that was it]! [The {t} was scared, but I was not|It only wants to say good night|Good night, noise|It sounds nice now|I thought it was a dragon|Can we look again tomorrow].>
    {p} [made warm milk|told a story about {picture}|sang a soft song about {dream}|read a book about {picture}] and [tucked {h} in|kissed {h} good night|put the {t} next to {h}].
    <p/kind: [Sleep well|Good night|Sweet dreams], {h}.> <h: [Good night|I love you|Sleep well, too], {p}.>
    [Soon {h.s} was fast asleep.|{h.own} eyes [closed|got heavy].|{h.s} fell asleep and dreamed of {dream}.|The noise came again, but {h.s} [was already asleep|only smiled|did not hear it].] [The moon smiled at the window.|Outside, {sight} slept, too.|And the {t} slept, too.|All was quiet in the house.]
    """.replace("|Outside, {sight} slept, too.", "|The stars shone over the house.").replace("Outside, {sky}.", "")


def prize(w):
    """A race or show, and something better than winning."""
    w.hero()
    w.friend()
    w.row("race run prize", """a race / ran / a gold cup
a boat race / rowed / a silver cup
a sack race / hopped / a big cake
a swimming race / swam / a blue ribbon
a sled race / went down the hill / a warm scarf
an egg race / held the spoon and ran / a basket of {food}
a bike race / rode / a shiny bell
a skating race / skated / a golden star""")
    return """
    <intro>
    <likes>
    {h.s} had a friend named {f}. [[Soon|On Sunday|At the end of the week|In June|In the fall], there was {race} [at the {place}|{out}|in the village].|A sign at the {place} said that there was {race}[| soon| on Sunday].] [The prize was {prize}.|The winner would get {prize}.|{h.s} wanted to win {prize}.]
    <h f/glad: [I will win|I want to be first|I am very fast]! [Just you wait|The prize will be mine|Nobody is as fast as me].> <f: [We will see|I will try, too|I just want to have fun].>
    [Every day, {h.s} practiced {out2}.|{h.s} ate a lot of {food} to be strong.|{h.s} got up [early|before the sun|at six] to practice.|{h.s} [ran|jumped|hopped] [up and down the hill|around the {place2}|over logs and stones] to get strong.]

    [The big day came.|Then the day was here.|On the day of the race, {sky}.|At last, it was [time|Sunday].|When the day came, [many came to watch|flags hung everywhere|music played].] [Everybody stood in line.|{h.own} heart beat fast.|The others were there, too.|{f.s} stood next to {h}.|{g} waved a {color2} flag.|All was quiet.] "[One, two, three, go|Ready, set, go|Get ready, and go]!" [called {p}|{p} called|shouted {p}].
    {h.s} {run} [as fast as the wind|as fast as {h.he} could|faster than ever before]. [Soon {h.s} was first.|{h.s} was ahead of all the others.|Only {f} was faster.|{h.s} passed one and then another.]
    Then {h.s} heard a cry. {f.s} [had fallen down|had hurt {f.his} foot|lay on the ground|was stuck in the mud]. <f/sad: [Ouch|Help|Oh no]! [My foot hurts|I cannot get up|I cannot go on].>
    [{h.s} looked [at the end of the path|ahead|at the flags]. It was so [near|close].|{h.s} thought about {prize}.|The others [went on|did not stop|did not even look].|What should {h} do?] [But [a friend is more than a prize|{f} was more than a prize|a friend comes first].|Then {h.s} [turned around|stopped|shook {h.his} head].|{h.s} [stopped and went back|left the path|ran back at once].|But {h.s} could not [leave {f} there|go on|win like that].]

    <h f/kind: [Hold on to me|Take my hand|I will help you]. [We will go together|I will not leave you here|One step at a time].> {they} [went slowly side by side|walked arm in arm|came in last], and [everybody clapped|the others cheered|{g} waved at them].
    [{sight2} was all they passed.|They were last, but they laughed.|They did not win {prize}.|Someone else got {prize}.] <thanks_f>
    [But {p} had a surprise. It was {food2} [for the best friend of the day|for both of them|for two good friends].|Then {p} gave {h} a {color} ribbon for a kind heart.|{g} [baked|brought] a [cake|pie] [and wrote "Best Friend" on it|for the two friends|with {color} candles on it].|{p} said, "You have won something better today."]
    [{h.s} learned that [it is better to be kind than to be first|being last can feel good|a friend is worth more than {prize}].|{h.s} did not [miss|want|think of] the prize at all.|{h.s} was happier than [any winner|all the others|a king].|<glad>]
    <home_f>
    """.replace("[{sight2} was all they passed.|", "[")


PLOTS = [fear, learn, new_friend, quarrel, lie, sick, too_small, waiting, night, prize]
