from __future__ import annotations

import numpy as np
import pytest

from tandem.search.answer.asking import Asked
from tandem.search.answer.evidence import UNKNOWN
from tandem.search.answer.spans import SPAN_FEATURES, analyse, likeness, span_evidence

SENTENCE = "The town was founded in 1871 by the monks of Cluny, who made fine glass."
RARITY = {UNKNOWN: 5.0, "town": 1.0, "found": 2.0}


def test_spans_stand_where_they_say() -> None:
    found = analyse(SENTENCE)
    assert all(SENTENCE[s.start : s.end] == s.text for s in found.spans)
    assert {"1871", "Cluny", "monks of Cluny", "fine glass"} <= {s.text for s in found.spans}


def test_a_row_a_span_and_the_kind_asked_for_stands_out() -> None:
    spans, table = span_evidence(Asked.of("When was it founded?"), SENTENCE, 0.5, RARITY)
    assert table.shape == (len(spans), len(SPAN_FEATURES))
    fits = table[:, SPAN_FEATURES.index("kind fits")]
    assert [s.text for s, fit in zip(spans, fits, strict=True) if fit] == ["1871"]
    near = table[:, SPAN_FEATURES.index("near")]
    assert spans[int(np.argmax(near))].text == "town"


def test_a_sentence_without_words_has_no_spans() -> None:
    spans, table = span_evidence(Asked.of("When?"), "... !", 0.0, RARITY)
    assert spans == ()
    assert table.shape == (0, len(SPAN_FEATURES))


@pytest.mark.parametrize(
    ("said", "wanted", "value"),
    [
        ("the monks", "Monks", 1),
        ("four monks", "monks", 2 / 3),
        ("glass", "monks", 0),
        ("", "x", 0),
    ],
)
def test_likeness_of_short_answers(said: str, wanted: str, value: float) -> None:
    assert likeness(said, wanted) == pytest.approx(value)
