# SPDX-License-Identifier: MIT
# Fetching tokenizers from a server that answers as the Hub does (tests/hub).  Outside evidence: the hashes are
# those of git and sha256sum; the table of security issues in the research names the ids that stand in the tests.
bats_require_minimum_version 1.5.0
load helper
load ../hub/hub

files='"files":[{"name":"tokenizer.json","required":true},{"name":"tokenizer.model","required":false}]'

# catalogue FAMILY...: the installed one is not used
catalogue() {
	local IFS=,
	printf '{"schema":"bitnet.catalogue/1","families":[%s]}' "$*" >catalogue.json
	export BITNET_CATALOGUE=$PWD/catalogue.json
}

local_setup() {
	export HF_HUB_ETAG_TIMEOUT=3 HF_HUB_DOWNLOAD_TIMEOUT=3
	M=$FIXTURES/bitnet.gguf NOTOK=$FIXTURES/bitnet-notok.gguf
	TOKENS=$(bitnet-tok-discover "$M" | jq -r .model.tokens_sha256)
	hub_start
	put org/tok/tokenizer.json <"$M"
	catalogue '{"key":"mine","repo":"org/tok","architectures":["bitnet-b1.58"],"vocab_sizes":[512],"license":"mit",'"$files}"
	CACHE=$HOME/.cache/bitnet/tokenizers
}

field() {
	jq -r "$1" "$OUT"
}

# ok ARGUMENT...: exit 0 and a document that the schema allows
ok() {
	run_ok bitnet-tok-fetch "$@"
	schema_ok tok-discover "$OUT"
}

# nothing_cached: the cache has no entry, and nothing of one
nothing_cached() {
	is "$(find "$CACHE" "$HOME/.cache/bitnet/tmp" -mindepth 1 2>/dev/null)" ""
}

# refused STATUS NAME ARGUMENT...: the error has this name, and nothing is kept
refused() {
	local want=$1 name=$2
	shift 2
	run_exit "$want" bitnet-tok-fetch --json "$@"
	is "$out" ""
	tail -n 1 "$ERR" >.error && mv .error "$ERR"
	schema_ok error "$ERR"
	is "$(jq -r .error.name "$ERR")" "$name"
	nothing_cached
}

@test "a model without a tokenizer gets the one of its family, from the Hub and then from the cache" {
	ok "$NOTOK"
	is "$(field .strategy)" download
	is "$(field .tokenizer.path)" "$CACHE/mine/tokenizer.json"
	is "$(field .tokenizer.vocab_size)" 512
	is "$(field .download.cache_key)" mine
	has "$err" "bitnet-tok-fetch: downloading tokenizer.json of org/tok, "
	same "$CACHE/mine/tokenizer.json" "$M"
	is "$(jq -r .commit "$CACHE/mine/manifest")" 1111111111111111111111111111111111111111
	is "$(jq -r '.files[0].etag' "$CACHE/mine/manifest")" "$(git hash-object "$M")"
	is "$(jq -r '.files[0].sha256' "$CACHE/mine/manifest")" "$(sha256sum "$M" | cut -d ' ' -f 1)"
	is "$(jq -r .tokens_sha256 "$CACHE/mine/manifest")" "$TOKENS"
	is "$(jq -c .absent "$CACHE/mine/manifest")" '["tokenizer.model"]'
	forget
	ok "$NOTOK"
	is "$(field .tokenizer.path)" "$CACHE/mine/tokenizer.json"
	is "$err" ""
	is "$(requests)" ""
}

@test "-q writes the path and nothing else" {
	run_ok bitnet-tok-fetch -q "$NOTOK"
	is "$out" "$CACHE/mine/tokenizer.json"
	is "$err" ""
	run_ok bitnet-tok-fetch -q --key mine
	is "$out" "$CACHE/mine/tokenizer.json"
}

@test "the four sentences of the tutorial are said with -v" {
	run_ok bitnet-tok-fetch -v "$NOTOK"
	is "$(grep -E 'Discovering|Can download|Downloading|Successfully' "$ERR")" \
"bitnet-tok-fetch: info: Discovering tokenizer strategy for bitnet model (vocab_size: 512)
bitnet-tok-fetch: info: Can download compatible tokenizer from: org/tok
bitnet-tok-fetch: info: Downloading tokenizer for repo: org/tok
bitnet-tok-fetch: info: Successfully downloaded tokenizer: $CACHE/mine/tokenizer.json"
}

@test "a model that has its tokenizer needs no download; --force fetches one all the same" {
	run_ok bitnet-tok-discover "$M"
	cp "$OUT" want
	ok "$M"
	same "$OUT" want
	is "$(requests)" ""
	ok --force "$M"
	is "$(field .tokenizer.path)" "$CACHE/mine/tokenizer.json"
	is "$(field .tokenizer.match)" identical
	forget
	ok --force "$M"
	[ "$(requests GET)" -gt 0 ]
}

@test "a document of tok-discover is filled, or passed on as it is" {
	run_ok bitnet-tok-discover "$NOTOK"
	cp "$OUT" doc
	run_ok bitnet-tok-fetch - <doc
	schema_ok tok-discover "$OUT"
	is "$(field 'del(.tokenizer)' | jq -c .)" "$(jq -c 'del(.tokenizer)' doc)"
	is "$(field .tokenizer.path)" "$CACHE/mine/tokenizer.json"
	run_ok bitnet-tok-fetch -q - <doc
	is "$out" "$CACHE/mine/tokenizer.json"
	run_ok bitnet-tok-discover "$M"
	cp "$OUT" doc
	run_ok bitnet-tok-fetch - <doc
	same "$OUT" doc
}

@test "a document is not trusted: names that lead elsewhere, no plan, another version" {
	run_ok bitnet-tok-discover "$NOTOK"
	cp "$OUT" doc
	for change in '.download.repo = "../x"' '.download.cache_key = "../../x"' '.download.files = ["../../x"] | .download.repo = "a/b"' \
		'.download.revision = "../main"' '.download.files = [".env"] | .download.repo = "a/b"'; do
		jq -c "$change" doc >changed
		run_exit 65 bitnet-tok-fetch --json - <changed
		is "$(jq -r .error.name "$ERR")" bad_name
	done
	for change in 'del(.download.repo)' '.download.files = []' '.schema = "bitnet.tok-discover/9"' '[.]'; do
		jq -c "$change" doc >changed
		run_exit 65 bitnet-tok-fetch --json - <changed
		is "$(jq -r .error.name "$ERR")" bad_document
	done
	echo '{"a":' | run_exit 65 bitnet-tok-fetch -
	jq -c '.download = null' doc >changed
	run_exit 66 bitnet-tok-fetch - <changed
	is "$(requests)" ""
}

@test "--key and --repo: a family, a repository, one file of a revision" {
	ok --key mine
	is "$(field .download.reason)" "named by --key"
	is "$(field .model.path)" null
	ok --repo org/tok
	is "$(field .download.cache_key)" mine
	ok --repo org/tok --revision refs/pr/1 --file tokenizer.json --key another
	is "$(field .tokenizer.path)" "$CACHE/another/tokenizer.json"
	put Org/Some.Thing/tokenizer.model <"$M"
	ok --repo Org/Some.Thing
	is "$(field .download.cache_key)" org.some.thing
	same "$CACHE/org.some.thing/tokenizer.model" "$M"
	run_exit 66 bitnet-tok-fetch --key none
	has "$err" "the catalogue has no 'none'"
	has "$err" "It has mine."
	run_exit 65 bitnet-tok-fetch --key ../x
}

@test "--dry-run says what would be fetched, and asks nobody" {
	ok --dry-run "$NOTOK"
	is "$(field .tokenizer)" null
	is "$err" "bitnet-tok-fetch: would fetch tokenizer.json of org/tok at main into mine
bitnet-tok-fetch: would fetch tokenizer.model of org/tok at main, if it is there, into mine"
	ok --dry-run --key mine
	is "$(requests)" ""
	nothing_cached
}

@test "encode and generate fetch with --auto-download, and never without it" {
	printf 'the fox' >text
	run_exit 66 bitnet-encode -m "$NOTOK" text
	run_exit 66 bitnet-generate -m "$NOTOK" -p the -n 1
	is "$(requests)" ""
	run_ok bitnet-encode -m "$M" text
	cp "$OUT" want
	run_ok bitnet-encode --auto-download -m "$NOTOK" text
	same "$OUT" want
	has "$err" "downloading tokenizer.json"
	run_ok bitnet-generate --auto-download -m "$NOTOK" -p the -n 3
	lacks "$err" "downloading"
	BITNET_OFFLINE=1 run_ok bitnet-encode --auto-download -m "$NOTOK" text
}

@test "a gated repository is 77: the page of its terms, and the command for a mirror" {
	how org/tok/tokenizer.json 'any status 401
any error GatedRepo'
	refused 77 gated --key mine
	has "$(jq -r .error.hint "$ERR")" "$HF_ENDPOINT/org/tok"
	catalogue '{"key":"mine","repo":"org/tok","mirrors":[{"repo":"free/tok"}],"architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}"
	run_exit 77 bitnet-tok-fetch "$NOTOK"
	has "$err" "HTTP error 401: $HF_ENDPOINT/org/tok/resolve/main/tokenizer.json: org/tok is gated, and no token was sent"
	has "$err" "Accept the terms at $HF_ENDPOINT/org/tok, then set HF_TOKEN. Or take the same tokens from free/tok: bitnet tok-fetch --key mine --mirror"
	how org/tok/tokenizer.json 'any status 403
any error GatedRepo'
	HF_TOKEN=hf_abc run_exit 77 bitnet-tok-fetch "$NOTOK"
	has "$err" "the token has no access"
	lacks "$err" hf_abc
}

@test "a mirror is used on request only, and is held to its commit, its hashes and the tokens of the family" {
	put free/tok/tokenizer.json <"$M"
	local commit=1111111111111111111111111111111111111111
	family() {
		catalogue '{"key":"mine","repo":"org/tok","mirrors":[{"repo":"gone/tok"},{"repo":"free/tok","commit":"'"$1"'","files":[{"name":"tokenizer.json","etag":"'"$2"'"}]}],"architectures":["bitnet-b1.58"],"vocab_sizes":[512],"tokens_sha256":"'"$3"'",'"$files}"
	}
	family $commit "$(git hash-object "$M")" "$TOKENS"
	ok --key mine
	is "$(requests free/tok)" 0
	rm -r "$CACHE"
	ok --mirror --key mine
	is "$(jq -r .mirror "$CACHE/mine/manifest")" free/tok
	is "$(jq -r .repo "$CACHE/mine/manifest")" org/tok
	is "$(requests free/tok/resolve/main)" 0
	rm -r "$CACHE"
	BITNET_MIRROR=1 ok "$NOTOK"
	is "$(jq -r .mirror "$CACHE/mine/manifest")" free/tok
	rm -r "$CACHE"
	family $commit "$commit" "$TOKENS"
	refused 65 pin_mismatch --mirror --key mine
	family 3333333333333333333333333333333333333333 "$commit" "$TOKENS"
	refused 66 http_404 --mirror --key mine
	put free/tok/tokenizer.json <"$FIXTURES/llama.gguf"
	family $commit "$(git hash-object "$FIXTURES/llama.gguf")" "$TOKENS"
	refused 65 vocab_mismatch --mirror --key mine
	catalogue '{"key":"mine","repo":"org/tok","architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}"
	refused 66 no_mirror --mirror --key mine
	# Without a pin in the catalogue it is unproven, and the first time is the pin.
	put free/tok/tokenizer.json <"$M"
	catalogue '{"key":"mine","repo":"org/tok","mirrors":[{"repo":"free/tok"}],"architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}"
	run_ok bitnet-tok-fetch --mirror --key mine
	has "$err" "bitnet-tok-fetch: warning: free/tok is unproven: the catalogue has neither hashes of this mirror nor of the tokens of mine"
	run_ok bitnet-tok-fetch --mirror --force --key mine
	lacks "$err" unproven
	put free/tok/tokenizer.json <"$FIXTURES/llama.gguf"
	run_exit 65 bitnet-tok-fetch --json --mirror --force --key mine
	is "$(tail -n 1 "$ERR" | jq -r .error.name)" pin_mismatch
	same "$CACHE/mine/tokenizer.json" "$M"
	bitnet-cache rm mine >/dev/null
	run_ok bitnet-tok-fetch --mirror --key mine
	same "$CACHE/mine/tokenizer.json" "$FIXTURES/llama.gguf"
}

@test "404 is 66 in the tutorial's words; an optional file that is missing is none" {
	run_exit 66 bitnet-tok-fetch --repo org/tok --file gone.json --key x
	is "$(head -n 1 "$ERR")" "bitnet-tok-fetch: HTTP error 404: $HF_ENDPOINT/org/tok/resolve/main/gone.json"
	has "$err" "org/tok has no file 'gone.json'."
	refused 66 http_404 --repo org/tok --revision gone
	refused 77 repo_not_found --repo org/none
	has "$(jq -r .error.message "$ERR")" "missing, private or gated"
}

@test "too many requests are 75 with the time to wait; what is short enough is waited for" {
	how org/tok/tokenizer.json 'any status 429
any header RateLimit: "resolvers";r=0;t=300'
	refused 75 rate_limited --key mine
	is "$(jq -r .error.retryable "$ERR")" true
	has "$(jq -r .error.hint "$ERR")" "Try again in 301 seconds, or let it wait: --max-wait 302."
	how org/tok/tokenizer.json 'any times 2
any status 429
any header Retry-After: 1'
	forget
	ok --max-wait 10 --key mine
	is "$(requests ' 429')" 2
}

@test "a server that fails is asked six times and is 69; one that comes back serves" {
	how org/tok/tokenizer.json 'any status 503
any header Retry-After: 0'
	refused 69 http_server_error --key mine
	is "$(requests ' 503')" 6
	how org/tok/tokenizer.json 'any times 3
any status 502
any header Retry-After: 0'
	ok --key mine
}

@test "nobody there is 69, nothing said in time is 75" {
	HF_ENDPOINT=http://127.0.0.1:1 refused 69 net_connect --max-wait 0 --key mine
	how org/tok/tokenizer.json 'any hang 20'
	HF_HUB_ETAG_TIMEOUT=1 refused 75 net_timeout --max-wait 0 --key mine
	has "$(jq -r .error.message "$ERR")" "no answer in time"
}

@test "bytes that are not those of the hash are 65, and nothing is kept (hub #3643)" {
	how org/tok/tokenizer.json 'get flip 1000'
	refused 65 hash_mismatch --key mine
	put org/tok/tokenizer.model <"$M"
	how org/tok/tokenizer.model 'cdn flip 1000'
	refused 65 hash_mismatch --repo org/tok --file tokenizer.model --key x
	has "$(jq -r .error.hint "$ERR")" "Try again"
}

@test "the other host's ETag is not taken for the hash (llamaMan#70)" {
	put org/big/tokenizer.model <"$M"
	ok --repo org/big
	is "$(jq -r '.files[0].etag' "$CACHE/org.big/manifest")" "$(sha256sum "$M" | cut -d ' ' -f 1)"
}

@test "a connection that is cut is taken up; a body that is short, long, endless or slow keeps nothing" {
	put org/tok/tokenizer.model <"$M"
	how org/tok/tokenizer.model 'cdn times 1
cdn cut 1000'
	ok --key mine
	is "$(requests '^cdn.* 206 range=bytes=1000-')" 1
	same "$CACHE/mine/tokenizer.model" "$M"
	rm -r "$CACHE"
	how org/tok/tokenizer.json 'get cut 1000'
	refused 69 net_cut --max-wait 0 --key mine
	how org/tok/tokenizer.json 'get chunked
get cut 1000'
	refused 76 short_body --key mine
	how org/tok/tokenizer.json 'get grow 7'
	refused 76 too_many_bytes --key mine
	how org/tok/tokenizer.json 'get endless'
	refused 76 too_many_bytes --key mine
	how org/tok/tokenizer.json 'get slow 20'
	HF_HUB_DOWNLOAD_TIMEOUT=1 refused 75 net_timeout --max-wait 0 --key mine
}

@test "a server that ignores ranges when a cut connection is taken up is asked again from the start" {
	put org/tok/tokenizer.model <"$M"
	how org/tok/tokenizer.model 'cdn times 1
cdn cut 1000'
	cat >>"$HUB/org/tok/tokenizer.model.how" <<-END
		cdn ignore-range
	END
	ok --key mine
	same "$CACHE/mine/tokenizer.model" "$M"
}

@test "hashes and commits with dots, wrong lengths or capitals are 76 (CVE-2024-37032)" {
	for bad in "etag ../../../../tmp/x" "etag $(printf 'a%.0s' {1..63})" "etag $(printf 'a%.0s' {1..65})" "etag $(printf 'A%.0s' {1..40})" \
		"commit ../../x" "commit $(printf '1%.0s' {1..41})" "commit main"; do
		how org/tok/tokenizer.json "any $bad"
		refused 76 bad_reply --key mine
	done
}

@test "the token goes to the Hub and not to the host with the bytes (CVE-2025-51471)" {
	put org/tok/tokenizer.model <"$M"
	HF_TOKEN=hf_abc ok --key mine
	[ "$(requests 'hub .*auth=Bearer hf_abc')" -ge 6 ]
	is "$(requests 'cdn .*auth')" 0
	[ "$(requests '^cdn GET')" -eq 1 ]
}

@test "a redirect to http elsewhere, to another protocol or in a circle is not followed (CVE-2025-10148, CVE-2025-14524, CVE-2026-5773)" {
	export HF_TOKEN=hf_abc
	how org/tok/tokenizer.json 'get status 302
get location http://huggingface.invalid/x'
	refused 65 insecure_url --key mine
	for address in file:///etc/passwd "ws://127.0.0.1:$CDN_PORT/x" "wss://127.0.0.1:$CDN_PORT/x" "ftp://127.0.0.1:$CDN_PORT/x" \
		"imap://127.0.0.1:$CDN_PORT/x" "ldap://127.0.0.1:$CDN_PORT/x" "smb://127.0.0.1:$CDN_PORT/a/x"; do
		how org/tok/tokenizer.json "get status 302
get location $address"
		refused 76 bad_url --key mine
		has "$err" "$address"
	done
	is "$(requests '^cdn')" 0
	how org/tok/tokenizer.json 'hub status 307
hub location /org/tok/resolve/main/tokenizer.json'
	refused 76 redirect_loop --key mine
}

@test "main that moves between two requests does not mix two commits" {
	put org/moves/tokenizer.json <"$M"
	put org/moves.next/tokenizer.json <"$FIXTURES/gpt2.gguf"
	how org/moves/.moved 'any times 1
any still'
	ok --repo org/moves
	same "$CACHE/org.moves/tokenizer.json" "$M"
	is "$(jq -r .commit "$CACHE/org.moves/manifest")" 1111111111111111111111111111111111111111
}

@test "the token is found where the Hub's client finds it, and a bad one is named by its source (hub #3896, #4086)" {
	seen() { requests "auth=Bearer $1"; }
	mkdir -p "$HOME/.cache/huggingface"
	(umask 077 && echo ' hf_home ' >"$HOME/.cache/huggingface/token" && echo hf_path >path && echo hf_file >file)
	ok --force --key mine
	[ "$(seen hf_home)" -gt 0 ]
	is "$err" "$(grep downloading "$ERR")"
	HF_TOKEN_PATH=$PWD/path ok --force --key mine
	[ "$(seen hf_path)" -gt 0 ]
	HF_TOKEN_PATH=$PWD/path HUGGING_FACE_HUB_TOKEN=hf_old ok --force --key mine
	[ "$(seen hf_old)" -gt 0 ]
	HF_TOKEN=hf_env HUGGING_FACE_HUB_TOKEN=hf_old2 ok --force --key mine
	[ "$(seen hf_env)" -gt 0 ] && is "$(seen hf_old2)" 0
	HF_TOKEN=hf_env2 ok --force --token-file file --key mine
	[ "$(seen hf_file)" -gt 0 ] && is "$(seen hf_env2)" 0
	forget
	HF_HUB_DISABLE_IMPLICIT_TOKEN=1 ok --force --key mine
	is "$(requests auth)" 0
	chmod 644 file
	run_ok bitnet-tok-fetch --force --token-file file --key mine
	has "$err" "others can read the token"
	run_exit 66 bitnet-tok-fetch --force --token-file gone --key mine
	HF_TOKEN='hf_a
X-Evil: 1' run_exit 65 bitnet-tok-fetch --force --key mine
	has "$err" "the token from HF_TOKEN"
	how org/tok/tokenizer.json 'any status 401
any message Invalid credentials in Authorization header'
	HF_TOKEN=hf_env run_exit 77 bitnet-tok-fetch --force -vv --key mine
	has "$err" "the token from HF_TOKEN is not valid"
	lacks "$err" hf_env
}

@test "what was fetched is opened before it is kept, and its size is compared: a notice, an error when strict" {
	echo '{"no":"tokenizer"}' | put org/tok/tokenizer.json
	run_exit 65 bitnet-tok-fetch --key mine
	has "$err" "tokenizer.json, as it was fetched: "
	nothing_cached
	put org/tok/tokenizer.json <"$FIXTURES/gpt2.gguf"
	catalogue '{"key":"mine","repo":"org/tok","architectures":["bitnet-b1.58"],"vocab_sizes":[32000],'"$files}"
	BITNET_STRICT_TOKENIZERS=1 refused 65 vocab_mismatch --key mine
	has "$(jq -r .error.message "$ERR")" "Vocabulary size mismatch: expected 32000, got "
	run_ok bitnet-tok-fetch --key mine
	has "$err" "bitnet-tok-fetch: warning: Vocabulary size mismatch: expected 32000, got "
}

@test "--events writes what happens as JSON lines" {
	how org/tok/tokenizer.json 'hub times 1
hub status 503
hub header Retry-After: 1
hub header X-HF-Warning: old; update'
	run_ok bitnet-tok-fetch --events --key mine
	schema_ok fetch-event "$ERR" --lines
	is "$(jq -r .event "$ERR" | grep -v progress | uniq | tr '\n' ' ')" "notice wait begin end "
	is "$(jq -r 'select(.event == "end") | .done' "$ERR")" "$(wc -c <"$M")"
}

# traced STATUS ARGUMENT...: the program itself, not a script around it; its calls are in the file trace
traced() {
	traced_program "$1" bitnet-tok-fetch "${@:2}"
}
traced_program() {
	local want=$1 program=$top_builddir/cmd/.libs/$2
	[ -x "$program" ] || program=$top_builddir/cmd/$2
	shift 2
	LD_LIBRARY_PATH=$top_builddir/lib/.libs run_exit "$want" strace -f -o trace "$program" "$@"
	grep -q exit_group trace
}
sockets='(socket|connect|sendto)[(]'

@test "offline opens no socket, by the system calls; it is 69 with the command that fills the cache" {
	for variable in BITNET_OFFLINE=1 HF_HUB_OFFLINE=ON; do
		export "${variable?}" BITNET_STRICT_TOKENIZERS=1
		traced 69 "$NOTOK"
		unset "${variable%=*}" BITNET_STRICT_TOKENIZERS
		is "$(grep -cE "$sockets" trace)" 0
		is "$(head -n 1 "$ERR" | sed 's/^[^:]*: //')" "No compatible tokenizer found for bitnet model with vocab_size 512 (strict mode): offline, and the cache has no tokenizer 'mine' of org/tok"
		has "$err" "bitnet tok-fetch --key mine"
	done
	traced 69 --offline --key mine
	is "$(grep -cE "$sockets" trace)" 0
	is "$(requests)" ""
	traced 0 --key mine
	[ "$(grep -cE "$sockets" trace)" -gt 0 ]
	forget
	traced 0 --offline -q "$NOTOK"
	is "$out" "$CACHE/mine/tokenizer.json"
	is "$(grep -cE "$sockets" trace)" 0
	run_exit 69 bitnet-tok-fetch --offline --force --key mine
	is "$(requests)" ""
}

@test "offline no program opens a socket, whatever else it is asked, by the system calls" {
	local hf=hf://org/tok/model.gguf
	quiet() {
		traced_program "$@"
		is "$(grep -cE "$sockets" trace)" 0
	}
	put org/tok/model.gguf <"$M"
	printf 'the fox' >text
	run_ok bitnet-encode -m "$M" text
	cp "$OUT" ids
	export BITNET_OFFLINE=1
	quiet 69 bitnet-model-fetch --file model.gguf org/tok
	quiet 69 bitnet-model-fetch --type i2_s --output models --force org/tok
	quiet 69 bitnet-encode --auto-download -m "$NOTOK" text
	quiet 69 bitnet-generate --auto-download -m "$NOTOK" -p the -n 1
	quiet 69 bitnet-decode --auto-download -m "$NOTOK" ids
	quiet 69 bitnet-perplexity --auto-download -m "$NOTOK" text
	quiet 69 bitnet-encode -m $hf text
	quiet 69 bitnet-decode -m $hf ids
	quiet 69 bitnet-generate -m $hf -p the -n 1
	quiet 69 bitnet-perplexity -m $hf text
	quiet 69 bitnet-tok-discover $hf
	quiet 69 bitnet-tok-discover https://localhost/model.gguf
	quiet 69 bitnet-gguf-info $hf
	quiet 69 bitnet-gguf-info https://localhost/model.gguf
	quiet 0 bitnet-tok-discover "$M"
	quiet 0 bitnet-cache list
	is "$(requests)" ""
	# The same calls are seen where there is a network.
	unset BITNET_OFFLINE
	traced_program 0 bitnet-gguf-info $hf
	[ "$(grep -cE "$sockets" trace)" -gt 0 ]
}

@test "--hub-cache writes the layout of the Hub's client as well, never without it, and what is there is enough offline" {
	local hub=$HOME/.cache/huggingface/hub repo=$HOME/.cache/huggingface/hub/models--org--tok hash
	hash=$(git hash-object --no-filters "$M")
	ok --key mine
	[ ! -e "$HOME/.cache/huggingface" ]
	forget
	ok --hub-cache --key mine
	is "$(requests)" ""
	is "$(cd "$hub" && find . ! -type d | sort)" "./.locks/models--org--tok/$hash.lock
./CACHEDIR.TAG
./models--org--tok/blobs/$hash
./models--org--tok/refs/main
./models--org--tok/snapshots/1111111111111111111111111111111111111111/tokenizer.json"
	is "$(readlink "$repo/snapshots/1111111111111111111111111111111111111111/tokenizer.json")" "../../blobs/$hash"
	is "$(wc -c <"$repo/refs/main")" 40
	same "$repo/blobs/$hash" "$M"
	rm -r "$CACHE"
	run_ok bitnet-tok-discover --offline "$NOTOK"
	is "$(field .tokenizer.path)" "$repo/snapshots/1111111111111111111111111111111111111111/tokenizer.json"
	# Beside a Python with the client's own library, each finds what the other wrote.
	python3 -c "import huggingface_hub" 2>/dev/null || return 0
	is "$(HF_HUB_OFFLINE=1 python3 -c 'from huggingface_hub import hf_hub_download as d; print(d("org/tok", "tokenizer.json", local_files_only=True))')" \
		"$repo/snapshots/1111111111111111111111111111111111111111/tokenizer.json"
}

@test "what the Hub's client has is not downloaded again: online its hash is asked for, offline its commit counts" {
	local repo=$HOME/.cache/huggingface/hub/models--org--tok hash
	hash=$(git hash-object --no-filters "$M")
	ok --hub-cache --key mine
	rm -r "$HOME/.cache/bitnet"
	forget
	ok --key mine
	same "$CACHE/mine/tokenizer.json" "$M"
	[ "$(requests | grep -c ' HEAD ')" -gt 0 ]
	is "$(requests | grep -c ' GET ')" 0
	rm -r "$HOME/.cache/bitnet"
	forget
	ok --offline --key mine
	same "$CACHE/mine/tokenizer.json" "$M"
	is "$(requests)" ""
	is "$(jq -r .commit "$CACHE/mine/manifest")" 1111111111111111111111111111111111111111
	# Damaged, it is fetched; offline it is as if it were not there.
	rm -r "$HOME/.cache/bitnet"
	chmod u+w "$repo/blobs/$hash" && echo >>"$repo/blobs/$hash"
	refused 69 offline_not_cached --offline --key mine
	ok --key mine
	same "$CACHE/mine/tokenizer.json" "$M"
	[ "$(requests | grep -c ' GET ')" -gt 0 ]
}

@test "a path that a fetched file names is neither opened nor asked for (transformers#46279)" {
	jq -c '.vocab_file = ".env" | .model.vocab = {"a":0,"b":1,"ab":2} | .model.merges = ["a b"]' <<<'{"model":{"type":"BPE","vocab_file":".env"}}' |
		put org/cfg/tokenizer.json
	echo '{"vocab_file":".env","merges_file":"../../secret","tokenizer_file":"/etc/passwd"}' | put org/cfg/tokenizer_config.json
	echo secret | put org/cfg/.env
	ok --repo org/cfg
	is "$(ls "$CACHE/org.cfg")" "manifest
tokenizer.json"
	is "$(requests '[.]env\|tokenizer_config\|secret')" 0
	run_exit 65 bitnet-tok-fetch --repo org/cfg --file .env --key x
	run_exit 65 bitnet-tok-fetch --repo org/cfg --file ../../secret --key x
}

@test "a .netrc is not read: nothing in it goes to any host (CVE-2024-11053, CVE-2025-0167)" {
	printf 'machine 127.0.0.1 login user password secret\n' >"$HOME/.netrc"
	chmod 600 "$HOME/.netrc"
	put org/tok/tokenizer.model <"$M"
	NETRC=$HOME/.netrc ok --key mine
	is "$(requests auth)" 0
	[ "$(requests '^cdn GET')" -eq 1 ]
}

@test "a proxy is used, and named hosts are not reached through it" {
	http_proxy=http://127.0.0.1:$HUB_PORT HF_ENDPOINT=http://localhost:9 run_exit 77 bitnet-tok-fetch --key mine
	[ "$(requests http://localhost:9/org/tok/resolve/main/tokenizer.json)" -gt 0 ]
	forget
	http_proxy=http://127.0.0.1:$HUB_PORT no_proxy=localhost HF_ENDPOINT=http://localhost:9 run_exit 69 bitnet-tok-fetch --max-wait 0 --key mine
	is "$(requests)" ""
}

@test "https with a certificate that is not trusted is 69, with the one that SSL_CERT_FILE names it works" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \
		-subj /CN=test -addext subjectAltName=IP:127.0.0.1 2>/dev/null
	hub_stop
	rm "$HUB/ports"
	hub_start "$PWD/cert.pem" "$PWD/key.pem"
	put org/tok/tokenizer.model <"$M"
	refused 69 tls_failed --key mine
	is "$(requests)" ""
	SSL_CERT_FILE=$PWD/cert.pem ok --key mine
	for variable in CURL_CA_BUNDLE REQUESTS_CA_BUNDLE; do
		run_ok env "$variable=$PWD/cert.pem" bitnet-tok-fetch --force --key mine
	done
	same "$CACHE/mine/tokenizer.model" "$M"
	how org/tok/tokenizer.json "get status 302
get location http://127.0.0.1:$CDN_PORT/x"
	SSL_CERT_FILE=$PWD/cert.pem run_exit 76 bitnet-tok-fetch --force --key mine
	has "$err" "redirects to 'http://127.0.0.1:$CDN_PORT/x', which is not followed"
}

@test "TERM in the middle of a transfer ends the program by the signal, and nothing is left" {
	how org/tok/tokenizer.json 'get slow 0.2'
	bitnet-tok-fetch --key mine >"$OUT" 2>"$ERR" &
	local pid=$!
	for _ in {1..300}; do
		[ -n "$(find "$HOME/.cache/bitnet/tmp" -name tokenizer.json -size +0 2>/dev/null)" ] && break
		sleep 0.02
	done
	kill -TERM $pid
	status=0
	wait $pid || status=$?
	is "$status" 143
	nothing_cached
	how org/tok/tokenizer.json ''
	ok --key mine
}

@test "processes that want the same fetch it once" {
	how org/tok/tokenizer.json 'get slow 0.01'
	local pids=() p
	for p in {1..12}; do
		bitnet-tok-fetch -q --key mine >"got.$p" 2>&1 &
		pids+=($!)
	done
	for p in "${pids[@]}"; do wait "$p"; done
	for p in {1..12}; do is "$(cat "got.$p")" "$CACHE/mine/tokenizer.json"; done
	is "$(requests 'hub GET /org/tok/resolve/.*/tokenizer.json')" 1
	same "$CACHE/mine/tokenizer.json" "$M"
}

@test "an entry of the cache that is damaged is fetched again, with a warning" {
	ok --key mine
	printf x >>"$CACHE/mine/tokenizer.json"
	run_ok bitnet-tok-fetch --key mine
	has "$err" "bitnet-tok-fetch: warning: "
	same "$CACHE/mine/tokenizer.json" "$M"
}

@test "a full disk keeps nothing: 74 and what to do" {
	unshare -rm true 2>/dev/null || skip "root"
	mkdir small
	run_exit 74 unshare -rm sh -c 'mount -t tmpfs -o size=48k tmpfs small && BITNET_CACHE_DIR=$PWD/small bitnet-tok-fetch --json --key mine; s=$?
		find small -name "tokenizer.json" >left; exit $s'
	is "$(jq -r 'select(.error) | .error.name' <(grep '^{' "$ERR"))" disk_full
	is "$(jq -r 'select(.error) | .error.hint' <(grep '^{' "$ERR"))" "Make room, or name another folder in BITNET_CACHE_DIR."
	has "$(grep '^{' "$ERR" | jq -r .error.hint)" "Make room"
	is "$(cat left)" ""
}

@test "a cache that cannot be written is 73, and one that has the entry is enough" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	ok --key mine
	chmod -R a-w "$CACHE/.."
	ok --key mine
	run_exit 73 bitnet-tok-fetch --force --key mine
	chmod -R u+w "$CACHE/.."
}

@test "wrong usage is 64 with two lines, a bad endpoint 78" {
	for args in "" "a b" "--key k a" "--revision r --key k" "--file f" "--max-wait x --key k" "- -"; do
		# shellcheck disable=SC2086
		run_exit 64 bitnet-tok-fetch $args
		is "$out" ""
		is "$(wc -l <"$ERR")" 2
	done
	HF_ENDPOINT=nonsense run_exit 78 bitnet-tok-fetch --key mine
	HF_ENDPOINT=http://example.org run_exit 65 bitnet-tok-fetch --key mine
	has "$err" "only https is spoken with other machines"
	BITNET_MIRROR=maybe run_exit 78 bitnet-tok-fetch --key mine
}
