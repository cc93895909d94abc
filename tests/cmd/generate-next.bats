#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bitnet-generate --speculate, --keep and --kv-type: answers are those of a run without guesses, and those of a
# fresh run on the ids that the context holds.
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
	MODEL=$top_srcdir/contrib/tinystories/tinystories.gguf
	REPEATS="Tom has a red ball. Sue has a red ball. Tom has a red ball. Sue has a red ball. Tom has"
	PLAIN="Once upon a time"
}

# same_with_guesses ARGUMENTS...: the answer with --speculate is the one without.
same_with_guesses() {
	run_ok bitnet-generate -q "$@"
	cp "$OUT" without
	run_ok bitnet-generate -q "$@" --speculate
	cmp without "$OUT" || { echo "with --speculate: $*"; return 1; }
}

@test "--speculate changes no answer: greedy and sampled, 1 to 3 threads, every type of the cache" {
	for kv in f16 f32 q8_0; do
		for text in "$REPEATS" "$PLAIN"; do
			for j in 1 2 3; do
				same_with_guesses -m "$MODEL" -p "$text" -n 48 --ids --kv-type $kv -j $j
				same_with_guesses -m "$MODEL" -p "$text" -n 48 --ids --kv-type $kv -j $j --temp 0.7 --seed $j
			done
		done
	done
}

@test "--speculate changes no answer with any way of sampling" {
	for seed in 1 2 3 4; do
		for how in "--temp 0.2" "--temp 1 --top-k 5" "--temp 0.6 --top-p 0.8" "--temp 1.5 --min-p 0.1" "--repeat-penalty 1.1"; do
			# shellcheck disable=SC2086
			same_with_guesses -m "$MODEL" -p "$REPEATS" -n 40 --ids $how --seed $seed -j 1
			# shellcheck disable=SC2086
			same_with_guesses -m "$M" -p "$REPEATS" -n 40 --ids $how --seed $seed -j 1 --ignore-eos
		done
	done
}

@test "--speculate changes no answer on other kinds of models" {
	for m in llama gpt2; do
		same_with_guesses -m "$FIXTURES/$m.gguf" -p "the fox the fox the fox the" -n 20 --ids --ignore-eos
	done
}

@test "text that repeats is guessed, and what was guessed right is counted" {
	run_ok bitnet-generate -m "$MODEL" -p "$REPEATS" -n 60 --ignore-eos --repeat-penalty 0.5 --speculate --json -v
	schema_ok generate "$OUT"
	jq -e '.speculation | .accepted > 0 and .accepted <= .drafted' "$OUT"
	has "$err" "info: speculation: $(jq .speculation.drafted "$OUT") tokens drafted, $(jq .speculation.accepted "$OUT") accepted"
	run_ok bitnet-generate -m "$MODEL" -p "$REPEATS" -n 8 --json
	is "$(jq 'has("speculation")' "$OUT")" false
}

@test "the answer ends where it would without guesses: any length, stop strings anywhere in what is guessed" {
	for n in 0 1 2 3 4 5 6 7 8 9 15 16 17; do
		same_with_guesses -m "$MODEL" -p "$REPEATS" -n $n --ids --repeat-penalty 0.5
	done
	run_ok bitnet-generate -q -m "$MODEL" -p "$REPEATS" -n 40 --repeat-penalty 0.5
	text=$out
	for at in 3 7 12 20 31; do
		same_with_guesses -m "$MODEL" -p "$REPEATS" -n 40 --repeat-penalty 0.5 --stop "${text:$at:4}"
		same_with_guesses -m "$MODEL" -p "$REPEATS" -n 40 --repeat-penalty 0.5 --stop "${text:$at:9}" --ids
	done
	run_ok bitnet-generate -q -m "$MODEL" -p "$REPEATS" -n 40 --repeat-penalty 0.5 --stop "${text:12:4}" --speculate --json
	is "$(jq -r .finish_reason "$OUT")" stop
}

@test "guesses do not reach behind the end of the context" {
	for c in 40 41 42 43 44 45 60; do
		same_with_guesses -m "$MODEL" -p "$REPEATS" -n 100 -c $c --ids --repeat-penalty 0.5
	done
	run_ok bitnet-generate -m "$MODEL" -p "$REPEATS" -n 100 -c 48 --speculate --repeat-penalty 0.5 --json
	is "$(jq -r .finish_reason "$OUT")" context
}

@test "--speculate goes with a batch, with a conversation and with --dump-logits" {
	jq -n -c --arg r "$REPEATS" '{id:1,prompt:$r}, {id:2,prompt:($r + " a")}, {custom_id:"x",body:{prompt:$r,seed:5,temperature:0.8,stop:"Sue"}},
		{id:3,prompt:"Once"}' >in.jsonl
	run_ok bitnet-generate -q -m "$MODEL" --seed 1 --batch in.jsonl -n 30
	jq -c 'del(.. | .created?)' "$OUT" >without
	run_ok bitnet-generate -q -m "$MODEL" --seed 1 --batch in.jsonl -n 30 --speculate
	jq -c 'del(.. | .created?)' "$OUT" >with
	cmp without with
	head -n 2 "$OUT" >part
	run_ok bitnet-generate -q -m "$MODEL" --seed 1 --batch in.jsonl -n 30 --speculate --resume part
	jq -c 'del(.. | .created?)' part >with
	cmp without with
	printf 'Tom has a ball.\nTom has a ball.\nTom has a ball.\n' >lines
	run_ok bitnet-generate -q -m "$MODEL" --chat -n 20 <lines
	cp "$OUT" without
	run_ok bitnet-generate -q -m "$MODEL" --chat -n 20 --speculate <lines
	cmp without "$OUT"
	run_ok bitnet-generate -q -m "$MODEL" -p "$REPEATS" -n 20 --dump-logits a
	run_ok bitnet-generate -q -m "$MODEL" -p "$REPEATS" -n 20 --dump-logits b --speculate
	cmp a b
}

# after_shift CONTEXT KEEP ARGUMENTS...: behind the first shift, the answer is that of a fresh run on what was kept.
after_shift() {
	local c=$1 keep=$2 gone
	shift 2
	run_ok bitnet-generate -q "$@" --tokens prompt -n $((2 * c)) -c "$c" --keep "$keep" --ids --ignore-eos
	{ tr '\n' ' ' <prompt; cat "$OUT"; } | tr -s ' \n' '\n' >all
	gone=$(((c - keep + 1) / 2))
	{ head -n "$keep" all; sed -n "$((keep + gone + 1)),$((c + 1))p" all; } | tr '\n' ' ' >kept
	echo >>kept
	run_ok bitnet-generate -q "$@" --tokens kept -n "$c" -c "$c" --ids --ignore-eos
	n=$(wc -w <"$OUT")
	[ "$n" -ge $((gone - 1)) ]
	is "$(tr -s ' \n' '\n' <"$OUT")" "$(sed -n "$((c + 2)),$((c + 1 + n))p" all)"
}

@test "with --keep a full context goes on as a fresh run on its first ids and the later half of the others" {
	run_ok bitnet-encode -m "$MODEL" < <(printf 'Once upon a time there was a cat.')
	cp "$OUT" prompt
	for kv in f16 f32 q8_0; do
		after_shift 32 0 -m "$MODEL" --kv-type $kv
		after_shift 33 1 -m "$MODEL" --kv-type $kv
		after_shift 48 7 -m "$MODEL" --kv-type $kv --speculate
	done
	after_shift 20 18 -m "$MODEL"
	after_shift 16 15 -m "$MODEL"
}

@test "--keep says how often it happened, goes with --speculate, and has to leave room" {
	run_ok bitnet-generate -m "$MODEL" -p "Once" -n 100 -c 32 --keep 2 --ignore-eos --json -v
	schema_ok generate "$OUT"
	is "$(jq -c '[.finish_reason, .completion_tokens, .context_shifts > 3]' "$OUT")" '["length",100,true]'
	has "$err" "info: context: full $(jq .context_shifts "$OUT") times, and shifted"
	for seed in 1 2; do
		same_with_guesses -m "$MODEL" -p "$REPEATS" -n 100 -c 40 --keep 3 --ids --ignore-eos --temp 0.5 --seed $seed
	done
	run_exit 64 bitnet-generate -m "$MODEL" -p "Once" -c 32 --keep 32
	has "$err" "--keep: 32 of the context's 32 tokens leave no room"
}

@test "what a context holds of an earlier record changes no answer, for every type of the cache" {
	jq -n -c --arg r "$REPEATS" '{id:1,prompt:$r}, {id:2,prompt:($r + " a blue car and")}, {id:3,prompt:$r[:30]}, {id:4,prompt:$r}' >in.jsonl
	for kv in f16 f32 q8_0; do
		run_ok bitnet-generate -q -m "$MODEL" --seed 1 --batch in.jsonl -n 20 --kv-type $kv --ids
		cp "$OUT" all
		for i in 1 2 3 4; do
			sed -n "${i}p" in.jsonl >one
			run_ok bitnet-generate -q -m "$MODEL" --seed 1 --batch one -n 20 --kv-type $kv --ids
			is "$(cat "$OUT")" "$(sed -n "${i}p" all)"
		done
	done
}

@test "a cache of q8_0 takes little more than half of f16, and predicts nearly as well" {
	for kv in f16 q8_0; do
		run_ok bitnet-perplexity -q -m "$MODEL" --ctx 128 --kv-type $kv --json "$top_srcdir/tests/data/story.txt"
		cp "$OUT" $kv
	done
	jq -s -e '.[1].memory.kv_bytes < 0.6 * .[0].memory.kv_bytes' f16 q8_0
	jq -s -e '.[1].perplexity / .[0].perplexity | . > 0.98 and . < 1.02 and . != 1' f16 q8_0
}
