from __future__ import annotations

from tandem.search import Citation, Passage
from tandem.search.answer.contract import cite, source_of


def test_a_citation_covers_what_begins_within_it() -> None:
    cited = Citation("d", 10, 20, "0123456789")
    assert cited.covers(Citation("d", 10, 12, "01"))
    assert cited.covers(Citation("d", 19, 25, "9"))
    assert not cited.covers(Citation("d", 20, 22, "x"))
    assert not cited.covers(Citation("e", 10, 12, "01"))


def test_without_a_place_words_decide() -> None:
    cited = Citation("d", 10, 20, "The Tower of London")
    assert cited.covers(Citation("d", 0, 0, "tower"))
    assert not cited.covers(Citation("d", 0, 0, "bridge"))


def test_a_passage_is_cited_with_offsets_of_its_document() -> None:
    passage = Passage("d#5", "T", "one two", 1.0, document="d", start=5, end=12, page=3)
    assert cite(passage, 4, 7) == Citation("d", 9, 12, "two", "T", 3)
    assert source_of(Passage("x", "", "", 0.0)) == "x"
