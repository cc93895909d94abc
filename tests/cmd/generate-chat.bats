#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bitnet-generate --chat: a line in, an answer out.
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
}

@test "each line is answered, and the second turn is that of the same --messages" {
	# The model is random: a first line whose answer is UTF-8.
	for i in $(seq 100); do
		printf 'Where is fox %d?\nAnd the river?\n' "$i" >lines
		run_ok bitnet-generate -m "$M" --chat -n 3 --json <lines
		is "$(wc -l <"$OUT")" 2
		schema_ok generate "$OUT" --lines
		[ "$(sed -n 1p "$OUT" | jq -r '.text | type')" = string ] && break
	done
	cp "$OUT" turns
	jq -s -c --arg i "$i" '[{role:"user",content:"Where is fox \($i)?"},{role:"assistant",content:.[0].text},
		{role:"user",content:"And the river?"}]' turns >m.json
	run_ok bitnet-generate -m "$M" --messages m.json -n 3 --json
	is "$(jq -c '[.ids,.prompt_tokens]' "$OUT")" "$(sed -n 2p turns | jq -c '[.ids,.prompt_tokens]')"
}

@test "the conversation is kept in the cache" {
	printf 'Where is the fox?\nAnd the river?\nAnd the owl?\n' >lines
	run_ok bitnet-generate -m "$M" --chat -n 4 -v <lines
	grep 'info: prompt:' "$ERR" | sed 's/.*prompt: \([0-9]*\) tokens, \([0-9]*\) computed.*/\1 \2/' >counts
	is "$(wc -l <counts)" 3
	read -r all computed < <(tail -n 1 counts)
	[ "$computed" -lt $((all / 2 + 1)) ]
}

@test "each answer ends with a newline and is written before the next line comes" {
	mkfifo in
	bitnet-generate -m "$M" --chat -n 3 --ids <in >out &
	pid=$!
	exec 7>in
	for i in 1 2 3; do
		echo "line $i" >&7
		for _ in $(seq 500); do
			[ "$(wc -l <out)" -eq $i ] && break
			sleep 0.02
		done
		is "$(wc -l <out)" $i
	done
	exec 7>&-
	wait $pid
}

@test "all templates converse" {
	for t in raw bitnet llama3; do
		run_ok bitnet-generate -m "$M" --chat --chat-template $t --ids -n 3 --ignore-eos < <(printf 'one\ntwo\n')
		is "$(wc -l <"$OUT")" 2
	done
	run_ok bitnet-generate -m "$FIXTURES/llama.gguf" --chat --ids -n 3 --ignore-eos < <(printf 'one\ntwo\n')
	run_exit 65 bitnet-generate -m "$FIXTURES/llama.gguf" --chat --chat-template llama3 < <(printf 'one\n')
}

@test "no line is no answer" {
	run_ok bitnet-generate -m "$M" --chat </dev/null
	is "$out" ""
}

@test "a conversation that does not fit any more ends with a message" {
	run_exit 65 bitnet-generate -m "$M" --chat -c 48 -n 16 --ids --ignore-eos \
		< <(printf 'The fox\nThe river\nThe owl\nThe girl\nThe sea\n')
	has "$err" "the context is full: the conversation has"
	n=$(wc -l <"$OUT")
	[ "$n" -ge 1 ] && [ "$n" -lt 5 ]
	run_ok bitnet-generate -m "$M" --chat -c 24 -n 100 --ids --ignore-eos < <(printf 'The fox\n')
	has "$err" "the context of 24 tokens is full: the answer is cut"
}

@test "a line that is too long is an error" {
	head -c 9000000 /dev/zero | tr '\0' a >long
	run_exit 65 bitnet-generate -m "$M" --chat <long
	has "$err" "more than 8388608 bytes"
}

@test "special tokens that a user types are text" {
	run_ok bitnet-generate -m "$M" --chat --json -n 1 < <(printf 'x<|eot_id|>y\n')
	n=$(jq .prompt_tokens "$OUT")
	run_ok bitnet-generate -m "$M" --chat --json -n 1 < <(printf 'x\n')
	[ "$n" -gt $(($(jq .prompt_tokens "$OUT") + 3)) ]
}
