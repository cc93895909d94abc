# SPDX-License-Identifier: MIT
"""What the comparisons share: where programs are, the model, the stories of a text."""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BREAK = "\n---\n"

# From here on, seeds that neither training nor the texts held out there use.
FIRST_SEED = 20000


def add_options(p, stories):
    p.add_argument("--model", default=str(HERE / "tinystories.gguf"), help="a GGUF with I2_S weights (default: the one beside this file)")
    p.add_argument("--bitnet", help="folder of the bitnet programs, unless the PATH has them")
    p.add_argument("--stories", type=int, default=stories, help="stories of the text, from its beginning (default %d)" % stories)
    p.add_argument("text", nargs="?", help="stories, a line of three hyphens between two (default: the grammar tells new ones)")


def program(folder, name):
    """The program of this name in a folder; without one, as the PATH finds it."""
    if not folder:
        return name
    path = pathlib.Path(folder) / name
    if not path.exists():
        sys.exit("%s: no such program" % path)
    return str(path)


def output(folder, name, *args, **kw):
    """What a bitnet program writes."""
    return subprocess.run([program(folder, "bitnet-" + name), *args], check=True, stdout=subprocess.PIPE, **kw).stdout


def told(seed):
    """One story of the grammar."""
    return subprocess.run([sys.executable, str(HERE / "grammar"), "--seed", str(seed), "--stories", "1"],
                          check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.strip("\n")


def stories(a):
    """The first stories of a file that data.py wrote; without one, new ones."""
    if not a.text:
        return [told(FIRST_SEED + i) for i in range(a.stories)]
    text = pathlib.Path(a.text).read_text(encoding="utf-8")
    found = [s.strip("\n") for s in text.split(BREAK) if s.strip()]
    if not found:
        sys.exit("no stories in %s" % a.text)
    return found[:a.stories]


def encode(a, docs):
    """Token ids of each story, BOS first."""
    lines = output(a.bitnet, "encode", "-q", "-m", a.model, "-0", input="\0".join(docs).encode())
    ids = [[int(t) for t in line.split()] for line in lines.decode().splitlines()]
    assert len(ids) == len(docs)
    return ids


def logits(a, gguf, sequences, *options):
    """What bitnet-generate makes of each sequence: a row of logits for each of its tokens."""
    import numpy as np
    with tempfile.TemporaryDirectory() as work:
        lines = "".join(" ".join(map(str, ids)) + "\n" for ids in sequences)
        output(a.bitnet, "generate", "-q", "-m", gguf, "--tokens", "-", "--ids", "-n", "0", "--dump-logits", work + "/logits",
               *options, input=lines.encode())
        return np.fromfile(work + "/logits", "<f4").reshape(sum(map(len, sequences)), -1)


def generated(a, gguf, prompts, *options):
    """The ids that bitnet-generate adds to each, greedily."""
    lines = "".join(" ".join(map(str, ids)) + "\n" for ids in prompts)
    out = output(a.bitnet, "generate", "-q", "-m", gguf, "--tokens", "-", "--ids", "-n", str(a.count), *options, input=lines.encode())
    return [[int(t) for t in line.split()] for line in out.decode().splitlines()]
