# SPDX-License-Identifier: MIT
"""Round trips: random bytes come back from byte-level vocabularies, random text from those of SentencePiece."""
import os
import random

import compare
import ours
import texts


def run(a):
    rng = random.Random("bytes %d" % a.seed)
    noise = [bytes(rng.randrange(1, 256) if rng.random() < 0.6 else rng.choice(b"ab \n\xc3\xa9\xe4\xb8\xad\xf0\xed\xa0\x80") for _ in
                   range(rng.randint(1, 300))) for _ in range(int(a.mb * 100))]
    text = [t.encode() for t in (texts.make_unicode(rng) for _ in range(int(a.mb * 100))) if "\u2581" not in t]
    whole = {"tokenizer.json": noise + text, "tiktoken": noise, "gguf": noise + text, "model": text, "spm": noise + text, "qwen": text}
    files = [("gpt2.tokenizer.json", "tokenizer.json"), ("llama3.tiktoken", "tiktoken"), ("ggml-vocab-gpt-2.gguf", "gguf"),
             ("ggml-vocab-mpt.gguf", "neox"), ("llama2.tokenizer.model", "model"), ("ggml-vocab-llama-spm.gguf", "spm"),
             ("bitnet_b1_58-llama2.tokenizer.json", "spm"), ("ggml-vocab-baichuan.gguf", "spm")]
    whole["neox"] = text             # this vocabulary has no token for bytes that no UTF-8 has
    bad = 0
    for file, kind in files:
        args = ["--tokenizer", os.path.join(a.data, file)]
        tally = compare.Tally("round trip " + file)
        lines = ours.encode(args, whole[kind])
        for want, got in zip(whole[kind], ours.decode(args, lines)):
            tally.text(len(want))
            if want != got:
                tally.differs("round trip", want, want, got)
        bad += tally.print()
    return bad
