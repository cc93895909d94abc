# SPDX-License-Identifier: MIT
"""Where the stories are: each place with its preposition, what stands there, and what can be done there."""


class Place:
    def __init__(self, line):
        name, at, spots, sights, play = line.split("|")
        self.name, self.at, self.to = name, at, ("to " + name)
        self.spots = [s.strip() for s in spots.split(",")]
        self.sights = [s.strip() for s in sights.split(",")]
        self.plays = [s.strip() for s in play.split(",")]

    def __str__(self):
        return self.name

    def spot(self, rng):
        return self.spots[rng.randrange(len(self.spots))]

    def sight(self, rng):
        return self.sights[rng.randrange(len(self.sights))]

    def play(self, rng):
        return self.plays[rng.randrange(len(self.plays))]


# name|where|spots to look or hide|what is seen|what was done there
PLACE_LINES = """
the park|in the park|under the bench, behind the big tree, near the slide, by the swings, under a bush, in the sandbox|ducks on the pond, children on the swings, a man with a big dog, a lady with balloons, tall green trees|ran on the grass, went down the slide, played on the swings, fed the ducks
the garden|in the garden|behind the shed, under the roses, by the fence, near the water can, under a big leaf, behind the apple tree|red and yellow flowers, busy bees, a fat worm, a little snail, a row of carrots|smelled the flowers, watered the plants, looked for worms, ran round the apple tree
the beach|at the beach|under a towel, behind a rock, in the sand, near the water, by the boats, under the umbrella|white waves, little crabs, boats far away, birds over the water, pretty shells|built castles of sand, splashed in the waves, looked for shells, ran after the birds
the forest|in the forest|under a log, behind a rock, in the leaves, by the stream, under the old oak, in a bush|tall trees, green moss, a red mushroom, tracks of a deer, birds in the trees|walked on the soft moss, jumped over logs, listened to the birds, looked for nuts
the woods|in the woods|under a log, behind a stump, in the tall grass, by the brook, under a pine tree|tall pines, little paths, bright leaves, a squirrel with a nut|walked down the path, picked up leaves, jumped over roots
the farm|on the farm|behind the barn, in the hay, under the cart, near the pig pen, by the well, in the stable|cows and sheep, a red barn, hens with little chicks, a big tractor|fed the hens, jumped in the hay, petted the horses, looked at the pigs
the meadow|in the meadow|in the tall grass, behind a bush, by the brook, under a tree, near the gate|yellow flowers, butterflies, a herd of cows, soft green grass|picked flowers, rolled in the grass, ran after butterflies
the playground|at the playground|under the slide, near the swings, in the sandbox, behind the wall, by the bench|a big slide, a lot of children, a new swing, a round merry-go-round|went down the slide, climbed the ladder, swung up high, dug in the sand
the yard|in the yard|behind the shed, under the porch, by the gate, in the grass, under the steps, near the trash can|a clothes line, a green lawn, a little bird bath, a stack of wood|ran in circles, jumped over the hose, rolled on the lawn
the lake|at the lake|under a boat, in the reeds, behind a rock, by the dock, on the sand|quiet blue water, two swans, a little boat, silver fish|threw stones in the water, looked at the fish, sat on the dock
the river|by the river|under the bridge, behind a rock, in the mud, on the bank, in the reeds|clear cold water, flat stones, a family of ducks, a wooden bridge|threw sticks in the water, dipped a toe in the water, jumped from stone to stone
the hill|on the hill|behind a rock, under a tree, in the grass, by the path, near the fence|the whole town, white clouds, sheep in the grass, the road far below|rolled down the hill, looked at the clouds, ran up and down
the market|at the market|under a table, behind a cart, near the fruit, by the well, between two baskets|baskets of fruit, fresh bread, bright cloth, jars of honey|looked at the fruit, smelled the bread, walked from stand to stand
the zoo|at the zoo|by the gate, near the monkeys, under a bench, behind the sign, by the pond|a tall giraffe, funny monkeys, a sleepy lion, pink birds|waved at the monkeys, looked at the lions, watched the seals
the school|at school|under a desk, in the hall, behind the door, by the window, on the shelf, near the coats|a big map, colorful pictures, a lot of books, rows of little chairs|sang songs, painted pictures, counted blocks, read a story
the library|in the library|under a table, behind the door, on a high shelf, by the window, near the desk|rows of books, a soft rug, a quiet reading corner, big lamps|looked at picture books, sat on the soft rug, listened to a story
the village|in the village|behind the well, by the church, near the gate, under the bridge, in front of the shop|little white houses, a stone well, a busy shop, a cat on a roof|ran down the street, said hello to the baker, sat by the well
the attic|in the attic|behind a box, under a sheet, in an old trunk, by the window, under a chair|old boxes, a dusty mirror, a trunk full of hats, a little round window|looked into the boxes, tried on old hats, made tracks in the dust
the kitchen|in the kitchen|under the table, behind the door, in a drawer, by the stove, on the shelf|a pot on the stove, a bowl of fruit, cups on the shelf|sat at the table, stirred the pot, licked the spoon
the field|in the field|in the tall grass, behind a stone, by the fence, under the hay, near the ditch|golden wheat, a scarecrow, a round stack of hay, crows in the sky|ran through the wheat, hid in the hay, looked at the crows
"""
PLACES = [Place(p) for p in PLACE_LINES.strip().split("\n")]
BY = {p.name[4:]: p for p in PLACES}
OUTSIDE = [BY[n] for n in "park garden beach forest woods farm meadow playground yard lake river hill field".split()]
WILDS = [BY[n] for n in "forest woods meadow lake river hill field".split()]
TOWN = [BY[n] for n in "park market zoo school library village playground".split()]
CHILDREN = [BY[n] for n in "park garden beach playground yard lake hill meadow farm woods".split()]

HABITAT = {"forest": ["forest", "woods"], "meadow": ["meadow", "field"], "field": ["field", "meadow"], "farm": ["farm"], "garden": ["garden", "meadow"],
           "pond": ["lake", "meadow"], "lake": ["lake"], "river": ["river"], "house": ["yard", "garden", "park"], "beach": ["beach"]}
LANDS = ["a small town", "a little village", "a big city", "a green valley", "a land far away", "a town by the sea", "a house on a hill",
         "a tall house", "a little house", "a cozy house near the woods", "a yellow house", "a red house with a big yard", "an old house by the river"]
