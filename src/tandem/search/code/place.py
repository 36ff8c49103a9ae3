"""A piece of source code, as it is shown to who asked for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Lines ``first`` to ``last`` of a file, counted from 1, and the definition they are of.

    ``code`` is what they say, ``text[start:end]`` of the file. ``confidence`` is 1 where
    scope and imports lead here; below that the place is one of several that a name may mean.
    ``distance`` counts calls from what was asked for. ``callers`` and ``callees`` are ids of
    definitions (``path:Name.method``); one that is not certain ends in a question mark.
    """

    path: str
    first: int
    last: int
    symbol: str
    kind: str
    docstring: str
    code: str
    start: int
    end: int
    confidence: float = 1.0
    distance: int = 0
    callers: tuple[str, ...] = ()
    callees: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the definition, or the path where it is of none."""
        return f"{self.path}:{self.symbol}" if self.symbol else self.path
