# SPDX-License-Identifier: MIT
"""Phrases that many plots share; $1, $2 are names of bound entities."""

PHRASES = {
    "glad": [
        "{$1} was so [happy|glad] that {$1.he} [clapped {$1.his} hands|jumped up and down|danced around|laughed out loud|began to sing].",
        "{$1} [smiled a big smile|laughed with joy|cheered and smiled|jumped for joy|could not stop smiling].",
        "[Now|At last|Then] {$1} felt [happy|very happy|warm inside|glad|full of joy][ again|].",
        "A [big|wide|happy] smile [came to|lit up|spread over] {$1.own} face.",
        "{$1.own} eyes [shone|were bright] with [joy|happiness].",
        "[How happy|Oh, how glad] {$1} was!",
        "{$1} [felt|was] [very|so] [happy|glad|pleased].",
    ],
    "sad": [
        "{$1} [felt|was] [very|so] sad[ and began to cry| and sat down on the ground| and looked at the ground|].",
        "[Big|Hot|Two big] tears [ran|rolled] down {$1.own} [face|cheeks].",
        "{$1} [started|began] to [cry|sob|weep].",
        "{$1.own} [eyes filled with tears|smile went away|heart felt heavy].",
        "{$1} sat down and [cried|cried softly|put {$1.his} head down].",
        "[Oh no!|Oh dear!] {$1} [wanted to cry|felt like crying|was close to tears].",
    ],
    "afraid": [
        "{$1} was [very|so] [scared|afraid|frightened].",
        "{$1.own} [heart beat fast|legs shook|knees felt weak|mouth felt dry].",
        "{$1} [hid {$1.his} face|shut {$1.his} eyes tight|wanted to run away|could not move|held {$1.his} breath].",
        "{$1} felt [cold with fear|a cold feeling inside|very small and scared].",
        "{$1} [shook|trembled] [with fear|like a leaf|all over].",
    ],
    "cross": [
        "{$1} [was|felt] [very|so|really] [angry|mad|upset].",
        "{$1} [stamped {$1.his} foot|made an angry face|turned {$1.his} back|crossed {$1.his} arms].",
        "{$1} [shouted|yelled] [loudly|very loudly] and [ran away|turned red in the face|walked off].",
    ],
    "proud": [
        "{$1} [was|felt] [very|so] proud[ of {$1.himself}|].",
        "{$1} [stood up tall|held {$1.his} head high] and [smiled|felt proud].",
        "{$1} felt [as big as a house|like a king|ten feet tall|strong and proud].",
    ],
    "sorry": [
        "\"I am [so|very] sorry, {$2.call}[|. I was wrong|. I did not think|. I will not do it again],\" said {$1}.",
        "{$1} [said|told {$2}] that {$1.he} was [very|so] sorry.",
        "\"[Please forgive me|I'm sorry|I am sorry I did that],\" {$1} said [softly|in a small voice|with tears in {$1.his} eyes].",
        "{$1} [looked at the ground|looked down] and said, \"I am sorry, {$2.call}.\"",
    ],
    "forgive": [
        "\"[It's okay|That's all right|It is fine|I forgive you],\" said {$2}[ with a smile| kindly| and smiled|].",
        "{$2} [smiled|nodded] and [forgave {$1}|took {$1.his} hand|gave {$1} a hug].",
        "\"[I am not angry anymore|Let's forget about it|We all make mistakes],\" {$2} said.",
    ],
    "thanks": [
        "\"Thank you[, {$2.call}| so much| very much|, {$2.call}, thank you]!\" said {$1}.",
        "\"[Thank you for your help|You are so kind|You are a good friend|You are the best][, {$2.call}|],\" said {$1}[ happily| with a big smile|].",
        "{$1} [thanked {$2}|said thank you to {$2}|gave {$2} a big hug][ again and again| with all {$1.his} heart|].",
        "{$1} [hugged {$2}|smiled at {$2}] and said, \"Thank you[ for helping me| so much|]!\"",
    ],
    "hug": [
        "{$1} [hugged|gave a big hug to|put {$1.his} arms around] {$2}.",
        "{$1} and {$2} hugged[ each other| for a long time|].",
        "{$2} [gave {$1} a big hug|held {$1} tight|hugged {$1}].",
    ],
    "ask": [
        "\"What is wrong[, {$2.call}|]?\" asked {$1}.",
        "\"Why are you [so sad|crying|upset][, {$2.call}|]?\" {$1} asked[ kindly| softly|].",
        "{$1} [looked worried|saw it] and asked, \"What [happened|is the matter]?\"",
        "\"Are you [okay|all right][, {$2.call}|]?\" asked {$1} [kindly|in a soft voice|].",
    ],
    "idea": [
        "[Then|Suddenly|Just then] {$1} had [an idea|a good idea|a great idea|a clever idea].",
        "{$1} [thought and thought|thought hard|sat down to think|closed {$1.his} eyes and thought]. Then {$1.he} [had an idea|knew what to do|jumped up].",
        "\"I [know|have an idea|know what to do]!\" said {$1}.",
        "An idea [came to|popped into] {$1.own} head.",
    ],
    "help": [
        "\"[I will help you|Let me help you|I can help|Don't worry, I will help you],\" said {$1}[ kindly| with a smile|].",
        "\"Don't [cry|be sad|worry][, {$2.call}|],\" said {$1}. \"[I can help you|We can fix this|I will help|Let's do it together].\"",
        "{$1} wanted to help. \"[Let's work together|Come with me|We can do it],\" {$1.he} said.",
    ],
    "greet": [
        "\"Hello[, {$2.call}|]!\" said {$1}.",
        "\"Hi[, {$2.call}|]! [How are you|What are you doing|What is that|Where are you going]?\" asked {$1}.",
        "\"Good [day|morning]!\" {$1} [called|said][ in a friendly voice| with a smile|].",
        "{$1} [waved|smiled] and said, \"[Hello|Hi|Hi there]!\"",
    ],
    "when": [
        "[One|One [sunny|windy|warm|cool|bright|cloudy|lovely|quiet|fine|beautiful]] [day|morning|afternoon]",
        "One [day|morning|afternoon|evening] in [spring|summer|the fall|May|June]",
        "One [Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday][ morning| afternoon|]",
        "On a [sunny|windy|warm|cool|bright|fine|beautiful] [day|morning]",
        "One day[, after {meal}|, before {meal}|]",
    ],
    "next": ["The next [day|morning|afternoon]", "[A few days|Two days|A week|Three days] later", "[Soon after that|Not long after]", "The day after"],
    "soon": ["Soon", "After a [while|short time|little while]", "Before long", "In a [minute|moment]", "A little later", "Then"],
    "sudden": ["Suddenly", "All of a sudden", "Just then", "At that moment", "Then"],
    "played": [
        "[They|{$1} and {$2}] played [together|{game}|{game} together|{game} and {game2}] [all day|all afternoon|until the sun went down|until dinner time|for a long time].",
        "{$1} and {$2} [ran|laughed|sang|danced] and played [{game}|together|in the sun|side by side].",
        "[All day|All afternoon|That day] {$1} and {$2} played {game}[ and laughed a lot|].",
    ],
    "friends": [
        "From [that day on|then on|that day], {$1} and {$2} were [best friends|good friends|the best of friends].",
        "{$1} and {$2} [became|were now|stayed] [good|best|great] friends[ forever|].",
        "And so {$1} and {$2} became [friends|best friends].",
        "{$1} had a new friend, and so did {$2}.",
        "After that, {$1} and {$2} [played together every day|met every day|were always together].",
    ],
    "night": [
        "That night[, {$1} slept well| {$1} had sweet dreams| {$1} fell asleep with a smile|, {$1} told {kin} all about it|, {$1} dreamed of {dream}].",
        "When the [moon|stars] came out, {$1} was [tired but happy|fast asleep|warm in bed|ready for bed].",
        "[At bedtime|In the evening|Before bed], {$1} [smiled|felt happy] and thought about [the day|everything|{dream}].",
        "{$1} went to bed [tired but happy|with a big smile|and had sweet dreams|and dreamed of {dream}].",
    ],
    "home": [
        "[Then|After that|In the evening|When the sun went down|At the end of the day], {$1} went home[ with a smile| happy and tired| for dinner| and told {kin} everything|].",
        "{$1} [ran|walked|skipped|went] home [with a happy heart|to tell {kin} all about it|with a big smile|as the sun went down].",
    ],
    "end": [
        "[They|And they] [all|both|] lived happily ever after.",
        "It was [a|such a] [good|great|wonderful|lovely|happy] day.",
        "It was the best day [ever|of all|of the year].",
        "And that was the end of [a good|a long|a happy] day.",
        "", "", "", "",
    ],
}
