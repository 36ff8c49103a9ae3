from __future__ import annotations

import asyncio

import pytest

from tandem import Recorder, Rows, run
from tandem.errors import DefinitionError
from tandem.models import TextClassifier
from tandem.search import Hybrid, Routed, Section

BILLING = [Section("bill", "", "invoices and payment terms of a bill")]
SHIPPING = [Section("parcel", "", "parcels and delivery terms")]
QUESTIONS = Rows(
    [f"{word} {i}" for i in range(8) for word in ("pay my bill", "late parcel")],
    ["billing", "shipping"] * 8,
)


def routed(sure: float = 0.7) -> Routed:
    lexical = {
        "billing": Hybrid(rankings=("lexical",)).fit(BILLING),
        "shipping": Hybrid(rankings=("lexical",)).fit(SHIPPING),
    }
    return Routed(indexes=lexical, route=TextClassifier(calibrate=False), sure=sure).fit(QUESTIONS)


def test_the_trained_router_chooses_the_index() -> None:
    search = routed()
    assert [p.id for p in run(search, "pay the bill by its terms")] == ["bill"]
    assert [p.id for p in run(search, "parcel terms")] == ["parcel"]


def test_unsure_it_asks_two_and_says_so() -> None:
    trace = asyncio.run(Recorder(system="test").run(routed(sure=1.1), "terms"))
    assert {p.id for p in trace.output} == {"bill", "parcel"}
    assert trace.spans[0].attributes["asked"] == 2


def test_a_label_that_names_no_index_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'returns', which is no index"):
        routed().fit(Rows(["a", "b"], ["billing", "returns"]))
