"""Rules of a record: what must hold before it may be kept without a person looking at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.search.extract.fields import Extraction
from tandem.search.extract.kinds import Amount
from tandem.search.extract.layout import Layout

Holds = Callable[[Layout, Extraction], bool]


@dataclass(frozen=True)
class Rule:
    """A name that a person understands, and whether it holds for what was read."""

    name: str
    holds: Holds


def failed_rules(layout: Layout, read: Extraction, rules: Sequence[Rule]) -> list[str]:
    """The names of the rules that do not hold, in their order.

    A rule that cannot be applied, because a value is missing or is no number, does not hold.
    """
    return [rule.name for rule in rules if not _holds(rule, layout, read)]


def _holds(rule: Rule, layout: Layout, read: Extraction) -> bool:
    try:
        return bool(rule.holds(layout, read))
    except (KeyError, ValueError, ArithmeticError):
        return False


def present(*names: str) -> Rule:
    """Fields that every record has."""
    return Rule(f"{', '.join(names)} present", lambda _, read: read.values.keys() >= set(names))


def given(name: str, rule: Rule) -> Rule:
    """A rule on a field that a record may be without."""

    def holds(layout: Layout, read: Extraction) -> bool:
        return name not in read.values or rule.holds(layout, read)

    return Rule(f"{rule.name}, if given", holds)


def positive(name: str) -> Rule:
    """An amount above zero."""
    return Rule(f"{name} positive", lambda _, read: Decimal(read.values[name]) > 0)


def dated(name: str, *, earliest: date, latest: Callable[[], date] = date.today) -> Rule:
    """A day that the calendar has, not before ``earliest`` and not in the future."""

    def holds(_: Layout, read: Extraction) -> bool:
        return earliest <= date.fromisoformat(read.values[name]) <= latest()

    return Rule(f"{name} between {earliest} and today", holds)


def adds_up(name: str, *, tolerance: str = "0.05") -> Rule:
    """An amount that the other amounts of the document bear out.

    It stands there twice, or is the sum of other amounts that follow each other, or of two, or
    is what is left of one after another (cash less change); up to ``tolerance``, for rounding.
    """
    most = Decimal(tolerance)

    def holds(layout: Layout, read: Extraction) -> bool:
        own = Decimal(read.values[name])
        amounts = [Decimal(x.value) for x in Amount().find(layout)]
        if amounts.count(own) > 1:
            return True
        others = [x for x in amounts if x != own and x != 0]
        pairs = any(
            abs(x + y - own) <= most or abs(x - y - own) <= most
            for i, x in enumerate(others)
            for y in others[i + 1 :]
        )
        return pairs or _runs_to(others, own, most)

    return Rule(f"{name} adds up", holds)


def _runs_to(amounts: Sequence[Decimal], own: Decimal, most: Decimal) -> bool:
    """Whether some amounts that follow each other sum to ``own``."""
    for start in range(len(amounts)):
        total = Decimal(0)
        for amount in amounts[start:]:
            total += amount
            if abs(total - own) <= most:
                return True
    return False


def sure(least: float) -> Rule:
    """A record of which the chance that all its values are right is at least ``least``."""
    return Rule(f"confidence at least {least:g}", lambda _, read: read.confidence >= least)
