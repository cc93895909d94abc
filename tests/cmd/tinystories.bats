#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The model that comes with the tools, contrib/tinystories/tinystories.gguf, where a test needs sense: its digits
# and stories are the recorded ones.  UPDATE_GOLDEN=1 records them anew, for another model.
load helper

local_setup() {
	MODEL=$top_srcdir/contrib/tinystories/tinystories.gguf
	STORY=$top_srcdir/tests/data/story.txt
}

# each_cpu COMMAND...: with every CPU level of this machine and 1, 2 and 3 threads, the output is the golden one.
each_cpu() {
	local level j name=$1
	shift
	run_ok "$@" -q --cpu c -j 1
	result >c1
	golden "tinystories/$name" c1
	for level in c avx2 avx512 vnni amx neon dotprod; do
		status=0
		"$@" -q --cpu "$level" >"$OUT" 2>"$ERR" || status=$?
		if [ "$status" -eq 69 ]; then
			has "$(cat "$ERR")" "CPU level '$level' is not available"
			continue
		fi
		for j in 1 2 3; do
			run_ok "$@" -q --cpu "$level" -j "$j"
			result >now
			diff -u c1 now || { echo "^^^ --cpu $level -j $j"; return 1; }
		done
	done
}

@test "the perplexity of a story has the recorded digits on every CPU level and with 1, 2 and 3 threads" {
	result() { jq 'del(.cpu_level, .threads, .timings, .memory)' "$OUT"; }
	each_cpu perplexity bitnet-perplexity --json --ctx 128 "$STORY"
	each_cpu perplexity-stride bitnet-perplexity --json --ctx 128 --stride 64 "$STORY"
}

@test "the likeliest story is the recorded one on every CPU level and with 1, 2 and 3 threads" {
	result() { cat "$OUT"; }
	each_cpu greedy bitnet-generate -p "Once upon a time" -n 160
}

# The compact copy of the head is the usual way; with --dump-logits all logits are computed.
@test "300 greedy and top-k tokens are the same through the compact head and by all logits, on every CPU level" {
	local level o words
	for o in "--temp 0" "--temp 0 --repeat-penalty 1.3" "--temp 0.8 --top-k 40 --seed 5" \
		"--temp 1.2 --top-k 7 --repeat-penalty 1.1 --seed 6" "--temp 0.9 --min-p 0.1 --seed 7"; do
		IFS=' ' read -r -a words <<<"$o"
		run_ok bitnet-generate -p "Once upon a time" --ids -n 300 --ignore-eos "${words[@]}" --dump-logits dump -v
		cp "$OUT" plain
		lacks "$(cat "$ERR")" "info: head: "
		for level in c avx2 avx512 vnni neon dotprod; do
			status=0
			bitnet-generate -p "Once upon a time" --ids -n 300 --ignore-eos "${words[@]}" --cpu "$level" -v >"$OUT" 2>"$ERR" || status=$?
			[ "$status" -eq 69 ] && continue
			[ "$o" != "--temp 0" ] || has "$(cat "$ERR")" "info: head: "
			cmp "$OUT" plain || { echo "^^^ --cpu $level $o"; return 1; }
		done
	done
}

@test "a sampled story is a function of its seed" {
	result() { cat "$OUT"; }
	each_cpu sampled bitnet-generate -p "One day, a little girl" -n 160 --temp 0.4 --top-p 0.9 --seed 42
	run_ok bitnet-generate -q -p "One day, a little girl" -n 160 --temp 0.4 --top-p 0.9 --seed 43
	run_exit 1 cmp -s "$OUT" "$top_srcdir/tests/cmd/golden/tinystories/sampled"
}

@test "the model predicts a story far better than the same words in disorder" {
	run_ok bitnet-perplexity -q --ctx 128 "$STORY" --json
	cp "$OUT" in-order
	tr -s ' \n' '\n' <"$STORY" | sort -f | tr '\n' ' ' >sorted
	run_ok bitnet-perplexity -q --ctx 128 sorted --json
	jq -e -s '.[1].perplexity > 3 * .[0].perplexity' in-order "$OUT"
}

@test "the file is sound: --check finds nothing, the tokenizer is embedded and its names are known" {
	run_ok bitnet-gguf-info --check "$MODEL"
	run_ok bitnet-tok-discover "$MODEL"
	is "$(jq -r '.strategy + " " + .tokenizer.match' "$OUT")" "embedded identical"
	[ "$(wc -c <"$MODEL")" -le 3145728 ]
}

# The figure: logits of the same file, windows of 512, by the llama.cpp that llama_cpp_python 0.3.36 carries, whose
# graph for "bitnet" was built with ReLU^2 (LLM_FFN_RELU_SQR) in place of SiLU, which it has fixed.  It rounds activations
# to int8 in blocks of 256, the model itself over the whole row.
@test "llama.cpp gives the TQ2_0 copy the same perplexity, but for the rounding of activations" {
	need_data corpus/tiny_stories.txt
	head -c 100000 "$DATA/corpus/tiny_stories.txt" >stories
	run_ok bitnet-quantize --for llama.cpp --type tq2_0 "$MODEL" tq2.gguf
	run_ok bitnet-perplexity -m tq2.gguf stories --json
	echo "ours: $(jq .perplexity "$OUT")"
	jq -e '.perplexity / 36.2049 | . > 0.997 and . < 1.003' "$OUT"
}

@test "the quickstart refuses what is no model before it installs or builds anything" {
	cp -r "$top_srcdir/contrib" contrib
	PATH=/usr/bin:/bin run_exit 66 contrib/quickstart missing.gguf
	is "$err" "contrib/quickstart: missing.gguf: no such file"
	run_exit 64 contrib/quickstart --bogus
	run_exit 64 contrib/quickstart a b
	run_ok contrib/quickstart --help
	has "$out" "their sources."
	[ ! -e build ] && [ ! -e configure ]
}

@test "the quickstart runs the command whose story README shows" {
	shown=$(sed -n 's/^    \$ \(bitnet generate -p .*\) -q | fmt$/\1/p' "$top_srcdir/README")
	[ -n "$shown" ]
	grep -xF "	run $shown" "$top_srcdir/contrib/quickstart"
}
