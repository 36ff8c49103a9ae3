from __future__ import annotations

import numpy as np
import pytest

from tandem.errors import DefinitionError
from tandem.evaluate.report import Report, Score
from tandem.improve import RankingMonitor
from tandem.improve.feedback import Judged
from tests.improve.runs import START, judged, run

MONITOR = RankingMonitor(path="probability")


def report(low: float) -> Report:
    score = Score(low + 0.05, low, low + 0.1, 200, 200, "bootstrap", "higher")
    scores = {"average_precision": score}
    return Report(system="fraud", time=START, cases=[], groups=[], scores=scores, values={})


def labels(found: float, rows: int = 1_000, yes: int = 50) -> list[Judged]:
    """Runs of which a share of the frauds stands above everything, the rest anywhere."""
    draw = np.random.default_rng(0)
    return [
        judged(
            run(i, output={"probability": 0.9 if i < found * yes else 0.5 * draw.random()}),
            i < yes,
            path="probability",
        )
        for i in range(rows)
    ]


def test_a_ranking_that_fell_is_told_though_nearly_all_payments_are_clean() -> None:
    (alert,) = MONITOR.check([], [], labels(0.1), report(0.6))
    assert alert.subject == "output.probability"
    assert alert.severity == "critical"
    assert alert.detail["high"] < 0.6 == alert.detail["promised"]
    assert alert.detail["low"] <= alert.detail["value"] <= alert.detail["high"]
    assert "on 1000 runs, 50 of them yes; promised 0.600" in alert.message


def test_as_good_as_promised_or_not_surely_worse() -> None:
    assert MONITOR.check([], [], labels(0.9), report(0.6)) == []
    assert MONITOR.check([], [], labels(0.55), report(0.6)) == []


def test_few_frauds_and_no_promise_say_nothing() -> None:
    assert MONITOR.check([], [], labels(0.0, yes=19), report(0.6)) == []
    assert MONITOR.check([], [], labels(0.0)) == []
    assert RankingMonitor(path="probability", at_least=0.6).check([], [], labels(0.0))


def test_only_accepted_labels_of_the_path_count_and_the_last_one_does() -> None:
    wrong = labels(0.0)
    assert RankingMonitor(path="other").check([], [], wrong, report(0.6)) == []
    refused = [
        judged(item.trace, item.feedback.value, path="probability", accepted=False)
        for item in wrong
    ]
    assert MONITOR.check([], [], refused, report(0.6)) == []


def test_a_report_without_the_metric_is_a_mistake() -> None:
    with pytest.raises(DefinitionError, match="has no 'recall'"):
        RankingMonitor(path="probability", metric="recall").check([], [], labels(0.5), report(0.6))


def test_it_asks_for_labels_until_enough_are_yes() -> None:
    monitor = RankingMonitor(path="probability", wanted=30)
    assert monitor.wants_more(labels(0.5, yes=29))
    assert not monitor.wants_more(labels(0.5, yes=30))
    assert RankingMonitor(path="other").wants_more(labels(0.5, yes=500))
