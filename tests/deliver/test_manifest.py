from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest

from tandem.deliver.manifest import Manifest, Node, StateRef
from tandem.errors import InvalidInput

LEAF = Node(".a:Leaf", {"x": 1}, {"w": StateRef("json", "b" * 64, 3)})
MANIFEST = Manifest(
    project="p",
    loop="prediction",
    root=Node(".a:Root", parts={"one": LEAF}),
    code="c" * 64,
    suite="d" * 64,
    environment={"python": "3.11.7", "numpy": "2.0"},
    tandem="0.1.0",
)


def test_the_id_is_the_sha256_of_the_content() -> None:
    assert MANIFEST.id == hashlib.sha256(MANIFEST.data).hexdigest()
    # Computed once by hand: a release made elsewhere, or years ago, has the same id.
    assert MANIFEST.id == "28ccb6404034924693b958fc4931093a6b7074e801d140a1b747bb5776e7d774"


def test_the_order_in_which_it_was_written_does_not_count() -> None:
    other = msgspec.structs.replace(MANIFEST, environment={"numpy": "2.0", "python": "3.11.7"})
    assert other.id == MANIFEST.id


@pytest.mark.parametrize(
    "change",
    [
        {"project": "q"},
        {"loop": "hybrid"},
        {"code": "e" * 64},
        {"suite": "e" * 64},
        {"environment": {"python": "3.11.7", "numpy": "2.1"}},
        {"tandem": "0.2.0"},
        {"root": Node(".a:Other", parts={"one": LEAF})},
        {"root": Node(".a:Root", parts={"two": LEAF})},
        {"root": Node(".a:Root", {"x": 1}, parts={"one": LEAF})},
        {"root": Node(".a:Root", parts={"one": msgspec.structs.replace(LEAF, parameters={})})},
        {"root": Node(".a:Root", parts={"one": msgspec.structs.replace(LEAF, states={})})},
    ],
)
def test_everything_in_it_counts(change: dict[str, Any]) -> None:
    assert msgspec.structs.replace(MANIFEST, **change).id != MANIFEST.id


def test_it_comes_back_from_json_and_nothing_else_does() -> None:
    assert Manifest.from_json(MANIFEST.data) == MANIFEST
    with pytest.raises(InvalidInput):
        Manifest.from_json(b'{"project": 1}')


def test_walk_and_blobs_reach_every_part() -> None:
    assert [path for path, _ in MANIFEST.root.walk()] == ["", "one"]
    deep = Node(".a:Top", parts={"root": MANIFEST.root})
    assert [path for path, _ in deep.walk()] == ["", "root", "root.one"]
    assert MANIFEST.blobs() == {"b" * 64, "c" * 64}
    assert deep.blobs() == {"b" * 64}
