# SPDX-License-Identifier: MIT
# What README and the manual pages show in their examples.
load ../cmd/helper
load examples

# The indented blocks of the section of README whose title ends in "examples"; an empty line between two lines of an
# output belongs to it.
examples_of_readme() {
	awk '/^---+$/ { on = before ~ /[Ee]xamples$/ } { before = $0 } !on { next }
		sub(/^    /, "") { if (!/^\$ /) printf "%s", empty; empty = ""; inside = 1; print; next }
		inside && !NF { empty = empty "\n"; next }
		{ inside = 0; empty = "" }' "$top_srcdir/README"
}

# run_examples MODEL: runs the examples on stdin in a folder with MODEL as model.gguf.
run_examples() {
	local bad=0
	mkdir run
	cp "$1" run/model.gguf
	cd run || return 1
	run_here || bad=1
	cd ..
	rm -r run
	return "$bad"
}

@test "the examples of README give what it shows" {
	examples_of_readme >examples
	[ "$(grep -c '^\$ ' examples)" -ge 5 ]
	run_examples "$BITNET_DEFAULT_MODEL" <examples
}

@test "every page has an example that is run" {
	for page in "$top_srcdir"/man/*.1; do
		examples_of_page "$page" | grep -q '^\$ ' || { echo "$page"; return 1; }
	done
}

@test "the examples of the manual pages give what they show" {
	bad=0
	for page in "$top_srcdir"/man/*.1; do
		examples_of_page "$page" >examples
		run_examples "$FIXTURES/bitnet.gguf" <examples || { echo "^^^ $page"; bad=1; }
	done
	[ "$bad" -eq 0 ]
}
