# SPDX-License-Identifier: MIT
"""Logits of Hugging Face transformers' BitNet against those of bitnet-generate: compare_transformers.py [TEXT]

The first stories of the text are encoded, at most --length tokens of each, and both programs read the same ids in
float32.  transformers reads a checkpoint that checkpoint.py makes of the GGUF, with the same codes, scales and embedding;
bitnet-generate reads the GGUF, with keys and values in F32.  bitnet-quantize has to make the same tensors of the
checkpoint again.  Then both continue the beginnings of the stories greedily.

A float sum in another order may round one activation to the next int8, and what follows moves: so transformers is also
compared with itself, with its attention written out ("eager") instead of fused.

Needs numpy, PyTorch, transformers and accelerate.  Ends with 1 where a tensor differs, the root of the mean squared
difference is above 5 % of that of the logits, or more than 3 % of the likeliest tokens differ.
"""

import argparse
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch._dynamo
from transformers import AutoModelForCausalLM

import checkpoint
from programs import add_options, encode, generated, logits, output, program, stories

# The roundings are taken as they are written, not compiled.
torch._dynamo.config.disable = True


def load(folder, attention):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=attention).eval()


def theirs(model, docs):
    """Logits of every position."""
    with torch.no_grad():
        return np.concatenate([model(torch.tensor([ids])).logits[0].numpy() for ids in docs]).astype(np.float64)


def difference(title, x, y):
    """Prints how far y is from x; returns the relative root of the mean square, and the share of equal likeliest tokens."""
    d = y - x
    rms, same = np.sqrt((d * d).mean() / (x * x).mean()), (x.argmax(1) == y.argmax(1)).sum()
    print("%-22s %10.2e %10.2e %10.2e %7d of %d (%.2f %%)"
          % (title, rms, np.abs(d).max(), np.median(np.abs(d)), same, len(x), 100 * same / len(x)), flush=True)
    return rms, same / len(x)


def continued(model, prompts, count):
    with torch.no_grad():
        out = [model.generate(torch.tensor([p]), attention_mask=torch.ones(1, len(p), dtype=torch.long), max_new_tokens=count,
                              do_sample=False, pad_token_id=0) for p in prompts]
    return [[t for t in o[0].tolist()[len(p):] if t != model.config.eos_token_id] for o, p in zip(out, prompts)]


def greedy(title, x, y):
    """Continuations x and y: tokens before the first that differs, and how many are the same to the end."""
    same = [next((i for i, (s, t) in enumerate(zip(a, b)) if s != t), min(len(a), len(b))) for a, b in zip(x, y)]
    print("%-22s %d of %d tokens before the first that differs, %d of %d continuations the same"
          % (title, sum(same), sum(map(len, x)), sum(a == b for a, b in zip(x, y)), len(x)), flush=True)


def converts_back(a, folder):
    """bitnet-quantize makes the tensors of the GGUF again."""
    with tempfile.TemporaryDirectory() as work:
        output(a.bitnet, "quantize", "-q", folder, work + "/back.gguf")
        run = subprocess.run([program(a.bitnet, "bitnet-gguf-info"), "--diff", a.model, work + "/back.gguf"], stdout=subprocess.PIPE, text=True)
    differ = [line for line in run.stdout.splitlines() if line.split("\t")[1] != "key"]
    print("tensors of the checkpoint, converted back: %s" % ("the same bytes" if not differ else "differ: %s" % differ[:3]))
    return not differ


def main():
    p = argparse.ArgumentParser(description="logits of transformers' BitNet against those of bitnet-generate")
    add_options(p, 20)
    p.add_argument("--length", type=int, default=256, help="tokens of each (default 256)")
    p.add_argument("--count", type=int, default=64, help="tokens of a continuation (default 64)")
    a = p.parse_args()
    docs = [ids[:a.length] for ids in encode(a, stories(a))]
    with tempfile.TemporaryDirectory() as folder:
        checkpoint.write(a.model, folder)
        good = converts_back(a, folder)
        model, other = load(folder, "sdpa"), load(folder, "eager")
        x = theirs(model, docs)
        print("%d positions of %d stories, logits of rms %.4f\n%-22s %10s %10s %10s %7s"
              % (len(x), len(docs), np.sqrt((x * x).mean()), "", "rel. rms", "largest", "median", "same likeliest"))
        difference("transformers, eager", x, theirs(other, docs))
        rms, same = difference("bitnet-generate", x, logits(a, a.model, docs, "--kv-type", "f32").astype(np.float64))
        prompts = [ids[:16] for ids in docs]
        want = continued(model, prompts, a.count)
        print("greedy, %d tokens each:" % a.count)
        greedy("transformers, eager", want, continued(other, prompts, a.count))
        greedy("bitnet-generate", want, generated(a, a.model, prompts, "--kv-type", "f32"))
    return int(not good or rms > .05 or same < .97)


if __name__ == "__main__":
    sys.exit(main())
