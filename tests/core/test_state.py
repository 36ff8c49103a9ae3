from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tandem.core.learned import Codec
from tandem.core.state import dump, load
from tandem.errors import DefinitionError


@pytest.mark.parametrize(
    ("codec", "value", "cls"),
    [
        ("json", {"b": [1.5, 2.0], "a": []}, dict[str, list[float]]),
        ("text", "tree\nnum_leaves=3 é", str),
        ("bytes", b"\x00\xff", bytes),
    ],
)
def test_a_value_survives(codec: Codec, value: Any, cls: Any) -> None:
    assert load(codec, dump(codec, value, whose="test"), cls) == value


@given(hnp.arrays(hnp.floating_dtypes(sizes=(32, 64)), hnp.array_shapes(max_dims=3, max_side=5)))
def test_arrays_survive_bit_by_bit(array: np.ndarray) -> None:
    again = load("npy", dump("npy", array, whose="test"), np.ndarray)
    assert again.dtype == array.dtype
    assert again.tobytes() == np.ascontiguousarray(array).tobytes()


@given(st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False)))
def test_json_state_has_one_form_whatever_the_order(value: dict[str, float]) -> None:
    backwards = dict(reversed(list(value.items())))
    assert dump("json", value, whose="test") == dump("json", backwards, whose="test")


def test_an_array_of_objects_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"Encoder\.classes"):
        dump("npy", np.array([{}], dtype=object), whose="Encoder.classes")


def test_a_pickled_array_is_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "evil.npy"
    np.save(path, np.array([{"run": "me"}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load("npy", path.read_bytes(), np.ndarray)


def test_a_directory_is_handed_on_and_a_file_is_refused(tmp_path: Path) -> None:
    assert dump("directory", tmp_path, whose="Index.folder") == tmp_path
    with pytest.raises(DefinitionError, match="not a directory"):
        dump("directory", tmp_path / "absent", whose="Index.folder")


def test_the_wrong_codec_is_named_with_a_hint() -> None:
    with pytest.raises(DefinitionError, match=r'learned\(codec="npy"\)'):
        dump("text", 3, whose="Model.weights")
