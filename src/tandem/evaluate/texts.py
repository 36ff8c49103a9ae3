"""Metrics that compare a written text with texts that would have been right."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace

Written = Callable[[Trace], str]
Wanted = Callable[[Case], Sequence[str]]
Likeness = Callable[[str, str], float]

_ARTICLES: Final = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION: Final = str.maketrans("", "", string.punctuation)


def exact_match(*, text: Written, wanted: Wanted, name: str = "exact_match") -> Metric:
    """The share of texts that are one of those wanted, as SQuAD compares them: without case,
    punctuation, articles and extra space (Rajpurkar et al., 2016)."""
    return _best(same_words, text, wanted, name)


def token_f1(*, text: Written, wanted: Wanted, name: str = "token_f1") -> Metric:
    """F1 of the words in common with the most alike of the texts wanted (SQuAD's F1)."""
    return _best(word_f1, text, wanted, name)


def rouge_l(*, text: Written, wanted: Wanted, name: str = "rouge_l") -> Metric:
    """F1 of the longest common subsequence of words (Lin, 2004), without stemming."""
    return _best(subsequence_f1, text, wanted, name)


def rouge_n(size: int, *, text: Written, wanted: Wanted, name: str = "") -> Metric:
    """F1 of runs of ``size`` words in common (ROUGE-N; Lin, 2004), without stemming."""
    return _best(lambda a, b: run_f1(a, b, size), text, wanted, name or f"rouge_{size}")


def chrf(*, text: Written, wanted: Wanted, name: str = "chrf") -> Metric:
    """F2 of runs of 1 to 6 characters (chrF2; Popović, 2015), from 0 to 1, by sentence."""
    return _best(character_f2, text, wanted, name)


def same_words(said: str, wanted: str) -> float:
    """1 where two texts are the same but for case, punctuation, articles and space.

    >>> same_words("The  Beatles!", "beatles")
    1.0
    """
    return float(squad_words(said) == squad_words(wanted))


def word_f1(said: str, wanted: str) -> float:
    """F1 of the words that two texts have in common.

    >>> word_f1("in the year 1871", "1871")
    0.5
    """
    left, right = squad_words(said), squad_words(wanted)
    if not left or not right:
        return float(left == right)
    return _f((Counter(left) & Counter(right)).total(), len(left), len(right))


def run_f1(said: str, wanted: str, size: int) -> float:
    """F1 of the runs of ``size`` words that two texts have in common.

    >>> run_f1("the cat sat on the mat", "the cat is on the mat", 2)
    0.6
    """
    runs = [
        Counter(tuple(words[i : i + size]) for i in range(len(words) - size + 1))
        for words in (_words(said), _words(wanted))
    ]
    return _f((runs[0] & runs[1]).total(), runs[0].total(), runs[1].total())


def subsequence_f1(said: str, wanted: str) -> float:
    """F1 of the longest common subsequence of words."""
    left, right = _words(said), _words(wanted)
    row = [0] * (len(right) + 1)
    for word in left:
        before, row = row, [0]
        for i, other in enumerate(right):
            row.append(before[i] + 1 if word == other else max(before[i + 1], row[i]))
    return _f(row[-1], len(left), len(right))


def character_f2(said: str, wanted: str) -> float:
    """F2 of runs of 1 to 6 characters, white space left out; the mean over lengths."""
    left, right = ("".join(text.split()) for text in (said, wanted))
    precisions, recalls = [], []
    for size in range(1, 7):
        mine, theirs = _runs(left, size), _runs(right, size)
        if mine and theirs:
            shared = (mine & theirs).total()
            precisions.append(shared / mine.total())
            recalls.append(shared / theirs.total())
    if not precisions:
        return float(left == right)
    precision, recall = (math.fsum(found) / len(found) for found in (precisions, recalls))
    return 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0


def squad_words(text: str) -> list[str]:
    """Words as SQuAD's own script compares them."""
    bare = text.lower().translate(_PUNCTUATION)
    return _ARTICLES.sub(" ", bare).split()


def _words(text: str) -> list[str]:
    """Words as ROUGE compares them."""
    return re.findall(r"[^\W_]+", text.lower())


def _best(like: Likeness, text: Written, wanted: Wanted, name: str) -> Metric:
    def score(case: Case, trace: Trace) -> float | None:
        options = wanted(case)
        said = text(trace) if options else ""
        return max((like(said, option) for option in options), default=None)

    return Metric(name, score, family="rate", failed=lambda case: 0.0 if wanted(case) else None)


def _f(shared: int, left: int, right: int) -> float:
    return 2 * shared / (left + right) if shared else 0.0


def _runs(text: str, size: int) -> Counter[str]:
    return Counter(text[i : i + size] for i in range(len(text) - size + 1))
