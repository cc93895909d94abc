# SPDX-License-Identifier: MIT
"""Text, vocabulary and token ids for the story model: data.py --corpus FILE --out DIR

Reads the corpus, tells stories by the grammar, keeps a part of both out of training, trains the vocabulary on the
rest, and writes into DIR:

  train.txt         the corpus stories, then the told ones, each once; a line of three hyphens between two stories
  held-corpus.txt   the last tenth of the corpus, in the same form
  held-grammar.txt  told stories of another seed, without those that are in train.txt
  tokenizer.json    the vocabulary
  train.npy         the ids of all stories in the order of training, EOS behind each
  data.json         figures
"""

import argparse
import json
import pathlib
import random
import re
import subprocess
import sys

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).resolve().parent
BREAK = "\n---\n"
SPECIALS = ("<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>")
# How LLaMA 3 cuts text before the merges.
CUT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
       r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
# Quotation marks that become ASCII; the first four are UTF-8 that was read as Windows-1252.
QUOTES = (("\u00e2\u20ac\u2122", "'"), ("\u00e2\u20ac\u02dc", "'"), ("\u00e2\u20ac\u0153", '"'), ("\u00e2\u20ac", '"'),
          ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"'))
# The vocabulary is trained on this many told stories, and on the corpus this many times over.
VOCABULARY_STORIES, VOCABULARY_CORPUS = 8000, 4


def clean(text):
    """The text in ASCII."""
    for a, b in QUOTES:
        text = text.replace(a, b)
    return "".join(c for c in text if c == "\n" or " " <= c <= "~")


def pieces(text):
    """Stories are parted by one line end, paragraphs by two."""
    return (p.strip() for p in re.split(r"(?<!\n)\n(?!\n)", text) if p.strip())


def corpus_stories(text):
    """The stories of the corpus; a piece too short to be one belongs to the story before it."""
    out = []
    for piece in pieces(text):
        piece = re.sub(r"\n\n+", "\n\n", re.sub(r"[ \t]+", " ", piece))
        if out and len(piece) < 200:
            out[-1] += "\n\n" + piece
        else:
            out.append(piece)
    return out


def told(seed, count):
    """count stories of the grammar."""
    run = subprocess.run([sys.executable, str(HERE / "grammar"), "--seed", str(seed), "--stories", str(count)],
                         check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return list(pieces(run.stdout))


def train_vocabulary(texts, size):
    """Byte-level BPE with the special tokens at the end."""
    tok = Tokenizer(models.BPE())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tok.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(CUT), "isolated"), byte_level])
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=size - len(SPECIALS), initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False))
    tok.add_special_tokens(list(SPECIALS))
    tok.post_processor = processors.TemplateProcessing(
        single=SPECIALS[0] + " $A", special_tokens=[(SPECIALS[0], tok.token_to_id(SPECIALS[0]))])
    if tok.get_vocab_size() != size:
        sys.exit("data.py: %d tokens where %d are wanted: the text is too small" % (tok.get_vocab_size(), size))
    return tok


def main():
    p = argparse.ArgumentParser(description="make the training data of the story model")
    p.add_argument("--corpus", required=True, help="file of stories, a blank line between paragraphs")
    p.add_argument("--out", required=True, help="folder to write")
    p.add_argument("--stories", type=int, default=16000, help="told stories to train on (default 16000)")
    p.add_argument("--passes", type=int, default=2, help="passes over the told stories (default 2)")
    p.add_argument("--corpus-passes", type=int, default=4, help="passes over the corpus (default 4)")
    p.add_argument("--vocab", type=int, default=2048, help="size of the vocabulary (default 2048)")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    out = pathlib.Path(a.out)
    out.mkdir(parents=True, exist_ok=True)

    corpus = corpus_stories(clean(pathlib.Path(a.corpus).read_text(encoding="utf-8")))
    held = corpus[-(len(corpus) // 10):]
    corpus = [s for s in corpus[:-len(held)] if s not in held]
    grammar = told(a.seed, a.stories)
    seen = set(grammar)
    held_grammar = [s for s in told(a.seed + 1000, 300) if s not in seen]
    texts = {"train": corpus + grammar, "held-corpus": held, "held-grammar": held_grammar}
    for name, stories in texts.items():
        (out / (name + ".txt")).write_text(BREAK.join(stories) + "\n", encoding="utf-8")

    tok = train_vocabulary(corpus * VOCABULARY_CORPUS + grammar[:VOCABULARY_STORIES], a.vocab)
    tok.save(str(out / "tokenizer.json"))
    eos = tok.token_to_id(SPECIALS[1])
    grammar_ids = [e.ids for e in tok.encode_batch(grammar, add_special_tokens=False)]
    corpus_ids = [e.ids for e in tok.encode_batch(corpus, add_special_tokens=False)]
    docs = grammar_ids * a.passes + corpus_ids * a.corpus_passes
    random.Random(a.seed).shuffle(docs)
    np.save(out / "train.npy", np.array([t for d in docs for t in d + [eos]], np.uint16))

    names = json.loads(subprocess.run([sys.executable, str(HERE / "grammar"), "--names"], check=True, stdout=subprocess.PIPE).stdout)
    spelt = [tok.encode(blank + n, add_special_tokens=False).ids for n in names for blank in ("", " ")]
    info = {
        "names": sorted({ids[0] for ids in spelt if len(ids) == 1}),
        "bos": tok.token_to_id(SPECIALS[0]), "eos": eos, "vocab": tok.get_vocab_size(), "seed": a.seed,
        "corpus_stories": len(corpus), "corpus_tokens": sum(map(len, corpus_ids)), "corpus_passes": a.corpus_passes,
        "grammar_stories": len(grammar), "grammar_tokens": sum(map(len, grammar_ids)),
        "grammar_passes": a.passes, "grammar_told_twice": len(grammar) - len(seen),
        "grammar_words": len({w for s in grammar for w in re.findall(r"[a-z']+", s.lower())}),
        "held_corpus_stories": len(held), "held_grammar_stories": len(held_grammar),
        "tokens": sum(map(len, docs)) + len(docs), "longest_story": max(map(len, docs)),
    }
    (out / "data.json").write_text(json.dumps(info, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(info, indent=1))


if __name__ == "__main__":
    main()
