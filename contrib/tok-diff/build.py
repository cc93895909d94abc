# SPDX-License-Identifier: MIT
"""Tokenizers for the original libraries, made of the vocabularies in the data folder."""
import base64
import json
import os
import struct

L3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
      r"\s+(?!\S)|\s+")
LLAMA3 = L3 % "{1,3}"
QWEN2 = L3 % ""
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"

LLAMA3_SPECIAL = (["<|begin_of_text|>", "<|end_of_text|>"] + ["<|reserved_special_token_%d|>" % i for i in range(4)] +
                  ["<|start_header_id|>", "<|end_header_id|>", "<|reserved_special_token_4|>", "<|eot_id|>"] +
                  ["<|reserved_special_token_%d|>" % i for i in range(5, 251)])
QWEN_SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + ["<|extra_%d|>" % i for i in range(205)]


def alphabet():
    """The character that stands for each byte in vocabularies of byte-level BPE."""
    plain = list(range(0x21, 0x7F)) + list(range(0xA1, 0xAD)) + list(range(0xAE, 0x100))
    out = {b: chr(b) for b in plain}
    others = [b for b in range(256) if b not in out]
    out.update({b: chr(0x100 + i) for i, b in enumerate(others)})
    return out


ALPHABET = alphabet()


def spell(token):
    return "".join(ALPHABET[b] for b in token)


def read_ranks(path):
    with open(path, "rb") as f:
        return {base64.b64decode(k): int(v) for k, v in (line.split() for line in f if line.strip())}


def merges_of(ranks):
    """The merge that makes each token: the last one that merging its bytes by rank does."""
    out = []
    for token, rank in sorted(ranks.items(), key=lambda kv: kv[1]):
        if len(token) == 1:
            continue
        parts = [bytes([b]) for b in token]
        while len(parts) > 2:
            best = min(range(len(parts) - 1), key=lambda i: ranks.get(parts[i] + parts[i + 1], 1 << 30))
            if ranks.get(parts[best] + parts[best + 1], 1 << 30) >= rank:
                break
            parts[best:best + 2] = [parts[best] + parts[best + 1]]
        if len(parts) == 2:
            out.append([spell(parts[0]), spell(parts[1])])
    return out


def added(content, token_id, special=True, **flags):
    entry = {"id": token_id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": special}
    entry.update(flags)
    return entry


def byte_level(vocab, merges, stages, specials, normalizer=None, ignore_merges=False):
    """A tokenizer.json of byte-level BPE; stages: expressions, each done to what the ones before leave."""
    split = [{"type": "Split", "pattern": {"Regex": s}, "behavior": "Isolated", "invert": False} for s in stages]
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": specials, "normalizer": normalizer,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": split + [level]},
        "post_processor": None, "decoder": dict(level, use_regex=True),
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": False, "byte_fallback": False, "ignore_merges": ignore_merges, "vocab": vocab, "merges": merges},
    }


def save(path, value):
    if not os.path.exists(path):
        with open(path + ".tmp", "w", encoding="utf-8") as f:
            json.dump(value() if callable(value) else value, f, ensure_ascii=False)
        os.replace(path + ".tmp", path)
    return path


def llama3_json(data, scratch):
    def make():
        with open(data + "/llama3.2.vocab.json", encoding="utf-8") as f:
            vocab = {k: v for k, v in json.load(f).items() if v < 128000}
        with open(data + "/llama3.2.merges.txt", encoding="utf-8") as f:
            merges = [line.rstrip("\n").split(" ") for line in f if not line.startswith("#version") and line.strip("\n")]
        special = [added(s, 128000 + i) for i, s in enumerate(LLAMA3_SPECIAL)]
        return byte_level(vocab, merges, [LLAMA3], special, ignore_merges=True)
    return save(scratch + "/llama3.tokenizer.json", make)


def qwen_json(data, scratch):
    def make():
        ranks = read_ranks(data + "/qwen.tiktoken")
        vocab = {spell(t): r for t, r in ranks.items()}
        special = [added(s, 151643 + i) for i, s in enumerate(QWEN_SPECIAL)]
        return byte_level(vocab, merges_of(ranks), [QWEN2], special, normalizer={"type": "NFC"})
    return save(scratch + "/qwen.tokenizer.json", make)


def gguf_fields(path):
    import gguf
    reader = gguf.GGUFReader(path)
    fields = {}
    for name in ("model", "pre", "tokens", "scores", "token_type", "merges", "unknown_token_id", "bos_token_id", "eos_token_id"):
        f = reader.get_field("tokenizer.ggml." + name)
        fields[name] = f.contents() if f else None
    return fields


def gguf_bpe_json(path, stages, scratch):
    """The tokenizer.json of a GGUF of byte-level BPE: of merges that are there twice the first one stays."""
    def make():
        f = gguf_fields(path)
        vocab, special = {}, []
        for i, (t, kind) in enumerate(zip(f["tokens"], f["token_type"])):
            vocab[t] = i
            if kind in (3, 4):
                special.append(added(t, i, kind == 3))
        seen, merges = set(), []
        for m in f["merges"]:
            pair = tuple(m.split(" ", 1))
            if pair not in seen and all(p in vocab for p in pair) and "".join(pair) in vocab:
                seen.add(pair)
                merges.append(list(pair))
        return byte_level(vocab, merges, stages, special)
    return save(scratch + "/" + os.path.basename(path) + ".json", make)


def gguf_bert_json(path, scratch):
    def make():
        f = gguf_fields(path)
        vocab, special = {}, []
        for i, (t, kind) in enumerate(zip(f["tokens"], f["token_type"])):
            if t.startswith("\u2581"):
                t = t[1:]
            elif kind == 1 and not (t.startswith("[") and t.endswith("]") and len(t) > 1):
                t = "##" + t
            vocab.setdefault(t, i)
            if kind in (2, 3):
                special.append(added(t, i))
        return {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
            "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
                           "lowercase": True},
            "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": None,
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": False},
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                      "vocab": vocab},
        }
    return save(scratch + "/bert.tokenizer.json", make)


def varint(n):
    out = bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes(out + bytes([n]))


def message(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def sentencepiece_model(pieces, model_type, byte_fallback, dummy_prefix=True, collapse=False):
    """A ModelProto without a character map; pieces: (text, score, type)."""
    out = b""
    pieces = list(pieces)
    for text, score, kind in pieces:
        out += message(1, message(1, text.encode()) + b"\x15" + struct.pack("<f", score) + b"\x18" + varint(kind))
    flag = lambda number, value: varint(number << 3) + varint(int(value))
    out += message(2, flag(3, model_type) + flag(4, len(pieces)) + flag(35, byte_fallback))
    return out + message(3, message(1, b"identity") + flag(3, dummy_prefix) + flag(4, collapse) + flag(5, True))


def gguf_sentencepiece(path, scratch):
    """A SentencePiece model of the pieces of a GGUF."""
    out = scratch + "/" + os.path.basename(path) + ".model"
    if not os.path.exists(out):
        f = gguf_fields(path)
        with open(out, "wb") as g:
            g.write(sentencepiece_model(zip(f["tokens"], f["scores"], f["token_type"]), 2, True))
    return out
