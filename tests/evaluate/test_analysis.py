from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from tandem.evaluate import Case, Metric, Report, accuracy, auc, latency, macro_f1, mae, report_on
from tandem.record.span import Trace


def report(targets: Sequence[Any], outputs: Sequence[Any], *metrics: Metric) -> Report:
    cases = [Case(id=str(i), input={"x": i}, target=target) for i, target in enumerate(targets)]
    time = datetime(2026, 1, 1, tzinfo=UTC)
    traces = [
        Trace(id=f"{i}", system="s", time=time, output=output)
        if output is not None
        else Trace(id=f"{i}", system="s", time=time, status="error", error="ValueError: no")
        for i, output in enumerate(outputs)
    ]
    return report_on(cases, traces, metrics)


def test_chances_give_worst_cases_and_what_was_confused_at_one_half() -> None:
    found = report([True, False, True, False], [0.1, 0.7, 0.9, 0.2], latency(), auc()).analysis
    assert found is not None
    assert found.metric == "auc"
    assert [(one.id, one.off) for one in found.worst[:2]] == [("0", 0.9), ("1", 0.7)]
    assert (found.worst[0].target, found.worst[0].output, found.worst[0].input) == (
        "yes",
        "0.1",
        '{"x":0}',
    )
    assert [(c.target, c.output, c.count, c.share) for c in found.confusions] == [
        ("no", "yes", 1, 0.5),
        ("yes", "no", 1, 0.5),
    ]


def test_numbers_give_residuals_and_labels_confusions() -> None:
    targets = [float(i) for i in range(40)]
    numbers = report(targets, [target + 1 for target in targets], mae()).analysis
    assert numbers is not None
    assert len(numbers.residuals) == 10
    assert {bin.mean for bin in numbers.residuals} == {-1.0}
    labels = report(["cat", "cat", "dog"], ["dog", "cat", "dog"], macro_f1()).analysis
    assert labels is not None
    assert [(c.target, c.output, c.share) for c in labels.confusions] == [("cat", "dog", 0.5)]
    assert [one.id for one in labels.worst] == ["0"]


@pytest.mark.parametrize(
    ("targets", "outputs", "metric"),
    [
        ([True, False], [0.5, 7.0], accuracy()),
        ([None, None], [[1], [2]], accuracy()),
        ([1.0, 2.0], [1.0, 2.0], latency()),
    ],
)
def test_what_cannot_be_compared_is_not_analysed(
    targets: list[Any], outputs: list[Any], metric: Metric
) -> None:
    assert report(targets, outputs, metric).analysis is None


def test_failures_are_left_out_and_the_report_survives_being_stored() -> None:
    made = report([True, False, True], [0.1, None, 0.9], auc())
    assert made.analysis is not None
    assert [one.id for one in made.analysis.worst] == ["0", "2"]
    again = Report.from_json(made.to_json())
    assert again.analysis == made.analysis


def test_long_inputs_are_cut() -> None:
    case = Case(id="a", input="word " * 200, target=True)
    trace = Trace(id="1", system="s", time=datetime(2026, 1, 1, tzinfo=UTC), output=0.2)
    found = report_on([case], [trace], [auc()]).analysis
    assert found is not None
    assert len(found.worst[0].input) == 300
