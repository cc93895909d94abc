# SPDX-License-Identifier: MIT
"""The same file in llama.cpp and in bitnet: compare_llama.py [TEXT]

bitnet-quantize --for llama.cpp writes the model as TQ2_0 and TQ1_0.  Of each file, and of a copy of the TQ2_0 one whose
bitnet.hidden_activation is under another name, so that both programs compute SiLU:

  perplexity          of the stories one behind the other, windows of --window tokens, by bitnet-perplexity and of
                      llama.cpp's logits by the same rule
  same likeliest      at how many of the scored positions, given the same text before them
  greedy              the beginnings of 20 stories, continued by --count tokens: how many are the same before the first
                      that differs, and how many continuations are the same to their end

The token ids of the text, by both tokenizers, have to be the same.  A version of llama.cpp that does not read
bitnet.hidden_activation computes SiLU for this file too: then only the copy is compared, and a line says so.  Ends with 1
where a perplexity that is compared differs by more than 1 %.

Needs numpy and llama-cpp-python, which brings a llama.cpp; LLAMA_CPP_LIB_PATH names the folder of another libllama.so.
"""

import argparse
import json
import math
import pathlib
import sys
import tempfile

import llama_cpp
import numpy as np

from programs import add_options, encode, generated, logits, output, stories

KEY, OTHER = b"bitnet.hidden_activation", b"ignore.hidden_activation"


def log_softmax(x):
    x = x.astype(np.float64)
    x -= x.max(1, keepdims=True)
    return x - np.log(np.exp(x).sum(1, keepdims=True))


class Theirs:
    """One file in llama.cpp."""

    def __init__(self, gguf, window):
        self.llm = llama_cpp.Llama(model_path=gguf, n_ctx=window, n_batch=window, logits_all=True, verbose=False)

    def logits(self, ids):
        self.llm.reset()
        self.llm.eval(ids)
        return np.array(self.llm.scores[:len(ids)])

    def continued(self, prompt, count, eos):
        """The likeliest tokens, without an end token."""
        self.llm.reset()
        ids, out = prompt, []
        while len(out) < count:
            self.llm.eval(ids)
            t = int(np.argmax(self.llm.scores[self.llm.n_tokens - 1]))
            if t in eos:
                break
            out.append(t)
            ids = [t]
        return out


class Comparison:
    def __init__(self, a, work):
        self.a, self.work, self.failed = a, pathlib.Path(work), False
        docs = stories(a)
        self.text = self.work / "text"
        self.text.write_text("\n\n".join(docs) + "\n", encoding="utf-8")
        self.ids = encode(a, [self.text.read_text(encoding="utf-8")])[0]
        self.bos, self.prompts = self.ids[0], [ids[:16] for ids in encode(a, docs[:20])]
        n = a.window
        self.windows = [[self.bos] + self.ids[at + 1:at + n] for at in range(0, len(self.ids) - n + 1, n)]

    def convert(self, kind):
        path = str(self.work / (kind + ".gguf"))
        output(self.a.bitnet, "quantize", "-q", "--type", kind, "--for", "llama.cpp", self.a.model, path)
        return path

    def without_key(self, gguf):
        b = pathlib.Path(gguf).read_bytes()
        if b.count(KEY) != 1:
            sys.exit("%s: not one key %s" % (gguf, KEY.decode()))
        path = self.work / "without-key.gguf"
        path.write_bytes(b.replace(KEY, OTHER))
        return str(path)

    def check_tokens(self, llm):
        there = llm.tokenize(self.text.read_bytes(), add_bos=False, special=False)
        if there != self.ids[1:]:
            sys.exit("llama.cpp makes other tokens of the text")
        print("%d tokens, the same by both tokenizers; %d windows of %d" % (len(self.ids), len(self.windows), self.a.window))

    def perplexity(self, there):
        """Theirs, and the likeliest tokens behind each scored position."""
        first, nll, likeliest = self.a.window // 2, [], []
        for w in self.windows:
            rows = there.logits(w)[first:-1]
            nll.append(-log_softmax(rows)[np.arange(len(rows)), w[first + 1:]])
            likeliest.append(rows.argmax(1))
        return math.exp(np.concatenate(nll).mean()), np.concatenate(likeliest)

    def greedy(self, gguf, there):
        eos = {int(output(self.a.bitnet, "gguf-info", "--key", "tokenizer.ggml.%s_token_id" % k, gguf)) for k in ("eos", "eot")}
        same = total = whole = 0
        for prompt, here in zip(self.prompts, generated(self.a, gguf, self.prompts)):
            here = [t for t in here if t not in eos]
            other = there.continued(prompt, self.a.count, eos)
            n = next((i for i, (x, y) in enumerate(zip(here, other)) if x != y), min(len(here), len(other)))
            same, total, whole = same + n, total + len(here), whole + (here == other)
        return "%d of %d, %d of %d" % (same, total, whole, len(self.prompts))

    def row(self, title, gguf, counts=True):
        a, n = self.a, self.a.window
        there = Theirs(gguf, n)
        mine = json.loads(output(a.bitnet, "perplexity", "-q", "--json", "-m", gguf, "-c", str(n), str(self.text)))["perplexity"]
        value, likeliest = self.perplexity(there)
        ours = np.concatenate([r[n // 2:-1].argmax(1) for r in np.split(logits(a, gguf, self.windows), len(self.windows))])
        print("%-22s %10.4f %10.4f %+9.3f %%  %5d of %d (%.2f %%)   %s"
              % (title, mine, value, 100 * (value / mine - 1), (ours == likeliest).sum(), len(ours), 100 * (ours == likeliest).mean(),
                 self.greedy(gguf, there)), flush=True)
        self.failed |= counts and abs(value / mine - 1) > .01

    def main(self):
        files = {kind: self.convert(kind) for kind in ("tq2_0", "tq1_0")}
        bare = self.without_key(files["tq2_0"])
        keyed, silu = Theirs(files["tq2_0"], self.a.window), Theirs(bare, self.a.window)
        self.check_tokens(keyed.llm)
        reads = not np.array_equal(keyed.logits(self.windows[0][:32]), silu.logits(self.windows[0][:32]))
        if not reads:
            print("this llama.cpp does not read %s: it computes SiLU in place of ReLU squared" % KEY.decode())
        print("%-22s %10s %10s %11s  %-26s %s" % ("perplexity", "bitnet", "llama.cpp", "difference", "same likeliest", "greedy"))
        for kind in files:
            self.row(kind.upper() + ", ReLU squared", files[kind], reads)
        self.row("TQ2_0, SiLU", bare)
        return int(self.failed)


def main():
    p = argparse.ArgumentParser(description="the same file in llama.cpp and in bitnet")
    add_options(p, 50)
    p.add_argument("--window", type=int, default=256, help="tokens of a window (default 256)")
    p.add_argument("--count", type=int, default=64, help="tokens of a continuation (default 64)")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as work:
        return Comparison(a, work).main()


if __name__ == "__main__":
    sys.exit(main())
