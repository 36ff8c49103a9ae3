from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from tandem.errors import DefinitionError
from tandem.evaluate.report import Report, Score
from tandem.improve import Feedback, QualityMonitor
from tandem.improve.feedback import Judged
from tests.improve.runs import START, judged, run


def report(value: float, low: float, high: float) -> Report:
    score = Score(value, low, high, 200, 200, "wilson", "higher")
    return Report(
        system="desk",
        time=START,
        cases=[],
        groups=[],
        scores={"accuracy": score, "mae": Score(None, None, None, 0, 0, "none", "lower")},
        values={},
    )


PROMISED = report(0.9, 0.85, 0.94)


def labels(right: int, wrong: int, **more: Any) -> list[Judged]:
    return [
        judged(run(i, output={"topic": "a"}), "a" if i < right else "b", path="topic", **more)
        for i in range(right + wrong)
    ]


def test_worse_than_the_release_s_own_report() -> None:
    (alert,) = QualityMonitor("accuracy", path="topic").check([], [], labels(60, 40), PROMISED)
    assert alert.subject == "output.topic"
    assert alert.message == (
        "quality by label of topic: 60.0% of 100 runs right (48.4% to 70.6%), "
        "accuracy of the release 90.0%"
    )
    assert alert.detail["wrong"] == [f"{i:032x}" for i in (60, 61, 62)]


def test_as_good_as_promised() -> None:
    assert QualityMonitor("accuracy", path="topic").check([], [], labels(85, 15), PROMISED) == []


def test_a_margin_is_allowed() -> None:
    monitor = QualityMonitor("accuracy", path="topic", margin=0.2)
    assert monitor.check([], [], labels(65, 35), PROMISED) == []


def test_labels_wait_for_the_minimum() -> None:
    assert QualityMonitor("accuracy", path="topic").check([], [], labels(0, 19), PROMISED) == []
    assert QualityMonitor("accuracy", path="topic").check([], [], labels(0, 20), PROMISED)


def test_at_least_needs_no_report() -> None:
    assert QualityMonitor(at_least=0.8, path="topic").check([], [], labels(50, 50))
    assert QualityMonitor(at_least=0.8, path="topic").check([], [], labels(80, 20)) == []


def test_rejected_and_other_feedback_does_not_count() -> None:
    monitor = QualityMonitor(at_least=0.8, path="topic")
    assert monitor.check([], [], labels(0, 50, accepted=False)) == []
    assert monitor.check([], [], labels(0, 50, kind="correction")) == []
    assert QualityMonitor(at_least=0.8).check([], [], labels(0, 50)) == []


def test_probabilities_agree_on_their_side_of_one_half() -> None:
    said = [judged(run(i, output=0.9 if i % 2 else 0.1), bool(i % 2)) for i in range(50)]
    assert QualityMonitor(at_least=0.9).check([], [], said) == []
    turned = [judged(item.trace, not item.feedback.value) for item in said]
    assert QualityMonitor(at_least=0.9).check([], [], turned)


def test_ratings_are_good_from_a_number_on() -> None:
    stars = [judged(run(i), 3 if i % 2 else 5, "rating") for i in range(60)]
    assert QualityMonitor(kind="rating", at_least=0.8).check([], [], stars) == []
    assert QualityMonitor(kind="rating", at_least=0.8, good=4).check([], [], stars)
    thumbs = [judged(run(i), i % 2 == 0, "rating") for i in range(60)]
    assert QualityMonitor(kind="rating", at_least=0.8).check([], [], thumbs)


def test_the_last_word_on_a_run_counts() -> None:
    wrong = labels(0, 30)
    later = [
        Judged(
            Feedback(trace=item.trace.id, value="a", path="topic", time=START + timedelta(days=1)),
            item.trace,
        )
        for item in wrong
    ]
    assert QualityMonitor(at_least=0.8, path="topic").check([], [], later + wrong) == []


def test_it_needs_something_to_hold_quality_against() -> None:
    with pytest.raises(DefinitionError, match="nothing to hold"):
        QualityMonitor()
    with pytest.raises(DefinitionError, match="no 'recall'"):
        QualityMonitor("recall").check([], [], labels(30, 0), PROMISED)
    assert QualityMonitor("accuracy").check([], [], labels(0, 30)) == []
    assert QualityMonitor("mae", path="topic").check([], [], labels(0, 30), PROMISED) == []


def test_false_alarms_are_as_rare_as_said() -> None:
    rng = random.Random(5)
    monitor = QualityMonitor(at_least=0.8, path="topic", alpha=0.05)
    raised = 0
    for _ in range(300):
        right = sum(rng.random() < 0.8 for _ in range(60))
        raised += bool(monitor.check([], [], labels(right, 60 - right)))
    assert raised <= 27  # 15 expected
