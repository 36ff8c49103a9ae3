from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.models.grams import letter_grams, word_grams


def test_words_and_neighbours_are_counted() -> None:
    assert word_grams("Lost card: LOST  it") == {
        "lost": 2,
        "card": 1,
        "it": 1,
        "lost card": 1,
        "card lost": 1,
        "lost it": 1,
    }


def test_letters_are_counted_inside_words() -> None:
    assert letter_grams("a a") == {" a": 2, "a ": 2, " a ": 2}
    assert max(map(len, letter_grams("something long"))) == 4
    assert "g l" not in letter_grams("something long")


def test_forms_of_letters_do_not_count() -> None:
    assert word_grams("ＣＡＲＤ straße") == word_grams("card STRASSE")


def test_a_typing_error_keeps_most_letters() -> None:
    right, wrong = letter_grams("transfer"), letter_grams("tranfser")
    assert (right & wrong).total() / right.total() > 0.4


@given(st.text())
def test_any_text_has_grams_that_can_be_written(text: str) -> None:
    for gram in [*word_grams(text), *letter_grams(text)]:
        gram.encode()


def test_lone_surrogates_are_no_letters() -> None:
    assert word_grams("a\ud800b") == word_grams("a b")
