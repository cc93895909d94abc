# SPDX-License-Identifier: MIT
"""Trains the story model: train.py --data DIR --out DIR

Prints a line every few steps, writes OUT/state.pt every few minutes, and goes on from it when it is there: the steps
after that are those of a run without a break.  The same packages, number of threads and kind of CPU give the same bits.
"""

import argparse
import json
import os
import pathlib
import time

import numpy as np
import torch
from tokenizers import Tokenizer

from evaluate import documents
from model import Config, Model

HELD = (("corpus", "held-corpus.txt"), ("grammar", "held-grammar.txt"))
HELD_STORIES = 40


class Rows:
    """Rows of length + 1 tokens.  Each begins with BOS and a story; one that does not fit behind another is cut, and
    told from its beginning in the next row.  A story longer than a row goes on in the next."""

    def __init__(self, ids, bos, eos, length):
        ends = np.flatnonzero(ids == eos) + 1
        starts = np.concatenate([[0], ends[:-1]])
        self.ids, self.bos, self.length, self.rows = ids, bos, length, []
        row, room = [], length + 1
        for s, e in zip(starts.tolist(), ends.tolist()):
            while True:
                take = min(e - s, room - 1)
                row.append((s, s + take))
                room -= take + 1
                whole, first = take == e - s, len(row) == 1
                if not whole or room < 2:
                    self.rows.append(row)
                    row, room = [], length + 1
                if whole:
                    break
                if first:
                    s += take

    def batch(self, step, size):
        out = np.full((size, self.length + 1), self.bos, np.int64)
        for i in range(size):
            at = 0
            for s, e in self.rows[(step * size + i) % len(self.rows)]:
                out[i, at + 1:at + 1 + e - s] = self.ids[s:e]
                at += 1 + e - s
        return torch.from_numpy(out)


def rate(step, a):
    """Learning rate and weight decay at a step: warm-up, linear decay towards zero at the last step, and from half way
    on a lower peak and no weight decay."""
    peak, decay = (a.lr, a.decay) if step < a.steps // 2 else (a.lr2, 0.0)
    return peak * min((step + 1) / a.warmup, 1.0) * (1 - step / a.steps), decay


def held_batches(data, info, a):
    """Batches of the stories kept out of training, by part."""
    out, tok = [], Tokenizer.from_file(str(data / "tokenizer.json"))
    for _, name in HELD:
        docs = documents(data / name, tok, info["bos"], info["eos"])[:HELD_STORIES]
        ids = [t for d in docs for t in d[1:]]
        rows = Rows(np.array(ids, np.uint16), info["bos"], info["eos"], a.length)
        out.append([rows.batch(i, a.batch) for i in range(len(rows.rows) // a.batch)])
    return out


def held_loss(model, held):
    even = torch.ones(model.cfg.vocab)
    with torch.no_grad():
        return [sum(model.loss(b[:, :-1], b[:, 1:], even).item() for b in batches) / len(batches) for batches in held]


def options():
    p = argparse.ArgumentParser(description="train the story model")
    p.add_argument("--data", required=True, help="folder that data.py wrote")
    p.add_argument("--out", required=True, help="folder for state and log")
    p.add_argument("--begin", help="state.pt of another run, whose weights are the first ones of this")
    p.add_argument("--names", type=float, default=1.0, help="what a name counts in the loss, others 1 (default 1)")
    p.add_argument("--steps", type=int, default=0, help="steps (default: one pass over the data)")
    p.add_argument("--stop", type=int, default=0, help="end after this step, to go on later")
    p.add_argument("--batch", type=int, default=3, help="rows a step (default 3)")
    p.add_argument("--length", type=int, default=480, help="tokens a row (default 480)")
    p.add_argument("--layers", type=int, default=6, help="layers (default 6)")
    p.add_argument("--ffn", type=int, default=768, help="width of the feed-forward part (default 768)")
    p.add_argument("--lr", type=float, default=2.5e-3, help="peak learning rate (default 2.5e-3)")
    p.add_argument("--lr2", type=float, default=1.5e-3, help="peak of the second half (default 1.5e-3)")
    p.add_argument("--decay", type=float, default=0.1, help="weight decay of the first half (default 0.1)")
    p.add_argument("--warmup", type=int, default=200, help="steps of warm-up (default 200)")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1, help="threads (default 1)")
    p.add_argument("--save", type=int, default=250, help="steps between two states (default 250)")
    p.add_argument("--no-compile", action="store_true", help="run without a C++ compiler: slower, other roundings")
    return p.parse_args()


def main():
    a = options()
    torch.set_num_threads(a.threads)
    torch.use_deterministic_algorithms(True)
    out, data = pathlib.Path(a.out), pathlib.Path(a.data)
    out.mkdir(parents=True, exist_ok=True)
    info = json.loads((data / "data.json").read_text(encoding="utf-8"))
    rows = Rows(np.load(data / "train.npy"), info["bos"], info["eos"], a.length)
    a.steps = a.steps or len(rows.rows) // a.batch
    last = min(a.stop or a.steps, a.steps)
    cfg = Config(vocab=info["vocab"], layers=a.layers, ffn=a.ffn)
    model = Model(cfg)
    model.init(torch.Generator().manual_seed(a.seed))
    # Weight decay is for the matrices only.
    groups = [{"params": [q for q in model.parameters() if q.dim() == n]} for n in (2, 1)]
    opt = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.95), eps=1e-8, fused=True)
    held = held_batches(data, info, a)
    print("%d parameters, %d rows, %d steps of %d tokens"
          % (sum(q.numel() for q in model.parameters()), len(rows.rows), a.steps, a.batch * a.length), flush=True)

    step, spent, state = 0, 0.0, out / "state.pt"
    if state.exists():
        s = torch.load(state, weights_only=True)
        if s["config"] != cfg.as_dict() or s["steps"] != a.steps:
            raise SystemExit("train.py: '%s' is of a run with other options" % state)
        model.load_state_dict(s["model"])
        opt.load_state_dict(s["optimizer"])
        step, spent = s["step"], s["seconds"]
    elif a.begin:
        model.load_state_dict(torch.load(a.begin, weights_only=True)["model"])
    weights = torch.ones(cfg.vocab)
    weights[info["names"]] = a.names
    if not a.no_compile:
        model.compile()
    begin, shown, total, count = time.monotonic() - spent, time.monotonic(), 0.0, 0
    with open(out / "log.txt", "a", encoding="utf-8") as log:
        while step < last:
            lr, decay = rate(step, a)
            for g, d in zip(opt.param_groups, (decay, 0.0)):
                g["lr"], g["weight_decay"] = lr, d
            b = rows.batch(step, a.batch)
            loss = model.loss(b[:, :-1], b[:, 1:], weights)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            opt.zero_grad(set_to_none=True)
            step, total, count = step + 1, total + loss.item(), count + 1
            if step % 20 == 0 or step == last:
                now = time.monotonic()
                speed = count * a.batch * a.length / (now - shown)
                line = ("step %5d  loss %.4f  norm %.2f  lr %.2e  %5.0f tokens/s  %6.0f s"
                        % (step, total / count, norm, lr, speed, now - begin))
                if step % (2 * a.save) == 0 or step == last:
                    line += "  held out" + "".join(" %s %.4f" % x for x in zip(dict(HELD), held_loss(model, held)))
                print(line, flush=True)
                print(line, file=log, flush=True)
                shown, total, count = time.monotonic(), 0.0, 0
            if step % a.save == 0 or step == last:
                torch.save({"model": model.state_dict(), "optimizer": opt.state_dict(), "step": step,
                            "steps": a.steps, "seconds": time.monotonic() - begin, "config": cfg.as_dict()},
                           out / "state.part")
                os.replace(out / "state.part", state)


if __name__ == "__main__":
    main()
