from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError, UnknownPath
from tandem.models import Blend, Boosting, Logistic, Space, choice, span
from tandem.models.space import check_paths, configured, spaces_of
from tests.models.samples import Person

BLEND = Blend[Person](members=(Boosting[Person](), Logistic[Person]()))


def test_spaces_are_found_in_parts_by_their_paths() -> None:
    found = spaces_of(BLEND)
    assert found["members.0.leaves"].whole
    assert found["members.1.C"] == span(1e-3, 1e3, log=True)


def test_parameters_of_several_parts_are_set_at_once() -> None:
    changed = configured(BLEND, {"members.0.leaves": 7, "members.0.rate": 0.2, "members.1.C": 9.0})
    assert (changed.members[0].leaves, changed.members[0].rate, changed.members[1].C) == (7, 0.2, 9)
    assert BLEND.members[0].leaves == 15


def test_paths_that_lead_nowhere_are_told() -> None:
    with pytest.raises(UnknownPath, match=r"no parameter at 'members.0.depth'"):
        check_paths(BLEND, ["members.1.C", "members.0.depth"])
    with pytest.raises(UnknownPath, match=r"'members\.0\.model'"):  # state, not a parameter
        check_paths(BLEND, ["members.0.model"])


@pytest.mark.parametrize(
    "arguments",
    [{}, {"low": 2, "high": 1}, {"low": 0.0, "high": 1.0, "log": True}, {"choices": []}],
)
def test_what_is_no_space_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(DefinitionError, match="is no search space"):
        Space(**arguments)  # type: ignore[arg-type]  # what a user may write


@given(st.integers(1, 50), st.integers(1, 50), st.booleans(), st.integers(1, 7))
def test_a_grid_stays_inside_and_holds_both_ends(
    low: int, more: int, log: bool, points: int
) -> None:
    found = span(low, low + more, log=log).grid(points)
    assert len(found) == len(set(found)) <= points
    assert all(low <= value <= low + more for value in found)
    if points > 1:
        assert {low, low + more} <= set(found)
    assert choice("a", "b").grid(points) == ["a", "b"]
