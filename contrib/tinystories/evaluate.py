# SPDX-License-Identifier: MIT
"""Loss and perplexity of an exported model on stories: evaluate.py --model DIR FILE...

FILE is one that data.py wrote.  Every story is read on its own from BOS to EOS, at most as much of it as the context
holds, and the mean is over all tokens after BOS, in float32.  The shadow is the model without the rounding of weights,
with activations in int8 or in float.
"""

import argparse
import json
import math
import pathlib

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from data import BREAK
from model import MODES


def documents(path, tokenizer, bos, eos):
    """Token ids of the stories of a file, with BOS and EOS."""
    text = pathlib.Path(path).read_text(encoding="utf-8").rstrip("\n")
    return [[bos] + tokenizer.encode(s, add_special_tokens=False).ids + [eos] for s in text.split(BREAK)]


def loss(model, docs, mode):
    total, count = 0.0, 0
    with torch.no_grad():
        for d in docs:
            ids = torch.tensor([d[:model.cfg.context + 1]])
            total += F.cross_entropy(model.logits(ids[:, :-1], mode)[0], ids[0, 1:], reduction="sum").item()
            count += ids.shape[1] - 1
    return total / count, count


def main():
    from export import load
    p = argparse.ArgumentParser(description="loss and perplexity of an exported story model")
    p.add_argument("--model", required=True, help="folder that export.py wrote")
    p.add_argument("--stories", type=int, default=50, help="stories of each file, from its beginning (default 50)")
    p.add_argument("file", nargs="+")
    a = p.parse_args()
    folder = pathlib.Path(a.model)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tok, model = Tokenizer.from_file(str(folder / "tokenizer.json")), load(folder)
    for path in a.file:
        docs = documents(path, tok, config["bos_token_id"], config["eos_token_id"])[:a.stories]
        cells = [loss(model, docs, m) for m in MODES[1:]]
        print("%s: %d tokens" % (path, cells[0][1]))
        for name, (x, _) in zip(MODES[1:], cells):
            print("  %-12s  loss %7.4f  perplexity %8.3f" % (name, x, math.exp(min(x, 50))), flush=True)


if __name__ == "__main__":
    main()
