# SPDX-License-Identifier: MIT
"""Logits of Hugging Face transformers' BitNet against those of bitnet-generate: compare_transformers.py --model DIR TEXT

DIR is a checkpoint that export.py wrote, TEXT a file of stories, a line of three hyphens between two.  The first stories
are encoded with the checkpoint's vocabulary, as many tokens of each as --length says, and both programs read the same
ids, in float32: bitnet-quantize writes the embedding as F32, bitnet-generate keeps keys and values as F32.  --bitnet
names the folder of the bitnet programs, unless the PATH has them.

A float sum in another order may round one activation to the next int8, and what follows moves: so transformers is also
compared with itself, with its attention written out ("eager") instead of fused.

Needs the packages of requirements.txt, and transformers and accelerate.  Ends with 1 where the root of the mean squared
difference is above 5 % of that of the logits, or more than 3 % of the likeliest tokens differ.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch._dynamo
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from programs import program, stories


def theirs(folder, docs, attention):
    """Logits of every position; the roundings are taken as they are written, not compiled."""
    torch._dynamo.config.disable = True
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=attention).eval()
    with torch.no_grad():
        return np.concatenate([model(torch.tensor([ids])).logits[0].numpy() for ids in docs]).astype(np.float64)


def ours(folder, docs, programs):
    with tempfile.TemporaryDirectory() as work:
        gguf, dump = work + "/model.gguf", work + "/logits"
        subprocess.run([program(programs, "bitnet-quantize"), "-q", "--embedding-type", "f32", folder, gguf], check=True)
        lines = "".join(" ".join(map(str, ids)) + "\n" for ids in docs)
        subprocess.run([program(programs, "bitnet-generate"), "-q", "-m", gguf, "--tokens", "-", "--ids", "-n", "0", "--kv-type",
                        "f32", "--dump-logits", dump], input=lines.encode(), stdout=subprocess.DEVNULL, check=True)
        return np.fromfile(dump, "<f4").reshape(sum(map(len, docs)), -1).astype(np.float64)


def difference(title, x, y):
    """Prints how far y is from x; returns the relative root of the mean square, and the share of equal likeliest tokens."""
    d = y - x
    rms, same = np.sqrt((d * d).mean() / (x * x).mean()), (x.argmax(1) == y.argmax(1)).sum()
    print("%-26s rms %.4f %%, largest %.4f, median %.4f, same likeliest token %d of %d (%.2f %%)"
          % (title, 100 * rms, np.abs(d).max(), np.median(np.abs(d)), same, len(x), 100 * same / len(x)), flush=True)
    return rms, same / len(x)


def main():
    p = argparse.ArgumentParser(description="logits of transformers' BitNet against those of bitnet-generate")
    p.add_argument("--model", required=True, help="folder that export.py wrote")
    p.add_argument("--bitnet", help="folder of the bitnet programs")
    p.add_argument("--stories", type=int, default=20, help="stories of the text, from its beginning (default 20)")
    p.add_argument("--length", type=int, default=256, help="tokens of each (default 256)")
    p.add_argument("text")
    a = p.parse_args()
    tok = Tokenizer.from_file(str(pathlib.Path(a.model) / "tokenizer.json"))
    bos = tok.token_to_id("<|begin_of_text|>")
    docs = [([bos] + tok.encode(s, add_special_tokens=False).ids)[:a.length] for s in stories(a.text)[:a.stories]]
    x = theirs(a.model, docs, "sdpa")
    print("%d positions of %d sequences, logits of rms %.4f" % (len(x), len(docs), np.sqrt((x * x).mean())))
    difference("transformers, eager", x, theirs(a.model, docs, "eager"))
    rms, same = difference("bitnet-generate", x, ours(a.model, docs, a.bitnet))
    return int(rms > .05 or same < .97)


if __name__ == "__main__":
    sys.exit(main())
