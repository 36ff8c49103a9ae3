"""What a learned ranker looks at: one row of numbers for each candidate."""

from __future__ import annotations

import functools
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np

from tandem.search.index.vector import Floats
from tandem.search.query import Passage
from tandem.search.rank.base import Candidates
from tandem.search.words import stems

NAMES: Final = (
    "lexical",
    "lexical_share",
    "lexical_rank",
    "similarity",
    "similarity_share",
    "similarity_rank",
    "fused_share",
    "coverage",
    "title_coverage",
    "pair_overlap",
    "letter_overlap",
    "length",
    "freshness",
    "popularity",
)
"""The columns. A share is of the best candidate's value, a rank is 1 / (10 + r), r from 1;
``coverage`` is the share of the question's rarity that passage or title holds, an overlap
the share of its pairs of neighbouring words, or of its runs of four letters. ``length`` is the
logarithm of the letters in whole numbers: finer, it would tell single passages apart, and
trees would learn which passages were right before."""

Rarity = Mapping[str, float]


def features(x: Candidates, rarity: Rarity, *, freshness: str = "", popularity: str = "") -> Floats:
    """The rows of ``NAMES``, shape ``(passages, features)``.

    ``freshness`` names the metadata with a date (ISO 8601), read as years before the newest
    candidate's; ``popularity`` the one with a count, read as its logarithm. Missing or
    unreadable values are 0.
    """
    found = x.passages
    lexical = np.array([p.lexical for p in found])
    similarity = np.array([p.similarity for p in found])
    columns = [
        lexical,
        _share(lexical),
        _ranks(lexical),
        similarity,
        _share(similarity),
        _ranks(similarity),
        _share(np.array([p.score for p in found])),
        *_overlaps(x, rarity),
        np.array([round(math.log2(1 + len(p.text))) for p in found]),
        _ages([p.metadata.get(freshness, "") for p in found]),
        np.array([_count(p.metadata.get(popularity, "")) for p in found]),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def rarities(rows: Iterable[Candidates]) -> dict[str, float]:
    """How much each word says; under ``""`` the weight of words never seen."""
    passages = {p.id: p for x in rows for p in x.passages}
    counts = Counter(word for p in passages.values() for word in set(stems(f"{p.title}\n{p.text}")))
    total = len(passages)
    found = {word: round(math.log(1 + total / n), 4) for word, n in sorted(counts.items()) if n > 1}
    return {"": round(math.log(1 + total), 4), **found}


def _overlaps(x: Candidates, rarity: Rarity) -> list[Floats]:
    asked = stems(x.query)
    unknown = rarity[""]
    weights = {word: rarity.get(word, unknown) for word in asked}
    total = math.fsum(weights.values()) or 1.0
    pairs, letters = set(itertools.pairwise(asked)), _letters(asked)
    rows = []
    for passage in x.passages:
        words, title, their_pairs, their_letters = _analysed(passage.title, passage.text)
        rows.append(
            (
                math.fsum(weight for word, weight in weights.items() if word in words) / total,
                math.fsum(weight for word, weight in weights.items() if word in title) / total,
                len(pairs & their_pairs) / max(len(pairs), 1),
                len(letters & their_letters) / max(len(letters), 1),
            )
        )
    return list(np.array(rows, dtype=np.float32).reshape(len(rows), 4).T)


_Analysed = tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str]], frozenset[str]]


@functools.lru_cache(maxsize=20_000)
def _analysed(title: str, text: str) -> _Analysed:
    """Stems, stems of the title, pairs of neighbours and runs of letters of a passage."""
    named, said = stems(title), stems(text)
    pairs = frozenset([*itertools.pairwise(named), *itertools.pairwise(said)])
    words = frozenset([*named, *said])
    return words, frozenset(named), pairs, frozenset(_letters(words))


def _letters(words: Iterable[str]) -> set[str]:
    return {word[i : i + 4] for word in words for i in range(max(1, len(word) - 3))}


def _share(scores: Floats) -> Floats:
    best = scores.max(initial=0.0)
    shares: Floats = scores / best if best > 0 else np.zeros_like(scores)
    return shares


def _ranks(scores: Floats) -> Floats:
    ranks = np.empty(len(scores), dtype=np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    found: Floats = (1 / (10 + ranks)).astype(np.float32)
    return found


def _ages(dates: Sequence[str]) -> Floats:
    days = [_day(text) for text in dates]
    newest = max((day for day in days if day is not None), default=0)
    return np.array([0.0 if day is None else (day - newest) / 365.25 for day in days])


def _day(text: str) -> int | None:
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return None


def _count(text: str) -> float:
    try:
        return math.log1p(max(0.0, float(text)))
    except ValueError:
        return 0.0


def relevance(passages: Sequence[Passage], wanted: Mapping[str, float] | Iterable[str]) -> Floats:
    """The grade of each passage: its own, or 1 for those that are named without one."""
    grades = dict(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(wanted, 1.0)
    return np.array([grades.get(p.id, 0.0) for p in passages], dtype=np.float32)
