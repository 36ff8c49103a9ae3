from __future__ import annotations

import pytest

from tandem.search import read_markdown
from tandem.search.chunk.boundaries import boundaries, line_starts, sentence_starts


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["Two! Three? Four", "Three? Four", "Four"]),
        ('He said "no." Then left.', ["Then left."]),
        ("Fig. 3, e.g. by J. Doe, is v1.2 of it.", []),
        ("一つ。二つ。", ["二つ。"]),
        ("Wait... and see", ["and see"]),
    ],
)
def test_sentences_begin_after_full_stops_that_are_no_abbreviation(
    text: str, sentences: list[str]
) -> None:
    assert [text[i:] for i in sentence_starts(text)] == sentences


def test_blank_lines_begin_nothing() -> None:
    assert line_starts("a\n\n\nb\nc\n") == [4, 6]


def test_levels_go_from_main_headings_to_sentences_and_spare_what_follows_a_heading() -> None:
    text = "# A\n\nOne. Two.\n\n## B\n\nThree.\nFour.\n\n### C\n\nFive."
    levels = boundaries(read_markdown(text, "d"))
    named = [[text[i:].split("\n")[0] for i in places] for places in levels]
    assert named[0] == ["# A", "## B"]
    assert named[1] == ["# A", "## B", "### C"]
    assert named[2] == ["# A", "## B", "### C"]
    assert named[3] == ["## B", "Four.", "### C"]
    assert named[4] == ["Two.", "## B", "Four.", "### C"]
