from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tandem.core import Rows, replace
from tandem.data import Dataset, write_records
from tandem.deliver import memo
from tandem.deliver.memo import memo_key, recall, remember
from tandem.errors import Corrupt, NotFitted
from tandem.record import Store
from tests.deliver.parts import Leaf, Tree
from tests.deliver.samples import shift

PACKAGE = "tests.deliver"
DATA = [1.0, 2.0]


def key(store: Store, part: Any = None, data: Any = DATA) -> str:
    return memo_key(part if part is not None else Leaf(), data, store, PACKAGE)


def tree(*values: float | None, best: Leaf | None = None) -> Tree:
    leaves = [Leaf() if value is None else Leaf().evolve(value=value) for value in values]
    return Tree(queue=list(leaves), named={}, best=best)


def test_equal_causes_have_one_key(store: Store, tmp_path: Path) -> None:
    assert key(store) == key(store, Leaf(scale=1.0), [1.0, 2.0])
    with Store.open(tmp_path / "other") as other:
        assert key(store) == key(other)


def test_a_dataset_counts_by_its_content(store: Store, tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Item:
        price: float

    items = [Item(1.0), Item(2.0)]
    write_records(tmp_path / "items.csv", items)
    read = Dataset.read(tmp_path / "items.csv", Item)
    assert key(store, data=read) == key(store, data=Dataset.of(items))
    assert key(store, data=read) != key(store, data=Dataset.of(items[:1]))


def test_every_cause_counts(store: Store) -> None:
    causes = [
        (Leaf(), DATA),
        (Leaf(scale=2.0), DATA),
        (Leaf().evolve(value=5.0), DATA),
        (Leaf(), [2.0, 1.0]),
        (Leaf(), [1.0, 2.0, 2.0]),
        (Leaf(), [1.0, float("nan")]),
        (Leaf(), [1.0, None]),
        (Leaf(), Rows(DATA, DATA)),
        (Leaf(), Rows(DATA, DATA, ["a", "b"])),
        (tree(1.0), DATA),
        (tree(1.0, None), DATA),
        (tree(1.0, 2.0), DATA),
        (tree(2.0, 1.0), DATA),
        (tree(1.0, best=Leaf()), DATA),
        (tree(1.0, best=Leaf(scale=3.0)), DATA),
    ]
    assert len({key(store, part, data) for part, data in causes}) == len(causes)


def test_the_source_of_every_class_in_the_subtree_counts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tree(1.0)
    before = key(store, part)
    known = memo.sources

    def changed(cls: type, package: str) -> dict[str, str]:
        return known(cls, package) | ({"numpy": "9"} if cls is Leaf else {})

    monkeypatch.setattr(memo, "sources", changed)
    assert key(store, part) != before


def test_the_package_name_does_not_count(store: Store, tmp_path: Path) -> None:
    one, two = shift(tmp_path, "one"), shift(tmp_path, "two")
    assert one.package != two.package
    keys = {
        memo_key(loaded.project.system.first, DATA, store, loaded.package) for loaded in (one, two)
    }
    assert len(keys) == 1


def test_the_folder_of_data_counts_by_its_files(store: Store, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text("1")
    assert key(store, data=tmp_path / "a") == key(store, data=tmp_path / "b")
    before = key(store, data=tmp_path / "a")
    (tmp_path / "a" / "x.csv").write_text("2")
    assert key(store, data=tmp_path / "a") != before


def test_what_was_remembered_is_recalled(store: Store) -> None:
    assert recall("k", store, PACKAGE) is None
    fitted = remember("k", "part", Leaf(scale=2.0).fit(DATA), store, PACKAGE)
    again = recall("k", store, PACKAGE)
    assert isinstance(again, Leaf)
    assert isinstance(fitted, Leaf)
    assert (again.scale, again.value) == (fitted.scale, fitted.value) == (2.0, 6.0)


def test_a_part_that_is_not_fitted_is_not_remembered(store: Store) -> None:
    with pytest.raises(NotFitted, match=r"part\.value"):
        remember("k", "part", Leaf(), store, PACKAGE)
    assert recall("k", store, PACKAGE) is None


def test_remembering_again_replaces(store: Store) -> None:
    remember("k", "part", Leaf().evolve(value=1.0), store, PACKAGE)
    remember("k", "part", Leaf().evolve(value=2.0), store, PACKAGE)
    again = recall("k", store, PACKAGE)
    assert isinstance(again, Leaf)
    assert again.value == 2.0


def test_a_damaged_state_is_not_recalled(store: Store) -> None:
    remember("k", "part", Leaf().evolve(value=1.5), store, PACKAGE)
    path = store.blobs.path(store.blobs.put(b"1.5"))
    path.chmod(0o644)
    path.write_bytes(b"2.5")
    with pytest.raises(Corrupt):
        recall("k", store, PACKAGE)


def test_a_variant_differs_from_its_origin(store: Store) -> None:
    part = tree(1.0)
    assert key(store, part) != key(store, replace(part, best=Leaf().evolve(value=1.0)))
