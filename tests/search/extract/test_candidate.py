from __future__ import annotations

from tandem.search.extract import Amount, Layout, Lines


def test_a_candidate_says_which_lines_and_characters_it_is() -> None:
    layout = Layout.of("TEA 2.00\nTOTAL 2.00")
    _, total = Amount().find(layout)
    assert (total.first, total.last, layout.text[total.start : total.end]) == (1, 1, "2.00")
    both = next(x for x in Lines(most=2).find(layout) if x.last > x.first)
    assert layout.text[both.start : both.end] == layout.text
