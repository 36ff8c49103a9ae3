"""Verdicts."""

from __future__ import annotations

import pytest

from tandem.deliver.verdict import RuleResult, Verdict
from tandem.errors import InvalidInput

PASSED = RuleResult(rule="a at least 1", status="pass", message="a is 2, which is at least 1")
DOUBTFUL = RuleResult(
    rule="b at least 1", status="insufficient evidence", message="b may be", mde=0.1, needed=300
)


def test_json_and_back() -> None:
    verdict = Verdict("insufficient evidence", [PASSED, DOUBTFUL])
    assert Verdict.from_json(verdict.to_json()) == verdict


def test_other_json_is_refused() -> None:
    with pytest.raises(InvalidInput, match="status"):
        Verdict.from_json(b'{"status": "perhaps", "rules": []}')


def test_text_gives_the_decision_and_a_line_a_rule() -> None:
    assert Verdict("insufficient evidence", [PASSED, DOUBTFUL]).to_text() == (
        "gate: insufficient evidence\n"
        "  pass                   a is 2, which is at least 1\n"
        "  insufficient evidence  b may be"
    )


def test_reasons_are_those_that_did_not_pass() -> None:
    assert Verdict("insufficient evidence", [PASSED, DOUBTFUL]).reasons == ["b may be"]


def test_what_it_was_compared_with_survives_storing() -> None:
    verdict = Verdict("pass", [], {"live": "abc", "beta": ""})
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert Verdict.from_json(b'{"status":"pass","rules":[]}').against == {}
