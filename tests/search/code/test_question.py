from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.search.code import CodeQuestion, read_code_question

KNOWN = frozenset(
    "promote digest run Channels Channels.promote write_atomic src/a.py:run Basket call".split()
)


def read(text: str) -> CodeQuestion:
    return read_code_question(text, KNOWN.__contains__)


@pytest.mark.parametrize(
    ("text", "wanted", "name"),
    [
        ("Where is write_atomic?", "where", "write_atomic"),
        ("where is promote defined", "where", "promote"),
        ("which function writes a file", "where", ""),
        ("Who calls promote?", "callers", "promote"),
        ("callers of Channels.promote", "callers", "Channels.promote"),
        ("callers of Channels::promote", "callers", "Channels.promote"),
        ("where is digest() used", "callers", "digest"),
        ("what calls `run` in this place", "callers", "run"),
        ("what does Channels.promote call?", "callees", "Channels.promote"),
        ("What breaks if I change write_atomic(path, data)?", "impact", "write_atomic"),
        ("what would break if we rename src/a.py:run", "impact", "src/a.py:run"),
        ("what depends on digest", "impact", "digest"),
        ("how does Channels.promote work", "how", "Channels.promote"),
        ("promote", "how", "promote"),
        ("how do I run a digest of something", "how", ""),
        ("who calls nobody_knows", "callers", ""),
        ("", "how", ""),
    ],
)
def test_what_is_wanted_and_of_what(text: str, wanted: str, name: str) -> None:
    found = read(text)
    assert (found.wanted, found.name) == (wanted, name)


@given(st.text())
def test_a_name_is_always_a_known_one(text: str) -> None:
    assert read(text).name in {*KNOWN, ""}
