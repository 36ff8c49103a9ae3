"""Cases."""

from __future__ import annotations

from tandem.evaluate.case import Case


def test_a_case_without_group_stands_alone() -> None:
    assert Case("a", 1).cluster == "a"
    assert Case("a", 1, group="g").cluster == "g"
