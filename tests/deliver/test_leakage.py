from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from tandem import Case, Rows
from tandem.data import Dataset, Leak
from tandem.deliver.leakage import held_out, leaks_of, refuse
from tandem.errors import LeakFound


@dataclass(frozen=True)
class Question:
    text: str


@dataclass(frozen=True)
class Lessons:
    """What a part learns from that takes more than rows."""

    questions: Rows[Question, str]
    pages: dict[str, str]


CASES = [
    Case("1", Question("How do I reset my password?"), "access", group="reset"),
    Case("2", Question("Where is my invoice kept?"), "billing", group="invoice"),
]
KNOWN = Rows([Question("Where is my invoice  kept"), Question("Who are you?")], ["billing", "x"])
CLEAN = Rows([Question("Why is it so slow?")], ["speed"])


def names(data: Any, **options: Any) -> list[str]:
    return [leak.name for leak in leaks_of(data, CASES, **options)]


@pytest.mark.parametrize(
    "data",
    [KNOWN, Lessons(KNOWN, {"a": "b"}), {"a": CLEAN, "b": KNOWN}, (CLEAN, KNOWN, KNOWN)],
    ids=["rows", "record", "mapping", "tuple"],
)
def test_rows_are_found_wherever_they_are(data: Any) -> None:
    assert names(data) == ["duplicate"]
    assert names(data, allow=["duplicate"]) == []


@pytest.mark.parametrize("data", [CLEAN, [Question("a text")] * 1_000, 3.0, None, "text"])
def test_other_data_has_no_leaks(data: Any) -> None:
    assert names(data) == []


def test_records_of_a_dataset_are_compared_too() -> None:
    @dataclass(frozen=True)
    class Labelled:
        text: str
        topic: str

    given = [Labelled(case.input.text.upper(), "x") for case in CASES]
    assert names(Dataset.of(given)) == ["duplicate"]


def test_groups_of_cases_are_compared() -> None:
    rows = Rows([Question("Forgot my word")], ["access"], groups=["reset"])
    assert names(rows) == ["group"]


def test_cases_have_times_if_all_have_one() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    assert held_out(CASES).times is None
    dated = [Case(case.id, case.input, time=day) for case in CASES]
    assert held_out(dated).times == [day, day]
    assert held_out([*dated, CASES[0]]).times is None


def test_a_refusal_says_what_and_how_to_allow_it() -> None:
    refuse("triage", [])
    leak = Leak(kind="target", column="fee", figure=1.0, message="fee tells", hint="leave it out")
    with pytest.raises(LeakFound, match=r"the data of triage leaks: fee tells \(and 1 more\)") as e:
        refuse("triage", [leak, leak])
    assert e.value.hint == "leave it out; if it is right, allow_leaks=['target:fee']"
