from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars
import pytest

from tandem.data.batch import RecordBatch
from tandem.errors import DefinitionError


@dataclass(frozen=True)
class Visit:
    pages: int
    bought: bool | None


def batch() -> RecordBatch[Visit]:
    frame = polars.DataFrame({"pages": [3, 1, 4], "bought": [True, None, False]})
    return RecordBatch(Visit, frame)


def test_it_is_a_sequence_of_records() -> None:
    visits = batch()
    expected = [Visit(3, True), Visit(1, None), Visit(4, False)]
    assert isinstance(visits, Sequence)
    assert (list(visits), visits[-1], len(visits)) == (expected, expected[2], 3)
    assert list(visits[1:]) == expected[1:]
    assert list(batch()[:2]) == expected[:2]
    with pytest.raises(IndexError):
        visits[3]


def test_a_record_is_the_same_object_each_time() -> None:
    visits = batch()
    first = visits[1]
    assert list(visits)[1] is first is visits[1] is visits[-2]
    assert visits.made[1] is first


def test_columns_are_those_of_the_fields() -> None:
    assert batch().column("pages").to_list() == [3, 1, 4]
    with pytest.raises(DefinitionError, match="Visit has no field 'price'"):
        batch().column("price")
