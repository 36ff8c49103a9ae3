from __future__ import annotations

import pytest

from tandem.errors import DefinitionError
from tandem.search.ingest import Content, Item, Source


def test_what_a_source_lists_with_its_bytes_needs_no_read() -> None:
    content = Content(b"text", "a.txt")
    assert Source().read(Item("a", content=content)) is content


def test_a_source_without_its_methods_says_so() -> None:
    class Half(Source):
        pass

    with pytest.raises(DefinitionError, match="Half has no items"):
        Half().items()
    with pytest.raises(DefinitionError, match="Half has no read"):
        Half().read(Item("a"))
