# SPDX-License-Identifier: MIT
"""Stories told by an exported model, in PyTorch: sample.py --model DIR --count 5"""

import argparse
import pathlib

import torch
from tokenizers import Tokenizer

from export import load


def sample(model, ids, eos, temperature, top_p, generator):
    ids = list(ids)
    with torch.no_grad():
        while len(ids) < model.cfg.context:
            h = model.hidden(torch.tensor([ids]))[-1]
            logits = h @ model.embed.t()
            if temperature == 0:
                t = int(logits.argmax())
            else:
                p, order = torch.softmax(logits / temperature, -1).sort(descending=True)
                p[p.cumsum(0) - p > top_p] = 0
                t = int(order[torch.multinomial(p, 1, generator=generator)])
            if t == eos:
                break
            ids.append(t)
    return ids


def main():
    p = argparse.ArgumentParser(description="tell stories with an exported model")
    p.add_argument("--model", required=True, help="folder that export.py wrote")
    p.add_argument("--count", type=int, default=5)
    p.add_argument("--prompt", default="", help="how the stories begin")
    p.add_argument("--temperature", type=float, default=0.8)
    p.add_argument("--top-p", type=float, default=0.95)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(1)
    model, tok = load(a.model), Tokenizer.from_file(str(pathlib.Path(a.model) / "tokenizer.json"))
    g = torch.Generator().manual_seed(a.seed)
    for _ in range(a.count):
        ids = sample(model, tok.encode(a.prompt).ids, tok.token_to_id("<|end_of_text|>"), a.temperature, a.top_p, g)
        print(tok.decode(ids) + "\n---", flush=True)


if __name__ == "__main__":
    main()
