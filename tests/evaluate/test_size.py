from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tandem import Gate, Model, learned
from tandem.deliver import at_most, better, no_worse
from tandem.evaluate import Case, evaluate, report_on, state_size
from tandem.evaluate.report import Report
from tandem.evaluate.size import state_bytes
from tandem.models import Distilled, Logistic
from tests.models.samples import people


class Kept(Model[str, int]):
    note: str = learned(codec="text")
    folder: Path = learned(codec="directory")

    def predict(self, xs: object, /) -> list[int]:
        if self.note == "broken":
            raise ValueError("no")
        return [1]


CASES = [Case(str(i), "x") for i in range(3)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a").write_bytes(b"12345")
    return tmp_path


def measured(system: Any, release: str = "") -> Report:
    report, _ = asyncio.run(evaluate(system, CASES, [state_size()]))
    report.release = release
    return report


def test_bytes_are_those_of_every_learned_value(folder: Path) -> None:
    assert state_bytes(Kept().evolve(note="abc", folder=folder)) == 3 + 5


def test_what_only_fit_uses_weighs_nothing() -> None:
    rows = people(80)
    model: Any = Distilled(teacher=Logistic(C=0.1), student=Logistic())
    assert state_bytes(model.fit(rows)) < 1.2 * state_bytes(Logistic[Any]().fit(rows))


def test_a_report_has_the_bytes_also_where_every_run_failed(folder: Path) -> None:
    for note, failed in (("abc", 0), ("broken", 3)):
        report = measured(Kept().evolve(note=note, folder=folder))
        score = report.scores["state_bytes"]
        assert (score.value, score.low, score.high) == (len(note) + 5,) * 3
        assert (score.unit, score.better, len(report.failures)) == ("bytes", "lower", failed)


def test_a_gate_asks_for_a_smaller_release_than_the_live_one(folder: Path) -> None:
    small = measured(Kept().evolve(note="a", folder=folder), "small")
    large = measured(Kept().evolve(note="a" * 90, folder=folder), "large")

    def status(report: Report, live: Report, *rules: Any) -> str:
        return Gate(*rules).judge(report, [state_size()], {"live": live}).status

    assert status(small, large, better("state_bytes"), at_most("state_bytes", 6)) == "pass"
    assert status(large, small, better("state_bytes")) == "fail"
    assert status(large, small, no_worse("state_bytes", margin=50)) == "fail"
    assert status(large, small, no_worse("state_bytes", margin=89)) == "pass"


def test_traces_alone_do_not_tell_the_size(folder: Path) -> None:
    _, traces = asyncio.run(evaluate(Kept().evolve(note="a", folder=folder), CASES, []))
    report = report_on(CASES, traces, [state_size()])
    assert report.scores["state_bytes"].failed == 3
    assert "await evaluate(system" in report.failures["0"]
