"""Kinds of values: how one is found in a document, and what its text means."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from tandem.search.extract.candidate import Candidate
from tandem.search.extract.layout import Layout
from tandem.search.extract.phrases import Names, OneOf, Term
from tandem.search.extract.several import Several

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
_DATE: Final = re.compile(
    r"(?<!\d)(?<!\d[/.:-])(?:"
    r"\d{1,2}\s?([/.-])\s?\d{1,2}\s?\1\s?(?:(?:19|20)\d{2}|\d{2})"
    r"|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: day)?(?: of)?[ /-]?{_MONTH}[ ,./-]*"
    r"(?:(?:19|20)\d{2}|\d{2})"
    rf"|{_MONTH}[ ./-]*\d{{1,2}}(?:st|nd|rd|th)?[, ]+(?:19|20)\d{{2}}"
    r"|20[0-3]\d[01]\d[0-3]\d|[0-3]\d[01]\d20[0-3]\d)(?!\d)(?!-\d)",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(
    r"(?<![\d.,/-])(?:(?:RM|[$€£])\s?)?-?\d{1,3}(?:[, ]?\d{3})*[.,]\s?\d{2}(?![\d/])"
)
_NUMBERED: Final = re.compile(
    r"\s*(?:[\[(]?\b(?:CO\.? ?)?REG.*|\([^()]*\d{3,}[^()]*\)"
    r"|[\[(]?\d{3,8}\s?-?\s?[A-Z]?[\])]?)[,.]?(?:\s*\(\w+\))?$",
    re.IGNORECASE,
)


class Date(msgspec.Struct, frozen=True, tag=True):
    """A calendar day, read as ISO 8601. ``day_first`` says which of 3/4/2018 is the day."""

    day_first: bool = True

    def find(self, layout: Layout) -> list[Candidate]:
        """Every date of the document that the calendar has."""
        return _matches(layout, _DATE, self.read)

    def read(self, text: str) -> str | None:
        """The day, or ``None`` where the text is not one.

        >>> Date().read("25/12/2018"), Date().read("4 Mar 18"), Date().read("31.02.2018")
        ('2018-12-25', '2018-03-04', None)
        """
        parts = _date_parts(text, day_first=self.day_first)
        try:
            return date(*parts).isoformat() if parts else None
        except ValueError:
            return None

    def key(self, value: str) -> str:
        """What two values share that are the same."""
        return value


class Amount(msgspec.Struct, frozen=True, tag=True):
    """A sum of money with two decimals, read without its currency."""

    def find(self, layout: Layout) -> list[Candidate]:
        """Every amount of the document."""
        return _matches(layout, _AMOUNT, self.read)

    def read(self, text: str) -> str | None:
        """The amount, or ``None`` where the text is not one.

        >>> Amount().read("RM 1,234.50"), Amount().read("free")
        ('1234.50', None)
        """
        digits = re.sub(r"\D", "", text)
        if len(digits) < 3:
            return None
        sign = "-" if "-" in text else ""
        return f"{sign}{int(digits[:-2])}.{digits[-2:]}"

    def key(self, value: str) -> str:
        """What two values share that are the same."""
        return value


class Lines(msgspec.Struct, frozen=True, tag=True):
    """Up to ``most`` lines that follow each other, within the first ``within`` of a document.

    ``numbers_off`` proposes each run also without the registration number that ends it.
    """

    most: int = 3
    within: int = 20
    numbers_off: bool = False

    def find(self, layout: Layout) -> list[Candidate]:
        """Every run of lines."""
        found = []
        lines, starts = layout.lines[: self.within + self.most], layout.starts
        for first in range(min(len(lines), self.within)):
            for last in range(first, min(len(lines), first + self.most)):
                start, end = starts[first], starts[last] + len(lines[last].text)
                ends = [end]
                if self.numbers_off and (cut := _NUMBERED.search(lines[last].text)):
                    ends += [starts[last] + cut.start()] if cut.start() else []
                for stop in ends:
                    value = self.read(layout.text[start:stop])
                    if value:
                        found.append(Candidate(value, start, stop, first, last))
        return found

    def read(self, text: str) -> str | None:
        """The text with single spaces, or ``None`` where there is none."""
        return " ".join(text.split()) or None

    def key(self, value: str) -> str:
        """Letters and digits: labels and pages differ in spaces and punctuation."""
        return "".join(filter(str.isalnum, value.casefold()))


Kind = Date | Amount | Lines | Term | OneOf | Names | Several


def _matches(layout: Layout, pattern: re.Pattern[str], read: object) -> list[Candidate]:
    found = []
    for number, (line, start) in enumerate(zip(layout.lines, layout.starts, strict=True)):
        for match in pattern.finditer(line.text):
            value = read(match.group())  # type: ignore[operator]  # the kind's own reader
            if value is not None:
                at, end = start + match.start(), start + match.end()
                found.append(Candidate(value, at, end, number, number))
    return found


def _date_parts(text: str, *, day_first: bool) -> tuple[int, int, int] | None:
    """Year, month and day as they are written."""
    month = re.search(_MONTH, text, re.IGNORECASE)
    numbers = re.findall(r"\d+", text)
    if month is not None and len(numbers) == 2:
        day, year = numbers
        return _year(year), _MONTHS.index(month.group()[:3].lower()) + 1, int(day)
    if len(numbers) == 1 and len(numbers[0]) == 8:
        return _solid(numbers[0])
    if len(numbers) != 3:
        return None
    if len(numbers[0]) == 4:
        return int(numbers[0]), int(numbers[1]), int(numbers[2])
    one, two, year = int(numbers[0]), int(numbers[1]), _year(numbers[2])
    day_is_one = day_first if max(one, two) <= 12 else one > 12
    return (year, two, one) if day_is_one else (year, one, two)


def _solid(digits: str) -> tuple[int, int, int]:
    """Eight digits in a row, the year first or last."""
    if digits[:2] in ("19", "20") and int(digits[4:6]) <= 12:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return int(digits[4:]), int(digits[2:4]), int(digits[:2])


def _year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else year + (2000 if year < 70 else 1900)
