# SPDX-License-Identifier: MIT
"""Who the stories are about: children, grown-ups, animals, with names, pronouns and a nature."""

GIRLS = """Lily Mia Anna Sara Lucy Sue Molly Jane Daisy Amy Emma Emily Ella Jill Jenny Mary Penny Polly Sally Rose Lola Lulu Sophie Grace Kate Alice
Clara Nora Ruby Zoe Tina Nina Lila Ellie Eva Ivy Maya Hannah Holly Betty Rachel Susie Bella Maggie Chloe Olive Fay Wendy Tess Peggy Dora Cora Ada
Millie Rosie Katie Annie Julia Laura Leah Lisa Nell Pam Pia Rita Ruth Stella Vera Willa Gina Heidi Isla Josie Kim Mona Olga Tara
Abby Agnes Aida Alma Amber Amelia Angela Anita Ariel Astrid Ava Bea Becky Beth Bonnie Brenda Bridget Brook Camille Candy Carla Carmen Carol Cathy Cecily
Celia Cindy Claudia Connie Daphne Dawn Debbie Della Diana Dina Doris Edith Effie Eileen Elena Elise Eliza Elsa Elsie Erica Esme Esther Etta Eve Faith
Flora Frances Freya Frida Gail Gemma Gilda Glenda Gloria Gwen Harriet Hattie Helen Helga Hope Ida Ingrid Irene Iris Jackie Janet Jasmine Jean Jessie Jo
Joan Jody Joyce Judy Julie Karen Karin Kathy Kelly Kira Kitty Lara Lea Lena Leona Lia Lina Linda Livia Lois Lorna Lottie Louisa Luna Lydia Mabel Mandy
Mara Marge Maria Marie Marina Marta Martha Matilda Maud Maureen Meg Melanie Mercy Mila Mina Minnie Miriam Myra Nadia Nancy Naomi Nelly Nicola Noel Norma
Odette Olivia Paige Patsy Paula Pearl Petra Phoebe Piper Polina Priscilla Rhoda Robin Rosa Roxy Sabrina Sasha Selma Serena Sheila Shirley Sonia Sonya
Summer Susan Sylvia Tamara Tanya Thea Thelma Tilda Toni Trudy Ursula Valerie Vicky Viola Wanda Wilma Yara Yvonne Zara Zelda""".split()
BOYS = """Tim Tom Ben Max Sam Jack Joe Timmy Tommy Bob Billy Jimmy John Fred Leo Andy Danny Bobby Charlie Henry Peter Paul Mike Mark Nick Jake Luke Adam
Alex Dan Dave Eddie Finn Gus Hugo Ian Jim Johnny Ken Kevin Lenny Lucas Matt Noah Oliver Oscar Owen Pete Ray Ricky Rob Roy Sean Simon Steve Ted Theo
Toby Tony Victor Walter Zack George Harry Louis Martin Ralph Rudy Teddy Carl Felix Anton Emil Ivan Jonas Karl Milo Otto
Aaron Abel Albert Alfie Alfred Alan Amos Andre Angus Archie Arlo Arnold Art Arthur Asher Barry Basil Bernie Bill Blake Boris Brad Brian Bruce Bryan
Caleb Calvin Casper Cedric Chad Chester Chris Clark Clem Cliff Clive Cody Cole Colin Conrad Craig Curtis Cyril Damon Darren Daryl Dean Dennis Derek Dexter
Dirk Don Donald Doug Duncan Dustin Earl Edgar Edwin Eli Elmer Eric Ernie Ethan Evan Ezra Fabian Flynn Floyd Frank Franz Freddy Gabe Gavin Gerald Gilbert
Glen Gordon Grant Greg Griff Guy Hank Hans Harold Harvey Hector Herb Herman Howard Hubert Ike Isaac Ivor Jacob James Jamie Jared Jason Jasper Jay Jeff
Jeremy Jesse Joel Jonah Jordan Joseph Josh Juan Julian Justin Kai Keith Kirk Kurt Kyle Lance Larry Lars Lee Leon Leonard Lewis Liam Lionel Lloyd Logan Lou
Magnus Malcolm Marco Marcus Mario Marvin Mason Maurice Micah Michael Mick Miles Mitch Morris Murray Nate Neil Nelson Nico Niels Nigel Noel Norman Oleg
Olaf Orson Oswald Pablo Pat Patrick Percy Perry Phil Pierre Quentin Quinn Ralf Randy Raoul Reggie Rhys Ricardo Richard Rod Rodney Roger Roland Ron Ronnie
Ross Roscoe Rufus Rupert Russell Ryan Samuel Sandy Scott Sergio Seth Shane Sid Sidney Silas Stan Stefan Stuart Sven Tad Terry Thomas Tobias Todd Travis
Trevor Troy Tyler Vernon Vince Vinny Wally Warren Wayne Wes Wesley Wilbur Willy Winston Wyatt Xavier Yuri""".split()
PET_NAMES_F = """Bella Daisy Coco Fluffy Luna Dolly Honey Pearl Pinky Snowy Tilly Rosie Ginger Lulu Ruby Misty Poppy Goldie Dotty Fifi Hazel Ivy Kiki Mimi Nutty Patty Suki Trixie Velvet Winnie Zuzu Pepper Clover Maple Sunny Bonnie Berry Birdie Blossom Brandy Bunny Candy Caramel Cinnamon Cleo
Cookie Cotton Cricket Cuddles Dot Dusty Duchess Ebony Echo Ember Fern Foxy Frosty Fudge Gigi Goldie Gracie Hettie Hetty Holly Iris Jelly Jewel Jojo
Juno Kit Lacy Lady Lilac Lolly Lottie Mabel Magic Marble Marigold Mango Melody Merry Milly Minty Misha Mitzi Mocha Molly Moxie Muffin Nala Nectar Nellie
Nettie Olive Opal Pansy Peach Peaches Pebbles Petal Petunia Piper Pippa Plum Polly Primrose Puff Quilla Rainy Raisin Robina Roma Rosa Roxy Saffron Sage
Sandy Sasha Shelly Skye Smoky Sparkle Speckle Star Stella Sugar Susie Sweetie Tabby Tansy Tasha Teddie Tessa Thistle Tootsie Topsy Tulip Twinkle Vanilla
Violet Whisper Willow Wren Zelda Zippy""".split()
PET_NAMES_M = """Max Benny Spot Buddy Rex Teddy Bruno Fluff Hoppy Jumpy Milo Oscar Rocky Sammy Toby Whiskers Bubbles Chip Fuzzy Gus Harry Biscuit Bingo Bobo Duke Fred Jasper Leo Lucky Monty Nibbles Ollie Pip Rusty Scout Tiny Waldo Ziggy Patch Pablo Felix Barney Bert Boris Ace Albie Alfie Archie Arlo Bandit Barley Basil Baxter Bernie Bill Billy Blaze Blinky Bo Boomer Bounce Bramble Brownie
Buck Bumble Buster Buzz Cedar Chester Chuck Cinder Clem Clyde Cody Comet Cosmo Cubby Curly Dash Denny Digger Dipper Dobby Domino Dooley Drew Dusty Eddy
Edgar Elmer Ernie Fergus Fidget Finley Fitz Flash Flip Floyd Frankie Freddy Frisky George Gizmo Grumble Grizzly Gulliver Gumbo Hank Hazelnut Hector Herbie
Hobbs Homer Hugo Humphrey Igor Inky Jack Jake Jasper Jerry Jiggs Jingle Juniper Kip Koko Larry Lenny Lester Louie Mac Mack Marlow Merlin Mickey Mo Monty
Moose Morty Mossy Mouser Muggs Murphy Nacho Nemo Norbert Nosey Nugget Oakley Odie Otis Otto Paddy Peanut Pepe Percy Pete Pickle Piper Pogo Popcorn
Puddle Quincy Quill Ralph Ranger Ricky Ringo River Roly Roo Rowdy Rudy Rufus Rumble Sandy Scamper Scruffy Shadow Shorty Simba Skip Smudge Snuffy
Sooty Sparky Spike Sprout Stanley Stripe Stumpy Tango Taz Teddy Tex Thunder Tickle Tigger Toto Tucker Tuffy Twig Twister Tyler Vinny Wally Wags Wink
Wiggles Wilbur Willy Winks Wobble Woody Woolly Yogi Zeke Zip Zorro""".split()
SURNAMES = """Hill Brown Green White Black Gray Wood Stone Field Brook Lake Rivers Baker Miller Cook Fisher Potter Taylor Carter Mason Smith Bell Berry Bird
Bloom Bright Bush Butler Clay Cole Cooper Cross Day Dean Drake Farmer Finch Flynn Ford Fox Frost Gale Garden Glass Gold Good Hale Hall Hart Hawk Hay Hope
Hopper Hunter Jones King Knight Lamb Lane Larson Little Long Love March Marsh May Meadow Moon Moss North Oak Olsen Page Park Peach Penny Perry Pine Plum
Pond Pool Porter Post Price Quick Reed Rice Robin Rose Rush Sanders Sharp Shore Short Silver Snow Sparks Spring Star Strong Summers Swan Swift Thorn Tree
Turner Underhill Vine Wagner Walker Waters Webb Wells West Wild Winter Wise Wolf Young""".split()

# animal|home|habitat|size|how it moves|its sound|adjectives
ANIMAL_LINES = """
rabbit|burrow|forest|small|hopped|squeaked|fluffy white brown gray little
bunny|burrow|meadow|small|hopped|squeaked|fluffy white brown little
squirrel|tree house|forest|small|ran|chattered|red gray brown little quick
fox|den|forest|mid|ran|barked|red clever young little
bear|cave|forest|big|walked|growled|brown big black friendly
bear cub|cave|forest|mid|ran|growled|little brown fuzzy
deer|thicket|forest|big|leaped|called|gentle brown young
hedgehog|pile of leaves|forest|small|walked|squeaked|little prickly shy brown
owl|hollow tree|forest|small|flew|hooted|old wise gray brown
mouse|little hole|field|tiny|ran|squeaked|tiny gray little brown
mole|tunnel|field|small|crawled|squeaked|little black soft
badger|den|forest|mid|walked|grunted|old gray big
raccoon|hollow log|forest|mid|ran|chattered|gray young little
beaver|dam|river|mid|swam|called|busy brown little
otter|river bank|river|mid|swam|squeaked|playful brown little
frog|lily pad|pond|tiny|hopped|croaked|green little jolly
toad|old stump|pond|tiny|hopped|croaked|brown old fat
duck|nest|pond|small|waddled|quacked|yellow white little
duckling|nest|pond|small|waddled|peeped|yellow little fluffy
goose|nest|pond|mid|waddled|honked|white big gray
swan|nest|lake|mid|swam|called|white pretty young
turtle|shell|pond|small|walked|called|green slow old little
snail|shell|garden|tiny|crawled|called|slow little brown
fish|coral|sea|small|swam|bubbled|little orange blue shiny silver
crab|sandy hole|beach|small|walked|clicked|red little orange
dolphin|bay|sea|big|swam|squeaked|gray young playful
whale|deep water|sea|big|swam|sang|big blue gray old
seal|rock|beach|mid|swam|barked|gray young little
octopus|cave|sea|mid|swam|bubbled|purple shy pink
starfish|rock|sea|tiny|crawled|called|orange little
penguin|snowy hill|ice|mid|waddled|squawked|little black young
polar bear|icy cave|ice|big|walked|growled|white big young
lion|den|jungle|big|walked|roared|big young golden
lion cub|den|jungle|mid|ran|roared|little golden young
tiger|den|jungle|big|walked|roared|big young orange
elephant|grassy place|jungle|big|walked|trumpeted|big gray young
monkey|tall tree|jungle|mid|swung|chattered|little brown funny
giraffe|grassy place|jungle|big|walked|hummed|tall young yellow
zebra|grassy place|jungle|big|ran|called|striped young
hippo|muddy pool|jungle|big|walked|grunted|big gray young
parrot|tall tree|jungle|small|flew|squawked|green red colorful
bird|nest|garden|small|flew|chirped|little blue yellow red
robin|nest|garden|small|flew|chirped|little red young
sparrow|nest|garden|tiny|flew|chirped|little brown
crow|nest|field|small|flew|cawed|black old clever
butterfly|flower|garden|tiny|flew|called|pretty yellow blue orange
bee|hive|garden|tiny|flew|buzzed|busy little fuzzy
ladybug|leaf|garden|tiny|flew|called|red little tiny
caterpillar|leaf|garden|tiny|crawled|called|green little fat hungry
ant|anthill|garden|tiny|ran|called|tiny black busy
spider|web|garden|tiny|crawled|called|little black quiet
cricket|tall grass|field|tiny|hopped|chirped|little green
cat|basket|house|small|ran|meowed|gray black white orange fluffy
kitten|basket|house|small|ran|meowed|gray black white little fluffy
dog|dog house|house|mid|ran|barked|brown white black friendly
puppy|dog house|house|small|ran|barked|brown white black little playful
horse|stable|farm|big|ran|neighed|brown white black fast
pony|stable|farm|big|ran|neighed|brown white little
cow|barn|farm|big|walked|mooed|brown white big
pig|pen|farm|mid|ran|oinked|pink fat little
piglet|pen|farm|small|ran|squealed|pink little
sheep|barn|farm|mid|walked|bleated|white woolly fat
lamb|barn|farm|small|ran|bleated|white woolly little
goat|barn|farm|mid|ran|bleated|white brown young
donkey|barn|farm|big|walked|brayed|gray old young
hen|coop|farm|small|walked|clucked|brown white red
chick|coop|farm|tiny|ran|peeped|yellow little fluffy
rooster|coop|farm|small|walked|crowed|red proud big
dragon|cave|mountain|big|flew|roared|green little red friendly
unicorn|glade|forest|big|ran|neighed|white pretty young
"""
ANIMALS = {}
for _line in ANIMAL_LINES.strip().split("\n"):
    _f = _line.split("|")
    ANIMALS[_f[0]] = _f[1:6] + [_f[6].split()]
HEROES = [k for k, v in ANIMALS.items() if v[1] not in ("sea", "ice", "beach", "jungle", "lake") and (v[2] != "tiny" or k in ("mouse", "frog", "chick"))]
LAND = [k for k, v in ANIMALS.items() if v[1] in ("forest", "field", "farm", "garden", "meadow", "house") and v[3] not in ("flew", "crawled") and v[2] != "tiny"]
FLIERS = ["owl", "parrot", "bird", "robin", "sparrow", "crow"]
PETS = ["cat", "kitten", "dog", "puppy", "bunny", "hen", "duckling", "pony", "parrot", "turtle", "mouse"]
WILD = ["bird", "squirrel", "rabbit", "hedgehog", "robin", "sparrow", "owl", "lamb", "kitten", "puppy", "mouse"]

TRAITS = {  # a nature, and what one of that nature does
    "kind": ["always helped others", "liked to help everyone", "had a good word for everyone"],
    "curious": ["always asked questions", "wanted to know everything", "looked into every hole and box"],
    "brave": ["was not afraid of much", "liked big adventures"],
    "shy": ["did not talk much", "liked to hide when new people came", "spoke in a very soft voice"],
    "playful": ["loved to play all day", "never wanted to sit still"],
    "clever": ["had many good ideas", "could think very fast"],
    "cheerful": ["smiled all day long", "sang in the morning and at night"],
    "gentle": ["was good to every little bug", "never hurt anyone"],
    "helpful": ["liked to lend a hand", "helped at home every day"],
    "quiet": ["liked to sit and listen", "did not make much noise"],
    "busy": ["always had something to do", "worked and played from morning to night"],
    "friendly": ["said hello to everyone", "waved at everyone on the road"],
    "polite": ["always said please and thank you", "never forgot to say thank you"],
    "careful": ["looked at everything twice", "took good care of things"],
    "silly": ["made everyone laugh", "liked to make funny faces"],
    "funny": ["told jokes all day", "made everyone laugh"],
    "dreamy": ["liked to look at the clouds", "thought about far places"],
    "happy": ["laughed a lot", "liked every new day"],
}
BAD = ["selfish", "proud", "bossy", "greedy", "lazy", "grumpy", "messy", "impatient", "stubborn", "naughty", "careless", "jealous"]

ROLES = [("farmer", "m"), ("baker", "f"), ("doctor", "f"), ("teacher", "f"), ("shopkeeper", "m"), ("sailor", "m"), ("gardener", "m"), ("mailman", "m"),
         ("painter", "f"), ("nurse", "f"), ("fireman", "m"), ("policeman", "m"), ("fisherman", "m"), ("driver", "m"),
         ("librarian", "f"), ("cook", "m"), ("neighbor", "f"), ("carpenter", "m"), ("tailor", "m"), ("dancer", "f"), ("singer", "f"), ("pilot", "f"),
         ("old man", "m"), ("old woman", "f"), ("old lady", "f"), ("coach", "m"), ("clown", "m"), ("zookeeper", "f"), ("ranger", "f"), ("mechanic", "f")]

THING_NAMES = """Beep Bella Ben Bess Betsy Bill Bo Bob Bumpy Chug Clara Clink Cora Creaky Dusty Ella Flappy Gus Greta Hal Happy Hector Honk Ida Jingle Jolly Lola Lucky
Mabel Max Mo Molly Moss Nellie  Oscar Otto Patch Pearl Penny Pip Pokey Polly Puff Rattle Rosie Rumble Rusty Sal Sandy Shiny Silver  Sky Snowy Squeaky Star
Sunny Susie Tom Tilly Toot Topper Tuff Twinkle Vera Wally Whistle Willow Wink Wobbly Zoom""".split()

PRONOUNS = {"m": ("he", "him", "his", "himself"), "f": ("she", "her", "her", "herself"), "n": ("it", "it", "its", "itself")}


class Being:
    """One who acts: a name or a noun, pronouns, and the forms of both that a story needs."""

    def __init__(self, sex, kind, name="", adj="little", trait="", animal=None):
        self.sex, self.kind, self.name, self.adj, self.trait, self.animal = sex, kind, name, adj, trait, animal
        self.he, self.him, self.his, self.himself = PRONOUNS[sex]
        self.full = (adj + " " + kind).strip()
        self.a = "a " + self.full
        self.the = "the " + kind
        self.call = name or ("Mrs. " if sex == "f" else "Mr. ") + kind.title()
        self.intro = self.a + (" [named|called] " + name if name else "")
        if animal:
            self.home, self.habitat, self.size, self.moved, self.cried, _ = animal

    def __str__(self):
        return self.name or self.the

    def s(self, rng):
        """the subject of a sentence that cannot be misread: name or pronoun"""
        return str(self) if rng.random() < 0.4 else self.he

    def n(self, rng):
        """name or noun"""
        if not self.name:
            return "the " + (self.full if rng.random() < 0.3 else self.kind)
        return self.name if rng.random() < 0.6 else "the " + (self.kind if rng.random() < 0.5 else self.full)

    @property
    def own(self):
        """the possessive: Lily's, the owl's, James'"""
        return str(self) + "'s"


class Kin(Being):
    """A parent or other kin of a hero, told of as "her mom" and spoken to as "Mom"."""

    def __init__(self, sex, word, child, as_name):
        super().__init__(sex, word, adj="")
        self.call = word.capitalize()
        self.text = self.call if as_name else child.his + " " + word
        self.full_own = self.text if as_name else child.own + " " + word

    def __str__(self):
        return self.text

    def n(self, rng):
        return self.text if rng.random() < 0.7 else self.full_own


KIN = [("f", "mom"), ("f", "mom"), ("f", "mommy"), ("f", "mother"), ("m", "dad"), ("m", "dad"), ("m", "daddy"), ("m", "father"),
       ("f", "grandma"), ("m", "grandpa"), ("f", "mama"), ("m", "papa"), ("f", "grandmother"), ("m", "grandfather")]
