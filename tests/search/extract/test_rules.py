from __future__ import annotations

from datetime import date

import pytest

from tandem.search.extract import (
    Extraction,
    Found,
    Layout,
    Rule,
    adds_up,
    dated,
    failed_rules,
    given,
    positive,
    present,
    sure,
)

SLIP = Layout.of("TEA 4.00\nRICE 5.00\nTOTAL 9.00\nCASH 10.00\nCHANGE 1.00")


def read(confidence: float = 1.0, **values: str) -> Extraction:
    found = {name: Found(value, confidence, 0, 1, "T") for name, value in values.items()}
    return Extraction(found, confidence)


def test_failed_rules_are_named_in_their_order() -> None:
    rules = (present("date", "total"), positive("total"), dated("date", earliest=date(2000, 1, 1)))
    assert failed_rules(SLIP, read(date="2018-01-02", total="9.00"), rules) == []
    assert failed_rules(SLIP, read(total="-9.00"), rules) == [
        "date, total present",
        "total positive",
        "date between 2000-01-01 and today",
    ]


def test_no_day_of_the_future_is_right() -> None:
    rule = dated("date", earliest=date(2000, 1, 1), latest=lambda: date(2018, 6, 1))
    assert failed_rules(SLIP, read(date="2018-06-01"), [rule]) == []
    assert failed_rules(SLIP, read(date="2018-06-02"), [rule]) == [rule.name]


@pytest.mark.parametrize(
    ("text", "total", "holds"),
    [
        ("TEA 4.00\nRICE 5.00\nTOTAL 9.00", "9.00", True),
        ("A 1.00\nB 2.00\nC 3.00\nTOTAL 6.00", "6.00", True),
        ("TOTAL 9.00\nCASH 10.00\nCHANGE 1.00", "9.00", True),
        ("TOTAL 9.00\nVISA 9.00", "9.00", True),
        ("TEA 4.01\nRICE 5.00\nTOTAL 9.00", "9.00", True),
        ("TEA 4.00\nTOTAL 9.00", "9.00", False),
        ("TEA 4.00\nTOTAL 9.00", "nine", False),
    ],
)
def test_a_total_is_borne_out_by_the_other_amounts(text: str, total: str, holds: bool) -> None:
    assert (failed_rules(Layout.of(text), read(total=total), [adds_up("total")]) == []) is holds


def test_doubt_is_a_reason_to_look() -> None:
    assert failed_rules(SLIP, read(0.6, total="9.00"), [sure(0.5)]) == []
    assert failed_rules(SLIP, read(0.4, total="9.00"), [sure(0.5)]) == ["confidence at least 0.5"]


def test_a_rule_of_ones_own_is_a_function() -> None:
    rule = Rule("paid in cash", lambda layout, _: "CASH" in layout.text)
    assert failed_rules(SLIP, read(), [rule]) == []
    assert failed_rules(Layout.of("VISA"), read(), [rule]) == ["paid in cash"]


def test_a_rule_on_a_field_that_may_be_missing_holds_without_it() -> None:
    rule = given("date", dated("date", earliest=date(2000, 1, 1)))
    assert failed_rules(SLIP, read(total="9.00"), [rule]) == []
    assert failed_rules(SLIP, read(date="2018-01-02"), [rule]) == []
    assert failed_rules(SLIP, read(date="1918-01-02"), [rule]) == [
        "date between 2000-01-01 and today, if given"
    ]
