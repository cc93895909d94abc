# SPDX-License-Identifier: MIT
# Which tokenizer belongs to a model.  Outside evidence: the real vocabularies in the data folder, which the
# e2e models were made with (their README says which), and the words of the tutorial.
bats_require_minimum_version 1.5.0
load helper

local_setup() {
	M=$FIXTURES/bitnet.gguf
	NOTOK=$FIXTURES/bitnet-notok.gguf
}

# field FILTER: of the document in $OUT
field() {
	jq -r "$1" "$OUT"
}

# ok ARGUMENT...: exit 0 and a document that the schema allows
ok() {
	run_ok bitnet-tok-discover "$@"
	schema_ok tok-discover "$OUT"
}

# none STATUS ARGUMENT...: no tokenizer, the document all the same
none() {
	local want=$1
	shift
	run_exit "$want" bitnet-tok-discover "$@"
	schema_ok tok-discover "$OUT"
	is "$(field .strategy)" none
	is "$(field .tokenizer)" null
}

# candidates: "strategy path-or-repo status" of each
candidates() {
	field '.candidates[] | "\(.strategy) \(.path // .repo) \(.status)"'
}

# user_catalogue FAMILY...: the user's own
user_catalogue() {
	mkdir -p "$HOME/.config/bitnet"
	local IFS=,
	printf '{"schema":"bitnet.catalogue/1","families":[%s]}' "$*" >"$HOME/.config/bitnet/catalogue.json"
}
files='"files":[{"name":"tokenizer.json","required":true}]'

@test "finds the tokenizer in the model" {
	ok "$M"
	is "$(field .strategy)" embedded
	is "$(field .tokenizer.path)" "$M"
	is "$(field .tokenizer.format)" gguf
	is "$(field .tokenizer.algorithm)" bpe
	is "$(field .tokenizer.match)" identical
	is "$(field .tokenizer.differing)" 0
	is "$(field .model.model_type)" bitnet
	is "$(field .model.vocab_size)" 512
	is "$(field .download)" null
	is "$(candidates)" "embedded $M chosen"
	is "$err" ""
}

@test "is one line in a pipe, and takes the model as -m, too" {
	run_ok bitnet-tok-discover "$M"
	is "$(wc -l <"$OUT")" 1
	cp "$OUT" first
	run_ok bitnet-tok-discover -m "$M"
	same "$OUT" first
	run_ok bitnet tok-discover --model "$M"
	same "$OUT" first
}

@test "is indented on a terminal" {
	script -qc "bitnet-tok-discover '$M'" typescript </dev/null >/dev/null
	[ "$(grep -c . typescript)" -gt 20 ]
}

@test "-q writes the path and nothing else" {
	run_ok bitnet-tok-discover -q "$M"
	is "$out" "$M"
	is "$err" ""
	run_exit 66 bitnet-tok-discover -q "$NOTOK"
	is "$out" ""
	has "$err" "No compatible tokenizer found"
}

@test "-o writes a file that is complete or absent" {
	run_ok bitnet-tok-discover -o doc "$M"
	is "$out" ""
	schema_ok tok-discover doc
	run_exit 66 bitnet-tok-discover -o other /nonexistent.gguf
	[ ! -e other ]
	run_exit 73 bitnet-tok-discover -o no/such/dir/doc "$M"
}

@test "a model without a tokenizer and without a family: 66, the message, the places tried, a command that helps" {
	cp "$NOTOK" m.gguf
	none 66 m.gguf
	is "$(head -n 1 "$ERR")" "bitnet-tok-discover: No compatible tokenizer found for bitnet model with vocab_size 512"
	has "$err" "./: no m.tokenizer.json, tokenizer.json, tokenizer.model, vocab.json with merges.txt, *.tiktoken"
	has "$err" "m.gguf: carries no tokenizer"
	has "$err" "no family has architecture 'bitnet-b1.58' and 512 tokens"
	has "$err" "bitnet tok-discover --tokenizer FILE"
	is "$(field .download)" null
}

@test "with strict the message ends as in the tutorial" {
	none 66 --strict "$NOTOK"
	is "$(head -n 1 "$ERR")" "bitnet-tok-discover: No compatible tokenizer found for bitnet model with vocab_size 512 (strict mode)"
	is "$(field .strict)" true
	BITNET_STRICT_TOKENIZERS=yes none 66 "$NOTOK"
	has "$err" "(strict mode)"
	is "$(field .strict)" true
}

@test "--json gives the error as one object, with the places in its message" {
	run_exit 66 bitnet-tok-discover --json "$NOTOK"
	schema_ok error "$ERR"
	is "$(jq -r .error.name "$ERR")" no_tokenizer
	is "$(jq -r .error.code "$ERR")" 66
	has "$(jq -r .error.message "$ERR")" "No compatible tokenizer found for bitnet model with vocab_size 512; tried: "
	has "$(jq -r .error.message "$ERR")" "carries no tokenizer"
	is "$(wc -l <"$ERR")" 1
}

@test "a file beside the model comes before the one in it, whatever its name says it is" {
	cp "$M" m.gguf
	cp "$M" tokenizer.json
	ok m.gguf
	is "$(field .strategy)" colocated
	is "$(field .tokenizer.path)" tokenizer.json
	is "$(field .tokenizer.match)" identical
	is "$(candidates)" "colocated tokenizer.json chosen
embedded m.gguf not-needed"
	is "$err" ""
}

@test "a wrong file beside the model is rejected with the number of tokens, and the search goes on" {
	cp "$M" m.gguf
	cp "$FIXTURES/llama.gguf" m.tokenizer.json
	ok m.gguf
	is "$(field .strategy)" embedded
	is "$(candidates)" "colocated m.tokenizer.json rejected
embedded m.gguf chosen"
	has "$(field '.candidates[0].reason')" "tokens differ from those of the model"
}

@test "beside a model without a token list, a file of the right size is used and called unproven" {
	cp "$NOTOK" m.gguf
	cp "$M" tokenizer.json
	ok --strict m.gguf
	is "$(field .strategy)" colocated
	is "$(field .tokenizer.match)" unknown
	is "$(field .tokenizer.differing)" null
	has "$(field '.candidates[0].reason')" unproven
}

@test "a model that is a link has the neighbours of the file, a hub's snapshot has its own" {
	mkdir -p blobs snapshots/1 here
	cp "$NOTOK" blobs/0123
	ln -s ../../blobs/0123 snapshots/1/model.gguf
	ln -s ../snapshots/1/model.gguf here/m.gguf
	cp "$M" snapshots/1/tokenizer.json
	ok here/m.gguf
	is "$(field .tokenizer.path)" here/../snapshots/1/tokenizer.json
}

@test "a dangling link, a folder and a FIFO beside the model are rejected, and nothing waits for them" {
	cp "$M" m.gguf
	ln -s nowhere m.tokenizer.json
	mkdir tokenizer.json
	mkfifo tokenizer.model
	run_ok timeout 20 bitnet-tok-discover m.gguf
	schema_ok tok-discover "$OUT"
	is "$(candidates)" "colocated m.tokenizer.json rejected
colocated tokenizer.json rejected
colocated tokenizer.model rejected
embedded m.gguf chosen"
}

@test "a folder that cannot be listed is searched by name" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	mkdir d
	cp "$NOTOK" d/m.gguf
	cp "$M" d/tokenizer.json
	chmod 0311 d
	ok d/m.gguf
	chmod 0755 d
	is "$(field .tokenizer.path)" d/tokenizer.json
}

@test "a file beside the model that cannot be read is rejected by its error" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	cp "$M" m.gguf
	cp "$M" tokenizer.json
	chmod 0 tokenizer.json
	ok m.gguf
	is "$(field .strategy)" embedded
	has "$(field '.candidates[0].reason')" "Permission denied"
}

@test "--tokenizer is used, with a warning when it does not match" {
	ok --tokenizer "$M" "$NOTOK"
	is "$(field .strategy)" explicit
	is "$err" ""
	ok --tokenizer "$FIXTURES/gpt2.gguf" "$FIXTURES/llama.gguf"
	is "$(field .strategy)" explicit
	is "$(field .tokenizer.match)" differs
	[ "$(field .tokenizer.differing)" -gt 100 ]
	has "$err" "bitnet-tok-discover: warning: "
	has "$err" "tokens differ from those of the model"
	is "$(candidates | tail -n 1)" "embedded $FIXTURES/llama.gguf not-needed"
	run_ok bitnet-tok-discover -q --tokenizer "$FIXTURES/gpt2.gguf" "$FIXTURES/llama.gguf"
	is "$err" ""
}

@test "a mismatch of --tokenizer is an error when strict, and there is no document" {
	run_exit 65 bitnet-tok-discover --strict --json --tokenizer "$FIXTURES/gpt2.gguf" "$FIXTURES/llama.gguf"
	is "$out" ""
	schema_ok error "$ERR"
	is "$(jq -r .error.name "$ERR")" vocab_mismatch
	has "$(jq -r .error.message "$ERR")" "$FIXTURES/gpt2.gguf: "
}

@test "--tokenizer that cannot be used ends the search: 66, 65" {
	run_exit 66 bitnet-tok-discover --tokenizer gone "$M"
	has "$err" "bitnet-tok-discover: gone: cannot open: No such file or directory"
	: >empty
	run_exit 65 bitnet-tok-discover --tokenizer empty "$M"
	has "$err" "bitnet-tok-discover: empty: "
	run_exit 66 bitnet-tok-discover --tokenizer . "$M"
	run_exit 66 bitnet-tok-discover --tokenizer "$NOTOK" "$M"
}

@test "--tokenizer takes a document that was saved, here and in encode" {
	run_ok bitnet-tok-discover -o doc "$M"
	ok --tokenizer doc "$NOTOK"
	is "$(field .strategy)" explicit
	is "$(field .tokenizer.path)" "$M"
	printf 'the fox' >text
	run_ok bitnet-encode -m "$M" text
	cp "$OUT" want
	run_ok bitnet-encode --tokenizer doc text
	same "$OUT" want
	run_ok bitnet-encode -m "$NOTOK" --tokenizer doc text
	same "$OUT" want
}

@test "a document that names no file, or is of another version, is refused by name" {
	run_exit 66 bitnet-tok-discover -o doc "$NOTOK"
	[ -s doc ]
	run_exit 66 bitnet-tok-discover --json --tokenizer doc "$M"
	is "$(jq -r .error.name "$ERR")" no_tokenizer
	has "$(jq -r .error.message "$ERR")" "doc: the document names no tokenizer file, its strategy is 'none'"
	echo '{"schema":"bitnet.tok-discover/9"}' >doc
	run_exit 65 bitnet-tok-discover --json --tokenizer doc "$M"
	is "$(jq -r .error.name "$ERR")" bad_document
}

@test "a path that is not UTF-8 makes valid JSON and comes back from the document" {
	d=$(printf 'd\377')
	mkdir "$d"
	cp "$M" "$d/m.gguf"
	ok "$d/m.gguf"
	is "$(field '.tokenizer.path.bytes | length')" 9
	cp "$OUT" doc
	run_ok bitnet-tok-discover -q --tokenizer doc "$NOTOK"
	is "$out" "$d/m.gguf"
}

@test "the installed catalogue can be extended by the user, whose families come first" {
	user_catalogue '{"key":"mine","repo":"me/mine","architectures":["bitnet-b1.58"],"vocab_sizes":[512],"license":"mit",'"$files}"
	ok "$NOTOK"
	is "$(field .strategy)" download
	is "$(field '.download.files | join(" ")')" tokenizer.json
	is "$(field .download.repo)" me/mine
	is "$(field .download.cache_key)" mine
	is "$(field .download.license)" mit
	is "$(field .download.gated)" null
	has "$(field .download.reason)" "a guess"
	is "$(candidates)" "download me/mine chosen"
	mkdir -p "$PWD/x/bitnet"
	mv "$HOME/.config/bitnet/catalogue.json" x/bitnet/
	XDG_CONFIG_HOME=$PWD/x ok "$NOTOK"
	is "$(field .download.repo)" me/mine
}

@test "a guess that two families fit is refused when strict" {
	user_catalogue '{"key":"a","repo":"me/a","architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}" \
		'{"key":"b","repo":"me/b","architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}"
	ok "$NOTOK"
	has "$(field .download.reason)" ambiguous
	is "$(candidates)" "download me/a chosen
download me/b not-needed"
	none 66 --strict "$NOTOK"
	is "$(field .download)" null
	is "$(candidates)" "download me/a rejected
download me/b rejected"
}

@test "offline, a plan that needs a download is none with 69, and one that needs none is as ever" {
	user_catalogue '{"key":"mine","repo":"me/mine","architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}"
	none 69 --offline "$NOTOK"
	is "$(field .offline)" true
	is "$(field .download.repo)" me/mine
	is "$(candidates)" "download me/mine rejected"
	is "$(head -n 1 "$ERR")" "bitnet-tok-discover: No compatible tokenizer found for bitnet model with vocab_size 512"
	has "$err" "offline"
	has "$err" "bitnet tok-fetch --key mine fetches it where there is a network"
	HF_HUB_OFFLINE=TRUE none 69 --json "$NOTOK"
	is "$(jq -r .error.name "$ERR")" offline_not_cached
	is "$(jq -r .error.retryable "$ERR")" true
	BITNET_OFFLINE=1 ok "$M"
	is "$(field .strategy)" embedded
	is "$(field .offline)" true
}

@test "a catalogue that is wrong is named, with its fault, only when it is needed" {
	echo '{"schema":"bitnet.catalogue/1","families":[{"key":"../x"}]}' >c.json
	BITNET_CATALOGUE=$PWD/c.json ok "$M"
	BITNET_CATALOGUE=$PWD/c.json run_exit 65 bitnet-tok-discover "$NOTOK"
	has "$err" "c.json: 'key' is '../x', which is not allowed there"
	BITNET_CATALOGUE=$PWD/gone.json none 66 "$NOTOK"
	has "$err" "catalogue $PWD/gone.json: cannot open: No such file or directory"
}

@test "a catalogue of the user that cannot be read is left out, and that is said" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	user_catalogue '{"key":"mine","repo":"me/mine","architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}"
	chmod 0 "$HOME/.config/bitnet/catalogue.json"
	none 66 "$NOTOK"
	has "$err" "warning: catalogue $HOME/.config/bitnet/catalogue.json: cannot open: Permission denied"
}

@test "-v tells what is looked for and what became of each candidate" {
	cp "$M" m.gguf
	run_ok bitnet-tok-discover -v m.gguf
	has "$err" "info: Discovering tokenizer strategy for bitnet model (vocab_size: 512)"
	has "$err" "info: m.gguf: chosen: "
}

@test "there is nothing in the library that could open a socket: libcurl is opened at run time, to fetch" {
	is "$(nm -D --undefined-only "$top_builddir/lib/.libs/libbitnet.so" | grep -E ' (socket|connect|getaddrinfo|popen|system)(@|$)')" ""
	is "$(ldd "$top_builddir/lib/.libs/libbitnet.so" | grep -c libcurl)" 0
}

@test "offline, a model on the network is not asked for" {
	for m in hf://org/repo/m.gguf https://example.org/m.gguf; do
		run_exit 69 bitnet-tok-discover --offline "$m"
		has "$err" "offline"
		is "$out" ""
	done
	run_exit 69 bitnet-encode -m https://example.org/m.gguf /dev/null
	has "$err" "is an address, not a file of this machine"
}

@test "wrong usage is 64 with two lines" {
	for args in "" "a b" "-" "--bogus $M" "-m $M $M" "--tokenizer"; do
		# shellcheck disable=SC2086
		run_exit 64 bitnet-tok-discover $args
		is "$out" ""
		is "$(wc -l <"$ERR")" 2
		has "$err" "Try 'bitnet-tok-discover --help'."
	done
}

@test "a model that is missing, empty, a folder, or no GGUF" {
	run_exit 66 bitnet-tok-discover gone.gguf
	has "$err" "bitnet-tok-discover: gone.gguf: "
	: >empty.gguf
	run_exit 65 bitnet-tok-discover empty.gguf
	run_exit 66 bitnet-tok-discover .
	echo hello >text.gguf
	run_exit 65 bitnet-tok-discover text.gguf
	is "$out" ""
	long=$(printf 'x%.0s' $(seq 20000))
	run_exit 66 bitnet-tok-discover "$long"
}

@test "an unreadable model is 66" {
	[ "$(id -u)" -ne 0 ] || skip "root"
	cp "$M" m.gguf
	chmod 0 m.gguf
	run_exit 66 bitnet-tok-discover m.gguf
	has "$err" "Permission denied"
}

@test "--help is on stdout, and an environment that cannot be read is 78" {
	run_ok bitnet-tok-discover --help
	has "$out" "usage: bitnet-tok-discover "
	is "$err" ""
	BITNET_OFFLINE=maybe run_exit 78 bitnet-tok-discover "$M"
	BITNET_STRICT_TOKENIZERS=2 run_exit 78 bitnet-tok-discover "$M"
}

@test "a closed or full standard output is 74, a reader that leaves is quiet" {
	run_exit 74 bash -c 'exec bitnet-tok-discover "$1" >&-' - "$M"
	run_exit 74 bash -c 'exec bitnet-tok-discover "$1" >/dev/full' - "$M"
	mkfifo pipe
	: <pipe &
	bitnet-tok-discover "$M" >pipe 2>"$ERR" || :
	wait
	is "$(cat "$ERR")" ""
}

@test "the 2B4T-like model has its pre-tokenizer recognised from the vocabulary" {
	need_data models/e2e-llama3.gguf
	ok "$DATA/models/e2e-llama3.gguf"
	is "$(field .strategy)" embedded
	is "$(field .tokenizer.pre)" llama-bpe
	is "$(field .tokenizer.pre_source)" vocabulary
	is "$(field .model.vocab_size)" 128256
	is "$(field .model.vocab_size_source)" bitnet-b1.58.vocab_size
}

@test "encode says what it would need when the tokenizer has to be downloaded: 66, offline 69" {
	user_catalogue '{"key":"mine","repo":"me/mine","architectures":["bitnet-b1.58"],"vocab_sizes":[512],'"$files}"
	run_exit 66 bitnet-encode -m "$NOTOK" /dev/null
	is "$(head -n 1 "$ERR")" "bitnet-encode: No compatible tokenizer found for bitnet model with vocab_size 512"
	has "$err" "carries no tokenizer"
	has "$err" "me/mine: would have to be downloaded: a guess"
	has "$err" "bitnet tok-fetch --key mine fetches it; or put tokenizer.json of me/mine beside the model"
	has "$err" "--tokenizer FILE"
	run_exit 66 bitnet-encode --json -m "$NOTOK" /dev/null
	has "$(jq -r .error.message "$ERR")" "no tokenizer is cached; me/mine: would have to be downloaded: a guess"
	BITNET_OFFLINE=1 run_exit 69 bitnet-encode -m "$NOTOK" /dev/null
	BITNET_STRICT_TOKENIZERS=1 run_exit 65 bitnet-encode -m "$FIXTURES/llama.gguf" --tokenizer "$FIXTURES/gpt2.gguf" /dev/null
}

@test "files of the data folder that must not be opened are refused with 65 and no document" {
	need_data models/bad/EXPECT.tsv
	while IFS=$'\t' read -r file verdict stage _; do
		[ "$verdict $stage" = "refuse parse" ] || continue
		run_exit 65 bitnet-tok-discover "$DATA/models/bad/$file"
		is "$out" ""
	done <"$DATA/models/bad/EXPECT.tsv"
	for file in scores-u8 bos-out-of-range; do
		none 66 "$DATA/models/bad/$file.gguf"
		is "$(candidates)" "embedded $DATA/models/bad/$file.gguf rejected"
	done
}

@test "a LLaMA-2 without a tokenizer is a guess that strict refuses, a GPT-2 is one that it takes" {
	need_data models/e2e-llama2-notok.gguf
	ok "$DATA/models/e2e-llama2-notok.gguf"
	is "$(field .strategy)" download
	is "$(field .download.repo)" meta-llama/Llama-2-7b-hf
	is "$(field .download.cache_key)" llama2-32k
	is "$(field .download.gated)" true
	has "$(field .download.reason)" ambiguous
	none 66 --strict "$DATA/models/e2e-llama2-notok.gguf"
	is "$(head -n 1 "$ERR")" "bitnet-tok-discover: No compatible tokenizer found for llama model with vocab_size 32000 (strict mode)"
	ok --strict "$DATA/models/e2e-gpt2-notok.gguf"
	is "$(field .download.repo)" openai-community/gpt2
	is "$(field .download.cache_key)" gpt2-50k
	is "$(field .model.vocab_size_source)" token_embd.weight
}

@test "a real tokenizer.json beside the model it belongs to is proven, beside another it is rejected" {
	need_data tokenizers/gpt2.tokenizer.json
	cp "$DATA/tokenizers/gpt2.tokenizer.json" tokenizer.json
	ln -s "$DATA/models/e2e-gpt2.gguf" g.gguf
	ln -s "$DATA/models/e2e-gpt2-notok.gguf" gn.gguf
	ln -s "$DATA/models/e2e-llama2.gguf" l.gguf
	ln -s "$DATA/models/e2e-llama2-notok.gguf" ln.gguf
	ok g.gguf
	is "$(field '[.strategy, .tokenizer.format, .tokenizer.match, .tokenizer.differing] | @csv')" '"colocated","hf-json","identical",0'
	ok --strict gn.gguf
	is "$(field '[.strategy, .tokenizer.match] | @csv')" '"colocated","unknown"'
	ok l.gguf
	is "$(field .strategy)" embedded
	has "$(field '.candidates[0].reason')" "Vocabulary size mismatch: expected 32000, got 50257: "
	has "$(field '.candidates[0].reason')" " of 50257 tokens differ from those of the model"
	ok ln.gguf
	is "$(field .strategy)" download
	is "$(field '.candidates[0].reason')" "Vocabulary size mismatch: expected 32000, got 50257"
}

@test "a tokenizer in an archive beside the model is proven as one outside of it, and encodes the same" {
	need_data tokenizers/gpt2.tokenizer.json
	mkdir in
	cp "$DATA/tokenizers/gpt2.tokenizer.json" in/tokenizer.json
	cp "$DATA/models/e2e-gpt2-notok.gguf" gn.gguf
	echo "A text, and its tokens." >text
	want=$(bitnet-encode --tokenizer in/tokenizer.json text)
	for name in tokenizer.tar.gz gn.tokenizer.tar.xz tokenizer.tar tokenizer.tgz; do
		tar caf "$name" in
		ok --strict gn.gguf
		is "$(field '[.strategy, .tokenizer.format, .tokenizer.path] | @csv')" "\"colocated\",\"hf-json\",\"$name\""
		run_ok bitnet-encode -m gn.gguf text
		is "$out" "$want"
		rm "$name"
	done
	ln -s "$DATA/models/e2e-gpt2.gguf" g.gguf
	tar caf tokenizer.tar.gz in
	ok g.gguf
	is "$(field .tokenizer.match)" identical
	run_ok bitnet-encode --tokenizer tokenizer.tar.gz text
	is "$out" "$want"
	# A wrong one, and one that would write elsewhere, are passed over.
	ln -s "$DATA/models/e2e-llama2.gguf" l.gguf
	ok l.gguf
	is "$(field .strategy)" embedded
	tar caPf tokenizer.tar.gz --transform 's,^,../../,' in
	ok g.gguf
	is "$(field .strategy)" embedded
	has "$(field '.candidates[0].reason')" "could lead out of its folder"
}

@test "two added tokens past the embedding are a warning without a token list, an error of the list with one" {
	need_data tokenizers/bitnet_b1_58-llama2.tokenizer.json
	cp "$DATA/tokenizers/bitnet_b1_58-llama2.tokenizer.json" tokenizer.json
	ln -s "$DATA/models/e2e-llama2.gguf" l.gguf
	ln -s "$DATA/models/e2e-llama2-notok.gguf" ln.gguf
	ok ln.gguf
	is "$(field .strategy)" colocated
	is "$err" "bitnet-tok-discover: warning: Vocabulary size mismatch: expected 32000, got 32002"
	none 66 --strict ln.gguf
	ok l.gguf
	is "$(field .strategy)" embedded
	has "$(field '.candidates[0].reason')" "2 of 32002 tokens differ from those of the model"
	ok --tokenizer tokenizer.json l.gguf
	is "$(field '[.strategy, .tokenizer.match, .tokenizer.differing] | @csv')" '"explicit","differs",2'
	run_exit 65 bitnet-tok-discover --strict --tokenizer tokenizer.json l.gguf
}

@test "the hashes in the catalogue are those of the vocabularies in the data folder" {
	need_data tokenizers/ggml-vocab-gpt-2.gguf
	while read -r key model; do
		ok "$DATA/$model"
		is "$key $(field .model.tokens_sha256)" \
			"$key $(jq -r --arg k "$key" '.families[] | select(.key == $k) | .tokens_sha256' "$BITNET_CATALOGUE")"
	done <<-END
		llama3-128k models/e2e-llama3.gguf
		llama2-32k models/e2e-llama2.gguf
		gpt2-50k models/e2e-gpt2.gguf
		mpt-50k tokenizers/ggml-vocab-mpt.gguf
		gpt-neox-50k tokenizers/ggml-vocab-gpt-neox.gguf
		refact-49k tokenizers/ggml-vocab-refact.gguf
		baichuan-64k tokenizers/ggml-vocab-baichuan.gguf
		bert-30k tokenizers/ggml-vocab-bert-bge.gguf
	END
	is "$(jq '[.families[] | select(.proven)] | length' "$BITNET_CATALOGUE")" 8
}

@test "--allow-mock: bytes are ids where there is no tokenizer, with a warning, marked in the JSON, never under strict" {
	cp "$FIXTURES/bitnet-notok.gguf" m.gguf
	export BITNET_CATALOGUE=/nonexistent
	run_exit 66 bitnet-tok-discover m.gguf
	run_ok bitnet-tok-discover --allow-mock m.gguf
	schema_ok tok-discover "$OUT"
	is "$(jq -c '[.strategy, .tokenizer.path, .tokenizer.format, .tokenizer.vocab_size, .tokenizer.match]' "$OUT")" '["mock",null,null,256,"unknown"]'
	is "$err" "bitnet-tok-discover: warning: catalogue /nonexistent: cannot open: No such file or directory
bitnet-tok-discover: warning: mock tokenizer: ids are bytes, and mean nothing to the model"
	run_ok bitnet-tok-discover -q --allow-mock m.gguf
	is "$out" ""
	run_exit 66 bitnet-tok-discover --allow-mock --strict m.gguf
	has "$err" "No compatible tokenizer found for bitnet model with vocab_size 512 (strict mode)"
	has "$err" "a mock tokenizer: not used (strict mode)"
	BITNET_STRICT_TOKENIZERS=1 run_exit 66 bitnet-tok-discover --allow-mock m.gguf
	printf 'a\377\n' >text
	run_exit 66 bitnet-encode -m m.gguf text
	run_ok bitnet-encode --allow-mock -m m.gguf text
	is "$out" "97 255 10"
	has "$err" "bitnet-encode: warning: mock tokenizer"
	cp "$OUT" ids
	run_ok bitnet-decode --allow-mock -m m.gguf <ids
	same "$OUT" text
	run_ok bitnet-generate --allow-mock -m m.gguf -p the -n 3
	has "$err" "bitnet-generate: warning: mock tokenizer"
	printf 'the fox and the hound' >text
	run_ok bitnet-perplexity --ctx 8 --allow-mock -m m.gguf text
	has "$err" "bitnet-perplexity: warning: mock tokenizer"
	for p in encode decode perplexity; do
		BITNET_STRICT_TOKENIZERS=1 run_exit 66 "bitnet-$p" --allow-mock -m m.gguf text
	done
	BITNET_STRICT_TOKENIZERS=1 run_exit 66 bitnet-generate --allow-mock -m m.gguf -p the
	# A download that is possible is the plan of tok-discover; encode makes none, and takes the mock.
	printf '{"schema":"bitnet.catalogue/1","families":[{"key":"k","repo":"o/n","architectures":["bitnet-b1.58"],"vocab_sizes":[512],"files":[{"name":"tokenizer.json","required":true}]}]}' >c.json
	export BITNET_CATALOGUE=$PWD/c.json
	run_ok bitnet-tok-discover --allow-mock m.gguf
	is "$(field .strategy)" download
	run_ok bitnet-tok-discover --allow-mock --offline m.gguf
	is "$(field .strategy)" mock
	run_ok bitnet-encode -v --allow-mock -m m.gguf text
	has "$err" "would have to be downloaded, which was not asked for"
	BITNET_OFFLINE=1 run_exit 69 bitnet-encode --allow-mock --auto-download -m m.gguf text
	# Where there is a tokenizer, it is no mock.
	run_ok bitnet-encode --allow-mock -m "$FIXTURES/bitnet.gguf" text
	lacks "$err" mock
}
