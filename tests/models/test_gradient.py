from __future__ import annotations

from typing import Any

import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import BoostingClassifier, CatBoostClassifier, Encoder, XGBoostClassifier
from tandem.models.gradient import signs, threads

ENCODER = Encoder.of([{"age": 1.0, "city": "Bern", "visits": 2}])


def test_directions_stand_in_the_order_of_the_columns() -> None:
    assert signs({"visits": -1}, ENCODER, whose="Boost") == [0, 0, -1]


def test_a_field_without_direction_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"Boost\.monotone names 'size', which is no field"):
        signs({"size": 1}, ENCODER, whose="Boost")
    with pytest.raises(DefinitionError, match="names 'city', which is a category"):
        signs({"city": 1}, ENCODER, whose="Boost")


def test_small_tables_take_one_thread() -> None:
    assert (threads(5_000), threads(200_000)) == (1, -1)


@pytest.mark.parametrize("cls", [BoostingClassifier, CatBoostClassifier, XGBoostClassifier])
def test_several_labels_have_no_one_margin_whichever_library_grows_the_trees(cls: Any) -> None:
    records = [{"x": float(i % 9)} for i in range(90)]
    fitted = cls(trees=20).fit(Rows(records, ["low" if r["x"] < 4 else "high" for r in records]))
    told = fitted.predict([*records[:2], records[7]])
    assert [one.label for one in told] == ["low", "low", "high"]
    assert fitted.predict([]) == []
    for ask in (fitted.margins, fitted.effects, fitted.reasons):
        with pytest.raises(DefinitionError, match="a margin for each of 2 labels"):
            ask(records[:1])
