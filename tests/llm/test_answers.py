from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.llm.answers import InCatalog, InMemory, Kept
from tandem.record import Catalog


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def kept(key: str, text: str = "x", expires: float = 200.0) -> Kept:
    return Kept.of(key, "s", text, 0.5, expires, b"\x00\x01")


def test_every_field_is_under_the_hash() -> None:
    entry = kept("k")
    assert entry.sound
    changes = {"key": "l", "scope": "t", "text": "y", "cost": 0.0, "expires": 1.0, "vector": b""}
    for name, value in changes.items():
        assert not replace(entry, **{name: value}).sound  # type: ignore[arg-type]  # of its field's type


@pytest.fixture(params=["memory", "catalog"])
def both(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[InMemory | InCatalog, Clock]]:
    clock = Clock()
    if request.param == "memory":
        yield InMemory(3, clock), clock
        return
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    yield InCatalog(catalog, clock), clock
    catalog.close()


def test_what_was_put_is_found_until_it_expires(both: tuple[InMemory | InCatalog, Clock]) -> None:
    answers, clock = both
    assert answers.get("k") is None
    answers.put(kept("k"))
    answers.put(kept("k", "newer"))
    assert answers.get("k") == kept("k", "newer")
    clock.now = 200.0
    assert answers.get("k") is None


def test_what_was_dropped_is_gone(both: tuple[InMemory | InCatalog, Clock]) -> None:
    answers, _ = both
    answers.put(kept("k"))
    answers.drop("k")
    answers.drop("never")
    assert answers.get("k") is None


def test_memory_forgets_the_least_used() -> None:
    answers = InMemory(2, Clock())
    for key in "ab":
        answers.put(kept(key))
    assert answers.get("a") is not None
    answers.put(kept("c"))
    assert answers.get("b") is None
    assert answers.get("a") is not None


def test_a_catalog_tells_what_is_new(catalog: Catalog) -> None:
    clock = Clock()
    answers = InCatalog(catalog, clock)
    answers.put(kept("a"))
    found, written = answers.since("s", 0.0)
    assert [entry.key for entry in found] == ["a"]
    clock.now += 1
    answers.put(kept("b"))
    assert [entry.key for entry in answers.since("s", written + 0.5)[0]] == ["b"]
    assert answers.since("other", 0.0) == ([], 0.0)
