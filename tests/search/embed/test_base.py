from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import pytest

from tandem import run
from tandem.errors import DefinitionError
from tandem.search import Embedder
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats


class Counting(Embedder):
    """As many dimensions as letters are looked for, and where it ran."""

    waits: ClassVar[bool] = True
    threads: ClassVar[list[int]] = []

    def embed(self, texts: Sequence[str], /) -> Floats:
        self.threads.append(threading.get_ident())
        return np.array([[t.count("a"), t.count("b")] for t in texts], dtype=np.float32)


def test_a_component_gives_plain_numbers() -> None:
    assert run(Counting(), "abba a") == [3.0, 2.0]


def test_an_embedder_that_waits_does_so_in_a_thread() -> None:
    Counting.threads.clear()
    run(Counting(), "a")
    assert threading.get_ident() not in Counting.threads
    Counting().embed_query("a")
    assert Counting.threads[-1] == threading.get_ident()


def test_a_passage_is_read_with_its_title() -> None:
    assert Counting().passage(Entry("1", "Title", "text", "d")) == "Title\ntext"
    assert Counting().passage(Entry("1", "", "text", "d")) == "text"


def test_an_embedder_without_its_methods_says_so() -> None:
    class Half(Embedder):
        """Nothing but a name."""

    for ask in (lambda: Half().digest, lambda: Half().fit([]), lambda: Half().embed([])):
        with pytest.raises(DefinitionError, match="Half has no"):
            ask()
