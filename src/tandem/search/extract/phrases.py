"""Kinds of values in running text: names, terms, and one of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from tandem.search.extract.candidate import Candidate
from tandem.search.extract.layout import Layout

_NUMBERS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_TERM: Final = re.compile(
    rf"(?:\b(?:{'|'.join(_NUMBERS[1:])})\b[\s-]*)?(?:\(?(\d+(?:\.\d+)?)\)?)?[\s-]*"
    r"(?:full |calendar |consecutive )?\b(year|month|week|day)s?\b",
    re.IGNORECASE,
)
_TOKEN: Final = r"[A-Z0-9][\w.’'&¢/-]*"
_NAME: Final = re.compile(rf"{_TOKEN}(?:,? {_TOKEN}| (?:of|and|the|de|for|&) {_TOKEN}){{0,9}}")
_PARTS: Final = re.compile(
    r" and | & |, (?!(?:Inc|LLC|L\.L\.C|Ltd|Limited|Corp|L\.?P|LP|Co\b|N\.A|S\.A|PLC|P\.C))"
)


class Term(msgspec.Struct, frozen=True, tag=True):
    """A length of time, read as ``2 years``."""

    def find(self, layout: Layout) -> list[Candidate]:
        """Every length of time of the document."""
        return [x for m in _TERM.finditer(layout.text) if (x := _at(layout, self, *m.span()))]

    def read(self, text: str) -> str | None:
        """The number and the unit, or ``None``.

        >>> Term().read("two (2) years"), Term().read("eighteen months"), Term().read("years")
        ('2 years', '18 months', None)
        """
        match = _TERM.search(text.replace("_", " "))
        if match is None:
            return None
        words = re.findall(r"[a-z]+", match.group().casefold())
        spelt = [str(_NUMBERS.index(w)) for w in words if w in _NUMBERS]
        number = match[1] or (spelt[0] if spelt else "")
        unit = match[2].casefold()
        return f"{number} {unit}{'s' if number != '1' else ''}" if number else None

    def key(self, value: str) -> str:
        """What two values share that are the same."""
        return value


class OneOf(msgspec.Struct, frozen=True, tag=True):
    """One of ``values``, such as the states of a country, wherever it is named."""

    values: tuple[str, ...]

    def find(self, layout: Layout) -> list[Candidate]:
        """Every place where one of them is named."""
        longest = sorted(self.values, key=len, reverse=True)
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
        return [x for m in pattern.finditer(layout.text) if (x := _at(layout, self, *m.span()))]

    def read(self, text: str) -> str | None:
        """The value as the list spells it, or ``None`` where it is none of them."""
        plain = " ".join(text.replace("_", " ").split()).casefold()
        return next((value for value in self.values if value.casefold() == plain), None)

    def key(self, value: str) -> str:
        """What two values share that are the same."""
        return value


class Names(msgspec.Struct, frozen=True, tag=True):
    """Names of people and firms: runs of capitalised words in the first ``within`` characters.

    A run with "and" or a comma in it is proposed whole and in its parts.
    """

    within: int = 4_000

    def find(self, layout: Layout) -> list[Candidate]:
        """Every name, and what may be one."""
        found = {}
        for start, end in _name_spans(layout.text[: self.within]):
            x = _at(layout, self, start, end)
            if x is not None and 4 < len(x.value) < 90:
                found[start, end] = x
        return list(found.values())

    def read(self, text: str) -> str | None:
        """The name without commas, with single spaces."""
        plain = text.replace("_", " ").replace(",", "").replace("&", " and ")
        return " ".join(plain.split()).strip(" .-") or None

    def key(self, value: str) -> str:
        """Letters and digits: labels and pages differ in spaces and punctuation."""
        return "".join(filter(str.isalnum, value.casefold()))


def _name_spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _NAME.finditer(text):
        yield match.span()
        at = match.start()
        for cut in [*_PARTS.finditer(match.group()), None]:
            end = match.start() + cut.start() if cut else match.end()
            yield at, end
            at = match.start() + cut.end() if cut else end


def _at(layout: Layout, kind: Term | OneOf | Names, start: int, end: int) -> Candidate | None:
    value = kind.read(layout.text[start:end])
    if value is None:
        return None
    return Candidate(value, start, end, layout.line_at(start), layout.line_at(end - 1))
