from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.record.digest import canonical, digest, digest_bytes, digest_file, files


@dataclass(frozen=True)
class Customer:
    name: str
    age: float | None


class Order(pydantic.BaseModel):
    name: str
    age: float | None


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_canonical_json_written_by_hand() -> None:
    value = {"b": [1, 1.0, True, None], "a": ("x", "é"), "c": Customer("Ann", 3.5)}
    written = '{"a":["x","é"],"b":[1,1.0,true,null],"c":{"age":3.5,"name":"Ann"}}'
    assert canonical(value).decode() == written
    assert digest(value) == sha(written)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (math.nan, '{"$float":"nan"}'),
        (-math.nan, '{"$float":"nan"}'),
        (np.float64("nan"), '{"$float":"nan"}'),
        ([math.inf, None], '[{"$float":"inf"},null]'),
        (Customer("Ann", -math.inf), '{"age":{"$float":"-inf"},"name":"Ann"}'),
        (Order(name="Ann", age=math.inf), '{"age":{"$float":"inf"},"name":"Ann"}'),
        ({1: math.nan}, '{"1":{"$float":"nan"}}'),
        (np.float32(0.5), "0.5"),
        (np.int64(3), "3"),
        ({"b", "a"}, '["a","b"]'),
        ({"b", None}, '["b",null]'),
        (range(3), "[0,1,2]"),
        (datetime(2026, 1, 2, tzinfo=UTC), '"2026-01-02T00:00:00Z"'),
    ],
)
def test_what_json_does_not_know(value: Any, written: str) -> None:
    assert canonical(value).decode() == written


def test_an_array_by_type_shape_and_bytes() -> None:
    array = np.arange(6, dtype="<f8").reshape(2, 3)
    inner = hashlib.sha256(array.tobytes()).hexdigest()
    assert canonical(array).decode() == f'{{"$array":"<f8","sha256":"{inner}","shape":[2,3]}}'
    same = [array.astype(">f8"), np.asfortranarray(array), array[:, :]]
    assert {digest(other) for other in same} == {digest(array)}
    different = [array.T, array.astype("<f4"), array.reshape(6), array + 1]
    assert len({digest(other) for other in [array, *different]}) == 5


def test_every_nan_in_an_array_is_the_same_one() -> None:
    ours = np.array([np.nan, 1.0])
    theirs = np.array([np.uint64(0xFFF8000000000000), np.uint64(0x3FF0000000000000)]).view("f8")
    assert ours.tobytes() != theirs.tobytes()
    assert digest(ours) == digest(theirs)


def test_rows_and_their_parts() -> None:
    rows = Rows([Customer("Ann", None), Customer("Bo", math.nan)], [True, False])
    assert digest(rows) == digest(
        {
            "inputs": [{"name": "Ann", "age": None}, {"name": "Bo", "age": math.nan}],
            "targets": [True, False],
            "groups": None,
            "times": None,
            "weights": None,
        }
    )
    assert digest(rows) != digest(rows.take([1, 0]))


def test_what_knows_its_own_fingerprint_stands_for_its_content() -> None:
    class Table:
        fingerprint = "abc"

    assert canonical([Table(), None]) == b'[{"$content":"abc"},null]'


def test_a_folder_by_its_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    assert files(tmp_path) == {"b.txt": sha("b"), "sub/a.txt": sha("a")}
    before = digest(tmp_path)
    assert digest(tmp_path / "b.txt") != before == digest(tmp_path)
    (tmp_path / "sub" / "a.txt").write_text("A")
    assert digest(tmp_path) != before


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    with pytest.raises(DefinitionError, match="link is a symbolic link"):
        digest(tmp_path)


def test_a_link_to_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path.parent, target_is_directory=True)
    with pytest.raises(DefinitionError, match="link is a symbolic link"):
        files(tmp_path)


@pytest.mark.parametrize("value", [object(), len, {"a": lambda: 1}, [{"b": object()}, None]])
def test_what_is_not_data_is_refused(value: Any) -> None:
    with pytest.raises(DefinitionError, match="has no digest"):
        digest(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_order_of_keys_and_kind_of_sequence_do_not_count(value: Any) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        if isinstance(value, list):
            return tuple(turned(item) for item in value)
        return value

    assert digest(value) == digest(turned(value))


@given(st.lists(json_values, min_size=1, max_size=4))
def test_any_change_counts(values: list[Any]) -> None:
    assert digest(values) != digest([*values, None])
    assert digest(values) != digest([*values[:-1], [values[-1]]])
    assert digest(values) != digest(values[:-1])


def test_digests_are_the_same_in_another_process() -> None:
    value = {"b": {"z", "y", "x"}, "a": [1.5, math.nan]}
    script = (
        "import math; from tandem.record.digest import digest;"
        "print(digest({'a': [1.5, math.nan], 'b': {'x', 'y', 'z'}}))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == digest(value)


def test_bytes_and_files(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2
    assert digest_bytes(b"abc") == digest_file(path) == published


def test_keys_that_are_numbers_are_written_as_text() -> None:
    assert digest({1: "a", 2: ["b"]}) == digest({"2": ["b"], "1": "a"})
    with pytest.raises(DefinitionError, match="written alike"):
        digest({1: "a", "1": "b"})
