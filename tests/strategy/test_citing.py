from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.strategy.citing import Citing
from tests.search.answer.world import TOWNS

PASSAGES = [TOWNS[0].passage(), TOWNS[1].passage()]
ONE, TWO = TOWNS[0], TOWNS[1]
ANSWER = (
    f"{TWO.name} was founded in {TWO.year} [2]. It was founded in {ONE.year + 5} [1]. "
    f"{ONE.name} makes {ONE.goods}, which is sold abroad. [1, 9] See [x]."
)
CHECKED = (
    f"{TWO.name} was founded in {TWO.year} [1]. It was founded in {ONE.year + 5}. "
    f"{ONE.name} makes {ONE.goods}, which is sold abroad. [2] See [x]."
)


def fed(pieces: list[str]) -> tuple[str, Citing]:
    citing = Citing(PASSAGES)
    shown = "".join(citing.feed(piece) for piece in pieces) + citing.finish()
    return shown, citing


def test_marks_that_are_supported_stay_and_are_numbered_anew() -> None:
    shown, citing = fed([ANSWER])
    assert shown == citing.text == CHECKED
    assert citing.dropped == 2
    assert [c.document for c in citing.citations] == [TWO.name, ONE.name]
    texts = {ONE.name: ONE.text, TWO.name: TWO.text}
    assert all(texts[c.document][c.start : c.end] == c.text for c in citing.citations)
    assert len(citing.backed) == 2


@given(st.lists(st.integers(1, 12), min_size=1, max_size=80))
def test_it_does_not_matter_how_the_answer_is_cut(sizes: list[int]) -> None:
    pieces, rest = [], ANSWER
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    assert fed([*pieces, rest])[0] == CHECKED


def test_a_mark_is_never_shown_by_halves() -> None:
    citing = Citing(PASSAGES)
    assert citing.feed(f"Founded in {ONE.year}") == f"Founded in {ONE.year}"
    assert citing.feed(" [") == citing.feed("1") == ""
    assert citing.feed("].") == " [1]."


@given(st.text(alphabet="ab. [12],\n", max_size=60))
def test_any_text_comes_out_without_its_numbered_marks_only(text: str) -> None:
    shown, citing = fed(list(text))
    assert citing.citations == []
    letters = [c for c in shown if c in "ab"]
    assert letters == [c for c in text if c in "ab"]
