from __future__ import annotations

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.search.extract import Field, Found, JoinedFields, Names, Repeated, RepeatedFields, Term
from tandem.search.extract.joined import joined
from tests.search.extract.contracts import contracts


@pytest.fixture(scope="module")
def fitted() -> JoinedFields:
    rows = contracts(40)
    told = [{"party": "; ".join(y["party"]), "term": y["term"][0]} for y in rows.targets]
    party = Repeated(field=Field(kind_of_value=Names(within=2_500), rounds=30))
    fields = RepeatedFields(fields={"term": Field(kind_of_value=Term())}, repeated={"party": party})
    return JoinedFields(fields=fields).fit(Rows(rows.inputs, told, rows.groups))


def test_several_values_become_one_text(fitted: JoinedFields) -> None:
    rows = contracts(12, seed=7)
    right = 0
    for layout, values in rows:
        [read] = fitted.predict([layout])
        [lists] = fitted.fields.predict([layout])
        assert read.values["party"] == "; ".join(x.value for x in lists["party"])
        product = read.fields["party"].confidence * read.fields["term"].confidence
        assert read.confidence == pytest.approx(product)
        names = {Names().read(party) for party in values["party"]}
        right += set(read.values["party"].split("; ")) == names
    assert right >= 10


def test_it_keeps_the_rules_of_the_contract(fitted: JoinedFields) -> None:
    check(fitted, inputs=contracts(3, seed=8).inputs)


def test_the_place_is_that_of_the_first() -> None:
    one, two = Found("A", 0.5, 3, 4, "A"), Found("B", 0.5, 9, 10, "B")
    assert joined([one, two]) == Found("A; B", 0.25, 3, 4, "A")
    assert joined([one]) is one
    assert joined([]) is None
