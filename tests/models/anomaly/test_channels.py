from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tandem.errors import InvalidInput
from tandem.models.anomaly import (
    Consensus,
    Deviation,
    RobustDeviation,
    Series,
    day_of,
    find_alarms,
    read_channels,
)
from tests.models.anomaly.detectors import days

TWO = Consensus(members=(Deviation(window=200), RobustDeviation(window=200)), hold=50)


def test_an_alarm_names_the_channel_that_stands_out_most() -> None:
    pressure, heat = days(seed=1), days(seed=2)
    pressure[300] += 40
    heat[300] += 5
    alarms, opinions = find_alarms({"heat": Series(heat), "pressure": Series(pressure)}, TWO)
    (alarm,) = [one for one in alarms if one.place == 300]
    assert alarm.channel == "pressure"
    assert alarm.agreement == 1.0
    assert alarm.scores["pressure"] > alarm.scores["heat"]
    assert len(opinions["heat"]) == 400


def test_channels_of_unequal_length_are_refused() -> None:
    with pytest.raises(InvalidInput, match="a 1, b 2"):
        find_alarms({"a": Series([1.0]), "b": Series([1.0, 2.0])}, TWO)


def test_a_file_is_read_with_its_times_and_gaps(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("time,heat,flow\n2026-01-01 00:00,1.5,\n2026-01-01 00:05,nan,2\n")
    found = read_channels(file)
    assert found["heat"].values == [1.5, None]
    assert found["flow"].values == [None, 2.0]
    assert found["flow"].times == [datetime(2026, 1, 1), datetime(2026, 1, 1, 0, 5)]


def test_a_file_without_times_has_channels_only(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("heat\n1\n2\n")
    assert read_channels(file) == {"heat": Series([1.0, 2.0], None)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no channel"),
        ("time,heat\n", "no channel"),
        ("time\n2026-01-01\n", "no channel"),
        ("time,heat\n2026-01-01,hot\n", "line 2: could not convert string to float: 'hot'"),
        ("time,heat\nyesterday,1\n", "line 2: Invalid isoformat"),
        ("time,heat\n2026-01-01,1,2\n", "line 2: 3 cells, not 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=said):
        read_channels(file)


def test_a_day_is_counted_by_the_usual_step() -> None:
    start = datetime(2026, 1, 1)
    assert day_of([start + timedelta(hours=i + (i > 5)) for i in range(20)]) == 24
    assert day_of([start] * 5) == 1
    assert day_of([]) == 1
