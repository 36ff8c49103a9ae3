from __future__ import annotations

import pytest

from tandem.charts import Band, Bars, Line, Points, Rule
from tandem.charts.marks import places, values
from tandem.errors import DefinitionError


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(DefinitionError, match=r"Line got columns of unequal length.*'ys': 1"):
        Line([1.0, 2.0], [1.0])
    with pytest.raises(DefinitionError, match="Points got"):
        Points([1.0], [1.0], low=[], high=[1.0])
    with pytest.raises(DefinitionError, match="Band got"):
        Band([1.0], [1.0], [1.0, 2.0])


def test_a_mark_tells_the_room_that_it_takes() -> None:
    points = Points([1.0], [2.0], low=[1.5], high=[2.5])
    assert list(places(points)) == [1.0]
    assert list(values(points)) == [2.0, 1.5, 2.5]
    assert 0.0 in values(Bars(["a"], [3.0]))  # bars start at zero
    assert list(values(Rule(5.0))) == [5.0]
    assert list(values(Rule(5.0, axis="x"))) == []
    assert list(places(Rule(5.0, axis="x"))) == [5.0]


def test_a_rule_across_y_is_a_number() -> None:
    with pytest.raises(DefinitionError, match="a Rule across y got 'monday'"):
        list(values(Rule("monday")))
