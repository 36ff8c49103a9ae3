from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Recorder, run
from tandem.search import Grounded, Pack, Passage, WordTokens

DOCUMENT = " ".join(f"Sentence number {i} speaks of thing{i}." for i in range(40))


def piece(start: int, end: int, document: str = "d", title: str = "") -> Passage:
    text = DOCUMENT[start:end]
    return Passage(
        f"{document}#{start}-{end}", title, text, 1.0, document=document, start=start, end=end
    )


def packed(passages: list[Passage], pack: Pack) -> list[Passage]:
    return run(pack, Grounded("?", passages)).passages


def test_overlapping_passages_become_one_with_exact_offsets() -> None:
    [one] = packed([piece(100, 200), piece(50, 120), piece(190, 260)], Pack())
    assert (one.start, one.end) == (50, 260)
    assert one.text == DOCUMENT[50:260]


def test_a_passage_is_not_shown_twice() -> None:
    inside, other = piece(110, 150), piece(100, 200, document="copy")
    shown = packed([piece(100, 200), inside, other, piece(300, 400)], Pack())
    assert [p.start for p in shown] == [100, 300]


def test_another_number_is_no_repetition() -> None:
    text = f"{DOCUMENT[:400]} It costs 20 euros."
    one = Passage("a#0", "", text, 1.0, document="a", end=len(text))
    other = replace(one, id="b#0", document="b", text=text.replace("20 euros", "30 euros"))
    assert [p.id for p in packed([one, other, replace(one, id="c#0")], Pack())] == ["a#0", "b#0"]


def test_the_budget_holds_and_smaller_ones_still_fit() -> None:
    passages = [piece(0, 150), piece(200, 900), piece(1000, 1060)]
    shown = packed(passages, Pack(budget=50))
    assert [p.start for p in shown] == [0, 1000]


def test_the_first_is_cut_after_a_sentence_rather_than_dropped() -> None:
    [first] = packed([piece(0, 900)], Pack(budget=20))
    assert first.text.endswith(".")
    assert first.text == DOCUMENT[: first.end]
    assert packed([piece(0, 900)], Pack(budget=2)) == []


def test_orders() -> None:
    passages = [piece(600, 700, "b"), piece(0, 100, "a"), piece(0, 100, "b"), piece(200, 300, "a")]
    passages = [replace(p, text=f"{p.text} {p.id}", end=p.end + len(p.id) + 1) for p in passages]
    best = [p.id for p in passages]
    assert [p.id for p in packed(passages, Pack())] == best
    assert [p.id for p in packed(passages, Pack(order="document"))] == [
        "b#0-100",
        "b#600-700",
        "a#0-100",
        "a#200-300",
    ]
    assert [p.id for p in packed(passages, Pack(order="ends"))] == [
        best[0],
        best[2],
        best[3],
        best[1],
    ]


def test_titles_count_and_what_happened_is_noted() -> None:
    long = piece(0, 60, title="word " * 40)
    assert packed([long], Pack(budget=30)) == []
    trace = asyncio.run(Recorder(system="t").run(Pack(budget=30), Grounded("?", [long])))
    assert trace.spans[0].attributes == {"passages": 0, "left_out": 1, "context_tokens": 0}


spans = st.tuples(st.integers(0, 900), st.integers(1, 300)).map(lambda x: piece(x[0], x[0] + x[1]))


@given(st.lists(spans, max_size=8), st.integers(1, 200))
def test_text_is_always_the_documents_own_and_within_budget(
    passages: list[Passage], budget: int
) -> None:
    shown = packed(passages, Pack(budget=budget))
    assert all(p.text == DOCUMENT[p.start : p.end] for p in shown)
    assert sum(WordTokens().counts([p.text for p in shown])) <= budget
    ranges = sorted((p.start, p.end) for p in shown)
    assert all(a[1] <= b[0] for a, b in pairwise(ranges))


def test_passages_without_places_are_only_compared_by_words() -> None:
    plain = [
        Passage(str(i), "", text, 1.0) for i, text in enumerate(["a b c d", "A, b c d!", "e f"])
    ]
    assert [p.id for p in packed(plain, Pack())] == ["0", "2"]
    with pytest.raises(AssertionError):
        assert packed(plain, Pack(budget=1))
