from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.charts.scales import Linear, Log, Names, Times, crowded, number, scale_of
from tandem.errors import DefinitionError

finite = st.floats(-1e9, 1e9, allow_nan=False)


@given(st.lists(finite, min_size=1, max_size=20), st.booleans())
def test_every_value_lies_on_its_axis_in_order(values: list[float], margin: bool) -> None:
    scale = Linear.of(values, margin=margin)
    placed = [scale(value) for value in sorted(values)]
    assert placed == sorted(placed)
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in placed)


@given(st.lists(finite, min_size=2, max_size=20, unique=True))
def test_ticks_lie_on_the_axis_and_are_few(values: list[float]) -> None:
    ticks = Linear.of(values, margin=True).ticks
    assert 2 <= len(ticks) <= 12
    assert all(-1e-6 <= place <= 1 + 1e-6 for place, _ in ticks)


def test_ticks_are_round_numbers() -> None:
    assert [label for _, label in Linear(0.0, 1.0).ticks] == ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    assert [label for _, label in Log(1.0, 10_000.0).ticks] == ["1", "10", "100", "1,000", "10,000"]


def test_a_logarithmic_axis_spaces_powers_evenly() -> None:
    scale = Log.of([1.0, 100.0])
    assert scale(10.0) == pytest.approx(0.5)
    with pytest.raises(DefinitionError, match="logarithmic axis got 0"):
        Log.of([0.0, 1.0])


def test_instants_with_and_without_a_zone_share_an_axis() -> None:
    start = datetime(2026, 3, 1)
    scale = Times.of([start, start.replace(tzinfo=UTC) + timedelta(days=10)])
    assert scale(start + timedelta(days=5)) == pytest.approx(0.5)
    assert "2026-03-04" in [label for _, label in scale.ticks]


def test_hours_are_told_as_hours() -> None:
    start = datetime(2026, 3, 1, 6)
    labels = [label for _, label in Times.of([start, start + timedelta(hours=5)]).ticks]
    assert labels == ["06:00", "07:00", "08:00", "09:00", "10:00", "11:00"]


def test_names_sit_in_the_middle_of_their_share() -> None:
    scale = scale_of(["a", "b", "a"])
    assert isinstance(scale, Names)
    assert (scale("a"), scale("b")) == (0.25, 0.75)


@pytest.mark.parametrize("places", [["a", 1.0], [1.0, datetime(2026, 1, 1)], [], [float("nan")]])
def test_places_of_several_kinds_or_none_are_refused(places: list[object]) -> None:
    with pytest.raises(DefinitionError, match="the x axis cannot hold"):
        scale_of(places)


def test_numbers_are_short() -> None:
    assert [number(v) for v in (0.1 + 0.2, 1234.5, 3.2e6, 4e9, 0.00012)] == [
        "0.3",
        "1,234",
        "3.2M",
        "4G",
        "0.00012",
    ]


def test_labels_that_would_overlap_are_seen() -> None:
    ticks = [(0.0, "a long label"), (0.1, "another label")]
    assert crowded(ticks, 300)
    assert not crowded(ticks, 3000)
