# SPDX-License-Identifier: MIT
"""What the comparisons share: where programs are, and the stories of a text."""

import pathlib
import sys


def program(folder, name):
    """The program of this name in a folder; without one, as the PATH finds it."""
    if not folder:
        return name
    path = pathlib.Path(folder) / name
    if not path.exists():
        sys.exit("%s: no such program" % path)
    return str(path)


def stories(path):
    """Stories of a file that data.py wrote."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return [s for s in text.rstrip("\n").split("\n---\n") if s.strip()]
