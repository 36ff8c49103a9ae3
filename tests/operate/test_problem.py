from __future__ import annotations

import json

import pytest

from tandem.core.schema import decoder
from tandem.errors import (
    BudgetExceeded,
    DeadlineExceeded,
    InvalidInput,
    NotFitted,
    NotFound,
    Overloaded,
    ProviderError,
    TandemError,
)
from tandem.operate.problem import from_error, invalid, refuse, type_name
from tests.operate.parts import SECRET, Customer


@pytest.mark.parametrize(
    ("body", "field", "expected", "got"),
    [
        (b'{"age": "x"}', "$.age", "int", "str"),
        (b'{"age": -1}', "$.age", "int >= 0", "-1"),
        (b'{"plan": "month"}', "$.age", "a value", "nothing"),
        (b'{"age": 1, "plan": "week"}', "$.plan", "JSON of Customer", '"week"'),
        (b'{"age": 1, "spent": NaN}', "$", "JSON of Customer", "JSON is malformed"),
        (b'{"age": 1, "spent": 1e999}', "$.spent", "JSON of Customer", "number out of range"),
        (b"[1]", "$", "object", "array"),
        (b"", "$", "JSON of Customer", "input data was truncated"),
    ],
)
def test_a_bad_body_is_told_field_expected_and_got(
    body: bytes, field: str, expected: str, got: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        decoder(Customer)(body)
    problem = invalid(caught.value, body, Customer)
    detail = problem.detail
    assert problem.status == 422
    assert (detail.field, detail.expected) == (field, expected)
    assert detail.got.startswith(got)
    assert field in detail.message
    assert "/docs" in detail.hint


def test_the_value_shown_is_short_and_found_inside_lists() -> None:
    body = json.dumps([{"age": 1}, {"age": 2, "plan": "x" * 500}]).encode()
    with pytest.raises(InvalidInput) as caught:
        decoder(list[Customer])(body)
    detail = invalid(caught.value, body, list[Customer]).detail
    assert detail.field == "$[1].plan"
    assert detail.got.startswith('"xxx')
    assert len(detail.got) == 80


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (InvalidInput("the month is over", field="$.month"), 422, "the month is over"),
        (Overloaded("the chat model is busy", retry_after=2.2), 503, "the chat model is busy"),
        (DeadlineExceeded("no answer in time"), 504, "no answer in time"),
        (NotFound("no such page"), 404, "no such page"),
        (BudgetExceeded(f"of {SECRET}"), 402, "over the budget for language models"),
        (ProviderError(f"at {SECRET}"), 502, "a language model did not answer"),
        (NotFitted(f"weights {SECRET}"), 500, "internal error"),
        (TandemError(SECRET), 500, "internal error"),
        (ValueError(SECRET), 500, "internal error"),
    ],
)
def test_only_errors_made_for_callers_keep_their_message(
    error: Exception, status: int, message: str
) -> None:
    problem = from_error(error, "f" * 32)
    assert (problem.status, problem.detail.message) == (status, message)
    assert problem.detail.trace == "f" * 32
    assert SECRET not in problem.body.decode()


def test_busy_says_when_to_come_back_in_whole_seconds() -> None:
    assert from_error(Overloaded("busy", retry_after=2.2)).headers == [(b"retry-after", b"3")]


def test_a_refusal_is_one_json_object_without_empty_fields() -> None:
    problem = refuse(415, "Content-Type", expected="application/json", got="text/plain")
    assert json.loads(problem.body) == {
        "error": {
            "message": "Content-Type: expected application/json, got text/plain",
            "field": "Content-Type",
            "expected": "application/json",
            "got": "text/plain",
        }
    }


def test_types_are_named_as_people_write_them() -> None:
    assert type_name(Customer) == "Customer"
    assert type_name(list[int]) == "list[int]"
