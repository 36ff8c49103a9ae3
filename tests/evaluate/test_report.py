"""Reports: nothing is lost on the way through JSON."""

from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.evaluate import Report, auc, compare
from tests.evaluate.samples import given, report

AUC = auc(output=lambda trace: trace.output)


def test_json_and_back() -> None:
    metric = given(family="rate")
    made = report(metric, [1.0, 0.0, ValueError("no")], topics=["x", "y", "x"])
    again = Report.from_json(made.to_json())
    assert again == made
    assert again.to_text() == made.to_text()


def test_a_report_from_json_compares_like_the_one_it_was() -> None:
    metric = given(aggregate=AUC.aggregate, family="aggregate")
    values = [(i % 3 == 0, (i * 7 % 30) / 30) for i in range(30)]
    made = report(metric, values)
    other = report(metric, [(yes, chance / 2 + 0.4 * yes) for yes, chance in values])
    again = Report.from_json(made.to_json())
    assert compare(again, other, metric) == compare(made, other, metric)


def test_what_has_no_bound_is_null() -> None:
    made = report(given(), [1.0])
    assert made.scores["given"].low is None
    assert b'"low":null' in made.to_json()


def test_other_json_is_refused() -> None:
    with pytest.raises(InvalidInput, match="system"):
        Report.from_json(b"{}")
