# SPDX-License-Identifier: MIT
load helper
load by-hand

local_setup() {
	M=$FIXTURES/bitnet.gguf
}

@test "the summary shows architecture, size, types, shape, vocabulary, tokenizer and licence" {
	{
		head_of 3 19
		key_text general.architecture llama
		key_text general.name 'A\ttiny model'
		key_text general.license mit
		key_text general.base_model.0.name 'The base'
		key_number llama.context_length 4 4 2048
		key_number llama.block_count 4 4 1
		key_number llama.attention.head_count 4 4 4
		key_number llama.attention.head_count_kv 4 4 2
		key_number llama.embedding_length 4 4 8
		key_number llama.feed_forward_length 4 4 16
		key_text tokenizer.ggml.model gpt2
		key_text tokenizer.ggml.pre llama-bpe
		text tokenizer.ggml.tokens
		le 9 4
		le 8 4
		le 3 8
		text '<s>'
		text '\xff'
		text a
		key_number tokenizer.ggml.bos_token_id 4 4 0
		key_number tokenizer.ggml.eos_token_id 4 4 1
		key_number tokenizer.ggml.eot_token_id 4 4 9
		key_number tokenizer.ggml.add_bos_token 7 1 1
		key_number tokenizer.ggml.add_eos_token 7 1 0
		key_text tokenizer.chat_template '{{ messages }}'
		info a 128 36 0
		info b 4 0 64
		info c 4 0 96
	} >model.gguf
	pad model.gguf
	printf '%0128d' 0 >>model.gguf
	run_ok bitnet-gguf-info model.gguf
	golden gguf-info/summary "$OUT"
	is "$err" ""
}

@test "the summary of a model without a tokenizer says so and takes the vocabulary from elsewhere" {
	run_ok bitnet-gguf-info "$FIXTURES/bitnet-notok.gguf"
	has "$out" "tokenizer	none"
	has "$out" "vocabulary	512	bitnet-b1.58.vocab_size"
	has "$out" "chat template	no"
}

@test "the numbers of the summary are those of the tensor table" {
	run_ok bitnet-gguf-info --json "$M"
	is "$(jq '[.tensors[] | .shape | reduce .[] as $d (1; . * $d)] | add == 361856' "$OUT")" true
	is "$(jq '.parameters' "$OUT")" 361856
	is "$(jq '(.types | map(.bytes) | add) == (.tensors | map(.bytes) | add)' "$OUT")" true
	is "$(jq '(.types | map(.tensors) | add) == (.tensors | length)' "$OUT")" true
	is "$(jq '.bytes' "$OUT")" "$(stat -Lc %s "$M")"
	is "$(jq '(.tensors | map(.offset) | min) == .header_bytes' "$OUT")" true
}

@test "the summary of the reference models agrees with their records" {
	need_data models/e2e-llama3.ref.json
	for m in e2e-llama3 e2e-llama2 e2e-gpt2 bitnet-silu-i2s; do
		run_ok bitnet-gguf-info --json "$DATA/models/$m.gguf"
		is "$(jq -c '[.architecture, .layers, .embedding_length, .heads, .vocabulary.size]' "$OUT")" \
			"$(jq -c '[.arch, .n_layer, .n_embd, .n_head, .n_vocab]' "$DATA/models/$m.ref.json")"
	done
}

@test "the summary of a real Llama-3 vocabulary names its special tokens and the missing pre" {
	need_data models/e2e-llama3.gguf
	run_ok bitnet-gguf-info "$DATA/models/e2e-llama3.gguf"
	has "$out" "tokenizer	gpt2	bpe	pre missing"
	has "$out" "special	bos	128000	<|begin_of_text|>"
	has "$out" "chat template	yes	91 bytes"
	has "$out" "vocabulary	128256	bitnet-b1.58.vocab_size"
}

@test "the documents are as their schemas say" {
	for m in bitnet bitnet-notok llama gpt2; do
		run_ok bitnet-gguf-info --json "$FIXTURES/$m.gguf"
		schema_ok gguf-info "$OUT"
	done
	run_ok bitnet-gguf-info --json --arrays full --keys '*' "$M"
	schema_ok gguf-info "$OUT"
	run_ok bitnet-gguf-info --json --tensors "$M"
	schema_ok gguf-info "$OUT"
	run_ok bitnet-gguf-info --json --key general.name "$M"
	schema_ok gguf-info-key "$OUT"
	run_ok bitnet-gguf-info --json --check "$M"
	schema_ok gguf-info-check "$OUT"
	run_exit 1 bitnet-gguf-info --json --diff "$M" "$FIXTURES/llama.gguf"
	schema_ok gguf-info-diff "$OUT"
	run_ok bitnet-gguf-info --json --diff "$M" "$M"
	schema_ok gguf-info-diff "$OUT"
}

@test "the documents of every file of the data folder are as the schema says" {
	need_data models
	for m in "$DATA"/models/*.gguf "$DATA"/tokenizers/*.gguf "$DATA"/models/bad/ok-*.gguf; do
		run_ok bitnet-gguf-info --json "$m"
		schema_ok gguf-info "$OUT"
	done
}

@test "--key writes the value as it is" {
	run_ok bitnet-gguf-info --key general.architecture "$M"
	is "$out" bitnet-b1.58
	run_ok bitnet-gguf-info --key bitnet-b1.58.rope.freq_base "$M"
	is "$out" 10000
	run_ok bitnet-gguf-info --key bitnet-b1.58.attention.layer_norm_rms_epsilon "$M"
	is "$out" 1e-05
	run_ok bitnet-gguf-info --key tokenizer.ggml.add_bos_token "$M"
	is "$out" true
}

@test "--key gives the bytes of a string, whatever they are" {
	{
		head_of 0 1
		key_text k 'a\x1b[31m\n\xff'
	} >raw.gguf
	run_ok bitnet-gguf-info --key k raw.gguf
	printf 'a\033[31m\n\377\n' >want
	same want "$OUT"
	run_ok bitnet-gguf-info --key k --json raw.gguf
	is "$out" '{"bytes":[97,27,91,51,49,109,10,255]}'
	schema_ok gguf-info-key "$OUT"
}

@test "--key of an absent key writes nothing and exits 1" {
	run_exit 1 bitnet-gguf-info --key general.nothing "$M"
	is "$out$err" ""
}

@test "--key of an array writes one element a line, as many as --arrays says" {
	run_ok bitnet-gguf-info --key tokenizer.ggml.tokens "$M"
	is "$(wc -l <"$OUT")" 512
	run_ok bitnet-gguf-info --key tokenizer.ggml.tokens --arrays head "$M"
	is "$(wc -l <"$OUT")" 8
	run_ok bitnet-gguf-info --key tokenizer.ggml.tokens --arrays none "$M"
	is "$(wc -c <"$OUT")" 0
}

@test "--key and --keys give the token list of the tokenizer's own source" {
	need_data models/e2e-gpt2.gguf
	run_ok bitnet-gguf-info --json --key tokenizer.ggml.tokens "$DATA/models/e2e-gpt2.gguf"
	jq -c '.model.vocab | to_entries | sort_by(.value) | map(.key)' "$DATA/tokenizers/gpt2.tokenizer.json" >want
	is "$(jq -c '.[:50256]' "$OUT" | sha256sum)" "$(jq -c '.[:50256]' want | sha256sum)"
}

@test "--keys lists name, type and value of the keys that match" {
	run_ok bitnet-gguf-info --keys '*.attention.*' "$M"
	is "$out" "bitnet-b1.58.attention.head_count	u32	4
bitnet-b1.58.attention.head_count_kv	u32	2
bitnet-b1.58.attention.layer_norm_rms_epsilon	f32	1e-05"
	run_ok bitnet-gguf-info --keys=general.name "$M"
	is "$out" "general.name	string	tiny random BitNet"
	run_exit 1 bitnet-gguf-info --keys 'no.*' "$M"
	is "$out" ""
}

@test "--arrays says how much of an array is listed" {
	run_ok bitnet-gguf-info --keys '*.tokens' --arrays none "$M"
	is "$out" "tokenizer.ggml.tokens	string[512]"
	run_ok bitnet-gguf-info --keys '*.tokens' "$M"
	is "$(awk -F'\t' '{ print NF }' "$OUT")" 10
	run_ok bitnet-gguf-info --keys '*.tokens' --arrays full "$M"
	is "$(awk -F'\t' '{ print NF }' "$OUT")" 514
	run_ok bitnet-gguf-info --json --keys '*.tokens' --arrays none "$M"
	is "$(jq -c '.keys[0] | [.elem_type, .count, .value]' "$OUT")" '["string",512,null]'
	run_ok bitnet-gguf-info --json --keys '*.tokens' --arrays full "$M"
	is "$(jq '.keys[0].value | length' "$OUT")" 512
}

@test "--tensors lists name, type, shape, bytes, offset and part" {
	run_ok bitnet-gguf-info --tensors "$M"
	is "$(wc -l <"$OUT")" 24
	is "$(awk -F'\t' 'NF != 6' "$OUT")" ""
	run_ok bitnet-gguf-info '--tensors=blk.1.ffn_d*' "$M"
	is "$(cut -f 1-4,6 "$OUT")" "blk.1.ffn_down.weight	I2_S	256x128	8224	1"
	run_exit 1 bitnet-gguf-info --tensors=nothing "$M"
}

@test "a tensor of unknown type is listed with its number and no size" {
	{
		head_of 1 1
		key_text general.architecture llama
		info strange 8 777 0
	} >odd.gguf
	pad odd.gguf
	run_ok bitnet-gguf-info --tensors odd.gguf
	is "$(cut -f 1-4 "$OUT")" "strange	unknown:777	8	-"
	run_ok bitnet-gguf-info --json odd.gguf
	is "$(jq -c '.tensors[0] | [.type, .type_id, .bytes]' "$OUT")" '[null,777,null]'
	schema_ok gguf-info "$OUT"
	run_ok bitnet-gguf-info odd.gguf
	has "$out" "type	unknown:777	1	8	0"
}

@test "names and values of a file are escaped, in JSON bytes that are not UTF-8 are numbers" {
	{
		head_of 1 2
		key_text general.architecture 'x\x1b[2J'
		key_text 'k\x1b\xff' v
		info 't\x1b[31m' 8 777 0
	} >evil.gguf
	pad evil.gguf
	for how in "" "--keys=*" --tensors; do
		run_ok bitnet-gguf-info ${how:+"$how"} evil.gguf
		lacks "$out" $'\033'
	done
	has "$out" 't\x1b[31m'
	run_ok bitnet-gguf-info --keys 'k*' evil.gguf
	is "$out" 'k\x1b\xff	string	v'
	run_ok bitnet-gguf-info --json evil.gguf
	is "$(jq -c '.keys[1].name' "$OUT")" '{"bytes":[107,27,255]}'
	lacks "$out" $'\033'
	schema_ok gguf-info "$OUT"
}

@test "integers of 2^53 and more are strings in JSON" {
	{
		head_of 0 4
		key_number a 10 8 9007199254740991
		key_number b 10 8 9007199254740992
		key_number c 10 8 -1
		key_number d 11 8 -9007199254740993
	} >big.gguf
	run_ok bitnet-gguf-info --json --keys '*' big.gguf
	is "$(jq -c '[.keys[].value]' "$OUT")" '[9007199254740991,"9007199254740992","18446744073709551615","-9007199254740993"]'
	schema_ok gguf-info "$OUT"
}

@test "floats are written as the shortest decimal that reads back, the sign of zero kept" {
	{
		head_of 0 4
		key_number a 6 4 0x80000000
		key_number b 6 4 0x3dcccccd
		key_number c 6 4 0x48f42400
		key_number d 12 8 0x3fb999999999999a
	} >float.gguf
	run_ok bitnet-gguf-info --keys '*' float.gguf
	is "$(cut -f 3 "$OUT" | tr '\n' ' ')" "-0.0 0.1 500000 0.1 "
	run_ok bitnet-gguf-info --json --keys '*' float.gguf
	has "$out" '"value":-0.0'
	is "$(jq -c '[.keys[].value]' "$OUT" | tr -d -- '-')" '[0,0.1,500000,0.1]'
}

@test "numbers that are not finite are null in JSON" {
	{
		head_of 0 2
		key_number nan 6 4 0x7fc00000
		key_number inf 12 8 0x7ff0000000000000
	} >nan.gguf
	run_ok bitnet-gguf-info --json --keys '*' nan.gguf
	is "$(jq -c '[.keys[].value]' "$OUT")" '[null,null]'
	run_ok bitnet-gguf-info --keys '*' nan.gguf
	is "$out" "nan	f32	nan
inf	f64	inf"
}

@test "provenance and licence keys are in the summary" {
	{
		head_of 0 5
		key_text general.architecture llama
		key_text general.license apache-2.0
		key_text general.base_model.0.repo_url https://example.org/base
		key_text general.organization Someone
		key_text tokenizer.chat_template.tool_use "{{ x }}"
	} >from.gguf
	run_ok bitnet-gguf-info from.gguf
	has "$out" "license	general.license	apache-2.0"
	has "$out" "provenance	general.base_model.0.repo_url	https://example.org/base"
	has "$out" "provenance	general.organization	Someone"
	has "$out" "chat template	yes	7 bytes	tool_use"
	run_ok bitnet-gguf-info --json from.gguf
	is "$(jq -c '[.provenance[].name]' "$OUT")" '["general.base_model.0.repo_url","general.organization"]'
	is "$(jq -c '[.license, .chat_template]' "$OUT")" '[[{"name":"general.license","value":"apache-2.0"}],true]'
}

@test "--check finds nothing in a sound model" {
	run_ok bitnet-gguf-info --check "$M" "$FIXTURES/llama.gguf" "$FIXTURES/gpt2.gguf" "$FIXTURES/bitnet-notok.gguf"
	is "$out$err" ""
}

@test "--check has the verdict of EXPECT.tsv on every hostile file" {
	need_data models/bad/EXPECT.tsv
	local n=0
	while IFS=$'\t' read -r name verdict stage word rest; do
		case $verdict-$stage in
		accept-*) run_ok bitnet-gguf-info --check "$DATA/models/bad/$name" ;;
		refuse-model)
			run_exit 1 bitnet-gguf-info --check "$DATA/models/bad/$name"
			has "$out" fatal
			;;
		*)
			run_exit 65 bitnet-gguf-info --check "$DATA/models/bad/$name"
			has "$out" "fatal	gguf_${word//-/_}"
			is "$(wc -l <"$ERR")" 1
			;;
		esac
		run_exit "$status" bitnet-gguf-info --check --json "$DATA/models/bad/$name"
		schema_ok gguf-info-check "$OUT"
		is "$(jq '.ok' "$OUT")" "$([ "$status" = 0 ] && echo true || echo false)"
		n=$((n + 1))
	done <"$DATA/models/bad/EXPECT.tsv"
	is "$n" 35
}

@test "every hostile file that the reader must refuse is refused by exit 65 and one line" {
	need_data models/bad/EXPECT.tsv
	while IFS=$'\t' read -r name verdict stage rest; do
		case $verdict-$stage in
		refuse-parse)
			run_exit 65 bitnet-gguf-info "$DATA/models/bad/$name"
			is "$(wc -l <"$ERR")" 1
			is "$out" ""
			;;
		*) run_ok bitnet-gguf-info "$DATA/models/bad/$name" ;;
		esac
	done <"$DATA/models/bad/EXPECT.tsv"
}

@test "--check does not need the data of standard input" {
	run_ok bitnet-gguf-info --check - <"$M"
	is "$out" ""
}

@test "--diff of a file and itself or a copy with the data elsewhere finds nothing" {
	run_ok bitnet-gguf-info --diff "$M" "$M"
	is "$out$err" ""
}

@test "--diff lists keys, tensors and data that differ" {
	cp "$M" other.gguf
	printf 'X' | dd of=other.gguf bs=1 seek=$(($(stat -c %s other.gguf) - 1000)) conv=notrunc status=none
	run_exit 1 bitnet-gguf-info --diff "$M" other.gguf
	is "$(cut -f 1-2 "$OUT")" "!	data"
	has "$out" "	1 byte differs, the first at "
	run_exit 1 bitnet-gguf-info --diff "$M" "$FIXTURES/bitnet-notok.gguf"
	has "$out" "-	key	tokenizer.ggml.model	string gpt2"
	run_exit 1 bitnet-gguf-info --diff "$FIXTURES/bitnet-notok.gguf" "$M"
	has "$out" "+	key	tokenizer.ggml.model	string gpt2"
	run_exit 1 bitnet-gguf-info --json --diff "$M" "$FIXTURES/llama.gguf"
	is "$(jq .same "$OUT")" false
}

@test "--diff shows types, shapes and the first element of an array that differs" {
	need_data models/b158-tq1_0.gguf
	run_exit 1 bitnet-gguf-info --diff "$DATA/models/b158-i2s.gguf" "$DATA/models/b158-tq1_0.gguf"
	has "$out" "!	key	general.file_type	u32 40	u32 36"
	has "$out" "!	tensor	blk.0.attn_k.weight	I2_S 256x128	TQ1_0 256x128"
	lacks "$out" "token_embd"
	run_exit 1 bitnet-gguf-info --diff "$DATA/models/e2e-gpt2.gguf" "$DATA/models/e2e-llama2.gguf"
	has "$out" "!	key	tokenizer.ggml.tokens	string[50257] [0] !	string[32000] [0] <unk>"
}

@test "--diff does not look at the unspecified bytes behind the scale of I2_S" {
	for i in a b; do
		{
			head_of 1 1
			key_text general.architecture llama
			info t 128 36 0
		} >$i.gguf
		pad $i.gguf
		printf '%036d' 0 >>$i.gguf
		printf "%028d" "$([ $i = a ] && echo 1 || echo 2)" >>$i.gguf
	done
	run_ok bitnet-gguf-info --diff a.gguf b.gguf
}

@test "--diff takes exactly two files and no stream" {
	run_exit 64 bitnet-gguf-info --diff "$M"
	run_exit 64 bitnet-gguf-info --diff "$M" "$M" "$M"
	run_exit 64 bitnet-gguf-info --diff - "$M" </dev/null
	run_exit 66 bitnet-gguf-info --diff "$M" /nonexistent
}

@test "several files are looked at in turn, each record with its file's name" {
	cp "$M" a.gguf
	cp "$FIXTURES/llama.gguf" b.gguf
	run_ok bitnet-gguf-info --key general.architecture a.gguf b.gguf
	is "$out" "a.gguf	bitnet-b1.58
b.gguf	llama"
	run_ok bitnet-gguf-info a.gguf b.gguf
	is "$(grep -c '^file	' "$OUT")" 2
	run_ok bitnet-gguf-info --json a.gguf b.gguf
	is "$(jq -r .path "$OUT" | tr '\n' ' ')" "a.gguf b.gguf "
	schema_ok gguf-info "$OUT" --lines
}

@test "a bad file among several does not keep the others from being looked at" {
	: >empty.gguf
	run_exit 65 bitnet-gguf-info --key general.architecture "$M" empty.gguf /nonexistent "$M"
	is "$(wc -l <"$OUT")" 2
	is "$(wc -l <"$ERR")" 2
	run_exit 66 bitnet-gguf-info --key general.architecture /nonexistent empty.gguf
}

@test "standard input is read, from a pipe or a file, to its end" {
	bitnet-gguf-info --json "$M" | jq -S 'del(.path, .parts)' >want
	run_ok bitnet-gguf-info --json - <"$M"
	jq -S 'del(.path, .parts)' "$OUT" >got
	same want got
	mkfifo pipe
	cat "$M" >pipe &
	run_ok bitnet-gguf-info --json - <pipe
	wait $!
	jq -S 'del(.path, .parts)' "$OUT" >got
	same want got
}

@test "a path that is a pipe is read as a stream" {
	mkfifo pipe
	cat "$M" >pipe &
	run_ok bitnet-gguf-info --key general.architecture pipe
	wait $!
	is "$out" bitnet-b1.58
}

@test "a reader that stops at the header's fault leaves the writer with a broken pipe, not waiting" {
	mkfifo pipe
	yes >pipe &
	run_exit 65 bitnet-gguf-info - <pipe
	wait $! || true
	has "$err" "not a GGUF file"
}

@test "standard input can be read once" {
	run_exit 64 bitnet-gguf-info - - <"$M"
	has "$err" "2 times"
}

@test "a split set is read as one model" {
	make_split
	run_ok bitnet-gguf-info m-00001-of-00002.gguf
	has "$out" "tensors	2"
	has "$out" "parts	2"
	has "$out" "part	m-00002-of-00002.gguf"
	run_ok bitnet-gguf-info --tensors m-00001-of-00002.gguf
	is "$(cut -f 1,6 "$OUT")" "t0	1
t1	2"
	run_ok bitnet-gguf-info --json m-00001-of-00002.gguf
	is "$(jq -c '[.parts, .bytes]' "$OUT")" '[["m-00001-of-00002.gguf","m-00002-of-00002.gguf"],'$(($(cat m-*.gguf | wc -c)))']'
	schema_ok gguf-info "$OUT"
}

@test "a split set with a missing, damaged or foreign part is refused by the part's name" {
	make_split
	mv m-00002-of-00002.gguf aside
	run_exit 65 bitnet-gguf-info m-00001-of-00002.gguf
	is "$err" "bitnet-gguf-info: m-00001-of-00002.gguf: part 2 of 2 is missing: 'm-00002-of-00002.gguf'"
	head -c 100 aside >m-00002-of-00002.gguf
	run_exit 65 bitnet-gguf-info m-00001-of-00002.gguf
	has "$err" "part 'm-00002-of-00002.gguf': "
	cp "$M" m-00002-of-00002.gguf
	run_exit 65 bitnet-gguf-info m-00001-of-00002.gguf
	has "$err" "part 'm-00002-of-00002.gguf': key 'split.no' is missing"
}

@test "a part that is not the first is refused, with the name of the first" {
	make_split
	run_exit 65 bitnet-gguf-info m-00002-of-00002.gguf
	has "$err" "part 2 of 2 of a split set"
	has "$err" "m-00001-of-00002.gguf"
	rm m-00001-of-00002.gguf
	run_exit 65 bitnet-gguf-info m-00002-of-00002.gguf
	has "$err" "m-00001-of-00002.gguf"
}

@test "one part of a set on standard input is refused" {
	make_split
	run_exit 65 bitnet-gguf-info - <m-00001-of-00002.gguf
	has "$err" "standard input: one file of a split set"
}

@test "--diff compares data, so that hf:// and https:// are refused by name" {
	for u in hf://org/name/m.gguf https://example.org/m.gguf; do
		run_exit 69 bitnet-gguf-info --diff "$u" "$M"
		has "$err" "$u: is an address, not a file of this machine"
	done
}

@test "with --json an error is one object on standard error" {
	: >empty.gguf
	run_exit 65 bitnet-gguf-info --json empty.gguf
	schema_ok error "$ERR"
	is "$(jq -r .error.name "$ERR")" gguf_magic
	is "$out" ""
}

@test "an empty file, a directory, a missing file and a file that is no GGUF" {
	: >empty.gguf
	echo "hello, world" >text.gguf
	run_exit 65 bitnet-gguf-info empty.gguf
	is "$err" "bitnet-gguf-info: empty.gguf: empty file, not a GGUF file"
	run_exit 65 bitnet-gguf-info - </dev/null
	run_exit 66 bitnet-gguf-info .
	has "$err" "directory"
	run_exit 66 bitnet-gguf-info - <.
	run_exit 66 bitnet-gguf-info missing.gguf
	run_exit 65 bitnet-gguf-info text.gguf
	has "$err" "not a GGUF file"
}

@test "a file that may not be read" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	cp "$M" secret.gguf
	chmod 0 secret.gguf
	run_exit 66 bitnet-gguf-info secret.gguf
}

@test "a file cut anywhere in its header is refused" {
	local n
	n=$(bitnet-gguf-info --json "$M" | jq .header_bytes)
	for at in 5 24 100 1000 5000 $((n - 40)) $((n + 10)); do
		head -c "$at" "$M" >cut.gguf
		run_exit 65 bitnet-gguf-info cut.gguf
	done
}

@test "a closed or full standard output is an error" {
	run_exit 74 bash -c 'bitnet-gguf-info "$1" >&-' _ "$M"
	run_exit 74 bash -c 'bitnet-gguf-info "$1" >/dev/full' _ "$M"
	run_exit 74 bash -c 'bitnet-gguf-info --keys "*" --arrays full "$1" >/dev/full' _ "$M"
}

@test "a reader that goes away ends it quietly" {
	run_ok bash -c 'bitnet-gguf-info --keys "*" --arrays full "$@" | head -n 1; [ "${PIPESTATUS[0]}" -eq 141 ]' _ \
		"$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M" "$M"
	is "$err" ""
}

@test "no file, an unknown option, an unknown word and excluding options are wrong usage" {
	run_exit 64 bitnet-gguf-info
	is "$(wc -l <"$ERR")" 2
	run_exit 64 bitnet-gguf-info --nothing "$M"
	is "$(wc -l <"$ERR")" 2
	run_exit 64 bitnet-gguf-info --arrays some "$M"
	run_exit 64 bitnet-gguf-info --key a --keys b "$M"
	run_exit 64 bitnet-gguf-info --check --diff "$M" "$M"
	run_exit 64 bitnet-gguf-info --arrays none "$M"
	run_exit 64 bitnet-gguf-info --arrays none --tensors "$M"
	run_exit 64 bitnet-gguf-info --arrays none --json --check "$M"
	run_ok bitnet-gguf-info --arrays none --json "$M"
}

@test "a huge argument is no trouble" {
	local huge
	huge=$(head -c 100000 /dev/zero | tr '\0' a)
	run_exit 66 bitnet-gguf-info "$huge"
	run_exit 1 bitnet-gguf-info --key "$huge" "$M"
	run_exit 1 bitnet-gguf-info --keys "$huge" "$M"
}

@test "--help and --version say what they should on standard output" {
	run_ok bitnet-gguf-info --help
	has "$out" "usage: bitnet-gguf-info [OPTION...] FILE..."
	is "$err" ""
	run_ok bitnet-gguf-info --version
	has "$out" "bitnet-gguf-info "
}
