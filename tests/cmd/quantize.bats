# SPDX-License-Identifier: MIT
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
}

checkpoint() { # KIND DIR
	"$top_builddir/tests/cmd/mkcheckpoint" "$1" "$2" >made || { cat made; return 1; }
}


@test "a checkpoint becomes a GGUF that runs and that a check finds no fault with" {
	checkpoint master c
	run_ok bitnet-quantize c out.gguf
	is "$out$err" ""
	run_ok bitnet-gguf-info --check out.gguf
	run_ok bitnet-generate -q -m out.gguf -p hello -n 4 --ids
	[ "$(wc -w <"$OUT")" -eq 4 ]
	run_ok bitnet-gguf-info --key general.architecture out.gguf
	is "$out" bitnet-b1.58
}

@test "the tokenizer of a checkpoint gives the ids of its tokenizer.json" {
	checkpoint master c
	run_ok bitnet-quantize c out.gguf
	printf 'hello world! 123' >text
	run_ok bitnet-encode --tokenizer c/tokenizer.json text
	want=$out
	run_ok bitnet-encode -m out.gguf text
	is "$out" "$want"
}

@test "packed weights, and an index of shards, are taken as a folder is" {
	checkpoint packed c
	run_ok bitnet-quantize c a.gguf
	run_ok bitnet-quantize c/model.safetensors b.gguf
	same a.gguf b.gguf
	run_ok bitnet-quantize --dry-run c
	has "$out" "blk.0.attn_q.weight	256x256	U8	I2_S	codes	16416	0.5"
}

@test "codes and a scale that f16 holds survive every way from one ternary type to another" {
	local tiles='256x256:128,128,32/128x256:128,128,32/512x256:128,128,32/256x512:128,128,32' a b
	to() { # TYPE FROM TO
		case $1 in
		tl1) run_ok bitnet-quantize --force --type tl1 --tl-config "$tiles" "$2" "$3" ;;
		tl2) run_ok bitnet-quantize --force --type tl2 --tl-config "${tiles//128,128,32/128,96,32}" "$2" "$3" ;;
		*) run_ok bitnet-quantize --force --type "$1" "$2" "$3" ;;
		esac
	}
	checkpoint packed c
	run_ok bitnet-quantize c 0.gguf
	for a in i2_s tq1_0 tq2_0 tl1 tl2 f16; do
		to $a 0.gguf a.gguf
		for b in i2_s tq1_0 tq2_0 tl1 tl2 f16; do
			to $b a.gguf b.gguf
			run_ok bitnet-quantize --force --type i2_s b.gguf back.gguf
			run_ok bitnet-gguf-info --diff 0.gguf back.gguf || { echo "^^^ $a, then $b"; return 1; }
		done
	done
}

@test "a file that records its tiles is read by them, whatever tiles are to be written" {
	local tiles='256x256:128,128,32/128x256:128,128,32/512x256:128,128,32/256x512:128,128,32'
	checkpoint packed c
	run_ok bitnet-quantize c 0.gguf
	run_ok bitnet-quantize --type tl1 --tl-config "$tiles" 0.gguf tl1.gguf
	run_ok bitnet-quantize --tl-config "${tiles//128,128,32/64,64,32}" tl1.gguf other.gguf
	run_ok bitnet-gguf-info --key bitnet.tl1.config other.gguf
	has "$out" 256x256:64,64,32
	run_exit 1 cmp -s tl1.gguf other.gguf
	run_ok bitnet-quantize --type i2_s other.gguf back.gguf
	run_ok bitnet-gguf-info --diff 0.gguf back.gguf
}

@test "the bytes are the same with any number of threads, and so is what is said of dense weights" {
	checkpoint master c
	checkpoint llama l
	for j in 1 2 3 7; do
		for t in i2_s tq2_0; do
			run_ok bitnet-quantize --force -j $j --type $t --embedding-type q8_0 c $t.$j
			same $t.1 $t.$j
		done
		run_ok bitnet-quantize -j $j --dry-run --json --force-ternary l
		jq 'del(.input)' "$OUT" >plan.$j
		same plan.1 plan.$j
		run_exit 65 bitnet-quantize -j $j l no.gguf
		echo "$err" >refusal.$j
		same refusal.1 refusal.$j
	done
}

@test "tiles that cannot be read are wrong usage, before the input is looked at" {
	run_exit 64 bitnet-quantize --type tl1 --tl-config 32x32 missing out.gguf
	has "$err" "--tl-config: '32x32' does not begin with tiles, ROWSxCOLS:BM,BK,bm"
}

@test "--set gives keys for people, and takes no others" {
	run_ok bitnet-quantize -v --set author=nobody --set 'name=a = b' "$M" out.gguf
	has "$err" "added general.author: nobody"
	has "$err" "changed general.name: a = b"
	run_ok bitnet-gguf-info --key general.author out.gguf
	is "$out" nobody
	run_ok bitnet-gguf-info --key general.name out.gguf
	is "$out" "a = b"
	checkpoint master c
	run_ok bitnet-quantize --set license=mit c c.gguf
	run_ok bitnet-gguf-info --key general.license c.gguf
	is "$out" mit
	for bad in licence=mit architecture=llama alignment=64 license =mit $'name=\xff'; do
		run_exit 64 bitnet-quantize --json --set "$bad" "$M" no.gguf
		has "$err" '"message":"--set: '
		has "$err" '"name":"set_key"'
	done
	[ ! -e no.gguf ]
}

# e2e-llama3.gguf has the keys of the official file and the vocabulary of LLaMA 3, and like it no pre-tokeniser,
# no end of a turn and a text of the converter's for a chat template.
@test "--repair puts the keys of the official file right, and leaves its text and ids as they are" {
	need_data models/e2e-llama3.gguf
	run_ok bitnet-quantize -v --repair "$DATA/models/e2e-llama3.gguf" out.gguf
	has "$err" "added tokenizer.ggml.pre: llama-bpe"
	has "$err" "added tokenizer.ggml.eot_token_id: 128009"
	has "$err" "changed tokenizer.chat_template: "
	run_exit 1 bitnet-gguf-info --diff "$DATA/models/e2e-llama3.gguf" out.gguf
	is "$(cut -f 2,3 "$OUT" | sort)" "$(printf 'key\ttokenizer.%s\n' chat_template ggml.eot_token_id ggml.pre)"
	run_ok bitnet-tok-discover out.gguf
	is "$(jq -r '.tokenizer | .pre + " " + .pre_source + " " + .match' "$OUT")" "llama-bpe file identical"
	printf "it'LL be 12345, isn't it?" >text
	run_ok bitnet-encode -m "$DATA/models/e2e-llama3.gguf" text
	want=$out
	run_ok bitnet-encode -m out.gguf text
	is "$out" "$want"
	run_ok bitnet-generate -q -m "$DATA/models/e2e-llama3.gguf" -p Hello -n 8 --ids
	want=$out
	run_ok bitnet-generate -q -m out.gguf -p Hello -n 8 --ids
	is "$out" "$want"
	run_ok bitnet-quantize -v --repair out.gguf again.gguf
	same out.gguf again.gguf
}

@test "TL1 and TL2 record their tiles, run like I2_S, and come back" {
	checkpoint packed c
	run_ok bitnet-quantize c 0.gguf
	run_ok bitnet-generate -q -m 0.gguf -p hello -n 8 --ids
	want=$out
	tiles='256x256:128,128,32/128x256:128,128,32/512x256:128,128,32/256x512:128,128,32'
	run_ok bitnet-quantize --type tl1 --tl-config $tiles 0.gguf tl1.gguf
	run_ok bitnet-gguf-info --key bitnet.tl1.config tl1.gguf
	has "$out" "256x256:128,128,32"
	run_ok bitnet-generate -q -m tl1.gguf -p hello -n 8 --ids
	is "$out" "$want"
	run_ok bitnet-quantize --type i2_s tl1.gguf back.gguf
	run_ok bitnet-gguf-info --diff 0.gguf back.gguf
	tiles=${tiles//128,128,32/128,96,32}
	run_ok bitnet-quantize --type tl2 --tl-config "$tiles" 0.gguf tl2.gguf
	run_ok bitnet-generate -q -m tl2.gguf -p hello -n 8 --ids
	is "$out" "$want"
	run_ok bitnet-quantize tl2.gguf same.gguf
	same tl2.gguf same.gguf
	run_ok bitnet-quantize --type i2_s tl2.gguf back2.gguf
	run_ok bitnet-gguf-info --diff 0.gguf back2.gguf
}

@test "a TL type without known tiles is refused by name" {
	run_exit 65 bitnet-quantize --json --type tl1 "$M" out.gguf
	has "$err" '"name":"tl_unknown"'
	[ ! -e out.gguf ]
	run_exit 64 bitnet-quantize --json --type tl1 --tl-config nonsense "$M" out.gguf
	has "$err" '"message":"--tl-config: '
}

@test "the model goes on as before in another ternary type, and with another embedding where it is exact" {
	checkpoint packed c
	run_ok bitnet-quantize c a.gguf
	run_ok bitnet-generate -q -m a.gguf -p hello -n 16 --ids
	want=$out
	for t in tq1_0 tq2_0; do
		run_ok bitnet-quantize --type $t --embedding-type f32 a.gguf $t.gguf
		run_ok bitnet-generate -q -m $t.gguf -p hello -n 16 --ids
		is "$out" "$want"
	done
}

@test "the model that comes with the tools runs with an embedding of fewer bits, and predicts nearly as well" {
	local most=(f16 1.001 q8_0 1.02 q6_k 1.02 q4_0 1.1) i
	run_ok bitnet-perplexity -q --ctx 128 --json "$top_srcdir/tests/data/story.txt"
	cp "$OUT" whole.json
	for ((i = 0; i < ${#most[@]}; i += 2)); do
		run_ok bitnet-quantize --embedding-type "${most[i]}" "$BITNET_DEFAULT_MODEL" e.gguf --force
		run_ok bitnet-gguf-info --check e.gguf
		run_ok bitnet-perplexity -q -m e.gguf --ctx 128 --json "$top_srcdir/tests/data/story.txt"
		jq -s -e --argjson most "${most[i + 1]}" '.[1].perplexity / .[0].perplexity | . < $most and . > 1 / $most' whole.json "$OUT"
		run_ok bitnet-generate -q -m e.gguf -p 'Once upon a time' -n 40 -j 2
		cp "$OUT" fast
		has "$out" "there was a little girl named"
		run_ok bitnet-generate -q -m e.gguf -p 'Once upon a time' -n 40 -j 1 --cpu c --dump-logits logits
		cmp "$OUT" fast
	done
}

@test "the reference models of the shared data keep their ids and logits through another type" {
	need_data models/b158-i2s.gguf
	prompt="1 5 9 2 7 11 3"
	echo "$prompt" >ids
	run_ok bitnet-generate -q -m "$DATA/models/b158-i2s.gguf" --tokens ids -n 16 --ids --dump-logits want
	want=$out
	for t in i2_s tq1_0 tq2_0; do
		run_ok bitnet-quantize --type $t "$DATA/models/b158-i2s.gguf" $t.gguf
		run_ok bitnet-generate -q -m $t.gguf --tokens ids -n 16 --ids --dump-logits $t
		is "$out" "$want"
	done
	same i2_s want
	run_ok bitnet-quantize --type i2_s "$DATA/models/b158-tq2_0.gguf" from.gguf
	run_ok bitnet-generate -q -m "$DATA/models/b158-tq2_0.gguf" --tokens ids -n 16 --ids --dump-logits want
	run_ok bitnet-generate -q -m from.gguf --tokens ids -n 16 --ids --dump-logits got
	same got want
}

@test "dense weights are refused as ternary, and forced ones say what is lost" {
	checkpoint llama c
	run_exit 65 bitnet-quantize --json c out.gguf
	has "$err" '"name":"dense_weights"'
	has "$err" "--force-ternary"
	run_ok bitnet-quantize --force-ternary c out.gguf
	has "$err" "warning: 7 tensors were not ternary: relative error up to 0."
	run_ok bitnet-quantize -q --force-ternary c out2.gguf
	is "$err" ""
	run_ok bitnet-quantize --type f16 c f16.gguf
	run_ok bitnet-generate -q -m f16.gguf -p hello -n 4 --ids
	# Of a GGUF, too, where the type that is there would be kept otherwise.
	run_ok bitnet-quantize --force-ternary f16.gguf forced.gguf
	has "$err" "warning: 7 tensors were not ternary: relative error up to 0."
	run_ok bitnet-gguf-info --diff out.gguf forced.gguf
	run_ok bitnet-quantize -q --dry-run --force-ternary --for llama.cpp f16.gguf
	is "$(cut -f 4-5 "$OUT" | grep -c '^TQ2_0	forced$')" 7
}

@test "a dry run writes nothing, shows types and sizes, and where a scale is rounded" {
	checkpoint master c
	run_ok bitnet-quantize --dry-run --type tq2_0 --embedding-type q8_0 c
	has "$out" "token_embd.weight	256x40	F32	Q8_0	dense	10880	-"
	has "$out" "blk.0.ffn_down.weight	512x256	F32	TQ2_0	absmean	33792	"
	has "$out" "~"
	has "$err" "7 scales are rounded to f16"
	has "$err" "13 tensors"
	run_ok bitnet-quantize --dry-run c
	lacks "$out" "~"
	lacks "$err" "rounded"
	run_ok bitnet-quantize --dry-run c out.gguf
	[ ! -e out.gguf ]
}

@test "the size that a dry run promises is the size that is written" {
	checkpoint master c
	run_ok bitnet-quantize --dry-run --json --type tq1_0 c
	promised=$(jq .bytes <"$OUT")
	run_ok bitnet-quantize --type tq1_0 c out.gguf
	is "$(wc -c <out.gguf)" "$promised"
}

@test "the JSON plan is what its schema says, with and without an output" {
	checkpoint llama c
	run_ok bitnet-quantize --dry-run --json --force-ternary --type tq1_0 c
	schema_ok quantize "$OUT"
	is "$(jq -r '[.tensors[] | select(.role == "layer") | .how] | unique[]' <"$OUT")" forced
	is "$(jq '[.tensors[] | select(.loss != null)] | length' <"$OUT")" 7
	checkpoint packed p
	run_ok bitnet-quantize --json p out.gguf
	schema_ok quantize "$OUT"
	is "$(jq -r .output <"$OUT")" out.gguf
	run_ok bitnet-quantize --dry-run --json --repair --for llama.cpp --type f16 "$M"
	schema_ok quantize "$OUT"
	is "$(jq -r '.keys[0] | .key + " " + .what' <"$OUT")" "general.architecture changed"
}

@test "an output that exists is written over only with --force, and an input never" {
	echo keep >out.gguf
	run_exit 73 bitnet-quantize --json "$M" out.gguf
	has "$err" '"name":"output_exists"'
	is "$(cat out.gguf)" keep
	run_ok bitnet-quantize --force "$M" out.gguf
	run_ok bitnet-gguf-info --diff "$M" out.gguf
	cp "$M" m.gguf
	ln -s m.gguf link.gguf
	run_exit 64 bitnet-quantize --force m.gguf m.gguf
	run_exit 64 bitnet-quantize --force m.gguf link.gguf
	has "$err" "it is not written over"
	same m.gguf "$M"
	checkpoint master c
	run_exit 64 bitnet-quantize --force c c/config.json
}

@test "a failure leaves no output and no temporary" {
	mkdir d
	run_exit 65 bitnet-quantize --type tq2_0 "$M" d/out.gguf
	has "$err" "tensor 'blk.0.attn_q.weight'"
	is "$(ls -A d)" ""
	checkpoint master c
	head -c 100000 c/model.safetensors >c/cut && mv c/cut c/model.safetensors
	run_exit 65 bitnet-quantize c d/out.gguf
	is "$(ls -A d)" ""
	run_exit 66 bitnet-quantize nothing d/out.gguf
	run_exit 66 bitnet-quantize d e.gguf
	has "$err" "no model.safetensors"
	run_exit 73 bitnet-quantize "$M" no/such/folder/out.gguf
}

@test "the output goes to standard output with -, and a full disk is an error" {
	run_ok bitnet-quantize "$M" -
	same "$OUT" "$M"
	run_exit 64 bitnet-quantize --json "$M" -
	if [ -w /dev/full ]; then
		run_exit 74 sh -c 'exec bitnet-quantize "$1" - >/dev/full' sh "$M"
		has "$err" "standard output: cannot write"
	fi
	mkdir full
	run_exit 74 sh -c 'ulimit -f 8; exec bitnet-quantize "$1" full/out.gguf' sh "$M"
	has "$err" "full/out.gguf: cannot write"
	is "$(ls -A full)" ""
}

@test "a copy for llama.cpp has its architecture name, its activation key and a type that it reads" {
	checkpoint master c
	run_ok bitnet-quantize --for llama.cpp c out.gguf
	has "$err" "warning: versions of llama.cpp that do not read bitnet.hidden_activation compute with silu, this model with relu2"
	run_ok bitnet-gguf-info --key general.architecture out.gguf
	is "$out" bitnet
	run_ok bitnet-gguf-info --key bitnet.hidden_activation out.gguf
	is "$out" relu2
	run_ok bitnet-gguf-info --tensors out.gguf
	lacks "$out" I2_S
	has "$out" TQ2_0
	run_ok bitnet-quantize --type tq2_0 c own.gguf
	run_ok bitnet-generate -q -m own.gguf -p hello -n 8 --ids
	want=$out
	run_ok bitnet-generate -q -m out.gguf -p hello -n 8 --ids
	is "$out" "$want"
	run_exit 64 bitnet-quantize --json --for llama.cpp --type i2_s c no.gguf
	has "$err" '"name":"llama_cpp_type"'
	has "$err" "--type: llama.cpp does not read I2_S"
}

@test "-v says which keys change, and --repair has nothing to do in a file that is right" {
	run_ok bitnet-quantize -v --for llama.cpp --type f16 "$M" out.gguf
	has "$err" "changed general.architecture: bitnet, was bitnet-b1.58"
	has "$err" "added bitnet.hidden_activation: relu2"
	run_ok bitnet-quantize --repair "$M" repaired.gguf
	run_ok bitnet-gguf-info --check repaired.gguf
}

@test "bad usage is told in two lines" {
	run_exit 64 bitnet-quantize
	run_exit 64 bitnet-quantize "$M"
	has "$err" "no OUTPUT given"
	run_exit 64 bitnet-quantize a b c
	run_exit 64 bitnet-quantize --type q3_k "$M" out.gguf
	run_exit 64 bitnet-quantize --embedding-type i2_s "$M" out.gguf
	run_exit 64 bitnet-quantize --for ollama "$M" out.gguf
	[ ! -e out.gguf ]
}
