#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bitnet-generate against the records of the float64 reference in the folder of test data.
load helper

local_setup() {
	R=$DATA/models
	check=$top_builddir/tests/cmd/logits-check
}

# The greedy ids of a record with a float32 cache.  In long records of int8 models single roundings fall the
# other way (README of the folder): there the ids up to the first lead under 0.01.
greedy() {
	need_data "models/$1.ref.json"
	n=32
	if [ "$(jq -r '.activations + (.positions != null | tostring)' "$R/$1.ref.json")" = int8true ]; then
		n=$(jq '[.greedy_margin | to_entries[] | select(.value < 0.01) | .key] + [32] | min' "$R/$1.ref.json")
	fi
	jq -r '.prompt | map(tostring) | join(" ")' "$R/$1.ref.json" >prompt
	jq -r --argjson n "$n" '.greedy[:$n] | map(tostring) | join(" ")' "$R/$1.ref.json" >want
	run_ok bitnet-generate -m "$R/$(jq -r .model "$R/$1.ref.json")" --tokens prompt --ids --ignore-eos -n "$n" --kv-type f32
	same want "$OUT"
	greedy=$n
}

# The logits of a record: every row within 1e-4 (see logits-check.c for long records).
logits() {
	need_data "models/$1.ref.json"
	jq -r '.prompt | map(tostring) | join(" ")' "$R/$1.ref.json" >prompt
	run_ok bitnet-generate -m "$R/$(jq -r .model "$R/$1.ref.json")" --tokens prompt --ids -n 0 --kv-type f32 \
		--dump-logits dump
	run_ok "$check" "$R/$1.ref.json" dump
	echo "# $1: $out, greedy $greedy of 32" >&3
}

@test "b158-extreme: greedy ids and logits are those of the reference" {
	greedy b158-extreme
	logits b158-extreme
}

@test "b158-i2s: greedy ids and logits are those of the reference" {
	greedy b158-i2s
	logits b158-i2s
}

@test "b158-i2s.long: greedy ids and logits are those of the reference" {
	greedy b158-i2s.long
	logits b158-i2s.long
}

@test "b158-one-layer: greedy ids and logits are those of the reference" {
	greedy b158-one-layer
	logits b158-one-layer
}

@test "b158-q6k-embed: greedy ids and logits are those of the reference" {
	greedy b158-q6k-embed
	logits b158-q6k-embed
}

@test "b158-separate-head: greedy ids and logits are those of the reference" {
	greedy b158-separate-head
	logits b158-separate-head
}

@test "b158-tq1_0: greedy ids and logits are those of the reference" {
	greedy b158-tq1_0
	logits b158-tq1_0
}

@test "b158-tq2_0: greedy ids and logits are those of the reference" {
	greedy b158-tq2_0
	logits b158-tq2_0
}

@test "bitnet-silu-i2s: greedy ids and logits are those of the reference" {
	greedy bitnet-silu-i2s
	logits bitnet-silu-i2s
}

@test "bitnet-silu-i2s.long: greedy ids and logits are those of the reference" {
	greedy bitnet-silu-i2s.long
	logits bitnet-silu-i2s.long
}

@test "e2e-gpt2: greedy ids and logits are those of the reference" {
	greedy e2e-gpt2
	logits e2e-gpt2
}

@test "e2e-llama2: greedy ids and logits are those of the reference" {
	greedy e2e-llama2
	logits e2e-llama2
}

@test "e2e-llama3: greedy ids and logits are those of the reference" {
	greedy e2e-llama3
	logits e2e-llama3
}

@test "gpt2-f16: greedy ids and logits are those of the reference" {
	greedy gpt2-f16
	logits gpt2-f16
}

@test "gpt2-f16.long: greedy ids and logits are those of the reference" {
	greedy gpt2-f16.long
	logits gpt2-f16.long
}

@test "gpt2-q8_0: greedy ids and logits are those of the reference" {
	greedy gpt2-q8_0
	logits gpt2-q8_0
}

@test "llama-f16: greedy ids and logits are those of the reference" {
	greedy llama-f16
	logits llama-f16
}

@test "llama-f16.long: greedy ids and logits are those of the reference" {
	greedy llama-f16.long
	logits llama-f16.long
}

@test "llama-i2s: greedy ids and logits are those of the reference" {
	greedy llama-i2s
	logits llama-i2s
}

@test "llama-q8_0: greedy ids and logits are those of the reference" {
	greedy llama-q8_0
	logits llama-q8_0
}

@test "the same weights in I2_S, TQ1_0 and TQ2_0 give the same bits" {
	need_data models/b158-i2s.ref.json
	jq -r '.prompt | map(tostring) | join(" ")' "$R/b158-i2s.ref.json" >prompt
	for m in i2s tq1_0 tq2_0; do
		run_ok bitnet-generate -m "$R/b158-$m.gguf" --tokens prompt --ids -n 0 --dump-logits "$m"
	done
	same i2s tq1_0
	same i2s tq2_0
}

@test "one and two threads and the portable level give the same logits, bit for bit" {
	need_data models/b158-i2s.long.ref.json
	for m in b158-i2s llama-f16 gpt2-f16; do
		jq -r '.prompt | map(tostring) | join(" ")' "$R/$m.long.ref.json" >prompt
		run_ok bitnet-generate -m "$R/$m.gguf" --tokens prompt --ids -n 0 -j 1 --dump-logits one
		run_ok bitnet-generate -m "$R/$m.gguf" --tokens prompt --ids -n 0 -j 2 --dump-logits two
		run_ok bitnet-generate -m "$R/$m.gguf" --tokens prompt --ids -n 0 -j 2 --cpu c --dump-logits portable
		same one two
		same one portable
	done
}

# Text through three programs, and the same text by --prompt-file.
three_programs() {
	need_data "models/$1.ref.json"
	jq -j .prompt_text "$R/$1.ref.json" >text
	jq -r '.prompt | map(tostring) | join(" ")' "$R/$1.ref.json" >want
	run_ok bitnet-encode -m "$R/$1.gguf" text
	same want "$OUT"
	run_ok bitnet-generate -m "$R/$1.gguf" --tokens - --ids -n 32 --kv-type f32 <want
	cp "$OUT" ids
	jq -r '.greedy | map(tostring) | join(" ")' "$R/$1.ref.json" >want
	same want ids
	run_ok bitnet-decode -m "$R/$1.gguf" ids
	cp "$OUT" decoded
	run_ok bitnet-generate -m "$R/$1.gguf" --prompt-file text -n 32 --kv-type f32
	same decoded "$OUT"
	run_ok bitnet-generate -m "$R/$1.gguf" -p "$(jq -r .prompt_text "$R/$1.ref.json")" -n 32 --kv-type f32
	same decoded "$OUT"
}

@test "encode, generate --tokens and decode give the text of generate -p on e2e-llama3" {
	three_programs e2e-llama3
}

@test "encode, generate --tokens and decode give the text of generate -p on e2e-llama2" {
	three_programs e2e-llama2
}

@test "encode, generate --tokens and decode give the text of generate -p on e2e-gpt2" {
	three_programs e2e-gpt2
}

@test "a model without tokenizer keys runs on token ids" {
	need_data models/e2e-gpt2-notok.gguf
	jq -r '.prompt | map(tostring) | join(" ")' "$R/e2e-gpt2.ref.json" >prompt
	jq -r '.greedy | map(tostring) | join(" ")' "$R/e2e-gpt2.ref.json" >want
	run_ok bitnet-generate -m "$R/e2e-gpt2-notok.gguf" --tokens prompt --ids -n 32 --kv-type f32
	same want "$OUT"
	run_exit 66 bitnet-generate -m "$R/e2e-gpt2-notok.gguf" -p x
	has "$err" "No compatible tokenizer found for gpt2 model with vocab_size 50257"
}

@test "every hostile file of the test data is refused or runs as its list says" {
	need_data models/bad/EXPECT.tsv
	cut -f 1,2 "$R/bad/EXPECT.tsv" >list
	printf '1 2 3\n' >prompt
	n=0
	while read -r file verdict; do
		case $verdict in
		accept) want=0 ;;
		*) want=65 ;;
		esac
		run_exit "$want" bitnet-generate -m "$R/bad/$file" --tokens prompt --ids -n 2 </dev/null
		[ "$want" = 0 ] || has "$err" "$file: "
		n=$((n + 1))
	done <list
	[ "$n" -gt 30 ]
}
