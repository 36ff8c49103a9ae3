from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.search.answer.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("J. R. Smith met Dr. Bell at 3.15 p.m. in Room 2.", 1),
        ("He said “Go.” Then he left.", ["He said “Go.”", "Then he left."]),
        ("See fig. 3. It shows e.g. trees.", ["See fig. 3.", "It shows e.g. trees."]),
        ("# Title\nText.\n\n- one\n- two. Three.", ["Title", "Text.", "one", "two.", "Three."]),
        ("| a. b | c |\n|---|---|\n| 1 | 2 |", ["| a. b | c |", "| 1 | 2 |"]),
        ("Run:\n```sh\nmake. it\n\n```\nDone.", ["Run:", "```sh\nmake. it\n\n```", "Done."]),
        ("第一句。第二句。", ["第一句。", "第二句。"]),
        ("  \n---\n  ", []),
    ],
)
def test_sentences(text: str, sentences: list[str] | int) -> None:
    found = [sentence.text for sentence in split_sentences(text)]
    assert len(found) == sentences if isinstance(sentences, int) else found == sentences


@given(st.text(alphabet="ab .!?\n#-|`1。A\"'", max_size=120))
def test_offsets_are_exact_and_nothing_but_marks_is_lost(text: str) -> None:
    found = split_sentences(text)
    assert all(text[s.start : s.end] == s.text and s.text.strip() == s.text for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    kept = set().union(*(range(s.start, s.end) for s in found)) if found else set()
    lost = {text[i] for i in range(len(text)) if i not in kept}
    assert not lost & {"a", "b", "A", "!", "?"}
