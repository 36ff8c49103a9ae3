"""Candidate: a stretch of a document that may be the value of a field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """Characters ``start`` to ``end`` of a layout's text, in lines ``first`` to ``last``.

    ``value`` is what they say in the form that records keep: a date as 2018-12-25.
    """

    value: str
    start: int
    end: int
    first: int
    last: int
