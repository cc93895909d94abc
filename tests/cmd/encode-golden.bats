# SPDX-License-Identifier: MIT
# Golden ids: texts and what the original libraries make of them (tokenizers 0.23.3, tiktoken 0.14.0, sentencepiece 0.2.3),
# written by contrib/tok-diff/golden.py.
bats_require_minimum_version 1.5.0
load helper

# golden NAME ARGUMENT...: every text of tests/data/tok/NAME.jsonl has its ids.
golden() {
	local name=$1
	shift
	need_data tokenizers
	run_ok bitnet-encode "$@" --no-bos --field text "$top_srcdir/tests/data/tok/$name.jsonl"
	is "$(jq -c 'select(.want != .ids)' "$OUT")" ""
	is "$(jq -c 'select(.ids | length > 0)' "$OUT" | wc -l | awk '{ print ($1 > 50) }')" 1
}

@test "gives the ids of tokenizers for GPT-2, from each of its files" {
	for f in gpt2.tokenizer.json gpt2.vocab.json ggml-vocab-gpt-2.gguf; do
		golden gpt2 --tokenizer "$DATA/tokenizers/$f"
	done
}

@test "gives the ids of tiktoken for LLaMA-3, from each of its files" {
	golden llama3 --tokenizer "$DATA/tokenizers/llama3.tiktoken"
	golden llama3 --tokenizer "$DATA/tokenizers/llama3.2.vocab.json"
}

@test "gives the ids of tokenizers for Qwen" {
	golden qwen --tokenizer "$DATA/tokenizers/qwen.tiktoken"
}

@test "gives the ids of tokenizers for LLaMA-2" {
	golden llama2-hf --tokenizer "$DATA/tokenizers/bitnet_b1_58-llama2.tokenizer.json"
	golden llama2-hf --tokenizer "$DATA/tokenizers/ggml-vocab-llama-spm.gguf"
}

@test "gives the ids of sentencepiece for LLaMA-2 and Baichuan" {
	golden llama2-sentencepiece --tokenizer "$DATA/tokenizers/llama2.tokenizer.model"
	golden llama2-sentencepiece --tokenizer "$DATA/tokenizers/ggml-vocab-llama-spm.gguf" --policy sentencepiece
	golden baichuan --tokenizer "$DATA/tokenizers/ggml-vocab-baichuan.gguf" --policy sentencepiece
}

@test "gives the ids of sentencepiece for its Unigram models" {
	golden unigram-test_model --tokenizer "$DATA/tokenizers/sentencepiece.test_model.model"
	golden unigram-test_ja_model --tokenizer "$DATA/tokenizers/sentencepiece.test_ja_model.model"
}

@test "gives the ids of tokenizers for the GGUF of BERT, MPT, GPT-NeoX and Refact" {
	golden bert-bge --tokenizer "$DATA/tokenizers/ggml-vocab-bert-bge.gguf"
	golden mpt --tokenizer "$DATA/tokenizers/ggml-vocab-mpt.gguf"
	golden gpt-neox --tokenizer "$DATA/tokenizers/ggml-vocab-gpt-neox.gguf"
	golden refact --tokenizer "$DATA/tokenizers/ggml-vocab-refact.gguf"
}

# What the library makes of a sum that has grown beyond 100 000 is seen only in a long text; there are 39599 ids.
@test "Unigram sums begin again as the library's do: the ids of a text of 60 000 letters" {
	need_data tokenizers
	perl -e 'print "module names on a module \x{201c}x\x{201d} - 1\n" x 1800' 2>/dev/null >text
	run_ok bitnet-encode --tokenizer "$DATA/tokenizers/sentencepiece.test_model.model" --no-bos text
	tr ' ' '\n' <"$OUT" | sha256sum >got
	is "$(cat got)" "51162cd6ea2370ec6057ae8e1cb6d9b5423bb3765acd6cbe3bde8fb14e1fa849  -"
}

# A known difference: marks that came with Unicode 10 and later have no class in the NFC of tokenizers, and stay where they are.
@test "NFC orders marks as utf8proc's Unicode does, not as that of tokenizers" {
	need_data tokenizers
	printf '\u0ec9\u0eba' >text
	run_ok bitnet-encode --tokenizer "$DATA/tokenizers/qwen.tiktoken" text
	is "$out" "65850 118 124998 231"
}

# A known difference: the BertNormalizer of tokenizers leaves marks and controls newer than its tables, and drops what was a mark.
@test "BERT drops a mark and a control of Unicode 14, and what became none with it is a character" {
	need_data tokenizers
	printf 'a\u1ac2b' >text
	run_ok bitnet-encode --tokenizer "$DATA/tokenizers/ggml-vocab-bert-bge.gguf" --no-bos text
	printf 'a\u0890b' >text
	is "$(bitnet-encode --tokenizer "$DATA/tokenizers/ggml-vocab-bert-bge.gguf" --no-bos text)" "$out"
	printf 'ab' >text
	is "$(bitnet-encode --tokenizer "$DATA/tokenizers/ggml-vocab-bert-bge.gguf" --no-bos text)" "$out"
	printf '\u1734' >text
	is "$(bitnet-encode --tokenizer "$DATA/tokenizers/ggml-vocab-bert-bge.gguf" --no-bos text)" 100
}

# A known difference: tokenizers makes U+FFFD of each byte that is no UTF-8.
@test "ids of bytes that are no UTF-8 decode to those bytes" {
	need_data tokenizers
	printf '231 192 13\n' >ids
	run_ok bitnet-decode --tokenizer "$DATA/tokenizers/bitnet_b1_58-llama2.tokenizer.json" ids
	is "$(xxd -p "$OUT")" "e4bd0a"
}

# A known difference: the mark that tokenizers leaves in front, as in '##izing', is of the vocabulary, not of the text.
@test "the ids of BERT from inside a word decode to that part of it" {
	need_data tokenizers
	printf '6026\n' >ids
	run_ok bitnet-decode --tokenizer "$DATA/tokenizers/ggml-vocab-bert-bge.gguf" ids
	is "$out" "izing"
}

# A known difference: tokenizers decodes it as 'abc', which is how it is searched for.
@test "an added token decodes as it is written, where the normalizer would change it" {
	cat >tokenizer.json <<-'EOF'
		{"added_tokens":[{"id":3,"content":"ABC","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false}],
		"normalizer":{"type":"Lowercase"},"pre_tokenizer":null,"decoder":null,
		"model":{"type":"BPE","unk_token":null,"vocab":{"a":0,"b":1,"c":2},"merges":[]}}
	EOF
	printf 'xABCa abca' >text
	run_ok bitnet-encode --tokenizer tokenizer.json text
	is "$out" "3 0 3 0"
	printf '3 0\n' >ids
	run_ok bitnet-decode --tokenizer tokenizer.json ids
	is "$out" "ABC a"
}

# A known difference: U+1E030 is a letter since Unicode 15.
@test "an expression without a scanner has the letters of PCRE2's Unicode, one with a scanner those of ours" {
	ours="'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
	for regex in "$ours" "zz|$ours"; do
		jq -n --arg regex "$regex" '{
			pre_tokenizer: { type: "Sequence", pretokenizers: [
				{ type: "Split", pattern: { Regex: $regex }, behavior: "Isolated", invert: false },
				{ type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false } ] },
			decoder: { type: "ByteLevel" },
			model: { type: "BPE", vocab: { a: 0, "\u00f0": 1, "\u0140": 2, "\u0122": 3, "\u00b0": 4, "a\u00f0": 5 }, merges: [ "a \u00f0" ] }
		}' >"${regex:0:2}.json"
	done
	printf 'a\360\236\200\260' >text
	run_ok bitnet-encode --tokenizer "'s.json" text
	is "$out" "5 2 3 4"
	run_ok bitnet-encode --tokenizer zz.json text
	if [ "$(bitnet-encode --version | sed -n 's/^pcre2 .*unicode \([0-9]*\).*/\1/p')" -ge 15 ]; then
		is "$out" "5 2 3 4"
	else
		is "$out" "0 1 2 3 4"
	fi
}

@test "a decoder's space for U+2581 is that of special tokens too, as tokenizers has it" {
	cat >tokenizer.json <<-'EOF'
		{"added_tokens":[{"id":2,"content":">\u2581a","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
		"decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"\u2581"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]},
		"model":{"type":"BPE","vocab":{"a":0,"\u2581":1},"merges":[]}}
	EOF
	printf '2 1 0\n' >ids
	run_ok bitnet-decode --tokenizer tokenizer.json ids
	is "$out" "> a a"
}
