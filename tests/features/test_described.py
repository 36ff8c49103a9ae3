from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from tandem.errors import DefinitionError
from tandem.features import Features, compute, count, mean, since
from tandem.features.described import described
from tests.features.payments import Signals

LIMIT = 6


@dataclass(frozen=True)
class Visit:
    time: datetime
    user: str
    pages: float


def late(time: datetime) -> bool:
    return time.hour > LIMIT


class Habits(Features[Visit]):
    """What a visitor does.

    More of it.
    """

    pages: float
    late: bool = compute(late)
    visits: int = count(by="user", hours=36)
    depth: float | None = mean("pages", by="user", minutes=90, itself=False)
    last: float | None = since(by="user", days=2, delay_days=1)


def test_a_definition_is_told_in_words() -> None:
    view = described(Habits)
    assert (view.name, view.request, view.about) == ("Habits", "Visit", "What a visitor does.")
    assert [(item.name, item.type, item.meaning) for item in view.features] == [
        ("pages", "float", "from the request"),
        ("late", "bool", "computed from time"),
        ("visits", "int", "count of Visit by user, 36 hours"),
        ("depth", "float | None", "mean of pages by user, 90 minutes, without itself"),
        ("last", "float | None", "since of Visit by user, 2 days, delayed by 1 day"),
    ]
    assert "LIMIT = 6" in view.features[1].source


def test_every_feature_of_every_kind_is_described() -> None:
    assert [i.name for i in described(Signals).features] == list(Signals.__dataclass_fields__)


def test_the_module_is_relative_to_the_package_and_no_part_of_the_fingerprint() -> None:
    here = __name__.rpartition(".")[0]
    assert described(Habits, package=here).module == ".test_described"
    assert described(Habits, package=here).fingerprint == described(Habits).fingerprint


def test_another_window_type_or_class_option_is_another_fingerprint() -> None:
    class Other(Features[Visit]):
        pages: float
        visits: int = count(by="user", hours=35)

    class Same(Features[Visit], lateness_days=2):
        pages: float
        visits: int = count(by="user", hours=35)

    one, two = described(Other), described(Same)
    assert one.fingerprint != two.fingerprint
    assert one.differences(two) == ["name", "lateness"]
    assert described(Habits).differences(one)[:4] == ["late", "visits", "depth", "last"]


def test_a_class_that_is_no_definition_is_refused() -> None:
    with pytest.raises(DefinitionError, match="defines no features"):
        described(Visit)  # type: ignore[arg-type]  # the fault under test
