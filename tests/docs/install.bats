# SPDX-License-Identifier: MIT
# The installed tree: what is in it, that it runs and links from there, and that uninstall leaves nothing.
load ../cmd/helper

# make as a person would call it: without what the make that runs the tests told this shell
make_here() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$top_builddir" "$@" >"$BATS_FILE_TMPDIR/make.log" 2>&1 ||
		{ tail -n 30 "$BATS_FILE_TMPDIR/make.log"; return 1; }
}

setup_file() {
	top_builddir=${top_builddir:-$PWD}
	make_here install DESTDIR="$BATS_FILE_TMPDIR/root"
}

local_setup() {
	ROOT=$BATS_FILE_TMPDIR/root
	prefix=$ROOT$(sed -n 's/^prefix = //p' "$top_builddir/Makefile")
	unset BITNET_EXEC_PATH BITNET_CATALOGUE BITNET_DEFAULT_MODEL
	PATH=$prefix/bin:/usr/local/bin:/usr/bin:/bin
	export LD_LIBRARY_PATH=$prefix/lib
	mapfile -t commands < <(sed -n 's/^COMMAND("\([^"]*\)".*/\1/p' "$top_srcdir/cmd/commands.def")
}

@test "programs, pages, completion, headers, schemas and bitnet.pc are where they belong" {
	[ -x "$prefix/bin/bitnet" ]
	[ -e "$prefix/share/man/man1/bitnet.1" ]
	[ -e "$prefix/lib/pkgconfig/bitnet.pc" ]
	[ -e "$prefix/share/bash-completion/completions/bitnet" ]
	for c in "${commands[@]}"; do
		[ -x "$prefix/bin/bitnet-$c" ] && [ -e "$prefix/share/man/man1/bitnet-$c.1" ] &&
			grep -q complete "$prefix/share/bash-completion/completions/bitnet-$c" || { echo "$c"; return 1; }
	done
	diff -r "$top_srcdir/lib/include/bitnet" "$prefix/include/bitnet"
	is "$(cd "$top_srcdir/cmd/schemas" && echo *)" "$(cd "$prefix/share/bitnet-tools/schemas" && echo *)"
	is "$(cd "$prefix/bin" && echo bitnet*)" "$(printf '%s\n' "${commands[@]}" | sed 's/^/bitnet-/' | sort | tr '\n' ' ' | sed 's/^/bitnet /; s/ $//')"
}

@test "every program runs from there" {
	run_ok bitnet --version
	for c in "${commands[@]}"; do
		run_ok bitnet "$c" --version
		has "$out" "bitnet-$c "
	done
	run_ok bitnet gguf-info "$FIXTURES/bitnet.gguf"
}

@test "the model that runs without -m is installed where the programs look for it" {
	[ -e "$prefix/share/bitnet-tools/tinystories.gguf" ]
	cmp "$prefix/share/bitnet-tools/tinystories.gguf" "$top_srcdir/contrib/tinystories/tinystories.gguf"
	# Under DESTDIR it is not in its place: the message, or the line on stderr, says where that is.
	bitnet generate -p "Once" -n 1 >"$OUT" 2>"$ERR" || [ $? -eq 66 ]
	has "$(cat "$ERR")" "${prefix#"$ROOT"}/share/bitnet-tools/tinystories.gguf"
	BITNET_DEFAULT_MODEL=$prefix/share/bitnet-tools/tinystories.gguf run_ok bitnet generate -p "Once" -n 1
}

@test "nothing of the build or source folder is in what was installed" {
	run_exit 1 grep -rlF -e "$top_builddir" --include='*.pc' --include='*.json' --include='*.1' --include='*.h' "$ROOT"
}

@test "a C program compiles with what pkg-config says, links and runs" {
	command -v pkg-config >/dev/null || skip "pkg-config is not installed"
	export PKG_CONFIG_PATH=$prefix/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$ROOT
	is "$(pkg-config --modversion bitnet)" "$(bitnet --version | sed -n 's/^bitnet //p')"
	# shellcheck disable=SC2046,SC2086
	${CC:-cc} $SAN_CFLAGS -std=c11 -o example "$top_srcdir/tests/docs/example-version.c" $(pkg-config --cflags --libs bitnet)
	run_ok ./example
	has "$out" "$(pkg-config --modversion bitnet)"
}

@test "uninstall leaves no file behind" {
	make_here install DESTDIR="$PWD/other"
	make_here uninstall DESTDIR="$PWD/other"
	is "$(find other ! -type d)" ""
}
