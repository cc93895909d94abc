# SPDX-License-Identifier: MIT
# Text to ids.  Outside evidence: the vectors in the data folder (ids by the tokenizers' own libraries) and
# the prompts of the e2e models.
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

# The cases of a .inp file as NUL records.
cases() {
	perl -0777 -pe 's/\n__ggml_vocab_test__\n/\0/g' "$DATA/tokenizers/ggml-vocab-$1.gguf.inp" >cases
}

# vectors NAME ARGUMENT...: every case has the ids of the .out file.
vectors() {
	local name=$1
	shift
	cases "$name"
	sed 's/^ //' "$DATA/tokenizers/ggml-vocab-$name.gguf.out" >want
	run_ok bitnet-encode "$@" -0 --no-bos cases
	same "$OUT" want
	is "$(wc -l <"$OUT")" 46
}

# prompt_of MODEL: the prompt of the reference record gives its ids.
prompt_of() {
	need_data models/"$1".gguf
	jq -j .prompt_text "$DATA/models/$1.ref.json" >text
	run_ok bitnet-encode -m "$DATA/models/$1.gguf" text
	is "$out" "$(jq -r '.prompt | join(" ")' "$DATA/models/$1.ref.json")"
}

# exact MODEL FILE: decode gives back the bytes that encode got.
exact() {
	run_ok bitnet-encode -m "$1" --no-bos -o ids "$2"
	run_ok bitnet-decode -m "$1" ids
	same "$OUT" "$2"
}

noise() {
	perl -e 'srand 7; binmode STDOUT; print chr(int rand 256) for 1..$ARGV[0]' "$1"
}

@test "gives the ids of all 46 cases for the Llama-2 vocabulary" {
	need_data tokenizers
	vectors llama-spm -m "$DATA/tokenizers/ggml-vocab-llama-spm.gguf"
	vectors llama-spm -m "$DATA/models/e2e-llama2.gguf"
}

@test "gives the ids of all 46 cases for the Llama-2 and GPT-2 vocabularies of a tokenizer.json" {
	need_data tokenizers
	vectors llama-spm --tokenizer "$DATA/tokenizers/bitnet_b1_58-llama2.tokenizer.json"
	vectors gpt-2 --tokenizer "$DATA/tokenizers/gpt2.tokenizer.json"
}

@test "gives the ids of all 46 cases for the GPT-2 vocabulary" {
	need_data tokenizers
	vectors gpt-2 --tokenizer "$DATA/tokenizers/ggml-vocab-gpt-2.gguf"
	vectors gpt-2 -m "$DATA/models/e2e-gpt2.gguf"
}

@test "gives the ids of all 46 cases for the Llama-3 vocabulary, whose file does not name its pre-tokeniser" {
	need_data models/e2e-llama3.gguf
	vectors llama-bpe -m "$DATA/models/e2e-llama3.gguf"
}

@test "gives the ids of all 46 cases for the MPT and Refact vocabularies" {
	need_data tokenizers
	vectors mpt -m "$DATA/tokenizers/ggml-vocab-mpt.gguf"
	vectors refact -m "$DATA/tokenizers/ggml-vocab-refact.gguf"
}

@test "gives the prompt ids of the e2e models, BOS where the vocabulary adds one" {
	prompt_of e2e-llama3
	prompt_of e2e-llama2
	prompt_of e2e-gpt2
}

@test "text comes back from its ids byte by byte, with the vocabularies of the e2e models" {
	need_data models
	for m in e2e-llama3 e2e-llama2 e2e-gpt2; do
		head -c 20000 "$DATA/corpus/tinyshakespeare.txt" >text
		exact "$DATA/models/$m.gguf" text
		jq -j .prompt_text "$DATA/models/$m.ref.json" >text
		exact "$DATA/models/$m.gguf" text
		noise 3000 >text
		exact "$DATA/models/$m.gguf" text
	done
}

@test "text and any bytes come back from their ids, with the small vocabularies" {
	for m in bitnet llama gpt2; do
		for t in 'The river told the fox a story.' ' two  blanks ' $'\tTab\r\n\n' 'naïve 😀 Việt 你好' a; do
			printf '%s' "$t" >text
			exact "$FIXTURES/$m.gguf" text
		done
		noise 2000 >text
		exact "$FIXTURES/$m.gguf" text
	done
}

@test "records of random bytes come back through -0" {
	noise 4000 >records
	printf 'x\0\0last' >>records
	for m in "$M" "$L"; do
		run_ok bitnet-encode -m "$m" -0 --no-bos -o ids records
		run_ok bitnet-decode -m "$m" -0 ids
		{
			cat records
			printf '\0'
		} >want
		same "$OUT" want
	done
}

@test "ids go to decode through a pipe" {
	run_ok bash -c "printf 'the fox\nand the river\n' | bitnet-encode -m '$M' --no-bos | bitnet-decode -m '$M'"
	is "$out" "the fox
and the river"
	run_ok bash -c "printf 'the fox\n' | bitnet-encode -m '$M' --format u32 | bitnet-decode -m '$M' --format u32 --skip-special"
	is "$out" "the fox"
	run_ok bash -c "printf 'the fox\n' | bitnet-encode -m '$M' --format jsonl --pieces | bitnet-decode -m '$M' --skip-special"
	is "$out" "the fox"
}

@test "an input is one sequence, with its newlines; an empty one is a line too" {
	printf 'the\nfox\n' >a
	: >b
	run_ok bitnet-encode -m "$M" --no-bos a b a
	is "$(wc -l <"$OUT")" 3
	is "$(sed -n 2p "$OUT")" ""
	is "$(sed -n 1p "$OUT")" "$(sed -n 3p "$OUT")"
	sed -n 1p "$OUT" >ids
	run_ok bitnet-decode -m "$M" ids
	same "$OUT" a
	run_ok bitnet-encode -m "$M" b
	is "$(wc -w <"$OUT")" 1
	run_ok bitnet-encode -m "$M" <a
	run_ok bitnet-encode -m "$M" - <a
}

@test "-0 splits at NUL, the last record needs none, no bytes are no record" {
	printf 'the\0fox' >a
	printf 'the\0fox\0' >b
	printf '\0\0' >c
	: >d
	run_ok bitnet-encode -m "$M" -0 --count --no-bos a
	counts=$out
	is "$(wc -l <"$OUT")" 2
	run_ok bitnet-encode -m "$M" -0 --count --no-bos b
	is "$out" "$counts"
	run_ok bitnet-encode -m "$M" -0 --count --no-bos c
	is "$out" "0
0"
	run_ok bitnet-encode -m "$M" -0 --count d
	is "$out" ""
	run_ok bitnet-encode -m "$M" --null --count --no-bos a b
	is "$(wc -l <"$OUT")" 4
}

@test "--no-bos leaves out what the vocabulary adds" {
	printf 'fox' >a
	run_ok bitnet-encode -m "$M" /dev/null
	bos=$out
	run_ok bitnet-encode -m "$M" a
	with=$out
	run_ok bitnet-encode -m "$M" --no-bos a
	is "$with" "$bos $out"
	run_ok bitnet-encode -m "$L" a
	with=$out
	run_ok bitnet-encode -m "$L" --no-bos a
	is "$with" "1 $out"
}

@test "control tokens in the text are text, and ids with --parse-special" {
	printf '</s>' >a
	run_ok bitnet-encode -m "$L" --no-bos --parse-special a
	is "$out" 2
	run_ok bitnet-encode -m "$L" --no-bos --count a
	[ "$out" -gt 1 ]
	run_ok bitnet-encode -m "$L" --no-bos -o ids a
	run_ok bitnet-decode -m "$L" --skip-special ids
	is "$out" "</s>"
}

@test "jsonl has the fields asked for, as the schema says" {
	printf 'the fox \303\251\377' >a
	run_ok bitnet-encode -m "$M" --format jsonl a
	schema_ok encode "$OUT" --lines
	is "$(jq -c keys "$OUT")" '["ids"]'
	run_ok bitnet-encode -m "$M" --pieces --offsets --count a a -
	schema_ok encode "$OUT" --lines
	is "$(wc -l <"$OUT")" 3
	is "$(sed -n 1p "$OUT" | jq -c keys)" '["count","file","ids","offsets","pieces"]'
	is "$(jq -r .file "$OUT")" "a
a
-"
	is "$(jq -c '[(.ids | length), (.pieces | length), (.offsets | length)] - [.count]' "$OUT")" "[]
[]
[]"
	run_ok bitnet-encode -m "$M" --pieces a
	is "$(jq -c '.pieces[-1]' "$OUT")" '{"bytes":[255]}'
	run_ok bitnet-encode -m "$M" --json a
	schema_ok encode "$OUT" --lines
	run_ok bitnet-encode -m "$M" --json --format text a
	has "$out" " 195 169 255"
}

@test "pieces put together are the text, and offsets cut it into them" {
	for m in "$M" "$FIXTURES/gpt2.gguf"; do
		printf 'the old  owl, naïve 😀!\n' >a
		run_ok bitnet-encode -m "$m" --no-bos --pieces --offsets a
		perl -MJSON::PP -e '
			my $o = decode_json(<STDIN>);
			open F, "<:raw", "a"; my $t = join "", <F>;
			my $at = 0;
			for my $i (0 .. $#{$o->{ids}}) {
				my $p = $o->{pieces}[$i];
				$p = ref $p ? pack("C*", @{$p->{bytes}}) : do { utf8::encode($p); $p };
				my ($b, $e) = @{$o->{offsets}[$i]};
				die "begin $b after $at" if $b != $at;
				die "piece $i: $p" if substr($t, $b, $e - $b) ne $p;
				$at = $e;
			}
			die "ends at $at" if $at != length $t;' <"$OUT"
	done
}

@test "--field keeps the objects as they were written and adds to them" {
	printf '%s\n' '{"id":1, "text":"the fox","n":1.50,"big":18446744073709551615}' '' '  {"text":""}  ' \
		'{"ids":[1],"text":"caf\u00e9","count":"x"}' >a
	run_ok bitnet-encode -m "$M" --field text --no-bos a
	sed -n 1,2p "$OUT" >two
	schema_ok encode-field two --lines
	is "$(wc -l <"$OUT")" 3
	ids=$(bitnet-encode -m "$M" --no-bos --format text <(printf 'the fox') | tr ' ' ,)
	is "$(sed -n 1p "$OUT")" '{"id":1, "text":"the fox","n":1.50,"big":18446744073709551615,"ids":['"$ids"']}'
	is "$(sed -n 2p "$OUT")" '  {"text":"","ids":[]}'
	is "$(sed -n 3p "$OUT" | jq -c 'del(.ids)')" '{"text":"café","count":"x"}'
	run_ok bitnet-encode -m "$M" --field text --no-bos --format text a
	is "$(sed -n 1p "$OUT" | tr ' ' ,)" "$ids"
	is "$(sed -n 2p "$OUT")" ""
	printf '{"ids":"fox","n":99999999999999}\n' >b
	run_ok bitnet-encode -m "$M" --field ids --no-bos b
	has "$out" '{"n":99999999999999,"ids":['
	printf '{"ids":"fox","n":99999999999999999999}\n' >b
	run_ok bitnet-encode -m "$M" --field ids b
	has "$out" '{"n":99999999999999999999,"ids":['
	run_ok bitnet-encode -m "$M" --field text --pieces --offsets --count a
	schema_ok encode-field "$OUT" --lines
	is "$(sed -n 3p "$OUT" | jq -c '.pieces | length')" "$(sed -n 3p "$OUT" | jq .count)"
}

@test "--field keeps numbers, escapes, doubled keys and their order byte for byte, also where members have to go" {
	# rest LINE WANT: of the line, without the ids at its end.
	rest() {
		printf '%s\n' "$1" >a
		run_ok bitnet-encode -m "$M" --field text --no-bos a
		is "${out%\"ids\":\[*}" "$2"
	}
	rest '{"a":1E5, "a":-0.0e+1 ,"b":"\u00e9\/\ud835\udfff\u0000","text":"x","z":[ 1 ,{"ids":[ ]}]}' \
		'{"a":1E5, "a":-0.0e+1 ,"b":"\u00e9\/\ud835\udfff\u0000","text":"x","z":[ 1 ,{"ids":[ ]}],'
	rest ' { "ids" : [1] , "text":"x" , "n" : 123456789012345678901234567890.10 , "ids":{"x":"}"}, "k":"\u007f" } ' \
		' {"text":"x" , "n" : 123456789012345678901234567890.10,"k":"\u007f",'
	rest '{"\u0069ds":1,"text":"x","i\u0064s\u0000":2}' '{"text":"x","i\u0064s\u0000":2,'
	rest '{"text":"x","ids":1}' '{"text":"x",'
	# The text itself may be called ids.
	printf '{"ids":"x","a":1}\n' >a
	run_ok bitnet-encode -m "$M" --field ids a
	is "${out%\"ids\":\[*}" '{"a":1,'
	printf '{"ids":"x"}\n' >a
	run_ok bitnet-encode -m "$M" --field ids a
	is "${out%\"ids\":\[*}" '{'
	# Of two members the last one counts, and a key with U+0000 is another one.
	printf '{"text":"no","text":"the fox","text\\u0000":"no"}\n' >a
	run_ok bitnet-encode -m "$M" --field text --no-bos --format text a
	is "$out" "$(printf 'the fox' | bitnet-encode -m "$M" --no-bos)"
}

@test "--field reads every escape as its character, and surrogates that json-c 0.16 does not put together" {
	perl -CO -e 'print "a\"\\/\b\f\n\r\t\x{e9}\x{1d800}\x{1dfff}\x{10ffff}\x{1f600}\x{fffd}\x{fffd}z"' >text
	printf '%s\n' '{"text":"a\"\\\/\b\f\n\r\t\u00E9\ud836\udc00\uD837\uDFFF\udbff\udfff\ud83d\ude00\udc00\ud83d\u007a"}' >a
	run_ok bitnet-encode -m "$M" --field text --no-bos --format text a
	cp "$OUT" ids
	run_ok bitnet-decode -m "$M" ids
	same "$OUT" text
}

@test "--field takes and refuses what a strict reader of JSON does" {
	printf '%s\n' '{"text":"a","x":[]}' '{"text":"a","x":{},"y":[[],{"":0}]}' '{"text":"a","x":-1.5e-7}' '{"text":"a","x":[true,false,null]}' \
		"{\"text\":\"a\",\"x\":$(printf '%063d' 0 | tr 0 '[')$(printf '%063d' 0 | tr 0 ']')}" >good
	run_ok bitnet-encode -m "$M" --field text --format text good
	is "$(wc -l <"$OUT")" 5
	for bad in '{"text":"a","x":01}' '{"text":"a","x":1.}' '{"text":"a","x":.5}' '{"text":"a","x":+1}' '{"text":"a","x":1e}' \
		'{"text":"a","x":-}' '{"text":"a","x":tru}' '{"text":"a","x":"\x"}' '{"text":"a","x":"\u12g4"}' '{"text":"a","x":[1,]}' \
		'{"text":"a","x":[1 2]}' '{"text":"a","x":{"a"}}' '{"text":"a","x":{"a":1,}}' '{"text":"a" "x":1}' '{"text":"a","x":[}' \
		'{"text":"a","x":{]}' '{"text":"a","x"' '{"text' '{' '{"text":"a"}}' "{\"text\":\"a	b\"}" "{\"text\":\"a\\" \
		"{\"text\":\"a\",\"x\":$(printf '%064d' 0 | tr 0 '[')$(printf '%064d' 0 | tr 0 ']')}"; do
		printf '%s\n' "$bad" >a
		run_exit 65 bitnet-encode -m "$M" --field text a
		has "$err" "bitnet-encode: a: line 1: not JSON: "
		is "$out" ""
	done
}

@test "--chunk cuts a text into windows as the truncation of Hugging Face tokenizers does" {
	need_data tokenizers/gpt2.tokenizer.json
	# enable_truncation(5, stride=2) of tokenizers 0.23: the ids of encode() and of what it calls overflowing.
	printf 'It was the best of times, it was the worst' >a
	run_ok bitnet-encode --tokenizer "$DATA/tokenizers/gpt2.tokenizer.json" --chunk 5 --overlap 2 a
	is "$out" "1026 373 262 1266 286
1266 286 1661 11 340
11 340 373 262 5290"
	run_ok bitnet-encode --tokenizer "$DATA/tokenizers/bitnet_b1_58-llama2.tokenizer.json" --chunk 6 --overlap 2 a
	is "$out" "1 739 471 278 1900 310
1 1900 310 3064 29892 372
1 29892 372 471 278 17322"
}

@test "--chunk gives the bytes of each window, the ids of the vocabulary in each, and works with records and fields" {
	printf 'the old owl, na\303\257ve' >a
	run_ok bitnet-encode -m "$M" --chunk 4 --overlap 1 --json --offsets --pieces --count a
	schema_ok encode "$OUT" --lines
	bos=$(bitnet-encode -m "$M" /dev/null)
	is "$(jq -c '[.chunk, (.count <= 4), (.offsets | length) == .count, .offsets[1][0] == .begin, .offsets[-1][1] == .end]' "$OUT" | sed 's/^.[0-9]*,//' |
		sort -u)" "true,true,true,true]"
	is "$(jq '.ids[0]' "$OUT" | sort -u)" "$bos"
	# Without what windows have in common, they are the text.
	is "$(jq -s -c '[.[0].ids[1:][], (.[1:][] | .ids[2:][])]' "$OUT" | tr -d '[]' | tr , ' ')" "$(bitnet-encode -m "$M" --no-bos a)"
	is "$(jq -s -c '[.[0].begin, .[-1].end]' "$OUT")" "[0,19]"
	printf '{"t":"the old owl","chunk":7}\n{"t":""}\n' >b
	run_ok bitnet-encode -m "$M" --no-bos --chunk 5 --field t b
	schema_ok encode-field "$OUT" --lines
	has "$(head -n 1 "$OUT")" '{"t":"the old owl","chunk":0,"begin":0,'
	has "$(tail -n 1 "$OUT")" '{"t":"","chunk":0,"begin":0,"end":0,"ids":[]}'
	run_ok bitnet-encode -m "$M" --no-bos --chunk 5 --count -0 <(printf 'the old owl\0x\0')
	is "$(tail -n 1 "$OUT")" 1
	run_exit 64 bitnet-encode -m "$M" --chunk 1 a
	has "$err" "--chunk: 1 id leaves none for the text, of which the vocabulary adds 1"
	run_exit 64 bitnet-encode -m "$M" --chunk 4 --overlap 3 a
	has "$err" "--overlap: 3 is not less than the 3 ids"
	run_exit 64 bitnet-encode -m "$M" --overlap 3 a
	run_exit 64 bitnet-encode -m "$M" --chunk 4 --add-eos a
	run_exit 64 bitnet-encode -m "$M" --chunk 4 --format u32 a
	run_exit 64 bitnet-encode -m "$M" --chunk 0 a
}

@test "--add-eos ends a sequence with EOS, once" {
	printf 'fox' >a
	run_ok bitnet-encode -m "$L" a
	ids=$out
	run_ok bitnet-encode -m "$L" --add-eos a
	is "$out" "$ids 2"
	run_ok bitnet-encode -m "$L" --add-eos --parse-special <(printf 'fox</s>')
	is "$out" "$ids 2"
	run_ok bitnet-encode -m "$L" --add-eos --offsets a
	is "$(jq -c '[.ids[-1], .offsets[-1]]' "$OUT")" "[2,[3,3]]"
	run_ok bitnet-encode -m "$L" --add-eos --no-bos -0 --count <(printf '\0\0')
	is "$out" "1
1"
	printf 'YQ== 0\nYg== 1\nYWI= 2\n' >x.tiktoken
	run_exit 65 bitnet-encode --tokenizer x.tiktoken --pre gpt-2 --add-eos a
	is "$err" "bitnet-encode: the vocabulary has no EOS for --add-eos"
}

@test "--shard-size writes a folder of shards with an index, complete or absent" {
	printf 'the fox\0\0and the river\0a' >a
	run_ok bitnet-encode -m "$M" -0 --no-bos a
	cp "$OUT" want
	for width in 2 4; do
		run_ok bitnet-encode -m "$M" -0 --no-bos --format u$((width * 8)) --shard-size 3 -o shards a
		is "$out" ""
		schema_ok shards shards/index.json
		is "$(echo ./* ./.[!s]*)" "./a ./home ./shards ./want ./.[!s]*"
		# As Python would read it.
		perl -MJSON::PP -e '
			sub bytes { open my $f, "<:raw", "shards/$_[0]" or die; join "", <$f> }
			my ($width) = @ARGV;
			my $index = decode_json(bytes("index.json"));
			for my $s (@{$index->{shards}}) {
				my @ids = unpack($width == 2 ? "v*" : "V*", bytes($s->{ids}));
				my @at = unpack("Q<*", bytes($s->{offsets}));
				die "offsets" if @at != $s->{sequences} + 1 || $at[-1] != @ids || @ids != $s->{tokens};
				print join(" ", @ids[$at[$_] .. $at[$_ + 1] - 1]), "\n" for 0 .. $#at - 1;
			}' $width >got
		same got want
		rm got
		[ -s shards/00001.bin ]
		rm -r shards
	done
	mkdir shards
	run_ok bitnet-encode -m "$M" --field t --format u16 --shard-size 3 -o shards <(printf '{"t":"x"}\n{"t":"y"}\n')
	is "$(jq .sequences shards/index.json)" 2
	run_exit 73 bitnet-encode -m "$M" --format u16 --shard-size 3 -o shards a
	has "$err" "bitnet-encode: shards: cannot create: File exists"
	run_exit 73 bitnet-encode -m "$M" --format u16 --shard-size 3 -o no/shards a
	run_exit 65 bitnet-encode -m "$M" --field t --format u16 --shard-size 3 -o torn <(printf '{"t":"x"}\n{"t":1}\n')
	is "$(echo ./* ./.[!s]*)" "./a ./home ./shards ./want ./.[!s]*"
	run_exit 64 bitnet-encode -m "$M" --shard-size 3 -o x a
	run_exit 64 bitnet-encode -m "$M" --shard-size 3 --format u16 a
}

@test "a signal leaves no part of a folder of shards behind" {
	mkfifo in
	bitnet-encode -m "$M" -0 --format u16 --shard-size 1 -o shards <in 3>&- &
	exec 7>in
	printf 'the fox\0and\0' >&7
	for i in $(seq 100); do
		[ -n "$(find . -name '*.idx')" ] && break
		sleep 0.1
	done
	[ -n "$(find . -name '00000.bin')" ]
	kill -TERM $!
	status=0
	wait $! || status=$?
	is "$status" 143
	exec 7>&-
	is "$(echo ./* ./.[!s]*)" "./home ./in ./.[!s]*"
}

@test "u16 is refused where the vocabulary has more ids" {
	need_data tokenizers/llama3.tiktoken
	run_exit 65 bitnet-encode --tokenizer "$DATA/tokenizers/llama3.tiktoken" --format u16 -o x <(echo a)
	has "$err" "the vocabulary has 128256 ids, and --format u16 holds 65536"
	[ ! -e x ]
	printf 'fox' >a
	run_ok bitnet-encode -m "$M" --format u16 -o raw a
	is "$(od -An -v -tu2 --endian=little raw | xargs)" "$(bitnet-encode -m "$M" a)"
}

@test "a text of any length is encoded in constant memory, with the ids that it has as a whole" {
	need_data tokenizers/gpt2.tokenizer.json
	local how=(--tokenizer "$DATA/tokenizers/gpt2.tokenizer.json")
	for i in $(seq 20); do cat "$DATA/corpus/tinyshakespeare.txt"; printf '<|endoftext|>%s' "$i"; done >text
	# A record is there as a whole.
	bitnet-encode "${how[@]}" -0 --parse-special text | md5sum >want
	run_ok bitnet-encode "${how[@]}" --parse-special text
	md5sum <"$OUT" | diff - want
	run_ok bitnet-encode "${how[@]}" --parse-special -j 2 --json text
	sed 's/{"ids":\[//; s/\]}//; s/,/ /g' "$OUT" | md5sum | diff - want
	limit 300000
	run_ok bash -c "cat text text text text text text text text text text | bitnet-encode ${how[*]} --format u16 | wc -c"
	[ "$out" -gt 100000000 ]
}

@test "with threads the ids of many inputs stand in their order, and one that fails leaves no trace among them" {
	need_data tokenizers/gpt2.tokenizer.json
	local how=(--tokenizer "$DATA/tokenizers/gpt2.tokenizer.json" --add-eos) files=()
	: >./0
	for i in $(seq 30); do head -c $((i * i * 400)) "$DATA/corpus/tinyshakespeare.txt" >"$i"; files+=("$((i - 1))" "none$i"); done
	# Records are there as a whole, and one after the other; of an empty file there is EOS.
	{ echo 50256; for i in $(seq 29); do bitnet-encode "${how[@]}" --null "$i"; done; } >want
	for j in 1 2 5; do
		run_exit 66 bitnet-encode "${how[@]}" -j "$j" "${files[@]}"
		is "$(grep -c 'none[0-9]*: cannot open' "$ERR")" 30
		cmp "$OUT" want
		run_exit 66 bitnet-encode "${how[@]}" -j "$j" --format jsonl --count "${files[@]}"
		is "$(jq -c '.file, .count == (.ids | length)' "$OUT" | tail -n 2 | xargs)" "29 true"
		is "$(wc -l <"$OUT")" 30
	done
}

@test "ids of any number of digits are written as od writes them, and read with zeros in front or none" {
	need_data tokenizers/llama3.tiktoken
	local how=(--tokenizer "$DATA/tokenizers/llama3.tiktoken")
	head -c 300000 "$DATA/corpus/tinyshakespeare.txt" >text
	printf 'café Привет 你好 ! " # $\n' >>text
	bitnet-encode "${how[@]}" --no-bos --format u32 -o raw text
	od -An -v -tu4 --endian=little -w4 raw | tr -d ' ' >want
	for n in 1 2 3 4 5; do grep -q -x "[0-9]\{$n\}" want; done
	grep -q -x '[0-9]\{6\}' want
	run_ok bitnet-encode "${how[@]}" --no-bos text
	tr ' ' '\n' <"$OUT" | cmp - want
	bitnet-decode "${how[@]}" --format u32 raw | cmp - text
	for zeros in '' 0 00 000 00000 0000000000; do
		sed "s/^/$zeros/" want | tr '\n' ' ' | bitnet-decode "${how[@]}" | cmp - text
	done
}

@test "--field names the line that has no such string, or is no object" {
	printf '{"text":"a"}\n{"Text":"a"}\n{"text":"b"}\n' >a
	run_exit 65 bitnet-encode -m "$M" --field text a
	is "$err" "bitnet-encode: a: line 2: the object has no string 'text'"
	is "$(wc -l <"$OUT")" 1
	for bad in '{"text":7}' '{"text":null}' '[1]' '"text"' 'null' '{"text":"a"' '{"text":"a"}{' "{'text':'a'}" '{"text":"a",}' \
		'{"text":"a"} x' '{"text":"a","x":NaN}' '{"text":"a","x":-Infinity}' '{"text":"\uZZZZ"}' 'text'; do
		printf '\n%s\n' "$bad" >a
		run_exit 65 bitnet-encode -m "$M" --field text a
		has "$err" "bitnet-encode: a: line 2: "
		is "$(wc -l <"$ERR")" 1
	done
	printf '{"text":"\377"}\n' >a
	run_exit 65 bitnet-encode -m "$M" --field text a
	printf '{"text":"a\0b"}\n' >a
	run_exit 65 bitnet-encode -m "$M" --field text a
	perl -e 'print "{\"text\":\"a\",\"x\":", "[" x 100000, "]" x 100000, "}\n"' >a
	run_exit 65 bitnet-encode -m "$M" --field text a
	has "$err" "line 1: "
}

@test "u32 is raw little-endian ids of one sequence" {
	printf 'fox' >a
	run_ok bitnet-encode -m "$M" --format u32 -o raw a
	run_ok bitnet-encode -m "$M" a
	is "$(od -An -v -w4 -tu1 raw | awk '{ printf "%s%d", (NR > 1 ? " " : ""), $1 + 256 * ($2 + 256 * ($3 + 256 * $4)) }')" "$out"
	run_exit 64 bitnet-encode -m "$M" --format u32 a a
	has "$err" "--format u32 holds one sequence, and there are 2 inputs"
	printf 'a\0b' >b
	run_exit 64 bitnet-encode -m "$M" --format u32 -0 b
	is "$out" ""
	printf '{"t":"a"}\n{"t":"b"}\n' >b
	run_exit 64 bitnet-encode -m "$M" --format u32 --field t -o raw2 b
	[ ! -e raw2 ]
}

@test "--count writes numbers alone in the text format" {
	printf 'the fox' >a
	: >b
	run_ok bitnet-encode -m "$M" --no-bos a
	n=$(wc -w <"$OUT")
	run_ok bitnet-encode -m "$M" --no-bos --count a b
	is "$out" "$n
0"
	run_exit 64 bitnet-encode -m "$M" --count --format u32 a
	run_exit 64 bitnet-encode -m "$M" --pieces --format text a
	run_exit 64 bitnet-encode -m "$M" --offsets --format u32 a
	has "$err" "--offsets needs --format jsonl"
}

@test "each record is answered before the next one is read" {
	mkfifo to from
	bitnet-encode -m "$M" -0 --count --no-bos <to >from 3>&- &
	exec 7>to 8<from
	for i in 1 2 3; do
		printf 'a\0' >&7
		read -r -t 10 answer <&8
		is "$answer" 1
	done
	exec 7>&- 8<&-
	wait $!
}

@test "memory does not grow with the number of records" {
	limit 200000
	run_ok bash -c "yes '{\"text\":\"the fox\"}' | head -n 60000 | bitnet-encode -m '$M' --field text --format text >many"
	is "$(wc -l <many)" 60000
	[ "$(sort -u many | wc -l)" -eq 1 ]
}

@test "works on all inputs and exits with the first failure's code" {
	printf 'fox' >a
	run_exit 66 bitnet-encode -m "$M" a missing a
	is "$err" "bitnet-encode: missing: cannot open: No such file or directory"
	is "$(wc -l <"$OUT")" 2
	run_exit 66 bitnet-encode -m "$M" a missing -o result
	[ ! -e result ]
	mkdir folder
	run_exit 66 bitnet-encode -m "$M" folder
	has "$err" "bitnet-encode: folder: cannot"
	run_exit 66 bitnet-encode -m "$M" -0 folder
	run_exit 66 bitnet-encode -m "$M" folder/x/y
}

@test "an unreadable file is named" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	printf 'fox' >a
	chmod 0 a
	run_exit 66 bitnet-encode -m "$M" a
	has "$err" "a: cannot open: Permission denied"
}

@test "a model that is missing, empty, a folder or no GGUF is refused by name" {
	: >empty
	mkdir folder
	printf 'fox' >a
	run_exit 66 bitnet-encode -m missing a
	has "$err" "bitnet-encode: missing: "
	run_exit 65 bitnet-encode -m empty a
	has "$err" "bitnet-encode: empty: "
	run_exit 66 bitnet-encode -m folder a
	run_exit 65 bitnet-encode -m a a
	run_exit 66 bitnet-encode --tokenizer missing a
	run_exit 65 bitnet-encode --tokenizer empty a
	run_exit 66 bitnet-encode --tokenizer folder a
	run_exit 65 bitnet-encode --tokenizer a a
	is "$out" ""
}

@test "without any tokenizer the message begins as the tutorial says, and names a command" {
	printf 'fox' >a
	mkdir alone
	cp "$FIXTURES/bitnet-notok.gguf" alone/m.gguf
	run_exit 66 bitnet-encode -m alone/m.gguf a
	has "$err" "bitnet-encode: No compatible tokenizer found for "
	has "$err" " model with vocab_size 512"
	lacks "$err" "(strict mode)"
	BITNET_STRICT_TOKENIZERS=1 run_exit 66 bitnet-encode -m alone/m.gguf a
	has "$err" " model with vocab_size 512 (strict mode)"
	run_exit 66 bitnet-encode -m alone/m.gguf --json a
	schema_ok error "$ERR"
	has "$err" '"message":"No compatible tokenizer found for '
}

@test "--tokenizer with a model is compared with its vocabulary: a warning, an error under strict" {
	printf 'fox' >a
	run_ok bitnet-encode -m "$M" --tokenizer "$M" a
	is "$err" ""
	run_ok bitnet-encode -m "$M" --tokenizer "$L" a
	has "$err" "bitnet-encode: warning: "
	run_ok bitnet-encode -q -m "$M" --tokenizer "$L" a
	is "$err" ""
	BITNET_STRICT_TOKENIZERS=yes run_exit 65 bitnet-encode -m "$M" --tokenizer "$L" a
	is "$out" ""
}

@test "-v says which tokenizer was taken" {
	printf 'fox' >a
	run_ok bitnet-encode -v -m "$M" a
	has "$err" "bitnet-encode: info: tokenizer: embedded, gguf, bpe, pre gpt-2, 512 ids"
	run_ok bitnet-encode -v --tokenizer "$L" a
	has "$err" "bitnet-encode: info: tokenizer: explicit, gguf, spm, 512 ids"
}

@test "a saved document of tok-discover names the tokenizer, with a model and without" {
	printf 'fox' >a
	run_ok bitnet-tok-discover "$M"
	cp "$OUT" doc.json
	run_ok bitnet-encode -m "$M" a
	want=$out
	run_ok bitnet-encode --tokenizer doc.json a
	is "$out" "$want"
	run_ok bitnet-encode -m "$M" --tokenizer doc.json a
	is "$out" "$want"
}

@test "no operand and a terminal on standard input is wrong usage, not silence" {
	command -v script >/dev/null
	status=0
	script -qec "bitnet-encode -m '$M'" typescript </dev/null >shown || status=$?
	is "$status" 64
	has "$(cat shown)" "standard input is a terminal"
}

@test "raw ids are not written to a terminal" {
	printf 'fox' >a
	status=0
	script -qec "bitnet-encode -m '$M' --format u32 a" typescript </dev/null >shown || status=$?
	is "$status" 64
	has "$(cat shown)" "the output is binary and goes to a terminal"
}

@test "needs a model or a tokenizer" {
	run_exit 64 bitnet-encode
	is "$err" "bitnet-encode: --model (-m) or --tokenizer is needed
bitnet-encode: Try 'bitnet-encode --help'."
	run_exit 64 bitnet-encode -m "$M" -0 --field x
	has "$err" "exclude each other"
}

@test "--check says where two tokenizers differ, and exits 1; 0 where they do not" {
	run_exit 0 bitnet-encode --check "$M" "$M"
	is "$out" ""
	run_exit 1 bitnet-encode --check "$M" "$L"
	has "$out" "probes	'Hello world'	from token "
	has "$out" "probes	all probes	"
	is "$(grep -c '^probes' "$OUT")" 6
	run_exit 1 bitnet-encode --check --json "$M" "$L"
	schema_ok encode-check "$OUT"
	is "$(jq -r '.same, (.differences | length > 0)' <"$OUT" | tr '\n' ' ')" "false true "
	run_exit 0 bitnet-encode --check --json "$M" "$M"
	is "$(jq -r .same <"$OUT")" true
	run_exit 64 bitnet-encode --check "$M"
	has "$err" "--check takes two files"
	run_exit 64 bitnet-encode --check --count "$M" "$M"
	has "$err" "--check does not go with"
	run_exit 66 bitnet-encode --check "$M" nowhere.json
}

@test "a rank file of an unknown vocabulary needs --pre" {
	printf 'YQ== 0\nYg== 1\nYWI= 2\n' >x.tiktoken
	printf 'abba' >a
	run_exit 65 bitnet-encode --tokenizer x.tiktoken a
	has "$err" "x.tiktoken: ranks are of no list that is known"
	has "$err" "--pre NAME"
	run_ok bitnet-encode --tokenizer x.tiktoken --pre gpt-2 a
	is "$out" "2 1 0"
	printf '2 1 0' >ids
	run_ok bitnet-decode --tokenizer x.tiktoken --pre gpt-2 ids
	is "$out" "abba"
	run_exit 65 bitnet-encode --tokenizer x.tiktoken --pre nothing a
	has "$err" "pre-tokeniser 'nothing' is not supported"
	# A file that says itself how text is cut refuses it by name.
	printf '{"model":{}}' >t.json
	for t in "$M" t.json; do
		run_exit 65 bitnet-encode --tokenizer "$t" --pre gpt-2 a
		has "$err" "pre-tokeniser 'gpt-2' does not go with a file of this kind"
	done
	run_exit 1 bitnet-encode --check --pre gpt-2 x.tiktoken "$M"
	has "$out" "tokens	id 0	is 'a' in the first, "
	run_exit 64 bitnet-encode -m "$M" --pre gpt-2 a
	has "$err" "--pre goes with --tokenizer"
}

@test "--policy chooses whose tokenizer it is to be, and is refused where it means nothing" {
	need_data tokenizers/llama2.tokenizer.model
	local model=$DATA/tokenizers/llama2.tokenizer.model gguf=$DATA/tokenizers/ggml-vocab-llama-spm.gguf
	printf 'a\377b' >text
	run_ok bitnet-encode --tokenizer "$model" --no-bos text
	is "$out" "263 30140 29890"
	run_ok bitnet-encode --tokenizer "$model" --no-bos --policy hf text
	is "$out" "263 258 29890"
	run_ok bitnet-encode --tokenizer "$gguf" --no-bos text
	is "$out" "263 258 29890"
	run_exit 1 bitnet-encode --check "$model" "$gguf"
	has "$out" "facts	policy	is sentencepiece in the first, hf in the second"
	run_ok bitnet-encode --check --policy hf "$model" "$gguf"
	run_ok bitnet-encode -m "$gguf" --no-bos --policy sentencepiece text
	is "$out" "263 30140 29890"
	echo 263 0 >ids
	run_ok bitnet-decode --tokenizer "$model" ids
	is "$out" "a ⁇ "
	run_ok bitnet-decode --tokenizer "$model" --policy hf ids
	is "$out" "a<unk>"
	run_exit 65 bitnet-encode --tokenizer "$DATA/tokenizers/gpt2.tokenizer.json" --policy llama.cpp text
	has "$err" "policy 'llama.cpp'"
	run_exit 65 bitnet-encode --tokenizer "$DATA/tokenizers/ggml-vocab-gpt-2.gguf" --policy sentencepiece text
	has "$err" "policy 'sentencepiece'"
	run_exit 64 bitnet-encode --tokenizer "$gguf" --policy rust text
}

# ---- compiled tokenizers

# m.gguf, whose next change is seen: see bitnet(1) FILES.
settled() {
	cp "$M" m.gguf
	sleep 0.1
}

images() {
	find "${1:-$HOME/.cache/bitnet}"/compiled -type f 2>/dev/null
}

@test "the first start compiles the tokenizer into the cache, others map it; a damaged one is made again" {
	settled
	run_ok bitnet-encode -m m.gguf "$top_srcdir/README"
	cp "$OUT" want
	image=$(images)
	[ -s "$image" ]
	cp "$image" first
	inode=$(stat -c %i "$image")
	run_ok bitnet-encode -m m.gguf "$top_srcdir/README"
	same "$OUT" want
	is "$(stat -c %i "$image")" "$inode"
	run_ok bitnet-encode -v -m m.gguf "$top_srcdir/README"
	same "$OUT" want
	has "$err" "tokenizer: embedded, gguf, bpe"
	run_ok bitnet-decode --skip-special -m m.gguf want
	cmp "$OUT" "$top_srcdir/README"
	printf 'damage' | dd of="$image" bs=1 seek=5000 conv=notrunc status=none
	run_ok bitnet-encode -m m.gguf "$top_srcdir/README"
	same "$OUT" want
	cmp "$image" first
	truncate -s 4000 "$image"
	run_ok bitnet-encode -m m.gguf "$top_srcdir/README"
	same "$OUT" want
	cmp "$image" first
}

@test "BITNET_CACHE_DIR and XDG_CACHE_HOME say where; a cache that cannot be, or no home at all, costs time only" {
	settled
	echo hello >text
	run_ok bitnet-encode -m m.gguf text
	want=$out
	BITNET_CACHE_DIR=$PWD/own run_ok bitnet-encode -m m.gguf text
	[ -n "$(images own)" ]
	XDG_CACHE_HOME=$PWD/xdg run_ok bitnet-encode -m m.gguf text
	[ -n "$(images xdg/bitnet)" ]
	BITNET_CACHE_DIR=/dev/null/no run_ok bitnet-encode -m m.gguf text
	is "$out$err" "$want"
	mkdir -m 0500 closed
	BITNET_CACHE_DIR=closed run_ok bitnet-encode -m m.gguf text
	is "$out$err" "$want"
	run_ok env -u HOME bitnet-encode -m m.gguf text
	is "$out$err" "$want"
	HOME=$PWD/none/home run_ok bitnet-encode -m m.gguf text
	is "$out$err" "$want"
	[ ! -e none ]
	rm -rf "$HOME/.cache"
	run_ok bitnet-encode -m m.gguf text
	is "$out$err" "$want"
}

@test "a tokenizer put beside the model, or another model under its name, is not hidden by what was compiled" {
	settled
	echo hello >text
	run_ok bitnet-encode -m m.gguf text
	run_ok bitnet-encode -m m.gguf text
	cp "$L" m.tokenizer.json
	run_ok bitnet-encode -m m.gguf -v text
	has "$err" "m.tokenizer.json: rejected"
	rm m.tokenizer.json
	cp "$L" m.gguf
	run_ok bitnet-encode -m "$L" text
	want=$out
	run_ok bitnet-encode -m m.gguf text
	is "$out" "$want"
	run_exit 66 bitnet-encode -m missing.gguf text
}
