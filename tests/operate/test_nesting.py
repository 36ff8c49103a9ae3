from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.operate import Limits, create_app_for
from tandem.operate.nesting import deeper
from tests.operate.parts import Scorer, call

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)


def depth(value: Any) -> int:
    """The definition: a list or object is one deeper than the deepest thing in it."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(values, st.integers(0, 6), st.booleans())
def test_depth_is_that_of_the_decoded_value(value: Any, levels: int, escape: bool) -> None:
    body = json.dumps(value, ensure_ascii=escape).encode()
    assert deeper(body, levels) is (depth(value) > levels)


@given(st.binary(max_size=200), st.integers(1, 5))
def test_bytes_that_are_no_json_do_not_upset_it(body: bytes, levels: int) -> None:
    assert deeper(body, levels) in (True, False)


@pytest.mark.parametrize("body", [b"[" * 500_000, b'{"a":' * 200_000, b'["' + b"\\" * 900_000])
def test_a_large_hostile_body_is_scanned_once(body: bytes) -> None:
    assert deeper(body, 100) is (not body.startswith(b'["'))


def test_the_door_refuses_what_is_too_deep_and_says_how_deep_it_may_be() -> None:
    app = create_app_for(Scorer(), limits=Limits(depth=5), feedback=lambda _: True)
    for path, body in (
        ("/predict", b'{"age": 1, "extra": [[[[[1]]]]]}'),
        ("/predict/batch", b'[{"age": 1, "extra": [[[[1]]]]}]'),
        ("/feedback", b'{"trace": "x", "value": [[[[[1]]]]]}'),
    ):
        reply = call(app, "POST", path, body)
        assert (reply.status, reply.error["field"]) == (422, "$")
        assert reply.error["expected"] == "at most 5 levels of nesting"
        assert call(app, "POST", path, body.replace(b"[[1]]", b"1")).status < 300
