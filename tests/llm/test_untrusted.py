from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.llm import defused

PIECES = st.lists(st.sampled_from(["<", "/", " ", "\n", "passage", "PASSAGE", ">", "x", "&lt;"]))


@given(PIECES.map("".join))
def test_no_mark_is_left_and_nothing_else_changes(text: str) -> None:
    safe = defused(text, "passage", "source")
    assert not re.search(r"<\s*/?\s*(passage|source)\b", safe, re.IGNORECASE)
    assert safe.replace("&lt;", "<") == text.replace("&lt;", "<")


@pytest.mark.parametrize("text", ["a < b", "<b>bold</b>", "<passages>", "passage>"])
def test_other_marks_stay(text: str) -> None:
    assert defused(text, "passage") == text
