# SPDX-License-Identifier: MIT
# What all programs have in common, seen through encode and decode: options, messages, environment, output.
bats_require_minimum_version 1.5.0
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
	printf 'the fox' >a
}

# usage MESSAGE ARGUMENT...: refused as wrong usage, in exactly two lines.
usage() {
	local want=$1
	shift
	run_exit 64 bitnet-encode "$@"
	is "$err" "bitnet-encode: $want
bitnet-encode: Try 'bitnet-encode --help'."
	is "$(wc -c <"$OUT")" 0
}

@test "an unknown option is refused in two lines; long options are never abbreviated" {
	usage "unknown option '--bad'" --bad
	usage "unknown option '--mod'" --mod "$M"
	usage "unknown option '--mod'" --mod="$M"
	usage "unknown option '--Model'" --Model "$M"
	usage "unknown option '-Z'" -Z
	usage "unknown option '-Z'" -0Z
	usage "unknown option '--'" --=x
}

@test "values: in the next word, after =, or after the letter; never missing or empty" {
	run_ok bitnet-encode --model "$M" --count a
	want=$out
	for how in "--model=$M" "-m$M" "-0m$M" "-qm$M"; do
		run_ok bitnet-encode "$how" --count a
		is "$out" "$want"
	done
	usage "--model (-m) needs a value (FILE)" a --model
	usage "--model (-m) needs a value (FILE)" a -0m
	usage "--model (-m): the value is empty" --model=
	usage "--field: the value is empty" --field ''
	usage "--null (-0) takes no value" --null=1
	usage "--help (-h) takes no value" --help=x
}

@test "options may follow operands, the last of several values counts, -- ends options" {
	run_ok bitnet-encode a -m missing --count -m "$M"
	want=$out
	printf 'the fox' >-x
	run_ok bitnet-encode -m "$M" --count -- -x
	is "$out" "$want"
	printf 'the fox' >--
	run_ok bitnet-encode --count -m "$M" -- --
	is "$out" "$want"
	usage "unknown option '-x'" -x
}

@test "a flag has a --no- form, and the later one counts" {
	run_ok bitnet-encode -m "$M" --count --no-count a
	plain=$out
	run_ok bitnet-encode -m "$M" a
	is "$out" "$plain"
	run_ok bitnet-encode -m "$M" -v --no-verbose a
	is "$err" ""
	run_ok bitnet-encode -m "$M" --no-no-bos a
	is "$out" "$plain"
	usage "unknown option '--no-model'" --no-model
	usage "unknown option '--no-help'" --no-help
	usage "unknown option '--no-null'" --no-null=1
}

@test "options that exclude each other are named" {
	usage "--null and --field exclude each other" -m "$M" -0 --field x
	usage "--field and --null exclude each other" --field x -m "$M" --null
}

@test "a word that is none of an option's words: the message lists them" {
	usage "--format: 'yaml' is not one of text, jsonl, u16, u32" --format yaml
	usage "--format: 'TEXT' is not one of text, jsonl, u16, u32" --format=TEXT
	usage "--format: '' is not one of text, jsonl, u16, u32" --format=
}

@test "--help goes to standard output, whatever else is given; --version begins with the name" {
	run_ok bitnet-encode --help
	has "$out" "usage: bitnet-encode -m FILE"
	has "$out" "  -m, --model FILE"
	has "$out" "      --field NAME"
	is "$err" ""
	run_ok bitnet-encode -h a b c
	is "$err" ""
	for o in -V --version; do
		run_ok bitnet-decode $o
		[[ $(head -n 1 "$OUT") =~ ^bitnet-decode\ [0-9]+\.[0-9] ]]
		is "$err" ""
	done
	BITNET_LOG=nonsense run_ok bitnet-encode --help
}

@test "an argument of 100000 bytes is refused by its reason, in a line that a person can read" {
	long=$(head -c 100000 /dev/zero | tr '\0' x)
	run_exit 66 bitnet-encode -m "$M" "$long"
	has "$err" "...xxx"
	has "$err" ": cannot open: File name too long"
	[ "${#err}" -lt 2000 ]
	run_exit 64 bitnet-encode "--$long"
	is "$(wc -l <"$ERR")" 2
	[ "${#err}" -lt 300 ]
	run_exit 64 bitnet-encode --format "$long"
	has "$err" "' is not one of text, jsonl, u16, u32"
	run_exit 66 bitnet-encode -m "$long" a
	run_exit 66 bitnet-encode --tokenizer "$long" a
	run_exit 73 bitnet-encode -m "$M" -o "$long" a
}

@test "a message is one line that no terminal obeys" {
	run_exit 66 bitnet-encode -m "$M" $'x\e[2J\ny\x7f'
	is "$err" "bitnet-encode: x?[2J?y?: cannot open: No such file or directory"
	run_exit 66 bitnet-encode -m "$M" $'\xff\xc2\x9b1m\xe2\x80\xae\xc3'
	is "$err" "bitnet-encode: ???1m????: cannot open: No such file or directory"
	run_exit 66 bitnet-encode -m "$M" 'naïve\name'
	is "$err" "bitnet-encode: naïve\\name: cannot open: No such file or directory"
	run_exit 64 bitnet-encode $'-\xc3\xa9'
	has "$err" "unknown option '-?'"
}

@test "--json makes an error one object on standard error" {
	run_exit 66 bitnet-encode --json -m "$M" missing
	schema_ok error "$ERR"
	is "$(wc -l <"$ERR")" 1
	is "$(jq -c '[.error.name, .error.code, .error.hint, .error.retryable]' "$ERR")" '["cannot_open",66,null,false]'
	is "$(jq -r .error.message "$ERR")" "missing: cannot open: No such file or directory"
	run_exit 66 bitnet-encode --json -m "$M" $'bad\xff"\n'
	schema_ok error "$ERR"
	run_exit 64 bitnet-encode --json --bad
	schema_ok error "$ERR"
	is "$(jq -c '[.error.name, .error.code, .error.message, .error.hint]' "$ERR")" \
		"[\"usage\",64,\"unknown option '--bad'\",\"Try 'bitnet-encode --help'.\"]"
	# Also of an error that stands before it.
	for args in "--bad --json" "-m $M -j 0 --json" "-m $M --json --format" "--model= --json"; do
		# shellcheck disable=SC2086
		run_exit 64 bitnet-encode $args
		schema_ok error "$ERR"
	done
	run_exit 64 bitnet-encode --bad -- --json
	has "$err" "bitnet-encode: unknown option '--bad'"
	BITNET_LOG=x run_exit 78 bitnet-encode --json -m "$M" a
	schema_ok error "$ERR"
	run_exit 65 bitnet-decode --json -m "$M" <(echo x)
	schema_ok error "$ERR"
	is "$(jq -r .error.name "$ERR")" bad_token_id
}

@test "BITNET_LOG sets what is said, -v and -q win over it" {
	for l in info INFO debug; do
		BITNET_LOG=$l run_ok bitnet-encode -m "$M" a
		has "$err" "bitnet-encode: info: tokenizer: "
	done
	for l in '' off error warn; do
		BITNET_LOG=$l run_ok bitnet-encode -m "$M" a
		is "$err" ""
		BITNET_LOG=$l run_ok bitnet-encode -v -m "$M" a
		has "$err" "bitnet-encode: info: tokenizer: "
	done
	BITNET_LOG=debug run_ok bitnet-encode -q -m "$M" a
	is "$err" ""
	# A warning: off and error leave it out.
	for l in off error; do
		BITNET_LOG=$l run_ok bitnet-encode -m "$M" --tokenizer "$FIXTURES/llama.gguf" a
		is "$err" ""
	done
	BITNET_LOG=loud run_exit 78 bitnet-encode -m "$M" a
	is "$err" "bitnet-encode: BITNET_LOG='loud' is not one of off, error, warn, info, debug"
}

@test "RUST_LOG is read where BITNET_LOG is unset; what it says to others is a warning" {
	for l in info bitnet_tokenizers=debug 'bitnet=info,bitnet_x=trace' 'warn,bitnet=info'; do
		RUST_LOG=$l run_ok bitnet-encode -m "$M" a
		has "$err" "bitnet-encode: info: tokenizer: "
	done
	RUST_LOG=info BITNET_LOG=warn run_ok bitnet-encode -m "$M" a
	is "$err" ""
	for l in 'trace,hyper=off' loud ,info 'info,' 'bitnet=loud' '='; do
		RUST_LOG=$l run_ok bitnet-encode -m "$M" a
		is "$err" "bitnet-encode: warning: RUST_LOG='$l' cannot be read; ignored"
		RUST_LOG=$l run_ok bitnet-encode -q -m "$M" a
		is "$err" ""
		# One program says it, and not the dispatcher as well.
		RUST_LOG=$l run_ok bitnet encode -m "$M" a
		is "$err" "bitnet-encode: warning: RUST_LOG='$l' cannot be read; ignored"
	done
}

@test "booleans of the environment have eight words, and others end the program with 78" {
	for v in 1 true YES On 0 False no OFF ''; do
		BITNET_STRICT_TOKENIZERS=$v BITNET_OFFLINE=$v run_ok bitnet-encode -m "$M" a
		is "$err" ""
	done
	for v in 2 y maybe ' 1' truee; do
		BITNET_STRICT_TOKENIZERS=$v run_exit 78 bitnet-encode -m "$M" a
		is "$err" "bitnet-encode: BITNET_STRICT_TOKENIZERS='$v' is not one of 1, true, yes, on, 0, false, no, off"
		BITNET_OFFLINE=$v run_exit 78 bitnet-decode -m "$M"
	done
	HF_HUB_OFFLINE=maybe run_ok bitnet-encode -m "$M" a
	is "$err" ""
}

@test "-o writes the file whole, with the rights that the umask gives" {
	run_ok bitnet-encode -m "$M" a
	cp "$OUT" want
	umask 027
	run_ok bitnet-encode -m "$M" a -o x
	same x want
	is "$(stat -c %a x)" 640
	is "$out" ""
	run_ok bitnet-encode -m "$M" a -o x
	run_ok bitnet-encode -m "$M" a -o -
	same "$OUT" want
	run_ok bitnet-encode -m "$M" a -o /dev/null
	mkdir y
	run_ok bitnet-encode -m "$M" a -o y/x
	same y/x want
	is "$(ls -A y)" x
	ln -s y/x link
	run_ok bitnet-encode -m "$M" a a -o link
	[ -L link ]
	is "$(wc -l <y/x)" 2
	is "$(ls -A y)" x
}

@test "-o that cannot be made is 73, that cannot be written is 74, and nothing is left" {
	mkdir folder
	run_exit 73 bitnet-encode -m "$M" a -o folder
	has "$err" "bitnet-encode: folder: cannot create: Is a directory"
	run_exit 73 bitnet-encode -m "$M" a -o missing/x
	has "$err" "missing/x: cannot create: No such file or directory"
	run_exit 73 bitnet-encode -m "$M" a -o a/x
	run_exit 74 bitnet-encode -m "$M" a -o /dev/full
	has "$err" "/dev/full: cannot write: No space left on device"
	run_exit 74 bash -c "ulimit -f 1; yes the fox | head -n 3000 | bitnet-encode -m '$M' -o big"
	has "$err" "big: cannot write: File too large"
	[ ! -e big ]
	is "$(find . -name '.*.??????')" ""
}

@test "an old -o stays when the run fails" {
	echo old >x
	run_exit 66 bitnet-encode -m "$M" missing -o x
	is "$(cat x)" old
	is "$(find . -name '.x.*')" ""
}

@test "a signal ends the program by that signal, and -o leaves nothing behind" {
	mkfifo in
	mkdir y
	for s in INT TERM HUP PIPE; do
		# env gives back the signals that bash ignores in the background.
		env --default-signal bitnet-encode -m "$M" -0 -o y/x in 3>&- &
		pid=$!
		exec 7>in
		printf 'a\0' >&7
		for _ in $(seq 100); do
			[ -n "$(ls -A y)" ] && break
			sleep 0.05
		done
		[ -n "$(ls -A y)" ]
		kill -s $s $pid
		status=0
		wait $pid || status=$?
		exec 7>&-
		is "$status" $((128 + $(kill -l $s)))
		is "$(ls -A y)" ""
	done
}

@test "a closed standard output is an I/O error, a full one too" {
	for p in encode decode; do
		echo 65 >ids
		run_exit 74 bash -c "bitnet-$p -m '$M' ids >&-"
		has "$err" "bitnet-$p: cannot write to standard output: Bad file descriptor"
		run_exit 74 bash -c "bitnet-$p -m '$M' ids >/dev/full"
		has "$err" "bitnet-$p: cannot write to standard output: No space left on device"
		run_exit 74 bash -c "bitnet-$p --help >/dev/full"
	done
}

@test "a reader that goes away ends the program quietly" {
	for p in encode decode; do
		run_ok bash -c "yes 65 | head -n 100000 | tr '\n' '\0' | bitnet-encode -m '$M' -0 | head -n 1; echo \${PIPESTATUS[3]} >status"
		is "$(cat status)" 141
		is "$err" ""
		run_ok bash -c "yes 65 | bitnet-decode -m '$M' | head -n 1 >/dev/null; echo \${PIPESTATUS[1]} >status"
		is "$(cat status)" 141
		is "$err" ""
	done
}

@test "closed standard input and standard error do no harm" {
	run_exit 74 bash -c "bitnet-encode -m '$M' <&-"
	has "$err" "standard input: cannot read: Bad file descriptor"
	run_exit 74 bash -c "bitnet-encode -m '$M' -0 <&-"
	run_exit 74 bash -c "bitnet-decode -m '$M' <&-"
	run_exit 66 bash -c "bitnet-encode -m '$M' missing 2>&-"
	is "$err" ""
	run_ok bash -c "bitnet-encode -m '$M' a <&- 2>&-"
	[ -n "$out" ]
}

@test "an operand that is empty is wrong usage" {
	for args in "encode -m $M" "decode -m $M" "generate -m $M -p x" perplexity quantize "quantize $M" gguf-info tok-discover "cache path" "cache import"; do
		# shellcheck disable=SC2086
		run_exit 64 bitnet $args ""
		has "$err" ": an operand is empty" || return 1
	done
}

@test "where both streams are one, a message stands behind what was written before it" {
	cp a b
	run_exit 66 bash -c "bitnet-encode -m '$M' --json --no-bos a b missing 2>&1"
	has "$(sed -n 1p "$OUT")" '{"file":"a","ids":['
	has "$(sed -n 2p "$OUT")" '{"file":"b","ids":['
	has "$(sed -n 3p "$OUT")" '{"error":'
}

@test "operand - is standard input, once" {
	cp a b
	run_ok bitnet-encode -m "$M" --no-bos --count - a - <b
	is "$(sed -n 1p "$OUT")" "$(sed -n 2p "$OUT")"
	is "$(sed -n 3p "$OUT")" 0
}

@test "an output never takes the place of the model or the tokenizer, also through a link" {
	cp "$FIXTURES/bitnet.gguf" m.gguf
	ln -s m.gguf link
	run_exit 64 bitnet-encode -m m.gguf -o m.gguf
	has "$err" "'m.gguf' is the file of --model: it is not written over"
	run_exit 64 bitnet-encode --tokenizer m.gguf -o ./m.gguf
	has "$err" "--tokenizer"
	run_exit 64 bitnet-decode -m m.gguf -o link
	run_exit 64 bitnet-tok-discover -o m.gguf link
	run_exit 64 bitnet-generate -m m.gguf -p x -n 1 -o link
	run_exit 64 bitnet-generate -m m.gguf -p x -n 1 --dump-logits m.gguf
	run_exit 64 bitnet-generate -m m.gguf --batch /dev/null --resume m.gguf
	same m.gguf "$FIXTURES/bitnet.gguf"
	run_ok bitnet-generate -m m.gguf -p x -n 1 -o new
	[ -s new ]
}

@test "a library that is missing is status 69, and no reason to try again" {
	mkdir lib
	for so in libarchive.so.13 libcurl.so.4 libcrypto.so.3; do
		echo none >"lib/$so"
	done
	tar cf b.tar a
	run_exit 69 env LD_LIBRARY_PATH="$PWD/lib" BITNET_CACHE_DIR="$PWD/cache" bitnet-cache import --json b.tar
	is "$(jq -c '.error | [.name, .retryable]' "$ERR")" '["no_libarchive",false]'
	run_exit 69 env LD_LIBRARY_PATH="$PWD/lib" HF_ENDPOINT=http://127.0.0.1:9 bitnet-model-fetch --json a/b
	is "$(jq -c '.error | [.name, .retryable]' "$ERR")" '["no_libcurl",false]'
}
