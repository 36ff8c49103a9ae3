from __future__ import annotations

import pytest

from tandem.search import Answer, Citation, Passage
from tandem.search.answer.dispute import disputed, numbers

NEW, OLD = "2026-03-01T00:00:00+00:00", "2024-03-01T00:00:00+00:00"


def passage(document: str, text: str, changed: str = "") -> Passage:
    metadata = {"changed": changed} if changed else {}
    return Passage(
        f"{document}#0", "", text, 1.0, document=document, end=len(text), metadata=metadata
    )


def answer(of: Passage, *more: Citation) -> Answer:
    first = Citation(of.document, 0, len(of.text), of.text)
    return Answer(f"{of.text} [1]", [first, *more], 0.9, "short")


def test_the_newer_statement_comes_first_and_the_older_is_called_so() -> None:
    old = passage("old", "Goods may be sent back within 30 days.", OLD)
    new = passage("new", "Thanks. Goods may be sent back within 14 days.", NEW)
    found = disputed(answer(old), [old, new], 0.6)
    assert found.text == f"Goods may be sent back within 14 days. [1] Earlier: {old.text} [2]"
    assert [(c.document, c.start) for c in found.citations] == [("new", 8), ("old", 0)]
    assert found.short == "14"
    assert found.confidence == 0.9
    kept = disputed(answer(new), [old, new], 0.6)
    assert kept.text.index("14 days") < kept.text.index("30 days")
    assert kept.short == "short"


@pytest.mark.parametrize("dates", [("", ""), (OLD, OLD), ("", NEW)])
def test_statements_of_one_age_or_none_are_both_shown(dates: tuple[str, str]) -> None:
    one = passage("one", "The tower is 45 metres high.", dates[0])
    two = passage("two", "The tower is 54 metres high.", dates[1])
    found = disputed(answer(one), [one, two], 0.6)
    assert found.text == f"{one.text} [1] Another document says: {two.text} [2]"
    assert [c.document for c in found.citations] == ["one", "two"]


@pytest.mark.parametrize(
    "text",
    [
        "The tower is 45 metres high.",  # the same
        "The tower is 45 metres high and 12 wide.",  # more, not otherwise
        "The tower is tall.",
        "The bridge of Avon was built in 1864 by monks.",
    ],
)
def test_what_says_the_same_or_something_else_is_no_rival(text: str) -> None:
    one, two = passage("one", "The tower is 45 metres high."), passage("two", text)
    assert disputed(answer(one), [one, two], 0.6) == answer(one)


def test_a_document_does_not_contradict_itself_and_long_answers_stay() -> None:
    one = passage("one", "In 2019 it had 40 seats.")
    here = passage("one", "In 2020 it had 50 seats.")
    two = passage("two", "In 2021 it had 60 seats.")
    assert disputed(answer(one), [one, here], 0.5) == answer(one)
    several = answer(one, Citation("one", 0, 2, "In"))
    assert disputed(several, [one, two], 0.5) == several


def test_numbers_keep_their_marks() -> None:
    assert numbers("At 10:30, 1,200 of 3.5.") == {"10:30", "1,200", "3.5"}
