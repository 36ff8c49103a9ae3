from __future__ import annotations

from tandem.search import Place


def test_a_place_is_named_by_its_definition_or_by_its_file() -> None:
    inside = Place("a.py", 1, 2, "A.f", "method", "", "code", 0, 4)
    assert inside.id == "a.py:A.f"
    assert Place("a.py", 1, 2, "", "module", "", "code", 0, 4).id == "a.py"
