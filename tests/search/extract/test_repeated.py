from __future__ import annotations

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.search.extract import (
    Field,
    Layout,
    Names,
    OneOf,
    Repeated,
    RepeatedFields,
    Term,
)
from tests.search.extract.contracts import STATES, contracts

TRAIN, TEST = contracts(40), contracts(15, seed=1)


def test_all_parties_are_found_and_nothing_else() -> None:
    parties = Rows(TRAIN.inputs, [values["party"] for values in TRAIN.targets])
    many = Repeated(field=Field(kind_of_value=Names())).fit(parties)
    key, right, given, due = Names().key, 0, 0, 0
    for layout, values in zip(TEST.inputs, TEST.targets, strict=True):
        [found] = many.predict([layout])
        told = {key(x.value) for x in found}
        wanted = {key(Names().read(value) or "") for value in values["party"]}
        right, given, due = right + len(told & wanted), given + len(told), due + len(wanted)
        assert all(layout.text[x.start : x.end] == x.text for x in found)
    assert 2 * right / (given + due) > 0.9
    check(many, list(TEST.inputs[:2]), learn=parties.take(range(8)))


def test_fields_with_one_value_and_with_several_are_read_together() -> None:
    fields = RepeatedFields(
        fields={
            "term": Field(kind_of_value=Term(), optional=True),
            "state": Field(kind_of_value=OneOf(values=STATES)),
        },
        repeated={"party": Repeated(field=Field(kind_of_value=Names()))},
    ).fit(TRAIN)
    for read, values in zip(fields.predict(TEST.inputs), TEST.targets, strict=True):
        assert [x.value for x in read["term"]] == values["term"]
        assert [x.value for x in read["state"]] == values["state"]
    check(fields, list(TEST.inputs[:2]), learn=TRAIN.take(range(12)))


def test_no_values_at_all_are_refused() -> None:
    with pytest.raises(DefinitionError, match="no values"):
        Repeated(field=Field(kind_of_value=Names())).fit(Rows([Layout.of("Nike Inc")], [[]]))
