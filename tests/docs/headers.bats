# SPDX-License-Identifier: MIT
# Each public header by itself, in C and C++; each example program of tests/docs, built and run.
load ../cmd/helper
load ../hub/hub

all_warnings='-Wall -Wextra -Wpedantic -Wundef -Wpointer-arith -Wcast-qual -Wwrite-strings -Werror'

# compiles LANGUAGE-OPTIONS...: every header alone, twice in one unit
compiles() {
	local bad=0 h
	for h in "$top_srcdir"/lib/include/bitnet/*.h; do
		h=${h##*/}
		printf '#include <bitnet/%s>\n#include <bitnet/%s>\nint main(void) { return 0; }\n' "$h" "$h" >unit
		# shellcheck disable=SC2086
		"$@" $all_warnings -I"$top_srcdir/lib/include" -fsyntax-only unit || { echo "^^^ $h"; bad=1; }
	done
	return "$bad"
}

@test "each public header compiles alone as C11 without a warning" {
	# shellcheck disable=SC2086
	compiles ${CC:-cc} -x c -std=c11 -Wshadow -Wstrict-prototypes -Wmissing-prototypes
}

@test "each public header compiles alone as C++17 without a warning" {
	# shellcheck disable=SC2086
	compiles ${CXX:-c++} -x c++ -std=c++17 -Wold-style-cast
}

@test "each public header is covered by an example program" {
	for h in "$top_srcdir"/lib/include/bitnet/*.h; do
		h=${h##*/}
		[ -e "$top_srcdir/tests/docs/example-${h%.h}.c" ] || { echo "$h"; return 1; }
	done
}

@test "each public header is installed" {
	for h in "$top_srcdir"/lib/include/bitnet/*.h; do
		grep -q "lib/include/bitnet/${h##*/}" "$top_srcdir/lib/Makemodule.am" || { echo "$h"; return 1; }
	done
}

# example NAME [ARGUMENT...]
example() {
	local name=$1
	shift
	run_ok "$top_builddir/tests/docs/example-$name" "$@"
	is "$err" ""
}

@test "example-version names the library and the character tables" {
	example version
	has "$out" "libbitnet $(bitnet --version | sed -n 's/^bitnet //p'), Unicode "
}

@test "example-error shows a refusal" {
	example error
	has "$out" "status -1, name gguf_"
}

@test "example-fetch goes the way of the tutorial: model, strategy, download, ids, the next token" {
	hub_start
	put org/tok/tokenizer.json <"$FIXTURES/bitnet.gguf"
	echo '{"schema":"bitnet.catalogue/1","families":[{"key":"mine","repo":"org/tok","architectures":["bitnet-b1.58"],"vocab_sizes":[512],"files":[{"name":"tokenizer.json","required":true}]}]}' >catalogue
	example fetch "$HF_ENDPOINT" catalogue cache "$FIXTURES/bitnet-notok.gguf" "the fox"
	bitnet encode -m "$FIXTURES/bitnet.gguf" <(printf 'the fox') >ids
	is "$out" "model type: bitnet, vocabulary: 512
strategy: download, a tokenizer that has to be downloaded
tokenizer.json of org/tok: $(wc -c <"$FIXTURES/bitnet.gguf") bytes
downloaded
ids: $(wc -w <ids)
next: $(bitnet generate -m "$FIXTURES/bitnet.gguf" --tokens ids --ids -n 1 --ignore-eos)"
	example fetch "$HF_ENDPOINT" catalogue cache "$FIXTURES/bitnet-notok.gguf" "the fox"
	has "$out" cached
	example fetch "$HF_ENDPOINT" catalogue cache "$FIXTURES/bitnet.gguf" "the fox"
	has "$out" "strategy: embedded, the tokenizer in the model file"
	run_exit 1 "$top_builddir/tests/docs/example-fetch" "$HF_ENDPOINT" catalogue cache "$FIXTURES/gpt2.gguf.gone" x
}

@test "example-file writes a whole file" {
	example file new
	is "$(cat new)" "all of it"
	is "$(ls)" "$(printf 'home\nnew')"
}

@test "example-text escapes and holds back" {
	example text
	is "$out" 'name\x1b[2J
café '
}

@test "example-gguf lists the tensors" {
	example gguf "$FIXTURES/bitnet.gguf"
	has "$out" "architecture bitnet-b1.58"
	has "$out" "token_embd.weight "
	run_exit 1 "$top_builddir/tests/docs/example-gguf" /nonexistent
}

@test "example-tok gives the text back" {
	example tok "$FIXTURES/bitnet.gguf" "A text, and its 42 tokens."
	is "$out" "A text, and its 42 tokens."
}

@test "example-discover finds the embedded tokenizer" {
	example discover "$FIXTURES/bitnet.gguf"
	is "$out" "embedded: bpe"
}

@test "example-model loads a model and says what it is" {
	example model "$FIXTURES/bitnet.gguf"
	has "$out" "bitnet-b1.58: "
}

@test "example-bench lists the shapes and makes a model that can be run" {
	example bench made.gguf
	has "$out" "2b4t: bitnet-b1.58, 30 layers"
	run_ok bitnet-gguf-info --check made.gguf
}

@test "example-convert plans a conversion and writes it" {
	example convert "$FIXTURES/bitnet.gguf" out.gguf
	has "$out" "bitnet-b1.58: 14 matrices of layers, "
	run_ok bitnet-gguf-info --check out.gguf
}

@test "example-infer continues with four ids, the same each time" {
	example infer "$FIXTURES/bitnet.gguf"
	first=$out
	is "$(wc -w <"$OUT")" 4
	example infer "$FIXTURES/bitnet.gguf"
	is "$out" "$first"
}

@test "example-cache puts a file into a cache and finds it; example-bundle makes a bundle of it" {
	example cache folder
	is "$out" "org/name: folder/tokenizers/some-key/tokenizer.json"
	example bundle folder out.tar.gz
	is "$out" "out.tar.gz written"
	is "$(tar tzf out.tar.gz)" "some-key/manifest
some-key/tokenizer.json"
}

@test "example-chat encodes a conversation" {
	example chat "$FIXTURES/bitnet.gguf"
	is "$out" "encoded"
}
