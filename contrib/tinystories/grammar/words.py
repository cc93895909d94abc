# SPDX-License-Identifier: MIT
"""The things of the stories, in classes: what can be held, eaten, worn, played with.

A thing is written "noun" or "noun: adjectives"; without its own adjectives it takes those of its class.
"""

COLORS = "red blue green yellow pink purple orange white brown black golden silver".split()


class Thing:
    """A noun with one adjective that stays with it through a story."""

    def __init__(self, noun, adj, number="one", **more):
        self.noun, self.adj, self.number = noun, adj, number
        self.it = "them" if number == "many" else "it"
        self.they = "they" if number == "many" else "it"
        self.was = "were" if number == "many" else "was"
        self.has = "have" if number == "many" else "has"
        self.is_ = "are" if number == "many" else "is"
        self.this = "these" if number == "many" else "this"
        self.that = "those" if number == "many" else "that"
        self.full = (adj + " " + noun).strip()
        self.a = ("a " if number == "one" else "some ") + self.full
        self.one = ("a " if number == "one" else "some ") + noun
        self.every = "the " + self.full
        for key, value in more.items():
            setattr(self, key, value)

    def __str__(self):
        return self.noun

    def the(self, rng):
        return "the " + self.x(rng)

    def x(self, rng):
        """the noun, now and then with its adjective"""
        return self.full if rng.random() < 0.4 else self.noun


def table(text, adjectives):
    """Lines "noun, noun" or "noun, noun: adjective adjective" as a list of (noun, adjectives)."""
    out = []
    for line in text.strip().split("\n"):
        nouns, _, own = line.partition(":")
        adjs = own.split() or adjectives.split()
        if "color" in adjs:
            adjs = [a for a in adjs if a != "color"] + COLORS
        out += [(n.strip(), adjs) for n in nouns.split(",")]
    return out


# What a child plays with and can carry, lose, lend and break; "verb > past" is what is done with it.
TOY_LINES = """
ball|bounce it>bounced it|throw it high>threw it high|kick it>kicked it|color bouncy little big round new shiny
kite|fly it>flew it|run with it>ran with it|color big new pretty long paper
doll|hug it>hugged it|dress it up>dressed it up|sing to it>sang to it|pretty little old soft rag new lovely
teddy bear|hug it>hugged it|tuck it in>tucked it in|brown soft old fluffy little cuddly big
toy car|race it>raced it|push it fast>pushed it fast|color shiny fast little new
toy truck|push it>pushed it|fill it with sand>filled it with sand|color big strong new shiny dump
toy train|push it>pushed it|pull it along>pulled it along|color long wooden little new shiny
toy boat|sail it>sailed it|float it>floated it|color little wooden paper new
toy plane|fly it>flew it|zoom it around>zoomed it around|color shiny paper little fast
drum|bang on it>banged on it|play it>played it|color big loud little round
whistle|blow it>blew it|play a tune on it>played a tune on it|silver loud shiny little tin wooden
balloon|hold it tight>held it tight|bounce it>bounced it|color big round shiny bright
robot|wind it up>wound it up|make it walk>made it walk|shiny silver funny little new toy
puzzle|work on it>worked on it|put it together>put it together|big new hard animal colorful
hoop|spin it>spun it|roll it>rolled it|color big shiny round plastic
jump rope|skip with it>skipped with it|jump over it>jumped over it|color long new
yo-yo|spin it>spun it|swing it>swung it|color shiny wooden little new
spinning top|spin it>spun it|watch it turn>watched it turn|color wooden little shiny
scooter|ride it>rode it|push it along>pushed it along|color fast new shiny little
bike|ride it>rode it|ring its bell>rang its bell|color new shiny little fast
wagon|pull it>pulled it|ride in it>rode in it|color little wooden big old
sled|ride on it>rode on it|pull it>pulled it|color wooden fast little new
picture book|read it>read it|look at it>looked at it|big pretty new old thick colorful
music box|wind it up>wound it up|listen to it>listened to it|little pretty old wooden golden
puppet|make it dance>made it dance|make it talk>made it talk|funny little sock wooden silly
stuffed bunny|hug it>hugged it|carry it around>carried it around|soft white old fluffy gray
stuffed lion|hug it>hugged it|make it roar>made it roar|soft old yellow fluffy little
flute|play it>played it|blow into it>blew into it|wooden silver little old
toy castle|play with it>played with it|guard it>guarded it|big gray wooden little
toy dinosaur|make it roar>made it roar|play with it>played with it|green big scary plastic funny
magnet|play with it>played with it|pick up pins with it>picked up pins with it|red strong little shiny
"""
TOYS = []
for _line in TOY_LINES.strip().split("\n"):
    _parts = _line.split("|")
    _adjs = _parts[-1].split()
    if "color" in _adjs:
        _adjs = [a for a in _adjs if a != "color"] + COLORS[:9]
    TOYS.append((_parts[0], _adjs, [tuple(v.split(">")) for v in _parts[1:-1]]))

ROUGH = [t for t in TOYS if t[0] in ("ball", "hoop", "toy plane", "yo-yo", "scooter", "toy car", "toy truck", "wagon", "jump rope")]

# Worn by people and by animals in stories alike.
CLOTHES = table("""
hat, cap: color warm new funny woolly silly
scarf, sweater, coat, jacket: color warm soft new woolly cozy
ribbon, bow: color pretty silk shiny long
necklace, bracelet, ring: pretty shiny golden silver lovely
crown: golden shiny pretty paper
raincoat, cape, apron: color new long pretty
backpack, bag, purse: color new little pretty
""", "new")

PAIRS = ["shoes", "boots", "mittens", "gloves", "socks", "pants", "shorts", "pajamas", "sandals", "slippers"]
WORN = table("""
dress, skirt, shirt, sweater, coat, jacket, scarf, hat, cap: color new warm old pretty
shoes, boots, mittens, gloves, socks, pants, shorts, sandals: color new old
""", "new")

# Little things that are found, kept, given away.
TREASURES = table("""
shell, pebble, stone: pretty shiny white smooth pink round little
button, marble, bead: color shiny round pretty little
coin: shiny gold silver old little
feather: color long soft pretty
key: old golden tiny rusty silver
gem, jewel, crystal: sparkly shiny red blue green pretty
leaf: color big pretty crunchy
acorn, nut: brown round little shiny
pine cone: big brown pretty
bell: little golden silver shiny
flower, rose, daisy, tulip: pretty red yellow pink lovely sweet
star-shaped stone, heart-shaped stone: pretty pink smooth little
bottle: green blue old glass
map: old secret big torn
pearl: white shiny round lovely
ticket, stamp: pretty old little
sticker: color shiny sparkly funny
photo, letter, note, card: old lovely special secret
""", "pretty little")

# Of those, what has an owner who would look for it.
VALUABLES = [t for t in TREASURES if t[0] in ("button", "marble", "coin", "key", "gem", "jewel", "bell", "map", "pearl", "ticket", "sticker", "photo", "letter")]
VALUABLES += table("""
watch, ring, necklace, bracelet: shiny golden silver old
wallet, purse, bag: little brown black red
book, notebook: little old thick blue
pen, pencil, brush: fine new blue red
""", "little") + CLOTHES

# Things that help; (noun, adjectives, what it was used for).
TOOLS = table("""
rope, string, ribbon, vine: long strong thick
ladder: tall long wooden
stick, pole, branch: long strong
net: big long strong
bucket, basket, box: big old strong
shovel, rake, broom: long old big
blanket, towel, sheet: big soft warm thick
umbrella: big color
""", "big")

# (noun, number, adjectives): number is one, some (not counted) or many.
FOODS = [
    ("apple", "one", "red juicy sweet green shiny"), ("pear", "one", "green juicy sweet ripe"),
    ("banana", "one", "yellow ripe sweet big"), ("orange", "one", "juicy sweet big round"),
    ("peach", "one", "soft juicy sweet ripe"), ("plum", "one", "purple juicy sweet ripe"),
    ("melon", "one", "big juicy sweet round"), ("carrot", "one", "orange crunchy long fresh"),
    ("pumpkin pie", "one", "warm sweet big"), ("apple pie", "one", "warm sweet big tasty"),
    ("cherry pie", "one", "warm sweet tasty red"), ("cake", "one", "big sweet yummy chocolate"),
    ("cupcake", "one", "little pink sweet yummy"), ("muffin", "one", "warm little sweet blueberry"),
    ("cookie", "one", "big sweet round chocolate"), ("sandwich", "one", "big tasty cheese jam"),
    ("pancake", "one", "big round warm fluffy"), ("donut", "one", "round sweet pink yummy"),
    ("lollipop", "one", "red sweet big round"), ("pretzel", "one", "salty warm big"),
    ("egg", "one", "brown fresh warm big"), ("potato", "one", "hot big baked"),
    ("tomato", "one", "red ripe juicy round"), ("bun", "one", "warm soft fresh sweet"),
    ("bread", "some", "fresh warm soft tasty"), ("cheese", "some", "yellow tasty fresh creamy"),
    ("honey", "some", "golden sweet sticky"), ("soup", "some", "hot tasty warm yummy"),
    ("ice cream", "some", "cold sweet pink creamy"), ("popcorn", "some", "hot salty crunchy fresh"),
    ("jam", "some", "sweet red sticky"), ("pudding", "some", "sweet creamy vanilla"),
    ("rice", "some", "warm white plain"), ("corn", "some", "yellow sweet hot fresh"),
    ("pizza", "some", "hot cheesy tasty"), ("pasta", "some", "hot tasty warm"),
    ("candy", "some", "sweet colorful yummy"), ("chocolate", "some", "sweet dark yummy"),
    ("berries", "many", "red blue sweet juicy ripe"), ("strawberries", "many", "red sweet juicy ripe"),
    ("grapes", "many", "green purple sweet juicy"), ("cherries", "many", "red sweet ripe"),
    ("nuts", "many", "crunchy brown tasty"), ("cookies", "many", "warm sweet crunchy yummy"),
    ("peas", "many", "green fresh sweet"), ("raisins", "many", "sweet little"),
    ("crackers", "many", "salty crunchy little"), ("blueberries", "many", "sweet ripe round"),
    ("noodles", "many", "long warm tasty"), ("apples", "many", "red juicy ripe green"),
]
LUNCH = [f for f in FOODS if f[0] not in ("soup", "ice cream", "jam", "pudding", "honey", "lollipop", "egg", "rice", "corn", "tomato", "potato", "pasta", "noodles")]
FRUIT = [f for f in FOODS if f[0] in (
    "berries", "strawberries", "cherries", "blueberries", "apples", "nuts", "grapes")] + [
    ("pears", "many", "juicy sweet green"), ("plums", "many", "purple sweet ripe"),
    ("peaches", "many", "soft sweet ripe"), ("mushrooms", "many", "big brown white"),
    ("raspberries", "many", "red sweet soft"), ("acorns", "many", "brown round shiny")]
BAKES = [("cake", "one", "chocolate lemon carrot vanilla birthday big"), ("pie", "one", "apple cherry pumpkin blueberry peach"),
         ("bread", "some", "fresh banana warm"), ("cookies", "many", "chocolate sugar oat star-shaped butter"),
         ("muffins", "many", "blueberry banana apple carrot"), ("pancakes", "many", "big fluffy banana"),
         ("cupcakes", "many", "pink vanilla chocolate little"), ("buns", "many", "sweet cinnamon raisin")]
INGREDIENTS = "flour sugar milk butter eggs salt honey cream".split()

# What stands in a house and may break or spill.
FRAGILE = table("""
vase, cup, plate, bowl, teapot, mug, glass, jar: color big pretty old lovely
lamp, mirror, clock: old big pretty tall
picture frame, snow globe, flower pot: pretty old little lovely
""", "pretty")
FURNITURE = ["bed", "table", "couch", "chair", "desk", "shelf", "closet", "toy box", "rug", "pillow", "bookshelf", "blanket", "washing machine", "bathtub"]

# Seeds that grow: (what is planted, what it becomes, what it carries)
PLANTS = [("sunflower seed", "sunflower", "yellow petals"), ("bean", "bean plant", "long green beans"),
          ("apple seed", "little apple tree", "small white flowers"), ("pumpkin seed", "pumpkin plant", "a round orange pumpkin"),
          ("tomato seed", "tomato plant", "round red tomatoes"), ("carrot seed", "row of carrots", "crunchy orange carrots"),
          ("strawberry plant", "strawberry bush", "sweet red strawberries"), ("tulip bulb", "tulip", "soft pink petals"),
          ("pea", "pea plant", "fat green peas"), ("rose bush", "big rose bush", "lovely red roses"),
          ("daisy seed", "patch of daisies", "white and yellow flowers"), ("corn seed", "tall corn plant", "sweet yellow corn"),
          ("melon seed", "melon plant", "a big juicy melon"), ("lemon seed", "little lemon tree", "bright yellow lemons")]

SKILLS = [  # (to do it, doing it, did it, how it goes wrong, what a teacher says)
    ("ride a bike", "riding a bike", "rode the bike", "fell off the bike", "Look ahead and keep your feet going round"),
    ("swim", "swimming", "swam across the pool", "got water up the nose", "Kick your legs and keep your chin up"),
    ("tie a bow", "tying a bow", "tied a fine bow", "made a big knot", "Make two loops like bunny ears"),
    ("whistle", "whistling", "whistled a tune", "blew only air", "Make your lips round like an O"),
    ("skate", "skating", "skated round the ice", "slipped and fell", "Bend your knees and go slow"),
    ("jump rope", "jumping rope", "jumped ten times", "got tangled in the rope", "Jump when the rope hits the ground"),
    ("draw a horse", "drawing horses", "drew a fine horse", "drew a horse that looked like a potato", "Start with a big circle and a small one"),
    ("play the piano", "playing the piano", "played a whole song", "hit the wrong keys", "Start slowly with one finger"),
    ("catch a ball", "catching balls", "caught the ball", "dropped the ball", "Watch the ball and hold out both hands"),
    ("do a cartwheel", "doing cartwheels", "did a real cartwheel", "landed in the grass with a bump", "Put both hands down and kick up high"),
    ("climb the big rope", "climbing", "climbed all the way up", "slid back down", "Hold on with your feet too"),
    ("bake bread", "baking bread", "baked a fine loaf of bread", "made bread as hard as a rock", "Wait until the dough gets big"),
    ("fly a kite", "flying kites", "flew the kite high in the sky", "let the kite fall on the ground", "Run into the wind and let the string go slowly"),
    ("read", "reading", "read a whole page", "mixed up the letters", "Say each letter and then the whole word"),
    ("count to one hundred", "counting", "counted to one hundred", "got lost after twenty", "Count ten at a time"),
    ("juggle", "juggling", "juggled three balls", "dropped all the balls", "Start with one ball and then take two"),
    ("dance", "dancing", "danced a whole dance", "stepped on the wrong foot", "Listen to the music and count to three"),
    ("write a name", "writing", "wrote a whole name", "made the letters fall over the line", "Go slowly, one letter at a time"),
    ("sew a button", "sewing", "sewed on the button", "lost the thread", "Go down one hole and up the other"),
    ("paddle a boat", "paddling", "paddled across the lake", "went round and round", "Paddle first on one side and then on the other"),
    ("sing a high song", "singing", "sang the whole song", "squeaked like a mouse", "Take a deep breath first"),
    ("throw a ring", "throwing rings", "threw the ring over the post", "missed the post", "Look at the post and throw softly"),
    ("hop on one foot", "hopping", "hopped all round the yard", "tipped over", "Look at one spot and stay still"),
    ("build a tall tower", "building", "built a very tall tower", "saw the tower fall down", "Put the big blocks at the bottom"),
]

GAMES = ["tag", "hide and seek", "catch", "ball", "house", "pirates", "school", "kings and queens", "jump rope", "follow the leader",
         "store", "soccer", "hopscotch", "leapfrog", "firefighters", "space travel"]
FUN = ["play outside", "sing songs", "draw pictures", "read books", "dance", "look at the stars", "pick flowers", "climb trees", "run fast",
       "jump in puddles", "tell stories", "build things", "count the clouds", "paint", "help others", "make new friends", "ask questions",
       "listen to the birds", "splash in the water", "roll down the hill", "find new things", "play with blocks", "bake with {p}", "chase butterflies",
       "play pretend", "collect pretty stones", "watch the rain", "make funny faces", "swing high", "look for bugs", "smell the flowers", "play tricks"]
FUN_ANIMAL = ["sing songs", "dance", "look at the stars", "smell the flowers", "run fast", "jump over logs", "tell stories", "play with the leaves", "nap in the sun",
              "explore the woods", "help others", "make new friends", "ask questions", "listen to the wind", "splash in the water", "roll down the hill",
              "find new things", "chase butterflies", "play in the mud", "hide in the tall grass", "eat sweet berries", "count the stars", "watch the clouds", "play with friends"]
WEATHER = ["sunny", "warm", "bright", "windy", "cloudy", "cool", "lovely", "fine", "clear", "quiet", "beautiful", "nice"]
