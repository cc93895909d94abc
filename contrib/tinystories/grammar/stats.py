# SPDX-License-Identifier: MIT
"""Figures about many stories: how large the vocabulary is, and how much of the text repeats."""
import re

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[a-z]+(?:-[a-z]+)+")


def report(stories):
    count, words, lengths = 0, {}, []
    sentences, told = {}, 0
    grams, spans = set(), 0
    for text in stories:
        count += 1
        w = WORD.findall(text.lower())
        lengths.append(len(w))
        for one in w:
            words[one] = words.get(one, 0) + 1
        for s in re.split(r'(?<=[.!?])"?\s+', text):
            sentences[s] = sentences.get(s, 0) + 1
            told += 1
        for k in range(len(w) - 11):
            grams.add(hash(tuple(w[k:k + 12])))
            spans += 1
    lengths.sort()
    print("stories            %d" % count)
    print("words              %d" % sum(lengths))
    print("words a story      %d to %d, median %d" % (lengths[0], lengths[-1], lengths[count // 2]))
    print("distinct words     %d" % len(words))
    print("distinct sentences %.1f %% of %d" % (100 * len(sentences) / told, told))
    print("distinct 12-grams  %.1f %% of %d" % (100 * len(grams) / max(spans, 1), spans))
