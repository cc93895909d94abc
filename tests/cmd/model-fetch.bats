# SPDX-License-Identifier: MIT
# Fetching models, from a server that answers as the Hub does.  The layout of the cache is that of the Hub's own
# client (hub-docs, local-cache); hashes are those of sha256sum.
bats_require_minimum_version 1.5.0
load helper
load ../hub/hub

local_setup() {
	export HF_HUB_ETAG_TIMEOUT=3 HF_HUB_DOWNLOAD_TIMEOUT=3
	M=$FIXTURES/bitnet.gguf
	SHA=$(sha256sum "$M" | cut -d ' ' -f 1)
	hub_start
	put org/m/ggml-model-i2_s.gguf <"$M"
	ROOT=$HOME/.cache/huggingface/hub REPO=$HOME/.cache/huggingface/hub/models--org--m
	COMMIT=1111111111111111111111111111111111111111
	SNAPSHOT=$REPO/snapshots/$COMMIT
}

# big NAME: a file of 3 MB on the Hub that no two parts of are alike
big() {
	seq 1000000 1400000 | head -c 3000000 | put "$1"
}

@test "the path of the model in the cache of the Hub's client, laid out as that does" {
	run_ok bitnet-model-fetch org/m
	is "$out" "$SNAPSHOT/ggml-model-i2_s.gguf"
	has "$err" "bitnet-model-fetch: downloading ggml-model-i2_s.gguf of org/m, "
	is "$(readlink "$out")" "../../blobs/$SHA"
	same "$out" "$M"
	is "$(cat "$REPO/refs/main")" "$COMMIT"
	is "$(wc -c <"$REPO/refs/main")" 40
	is "$(ls "$REPO/blobs")" "$SHA"
	is "$(head -n 1 "$ROOT/CACHEDIR.TAG")" "Signature: 8a477f597d28d172789f06886806bc55"
	forget
	run_ok bitnet-model-fetch org/m
	is "$err" ""
	is "$(requests 'GET /org')" 0
}

@test "--id, --file and --output are those of the tutorial" {
	run_ok bitnet-model-fetch --id org/m --file ggml-model-i2_s.gguf --output models
	is "$out" "models/org-m/ggml-model-i2_s.gguf"
	same models/org-m/ggml-model-i2_s.gguf "$M"
	is "$(find models -type f)" "models/org-m/ggml-model-i2_s.gguf"
	[ ! -e "$ROOT" ]
	run_ok bitnet-model-fetch --json --id org/m --file ggml-model-i2_s.gguf --output models
	schema_ok model-fetch "$OUT"
	is "$(jq -r .path "$OUT")" "models/org-m/ggml-model-i2_s.gguf"
	printf x >>models/org-m/ggml-model-i2_s.gguf
	run_ok bitnet-model-fetch --id org/m --file ggml-model-i2_s.gguf --output models
	same models/org-m/ggml-model-i2_s.gguf "$M"
}

@test "--type chooses by the name; what is not clear, or not there, is listed" {
	put org/m/ggml-model-f16.gguf <"$M"
	run_ok bitnet-model-fetch --type f16 org/m
	is "$out" "$SNAPSHOT/ggml-model-f16.gguf"
	run_exit 66 bitnet-model-fetch --json --type q4_0 org/m
	is "$(jq -r .error.name "$ERR")" no_gguf
	has "$(jq -r .error.hint "$ERR")" "ggml-model-f16.gguf"
	put org/two/a.gguf <"$M"
	put org/two/b.gguf <"$M"
	run_exit 66 bitnet-model-fetch org/two
	has "$err" "org/two has several models"
	has "$err" "Name one with --file: "
}

@test "a split set comes whole, and each part where it belongs" {
	for i in 1 2 3; do echo "part $i" | put "org/s/q-0000$i-of-00003.gguf"; done
	run_ok bitnet-model-fetch --file q-00001-of-00003.gguf org/s
	is "$(cd "$(dirname "$out")" && cat q-*)" "part 1
part 2
part 3"
	rm "$HUB/org/s/q-00002-of-00003.gguf"
	run_exit 66 bitnet-model-fetch --file q-00001-of-00003.gguf --output x org/s
	[ ! -e x/org-s/q-00001-of-00003.gguf ]
}

@test "a download that is killed again and again is taken up, and its bytes are right" {
	big org/m/big.gguf
	local sha n=0 i pid
	sha=$(sha256sum "$HUB/org/m/big.gguf" | cut -d ' ' -f 1)
	how org/m/big.gguf 'cdn slow 0.001'
	for i in {1..12}; do
		bitnet-model-fetch -q --file big.gguf org/m >/dev/null 2>&1 &
		pid=$!
		sleep 0."$((RANDOM % 4 + 1))"
		kill -9 $pid 2>/dev/null && n=$((n + 1))
		wait $pid 2>/dev/null || :
		[ ! -e "$REPO/blobs/$sha" ] || break
	done
	echo "killed $n times"
	[ "$n" -ge 2 ]
	how org/m/big.gguf ''
	run_ok bitnet-model-fetch --file big.gguf org/m
	same "$out" "$HUB/org/m/big.gguf"
	is "$(ls "$REPO/blobs")" "$sha"
	[ "$(requests '^cdn.* 206 range=')" -gt 0 ]
}

@test "a part with the wrong bytes, or a server that ignores ranges, never makes a wrong file (llama.cpp #12207)" {
	big org/m/big.gguf
	local sha
	sha=$(sha256sum "$HUB/org/m/big.gguf" | cut -d ' ' -f 1)
	mkdir -p "$REPO/blobs"
	head -c 100000 /dev/zero >"$REPO/blobs/$sha.bitnet.incomplete"
	run_ok bitnet-model-fetch --file big.gguf org/m
	same "$out" "$HUB/org/m/big.gguf"
	rm -r "$REPO"
	mkdir -p "$REPO/blobs"
	head -c 100000 "$HUB/org/m/big.gguf" >"$REPO/blobs/$sha.bitnet.incomplete"
	how org/m/big.gguf 'cdn ignore-range'
	run_ok bitnet-model-fetch --file big.gguf org/m
	same "$out" "$HUB/org/m/big.gguf"
	rm -r "$REPO"
	how org/m/big.gguf 'cdn flip 70000'
	run_exit 65 bitnet-model-fetch --json --file big.gguf org/m
	is "$(tail -n 1 "$ERR" | jq -r .error.name)" hash_mismatch
	is "$(ls "$REPO/blobs")" ""
}

@test "a blob of the cache that was written over is fetched again (aprender#3971)" {
	run_ok bitnet-model-fetch org/m
	printf 'XX' | dd of="$SNAPSHOT/ggml-model-i2_s.gguf" bs=1 seek=100 conv=notrunc 2>/dev/null
	run_ok bitnet-model-fetch org/m
	same "$SNAPSHOT/ggml-model-i2_s.gguf" "$M"
}

@test "processes that want the same model fetch it once" {
	how org/m/ggml-model-i2_s.gguf 'cdn slow 0.005'
	local pids=() p
	for p in {1..8}; do
		bitnet-model-fetch -q --file ggml-model-i2_s.gguf org/m >"got.$p" 2>&1 &
		pids+=($!)
	done
	for p in "${pids[@]}"; do wait "$p"; done
	for p in {1..8}; do is "$(cat "got.$p")" "$SNAPSHOT/ggml-model-i2_s.gguf"; done
	is "$(requests '^cdn GET')" 1
	same "$SNAPSHOT/ggml-model-i2_s.gguf" "$M"
}

@test "space is asked for before the first byte" {
	unshare -rm true 2>/dev/null || skip "root"
	big org/m/big.gguf
	mkdir small
	run_exit 74 unshare -rm sh -c 'mount -t tmpfs -o size=1m tmpfs small && bitnet-model-fetch --json --file big.gguf --output small org/m'
	is "$(jq -r .error.name "$ERR")" disk_full
	has "$(jq -r .error.message "$ERR")" "3000000 bytes are to come, and there is room for "
	is "$(jq -r .error.hint "$ERR")" "Make room, or choose another folder for the model."
	run_exit 74 unshare -rm sh -c 'mount -t tmpfs -o size=1m tmpfs small && HF_HUB_CACHE=$PWD/small bitnet-model-fetch --json --file big.gguf org/m'
	is "$(jq -r .error.hint "$ERR")" "Make room, or name another folder in HF_HUB_CACHE."
	is "$(requests '^cdn')" 0
}

@test "a model is named by hf:// wherever a path is; the size is said, and the cache is enough the next time" {
	printf 'the fox' >text
	run_ok bitnet-encode -m "$M" text
	cp "$OUT" want
	run_ok bitnet-encode -m hf://org/m/ggml-model-i2_s.gguf text
	same "$OUT" want
	has "$err" "bitnet-encode: downloading ggml-model-i2_s.gguf of org/m, "
	forget
	run_ok bitnet-decode -m hf://org/m@main/ggml-model-i2_s.gguf <want
	run_ok env HF_HUB_CACHE="$PWD/pr" bitnet-model-fetch hf://org/m@refs/pr/1/ggml-model-i2_s.gguf
	[ -e pr/models--org--m/refs/refs/pr/1 ]
	forget
	run_ok bitnet-generate -m hf://org/m/ggml-model-i2_s.gguf -p the -n 2
	cp "$OUT" want
	run_ok bitnet-generate -m "$M" -p the -n 2
	same "$OUT" want
	BITNET_OFFLINE=1 run_ok bitnet-encode -m hf://org/m/ggml-model-i2_s.gguf text
	is "$(requests)" ""
}

@test "offline, a model that is named is 69 with the command, and nobody is asked" {
	for v in BITNET_OFFLINE=1 HF_HUB_OFFLINE=1; do
		run_exit 69 env $v bitnet-encode --json -m hf://org/m/a.gguf /dev/null
		is "$(jq -r .error.name "$ERR")" offline_not_cached
		has "$(jq -r .error.hint "$ERR")" "bitnet model-fetch org/m --file a.gguf"
	done
	run_exit 69 bitnet-model-fetch --offline org/m
	run_exit 69 bitnet-model-fetch --offline --file a.gguf org/m
	is "$(requests)" ""
	run_ok bitnet-model-fetch org/m
	forget
	run_ok bitnet-model-fetch --offline --file ggml-model-i2_s.gguf org/m
	is "$out" "$SNAPSHOT/ggml-model-i2_s.gguf"
	is "$(requests)" ""
}

@test "offline, what was fetched by the repository's name alone is found by it again" {
	put org/m/sub/q-q8_0.gguf <"$M"
	put org/m/README.md <"$M"
	run_ok bitnet-model-fetch org/m
	run_ok bitnet-model-fetch --type q8_0 org/m
	forget
	run_ok bitnet-model-fetch --offline org/m
	is "$out" "$SNAPSHOT/ggml-model-i2_s.gguf"
	run_ok bitnet-model-fetch --offline --revision "$COMMIT" --type q8_0 org/m
	is "$out" "$SNAPSHOT/sub/q-q8_0.gguf"
	run_exit 69 bitnet-model-fetch --offline --type q4_0 org/m
	has "$err" "offline, and the cache of the Hub has no GGUF model of type q4_0 of org/m"
	rm "$SNAPSHOT/ggml-model-i2_s.gguf"
	cp "$M" "$SNAPSHOT/other.gguf"
	run_exit 66 bitnet-model-fetch --offline org/m
	has "$err" "org/m has several models"
	is "$(requests)" ""
}

@test "the token goes to the Hub only, and errors of the Hub are those of tok-fetch" {
	HF_TOKEN=hf_abc run_ok bitnet-model-fetch org/m
	[ "$(requests '^hub.*auth=Bearer hf_abc')" -gt 0 ]
	is "$(requests '^cdn.*auth')" 0
	run_exit 66 bitnet-model-fetch --file gone.gguf org/m
	is "$(head -n 1 "$ERR")" "bitnet-model-fetch: HTTP error 404: $HF_ENDPOINT/org/m/resolve/main/gone.gguf"
	how org/m/ggml-model-i2_s.gguf 'head status 403
head error GatedRepo'
	run_exit 77 bitnet-model-fetch org/m
	has "$err" "Accept the terms at $HF_ENDPOINT/org/m"
	for name in ../x.gguf /etc/passwd 'a\b.gguf'; do run_exit 65 bitnet-model-fetch --file "$name" org/m; done
	run_exit 65 bitnet-model-fetch ../m
}

@test "a list of files with names that lead elsewhere is not followed (hub PR#1429)" {
	printf '[{"type":"file","path":"../../x-i2_s.gguf","oid":"%s","size":6}]' "$COMMIT" | put org/m/.tree
	run_exit 66 bitnet-model-fetch org/m
	has "$err" "has no GGUF model"
	echo '{"error":1}' | put org/m/.tree
	run_exit 76 bitnet-model-fetch --json org/m
	is "$(jq -r .error.name "$ERR")" bad_listing
}

@test "a model of a local store of Ollama is used where it lies" {
	mkdir -p store/blobs store/manifests/registry.ollama.ai/library/small
	cp "$M" "store/blobs/sha256-$SHA"
	printf '{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:%s","size":%d}]}' "$SHA" "$(wc -c <"$M")" \
		>store/manifests/registry.ollama.ai/library/small/1b
	printf 'the fox' >text
	run_ok bitnet-encode -m "$M" text
	cp "$OUT" want
	export OLLAMA_MODELS=$PWD/store
	run_ok bitnet-encode -m ollama://small:1b text
	same "$OUT" want
	run_exit 66 bitnet-encode -m ollama://small text
	has "$err" "no such model in the store of Ollama"
	run_exit 65 bitnet-encode -m ollama://../small text
	sed -i "s/$SHA/..\/..\/x/" store/manifests/registry.ollama.ai/library/small/1b
	run_exit 65 bitnet-encode -m ollama://small:1b text
	is "$(requests)" ""
}

@test "wrong usage is 64 with two lines" {
	for args in "" "a b" "--file f --type t org/m" "--file f hf://org/m/f" "--id org/m x"; do
		# shellcheck disable=SC2086
		run_exit 64 bitnet-model-fetch $args
		is "$out" ""
		is "$(wc -l <"$ERR")" 2
	done
}
