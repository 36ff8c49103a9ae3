"""Sentences with their exact places in a text: what an answer quotes and a citation points at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FENCE: Final = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.M | re.S
)
_BREAK: Final = re.compile(r"\n[ \t]*(?:\n|(?=[-*+|>#]|\d{1,3}[.)] ))|(?<=\|)[ \t]*\n")
_MARKER: Final = re.compile(r"[ \t]*(?:[-*+>]|\d{1,3}[.)]|#{1,6})[ \t]+")
_RULE: Final = re.compile(r"[\s|:=_*-]*")
_STOP: Final = re.compile(r"(?:[.!?…]+[\"'”’)\]]*|[。！？]+)(?=\s|$|(?<=[。！？]))")
_SHORT: Final = frozenset(
    "mr mrs ms dr st prof sr jr vs etc no vol fig eq sec ch pp gen col lt sgt capt rev hon gov sen "
    "rep inc ltd co corp dept est approx ca cf al e.g i.e a.m p.m u.s u.k jan feb mar apr jun jul "
    "aug sep sept oct nov dec".split()
)
_NEXT: Final = re.compile(r"\s+[\"'“‘(\[]*[a-z]")  # quotation marks of print


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of a text: ``text`` is exactly what stands from ``start`` to ``end``."""

    text: str
    start: int
    end: int


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of plain text or Markdown, in order, without overlap.

    An item of a list, a heading, a row of a table and a block of code are one each.
    White space, marks of lists and rulers belong to none.

    >>> [s.text for s in split_sentences("Dr. Bell came at 3.15 p.m. on Monday. He left!")]
    ['Dr. Bell came at 3.15 p.m. on Monday.', 'He left!']
    """
    found: list[Sentence] = []
    place = 0
    for block in _FENCE.finditer(text):
        found += _prose(text, place, block.start())
        found += _trimmed(text, block.start(), block.end())
        place = block.end()
    return found + _prose(text, place, len(text))


def _prose(text: str, start: int, end: int) -> list[Sentence]:
    found: list[Sentence] = []
    for left, right in _between(_BREAK, text, start, end):
        marker = _MARKER.match(text, left, right)
        if marker and "#" in marker[0]:
            line = text.find("\n", marker.end(), right)
            line = right if line < 0 else line
            found += _trimmed(text, marker.end(), line)
            left = line
        elif marker:
            left = marker.end()
        if text[left:right].lstrip().startswith("|"):
            found += _trimmed(text, left, right)
            continue
        begin = left
        for stop in _STOP.finditer(text, left, right):
            if _ends(text, begin, stop.start(), stop.end()):
                found += _trimmed(text, begin, stop.end())
                begin = stop.end()
        found += _trimmed(text, begin, right)
    return found


def _between(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [(m.start(), m.end()) for m in pattern.finditer(text, start, end)]
    starts = [start, *(right for _, right in cuts)]
    ends = [*(left for left, _ in cuts), end]
    return list(zip(starts, ends, strict=True))


def _ends(text: str, begin: int, stop: int, after: int) -> bool:
    """Whether a full stop ends the sentence, or an abbreviation or an initial before more."""
    if _NEXT.match(text, after):
        return False
    if text[stop] != ".":
        return True
    word = text[begin:stop].rsplit(None, 1)[-1:] or [""]
    bare = word[0].lstrip("\"'“‘([").lower()  # quotation marks of print
    return not (bare in _SHORT or re.fullmatch(r"[a-z](?:\.[a-z])*", bare))


def _trimmed(text: str, start: int, end: int) -> list[Sentence]:
    piece = text[start:end]
    if _RULE.fullmatch(piece):
        return []
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return [Sentence(text[start:end], start, end)]
