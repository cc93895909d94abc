# SPDX-License-Identifier: MIT
"""The families: what the original library is, and each file that must give the same ids."""
import json
import os

import build
import oracles


class Family:
    """original(): the library.  files: (name, arguments); special: the ones that read control tokens in text."""

    def __init__(self, name, original, files, specials=(), decode=True, skip=None):
        self.name, self.original, self.files, self.specials = name, original, files, list(specials)
        self.decode = decode
        self.skip = skip or {}


def gpt2_ranks(data):
    with open(data + "/gpt2.vocab.json", encoding="utf-8") as f:
        vocab = json.load(f)
    back = {c: b for b, c in build.ALPHABET.items()}
    return {bytes(back[c] for c in t): i for t, i in vocab.items() if t != "<|endoftext|>"}


def families(data, scratch):
    t = lambda name: ["--tokenizer", os.path.join(data, name)]
    own = lambda path: ["--tokenizer", path]
    llama3_special = {s: 128000 + i for i, s in enumerate(build.LLAMA3_SPECIAL)}
    qwen_special = {s: 151643 + i for i, s in enumerate(build.QWEN_SPECIAL)}
    gpt2 = [("tokenizer.json", t("gpt2.tokenizer.json")), ("vocab.json", t("gpt2.vocab.json")), ("gguf", t("ggml-vocab-gpt-2.gguf"))]
    llama3 = [("tiktoken", t("llama3.tiktoken")), ("vocab.json", t("llama3.2.vocab.json")),
              ("tokenizer.json", own(build.llama3_json(data, scratch)))]
    qwen = [("tiktoken", t("qwen.tiktoken")), ("tokenizer.json", own(build.qwen_json(data, scratch)))]
    yield Family("gpt2 hf", lambda: oracles.HuggingFace(data + "/gpt2.tokenizer.json"), gpt2, ["<|endoftext|>"])
    yield Family("gpt2 tiktoken", lambda: oracles.Tiktoken("gpt2", build.GPT2, gpt2_ranks(data), {"<|endoftext|>": 50256}), gpt2[:1],
                 ["<|endoftext|>"], decode=False)
    yield Family("llama3 tiktoken", lambda: oracles.Tiktoken("llama3", build.LLAMA3, build.read_ranks(data + "/llama3.tiktoken"),
                                                             llama3_special), llama3, build.LLAMA3_SPECIAL)
    yield Family("llama3 hf", lambda: oracles.HuggingFace(build.llama3_json(data, scratch)), llama3[:1], build.LLAMA3_SPECIAL,
                 decode=False)
    yield Family("qwen hf", lambda: oracles.HuggingFace(build.qwen_json(data, scratch)), qwen, build.QWEN_SPECIAL)
    yield Family("qwen tiktoken", lambda: oracles.Tiktoken("qwen", build.QWEN2, build.read_ranks(data + "/qwen.tiktoken"), qwen_special,
                                                           nfc=True), qwen[:1], build.QWEN_SPECIAL, decode=False)
    yield Family("llama2 hf", lambda: oracles.HuggingFace(data + "/bitnet_b1_58-llama2.tokenizer.json"),
                 [("tokenizer.json", t("bitnet_b1_58-llama2.tokenizer.json")), ("gguf", t("ggml-vocab-llama-spm.gguf"))],
                 ["<s>", "</s>", "<unk>"])
    yield Family("llama2 sentencepiece", lambda: oracles.SentencePiece(data + "/llama2.tokenizer.model"),
                 [("model", t("llama2.tokenizer.model")), ("gguf", t("ggml-vocab-llama-spm.gguf") + ["--policy", "sentencepiece"])])
    yield Family("baichuan sentencepiece", lambda: oracles.SentencePiece(build.gguf_sentencepiece(data + "/ggml-vocab-baichuan.gguf", scratch)),
                 [("gguf", t("ggml-vocab-baichuan.gguf") + ["--policy", "sentencepiece"])])
    for name in ("test_model", "test_ja_model"):
        file = "sentencepiece.%s.model" % name
        yield Family("unigram " + name, lambda file=file: oracles.SentencePiece(os.path.join(data, file)), [("model", t(file))])
    yield Family("bert-bge hf", lambda: oracles.HuggingFace(build.gguf_bert_json(data + "/ggml-vocab-bert-bge.gguf", scratch)),
                 [("gguf", t("ggml-vocab-bert-bge.gguf")), ("tokenizer.json", own(build.gguf_bert_json(data + "/ggml-vocab-bert-bge.gguf", scratch)))],
                 ["[CLS]", "[SEP]", "[UNK]", "[MASK]", "[PAD]"])
    for name, stages in (("mpt", [build.GPT2]), ("gpt-neox", [build.GPT2]), ("refact", [r"\p{N}", build.GPT2])):
        file = os.path.join(data, "ggml-vocab-%s.gguf" % name)
        yield Family(name + " hf", lambda file=file, stages=stages: oracles.HuggingFace(build.gguf_bpe_json(file, stages, scratch)),
                     [("gguf", t("ggml-vocab-%s.gguf" % name))], ["<|endoftext|>", "<fim_prefix>", "<|padding|>"])
