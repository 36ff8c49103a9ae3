from __future__ import annotations

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.search.extract import Amount, Field, Layout
from tests.search.extract.receipts import receipts

TRAIN, TEST = receipts(60), receipts(40, seed=1)


def totals(rows: Rows[Layout, dict[str, str]]) -> Rows[Layout, str | None]:
    return Rows(rows.inputs, [values["total"] for values in rows.targets], rows.groups)


@pytest.fixture(scope="module")
def field() -> Field:
    return Field(kind_of_value=Amount()).fit(totals(TRAIN))


def test_the_total_is_told_from_other_amounts(field: Field) -> None:
    found = field.predict(TEST.inputs)
    right = [
        x is not None and x.value == y["total"] for x, y in zip(found, TEST.targets, strict=True)
    ]
    assert sum(right) >= 38
    assert all(x is not None and 0 <= x.confidence <= 1 for x in found)


def test_evidence_is_where_the_value_stands(field: Field) -> None:
    for layout, found in zip(TEST.inputs, field.predict(TEST.inputs), strict=True):
        assert found is not None
        assert layout.text[found.start : found.end] == found.text == found.value


def test_a_document_without_candidates_has_no_value(field: Field) -> None:
    assert field.predict([Layout.of("NOTHING TO PAY")]) == [None]
    assert field.predict([Layout(())]) == [None]


def test_an_optional_field_is_left_out_where_nothing_looks_like_it() -> None:
    with_total = totals(TRAIN)
    without = [Layout.of(f"LIST OF PRICES\nRICE {i}.00\nTEA {i}.50") for i in range(1, 31)]
    rows = Rows([*with_total.inputs, *without], [*with_total.targets, *([None] * 30)])
    field = Field(kind_of_value=Amount(), optional=True).fit(rows)
    assert field.predict([Layout.of("LIST OF PRICES\nRICE 77.00\nTEA 78.50")]) == [None]
    assert None not in field.predict(TEST.inputs[:5])


def test_values_that_no_document_holds_are_refused() -> None:
    with pytest.raises(DefinitionError, match="no candidate"):
        Field(kind_of_value=Amount()).fit(Rows([Layout.of("TEA 2.00")], ["3.00"]))


def test_a_field_keeps_the_contract(field: Field) -> None:
    check(field, list(TEST.inputs[:3]), learn=totals(TRAIN.take(range(12))))
