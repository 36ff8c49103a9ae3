from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.record.literals import Literals

few = st.text(alphabet="ab:_- ", max_size=4).map(str.encode)


@given(st.lists(few.filter(bool), max_size=5), st.lists(few, max_size=8).map(b"".join))
def test_a_false_is_certain(literals: list[bytes], data: bytes) -> None:
    occurs = any(literal in data for literal in literals)
    assert Literals(literals).may_occur(data) or not occurs


@given(st.lists(few.filter(bool), max_size=5), st.lists(few, max_size=8).map(b"".join))
def test_a_true_is_right_without_inner_joints(literals: list[bytes], data: bytes) -> None:
    simple = [literal for literal in literals if literal[-1] not in literal[:-1]]
    assert Literals(simple).may_occur(data) == any(literal in data for literal in simple)


def test_no_literals_never_occur() -> None:
    assert not Literals([]).may_occur(b"anything")
