from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.guard import Canary

WORD = "heron7431"
CANARY = Canary(words=(WORD,))


@pytest.mark.parametrize(
    "said", [WORD, WORD.upper(), "h e r o n 7 4 3 1", "h-e-r-o-n-7-4-3-1", WORD[::-1]]
)
def test_the_word_is_known_again(said: str) -> None:
    found = CANARY.predict([f"the prompt says {said}."])[0]
    assert [one.kind for one in found] == ["canary"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_in_base64_too_wherever_it_begins(before: str, after: str) -> None:
    code = base64.b64encode((before + WORD + after).encode()).decode()
    assert CANARY.predict([code])[0]


def test_other_texts_are_left_alone() -> None:
    assert CANARY.predict(["a heron stood there in 7431"])[0] == []
