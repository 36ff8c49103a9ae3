"""What is seen of a candidate: words in and around it, its place, its form, its rank."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Final

from tandem.search.extract.candidate import Candidate
from tandem.search.extract.kinds import Amount, Kind, Lines
from tandem.search.extract.layout import Layout, Line
from tandem.search.extract.phrases import Names, OneOf, Term

_WORD: Final = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_SIZES: Final = (0.7, 0.85, 0.95, 1.05, 1.15, 1.35, 1.7, 2.2)
_GAPS: Final = (-0.5, 0.0, 0.3, 0.6, 1.0, 1.5, 2.5, 4.0)
_TENTHS: Final = (0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_FEW: Final = (0, 1, 2, 3, 4, 5, 7, 10, 15)


def words(text: str) -> list[str]:
    """Words, numbers as so many 9s, and signs.

    >>> words("TOTAL (RM): 9.00")
    ['total', '(', 'rm', ')', ':', '9', '.', '99']
    """
    return [re.sub(r"\d", "9", word) for word in _WORD.findall(text.casefold())]


def shape(text: str) -> str:
    """How a text is written: runs of letters as a, of digits as 9."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", text))[:24]


class View:
    """A layout, and what many candidates ask of it, worked out once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines = layout.lines
        self.words = [words(line.text) for line in layout.lines]

    @cached_property
    def height(self) -> float:
        return median([line.height for line in self.lines] or [0.0]) or 1.0

    @cached_property
    def width(self) -> float:
        return max((line.right for line in self.lines), default=0.0) or 1.0

    @cached_property
    def bottom(self) -> float:
        return max((line.bottom for line in self.lines), default=0.0) or 1.0

    def row_before(self, number: int) -> list[str]:
        """Words that stand left of a line, on the same row of the page."""
        own = self.lines[number]
        beside = [
            (line.left, i)
            for i, line in enumerate(self.lines)
            if i != number and line.left < own.left and _overlap(line, own)
        ]
        return [word for _, i in sorted(beside) for word in self.words[i]]

    def size(self, number: int) -> float:
        """The height of a line, the median of the page being 1."""
        return self.lines[number].height / self.height

    def gap(self, upper: int, lower: int) -> float:
        """The white between two lines, in median heights."""
        return (self.lines[lower].top - self.lines[upper].bottom) / self.height


def marks_of(layout: Layout, kind: Kind, found: Sequence[Candidate]) -> list[list[str]]:
    """What is seen of each candidate."""
    view = View(layout)
    if isinstance(kind, Lines):
        return [_place(view, x) + _run(view, x) for x in found]
    if isinstance(kind, Names | OneOf | Term):
        counts = Counter(x.value for x in found)
        return [_phrase(view, x, counts[x.value]) for x in found]
    ranks = _ranks(found, amounts=isinstance(kind, Amount))
    near: dict[int, list[str]] = {}
    for x in found:
        if x.first not in near:
            near[x.first] = _place(view, x) + _around(view, x.first)
    return [near[x.first] + _inline(view, x) + rank for x, rank in zip(found, ranks, strict=True)]


def _overlap(one: Line, two: Line) -> bool:
    shared = min(one.bottom, two.bottom) - max(one.top, two.top)
    return shared > 0.5 * min(one.height, two.height)


def _step(name: str, value: float, steps: Sequence[float]) -> str:
    return f"{name}{bisect_right(steps, value)}"


def _place(view: View, x: Candidate) -> list[str]:
    first = view.lines[x.first]
    return [
        _step("top", first.top / view.bottom, _TENTHS),
        _step("left", first.left / view.width, _TENTHS),
        _step("line", x.first, _FEW),
        _step("end", len(view.lines) - x.last - 1, _FEW),
        _step("size", view.size(x.first), _SIZES),
    ]


def _around(view: View, number: int) -> list[str]:
    """Words of the lines before and after."""
    names = []
    for step in (1, 2, 3):
        if number >= step:
            names += [f"-{step}:{w}" for w in view.words[number - step]]
        if number + step < len(view.lines):
            names += [f"+{step}:{w}" for w in view.words[number + step]]
    names += [f"U:{name[3:]}" for name in names if name[0] == "-"]
    return list(dict.fromkeys(names))


def _inline(view: View, x: Candidate) -> list[str]:
    line, start = view.lines[x.first].text, view.layout.starts[x.first]
    before = view.row_before(x.first) + words(line[: x.start - start])
    names = [f"L:{w}" for w in before] + [f"LL:{a}_{b}" for a, b in pairwise(before)]
    names += [f"L1:{before[-1]}"] if before else ["L:<"]
    names += [f"R:{w}" for w in words(line[x.end - start :])[:8]]
    names.append(f"s:{shape(line[x.start - start : x.end - start])}")
    return list(dict.fromkeys(names))


def _phrase(view: View, x: Candidate, times: int) -> list[str]:
    """What stands beside a phrase in running text, of what it is made, and how far down."""
    text = view.layout.text
    before = words(text[max(0, x.start - 160) : x.start])[-14:]
    after = words(text[x.end : x.end + 100])[:8]
    own = words(text[x.start : x.end])
    names = [f"L:{w}" for w in before] + [f"R:{w}" for w in after] + [f"W:{w}" for w in own]
    names += [f"L{i}:{w}" for i, w in enumerate(reversed(before[-4:]))]
    names += [f"R{i}:{w}" for i, w in enumerate(after[:4])]
    names += [f"LL:{a}_{b}" for a, b in pairwise(before)]
    names += [f"first:{w}" for w in own[:1]] + [f"last:{w}" for w in own[-1:]]
    names += [_step("count", len(own), _FEW), _step("times", times, _FEW)]
    names += [_step("at", x.start / 400, _FEW), _step("place", x.start / len(text), _TENTHS)]
    names += [f"s:{shape(text[x.start : x.end])}", f"capitals{text[x.start : x.end].isupper()}"]
    return list(dict.fromkeys(names))


def _run(view: View, x: Candidate) -> list[str]:
    """Words of the first, last and all lines of a run, and of the lines around it."""
    said = view.words[x.first : x.last + 1]
    last = words(view.layout.text[max(x.start, view.layout.starts[x.last]) : x.end])
    said = [*said[:-1], last]
    names = [f"F:{w}" for w in said[0]] + [f"Z:{w}" for w in last]
    names += [f"A:{w}" for ws in said for w in ws] + [f"M:{ws[-1]}" for ws in said[:-1] if ws]
    names += [f"F1:{w}" for w in said[0][:1]] + [f"Z1:{w}" for w in last[-1:]]
    names += [f"P:{w}" for w in view.words[x.first - 1]] if x.first else ["P:<"]
    names += [f"P1:{w}" for w in view.words[x.first - 1][-1:]] if x.first else []
    follows = x.last + 1 < len(view.lines)
    names += [f"N:{w}" for w in view.words[x.last + 1]] if follows else ["N:>"]
    names += [f"N1:{w}" for w in view.words[x.last + 1][:1]] if follows else []
    names += [f"fs:{shape(view.lines[x.first].text)}", f"zs:{shape(view.lines[x.last].text)}"]
    whole = x.end == view.layout.starts[x.last] + len(view.lines[x.last].text)
    names += [f"count{x.last - x.first}", f"whole{whole}"]
    names.append(_step("letters", len(x.value) / 10, _FEW))
    return list(dict.fromkeys(names + _edges(view, x)))


def _edges(view: View, x: Candidate) -> list[str]:
    """How the type and the white change at both ends of a run, and within it."""
    names = []
    if x.first:
        names.append(_step("gap-", view.gap(x.first - 1, x.first), _GAPS))
        names.append(_step("size-", view.size(x.first) / _positive(view.size(x.first - 1)), _SIZES))
    if x.last + 1 < len(view.lines):
        names.append(_step("gap+", view.gap(x.last, x.last + 1), _GAPS))
        names.append(_step("size+", view.size(x.last) / _positive(view.size(x.last + 1)), _SIZES))
    inner = [view.gap(i, i + 1) for i in range(x.first, x.last)]
    if inner:
        names.append(_step("gap", max(inner), _GAPS))
    return names


def _positive(size: float) -> float:
    return size if size > 0 else 1.0


def _ranks(found: Sequence[Candidate], *, amounts: bool) -> list[list[str]]:
    """How often and where in the order a value occurs; of amounts, how it stands to others."""
    counts, seen = Counter(x.value for x in found), Counter[str]()
    names = []
    for number, x in enumerate(found):
        names.append(
            [
                _step("times", counts[x.value], _FEW),
                _step("before", seen[x.value], _FEW),
                _step("from", number, _FEW),
                _step("to", len(found) - number - 1, _FEW),
            ]
        )
        seen[x.value] += 1
    if amounts:
        told = _sums({x.value for x in found})
        names = [own + told[x.value] for own, x in zip(names, found, strict=True)]
    return names


def _sums(values: set[str]) -> dict[str, list[str]]:
    """Whether amounts are differences (cash less change) or sums of others, and their rank."""
    cents = {value: round(float(value) * 100) for value in values}
    every = set(cents.values())
    positive = sorted((c for c in every if c > 0), reverse=True)
    found = {}
    for value, own in cents.items():
        paid = sum(p - own in every for p in positive if p > own)
        parts = sum(own - p in every for p in positive if p <= own)
        larger = sum(c > own for c in positive)
        zero = "0" if own == 0 else "-" if own < 0 else "+"
        found[value] = [
            f"sign{zero}",
            _step("paid", paid, _FEW),
            _step("parts", parts, _FEW),
            _step("larger", larger, _FEW),
            f"paid{min(paid, 2)}larger{min(larger, 4)}",
            f"rounded{own % 5 == 0}",
        ]
    return found
