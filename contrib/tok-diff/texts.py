# SPDX-License-Identifier: MIT
"""The texts: documents from Debian packages, and what a seed makes.

documents() yields them in parts of some megabytes, so that no part of the work needs all of them at once.
Each part is a list of (kind, text).
"""
import gzip
import html
import importlib.machinery
import importlib.util
import os
import random
import re
import tarfile
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
PART = 4 << 20

# kind: share of all bytes, packages (prose and code are read as contrib/bench-texts does).
PACKAGES = {
    "english": (0.16, "bible-kjv-text perl-doc"),
    "code": (0.18, "golang-1.19-src python3-sympy python3-django"),
    "multilingual": (0.18, "libreoffice-help-hi libreoffice-help-ko libreoffice-help-el libreoffice-help-ru manpages-ja manpages-zh"),
    "scripts": (0.16, "unicode-cldr-core"),
}
MADE = {"emoji": 0.05, "unicode": 0.08, "bytes": 0.04, "runs": 0.05, "spaces": 0.05, "special": 0.05}

# First and last code point of scripts, for words that no one wrote; CLDR has those that are written.
SCRIPTS = {
    "latin": (0x41, 0x24F), "greek": (0x370, 0x3FF), "cyrillic": (0x400, 0x52F), "armenian": (0x531, 0x58F),
    "hebrew": (0x591, 0x5F4), "arabic": (0x600, 0x6FF), "syriac": (0x700, 0x74F), "thaana": (0x780, 0x7B1),
    "devanagari": (0x900, 0x97F), "bengali": (0x980, 0x9FE), "gurmukhi": (0xA01, 0xA76), "tamil": (0xB82, 0xBFA),
    "telugu": (0xC00, 0xC7F), "sinhala": (0xD81, 0xDF4), "thai": (0xE01, 0xE5B), "lao": (0xE81, 0xEDF),
    "tibetan": (0xF00, 0xFDA), "myanmar": (0x1000, 0x109F), "georgian": (0x10A0, 0x10FF), "jamo": (0x1100, 0x11FF),
    "ethiopic": (0x1200, 0x139F), "cherokee": (0x13A0, 0x13FD), "khmer": (0x1780, 0x17F9), "mongolian": (0x1800, 0x18AA),
    "kana": (0x3041, 0x30FF), "han": (0x4E00, 0x9FFF), "hangul": (0xAC00, 0xD7A3), "gothic": (0x10330, 0x1034A),
    "deseret": (0x10400, 0x1044F), "todhri": (0x105C0, 0x105F3), "math": (0x1D400, 0x1D7FF), "han2": (0x20000, 0x2A6DF),
}
SPACES = [" ", " ", " ", "  ", "\t", "\n", "\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1f", "\x85", "\xa0", "\u1680", "\u180e",
          "\u2000", "\u2003", "\u2009", "\u200a", "\u200b", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"]
SHORT = ["'s", "'T", "'re", "'VE", "'ll", "'LL", "'\u017f", "it's", "I'M", "don't", "a", "B", "é", "e\u0301", "1", "12", "123", "1234",
         "²", "½", "٣", "Ⅷ", "①", "_", "-", "--", "...", "!?", "(", ")", "{", "}", "`", "\"", "/", "\\", "#", "$", "+=", "<=", "|", "~",
         "▁", "▁▁", "\ufffd", "中", "文", "の", "カ", "한", "글", "ไ", "क्ष", "ß", "ŉ", "ǅ", "İ", "ı", "Σ", "ς", "ﬁ", "Ａ", "・", "。", "「"]
EMOJI = ["😀", "👍", "👍🏽", "❤️", "❤", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🇯🇵", "🇩", "1️⃣", "#️⃣", "🧑🏿‍🚀", "👩🏻‍❤️‍💋‍👩🏾", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🫠", "🫩", "☃", "™", "✅", "‍", "️", "🏽"]


def bench_texts():
    loader = importlib.machinery.SourceFileLoader("bench_texts", os.path.join(HERE, "..", "bench-texts"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench_texts", loader))
    loader.exec_module(module)
    return module


def cldr(path):
    """The phrases of Unicode's locale data, a document a locale: names, dates, and descriptions of emoji."""
    deb = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with tarfile.open(fileobj=deb.stdout, mode="r|") as tar:
        for m in tar:
            if not m.isfile() or not re.search(r"/(main|annotations|annotationsDerived)/[a-z]{2,3}(_[A-Z][a-z]+)?\.xml(\.gz)?$", m.name):
                continue
            data = tar.extractfile(m).read()
            if m.name.endswith(".gz"):
                data = gzip.decompress(data)
            s = data.decode("utf-8", "replace")
            phrases = [html.unescape(p) for p in re.findall(r">([^<>\n]+)<", s)]
            for i in range(0, len(phrases), 60):
                yield ". ".join(phrases[i:i + 60])
    deb.stdout.close()
    deb.wait()


def package_documents(kind, folder, bench):
    names = PACKAGES[kind][1].split()
    sources = []
    for n in names:
        path = bench.package(folder, n)
        sources.append(cldr(path) if n == "unicode-cldr-core" else bench.documents(path, kind == "code"))
    while sources:
        for s in list(sources):
            doc = next(s, None)
            if doc is None:
                sources.remove(s)
            else:
                yield doc


def cut(rng, doc):
    """A document in pieces of some kilobytes, cut anywhere; one in sixteen stays long."""
    at = 0
    while at < len(doc):
        n = rng.choice([200, 1000, 3000, 3000, 5000]) if rng.random() < 0.94 else 60000
        yield doc[at:at + n]
        at += n


def word(rng):
    first, last = rng.choice(list(SCRIPTS.values()))
    return "".join(chr(rng.randint(first, last)) for _ in range(rng.randint(1, 9)))


def code_point(rng):
    while True:
        r = rng.random()
        c = rng.randrange(0x3000) if r < 0.5 else rng.randrange(0x10000) if r < 0.8 else rng.randrange(0x20000) if r < 0.95 \
            else rng.randrange(0x110000)
        if c and not 0xD800 <= c < 0xE000:
            return chr(c)


def make_emoji(rng):
    return "".join(rng.choice(EMOJI) if rng.random() < 0.7 else rng.choice([" ", "", word(rng), "\n"]) for _ in range(rng.randint(1, 60)))


def make_unicode(rng):
    return "".join(code_point(rng) if rng.random() < 0.6 else rng.choice(SHORT) if rng.random() < 0.5 else word(rng)
                   for _ in range(rng.randint(1, 60)))


def make_bytes(rng):
    """Random bytes, as a caller makes text of them; a tenth with NUL."""
    n = rng.randint(1, 400)
    b = bytes(rng.randrange(256) if rng.random() < 0.7 else rng.choice(b" \n\x80\xc3\xa9\xe2\x96\x81\xf0\xed\xa0") for _ in range(n))
    s = b.decode("utf-8", "replace")
    return s if rng.random() < 0.1 else s.replace("\0", "")


def make_runs(rng):
    out = []
    for _ in range(rng.randint(1, 6)):
        c = rng.choice([rng.choice(SHORT), rng.choice(SPACES), rng.choice(EMOJI), code_point(rng), "a", "A", "0", "=", " ", "\n", "中", "é"])
        out.append(c * (rng.randint(1, 40) if rng.random() < 0.9 else rng.randint(200, 3000)))
    return "".join(out)


def make_spaces(rng):
    return "".join(rng.choice(SPACES) * rng.choice([1, 1, 1, 2, 3, 5]) if rng.random() < 0.6 else rng.choice(SHORT)
                   for _ in range(rng.randint(1, 60)))


def make_special(rng, specials):
    out = []
    for _ in range(rng.randint(1, 20)):
        r = rng.random()
        s = rng.choice(specials)
        out.append(s if r < 0.4 else s[:rng.randint(1, len(s))] if r < 0.5 else rng.choice(SPACES) if r < 0.65
                   else rng.choice(SHORT) if r < 0.8 else word(rng))
    return "".join(out)


def documents(folder, seed, megabytes, specials):
    """Parts of about PART bytes, each a list of (kind, text)."""
    bench = bench_texts()
    os.makedirs(os.path.join(folder, "packages"), exist_ok=True)
    part, size = [], 0
    for kind in list(PACKAGES) + list(MADE):
        rng = random.Random("%s %s" % (seed, kind))
        left = int((PACKAGES[kind][0] if kind in PACKAGES else MADE[kind]) * megabytes * 1e6)
        if kind in PACKAGES:
            source = (p for d in package_documents(kind, os.path.join(folder, "packages"), bench) for p in cut(rng, d))
        elif kind == "special":
            source = (make_special(rng, specials) for _ in iter(int, 1))
        else:
            make = globals()["make_" + kind]
            source = (make(rng) for _ in iter(int, 1))
        for text in source:
            text = text.encode("utf-8", "replace").decode("utf-8")
            if not text:
                continue
            part.append((kind, text))
            n = len(text.encode())
            left -= n
            size += n
            if size >= PART:
                yield part
                part, size = [], 0
            if left <= 0:
                break
    if part:
        yield part
