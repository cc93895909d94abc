# SPDX-License-Identifier: MIT
# Models behind addresses: gguf-info and tok-discover read the header, and no more.
bats_require_minimum_version 1.5.0
load helper
load by-hand
load ../hub/hub

local_setup() {
	export HF_HUB_ETAG_TIMEOUT=30 HF_HUB_DOWNLOAD_TIMEOUT=30
	M=$FIXTURES/bitnet.gguf
	hub_start
	put org/m/m.gguf <"$M"
}

@test "gguf-info tells of a model on the Hub what it tells of the file" {
	run_ok bitnet-gguf-info --json "$M"
	jq 'del(.path, .parts)' "$OUT" >want
	for address in hf://org/m/m.gguf "$HF_ENDPOINT/org/m/m.gguf"; do
		run_ok bitnet-gguf-info --json "$address"
		jq 'del(.path, .parts)' "$OUT" >got
		same got want
		is "$(jq -r .path "$OUT")" "$address"
	done
	run_ok bitnet-gguf-info --key general.architecture hf://org/m/m.gguf
	is "$out" bitnet-b1.58
	[ ! -e "$HOME/.cache" ]
}

@test "of a large file two megabytes are read" {
	put big.gguf <"$M"
	truncate -s 60M "$HUB/big.gguf"
	run_ok timeout 60 bitnet-gguf-info --json "$HF_ENDPOINT/big.gguf"
	is "$(requests ' 206 ')" 1
	is "$(requests 'range=bytes=0-2097151')" 1
}

@test "tok-discover proves the tokenizer of a model on the Hub, and looks at nothing beside it" {
	mkdir -p hf:/org/m
	cp "$FIXTURES/gpt2.gguf" hf:/org/m/tokenizer.json
	run_ok bitnet-tok-discover hf://org/m/m.gguf
	schema_ok tok-discover "$OUT"
	is "$(jq -r .strategy "$OUT")" embedded
	is "$(jq -r .model.path "$OUT")" hf://org/m/m.gguf
	is "$(jq -r .tokenizer.path "$OUT")" hf://org/m/m.gguf
	is "$(jq -r '.candidates | length' "$OUT")" 1
}

@test "a split set behind an address is read as one model, of each later file a few kilobytes" {
	make_split
	for i in 1 2; do
		truncate -s 1M "m-0000$i-of-00002.gguf"
		put "org/s/m-0000$i-of-00002.gguf" <"m-0000$i-of-00002.gguf"
	done
	run_ok bitnet-gguf-info --json m-00001-of-00002.gguf
	jq 'del(.path, .parts)' "$OUT" >want
	for folder in hf://org/s "$HF_ENDPOINT/org/s"; do
		forget
		run_ok bitnet-gguf-info --json "$folder/m-00001-of-00002.gguf"
		jq 'del(.path, .parts)' "$OUT" >got
		same got want
		is "$(jq -c .parts "$OUT")" "[\"$folder/m-00001-of-00002.gguf\",\"$folder/m-00002-of-00002.gguf\"]"
		is "$(requests 'range=bytes=0-2097151')" "$(requests 'range=bytes=0-65535')"
		run_ok bitnet-gguf-info "$folder/m-00001-of-00002.gguf"
		has "$out" "part	$folder/m-00001-of-00002.gguf"
		has "$out" "part	$folder/m-00002-of-00002.gguf"
	done
	run_exit 66 bitnet-tok-discover hf://org/s/m-00001-of-00002.gguf
	has "$err" "No compatible tokenizer found for llama model"
	run_exit 65 bitnet-gguf-info hf://org/s/m-00002-of-00002.gguf
	has "$err" "part 2 of 2 of a split set"
	put org/s/m-00002-of-00002.gguf <"$M"
	run_exit 65 bitnet-gguf-info hf://org/s/m-00001-of-00002.gguf
	has "$err" "part 'm-00002-of-00002.gguf': key 'split.no' is missing"
	rm "$HUB/org/s/m-00002-of-00002.gguf"
	run_exit 65 bitnet-gguf-info hf://org/s/m-00001-of-00002.gguf
	has "$err" "part 2 of 2 is missing: 'm-00002-of-00002.gguf'"
}

@test "a server that ignores ranges is 76, before a gigabyte was read" {
	how org/m/m.gguf 'cdn ignore-range'
	run_exit 76 bitnet-gguf-info --json hf://org/m/m.gguf
	is "$(jq -r .error.name "$ERR")" range_ignored
}

@test "the token is sent to the Hub, and not to servers that are named by https" {
	HF_TOKEN=hf_abc run_ok bitnet-gguf-info hf://org/m/m.gguf
	[ "$(requests '^hub.*auth=Bearer hf_abc')" -gt 0 ]
	is "$(requests '^cdn.*auth')" 0
	put plain.gguf <"$M"
	HF_TOKEN=hf_abc run_ok bitnet-gguf-info "$CDN/plain.gguf"
	is "$(requests 'plain.*auth')" 0
}

@test "offline is 69, missing is 66, http elsewhere is 65, and no GGUF is 65" {
	BITNET_OFFLINE=1 run_exit 69 bitnet-gguf-info hf://org/m/m.gguf
	is "$(requests)" ""
	run_exit 66 bitnet-gguf-info hf://org/m/gone.gguf
	has "$err" "HTTP error 404: $HF_ENDPOINT/org/m/resolve/main/gone.gguf"
	run_exit 65 bitnet-gguf-info http://example.org/m.gguf
	run_exit 65 bitnet-gguf-info hf://org/m
	echo hello | put org/m/text.gguf
	run_exit 65 bitnet-gguf-info hf://org/m/text.gguf
	has "$err" "bitnet-gguf-info: hf://org/m/text.gguf: not a GGUF file"
}
