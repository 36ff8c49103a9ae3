"""What is read in place of small passages that were found: their parents, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tandem.search.document import Span
from tandem.search.index.entry import Entry
from tandem.search.index.live import View


@dataclass(frozen=True)
class Reading:
    """A piece to read, the best ``entry`` that led to it, and all ``hits`` that lie in it."""

    entry: Entry
    span: Span
    hits: tuple[Span, ...]


def readings(
    view: View, entries: Iterable[Entry], access: Sequence[str], limit: int
) -> list[Reading]:
    """The parents of entries, best first, until there are ``limit``.

    Parents of one document that overlap become one, at the place of the best. A parent that
    holds a passage which the asker may not read is not shown: its child stands for itself.
    """
    found: list[Reading] = []
    for entry in entries:
        hit = Span(entry.start, entry.end, entry.text)
        span = entry.parent or hit
        if span is not hit and not view.may_read(entry, span.start, span.end, access):
            span = hit
        joined = Reading(entry, span, () if entry.parent is None else (hit,))
        apart: list[Reading] = []
        place = None
        for other in found:
            if _overlap(other, joined):
                place = len(apart) if place is None else place
                joined = _join(other, joined)
            else:
                apart.append(other)
        if place is None and len(found) == limit:
            break
        apart.insert(len(apart) if place is None else place, joined)
        found = apart
    return found


def _overlap(one: Reading, two: Reading) -> bool:
    same = one.entry.document == two.entry.document
    return same and one.span.start < two.span.end and two.span.start < one.span.end


def _join(better: Reading, other: Reading) -> Reading:
    first, last = sorted((better.span, other.span), key=lambda span: span.start)
    text = first.text + last.text[max(0, first.end - last.start) :]
    span = Span(first.start, max(first.end, last.end), text)
    return replace(better, span=span, hits=better.hits + other.hits)
