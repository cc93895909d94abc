# SPDX-License-Identifier: MIT
# Loaded by tests that run what a document shows: lines that begin with "$ " are run, and what follows is their
# output, stderr included.  A line that ends in a backslash goes on with the next.

# The literal text of the EXAMPLES of a page, a form feed before each block.
examples_of_page() {
	awk '/^\.Sh / { on = $2 == "EXAMPLES" } on && /^\.Ed/ { lit = 0 } lit; on && /^\.Bd -literal/ { lit = 1; print "\f" }' "$1" |
		sed 's/\\e/\\/g; s/\\-/-/g; s/\\&//g'
}

# run_here [FILTER...]: runs the examples on stdin, and shows those whose output, through FILTER, is another.
run_here() {
	local line command='' want='' bad=0
	[ $# -gt 0 ] || set -- cat
	try() {
		[ -n "$command" ] || return 0
		local got
		got=$(bash -c "$command" 2>&1 </dev/null | "$@") || :
		is "$got" "${want%$'\n'}" || { echo "^^^ $command"; bad=1; }
	}
	while IFS= read -r line; do
		case $line in
		'$ '*)
			try "$@"
			command=${line#'$ '} want=''
			while [ "${command%\\}" != "$command" ] && IFS= read -r line; do
				command=${command%\\}$line
			done
			;;
		$'\f')
			try "$@"
			command=''
			;;
		*) want+=$line$'\n' ;;
		esac
	done
	try "$@"
	return "$bad"
}
