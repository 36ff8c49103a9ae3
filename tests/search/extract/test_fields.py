from __future__ import annotations

import math

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.search.extract import Amount, Date, Field, Fields, Lines
from tests.search.extract.receipts import receipts

TRAIN, TEST = receipts(60), receipts(30, seed=1)


def untrained() -> Fields:
    kinds = {
        "company": Lines(most=2, within=4, numbers_off=True),
        "address": Lines(most=3, within=5),
        "date": Date(),
        "total": Amount(),
    }
    return Fields(fields={name: Field(kind_of_value=kind) for name, kind in kinds.items()})


@pytest.fixture(scope="module")
def fields() -> Fields:
    return untrained().fit(TRAIN)


def test_every_field_is_read(fields: Fields) -> None:
    for extraction, wanted in zip(fields.predict(TEST.inputs), TEST.targets, strict=True):
        assert extraction.values.keys() == wanted.keys()
        assert extraction.values["company"] == wanted["company"]
        assert extraction.values["address"] == wanted["address"]
        chances = [found.confidence for found in extraction.fields.values()]
        assert extraction.confidence == pytest.approx(math.prod(chances))


def test_an_unknown_value_teaches_nothing() -> None:
    known = [{"total": values["total"]} if i else values for i, values in enumerate(TRAIN.targets)]
    only = Fields(
        fields={"total": Field(kind_of_value=Amount()), "date": Field(kind_of_value=Date())}
    )
    told = [{k: v for k, v in values.items() if k in ("total", "date")} for values in known]
    fitted = only.fit(Rows(TRAIN.inputs, told))
    assert fitted.fields["total"].predict(TEST.inputs[:1]) != [None]
    assert fitted.fields["date"].slope == 1.0  # learned from one document


def test_a_value_of_no_field_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'tip'"):
        untrained().fit(Rows(TRAIN.inputs[:1], [{"tip": "1.00"}]))


def test_fields_keep_the_contract(fields: Fields) -> None:
    check(fields, list(TEST.inputs[:3]), learn=TRAIN.take(range(12)))
