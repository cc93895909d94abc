# SPDX-License-Identifier: MIT
"""Differences that are meant, and why; README says which of them a test pins.

The sets of characters are asked from the libraries themselves, so that they hold for the version at hand.
"""
import functools
import unicodedata


@functools.lru_cache(None)
def nfc_unknown():
    """Marks, and characters that are made of several, that came with a later Unicode than the NFC of tokenizers has."""
    from tokenizers import normalizers
    nfd, out = normalizers.NFD(), set()
    for cp in range(0x300, 0x20000):
        c = chr(cp)
        if 0xD800 <= cp < 0xE000:
            continue
        combining = unicodedata.combining(c)
        if combining > 1 and nfd.normalize_str("\u25cc" + c + "\u0334") != unicodedata.normalize("NFD", "\u25cc" + c + "\u0334"):
            out.add(c)
        elif combining == 1 and nfd.normalize_str("\u25cc\u0345" + c) != "\u25cc" + c + "\u0345":
            out.add(c)
        elif nfd.normalize_str(c) != unicodedata.normalize("NFD", c):
            out.add(c)
    return out


@functools.lru_cache(None)
def bert_unknown():
    """Marks and controls of which the BertNormalizer of tokenizers, whose tables are older, does not know that they are
    to be dropped, or not any more."""
    from tokenizers import normalizers
    bert = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=True, lowercase=False)
    return {c for c in map(chr, range(0x300, 0x20000)) if category(c) not in ("Cn", "Co", "Cs", "Zs", "Zl", "Zp") and
            (bert.normalize_str(c) == "") != (category(c) in ("Mn", "Cc", "Cf"))}


def category(c):
    try:
        import unicodedata2 as data
    except ImportError:
        data = unicodedata
    return data.category(c)


# Values of tokenizer.ggml.pre that have no scanner of their own: PCRE2 cuts the text.
PCRE2 = {"jais-2", "exaone-moe", "kimi-k2", "youtu", "spark2_5"}


def reason(family, what, text):
    if family.startswith("qwen") and not nfc_unknown().isdisjoint(text):
        return "marks newer than the NFC of tokenizers"
    if family.startswith("bert") and what.startswith("encode") and not bert_unknown().isdisjoint(text):
        return "marks and controls newer than the BertNormalizer of tokenizers"
    if what == "decode shuffled" and "llama2 hf" in family:
        return "bytes that are no UTF-8 are decoded as they are"
    if family == "random added tokens: decode" and what == "decode normalized":
        return "an added token decodes to its own text, where the normalizer would change it"
    if what == "pre" and ("tokenizer.json" in family or family.split(":")[0] in PCRE2) and any(unicodedata.category(c) == "Cn" for c in text):
        return "characters newer than PCRE2's tables"
    return None
