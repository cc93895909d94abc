# SPDX-License-Identifier: MIT
"""The moves that many stories have: to begin, to go out, to be sad or glad, to thank, to end.

Each is a table of wordings; a plot writes <name> for one of them.
"""

TABLES = """
intro
Once upon a time, there was a {h.adj} {h.kind} named {h}.
Once upon a time, there was a {trait} {h.kind} named {h}.
[Once|One day] there was a {h.adj} {h.kind} [named|called] {h}.
Once upon a time, there [was|lived] a {trait} {h.adj} {h.kind} [named|called] {h}.
There once was a {h.adj} {h.kind} [named|called] {h}. {h.s} was [very |]{trait} and {trait2}.
{h} was a {trait} {h.kind}.
{h} was a {h.adj} {h.kind} who [loved|liked] to {fun3}.
In a [small|little|quiet] [town|village|valley], there lived a {trait} {h.kind} [named|called] {h}.
In a [little|cozy|warm] house {out}, there lived a {h.adj} {h.kind} [named|called] {h}.
A {h.adj} {h.kind} [named|called] {h} lived {out}.
A long time ago, there was a {trait} {h.kind} [named|called] {h}.
{h} was a {h.adj} {h.kind}. {h.s} lived with {h.his} [mom and dad|family|mom] {out}.

likes
{h.s} [loved|liked] to {fun}.
{h.s} [loved|liked] to {fun} and {fun2}.
Every day, {h.s} [would {fun}|liked to {fun}|wanted to {fun}].
{h.s} [always|often] [wanted to {fun}|dreamed of {dream}].
Most of all, {h.s} [loved|liked] to {fun}.
{h.s} was always {trait} and [loved|liked] to {fun}.
{h.his} favorite game was {game}, and {h.he} loved to eat {food}.
{h.s} liked [{food}|{game}|{dream}], but {h.he} liked to {fun} even more.
[In the morning|After breakfast|After lunch], {h.s} liked to {fun}.
Nobody [loved|liked] to {fun} as much as {h}.

when
One [sunny|warm|bright|cloudy|windy|quiet|cool|lovely|fine] [day|morning|afternoon],
One [day in spring|summer day|day in fall|Monday|Saturday|Sunday|evening],
[On a|One] [sunny|windy|fresh|clear|mild|golden|hazy] [day|morning|afternoon],
One day, when {sky},
[After breakfast|After lunch|After a nap|Before lunch] one day,
One [morning|day], while {sky},
[Early one morning|Late one afternoon|One morning in May|One day in June],

sky
{sky2}.
It was a [warm|cool|bright|windy|lovely|quiet] day, and {sky2}.
Outside, {sky2}.
That day, {sky2}.
The day was [warm|bright|calm|fresh|clear], and {sky2}.

saw
On the way, {h.s} saw {sight}.
{h.s} [passed|noticed|looked at] {sight} and {sight2}.
First {h.s} saw {sight}, and then {h.he} saw {sight2}.
{h.s} [walked by|went past|waved at] {sight}.
There was {sight} and {sight2}, but {h.s} did not stop.
Along the path, there was {sight}.

sad
{h.s} [felt|was] [so |very |]sad.
{h.s} sat down and [cried|began to cry|hid {h.his} face].
[A tear|Two tears|A big tear] ran down {h.own} [face|nose].
{h.own} [heart felt heavy|eyes filled with tears|smile went away].
{h.s} wanted to cry, and even {food} would not help.
{h.s} did not want to {fun} anymore.
{h.s} [sighed|sniffed] and looked at the [ground|sky|{place}].
"Oh no," {h.s} said. {h.s} [was|felt] close to tears.

glad
{h.s} was [so happy|very happy|full of joy|happy and proud].
{h.s} [jumped|hopped|danced] [up and down|around|with joy].
{h.s} had a big smile on {h.his} face.
{h.s} felt warm [inside|and happy inside|all over].
{h.s} [laughed|smiled|grinned] from ear to ear.
{h.s} did a little [dance|hop|jump] [of joy|and laughed].
{h.own} eyes [shone|sparkled] like [stars|two stars|the sun].
{h.s} was as happy as [a bird|a king|can be|a fish in the sea].

worried
<h/sad: Oh no! [What can I do now|What should I do|What will I do]?>
<h/sad: Oh [no|dear]! [This is bad|I need help|I do not know what to do].>
{h.s} did not know what to do.
{h.s} [stood still|sat down on the ground|looked around] and [thought hard|thought and thought|tried to think].
{h.s} [felt|was] [worried|a little scared|upset].
{h.own} heart beat fast.
{h.s} shook {h.his} head and [thought of {dream}|tried not to cry].

asked_why
{p} [saw it|came in|heard {h.him}] and asked, "[What is wrong|Why are you so sad|What happened], [{h}|my dear|my love]?"
<p/kind: [What is wrong|Why are you sad|What happened|What is the matter], {h}?>
<p/kind: [Come here|Sit with me|Do not cry], {h}. [What is wrong|What happened|Tell me about it].>
{p} [put down a {color} cup|put down the bread|stopped work] and sat [next to|by|beside] {h}. "[What is wrong|What happened]?"
{p} [hugged {h}|gave {h} a hug|took {h} in {p.his} arms] and asked [what was wrong|what had happened].

told_all
{h.s} told {p} [everything|all about it|what had happened|the whole story].
So {h.s} told {p} [everything|what had happened|about it].
{h.s} [sniffed|took a deep breath|wiped {h.his} eyes] and told {p} [everything|the truth|about it].
Then {h.s} told {p} [what had happened|what was wrong].

idea
Then {h.s} had [an idea|a good idea|a great idea|a clever idea].
[Suddenly|Just then], {h.s} had an idea.
{h.s} thought of {dream}, and then of something better. {h.s} had [an idea|a plan].
<h/glad: [I know|I have an idea|I know what to do]!>
<h/glad: Wait! [I have an idea|I know what we need|I know what to do].>
{h.s} looked at {sight}. That gave {h.him} [an idea|a good idea].

thanks_f
<f h/glad: Thank you[, {h}| so much|]! [You are so kind|You are a good friend|You are my best friend|You are the best].>
<f/glad: Thank you, {h}! [I like you a lot|I will never forget this|You saved the day|You made me so happy].>
{f.s} [hugged|thanked] {h} and [said, "You are a true friend."|smiled.|gave {h.him} some {food2}.]
{f.s} gave {h} a [big|warm|long] hug. "[Thank you|You are so kind|You are my hero]!"

thanks_a
<a/glad: Thank you, {h}! [You are so kind|You helped me a lot|You are a good friend].>
<a/glad: Thank you [so much|very much]! [You are kind|You are a true friend|I will not forget you].>
{a} [bowed|nodded|smiled] and thanked {h}.
{a} was [so |very |]happy and [danced around {h}|thanked {h}|gave {h} {food2} to eat].

thank_a
<h a/glad: Thank you! [You are so kind|You are a good friend|You helped me a lot].>
<h/glad: Thank you, {a.call}! [I could not do it without you|You are the best|You are so clever].>
{h.s} thanked {a} and [gave it some {food}|waved|promised to come back soon].
{h.s} hugged {a} and said, "[Thank you for your help|You are my friend now|You are so kind]."

thank_p
<h p/glad: Thank you, {p}! [I love you|You are the best|You helped me so much].>
{h.s} [hugged|kissed] {p} and said, "[Thank you|I love you|You are the best]!"
{h.s} gave {p} a [big|tight|long|warm] hug.
{h.s} [smiled at|thanked] {p} and felt [much better|safe and warm|happy again].

proud_p
<p h/kind: I am [so |very |]proud of you[, {h}|]. [You were brave|You did it|You have a good heart].>
<p/glad: [Well done|Good job|Wow], {h}! [I am proud of you|You did so well|That was great].>
{p} [smiled|clapped|hugged {h}] and said, "[I am proud of you|Well done|Good job|You did very well]."
{p} was [very |so ]proud of {h} and made [some {food}|{food} for dinner|{food} and {food2}].

home
[That night|In the evening|At bedtime], {h.s} [dreamed of {dream}|fell asleep with a smile|dreamed of {dream} and {picture}].
[At home|In the evening|That evening], {h} and {p} [ate {food}|ate {food} and {food2}|had {food} and {food2} for dinner].
Then {h.s} went home and [ate {food}|had some {food}|ate {food} with {p}|told {p} all about it].
When {sky2} the next day, {h.s} was still smiling.
{h.s} [went to bed|fell asleep] [happy|tired but happy|with a smile] and dreamed of {dream}.
[At night|In bed], {h.s} thought about the day and [smiled|was happy|felt warm inside].
It was [the best day of the week|a very good day|a day to remember], and {h.s} never forgot it.
After that, {h} and {p} [played {game}|read books|sang songs] until [dinner|dark|bedtime].
[Later|Back at home|Before bed], {h.s} drew a picture of it [and put it on the wall|and gave it to {p}|next to {picture}].
And from then on, {h.s} was [happy|even more {trait}|never sad for long].
The [moon|sun] [came out|went down], and {h.s} was [happy|tired and happy|ready for bed].

home_f
Then {they} [played {game}|played {game} and {game2}|sat down and talked] until [it was dark|the sun went down|dinner].
{they} were [best friends|good friends] [from that day on|from then on|ever after|after that].
After that, {they} [played together every day|shared {food} and {food2}|often played {game}].
[In the end|At last], {they} [sat {out2} and ate {food}|laughed and played {game}|shared some {food}].
[That night|In bed], {h.s} dreamed of {dream} and of {f}.
{they} [went home together|walked home side by side] and [sang a song|talked about {dream}|laughed all the way].
Every [day|week|Sunday] after that, {they} met {out2} to play {game}.
And {they} lived happily ever after.
The sun went down, and {they} [said good night|waved goodbye|went home happy].

home_a
From that day on, {h} and {a} were [friends|good friends|best friends].
After that, {h} and {a} [played {game} every day|often played {game}|met {out2} every day].
{h} and {a} [ate {food} together|shared {food} and {food2}|played {game} until dark].
Every morning, {h.s} [waved to|brought {food} to|said hello to] {a}.
That night, {h.s} dreamed of {a} and [of |]{dream}.
{h.s} told {p} about {a}, and {p} [smiled|was proud|laughed].
{h.s} had a new friend now, and {a} had one, too.
And when {h.s} came back the next day, {a} was there to play {game}.
"""

MOVES = {}
for block in TABLES.strip().split("\n\n"):
    name, *lines = block.split("\n")
    MOVES[name] = lines
