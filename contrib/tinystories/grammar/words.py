# SPDX-License-Identifier: MIT
"""Who and what the stories are about."""


def table(text):
    """Lines of "noun, noun: adjectives" as pairs (noun, adjectives)."""
    out = []
    for line in text.strip().split("\n"):
        nouns, _, adjs = line.partition(":")
        out += [(n.strip(), adjs.replace("color", COLORS).split()) for n in nouns.split(",")]
    return out


COLORS = "red blue green yellow pink purple orange white"

GIRLS = """Lily Mia Anna Sara Lucy Sue Molly Jane Daisy Amy Emma Ella Mary Rose Sophie Kate Nora Zoe Grace Ruby Ava Ivy Eva Tina Nina Lola
Maya Clara Julia Laura Holly Wendy Betty Sally Penny Jenny Alice Maggie Rosie Hannah""".split()
BOYS = """Tim Tom Ben Max Sam Jack Joe Leo Bob Billy John Fred Andy Peter Paul Mark Nick Jake Luke Adam Dan Ted Roy Carl Eric Hugo
Henry Oliver Simon Kevin Tony Jimmy Danny Bobby Harry Martin Felix Owen Noah Finn""".split()
SHE_PETS = "Bella Coco Luna Honey Pearl Tilly Poppy Dotty Hazel Mimi Ginger Kiki Lulu Fifi Minnie Bonnie Snowy Lottie".split()
HE_PETS = "Pip Spot Rex Bruno Milo Rocky Chip Gus Oscar Buddy Toby Fuzzy Bingo Teddy Rusty Sparky Barney Otto".split()

HEROES = """rabbit: little white brown gray fluffy soft
mouse: little tiny gray brown
bear: little brown big fluffy
fox: little red young clever
squirrel: little red young quick
duck: little yellow white young
cat: little black white gray fluffy
dog: little brown spotted young
frog: little green young small
bird: little blue red tiny
pig: little pink round young
hedgehog: little brown shy small
turtle: little green slow young
elephant: little gray young big
lion: little yellow young brave
monkey: little brown funny young
owl: little gray young wise
penguin: little fluffy young black
deer: little brown young shy
lamb: little white soft young"""
HEROES = table(HEROES)

# Whom a hero meets; it has no name, and is called by its kind.
MET = table("""bird, squirrel, rabbit, fox, mouse, frog, duck, owl, turtle, hedgehog, deer: little old brown kind friendly small
dog, cat, goat, horse, donkey, cow: big friendly old brown white kind
beaver, mole, badger, raccoon, crow, robin, goose, swan, crab, snail: little old friendly busy clever""")
SMALL = table("""bird, robin, sparrow, chick, duckling: little tiny brown yellow
kitten, puppy, mouse, bunny: little tiny gray white brown
butterfly, bee, ladybug: little pretty tiny yellow
squirrel, hedgehog, turtle, frog: little small young""")

TRAITS = ["kind brave happy clever curious cheerful funny busy good playful friendly lively".split(), "kind gentle quiet shy clever good sweet".split()]

TOYS = table("""ball: color big bouncy new
kite: color big new long
doll: pretty little soft new
teddy bear: brown soft old little
toy car, toy truck, toy train, toy boat, toy plane: color shiny fast little
drum, whistle, flute, trumpet: color shiny little loud
balloon: color big shiny round
robot, puppet, toy dragon, toy dinosaur: color funny little shiny
hoop, top, yo-yo, jump rope: color new shiny
scooter, bike, wagon, sled: color new fast shiny
picture book, puzzle, music box: big pretty new old
stuffed bunny, stuffed lion, toy horse, toy tiger: soft old little fluffy""")
CLOTHES = table("""hat, cap, scarf, sweater, coat, jacket: color warm soft new
ribbon, bow, raincoat, cape, bag, backpack, purse: color new pretty
ring, necklace, crown, bracelet: shiny pretty golden silver""")
TREASURES = table("""shell, pebble, stone, feather: pretty shiny smooth white pink
button, marble, bead, coin, key, bell: shiny little golden silver old
gem, crystal, pearl, star: sparkly shiny bright blue
leaf, acorn, pine cone: big pretty brown
map, letter, photo, card: old special secret""")
GIFTS = table("""card, crown, mask, lantern: color pretty big paper
necklace, bracelet: pretty color little
boat, box, house, bird, car: wooden color little
scarf, hat, blanket, pillow: warm soft color
song, poem, dance, story: funny happy short lovely""")
FRAGILE = table("""vase, cup, plate, bowl, teapot, mug, jar, glass: color big pretty old
lamp, mirror, clock, picture frame, flower pot, snow globe: old big pretty""")

FOODS = """apples pears bananas oranges peaches plums grapes cherries berries strawberries blueberries carrots cookies muffins pancakes
cupcakes sandwiches crackers nuts noodles bread cheese soup jam honey pizza popcorn pudding rice pasta salad pie cake toast melon corn
raisins eggs beans potatoes tomatoes waffles donuts buns ice-cream yogurt pretzels""".replace("-", " ").split()
FOODS = [f for f in FOODS if f not in ("ice", "cream")] + ["ice cream", "apple pie", "fresh bread", "chicken soup", "corn soup"]
SWEETS = [("cake", "chocolate lemon big birthday carrot"), ("pie", "apple cherry pumpkin warm blueberry"), ("muffin", "warm sweet little banana"),
          ("cookie", "big round sweet chocolate"), ("cupcake", "pink little sweet yummy"), ("sandwich", "big cheese jam tasty"), ("apple", "red juicy big sweet"),
          ("pear", "green juicy ripe"), ("peach", "soft juicy sweet"), ("orange", "big juicy round"), ("banana", "yellow ripe long"), ("bun", "warm sweet soft"),
          ("pancake", "big warm round"), ("donut", "round pink sweet"), ("lollipop", "red big round"), ("pretzel", "warm salty big"), ("plum", "purple ripe sweet"),
          ("waffle", "warm crispy big")]
SWEETS = [(n, a.split()) for n, a in SWEETS]

GAMES = """tag;hide and seek;catch;soccer;pirates;school;store;kings and queens;leapfrog;follow the leader;doctor;farm;firefighters;circus;
astronauts;cowboys;house;restaurant;hopscotch;zoo;explorers;knights;bakers;pilots""".replace("\n", "").split(";")
FUN = """play outside;sing songs;draw pictures;read books;dance;look at the stars;pick flowers;run fast;jump in puddles;tell stories;count clouds;
paint;make new friends;ask questions;listen to the birds;splash in the water;roll down the hill;play with blocks;watch the rain;swing high;
look for bugs;smell the flowers;collect stones;build towers;climb trees;hop on one foot;make funny faces;bake cookies;ride in the wagon;hum tunes;
dig in the sand;chase butterflies;skip rope;whistle;watch the trains;feed the ducks;fly kites;plant seeds;look at maps;swim""".replace("\n", "").split(";")
FUN_ANIMAL = """play outside;sing songs;dance;look at the stars;smell the flowers;run fast;jump over logs;tell stories;count clouds;make new friends;
ask questions;listen to the wind;splash in the water;roll down the hill;nap in the sun;watch the rain;hide in the tall grass;eat berries;
look for nuts;play in the mud;chase butterflies;hop over stones;watch the clouds;explore;dig holes;race with the wind""".replace("\n", "").split(";")
PLACES = """park;garden;forest;meadow;beach;river;lake;hill;yard;pond;field;playground;farm;woods;barn;orchard;village;creek;valley;bridge""".split(";")
OUT = """behind the house;near the old mill;by the river;under the big oak tree;next to the pond;on the green hill;at the edge of the woods;
in the tall grass;beside the stone wall;near the farm;by the wooden fence;under the apple trees;along the sandy path;at the end of the road;
by the lake;in the sunny meadow;near the playground;behind the barn;close to the bridge;in the shade of a willow;by the rose bushes;
on the sandy beach;at the foot of the hill;between the pine trees""".replace("\n", "").split(";")
SPOTS = """under a bush;behind a big rock;in the tall grass;under the bench;beside a log;behind a tree;in a little hole;under a pile of leaves;
between two stones;next to the fence;behind the shed;under the slide;in a puddle;near the gate;in the flower bed;on a low branch;
behind the well;under the bridge;inside an old box;beside the pond""".replace("\n", "").split(";")
HOME_SPOTS = """under the bed;behind the couch;in the laundry basket;under a pillow;in the toy box;on the window sill;behind the curtain;
in the bathtub;under the table;in the closet;behind the door;on the top shelf;in a big boot;inside a coat pocket;under the rug;
behind the bookshelf;in the kitchen drawer;under the blanket""".replace("\n", "").split(";")
SIGHTS = """a butterfly on a daisy;two ducks on the pond;a snail on a wet leaf;a rainbow over the hills;a squirrel with a nut;a woman with a basket of eggs;
a man with a ladder;a train full of coal;a cow with a bell;three goats on a wall;a kite above the trees;a beetle with green wings;
a spider in its web;a nest with four eggs;a farmer on a tractor;a boat with a white sail;a boy with a fishing rod;a girl on roller skates;
a row of tulips;a field of wheat;a scarecrow with a straw hat;an old windmill;a cloud like a whale;a cloud like a castle;a line of ants;
a hive full of bees;a heron by the stream;a lizard on a warm stone;a mailman with a heavy bag;a baker at his door;a fluffy dandelion;
a swan with five chicks;a peacock with a long tail;a pony with white feet;a woodpecker on a trunk;a puddle like a mirror;
a fire truck at the corner;a ladybug with seven dots;a painter with a brush;a horse with a cart;a sheep with thick wool;a mushroom with white spots;
a robin with a worm;a lantern on a pole;a tiny waterfall;a fence with fresh paint;a bus full of tourists;a fountain in the square;
a grasshopper on a stem;a clown with big shoes;an acorn in the moss;a crane above the roofs;a statue with a green hat;a parrot in a window""".replace("\n", "").split(";")
DREAMS = """stars;the sea;flying;a big castle;sunny days;candy;birds;ships;rainbows;horses;clouds;snow;the moon;whales;a golden garden;
dragons;pirates;balloons;dancing bears;a long train;warm islands;a secret cave;dolphins;fireflies;rockets;elephants;a river of honey""".replace("\n", "").split(";")
SKY = """the sun was shining;the sky was blue;the wind was soft;birds sang in the trees;the air smelled sweet;the clouds looked like sheep;
the grass was wet;the leaves danced in the wind;it was warm outside;bees hummed in the flowers;the snow was all gone;a cool wind blew;
the sun came up early;everything was green;the roses smelled good;frogs sang in the pond;it was a little cloudy;the rain had just stopped;
crickets chirped in the grass;the streets were quiet;yellow leaves fell from the trees;the air was fresh and clean""".replace("\n", "").split(";")
PICTURES = """a whale;a castle;a rocket;a tiger;a tree house;a rainbow;a giraffe;a pirate ship;a dragon;a snowman;a volcano;a submarine;a zebra;a camel;
a kangaroo;a queen;a knight;a mermaid;a lighthouse;an igloo;a panda;a crocodile;an octopus;a unicorn;a wizard;a spaceship;a palm tree;a jungle;
a tractor;a helicopter;an airplane;a sunflower;a wolf;a shark;a seal;a koala;a hippo;a dolphin;a peacock;a giant""".replace("\n", "").split(";")
