# SPDX-License-Identifier: MIT
"""Pre-tokenisers whose vocabularies are not at hand, against their expressions in Oniguruma.

The vocabulary is all bytes and all pairs of bytes, merged in an order drawn from the seed: where a text is cut
otherwise, other pairs are made.  Each value of tokenizer.ggml.pre is compared with Split of tokenizers, and so is
a tokenizer.json that has the same expressions.
"""
import json
import os
import random

import build
import compare
import oracles
import ours
import texts

CONTR = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
SPACE = r"|\s*[\r\n]+|\s+(?!\S)|\s+"
START, REST = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
HAN = r"[一-龥぀-ゟ゠-ヿ]+"
PUNCT = r"[\p{P}\$\+<=>\^~\|%s]+"


def words(start, rest, contraction):
    lead = r"[^\r\n\p{L}\p{N}]?"
    return "%s[%s]*[%s]+%s|%s[%s]+[%s]*%s" % (lead, start, rest, contraction, lead, start, rest, contraction)


def o200k(numbers, contraction=CONTR + "?"):
    return words(START, REST, contraction) + "|" + numbers + r"| ?[^\s\p{L}\p{N}]+[\r\n/]*" + SPACE


DS3_WORDS = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+"""
DS3 = DS3_WORDS + r"[\r\n]*" + SPACE
BLOOM = r" ?[^(\s|.,!?…。，、।۔،)]+"
LETTERS = (r"A-Za-z\x{b5}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{1ba}\x{1bc}-\x{1bf}\x{1c4}-\x{293}\x{295}-\x{2af}"
           r"\x{370}-\x{373}\x{376}\x{377}\x{37b}-\x{37d}\x{37f}\x{386}\x{388}-\x{38a}\x{38c}\x{38e}-\x{3a1}\x{3a3}-\x{3f5}"
           r"\x{3f7}-\x{481}\x{48a}-\x{52f}\x{531}-\x{556}\x{10a0}-\x{10c5}\x{13a0}-\x{13f5}\x{13f8}-\x{13fd}"
           r"\x{1c90}-\x{1cba}\x{1cbd}-\x{1cbf}\x{1d00}-\x{1d2b}\x{1d6b}-\x{1d77}\x{1d79}-\x{1d9a}\x{1e00}-\x{1f15}"
           r"\x{1f18}-\x{1f1d}\x{1f20}-\x{1f45}\x{1f48}-\x{1f4d}\x{1f50}-\x{1f57}\x{1f59}\x{1f5b}\x{1f5d}\x{1f5f}-\x{1f7d}"
           r"\x{1f80}-\x{1fb4}\x{1fb6}-\x{1fbc}\x{1fbe}\x{1fc2}-\x{1fc4}\x{1fc6}-\x{1fcc}\x{1fd0}-\x{1fd3}\x{1fd6}-\x{1fdb}"
           r"\x{1fe0}-\x{1fec}\x{1ff2}-\x{1ff4}\x{1ff6}-\x{1ffc}\x{2102}\x{2107}\x{210a}-\x{2113}\x{2115}\x{2119}-\x{211d}"
           r"\x{2124}\x{2126}\x{2128}\x{212a}-\x{212d}\x{212f}-\x{2134}\x{2139}\x{213c}-\x{213f}\x{2145}-\x{2149}\x{214e}"
           r"\x{2183}\x{2184}\x{2c00}-\x{2c7b}\x{2c7e}-\x{2ce4}\x{2ceb}-\x{2cee}\x{2cf2}\x{2cf3}\x{a640}-\x{a66d}"
           r"\x{a680}-\x{a69b}\x{a722}-\x{a76f}\x{a771}-\x{a787}\x{a78b}-\x{a78e}\x{ab70}-\x{abbf}\x{fb00}-\x{fb06}"
           r"\x{fb13}-\x{fb17}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}\x{10400}-\x{1044f}\x{104b0}-\x{104d3}\x{104d8}-\x{104fb}"
           r"\x{10c80}-\x{10cb2}\x{10cc0}-\x{10cf2}\x{118a0}-\x{118df}\x{1e900}-\x{1e943}")
JAIS2 = "".join(r"|\s{%d}(?!\S)" % (1 << i) for i in range(9, 1, -1))

# The first name of each family with its stages; the other names mean the same.
STAGES = {
    "gpt-2 phi-2 jina-es jina-de jina-v2-es jina-v2-de gigachat a.x-4.0 mellum modern-bert exaone4 roberta-bpe jina-v1-en jina-v2-code mpt "
    "olmo jais trillion granite-docling": [build.GPT2],
    "llama-bpe llama3 llama-v3 falcon3 falcon_e falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano dbrx smaug-bpe chatglm-bpe glm4 glm5": [build.LLAMA3],
    "qwen2 deepseek-r1-qwen kormo openpangu f2llmv2 hunyuan solar-open grok-2 stablelm2 megrez": [build.QWEN2],
    "bailingmoe bailingmoe2 llada-moe":
        [r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"],
    "starcoder refact codeshell exaone minerva-7b mellum2 command-r smollm cohere2_moe": [r"\p{N}", build.GPT2],
    "falcon": [PUNCT % "`", build.GPT2, "[0-9][0-9][0-9]"],
    "default": [PUNCT % "", build.GPT2, r"\p{N}+", "[0-9][0-9][0-9]"],
    "qwen35": [CONTR + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*" + SPACE],
    "ufakzeka": [build.QWEN2[len(CONTR) + 1:]],
    "seed-coder": [CONTR + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+" + SPACE],
    "laguna": [r"[^\n]+|[\n]+", build.QWEN2],
    "minicpm5": [r"\p{N}{1,3}", CONTR + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*" + SPACE],
    "gpt-4o llama4 kanana2 talkie minimax-m2 granite-embed-multi-97m": [o200k(r"\p{N}{1,3}")],
    "tekken": [o200k(r"\p{N}", "")],
    "deepseek-v3 hunyuan-dense joyai-llm hy_v4": [r"\p{N}{1,3}", HAN, DS3],
    "deepseek-llm": [r"[\r\n]", r"\s?[%s]+" % LETTERS, r"\s?[!-/:-~！-／：-～‘-‟　-。]+", r"\s+$", "[一-龥ࠀ-一가-퟿]+", r"\p{N}+"],
    "deepseek-coder": [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥ࠀ-一가-퟿]+", r"\p{N}"],
    "bloom poro-chat gpt3-finnish": [BLOOM],
    "viking": [BLOOM, r"\p{N}"],
    "jais-2": [CONTR + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+" + JAIS2 + r"|\s{1,2}(?!\S)|\s{1}"],
    "exaone-moe": [CONTR + r"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+"],
    "kimi-k2": [r"[\p{Han}]+|" + words(START + r"&&[^\p{Han}]", REST + r"&&[^\p{Han}]", CONTR + "?") +
                r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*" + SPACE],
    "superbpe": [r"\p{N}+", r"(?=(\d{3})+(?!\d))"],
    "tiny_aya cohere2moe": [r"\d{1,3}(?=(?:\d{3})*\b)", o200k(r"\p{N}{1,3}")],
    "chameleon": ["<sentinel:[0-9]+>", "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", r"([\t\n]|    |  )", r"\p{N}", r"[\p{P}!-/:-@\[-`{-~]", build.GPT2],
    "youtu": ["[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|" + HAN, o200k(r"\p{N}")],
    "spark2_5": [r"\p{N}{1,3}", HAN, DS3_WORDS + r"|[\r\n]|\s+(?!\S)|\s+", r"\p{N}"],
    "afmoe": [r"\p{N}{1,3}(?=(?:\p{N}{3})*(?!\p{N}))",
              "[一-鿿㐀-䶿豈-﫿぀-ゟ゠-ヿ･-ﾟ⼀-⿟เ-๿຀-໿ក-៿က-႟ꩠ-ꩿꧠ-꧿가-힯ᄀ-ᇿ]+", DS3],
}
IGNORE = "llama-bpe llama3 llama-v3 falcon3 falcon_e falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano glm4 glm5 minicpm5 granite-embed-multi-97m " \
         "tekken youtu".split()


def vocabulary(scratch, seed):
    """vocab.json and merges.txt of all pairs of bytes."""
    rng = random.Random("pre %d" % seed)
    vocab = {build.ALPHABET[b]: b for b in range(256)}
    merges = [[build.ALPHABET[a], build.ALPHABET[b]] for a in range(256) for b in range(256)]
    rng.shuffle(merges)
    for m in merges:
        vocab["".join(m)] = len(vocab)
    folder = os.path.join(scratch, "pairs-%d" % seed)
    os.makedirs(folder, exist_ok=True)
    build.save(folder + "/vocab.json", vocab)
    with open(folder + "/merges.txt", "w", encoding="utf-8") as f:
        f.write("#version: 0.2\n" + "".join(" ".join(m) + "\n" for m in merges))
    return folder, vocab, merges


def run(a):
    folder, vocab, merges = vocabulary(a.scratch, a.seed)
    docs = []
    for part in texts.documents(a.scratch, a.seed + 1, a.mb / 30, ["<sentinel:12>", "IMGIMGABCZ", "1234567", "<s>"]):
        docs += [t for _, t in part]
    bad = 0
    for names, stages in STAGES.items():
        names = names.split()
        if a.only and not any(o in n for o in a.only for n in names):
            continue
        for ignore in (False, True):
            same = [n for n in names if (n in IGNORE) == ignore]
            if not same:
                continue
            path = folder + "/%s.json" % same[0]
            with open(path, "w", encoding="utf-8") as f:
                json.dump(build.byte_level(vocab, merges, stages, [], ignore_merges=ignore), f, ensure_ascii=False)
            original = oracles.HuggingFace(path)
            want = [" ".join(map(str, i)).encode() for i in original.encode(docs)]
            files = [("--pre " + n, ["--tokenizer", folder + "/vocab.json", "--pre", n]) for n in same]
            for label, args in files[:1] + [("tokenizer.json", ["--tokenizer", path])] + files[1:]:
                first = label in (files[0][0], "tokenizer.json")
                tally = compare.Tally("%s: %s" % (same[0], label), original.version)
                some = docs if first else docs[::50]
                for text, w, g in zip(some, want if first else want[::50], ours.encode(args, some)):
                    tally.text(len(text.encode()))
                    if w != g:
                        tally.differs("pre", text, w, g, lambda s, args=args: (
                            " ".join(map(str, original.encode([s])[0])).encode(), ours.encode(args, [s])[0]))
                bad += tally.unexplained
                if first or tally.unexplained:
                    tally.print()
    return bad
