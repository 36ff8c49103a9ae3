from __future__ import annotations

import logging
from typing import Any

import pytest

from tandem.errors import InvalidInput, NotFound
from tandem.operate import Application, create_app_for
from tests.operate.parts import SECRET, Scorer, call


class Ledger:
    """Remembers what it was given; knows a key again."""

    def __init__(self) -> None:
        self.given: list[dict[str, Any]] = []

    def add(self, feedback: dict[str, Any]) -> bool:
        match feedback["value"]:
            case "broken":
                raise OSError(SECRET)
            case "unknown":
                raise NotFound("no such trace")
            case "unfit":
                raise InvalidInput("not of the output's type", field="$.value")
        new = all(feedback["key"] != other["key"] for other in self.given)
        self.given.append(feedback)
        return new


def app(ledger: Ledger) -> Application:
    return create_app_for(Scorer(), system="churn", feedback=ledger.add)


def test_feedback_reaches_the_ledger_and_counts_once() -> None:
    ledger = Ledger()
    body = {"trace": "f" * 32, "value": True, "path": "left", "kind": "label", "key": "k1"}
    body |= {"by": "ann", "time": "2026-01-02T03:04:05Z"}
    first = call(app(ledger), "POST", "/feedback", body)
    assert (first.status, first.json) == (201, {"new": True})
    again = call(app(ledger), "POST", "/feedback", body)
    assert (again.status, again.json) == (200, {"new": False})
    given = ledger.given[0]
    assert given["time"].isoformat() == "2026-01-02T03:04:05+00:00"
    assert {name: given[name] for name in ("trace", "value", "path", "kind", "by", "system")} == {
        "trace": "f" * 32,
        "value": True,
        "path": "left",
        "kind": "label",
        "by": "ann",
        "system": "churn",
    }


def test_a_run_can_be_named_by_its_subject() -> None:
    ledger = Ledger()
    assert call(app(ledger), "POST", "/feedback", {"subject": "ann", "value": 1}).status == 201
    assert (ledger.given[0]["subject"], ledger.given[0]["kind"]) == ("ann", "correction")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"trace": "x"}, "$.value"),
        ({"value": 1}, "$.trace"),
        ({"value": 1, "trace": "x", "subject": "y"}, "$.trace"),
        ({"value": 1, "trace": 5}, "$.trace"),
        ({"value": 1, "trace": "x" * 201}, "$.trace"),
        ({"value": 1, "trace": ""}, "$.trace"),
        ({"value": 1, "trace": "x", "by": "a\0b"}, "$.by"),
        ({"value": 1, "trace": "x", "kind": "praise"}, "$.kind"),
        ({"value": 1, "trace": "x", "time": "yesterday"}, "$.time"),
        ({"value": 1, "trace": "x", "time": "2026-01-02T03:04:05"}, "$.time"),
        ({"value": 1, "trace": "x", "colour": "red"}, "$"),
        ([], "$"),
    ],
)
def test_feedback_that_does_not_fit_is_told_where(body: object, field: str) -> None:
    reply = call(app(Ledger()), "POST", "/feedback", body)
    assert (reply.status, reply.error["field"]) == (422, field)
    assert reply.error["expected"]
    assert reply.error["got"]


@pytest.mark.parametrize(("value", "status"), [("broken", 500), ("unknown", 404), ("unfit", 422)])
def test_what_the_ledger_says_reaches_the_caller_without_secrets(
    value: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        reply = call(app(Ledger()), "POST", "/feedback", {"trace": "x", "value": value})
    assert reply.status == status
    assert SECRET not in reply.body.decode() + caplog.text


def test_without_a_ledger_there_is_no_such_route() -> None:
    assert call(create_app_for(Scorer()), "POST", "/feedback", {"value": 1}).status == 404
