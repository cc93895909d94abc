# SPDX-License-Identifier: MIT
# Ids to text.  Outside evidence: the greedy pieces of the e2e reference records.
bats_require_minimum_version 1.5.0
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
	L=$FIXTURES/llama.gguf
}

# limit KILOBYTES: of address space, in this shell; the address sanitizer needs all of it.
limit() {
	grep -q __asan_init "$top_builddir"/lib/.libs/libbitnet.so* || ulimit -v "$1"
}

# ids TEXT: into the file ids, one line.
ids() {
	printf '%s' "$1" | bitnet-encode -m "$M" --no-bos >>ids
}

# refuses LINE MESSAGE INPUT...: input (a printf format) is refused as the stream 'bad', by name of the line.
refuses() {
	# shellcheck disable=SC2059
	printf "$3" >bad
	run_exit 65 bitnet-decode -m "$M" bad
	has "$err" "bitnet-decode: bad: line $1: $2"
	is "$(wc -l <"$ERR")" 1
}

@test "gives the prompt and the pieces of the reference records" {
	for m in e2e-llama3 e2e-llama2 e2e-gpt2; do
		need_data models/$m.gguf
		ref=$DATA/models/$m.ref.json
		{
			jq -j .prompt_text "$ref"
			jq -r '.greedy_pieces_hex | join("")' "$ref" | perl -pe 's/\s//g; $_ = pack "H*", $_'
		} >want
		jq -r '.prompt + .greedy | join(" ")' "$ref" >ids
		run_ok bitnet-decode -m "$DATA/models/$m.gguf" --skip-special ids
		same "$OUT" want
		jq -c '{id: "x", ids: (.prompt + .greedy)}' "$ref" >ids
		run_ok bitnet-decode -m "$DATA/models/$m.gguf" --skip-special ids
		same "$OUT" want
	done
}

@test "one sequence is its bytes and nothing else" {
	ids 'the fox'
	run_ok bitnet-decode -m "$M" ids
	is "$(od -An -c "$OUT" | tr -d ' ')" 'thefox'
	is "$(wc -c <"$OUT")" 7
	truncate -s -1 ids
	run_ok bitnet-decode -m "$M" ids
	is "$(wc -c <"$OUT")" 7
	run_ok bitnet-decode -m "$M" -0 ids
	is "$(wc -c <"$OUT")" 7
	run_ok bitnet-decode -m "$M" <ids
	is "$out" "the fox"
	run_ok bitnet-decode -m "$M" </dev/null
	is "$(wc -c <"$OUT")" 0
}

@test "several sequences have a newline after each, or NUL, whatever input they stand in" {
	ids 'the fox'
	printf '\n' >>ids
	ids 'and'
	run_ok bitnet-decode -m "$M" ids
	printf 'the fox\n\nand\n' >want
	same "$OUT" want
	run_ok bitnet-decode -m "$M" -0 ids
	tr '\n' '\0' <want >want0
	same "$OUT" want0
	sed -n 1p ids >a
	sed -n 3p ids >b
	run_ok bitnet-decode -m "$M" a b
	printf 'the fox\nand\n' >want
	same "$OUT" want
}

@test "blanks around ids, CR, leading zeros and a missing last newline are fine" {
	run_ok bitnet-decode -m "$M" <(printf '  %s \t0000000000000000000000000000000000000000000000000000000000000000%s\r\n   \n66' 65 66)
	cp "$OUT" a
	run_ok bitnet-decode -m "$M" <(printf '65 66\n\n66\n')
	same "$OUT" a
}

@test "an id that is no number is refused by line" {
	refuses 1 "'x' is not a token id (a number from 0 to 4294967295)" '65 x'
	refuses 2 "'-5' is not a token id" '65\n65 -5 66\n'
	refuses 1 "'+5' is not a token id" '+5'
	refuses 1 "'1.0' is not a token id" '1.0\n'
	refuses 1 "'1e2' is not a token id" '1e2\n'
	refuses 1 "'0x10' is not a token id" '0x10\n'
	refuses 1 "'1,2' is not a token id" '1,2\n'
	refuses 1 "'4294967296' is not a token id" '4294967296'
	refuses 1 "'18446744073709551617" '18446744073709551617'
	refuses 1 "'99999999999999999999999999999999" "$(printf '%0100000d' 0 | tr 0 9)"
	refuses 3 "'\\x00' is not a token id" '1\n2\n\000 3\n'
	refuses 1 "'1\\x002' is not a token id" '1\0002\n'
	refuses 1 "'\\xff\\xfe" '\377\376\n'
	refuses 1 "'\\x1b[31m' is not a token id" '\033[31m\n'
	refuses 1 "'[1' is not a token id" '[1 2]\n'
	refuses 1 "'NaN' is not a token id" 'NaN\n'
	refuses 2 "'{\"ids\":[1]}' is not a token id" '\n{"ids":[1]}\n'
}

@test "a byte stream that never ends a word or line is refused at once" {
	run_exit 65 timeout 20 bitnet-decode -m "$M" /dev/zero
	has "$err" "/dev/zero: line 1: "
	run_exit 65 bash -c "yes 12x | tr -d '\n' | timeout 20 bitnet-decode -m '$M'"
	has "$err" "standard input: line 1: '12x12x"
}

@test "an id that is not in the vocabulary is refused by line and number, behind the text of those before it" {
	refuses 2 "id 512 (number 1) is not in the vocabulary of 512 ids" '65\n66 512 66\n'
	same "$OUT" <(bitnet-decode -m "$M" <(printf '65\n66\n'))
	refuses 1 "id 4294967295 (number 0) is not in the vocabulary" '4294967295'
	refuses 1 "id 4000000000 (number 1) is not in the vocabulary" '{"ids":[1,4000000000]}'
	# What follows is a text of its own; an object is whole or absent.
	printf '65 512\n' >bad
	printf '66\n' >good
	run_exit 65 bitnet-decode -m "$M" bad good
	same "$OUT" <(bitnet-decode -m "$M" <(printf '65\n66\n'))
	run_exit 65 bitnet-decode -m "$M" --jsonl bad
	is "$out" ""
}

@test "text is written as ids come, however they are cut into writes" {
	mkfifo to from
	bitnet-decode -m "$M" <to >from 3>&- &
	exec 7>to 8<from
	a=$(bitnet-decode -m "$M" <(echo 65)) b=$(bitnet-decode -m "$M" <(echo 66))
	for word in 65 66 65 '6'; do
		printf ' %s' "$word" >&7
	done
	# The last word may go on.
	read -r -t 10 -N $((${#a} * 2 + ${#b})) answer <&8
	is "$answer" "$a$b$a"
	printf '6\n65' >&7
	exec 7>&-
	is "$(timeout 10 cat <&8)" "$b
$a"
	exec 8<&-
	wait $!
}

@test "every way of cutting a stream of ids into writes gives the same bytes" {
	printf 'na\303\257ve \360\237\230\200 text\360\237' >text
	bitnet-encode -m "$M" text >ids
	bitnet-encode -m "$M" -0 --no-bos <(printf 'x\0') >>ids
	run_ok bitnet-decode -m "$M" ids
	cp "$OUT" want
	for size in 1 2 3 5 7; do
		run_ok bitnet-decode -m "$M" - < <(perl -e 'my ($n) = @ARGV; open F, "<", "ids"; my $s = join "", <F>; $| = 1;
			for (my $i = 0; $i < length $s; $i += $n) { print substr($s, $i, $n); select undef, undef, undef, 0.001 }' $size)
		same "$OUT" want
	done
}

@test "a long stream of ids is decoded in constant memory, as text, u16 and u32" {
	limit 200000
	run_ok bash -c "yes 65 | head -n 30000000 | tr '\n' ' ' | bitnet-decode -m '$M' | wc -c"
	[ "$out" -ge 30000000 ]
	run_ok bash -c "head -c 60000000 /dev/zero | bitnet-decode -m '$M' --format u16 | wc -c"
	n=$out
	run_ok bash -c "head -c 120000000 /dev/zero | bitnet-decode -m '$M' --format u32 | wc -c"
	is "$out" "$n"
}

@test "JSON lines are recognised, blank ones passed over" {
	run_ok bitnet-decode -m "$M" <(printf ' {"ids":[65,66]}\n\n{"x":{"ids":3},"ids":[66]}\r\n')
	cp "$OUT" a
	run_ok bitnet-decode -m "$M" <(printf '65 66\n66\n')
	same "$OUT" a
	run_ok bitnet-decode -m "$M" <(printf '{"ids":[]}')
	is "$(wc -c <"$OUT")" 0
}

@test "a JSON line that is wrong is refused by line" {
	refuses 1 "the object has no array 'ids'" '{}\n'
	refuses 1 "the object has no array 'ids'" '{"ids":7}\n'
	refuses 1 "the object has no array 'ids'" '{"ids":null}\n'
	refuses 2 "ids[1]: '-1' is not a token id" '{"ids":[1]}\n{"ids":[1,-1]}\n'
	refuses 1 "ids[0]: '1.0' is not a token id" '{"ids":[1.0]}\n'
	refuses 1 "ids[0]: '1e2' is not a token id" '{"ids":[1e2]}\n'
	refuses 1 "ids[0]: '\"1\"' is not a token id" '{"ids":["1"]}\n'
	refuses 1 "ids[0]: 'null' is not a token id" '{"ids":[null]}\n'
	refuses 1 "ids[0]: 'true' is not a token id" '{"ids":[true]}\n'
	refuses 1 "ids[0]: '[1]' is not a token id" '{"ids":[[1]]}\n'
	refuses 1 "ids[0]: '4294967296' is not a token id" '{"ids":[4294967296]}\n'
	refuses 1 "ids[0]: '" '{"ids":[99999999999999999999999999]}\n'
	refuses 1 "not JSON: " '{"ids":[1,]}\n'
	refuses 1 "not JSON: " '{"ids":[1]\n}\n'
	refuses 1 "not JSON: " '{"ids":[1]} 5\n'
	refuses 1 "not JSON: " '{"ids":[1],"x":"\377"}\n'
	refuses 1 "not JSON: " '{"ids":[1],"x":"\000"}\n'
	refuses 1 "not JSON: " '{"ids":[1],"x":Infinity}\n'
	refuses 1 "not JSON: no digit after the point" '{"ids":[1],"x":1.}\n'
	refuses 1 "not JSON: control character in a string" '{"ids":[1],"x":"a\tb"}\n'
	refuses 1 "not JSON: control character in a string" '{"ids":[1],"x":"\001"}  \n'
	refuses 2 "not a JSON object" '{"ids":[1]}\n[1]\n'
	refuses 2 "not JSON: " '{"ids":[1]}\n1 2 3\n'
	refuses 1 "not JSON: " "{\"ids\":$(printf '%01000d' 0 | tr 0 '[')"
	refuses 1 "not JSON: " "{\"ids\":[1],\"x\":$(printf '%0100d' 0 | tr 0 '[')$(printf '%0100d' 0 | tr 0 ']')}"
}

@test "a JSON line over the limit is refused, not kept" {
	limit 600000
	run_exit 65 bash -c "{ printf '{\"ids\":['; yes 1, | tr -d '\n'; } | timeout 60 bitnet-decode -m '$M'"
	is "$err" "bitnet-decode: standard input: line 1 is longer than 67108864 bytes"
}

@test "u32 is raw ids; a ragged end is refused with the number of bytes" {
	printf 'A\0\0\0B\0\0\0' >raw
	run_ok bitnet-decode -m "$M" --format u32 raw
	cp "$OUT" a
	run_ok bitnet-decode -m "$M" <(echo 65 66)
	same "$OUT" a
	for n in "1 byte is" "2 bytes are" "3 bytes are" "5 bytes are" "4097 bytes are"; do
		head -c "${n%% *}" /dev/zero >raw
		run_exit 65 bitnet-decode -m "$M" --format u32 raw
		is "$err" "bitnet-decode: raw: $n not a whole number of 4-byte ids"
		is "$out" ""
	done
	printf 'A\0\0\0\0\2\0\0' >raw
	run_exit 65 bitnet-decode -m "$M" --format u32 raw
	is "$err" "bitnet-decode: raw: id 512 (number 1) is not in the vocabulary of 512 ids"
	: >raw
	run_ok bitnet-decode -m "$M" --format u32 raw
	is "$(wc -c <"$OUT")" 0
}

@test "u16 is raw ids of two bytes" {
	printf 'A\0B\0\001\001' >raw
	run_ok bitnet-decode -m "$M" --format u16 raw
	cp "$OUT" a
	run_ok bitnet-decode -m "$M" <(echo 65 66 257)
	same "$OUT" a
	printf 'A\0B' >raw
	run_exit 65 bitnet-decode -m "$M" --format u16 raw
	is "$err" "bitnet-decode: raw: 3 bytes are not a whole number of 2-byte ids"
	printf 'the fox' | bitnet-encode -m "$M" --no-bos --format u16 -o raw
	run_ok bitnet-decode -m "$M" --format u16 raw
	is "$out" "the fox"
}

# shards: a folder of three texts in two shards.
shards() {
	printf 'the fox\0\0and the river' | bitnet-encode -m "$M" --no-bos -0 --format u16 --shard-size 1 -o shards
}

@test "a folder of shards gives its sequences, and is refused where its files are not what the index says" {
	shards
	printf 'the fox\n\nand the river\n' >want
	run_ok bitnet-decode -m "$M" shards
	same "$OUT" want
	run_ok bitnet-decode -m "$M" --format u16 shards
	same "$OUT" want
	run_ok bitnet-decode -m "$M" --jsonl shards
	is "$(jq -r .text "$OUT")" "$(cat want)"
	run_exit 65 bitnet-decode -m "$M" --format u32 shards
	has "$err" "bitnet-decode: shards: ids of 2 bytes, and --format is u32"
	refuse_shards() {
		rm -rf shards
		shards
		eval "$2"
		run_exit 65 bitnet-decode -m "$M" shards
		has "$err" "$1"
		is "$(wc -l <"$ERR")" 1
	}
	refuse_shards "shards/00000.bin: the file has 3 bytes, by the index" 'printf abc >shards/00000.bin'
	refuse_shards "shards/00000.idx: the file has 0 bytes, by the index 16" ': >shards/00000.idx'
	refuse_shards "shards/00000.idx: offset 1 is the first, which has to be 0" 'printf "\001" | dd of=shards/00000.idx conv=notrunc status=none'
	refuse_shards "is behind the last id" 'printf "\377\377\377\377" | dd of=shards/00000.idx seek=8 bs=1 conv=notrunc status=none'
	refuse_shards "is the last, and there are more ids" 'printf "\000" | dd of=shards/00000.idx seek=8 bs=1 conv=notrunc status=none'
	refuse_shards "index.json: not JSON" 'echo x >shards/index.json'
	refuse_shards "the schema is not 'bitnet.shards/1'" 'echo "{}" >shards/index.json'
	refuse_shards "the dtype is neither" 'sed -i "s/<u2/<f4/" shards/index.json'
	refuse_shards "no counts" 'sed -i "s/\"tokens\":[0-9]*,\"sequences\":1/\"tokens\":-1,\"sequences\":1/" shards/index.json'
	refuse_shards "no counts" 'sed -i "s/\"tokens\":[0-9]*,\"sequences\":1/\"tokens\":9223372036854775807,\"sequences\":1/" shards/index.json'
	refuse_shards "there is no array 'shards'" 'sed -i "s/\"shards\":\[/\"s\":[/" shards/index.json'
	shards_gone() { rm shards/00001.idx; run_exit 66 bitnet-decode -m "$M" shards; }
	rm -rf shards
	shards
	shards_gone
	has "$err" "shards/00001.idx: cannot open: No such file or directory"
}

@test "--format that is not what comes is refused" {
	run_exit 65 bitnet-decode -m "$M" --format jsonl <(echo 65)
	has "$err" "line 1: not a JSON object, and --format is jsonl"
	run_exit 65 bitnet-decode -m "$M" --format text <(echo '{"ids":[65]}')
	has "$err" "line 1: a JSON object, and --format is text"
	run_ok bitnet-decode -m "$M" --format text <(echo 65)
	run_ok bitnet-decode -m "$M" --format jsonl <(echo '{"ids":[65]}')
	run_exit 64 bitnet-decode -m "$M" --format raw
	has "$err" "--format: 'raw' is not one of text, jsonl, u16, u32"
}

@test "--skip-special leaves out control tokens" {
	printf 'the fox' | bitnet-encode -m "$M" >ids
	run_ok bitnet-decode -m "$M" --skip-special ids
	is "$out" "the fox"
	run_ok bitnet-decode -m "$M" ids
	[ "$out" != "the fox" ]
	has "$out" "the fox"
	run_ok bitnet-decode -m "$L" --skip-special <(echo 1 2 0)
	is "$(wc -c <"$OUT")" 0
}

# Texts and what PreTrainedTokenizerBase.clean_up_tokenization() of transformers gives.
@test "--clean-up takes spaces away as Hugging Face transformers does, however the ids come" {
	clean() {
		printf '%s' "$1" | bitnet-encode -m "$M" --no-bos >ids
		run_ok bitnet-decode -m "$M" --clean-up ids
		is "$(cat "$OUT"; echo x)" "$2x"
		run_ok bitnet-decode -m "$M" --clean-up --jsonl ids
		is "$(jq -j .text "$OUT"; echo x)" "$2x"
		run_ok bitnet-decode -m "$M" --clean-up < <(tr ' ' '\n' <ids | while read -r id; do printf '%s ' "$id"; sleep 0.005; done)
		is "$(cat "$OUT"; echo x)" "$2x"
		run_ok bitnet-decode -m "$M" ids
		is "$(cat "$OUT"; echo x)" "$1x"
	}
	clean "I do n't know , do you ? It 's ' fine ' , we 've  . ! " "I don't know, do you? It's'fine ', we've .! "
	clean "a  ' s ' ' . 're n" "a's''.'re n"
	clean " ' " "'"
	clean " n'" " n'"
}

@test "--jsonl keeps the id and says what is not UTF-8" {
	printf '{"id":{"a":[1.50]},"ids":[65],"x":1}\n{"id":null,"ids":[]}\n{"ids":[66]}\n' >in
	run_ok bitnet-decode -m "$M" --jsonl in
	schema_ok decode "$OUT" --lines
	is "$(sed 's/,*"text":"[^"]*"//' "$OUT")" '{"id":{"a":[1.50]}}
{"id":null}
{}'
	printf 'caf\303\251\303' | bitnet-encode -m "$M" --no-bos >ids
	run_ok bitnet-decode -m "$M" --jsonl --pieces ids
	schema_ok decode "$OUT" --lines
	is "$(jq -c .text "$OUT")" '{"bytes":[99,97,102,195,169,195]}'
	is "$(jq -c '.pieces[-1]' "$OUT")" '{"bytes":[195]}'
	run_ok bitnet-decode -m "$M" --pieces ids
	is "$(jq -c keys "$OUT")" '["pieces","text"]'
	run_ok bitnet-decode -m "$M" --json ids
	schema_ok decode "$OUT" --lines
	run_exit 64 bitnet-decode -m "$M" --jsonl -0 ids
	printf '{"id":[99999999999999999999],"ids":[65]}\n' >in
	run_exit 65 bitnet-decode -m "$M" --jsonl in
	is "$out" ""
	run_ok bitnet-decode -m "$M" in
}

@test "each sequence is answered before the next one is read" {
	mkfifo to from
	bitnet-decode -m "$M" --jsonl <to >from 3>&- &
	exec 7>to 8<from
	for i in 1 2 3; do
		printf '{"id":%d,"ids":[]}\n' "$i" >&7
		read -r -t 10 answer <&8
		is "$answer" "{\"id\":$i,\"text\":\"\"}"
	done
	exec 7>&- 8<&-
	wait $!
}

@test "no character is cut on a terminal, and the half at the end is written" {
	for i in $(seq 3000); do printf 'aé😀'; done >text
	printf '\360\237' >>text
	bitnet-encode -m "$M" --no-bos text >ids
	run_ok bitnet-decode -m "$M" ids
	same "$OUT" text
	# Where strace works, the writes themselves are looked at.
	strace -o trace true 2>/dev/null || return 0
	ASAN_OPTIONS=detect_leaks=0 script -qec "strace -e trace=write -xx -s 100000 -o trace bitnet-decode -m '$M' ids" typescript </dev/null >shown
	perl -ne '
		next unless /^write\(1, "(.*)", \d+\)/;
		my $s = join "", map { chr hex } $1 =~ /\\x(..)/g;
		push @parts, $s;
		END {
			for my $i (0 .. $#parts - 1) { utf8::decode(my $t = $parts[$i]) or die "part $i is cut" }
			die "one part" if @parts < 2;
		}' trace
}

@test "works on all inputs and exits with the first failure's code" {
	echo 65 >a
	mkdir folder
	run_exit 66 bitnet-decode -m "$M" missing a folder
	has "$err" "bitnet-decode: missing: cannot open: No such file or directory"
	has "$err" "bitnet-decode: folder: cannot open: Is a directory"
	[ -s "$OUT" ]
	run_exit 65 bitnet-decode -m "$M" -o result a <(echo x)
	[ ! -e result ]
}

@test "an unreadable file is named" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	echo 65 >a
	chmod 0 a
	run_exit 66 bitnet-decode -m "$M" a
	has "$err" "a: cannot open: Permission denied"
}

@test "a model that is missing, empty, a folder or no GGUF is refused by name" {
	: >empty
	mkdir folder
	run_exit 66 bitnet-decode -m missing
	has "$err" "bitnet-decode: missing: "
	run_exit 65 bitnet-decode -m empty
	run_exit 66 bitnet-decode -m folder
	run_exit 66 bitnet-decode --tokenizer missing
	run_exit 65 bitnet-decode --tokenizer empty
	run_exit 64 bitnet-decode
}

@test "no operand and a terminal on standard input is wrong usage, not silence" {
	status=0
	script -qec "bitnet-decode -m '$M'" typescript </dev/null >shown || status=$?
	is "$status" 64
	has "$(cat shown)" "standard input is a terminal"
}
