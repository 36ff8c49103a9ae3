from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.checks import check
from tandem.core import tree
from tandem.errors import DefinitionError
from tandem.models import Labels, TextClassifier
from tandem.models.heads import softmax
from tandem.models.tfidf import count
from tandem.search.embed.corpus import CorpusEmbedder

WORDS = {
    "card": ["card", "lost", "stolen", "pin", "blocked"],
    "bill": ["bill", "pay", "due", "invoice", "amount"],
    "door": ["door", "open", "key", "locked", "window"],
}
ROWS = Rows(
    *zip(
        *(
            (f"{first} and {second}, please {i}", label)
            for label, words in WORDS.items()
            for i, first in enumerate(words)
            for second in words
        ),
        strict=True,
    )
)
FITTED = TextClassifier().fit(ROWS)


@pytest.mark.parametrize(
    ("text", "label"),
    [("My PIN is blocked!", "card"), ("an invioce to pay", "bill"), ("windows locked", "door")],
)
def test_it_finds_the_label_also_with_typing_errors(text: str, label: str) -> None:
    [found] = FITTED.predict([text])
    assert found.label == label
    assert found.probability > 0.6


def test_the_most_likely_label_comes_first() -> None:
    [found] = FITTED.predict(["pay by card"])
    values = list(found.probabilities.values())
    assert values == sorted(values, reverse=True)
    assert next(iter(found.probabilities.items())) == (found.label, found.probability)
    assert sum(values) == pytest.approx(1)
    assert set(found.probabilities) == set(WORDS)


@given(st.text())
def test_any_text_gets_a_label(text: str) -> None:
    [found] = FITTED.predict([text])
    assert found.label in WORDS
    assert 1 / 3 <= found.probability <= 1


def test_it_keeps_the_contract() -> None:
    check(FITTED, ["", "my card", *ROWS.inputs[:10]], learn=ROWS)


def test_the_same_rows_give_the_same_state() -> None:
    again = TextClassifier().fit(ROWS)
    for name, (_, value) in tree.states(FITTED).items():
        same = tree.states(again)[name][1] == value
        assert same if isinstance(same, bool) else same.all()


def test_two_labels_are_enough_and_one_is_not() -> None:
    two = Rows(["lost card", "stolen card", "pay bill", "bill due"], ["card", "card", "bill", "x"])
    assert isinstance(TextClassifier().fit(two).predict(["bill"])[0], Labels)
    binary = Rows(["lost card", "stolen card", "pay bill", "bill due"] * 5, [*"aabb"] * 5)
    assert TextClassifier().fit(binary).predict(["card", "bill"])[1].label == "b"
    with pytest.raises(DefinitionError, match=r"got only \['card'\]"):
        TextClassifier().fit(Rows(["a", "b"], ["card", "card"]))


def test_unseen_paraphrases_keep_it_modest() -> None:
    # Ten texts, each copied ten times: with groups the copies are no evidence for certainty.
    texts = [f"{word} please" for words in WORDS.values() for word in words]
    labels = [label for label, words in WORDS.items() for _ in words]
    copied = Rows(texts * 10, labels * 10)
    grouped = Rows(texts * 10, labels * 10, texts * 10)
    careless, careful = TextClassifier().fit(copied), TextClassifier().fit(grouped)
    assert careful.temperature > 5 * careless.temperature


def test_the_squared_hinge_has_probabilities_as_well() -> None:
    fitted = TextClassifier(loss="squared_hinge", C=0.5).fit(ROWS)
    said = fitted.predict(["My PIN is blocked!", "an invioce to pay", "windows locked"])
    assert [one.label for one in said] == ["card", "bill", "door"]
    assert all(one.probability > 0.6 for one in said)
    check(fitted, ["", "my card"], learn=ROWS)


def test_vectors_are_read_beside_the_words() -> None:
    plain = TextClassifier(calibrate=False).fit(ROWS)
    both = TextClassifier(calibrate=False, embed=CorpusEmbedder(dimensions=8)).fit(ROWS)
    assert both.words == plain.words
    assert len(both.weights) == len(plain.weights) + 8
    text = "lost my pin"
    parts = both._linear.logits(count(text), both.embed.embed([text])[0])  # type: ignore[union-attr]  # it has one
    chances = softmax(parts)
    assert both.predict([text])[0].probability == pytest.approx(chances.max())
    assert both.predict([text])[0].probability != plain.predict([text])[0].probability
    assert both.predict([]) == []
    check(both, ["", "my card"], learn=ROWS)
