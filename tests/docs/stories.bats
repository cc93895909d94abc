# SPDX-License-Identifier: MIT
# The story grammar, whose stories the small model was trained on.
bats_require_minimum_version 1.5.0
load ../cmd/helper

local_setup() {
	command -v python3 >/dev/null || skip "python3 is not installed"
	grammar=$top_srcdir/contrib/tinystories/grammar
}

# none PATTERN: no line of the stories matches; the lines that do are printed.
none() {
	if grep -nE -m 5 -- "$1" stories; then
		echo "the stories have lines with $1"
		return 1
	fi
}

@test "a seed tells the same stories each time, and other seeds tell others" {
	run_ok env PYTHONHASHSEED=1 python3 "$grammar" --seed 1 --stories 20
	cp "$OUT" first
	run_ok env PYTHONHASHSEED=2 python3 "$grammar" --seed 1 --stories 20
	cmp first "$OUT"
	run_ok python3 "$grammar" --seed 2 --stories 20
	run cmp -s first "$OUT"
	[ "$status" -eq 1 ]
}

@test "a shorter run is the beginning of a longer one" {
	run_ok python3 "$grammar" --seed 3 --stories 5
	cp "$OUT" short
	run_ok python3 "$grammar" --seed 3 --stories 10
	head -c "$(wc -c <short)" "$OUT" | cmp short -
}

@test "no story has a mark of the templates, a wrong article, two blanks or a quotation that stays open" {
	run_ok python3 "$grammar" --seed 4 --stories 400
	cp "$OUT" stories
	none '[][{}<>|$^_]'
	none '  | $|^ '
	none '\b[Aa] [aeioAEIO]'
	none '\b[Aa]n [bcdfgjklmnpqrstvwxzBCDFGJKLMNPQRSTVWZ]'
	none '^[^"]*("[^"]*"[^"]*)*"[^"]*$'
	none '(^|[.!?] )[a-z]'
	none '[.!?]"[.]'
	none '[^ -~]'
}

@test "every plot can be told alone" {
	run_ok python3 "$grammar" --list
	cut -d' ' -f1 "$OUT" >plots
	[ "$(wc -l <plots)" -ge 20 ]
	while read -r plot; do
		run_ok python3 "$grammar" --plot "$plot" --stories 3
		[ "$(grep -c . "$OUT")" -ge 3 ] || {
			echo "plot $plot told too little: $out"
			return 1
		}
	done <plots
}

@test "a story's pronouns agree with its hero, and its names are those of the lists" {
	run_ok python3 - "$grammar" <<-'END'
		import random, re, sys
		sys.dont_write_bytecode = True
		sys.path.insert(0, sys.argv[1])
		import words as W
		from cast import Cast
		from plots import PLOTS
		names = {"f": set(W.GIRLS + W.SHE_PETS) | {"Mom", "Grandma"}, "m": set(W.BOYS + W.HE_PETS) | {"Dad", "Grandpa"}}
		other = {"f": r"\b(he|him|his|himself|boy)\b", "m": r"\b(she|her|herself|girl)\b"}
		assert not names["f"] & names["m"]
		alone = 0
		for n in range(600):
		    w = Cast(random.Random(n))
		    story = w.story(w.pick(PLOTS)(w))
		    told = {s: {t for t in names[s] if re.search(r"\b%s\b" % t, story)} for s in "mf"}
		    hero = w.bound["h"]
		    assert hero.name in told[hero.sex], story
		    away = "m" if hero.sex == "f" else "f"
		    children = {t for s in "mf" for t in told[s]} & set(W.GIRLS + W.BOYS + W.SHE_PETS + W.HE_PETS)
		    assert children <= {hero.name, getattr(w.bound.get("f"), "name", "")}, (children, story)
		    if not told[away]:
		        alone += 1
		        assert not re.search(other[hero.sex], re.sub(r"two (girls|boys)|some boys|a (boy|girl) (with|on)", "", story), re.I), story
		assert alone >= 60, alone
	END
}
