# SPDX-License-Identifier: MIT
"""What differs, counted and shown, and sorted by what expected.py says of it."""
import json

import expected

SHOWN = 5
SHRUNK = 8        # texts that are made shorter, which takes time


class Tally:
    def __init__(self, name, version=""):
        self.name, self.version = name, version
        self.texts = self.bytes = 0
        self.by_reason, self.unexplained, self.shrunk = {}, 0, 0

    def text(self, n):
        self.texts += 1
        self.bytes += n

    def differs(self, what, text, want, got, both=None):
        reason = expected.reason(self.name, what, text)
        if not reason and both and self.shrunk < SHRUNK:
            self.shrunk += 1
            text, want, got = shrink(text, both)
            reason = expected.reason(self.name, what, text)
        if reason:
            self.by_reason[reason] = self.by_reason.get(reason, 0) + 1
            return
        self.unexplained += 1
        if self.unexplained <= SHOWN:
            shown = text if len(text) < 300 else text[:300]
            print(json.dumps({"family": self.name, "what": what, "text": shown if isinstance(shown, str) else shown.hex(),
                              "want": str(want)[:400], "got": str(got)[:2000]}), flush=True)

    def print(self):
        why = "".join(", %d: %s" % (n, r) for r, n in sorted(self.by_reason.items()))
        print("%-34s %-20s %7.1f MB %8d texts %6d differ%s" % (self.name, self.version, self.bytes / 1e6, self.texts, self.unexplained,
                                                             why), flush=True)
        return self.unexplained


def shrink(text, both, tries=50):
    """A shorter text whose ids still differ, with both: halves, quarters, ... are left out as long as it goes."""
    size, (want, got) = max(len(text) // 2, 1), both(text)
    while tries > 0 and want != got:
        at, shorter = 0, False
        while at < len(text) and tries > 0:
            part = text[:at] + text[at + size:]
            tries -= 1
            w, g = both(part) if part else (None, None)
            if w != g:
                text, want, got, shorter = part, w, g, True
            else:
                at += size
        if size == 1 and not shorter:
            break
        size = max(size // 2, 1)
    return text, want, got
