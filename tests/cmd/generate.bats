#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bitnet-generate on one prompt and on token ids, with the tiny models of the build.  The numbers are
# checked in generate-ref.bats; here it is what is made of them.
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
}

gen() {
	run_ok bitnet-generate -m "$M" "$@"
}

differ() {
	if cmp -s "$1" "$2"; then
		echo "$1 and $2 are equal"
		return 1
	fi
}

@test "the answer to a prompt is the same each time and goes to stdout alone" {
	gen -p "Once upon a time" -n 16
	cp "$OUT" first
	is "$err" ""
	[ -s first ]
	gen -p "Once upon a time" -n 16
	same first "$OUT"
}

@test "-n, --count, --max-tokens and --max-new-tokens mean the same, and only one may be given" {
	gen -p "The fox" --ids --ignore-eos -n 5
	is "$(wc -w <"$OUT")" 5
	cp "$OUT" want
	for o in --count --max-tokens --max-new-tokens; do
		gen -p "The fox" --ids --ignore-eos "$o" 5
		same want "$OUT"
	done
	run_exit 64 bitnet-generate -m "$M" -p x -n 5 --max-tokens 5
	has "$err" "exclude each other"
}

@test "128 tokens are the default" {
	gen -p "The fox" --ids --ignore-eos
	is "$(wc -w <"$OUT")" 128
}

@test "--prompt-file takes the bytes of a file as -p does, and - is standard input" {
	printf 'The river\n said ' >prompt
	gen -p 'The river
 said ' -n 8
	cp "$OUT" want
	gen --prompt-file prompt -n 8
	same want "$OUT"
	gen --prompt-file - -n 8 <prompt
	same want "$OUT"
}

@test "a prompt is encoded as bitnet-encode does, and special tokens in it are text" {
	printf 'a <|eot_id|> in the text' >prompt
	run_ok bitnet-encode -m "$M" prompt
	cp "$OUT" ids
	gen --tokens ids --ids -n 8
	cp "$OUT" want
	gen --prompt-file prompt --ids -n 8
	same want "$OUT"
}

@test "text through encode, generate --tokens --ids and decode is that of generate -p" {
	for f in bitnet llama gpt2; do
		printf 'There was a little river' >text
		run_ok bitnet-encode -m "$FIXTURES/$f.gguf" text
		cp "$OUT" ids
		run_ok bitnet-generate -m "$FIXTURES/$f.gguf" --tokens ids --ids -n 24
		cp "$OUT" more
		run_ok bitnet-decode -m "$FIXTURES/$f.gguf" more
		cp "$OUT" decoded
		run_ok bitnet-generate -m "$FIXTURES/$f.gguf" --prompt-file text -n 24
		same decoded "$OUT"
	done
}

@test "a model without a tokenizer runs on ids and says so when text is wanted" {
	run_ok bitnet-generate -m "$FIXTURES/bitnet-notok.gguf" --tokens - --ids -n 4 <<<"1 2 3"
	is "$(wc -w <"$OUT")" 4
	run_exit 66 bitnet-generate -m "$FIXTURES/bitnet-notok.gguf" --tokens - -n 4 <<<"1 2 3"
	has "$err" "No compatible tokenizer found for"
	run_exit 66 bitnet-generate -m "$FIXTURES/bitnet-notok.gguf" -p x
	has "$err" "No compatible tokenizer found for"
}

@test "--tokenizer takes the tokenizer of another file" {
	gen -p "The fox" -n 8
	cp "$OUT" want
	run_ok bitnet-generate -m "$FIXTURES/bitnet-notok.gguf" --tokenizer "$M" -p "The fox" -n 8
	same want "$OUT"
}

@test "--tokens takes a folder of shards, a sequence after the other" {
	printf 'the fox\0and the' | bitnet-encode -m "$M" -0 --format u16 --shard-size 1 -o shards
	printf 'the fox\0and the' | bitnet-encode -m "$M" -0 >ids
	run_ok bitnet-generate -m "$M" --tokens ids --ids -n 4 --ignore-eos
	cp "$OUT" want
	run_ok bitnet-generate -m "$M" --tokens shards --ids -n 4 --ignore-eos
	same "$OUT" want
}

@test "ids go to decode through a pipe as they come" {
	run_ok bash -c "bitnet-generate -m '$M' -p 'The fox' --ids -n 8 --ignore-eos | bitnet-decode -m '$M'"
	cp "$OUT" got
	run_ok bitnet-generate -m "$M" -p 'The fox' --ids -n 8 --ignore-eos
	cp "$OUT" ids
	run_ok bitnet-decode -m "$M" ids
	same got "$OUT"
}

# A decoder that knows what a token is only when the next one has come, or none: the text of the last one
# must not be lost.
@test "the text of the last token is written when the decoder waits for the next one" {
	perl -e 'print "{\"model\":{\"type\":\"BPE\",\"vocab\":{", join(",", map { "\"w$_</w>\":$_" } 0 .. 511),
		"},\"merges\":[]},\"decoder\":{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"}}"' >words.json
	local how=(-m "$FIXTURES/bitnet-notok.gguf" --tokenizer words.json --ignore-eos -n 5)
	printf '1 2 3\n' >prompt
	run_ok bitnet-generate "${how[@]}" --tokens prompt --ids
	want=$(sed 's/[0-9][0-9]*/w&/g' "$OUT")
	run_ok bitnet-generate "${how[@]}" --tokens prompt
	is "$out" "$want"
	run_ok bitnet-generate "${how[@]}" --tokens prompt --json
	is "$(jq -r .text "$OUT")" "$want"
	# A stop string in what the end brings.
	run_ok bitnet-generate "${how[@]}" --tokens prompt --stop "${want##* }"
	is "$out" "${want% *} "
}

@test "each sequence gets one line of ids, in order, and does not depend on its neighbours" {
	printf '1 2 3\n4 5\n1 2 3\n' >three
	gen --tokens three --ids --ignore-eos -n 6
	is "$(wc -l <"$OUT")" 3
	cp "$OUT" all
	gen --tokens - --ids --ignore-eos -n 6 <<<"4 5"
	is "$out" "$(sed -n 2p all)"
	is "$(sed -n 1p all)" "$(sed -n 3p all)"
}

@test "the text of one sequence stands alone, those of several end with a newline each" {
	gen --tokens - -n 4 --ignore-eos <<<"1 2 3"
	cp "$OUT" one
	gen --tokens - -n 4 --ignore-eos <<<"4 5"
	cp "$OUT" two
	gen --tokens - -n 4 --ignore-eos < <(printf '1 2 3\n4 5\n')
	cmp "$OUT" <(cat one; echo; cat two; echo)
}

@test "token ids may be JSON lines or u32, and --json keeps their id" {
	gen --tokens - --ids -n 4 <<<"1 2 3"
	cp "$OUT" want
	gen --tokens - --ids -n 4 <<<'{"id":"a","ids":[1,2,3]}'
	same want "$OUT"
	gen --tokens - --format u32 --ids -n 4 < <(printf '\1\0\0\0\2\0\0\0\3\0\0\0')
	same want "$OUT"
	gen --tokens - --json -n 4 < <(printf '{"id":"a","ids":[1,2,3]}\n{"id":7,"ids":[1,2,3]}\n')
	is "$(jq -c .id "$OUT")" $'"a"\n7'
	schema_ok generate "$OUT" --lines
	run_exit 65 bitnet-generate -m "$M" --tokens - --format jsonl --ids <<<"1 2 3"
	has "$err" "not a JSON object"
}

@test "a sequence that cannot be answered leaves an empty line, and the others are answered" {
	printf '1 2 3\n\n999999\n4 5\n' >in
	run_exit 65 bitnet-generate -m "$M" --tokens in --ids -n 4 --ignore-eos
	is "$(wc -l <"$OUT")" 4
	is "$(sed -n 2p "$OUT")" ""
	is "$(sed -n 3p "$OUT")" ""
	is "$(sed -n 4p "$OUT" | wc -w)" 4
	has "$err" "in: line 2: the prompt has no ids"
	has "$err" "in: line 3: id 999999 at position 0 is not below the model's 512"
	mkdir -p a/folder/with/a/name/that/is/longer/than/others
	cp in a/folder/with/a/name/that/is/longer/than/others/in
	run_exit 65 bitnet-generate -m "$M" --tokens a/folder/with/a/name/that/is/longer/than/others/in --ids -n 1
	has "$err" "/longer/than/others/in: line 3: id 999999"
	run_exit 65 bitnet-generate -m "$M" --tokens in --json -n 4
	is "$(jq -c '.error.name' "$OUT")" $'null\n"empty_prompt"\n"id_out_of_range"\nnull'
	schema_ok generate "$OUT" --lines
	schema_ok error "$ERR" --lines
}

@test "an empty prompt starts from BOS, and is an error where the vocabulary adds none" {
	gen -p '' -n 4
	gen --prompt-file /dev/null -n 4
	need_data models/e2e-gpt2.gguf
	run_exit 65 bitnet-generate -m "$DATA/models/e2e-gpt2.gguf" -p '' -n 4
	has "$err" "the prompt has no ids: a model needs one to start from"
}

@test "the answer ends before a stop string, also when that is spread over tokens" {
	gen -p "Once upon a time" -n 40 --ignore-eos
	cp "$OUT" whole
	# every text of 3 to 9 bytes in it, from a few places, cuts there
	for at in 5 11 23 30; do
		for len in 1 3 9; do
			stop=$(tail -c +$((at + 1)) whole | head -c $len)
			printf '%s' "$stop" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 || continue
			[ "$(printf '%s' "$stop" | wc -c)" -eq $len ] || continue
			want=$(grep -abo -F -e "$stop" whole | head -n 1 | cut -d: -f1)
			case $stop in *$'\n'*) continue ;; esac
			gen -p "Once upon a time" -n 40 --ignore-eos --stop "never in it" --stop "$stop" -v
			cmp "$OUT" <(head -c "$want" whole)
			has "$err" "end: stop"
		done
	done
}

@test "what might have become a stop string is written when it did not" {
	gen -p "Once upon a time" -n 40 --ignore-eos
	cp "$OUT" whole
	gen -p "Once upon a time" -n 40 --ignore-eos --stop "$(tail -c 6 whole | iconv -c -f UTF-8 -t UTF-8)x"
	same whole "$OUT"
}

@test "ids of tokens whose text reaches into a stop string are not written" {
	gen -p "Once upon a time" -n 20 --ignore-eos
	stop=$(grep -aoE '[a-z]{3}' "$OUT" | sed -n 2p)
	[ -n "$stop" ]
	gen -p "Once upon a time" -n 20 --ignore-eos --json
	cp "$OUT" whole.json
	gen -p "Once upon a time" -n 20 --ignore-eos --json --stop "$stop"
	cp "$OUT" cut.json
	gen -p "Once upon a time" -n 20 --ignore-eos --ids --stop "$stop"
	is "$out" "$(jq -r '.ids | map(tostring) | join(" ")' cut.json)"
	is "$(jq -c '.ids' cut.json)" "$(jq -c --argjson n "$(jq '.ids | length' cut.json)" '.ids[:$n]' whole.json)"
	jq -e '.finish_reason == "stop"' cut.json
}

@test "the end reason is length, context or eos" {
	gen -p "The fox" -n 3 --ignore-eos -v
	has "$err" "info: end: length"
	gen -p "The fox" -c 12 --ignore-eos --ids -v
	has "$err" "info: end: context"
	has "$err" "warning: the context of "
	n=$(wc -w <"$OUT")
	run_ok bitnet-encode -m "$M" - < <(printf 'The fox')
	is $((n + $(wc -w <"$OUT"))) 13
}

@test "an end token ends the answer and is not written, unless --ignore-eos" {
	# An end token comes up sooner or later when everything is equally likely.
	s=0
	while :; do
		gen -p "The fox" -n 400 --temp 100 --seed $s --json
		[ "$(jq -r .finish_reason "$OUT")" = eos ] && break
		s=$((s + 1))
		[ $s -lt 20 ]
	done
	cp "$OUT" ended.json
	gen -p "The fox" -n 400 --temp 100 --seed $s --json --ignore-eos
	n=$(jq '.ids | length' ended.json)
	is "$(jq -c .ids ended.json)" "$(jq -c ".ids[:$n]" "$OUT")"
	next=$(jq ".ids[$n]" "$OUT")
	[ "$next" = 508 ] || [ "$next" = 511 ]
}

@test "a prompt that does not fit into the context is an error with both numbers" {
	run_exit 65 bitnet-generate -m "$M" --tokens - --ids -c 4 <<<"1 2 3 4 5"
	has "$err" "the prompt has 5 ids, the context holds 4"
	run_ok bitnet-generate -m "$M" --tokens - --ids -c 4 --ignore-eos <<<"1 2 3 4"
	is "$(wc -w <"$OUT")" 1
}

@test "sampling depends on the seed alone" {
	gen -p "The fox" --temp 1 --seed 7 --ids -n 12
	cp "$OUT" seven
	gen -p "The fox" --temp 1 --seed 7 --ids -n 12 -j 2
	same seven "$OUT"
	gen -p "The fox" --temp 1 --seed 8 --ids -n 12
	differ seven "$OUT"
}

@test "the seed is --seed, else BITNET_SEED, else 42 when deterministic, else random, and is said" {
	seed_of() {
		run_ok env "$@" --json -m "$M" -p x -n 1
		jq -r .seed "$OUT"
	}
	is "$(seed_of BITNET_SEED=5 BITNET_DETERMINISTIC=1 bitnet-generate --seed 9)" 9
	is "$(seed_of BITNET_SEED=5 BITNET_DETERMINISTIC=1 bitnet-generate)" 5
	is "$(seed_of BITNET_DETERMINISTIC=1 bitnet-generate)" 42
	[ "$(seed_of bitnet-generate)" != "$(seed_of bitnet-generate)" ]
	is "$(seed_of bitnet-generate --seed 18446744073709551614)" 18446744073709551614
	gen -p x -n 1 -v --seed 77
	has "$err" "info: seed: 77"
	run_exit 78 env BITNET_SEED=many bitnet-generate -m "$M" -p x
	has "$err" "BITNET_SEED='many' is not a number"
}

@test "a random answer can be had again by the seed that was said" {
	gen -p "The fox" --temp 1 -n 12 --json
	cp "$OUT" first.json
	gen -p "The fox" --temp 1 -n 12 --json --seed "$(jq -r .seed first.json)"
	is "$(jq -c .ids "$OUT")" "$(jq -c .ids first.json)"
}

@test "top-k 1, a tiny top-p and a min-p of 1 leave the likeliest token" {
	gen -p "The fox" --ids -n 12
	cp "$OUT" greedy
	for o in "--top-k 1" "--top-p 0.000001" "--min-p 1"; do
		# shellcheck disable=SC2086
		gen -p "The fox" --ids -n 12 --temp 0.9 --seed 3 $o
		same greedy "$OUT"
	done
}

@test "a repeat penalty changes the answer that repeats itself" {
	gen -p "The fox" --ids -n 60 --ignore-eos
	cp "$OUT" plain
	gen -p "The fox" --ids -n 60 --ignore-eos --repeat-penalty 1
	same plain "$OUT"
	gen -p "The fox" --ids -n 60 --ignore-eos --repeat-penalty 50
	differ plain "$OUT"
	[ "$(tr ' ' '\n' <"$OUT" | sort -u | wc -l)" -gt "$(tr ' ' '\n' <plain | sort -u | wc -l)" ]
}

@test "one, two and five threads, the portable level and both caches answer within their promise" {
	gen -p "The fox and the river" --ids -n 24 -j 1 --dump-logits one
	cp "$OUT" ids
	for o in "-j 2" "-j 5" "--cpu c"; do
		# shellcheck disable=SC2086
		gen -p "The fox and the river" --ids -n 24 $o --dump-logits other
		same ids "$OUT"
		same one other
	done
}

@test "the logits are one row of the vocabulary for each prompt position" {
	gen --tokens - --ids -n 0 --dump-logits three <<<"1 2 3"
	is "$(wc -c <three)" $((3 * 512 * 4))
	gen --tokens - --ids -n 0 --dump-logits two <<<"1 2"
	cmp -n $((2 * 512 * 4)) two three
	gen --tokens - --ids -n 0 --dump-logits both < <(printf '1 2\n1 2 3\n')
	cmp both <(cat two three)
}

@test "a dump of logits is complete or absent" {
	run_exit 65 bitnet-generate -m "$M" --tokens - --ids --dump-logits dump <<<"1 2 99999"
	[ ! -e dump ]
	is "$(find . -name '*dump*' | wc -l)" 0
	run_exit 73 bitnet-generate -m "$M" -p x --dump-logits no/such/folder
	run_exit 74 bitnet-generate -m "$M" -p x --dump-logits /dev/full
	is "$err" "bitnet-generate: /dev/full: cannot write: No space left on device"
	run_exit 64 bitnet-generate -m "$M" -p x --dump-logits -
	run_exit 74 sh -c 'bitnet-generate -m "$1" -p x -n 4 --dump-logits dump >/dev/full' - "$M"
	bash -c 'bitnet-generate -m "$1" -p x -n 300 --ignore-eos --dump-logits dump | :' - "$M"
	is "$(find . -name '.dump*' | wc -l)" 0
}

@test "--json is one object with text, ids, counts, reason, seed, times and memory" {
	gen -p "The fox" -n 6 --json --ignore-eos
	is "$(wc -l <"$OUT")" 1
	schema_ok generate "$OUT"
	jq -e '.completion_tokens == 6 and (.ids | length) == 6 and .finish_reason == "length" and .memory.peak_bytes > 100000' "$OUT"
	jq -j 'if (.text | type) == "string" then .text else (.text.bytes | implode) end' "$OUT" >text
	gen -p "The fox" -n 6 --ignore-eos
	[ "$(jq -Rs 'type' text)" = '"string"' ]
}

@test "ids without a tokenizer have no text in JSON" {
	run_ok bitnet-generate -m "$FIXTURES/bitnet-notok.gguf" --tokens - --ids --json -n 4 <<<"1 2 3"
	jq -e '.text == null and (.ids | length) == 4' "$OUT"
	schema_ok generate "$OUT"
}

@test "messages are put into the template of the model or the one asked for" {
	cat >m.json <<-'EOT'
	[{"role":"system","content":"Be brief."},{"role":"user","content":" Where is the <|eot_id|> fox? "}]
	EOT
	printf '{"messages":%s}' "$(cat m.json)" >o.json
	gen --messages m.json --ids -n 8 -v
	cp "$OUT" guessed
	gen --messages o.json --ids -n 8
	same guessed "$OUT"
	gen --messages m.json --ids -n 8 --chat-template bitnet
	same guessed "$OUT"
	run_ok bitnet-encode -m "$M" --parse-special - < <(printf 'System: Be brief.<|eot_id|>User: Where is the ')
	a=$out
	run_ok bitnet-encode -m "$M" --no-bos - < <(printf '<|eot_id|> fox?')
	b=$out
	gen --messages m.json --json -n 1 --chat-template bitnet
	[ "$(jq .prompt_tokens "$OUT")" -gt $(($(wc -w <<<"$a $b"))) ]
	gen --messages m.json --ids -n 8 --chat-template llama3
	differ guessed "$OUT"
	gen --messages m.json --ids -n 8 --chat-template raw
	gen --messages - --ids -n 8 <m.json
	same guessed "$OUT"
}

@test "content may be a list of texts" {
	echo '[{"role":"user","content":"Where is the fox?"}]' >m.json
	gen --messages m.json -n 8
	cp "$OUT" want
	echo '[{"role":"user","content":[{"type":"text","text":"Where is "},{"type":"text","text":"the fox?"}]}]' >m.json
	gen --messages m.json -n 8
	same want "$OUT"
}

@test "wrong messages are refused by what is wrong" {
	bad() {
		printf '%s' "$1" >m.json
		run_exit 65 bitnet-generate -m "$M" --messages m.json
		has "$err" "m.json: "
		has "$err" "$2"
	}
	bad '' ''
	bad '[{"role":"user"' ''
	bad '{}' "'messages' is not an array"
	bad '[]' "0 messages"
	bad '[1]' "message 1 is not an object"
	bad '[{"content":"x"}]' "message 1: 'role' is not a string"
	bad '[{"role":"user"}]' "message 1 has no 'content'"
	bad '[{"role":"user","content":5}]' "message 1: 'content' is not a string"
	bad '[{"role":"user","content":[{"type":"image_url"}]}]' "part 1 of the content is no text"
	bad '[{"role":"wizard","content":"x"}]' "wizard"
	bad "$(printf '[%.0s' $(seq 200))" ''
}

@test "--device cuda is not available, auto and cpu are" {
	run_exit 69 bitnet-generate -m "$M" -p x -n 1 --device cuda
	has "$err" "device 'cuda' is not available"
	run_exit 69 bitnet-generate -m "$M" -p x -n 1 --device cuda --json
	is "$(jq -c '.error | [.name, .retryable]' "$ERR")" '["no_device",false]'
	run_exit 69 env BITNET_DEVICE=cuda bitnet-generate -m "$M" -p x -n 1
	run_ok env BITNET_DEVICE=cuda bitnet-generate -m "$M" -p x -n 1 --device cpu
	gen -p x -n 1 -v
	is "$(grep -c 'device: cpu (auto' "$ERR")" 1
	run_exit 78 env BITNET_DEVICE=tpu bitnet-generate -m "$M" -p x
	has "$err" "BITNET_DEVICE='tpu' is not one of auto, cpu, cuda"
}

@test "--cpu and BITNET_CPU choose a level that the machine has" {
	gen -p x -n 1 --cpu c -v
	has "$err" "cpu level: c"
	run_ok env BITNET_CPU=c bitnet-generate -m "$M" -p x -n 1 --json
	is "$(jq -r .cpu_level "$OUT")" c
	run_exit 64 bitnet-generate -m "$M" -p x --cpu mmx
	run_exit 78 env BITNET_CPU=mmx bitnet-generate -m "$M" -p x
	level=neon
	[ "$(uname -m)" = aarch64 ] && level=avx2
	run_exit 69 bitnet-generate -m "$M" -p x --cpu $level
	has "$err" "CPU level '$level' is not available: this machine has c"
}

@test "threads are -j, else the variables, else the CPUs that the process may use" {
	gen -p x -n 1 -v -j 3
	has "$err" "threads: 3"
	run_ok env BITNET_NUM_THREADS=2 OMP_NUM_THREADS=4 bitnet-generate -m "$M" -p x -n 1 -v
	has "$err" "threads: 2"
	run_ok env OMP_NUM_THREADS=4 bitnet-generate -m "$M" -p x -n 1 -v
	has "$err" "threads: 4"
	run_ok env OMP_NUM_THREADS=4,2 bitnet-generate -m "$M" -p x -n 1 -v
	has "$err" "warning: OMP_NUM_THREADS='4,2'"
	is "$(grep -c OMP_NUM_THREADS "$ERR")" 1
	run_exit 78 env BITNET_NUM_THREADS=0 bitnet-generate -m "$M" -p x -n 1
	run_ok taskset -c "$(taskset -cp $$ | sed 's/.*: \([0-9]*\).*/\1/')" bitnet-generate -m "$M" -p x -n 1 -v
	has "$err" "threads: 1,"
}

@test "tiles of TL tensors come from the file or from --tl-config, and a text that gives none is an error" {
	tl=$top_srcdir/tests/fuzz/corpus/model/tl1
	run_ok bitnet-generate -m "$tl" --tokens - --ids -n 1 --dump-logits recorded <<<"1 2 3"
	run_ok bitnet-generate -m "$tl" --tokens - --ids -n 1 --dump-logits given --tl-config 32x32:16,16,16/16x32:16,16,16 <<<"1 2 3"
	run_ok bitnet-generate -m "$tl" --tokens - --ids -n 1 --dump-logits other --tl-config 32x32:32,16,32 <<<"1 2 3"
	same recorded given
	differ recorded other
	run_exit 64 bitnet-generate -m "$tl" --tokens - --ids --tl-config 32x32 <<<"1 2 3"
	has "$err" "--tl-config: '32x32' does not begin with tiles, ROWSxCOLS:BM,BK,bm"
	run_exit 65 bitnet-generate -m "$tl" --tokens - --ids --tl-config 32x32:24,16,16 <<<"1 2 3"
	has "$err" "can not be TL1 with tiles of 24,16,16: BM is no multiple of bm"
}

@test "the two I2_S layouts are read differently" {
	gen --tokens - --ids -n 0 --i2s-layout x86 --dump-logits x86 <<<"1 2 3"
	gen --tokens - --ids -n 0 --dump-logits default <<<"1 2 3"
	gen --tokens - --ids -n 0 --i2s-layout arm --dump-logits arm <<<"1 2 3"
	same x86 default
	differ x86 arm
}

@test "on a terminal the answer ends with a newline" {
	gen -p "The fox" -n 3 --ignore-eos
	cp "$OUT" want
	[ "$(tail -c 1 want | od -An -tx1)" != " 0a" ]
	script -qec "bitnet-generate -m '$M' -p 'The fox' -n 3 --ignore-eos" /dev/null </dev/null >seen
	cmp <(cat want; printf '\r\n') seen
}

@test "-v says what was chosen, how fast it was and how much memory it took" {
	gen -p "The fox" -n 4 -v
	for w in "tokenizer: " "threads: " "context: 512" "tokens/s" "bytes at the peak" "end: "; do
		has "$err" "$w"
	done
	is "$(grep -vc '^bitnet-generate: ' "$ERR")" 0
	is "$(grep -c 'kernel ' "$ERR")" 0
	gen -p "The fox" -n 4 -vv
	has "$err" "kernel gemm_tern: "
}

@test "--low-memory changes no result" {
	gen -p "The fox" -n 12 --ignore-eos
	cp "$OUT" want
	gen -p "The fox" -n 12 --ignore-eos --low-memory
	cmp "$OUT" want
}

@test "-c 0 is the model's context and the default is no more than it" {
	gen -p x -n 1 -v -c 0
	has "$err" "context: 512"
	gen -p x -n 1 -v -c 32
	has "$err" "context: 32"
}

@test "-o writes a file that is complete or absent" {
	gen -p "The fox" -n 8
	cp "$OUT" want
	gen -p "The fox" -n 8 -o answer
	same want answer
	is "$out" ""
	run_exit 65 bitnet-generate -m "$M" --tokens - --ids -o none <<<"1 x"
	[ ! -e none ]
	is "$(find . -name '.none*' | wc -l)" 0
	run_exit 73 bitnet-generate -m "$M" -p x -o no/such/folder
	bitnet-generate -m "$M" -p "The fox" -n 500 --ignore-eos -c 512 -o killed &
	pid=$!
	for _ in $(seq 200); do
		[ -n "$(find . -name '.killed*')" ] && break
		sleep 0.02
	done
	kill -TERM $pid || true
	st=0
	wait $pid || st=$?
	if [ "$st" -ne 0 ]; then
		is "$st" 143
		[ ! -e killed ]
	fi
	is "$(find . -name '.killed*' | wc -l)" 0
}

@test "a stream of text never cuts a character" {
	# All bytes are tokens of the vocabulary: at a high temperature characters are made of several.
	gen -p "naïve café" -n 200 --temp 1.5 --seed 5 --ignore-eos
	cp "$OUT" whole
	mkfifo pipe
	"$top_builddir/tests/cmd/utf8-reads" <pipe >parts &
	bitnet-generate -m "$M" -p "naïve café" -n 200 --temp 1.5 --seed 5 --ignore-eos >pipe
	wait $!
	read -r reads bytes cut <parts
	is "$bytes" "$(wc -c <whole)"
	[ "$reads" -gt 1 ]
	is "$cut" 0
}

@test "usage is checked before the model is opened" {
	bad() {
		local want=$1
		shift
		run_exit 64 bitnet-generate "$@"
		has "$err" "$want"
		is "$(wc -l <"$ERR")" 2
		is "$out" ""
	}
	bad "the value is empty" -m '' -p x
	bad "no prompt" -m nothing.gguf
	bad "exclude each other" -m nothing.gguf -p x --chat
	bad "exclude each other" -m nothing.gguf --tokens - --batch -
	bad "more than once" -m nothing.gguf -p x -p y
	bad "unexpected operand 'x'" -m nothing.gguf x
	bad "cannot be read from standard input" -m - -p x
	bad "goes with --batch" -m nothing.gguf -p x --shard 0/2
	bad "goes with --batch" -m nothing.gguf -p x --resume f
	bad "exclude each other" -m nothing.gguf --batch - --resume f -o g
	bad "--resume wants a file" -m nothing.gguf --batch in --resume -
	bad "are the same file" -m nothing.gguf -p x --dump-logits f -o f
	bad "goes with --tokens" -m nothing.gguf -p x --format u32
	bad "does not go with --chat" -m nothing.gguf --chat --dump-logits f
	bad "the text is empty" -m nothing.gguf -p x --stop ""
	bad "is not a number from 0 to 100" -m nothing.gguf -p x --temp nan
	bad "is not a number from 0 to 100" -m nothing.gguf -p x --temp -1
	bad "is not a number from 0 to 1" -m nothing.gguf -p x --top-p 1e308
	bad "is not a number from" -m nothing.gguf -p x -n -5
	bad "is not a number from" -m nothing.gguf -p x -n 99999999999999999999
	bad "is not one of raw, bitnet, llama3" -m nothing.gguf -p x --chat-template jinja
	bad "is not one of f16, f32, q8_0" -m nothing.gguf -p x --kv-type q8
	bad "is not one of x86, arm" -m nothing.gguf -p x --i2s-layout ppc
	bad "unknown option '--prompts'" -m nothing.gguf --prompts x
	bad "needs a value" -m
}

@test "--help and --version go to stdout" {
	run_ok bitnet-generate --help
	is "$err" ""
	has "$out" "usage: bitnet-generate [-m MODEL] -p TEXT"
	run_ok bitnet-generate --version
	is "$err" ""
}

@test "a missing model exits 66, an empty one 65, a folder 66" {
	run_exit 66 bitnet-generate -m no.gguf -p x
	has "$err" "bitnet-generate: no.gguf: "
	: >empty.gguf
	run_exit 65 bitnet-generate -m empty.gguf -p x
	has "$err" "empty.gguf: "
	run_exit 66 bitnet-generate -m / -p x
	run_exit 66 bitnet-generate -m "$M" --prompt-file no
	run_exit 66 bitnet-generate -m "$M" --prompt-file /
	run_exit 66 bitnet-generate -m "$M" --tokens no
	run_exit 66 bitnet-generate -m "$M" --tokens /
	run_exit 66 bitnet-generate -m "$M" --messages no
}

@test "an unreadable file exits 66" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	cp "$M" secret.gguf
	chmod 0 secret.gguf
	run_exit 66 bitnet-generate -m secret.gguf -p x
}

@test "a huge argument is an error, not a crash" {
	run_exit 65 bitnet-generate -m "$M" -p "$(printf 'a%.0s' $(seq 100000))" -n 1
	has "$err" "the context holds 512"
	run_exit 64 bitnet-generate -m "$M" -p x "--$(printf 'a%.0s' $(seq 100000))"
}

@test "a closed stdout and a full device exit 74, a closed pipe is quiet" {
	run_exit 74 sh -c 'bitnet-generate -m "$1" -p x -n 4 >&-' - "$M"
	run_exit 74 sh -c 'bitnet-generate -m "$1" -p x -n 4 >/dev/full' - "$M"
	has "$err" "cannot write"
	run_exit 74 bitnet-generate -m "$M" -p x -n 4 -o /dev/full
	run_ok bash -c 'set -o pipefail; { bitnet-generate -m "$1" -p x -n 300 --ignore-eos; s=$?; [ $s = 0 ] || [ $s = 141 ]; } | :' - "$M"
	is "$err" ""
}

@test "an error is one object with --json" {
	run_exit 66 bitnet-generate --json -m no.gguf -p x
	schema_ok error "$ERR"
	is "$out" ""
	run_exit 69 bitnet-generate --json -m "$M" -p x --device cuda
	is "$(jq -r .error.name "$ERR")" no_device
}

@test "without -m the default model is run and one line says so, not with -q; an empty -m is wrong usage" {
	gen -p "The fox" -n 8 --ids
	cp "$OUT" want
	BITNET_DEFAULT_MODEL=$M
	run_ok bitnet-generate -p "The fox" -n 8 --ids
	same want "$OUT"
	is "$err" "bitnet-generate: no --model (-m) is given: running $M"
	run_ok bitnet-generate -p "The fox" -n 8 --ids -q
	same want "$OUT"
	is "$err" ""
	run_ok bitnet generate --batch - --ids <<<'{"id":1,"prompt":"The fox","max_tokens":8}'
	is "$(jq -r '.ids | map(tostring) | join(" ")' "$OUT")" "$(cat want)"
	run_exit 64 bitnet-generate -m '' -p "The fox"
	has "$err" "--model (-m): the value is empty"
	run_exit 64 bitnet-generate -m - -p "The fox"
	has "$err" "a model cannot be read from standard input"
	run_exit 64 bitnet-generate -p x -o "$M"
	has "$err" "is not written over"
}

@test "a default model that is not there exits 66 and says what to do" {
	BITNET_DEFAULT_MODEL=$PWD/none.gguf
	run_exit 66 bitnet-generate -p "The fox"
	is "$err" "bitnet-generate: no --model (-m) is given, and the default, $PWD/none.gguf, cannot be read
bitnet-generate: Give --model (-m), or name a file in BITNET_DEFAULT_MODEL."
	is "$out" ""
	run_exit 66 bitnet-generate -p "The fox" --json
	is "$(jq -r .error.name "$ERR")" no_model
	schema_ok error "$ERR"
}
