"""Tables at the edge: each gives a clear message or chances, in every model of yes or no."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

from tandem import Rows
from tandem.errors import TandemError
from tandem.models import (
    Blend,
    Boosting,
    Calibrated,
    Forest,
    Logistic,
    NaiveBayes,
    Neighbours,
    Voting,
)

DRAW = random.Random(0)
YES = [DRAW.random() < 0.5 for _ in range(60)]
PLAIN = [{"x": DRAW.gauss(0, 1), "c": DRAW.choice("ab")} for _ in range(60)]

TABLES: dict[str, Rows[Any, bool]] = {
    "a constant target": Rows(PLAIN, [True] * 60),
    "one yes": Rows(PLAIN, [i == 0 for i in range(60)]),
    "a column all missing": Rows([x | {"m": None} for x in PLAIN], YES),
    "one row": Rows(PLAIN[:1], [True]),
    "infinite values": Rows(
        [x | {"v": math.inf if i % 9 == 0 else float(i)} for i, x in enumerate(PLAIN)], YES
    ),
    "a category a row": Rows(
        [{"k": f"k{i}"} for i in range(2_000)], [i % 2 == 0 for i in range(2_000)]
    ),
    "a field that is the target": Rows([{"x": float(yes), "z": 1.0} for yes in YES], YES),
}
YES_OR_NO: dict[str, Any] = {
    "Boosting": Boosting(trees=5),
    "Logistic": Logistic(),
    "Forest": Forest(trees=5),
    "Blend": Blend(members=(Boosting(trees=5), Logistic())),
    "Calibrated": Calibrated(model=Logistic()),
    "Voting": Voting(members=(Logistic(), Boosting(trees=5))),
    "Neighbours": Neighbours(),
    "NaiveBayes": NaiveBayes(),
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", YES_OR_NO)
def test_a_table_at_the_edge_gives_chances_or_a_message(name: str, table: str) -> None:
    rows, refused = TABLES[table], ""
    try:
        chances = YES_OR_NO[name].fit(rows).predict(rows.inputs[:20])
    except TandemError as error:
        chances, refused = [], error.message
    assert len(refused) > 10 or len(chances) == len(rows.inputs[:20])
    assert all(0 <= chance <= 1 for chance in chances)
    assert not (refused and table == "a field that is the target")
