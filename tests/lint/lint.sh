# SPDX-License-Identifier: MIT
# Sourced by the checks: the files of the tree, and TAP.
# shellcheck shell=sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
top_builddir=${top_builddir:-$PWD}
cd "$top_srcdir" || exit 1
point=0 failed=0

# A folder below with a config.status is a build, whatever its name: not ours.
without_builds() {
	builds=$(find . -mindepth 2 -maxdepth 4 -name config.status -type f | sed 's,^\./,,; s,config\.status$,,') \
		awk 'BEGIN { n = split(ENVIRON["builds"], d, "\n") }
			{ for (i = 1; i <= n; i++) if (d[i] != "" && index($0, d[i]) == 1) next; print }'
}

# All files that are ours; in a clone those that git has or would add, in a tarball all.  A build in the
# folder of the sources leaves its products there: they are not added yet, and newer than config.status.
tree() {
	others=--others here=
	[ "$(cd "$top_builddir" && pwd -P)" = "$(pwd -P)" ] && others='' here=1
	if [ -e .git ]; then
		git ls-files --cached $others --exclude-standard | while read -r f; do if [ -e "$f" ]; then echo "$f"; fi; done |
			without_builds
	else
		find . -type d \( -path './_*' -o -path './build*' -o -path './.*' -o -name autom4te.cache \) -prune -o \
			-type f ${here:+! -newer config.status} -print |
			sed 's,^\./,,' | grep -vE '^(m4/l.*|aclocal.m4|configure|config\..*|libtool|Makefile.in|\..*)$' | without_builds
	fi
}

# check "sentence" "faults": one TAP point; faults is empty or a line for each.
check() {
	point=$((point + 1))
	if [ -z "$2" ]; then
		echo "ok $point - $1"
	else
		echo "not ok $point - $1"
		echo "$2" | sed 's/^/# /'
		failed=1
	fi
}

# done_checks: the plan, at the end.
done_checks() {
	echo "1..$point"
	exit "$failed"
}

# need PROGRAM: without it the whole file is a skip.
need() {
	command -v "$1" >/dev/null 2>&1 && return
	echo "1..0 # SKIP $1 is not installed"
	exit 0
}

# built FILE...: a check on objects is no check without them.
built() {
	for b; do
		[ -e "$b" ] || { echo "Bail out! $b is not built"; exit 1; }
	done
}
