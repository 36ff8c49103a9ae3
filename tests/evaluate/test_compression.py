from __future__ import annotations

import asyncio

import pytest

from tandem.errors import DefinitionError
from tandem.evaluate import Case, auc, compression_report
from tandem.evaluate.compression import weigh
from tandem.models import Boosting, prune, quantise
from tests.models.samples import Person, people


def test_a_smaller_model_is_reported_as_smaller_with_what_it_costs() -> None:
    learn, aside, test = people(300), people(1000, 1), people(150, 2)
    before = Boosting[Person](trees=60).fit(learn)
    after = quantise(prune(before, aside, tolerance=0.03), learn.inputs)
    cases = [Case(str(i), x, target=y) for i, (x, y) in enumerate(test)]
    found = asyncio.run(compression_report(before, after, cases, [auc()]))
    assert found.after.bytes < 0.5 * found.before.bytes
    assert found.after.rows_per_second > 0 < found.after.row_microseconds
    [change] = found.differences
    assert change.n == 150
    assert change.low is not None
    assert change.high is not None
    assert change.low <= change.value <= change.high
    assert str(found).splitlines()[0].startswith("bytes of state: ")
    assert "auc: " in str(found)
    same = asyncio.run(compression_report(before, before, cases, [auc()]))
    assert same.differences[0].value == 0
    assert same.before.bytes == same.after.bytes


def test_a_model_is_not_weighed_on_nothing() -> None:
    with pytest.raises(DefinitionError, match="no inputs"):
        weigh(Boosting[Person](trees=1).fit(people(50)), [])
