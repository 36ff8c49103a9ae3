from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.search.parse.delimited import read_delimited


@pytest.mark.parametrize("mark", list(",;\t|"))
def test_the_separator_is_found(mark: str) -> None:
    text = f'name{mark}size\n"a{mark} b"{mark}2\n'
    document = read_delimited(text, "folder/t.csv")
    assert document.elements[0].rows == (("name", "size"), (f"a{mark} b".strip(), "2")) or (
        mark == "\t" and document.elements[0].rows[1] == ("a b", "2")
    )


def test_a_table_stands_in_the_text_as_markdown() -> None:
    assert read_delimited("a,b\n1,2", "t.csv").text == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_field_without_end_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"t\.csv is not a table"):
        read_delimited('a,"' + "x" * 200_000, "t.csv")
