"""Every model of texts, asked about texts at the edge: nothing fails, chances stay chances."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tandem import Rows
from tandem.models import Prototypes, Scoped, SentenceClassifier, TextClassifier
from tests.models.samples_of_text import embedder, texts_of

EDGES = {
    "empty": "",
    "blank": " \n\t",
    "megabyte of words": "my card " * 130_000,
    "megabyte without a space": "x" * 1_000_000,
    "script that training did not have": "我的卡在哪里 " * 3,
    "several unknown scripts": "где карта بطاقة कार्ड",
    "signs alone": "🎉🎉 ?!… \u200b\u0301\u202e",
    "half a pair": "\ud83d card",
    "control characters": "card\x00\x1b[31m\x7f",
}


@pytest.fixture(scope="module")
def models() -> dict[str, Any]:
    rows = texts_of(20)
    return {
        "TextClassifier": TextClassifier(C=1.0).fit(rows),
        "SentenceClassifier": SentenceClassifier(embed=embedder()).fit(rows),
        "Prototypes": Prototypes(embed=embedder()).fit(rows),
        "Scoped": Scoped(classify=TextClassifier(calibrate=False), near=embedder()).fit(rows),
    }


@pytest.mark.parametrize("name", ["TextClassifier", "SentenceClassifier", "Prototypes", "Scoped"])
@pytest.mark.parametrize("edge", EDGES)
def test_a_text_at_the_edge_gets_chances(models: dict[str, Any], name: str, edge: str) -> None:
    [said] = models[name].predict([EDGES[edge]])
    chances = said.probabilities.values()
    assert math.isclose(sum(chances), 1.0, abs_tol=1e-6)
    assert all(0 <= chance <= 1 for chance in chances)


@pytest.mark.parametrize("edge", EDGES)
def test_a_text_at_the_edge_can_be_learned_from(edge: str) -> None:
    rows = texts_of(8)
    odd = Rows([*rows.inputs, EDGES[edge]], [*rows.targets, "card"])
    [said] = TextClassifier(calibrate=False).fit(odd).predict(["card pin blocked"])
    assert said.label == "card"


def test_what_says_nothing_is_refused(models: dict[str, Any]) -> None:
    strange = ["empty", "blank", "script that training did not have", "signs alone"]
    assert [one.label for one in models["Scoped"].predict([EDGES[x] for x in strange])] == [
        None
    ] * 4
