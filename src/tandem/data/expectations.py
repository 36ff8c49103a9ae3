"""A set of expectations: checked against rows and tables, kept in a file, edited."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec

from tandem.core.schema import convert, decoder
from tandem.data.columns import WHOLE, columns_of, row_of
from tandem.data.expectation import (
    Expectation,
    Length,
    MissingShare,
    Pattern,
    Range,
    Row,
    Rule,
    Severity,
    fields_of,
)
from tandem.errors import DefinitionError, InvalidInput
from tandem.record.files import write_atomic


@dataclass(frozen=True)
class Finding:
    """An expectation that a row, or a table as a whole (``row`` is ``None``), breaks.

    ``row`` counts from 0.
    """

    field: str
    rule: str
    severity: Severity
    problem: str
    row: int | None = None

    def __str__(self) -> str:
        return f"{self.path} {self.problem}"

    @property
    def path(self) -> str:
        """The field as a JSON path."""
        return f"$.{self.field}" if self.field != WHOLE else "$"


@dataclass(frozen=True)
class Expectations:
    """What data should be like. Plain data; a changed one is made with its methods.

    >>> from tandem.data import Range
    >>> adults = Expectations([Range(field="age", low=18, high=120, severity="hard")])
    >>> [str(found) for found in adults.check_row({"age": 7})]
    ['$.age is 7, expected 18 to 120']
    """

    rules: list[Rule]

    def __post_init__(self) -> None:
        for rule in self.rules:
            if wrong := _wrong(rule):
                raise DefinitionError(f"the rule {rule_name(rule)} on {rule.field!r} {wrong}")

    def check_row(self, row: Any) -> list[Finding]:
        """The expectations that one record breaks, hard ones first."""
        return self.check_rows([row])[0]

    def check_rows(self, xs: Sequence[Any]) -> list[list[Finding]]:
        """What each record breaks by itself, whatever the others are.

        Raises ``DefinitionError`` where an expectation is about a field that they lack.
        """
        return [self._broken(row_of(x)) for x in xs]

    def check_table(self, xs: Sequence[Any]) -> list[Finding]:
        """What the records break together: repeated values, falling times, missing shares."""
        columns = columns_of(xs)
        try:
            return [
                Finding(rule.field, name, rule.severity, problem, row)
                for rule, name in self._named
                for row, problem in (rule.problems(columns) if columns else ())
            ]
        except KeyError as error:
            raise _no_field(error.args[0], columns) from None

    def with_severity(
        self, severity: Severity, field: str, rule: str | None = None
    ) -> Expectations:
        """A copy in which those on ``field`` (or one ``rule`` of it) are hard, or soft.

        Raises ``DefinitionError`` where there is none.
        """
        self._find(field, rule)
        return Expectations(
            [
                msgspec.structs.replace(item, severity=severity)
                if _is_about(item, field, rule)
                else item
                for item in self.rules
            ]
        )

    def without(self, field: str, rule: str | None = None) -> Expectations:
        """A copy without those on ``field``, or without one ``rule`` of it."""
        self._find(field, rule)
        return Expectations([item for item in self.rules if not _is_about(item, field, rule)])

    def overridden(self, rules: Sequence[Rule]) -> Expectations:
        """A copy in which ``rules`` stand in place of those on the same fields and of one kind."""
        ours = {(type(rule), *fields_of(rule)) for rule in rules}
        kept = [rule for rule in self.rules if (type(rule), *fields_of(rule)) not in ours]
        return Expectations([*rules, *kept])

    def write(self, path: str | PathLike[str]) -> None:
        """Keep them in a JSON file, one expectation a line."""
        lines = b",\n".join(b"    " + msgspec.json.encode(rule) for rule in self.rules)
        write_atomic(Path(path), [b'{\n  "rules": [\n', lines, b"\n  ]\n}\n"], mode=0o644)

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Expectations:
        """Those of a JSON or TOML file; raises ``InvalidInput`` that names what is wrong."""
        path = Path(path)
        try:
            if path.suffix.lower() == ".toml":
                found = convert(tomllib.loads(path.read_text()), Expectations)
            else:
                found = decoder(Expectations)(path.read_bytes())
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput(f"{path.name} is not TOML: {error}") from None
        except InvalidInput as error:
            raise InvalidInput(f"{path.name}: {error.message}", field=error.field) from None
        except DefinitionError as error:
            raise InvalidInput(f"{path.name}: {error.message}") from None
        expectations: Expectations = found
        return expectations

    def _broken(self, row: Row) -> list[Finding]:
        try:
            return [
                Finding(rule.field, name, rule.severity, problem)
                for rule, name, look in self._looks
                if (problem := look(row))
            ]
        except KeyError as error:
            raise _no_field(error.args[0], row) from None

    @cached_property
    def _named(self) -> list[tuple[Expectation, str]]:
        return [(rule, rule_name(rule)) for rule in self.rules]

    @cached_property
    def _looks(self) -> list[tuple[Expectation, str, Callable[[Row], str]]]:
        """Those that look at single rows, hard ones first."""
        ordered = sorted(self._named, key=lambda item: item[0].severity != "hard")
        return [
            (rule, name, rule.problem)
            for rule, name in ordered
            if type(rule).problem is not Expectation.problem
        ]

    def _find(self, field: str, rule: str | None) -> None:
        if not any(_is_about(item, field, rule) for item in self.rules):
            what = f"rule {rule!r} on {field!r}" if rule else f"expectation on {field!r}"
            known = sorted({item.field for item in self.rules})
            raise DefinitionError(
                f"there is no {what}", hint=f"there are some on {', '.join(known) or 'nothing'}"
            )


def rule_name(rule: Expectation) -> str:
    """What an expectation is called in a file, such as ``range``."""
    return str(rule.__struct_config__.tag)


def _is_about(item: Expectation, field: str, rule: str | None) -> bool:
    return item.field == field and (rule is None or rule_name(item) == rule)


def _no_field(field: str, row: Row) -> DefinitionError:
    return DefinitionError(
        f"an expectation is about the field {field!r}, which the rows have not",
        hint=f"their fields are {', '.join(row)}",
    )


def _wrong(rule: Expectation) -> str:
    """Why no value could ever meet an expectation; empty where one could."""
    if isinstance(rule, (Range, Length)) and not rule.low <= rule.high:
        return f"goes from {rule.low:g} to {rule.high:g}"
    if isinstance(rule, MissingShare) and not 0 <= rule.most <= 1:
        return f"allows a share of {rule.most:g}, expected 0 to 1"
    if isinstance(rule, Pattern):
        try:
            re.compile(rule.expression)
        except re.error as error:
            return f"has {rule.expression!r}, which is no regular expression: {error}"
    return ""
