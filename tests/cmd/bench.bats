#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bitnet-bench; figures of speed are not looked at.
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
	seq 2000 >numbers
	printf 'the same the same\n' >same
}

@test "a table has a line for each text, with its share of distinct words" {
	run_ok bitnet-bench --tokenizer "$M" -r 2 numbers same
	[ "$(wc -l <"$OUT")" -eq 5 ]
	head -n 1 "$OUT" | grep -q '^machine: .*, 1 thread$'
	grep -qE '^tokenizer: .*, [0-9]+ ids, loaded in [0-9.]+ ms' "$OUT"
	grep -qE '^numbers +0\.01 +[0-9.]+ +100\.0 % ' "$OUT"
	grep -qE '^same +0\.00 +[0-9.]+ +50\.0 % ' "$OUT"
}

@test "--json counts bytes, ids and words, and the median lies between the least and the greatest" {
	run_ok bitnet-bench --tokenizer "$M" --json -r 3 -j 2 numbers same
	schema_ok bench-tokenizer "$OUT"
	[ "$(jq -c '[.threads, .repeat, (.texts[] | .text, .bytes, .words, .distinct_words)]' "$OUT")" = \
		'[2,3,"numbers",8893,2000,2000,"same",18,4,2]' ]
	jq -e '.texts | all(.encode_bytes_per_second, .decode_bytes_per_second | .least > 0 and .least <= .median and .median <= .most)' "$OUT"
	bitnet-encode --tokenizer "$M" --no-bos --count numbers >count
	[ "$(jq '.texts[0].ids' "$OUT")" = "$(cat count)" ]
}

@test "what cannot be measured is refused by name" {
	run_exit 64 bitnet-bench numbers
	grep -q -- '--tokenizer or --make-model is needed' "$ERR"
	run_exit 64 bitnet-bench --tokenizer "$M"
	run_exit 64 bitnet-bench --tokenizer "$M" -o numbers numbers
	run_exit 66 bitnet-bench --tokenizer "$M" missing
	: >empty
	run_exit 65 bitnet-bench --tokenizer "$M" --json empty
	[ "$(jq -r .error.name "$ERR")" = empty_text ]
	run_exit 64 bitnet-bench --tokenizer "$M" -r 0 numbers
}

@test "--make-model writes a model that can be run, and the seed decides its bytes" {
	run_ok bitnet-bench --make-model tiny a.gguf
	run_ok bitnet-bench --make-model tiny --seed 0 b.gguf
	run_ok bitnet-bench --make-model tiny --seed 1 c.gguf
	cmp a.gguf b.gguf
	run_exit 1 cmp a.gguf c.gguf
	run_ok bitnet-gguf-info --check a.gguf
	run_ok bitnet-generate -m a.gguf -p 'the fox' -n 4 --ignore-eos --ids
	[ "$(wc -w <"$OUT")" -eq 4 ]
	bitnet-bench --make-model tiny - | cmp - a.gguf
}

@test "--make-model says what it does not know, and what does not go with it" {
	run_exit 64 bitnet-bench --make-model 3b a.gguf
	grep -q "'3b' is none of the shapes 2b4t, llama-1b, gpt2, tiny" "$ERR"
	run_exit 64 bitnet-bench --make-model tiny
	run_exit 64 bitnet-bench --make-model tiny a.gguf b.gguf
	run_exit 64 bitnet-bench --make-model tiny --json a.gguf
	run_exit 64 bitnet-bench --tokenizer "$M" --seed 1 numbers
	run_exit 73 bitnet-bench --make-model tiny missing/a.gguf
	[ ! -e a.gguf ]
}
