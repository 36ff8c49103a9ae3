"""Reports as text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.data import Leak, Partition
from tandem.evaluate.render import number
from tandem.evaluate.report import Report, Score
from tests.evaluate.samples import given, report


def small() -> Report:
    score = Score(0.9, 0.78640, 0.95652, 50, 50, "Wilson", "higher")
    part = Score(None, None, None, 0, 0, "no case has a value", "higher")
    return Report(
        system="helpdesk",
        release="0123456789abcdef",
        time=datetime(2025, 3, 1, 12, 30, tzinfo=UTC),
        cases=["a", "b"],
        groups=["g", "g"],
        scores={"accuracy": score},
        slices={"topic": {"build": {"accuracy": score}, "a|b": {"accuracy": part}}},
        values={"accuracy": [1.0, 0.0]},
        labels={"topic": ["build", "a|b"]},
        failures={"b": "ValueError: no"},
    )


def test_text_says_what_came_out_with_intervals_and_by_slice() -> None:
    assert small().to_text() == (
        "helpdesk, release 0123456789ab: 2 cases in 1 group, 2025-03-01 12:30 UTC\n"
        "\n"
        "metric    value  95 % interval   cases  failed  interval by\n"
        "--------  -----  --------------  -----  ------  -----------\n"
        "accuracy  0.900  0.786 to 0.957  50     0       Wilson\n"
        "\n"
        "topic  cases  accuracy\n"
        "-----  -----  ----------------------\n"
        "build  1      0.900 (0.786 to 0.957)\n"
        "a|b    1      –\n"
        "\n"
        "1 case failed:\n"
        "  b: ValueError: no"
    )


def test_markdown_has_the_same_tables() -> None:
    lines = small().to_markdown().splitlines()
    assert "| accuracy | 0.900 | 0.786 to 0.957 | 50 | 0 | Wilson |" in lines
    assert "| a\\|b | 1 | – |" in lines


def test_many_metrics_stay_within_the_width() -> None:
    made = small()
    for i in range(9):
        made.scores[f"another metric {i}"] = made.scores["accuracy"]
        for scores in made.slices["topic"].values():
            scores[f"another metric {i}"] = scores["accuracy"]
    text = made.to_text()
    assert max(map(len, text.splitlines())) <= 100
    assert text.count("topic  cases") == 4


def test_only_the_first_failures_are_spelled_out() -> None:
    text = report(given(family="rate"), [ValueError(f"no {i}") for i in range(8)]).to_text()
    assert "8 cases failed" in text
    assert "no 4" in text
    assert "no 5" not in text
    assert "and 3 more" in text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (0.0, "0.000"),
        (0.12345, "0.123"),
        (-3.2, "-3.200"),
        (12.345, "12.3"),
        (12345.6, "12346"),
        (0.00012, "0.00012"),
    ],
)
def test_numbers_show_what_matters(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_the_split_is_told() -> None:
    split = Partition("holdout", 8, [0, 1, 2, 3, 4, 5], [6, 7], {"test": 0.25, "seed": 0})
    told = small()
    told.split = split.summary()
    line = "split: holdout (test 0.25, seed 0): 6 of 8 rows to learn from, 2 held out"
    assert told.to_text().endswith(f"\n\n{line}")
    assert Report.from_json(told.to_json()).split == split.summary()


def test_leaks_are_told_after_the_figures_they_cast_doubt_on() -> None:
    leaky = small()
    leaky.leaks = {
        "": [Leak(kind="group", figure=0.5, message="g is on both sides", hint="split by group")],
        "score": [
            Leak(kind="target", column="fee", figure=1.0, message="fee tells", hint="no fee")
        ],
    }
    told = (
        "\n\nLEAKS, so that the figures may be too good:\n"
        "  the system: g is on both sides [group]\n    split by group\n"
        "  score: fee tells [target:fee]\n    no fee"
    )
    assert leaky.to_text().endswith(told)
    assert leaky.to_markdown().endswith(told + "\n")
    assert Report.from_json(leaky.to_json()) == leaky
