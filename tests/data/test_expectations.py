from __future__ import annotations

from pathlib import Path

import pytest

from tandem.data import (
    Expectations,
    Length,
    MissingShare,
    OneOf,
    Pattern,
    Present,
    Range,
    Rule,
    Unique,
)
from tandem.errors import DefinitionError, InvalidInput

SOME = Expectations(
    [
        Range(field="age", low=0, high=80),
        Range(field="age", low=-800, high=900, severity="hard"),
        OneOf(field="city", values=["Bern", "Bonn"]),
        Present(field="city"),
        Unique(field="age"),
    ]
)


def test_findings_of_a_row_come_hard_ones_first() -> None:
    found = SOME.check_row({"age": 1000, "city": "Oslo"})
    assert [(item.path, item.rule, item.severity) for item in found] == [
        ("$.age", "range", "hard"),
        ("$.age", "range", "soft"),
        ("$.city", "one_of", "soft"),
    ]
    assert str(found[0]) == "$.age is 1000, expected -800 to 900"


def test_rows_are_checked_each_by_itself_and_a_table_as_a_whole() -> None:
    rows = [{"age": 7, "city": "Bern"}, {"age": 7, "city": None}]
    assert [[item.rule for item in found] for found in SOME.check_rows(rows)] == [[], ["present"]]
    assert [(item.row, str(item)) for item in SOME.check_table(rows)] == [
        (1, "$.age is 7 again, expected once")
    ]
    assert SOME.check_rows([]) == SOME.check_table([]) == []


def test_a_field_that_rows_have_not_is_named() -> None:
    for check in (SOME.check_rows, SOME.check_table):
        with pytest.raises(DefinitionError, match="'age', which the rows have not") as caught:
            check([{"city": "Bern", "years": 3}])
        assert "city, years" in caught.value.hint


def test_severity_is_changed_for_a_field_or_one_rule_of_it() -> None:
    hard = SOME.with_severity("hard", "city", "one_of")
    assert [item.severity for item in hard.check_row({"age": 1, "city": "Oslo"})] == ["hard"]
    assert SOME.rules[2].severity == "soft"
    with pytest.raises(DefinitionError, match="no rule 'length' on 'city'"):
        SOME.with_severity("hard", "city", "length")
    with pytest.raises(DefinitionError, match="no expectation on 'town'"):
        SOME.without("town")


def test_expectations_are_left_out_and_overridden() -> None:
    assert [rule.field for rule in SOME.without("age").rules] == ["city", "city"]
    mine = Range(field="age", low=18, high=120, severity="hard")
    changed = SOME.overridden([mine])
    assert [rule for rule in changed.rules if isinstance(rule, Range)] == [mine]
    assert len(changed.rules) == len(SOME.rules) - 1


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "expectations.json"
    SOME.write(path)
    assert Expectations.read(path) == SOME
    assert path.read_text().count("\n") == len(SOME.rules) + 4  # one a line, to be edited
    Expectations([]).write(path)
    assert Expectations.read(path) == Expectations([])


def test_toml_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "expectations.toml"
    path.write_text(
        '[[rules]]\nrule = "range"\nfield = "age"\nlow = 0\nhigh = 9\nseverity = "hard"\n'
    )
    assert Expectations.read(path).rules == [Range(field="age", low=0, high=9, severity="hard")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", '{"rules": [{"rule": "rnge", "field": "age"}]}', r"rules\[0\]"),
        ("a.json", '{"rules": [{"rule": "range", "field": "a", "low": "x"}]}', "low"),
        ("a.json", '{"rules": [', "a.json"),
        ("a.toml", "rules = [", "is not TOML"),
        (
            "a.json",
            '{"rules": [{"rule": "pattern", "field": "a", "expression": "("}]}',
            "a.json: the rule pattern on 'a' has .* no regular expression",
        ),
        (
            "a.json",
            '{"rules": [{"rule": "present", "field": "a", "severity": "loud"}]}',
            "severity",
        ),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InvalidInput, match=message):
        Expectations.read(path)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Range(field="age", low=5, high=1), "the rule range on 'age' goes from 5 to 1"),
        (Range(field="age", low=float("nan"), high=1), "goes from nan to 1"),
        (Length(field="name", low=3, high=2), "goes from 3 to 2"),
        (MissingShare(field="age", most=20), "a share of 20, expected 0 to 1"),
        (Pattern(field="name", expression="("), "no regular expression"),
    ],
)
def test_a_rule_that_nothing_could_meet_is_refused(rule: Rule, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        Expectations([rule])


def test_texts_are_checked_as_a_whole() -> None:
    found = Expectations([Pattern(field="", expression="[a-z ]+")]).check_rows(["fine", "NOT"])
    assert [[item.path for item in broken] for broken in found] == [[], ["$"]]
