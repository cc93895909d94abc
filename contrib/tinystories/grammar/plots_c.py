# SPDX-License-Identifier: MIT
"""Plots of those in need, of days outside, and of the kitchen."""
import words as W


def fallen_bird(w):
    """A small animal far from its home is brought back."""
    w.hero()
    w.put(a=w.met(W.SMALL), k=w.pick(["mother", "father", "family", "sister"]))
    return """
    <intro>
    <likes>
    <when> {h.s} [went to the {place}|was on the way to the {place}|played {out}|wanted to pick flowers {out}]. [Then {h.s} heard a small voice {spot}.|{h.s} heard somebody cry {spot}.|Something moved {spot}.|"[Help! Help|Oh! Oh|Please help|Somebody help]!" It came from [somewhere near|{spot}|close by|behind a bush].] [It was {a.a}.|There [sat|stood] {a.a}[| all alone| in the leaves].|{a.a} was hiding there.|{h.s} looked closer and found {a.a}.|{a.a} looked up with wet eyes.]
    <h a/kind: [Why are you crying|Are you lost|What happened to you|Can I help you]?>
    <a/sad: I [lost my way|cannot find my {k}|am lost|want to go home]. [The wind took me away|I went too far|I followed {sight}|I only wanted some {food}|I fell asleep in a cart|I was not careful|I looked for {food2}].>
    {h.s} [felt sorry for {a}|dried {a.own} tears|gave {a} some {food}]. <h/kind: [I will help you|Do not cry|Come with me|You are not alone now]. [We will find your {k}|We will look together|Where do you live|Tell me where you live|Your {k} cannot be far].> <a: I live [near {sight2}|in the {place2}|{out2}].>

    {h.s} [took {a} in {h.his} arms|let {a} sit on {h.his} back|walked ahead, and {a} came behind|carried {a} with care].
    & [{they} looked|First they looked] {spot2}, but [there was no one|it was empty|there was only a leaf].
    & {they} asked [a cow|an old snail|a man with a cart|a busy ant|a woman at a well|a sleepy owl|a white goose], who [pointed to the {place2}|had seen nobody|told them to go to the {place2}|knew nothing|had heard a cry near the {place2}|gave them some {food}].
    & ? [It began to [rain|snow|get dark], so they sat {spot3} for a while.|The path was [steep|long|muddy], but {h.s} did not stop.|{they} got hungry and shared some {food2}.|{h.s} sang a song about {dream} on the way.]
    [{a} was so tired.|{a} wanted to give up.|{a} began to cry again.] <h a/kind: [Do not give up|We are almost there|I will not leave you]. [Sing with me|Hold on to me|Think of {dream}].>
    [Then somebody called.|At last, {they} heard a voice.|Suddenly, {a} jumped up.] <a/glad: [There is my {k}|I can see my {k}|That is my home]!>

    {a.own} {k} [came running|hugged {a}|cried with joy]. [Everyone was so happy.|There were many kisses[| and some tears].|"[We looked for you everywhere|You are back|There you are|We were so worried]!"|They all danced in a ring.]
    <thanks_a>
    [The family gave {h} [some {food2}|a {color} flower|a {color} ribbon].|{a.own} {k} gave {h} [a {color} flower|some {food2}|a shiny stone].|They asked {h} to stay for [dinner|{food2}|a dance].|{h.s} was proud that {h.he} had helped.]
    <home_a>
    """


def trapped(w):
    """An animal is stuck and freed; later it helps in turn."""
    w.hero()
    w.put(a=w.met())
    w.row("stuck way back", """in a thorn bush / bent the thorns aside with a stick / Then {a} knew the way home
in a net / bit and pulled the strings until they broke / Then {a} pulled the branch away
in a deep hole / let down a long branch / Then {a} dug a way out
under a heavy log / pushed the log with a long pole / Then {a} lifted the stone
in the mud / laid a board over the mud / Then {a} ran for help
between two rocks / rubbed some butter on the rocks / Then {a} found a way over the rocks
in an old bucket / turned the bucket over / Then {a} called so loud that {p} heard it
in a fence / lifted the wire with a stick / Then {a} opened the gate
on a rock in the river / pushed a tree trunk over the water / Then {a} held out a branch""")
    w.row("trouble", """lost the way in the fog
fell into a ditch
could not find the path in the dark
got one foot stuck {spot2}
went too far into the woods and got lost
fell into a hole behind the {place2}
was caught in a storm far from home""")
    return """
    <intro>
    <likes>
    <when> {h.s} [walked to the {place}|went to get {food}|was going home|played {out}]. <saw>
    [Then {h.s} heard a cry.|"Help!" somebody called.|Then came a sad sound.] [{a.a} was stuck|There was {a.a}, and it was stuck|It was {a.a}. It was stuck] {stuck}.
    <a/sad: [Please help me|I cannot get out|I am stuck]! [Do not leave me|I sat here all night|It hurts so much].> <h a/kind: [Hold still|Do not worry|I will help you]. [It will not take long|I know what to do|We will get you out].>

    {h.s} [pulled hard|tried to lift {a}|took {a} by the leg|pushed with all {h.his} might], but [it did not work|that was not enough|nothing moved|it only got worse].
    [{h.s} stopped to think.|<idea>|{h.s} looked around.] {h.s} {way}. [[One, two, three|Once more|Almost there]!|It took [a long time|all morning|three tries].|It was hard work.|Bit by bit, {a} came out.|{a} kept very still.] [At last, {a} was free!|Pop! {a} was free.|And then {a} was free!]
    <thanks_a>
    ? <a: [One day, I will help you, too|I will not forget this|Call me when you need me|Maybe I can help you one day|A friend helps a friend].> [{h.s} laughed.|{h.s} smiled and waved [goodbye|for a long time].|"[How could you help me|So small a friend|That would be nice]," thought {h}.|And off it went.]

    [A week later|Some days later|Not long after that|In the fall|When the snow came|One evening|In the summer|After the first frost], {h.s} {trouble}. <worried>
    {h.s} [called for {p}|cried for help|called again and again], but [nobody came|only the wind answered|it was quiet|nobody heard it]. [Then {a} came out of the bushes!|But {a} heard {h.him} and came at once.|Who was that? It was {a}!] <a/glad: [Now it is my turn|I said that I would help you|I know your voice]!>
    {back}. [Soon {h.s} was safe.|And {h.s} was safe again.|In a short time, {h.s} was back with {p}.]
    <thank_a>
    [{h.s} learned that [a good deed comes back|kindness comes back|every friend counts].|Even a small friend can be a big help.|{h.s} learned to be kind to [everyone|all animals|big and small].|When you help others, they help you.] <home_a>
    """


def surprise(w):
    """Everyone seems to have forgotten a birthday."""
    w.hero()
    w.friend()
    w.put(t=w.thing(W.TOYS), c=w.pick(["chocolate", "lemon", "carrot", "apple", "cherry", "banana"]))
    return """
    <intro>
    <likes>
    [[One|On a {color}] morning, {h.s} woke up [very early|before the sun|with a smile].|{h.s} jumped out of bed and [laughed|danced|sang].|{h.s} could not [sleep anymore|lie still|wait for the day to begin].] [It was {h.his} birthday!|"[Today is my birthday|It is my birthday|The day is here]!" {h.s} [said|sang|told the mirror].|The big day was here. It was {h.his} birthday!|For weeks, {h.s} had waited for {h.his} birthday.] [{h.s} ran to the kitchen.|{h.s} wanted a {c} cake and a {t}.|{h.s} thought of cake and games.]
    [But {p} only [said, "Eat your {food}, please."|looked at the clock.|hummed and washed the cups.]|{p} was busy and gave {h} [some {food}|a broom|a list for the store].|But there was no [cake|present|card]. {p} just [read the paper|made {food}|swept the floor].] <h p: [Do you know what day it is|Is today a special day|Did you forget something|What day is it today|Is there something for me]?> <p: [It is a day like any other|I think it is wash day|I do not know|It is Monday, I think|Just a day]. [Go and play|Please feed the hens|I have a lot to do|Can you get some {food2}|Put on your boots|The garden needs water].>

    <sad>
    {h.s} went [out|to see {h.his} friend {f}|to the {place}]. [{f.s} was sitting {out}.|{h.own} friend {f} came by with a big bag.|{h.s} met {h.his} friend {f} {out}.] <h f: [Do you want to play {game}|Shall we play {game}|Can you play with me]?> <f/shy: [I cannot play now|Not today|I have no time|I am sorry, no|Not now]. [I must go home|I have to carry this bag|Maybe later|I have to help at home|My shoes are wet|I need to find some string].>
    [Nobody [thought of|had time for|smiled at] {h}.|"[They all forgot me|Nobody knows|What a sad birthday]," {h.s} thought.] {h.s} [sat {out2}|walked to the {place2}|went away alone] and looked at {sight}. [[Then even|Not even] {sight2} [did not make|could make] {h.him} smile.|It was [the longest day of the year|a long, long day].|A cloud came over the sun.|{h.s} stayed there until [the afternoon|four o'clock|it got cool].]

    [When {h.s} came home|In the evening|At home|Back at the house], [it was dark inside|everything was quiet|nobody was there|all the curtains were closed|not one light was on]. {h.s} [opened the door|went in|pushed the door|walked in slowly]. "[Surprise|Happy birthday|Surprise, surprise|Hooray for {h}]!" [they all shouted|everybody called|shouted {f} and {p}|sang {p} and {f}]. [There were|{h.s} saw|The room was full of] [balloons|lanterns|ribbons|flags|flowers] in {color} and {color2}. [There was a [big|round|tall] {c} cake.|A {c} cake stood on [the table|a {color} plate|a chair].|And what a cake! It was a {c} cake.|{p} carried in a {c} cake.]
    <p h/glad: [We did not forget you|How could we forget you|We wanted to surprise you|Did you think we forgot]! [We all worked on it|It was hard to keep the secret|{f} made the cake|{f} knew it all the time|We hid everything in the barn|Come in and look].>
    {f.s} [had a present|gave {h} a box|held a box behind {f.his} back]. [In it was a {t.full}!|It was a {t.full}.|{h.s} opened it and found a {t.full}.]
    <h/glad: [This is the best birthday|Thank you, all of you|I am so happy|What a day]! [I thought you had forgotten|I love you all|You tricked me|Can we eat the cake now|I was so sad before].>
    [{they} ate {food2} and played {game2}.|{they} danced until the stars came out.|They all sang, and {h.s} [blew out the candles|ate two pieces of cake|danced with {p}].] <home_f>
    """


def baking(w):
    """Something is baked, and goes wrong."""
    w.hero()
    w.friend()
    w.row("cake part", """chocolate cake / the sugar
apple pie / the apples
lemon cake / the lemons
banana cake / the flour
carrot cake / the eggs
cherry pie / the cherries
pumpkin pie / the sugar
blueberry cake / the butter
cheese cake / the milk
honey cake / the honey""")
    w.row("slip oops fix", """[took salt in place of sugar|took the salt and not the sugar|mixed up salt and sugar] / It was [as salty as the sea|so salty|salty like tears] / [fed it to the goat and made a new one|gave it to the goat and began again|laughed and mixed a new one]
[forgot the time|played too long|did not look at the clock] / [Black smoke came out of the oven|The oven smoked|Everything smelled of smoke] / [cut off the black part and put cream on top|cut it small and put cream over it|made a new one and watched the clock]
dropped the bowl / [The floor was white and sticky|It went all over the floor|Even the cat was white] / [swept it all up and started again|cleaned the floor and mixed a new one|got a mop and a new bowl]
put in too much flour / [The dough was as hard as a stone|The spoon did not move anymore|The dough was like a brick] / added milk and stirred until it was soft
forgot {part} / It was as flat as a plate / put jam on it and rolled it up
[put in ten eggs|put in too much milk] / [The dough ran over the table|It was like soup] / [made twenty pancakes from it, too|added flour and more flour|made pancakes from half of it]
[opened the oven too early|could not wait and opened the oven] / [The middle fell in|It had a big hole|It sank like a ship] / [filled the hole with berries|filled it with cream|put {food2} in the hole]
[shook the bag of flour|pulled the bag of flour too hard] / [A white cloud was everywhere|They looked like two ghosts|Even the lamp was white] / [washed their faces and began again|dusted off and went on|swept the kitchen and went on]""")
    w.put(who=w.pick(["{g}", "{g}", "the baker", "the teacher", "the old neighbor", "the mailman", "the farmer", "the doctor", "the new neighbor", "the nurse"]))
    return """
    <intro>
    ? <likes>
    <when> {h.s} [wanted to bake a {part2}|had a wish. {h.s} wanted to bake a {part2}|had a plan: a {part2}]. [It was for {who}.|It would be a surprise for {who}.|"{who} will be so happy," {h.s} said.] [{h.own} friend {f} came to help.|{h.s} asked {h.his} friend {f} to help.|{f} from next door wanted to help.]
    <f/glad: [I love cake|I can help|Let us bake]! [I will get the flour|I will break the eggs|What do we need].> <h: [First we wash our hands|We need flour and eggs|I will get the bowl]. [You can stir|Be careful, please|This will be fun].>

    & {h.s} [poured the milk|measured the flour|cut {part} with {p}|broke the eggs].
    & {f.s} [stirred with a big spoon|greased the pan|got {part} from the shelf|licked the spoon].
    & ? [They both sang a song about {dream}.|There was flour on {f.own} nose.|{they} looked through the window at {sight}.]
    [But then {h} {slip}.|Then {h} made a mistake. {h.s} {slip}.|Nobody saw that {h} {slip}.|Oops! {h.s} {slip}.] {oops}!
    <h/sad: [Oh no|Oh dear]! [It is all my fault|Now it is ruined|What will {who} say].> <f/kind: [It does not matter|Everyone makes mistakes|Do not be sad|That was my fault, too|I did that once, too]. [We can fix it|We will try again|I have an idea|It will still be good|Get me a clean spoon].>
    So {they} {fix}. [It took [all afternoon|an hour|a long time].|{p} helped them with the oven.|{they} laughed a lot.|This time, [they were very careful|{f} read every word|{h} looked twice].]

    [Soon the whole house smelled good.|When it came out, it was golden brown.|It looked a little [funny|crooked|flat], but it [smelled great|was good|was theirs].] {they} [put {color} candles on it|put {color} sugar on top|wrote a name on it|laid it on a {color} plate] [and took it|and carried it|and ran|. Then they walked|. Then they brought it] to {who}.
    "[How lovely|What a nice surprise|Is that for me|Oh my, what is this|Did you make this|I can smell it|You two are so kind]!" [said {who}.|{who} clapped.|{who} took a bite.|{who} cut it and ate.|{who} laughed and sat down.] "[It is the best {cake} I ever ate|May I have one more piece|It is so soft and sweet|Sit down and eat with me|It tastes like {dream}]."
    [{f} looked at {h} and laughed.|<glad>|"[We made it together|It was {h}|It was not easy]," said {f}.|Nobody [asked|knew] about the mistake.]
    [{h.s} learned that [a mistake is not the end|you can fix most things|a friend helps when things go wrong].|"Next time, we will make {food}," {h} said.|{they} ate every crumb of it.|Baking is more fun with a friend.] <home_f>
    """.replace("{part2}", "{cake}").replace("{who} will", "[They|Everyone] will").replace("{who} say", "[they|everybody] say").replace("It tastes like {dream}", "Thank you so much").replace("[How", "[How").replace("{who}", w.bound["who"])


def storm(w):
    """Rain spoils a plan, and makes another one."""
    w.hero()
    w.friend()
    w.row("plan", """have a picnic
go to the beach
fly kites
go on a boat
ride to the farm
go to the zoo
climb the hill
sleep in a tent
go fishing
pick berries""")
    w.row("build made", """a castle out of blankets / crawled in with a lamp
a ship out of chairs / sailed to an island
a train out of boxes / drove it to the moon
a tent under the table / told stories in it
a cave out of pillows / roared like bears
a store with pots and pans / sold buttons and spoons
a stage with a curtain / gave a puppet show
a rocket out of paper / flew past the stars
a zoo of stuffed animals / fed the lions
a circus on the rug / walked on a rope of string""")
    return """
    <intro>
    {h} and {h.his} friend {f} wanted to {plan}. [{they} had talked about it all week.|{they} could not wait.|{h.s} had put {food} in a {color} bag.|They had packed {food} and {food2}.] <f/glad: [It will be so much fun|I am so happy|Today is the day]! [I brought {food2}|Let us go now|I hope we see {sight}].>
    [But then {sight2} was gone behind the rain.|Then dark clouds came.|But the sky got gray.|Just then, a drop fell on {h.own} nose.] [[Drip, drop, drip|Splash, splash|Plip, plop]!|Boom! There was thunder.|Soon it [rained and rained|poured|rained cats and dogs].|The wind [blew|howled], and the rain [came down|hit the roof].]
    <p: [Come in, quickly|You cannot go now|You will get wet|Take off your shoes]! [We have to stay home today|Maybe you can go tomorrow|It is raining too hard|The {place} is full of mud|Look at the sky].>

    <sad>
    {f.s} [looked out of the window|put down the bag|was sad, too|pressed {f.his} nose to the window|sat on the stairs|took off {f.his} boots|drew a sad face on the glass]. <f/sad: [The day is ruined|Now we can do nothing|I hate rain]. [We waited so long for it|What can we do now|I wanted to {plan} so much].>
    <p/kind: [You can have fun here, too|The rain is not so bad|Think of something new|Rain makes the flowers grow|Do not be so sad]. [What could you make from this|Look {room}|Use what you have|A house is full of things|I have string and tape].>
    [{h.s} looked around|{h.s} looked {room}] and [saw a heap of [blankets|boxes|pillows|old sheets]|smiled|got an idea|found some [string|boxes|chairs]]. <h/glad: [I know|Look|I have it]! [We can make {build}|Let us make {build}|We will make {build}].>

    {they} [pushed the chairs aside|brought pillows|took strings and sheets|looked for things {room2}] and made {build}. [{h.s} [worked|pulled|held it] on one side, and {f} on the other.|{f.s} made a {color2} [flag|sign|door] for it.|It fell down [once|twice|with a bang], but they [made it again|only laughed|tried again].|{p} helped to [hold|tie|push] it.]
    Then {they} {made}. [{they} even ate their {food} there.|"[This is better than outside|I like it here|Do you hear the rain]," said {f}.|{h.s} was the king, and {f} was the queen.|{they} laughed so loud that {p} came to look.]
    ? <f h: [I hope it rains tomorrow, too|You have the best ideas|Can we play it again tomorrow]?>
    [When they looked up, [the sun was back|the rain was gone|the sky was {color}].|[In the evening|Later|After dinner], there was a rainbow[| over the {place}| in the sky].|Outside, the rain had stopped, but they did not [see it|care|stop playing].|The rain [sang|danced|drummed] on the roof, and they [sang|danced|drummed], too.]
    [{h.s} learned that [a rainy day can be a good day|fun is where your friends are|you can make your own fun].|Rain can be fun [when you have a friend|with a good idea|after all].|<glad>]
    <home_f>
    """.replace("But then {sight2} was gone behind the rain.|", "").replace("{h.s} was the king, and {f} was the queen.|", "")


def lost_way(w):
    """Somebody goes too far and gets lost."""
    w.hero()
    w.put(a=w.met(), c=w.pick("butterfly;bee;blue bird;white feather;red balloon;funny frog;green beetle;golden leaf;grasshopper;dragonfly;silver bubble".split(";")))
    return """
    <intro>
    <likes>
    <when> {h.s} [went to the woods with {p}|walked in the forest with {p}|was at the {place} with {p}]. <p h: [Stay close to me|Do not go too far|Stay on the path]. [It is easy to get lost|I will pick some {food}|We will eat {food} soon].> <h p: [Yes, {p}|I will].>
    Then {h.s} saw a {c}. [It was so [pretty|quick|light].|It [went up and down in the wind|shone in the sun|danced from left to right].|It was just out of reach.] {h.s} [ran after it|followed it|wanted to catch it], [past {sight}|over a log and a brook|deeper and deeper into the trees|past a rock and around a bush|through the ferns|down a hill and up the next]. [Then it was gone.|But the {c} [went up into the sky|was too fast|slipped away].|And then the {c} was [not there anymore|nowhere to be seen].]

    {h.s} [looked around|turned around|stopped]. [There was no [path|sign|house].|All the [trees|bushes|rocks] looked the same.|Where was {p}?|{p} was [not there|nowhere].|{h.s} had never been here before.] <h/sad: {p}! [Where are you|I am lost|Can you hear me]?> [Nobody answered.|Only [the wind|an owl|a crow] answered.|It was very quiet.]
    [It got dark and cold.|The shadows grew long.|A branch went crack.|A cold wind blew.] <sad>
    [Then {a.a} came by.|{a.a} looked out from behind a tree.|Something rustled. It was {a.a}.] <a/kind: [Are you lost|Why do you cry|What are you doing here]?> <h: I [lost my {p.kind}|ran after a {c}|cannot find the way home]. [Can you help me|I am so afraid|I only wanted to play].>
    <a/kind: [Follow me|I know these woods|Come with me]. [I saw someone {out}|I heard someone call your name|Do you hear the river].>

    {they} went [past {sight2}|over a little bridge|along the brook|up a hill and down again]. [{h.s} held on to {a}.|{a} went ahead, and {h} came behind.|{h.s} was not so scared now.|On the way, {a} told a story about {dream}.]
    [Then {they} heard [a voice|a call|somebody]. "{h}! [{h}|Where are you]!"|Soon {they} saw a [light|lamp|red roof].|[At last|After a while], {they} saw [the path|the big road|smoke from a chimney].] [It was {p}!|There was {p}!|{p} came running.] {h.s} [ran|jumped] into {p.own} arms. <h p: I am sorry. [I went too far|I did not listen|I will stay close to you|I ran after a {c}|I was so scared].>
    <p/kind: [I was so worried|I looked everywhere for you|I am so glad you are here|I called and called]. [Never do that again|Now all is well|Let us go home and eat {food}|Come, you are cold|Hold my hand now].>
    <thank_a>
    [[From then on|After that], {h} [stayed on the path|held on to {p}|looked back more often].|{h.s} learned to [stay close|listen|look where {h.he} went].|{h.s} [never went so far again|never ran after a {c} again|always listened to {p} now].] <home>
    """


def thief(w):
    """Something is missing each morning; the thief is hungry, or has babies."""
    w.hero()
    w.put(a=w.met(), food=w.pick("carrots berries apples nuts cookies peas plums cherries strawberries beans pears muffins buns grapes".split()))
    return """
    <intro>
    [{h.s} had a little garden and a big bowl of {food}.|{h.s} kept {food} in a {color} box {out}.|{h.s} and {p} had a shed full of {food}.] [{h.s} counted the {food} [every evening|each night|on Sundays].|{h.s} was very proud of them.|There were [enough {food} for the whole winter|more {food} than {h.s} could eat|so many {food}].]
    <when> [[some|half|many] of the {food} were [gone|missing].|{h.s} saw that [some|six|ten] {food} were [gone|missing].|there was a big hole in the pile of {food}.] [The next day, [there were even fewer|more were gone|it happened again].|It was the same the day after[ that| that, too|].|Every [day|night], there were fewer.]
    <h p: [Did you eat my {food}|Who takes my {food}|Have you seen my {food}]?> <p: [No, I did not|It was not me|I have no idea]. [Maybe there is a thief|Look for some tracks|That is very strange].>

    {h.s} [looked for tracks|looked {spot}|walked around the house]. [There were small marks in the mud.|{h.s} found a bit of fur {spot}.|There was a hole {spot2}.|There were crumbs on the ground.] <idea>
    That night, {h.s} [hid {spot3}|did not go to bed|sat at the window with a lamp|put flour on the floor and waited|lay under a blanket with one eye open|climbed on a chair to see better]. [The moon was bright.|An owl called.|It got late, and {h.s} was so tired.|{h.s} thought of {dream} to stay awake.] [Then [there was a sound|something moved|a shadow came].|[Crunch, crunch|Munch, munch|Tip, tap]!] [It was {a.a}!|{a.a} came out of the dark.|There stood {a.a} with its mouth full.]
    <h a: [Stop|So it was you|I see you]! [Why do you take my {food}|You are a thief|These are mine].>
    <a/sad: I am sorry. [My babies are hungry|I have nothing to eat at home|The storm took all my food|I found no food in the {place}]. [Please do not be angry|I did not know what to do|I was ashamed to ask|We had nothing for three days|I only took a few].>

    [{h.s} was not angry anymore.|{h.s} felt sorry for {a}.|{h.s} thought about it.] <h/kind: [You should have asked me|You can have some|I have enough for us both|Nobody should be hungry]. [Next time, come by day|A friend can always ask|Let me help you|Come to the door and knock|We can share].>
    {h.s} gave {a} [a bag of {food}|some {food} and {food2}|a basket full of {food}]. [The babies were so happy.|They took it to the babies {out2}.|{a} could not believe it.]
    <thanks_a>
    [[The next day|A week later|Soon], {a} came to help [in the garden|with the work|at home].|{a} brought {h} a {color2} [stone|feather|leaf|shell].|In spring, {a} helped to plant new {food}.|After that, [nothing was missing anymore|the two shared all they had].]
    [{h.s} learned to ask [why|first] before getting angry.|It is better to have a friend than [a full box|all the {food} in the world].|{h.s} was glad that {h.he} had [been kind|asked why|shared].|{h.s} learned that sharing [makes more friends|feels good].] <home_a>
    """.replace("{h.s} and {p} had", "{h} and {p} had")


def cleaning(w):
    """A mess, a thing that cannot be found, and order."""
    w.hero(0.2)
    w.put(t=w.thing(W.TOYS), t2=w.thing(W.TOYS), t3=w.thing(W.CLOTHES), t4=w.thing(W.TOYS))
    w.friend()
    return """
    <intro>
    <likes>
    But {h} never [cleaned up|put things away|liked to clean up]. There was a {t2} [on the floor|{room}], a {t3} {room2}, and [socks|crumbs|books|crayons] everywhere. <p h: [Please clean your room|You should put your things away|What a mess|This room is a jungle], {h}. [You will lose something|One day you will trip|It is time to clean up|I cannot see the floor|Where do you want to walk].> <h p: [Later|Not now|Tomorrow|Soon]. [I want to play {game}|I am busy|I like it like this|I must {fun} first|It is not so bad].>

    <when> {h.own} friend {f} came. <f/glad: [Bring your {t}|Can we play with your {t}|Let us play with the {t}]! [The others are waiting {out}|We will go to the {place}|It will be fun].>
    {h.s} [looked for the {t}|wanted to get the {t}]. [Where was it?|But where was it?|It was nowhere to be seen.]
    & {h.s} looked {room}. [There was only the {t4}.|There was the {t2.full}, but no {t}.]
    & {h.s} looked {room3} and [found an old {food} crumb|found one sock|saw only a big mess].
    & ? {h.s} [stepped on the {t4} and fell|tripped over the {t2}]. Ouch!
    <h/sad: [I cannot find it|It is gone|There is too much stuff here]! [You go without me|What should I do|It will take all day].>
    <f/kind: [I will help you|We can clean up together|Let us make a game of it]. [I take this side|You take the {color} things|Who is faster].>

    [So {they} [began|got to work|rolled up their sleeves].|{they} went to work.|[One, two, three|Ready, set, go], they started.]
    & {h.s} put the [books on the shelf|{t2} in the box|{t4} on the shelf|socks in the drawer].
    & {f.s} [hung up the {t3}|picked up the {t3.full}|swept the floor|made the bed].
    & ? {they} [sang a song about {dream}|threw the socks like balls|pretended to be two robots|counted the things].
    [And then, there it was!|Then {f} called, "Here it is!"|At last, {h.s} lifted a pillow.] The {t} [was {room2}|lay {room2}|had been {room2} all the time].
    <glad>
    [{p} came in and could not believe it.|{p} looked in and smiled.|{p} brought them some {food}.] <p/glad: [How nice it looks|What a clean room|Is this the same room]! [You did a great job|Now you can go and play|I am so proud of you].>
    [{they} took the {t} and ran out.|Then {they} played with the {t} {out}.|{they} went to the {place} and played.] [{h.s} learned that [it is good to clean up|a clean room is nice|two clean up faster than one].|[From then on|Now], {h.s} put [every thing|the {t}|all toys] in its place.|After that, {h} cleaned up [every evening|on Saturdays|before dinner].|Now {h.s} could find everything.]
    ? <home_f>
    """.replace("an old {food} crumb", "a crumb")


PLOTS = [fallen_bird, trapped, surprise, baking, storm, lost_way, thief, cleaning]
