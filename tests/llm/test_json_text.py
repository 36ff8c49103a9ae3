from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.llm.json_text import json_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=3) | st.lists(JSON, max_size=3))
def test_json_in_prose_or_a_fence_is_found_whole(value: Any) -> None:
    text = json.dumps(value)
    assert json.loads(json_text(text)) == value
    assert json.loads(json_text(f"Sure, here: {text} Anything else?")) == value
    assert (
        json.loads(json_text(f"Sure:\n```json\n{json.dumps(value, indent=1)}\n```\nWell?")) == value
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('{"a": 1,}', '{"a": 1}'),
        ("[1, 2, ]", "[1, 2 ]"),
        ('{"a": ",}"}', '{"a": ",}"}'),
        ('{"a": ",}",}', '{"a": ",}"}'),
        ("It is [1] and [2]", "[1]"),
        ("no data", "no data"),
        ('{"a": "cut of', '{"a": "cut of'),
        ("42", "42"),
        ('{"a": 1} I hope this helps {', '{"a": 1}'),
        ("``` \n[1]", "[1]"),
    ],
)
def test_what_is_forgiven_and_what_is_not(said: str, expected: str) -> None:
    assert json_text(said) == expected
