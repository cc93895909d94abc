# SPDX-License-Identifier: MIT
"""Plots of things: lost, shared, broken, borrowed, found."""
import words as W


def lost_toy(w):
    """A toy is lost, looked for in many places, and found."""
    h = w.hero(0.3)
    place = w.place(h)
    w.put(t=w.toy(), f=w.friend(h), pl=place)
    spots = list(place.spots)
    w.rng.shuffle(spots)
    w.put(s1=spots[0], s2=spots[1], s3=spots[2])
    finder = w.pick(["""
        [At last|Finally|Then], {h.s} looked {s3}. There [it was|was the {t}|lay {t.the}]!
        [It was a bit dirty, but it was not broken|It was safe and sound|It had been there all the time].
        """, """
        <sudden>, {f} [called|shouted], "[Come here|Look|Come quick], {h}! [I found it|Here it is|I see something {t.adj}]!"
        {t.the} was {s3}[, safe and sound| all the time|].
        """, """
        [A|Then a] [little dog|small bird|friendly cat] [showed them the way|made a noise|sat {s3} and looked at them].
        {h} [looked|ran over and looked] {s3} and [saw|found] {t.the}.
        """])
    return w.open() + """
    ? [{^h.his} [favorite|best] toy was {t.a}. Every [day|morning], {h.s} {t.did}.|{h} had {t.a} that {h.he} [loved very much|took everywhere|got from {p}].]

    <when>, {h} [went|walked|ran] to {pl} with {h.his} {t.x}. {h.s} {t.did}[ and {pl.play}|, then {pl.play}|].
    ? [{h} [looked at|saw] {pl.sight}[ and forgot about the {t}|].|{scene}]
    [But when|When] it was time to go home, {h.s} [could not find|did not see] [the|{h.his}] {t}[ anywhere|]. [It was gone!|"Where is my {t}?" {h.he} [cried|asked].]
    <sad h>

    {h.own} friend {f} [came by|heard {h.him}|was there, too]. <ask f h>
    "I [lost|can't find] my {t.x}," [said|answered] {h}. [<help f h>|"We will find it," said {f}. "[Where did you play with it|Where did you see it last]?"]
    [First|So first], {they} looked {s1}. [No {t}!|The {t} was not there.|{^they} saw only {pl.sight}.]
    [Next|Then], {they} looked {s2}. [It was not there either|There was [nothing|no {t}] there|{^they} found an old [shoe|can|sock], but no {t}].
    """ + finder + """
    <glad h> <thanks h f>
    [From that day on, {h} [took good care of|always knew where to find|never forgot] [the|{h.his}] {t}.|{h} and {f} {t.did} together[ until it got dark|].|"[Next time I will watch my {t} better|I will never lose it again]," said {h}.]
    """ + w.pick(["<friends h f>", "<home h>", "<night h>", "<end>"])


def share_toy(w):
    """One has a new toy and will not share; alone it is no fun."""
    h = w.hero(0.3)
    w.put(t=w.toy(), t2=w.toy(), f=w.friend(h), pl=w.place(h))
    h.trait = w.pick(["kind", "happy", "playful", "cheerful", "busy", "funny"])
    return w.open() + """
    <when>, {p} gave {h} {t.a}. [It was a present for {h.his} birthday.|"This is for you," said {p}.|{h} had wanted one for a long time.]
    <glad h>
    {h.s} took [the|{h.his} new] {t} to {pl}. [There {h.he} {t.did}.|{h} {t.did} and {pl.play}.]
    ? {scene}

    {f} [came along|walked by|came to {pl}, too,] and saw {t.the}. "[Can I play with it, too|May I try it|Can I have a turn], {h.call}?" {f.he} asked.
    "No[, it is mine|! It is my {t}|, you can't]!" said {h}[ and held it tight|]. {f} [looked sad|felt sad] and [walked|went] away.
    {h} [played|went on] alone. [At first it was fun, but|But] [soon|after a while] it was [not so much fun|boring|no fun at all]. [There was no one to [laugh|talk|play] with.|It is hard to {t.do} all alone.|{h} [felt|was] lonely.]
    ? {h} looked at {f}, who sat {pl.spot} all alone.

    {h} [remembered what {p} always said|thought of what {p} had told {h.him}]: "[Sharing makes every toy better|A toy is more fun with a friend|Good friends share]."
    So {h} [ran|went|walked] over to {f}. <sorry h f> "[Come and {t.do} with me|Let's {t.do} together|You can have the {t} first]!" {h.he} [said|called].
    <forgive h f>
    [First|So] {f} {t.did}, [and then|then] {h} had a turn. [{^they} laughed and laughed.|{^they} both laughed out loud.|It was twice as much fun.]
    <played h f>
    """ + w.pick(["{h} learned that [sharing is fun|it is better to share|a toy is best when it is shared].", "<friends h f>", "<home h>",
                  "\"[Tomorrow I will bring my {t2}|Next time you can play with my {t2}],\" said {f}. {h} could not wait."])


def broken(w):
    """Something breaks; the truth is told in the end."""
    h = w.hero(0)
    w.put(b=w.thing(W.FRAGILE), t=w.toy(W.ROUGH))
    room = w.pick(["kitchen", "living room", "hall", "bedroom"])
    hide = w.pick(["under the bed", "behind the couch", "in a box", "under a pillow", "in the closet", "behind the curtain", "under the rug"])
    w.put(room=room, hide=hide)
    lie = w.pick(["""
        {h.s} [picked up|gathered] the pieces and hid them {hide}. "[No one will see|Nobody will know]," {h.he} [thought|said softly].
        [But all day, {h.he} felt bad inside.|But {h} could not [eat|play|sleep|smile] anymore.|{h.own} tummy felt funny, and [the toys were no fun|the day was no fun].]
        [At dinner|In the evening|Later], {p} asked, "[Where is my {b.x}|Have you seen the {b}|Who moved my {b}], {h}?"
        {h} [was quiet for a moment|looked at {h.his} feet|turned red]. {^h.he} [could say the cat did it|wanted to say, "I don't know"], but that [was not true|would be a lie].
        """, """
        {h} wanted to hide the pieces {hide}. But {h.he} knew that [was not right|it was better to tell the truth].
        {h.s} [walked|went] slowly to {p}. [{^h.his} hands were shaking.|It was hard to talk.|{^h.his} heart beat fast.]
        """])
    return w.open() + """
    <when>, {h} [was playing|played] with {h.his} {t.x} in the {room}. [{p} had said, "[Please do not play in here|Be careful in the {room}], {h}."|{p} had told {h.him} to play outside.]
    {h} {t.did} [again and again|and ran around the table|faster and faster|and did not look]. [Crash!|Bang!|Oops!] {b.the} [fell on the floor and broke|fell down and broke into pieces|hit the floor with a loud noise].
    <afraid h>
    [It was {p.own} favorite {b}.|The {b} was {b.adj} and {p} loved it very much.|{p.own} {b} was all in pieces.]
    """ + lie + """
    "[I broke it|It was me|I broke the {b}]," {h} said[ at last|]. "[I played with my {t} and did not listen|I wasn't careful with my {t}|My {t} hit it]. I am [so|very] sorry, {p.call}."
    {p} [looked at {h}|was sad for a moment|sat down next to {h.him}] and [took {h.his} hand|gave a small smile|nodded]. "[Thank you for telling me the truth|I am sad about the {b}, but I am glad you told me|It was brave to tell me the truth]," {p.he} said.

    [They|{h} and {p}] [picked up the pieces|cleaned the floor|swept up the pieces] together. [Then they got some glue and fixed the {b}.|{h} [helped|held the bag] and was very careful.|Then {h} [made|drew] a picture of {b.a} for {p}.]
    """ + w.pick(["{h} felt [much better|light and happy again]. {^h.he} [learned|knew now] that [it is best to tell the truth|the truth makes the heart light].",
                  "After that, {h} [always played with the {t} outside|kept the {t} out of the {room}|was more careful]. <hug h p>",
                  "<hug h p> \"[I love you|I am proud of you], {h},\" said {p}."])


def borrowed(w):
    """A thing is taken without asking, and brought back."""
    h = w.hero(0.35)
    f = w.friend(h)
    w.put(t=w.thing(W.CLOTHES) if w.chance(0.4) else w.toy(), f=f, pl=w.place(h))
    return w.open() + """
    {h.own} friend {f} had {t.a}. [It was very special to {f}.|{f} loved it very much.|{f} kept it by {f.his} bed.] {h} [wanted one, too|thought it was the best {t} in the world|liked it a lot].
    <when>, {f} was [asleep|not at home|busy]. {h} saw {t.the} [on a chair|by the door|in the grass|on the steps]. {h.s} [took it|picked it up] [and did not ask|without asking].
    "I will [only use it for a little while|give it back soon|bring it back before night|be very careful with it]," {h.he} [thought|said to {h.himself}|told {h.himself}].

    {h} [took|carried] the {t} to {pl} and {pl.play}. [It was fun at first.|But it was not as much fun as {h} had thought.|But something did not feel right.]
    [Later|Then|After a while], {h.s} [heard|saw] {f}. {f} was [looking for something|crying|looking {pl.spot}]. "[Have you seen my {t.x}, {h.call}?|My {t} is gone!|I can't find my {t} anywhere!]" {f.he} [cried|said].
    {h} felt [bad|awful|sick inside]. {^h.he} [knew that {h.he} should have asked|had not wanted to make {f} sad|wished {h.he} had asked first].

    "[I have it|I took it|Here it is]," said {h}[ in a small voice|]. "[I wanted to try it|I liked it so much], but I [did not ask|should have asked you]." <sorry h f>
    {f} [took {t.the} and looked at it|held {t.the} close]. [It was not broken.|It was as good as before.] <forgive h f>
    "[Next time, just ask me|You only have to ask], [and|then] we can [share it|use it together]," {f} [said|told {h.him}].
    <glad h> <played h f>
    """ + w.pick(["{h} never took anything without asking again.", "<friends h f>", "[Now|After that,] {h} always asked first.", "<home h>"])


def returned_treasure(w):
    """Something found is given back to the one who lost it."""
    h = w.hero(0.4)
    o = w.adult() if not h.animal else w.friend(h)
    w.put(t=w.thing(W.VALUABLES), o=o, pl=w.place(h), g=w.food())
    return w.open() + """
    <when>, {h} was [walking|playing] {pl.at}. [{h.s} {pl.play}.|{h.s} looked at {pl.sight}.|The sun was [warm|bright].] [{scene} |]<sudden>, {h} saw something {pl.spot}.
    It was {t.a}! "[Oh, how pretty|Wow|What a fine {t}|Look at this]!" said {h}[ and picked it up|]. [{h.s} wanted to keep it.|{h.s} put it in a safe place.|It was the finest {t} {h.he} had ever seen.]
    ? {h} [showed it to {p}|took it home to {p}]. "[It is very nice|That is a lovely {t}], but [someone must miss it|it belongs to someone]," said {p}.

    {h} [went on|walked on|went back to {pl}]. Soon, {h.he} [saw|met] {o.intro} who looked [very sad|worried|upset]. {o} was looking [in the grass|on the ground|{pl.spot}].
    <ask h o> "I lost my {t}," said {o}. "[I have looked everywhere|It was a gift from my [mother|father|grandma|best friend]|I have had it since I was small]."
    {h} [held the {t} tight|looked at the {t}|thought about it for a moment]. [{^h.he} liked the {t} so much!|It was hard to give it back.|{^h.he} wanted to keep it, but that was not right.]
    Then {h} [held it out|opened {h.his} hand|showed {o} the {t}]. "Is this [yours|your {t}]?" {h.he} asked. "I found it {pl.at}."

    {o} [smiled|laughed|jumped] with joy. "Yes! [That is it|That is my {t}]! Thank you[, {h}|, my dear]!"
    [To say thank you|Because {h} was so honest], {o} gave {h} {g.a}[ to eat|]. [It tasted [very|so] good.|They ate {g.it} together.]
    <glad h>
    """ + w.pick(["{h} learned that [it feels good to give things back|it is good to be honest|doing the right thing makes you happy].", "<friends h o>", "<home h>", "<night h>"])


def shared_food(w):
    """Hungry ones meet; food is shared and comes back."""
    h = w.hero(0.5)
    w.put(t=w.food(W.LUNCH), g=w.food(W.LUNCH), f=w.friend(h), pl=w.place(h))
    return w.open() + """
    <when>, {p} gave {h} {t.a} [for lunch|to eat|for the way]. {h} [put {t.it} in a bag|took {t.it}] and went to {pl}. [{^t.they} smelled so good!|{h} was very hungry.|{h} could not wait to eat {t.it}.]
    ? {scene}
    {^pl.at}, {h} [sat down|found a place to sit] {pl.spot}. [{^h.he} wanted to take a big bite.|{^h.he} opened the bag.]
    Then {h.he} saw {f.intro}. {f} [looked at the {t} with big eyes|sat all alone|was thin and quiet]. [{^f.his} tummy made a loud noise.|{^f.he} had nothing to eat.]
    "Are you hungry?" asked {h}. "Yes," said {f}. "[I lost my lunch on the way|I have not eaten all day|I dropped my lunch in the [mud|water]]."

    {h} looked at {t.the}. [There was not much to share.|{h} was hungry, too.|It was hard to give [any|some] away.] But {f} looked so [sad|hungry].
    "[Here, have some|You can have half|We can share]," said {h}. [{^h.he} gave {f} the bigger part.|{^h.he} gave half of {t.it} to {f}.]
    {^they} [sat side by side|sat in the sun] and ate. "[Mmm, this is so good|Yum|{^t.this} {t.is_} the best {t} ever]!" said {f}. <thanks f h>
    <played h f>

    <next>, {h} [forgot {h.his} lunch|had nothing to eat|dropped {h.his} lunch]. <sad h> [But then|Then] {f} came [running|along] with {g.a}. "[Today I share with you|Now it is my turn to share|This is for us both]," said {f}.
    <glad h> [{^they} ate|Together {they} ate] {g.the} and [laughed|talked|told stories].
    """ + w.pick(["<friends h f>", "Sharing had made two friends.", "{h} learned that [good things come back|a kind act comes back].", "<end>"])


PLOTS = [lost_toy, share_toy, broken, borrowed, returned_treasure, shared_food]
