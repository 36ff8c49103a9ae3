"""What is asked of an index, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from tandem.search.document import Span


@dataclass(frozen=True)
class Query:
    """A question to an index.

    ``access`` holds the labels of the asker: passages that carry labels are found only by
    who holds one of them. ``where`` names metadata that a passage must have, each with its
    value or with several of which one must match.
    """

    text: str
    access: tuple[str, ...] = ()
    where: dict[str, str | list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Passage:
    """A section or chunk that was found, with what speaks for it.

    ``score`` is the score of the ranking that gave it, comparable within one result only;
    ``lexical`` the BM25 score and ``similarity`` the cosine (-1 to 1), comparable between
    queries. ``text`` is ``document[start:end]`` where ``end`` is not 0; ``page`` counts
    from 1, 0 where there are no pages. ``hits`` are the smaller pieces that were found, best
    first, where a larger one is read in their place.
    """

    id: str
    title: str
    text: str
    score: float
    lexical: float = 0.0
    similarity: float = 0.0
    document: str = ""
    start: int = 0
    end: int = 0
    page: int = 0
    metadata: dict[str, str] = field(default_factory=dict)
    hits: tuple[Span, ...] = ()


def as_query(query: str | Query) -> Query:
    """A bare text asks for what everyone may read."""
    return Query(query) if isinstance(query, str) else query
