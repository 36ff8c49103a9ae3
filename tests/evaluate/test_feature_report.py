from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from tandem.evaluate.feature_report import Worth, feature_report
from tandem.evaluate.feature_tables import about, feature_rows
from tandem.features import Features
from tandem.features.described import described
from tandem.features.metering import Costs


@dataclass(frozen=True)
class Visit:
    time: datetime
    pages: float | None
    plan: str | None


class Habits(Features[Visit]):
    pages: float | None
    plan: str | None


BEFORE = [Habits(pages=float(n % 10), plan="a" if n % 2 else None) for n in range(100)]
AFTER = [Habits(pages=float(n % 10) + 5 if n % 4 else None, plan="a") for n in range(100)]
COSTS = Costs(50, {"": 1e-4, "pages": 5e-5}, {"": 2e-5, "pages": 3e-6, "plan": 1e-6})
WORTH = Worth(by="a guess", values={"plan": (0.5, 0.4, 0.6), "pages": (0.1, None, None)})


def test_figures_are_per_row_per_read_and_of_both_sides() -> None:
    found = feature_report(described(Habits), BEFORE, AFTER, costs=COSTS, worth=WORTH)
    pages, plan = found.features
    assert (pages.offline, pages.online) == (pytest.approx(1.0), pytest.approx(3.0))
    assert plan.offline is None
    assert (pages.coverage, pages.learned) == (0.75, 1.0)
    assert (plan.coverage, plan.learned) == (1.0, 0.5)
    assert pages.drifted
    assert plan.drifted
    assert found.shared_offline == pytest.approx(2.0)
    assert found.online == pytest.approx(24.0)


def test_nothing_is_claimed_of_what_was_not_measured() -> None:
    found = feature_report(described(Habits), [], AFTER, costs=None, worth=Worth(by="not measured"))
    assert found.online is None
    for item in found.features:
        assert item.offline is item.online is item.learned is item.drift is item.importance is None
    assert "Costs were not measured: no History computed the rows in this build." in about(found)


def test_the_table_has_the_most_important_first_and_marks_drift() -> None:
    found = feature_report(described(Habits), BEFORE, AFTER, costs=COSTS, worth=WORTH)
    first, second = feature_rows(found)
    assert first[0] == "plan"
    assert first[-1] == "0.5000 (0.4000 to 0.6000)"
    assert second[2:6] == ["1.00", "3.0", "75.0%", "100.0%"]
    assert second[6].endswith("*")
    assert about(found)[1].startswith("A read takes 24 µs of CPU in the process, 20 of them")
