from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tandem import Model
from tandem.errors import InvalidInput
from tandem.evaluate import Case, brier, evaluate, output_field
from tandem.record.span import Trace


@dataclass(frozen=True)
class Advice:
    probability: float


class Advise(Model[float, Advice]):
    def predict(self, xs: Sequence[float], /) -> list[Advice]:
        return [Advice(x) for x in xs]


CASES = [Case(str(i), i / 4, target=i > 2) for i in range(5)]


def test_a_metric_looks_at_a_field_of_the_output() -> None:
    report, _ = asyncio.run(evaluate(Advise(), CASES, [brier(output=output_field("probability"))]))
    wanted = [0.0, 0.25**2, 0.5**2, 0.25**2, 0.0]
    assert report.scores["brier"].value == pytest.approx(sum(wanted) / 5)


def test_dots_lead_through_records_and_mappings() -> None:
    trace = Trace("1", "shop", datetime.now(UTC), output={"best": Advice(0.5)})
    assert output_field("best.probability")(trace) == 0.5
    with pytest.raises(InvalidInput, match=r"no field 'best\.chance': Advice lacks 'chance'"):
        output_field("best.chance")(trace)
    with pytest.raises(InvalidInput, match="no field 'worst': dict lacks 'worst'"):
        output_field("worst")(trace)


def test_a_field_that_is_not_there_fails_the_case() -> None:
    report, _ = asyncio.run(evaluate(Advise(), CASES, [brier(output=output_field("chance"))]))
    assert report.scores["brier"].failed == 5
    assert "'chance'" in report.failures["0"]
