# SPDX-License-Identifier: MIT
# The tutorial page: its commands are run one after the other, against the server of tests/hub in place of the Hub, and
# give the output that the page shows.  The models have the vocabularies of the data folder; the files on the server
# are those of the folder, but for two that are put together from it, and are compared with the models by their tokens.
load ../cmd/helper
load ../hub/hub
load examples

page=$top_srcdir/man/bitnet-tutorial.7

# Its 32000 pieces without the two tokens that BitNet adds.
llama2_json() {
	jq -c 'del(.added_tokens[] | select(.id >= 32000)) | del(.model.vocab["<pad>", "</line>"])' \
		"$DATA/tokenizers/bitnet_b1_58-llama2.tokenizer.json"
}

# The tokens and merges of LLaMA-3, and its 256 control tokens.
llama3_json() {
	jq -nc --slurpfile vocab "$DATA/tokenizers/llama3.2.vocab.json" --rawfile merges "$DATA/tokenizers/llama3.2.merges.txt" '
		def special: if . < 2 then ["begin_of_text", "end_of_text"][.] elif . < 6 then "reserved_special_token_\(. - 2)"
			elif . < 8 then ["start_header_id", "end_header_id"][. - 6] elif . == 8 then "reserved_special_token_4"
			elif . == 9 then "eot_id" else "reserved_special_token_\(. - 5)" end | "<|\(.)|>";
		{ added_tokens: [range(256) | { id: (128000 + .), content: special, special: true, normalized: false,
			single_word: false, lstrip: false, rstrip: false }],
		  pre_tokenizer: { type: "Sequence", pretokenizers: [
			{ type: "Split", behavior: "Isolated", invert: false, pattern: { Regex: ("(?i:\u0027s|\u0027t|\u0027re|\u0027ve|\u0027m|\u0027ll|\u0027d)|"
				+ "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+") } },
			{ type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false } ] },
		  post_processor: { type: "TemplateProcessing", pair: [],
			single: [{ SpecialToken: { id: "<|begin_of_text|>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
			special_tokens: { "<|begin_of_text|>": { id: "<|begin_of_text|>", ids: [128000], tokens: ["<|begin_of_text|>"] } } },
		  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
		  model: { type: "BPE", byte_fallback: false, ignore_merges: true, vocab: $vocab[0],
			merges: ($merges | split("\n") | map(select(. != "" and (startswith("#version") | not)))) } }'
}

on_the_hub() {
	local t=$DATA/tokenizers
	put openai-community/gpt2/tokenizer.json <"$t/gpt2.tokenizer.json"
	put openai-community/gpt2/vocab.json <"$t/gpt2.vocab.json"
	put openai-community/gpt2/merges.txt <"$t/gpt2.merges.txt"
	put 1bitLLM/bitnet_b1_58-3B/tokenizer.json <"$t/bitnet_b1_58-llama2.tokenizer.json"
	put 1bitLLM/bitnet_b1_58-3B/tokenizer.model <"$t/llama2.tokenizer.model"
	llama2_json | put meta-llama/Llama-2-7b-hf/tokenizer.json
	put meta-llama/Llama-2-7b-hf/tokenizer.model <"$t/llama2.tokenizer.model"
	llama3_json | put meta-llama/Meta-Llama-3-8B/tokenizer.json
	how meta-llama/Meta-Llama-3-8B/tokenizer.json 'any times 1
any status 401
any error GatedRepo'
	put microsoft/bitnet-b1.58-2B-4T-gguf/ggml-model-i2_s.gguf <"$DATA/models/e2e-llama3.gguf"
}

# The models of the page, and its batch; those from the data folder can be run.
models() {
	local m=$DATA/models
	mkdir -p models/my-model
	cp "$m/e2e-gpt2-notok.gguf" models/my-model/model.gguf
	cp "$DATA/tokenizers/gpt2.tokenizer.json" models/my-model/tokenizer.json
	cp "$m/e2e-llama2.gguf" models/with-tokenizer.gguf
	cp "$m/e2e-llama2-notok.gguf" models/llama2-model.gguf
	cp "$m/e2e-gpt2-notok.gguf" models/gpt2-model.gguf
	"$FIXTURES/mkmodel" llama:128256 models/llama3-model.gguf
	"$FIXTURES/mkmodel" bitnet:32002 models/bitnet-custom.gguf
	"$FIXTURES/mkmodel" :99999 models/unknown.gguf
	printf '%s\n' '{"id": 1, "prompt": "Hello"}' '{"id": 2, "prompt": "Good morning", "max_tokens": 2}' >questions.jsonl
}

# The server is the Hub, and the home of whoever runs this is another one.
as_shown() {
	sed "s,$HF_ENDPOINT,https://huggingface.co,g; s,$HOME,/home/ann,g"
}

@test "the commands of the tutorial give what it shows" {
	need_data models/e2e-llama3.gguf
	hub_start
	on_the_hub
	mkdir "$HOME/work"
	cd "$HOME/work"
	models
	examples_of_page "$page" | run_here as_shown
}
