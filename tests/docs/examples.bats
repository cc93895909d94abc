# SPDX-License-Identifier: MIT
# What README and the manual pages show: in EXAMPLES, lines that begin with "$ " are run, and what follows
# is their output, stderr included.  A line that ends in a backslash goes on with the next.
load ../cmd/helper

# The literal text of the EXAMPLES of a page, a form feed before each block.
examples_of_page() {
	awk '/^\.Sh / { on = $2 == "EXAMPLES" } on && /^\.Ed/ { lit = 0 } lit; on && /^\.Bd -literal/ { lit = 1; print "\f" }' "$1" |
		sed 's/\\e/\\/g; s/\\-/-/g; s/\\&//g'
}

# The indented blocks of the section of README whose title ends in "examples"; an empty line between two lines of an
# output belongs to it.
examples_of_readme() {
	awk '/^---+$/ { on = before ~ /[Ee]xamples$/ } { before = $0 } !on { next }
		sub(/^    /, "") { if (!/^\$ /) printf "%s", empty; empty = ""; inside = 1; print; next }
		inside && !NF { empty = empty "\n"; next }
		{ inside = 0; empty = "" }' "$top_srcdir/README"
}

# Runs the examples on stdin in a folder with model.gguf; shows those whose output is another.
run_examples() {
	local line command='' want='' bad=0
	mkdir run
	cp "$FIXTURES/bitnet.gguf" run/model.gguf
	cd run || return 1
	try() {
		[ -n "$command" ] || return 0
		local got
		got=$(bash -c "$command" 2>&1 </dev/null) || :
		is "$got" "${want%$'\n'}" || { echo "^^^ $command"; bad=1; }
	}
	while IFS= read -r line; do
		case $line in
		'$ '*)
			try
			command=${line#'$ '} want=''
			while [ "${command%\\}" != "$command" ] && IFS= read -r line; do
				command=${command%\\}$line
			done
			;;
		$'\f')
			try
			command=''
			;;
		*) want+=$line$'\n' ;;
		esac
	done
	try
	cd ..
	rm -r run
	return "$bad"
}

@test "the examples of README give what it shows" {
	examples_of_readme >examples
	[ "$(grep -c '^\$ ' examples)" -ge 5 ]
	run_examples <examples
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
		run_examples <examples || { echo "^^^ $page"; bad=1; }
	done
	[ "$bad" -eq 0 ]
}
