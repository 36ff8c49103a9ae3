from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core import tree
from tandem.core.schema import encode_canonical
from tandem.deliver.freezing import freeze, thaw
from tandem.deliver.manifest import Group, Node, StateRef
from tandem.errors import CodeMismatch, Corrupt, DefinitionError, NotFitted, NotFound
from tandem.record import Blobs, Store
from tests.deliver.parts import Leaf, Limits, Loose, Mode, Odds, Settings, States, Tree

PACKAGE = "tests.deliver"


@pytest.fixture
def blobs(store: Store) -> Blobs:
    return store.blobs


def again(component: Any, blobs: Blobs) -> Any:
    """Frozen, through JSON as a manifest is, and thawed."""
    node = freeze(component, blobs, PACKAGE)
    stored = msgspec.json.decode(encode_canonical(node), type=Node)
    assert stored == node
    thawed = thaw(stored, blobs, PACKAGE)
    assert encode_canonical(freeze(thawed, blobs, PACKAGE)) == encode_canonical(node)
    return thawed


def test_parameters_come_back_as_their_declared_types(blobs: Blobs) -> None:
    settings = Settings(
        number=0.1,
        flag=True,
        mode=Mode.SLOW,
        limits=Limits(0.5, 2.0),
        words=("a", "ü"),
        names=frozenset({"x", "y"}),
        table={"b": [2], "a": []},
        day=date(2026, 5, 4),
        raw=b"\x00\xff",
        anything={"k": [1, None]},
    )
    thawed = again(settings, blobs)
    assert tree.parameters(thawed) == tree.parameters(settings)
    assert type(thawed.mode) is Mode
    assert type(thawed.limits) is Limits


@given(number=st.floats(allow_nan=False, allow_infinity=False), words=st.lists(st.text()))
def test_any_number_and_text_comes_back(
    number: float, words: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    blobs = Blobs(tmp_path_factory.getbasetemp() / "blobs")
    settings = Settings(number=number, words=tuple(words))
    try:
        "".join(words).encode()
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    thawed = again(settings, blobs)
    assert (thawed.number, thawed.words) == (number, tuple(words))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("number", math.nan, "nan would come back as None"),
        ("number", math.inf, "inf would come back as None"),
        ("number", "a", "expected float, got str"),
        ("anything", (1, 2), r"\(1, 2\) would come back as \[1, 2\]"),
        ("anything", Limits(1.0), "would come back as {'high': None, 'low': 1.0}"),
        ("anything", print, "builtin_function_or_method is not plain data"),
        ("anything", Path("x"), "Path is not plain data"),
        ("anything", np.ones(2), "ambiguous"),
    ],
)
def test_a_parameter_that_would_come_back_changed_is_refused(
    blobs: Blobs, name: str, value: Any, reason: str
) -> None:
    with pytest.raises(DefinitionError, match=rf"parameter Settings\.{name} cannot .*{reason}"):
        freeze(Settings(**{name: value}), blobs, PACKAGE)


def test_every_codec_comes_back_as_it_was(blobs: Blobs, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"\x01" * 10)
    (folder / "deep" / "b.txt").write_text("b")
    states = States().fit(folder)
    thawed = again(states, blobs)
    assert (thawed.plain, thawed.limits) == (states.plain, states.limits)
    assert (thawed.text, thawed.raw) == (states.text, states.raw)
    np.testing.assert_array_equal(thawed.array, states.array)
    assert thawed.array.dtype == np.float32
    assert thawed.folder != folder
    assert (thawed.folder / "a.bin").read_bytes() == b"\x01" * 10
    assert (thawed.folder / "deep" / "b.txt").read_text() == "b"


def test_a_node_names_codec_blob_and_size(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "a.bin").write_bytes(b"\x01" * 10)
    node = freeze(States().fit(tmp_path / "index"), blobs, PACKAGE)
    assert node.type == ".parts:States"
    assert node.states["text"] == StateRef("text", blobs.put(b"tree\n"), 5)
    assert blobs.get(node.states["plain"].blob) == b'{"a":[1.0,0.1]}'
    assert node.states["folder"].size == 10
    assert {name: state.codec for name, state in node.states.items()} == {
        "plain": "json",
        "limits": "json",
        "text": "text",
        "raw": "bytes",
        "array": "npy",
        "folder": "directory",
    }


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"value": math.nan}, "value does not survive"),
        ({"value": Limits(1.0)}, "value does not survive"),
        ({"numbers": [1.0, math.inf]}, "numbers does not survive"),
        ({"numbers": ["a"]}, "expected float or null, got str|expected float | null"),
    ],
)
def test_a_state_that_would_come_back_changed_is_refused(
    blobs: Blobs, fields: dict[str, Any], reason: str
) -> None:
    loose = Loose().evolve(**({"value": 0, "numbers": []} | fields))
    with pytest.raises(DefinitionError, match=reason):
        freeze(loose, blobs, PACKAGE)


def test_an_unfitted_field_is_named_by_path(blobs: Blobs) -> None:
    system = Tree(queue=[Leaf()], named={})
    with pytest.raises(NotFitted, match=r"queue\.0\.value was never fitted.*\n.*'queue\.0'"):
        freeze(system, blobs, PACKAGE)
    assert freeze(system, blobs, PACKAGE, unfitted=True).parts["queue.0"].states == {}


def leaf(value: float) -> Leaf:
    return Leaf().evolve(value=value)


def test_tuples_lists_and_mappings_of_parts_come_back_as_such_and_in_order(blobs: Blobs) -> None:
    system = Tree(
        members=(leaf(1), leaf(2)),
        queue=[leaf(3)],
        named={"z": leaf(4), "a": leaf(5)},
        best=leaf(6),
    )
    thawed = again(system, blobs)
    assert [part.value for part in thawed.members] == [1, 2]
    assert type(thawed.members) is tuple
    assert type(thawed.queue) is list
    assert {key: part.value for key, part in thawed.named.items()} == {"z": 4, "a": 5}
    assert list(thawed.named) == ["z", "a"]
    assert thawed.best.value == 6
    assert freeze(system, blobs, PACKAGE).groups["named"] == Group("dict", ["z", "a"])


def test_the_order_of_parts_counts(blobs: Blobs) -> None:
    one = Tree(queue=[], named={"a": leaf(1), "b": leaf(2)})
    two = Tree(queue=[], named={"b": leaf(2), "a": leaf(1)})
    assert freeze(one, blobs, PACKAGE) != freeze(two, blobs, PACKAGE)


def test_many_members_keep_their_order(blobs: Blobs) -> None:
    thawed = again(Tree(queue=[leaf(i) for i in range(12)], named={}), blobs)
    assert [part.value for part in thawed.queue] == list(range(12))


def test_empty_groups_come_back_empty_and_of_their_type(blobs: Blobs) -> None:
    thawed = again(Tree(queue=[], named={}), blobs)
    assert (thawed.members, thawed.queue, thawed.named, thawed.best) == ((), [], {}, None)


def test_an_empty_group_needs_no_decoder_for_its_parts(blobs: Blobs) -> None:
    thawed = again(Odds(named={}), blobs)
    assert (thawed.members, thawed.named) == ((), {})


def test_a_mapping_of_parts_is_keyed_by_names(blobs: Blobs) -> None:
    with pytest.raises(DefinitionError, match=r"Tree\.named has the key 1, not a name"):
        freeze(Tree(queue=[], named={1: leaf(1)}), blobs, PACKAGE)  # type: ignore[dict-item]  # the point of the test


def test_refitting_one_part_changes_that_part_only(blobs: Blobs) -> None:
    one = freeze(Tree(members=(leaf(1), leaf(2)), queue=[], named={}), blobs, PACKAGE)
    two = freeze(Tree(members=(leaf(1), leaf(9)), queue=[], named={}), blobs, PACKAGE)
    assert one.parts["members.0"] == two.parts["members.0"]
    assert one.parts["members.1"].parameters == two.parts["members.1"].parameters
    assert one.parts["members.1"].states != two.parts["members.1"].states


@pytest.mark.parametrize("damage", ["flip", "truncate", "extend", "swap", "symlink", "delete"])
@pytest.mark.parametrize("name", ["plain", "limits", "text", "raw", "array", "folder"])
def test_a_damaged_state_is_refused_before_it_is_read(
    store: Store, tmp_path: Path, name: str, damage: str
) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "a.bin").write_bytes(b"\x01" * 10)
    node = freeze(States().fit(tmp_path / "index"), store.blobs, PACKAGE)
    digest = node.states[name].blob
    if name == "folder":
        digest = store.blobs.listing(digest).files["a.bin"].sha256
    path = store.blobs.path(digest)
    data = path.read_bytes()
    other = store.blobs.path(node.states["raw" if name != "raw" else "text"].blob)
    path.unlink()
    match damage:
        case "flip":
            path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
        case "truncate":
            path.write_bytes(data[:-1])
        case "extend":
            path.write_bytes(data + b"\x00")
        case "swap":
            path.write_bytes(other.read_bytes())
        case "symlink":
            path.symlink_to(other)
    with pytest.raises((Corrupt, NotFound), match=digest):
        thaw(node, Blobs(store.path / "blobs"), PACKAGE)


def renamed(node: Node, **changes: Any) -> Node:
    return msgspec.structs.replace(node, **changes)


def test_a_class_with_other_fields_is_a_mismatch(blobs: Blobs) -> None:
    node = freeze(leaf(2), blobs, PACKAGE)
    with pytest.raises(CodeMismatch, match="has no field 'gone'"):
        thaw(renamed(node, parameters={"gone": 1}), blobs, PACKAGE)
    with pytest.raises(CodeMismatch, match=r"Leaf\.scale does not fit .* expected float, got str"):
        thaw(renamed(node, parameters={"scale": "big"}), blobs, PACKAGE)
    state = msgspec.structs.replace(node.states["value"], codec="text")
    with pytest.raises(CodeMismatch, match="stored with codec 'text', the class reads 'json'"):
        thaw(renamed(node, states={"value": state}), blobs, PACKAGE)
    with pytest.raises(CodeMismatch, match="stored with codec 'json', the class reads None"):
        thaw(renamed(node, states={"scale": node.states["value"]}), blobs, PACKAGE)
    text = StateRef("json", blobs.put(b'"text"'), 6)
    with pytest.raises(CodeMismatch, match=r"value does not fit .* expected float, got str"):
        thaw(renamed(node, states={"value": text}), blobs, PACKAGE)
    with pytest.raises(CodeMismatch, match=r"Tree cannot be made: .*'queue'"):
        thaw(Node(".parts:Tree"), blobs, PACKAGE)


def test_an_array_of_objects_is_never_unpickled(blobs: Blobs, tmp_path: Path) -> None:
    class Canary:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "canary",))

    np.save(tmp_path / "evil.npy", np.array([Canary()], dtype=object), allow_pickle=True)
    (tmp_path / "index").mkdir()
    node = freeze(States().fit(tmp_path / "index"), blobs, PACKAGE)
    evil = StateRef("npy", blobs.put((tmp_path / "evil.npy").read_bytes()), 1)
    with pytest.raises(CodeMismatch, match="array does not fit"):
        thaw(renamed(node, states={**node.states, "array": evil}), blobs, PACKAGE)
    assert not (tmp_path / "canary").exists()
