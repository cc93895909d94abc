# SPDX-License-Identifier: MIT
"""Worst cases: processor seconds and peak memory of 5 and 10 MB, in one piece, for each algorithm."""
import json
import os
import random
import subprocess

import build

LIMIT = 3.0       # 10 MB may take so many times what 5 MB take, where it is long enough to be measured


def han(n):
    rng = random.Random(7)
    return "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(n // 3)).encode()


def repeat(s, n):
    return (s * (n // len(s) + 1))[:n]


def measure(program, args, data, path):
    with open(path, "wb") as f:
        f.write(data)
    command = ["time", "-f", "%U %S %M", program] + args + ["--no-bos", "-q", "--format", "u32", path]
    with open(os.devnull, "wb") as out:
        r = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)
    said = r.stderr.decode()
    if r.returncode:
        raise RuntimeError("%s: %s" % (" ".join(command), said))
    user, system, kib = said.split()[-3:]
    return float(user) + float(system), int(kib) // 1024


def hostile(scratch):
    """A vocabulary with an added token of 200 KB, and one of one letter that begins it."""
    vocab = {build.ALPHABET[b]: b for b in range(256)}
    long = "a" * 200000 + "b"
    vocab.update({long: 256, "aa": 257})
    special = [build.added(long, 256), build.added("aa", 257)]
    path = os.path.join(scratch, "hostile.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(build.byte_level(vocab, [], [build.GPT2], special), f)
    return path


def run(a):
    tok = lambda name: ["--tokenizer", os.path.join(a.data, name)]
    hard = ["--tokenizer", hostile(a.scratch), "--parse-special"]
    files = [("gpt2 (tokenizer.json)", tok("gpt2.tokenizer.json"), b"<|endoftex"), ("llama3 (tiktoken)", tok("llama3.tiktoken"), b"<|reserved_special_token_"),
             ("qwen (tiktoken)", tok("qwen.tiktoken"), b"<|extra_"), ("llama2 (tokenizer.model)", tok("llama2.tokenizer.model"), b"<0x"),
             ("llama2 (tokenizer.json)", tok("bitnet_b1_58-llama2.tokenizer.json"), b"</line"),
             ("unigram (tokenizer.model)", tok("sentencepiece.test_model.model"), b"</"), ("wordpiece (gguf)", tok("ggml-vocab-bert-bge.gguf"), b"[MAS"),
             ("mpt (gguf)", tok("ggml-vocab-mpt.gguf"), b"<|paddin"), ("mpt (gguf, llama.cpp)", tok("ggml-vocab-mpt.gguf") + ["--policy", "llama.cpp"], b"<|paddin")]
    texts = [("a", lambda n, p: b"a" * n), ("spaces", lambda n, p: b" " * n), ("newlines", lambda n, p: b"\n" * n), ("CJK", lambda n, p: han(n)),
             ("prefixes", lambda n, p: repeat(p, n))]
    bad, path = 0, os.path.join(a.scratch, "worst.txt")
    program = os.path.join(a.bin, "bitnet-encode")
    print("%-28s %-10s %8s %8s %8s" % ("tokenizer", "text", "5 MB, s", "10 MB, s", "10 MB, MiB"))
    for name, args, prefix in files + [("200 KB token (tokenizer.json)", hard, b"a")]:
        for what, make in texts if args is not hard else [("prefixes", lambda n, p: b"a" * n)]:
            full = args + ["--parse-special"] * (what == "prefixes" and args is not hard)
            half, _ = measure(program, full, make(5_000_000, prefix), path)
            whole, mib = measure(program, full, make(10_000_000, prefix), path)
            slow = whole > 0.5 and whole > LIMIT * half
            bad += slow
            print("%-28s %-10s %8.2f %8.2f %8d%s" % (name, what, half, whole, mib, "  NOT LINEAR" * slow), flush=True)
    os.remove(path)
    return bad
