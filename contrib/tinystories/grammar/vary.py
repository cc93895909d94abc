# SPDX-License-Identifier: MIT
"""Other words for the same: each rule is applied by chance, where it fits.

A rule stands only where the exchange leaves the grammar of the sentence as it is.
"""
import re

RULES = [
    (r"\bdid not\b", "didn't"), (r"\bcould not\b", "couldn't|wasn't able to"), (r"\bwas not\b", "wasn't"), (r"\bwere not\b", "weren't"),
    (r"\bis not\b", "isn't"), (r"\bI am\b", "I'm"), (r"\b([Ii])t is\b(?![.!?])", r"\1t's"), (r"\bI will\b(?![.!?,])", "I'll|I'm going to"), (r"\bwould not\b", "wouldn't"),
    (r"\b([Yy])ou are\b", r"\1ou're"), (r"\b([Ww])e will\b", r"\1e'll"), (r"\b([Dd])o not\b", r"\1on't"), (r"\bI have (?=never|not|seen|been|waited)", "I've "),
    (r"\b(began|started) to\b", "began to|started to"), (r"\bvery (happy|sad|scared|afraid|proud|angry|tired|hungry|glad|upset|shy|fast|good)\b", r"so \1|really \1|quite \1|truly \1"),
    (r"\blooked at\b", "gazed at|stared at|turned to|glanced at|took a look at"), (r"\bwanted to\b", "wished to|hoped to|was going to"),
    (r"\b(?:walked|went) to (?=the [a-z]+\b)", "walked to |went to |came to |set out for |headed for |made a trip to "), (r"\bran to\b", "hurried to|rushed to|dashed to|raced to"),
    (r"\bSoon, ", "Before long, |Very soon, |In a little while, |A bit later, |After some time, "), (r"\bThen ([a-z]+)\b", r"Next \1|After that \1|And then \1"),
    (r"\b([Aa])ll day\b(?! long)", r"\1ll day long|\1ll through the day"), (r"\ba lot of\b", "lots of|plenty of"), (r"\bso much\b(?! f)", "so very much|a great deal"),
    (r"\bbig (tree|rock|bowl|hug|smile|storm|box|basket|bucket|dog|bear|castle|cake|oak|breath|eyes)\b", r"large \1|huge \1|great big \1"),
    (r"\b(?:little|small) (house|bird|hole|voice|hand|home|friend|boat|leaf|box|basket|girl|boy|mouse)\b", r"little \1|small \1|tiny \1"),
    (r"\bsmiled(?= and|\.)", "grinned|beamed|gave a smile|smiled brightly|smiled from ear to ear"), (r"\blaughed(?= and|\.|,)", "giggled|chuckled|burst out laughing"),
    (r"\bshouted\b(?! again)", "yelled|called out"), (r"\bnodded(?=\.| and)", "nodded slowly|gave a nod|nodded twice"), (r"\bsaw (an?|something)\b", r"spotted \1|noticed \1|came upon \1|caught sight of \1"),
    (r"\bfound (an?)\b", r"came upon \1|discovered \1|found \1"), (r"\bjumped up\b(?! and down)", "leaped up|sprang up|hopped up"), (r"\bnice\b", "lovely|pretty|fine"),
    (r"\beveryone\b", "everybody"), (r"\bEveryone\b", "Everybody"), (r"\bnobody\b", "no one"), (r"\bNobody\b", "No one"), (r"\bevery day\b", "each day|day after day|every single day"),
    (r"\bEvery day\b", "Each day|Day after day"), (r"\bwas so happy\b(?! that)", "was full of joy|was so pleased|was overjoyed"), (r"\b(kindly|softly)(?=[.,])", "gently|warmly|in a kind voice|quietly|in a low voice"),
    (r"\bas fast as (he|she|it) could\b", r"at top speed|like the wind|as quickly as \1 could"), (r"\ba good idea\b", "a great idea|a fine idea|a wonderful idea|a clever plan"),
    (r"\bpulled\b", "tugged"), (r"\bTogether, they\b", "Together they|Side by side, they|The two of them"), (r"\bAt last,? ", "At last, |Finally, |In the end, "),
    (r"\bSuddenly, ", "All at once, |Out of nowhere, |Then, without a warning, |Just at that time, "), (r"\ball alone\b", "alone|quite alone"), (r"\bquickly\b", "in a hurry|at once"),
    (r"\bwas gone\b", "was nowhere to be seen|had disappeared"), (r"\bin front of\b", "before|right in front of"), (r"\btold ([A-Z]\w+|him|her) everything\b", r"told \1 the whole story|told \1 all about it"),
    (r"\bthe next day\b", "the day after|the following day"), (r"\bhad an idea\b", "had a plan|got an idea|thought of something"), (r"\bwith care\b", "very carefully|with great care"),
    (r"\bmade a mistake\b", "got something wrong|made a small mistake"), (r"\bbegan to cry\b", "burst into tears|began to weep|started crying"), (r"\bsat down\b", "took a seat|sat down"),
    (r"\bvery quiet\b", "very still|silent|quite still"), (r"\bgave up\b", "lost heart|gave up"), (r"\bworked hard\b", "worked very hard|did a lot of work|worked with a will"),
    (r"\bcame closer\b", "came nearer|stepped closer|drew near"), (r"\bplayed together\b", "had fun together|played side by side|spent the time together"),
    (r"\blearned that\b", "now knew that|understood that|saw that|learned on that day that"), (r"\bcame by\b", "passed by|walked up|came along"),
    (r"\bfor a long time\b", "for a good while|for quite some time|for hours"), (r"\btook a deep breath\b", "breathed in deeply|drew a deep breath"), (r"\blooked around\b", "looked all about|looked this way and that"),
]
COMPILED = [(re.compile(pattern), words.split("|")) for pattern, words in RULES]
SAID = re.compile(r'([,!?])" (said|asked|called|shouted|answered) ((?:the |her |his )?[A-Za-z]+(?:\. [A-Z][a-z]+)?(?:\'s [a-z]+)?)(?=\.)')
SPEECH = {"said": ["said", "said", "answered", "replied"], "asked": ["asked", "asked", "wanted to know"], "called": ["called", "called out"], "shouted": ["shouted", "yelled"],
          "answered": ["answered", "replied"]}
HOW = ["softly", "quickly", "with a smile", "in a quiet voice", "after a moment", "at once", "slowly", "gently", "in a clear voice", "with a nod", "cheerfully", "warmly", "and looked up",
       "and came closer", "in a friendly way", "and took a step", "quietly", "and meant it", "with wide eyes", "and waited"]


def vary(text, rng):
    """text with some of its words exchanged"""
    def exchange(choices):
        def one(match):
            if rng.random() < 0.5:
                return match.group(0)
            return match.expand(choices[rng.randrange(len(choices))])
        return one

    def said(match):
        mark, verb, who = match.groups()
        if rng.random() < 0.35:
            return match.group(0)
        words = SPEECH[verb]
        verb = words[rng.randrange(len(words))]
        if verb == "wanted to know" or rng.random() < 0.4:
            told = who + " " + verb
        else:
            told = verb + " " + who
        if rng.random() < 0.35:
            told += " " + HOW[rng.randrange(len(HOW))]
        return mark + '" ' + told

    text = SAID.sub(said, text)
    for pattern, choices in COMPILED:
        text = pattern.sub(exchange(choices), text)
    return text
