# SPDX-License-Identifier: MIT
"""bitnet-encode and bitnet-decode: one process for many texts."""
import json
import os
import subprocess
import tempfile

PROGRAMS = "."


def program(name, args, data):
    with tempfile.TemporaryFile() as f:
        f.write(data)
        f.seek(0)
        r = subprocess.run([os.path.join(PROGRAMS, name)] + args, stdin=f, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode:
        raise RuntimeError("%s %s: status %d: %s" % (name, " ".join(args), r.returncode, r.stderr.decode("utf-8", "replace")))
    return r.stdout


def encode(args, texts):
    """The ids of each text as bytes, "1 2 3"; texts with NUL go as JSON lines, the others as NUL records."""
    out = [None] * len(texts)
    plain, other = [], []
    for i, t in enumerate(texts):
        (other if (b"\0" if isinstance(t, bytes) else "\0") in t else plain).append(i)
    if plain:
        raw = [t if isinstance(t, bytes) else t.encode() for t in (texts[i] for i in plain)]
        lines = program("bitnet-encode", args + ["--no-bos", "-q", "-0"], b"".join(t + b"\0" for t in raw)).split(b"\n")
        assert len(lines) == len(plain) + 1 and not lines[-1], (len(lines), len(plain))
        for i, line in zip(plain, lines):
            out[i] = line
    if other:
        raw = b"".join(json.dumps({"text": texts[i]}).encode() + b"\n" for i in other)
        lines = program("bitnet-encode", args + ["--no-bos", "-q", "--field", "text"], raw).split(b"\n")
        for i, line in zip(other, lines):
            out[i] = " ".join(map(str, json.loads(line)["ids"])).encode()
    return out


def decode(args, lines):
    """The bytes of each line of ids."""
    data = b"\n".join(lines) + b"\n"
    out = program("bitnet-decode", args + ["-q", "--jsonl"], data).split(b"\n")
    assert len(out) == len(lines) + 1, (len(out), len(lines))
    texts = []
    for line in out[:-1]:
        t = json.loads(line)["text"]
        texts.append(t.encode() if isinstance(t, str) else bytes(t["bytes"]))
    return texts
