from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.search import Recursive, Syntax, read_markdown
from tandem.search.parse.text import read_code
from tests.search.code.test_module import SOURCES

LONG = '''import os


def small():
    """Small one."""
    return 1


class Large:
    """Has methods."""

    limit = 3

    def first(self):
        return [1, 2, 3, 4, 5, 6, 7, 8]

    def second(self):
        return [1, 2, 3, 4, 5, 6, 7, 8]


small()
'''


def test_a_function_is_a_chunk_and_a_long_class_is_divided_into_its_methods() -> None:
    chunks = Syntax(size=40).split(read_code(LONG, "pkg/a.py", "python"))
    assert [chunk.text.split("\n")[0] for chunk in chunks] == [
        "import os",
        "def small():",
        "class Large:",
        "def first(self):",
        "def second(self):",
        "small()",
    ]
    assert [chunk.title for chunk in chunks] == [
        "pkg/a.py",
        "pkg/a.py: small",
        "pkg/a.py: Large",
        "pkg/a.py: Large.first",
        "pkg/a.py: Large.second",
        "pkg/a.py",
    ]
    assert chunks[1].metadata == {
        "language": "python",
        "symbol": "small",
        "kind": "function",
        "docstring": "Small one.",
        "imports": "import os",
    }


def test_a_class_that_fits_is_whole_and_a_long_function_is_cut_at_lines() -> None:
    document = read_code(LONG, "a.py", "python")
    assert "def second" in Syntax(size=200).split(document)[2].text
    body = "def f():\n" + "".join(f"    x{i} = {i}\n" for i in range(40))
    chunks = Syntax(size=30).split(read_code(body, "a.py", "python"))
    assert len(chunks) > 3
    assert {chunk.title for chunk in chunks} == {"a.py: f"}
    assert all(chunk.text.startswith(("def", "x")) for chunk in chunks)


@given(
    st.sampled_from(sorted(SOURCES)),
    st.integers(1, 60),
    st.lists(st.integers(0, 300), max_size=4),
)
def test_chunks_are_the_text_itself_whole_and_within_size(
    language: str, size: int, cuts: list[int]
) -> None:
    text = SOURCES[language] * 2
    for place in cuts:
        text = text[:place] + "}\n" + text[place + 3 :]
    document = read_code(text, "a", language)
    place = 0
    for chunk in Syntax(size=size).split(document):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert document.text[place : chunk.start].strip() == ""
        assert chunk.tokens <= size
        place = chunk.end
    assert document.text[place:].strip() == ""


@pytest.mark.parametrize("text", ["# A\n\nOne two three. Four five six.", ""])
def test_prose_is_cut_as_by_the_default(text: str) -> None:
    document = read_markdown(text, "d")
    assert Syntax(size=8).split(document) == Recursive(size=8).split(document)


def test_the_contract() -> None:
    check(Syntax(size=40), inputs=[read_code(LONG, "a.py", "python")])
