from __future__ import annotations

import pytest

from tandem.errors import DefinitionError
from tandem.models import Encoder
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
