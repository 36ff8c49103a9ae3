from __future__ import annotations

import pytest

from tandem.search.code.definition import Definition, read_definitions
from tandem.search.document import Document
from tandem.search.parse.text import read_code

FILES = {
    "shop.py": '''"""Selling things."""

LIMIT = 3


class Basket:
    """What somebody buys.

    It is emptied at night.
    """

    def close(self):
        return pay([1])


def pay(items):
    """Take the money."""
    return sum(items)
''',
    "tests/test_shop.py": "from shop import Basket, pay\n\n\n"
    "def test_nobody_pays_twice():\n    assert pay([1])\n",
    "queue.go": "// A queue of letters.\npackage queue\n\n// Push appends.\nfunc Push() {}\n",
}


@pytest.fixture(scope="module")
def found() -> dict[str, Definition]:
    documents = [
        read_code(text, path, "go" if path.endswith("go") else "python")
        for path, text in FILES.items()
    ]
    other = Document("notes.md", "def nothing(): ...")
    return {f"{one.path}:{one.symbol}": one for one in read_definitions([*documents, other])}


def test_every_definition_and_the_head_of_every_file_is_read(found: dict[str, Definition]) -> None:
    assert list(found) == [
        "shop.py:",
        "shop.py:Basket",
        "shop.py:Basket.close",
        "shop.py:pay",
        "tests/test_shop.py:",
        "tests/test_shop.py:test_nobody_pays_twice",
        "queue.go:",
        "queue.go:Push",
    ]
    for one in found.values():
        assert one.text == FILES[one.path][one.start : one.end]
    assert "LIMIT" in found["shop.py:"].text
    assert "class" not in found["shop.py:"].text


def test_docstrings_are_whole_and_files_speak_of_themselves(found: dict[str, Definition]) -> None:
    assert "emptied at night" in found["shop.py:Basket"].docstring
    assert found["shop.py:pay"].module == "Selling things."
    assert "A queue of letters" in found["queue.go:Push"].module
    assert "Push appends" in found["queue.go:Push"].docstring


def test_callers_speak_for_what_they_call(found: dict[str, Definition]) -> None:
    pay = found["shop.py:pay"]
    assert pay.calls == 2
    assert "test_nobody_pays_twice" in pay.callers
    assert "Basket.close" in pay.about
    assert found["shop.py:Basket"].calls == 0


def test_names_and_titles(found: dict[str, Definition]) -> None:
    assert found["shop.py:Basket.close"].name == "close"
    assert found["shop.py:Basket.close"].title == "shop.py: Basket.close"
    assert (found["shop.py:"].name, found["shop.py:"].title) == ("shop", "shop.py")
