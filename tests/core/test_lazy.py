from __future__ import annotations

import sys

import pytest

from tandem.core.lazy import lazy


def test_a_name_is_imported_on_first_use_and_then_stands_in_the_package() -> None:
    find = lazy("tests.core", {"Add": "tests.core.parts"})
    assert find("Add").__name__ == "Add"
    assert vars(sys.modules["tests.core"])["Add"].__name__ == "Add"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"'tests\.core' has no attribute 'Nope'"):
        lazy("tests.core", {})("Nope")
