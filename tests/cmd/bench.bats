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
	grep -q "unexpected operand 'numbers'" "$ERR"
	run_exit 64 bitnet-bench --tokenizer "$M" -p 5 numbers
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
	run_exit 64 bitnet-bench --make-model tiny -r 3 a.gguf
	run_exit 64 bitnet-bench --tokenizer "$M" --seed 1 numbers
	run_exit 73 bitnet-bench --make-model tiny missing/a.gguf
	[ ! -e a.gguf ]
}

@test "each prompt and each count is a result of its own, at each depth and with each number of threads" {
	run_ok bitnet-bench -m "$M" -p 3,0,70 -n 2,5 -d 0,9 -t 1,3 -r 2 --json
	schema_ok bench "$OUT"
	[ "$(jq -c '[.results[] | [.n_threads, .n_depth, .n_prompt, .n_gen]]' "$OUT")" = \
		'[[1,0,3,0],[1,0,70,0],[1,0,0,2],[1,0,0,5],[1,9,3,0],[1,9,70,0],[1,9,0,2],[1,9,0,5],[3,0,3,0],[3,0,70,0],[3,0,0,2],[3,0,0,5],[3,9,3,0],[3,9,70,0],[3,9,0,2],[3,9,0,5]]' ]
	jq -e '.results | all((.samples_ts | length == 2) and .avg_ts > 0 and .median_ts > 0 and (.samples_ns | all(. > 0)))' "$OUT"
	jq -e '.results | all((.n_gen > 0) == (.ids_sha256 != null) and (.n_gen > 0) == (.bytes_per_token != null))' "$OUT"
	[ "$(jq -c '[.memory[].n_threads]' "$OUT")" = '[1,3]' ]
	jq -e '.memory | all(.read_bytes_per_second > 0 and .copy_bytes_per_second > 0)' "$OUT"
	# The hash does not depend on the threads, and does on the context.
	[ "$(jq -r '.results[] | select(.n_gen == 5) | [.n_depth, .ids_sha256] | @tsv' "$OUT" | sort -u | wc -l)" -eq 2 ]
}

@test "the hash is that of the ids that generate writes from the same start, on every level" {
	bos=$(bitnet-gguf-info "$M" | awk '$1 == "special" && $2 == "bos" { print $3 }')
	n=$(bitnet-gguf-info "$M" | awk '$1 == "vocabulary" { print $2 }')
	echo "$bos" >start0
	{ echo "$bos"; for i in 1 2 3 4; do echo $((i * 7919 % n)); done; } | paste -sd ' ' >start4
	for d in 0 4; do
		bitnet-generate -m "$M" --tokens start$d -n 12 --ids --ignore-eos | sha256sum | cut -d ' ' -f 1 >>want
	done
	for level in c avx2 avx512 vnni amx neon dotprod; do
		bitnet-generate -m "$M" --tokens start0 -n 1 --cpu $level --ids >/dev/null 2>&1 || continue
		run_ok bitnet-bench -m "$M" -p 0 -n 12 -d 0,4 -r 1 --cpu $level --json
		jq -r '.results[].ids_sha256' "$OUT" | cmp - want
		[ "$(jq -r '.results[0].cpu_level' "$OUT")" = "$level" ]
	done
}

@test "without --json there is a Markdown table behind a line about the machine, or CSV" {
	run_ok bitnet-bench -m "$M" -p 4 -n 3 -d 0,5 -r 1 -t 1
	grep -qE '^machine: .*, [0-9]+ CPUs?, level [a-z0-9]+; memory, 1 thread: read [0-9.]+ GB/s, copied [0-9.]+$' "$OUT"
	[ "$(grep -c '^|' "$OUT")" -eq 6 ]
	[ "$(grep '^|' "$OUT" | tr -cd '|\n' | sort -u)" = '|||||||||||||' ]
	grep -q '| tg3 @ d5 |' "$OUT"
	run_ok bitnet-bench -m "$M" -p 4 -n 3 -r 1 --csv -o out.csv
	[ "$(wc -l <out.csv)" -eq 3 ]
	head -n 1 out.csv | grep -q '^cpu_info,cpu_level,model_filename,.*,n_prompt,n_gen,n_depth,'
	[ "$(python3 -c 'import csv; print([(r["n_prompt"], r["n_gen"]) for r in csv.DictReader(open("out.csv"))])')" = "[('4', '0'), ('0', '3')]" ]
}

@test "the bytes of a token are the tensors of a tied model, and the cache on top" {
	run_ok bitnet-bench -m "$M" -p 0 -n 2 -d 0,10 -r 1 --json
	size=$(jq '.results[0].model_size' "$OUT")
	# two layers, key and value, two heads of 32 in f16
	row=$((2 * 2 * 2 * 32 * 2))
	[ "$(jq -c '[.results[].bytes_per_token]' "$OUT")" = "[$((size + row)),$((size + 11 * row))]" ]
}

@test "what ReLU squared leaves out is counted, and the same tokens come with nothing left out" {
	bitnet-bench --make-model tiny tiny.gguf
	run_ok bitnet-bench -m tiny.gguf -p 4 -n 6 -r 2 -t 1,2 --json
	jq -e '.results | all(if .n_gen > 0 then .live_up > 0.2 and .live_up < 0.8 and .live_down > 0.2 and .live_down < 0.8 else .live_up == null end)' "$OUT"
	jq -e '.results | all(.n_gen == 0 or (.bytes_read_per_token < .bytes_per_token and .no_skip_median_ts > 0))' "$OUT"
	jq -r '.results[] | select(.n_gen > 0).ids_sha256' "$OUT" | sort -u >skipped
	run_ok bitnet-bench -m tiny.gguf -p 0 -n 6 -r 1 --no-skip --low-memory --json
	jq -e '.results[0] | .live_up == 1 and .live_down == 1 and .no_skip_median_ts == null and .bytes_read_per_token == .bytes_per_token' "$OUT"
	jq -r '.results[].ids_sha256' "$OUT" | cmp - skipped
}

@test "lists that are none, and what does not go together, are refused" {
	run_exit 64 bitnet-bench -m "$M" -p ''
	for list in ',' '1,' ',1' '1,,2' x -1 1.5 99999999999; do
		run_exit 64 bitnet-bench -m "$M" -n 1 -p "$list"
		grep -q "^bitnet-bench: --prompt: '.*' is no list of numbers" "$ERR"
	done
	run_exit 64 bitnet-bench -m "$M" -t 0
	run_exit 64 bitnet-bench -m "$M" -t "$(seq -s , 65)"
	run_exit 64 bitnet-bench -m "$M" -p 0 -n 0
	run_exit 64 bitnet-bench -m "$M" --json --csv
	run_exit 64 bitnet-bench --make-model tiny -p 1 a.gguf
	run_exit 66 bitnet-bench -m missing.gguf
	cp "$M" copy.gguf
	run_exit 64 bitnet-bench -m copy.gguf -p 1 -n 0 -r 1 -o copy.gguf
	cmp copy.gguf "$M"
	run_exit 65 bitnet-bench -m numbers
	run_ok bitnet-bench -m "$M" -p 500 -n 0 -r 1
	run_exit 65 bitnet-bench -m "$M" -p 500 -n 0 -d 13 -r 1
	grep -q 'a context of 513 positions is asked for, the model has 512' "$ERR"
}

@test "--kernels has the matrices from the cache and from memory, and each level only what is its own" {
	run_ok bitnet-bench --kernels --json
	schema_ok bench-kernels "$OUT"
	jq -e '[.results[] | [.op, .cpu_level, .from, .n_tokens]] | length == (unique | length)' "$OUT"
	jq -e '[.results[] | select(.op == "gemm_tern" and .cpu_level == "c") | [.from, .n_tokens]] == [["cache", 1], ["memory", 1], ["cache", 64]]' "$OUT"
	jq -e '.results | all(.seconds > 0 and .bytes_per_second > 0 and .operations_per_second > 0)' "$OUT"
	run_ok bitnet-bench --kernels --cpu c --csv
	! grep -v '^op,\|,"c",' "$OUT" || return 1
	run_ok bitnet-bench --kernels --cpu c
	grep -q '^| gemm_tern | c | memory | 6912 x 2560 | 1 |' "$OUT"
	run_exit 73 bitnet-bench --kernels -o missing/out
	run_exit 73 bitnet-bench --tokenizer "$M" -o missing/out missing
	run_exit 73 bitnet-bench -m "$M" -p 600 -n 0 -r 1 -o missing/out
	run_exit 66 bitnet-bench --tokenizer "$M" -o figures missing
	[ -z "$(find . -name '*figures*')" ]
	run_exit 64 bitnet-bench --kernels -m "$M"
	run_exit 64 bitnet-bench --kernels -j 2
	run_exit 64 bitnet-bench --kernels -r 2
	run_exit 64 bitnet-bench --kernels --low-memory
	run_exit 64 bitnet-bench --kernels --kv-type q8_0
	run_exit 64 bitnet-bench --kernels --tokenizer "$M" numbers
}
