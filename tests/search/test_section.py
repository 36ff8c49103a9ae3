from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DataMissing
from tandem.search import Section, read_markdown_sections
from tandem.search.section import markdown_sections, slug

PAGE = """Text before any heading.

# How to serve
Intro.

## Start the server ##
Run `tandem serve`.

```sh
# a comment, not a heading
tandem serve x
```

## Empty

## Limits
One.
## Limits
Two.
"""


def test_a_page_becomes_sections_named_by_their_headings() -> None:
    sections = markdown_sections(PAGE, "how-to/serve")
    assert [section.id for section in sections] == [
        "how-to/serve#top",
        "how-to/serve#how-to-serve",
        "how-to/serve#start-the-server",
        "how-to/serve#limits",
        "how-to/serve#limits-1",
    ]
    assert sections[2].title == "How to serve: Start the server"
    assert "# a comment, not a heading" in sections[2].text
    assert sections[4] == Section(
        "how-to/serve#limits-1", "How to serve: Limits", "Two.", "how-to/serve"
    )


def test_an_inner_fence_does_not_close_the_outer_one() -> None:
    text = "# A\n````md\n```\n# not a heading\n```\n````\n## B\nend"
    assert [section.id for section in markdown_sections(text, "p")] == ["p#a", "p#b"]


def test_headings_in_other_scripts_keep_their_letters() -> None:
    assert slug("Größe & Maß: 2 Dinge") == "größe-maß-2-dinge"


@given(st.text())
def test_any_text_is_read_and_ids_are_unique(text: str) -> None:
    ids = [section.id for section in markdown_sections(text, "page")]
    assert len(ids) == len(set(ids))


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# B\ntext")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.md").write_text("# C\ntext")
    (tmp_path / "a" / "ignored.txt").write_text("# D\ntext")
    assert [section.id for section in read_markdown_sections(tmp_path)] == ["a/c#c", "b#b"]


def test_a_folder_without_markdown_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="no Markdown files in"):
        read_markdown_sections(tmp_path)
