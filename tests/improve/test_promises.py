from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tandem.errors import DefinitionError
from tandem.improve.feedback import Feedback, Judged
from tandem.improve.promises import last_words, promised
from tandem.record.span import Trace
from tests.evaluate.samples import given, report


def said(trace: str, value: Any, day: int, **more: Any) -> Judged:
    when = datetime(2026, 1, day, tzinfo=UTC)
    feedback = Feedback(value=value, trace=trace, path="risk", time=when, **more)
    return Judged(feedback, Trace(id=trace, system="s", time=datetime(2026, 1, 1, tzinfo=UTC)))


def test_the_last_word_on_each_run_counts() -> None:
    found = last_words(
        [said("b", True, 9), said("a", True, 2), said("a", False, 5), said("b", False, 3)],
        "label",
        "risk",
    )
    assert {item.trace.id: item.feedback.value for item in found} == {"a": False, "b": True}
    assert len(found) == 2


def test_what_was_refused_or_is_about_something_else_is_left_out() -> None:
    other = [said("a", False, 4, accepted=False), said("a", 1, 5, kind="rating")]
    found = last_words([said("a", True, 2), *other], "label", "risk")
    assert [item.feedback.value for item in found] == [True]
    assert last_words([said("a", True, 2)], "label", "") == []


def test_a_promise_that_the_report_does_not_have_is_told() -> None:
    made = report(given(), [1.0, 2.0])
    assert promised(made, "given", whose="quality").value == made.scores["given"].value
    with pytest.raises(DefinitionError, match="quality: the report has no 'auc'") as told:
        promised(made, "auc", whose="quality")
    assert "given" in told.value.hint
