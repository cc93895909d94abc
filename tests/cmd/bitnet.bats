# SPDX-License-Identifier: MIT
load helper

# The programs are stand-ins in a folder of their own: only the dispatcher is under test.
local_setup() {
	mkdir ours path
	fake ours/bitnet-encode
	fake path/bitnet-zebra
	fake path/man
	BITNET_EXEC_PATH=$PWD/ours
	PATH=$PWD/path:$PATH
}

fake() {
	cat >"$1" <<-'END'
		#!/bin/sh
		printf '<%s>' "${0##*/}" "$@"
		exit 7
	END
	chmod +x "$1"
}

@test "runs bitnet-CMD with the arguments as they are and gives its exit status" {
	run_exit 7 bitnet encode -m 'a b' '' --help -- -x
	is "$out" "<bitnet-encode><-m><a b><><--help><--><-x>"
}

@test "looks in BITNET_EXEC_PATH, folder by folder, before PATH" {
	mkdir first
	fake path/bitnet-encode
	ln -s /bin/true first/bitnet-encode
	BITNET_EXEC_PATH=/nonexistent::$PWD/first:$PWD/ours run_ok bitnet encode
	BITNET_EXEC_PATH=$PWD/ours run_exit 7 bitnet encode
	run_exit 7 bitnet zebra 1
	is "$out" "<bitnet-zebra><1>"
}

@test "does not take a folder or a file that cannot be executed for a program" {
	mkdir first first/bitnet-encode second
	echo x >second/bitnet-encode
	BITNET_EXEC_PATH=$PWD/first:$PWD/second:$PWD/ours run_exit 7 bitnet encode
}

@test "an empty element of PATH is not the current folder" {
	cd ours
	BITNET_EXEC_PATH='' PATH=:$top_builddir/cmd:/usr/bin:/bin run_exit 64 bitnet zebra
	fake bitnet-zebra
	BITNET_EXEC_PATH='' PATH=:$top_builddir/cmd:/usr/bin:/bin run_exit 64 bitnet zebra
}

@test "a command of ours that is not installed is unavailable" {
	BITNET_EXEC_PATH='' run_exit 69 env PATH=/usr/bin:/bin "$(command -v bitnet)" generate
	is "$err" "bitnet: bitnet-generate is not installed"
}

@test "a program that cannot be started is unavailable" {
	printf '#!/nonexistent/interpreter\n' >ours/bitnet-decode
	chmod +x ours/bitnet-decode
	run_exit 69 bitnet decode
	has "$err" "bitnet-decode: cannot run: "
}

@test "an unknown name exits 64 with one suggestion, or none" {
	run_exit 64 bitnet genrate
	is "$err" "bitnet: 'genrate' is not a command
bitnet: did you mean 'bitnet generate'?"
	run_exit 64 bitnet info
	has "$err" "did you mean 'bitnet gguf-info'?"
	run_exit 64 bitnet zebr
	has "$err" "did you mean 'bitnet zebra'?"
	run_exit 64 bitnet qqqqqqqqqq
	is "$err" "bitnet: 'qqqqqqqqqq' is not a command
bitnet: Try 'bitnet --help'."
	is "$out" ""
}

@test "the tutorial's words exit 64 and name ours" {
	for pair in infer:generate run:generate download-model:model-fetch compat-check:'gguf-info --check' \
		verify:'gguf-info --check' clean-cache:'cache rm --all'; do
		fake "ours/bitnet-${pair%%:*}"
		run_exit 64 bitnet "${pair%%:*}" --model m.gguf
		has "$err" "'${pair%%:*}' is not a command"
		has "$err" "try 'bitnet ${pair#*:}'"
		run_exit 64 bitnet help "${pair%%:*}"
	done
}

@test "names that could be paths or options are refused" {
	for name in ../path/bitnet-zebra ./zebra /bin/sh x/../zebra .. . '' -x -- 'a b' "a
b" 'é' Encode '*' "$(printf '%0100d' 0)"; do
		run_exit 64 bitnet -- "$name"
		is "$(wc -l <"$ERR")" 2
		has "$err" "cannot be the name of a command"
	done
}

@test "an argument of 120 kB goes through, a name of that size is refused" {
	long=$(printf '%0120000d' 0)
	run_exit 7 bitnet encode "$long"
	is "${#out}" 120017
	run_exit 64 bitnet "$long"
}

@test "--list-commands lists ours in their order, then other programs, sorted, each once" {
	fake path/bitnet-encode
	fake path/bitnet-apple
	fake path/bitnet-Bad_Name
	echo x >path/bitnet-notexec
	run_ok env PATH="$PWD/path:/usr/bin:/bin" "$(command -v bitnet)" --list-commands
	sed -n 's/^COMMAND("\([^"]*\)".*/\1/p' "$top_srcdir/cmd/commands.def" >ours.list
	n=$(wc -l <ours.list)
	is "$(head -n "$n" "$OUT")" "$(cat ours.list)"
	is "$(grep -c '^encode$' "$OUT")" 1
	is "$(grep -n -e apple -e zebra "$OUT" | tr '\n' ' ')" "$((n + 1)):apple $((n + 2)):zebra "
	lacks "$out" Bad_Name
	lacks "$out" notexec
	run_exit 64 bitnet --list-commands x
}

@test "help opens the page of a command or the overview, and refuses what is no command" {
	run_exit 7 bitnet help encode
	has "$out" "bitnet-encode"
	run_exit 7 bitnet help
	has "$out" "bitnet"
	lacks "$out" "bitnet-"
	run_exit 7 bitnet help zebra
	is "$out" "<man><bitnet-zebra>"
	run_exit 64 bitnet help encod
	has "$err" "did you mean 'bitnet encode'?"
	run_exit 64 bitnet help encode decode
	run_exit 64 bitnet help ../x
}

@test "help without man says so" {
	mkdir few
	for f in sh sed ls grep cat expr rm mv mkdir; do
		ln -s "$(command -v $f)" few/
	done
	run_exit 69 env PATH="$PWD/few" "$(command -v bitnet)" help
	is "$err" "bitnet: man is not installed"
}

@test "--help lists options and commands, --version the version; stderr is empty" {
	run_ok bitnet --help
	has "$out" "usage: bitnet COMMAND [ARGUMENT...]"
	has "$out" "find the tokenizer that belongs to a model"
	is "$err" ""
	run_ok bitnet -V
	has "$out" "bitnet "
	is "$err" ""
}

@test "no command and unknown options are wrong usage, told in two lines" {
	run_exit 64 bitnet
	is "$(wc -l <"$ERR")" 2
	run_exit 64 bitnet --bad
	is "$err" "bitnet: unknown option '--bad'
bitnet: Try 'bitnet --help'."
}

@test "a closed or full standard output is an I/O error, a closed pipe is quiet" {
	run_exit 74 bash -c 'bitnet --list-commands >&-'
	run_exit 74 bash -c 'bitnet --list-commands >/dev/full'
	has "$err" "bitnet: cannot write to standard output: "
	run_ok bash -c 'bitnet --list-commands | true; s=${PIPESTATUS[0]}; [ $s -eq 0 ] || [ $s -eq 141 ]'
	is "$err" ""
}

@test "signals reach the program that is run" {
	printf '#!/bin/sh\nkill -TERM $$\n' >ours/bitnet-decode
	chmod +x ours/bitnet-decode
	status=0
	bitnet decode || status=$?
	is "$status" 143
}

@test "-vv says which program is run" {
	run_exit 7 bitnet -vv encode
	is "$err" "bitnet: debug: running $PWD/ours/bitnet-encode"
}
