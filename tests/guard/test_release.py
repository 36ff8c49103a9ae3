from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import replace
from tandem.errors import Refused
from tandem.guard import Canary, Guard, PersonalPatterns, Release, Secrets, Trained
from tandem.guard.release import STEP
from tandem.models import TextClassifier

PERSONAL = ("ann@example.org", "4111 1111 1111 1111", "GB82 WEST 1234 5698 7654 32", "10.0.0.1")
PIECES = st.lists(
    st.one_of(
        st.sampled_from(PERSONAL),
        st.text(alphabet="ab1 .,@\n-", max_size=80),
        st.just("plain words of an answer, many of them. " * 4),
    ),
    max_size=24,
)
SIZES = st.lists(st.integers(1, 60), max_size=80)
GUARD = Guard(detectors=(PersonalPatterns(),))


def cut(text: str, sizes: list[int]) -> list[str]:
    found, start = [], 0
    for size in sizes:
        found.append(text[start : start + size])
        start += size
    return [*found, text[start:]]


@given(PIECES, SIZES)
def test_what_leaves_in_pieces_is_the_whole_as_the_guard_would_leave_it(
    pieces: list[str], sizes: list[int]
) -> None:
    text = " ".join(pieces)
    release = Release(GUARD)
    left = [release.push(piece) for piece in cut(text, sizes)]
    assert "".join(left) + release.finish() == GUARD.check(text).text


@given(PIECES, SIZES, st.sampled_from(PERSONAL))
def test_nothing_of_what_is_refused_leaves_however_it_is_cut(
    pieces: list[str], sizes: list[int], secret: str
) -> None:
    guard = Guard(detectors=(PersonalPatterns(), Secrets(), Canary(words=("heron7431",))))
    strict = replace(guard, otherwise="refuse")
    text = " ".join([*pieces, secret, "and", "plain words of an answer, many of them. " * 20])
    first = min((one.start for one in strict.find(text)), default=len(text))
    release = Release(strict)
    left, refused = "", False
    try:
        for piece in cut(text, sizes):
            left += release.push(piece)
        left += release.finish()
    except Refused:
        refused = True
    assert refused == (first < len(text))
    assert left == text[:first] if not refused else text[:first].startswith(left)


def test_the_delay_is_bounded() -> None:
    release = Release(GUARD)
    text = "plain words of an answer, many of them. " * 60
    left, most = 0, 0
    for came, letter in enumerate(text, start=1):
        left += len(release.push(letter))
        most = max(most, came - left)
    assert most <= (GUARD.reach or 0) + STEP + 1


def test_nothing_of_what_is_refused_leaves() -> None:
    release = Release(Guard(detectors=(Secrets(),), actions={"secret": "refuse"}))
    pieces = cut("x " * 500 + "sk-" + "a1B2" * 6 + " y" * 500, [7] * 300)
    left: list[str] = []
    with pytest.raises(Refused):
        left.extend(release.push(piece) for piece in pieces)
    said = "".join(left)
    assert said
    assert said == ("x " * 500)[: len(said)]


def test_words_that_are_put_back_leave_in_one_piece() -> None:
    release = Release(Guard(detectors=()), ("[EMAIL 1]",))
    text = "one two three " * 30 + "[EMAIL 1] " * 30
    left = [*(release.push(piece) for piece in cut(text, [3] * 260)), release.finish()]
    assert "".join(left) == text
    assert sum(piece.count("[EMAIL 1]") for piece in left) == 30
    assert len([piece for piece in left if piece]) > 3


def test_a_detector_of_whole_texts_holds_all_until_the_end() -> None:
    guard = Guard(detectors=(Trained(what="topic", classifier=TextClassifier(), found={}),))
    assert guard.reach is None
    assert Release(guard).push("word " * 1_000) == ""
