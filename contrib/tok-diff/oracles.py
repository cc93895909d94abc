# SPDX-License-Identifier: MIT
"""The original libraries behind one face: encode(texts, special) and decode(lists of ids)."""
import sys


class HuggingFace:
    def __init__(self, path):
        import tokenizers
        self.version = "tokenizers " + tokenizers.__version__
        self.tok = tokenizers.Tokenizer.from_file(path)
        self.tok.no_truncation()
        self.tok.no_padding()

    def encode(self, texts, special=False):
        self.tok.encode_special_tokens = not special
        return [e.ids for e in self.tok.encode_batch_fast(texts, add_special_tokens=False)]

    def decode(self, ids):
        return self.tok.decode_batch(ids, skip_special_tokens=False)


class Tiktoken:
    def __init__(self, name, regex, ranks, specials, nfc=False):
        import tiktoken
        self.version = "tiktoken " + tiktoken.__version__
        self.enc = tiktoken.Encoding(name, pat_str=regex, mergeable_ranks=ranks, special_tokens=specials)
        self.nfc = None
        if nfc:
            from tokenizers import normalizers
            self.nfc = normalizers.NFC()

    def encode(self, texts, special=False):
        if self.nfc:
            texts = [self.nfc.normalize_str(t) for t in texts]
        if special:
            return [self.enc.encode(t, allowed_special="all") for t in texts]
        return [self.enc.encode_ordinary(t) for t in texts]

    def decode(self, ids):
        return [self.enc.decode_bytes(i).decode("utf-8", "replace") for i in ids]


class SentencePiece:
    def __init__(self, path):
        import sentencepiece
        self.version = "sentencepiece " + sentencepiece.__version__
        self.sp = sentencepiece.SentencePieceProcessor(model_file=path)

    def encode(self, texts, special=False):
        if special:
            sys.exit("sentencepiece reads no control tokens in text")
        return self.sp.encode(texts, out_type=int, num_threads=1)

    def decode(self, ids):
        return self.sp.decode(ids, num_threads=1)
