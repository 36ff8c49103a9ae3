from __future__ import annotations

import math
import random
from statistics import fmean

import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import Cautious, Ridge


class Steady(Cautious[dict[str, float]]):
    """Cautious over small records."""


def rows(count: int = 400) -> Rows[dict[str, float], float]:
    draw = random.Random(0)
    inputs = [{"x": draw.uniform(0, 10)} for _ in range(count)]
    return Rows(inputs, [5 * one["x"] + draw.gauss(0, 15) for one in inputs])


def cost(errors: list[float]) -> float:
    return fmean(math.expm1(e / 10 if e > 0 else -e / 13) for e in errors)


def test_it_tells_less_where_too_much_costs_more_and_costs_less_on_new_rows() -> None:
    known, new = rows().take(range(200)), rows().take(range(200, 400))
    ridge: Ridge[dict[str, float]] = Ridge()
    plain = ridge.fit(known).predict(new.inputs)
    fitted = Steady(model=Ridge()).fit(known)
    assert fitted.shift < 0
    careful = fitted.predict(new.inputs)
    assert careful == pytest.approx([value + fitted.shift for value in plain])
    told, less = (
        cost([a - b for a, b in zip(some, new.targets, strict=True)]) for some in (plain, careful)
    )
    assert less < told


def test_the_shift_goes_up_where_too_little_costs_more() -> None:
    assert Steady(model=Ridge(), over=13.0, under=10.0).fit(rows()).shift > 0


def test_errors_beyond_what_exp_can_hold_still_give_a_shift() -> None:
    far = Rows([{"x": float(i)} for i in range(20)], [1e6 * (i % 2) for i in range(20)])
    assert math.isfinite(Steady(model=Ridge()).fit(far).shift)


def test_a_cost_without_a_scale_is_refused() -> None:
    with pytest.raises(DefinitionError, match="over=0"):
        Steady(model=Ridge(), over=0.0).fit(rows())
