#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bitnet-perplexity with the tiny models of the build, and against figures of llama-perplexity.
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
	seq 300 >text            # 1093 tokens, BOS included
}

ppl() {
	run_ok bitnet-perplexity -m "$M" "$@"
}

# near X Y E: X is Y, but for a part E of it
near() {
	awk -v x="$1" -v y="$2" -v e="$3" 'BEGIN { d = x - y; if (d < 0) d = -d; exit !(y + 0 > 0 && d <= e * y) }' ||
		{ echo "want $2 within $3, got $1"; return 1; }
}

# nll IDS: the sum of -ln p over all ids but the first; on stdin a line of logits for each.
nll() {
	awk -v ids="$(cat "$1")" '
		BEGIN { n = split(ids, id, " ") }
		NR < n { s = 0; for (i = 1; i <= NF; i++) s += exp($i); sum += log(s) - $(id[NR + 1] + 1) }
		END { printf "%.12g\n", sum }'
}

# What does not depend on the machine.
digits() {
	jq -c 'del(.device, .cpu_level, .threads, .timings, .memory)' "$1"
}

# Figures: llama-perplexity of the llama.cpp that llama_cpp_python 0.3.36 carries, -t 2; windows of 256 with a
# stride of 100 are its -c 206 -b 206 --ppl-stride 100.  It rounds activations to f16 in front of F16 matrices.
@test "the perplexity of dense models is that of llama.cpp, side by side and with a stride" {
	need_data models/e2e-gpt2.gguf
	head -c 6000 "$DATA/corpus/tiny_stories.txt" >story
	while read -r model side error strided; do
		run_ok bitnet-perplexity -m "$DATA/models/$model.gguf" -c 128 story
		near "$(sed -n 's/^PPL = \([0-9.]*\) .*/\1/p' "$OUT")" "$side" 1e-4
		near "$(sed -n 's/^PPL = .* +\/- \([0-9.]*\)$/\1/p' "$OUT")" "$error" 2e-4
		run_ok bitnet-perplexity -m "$DATA/models/$model.gguf" -c 256 --stride 100 story
		near "$(sed -n 's/^PPL = \([0-9.]*\) .*/\1/p' "$OUT")" "$strided" 1e-4
	done <<-'END'
		e2e-llama2 3353819.6867 361128.84072 3154306.3774
		e2e-gpt2 4273830.2415 490127.78464 4269022.4274
	END
}

@test "the digits are the same on every CPU level, with every number of threads and for equal weights" {
	ppl -c 64 text --json
	digits "$OUT" >want
	for level in c avx2 avx512 vnni amx neon dotprod; do
		status=0
		bitnet-perplexity -m "$M" -c 64 text --cpu "$level" >/dev/null 2>&1 || status=$?
		[ "$status" -ne 69 ] || continue
		for j in 1 2 3; do
			ppl -c 64 text --json --cpu "$level" -j "$j"
			is "$(digits "$OUT")" "$(cat want)"
			is "$(jq -r '.cpu_level + " " + (.threads | tostring)' "$OUT")" "$level $j"
		done
	done
	is "$(jq -r .windows want)" 17
}

@test "TQ1_0, TQ2_0 and I2_S of the same weights have the same perplexity" {
	need_data models/b158-tq1_0.gguf
	seq 200 >short
	for f in i2s tq1_0 tq2_0; do
		run_ok bitnet-perplexity -m "$DATA/models/b158-$f.gguf" -c 32 short --json
		digits "$OUT" >>all
	done
	is "$(wc -l <all)" 3
	is "$(sort -u all | wc -l)" 1
}

@test "text is two lines; JSON has the same numbers, which agree with each other" {
	ppl -c 64 text
	is "$(wc -l <"$OUT")" 2
	[[ $(sed -n 1p "$OUT") =~ ^PPL\ =\ [0-9]+\.[0-9]{4}\ \+/-\ [0-9]+\.[0-9]{5}$ ]]
	read -r _ _ value _ error <"$OUT"
	per_byte=$(sed -n 's/^bits per byte = //p' "$OUT")
	is "$err" ""
	ppl -c 64 text --json
	schema_ok perplexity "$OUT"
	near "$(jq .perplexity "$OUT")" "$value" 1e-7
	near "$(jq .error "$OUT")" "$error" 1e-6
	near "$(jq .bits_per_byte "$OUT")" "$per_byte" 1e-4
	near "$(jq '.nll | exp' "$OUT")" "$(jq .perplexity "$OUT")" 1e-12
	near "$(jq '.nll * .scored_tokens / .scored_bytes / (2 | log)' "$OUT")" "$(jq .bits_per_byte "$OUT")" 1e-12
	is "$(jq -c '[.tokens, .scored_tokens, .ctx, .stride, .windows]' "$OUT")" "[1093,$((17 * 31)),64,null,17]"
	is "$(jq .tokens "$OUT")" "$(bitnet-encode -m "$M" --count text)"
}

@test "the bytes that were scored are those of the scored tokens" {
	ppl -c 64 --stride 40 text --json
	bitnet-encode -m "$M" --offsets --json text | jq -c --argjson n "$(jq .scored_tokens "$OUT")" '.offsets | .[24 + $n - 1][1] - .[24][0]' >want
	is "$(jq .scored_bytes "$OUT")" "$(cat want)"
}

@test "--windows writes a line for each window, and the result as the last" {
	for stride in '' '--stride 10'; do
		# shellcheck disable=SC2086
		ppl -c 64 $stride text --json
		digits "$OUT" >want
		# shellcheck disable=SC2086
		ppl -c 64 $stride text --windows
		n=$(jq .windows want)
		is "$(wc -l <"$OUT")" $((n + 1))
		head -n "$n" "$OUT" >lines
		tail -n 1 "$OUT" >last
		schema_ok perplexity-window lines --lines
		schema_ok perplexity last
		is "$(digits last)" "$(cat want)"
		is "$(jq .window lines)" "$(seq "$n")"
		is "$(jq -s 'map(.tokens) | add' lines)" "$(jq .scored_tokens want)"
		near "$(jq -s 'map(.nll * .tokens) | add' lines)" "$(jq '.nll * .scored_tokens' want)" 1e-12
		is "$(tail -n 1 lines | jq .so_far)" "$(jq .perplexity want)"
	done
	is "$(jq -s 'map(.bytes) | add' lines)" "$(jq .scored_bytes want)"
	is "$(sed -n 2p lines | jq .first)" $((64 - 10 + 10))
}

@test "standard input, a file and its token ids in any form are the same text" {
	ppl -c 64 text --json
	digits "$OUT" >want
	ppl -c 64 --json <text
	is "$(digits "$OUT")" "$(cat want)"
	ppl -c 64 - --json <text
	is "$(digits "$OUT")" "$(cat want)"
	for form in text jsonl u32; do
		bitnet-encode -m "$M" --format $form text >ids
		ppl -c 64 --tokens ids --format $form --json
		schema_ok perplexity "$OUT"
		is "$(digits "$OUT")" "$(jq -c '.bits_per_byte = null | .scored_bytes = null' want)"
	done
	ppl -c 64 --tokens - <ids --format u32
	is "$(wc -l <"$OUT")" 1
}

@test "records are texts of their own: each begins anew with BOS, and all their tokens count once" {
	printf 'one two\0three, four and five\0\0six' >records
	for r in 'one two' 'three, four and five' '' 'six'; do
		printf %s "$r" | bitnet-encode -m "$M" | tee ids >>all
		# The sum over its tokens, from the logits of bitnet-generate.
		bitnet-generate -q -m "$M" --tokens ids --ids -n 0 --dump-logits logits >/dev/null
		od -An -v -t f4 -w2048 logits | nll ids >>sums
	done
	ppl -0 records --json
	schema_ok perplexity "$OUT"
	is "$(jq -c '[.records, .tokens, .scored_tokens, .scored_bytes]' "$OUT")" "[4,$(wc -w <all),$(($(wc -w <all) - 4)),$(tr -d '\0' <records | wc -c)]"
	near "$(jq '.nll * .scored_tokens' "$OUT")" "$(awk '{ s += $1 } END { printf "%.12g", s }' sums)" 1e-6
	digits "$OUT" >want
	jq -cn '"one two", "three, four and five", "", "six" | { n: 1, t: . }' >lines
	sed -i '2i\ ' lines
	ppl --field t lines --json
	is "$(digits "$OUT")" "$(cat want)"
	ppl --field t --windows <lines
	is "$(jq -c '[.record, .window, .first]' "$OUT" | head -n 3)" "$(printf '[1,1,1]\n[3,2,1]\n[5,3,1]')"
	grep -v schema.:.bitnet.perplexity/1 "$OUT" >windows
	schema_ok perplexity-window windows --lines
	is "$(tail -n 1 "$OUT" | jq .perplexity)" "$(jq .perplexity want)"
}

@test "a record that is longer than the window is scored whole, by further windows or strides" {
	n=$(($(bitnet-encode -m "$M" --count text) - 1))
	for how in '-c 512' '-c 64' '-c 64 --stride 16' '-c 3'; do
		# shellcheck disable=SC2086
		ppl -0 $how text --json
		is "$(jq .scored_tokens "$OUT")" "$n"
		is "$(jq .scored_bytes "$OUT")" "$(wc -c <text)"
	done
	ppl -0 -c 64 --windows text
	is "$(jq -s 'map(.tokens // 0 | select(. <= 63)) | add' <(head -n -1 "$OUT"))" "$n"
}

@test "--add-eos scores the end of each record, where the vocabulary has one" {
	printf 'one two\0three' >records
	ppl -0 records --json
	n=$(jq .scored_tokens "$OUT")
	bytes=$(jq .scored_bytes "$OUT")
	ppl -0 --add-eos records --json
	is "$(jq -c '[.scored_tokens, .scored_bytes]' "$OUT")" "[$((n + 2)),$bytes]"
	run_exit 64 bitnet-perplexity -m "$M" --add-eos text
	has "$err" "--add-eos goes with -0 or --field"
}

@test "bad records are named by their number, and input without any token to score is an error" {
	run_exit 65 bitnet-perplexity -m "$M" --field t < <(printf '{"t":"a b"}\n{"u":1}\n')
	has "$err" "standard input: line 2: the object has no string 't'"
	is "$out" ""
	run_exit 65 bitnet-perplexity -m "$M" --field t <<<"[1"
	run_exit 65 bitnet-perplexity -m "$M" -0 --json </dev/null
	is "$(jq -r .error.name "$ERR")" text_too_short
	run_exit 64 bitnet-perplexity -m "$M" -0 --field t text
	run_exit 64 bitnet-perplexity -m "$M" -0 --tokens text
	run_exit 64 bitnet-perplexity -m "$M" -0 -c 64 --stride 64 text
	has "$err" "--stride: 64 is not below the window of 64"
}

@test "a model without a tokenizer is scored on ids alone, and says so when it gets a text" {
	bitnet-encode -m "$M" text >ids
	run_ok bitnet-perplexity -m "$FIXTURES/bitnet-notok.gguf" --tokens ids -c 64
	run_exit 66 bitnet-perplexity -m "$FIXTURES/bitnet-notok.gguf" text -c 64
	has "$err" "No compatible tokenizer found for"
	ppl -c 64 text
	cp "$OUT" want
	run_ok bitnet-perplexity -m "$FIXTURES/bitnet-notok.gguf" --tokenizer "$M" text -c 64
	same want "$OUT"
}

@test "without --ctx a window is 512 tokens or what the model has; 0 is what the model has" {
	ppl text --ctx 0 --json
	is "$(jq .ctx "$OUT")" 512
	ppl text --json
	is "$(jq .ctx "$OUT")" 512
	need_data models/e2e-gpt2.gguf
	run_ok bitnet-perplexity -m "$DATA/models/e2e-gpt2.gguf" text --json
	is "$(jq .ctx "$OUT")" 256
	run_exit 65 bitnet-perplexity -m "$M" <<<"a short text"
	has "$err" "two windows of 512 take 1024"
}

@test "an empty text is one id short of everything, and the message counts it as one" {
	run_exit 65 bitnet-perplexity -q </dev/null
	is "$err" "bitnet-perplexity: standard input: the text has 1 id, two windows of 512 take 1024"
}

@test "a text below two windows is refused with the numbers and a window that would do" {
	seq 20 >short
	run_exit 65 bitnet-perplexity -m "$M" short
	n=$(bitnet-encode -m "$M" --count short)
	is "$err" "bitnet-perplexity: short: the text has $n ids, two windows of 512 take 1024
bitnet-perplexity: Take a longer text, or --ctx $((n / 2)) at most."
	ppl short --ctx $((n / 2))
	run_exit 65 bitnet-perplexity -m "$M" </dev/null
	has "$err" "standard input: the text has "
	run_exit 65 bitnet-perplexity -m "$M" short --json
	is "$(jq -r .error.name "$ERR")" text_too_short
	schema_ok error "$ERR"
}

@test "windows, strides and ids that cannot be are refused by name" {
	run_exit 64 bitnet-perplexity -m "$M" text -c 2
	has "$err" "--ctx (-c): a window has at least 3 tokens"
	run_exit 65 bitnet-perplexity -m "$M" text -c 100000
	has "$err" "a context of 100000 positions is asked for, the model has 512"
	run_exit 64 bitnet-perplexity -m "$M" text -c 64 --stride 64
	has "$err" "--stride: 64 is not below the window of 64"
	run_exit 65 bitnet-perplexity -m "$M" text --stride 512
	has "$err" "a stride of 512 ids is not below the window of 512"
	run_exit 64 bitnet-perplexity -m "$M" text -c 64 --stride 0
	run_exit 65 bitnet-perplexity -m "$M" -c 3 --tokens - <<<"1 2 3 4 5 512"
	has "$err" "standard input: token id 512 is not below the vocabulary size 512"
	is "$out" ""
}

@test "wrong usage, missing files and second sequences have their exit status" {
	run_exit 64 bitnet-perplexity -m "$M" text text
	run_exit 64 bitnet-perplexity -m "$M" --tokens text text
	run_exit 64 bitnet-perplexity -m "$M" --format u32 text
	run_exit 64 bitnet-perplexity -m "$M" text -o "$M"
	has "$err" "is not written over"
	run_exit 66 bitnet-perplexity -m "$M" none
	run_exit 66 bitnet-perplexity -m "$M" --tokens none
	run_exit 66 bitnet-perplexity -m none text
	run_exit 65 bitnet-perplexity -m "$M" --tokens - < <(printf '1 2 3\n4 5 6\n')
	has "$err" "a second sequence"
	run_exit 65 bitnet-perplexity -m "$M" --tokens - --format jsonl <<<"1 2 3"
	has "$err" "not a JSON object"
	run_exit 69 bitnet-perplexity -m "$M" text --device cuda
	run_exit 78 env BITNET_CPU=fast bitnet-perplexity -m "$M" text
}

@test "-o writes a file that is complete or absent" {
	ppl -c 64 text
	cp "$OUT" want
	ppl -c 64 text -o result
	same want result
	is "$out" ""
	run_exit 65 bitnet-perplexity -m "$M" -c 400 -o none --windows < <(seq 100)
	[ ! -e none ]
	is "$(ls)" "$(printf 'home\nresult\ntext\nwant')"
}

@test "without -m the default model is run and one line says so" {
	ppl -c 64 text
	cp "$OUT" want
	BITNET_DEFAULT_MODEL=$M
	run_ok bitnet-perplexity -c 64 text
	same want "$OUT"
	is "$err" "bitnet-perplexity: no --model (-m) is given: running $M"
	run_exit 66 env BITNET_DEFAULT_MODEL=none bitnet-perplexity -c 64 text
	run_exit 64 bitnet-perplexity -m '' text
}

@test "progress is shown on a terminal, taken away at the end, and not with -q" {
	command -v script >/dev/null || skip "script is not installed"
	export TERM=xterm
	# Half a second of work, on any machine.
	n=250
	until seq $n >long && script -qec "bitnet-perplexity -m '$M' -c 64 --cpu c -j 1 --stride 8 long" /dev/null </dev/null >seen &&
		grep -q 'bitnet-perplexity: window [0-9]* of [0-9]*, PPL = ' seen; do
		n=$((n * 2))
		[ $n -lt 200000 ]
	done
	# The last thing before the result clears the line.
	is "$(tr -d '\r' <seen | sed 's/.*\x1b\[K//' | head -n 1 | cut -c 1-6)" "PPL = "
	script -qec "bitnet-perplexity -q -m '$M' -c 64 --cpu c -j 1 --stride 8 long" /dev/null </dev/null >seen
	lacks "$(cat seen)" window
	TERM=dumb script -qec "bitnet-perplexity -m '$M' -c 64 --cpu c -j 1 --stride 8 long" /dev/null </dev/null >seen
	lacks "$(cat seen)" window
	ppl -c 64 --cpu c -j 1 --stride 8 long
	is "$err" ""
}
