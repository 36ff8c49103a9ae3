from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tandem.search import Document, read_markdown
from tests.search.strategies import documents

PAGE = """---
title: "A page"
author: Ann
---
Intro text
on two lines.

Serve
=====

1. one
   more

2. two
After a list.

## Limits ##
> quoted
> twice

| name | size |
|:-----|-----:|
| a\\|b | 2 |

```python
# not a heading

| not | a table |
```
![A cat](cat.png "title")
### Deep
End.
"""


def test_every_kind_of_element_is_found_in_its_place() -> None:
    document = read_markdown(PAGE, "p")
    found = [(e.kind, document.read(e).split("\n")[0], e.headings) for e in document.elements]
    limits = ("Serve", "Limits")
    assert found == [
        ("paragraph", "Intro text", ()),
        ("heading", "Serve", ("Serve",)),
        ("list", "1. one", ("Serve",)),
        ("heading", "## Limits ##", limits),
        ("quote", "> quoted", limits),
        ("table", "| name | size |", limits),
        ("code", "```python", limits),
        ("image", '![A cat](cat.png "title")', limits),
        ("heading", "### Deep", (*limits, "Deep")),
        ("paragraph", "End.", (*limits, "Deep")),
    ]
    table, image = document.elements[5], document.elements[7]
    assert table.rows == (("name", "size"), ("a|b", "2"))
    assert (image.caption, image.target) == ("A cat", "cat.png")


def test_front_matter_is_metadata_and_gives_the_title() -> None:
    document = read_markdown(PAGE, "p")
    assert document.title == "A page"
    assert document.metadata == {"title": '"A page"', "author": "Ann"}
    assert read_markdown("# First\n# Second", "p").title == "First"
    assert read_markdown("---\nno end", "p").metadata == {}


def test_the_text_is_the_file_s_own() -> None:
    assert read_markdown(PAGE, "p").text == PAGE


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("text\n# Heading", ["paragraph", "heading"]),
        ("#no heading", ["paragraph"]),
        ("# ", ["paragraph"]),
        ("~~~\nopen to the end\n# x", ["code"]),
        ("````\n```\n# x\n````", ["code"]),
        ("a | b\nc | d", ["paragraph"]),
        ("---", ["paragraph"]),
        ("- a\n\n- b\n\nc", ["list", "paragraph"]),
        ("    # indented", ["paragraph"]),
    ],
)
def test_what_only_looks_like_something_else(text: str, kinds: list[Any]) -> None:
    assert [element.kind for element in read_markdown(text, "p").elements] == kinds


@given(documents())
def test_elements_hold_all_the_text_in_order(document: Document) -> None:
    place = 0
    for element in document.elements:
        assert document.text[place : element.start].strip() in ("", "---") or not place
        assert element.start >= place
        assert element.end > element.start
        place = element.end
    assert document.text[place:].strip() == ""
