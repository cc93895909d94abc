# SPDX-License-Identifier: MIT
"""The same file in llama.cpp and in bitnet: compare_llama.py --model DIR --llama BIN TEXT...

DIR is a checkpoint that export.py wrote, BIN the folder of llama-perplexity and llama-simple, TEXT a file of stories, a
line of three hyphens between two.  bitnet-quantize --for llama.cpp writes the model as TQ2_0 and TQ1_0, and as I2_S for
bitnet alone.  For each file and text:

  perplexity          of both programs, over windows of --window tokens
  same likeliest      at how many of the scored positions, given the same text before them
  greedy              --prompts beginnings of stories, continued greedily by --count tokens: how many tokens are the same
                      before the first that differs, and how many continuations are the same to their end

llama-perplexity may end before its last lines are written: it reads the beginning of the text once more behind the end, and
its perplexity is taken after the windows of the text alone.  llama.cpp must compute ReLU squared for the architecture bitnet, as bitnet.hidden_activation says; a version that
does not read the key does so with LLM_FFN_RELU_SQR in place of LLM_FFN_SILU in src/models/bitnet.cpp.  Ends with 1 where
a perplexity differs by more than 1 %.  Needs numpy.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

from programs import program, stories

BOS = "<|begin_of_text|>"


def run(args, **kw):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, **kw).stdout


def read_base(path, count):
    """Of the file of --kl-divergence-base, the first windows: tokens, likeliest tokens behind the scored ones, first scored."""
    b = path.read_bytes()
    if b[:8] != b"_logits_":
        sys.exit("llama-perplexity wrote no log-probabilities")
    n, vocab, windows = np.frombuffer(b, "<i4", 3, 8).tolist()
    tokens = np.frombuffer(b, "<i4", count * n, 20).reshape(count, n)
    scored, row = n - 1 - n // 2, (vocab + 1) // 2 * 2 + 4
    rows = np.frombuffer(b, "<u2", count * scored * row, 20 + 4 * windows * n).reshape(count, scored, row)
    return tokens, rows[:, :, 4:4 + vocab].argmax(2), n // 2


class Comparison:
    def __init__(self, a, work):
        self.a, self.work, self.failed = a, pathlib.Path(work), False

    def ours(self, name, *args, **kw):
        return run([program(self.a.bitnet, "bitnet-" + name), *args], **kw)

    def theirs(self, name, *args, stderr=subprocess.DEVNULL):
        return run([program(self.a.llama, "llama-" + name), *args], stderr=stderr).decode("utf-8", "replace")

    def convert(self, kind):
        path = str(self.work / (kind + ".gguf"))
        args = [] if kind == "i2_s" else ["--for", "llama.cpp"]
        self.ours("quantize", "-q", "--type", kind, *args, self.a.model, path)
        return path

    def perplexity(self, gguf, text):
        """Perplexity here, and the number of windows."""
        out = json.loads(self.ours("perplexity", "-q", "--json", "-m", gguf, "-c", str(self.a.window), text))
        return out["perplexity"], out["windows"]

    def teacher(self, gguf, text, windows):
        """Perplexity there, and at how many of the scored positions both find the same token likeliest."""
        longer, base, dump = self.work / "text", self.work / "base", self.work / "logits"
        b, n = pathlib.Path(text).read_bytes(), self.a.window
        longer.write_bytes(b + b"\n" + b[:16 * n])
        log = self.theirs("perplexity", "-m", gguf, "-f", str(longer), "-c", str(n), "-b", str(n), "--no-warmup",
                          "--kl-divergence-base", str(base), stderr=subprocess.STDOUT)
        found = re.search(r"\[%d\]([0-9.]+)," % windows, log)
        if not found:
            sys.exit("llama-perplexity says nothing after window %d: %r" % (windows, log[-200:]))
        tokens, likeliest, first = read_base(base, windows)
        ids = tokens.copy()
        ids[:, 0] = self.bos
        lines = "".join(" ".join(map(str, w)) + "\n" for w in ids.tolist())
        self.ours("generate", "-q", "-m", gguf, "--tokens", "-", "--ids", "-n", "0", "--dump-logits", str(dump), input=lines.encode())
        mine = np.fromfile(dump, "<f4").reshape(windows, n, -1)[:, first:n - 1]
        same = int((mine.argmax(2) == likeliest).sum())
        return float(found.group(1)), same, windows * (n - 1 - first)

    def greedy(self, gguf, prompts):
        """Tokens that are the same, of how many; continuations that are the same; per prompt."""
        same = total = whole = 0
        for p in prompts:
            mine = json.loads(self.ours("generate", "-q", "--json", "-m", gguf, "-p", p, "-n", str(self.a.count)))
            out = self.theirs("simple", "-m", gguf, "-n", str(self.a.count), p)
            there = out[len(BOS + p):] if out.startswith(BOS + p) else sys.exit("llama-simple: unexpected output %r" % out[:80])
            n = self.common(gguf, mine["ids"], there.removesuffix("\n"))
            same, total, whole = same + n, total + len(mine["ids"]), whole + (n == len(mine["ids"]))
        return same, total, whole

    def common(self, gguf, ids, text):
        """How many of the ids are spelled by the beginning of the text.  An end token is no text."""
        spelled = ""
        for i, t in enumerate(ids):
            if t not in self.pieces:
                self.pieces[t] = self.ours("decode", "-q", "-m", gguf, "--skip-special", input=b"%d\n" % t).decode()
            spelled += self.pieces[t]
            if not text.startswith(spelled):
                return i
        return len(ids)

    def text(self, path, files):
        prompts = [s[:self.a.prompt].rsplit(" ", 1)[0] for s in stories(path)[:self.a.prompts]]
        print("%s\n  i2_s    bitnet %.4f" % (path, self.perplexity(files["i2_s"], path)[0]))
        for kind in ("tq2_0", "tq1_0"):
            mine, windows = self.perplexity(files[kind], path)
            there, same, n = self.teacher(files[kind], path, windows)
            print("  %s   bitnet %.4f, llama.cpp %.4f (%+.3f %%); same likeliest %d of %d (%.2f %%)"
                  % (kind, mine, there, 100 * (there / mine - 1), same, n, 100 * same / n), flush=True)
            self.failed |= abs(there / mine - 1) > .01
        same, n, whole = self.greedy(files["tq2_0"], prompts)
        print("  greedy  %d of %d tokens the same before the first that differs; %d of %d continuations the same"
              % (same, n, whole, len(prompts)), flush=True)

    def main(self):
        self.pieces = {}
        self.bos = json.loads((pathlib.Path(self.a.model) / "config.json").read_text(encoding="utf-8"))["bos_token_id"]
        files = {kind: self.convert(kind) for kind in ("i2_s", "tq2_0", "tq1_0")}
        for path in self.a.text:
            self.text(path, files)
        return int(self.failed)


def main():
    p = argparse.ArgumentParser(description="the same file in llama.cpp and in bitnet")
    p.add_argument("--model", required=True, help="folder that export.py wrote")
    p.add_argument("--llama", required=True, help="folder of llama.cpp's programs")
    p.add_argument("--bitnet", help="folder of the bitnet programs, unless the PATH has them")
    p.add_argument("--window", type=int, default=512, help="tokens of a window (default 512)")
    p.add_argument("--prompts", type=int, default=20, help="prompts (default 20)")
    p.add_argument("--prompt", type=int, default=60, help="letters of a prompt, at most (default 60)")
    p.add_argument("--count", type=int, default=64, help="tokens of a continuation (default 64)")
    p.add_argument("text", nargs="+")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as work:
        return Comparison(a, work).main()


if __name__ == "__main__":
    sys.exit(main())
