#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bitnet-generate --batch: JSON lines in, JSON lines out.
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
}

batch() {
	run_ok bitnet-generate -m "$M" -n 6 --ignore-eos --batch "$@"
}

# ten records
ten() {
	for i in 0 1 2 3 4 5 6 7 8 9; do
		printf '{"id":"r%d","prompt":"The fox %d"}\n' $i $i
	done
}

# A line that must be answered by an error of this name.
bad() {
	printf '%s\n' "$2" >in
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in
	is "$(wc -l <"$OUT")" 1
	is "$(jq -r '.error | .name // .code' "$OUT")" "$1"
	[ $# -lt 3 ] || has "$(jq -r .error.message "$OUT")" "$3"
	schema_ok generate-batch "$OUT" --lines
}

@test "records are answered in order with the text of -p" {
	ten >in
	batch in --seed 1
	is "$(jq -r .id "$OUT" | tr '\n' ' ')" "r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 "
	schema_ok generate-batch "$OUT" --lines
	jq -s -e 'all(.[]; .finish_reason == "length" and .usage.completion_tokens == 6 and
		.usage.total_tokens == .usage.prompt_tokens + 6)' "$OUT"
	cp "$OUT" all
	run_ok bitnet-generate -m "$M" -p "The fox 3" -n 6 --ignore-eos --json
	is "$(jq -c .text "$OUT")" "$(sed -n 4p all | jq -c .text)"
	batch - --seed 1 <in
	same all "$OUT"
}

@test "a record's parameters win over the options" {
	cat >in <<-'EOT'
	{"id":1,"prompt":"The fox","max_tokens":3}
	{"id":2,"prompt":"The fox","max_tokens":0}
	{"id":3,"prompt":"The fox","temperature":1,"seed":4,"top_k":50,"top_p":0.9,"min_p":0.01,"repeat_penalty":1.1}
	{"id":4,"prompt":"The fox","temperature":1,"seed":"4","top_k":50,"top_p":0.9,"min_p":0.01,"repeat_penalty":1.1}
	EOT
	batch in
	is "$(jq -c '[.id, .usage.completion_tokens]' "$OUT" | tr '\n' ' ')" "[1,3] [2,0] [3,6] [4,6] "
	is "$(sed -n 3p "$OUT" | jq -c .text)" "$(sed -n 4p "$OUT" | jq -c .text)"
	is "$(sed -n 3p "$OUT" | jq .seed)" 4
	cp "$OUT" all
	run_ok bitnet-generate -m "$M" -p "The fox" -n 6 --ignore-eos --temp 1 --seed 4 --top-k 50 --top-p 0.9 --min-p 0.01 \
		--repeat-penalty 1.1 --json
	is "$(jq -c .text "$OUT")" "$(sed -n 3p all | jq -c .text)"
}

@test "stop is a text or a list of texts" {
	run_ok bitnet-generate -m "$M" -p "The fox" -n 20 --ignore-eos
	stop=\"$(grep -aoE '[a-z]{3}' "$OUT" | head -n 1)\"
	printf '{"id":1,"prompt":"The fox","max_tokens":20,"stop":%s}\n' "$stop" >in
	printf '{"id":1,"prompt":"The fox","max_tokens":20,"stop":["not in it",%s]}\n' "$stop" >>in
	batch in
	is "$(jq -r .finish_reason "$OUT" | tr '\n' ' ')" "stop stop "
	is "$(sed -n 1p "$OUT" | jq -c .text)" "$(sed -n 2p "$OUT" | jq -c .text)"
	[ "$(sed -n 1p "$OUT" | jq .usage.completion_tokens)" -lt 20 ]
}

@test "a prompt may be token ids, and --ids writes ids" {
	run_ok bitnet-encode -m "$M" - < <(printf 'The fox')
	ids=$(tr ' ' ',' <"$OUT" | sed 's/^,//')
	printf '{"id":1,"prompt":"The fox"}\n{"id":2,"prompt":[%s]}\n' "$ids" >in
	batch in --ids
	is "$(jq -c .ids "$OUT" | uniq | wc -l)" 1
	jq -s -e 'all(.[]; has("text") | not)' "$OUT"
	schema_ok generate-batch "$OUT" --lines
}

@test "messages go through the template as with --messages" {
	echo '[{"role":"user","content":"Where is the fox?"}]' >m.json
	printf '{"id":1,"messages":%s}\n' "$(cat m.json)" >in
	batch in
	text=$(jq -c .text "$OUT")
	run_ok bitnet-generate -m "$M" --messages m.json -n 6 --ignore-eos --json
	is "$(jq -c .text "$OUT")" "$text"
}

@test "OpenAI lines are answered in OpenAI's form" {
	cat >in <<-'EOT'
	{"custom_id":"a","method":"POST","url":"/v1/completions","body":{"model":"m","prompt":"The fox","max_tokens":4}}
	{"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":4,"n":1,"stream":false}}
	{"id":"c","prompt":"The fox","max_tokens":4}
	EOT
	batch in
	schema_ok generate-batch "$OUT" --lines
	is "$(jq -r '.custom_id // .id' "$OUT" | tr '\n' ' ')" "a b c "
	sed -n 1p "$OUT" | jq -e '.error == null and .response.status_code == 200 and .response.body.object == "text_completion" and
		.response.body.model == "m" and .response.body.choices[0].finish_reason == "length" and
		.response.body.usage.completion_tokens == 4'
	sed -n 2p "$OUT" | jq -e '.response.body.object == "chat.completion" and .response.body.model == "bitnet.gguf" and
		.response.body.choices[0].message.role == "assistant"'
	sed -n 3p "$OUT" | jq -e '.text != null'
}

@test "OpenAI lines that are wrong get an error in that form" {
	bad unsupported_parameter '{"custom_id":"a","body":{"prompt":"x","n":2}}' "'n' is not supported"
	is "$(jq -r .custom_id "$OUT")" a
	bad unsupported_parameter '{"custom_id":"a","body":{"prompt":"x","tools":[{}]}}'
	bad unsupported_parameter '{"custom_id":"a","body":{"prompt":"x","response_format":{"type":"json_object"}}}'
	bad unsupported_parameter '{"custom_id":"a","body":{"prompt":"x","response_format":{"type":null}}}'
	bad bad_record '{"custom_id":"a","url":"/v1/embeddings","body":{"prompt":"x"}}' "'url' is not"
	bad bad_record '{"custom_id":"a","method":"GET","body":{"prompt":"x"}}' "'method' is not"
	bad bad_record '{"custom_id":"a"}' "'body' is not an object"
	bad bad_record '{"custom_id":5,"body":{"prompt":"x"}}' "'custom_id' is not a string"
	bad bad_record '{"body":{"prompt":"x"}}' "'custom_id' is missing"
}

@test "a bad line is answered by an error and the run goes on with exit status 1" {
	cat >in <<-'EOT'
	{"id":"a","prompt":"The fox"}
	not JSON
	{"id":"b"}

	{"id":"c","prompt":"The river"}
	EOT
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in
	is "$(jq -c '[.id, .error.name, .error.line]' "$OUT" | tr '\n' ' ')" \
		'["a",null,null] [null,"bad_json",2] ["b","bad_prompt",3] ["c",null,null] '
	has "$err" "warning: in: line 2: "
	schema_ok generate-batch "$OUT" --lines
}

@test "every number is checked" {
	bad bad_parameter '{"id":1,"prompt":"x","temperature":NaN}' || bad bad_json '{"id":1,"prompt":"x","temperature":NaN}'
	for v in 1e308 -1 '"1"' true '[]' -2147483648 1e999; do
		printf '{"id":1,"prompt":"x","temperature":%s}\n' "$v" >in
		run_exit 1 bitnet-generate -m "$M" -n 2 --batch in
	done
	for k in max_tokens max_completion_tokens top_k seed; do
		for v in 1e308 -1 1.5 '"x"' true '{}' -2147483648 99999999999999999999999 -99999999999999999999999; do
			bad bad_parameter "{\"id\":1,\"prompt\":\"x\",\"$k\":$v}" "'$k' is not an integer from 0"
		done
	done
	for k in top_p min_p; do
		bad bad_parameter "{\"id\":1,\"prompt\":\"x\",\"$k\":1.0001}" "'$k' is not a number from 0 to 1"
	done
	bad bad_parameter '{"id":1,"prompt":"x","repeat_penalty":0}'
	bad bad_parameter '{"id":1,"prompt":"x","ignore_eos":1}'
	bad bad_parameter '{"id":1,"prompt":"x","stop":""}'
	bad bad_parameter '{"id":1,"prompt":"x","stop":[1]}'
	bad bad_parameter "{\"id\":1,\"prompt\":\"x\",\"stop\":[$(printf '"a",%.0s' $(seq 64))\"b\"]}" "more than 64"
	bad bad_prompt '{"id":1,"prompt":[1,-1]}' "element 1 is not a token id"
	bad bad_prompt '{"id":1,"prompt":[4294967296]}'
	bad bad_prompt '{"id":1,"prompt":5}'
	bad bad_prompt '{"id":1,"prompt":"x","messages":[]}'
	bad id_out_of_range '{"id":1,"prompt":[512]}'
	bad empty_prompt '{"id":1,"prompt":[]}'
	bad prompt_too_long "{\"id\":1,\"prompt\":[$(printf '1,%.0s' $(seq 512))1]}" "513 ids, the context holds 512"
	bad bad_record '{"id":1.5,"prompt":"x"}'
	bad bad_record '{"prompt":"x"}' "'id' is missing"
	bad bad_record '{"id":99999999999999999999999,"prompt":"x"}' "'id' is not below 2^63"
	bad bad_record '{"id":-99999999999999999999999,"prompt":"x"}'
	bad bad_record '[1]'
}

@test "a line that is deep, long, binary or torn is an error and no more" {
	bad bad_json "$(printf '[%.0s' $(seq 100000))"
	bad bad_json '{"id":1,"prompt":"x"'
	bad bad_json '{"id":1,"prompt":"x"} {}'
	bad bad_json $'{"id":1,"prompt":"\xff"}'
	{ printf '{"id":1,"prompt":"'; head -c 9000000 /dev/zero | tr '\0' a; printf '"}\n{"id":2,"prompt":"x"}\n'; } >in
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in
	is "$(jq -c '[.id, .error.name]' "$OUT" | tr '\n' ' ')" '[null,"line_too_long"] [2,null] '
	printf '\0\0\n{"id":2,"prompt":"x"}' >in
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in
	is "$(jq -c '[.id, .error.name]' "$OUT" | tr '\n' ' ')" '[null,"bad_json"] [2,null] '
}

@test "an empty batch is done at once, a missing one is not there" {
	: >in
	batch in
	is "$out" ""
	run_exit 66 bitnet-generate -m "$M" --batch no
	run_exit 66 bitnet-generate -m "$M" --batch /
}

@test "shards are the whole, each line once" {
	ten >in
	batch in
	cp "$OUT" all
	: >parts
	for i in 0 1 2; do
		batch in --shard $i/3
		jq -r .id "$OUT" >>parts
		cat "$OUT" >>shards
	done
	is "$(sort parts | uniq -c | awk '$1 != 1')" ""
	is "$(tr '\n' ' ' <parts)" "r0 r3 r6 r9 r1 r4 r7 r2 r5 r8 "
	same <(jq -c 'del(.seed)' all | sort) <(jq -c 'del(.seed)' shards | sort)
	for s in 3/3 -1/3 1 1/0 /3 a/b 1/2/3 99999999999999999999/3; do
		run_exit 64 bitnet-generate -m "$M" --batch in --shard=$s
		has "$err" "is not I/N with 0 <= I < N"
	done
}

@test "a random record has the same answer alone, in a shard and in another order" {
	ten >in
	batch in --temp 1 --seed 3
	sort "$OUT" >all
	tac in >reversed
	batch reversed --temp 1 --seed 3
	sort "$OUT" | diff - all
	batch in --temp 1 --seed 3 --shard 1/2
	sort "$OUT" | comm -23 - all >new
	[ ! -s new ]
	is "$(jq .seed all | sort -u | wc -l)" 10
	seed=$(jq 'select(.id == "r4") | .seed' all)
	run_ok bitnet-generate -m "$M" -p "The fox 4" -n 6 --ignore-eos --temp 1 --seed "$seed" --json
	is "$(jq -c .text "$OUT")" "$(jq -c 'select(.id == "r4") | .text' all)"
}

@test "--resume skips what is there, cuts a torn line and ends with the same file" {
	ten >in
	batch in --seed 1
	cp "$OUT" want
	{ head -n 3 want; sed -n 4p want | head -c 20; } >part
	batch in --seed 1 --resume part -v
	is "$out" ""
	same want part
	has "$err" "7 answered, 0 failed, 3 skipped"
	has "$err" "20 bytes of a torn last line are cut"
	batch in --seed 1 --resume part -v
	same want part
	has "$err" "0 answered, 0 failed, 10 skipped"
	batch in --seed 1 --resume new
	same want new
}

@test "--resume knows bad lines and ids of any kind" {
	cat >in <<-'EOT'
	{"id":1,"prompt":"The fox"}
	bad
	{"id":"1","prompt":"The fox"}
	{"custom_id":"1","body":{"prompt":"The river"}}
	{"id":"x","prompt":5}
	EOT
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in --seed 1 --resume f
	is "$(wc -l <f)" 5
	cp f want
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in --seed 1 --resume f
	same want f
	head -n 3 want >f
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in --seed 1 --resume f
	same <(jq -c 'del(.response.body.created)' want) <(jq -c 'del(.response.body.created)' f)
}

@test "--resume leaves a file alone that is no output of a batch" {
	ten >in
	for text in 'my notes' $'my notes\n' $'{"id":1}\nmy notes\n' $'{"id":1}\nmy notes' '{"idea":1}' $'\n' \
		$'{"id":1,"prompt":"x"}\n' '{"id":1,"prompt":"x"}' $'{"id":1,"custom_id":"1","body":{}}\n'; do
		printf '%s' "$text" >notes
		cp notes before
		run_exit 65 bitnet-generate -m "$M" --batch in --resume notes
		has "$err" "is not an answer of a batch"
		same before notes
	done
	cp in before
	ln in link
	run_exit 64 bitnet-generate -m "$M" --batch in --resume link
	has "$err" "are the same file"
	same before in
	run_exit 73 bitnet-generate -m "$M" --batch in --resume no/such/folder
	run_exit 73 bitnet-generate -m "$M" --batch in --resume /dev/null
}

@test "a file that is being resumed cannot be resumed twice" {
	: >f
	exec 8>>f
	flock -n 8
	ten >in
	run_exit 75 bitnet-generate -m "$M" --batch in --resume f
	has "$err" "another run is writing to it"
}

@test "TERM ends a batch between lines with status 75, and --resume goes on" {
	for i in $(seq 3000); do
		printf '{"id":%d,"prompt":"The fox","max_tokens":100}\n' "$i"
	done >in
	bitnet-generate -m "$M" --ignore-eos --batch in --resume f 2>err &
	pid=$!
	for _ in $(seq 500); do
		[ -s f ] && break
		sleep 0.02
	done
	kill -TERM $pid
	st=0
	wait $pid || st=$?
	is "$st" 75
	has "$(cat err)" "terminated after line"
	n=$(wc -l <f)
	[ "$n" -ge 1 ] && [ "$n" -lt 3000 ]
	schema_ok generate-batch f --lines
	sed "$((n + 2))q" ./in >again
	run_ok bitnet-generate -m "$M" --ignore-eos --batch again --resume f
	is "$(jq -c .id f | tr '\n' ' ')" "$(seq $((n + 2)) | tr '\n' ' ')"
}

@test "TERM reaches a batch that waits for input" {
	mkfifo in
	bitnet-generate -m "$M" -n 2 --batch in >out 2>err &
	pid=$!
	exec 7>in
	printf '{"id":1,"prompt":"x"}\n' >&7
	for _ in $(seq 500); do
		[ -s out ] && break
		sleep 0.02
	done
	is "$(jq -c .id out)" 1
	kill -TERM $pid
	st=0
	wait $pid || st=$?
	exec 7>&-
	is "$st" 75
}

@test "a line is answered before the next one comes" {
	mkfifo in
	bitnet-generate -m "$M" -n 2 --batch in >out &
	pid=$!
	exec 7>in
	for i in 1 2 3; do
		printf '{"id":%d,"prompt":"x"}\n' $i >&7
		for _ in $(seq 500); do
			[ "$(wc -l <out)" -eq $i ] && break
			sleep 0.02
		done
		is "$(wc -l <out)" $i
	done
	exec 7>&-
	wait $pid
}

@test "-o holds the whole batch or nothing" {
	ten >in
	batch in --seed 1
	cp "$OUT" want
	batch in --seed 1 -o out
	same want out
	echo bad >>in
	run_exit 1 bitnet-generate -m "$M" -n 2 --batch in -o with-errors
	is "$(wc -l <with-errors)" 11
	run_exit 74 bitnet-generate -m "$M" -n 2 --batch in -o /dev/full
	run_exit 74 sh -c 'bitnet-generate -m "$1" -n 2 --batch in >/dev/full' - "$M"
	run_exit 74 sh -c 'bitnet-generate -m "$1" -n 2 --batch in >&-' - "$M"
}

@test "the example Makefile answers once, and a target that was killed is absent" {
	make_batch() {
		run_ok make -s -f "$top_srcdir/contrib/batch/Makefile" MODEL="$M" GENERATE_FLAGS="$1"
	}
	ten >a.prompts.jsonl
	{ ten; echo bad; } >b.prompts.jsonl
	make_batch "-n 4"
	is "$(wc -l <a.answers.jsonl)" 10
	is "$(wc -l <b.answers.jsonl)" 11
	stat -c '%i %Y' a.answers.jsonl b.answers.jsonl >before
	run_ok make -q -f "$top_srcdir/contrib/batch/Makefile" MODEL="$M"
	make_batch "-n 4"
	stat -c '%i %Y' a.answers.jsonl b.answers.jsonl | diff before -
	for i in $(seq 2000); do
		printf '{"id":%d,"prompt":"The fox","max_tokens":300,"ignore_eos":true}\n' "$i"
	done >c.prompts.jsonl
	setsid make -s -f "$top_srcdir/contrib/batch/Makefile" MODEL="$M" c.answers.jsonl 2>/dev/null &
	pid=$!
	for _ in $(seq 500); do
		[ -n "$(find . -name '.c.answers.jsonl.*')" ] && break
		sleep 0.02
	done
	kill -TERM -- -$pid
	st=0
	wait $pid || st=$?
	[ "$st" -ne 0 ]
	for _ in $(seq 500); do
		[ -z "$(find . -name '.c.answers.jsonl.*')" ] && break
		sleep 0.02
	done
	[ ! -e c.answers.jsonl ]
	is "$(find . -name '.c.answers*' | wc -l)" 0
}

@test "escapes of every character in a prompt are that character, also where json-c 0.16 gives another" {
	perl -CO -e 'print "{\"id\":\"a\",\"prompt\":\"x\x{1d800}\x{1d4ff}\x{1dfff}\x{1f600}\"}\n"' >plain
	printf '%s\n' '{"id":"a","prompt":"x\ud836\udc00\ud835\udcff\uD837\uDFFF\ud83d\ude00"}' >escaped
	batch plain --seed 1
	cp "$OUT" want
	batch escaped --seed 1
	same "$OUT" want
	[ "$(jq .usage.prompt_tokens want)" -gt 10 ]
}
