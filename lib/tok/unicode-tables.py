#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes unicode-tables.c: general categories of Unicode 16.0 in a two-level table.

usage: unicode-tables.py > unicode-tables.c        (needs the package unicodedata2, version 16.0.0)
"""
import unicodedata2 as ud

BLOCK = 64
CATS = "Cn Cc Cf Co Cs Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs".split()
CONTROL_SPACE = len(CATS)      # the controls that are White_Space: TAB LF VT FF CR NEL

assert ud.unidata_version == "16.0.0", ud.unidata_version


def category(cp):
    if 9 <= cp <= 13 or cp == 0x85:
        return CONTROL_SPACE
    return CATS.index(ud.category(chr(cp)))


def rows(values, width=64):
    for i in range(0, len(values), width):
        print("\t" + ",".join(str(v) for v in values[i:i + width]) + ",")


def main():
    blocks, index = {}, []
    for base in range(0, 0x110000, BLOCK):
        key = tuple(category(cp) for cp in range(base, base + BLOCK))
        index.append(blocks.setdefault(key, len(blocks)))
    print("/* SPDX-License-Identifier: MIT */")
    print("/* Written by unicode-tables.py from Unicode " + ud.unidata_version + ": change that, not this. */")
    print('#include "tok/unicode.h"\n')
    print("const char bitnet_unicode_table_version[] = \"" + ud.unidata_version + "\";\n")
    print("const uint16_t bitnet_unicode_index[%d] = {" % len(index))
    rows(index)
    print("};\n")
    print("const uint8_t bitnet_unicode_blocks[%d] = {" % (len(blocks) * BLOCK))
    rows([v for key in blocks for v in key])
    print("};")


main()
